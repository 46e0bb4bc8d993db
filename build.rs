//! Gives the Windows programs their version, description and manifest; for other systems it does nothing.
//!
//! The manifest requests UTF-8 as the code page, long paths, and no rights beyond the caller's. Pitfall: a build script
//! runs on the build machine, so the target comes from the environment, not from `cfg`.
#![allow(clippy::print_stdout, clippy::disallowed_methods, reason = "this is how a build script and cargo speak")]

use std::error::Error;
use std::path::Path;
use std::process::Command;

const RESOURCES: &str = "installer/tokenctl.rc";
const MANIFEST: &str = "installer/tokenctl.manifest";

fn main() -> Result<(), Box<dyn Error>> {
    for name in ["build.rs", RESOURCES, MANIFEST] {
        println!("cargo::rerun-if-changed={name}");
    }
    println!("cargo::rerun-if-env-changed=WINDRES");
    let of_target = |name: &str| std::env::var(format!("CARGO_CFG_TARGET_{name}")).unwrap_or_default();
    // Microsoft's own linker would require rc.exe; that build is not supported.
    if of_target("OS") != "windows" || of_target("ENV") != "gnu" {
        return Ok(());
    }
    let prefix = if of_target("ARCH") == "x86" { "i686" } else { "x86_64" };
    let program = std::env::var("WINDRES").unwrap_or_else(|_| format!("{prefix}-w64-mingw32-windres"));
    let version = std::env::var("CARGO_PKG_VERSION")?;
    let object = Path::new(&std::env::var("OUT_DIR")?).join("resources.o");
    let numbers: Vec<&str> = version.split(['.', '-', '+']).take(3).collect();
    let status = Command::new(&program)
        .args(["--codepage=65001", "--input-format=rc", "--output-format=coff", "--include-dir=installer"])
        .arg(format!("--define=VERSION_NUMBERS={},0", numbers.join(",")))
        .arg(format!("--define=VERSION_TEXT=\\\"{version}\\\""))
        .args([Path::new(RESOURCES), &object])
        .status()
        .map_err(|error| format!("{program} could not be started: {error}"))?;
    if !status.success() {
        return Err(format!("{program} refused {RESOURCES}").into());
    }
    println!("cargo::rustc-link-arg-bins={}", object.display());
    Ok(())
}
