//! Prompts on a real terminal: a PIN is not echoed, Ctrl-C sends nothing, and the terminal is restored. `script`
//! (util-linux) makes the terminal; the test binary prompts inside it.
#![cfg(target_os = "linux")]
#![allow(
    clippy::print_stdout,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test reports by failing, and its asking half through the terminal"
)]

use std::io::{Read, Write};
use std::process::{Child, Command, Stdio};

use tokenctl::domain::secret::{Role, Secret};
use tokenctl::interact::secret::{SecretRequest, SecretSource, Sources};
use tokenctl::interact::terminal::{SystemTerminal, Terminal};
use tokenctl::text::{Language, Texts};

/// The half that runs inside the terminal; run directly it has no terminal to prompt on.
#[test]
#[ignore = "started by the other tests, inside a terminal of their own"]
fn inside_ask_for_a_pin() {
    let texts = Texts::new(Language::English);
    let mut terminal = SystemTerminal::new(&texts, &|| false);
    let result = Sources {
        stdin: &mut std::io::empty(),
        stdin_is_terminal: true,
        environment: &|_| None,
        terminal: &mut terminal,
        batch: false,
        allow_accents: false,
    }
    .read(&SecretRequest::new(Role::UserPin, SecretSource::Prompt, "VGCA Token"));
    match result {
        Ok(read) => println!("GOT {} BYTES", Secret::length(&read.secret)),
        Err(error) => println!("REFUSED {}", tokenctl::domain::situation::Situation::code(&error)),
    }
    let state = Command::new("stty").args(["-a", "-F", "/dev/tty"]).output().expect("stty is part of coreutils");
    let state = String::from_utf8_lossy(&state.stdout).into_owned();
    let on = |mode: &str| state.split([' ', ';', '\n']).any(|word| word == mode);
    println!("ECHO {} SIGNALS {}", on("echo"), on("isig"));
    println!("PRESENT {}", terminal.is_present());
}

/// A terminal in which the other half runs.
struct Inside {
    child: Child,
    shown: String,
}

impl Inside {
    fn start() -> Self {
        let program = std::env::current_exe().expect("the test binary");
        let command = format!("'{}' --ignored --exact inside_ask_for_a_pin --nocapture", program.display());
        let child = Command::new("script")
            .args(["--quiet", "--return", "--command", &command, "/dev/null"])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("`script` of util-linux: apt-get install bsdutils");
        Self { child, shown: String::new() }
    }

    /// Reads the output until this text appears.
    fn until(&mut self, text: &str) {
        let stdout = self.child.stdout.as_mut().expect("piped");
        let mut chunk = [0_u8; 512];
        while !self.shown.contains(text) {
            let count = stdout.read(&mut chunk).expect("the terminal can be read");
            assert!(count > 0, "the terminal ended before `{text}` was shown:\n{}", self.shown);
            self.shown.push_str(&String::from_utf8_lossy(&chunk[..count]));
        }
    }

    fn type_in(&mut self, keys: &[u8]) {
        let stdin = self.child.stdin.as_mut().expect("piped");
        stdin.write_all(keys).and_then(|()| stdin.flush()).expect("keys can be typed");
    }

    /// All output, once the other half has ended.
    fn end(mut self) -> String {
        self.until("PRESENT ");
        let mut rest = String::new();
        drop(self.child.stdin.take());
        self.child.stdout.take().expect("piped").read_to_string(&mut rest).expect("the rest can be read");
        self.child.wait().expect("`script` ends");
        self.shown.push_str(&rest);
        self.shown
    }
}

#[test]
fn a_typed_pin_is_not_shown_and_the_echo_comes_back() {
    let mut inside = Inside::start();
    inside.until("User PIN of token VGCA Token:");
    inside.type_in(b"Canary-9471\n");
    let shown = inside.end();
    assert!(shown.contains("GOT 11 BYTES"), "the whole line is the PIN:\n{shown}");
    assert!(!shown.contains("Canary"), "what is typed must not be shown:\n{shown}");
    assert!(shown.contains("ECHO true SIGNALS true"), "the terminal is put back:\n{shown}");
}

#[test]
fn a_typed_accent_is_asked_about_and_enter_alone_sends_nothing() {
    for (answer, end) in [("\n", "REFUSED cancelled"), ("n\n", "REFUSED cancelled"), ("y\n", "GOT 9 BYTES")] {
        let mut inside = Inside::start();
        inside.until("User PIN of token VGCA Token:");
        inside.type_in("Đemo1234\n".as_bytes());
        inside.until("[y/N]");
        inside.type_in(answer.as_bytes());
        let shown = inside.end();
        assert!(shown.contains(end), "answer {answer:?}:\n{shown}");
        assert!(shown.contains("Vietnamese keyboard"), "the cause is named:\n{shown}");
        assert!(!shown.contains("emo1234"), "what was typed is not shown:\n{shown}");
    }
}

#[test]
fn backspace_mends_a_typed_pin() {
    let mut inside = Inside::start();
    inside.until("User PIN of token VGCA Token:");
    inside.type_in("Abcé\u{7f}12\n".as_bytes());
    let shown = inside.end();
    assert!(shown.contains("GOT 5 BYTES"), "a letter of two bytes is taken back as a whole:\n{shown}");
}

#[test]
fn control_c_cancels_a_half_typed_pin_and_the_echo_comes_back() {
    for key in [b"\x03".as_slice(), b"\x04\x04"] {
        let mut inside = Inside::start();
        inside.until("User PIN of token VGCA Token:");
        inside.type_in(&[b"half", key].concat());
        let shown = inside.end();
        assert!(shown.contains("REFUSED cancelled"), "half a PIN must never be sent ({key:?}):\n{shown}");
        assert!(shown.contains("ECHO true SIGNALS true"), "the terminal is put back ({key:?}):\n{shown}");
    }
}
