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

#[path = "support/screen.rs"]
#[allow(dead_code, unreachable_pub, reason = "shared with the tests of the whole program")]
mod screen;

use std::process::Command;

use screen::Screen;
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

/// The other half, in a terminal.
fn inside() -> Screen {
    let mut program = Command::new(std::env::current_exe().expect("the test binary"));
    Screen::start(program.args(["--ignored", "--exact", "inside_ask_for_a_pin", "--nocapture"]))
}

#[test]
fn a_typed_pin_is_not_shown_and_the_echo_comes_back() {
    let mut screen = inside();
    screen.answer("User PIN of token VGCA Token:", "Canary-9471\n");
    let (_, shown) = screen.end();
    assert!(shown.contains("GOT 11 BYTES"), "the whole line is the PIN:\n{shown}");
    assert!(!shown.contains("Canary"), "what is typed must not be shown:\n{shown}");
    assert!(shown.contains("ECHO true SIGNALS true"), "the terminal is put back:\n{shown}");
}

#[test]
fn a_typed_accent_is_asked_about_and_enter_alone_sends_nothing() {
    for (answer, end) in [("\n", "REFUSED cancelled"), ("n\n", "REFUSED cancelled"), ("y\n", "GOT 9 BYTES")] {
        let mut screen = inside();
        screen.answer("User PIN of token VGCA Token:", "Đemo1234\n");
        screen.answer("[y/N]", answer);
        let (_, shown) = screen.end();
        assert!(shown.contains(end), "answer {answer:?}:\n{shown}");
        assert!(shown.contains("Vietnamese keyboard"), "the cause is named:\n{shown}");
        assert!(!shown.contains("emo1234"), "what was typed is not shown:\n{shown}");
    }
}

#[test]
fn backspace_mends_a_typed_pin() {
    let mut screen = inside();
    screen.answer("User PIN of token VGCA Token:", "Abcé\u{7f}12\n");
    let (_, shown) = screen.end();
    assert!(shown.contains("GOT 5 BYTES"), "a letter of two bytes is taken back as a whole:\n{shown}");
}

#[test]
fn control_c_cancels_a_half_typed_pin_and_the_echo_comes_back() {
    for key in ["\u{3}", "\u{4}\u{4}"] {
        let mut screen = inside();
        screen.answer("User PIN of token VGCA Token:", &format!("half{key}"));
        let (_, shown) = screen.end();
        assert!(shown.contains("REFUSED cancelled"), "half a PIN must never be sent ({key:?}):\n{shown}");
        assert!(shown.contains("ECHO true SIGNALS true"), "the terminal is put back ({key:?}):\n{shown}");
    }
}
