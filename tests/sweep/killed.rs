//! The program is killed at any moment: the old file or the complete new one, no orphan, a journal of complete lines.
//!
//! Pitfall: after SIGKILL a temporary file may be left beside the target; no code can clean it up.

use std::path::{Path, PathBuf};
use std::process::{Child, Stdio};
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process};
use serde_json::Value;

use super::bench::{Bench, sweep};
use super::verdict::seed;

const SIGNALS: [(&str, Signal); 3] = [("SIGKILL", Signal::KILL), ("SIGINT", Signal::INT), ("SIGTERM", Signal::TERM)];

/// A command that writes a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Writer {
    Output,
    AddTo,
    Request,
}

impl Writer {
    fn file(self) -> &'static str {
        if self == Self::Request { "letter.docx" } else { "inventory.json" }
    }

    fn start(self, bench: &Bench, folder: &Path) -> Child {
        let mut command = bench.home.process();
        let target = folder.join(self.file());
        let login = ["--login", "--token", "slot:2", "--pin-file"];
        match self {
            Self::Output => {
                command.arg("inventory").args(login).arg(bench.home.path().join("user"));
                command.arg("--force").arg("--output").arg(target)
            }
            Self::AddTo => command.args(["inventory", "--add-to"]).arg(target),
            Self::Request => {
                command.args(["request", "renewal", "--roster"]).arg(bench.home.path().join("staff.csv"));
                command.arg("--force").arg("--output").arg(target)
            }
        };
        // In the last months of the certificates, so that there are renewals.
        command.args(["--at", "2029-11-20T01:00:00Z", "--batch", "--module"]).arg(bench.rig.module());
        command.env("TOKENCTL_JOURNAL", folder.join("journal"));
        let command = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        command.spawn().expect("the program starts")
    }

    /// The previous content.
    fn old(self) -> &'static [u8] {
        match self {
            Self::AddTo => br#"{"schema":"tokenctl/1","kind":"inventory","generated_at":"2026-01-01T00:00:00Z","tool":{"name":"tokenctl","version":"0.1.0"},"drivers":[],"tokens":[],"summary":{"drivers":0,"drivers_failed":0,"tokens":0,"keys":0,"certificates":0,"expired":0,"expiring":0,"not_yet_valid":0,"locked":0,"problems":0}}"#,
            _ => b"what was written in the year before",
        }
    }

    /// Whether these bytes are a complete new file.
    fn is_whole(self, bytes: &[u8]) -> bool {
        if self == Self::Request {
            // The directory of a zip is at its end.
            return bytes.starts_with(b"PK\x03\x04")
                && bytes.windows(4).rev().take(64).any(|four| four == b"PK\x05\x06");
        }
        let report: Value = serde_json::from_slice(bytes).unwrap_or_default();
        // A login reads only its own token.
        let tokens = if self == Self::Output { 1 } else { 3 };
        report["tokens"].as_array().map(Vec::len) == Some(tokens) && bytes.ends_with(b"}\n")
    }
}

/// One kill: how long the program ran, in thousandths of a whole run.
struct Case {
    writer: Writer,
    signal: (&'static str, Signal),
    moment: u64,
}

fn folder(bench: &Bench, writer: Writer) -> PathBuf {
    let folder = bench.home.path().join("out");
    let _none_yet = std::fs::remove_dir_all(&folder);
    std::fs::create_dir(&folder).expect("a folder for the file");
    std::fs::write(folder.join(writer.file()), writer.old()).expect("the old file");
    folder
}

fn attempt(bench: &Bench, case: &Case) -> Result<bool, String> {
    bench.rig.reset();
    bench.rig.rewrite(&super::bench::script().set("latency_ms", 2));
    let folder = folder(bench, case.writer);
    // A whole run takes 100 ms on a quiet machine.
    let start = Instant::now();
    let mut child = case.writer.start(bench, &folder);
    std::thread::sleep(Duration::from_micros(case.moment * 180));
    let pid = Pid::from_child(&child);
    // It may have ended by itself, which is also a case.
    let _gone = kill_process(pid, case.signal.1);
    let status = child.wait().expect("its end");
    let took = start.elapsed();
    let say = |why: &str| {
        Err(format!("{:?} ended by {} after {} ‰: {why} ({status})", case.writer, case.signal.0, case.moment))
    };
    if took > Duration::from_secs(15) {
        return say(&format!("it took {took:?} to end"));
    }
    let bytes = std::fs::read(folder.join(case.writer.file())).map_err(|error| format!("the file is gone: {error}"))?;
    let (old, new) = (bytes == case.writer.old(), case.writer.is_whole(&bytes));
    if !old && !new {
        return say(&format!("a torn file of {} bytes", bytes.len()));
    }
    if status.code() == Some(0) && !new {
        return say("status 0, and the file is the old one");
    }
    let beside: Vec<_> =
        std::fs::read_dir(&folder).expect("the folder").flatten().map(|file| file.file_name()).collect();
    // The lock of `--add-to` and the previous file are kept on purpose.
    let kept = [case.writer.file().to_owned(), "journal".to_owned()];
    let kept = kept.into_iter().chain(["lock", "bak"].map(|end| format!("{}.{end}", case.writer.file())));
    let kept: Vec<_> = kept.map(std::ffi::OsString::from).collect();
    let left = beside.iter().any(|name| !kept.contains(name));
    if left && case.signal.0 != "SIGKILL" {
        return say(&format!("a temporary file is left: {beside:?}"));
    }
    let journal = std::fs::read_to_string(folder.join("journal/journal.jsonl")).unwrap_or_default();
    if !(journal.is_empty() || journal.ends_with('\n')) {
        return say("a torn line at the end of the journal");
    }
    if let Some(line) = journal.lines().find(|line| serde_json::from_str::<Value>(line).is_err()) {
        return say(&format!("a torn line in the journal: {line}"));
    }
    let intents = journal.lines().filter(|line| line.contains("\"phase\":\"intent\"")).count();
    if bench.rig.calls().count("C_Login") > intents {
        return say("a login that nobody wrote down before");
    }
    Ok(new)
}

#[test]
fn a_killed_run_leaves_the_old_file_or_the_whole_new_one() {
    let rounds = if super::full() { 60 } else { 4 };
    let mut random = seed(20_261_122);
    let mut cases = Vec::new();
    for _ in 0..rounds {
        for writer in [Writer::Output, Writer::AddTo, Writer::Request] {
            for signal in SIGNALS {
                cases.push(Case { writer, signal, moment: random() % 1200 });
            }
        }
    }
    for writer in [Writer::Output, Writer::AddTo, Writer::Request] {
        let bench = Bench::new();
        let folder = folder(&bench, writer);
        let status = writer.start(&bench, &folder).wait().expect("its end");
        assert_eq!(status.code(), Some(0), "{writer:?} writes its file when nobody kills it");
        let bytes = std::fs::read(folder.join(writer.file())).expect("the new file");
        assert!(writer.is_whole(&bytes), "{writer:?} writes a whole file");
    }
    let new = std::sync::atomic::AtomicUsize::new(0);
    let count = sweep(4, &cases, |bench, case| {
        let whole = attempt(bench, case)?;
        new.fetch_add(usize::from(whole), std::sync::atomic::Ordering::Relaxed);
        Ok(())
    });
    let new = new.into_inner();
    println!("sweep: killed: {count} cases, {new} of them after the new file was there");
}
