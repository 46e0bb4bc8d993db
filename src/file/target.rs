//! The target of a path given for writing, and whether it may be written.
//!
//! Another user of the machine may create a link or a FIFO under a name that we are about to use: a link would make us
//! replace one of our files in another place, a FIFO would deliver our report to its creator. A symbolic link as the
//! file itself is followed only if it is the user's own, or root's in a folder that only root can write to. A link in
//! the path, in a folder that others can write to, is followed only if it belongs to the user or to the folder's owner,
//! as Linux does (protected_symlinks). A FIFO or device is written only if it is the user's own, an open descriptor, or
//! below `/dev` in a folder that only root can write to (`/dev/shm` is not one).
//!
//! Pitfall: the target may be swapped between the check and the opening, so the open file is checked again.

use std::fs::{self, File, Metadata};
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use super::FileError;

/// The target of a path, and what already exists there; refused if it must not be replaced.
pub(super) fn target_of(path: &Path, force: bool) -> Result<(PathBuf, Option<Metadata>), FileError> {
    let Led { target, by_link } = led(path)?;
    let existing = match look_at(&target) {
        Ok(metadata) => metadata,
        // A link without a target counts as a file that exists.
        Err(fault) if fault.kind() == ErrorKind::NotFound && by_link && !force => {
            return Err(FileError::Exists(path.to_path_buf()));
        }
        Err(fault) if fault.kind() == ErrorKind::NotFound => return Ok((target, None)),
        Err(fault) => return Err(FileError::new(path, &fault)),
    };
    if existing.is_dir() {
        return Err(FileError::IsFolder(path.to_path_buf()));
    }
    if is_special(&existing) {
        return if may_be_written(&target, &existing) {
            Ok((target, Some(existing)))
        } else {
            Err(FileError::Special(path.to_path_buf()))
        };
    }
    if !force {
        return Err(FileError::Exists(path.to_path_buf()));
    }
    if existing.permissions().readonly() {
        return Err(FileError::NotWritable(path.to_path_buf()));
    }
    Ok((target, Some(existing)))
}

/// A device, FIFO or socket.
pub(super) fn is_special(metadata: &Metadata) -> bool {
    !metadata.is_file() && !metadata.is_symlink()
}

/// The folder of a file; `.` for a bare name.
pub(super) fn folder_of(path: &Path) -> &Path {
    path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// The target of a path.
struct Led {
    target: PathBuf,
    /// Whether the file itself was a link.
    by_link: bool,
}

#[cfg(unix)]
pub(super) use unix::open_special;
#[cfg(unix)]
use unix::{led, look_at, may_be_written};

#[cfg(unix)]
mod unix {
    use std::collections::VecDeque;
    use std::ffi::OsString;
    use std::io;
    use std::os::unix::fs::{FileTypeExt, MetadataExt};
    use std::path::Component;

    use rustix::process::geteuid;

    use super::{File, FileError, Led, Metadata, Path, PathBuf, folder_of, fs};
    use crate::waiting;

    /// As many links as Linux follows in one path.
    const MAXIMUM_LINKS: usize = 40;
    /// Those who may write into a folder besides its owner.
    const OTHERS_WRITE: u32 = 0o022;

    /// The end of the path. Only an open descriptor is still a link there.
    pub(super) fn look_at(target: &Path) -> io::Result<Metadata> {
        if is_descriptor(target) { fs::metadata(target) } else { fs::symlink_metadata(target) }
    }

    /// Follows the path link by link.
    pub(super) fn led(path: &Path) -> Result<Led, FileError> {
        let mut way: VecDeque<Step> = path.components().map(Step::of).collect();
        let mut at = PathBuf::new();
        let mut links = 0;
        let mut by_link = false;
        while let Some(step) = way.pop_front() {
            let name = match step {
                Step::Root => {
                    at = PathBuf::from("/");
                    continue;
                }
                Step::Up => {
                    up(&mut at);
                    continue;
                }
                Step::Down(name) => name,
            };
            let next = at.join(&name);
            let Some(link) = fs::symlink_metadata(&next).ok().filter(Metadata::is_symlink) else {
                at = next;
                continue;
            };
            if is_descriptor(&next) && fs::metadata(&next).is_ok_and(|open| super::is_special(&open)) {
                at = next;
                continue;
            }
            links += 1;
            let is_last = way.is_empty();
            by_link |= is_last;
            let folder = fs::metadata(folder_of(&next)).map_err(|fault| FileError::new(path, &fault))?;
            if !is_trusted(&link, &folder, is_last) {
                return Err(FileError::ForeignLink(path.to_path_buf()));
            }
            let target = fs::read_link(&next).map_err(|fault| FileError::new(path, &fault))?;
            if links > MAXIMUM_LINKS {
                return Err(FileError::new(path, &rustix::io::Errno::LOOP.into()));
            }
            for component in target.components().rev() {
                way.push_front(Step::of(component));
            }
        }
        Ok(Led { target: at, by_link })
    }

    enum Step {
        Root,
        Up,
        Down(OsString),
    }

    impl Step {
        fn of(component: Component<'_>) -> Self {
            match component {
                Component::RootDir | Component::Prefix(_) => Self::Root,
                Component::CurDir => Self::Down(OsString::from(".")),
                Component::ParentDir => Self::Up,
                Component::Normal(name) => Self::Down(name.to_owned()),
            }
        }
    }

    /// The folder above; no link is left in `at`, so that the previous name says which one that is.
    fn up(at: &mut PathBuf) {
        match at.components().next_back() {
            Some(Component::Normal(_)) => {
                at.pop();
            }
            Some(Component::RootDir) => {}
            _ => at.push(".."),
        }
    }

    fn is_trusted(link: &Metadata, folder: &Metadata, is_last: bool) -> bool {
        if link.uid() == geteuid().as_raw() {
            return true;
        }
        let others_fill_it = folder.mode() & OTHERS_WRITE != 0;
        if is_last {
            link.uid() == 0 && folder.uid() == 0 && !others_fill_it
        } else {
            !others_fill_it || link.uid() == folder.uid()
        }
    }

    /// `/proc/123/fd/4`, which `/dev/fd/4` and `/dev/stderr` lead to.
    fn is_descriptor(path: &Path) -> bool {
        path.starts_with("/proc") && path.parent().is_some_and(|folder| folder.ends_with("fd"))
    }

    /// Whether a device or FIFO may be written. A block device holds a file system and is never a report's target.
    pub(super) fn may_be_written(target: &Path, existing: &Metadata) -> bool {
        !existing.file_type().is_block_device()
            && (is_descriptor(target) || existing.uid() == geteuid().as_raw() || is_of_the_system(target))
    }

    /// Below `/dev`, where only root may write to any folder on the path.
    fn is_of_the_system(target: &Path) -> bool {
        let only_root_fills = |folder: &Path| {
            fs::metadata(folder).is_ok_and(|found| found.uid() == 0 && found.mode() & OTHERS_WRITE == 0)
        };
        let mut folders = target.ancestors().skip(1).take_while(|folder| folder.starts_with("/dev")).peekable();
        folders.peek().is_some() && folders.all(only_root_fills)
    }

    /// Opens a device or FIFO that may be written, and checks the open file again.
    pub(in super::super) fn open_special(path: &Path, target: &Path) -> Result<File, FileError> {
        let failed = |fault: io::Error| FileError::new(path, &fault);
        let file = waiting::open_for_writing(target).map_err(failed)?;
        let opened = file.metadata().map_err(failed)?;
        if super::is_special(&opened) && may_be_written(target, &opened) {
            Ok(file)
        } else {
            Err(FileError::Special(path.to_path_buf()))
        }
    }
}

/// On Windows only users allowed by an administrator can create links.
#[cfg(not(unix))]
#[allow(clippy::unnecessary_wraps, reason = "the same call on every system")]
fn led(path: &Path) -> Result<Led, FileError> {
    let by_link = fs::symlink_metadata(path).is_ok_and(|found| found.is_symlink());
    Ok(Led { target: fs::canonicalize(path).unwrap_or_else(|_| path.to_path_buf()), by_link })
}

#[cfg(not(unix))]
fn look_at(target: &Path) -> std::io::Result<Metadata> {
    fs::symlink_metadata(target)
}

#[cfg(not(unix))]
fn may_be_written(_target: &Path, _existing: &Metadata) -> bool {
    true
}

#[cfg(not(unix))]
pub(super) fn open_special(path: &Path, target: &Path) -> Result<File, FileError> {
    File::options().write(true).open(target).map_err(|fault| FileError::new(path, &fault))
}
