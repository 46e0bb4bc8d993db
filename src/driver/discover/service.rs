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
    use std::os::unix::net::UnixStream;
    for socket in sockets {
        match UnixStream::connect(socket) {
            Ok(_) => return Service::Running,
            // It exists, though this user may not use it: the driver's own message will follow.
            Err(error) if error.kind() == ErrorKind::PermissionDenied => return Service::Running,
            Err(_) => {}
        }
    }
    if programs.iter().any(|program| program.exists()) { Service::Stopped } else { Service::Missing }
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
        drop(listener);
        assert_eq!(judge(std::slice::from_ref(&socket), std::slice::from_ref(&program)), Service::Stopped, "left over");
    }
}
