//! The folder of a month: files of earlier runs are replaced, edited files never.
//!
//! Pitfall: a run may end between two files. The planned files are recorded before the first one is written, so that
//! the next run recognises each of them.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::Duration;

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use crate::commands::saved::{SavedError, bytes_of};
use crate::domain::raised;
use crate::domain::tlv::hex;
use crate::file::{FileError, FileLock};
use crate::report::month::{MonthFile, Outcome};
use crate::run::output::to_file;

/// The files written by earlier runs.
const MANIFEST: &str = "manifest.json";

/// How long to wait for another run in the same folder.
const PATIENCE: Duration = Duration::from_secs(60);

/// How many names are tried beside an edited file.
const NAMES: usize = 99;

/// The SHA-256 of each file as written by this program, newest first.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
struct Manifest {
    version: u32,
    files: BTreeMap<String, Vec<String>>,
}

impl Manifest {
    /// A missing or broken manifest knows no file, so that none is replaced.
    fn read(path: &Path) -> Result<Self, SavedError> {
        match bytes_of(path) {
            Err(SavedError::Missing(_)) => Ok(Self::default()),
            bytes => Ok(serde_json::from_slice(&bytes?).unwrap_or_default()),
        }
    }

    fn is_ours(&self, name: &str, hash: &str) -> bool {
        self.files.get(name).is_some_and(|hashes| hashes.iter().any(|known| known == hash))
    }
}

/// The folder while a run holds it.
pub(super) struct Folder<'i> {
    path: PathBuf,
    manifest: Manifest,
    lock: FileLock,
    is_cancelled: &'i dyn Fn() -> bool,
}

impl<'i> Folder<'i> {
    /// Creates the folder if missing, and keeps other runs out of it.
    pub(super) fn open(path: &Path, is_cancelled: &'i dyn Fn() -> bool) -> raised::Result<Self> {
        std::fs::create_dir_all(path).map_err(|fault| FileError::new(path, &fault))?;
        let lock = FileLock::of(&path.join(MANIFEST), PATIENCE, is_cancelled)?;
        let manifest = Manifest::read(lock.target())?;
        Ok(Self { path: path.to_owned(), manifest, lock, is_cancelled })
    }

    /// The path of a file with this name.
    pub(super) fn file(&self, name: &str) -> PathBuf {
        self.path.join(name)
    }

    /// Writes the files of this run, then the list of them.
    pub(super) fn write(&mut self, files: &[(String, Vec<u8>)]) -> raised::Result<Vec<MonthFile>> {
        let hashes: Vec<String> = files.iter().map(|(_, bytes)| hash(bytes)).collect();
        let former = self.manifest.clone();
        let mut places = Vec::new();
        for ((name, _), hash) in files.iter().zip(&hashes) {
            places.push(self.place(&former, name, hash)?);
        }
        // Before the first file: after a run that ended between two, its files are still recognised.
        for (place, hash) in places.iter().zip(&hashes) {
            if let Some(target) = &place.target {
                let known = self.manifest.files.entry(target.clone()).or_default();
                known.retain(|one| one != hash);
                known.insert(0, hash.clone());
            }
        }
        self.note()?;
        for (place, (_, bytes)) in places.iter().zip(files) {
            if (self.is_cancelled)() {
                return Err(SavedError::Interrupted.into());
            }
            if let Some(target) = &place.target {
                to_file(&self.file(target), true, bytes)?;
            }
        }
        // Now each of them has only the newest content.
        for hashes in self.manifest.files.values_mut() {
            hashes.truncate(1);
        }
        self.note()?;
        let mut told: Vec<MonthFile> = places.into_iter().map(|place| place.told).collect();
        told.extend(self.no_longer_due(files));
        Ok(told)
    }

    fn note(&mut self) -> raised::Result<()> {
        self.manifest.version = 1;
        let mut bytes = serde_json::to_vec_pretty(&self.manifest).map_err(anyhow::Error::new)?;
        bytes.push(b'\n');
        to_file(self.lock.target(), true, &bytes)
    }

    /// Where new content of a file goes: under its own name, beside an edited file, or nowhere.
    fn place(&self, former: &Manifest, name: &str, new: &str) -> raised::Result<Place> {
        let told = |outcome, beside| MonthFile { file: name.to_owned(), outcome, beside };
        for number in 0..NAMES {
            let candidate = beside(name, number);
            let (is_first, target) = (number == 0, Some(candidate.clone()));
            let other = (!is_first).then(|| candidate.clone());
            let there = match bytes_of(&self.file(&candidate)) {
                Err(SavedError::Missing(_)) => {
                    let outcome = if is_first { Outcome::Written } else { Outcome::Beside };
                    return Ok(Place { target, told: told(outcome, other) });
                }
                bytes => hash(&bytes?),
            };
            if there == new {
                let outcome = if is_first { Outcome::Unchanged } else { Outcome::Beside };
                return Ok(Place { target: None, told: told(outcome, other) });
            }
            if former.is_ours(&candidate, &there) {
                let outcome = if is_first { Outcome::Updated } else { Outcome::Beside };
                return Ok(Place { target, told: told(outcome, other) });
            }
            if former.is_ours(&candidate, new) {
                // Edited since, and no new content.
                return Ok(Place { target: None, told: told(Outcome::Kept, None) });
            }
        }
        Ok(Place { target: None, told: told(Outcome::Kept, None) })
    }

    /// Files of earlier runs for which this one has no content.
    fn no_longer_due(&self, files: &[(String, Vec<u8>)]) -> Vec<MonthFile> {
        let is_due = |name: &str| files.iter().any(|(file, _)| (0..NAMES).any(|number| beside(file, number) == name));
        let gone = self.manifest.files.keys().filter(|name| !is_due(name) && self.file(name).exists());
        gone.map(|name| MonthFile { file: name.clone(), outcome: Outcome::NoLongerDue, beside: None }).collect()
    }
}

/// What to do with one file.
struct Place {
    /// The name to write; `None` writes nothing.
    target: Option<String>,
    told: MonthFile,
}

/// `mau04.docx`, `mau04-moi.docx`, `mau04-moi-2.docx`, ….
fn beside(name: &str, number: usize) -> String {
    let (stem, extension) = name.rsplit_once('.').unwrap_or((name, ""));
    match number {
        0 => name.to_owned(),
        1 => format!("{stem}-moi.{extension}"),
        _ => format!("{stem}-moi-{number}.{extension}"),
    }
}

fn hash(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes))
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use super::*;

    fn files(version: &str) -> Vec<(String, Vec<u8>)> {
        ["a.docx", "b.xlsx", "c.txt"].map(|name| (name.to_owned(), format!("{name} {version}").into_bytes())).to_vec()
    }

    fn outcomes(path: &Path, files: &[(String, Vec<u8>)]) -> Vec<(String, Outcome, Option<String>)> {
        let told = Folder::open(path, &|| false).unwrap().write(files).unwrap();
        told.into_iter().map(|one| (one.file, one.outcome, one.beside)).collect()
    }

    fn all(outcome: Outcome) -> Vec<(String, Outcome, Option<String>)> {
        ["a.docx", "b.xlsx", "c.txt"].map(|name| (name.to_owned(), outcome, None)).to_vec()
    }

    fn put(path: &Path, bytes: &[u8]) {
        to_file(path, true, bytes).unwrap();
    }

    #[test]
    fn files_of_an_earlier_run_are_replaced_and_the_same_ones_left_alone() {
        let folder = tempfile::TempDir::new().unwrap();
        assert_eq!(outcomes(folder.path(), &files("1")), all(Outcome::Written));
        assert_eq!(outcomes(folder.path(), &files("1")), all(Outcome::Unchanged));
        assert_eq!(outcomes(folder.path(), &files("2")), all(Outcome::Updated));
        assert_eq!(bytes_of(&folder.path().join("a.docx")).unwrap(), b"a.docx 2");
    }

    #[test]
    fn an_edited_file_is_kept_whatever_comes_and_the_new_one_lies_beside_it() {
        let folder = tempfile::TempDir::new().unwrap();
        outcomes(folder.path(), &files("1"));
        put(&folder.path().join("a.docx"), b"edited");
        let told = outcomes(folder.path(), &files("1"));
        assert_eq!(told[0], ("a.docx".to_owned(), Outcome::Kept, None), "there is nothing new to tell");
        for version in ["2", "3"] {
            let told = outcomes(folder.path(), &files(version));
            assert_eq!(told[0], ("a.docx".to_owned(), Outcome::Beside, Some("a-moi.docx".to_owned())));
            assert_eq!(bytes_of(&folder.path().join("a.docx")).unwrap(), b"edited", "never replaced");
            let beside = bytes_of(&folder.path().join("a-moi.docx")).unwrap();
            assert_eq!(beside, format!("a.docx {version}").into_bytes(), "the one beside is ours");
        }
        put(&folder.path().join("a-moi.docx"), b"edited as well");
        let told = outcomes(folder.path(), &files("4"));
        assert_eq!(told[0].2.as_deref(), Some("a-moi-2.docx"), "both are kept");
    }

    #[test]
    fn a_file_that_was_there_before_any_run_and_a_broken_manifest_cost_nobody_a_file() {
        let folder = tempfile::TempDir::new().unwrap();
        put(&folder.path().join("b.xlsx"), b"somebody's own");
        assert_eq!(outcomes(folder.path(), &files("1"))[1].2.as_deref(), Some("b-moi.xlsx"));
        put(&folder.path().join(MANIFEST), b"{\"version\":");
        let told = outcomes(folder.path(), &files("2"));
        assert_eq!(told[0].2.as_deref(), Some("a-moi.docx"), "nothing is known to be ours any more");
        assert_eq!(bytes_of(&folder.path().join("a.docx")).unwrap(), b"a.docx 1");
    }

    #[test]
    fn an_interrupted_run_leaves_whole_files_and_the_next_one_goes_on() {
        let folder = tempfile::TempDir::new().unwrap();
        outcomes(folder.path(), &files("1"));
        let asked = Cell::new(0);
        let after_one = || {
            asked.set(asked.get() + 1);
            asked.get() > 1
        };
        let ended = Folder::open(folder.path(), &after_one).unwrap().write(&files("2"));
        let error = ended.expect_err("interrupted");
        assert_eq!(error.downcast_ref(), Some(&SavedError::Interrupted));
        assert_eq!(bytes_of(&folder.path().join("a.docx")).unwrap(), b"a.docx 2", "one was written");
        assert_eq!(bytes_of(&folder.path().join("b.xlsx")).unwrap(), b"b.xlsx 1", "the next was not");
        let told = outcomes(folder.path(), &files("3"));
        assert_eq!(told, all(Outcome::Updated), "all of them are known to be ours");
    }

    #[test]
    fn a_letter_that_is_not_due_any_more_is_told_and_left_alone() {
        let folder = tempfile::TempDir::new().unwrap();
        outcomes(folder.path(), &files("1"));
        let told = outcomes(folder.path(), &files("2")[1..]);
        assert_eq!(told.last(), Some(&("a.docx".to_owned(), Outcome::NoLongerDue, None)));
        assert!(folder.path().join("a.docx").exists(), "left alone");
    }
}
