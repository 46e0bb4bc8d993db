//! Where a build of OpenSC looks for its configuration: the path is a text in its library.
//!
//! Pitfall: several files of that name may lie around on a system, and only one of them is OpenSC's.

use std::io;
use std::path::{Path, PathBuf};

use super::{MAXIMUM, OPENSC};
use crate::waiting;

/// The maximum that is read of a library.
const LARGEST: u64 = 32 << 20;

/// The configuration of one driver.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Source {
    /// The files that OpenSC may read, best first.
    files: Vec<PathBuf>,
    /// The names of the apps whose blocks may be the driver's; more than one if that is not known.
    pub(super) apps: Vec<&'static str>,
    /// Whether OpenSC certainly reads no other file.
    pub(super) is_certain: bool,
}

impl Source {
    /// The configuration of a driver on this system. `named` is `OPENSC_CONF` or the config's own; `needed` are the
    /// libraries that the driver needs.
    pub fn new(driver: &Path, named: Option<&Path>, needed: &[String], program_files: Option<&Path>) -> Self {
        let built_in = if named.is_some() { Vec::new() } else { built_in(&code_of(driver, needed)) };
        let is_certain = named.is_some() || !built_in.is_empty();
        let files = match named {
            Some(named) => vec![named.to_owned()],
            None if !built_in.is_empty() => built_in,
            None => usual(driver, program_files),
        };
        Self { files, apps: apps(driver), is_certain }
    }

    /// The same driver with this file.
    #[must_use]
    pub fn at(&self, file: &Path) -> Self {
        Self { files: vec![file.to_owned()], apps: self.apps.clone(), is_certain: true }
    }

    #[cfg(test)]
    pub(super) fn set_files(&mut self, files: &[&Path]) {
        self.files = files.iter().map(|file| (*file).to_owned()).collect();
    }

    /// The first of the files that exists, and what it contains; `None` if there is none, or if it cannot be read.
    pub(super) fn first(&self) -> Option<(&Path, Vec<u8>)> {
        let is_missing = |error: &io::Error| error.kind() == io::ErrorKind::NotFound;
        let mut found = self.files.iter().map(|path| (path, std::fs::metadata(path)));
        let (path, metadata) = found.find(|(_, metadata)| !metadata.as_ref().is_err_and(is_missing))?;
        // A FIFO would be waited for, and nothing but a file is copied.
        metadata.ok().filter(std::fs::Metadata::is_file)?;
        Some((path, waiting::open(path).and_then(|file| file.read_up_to(MAXIMUM)).ok()?))
    }

    /// Its text; empty without one, as OpenSC then uses its defaults.
    pub(super) fn text(&self) -> Vec<u8> {
        self.first().map(|(_, bytes)| bytes).unwrap_or_default()
    }
}

/// The usual places, for a library that names none.
fn usual(driver: &Path, program_files: Option<&Path>) -> Vec<PathBuf> {
    let local = driver.starts_with("/usr/local").then_some("/usr/local/etc/opensc.conf");
    let usual = local.into_iter().chain(["/etc/opensc/opensc.conf", "/etc/opensc.conf"]);
    let apple = ["/Library/OpenSC/etc/opensc.conf", "/opt/homebrew/etc/opensc.conf"];
    if cfg!(windows) {
        program_files
            .map(|folder| folder.join("OpenSC Project").join("OpenSC").join("opensc.conf"))
            .into_iter()
            .collect()
    } else if cfg!(target_os = "macos") {
        apple.into_iter().chain(usual).map(PathBuf::from).collect()
    } else {
        usual.map(PathBuf::from).collect()
    }
}

/// Where OpenSC's code for a driver may be: its library in the driver's folder or the one above, or the driver itself.
fn code_of(driver: &Path, needed: &[String]) -> Vec<PathBuf> {
    let real = std::fs::canonicalize(driver).ok();
    let paths = real.iter().map(PathBuf::as_path).chain([driver]);
    let folders: Vec<&Path> = paths.flat_map(|path| path.ancestors().skip(1).take(2)).collect();
    let libraries = needed.iter().filter(|library| library.starts_with("libopensc."));
    let beside = libraries.flat_map(|library| folders.iter().map(move |folder| folder.join(library)));
    beside.chain([driver.to_owned()]).collect()
}

/// The paths of configuration files in these libraries.
fn built_in(libraries: &[PathBuf]) -> Vec<PathBuf> {
    let mut found: Vec<PathBuf> = Vec::new();
    if cfg!(windows) {
        // There the registry names it.
        return found;
    }
    for library in libraries.iter().filter(|library| library.is_file()) {
        let code = waiting::open(library).and_then(|file| file.read_up_to(LARGEST)).unwrap_or_default();
        for path in paths_in(&code) {
            if !found.contains(&path) {
                found.push(path);
            }
        }
        if !found.is_empty() {
            break;
        }
    }
    found
}

/// The texts that are a path of an `opensc.conf`, or of an `opensc-….conf` as some systems call it.
fn paths_in(code: &[u8]) -> Vec<PathBuf> {
    let texts = code.split(|octet| *octet == 0).filter(|text| text.first() == Some(&b'/') && text.ends_with(b".conf"));
    let paths = texts.filter_map(|text| std::str::from_utf8(text).ok()).map(PathBuf::from);
    paths.filter(|path| path.file_name().is_some_and(|name| name.to_string_lossy().starts_with("opensc"))).collect()
}

/// The names of the apps that a driver may be. Which of them `onepin-opensc-pkcs11` is depends on how it was built.
fn apps(driver: &Path) -> Vec<&'static str> {
    let real = std::fs::canonicalize(driver);
    let name = real.as_deref().unwrap_or(driver).file_name().unwrap_or_default().to_string_lossy().to_lowercase();
    if name.contains("onepin") { vec![OPENSC, "onepin-opensc-pkcs11"] } else { vec![OPENSC] }
}

#[cfg(test)]
#[allow(clippy::disallowed_methods, reason = "a test writes its own files")]
mod tests {
    use super::*;

    #[cfg(not(windows))]
    #[test]
    fn only_the_file_that_the_library_names_is_opensc_s() {
        let folder = tempfile::tempdir().unwrap();
        let (driver, library) = (folder.path().join("opensc-pkcs11.so"), folder.path().join("libopensc.so.8"));
        std::fs::write(&driver, "nothing").unwrap();
        std::fs::write(&library, b"\0/x/opensc.conf.d\0no opensc.conf\0/opt/etc/opensc.conf\0OPENSC_CONF\0").unwrap();
        let needed = ["libc.so.6", "libopensc.so.8"].map(str::to_owned);
        let source = Source::new(&driver, None, &needed, None);
        assert_eq!(source.files, [Path::new("/opt/etc/opensc.conf")], "no other");
        assert_eq!((source.apps, source.is_certain), (vec![OPENSC], true), "certainly");
        let source = Source::new(&driver, Some(Path::new("")), &needed, None);
        assert_eq!(source.files, [Path::new("")], "an empty OPENSC_CONF names a file that does not exist");
        assert_eq!((source.first(), source.is_certain), (None, true), "and no other is read");
        let source = Source::new(&driver, None, &[], None);
        assert!(!source.is_certain && !source.files.contains(&"/usr/local/etc/opensc.conf".into()), "{source:?}");
    }

    #[test]
    fn a_driver_of_the_other_name_may_be_either_app() {
        for name in ["/missing/opensc-pkcs11.so", "/missing/libcard.so"] {
            assert_eq!(apps(Path::new(name)), [OPENSC], "by its name: {name}");
        }
        assert_eq!(apps(Path::new("/missing/onepin-opensc-pkcs11.so")).len(), 2, "it depends on the build");
    }
}
