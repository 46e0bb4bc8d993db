//! The writer of files: completely or not at all, and never over an existing file by accident.

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
use tokenctl::file::{FileError, OutputEnd, write_atomically};

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
    use std::os::unix::fs::{PermissionsExt, chown, lchown, symlink};

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

    /// Another user of the machine; only root can give files away, so for others there is nothing to test.
    const STRANGER: u32 = 65534;

    fn is_root() -> bool {
        rustix::process::geteuid().is_root()
    }

    fn fifo(path: &Path) {
        let made = std::process::Command::new("mkfifo").arg(path).status().expect("mkfifo is part of coreutils");
        assert!(made.success(), "{}", path.display());
    }

    fn shared_folder(mode: u32) -> TempDir {
        let folder = TempDir::new().unwrap();
        fs::set_permissions(folder.path(), fs::Permissions::from_mode(mode)).unwrap();
        folder
    }

    #[test]
    fn a_link_of_another_user_is_not_followed_in_any_folder() {
        if !is_root() {
            return;
        }
        for mode in [0o700, 0o755, 0o777, 0o1777] {
            let folder = shared_folder(mode);
            let (real, link) = (folder.path().join("precious.json"), folder.path().join("link.json"));
            write(&real, false, "x").unwrap();
            symlink(&real, &link).unwrap();
            lchown(&link, Some(STRANGER), None).unwrap();
            for force in [false, true] {
                let refused = write(&link, force, "y").expect_err("it is not ours");
                assert_eq!(refused, FileError::ForeignLink(link.clone()), "in a folder of mode {mode:o}");
                assert_eq!((refused.class(), refused.code()), (Class::Refused, "file-link-foreign"), "status 7");
            }
            assert_eq!(fs::read_to_string(&real).unwrap(), "x", "what it leads to is untouched");
            assert_eq!(names(folder.path()), ["link.json", "precious.json"], "and nothing else is there");
            // Nor a link of ours that leads to it.
            let ours = folder.path().join("ours.json");
            symlink(&link, &ours).unwrap();
            assert_eq!(write(&ours, true, "y"), Err(FileError::ForeignLink(ours)), "by a detour");
        }
    }

    #[test]
    fn a_dangling_link_of_another_user_makes_no_file() {
        if !is_root() {
            return;
        }
        let (folder, other) = (shared_folder(0o1777), TempDir::new().unwrap());
        let link = folder.path().join("report.json");
        symlink(other.path().join("new.json"), &link).unwrap();
        lchown(&link, Some(STRANGER), None).unwrap();
        assert_eq!(write(&link, true, "y"), Err(FileError::ForeignLink(link)), "not followed");
        assert_eq!(names(other.path()), Vec::<String>::new(), "nothing was made behind it");
    }

    #[test]
    fn a_link_on_the_way_is_followed_unless_a_stranger_laid_it_into_a_shared_folder() {
        if !is_root() {
            return;
        }
        let target = TempDir::new().unwrap();
        for (mode, owner, is_followed) in [
            (0o755, 0, true),
            (0o755, STRANGER, true),
            (0o1777, 0, true),
            (0o1777, STRANGER, false),
            (0o777, STRANGER, false),
            (0o775, STRANGER, false),
        ] {
            let folder = shared_folder(mode);
            let way = folder.path().join("way");
            symlink(target.path(), &way).unwrap();
            lchown(&way, Some(owner), None).unwrap();
            let file = way.join("report.json");
            let expected = if is_followed { Ok(()) } else { Err(FileError::ForeignLink(file.clone())) };
            assert_eq!(write(&file, true, "x"), expected, "mode {mode:o}, owner {owner}");
        }
    }

    #[test]
    fn a_fifo_or_device_is_written_only_where_it_is_ours_or_below_dev() {
        if !is_root() {
            return;
        }
        for folder in [TempDir::new().unwrap(), TempDir::new_in("/dev/shm").unwrap()] {
            let path = folder.path().join("fifo");
            fifo(&path);
            chown(&path, Some(STRANGER), None).unwrap();
            for force in [false, true] {
                let refused = write(&path, force, "secret").expect_err("its maker would read it");
                assert_eq!(refused, FileError::Special(path.clone()), "a FIFO of another user");
                assert_eq!((refused.class(), refused.code()), (Class::Refused, "file-special"), "status 7");
            }
            let link = folder.path().join("link");
            symlink(&path, &link).unwrap();
            assert_eq!(write(&link, true, "secret"), Err(FileError::Special(link)), "nor by a link of ours");
        }
        write(Path::new("/dev/null"), true, "x").expect("/dev/null is below /dev");
    }

    #[test]
    fn a_fifo_of_ones_own_gets_everything() {
        let folder = TempDir::new().unwrap();
        let path = folder.path().join("fifo");
        fifo(&path);
        let text = "x".repeat(1 << 20);
        let written = std::thread::scope(|scope| {
            let reader = scope.spawn(|| fs::read_to_string(&path).unwrap());
            write(&path, false, &text).expect("it is ours");
            reader.join().unwrap()
        });
        assert!(written == text, "whole, although a pipe holds less");
    }

    #[test]
    fn a_lock_is_its_owners_alone_and_a_held_one_is_named_after_a_while() {
        use std::time::Duration;
        use tokenctl::file::FileLock;

        let folder = shared_folder(0o777);
        let file = folder.path().join("all.json");
        fs::File::create(folder.path().join("all.json.lock")).unwrap();
        let held = FileLock::of(&file, Duration::ZERO, &|| false).expect("nobody has it");
        assert_eq!(mode(&folder.path().join("all.json.lock")), 0o600, "a mere reader cannot hold it");
        let busy = FileLock::of(&file, Duration::ZERO, &|| false).expect_err("it is held");
        assert_eq!((busy.class(), busy.code()), (Class::Failed, "file-busy"), "status 1");
        drop(held);
        FileLock::of(&file, Duration::ZERO, &|| false).expect("it is free again");
        fs::remove_file(folder.path().join("all.json.lock")).unwrap();
        symlink(folder.path().join("elsewhere"), folder.path().join("all.json.lock")).unwrap();
        let link = FileLock::of(&file, Duration::ZERO, &|| false).expect_err("a link in its place");
        assert_eq!(link.code(), "file-link-foreign", "it is not followed");
        assert!(!folder.path().join("elsewhere").exists(), "nothing is made behind it");
    }

    #[test]
    fn a_read_only_file_is_not_replaced() {
        let folder = TempDir::new().unwrap();
        let path = folder.path().join("report.json");
        write(&path, false, "x").unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o444)).unwrap();
        assert_eq!(write(&path, true, "y"), Err(FileError::NotWritable(path)), "its owner said so");
    }

    /// Folder permissions do not bind root, so a file system without files replaces a read-only one.
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
    let reset = OutputEnd::from(&io::Error::from(io::ErrorKind::ConnectionReset));
    assert!(reset.is_quiet(), "a socket says it in other words");
    if cfg!(unix) {
        let missing = OutputEnd::from(&io::Error::from_raw_os_error(9));
        assert_eq!((missing.is_quiet(), missing.code()), (false, "stdout-missing"), "one that never was there is");
    }
}
