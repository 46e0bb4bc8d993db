//! Finds the missing libraries that a driver needs, once loading it has failed.
//!
//! Linux' loader names only the first one, Windows' loader none. Pitfall: a folder named by the driver itself is not
//! part of a search by name, so it is searched here.

use std::path::{Path, PathBuf};

use crate::driver::header::{self, Needed};

/// The libraries of the driver's table that cannot be found, in order.
pub(super) fn missing(module: &Path) -> Vec<String> {
    let Some(Needed { libraries, folders }) = header::needed(module) else { return Vec::new() };
    let home = module.parent().map(Path::to_path_buf).unwrap_or_default();
    let folders: Vec<PathBuf> = folders.iter().map(|folder| expanded(folder, &home)).collect();
    libraries.into_iter().filter(|name| !is_there(name, &home, &folders)).collect()
}

/// `$ORIGIN` is the driver's own folder.
fn expanded(folder: &str, home: &Path) -> PathBuf {
    let home = home.to_string_lossy();
    PathBuf::from(folder.replace("${ORIGIN}", &home).replace("$ORIGIN", &home))
}

#[cfg(unix)]
fn is_there(name: &str, _home: &Path, folders: &[PathBuf]) -> bool {
    use libloading::os::unix::{Library, RTLD_LAZY, RTLD_LOCAL};
    if folders.iter().any(|folder| folder.join(name).is_file()) {
        return true;
    }
    // SAFETY: loading runs constructors, which this process exists for; what was loaded stays.
    match unsafe { Library::open(Some(name), RTLD_LAZY | RTLD_LOCAL) } {
        Ok(library) => {
            std::mem::forget(library);
            true
        }
        // Found, but faulty itself: the loader's message has named what it lacks.
        Err(error) => !super::module::error_text(&error).contains(name),
    }
}

#[cfg(windows)]
fn is_there(name: &str, home: &Path, _folders: &[PathBuf]) -> bool {
    use libloading::os::windows::{LOAD_LIBRARY_AS_DATAFILE, Library};
    let lower = name.to_lowercase();
    // Names of interfaces that the system resolves itself.
    if lower.starts_with("api-ms-") || lower.starts_with("ext-ms-") || home.join(name).is_file() {
        return true;
    }
    // SAFETY: loaded as data, none of its code runs.
    match unsafe { Library::load_with_flags(name, LOAD_LIBRARY_AS_DATAFILE) } {
        Ok(library) => {
            std::mem::forget(library);
            true
        }
        Err(_not_found) => false,
    }
}
