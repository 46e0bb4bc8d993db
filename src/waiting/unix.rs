//! By poll(2) on the descriptor and on a pipe that a signal makes readable.
//!
//! Pitfall: a flag alone is not enough. A signal between checking the flag and waiting would be missed; the pipe stays
//! readable from the first signal on.

use std::fs::{File, Metadata};
use std::io::{self, Read};
use std::os::fd::{AsFd, BorrowedFd, OwnedFd};
use std::os::unix::fs::FileTypeExt;
use std::path::Path;
use std::sync::OnceLock;
use std::time::Duration;

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::fs::{FileType, Mode, OFlags, fstat};
use rustix::io::Errno;

use super::broken_off;

/// Readable from the first termination signal on.
static REQUEST: OnceLock<OwnedFd> = OnceLock::new();

/// What a pipe reported writable by poll accepts without blocking: at least PIPE_BUF, 512 in POSIX and 4096 on Linux.
const PIECE: usize = if cfg!(target_os = "linux") { 4096 } else { 512 };

/// How often a FIFO is checked again on systems that cannot wait for its other end.
const STEP: Timespec = Timespec { tv_sec: 0, tv_nsec: 50_000_000 };

/// Ends every wait as soon as this is readable. The first call counts.
pub fn end_with(request: OwnedFd) {
    let _the_first_one_counts = REQUEST.set(request);
}

/// Whether a wait found the descriptor ready, or a termination signal.
#[derive(Clone, Copy)]
struct Found {
    descriptor: PollFlags,
    request: bool,
}

fn wait(descriptor: BorrowedFd<'_>, events: PollFlags, limit: Option<&Timespec>) -> io::Result<Found> {
    let (request, asked) = match REQUEST.get() {
        Some(request) => (request.as_fd(), PollFlags::IN),
        None => (descriptor, PollFlags::empty()),
    };
    loop {
        let mut places = [PollFd::from_borrowed_fd(descriptor, events), PollFd::from_borrowed_fd(request, asked)];
        match poll(&mut places, limit) {
            Ok(_) => {
                let [descriptor, request] = places;
                return Ok(Found { descriptor: descriptor.revents(), request: request.revents().intersects(asked) });
            }
            Err(Errno::INTR) => {}
            Err(errno) => return Err(errno.into()),
        }
    }
}

/// Waits until something can be read; a termination signal takes precedence.
pub fn until_readable(descriptor: BorrowedFd<'_>) -> io::Result<()> {
    if wait(descriptor, PollFlags::IN, None)?.request { Err(broken_off()) } else { Ok(()) }
}

/// A file, FIFO or device to read.
#[derive(Debug)]
pub struct Input {
    file: File,
    is_regular: bool,
    /// Whether the other end of a FIFO was ever open.
    was_opened: bool,
}

impl Input {
    /// What the open file is.
    pub fn metadata(&self) -> io::Result<Metadata> {
        self.file.metadata()
    }

    /// Everything, up to this number of bytes. The standard library clears the room for every reader but its own files.
    pub fn read_up_to(self, limit: u64) -> io::Result<Vec<u8>> {
        let mut bytes = super::room(&self.file, limit);
        if self.is_regular {
            self.file.take(limit).read_to_end(&mut bytes)?;
        } else {
            self.take(limit).read_to_end(&mut bytes)?;
        }
        Ok(bytes)
    }

    /// Waits until there is something to read, or the other end has gone.
    fn wait(&mut self) -> io::Result<()> {
        loop {
            let found = wait(self.file.as_fd(), PollFlags::IN, None)?;
            if found.request {
                return Err(broken_off());
            }
            self.was_opened |= found.descriptor.contains(PollFlags::IN);
            // Linux distinguishes a writer that has gone from one not there yet; elsewhere only data shows one.
            if cfg!(target_os = "linux") || self.was_opened {
                return Ok(());
            }
            pause(self.file.as_fd())?;
        }
    }
}

impl Read for Input {
    fn read(&mut self, room: &mut [u8]) -> io::Result<usize> {
        if self.is_regular {
            return self.file.read(room);
        }
        loop {
            self.wait()?;
            match rustix::io::read(&self.file, &mut *room) {
                Err(Errno::INTR | Errno::AGAIN) => {}
                read => return Ok(read?),
            }
        }
    }
}

/// Opens for reading. A FIFO without a writer opens at once, and its first read waits.
pub fn open(path: &Path) -> io::Result<Input> {
    let flags = OFlags::RDONLY | OFlags::NONBLOCK | OFlags::NOCTTY | OFlags::CLOEXEC;
    let file = File::from(rustix::fs::open(path, flags, Mode::empty())?);
    let kind = file.metadata()?.file_type();
    Ok(Input {
        file,
        is_regular: !kind.is_fifo() && !kind.is_char_device() && !kind.is_socket(),
        was_opened: !kind.is_fifo(),
    })
}

/// Opens a device or FIFO for writing; never creates or truncates a file. Waits for the reader of a FIFO.
pub fn open_for_writing(path: &Path) -> io::Result<File> {
    let flags = OFlags::WRONLY | OFlags::NONBLOCK | OFlags::NOCTTY | OFlags::CLOEXEC;
    loop {
        match rustix::fs::open(path, flags, Mode::empty()) {
            Ok(descriptor) => return Ok(File::from(descriptor)),
            Err(Errno::NXIO) if std::fs::metadata(path)?.file_type().is_fifo() => pause(rustix::stdio::stderr())?,
            Err(Errno::INTR) => {}
            Err(errno) => return Err(errno.into()),
        }
    }
}

/// Waits a moment, or for a termination signal; any descriptor will do.
fn pause(descriptor: BorrowedFd<'_>) -> io::Result<()> {
    if wait(descriptor, PollFlags::empty(), Some(&STEP))?.request {
        return Err(broken_off());
    }
    // An error of the descriptor ends the wait at once, and must not cause a busy loop.
    std::thread::sleep(Duration::from_millis(1));
    Ok(())
}

/// Standard input itself, without the standard library's buffer, in which a secret would remain.
#[derive(Debug, Clone, Copy, Default)]
pub struct Stdin;

impl Read for Stdin {
    fn read(&mut self, room: &mut [u8]) -> io::Result<usize> {
        let stdin = rustix::stdio::stdin();
        loop {
            until_readable(stdin)?;
            match rustix::io::read(stdin, &mut *room) {
                Err(Errno::INTR | Errno::AGAIN) => {}
                // Open for writing only: there is nothing to read.
                Err(Errno::BADF) => return Ok(0),
                read => return Ok(read?),
            }
        }
    }
}

/// Writes everything. Interrupted only if the reader does not read: what can be written is written.
pub fn write_all(descriptor: BorrowedFd<'_>, bytes: &[u8]) -> io::Result<()> {
    let is_regular = fstat(descriptor).is_ok_and(|stat| FileType::from_raw_mode(stat.st_mode) == FileType::RegularFile);
    let mut rest = bytes;
    while !rest.is_empty() {
        let written = if is_regular {
            rustix::io::write(descriptor, rest)
        } else {
            let found = wait(descriptor, PollFlags::OUT, None)?;
            if found.descriptor.is_empty() && found.request {
                return Err(broken_off());
            }
            write_some(descriptor, rest)
        };
        match written {
            Ok(0) => return Err(io::ErrorKind::WriteZero.into()),
            Ok(count) => rest = rest.get(count..).unwrap_or_default(),
            Err(Errno::INTR | Errno::AGAIN) => {}
            Err(errno) => return Err(errno.into()),
        }
    }
    Ok(())
}

/// Writes what is taken without waiting: all there is room for where the system can be asked for that (pipes since Linux
/// 6.4), otherwise a small piece. A reader that is woken for each small piece takes longer.
fn write_some(descriptor: BorrowedFd<'_>, bytes: &[u8]) -> rustix::io::Result<usize> {
    #[cfg(target_os = "linux")]
    {
        use rustix::io::{ReadWriteFlags, pwritev2};

        // The offset means: where it is now.
        match pwritev2(descriptor, &[io::IoSlice::new(bytes)], u64::MAX, ReadWriteFlags::NOWAIT) {
            Err(Errno::OPNOTSUPP | Errno::NOSYS | Errno::INVAL | Errno::SPIPE | Errno::PERM | Errno::AGAIN) => {}
            written => return written,
        }
    }
    rustix::io::write(descriptor, bytes.get(..PIECE).unwrap_or(bytes))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slow_reader_gets_everything_in_order() {
        let sent: Vec<u8> = (0..400_000_u32).flat_map(u32::to_le_bytes).collect();
        let (mut reader, writer) = io::pipe().expect("a pipe");
        let received = std::thread::scope(|scope| {
            let received = scope.spawn(move || {
                let (mut received, mut room) = (Vec::<u8>::new(), [0; 7001]);
                while let Ok(count @ 1..) = reader.read(&mut room) {
                    received.extend(room.iter().take(count));
                    std::thread::yield_now();
                }
                received
            });
            write_all(writer.as_fd(), &sent).expect("it is read");
            drop(writer);
            received.join().expect("all of it")
        });
        assert!(received == sent, "{} of {} bytes", received.len(), sent.len());
    }

    #[test]
    fn nothing_waits_for_a_pipe_that_is_full() {
        let (_reader, writer) = io::pipe().expect("a pipe");
        let bytes = vec![0; 1 << 22];
        let mut taken = 0;
        while !wait(writer.as_fd(), PollFlags::OUT, Some(&Timespec { tv_sec: 0, tv_nsec: 0 }))
            .expect("a state")
            .descriptor
            .is_empty()
        {
            taken += write_some(writer.as_fd(), &bytes).expect("there is room");
        }
        assert!(taken < bytes.len(), "it took {taken} bytes and no more, and this line was reached");
    }
}
