//! Saved inventories: read within limits, and added to.

use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use super::Context;
use super::reading::finish;
use crate::domain::collation::natural_key;
use crate::domain::phrase::Phrase;
use crate::domain::raised::{self, Context as _, Raised};
use crate::domain::situation::{Class, Situation, Told};
use crate::readers::inventory::read_inventory;
use crate::report::inventory::{Inventory, Token};
use crate::report::merge::{Conflict, add_to, missing};
use crate::report::verify::UnreadFile;
use crate::situation_error;
use crate::waiting;

/// The longest saved inventory that is read: 1 GiB.
const MAX_BYTES: u64 = 1 << 30;

/// A saved inventory that cannot be opened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SavedError {
    /// No such file.
    Missing(String),
    /// The system refuses, with its message.
    Unreadable(String, String),
    /// It is too long.
    TooLong(String),
    /// A termination signal came while waiting for it.
    Interrupted,
}

situation_error!(SavedError);

impl Situation for SavedError {
    fn told(&self) -> Told {
        match self {
            Self::Missing(path) => Class::NotFound.told("no-such-file", "run-saved-missing").with("path", path),
            Self::Unreadable(path, fault) => {
                Class::Usage.told("file-unreadable", "run-saved-unreadable").with("path", path).with("fault", fault)
            }
            Self::TooLong(path) => Class::Usage.told("file-too-long", "run-saved-too-long").with("path", path),
            Self::Interrupted => Class::Cancelled.told("interrupted", "run-interrupted"),
        }
    }
}

/// The bytes of a file, bounded.
pub fn bytes_of(path: &Path) -> Result<Vec<u8>, SavedError> {
    let name = || path.display().to_string();
    let fault = |fault: std::io::Error| match fault.kind() {
        _ if waiting::is_broken_off(&fault) => SavedError::Interrupted,
        ErrorKind::NotFound => SavedError::Missing(name()),
        _ => SavedError::Unreadable(name(), fault.to_string()),
    };
    let bytes = waiting::open(path).and_then(|file| file.read_up_to(MAX_BYTES + 1)).map_err(fault)?;
    if u64::try_from(bytes.len()).unwrap_or(u64::MAX) > MAX_BYTES {
        return Err(SavedError::TooLong(name()));
    }
    Ok(bytes)
}

/// The files of a folder, by name.
pub fn files_of(folder: &Path) -> Result<Vec<PathBuf>, SavedError> {
    let fault = |fault: std::io::Error| SavedError::Unreadable(folder.display().to_string(), fault.to_string());
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder).map_err(fault)? {
        let path = entry.map_err(fault)?.path();
        if path.is_file() {
            files.push(path);
        }
    }
    files.sort();
    Ok(files)
}

/// The JSON files of a folder, by name; hidden ones may be work in progress.
pub fn documents_of(folder: &Path) -> Result<Vec<PathBuf>, SavedError> {
    let mut paths = files_of(folder)?;
    let is_json = |path: &Path| path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("json"));
    paths.retain(|path| is_json(path) && !is_hidden(path));
    paths.sort_by_cached_key(|path| natural_key(&path.to_string_lossy()));
    Ok(paths)
}

/// A file of several that cannot be used: the remark about it, and its line in the report. A termination signal is not a
/// fault of the file, and ends the run.
pub fn left_out(path: &Path, error: Raised) -> raised::Result<(Phrase, UnreadFile)> {
    if error.downcast_ref() == Some(&SavedError::Interrupted) {
        return Err(error);
    }
    let Told { code, phrase, .. } = error.told();
    let file = UnreadFile { file: path.display().to_string(), code: code.to_owned() };
    Ok((Phrase::new("verify-unread").with("fault", phrase), file))
}

fn is_hidden(path: &Path) -> bool {
    path.file_name().is_some_and(|name| name.to_string_lossy().starts_with('.'))
}

/// A saved inventory; `None` if there is no such file yet.
pub fn read_if_there(path: &Path) -> raised::Result<Option<Inventory>> {
    Ok(former(path)?.map(|(_bytes, inventory)| inventory))
}

/// A saved inventory with its bytes; `None` if there is no such file yet.
pub fn former(path: &Path) -> raised::Result<Option<(Vec<u8>, Inventory)>> {
    let bytes = match bytes_of(path) {
        Err(SavedError::Missing(_)) => return Ok(None),
        bytes => bytes?,
    };
    let said = || Phrase::new("saved-cannot-read").with("path", path.display().to_string());
    let inventory = read_inventory(&bytes).with_context(said)?;
    Ok(Some((bytes, inventory)))
}

/// The saved inventory in a regular file, if it is readable; other files are neither waited for nor reported.
pub fn inventory_at(path: &Path) -> Option<Inventory> {
    if !std::fs::metadata(path).ok()?.is_file() {
        return None;
    }
    former(path).ok()?.map(|(_bytes, inventory)| inventory)
}

/// The tokens of an earlier inventory that a new one lacks, matched by the rules of merging.
pub fn gone<'t>(former: &'t Inventory, new: &'t Inventory) -> Vec<&'t Token> {
    missing(former, new).into_iter().filter(|token| token.initialized).collect()
}

/// Merges a reading into a saved inventory; the second value lists the contradictions.
pub fn add(context: &Context<'_>, saved: Option<Inventory>, reading: Inventory) -> (Inventory, Vec<Phrase>) {
    let Some(saved) = saved else { return (reading, Vec::new()) };
    let merged = add_to(saved, reading, context.now.max(crate::clock::now()));
    let conflicts = merged.conflicts.iter().map(Conflict::phrase).collect();
    let mut inventory = merged.inventory;
    finish(context, &mut inventory);
    (inventory, conflicts)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_of_several_is_left_out_and_a_termination_signal_ends_the_run() {
        let path = Path::new("a.cer");
        let (remark, file) = left_out(path, SavedError::Missing("a.cer".to_owned()).into()).expect("left out");
        assert_eq!((file.file.as_str(), file.code.as_str()), ("a.cer", "no-such-file"), "{remark}");
        let error = left_out(path, SavedError::Interrupted.into()).expect_err("it ends the run");
        assert_eq!(error.told().class, Class::Cancelled, "status 9");
    }
}
