//! The result of running a program, for comparison as a whole.
//!
//! Pitfall: a run that never ends would block all tests, so it is killed after a minute and fails.

use std::io::{Read, Write};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::Value;

/// Far longer than any run here takes.
const LIMIT: Duration = Duration::from_secs(60);

/// Status, stdout and stderr of a run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outcome {
    /// 128 + the number of a signal, as in a shell.
    pub status: i32,
    pub stdout: Vec<u8>,
    pub stderr: String,
}

impl Outcome {
    /// Runs a command with nothing on its standard input.
    pub fn of(command: &mut Command) -> Self {
        Self::with_input(command, b"")
    }

    /// Runs a command with this on its standard input.
    pub fn with_input(command: &mut Command, input: &[u8]) -> Self {
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().unwrap_or_else(|error| panic!("{}: {error}", command.get_program().display()));
        let mut stdin = child.stdin.take().expect("a pipe");
        // The program may end without reading.
        let _unread = stdin.write_all(input);
        drop(stdin);
        let mut stdout = child.stdout.take().expect("a pipe");
        let mut stderr = child.stderr.take().expect("a pipe");
        let output = std::thread::spawn(move || read(&mut stdout));
        let errors = std::thread::spawn(move || read(&mut stderr));
        let deadline = Instant::now() + LIMIT;
        let status = loop {
            if let Some(status) = child.try_wait().expect("the state of the child") {
                break status;
            }
            if Instant::now() > deadline {
                let _gone = child.kill();
                panic!("{command:?} did not end within {LIMIT:?}");
            }
            std::thread::sleep(Duration::from_millis(2));
        };
        let stdout = output.join().expect("stdout was read");
        let stderr = String::from_utf8_lossy(&errors.join().expect("stderr was read")).into_owned();
        Self { status: number(status), stdout, stderr }
    }

    /// stdout as text; fails for a workbook.
    pub fn text(&self) -> &str {
        std::str::from_utf8(&self.stdout).unwrap_or_else(|error| panic!("stdout is no UTF-8: {error}\n{self:?}"))
    }

    /// stdout as one JSON document.
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.stdout)
            .unwrap_or_else(|error| panic!("stdout is no JSON document: {error}\n{}\n{}", self.text(), self.stderr))
    }

    /// The error object that `--format json` puts on stderr.
    pub fn error(&self) -> Value {
        let document: Value = serde_json::from_str(&self.stderr)
            .unwrap_or_else(|error| panic!("stderr is no JSON document: {error}\n{}", self.stderr));
        document["error"].clone()
    }

    /// Fails with all the output.
    pub fn expect_status(self, status: i32, why: &str) -> Self {
        let start: String = String::from_utf8_lossy(&self.stdout).chars().take(1500).collect();
        assert_eq!(self.status, status, "{why}\n{start}\n{}", self.stderr);
        self
    }
}

fn read(stream: &mut dyn Read) -> Vec<u8> {
    let mut bytes = Vec::new();
    stream.read_to_end(&mut bytes).expect("a stream of the child");
    bytes
}

#[cfg(unix)]
fn number(status: std::process::ExitStatus) -> i32 {
    use std::os::unix::process::ExitStatusExt;
    status.code().or_else(|| status.signal().map(|signal| 128 + signal)).unwrap_or(-1)
}

#[cfg(not(unix))]
fn number(status: std::process::ExitStatus) -> i32 {
    status.code().unwrap_or(-1)
}
