//! What a driver can do to the process it was loaded into, and to those around it: write to its pipes, leave children,
//! open its terminal, read its parent's memory.
//!
//! Pitfall: every action logs how it ended, because a test must distinguish "was not able to" from "did not try".

#[cfg(unix)]
pub use unix::{leave_child, open_terminal, search_parent, write_frames};

#[cfg(unix)]
mod unix {
    use std::fs::File;
    use std::io::{self, Read, Write};
    use std::os::fd::{AsRawFd, FromRawFd, RawFd};
    use std::os::unix::process::CommandExt;
    use std::process::Command;
    use std::thread::sleep;
    use std::time::Duration;

    use crate::driver::Driver;
    use crate::script::{Escape, Frames, LeaveChild, Terminal};

    /// The kind of a frame that holds JSON.
    const JSON: u8 = 0;

    /// Writes frames to every writable pipe and socket, except the three standard ones.
    pub fn write_frames(frames: &Frames) {
        let mut bytes = Vec::new();
        for message in &frames.messages {
            let text = message.to_string();
            bytes.extend_from_slice(&u32::try_from(text.len()).unwrap_or(u32::MAX).to_le_bytes());
            bytes.push(JSON);
            bytes.extend_from_slice(text.as_bytes());
        }
        bytes.extend_from_slice(frames.raw.as_ref().map_or(&[], |raw| raw.0.as_slice()));
        let (times, pause) = (frames.times, Duration::from_millis(frames.every_ms));
        if times == 1 {
            write_to_pipes(&bytes);
            return;
        }
        std::thread::spawn(move || {
            let mut done = 0;
            while times == 0 || done < times {
                write_to_pipes(&bytes);
                done += 1;
                sleep(pause);
            }
        });
    }

    fn write_to_pipes(bytes: &[u8]) {
        // A pipe inherited from the process that started the tests may have lost its reader; that must not end the
        // process before the intended pipe has its bytes.
        // SAFETY: takes no pointer to a handler.
        unsafe { libc::signal(libc::SIGPIPE, libc::SIG_IGN) };
        for descriptor in descriptors().into_iter().filter(|descriptor| *descriptor > 2 && is_pipe(*descriptor)) {
            // SAFETY: the descriptor is open, and is not closed here.
            let mut pipe = std::mem::ManuallyDrop::new(unsafe { File::from_raw_fd(descriptor) });
            // A failed write does no harm.
            pipe.write_all(bytes).ok();
        }
    }

    fn descriptors() -> Vec<RawFd> {
        let entries = std::fs::read_dir("/dev/fd").into_iter().flatten().flatten();
        entries.filter_map(|entry| entry.file_name().to_str()?.parse().ok()).collect()
    }

    fn is_pipe(descriptor: RawFd) -> bool {
        let mut status = std::mem::MaybeUninit::<libc::stat>::zeroed();
        // SAFETY: a descriptor closed meanwhile is refused; the structure is ours.
        let (kind, mode) = unsafe {
            if libc::fstat(descriptor, status.as_mut_ptr()) != 0 {
                return false;
            }
            (status.assume_init().st_mode & libc::S_IFMT, libc::fcntl(descriptor, libc::F_GETFL) & libc::O_ACCMODE)
        };
        (kind == libc::S_IFIFO || kind == libc::S_IFSOCK) && mode != libc::O_RDONLY
    }

    /// A `sleep` that outlives this process; its number goes to the log.
    pub fn leave_child(driver: &Driver, child: &LeaveChild) {
        if child.keeps_pipes {
            for descriptor in descriptors() {
                // SAFETY: takes no pointer; a closed descriptor is refused.
                unsafe { libc::fcntl(descriptor, libc::F_SETFD, 0) };
            }
        }
        let mut command = Command::new("sleep");
        command.arg(child.seconds.to_string());
        match child.escapes {
            Escape::Nothing => {}
            Escape::Group => {
                command.process_group(0);
            }
            Escape::Session => {
                let leave = || {
                    // SAFETY: takes no pointer, and may be called between fork and exec.
                    if unsafe { libc::setsid() } < 0 { Err(io::Error::last_os_error()) } else { Ok(()) }
                };
                // SAFETY: the closure calls nothing but setsid.
                unsafe { command.pre_exec(leave) };
            }
        }
        let told = command.spawn().map_or_else(|error| refused(&error), |child| child.id().to_string());
        driver.log("!child", None, &told);
    }

    /// `/dev/tty`: writes to it, and turns its echo off.
    pub fn open_terminal(driver: &Driver, terminal: &Terminal) {
        let told = match File::options().read(true).write(true).open("/dev/tty") {
            Err(error) => refused(&error),
            Ok(mut file) => {
                // A failed write shows as missing text.
                file.write_all(terminal.text.as_bytes()).ok();
                let silenced = terminal.echo_off && silence(&file);
                format!("opened silenced={silenced}")
            }
        };
        driver.log("!terminal", None, &told);
    }

    fn silence(terminal: &File) -> bool {
        let mut settings = std::mem::MaybeUninit::<libc::termios>::zeroed();
        // SAFETY: the descriptor is open, the structure ours, and filled before it is used.
        unsafe {
            if libc::tcgetattr(terminal.as_raw_fd(), settings.as_mut_ptr()) != 0 {
                return false;
            }
            let mut settings = settings.assume_init();
            settings.c_lflag &= !libc::ECHO;
            libc::tcsetattr(terminal.as_raw_fd(), libc::TCSANOW, &raw const settings) == 0
        }
    }

    /// How often the text occurs in the parent's writable memory.
    pub fn search_parent(driver: &Driver, text: &str) {
        // SAFETY: takes no pointer.
        let parent = unsafe { libc::getppid() };
        let told =
            search(parent, text.as_bytes()).map_or_else(|error| refused(&error), |found| format!("found={found}"));
        driver.log("!memory", None, &format!("parent {told}"));
    }

    /// How much is read at once; most of a heap was never used.
    const PIECE: usize = 64 << 10;

    fn search(process: libc::pid_t, wanted: &[u8]) -> io::Result<usize> {
        let mut maps = String::new();
        File::open(format!("/proc/{process}/maps"))?.read_to_string(&mut maps)?;
        let (mut found, mut last) = (0, None);
        let (length, unused) = (wanted.len().max(1), vec![0_u8; PIECE]);
        for (start, end) in maps.lines().filter_map(writable) {
            for from in (start..end).step_by(PIECE) {
                // A text may begin in one piece and end in the next.
                match read_memory(process, from, (end - from).min(PIECE + length - 1)) {
                    Ok(bytes) if unused.starts_with(bytes.get(..PIECE).unwrap_or(&bytes)) => {}
                    Ok(bytes) => found += bytes.windows(length).filter(|window| *window == wanted).count(),
                    Err(error) => last = Some(error),
                }
            }
        }
        // An unreadable page only counts as a refusal if nothing else was readable.
        if found == 0
            && let Some(error) = last.filter(|error| error.raw_os_error() == Some(libc::EPERM))
        {
            return Err(error);
        }
        Ok(found)
    }

    /// Start and end of a writable mapping.
    fn writable(line: &str) -> Option<(usize, usize)> {
        let (range, rest) = line.split_once(' ')?;
        let (start, end) = range.split_once('-')?;
        let bounds = (usize::from_str_radix(start, 16).ok()?, usize::from_str_radix(end, 16).ok()?);
        rest.starts_with("rw").then_some(bounds).filter(|(start, end)| end - start < 1 << 30)
    }

    #[cfg(target_os = "linux")]
    fn read_memory(process: libc::pid_t, start: usize, length: usize) -> io::Result<Vec<u8>> {
        let mut bytes = vec![0_u8; length];
        let local = libc::iovec { iov_base: bytes.as_mut_ptr().cast(), iov_len: length };
        let remote = libc::iovec { iov_base: std::ptr::without_provenance_mut(start), iov_len: length };
        // SAFETY: the local buffer is ours and as long as said; the remote one is the kernel's to check.
        let count = unsafe { libc::process_vm_readv(process, &raw const local, 1, &raw const remote, 1, 0) };
        bytes.truncate(usize::try_from(count).map_err(|_negative| io::Error::last_os_error())?);
        Ok(bytes)
    }

    #[cfg(not(target_os = "linux"))]
    fn read_memory(_: libc::pid_t, _: usize, _: usize) -> io::Result<Vec<u8>> {
        Err(io::ErrorKind::Unsupported.into())
    }

    fn refused(error: &io::Error) -> String {
        format!("refused errno={}", error.raw_os_error().unwrap_or(0))
    }
}

/// Not supported here; a script that requests it gets an error.
#[cfg(not(unix))]
mod elsewhere {
    use crate::driver::Driver;
    use crate::script::{Frames, LeaveChild, Terminal};

    pub fn write_frames(_: &Frames) {
        eprintln!("fault driver: frames are for unix only");
    }

    pub fn leave_child(driver: &Driver, _: &LeaveChild) {
        driver.log("!child", None, "unsupported");
    }

    pub fn open_terminal(driver: &Driver, _: &Terminal) {
        driver.log("!terminal", None, "unsupported");
    }

    pub fn search_parent(driver: &Driver, _: &str) {
        driver.log("!memory", None, "parent unsupported");
    }
}
#[cfg(not(unix))]
pub use elsewhere::{leave_child, open_terminal, search_parent, write_frames};
