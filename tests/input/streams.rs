//! Standard streams that are closed or full, folders that are not writable.

use std::fs::File;
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Command, Stdio};

use tempfile::TempDir;

use super::support::{Home, Outcome, Rig, Script};
use super::tokenctl;

/// A run with one descriptor closed.
fn with_closed(home: &Home, rig: &Rig, descriptor: i32, arguments: &[&str]) -> Outcome {
    let program = home.process();
    let mut shell = Command::new("sh");
    let close = if descriptor == 0 { "<&-".to_owned() } else { format!("{descriptor}>&-") };
    shell.arg("-c").arg(format!("exec \"$0\" \"$@\" {close}")).arg(program.get_program());
    shell.env_clear().envs(program.get_envs().filter_map(|(name, value)| Some((name, value?))));
    Outcome::of(shell.arg("--module").arg(rig.module()).args(arguments))
}

#[test]
fn a_closed_stdin_matters_only_to_who_reads_it() {
    let home = Home::new();
    let rig = Script::tokens(1).install();
    let expected = tokenctl(&home, &rig, &["inventory"]).expect_status(0, "open");
    let closed = with_closed(&home, &rig, 0, &["--at", "2026-11-22", "inventory"]).expect_status(0, "closed");
    assert_eq!(closed.text(), expected.text(), "the same report");
    with_closed(&home, &rig, 0, &["inventory", "--login", "--pin-stdin"]).expect_status(5, "no PIN came");
    assert_eq!(rig.calls().with_secrets(), 0, "nothing was sent");
}

#[test]
fn a_closed_stderr_is_status_0_and_a_closed_stdout_took_nothing() {
    let home = Home::new();
    let rig = Script::tokens(1).install();
    let outcome = with_closed(&home, &rig, 2, &["inventory"]).expect_status(0, "closed");
    assert_eq!(outcome.stderr, "", "quietly");
    let outcome = with_closed(&home, &rig, 1, &["inventory"]).expect_status(1, "the report arrived nowhere");
    assert_eq!(outcome.stderr, "error: standard output is closed: nothing of the report was written\n", "and says so");
    let outcome = with_closed(&home, &rig, 2, &["--token", "nobody", "inventory"]).expect_status(3, "unheard");
    assert_eq!(outcome.stdout, b"", "an error that nobody hears does not go elsewhere");
    home.no_child_left();
}

#[test]
fn a_reader_who_has_seen_enough_ends_the_program_quietly() {
    let home = Home::new();
    // More than a pipe holds.
    let rig = Script::tokens(60).install();
    for format in ["table", "json", "jsonl", "csv"] {
        let mut command = home.process();
        command.args(["--format", format, "--module"]).arg(rig.module()).arg("inventory");
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("the program starts");
        let mut line = String::new();
        let mut stdout = std::io::BufReader::new(child.stdout.take().expect("a pipe"));
        std::io::BufRead::read_line(&mut stdout, &mut line).expect("the first line");
        drop(stdout);
        let output = child.wait_with_output().expect("the program ends");
        assert_eq!(output.status.code(), Some(0), "as `{format} | head -1`");
        assert_eq!(String::from_utf8_lossy(&output.stderr), "", "quietly: {format}");
    }
    home.no_child_left();
}

#[test]
fn a_full_disk_on_stdout_is_status_1_in_plain_words() {
    let home = Home::new();
    let rig = Script::tokens(1).install();
    let mut command = home.process();
    command.arg("--module").arg(rig.module()).arg("inventory");
    command.stdout(File::options().write(true).open("/dev/full").expect("/dev/full")).stderr(Stdio::piped());
    let output = command.output().expect("the program ends");
    assert_eq!(output.status.code(), Some(1), "the report did not arrive");
    assert_eq!(
        String::from_utf8_lossy(&output.stderr),
        "error: standard output could not be written: the disk is full\n",
        "in plain words"
    );
}

/// Runs the program in a separate mount namespace, with a file system of these options on the folder; `None` if the
/// system does not allow mounting, as in most containers.
fn mounted(home: &Home, rig: &Rig, mount: &str, folder: &Path, arguments: &[&str]) -> Option<Outcome> {
    let may = Command::new("unshare").args(["--map-root-user", "--mount", "true"]).output();
    if !may.is_ok_and(|output| output.status.success()) {
        return None;
    }
    let program = home.process();
    let mut command = Command::new("unshare");
    let script = format!("mount -t tmpfs -o {mount} none \"$0\" && \"$@\"; status=$?; ls -A \"$0\" >&2; exit $status");
    command.args(["--map-root-user", "--mount", "sh", "-c", &script]).arg(folder).arg(program.get_program());
    command.env_clear().envs(program.get_envs().filter_map(|(name, value)| Some((name, value?))));
    Some(Outcome::of(command.arg("--module").arg(rig.module()).args(arguments)))
}

/// Runs the program with a limit of 8 KiB on every file, which is reported like a full disk.
fn limited(home: &Home, rig: &Rig, folder: &Path, arguments: &[&str]) -> Outcome {
    let program = home.process();
    let mut command = Command::new("bash");
    let script = "trap '' XFSZ; (ulimit -f 8; \"$@\"); status=$?; ls -A \"$0\" >&2; exit $status";
    command.arg("-c").arg(script).arg(folder).arg(program.get_program());
    command.env_clear().envs(program.get_envs().filter_map(|(name, value)| Some((name, value?))));
    Outcome::of(command.arg("--module").arg(rig.module()).args(arguments))
}

#[test]
fn a_full_disk_leaves_no_file_behind() {
    let home = Home::new();
    // No log of calls: it would meet the limit as well.
    let rig = Script::tokens(60).set("log", false).install();
    let folder = TempDir::new().expect("a folder");
    let file = folder.path().join("a.json");
    let arguments = ["inventory", "--output", file.to_str().expect("a plain path")];
    let expected = format!("error: `{}` was not written: the disk is full\n", file.display());
    let outcome = limited(&home, &rig, folder.path(), &arguments).expect_status(1, "beyond the limit");
    assert_eq!(outcome.stderr, expected, "and nothing is left in the folder");
    if let Some(outcome) = mounted(&home, &rig, "size=16k", folder.path(), &arguments) {
        assert_eq!(
            outcome.expect_status(1, "a full file system").stderr,
            expected,
            "and nothing is left in the folder"
        );
    }
}

#[test]
fn a_read_only_folder_is_told_and_nothing_is_written() {
    let home = Home::new();
    let rig = Script::tokens(1).install();
    let folder = TempDir::new().expect("a folder");
    let file = folder.path().join("a.json");
    let arguments = ["inventory", "--output", file.to_str().expect("a plain path")];
    let outcome = mounted(&home, &rig, "ro", folder.path(), &arguments).unwrap_or_else(|| {
        use std::os::unix::fs::PermissionsExt;
        // Root may write anywhere except in the kernel's own folders.
        let root = rustix::process::geteuid().is_root();
        let closed = if root { Path::new("/sys/kernel") } else { folder.path() };
        if !root {
            std::fs::set_permissions(closed, std::fs::Permissions::from_mode(0o555)).expect("its mode");
        }
        tokenctl(&home, &rig, &["inventory", "--output", closed.join("a.json").to_str().expect("a plain path")])
    });
    assert_ne!(outcome.status, 0, "it cannot be written");
    assert!(outcome.stderr.starts_with("error: "), "{}", outcome.stderr);
    assert!(outcome.stderr.contains("a.json"), "it names the file: {}", outcome.stderr);
    assert!(!file.exists(), "nothing was written");
}

#[test]
fn an_existing_file_is_replaced_only_with_force() {
    let home = Home::new();
    let rig = Script::tokens(1).install();
    let folder = TempDir::new().expect("a folder");
    let file = folder.path().join("a.json");
    let path = file.to_str().expect("a plain path");
    std::fs::write(&file, "mine").expect("a file");
    let outcome = tokenctl(&home, &rig, &["inventory", "--output", path]).expect_status(7, "it exists");
    assert!(outcome.stderr.contains(path) && outcome.stderr.contains("--force"), "{}", outcome.stderr);
    assert_eq!(std::fs::read(&file).expect("the file"), b"mine", "untouched");
    tokenctl(&home, &rig, &["inventory", "--output", path, "--force"]).expect_status(0, "on purpose");
    assert!(std::fs::read(&file).expect("the file").starts_with(b"{"), "replaced");
    assert_eq!(std::fs::read_dir(folder.path()).expect("the folder").count(), 1, "nothing else is left");
}

#[test]
fn an_output_without_a_folder_or_onto_one_is_a_usage_error() {
    let home = Home::new();
    let rig = Script::tokens(1).install();
    let folder = TempDir::with_prefix("folder.json").expect("a folder");
    let missing = folder.path().join("nowhere/a.json");
    let outcome = tokenctl(&home, &rig, &["inventory", "--output", missing.to_str().expect("a plain path")]);
    assert!(outcome.clone().expect_status(2, "no such folder").stderr.contains("nowhere"), "{}", outcome.stderr);
    let path = folder.path().to_str().expect("a plain path");
    let outcome = tokenctl(&home, &rig, &["inventory", "--format", "json", "--output", path]);
    assert_eq!(outcome.stdout, b"", "nothing was written");
    assert_ne!(outcome.status, 0, "a folder is no file: {}", outcome.stderr);
}

#[test]
fn a_run_without_a_controlling_terminal_is_like_any_other() {
    let home = Home::new();
    let rig = Script::tokens(1).install();
    let mut command = home.process();
    command.arg("--module").arg(rig.module()).arg("inventory").process_group(0);
    Outcome::of(&mut command).expect_status(0, "as from cron");
}
