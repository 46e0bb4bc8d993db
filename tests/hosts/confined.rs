//! Landlock: a confined driver writes only to its own folders and temporary ones, and reaches no TCP port.
//!
//! Pitfall: the machine's kernel may have no Landlock, or an old one; then the report must not claim it.
#![cfg(target_os = "linux")]
#![allow(unsafe_code, reason = "libc has no function that asks for the version of Landlock")]

use std::fs;
use std::net::TcpListener;
use std::path::Path;

use serde_json::Value;
use tempfile::TempDir;

use super::support::{Home, Outcome, Script, succeed, tool};

/// The version of the kernel's Landlock; 0 without.
fn landlock() -> i64 {
    // SAFETY: querying the version takes no structure.
    unsafe { libc::syscall(libc::SYS_landlock_create_ruleset, std::ptr::null::<u8>(), 0, 1) }.max(0)
}

/// A folder that is not for temporary files.
fn elsewhere() -> TempDir {
    let folder = TempDir::with_prefix_in("confined-", env!("CARGO_TARGET_TMPDIR")).expect("a folder");
    let path = folder.path().canonicalize().expect("its name");
    assert!(!path.starts_with("/tmp") && !path.starts_with("/var/tmp"), "the tests are built in a temporary folder");
    folder
}

fn listed(home: &Home, module: &Path, log: &Path, config: &str, options: &[&str]) -> Value {
    let folder = home.path().join("config").join("tokenctl");
    fs::create_dir_all(&folder).expect("a folder");
    fs::write(folder.join("config.toml"), config).expect("a config");
    let mut command = home.process();
    command.args(["--format", "json", "--module"]).arg(module).args(options).args(["driver", "list"]);
    Outcome::of(command.env("FAULT_DRIVER_LOG", log)).json()["drivers"][0].clone()
}

#[test]
fn a_confined_driver_writes_to_its_own_folders_alone_and_the_list_says_what_is_in_force() {
    let home = Home::new();
    let rig = Script::tokens(1).install();
    let (folder, has) = (elsewhere(), landlock() > 0);
    let log = folder.path().join("calls");
    let driver = listed(&home, rig.module(), &log, "", &[]);
    assert_eq!((&driver["status"], &driver["confined"]), (&"ok".into(), &false.into()), "not asked for: {driver}");
    fs::remove_file(&log).expect("it was written");
    let note = |driver: &Value| driver["notes"].to_string();
    for (config, options) in [("[every_driver]\nconfine = true\n", &[][..]), ("", &["--confine"])] {
        let driver = listed(&home, rig.module(), &log, config, options);
        assert_eq!(driver["confined"], has, "what is in force: {driver}");
        assert_eq!(log.exists(), !has, "the log lies outside: {driver}");
        assert_eq!(driver["status"] == "ok", !has, "this driver wants its log: {driver}");
        let said = if has { "confine_write" } else { "NOT confined" };
        assert!(note(&driver).contains(said), "{driver}");
        let _other = fs::remove_file(&log);
    }
    let write = format!("[every_driver]\nconfine = true\nconfine_write = [\"{}\"]\n", folder.path().display());
    let driver = listed(&home, rig.module(), &log, &write, &[]);
    assert_eq!((&driver["status"], &driver["confined"]), (&"ok".into(), &has.into()), "{driver}");
    assert!(log.exists(), "its own folder");
    let own =
        format!("[every_driver]\nconfine = true\n[[driver]]\npath = \"{}\"\nconfine = false\n", rig.module_text());
    let driver = listed(&home, rig.module(), &log, &own, &[]);
    assert_eq!((&driver["status"], &driver["confined"]), (&"ok".into(), &false.into()), "its own word: {driver}");
}

#[test]
fn a_confined_driver_reaches_no_tcp_port_where_the_kernel_can_forbid_it() {
    let home = Home::new();
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let port = listener.local_addr().expect("its number").port();
    let (source, module) = (home.path().join("net.c"), home.path().join("net.so"));
    let told = home.path().join("told");
    let text = format!(
        "#include <arpa/inet.h>\n#include <errno.h>\n#include <stdio.h>\n#include <sys/socket.h>\n\
         unsigned long C_GetFunctionList(void *list) {{\n\
         struct sockaddr_in to = {{.sin_family = AF_INET, .sin_port = htons({port})}};\n\
         to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);\n\
         int result = connect(socket(AF_INET, SOCK_STREAM, 0), (struct sockaddr *)&to, sizeof to);\n\
         FILE *file = fopen(\"{}\", \"w\"); fprintf(file, \"%d\", result < 0 ? errno : 0); fclose(file);\n\
         return 5; }}\n",
        told.display()
    );
    fs::write(&source, text).expect("its source");
    succeed(tool("cc").args(["-shared", "-fPIC", "-o"]).arg(&module).arg(&source));
    let unused = home.path().join("unused");
    for (options, expected) in [(&[][..], 0), (&["--confine"], if landlock() >= 4 { libc::EACCES } else { 0 })] {
        listed(&home, &module, &unused, "", options);
        assert_eq!(fs::read_to_string(&told).expect("it was loaded"), expected.to_string(), "{options:?}");
    }
}
