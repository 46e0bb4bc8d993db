//! Builds the separate packages: the fault driver with its variants, kryoptic, and the virtual cards.
//!
//! Pitfall: cargo writes every variant under one name, so building and copying happen under a file lock.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::SystemTime;

/// Variants of the fault driver that no script can express.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Variant {
    Plain,
    /// A library without C_GetFunctionList.
    NoFunctionList,
    /// As before PKCS#11 3.0: without C_GetInterface.
    NoInterface,
    /// C_GetInterface returns CKR_FUNCTION_FAILED.
    InterfaceFails,
    /// Prints on stdout and stderr while it is loaded.
    PrintsOnLoad,
    /// Ends the process with status 3 while it is loaded.
    ExitsOnLoad,
    /// Never returns from loading.
    HangsOnLoad,
    /// Without SafeNet's functions for challenge and response.
    NoChallenge,
}

impl Variant {
    fn feature(self) -> &'static str {
        match self {
            Self::Plain => "",
            Self::NoFunctionList => "no-function-list",
            Self::NoInterface => "no-interface",
            Self::InterfaceFails => "interface-fails",
            Self::PrintsOnLoad => "prints-on-load",
            Self::ExitsOnLoad => "exits-on-load",
            Self::HangsOnLoad => "hangs-on-load",
            Self::NoChallenge => "no-challenge",
        }
    }
}

/// The fault driver, built if its sources are newer.
pub fn fault_driver(variant: Variant) -> PathBuf {
    let name = match variant.feature() {
        "" => "plain",
        feature => feature,
    };
    build("fault-driver", "fault_driver", name, variant.feature())
}

/// Kryoptic as a module; the first build takes about two minutes.
pub fn kryoptic() -> PathBuf {
    build("kryoptic-shim", "kryoptic_shim", "kryoptic", "")
}

/// The program of the virtual cards; the first build takes about a minute.
pub fn virtual_cards() -> PathBuf {
    let file = format!("virtual-cards{}", std::env::consts::EXE_SUFFIX);
    build_file("virtual-cards", &file, &file, "")
}

fn build(package: &str, library: &str, name: &str, features: &str) -> PathBuf {
    let file = format!("{}{library}{}", std::env::consts::DLL_PREFIX, std::env::consts::DLL_SUFFIX);
    build_file(package, &file, &format!("{name}{}", std::env::consts::DLL_SUFFIX), features)
}

/// Cargo's output `file` is kept as `name`.
fn build_file(package: &str, file: &str, name: &str, features: &str) -> PathBuf {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests").join(package);
    let target = target().join(if package == "kryoptic-shim" { "kryoptic" } else { package });
    let module = target.join("modules").join(name);
    std::fs::create_dir_all(target.join("modules")).expect("the target folder can be written");

    let lock = File::create(target.join("modules/lock")).expect("the lock of the modules can be made");
    wait_for(&lock);
    if modified(&module).is_some_and(|built| built >= newest(&source)) {
        return module;
    }
    let output = Command::new(env!("CARGO"))
        .args(["build", "--quiet", "--locked", "--features", features, "--manifest-path"])
        .arg(source.join("Cargo.toml"))
        .arg("--target-dir")
        .arg(&target)
        .output()
        .expect("cargo runs");
    assert!(
        output.status.success(),
        "tests/{package} does not build (it may need libclang-dev, libssl-dev and libsqlite3-dev):\n{}",
        String::from_utf8_lossy(&output.stderr)
    );
    let new = target.join("modules/new");
    std::fs::copy(target.join("debug").join(file), &new).expect("the module can be copied");
    std::fs::rename(&new, &module).expect("the module can be put in place");
    module
}

fn target() -> PathBuf {
    Path::new(env!("CARGO_TARGET_TMPDIR")).parent().expect("the target folder").to_owned()
}

/// Waits for a file's lock; it is released with the file.
#[cfg(unix)]
pub fn wait_for(lock: &File) {
    rustix::fs::flock(lock, rustix::fs::FlockOperation::LockExclusive).expect("the lock of the modules");
}

/// Without flock a test has the module to itself.
#[cfg(not(unix))]
pub fn wait_for(_: &File) {}

fn newest(source: &Path) -> SystemTime {
    let fixed = ["Cargo.toml", "Cargo.lock"].map(|name| source.join(name));
    let sources =
        std::fs::read_dir(source.join("src")).expect("the sources").map(|entry| entry.expect("a file").path());
    fixed.into_iter().chain(sources).filter_map(|path| modified(&path)).max().expect("at least one source file")
}

fn modified(path: &Path) -> Option<SystemTime> {
    path.metadata().ok()?.modified().ok()
}
