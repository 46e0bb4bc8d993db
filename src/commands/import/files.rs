//! The certificates of files and folders, in order, each once.
//!
//! Pitfall: an unreadable block is not skipped silently: the file is reported. A folder may contain anything, so there
//! only files with a certificate's extension are reported if they contain none.

use std::collections::HashSet;
use std::path::{Path, PathBuf};

use super::ImportError;
use crate::commands::saved::{SavedError, bytes_of, left_out};
use crate::commands::verify::VerifyError;
use crate::domain::certificate::{Certificate, parse};
use crate::domain::phrase::Phrase;
use crate::domain::raised::{self, Raised};
use crate::readers::evidence::every_certificate;
use crate::report::verify::UnreadFile;

/// How deep folders are searched.
const DEPTH: usize = 8;
/// The maximum number of files of all folders together.
const FILES: usize = 10_000;
/// The longest file that is read, in bytes.
const LONGEST: u64 = 16 << 20;
/// Extensions of certificate files.
const ENDINGS: [&str; 8] = ["pem", "crt", "cer", "der", "p7b", "p7c", "p7", "cert"];

/// A certificate of a file.
pub(super) struct Found {
    pub(super) file: String,
    pub(super) der: Vec<u8>,
    pub(super) readable: Certificate,
}

/// All certificates, and what could not be read.
#[derive(Default)]
pub(super) struct Files {
    /// Those of holders, and of CAs if a file has no other.
    pub(super) found: Vec<Found>,
    /// CA certificates that came with them.
    pub(super) beside: Vec<Vec<u8>>,
    pub(super) unread: Vec<UnreadFile>,
    pub(super) remarks: Vec<Phrase>,
}

/// Reads everything that was named.
///
/// # Errors
/// The only named file cannot be read or contains no certificate.
pub(super) fn read(paths: &[PathBuf]) -> raised::Result<Files> {
    let mut files = Files::default();
    let mut seen = HashSet::new();
    let alone = paths.len() == 1;
    for path in paths {
        if path.is_dir() {
            let mut below = Vec::new();
            collect(path, DEPTH, &mut below)?;
            let mut passed_over = 0_usize;
            for file in below {
                match one(&file, &mut files, &mut seen) {
                    Ok(()) => {}
                    Err(error) if has_a_telling_name(&file) => files.leave_out(&file, error)?,
                    Err(_other_file) => passed_over = passed_over.saturating_add(1),
                }
            }
            if passed_over > 0 {
                let folder = path.display().to_string();
                files.remarks.push(Phrase::new("import-passed-over").with("path", folder).with("count", passed_over));
            }
            continue;
        }
        match one(path, &mut files, &mut seen) {
            Ok(()) => {}
            Err(error) if alone => return Err(error),
            Err(error) => files.leave_out(path, error)?,
        }
    }
    Ok(files)
}

impl Files {
    fn leave_out(&mut self, path: &Path, error: Raised) -> raised::Result<()> {
        let (remark, file) = left_out(path, error)?;
        self.remarks.push(remark);
        self.unread.push(file);
        Ok(())
    }
}

/// The certificates of one file; if it has a holder's, CA certificates are only additional.
fn one(path: &Path, files: &mut Files, seen: &mut HashSet<String>) -> raised::Result<()> {
    let name = path.display().to_string();
    if std::fs::metadata(path).is_ok_and(|found| found.is_file() && found.len() > LONGEST) {
        return Err(SavedError::TooLong(name).into());
    }
    let every = every_certificate(&bytes_of(path)?);
    if every.certificates.is_empty() {
        return Err(VerifyError::NoCertificate(name).into());
    }
    if every.broken > 0 {
        let phrase = Phrase::new("import-broken-part").with("path", &name).with("count", every.broken);
        files.remarks.push(phrase);
        files.unread.push(UnreadFile { file: name.clone(), code: "certificate-malformed".to_owned() });
    }
    let read: Vec<_> = every.certificates.into_iter().map(|der| (parse(&der), der)).collect();
    let only_cas = read.iter().all(|(readable, _)| readable.is_ca);
    for (readable, der) in read {
        if readable.is_ca && !only_cas {
            files.beside.push(der);
        } else if seen.insert(readable.sha256.clone()) {
            files.found.push(Found { file: name.clone(), der, readable });
        }
    }
    Ok(())
}

fn has_a_telling_name(path: &Path) -> bool {
    let ending = path.extension().map(|ending| ending.to_string_lossy().to_ascii_lowercase());
    ending.is_some_and(|ending| ENDINGS.contains(&ending.as_str()))
}

/// The files below a folder, by name; hidden ones and links to folders are skipped.
fn collect(folder: &Path, depth: usize, files: &mut Vec<PathBuf>) -> raised::Result<()> {
    let shown = || folder.display().to_string();
    let fault = |fault: std::io::Error| SavedError::Unreadable(shown(), fault.to_string());
    let mut entries = Vec::new();
    for entry in std::fs::read_dir(folder).map_err(fault)? {
        entries.push(entry.map_err(fault)?);
        if entries.len() > FILES {
            return Err(ImportError::TooManyFiles(shown()).into());
        }
    }
    entries.sort_by_key(std::fs::DirEntry::file_name);
    for entry in entries {
        let path = entry.path();
        if entry.file_name().to_string_lossy().starts_with('.') {
            continue;
        }
        let kind = entry.file_type().map_err(fault)?;
        if kind.is_dir() {
            if depth > 0 {
                collect(&path, depth.saturating_sub(1), files)?;
            }
        } else if path.is_file() {
            files.push(path);
        }
        if files.len() > FILES {
            return Err(ImportError::TooManyFiles(shown()).into());
        }
    }
    Ok(())
}
