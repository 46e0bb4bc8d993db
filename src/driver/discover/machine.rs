//! The properties of this system that decide which drivers can run, for `support`. Nothing that identifies the machine.
//!
//! Pitfall: a custom kernel may contain the name of the person who built it, so only its version number is given.

use std::path::Path;

/// The system.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Machine {
    /// The distribution and its release, as it calls itself; `None` if it does not say.
    pub release: Option<String>,
    /// The number of the kernel, under Windows of the build.
    pub kernel: Option<String>,
    /// The C library and its version.
    pub libc: Option<String>,
}

/// Asks the system.
pub fn machine() -> Machine {
    Machine { release: release(), kernel: kernel().map(|kernel| number_of(&kernel)), libc: libc() }
}

/// Bytes that this user may still write to the disk of a folder; `None` if the system does not say.
#[cfg(unix)]
pub fn free_bytes(folder: &Path) -> Option<u64> {
    let found = rustix::fs::statvfs(folder).ok()?;
    Some(found.f_bavail.saturating_mul(found.f_frsize))
}

/// Bytes that this user may still write to the disk of a folder; `None` if the system does not say.
#[cfg(not(unix))]
pub fn free_bytes(folder: &Path) -> Option<u64> {
    super::windows::free_bytes(folder)
}

/// The number at the beginning of a kernel's name: `6.1.0-13` of `6.1.0-13-amd64`.
fn number_of(kernel: &str) -> String {
    let numbers: String =
        kernel.chars().take_while(|letter| letter.is_ascii_digit() || matches!(letter, '.' | '-')).collect();
    numbers.trim_end_matches(['.', '-']).to_owned()
}

/// `NAME` and `VERSION_ID` of an os-release file (freedesktop.org).
#[cfg(any(unix, test))]
fn release_of(text: &str) -> Option<String> {
    let value = |name: &str| {
        let line = text.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix('='))?;
        let value = line.trim().trim_matches(['"', '\'']);
        (!value.is_empty()).then(|| value.to_owned())
    };
    let name = value("NAME")?;
    Some(value("VERSION_ID").map_or_else(|| name.clone(), |version| format!("{name} {version}")))
}

#[cfg(unix)]
fn release() -> Option<String> {
    let read = |path: &&str| std::fs::read_to_string(path).ok();
    ["/etc/os-release", "/usr/lib/os-release"].iter().find_map(read).and_then(|text| release_of(&text))
}

#[cfg(unix)]
fn kernel() -> Option<String> {
    rustix::system::uname().release().to_str().ok().map(str::to_owned)
}

#[cfg(not(unix))]
fn release() -> Option<String> {
    super::windows::version_text("ProductName")
}

#[cfg(not(unix))]
fn kernel() -> Option<String> {
    super::windows::version_text("CurrentBuildNumber")
}

#[cfg(all(target_os = "linux", target_env = "gnu"))]
#[allow(unsafe_code, reason = "the C library's version is told by a C function only")]
fn libc() -> Option<String> {
    // SAFETY: the function takes nothing and returns a static string that ends with NUL.
    let version = unsafe { std::ffi::CStr::from_ptr(libc::gnu_get_libc_version()) };
    version.to_str().ok().map(|version| format!("glibc {version}"))
}

#[cfg(not(all(target_os = "linux", target_env = "gnu")))]
fn libc() -> Option<String> {
    if cfg!(target_env = "musl") { Some("musl".to_owned()) } else { None }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_kernel_tells_its_number_and_not_who_built_it() {
        assert_eq!(number_of("6.1.0-13-amd64"), "6.1.0-13", "a distribution's");
        assert_eq!(number_of("5.15.0-nguyenvana"), "5.15.0", "somebody's own");
        assert_eq!(number_of(""), "", "nothing");
    }

    #[test]
    fn a_release_is_name_and_version() {
        let debian = "PRETTY_NAME=\"Debian GNU/Linux 12 (bookworm)\"\nNAME=\"Debian GNU/Linux\"\nVERSION_ID=\"12\"\n";
        assert_eq!(release_of(debian).as_deref(), Some("Debian GNU/Linux 12"), "both");
        assert_eq!(release_of("NAME=Arch\nVERSION_ID=\n").as_deref(), Some("Arch"), "a rolling one has no version");
        assert_eq!(release_of("ID=x\n"), None, "no name");
    }
}
