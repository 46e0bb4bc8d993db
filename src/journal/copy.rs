//! Copies of certificates that are about to be deleted, beside the journal, so that they can be restored to the token.
//!
//! Pitfall: an existing copy is compared, never overwritten.

use std::io::{Read as _, Write as _};
use std::path::PathBuf;

use super::Journal;
use super::error::JournalError;

impl Journal {
    /// Writes the copy of a certificate and flushes it to the disk. Returns its path.
    ///
    /// # Errors
    /// It could not be written, or the file contains other bytes: then nothing may be deleted.
    pub fn keep_copy(&self, sha256: &str, der: &[u8]) -> Result<PathBuf, JournalError> {
        let path = self.place.folder.join(format!("certificate-{sha256}.cer"));
        let mut file = self.place.open_file(&path)?;
        let writing = |error| JournalError::writing(&path, error);
        let mut there = Vec::new();
        let room = u64::try_from(der.len()).unwrap_or(u64::MAX).saturating_add(1);
        (&mut file).take(room).read_to_end(&mut there).map_err(writing)?;
        if there == der {
            return Ok(path);
        }
        if !der.starts_with(&there) {
            return Err(JournalError::Corrupt(path));
        }
        // A copy interrupted by a kill is completed.
        let rest = der.get(there.len()..).unwrap_or_default();
        file.write_all(rest).and_then(|()| file.sync_all()).map_err(writing)?;
        Ok(path)
    }
}
