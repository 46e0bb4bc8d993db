//! Processes left running by drivers: on Linux they become children of this process and are ended by number.
//!
//! When a parent ends, its children go to the nearest ancestor that adopts orphans. Hosts adopt, and so does the
//! parent: whatever a driver starts stays below its host while the host lives, and comes here when it has ended.
//! Imports nothing from the crate. Pitfall: a new host is a child as well, so the caller must know every host,
//! including one that has just started, before it ends the others.

#[cfg(target_os = "linux")]
pub(super) use linux::{adopt, end_all};

/// Other systems have no adoption: there the process group is what can be ended.
#[cfg(not(target_os = "linux"))]
pub(super) fn adopt() {}

/// Nothing is adopted.
#[cfg(not(target_os = "linux"))]
pub(super) fn end_all(_: &dyn Fn(i32) -> bool) {}

#[cfg(target_os = "linux")]
mod linux {
    use std::fs;
    use std::sync::atomic::{AtomicBool, Ordering};
    use std::time::{Duration, Instant};

    use rustix::io::Errno;
    use rustix::process::{Pid, Signal, WaitId, WaitIdOptions, getpid, kill_process, set_child_subreaper, waitid};

    /// Set if this process adopts orphans. If not, it leaves its children alone.
    static ADOPTS: AtomicBool = AtomicBool::new(false);
    /// How long a multiplying process is pursued; each one seen is killed, but nothing stops the next.
    const LIMIT: Duration = Duration::from_millis(500);

    /// From now on processes orphaned below this one are adopted by it.
    pub(crate) fn adopt() {
        // If the kernel refuses, the process group is the only means.
        if set_child_subreaper(Some(getpid())).is_ok() {
            ADOPTS.store(true, Ordering::Relaxed);
        }
    }

    /// Ends every child except those to keep, then the children these leave behind.
    pub(crate) fn end_all(is_kept: &dyn Fn(i32) -> bool) {
        if !ADOPTS.load(Ordering::Relaxed) {
            return;
        }
        let start = Instant::now();
        while has_children() && start.elapsed() < LIMIT {
            let strangers: Vec<Pid> =
                children().into_iter().filter(|child| !is_kept(*child)).filter_map(Pid::from_raw).collect();
            if strangers.is_empty() {
                return;
            }
            for stranger in &strangers {
                // It may have ended meanwhile, which is the goal.
                let _ended = kill_process(*stranger, Signal::KILL);
            }
            for stranger in strangers {
                while start.elapsed() < LIMIT && !reaped(stranger) {
                    std::thread::sleep(Duration::from_micros(100));
                }
            }
        }
    }

    /// Whether there is a child at all: usually there is none, and this takes one call.
    fn has_children() -> bool {
        let looked = waitid(WaitId::All, WaitIdOptions::EXITED | WaitIdOptions::NOHANG | WaitIdOptions::NOWAIT);
        !matches!(looked, Err(Errno::CHILD))
    }

    fn reaped(child: Pid) -> bool {
        !matches!(waitid(WaitId::Pid(child), WaitIdOptions::EXITED | WaitIdOptions::NOHANG), Ok(None))
    }

    /// The children of all threads; from the whole process table if the kernel keeps no such list.
    fn children() -> Vec<i32> {
        let threads = fs::read_dir("/proc/self/task").into_iter().flatten().flatten();
        let listed: Vec<String> =
            threads.filter_map(|thread| fs::read_to_string(thread.path().join("children")).ok()).collect();
        if listed.is_empty() {
            return from_the_table();
        }
        listed.iter().flat_map(|text| text.split_whitespace()).filter_map(|number| number.parse().ok()).collect()
    }

    fn from_the_table() -> Vec<i32> {
        let own = getpid().as_raw_nonzero().get();
        let processes = fs::read_dir("/proc").into_iter().flatten().flatten();
        let numbers = processes.filter_map(|entry| entry.file_name().to_str()?.parse::<i32>().ok());
        numbers.filter(|number| parent_of(*number) == Some(own)).collect()
    }

    /// The second field after the name, which may contain any character.
    fn parent_of(process: i32) -> Option<i32> {
        let text = fs::read_to_string(format!("/proc/{process}/stat")).ok()?;
        text.rsplit_once(')')?.1.split_whitespace().nth(1)?.parse().ok()
    }

    #[cfg(test)]
    mod tests {
        use super::*;

        #[test]
        fn a_child_is_found_by_the_list_and_by_the_table() {
            let mut child = std::process::Command::new("sleep").arg("600").spawn().expect("sleep starts");
            let number = i32::try_from(child.id()).expect("a process number");
            assert!(has_children(), "there is one");
            assert!(children().contains(&number), "the kernel's list has it");
            assert!(from_the_table().contains(&number), "the table has it");
            child.kill().expect("it can be ended");
            child.wait().expect("it ends");
            assert!(!from_the_table().contains(&number), "an ended one is gone");
        }
    }
}
