//! Whether anyone other than the user and the administrator can change a library or replace it.
//!
//! Every folder in the path counts, links included, as ssh checks the path of a key. Whoever can write to a folder can
//! replace its entries, except in folders like /tmp, whose entries belong to their owners. Pitfall: a group with write
//! access is harmless if it has no other members, like the groups that many systems create for each user.

use std::path::{Path, PathBuf};

/// The first component of the path to this file, or the file itself, that others can write to.
#[cfg(unix)]
pub(super) fn by_others(path: &Path) -> Option<PathBuf> {
    unix::by_others(path)
}

/// Windows access control lists are too complex to evaluate here; see SECURITY.md.
#[cfg(not(unix))]
pub(super) fn by_others(_: &Path) -> Option<PathBuf> {
    None
}

#[cfg(unix)]
mod unix {
    use std::fs::{self, Metadata};
    use std::os::unix::fs::MetadataExt;
    use std::path::{Component, Path, PathBuf};

    /// More links than the system follows.
    const LINKS: usize = 40;
    const GROUP_WRITES: u32 = 0o020;
    const OTHERS_WRITE: u32 = 0o002;
    const STICKY: u32 = 0o1000;

    pub(super) fn by_others(path: &Path) -> Option<PathBuf> {
        let path = std::path::absolute(path).ok()?;
        let mut left: Vec<PathBuf> = components(&path);
        let (mut here, mut links) = (PathBuf::from("/"), 0);
        while let Some(next) = left.pop() {
            if next.as_os_str() == ".." {
                here.pop();
                continue;
            }
            let entry = here.join(&next);
            // What cannot be examined cannot be loaded either, and the loader reports it.
            let (Ok(folder), Ok(found)) = (fs::symlink_metadata(&here), fs::symlink_metadata(&entry)) else {
                return None;
            };
            let kept_by_owner = folder.mode() & STICKY != 0 && is_trusted(found.uid());
            if !is_trusted(folder.uid()) || can_others_write(&here, &folder) && !kept_by_owner {
                return Some(here);
            }
            if found.file_type().is_symlink() {
                links += 1;
                let target = fs::read_link(&entry).ok().filter(|_| links <= LINKS)?;
                if target.is_absolute() {
                    here = PathBuf::from("/");
                }
                left.extend(components(&target));
                continue;
            }
            if left.is_empty() && (!is_trusted(found.uid()) || can_others_write(&entry, &found)) {
                return Some(entry);
            }
            here = entry;
        }
        None
    }

    /// In reverse order.
    fn components(path: &Path) -> Vec<PathBuf> {
        let parts = path.components().filter(|part| matches!(part, Component::Normal(_) | Component::ParentDir));
        let mut parts: Vec<PathBuf> = parts.map(|part| PathBuf::from(part.as_os_str())).collect();
        parts.reverse();
        parts
    }

    /// Root and the user; in a container without its own root also the owner of everything outside it.
    fn is_trusted(owner: u32) -> bool {
        owner == 0 || owner == rustix::process::geteuid().as_raw() || is_outside(owner)
    }

    fn is_outside(owner: u32) -> bool {
        const EVERYBODY: &str = "4294967295";
        let text = |file: &str| fs::read_to_string(file).unwrap_or_default();
        text("/proc/sys/kernel/overflowuid").trim().parse() == Ok(owner)
            && text("/proc/self/uid_map").split_whitespace().nth(2).is_some_and(|mapped| mapped != EVERYBODY)
    }

    fn can_others_write(path: &Path, found: &Metadata) -> bool {
        let mode = found.mode();
        mode & OTHERS_WRITE != 0 || mode & GROUP_WRITES != 0 && (has_list(path) || has_other_members(found.gid()))
    }

    /// With an access control list the group's bits are the mask of everyone listed in it.
    #[cfg(target_os = "linux")]
    fn has_list(path: &Path) -> bool {
        let mut nothing = [0_u8; 0];
        rustix::fs::getxattr(path, "system.posix_acl_access", &mut nothing).is_ok_and(|length| length > 0)
    }

    #[cfg(not(target_os = "linux"))]
    fn has_list(_: &Path) -> bool {
        false
    }

    /// Whether a group has a member beside root and the user. The administrators' group of macOS becomes root anyway.
    fn has_other_members(group: u32) -> bool {
        const ADMINISTRATORS_OF_MACOS: u32 = 80;
        if group == 0 || cfg!(target_os = "macos") && group == ADMINISTRATORS_OF_MACOS {
            return false;
        }
        let (Ok(groups), Ok(users)) = (fs::read_to_string("/etc/group"), fs::read_to_string("/etc/passwd")) else {
            return true;
        };
        others(&groups, &users, group, rustix::process::geteuid().as_raw())
    }

    /// The same from the text of the two files. A group not in them belongs to a directory service, with unknown members.
    pub(super) fn others(groups: &str, users: &str, group: u32, user: u32) -> bool {
        let number = |text: Option<&&str>| text.and_then(|text| text.parse::<u32>().ok());
        let users: Vec<(&str, Option<u32>, Option<u32>)> = users
            .lines()
            .map(|line| line.split(':').collect::<Vec<_>>())
            .filter_map(|fields| Some((*fields.first()?, number(fields.get(2)), number(fields.get(3)))))
            .collect();
        let is_other = |number: Option<u32>| number != Some(0) && number != Some(user);
        let line = groups
            .lines()
            .map(|line| line.split(':').collect::<Vec<_>>())
            .find(|fields| number(fields.get(2)) == Some(group));
        let Some(line) = line else { return true };
        let named = line.get(3).copied().unwrap_or_default().split(',').filter(|name| !name.is_empty());
        let numbers = named.map(|name| users.iter().find(|(known, ..)| *known == name).and_then(|found| found.1));
        let own = users.iter().filter(|(_, _, primary)| *primary == Some(group)).map(|(_, number, _)| *number);
        numbers.chain(own).any(is_other)
    }

    #[cfg(test)]
    mod tests {
        use std::os::unix::fs::{PermissionsExt, symlink};

        use super::*;

        const GROUPS: &str = "root:x:0:\nstaff:x:50:\nan:x:1000:\ncards:x:60:an,binh\nalone:x:61:an\nusers:x:100:\n";
        const USERS: &str = "root:x:0:0::/root:/bin/sh\nan:x:1000:1000::/:/bin/sh\nbinh:x:1001:100::/:/bin/sh\n";

        #[test]
        fn a_group_counts_only_where_somebody_else_is_in_it() {
            for (group, expected, why) in [
                (50, false, "nobody is in it"),
                (1000, false, "the user's own group"),
                (61, false, "the user is named"),
                (60, true, "another is named"),
                (100, true, "it is another's own group"),
                (7, true, "a group that the files do not know"),
            ] {
                assert_eq!(others(GROUPS, USERS, group, 1000), expected, "{why}");
            }
        }

        #[test]
        fn the_place_that_others_can_write_to_is_found_also_behind_a_link() {
            let root = tempfile::tempdir().expect("a folder");
            let root = root.path().canonicalize().expect("its true name");
            let mode = |path: &Path, mode| fs::set_permissions(path, fs::Permissions::from_mode(mode)).expect("a mode");
            let (safe, open) = (root.join("safe"), root.join("open"));
            for folder in [&safe, &open] {
                fs::create_dir(folder).expect("a folder");
                fs::File::create(folder.join("a.so")).expect("a file");
            }
            symlink(open.join("a.so"), safe.join("link.so")).expect("a link");
            assert_eq!(by_others(&safe.join("a.so")), None, "nothing wrong");
            assert_eq!(by_others(&safe.join("link.so")), None, "nothing wrong yet");
            mode(&open, 0o777);
            assert_eq!(by_others(&open.join("a.so")), Some(open.clone()), "a folder of everybody's");
            assert_eq!(by_others(&safe.join("link.so")), Some(open.clone()), "the link leads there");
            mode(&open, 0o1777);
            assert_eq!(by_others(&open.join("a.so")), None, "as in /tmp, the file is its owner's");
            mode(&open.join("a.so"), 0o666);
            assert_eq!(by_others(&open.join("a.so")), Some(open.join("a.so")), "but not when all may write to it");
        }
    }
}
