//! Information from Windows: libraries in the registry, a file's number, the state of `SCardSvr`.
//!
//! Pitfall: a 64-bit process and a 32-bit process see different registries; vendors' installers write to either.

use std::path::PathBuf;

/// Keys below HKLM\SOFTWARE and the value in each that names a PKCS#11 library or its folder.
const KEYS: &[(&str, &str, Names)] = &[
    ("SOFTWARE\\OpenSC Project\\OpenSC", "InstallDir", Names::Folder("pkcs11\\opensc-pkcs11.dll")),
    ("SOFTWARE\\SafeNet\\Authentication\\SAC", "PKCS11Path", Names::File),
    ("SOFTWARE\\Aladdin\\eToken\\MIDDLEWARE\\General", "PKCS11", Names::File),
    ("SOFTWARE\\Yubico\\Yubico PIV Tool", "InstallDir", Names::Folder("bin\\libykcs11.dll")),
    ("SOFTWARE\\SoftHSM2", "InstallDir", Names::Folder("lib\\softhsm2-x64.dll")),
    ("SOFTWARE\\Bkav Corporation\\BkavCA Token Manager", "InstallDir", Names::Folder("st3csp11.dll")),
];

/// What a registry value names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Names {
    /// The library.
    File,
    /// A folder that holds the library under this name.
    Folder(&'static str),
}

/// A view of the registry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum View {
    /// That of 64-bit programs.
    Wide,
    /// That of 32-bit programs.
    Narrow,
}

/// The library that a registry value leads to; only full paths, since a bare name could be resolved anywhere.
fn library_of(value: &str, names: Names) -> Option<PathBuf> {
    let value = value.trim().trim_matches('"').trim_end_matches('\\').replace('/', "\\");
    let drive =
        value.as_bytes().get(1..3) == Some(b":\\") && value.starts_with(|letter: char| letter.is_ascii_alphabetic());
    if !drive {
        return None;
    }
    Some(PathBuf::from(match names {
        Names::File => value,
        Names::Folder(name) => format!("{value}\\{name}"),
    }))
}

/// The libraries that vendors' installers wrote to the registry, in both its views. Empty elsewhere.
pub(super) fn registered_libraries() -> Vec<PathBuf> {
    libraries(api::registry_text)
}

/// A value describing this Windows, by its name; `None` elsewhere.
#[cfg(not(unix))]
pub(super) fn version_text(name: &str) -> Option<String> {
    api::registry_text("SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion", name, View::Wide)
}

fn libraries(read: impl Fn(&str, &str, View) -> Option<String>) -> Vec<PathBuf> {
    let mut libraries = Vec::new();
    for (key, name, names) in KEYS {
        for view in [View::Wide, View::Narrow] {
            let library = read(key, name, view).and_then(|value| library_of(&value, *names));
            libraries.extend(library.filter(|library| !libraries.contains(library)));
        }
    }
    libraries
}

#[cfg(windows)]
pub(super) use api::{file_number, free_bytes, smart_card_service};

/// Only Windows has a registry.
#[cfg(not(windows))]
mod api {
    pub(super) fn registry_text(_key: &str, _name: &str, _view: super::View) -> Option<String> {
        None
    }
}

#[cfg(windows)]
#[allow(unsafe_code, reason = "the calls of the Windows API, each with its SAFETY comment")]
mod api {
    use std::os::windows::ffi::OsStrExt as _;
    use std::os::windows::io::AsRawHandle as _;
    use std::path::Path;

    use windows_sys::Win32::Foundation::ERROR_SERVICE_DOES_NOT_EXIST;
    use windows_sys::Win32::Storage::FileSystem::{
        BY_HANDLE_FILE_INFORMATION, GetDiskFreeSpaceExW, GetFileInformationByHandle,
    };
    use windows_sys::Win32::System::Registry::{
        HKEY_LOCAL_MACHINE, RRF_RT_REG_SZ, RRF_SUBKEY_WOW6432KEY, RRF_SUBKEY_WOW6464KEY, RegGetValueW,
    };
    use windows_sys::Win32::System::Services::{
        CloseServiceHandle, OpenSCManagerW, OpenServiceW, QueryServiceStatus, SC_MANAGER_CONNECT, SERVICE_QUERY_STATUS,
        SERVICE_RUNNING, SERVICE_START_PENDING, SERVICE_STATUS,
    };

    use super::super::service::Service;
    use super::View;

    fn wide(text: &str) -> Vec<u16> {
        std::ffi::OsStr::new(text).encode_wide().chain(std::iter::once(0)).collect()
    }

    /// A text value of HKLM; `None` if it is missing, not text, or longer than a path can be.
    pub(super) fn registry_text(key: &str, name: &str, view: View) -> Option<String> {
        let (key, name) = (wide(key), wide(name));
        let mut buffer = vec![0_u16; 1024];
        let mut bytes = u32::try_from(buffer.len() * 2).ok()?;
        let flags = RRF_RT_REG_SZ
            | match view {
                View::Wide => RRF_SUBKEY_WOW6464KEY,
                View::Narrow => RRF_SUBKEY_WOW6432KEY,
            };
        // SAFETY: both names end with NUL, the buffer is `bytes` long and lives through the call.
        let status = unsafe {
            RegGetValueW(
                HKEY_LOCAL_MACHINE,
                key.as_ptr(),
                name.as_ptr(),
                flags,
                std::ptr::null_mut(),
                buffer.as_mut_ptr().cast(),
                &raw mut bytes,
            )
        };
        if status != 0 {
            return None;
        }
        let end = buffer.iter().position(|unit| *unit == 0).unwrap_or(buffer.len());
        String::from_utf16(buffer.get(..end)?).ok()
    }

    /// Volume and number of a file.
    pub(in super::super) fn file_number(path: &Path) -> Option<(u64, u64)> {
        let file = std::fs::File::open(path).ok()?;
        let mut information = BY_HANDLE_FILE_INFORMATION::default();
        // SAFETY: the handle is open as long as `file` lives, and the structure is ours to write.
        let done = unsafe { GetFileInformationByHandle(file.as_raw_handle().cast(), &raw mut information) };
        let number = (u64::from(information.nFileIndexHigh) << 32) | u64::from(information.nFileIndexLow);
        (done != 0).then_some((u64::from(information.dwVolumeSerialNumber), number))
    }

    /// Bytes that this user may still write to the disk of a folder.
    pub(in super::super) fn free_bytes(folder: &Path) -> Option<u64> {
        let folder = wide(folder.to_str()?);
        let mut free = 0_u64;
        // SAFETY: the name ends with NUL, the number is ours to write, and null pointers request nothing else.
        let done =
            unsafe { GetDiskFreeSpaceExW(folder.as_ptr(), &raw mut free, std::ptr::null_mut(), std::ptr::null_mut()) };
        (done != 0).then_some(free)
    }

    /// The state of SCardSvr, if the service manager reports it.
    pub(in super::super) fn smart_card_service() -> Option<Service> {
        let name = wide("SCardSvr");
        // SAFETY: null names mean this machine and its active database.
        let manager = unsafe { OpenSCManagerW(std::ptr::null(), std::ptr::null(), SC_MANAGER_CONNECT) };
        if manager.is_null() {
            return None;
        }
        // SAFETY: the manager's handle is open, the name ends with NUL.
        let service = unsafe { OpenServiceW(manager, name.as_ptr(), SERVICE_QUERY_STATUS) };
        let state = if service.is_null() {
            let missing =
                std::io::Error::last_os_error().raw_os_error() == Some(ERROR_SERVICE_DOES_NOT_EXIST.cast_signed());
            missing.then_some(Service::Missing)
        } else {
            let mut status = SERVICE_STATUS::default();
            // SAFETY: the service's handle is open, and the structure is ours to write.
            let told = unsafe { QueryServiceStatus(service, &raw mut status) } != 0;
            // SAFETY: the handle was opened above and is not used afterwards.
            unsafe { CloseServiceHandle(service) };
            let running = matches!(status.dwCurrentState, SERVICE_RUNNING | SERVICE_START_PENDING);
            told.then_some(if running { Service::Running } else { Service::Stopped })
        };
        // SAFETY: the handle was opened above and is not used afterwards.
        unsafe { CloseServiceHandle(manager) };
        state
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_registry_value_leads_to_a_full_path_or_to_nothing() {
        let folder = Names::Folder("pkcs11\\x.dll");
        assert_eq!(library_of("C:\\Vendor\\", folder), Some("C:\\Vendor\\pkcs11\\x.dll".into()), "a folder");
        assert_eq!(library_of(" \"C:/V/x.dll\" ", Names::File), Some("C:\\V\\x.dll".into()), "quotes and slashes");
        for value in ["x.dll", "", "\\\\server\\share\\x.dll", "..\\x.dll", "1:\\x.dll", "é:\\x"] {
            assert_eq!(library_of(value, Names::File), None, "{value:?} is not loaded from anywhere");
        }
    }

    #[test]
    fn both_views_are_asked_and_one_library_is_told_once() {
        let asked = std::cell::RefCell::new(Vec::new());
        let found = libraries(|key, _, view| {
            asked.borrow_mut().push(view);
            let folder = if view == View::Wide { "C:\\Program Files\\V" } else { "C:\\Program Files (x86)\\V" };
            match key {
                "SOFTWARE\\OpenSC Project\\OpenSC" => Some(folder.to_owned()),
                "SOFTWARE\\SafeNet\\Authentication\\SAC" => Some("C:\\Windows\\System32\\eTPKCS11.dll".to_owned()),
                _ => None,
            }
        });
        let wanted = [
            "C:\\Program Files\\V\\pkcs11\\opensc-pkcs11.dll",
            "C:\\Program Files (x86)\\V\\pkcs11\\opensc-pkcs11.dll",
            "C:\\Windows\\System32\\eTPKCS11.dll",
        ];
        assert_eq!(found, wanted.map(PathBuf::from), "two views, each library once");
        assert_eq!(asked.borrow().len(), KEYS.len() * 2, "every key in both views");
    }

    #[test]
    fn every_key_lies_below_software_and_names_a_dll() {
        for (key, name, names) in KEYS {
            assert!(key.starts_with("SOFTWARE\\") && !name.is_empty(), "{key}");
            assert!(*names == Names::File || matches!(names, Names::Folder(path) if path.contains(".dll")), "{key}");
        }
    }
}
