//! The writer of files: whole or not at all, and never over somebody's file by accident.

#![allow(clippy::disallowed_methods, reason = "the tests prepare files of their own in temporary folders")]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test may stop at the first thing that is not as it must be"
)]

use std::fs;
use std::io;
use std::path::Path;

use tempfile::TempDir;
use tokenctl::domain::situation::{Class, Situation};
use tokenctl::render::file::{FileError, OutputEnd, write_atomically};

fn write(path: &Path, force: bool, text: &str) -> Result<(), FileError> {
    write_atomically(path, force, false, |output| output.write_all(text.as_bytes()))
}

fn names(folder: &Path) -> Vec<String> {
    let mut names: Vec<_> =
        fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

#[test]
fn an_existing_file_is_replaced_only_with_force() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("report.json");
    write(&path, false, "one").expect("a new file is written");
    let refused = write(&path, false, "two").expect_err("an existing one is refused");
    assert_eq!(refused, FileError::Exists(path.clone()), "with its name");
    assert_eq!(refused.class(), Class::Refused, "as a refusal for safety");
    assert_eq!(fs::read_to_string(&path).unwrap(), "one", "and left as it was");
    write(&path, true, "three").expect("force replaces it");
    assert_eq!(fs::read_to_string(&path).unwrap(), "three", "wholly");
    assert_eq!(names(folder.path()), ["report.json"], "and nothing else is left in the folder");
}

#[test]
fn a_failure_half_way_leaves_neither_a_half_file_nor_a_temporary_one() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("report.json");
    write(&path, false, "before").unwrap();
    let failed = write_atomically(&path, true, false, |output| {
        output.write_all("x".repeat(100_000).as_bytes())?;
        Err(io::Error::from(io::ErrorKind::StorageFull))
    });
    assert_eq!(failed, Err(FileError::DiskFull(path.clone())), "a full disk is its own situation");
    assert_eq!(fs::read_to_string(&path).unwrap(), "before", "the old file is whole");
    assert_eq!(names(folder.path()), ["report.json"], "the temporary file is gone");
}

#[test]
fn a_missing_folder_and_a_folder_as_target_are_named() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("missing").join("report.json");
    let missing = write(&path, false, "x").expect_err("no folder, no file");
    assert_eq!(missing, FileError::FolderMissing(path), "the situation names the path");
    assert_eq!(missing.class(), Class::Usage, "it is the command line that is wrong");
    let is_folder = write(folder.path(), true, "x").expect_err("a folder cannot be replaced by a file");
    assert_eq!(is_folder, FileError::IsFolder(folder.path().to_path_buf()), "also with force");
    let file = folder.path().join("file");
    write(&file, false, "x").unwrap();
    assert!(write(&file.join("below"), false, "x").is_err(), "a file is no folder");
}

#[cfg(unix)]
mod unix {
    use std::os::unix::fs::{PermissionsExt, symlink};

    use super::*;

    fn mode(path: &Path) -> u32 {
        fs::metadata(path).unwrap().permissions().mode() & 0o777
    }

    #[test]
    fn a_sensitive_file_is_for_its_owner_alone_even_where_an_open_one_stood() {
        let folder = TempDir::new().unwrap();
        let path = folder.path().join("roster.json");
        write(&path, false, "x").unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o644)).unwrap();
        write_atomically(&path, true, true, |output| output.write_all(b"secret")).unwrap();
        assert_eq!(mode(&path), 0o600, "nobody else may read it");
    }

    #[test]
    fn replacing_a_private_file_does_not_open_it_to_others() {
        let folder = TempDir::new().unwrap();
        let path = folder.path().join("report.json");
        write(&path, false, "x").unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).unwrap();
        write(&path, true, "y").unwrap();
        assert_eq!(mode(&path), 0o600, "the new file keeps the old one's mode");
    }

    #[test]
    fn a_link_is_followed_and_stays_a_link() {
        let folder = TempDir::new().unwrap();
        let (real, link) = (folder.path().join("real.json"), folder.path().join("link.json"));
        write(&real, false, "x").unwrap();
        symlink(&real, &link).unwrap();
        write(&link, true, "y").unwrap();
        assert!(fs::symlink_metadata(&link).unwrap().is_symlink(), "the link is still one");
        assert_eq!(fs::read_to_string(&real).unwrap(), "y", "its target was replaced");
    }

    #[test]
    fn a_device_is_written_to_and_never_renamed_over() {
        write(Path::new("/dev/null"), false, "x").expect("/dev/null takes everything, without force");
        let full = write(Path::new("/dev/full"), false, "x").expect_err("/dev/full takes nothing");
        assert_eq!(full, FileError::DiskFull("/dev/full".into()), "which is a full disk");
        assert!(!fs::metadata("/dev/null").unwrap().is_file(), "the device is still one");
    }

    #[test]
    fn a_read_only_file_is_not_replaced() {
        let folder = TempDir::new().unwrap();
        let path = folder.path().join("report.json");
        write(&path, false, "x").unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o444)).unwrap();
        assert_eq!(write(&path, true, "y"), Err(FileError::NotWritable(path)), "its owner said so");
    }

    /// Folder permissions do not bind root, so that a file system that takes no files stands in for a read-only one.
    #[test]
    fn a_folder_that_takes_no_files_is_named() {
        let path = Path::new("/sys/tokenctl-report.json");
        let refused = write(path, false, "x").expect_err("sysfs takes no files");
        assert_eq!(refused, FileError::NotWritable(path.to_path_buf()), "with the path");
        assert_eq!(refused.class(), Class::Failed, "as a failure");
    }
}

#[test]
fn a_reader_who_has_gone_is_told_apart_from_a_failure() {
    let closed = OutputEnd::from(&io::Error::from(io::ErrorKind::BrokenPipe));
    assert!(closed.is_quiet(), "`| head -1` is no failure");
    let full = OutputEnd::from(&io::Error::from(io::ErrorKind::StorageFull));
    assert_eq!((full.is_quiet(), full.code()), (false, "stdout-full"), "a full disk is");
}
