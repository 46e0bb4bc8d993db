//! The host of a reading is a copy of the program; one that gets a PIN is started again.
#![cfg(all(target_os = "linux", target_env = "gnu"))]
#![allow(unsafe_code, reason = "signals are blocked between fork and exec")]

use std::os::unix::process::CommandExt;
use std::process::{Command, Stdio};

use super::support::{Fault, Home, Outcome, Rig, Script, Token, USER_PIN};

/// Runs it and returns how often the loader started a program: it writes a file for each.
fn starts(home: &Home, mut command: Command) -> usize {
    let prefix = home.path().join("loader");
    let output = command.env("LD_DEBUG", "statistics").env("LD_DEBUG_OUTPUT", &prefix).output().expect("it runs");
    assert!(output.status.code().is_some_and(|status| status != 2), "{output:?}");
    let files = std::fs::read_dir(home.path()).expect("the home").flatten();
    let files = files.filter(|file| file.file_name().to_string_lossy().starts_with("loader."));
    files.map(|file| std::fs::remove_file(file.path()).expect("its file")).count()
}

/// Its serial identifies it, so that no certificate is looked for before a PIN.
fn one_token() -> Rig {
    Script::empty().slot(1, Token::of_holder(1).set("serial", "10240113")).install()
}

#[test]
fn the_host_of_a_reading_is_a_copy_and_one_that_gets_a_pin_is_not() {
    let (home, rig) = (Home::new(), one_token());
    let run = |words: &[&str]| {
        let mut command = home.process();
        command.env("SECRET", USER_PIN).arg("--module").arg(rig.module()).args(words);
        starts(&home, command)
    };
    assert_eq!(run(&["inventory"]), 1, "the program is started once");
    assert_eq!(run(&["token", "list"]), 1, "whatever is read");
    assert_eq!(rig.calls().count("C_Finalize"), 2, "and both hosts served to their end");
    assert_eq!(run(&["inventory", "--token", "slot:1", "--login", "--pin-env", "SECRET"]), 3, "a PIN goes to no copy");
    rig.no_host_left();
}

#[test]
fn a_copied_host_has_the_command_line_of_a_host_and_lets_signals_through() {
    let home = Home::new();
    let rig = Script::tokens(1).fault(Fault::at("C_GetTokenInfo").nth(1).stops_at_gate("look")).install();
    let mut command = home.process();
    command.arg("inventory").arg("--module").arg(rig.module()).stdout(Stdio::null()).stderr(Stdio::null());
    // SAFETY: between fork and exec, with calls that may be made there; the set is initialised first.
    unsafe {
        command.pre_exec(|| {
            let mut some: libc::sigset_t = std::mem::zeroed();
            libc::sigemptyset(&raw mut some);
            libc::sigaddset(&raw mut some, libc::SIGTERM);
            libc::sigprocmask(libc::SIG_BLOCK, &raw const some, std::ptr::null_mut());
            Ok(())
        });
    }
    let mut program = command.spawn().expect("it starts");
    rig.wait_for_gate("look");
    let host = *rig.hosts().first().expect("a host by its command line");
    let read =
        |process: u32, file: &str| std::fs::read(format!("/proc/{process}/{file}")).expect("of a living process");
    let line = read(host, "cmdline");
    assert_eq!(line.split(|byte| *byte == 0).filter(|word| !word.is_empty()).count(), 2, "{line:?}");
    assert!(line.starts_with(b"tokenctl\0driver-host\0"), "{line:?}");
    let own = read(program.id(), "cmdline");
    assert!(own.windows(11).any(|part| part == b"\0inventory\0"), "the program's own is as it was: {own:?}");
    let blocked = |process| {
        let status = String::from_utf8(read(process, "status")).expect("text");
        let line = status.lines().find_map(|line| line.strip_prefix("SigBlk:")).expect("the blocked signals");
        u64::from_str_radix(line.trim(), 16).expect("a mask")
    };
    assert_eq!(blocked(host), 0, "a host blocks none");
    assert_ne!(blocked(program.id()), 0, "the caller had blocked one");
    rig.open_gate("look");
    assert!(program.wait().expect("it ends").code().is_some(), "it ends by itself");
    rig.no_host_left();
}

#[test]
fn where_the_command_line_has_no_room_for_a_hosts_the_program_is_started_again() {
    let (home, rig) = (Home::new(), one_token());
    // A short name, with the script beside it.
    let short = rig.folder().join("a");
    std::fs::copy(rig.module(), &short).expect("the driver can be copied");
    let script = rig.folder().join("a.json");
    std::fs::copy(format!("{}.json", rig.module_text()), &script).expect("the script can be copied");
    let mut command = Command::new(env!("CARGO_BIN_EXE_tokenctl"));
    command.arg0("t").env_clear().current_dir(rig.folder()).args(["--module=a", "check"]);
    for (name, value) in home.process().get_envs() {
        command.env(name, value.expect("a value"));
    }
    assert_eq!(starts(&home, command), 2, "as on other systems");
    let log = std::fs::read_to_string(rig.folder().join("a.json.log")).expect("the log of calls");
    assert_eq!(log.matches("C_Finalize").count(), 1, "and it is read all the same: {log}");
}

#[test]
fn the_heaps_of_a_reading_are_in_huge_pages_where_the_kernel_has_them() {
    if !std::path::Path::new("/sys/kernel/mm/transparent_hugepage/enabled").exists() {
        return;
    }
    let home = Home::new();
    let rig = Script::tokens(1).fault(Fault::at("C_GetTokenInfo").nth(1).stops_at_gate("look")).install();
    let mut command = home.process();
    command.arg("inventory").arg("--module").arg(rig.module()).stdout(Stdio::null()).stderr(Stdio::null());
    let mut program = command.spawn().expect("it starts");
    rig.wait_for_gate("look");
    for process in [program.id(), *rig.hosts().first().expect("a host")] {
        let maps = std::fs::read_to_string(format!("/proc/{process}/smaps")).expect("of a living process");
        let mut heaps = maps.split("VmFlags:").zip(maps.split("VmFlags:").skip(1));
        let huge = heaps.any(|(map, flags)| {
            let flags = flags.lines().next().unwrap_or_default();
            map.contains("[heap]") && flags.split_whitespace().any(|flag| flag == "hg")
        });
        assert!(huge, "{process}: {maps}");
    }
    rig.open_gate("look");
    assert!(program.wait().expect("it ends").code().is_some(), "it ends by itself");
    rig.no_host_left();
}

/// How many threads the host has at each of the gates, which are opened after it was counted.
fn threads(script: Script, gates: &[&str]) -> Vec<usize> {
    let home = Home::new();
    let rig = script.fault(Fault::at("C_FindObjectsInit").slot(1).nth(1).stops_at_gate("objects")).install();
    let mut command = home.process();
    command.arg("inventory").arg("--module").arg(rig.module()).stdout(Stdio::null()).stderr(Stdio::null());
    let mut program = command.spawn().expect("it starts");
    let count = |gate: &&str| {
        rig.wait_for_gate(gate);
        let host = *rig.hosts().first().expect("a host");
        let threads = std::fs::read_dir(format!("/proc/{host}/task")).expect("its threads").count();
        rig.open_gate(gate);
        threads
    };
    let threads = gates.iter().map(count).collect();
    assert!(program.wait().expect("it ends").success(), "it ends by itself");
    rig.no_host_left();
    threads
}

#[test]
fn one_token_is_read_by_a_single_thread_because_a_second_slows_down_its_driver() {
    assert_eq!(threads(Script::tokens(1), &["objects"]), [1], "no watcher: the kernel watches the parent");
    // Whether the driver lists from memory is judged by the time it takes, on a machine that does other things too.
    let beside_a_blank_one = || {
        let fault = Fault::at("C_GetTokenInfo").slot(9).stops_at_gate("blank");
        Script::tokens(1).slot(9, Token::bare("").set("initialized", false)).fault(fault)
    };
    let alone = (0..20).any(|_| threads(beside_a_blank_one(), &["blank", "objects"]) == [1, 1]);
    assert!(alone, "a blank token beside it needs no thread");
}

#[test]
fn a_token_whose_description_hangs_does_not_cost_the_one_that_was_described_before() {
    let home = Home::new();
    for _ in 0..3 {
        let rig = Script::tokens(2).fault(Fault::at("C_GetTokenInfo").slot(2).hangs()).install();
        let mut command = home.process();
        command.args(["--timeout", "1", "--format", "json", "token", "list", "--module"]).arg(rig.module());
        let report = Outcome::of(&mut command).expect_status(1, "one hangs").json();
        let slots: Vec<_> = report["tokens"].as_array().expect("tokens").iter().map(|token| &token["slot"]).collect();
        assert_eq!(slots, [1], "the other is there: {report}");
        assert_eq!(report["drivers"][0]["slot_failures"].as_array().map(Vec::len), Some(1), "{report}");
        let hung = rig.calls().count_on("C_GetTokenInfo", 2);
        assert_eq!(hung, 1, "it is known which one, so that it is not tried again");
    }
}
