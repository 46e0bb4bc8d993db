//! Isolates a host: out of reach of the terminal's Ctrl-C, with none of our handles except its pipes, and with nothing
//! that outlives it.
//!
//! The host itself leaves the terminal and closes what it inherited before it loads a driver (`driver/host/apart.rs`).
//! Pitfall: on Windows every inheritable handle of this process goes to every child, and the process that started this
//! program may have passed some on. A hung host would keep a script's pipe open after this program has ended.

use std::io;
use std::process::{Child, ChildStderr, ChildStdin, ChildStdout, Command, ExitStatus};

/// A host's process, with what ends all that its driver starts.
pub(super) struct Alone {
    #[cfg(windows)]
    child: Child,
    #[cfg(windows)]
    job: Option<job::Job>,
    #[cfg(unix)]
    number: rustix::process::Pid,
    /// How it ended, once it was reaped: from then on its number may be another's.
    #[cfg(unix)]
    status: Option<ExitStatus>,
    #[cfg(unix)]
    ended: bool,
    pipes: Option<Pipes>,
}

/// The parent's ends of a host's standard streams.
pub(super) struct Pipes {
    pub(super) input: ChildStdin,
    pub(super) output: ChildStdout,
    pub(super) errors: ChildStderr,
}

impl Pipes {
    fn of(child: &mut Child) -> Option<Self> {
        let (input, output, errors) = (child.stdin.take()?, child.stdout.take()?, child.stderr.take()?);
        Some(Self { input, output, errors })
    }
}

impl Alone {
    /// The pipes, once; `None` afterwards.
    pub(super) fn pipes(&mut self) -> Option<Pipes> {
        self.pipes.take()
    }
}

#[cfg(unix)]
mod living {
    use std::collections::BTreeSet;
    use std::sync::{Mutex, MutexGuard, PoisonError};

    static HOSTS: Mutex<BTreeSet<i32>> = Mutex::new(BTreeSet::new());

    /// The hosts of this process. Locked while one is started, so that it is never mistaken for a stray process.
    pub(super) fn hosts() -> MutexGuard<'static, BTreeSet<i32>> {
        HOSTS.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(unix)]
impl Alone {
    /// Starts a host's process.
    pub(super) fn start(command: &mut Command) -> io::Result<Self> {
        use std::ffi::OsStr;
        use std::os::unix::ffi::OsStrExt;
        use std::os::unix::process::CommandExt;

        use crate::driver::protocol::PROGRAM;
        // Not the path it is found by, which may be a link below /proc.
        command.arg0(OsStr::from_bytes(PROGRAM.to_bytes()));
        let mut hosts = living::hosts();
        let mut child = command.spawn()?;
        let number = i32::try_from(child.id()).ok().and_then(rustix::process::Pid::from_raw);
        let number = number.ok_or(io::ErrorKind::InvalidData)?;
        hosts.insert(number.as_raw_nonzero().get());
        Ok(Self { number, status: None, ended: false, pipes: Pipes::of(&mut child) })
    }

    /// Makes a host of a copy of this process, which saves loading the program again. `None` in the copy, whose
    /// standard streams are the pipes. Only while this process has one thread and knows no secret.
    #[cfg(target_os = "linux")]
    pub(super) fn copy() -> io::Result<Option<Self>> {
        let mut hosts = living::hosts();
        let Some((number, pipes)) = super::copy::copy()? else { return Ok(None) };
        hosts.insert(number.as_raw_nonzero().get());
        Ok(Some(Self { number, status: None, ended: false, pipes: Some(pipes) }))
    }

    /// Whether the process has ended; this does not reap it, so that its number is not reused.
    pub(super) fn is_over(&mut self) -> bool {
        use rustix::process::{WaitId, WaitIdOptions, waitid};
        let options = WaitIdOptions::EXITED | WaitIdOptions::NOHANG | WaitIdOptions::NOWAIT;
        self.status.is_some() || !matches!(waitid(WaitId::Pid(self.number), options), Ok(None))
    }

    /// Ends the process, unless it was reaped.
    pub(super) fn kill(&mut self) {
        if self.status.is_none() {
            let _gone = rustix::process::kill_process(self.number, rustix::process::Signal::KILL);
        }
    }

    /// Reaps the process if it has ended, and reports how; `None` if it lives or the kernel cannot say.
    pub(super) fn reap(&mut self) -> Option<ExitStatus> {
        use std::os::unix::process::ExitStatusExt;

        use rustix::process::{WaitOptions, waitpid};
        if self.status.is_none() {
            let (_, status) = waitpid(Some(self.number), WaitOptions::NOHANG).ok().flatten()?;
            self.status = Some(ExitStatus::from_raw(status.as_raw()));
        }
        self.status
    }

    /// Waits for the end of the process, which is not reaped by this; `None` if the kernel cannot report it.
    #[cfg(target_os = "linux")]
    pub(super) fn ends_within(&self, limit: std::time::Duration) -> Option<bool> {
        use rustix::event::{PollFd, PollFlags, Timespec, poll};
        use rustix::process::{PidfdFlags, pidfd_open};
        let process = pidfd_open(self.number, PidfdFlags::empty()).ok()?;
        let limit = Timespec::try_from(limit).ok()?;
        let ended = poll(&mut [PollFd::new(&process, PollFlags::IN)], Some(&limit)).ok()?;
        Some(ended > 0)
    }

    /// Ends the host's process group: the host, if it lives, and what its driver started. Once only, because the number
    /// may be another's after the host was reaped.
    pub(super) fn end_group(&mut self) {
        if std::mem::replace(&mut self.ended, true) {
            return;
        }
        // Before the host has created its group there is none, and then it has loaded nothing either.
        let _none = rustix::process::kill_process_group(self.number, rustix::process::Signal::KILL);
    }

    /// Ends what the driver left behind in its own groups and sessions. Call this when the host is gone.
    pub(super) fn end_leftovers(&mut self) {
        let mut hosts = living::hosts();
        hosts.remove(&self.number.as_raw_nonzero().get());
        crate::driver::children::end_all(&|child| hosts.contains(&child));
    }
}

#[cfg(windows)]
impl Alone {
    /// Starts a host's process. It has no console, so that neither Ctrl-C and Ctrl-Break nor the closing of the window
    /// end it during a PIN call. It loads no driver until asked, so that its job exists in time.
    pub(super) fn start(command: &mut Command) -> io::Result<Self> {
        use std::os::windows::process::CommandExt;
        use std::sync::Once;

        use windows_sys::Win32::System::Threading::{CREATE_NEW_PROCESS_GROUP, DETACHED_PROCESS};

        static OURS: Once = Once::new();
        OURS.call_once(keep_handles);
        command.creation_flags(CREATE_NEW_PROCESS_GROUP | DETACHED_PROCESS);
        let mut child = command.spawn()?;
        let job = job::Job::around(&child);
        let pipes = Pipes::of(&mut child);
        Ok(Self { child, job, pipes })
    }

    /// Whether the process has ended.
    pub(super) fn is_over(&mut self) -> bool {
        !matches!(self.child.try_wait(), Ok(None))
    }

    /// Ends the process.
    pub(super) fn kill(&mut self) {
        let _gone = self.child.kill();
    }

    /// How the process ended; `None` if it lives or the system cannot say.
    pub(super) fn reap(&mut self) -> Option<ExitStatus> {
        self.child.try_wait().ok().flatten()
    }

    /// Ends the host and every process that its driver started.
    pub(super) fn end_group(&mut self) {
        if let Some(job) = &self.job {
            job.end();
        }
    }

    /// The job contains them all.
    #[allow(clippy::unused_self, reason = "the same call on every system")]
    pub(super) fn end_leftovers(&mut self) {}
}

/// The job of a host. The host also holds a handle to it: if this process is ended, a PIN call is finished before the
/// last handle closes and everything in the job ends.
#[cfg(windows)]
#[allow(unsafe_code, reason = "the standard library knows no jobs")]
mod job {
    use std::os::windows::io::AsRawHandle;
    use std::process::Child;

    use windows_sys::Win32::Foundation::{CloseHandle, DuplicateHandle, FALSE, HANDLE};
    use windows_sys::Win32::System::JobObjects::{
        AssignProcessToJobObject, CreateJobObjectW, JOB_OBJECT_LIMIT_KILL_ON_JOB_CLOSE,
        JOBOBJECT_EXTENDED_LIMIT_INFORMATION, JobObjectExtendedLimitInformation, SetInformationJobObject,
        TerminateJobObject,
    };
    use windows_sys::Win32::System::Threading::GetCurrentProcess;

    /// JOB_OBJECT_QUERY: all that the host's own handle allows.
    const QUERY: u32 = 4;

    pub(super) struct Job(HANDLE);

    // SAFETY: a handle is a number of this process; the functions that take it may be called by any thread.
    unsafe impl Send for Job {}

    impl Job {
        /// Puts a process into a job of its own. `None` if the system refuses: then the process alone can be ended.
        pub(super) fn around(child: &Child) -> Option<Self> {
            let process: HANDLE = child.as_raw_handle().cast();
            // SAFETY: no attributes and no name are required.
            let job = Self(unsafe { CreateJobObjectW(std::ptr::null(), std::ptr::null()) });
            if job.0.is_null() {
                return None;
            }
            let mut limits = JOBOBJECT_EXTENDED_LIMIT_INFORMATION::default();
            limits.BasicLimitInformation.LimitFlags = JOB_OBJECT_LIMIT_KILL_ON_JOB_CLOSE;
            let size = u32::try_from(size_of::<JOBOBJECT_EXTENDED_LIMIT_INFORMATION>()).ok()?;
            let mut theirs: HANDLE = std::ptr::null_mut();
            // SAFETY: both handles are open; the structure has the given size; the host's copy of the handle is written
            // to a live variable and belongs to the host.
            let done = unsafe {
                SetInformationJobObject(job.0, JobObjectExtendedLimitInformation, (&raw const limits).cast(), size) != 0
                    && AssignProcessToJobObject(job.0, process) != 0
                    && DuplicateHandle(GetCurrentProcess(), job.0, process, &raw mut theirs, QUERY, FALSE, 0) != 0
            };
            done.then_some(job)
        }

        pub(super) fn end(&self) {
            // SAFETY: the handle is open as long as this value lives.
            unsafe { TerminateJobObject(self.0, 1) };
        }
    }

    impl Drop for Job {
        fn drop(&mut self) {
            if !self.0.is_null() {
                // SAFETY: the handle is this value's own.
                unsafe { CloseHandle(self.0) };
            }
        }
    }
}

/// Marks the handles given to this process as not inheritable. Only before its first child is started: the standard
/// library makes a child's pipes inheritable for a moment.
#[cfg(windows)]
#[allow(unsafe_code, reason = "the standard library does not say which handles were inherited")]
fn keep_handles() {
    use windows_sys::Win32::Foundation::{GetHandleInformation, HANDLE, HANDLE_FLAG_INHERIT, SetHandleInformation};
    use windows_sys::Win32::System::Threading::{GetCurrentProcess, GetProcessHandleCount};

    /// Handles are small multiples of four; no parent passes on more than these.
    const HANDLES: usize = 4096;

    let mut open = 0;
    // SAFETY: the pseudo handle is always valid, and the count is written to a live variable.
    let told = unsafe { GetProcessHandleCount(GetCurrentProcess(), &raw mut open) } != 0;
    let mut seen = 0;
    for number in 1..HANDLES {
        let handle: HANDLE = std::ptr::without_provenance_mut(number * 4);
        let mut flags = 0;
        // SAFETY: a number that is not a handle is refused, and the flags are written to a live variable.
        if unsafe { GetHandleInformation(handle, &raw mut flags) } == 0 {
            continue;
        }
        if flags & HANDLE_FLAG_INHERIT != 0 {
            // SAFETY: the handle is open; if the flag cannot be cleared, nothing changes.
            unsafe { SetHandleInformation(handle, HANDLE_FLAG_INHERIT, 0) };
        }
        seen += 1;
        if told && seen >= open {
            break;
        }
    }
}
