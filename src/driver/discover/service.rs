//! Whether the smart card service is running: without it every reader is invisible, and no driver reports this.

use crate::domain::phrase::Phrase;
use crate::environment::Environment;

/// The smart card service of the system.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Service {
    /// It answers, or starts on demand.
    Running,
    /// It is installed but not running.
    Stopped,
    /// It is there, but takes no connection: it hangs, or has too much to do.
    Silent,
    /// It is not installed.
    Missing,
}

impl Service {
    /// The sentence.
    pub fn phrase(self) -> Phrase {
        let name = if cfg!(windows) { "SCardSvr" } else { "pcscd" };
        match self {
            Self::Running => Phrase::new("discovery-service-running"),
            Self::Stopped => Phrase::new("discovery-service-stopped"),
            Self::Silent => Phrase::new("discovery-service-silent"),
            Self::Missing => Phrase::new("discovery-service-missing"),
        }
        .with("service", name)
    }
}

/// Asks the system for its smart card service; `None` if it has none of its own (macOS) or does not report it.
#[cfg(all(unix, not(target_os = "macos")))]
pub fn service_state(environment: &Environment) -> Option<Service> {
    use std::path::PathBuf;
    let moved = environment.pcscd_socket();
    let sockets = match moved {
        Some(socket) => vec![socket],
        None => ["/run/pcscd/pcscd.comm", "/var/run/pcscd/pcscd.comm"].map(PathBuf::from).to_vec(),
    };
    let programs = ["/usr/sbin/pcscd", "/usr/bin/pcscd", "/usr/local/sbin/pcscd"].map(PathBuf::from);
    Some(judge(&sockets, &programs))
}

/// A socket that accepts a connection means a service; systemd holds it for one that starts on demand.
#[cfg(all(unix, not(target_os = "macos")))]
fn judge(sockets: &[std::path::PathBuf], programs: &[std::path::PathBuf]) -> Service {
    use std::io::ErrorKind;
    for socket in sockets {
        match connect(socket) {
            Ok(()) => return Service::Running,
            Err(error) if error.kind() == ErrorKind::WouldBlock => return Service::Silent,
            // It exists, though this user may not use it: the driver's own message will follow.
            Err(error) if error.kind() == ErrorKind::PermissionDenied => return Service::Running,
            Err(_) => {}
        }
    }
    if programs.iter().any(|program| program.exists()) { Service::Stopped } else { Service::Missing }
}

/// Connects without waiting: a service that hangs takes no connection once its queue is full, and this process must not
/// hang with it.
#[cfg(all(unix, not(target_os = "macos")))]
fn connect(socket: &std::path::Path) -> std::io::Result<()> {
    use rustix::net::{AddressFamily, SocketAddrUnix, SocketFlags, SocketType};
    let flags = SocketFlags::NONBLOCK | SocketFlags::CLOEXEC;
    let stream = rustix::net::socket_with(AddressFamily::UNIX, SocketType::STREAM, flags, None)?;
    Ok(rustix::net::connect(stream, &SocketAddrUnix::new(socket)?)?)
}

/// Asks the service manager for SCardSvr.
#[cfg(windows)]
pub fn service_state(_environment: &Environment) -> Option<Service> {
    super::windows::smart_card_service()
}

/// This system has no such service.
#[cfg(not(any(windows, all(unix, not(target_os = "macos")))))]
pub fn service_state(_environment: &Environment) -> Option<Service> {
    None
}

#[cfg(all(test, unix, not(target_os = "macos")))]
mod tests {
    use super::*;

    #[test]
    fn a_dead_socket_is_a_stopped_service_and_a_listening_one_runs() {
        let folder = tempfile::tempdir().expect("a folder");
        let socket = folder.path().join("pcscd.comm");
        let program = folder.path().join("pcscd");
        assert_eq!(judge(std::slice::from_ref(&socket), std::slice::from_ref(&program)), Service::Missing, "nothing");
        std::fs::File::create(&program).expect("a program");
        assert_eq!(judge(std::slice::from_ref(&socket), std::slice::from_ref(&program)), Service::Stopped, "no socket");
        let listener = std::os::unix::net::UnixListener::bind(&socket).expect("a socket");
        assert_eq!(judge(std::slice::from_ref(&socket), std::slice::from_ref(&program)), Service::Running, "listening");
        // The listener accepts none: once the queue is full, a plain connect would wait for ever.
        let mut waiting = Vec::new();
        let silent = (0..10_000).find(|_| {
            let flags = rustix::net::SocketFlags::NONBLOCK;
            let family = rustix::net::AddressFamily::UNIX;
            let kind = rustix::net::SocketType::STREAM;
            let stream = rustix::net::socket_with(family, kind, flags, None).expect("a socket");
            let address = rustix::net::SocketAddrUnix::new(&socket).expect("an address");
            let is_full = rustix::net::connect(&stream, &address).is_err();
            waiting.push(stream);
            is_full
        });
        if silent.is_some() {
            assert_eq!(judge(std::slice::from_ref(&socket), std::slice::from_ref(&program)), Service::Silent, "full");
        }
        drop((waiting, listener));
        assert_eq!(judge(std::slice::from_ref(&socket), std::slice::from_ref(&program)), Service::Stopped, "left over");
    }
}
