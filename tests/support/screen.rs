//! A person at a terminal: output is read, input is sent. `script` (util-linux) makes the terminal.
//!
//! Pitfall: input typed before a question is discarded, so each answer waits for its question.

use std::io::{Read, Write};
use std::process::{Child, Command, Stdio};

/// Starts a program in a terminal, in the command's folder and environment; `behind` is appended to the shell's command
/// line. Input and output are piped. A question that never comes does not hang the tests.
fn in_terminal(program: &Command, behind: &str) -> Child {
    let quoted = |text: &std::ffi::OsStr| format!("'{}'", text.to_str().expect("plain"));
    let words: Vec<String> = std::iter::once(program.get_program()).chain(program.get_args()).map(quoted).collect();
    // Without a shell around it the program alone gets Ctrl-C, and its status is the one of `script`.
    let exec = if behind.is_empty() { "exec " } else { "" };
    let inside = format!("{exec}{}{behind}", words.join(" "));
    let mut script = Command::new("timeout");
    script.env_clear().envs(program.get_envs().filter_map(|(name, value)| Some((name, value?))));
    script.args(["--foreground", "90", "script", "--quiet", "--return", "--command", &inside, "/dev/null"]);
    if let Some(folder) = program.get_current_dir() {
        script.current_dir(folder);
    }
    let child = script.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn();
    child.expect("`timeout` of coreutils and `script` of util-linux: apt-get install bsdutils")
}

/// The program in a separate terminal.
pub struct Screen {
    child: Child,
    shown: String,
    /// The first bytes of a letter that arrives in two pieces.
    half: Vec<u8>,
    /// How far the test has read.
    read: usize,
}

impl Screen {
    /// Starts it, in the command's folder and environment.
    pub fn start(program: &Command) -> Self {
        Self::start_with(program, "")
    }

    /// Starts it, and what is `behind` it in the shell's command line after it.
    pub fn start_with(program: &Command, behind: &str) -> Self {
        Self { child: in_terminal(program, behind), shown: String::new(), half: Vec::new(), read: 0 }
    }

    /// Reads until this text is shown, after what was read so far.
    pub fn until(&mut self, text: &str) {
        while !self.shown[self.read..].contains(text) {
            assert!(self.more(), "it ended before `{text}`:\n{}", self.shown);
        }
        let found = self.shown[self.read..].find(text).expect("it was found");
        self.read += found + text.len();
    }

    /// Reads what is shown next; false at the end.
    pub fn more(&mut self) -> bool {
        let mut chunk = [0_u8; 4096];
        let count = self.child.stdout.as_mut().expect("piped").read(&mut chunk).expect("the terminal can be read");
        self.half.extend_from_slice(&chunk[..count]);
        let is_half = std::str::from_utf8(&self.half).is_err_and(|error| error.error_len().is_none());
        if count == 0 || !is_half {
            self.shown.push_str(&String::from_utf8_lossy(&self.half));
            self.half.clear();
        }
        count > 0
    }

    /// All output so far.
    pub fn shown(&self) -> &str {
        &self.shown
    }

    /// Waits for a question and answers it.
    pub fn answer(&mut self, question: &str, keys: &str) {
        self.until(question);
        self.type_in(keys);
    }

    /// Types without waiting.
    pub fn type_in(&mut self, keys: &str) {
        let stdin = self.child.stdin.as_mut().expect("piped");
        stdin.write_all(keys.as_bytes()).and_then(|()| stdin.flush()).expect("typed");
    }

    /// The status and all output.
    pub fn end(mut self) -> (i32, String) {
        while self.more() {}
        let status = self.child.wait().expect("`script` ends").code();
        (status.expect("a status"), self.shown)
    }
}
