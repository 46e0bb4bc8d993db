//! A 32-bit driver is served by the 32-bit build beside the program. check-release.sh tests the pair itself.
#![cfg(all(target_os = "linux", target_arch = "x86_64"))]

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

use serde_json::Value;
use tokenctl::driver::protocol::{Open, OsText, Reply, Request, read_message, write_message};
use tokenctl::report::inventory::FailureKind;

use super::support::{Home, Outcome, Rig, Script, program_file, script_file};

/// A 32-bit shared library without a byte of code.
fn small_library() -> Vec<u8> {
    let mut bytes = b"\x7fELF\x01\x01\x01".to_vec();
    bytes.resize(16, 0);
    bytes.extend([3, 0, 3, 0, 1, 0, 0, 0]);
    bytes.resize(64, 0);
    bytes
}

/// A 32-bit program that ends at once, like a host that can do nothing: `exit(0)` as a system call.
fn small_program() -> Vec<u8> {
    const BASE: u32 = 0x0804_8000;
    let code = [0x31, 0xc0, 0x40, 0x31, 0xdb, 0xcd, 0x80];
    let size = u32::try_from(52 + 32 + code.len()).expect("a small file");
    let mut bytes = b"\x7fELF\x01\x01\x01".to_vec();
    bytes.resize(16, 0);
    bytes.extend([2, 0, 3, 0, 1, 0, 0, 0]);
    for word in [BASE + 84, 52, 0, 0] {
        bytes.extend(word.to_le_bytes());
    }
    for half in [52_u16, 32, 1, 40, 0, 0] {
        bytes.extend(half.to_le_bytes());
    }
    for word in [1, 0, BASE, BASE, size, size, 5, 0x1000] {
        bytes.extend(word.to_le_bytes());
    }
    bytes.extend(code);
    bytes
}

/// `driver list` of a 32-bit module by a program in this folder.
fn listed(home: &Home, folder: &Path, module: &Path) -> Value {
    let own = home.process();
    let mut command = Command::new(folder.join("tokenctl"));
    for (name, value) in own.get_envs() {
        match value {
            Some(value) => command.env(name, value),
            None => command.env_remove(name),
        };
    }
    command.args(["--format", "json", "--module"]).arg(module).args(["driver", "list"]);
    Outcome::of(&mut command).json()["drivers"][0].clone()
}

#[test]
fn a_32_bit_driver_is_given_to_the_32_bit_program_beside_this_one() {
    let home = Home::new();
    let folder = home.path().join("bin");
    fs::create_dir(&folder).expect("a folder");
    program_file(Path::new(env!("CARGO_BIN_EXE_tokenctl")), &folder.join("tokenctl"));
    let module = home.path().join("libsmall.so");
    fs::write(&module, small_library()).expect("a module");

    let driver = listed(&home, &folder, &module);
    assert_eq!(driver["failure"]["kind"], "wrong-architecture", "without a host it cannot be loaded: {driver}");
    assert_eq!(driver["host"], Value::Null, "and none is named: {driver}");

    let host = folder.join("tokenctl-host32");
    script_file(&host, small_program());
    let driver = listed(&home, &folder, &module);
    assert_eq!(driver["bits"], 32, "{driver}");
    assert_eq!(driver["host"], host.display().to_string(), "{driver}");
    // Some kernels run no 32-bit programs at all.
    let kind = driver["failure"]["kind"].as_str().unwrap_or_default();
    assert!(["exited", "load-failed"].contains(&kind), "what the host did is told: {driver}");
}

#[test]
fn a_64_bit_driver_stays_with_this_program() {
    let home = Home::new();
    let rig = Script::tokens(1).install();
    let driver = super::tokenctl(&home, &rig, &["driver", "list"]).json()["drivers"][0].clone();
    assert_eq!((&driver["bits"], &driver["host"]), (&Value::from(64), &Value::Null), "{driver}");
}

#[test]
fn a_host_of_another_version_loads_no_driver() {
    let rig: Rig = Script::tokens(1).install();
    let mut host = Command::new(env!("CARGO_BIN_EXE_tokenctl"))
        .arg("driver-host")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("a host");
    let open = Open {
        path: OsText::from_path(rig.module()),
        version: "0.0.1".to_owned(),
        init_args: None,
        confine: None,
        pin_timeout: 1000,
    };
    let mut input = host.stdin.take().expect("a pipe");
    write_message(&mut input, &Request::Open(open)).expect("a request");
    let mut output = host.stdout.take().expect("a pipe");
    let reply = read_message::<Reply>(&mut output).expect("an answer");
    let Some(Reply::Unusable(unusable)) = reply else { panic!("it serves: {reply:?}") };
    assert_eq!(unusable.kind, FailureKind::OtherVersion, "{unusable:?}");
    drop(input);
    host.wait().expect("its end");
    assert_eq!(rig.calls().total(), 0, "nothing of the driver was called");
}
