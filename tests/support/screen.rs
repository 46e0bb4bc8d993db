//! A person at a terminal: output is read, input is sent. `script` (util-linux) makes the terminal.
//!
//! Pitfall: input typed before a question is discarded, so each answer waits for its question.

use std::io::{Read, Write};
use std::process::{Child, Command, Stdio};

/// Starts a program in a terminal, in the command's folder and environment; `behind` is appended to the shell's command
/// line. Input and output are piped.
pub fn in_terminal(program: &Command, behind: &str) -> Child {
    let quoted = |text: &std::ffi::OsStr| format!("'{}'", text.to_str().expect("plain"));
    let words: Vec<String> = std::iter::once(program.get_program()).chain(program.get_args()).map(quoted).collect();
    let inside = format!("{}{behind}", words.join(" "));
    let mut script = Command::new("script");
    script.env_clear().envs(program.get_envs().filter_map(|(name, value)| Some((name, value?))));
    script.args(["--quiet", "--return", "--command", &inside, "/dev/null"]);
    if let Some(folder) = program.get_current_dir() {
        script.current_dir(folder);
    }
    let child = script.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn();
    child.expect("`script` of util-linux: apt-get install bsdutils")
}

/// The program in a separate terminal.
pub struct Screen {
    child: Child,
    shown: String,
    /// How far the test has read.
    read: usize,
}

impl Screen {
    /// Starts it, with the command's environment.
    pub fn start(program: &Command) -> Self {
        let child = in_terminal(program, "; echo \"STATUS $? DONE\"");
        Self { child, shown: String::new(), read: 0 }
    }

    /// Reads until this text is shown, after what was read so far.
    pub fn until(&mut self, text: &str) {
        let screen = self.child.stdout.as_mut().expect("piped");
        let mut bytes = Vec::new();
        let mut chunk = [0_u8; 512];
        while !self.shown[self.read..].contains(text) {
            let count = screen.read(&mut chunk).expect("the terminal can be read");
            assert!(count > 0, "it ended before `{text}`:\n{}", self.shown);
            bytes.extend_from_slice(&chunk[..count]);
            // A letter may arrive in two pieces.
            if let Ok(text) = std::str::from_utf8(&bytes) {
                self.shown.push_str(text);
                bytes.clear();
            }
        }
        let found = self.shown[self.read..].find(text).expect("it was found");
        self.read += found + text.len();
    }

    /// Waits for a question and answers it.
    pub fn answer(&mut self, question: &str, keys: &str) {
        self.until(question);
        let stdin = self.child.stdin.as_mut().expect("piped");
        stdin.write_all(keys.as_bytes()).and_then(|()| stdin.flush()).expect("typed");
    }

    /// The status and all output.
    pub fn end(mut self) -> (i32, String) {
        self.until("STATUS ");
        self.until(" DONE");
        drop(self.child.stdin.take());
        self.child.wait().expect("`script` ends");
        let status = self.shown.rsplit("STATUS ").next().and_then(|rest| rest.split(' ').next()).expect("a status");
        (status.parse().expect("a number"), self.shown)
    }
}
