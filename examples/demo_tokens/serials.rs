//! Gives the finished tokens fixed serial numbers, so that every run produces the same.
//!
//! Pitfall: PKCS#11 has no call for this and SoftHSM draws them at random; they are rewritten in its files, with the
//! module closed. Slot IDs and the order of the slots depend on them.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result, ensure};

/// The header of SoftHSM's private attribute for the serial: its type, its kind (3, bytes), its length (16).
const DRAWN: [u8; 24] = [0, 0, 0, 0, 0x80, 0, 0x53, 0x4a, 0, 0, 0, 0, 0, 0, 0, 3, 0, 0, 0, 0, 0, 0, 0, 16];

/// A token's serial as drawn by SoftHSM, and the eight digits that replace it, as on real tokens.
pub struct Renaming {
    pub drawn: String,
    pub chosen: String,
}

/// Rewrites every token found in `tokens`.
pub fn rewrite(tokens: &Path, renamings: &[Renaming]) -> Result<()> {
    let mut done = 0;
    for entry in fs::read_dir(tokens).context("listing the tokens")? {
        let file = entry.context("listing the tokens")?.path().join("token.object");
        let bytes = fs::read(&file).with_context(|| format!("reading {}", file.display()))?;
        for renaming in renamings {
            if let Some(rewritten) = replaced(&bytes, renaming) {
                crate::folder::write(&file, &rewritten)?;
                done += 1;
            }
        }
    }
    ensure!(done == renamings.len(), "{done} of {} serials were found in SoftHSM's files", renamings.len());
    Ok(())
}

fn replaced(bytes: &[u8], renaming: &Renaming) -> Option<Vec<u8>> {
    let wanted = [&DRAWN, renaming.drawn.as_bytes()].concat();
    let start = bytes.windows(wanted.len()).position(|window| window == wanted)?;
    let mut head = DRAWN;
    if let Some(length) = head.last_mut() {
        *length = u8::try_from(renaming.chosen.len()).ok()?;
    }
    let before = bytes.get(..start)?;
    let after = bytes.get(start + wanted.len()..)?;
    Some([before, &head, renaming.chosen.as_bytes(), after].concat())
}
