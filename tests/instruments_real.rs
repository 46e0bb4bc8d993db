//! Tests the real software tokens used in tests: they can be created, locked and unlocked, as seen by pkcs11-tool. What
//! is asserted here is what the scripted driver's styles imitate (`tests/fault-driver/src/pin.rs`).
//!
//! Pitfall: kryoptic is built at the first run, which takes about two minutes.
#![cfg(unix)]
#![allow(clippy::disallowed_methods, reason = "the product's bans do not hold for its tests")]
#![allow(clippy::expect_used, clippy::indexing_slicing, clippy::panic, reason = "a test fails by panicking")]

mod support;

use std::process::Command;

use support::{Kryoptic, OpenCryptoki, SoftHsm, inside_opencryptoki, run};

/// A real token as operated by the judge, each command a separate process.
struct Judge<'a> {
    command: &'a dyn Fn() -> Command,
    so_pin: &'a str,
}

impl Judge<'_> {
    fn text(&self, arguments: &[&str]) -> String {
        let output = run((self.command)().args(arguments));
        format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
    }

    /// The code of a user login, `CKR_OK` on success.
    fn login(&self, pin: &str) -> String {
        code(&self.text(&["--login", "--pin", pin, "-O"]))
    }

    fn init_pin(&self, so_pin: &str, new: &str) -> String {
        code(&self.text(&["--login", "--login-type", "so", "--so-pin", so_pin, "--init-pin", "--new-pin", new]))
    }

    /// The PIN warnings of the first token, as shown by the judge.
    fn warnings(&self) -> String {
        let listing = self.text(&["-L"]);
        let line = listing.lines().find(|line| line.contains("token flags")).unwrap_or_else(|| panic!("{listing}"));
        let flags = line.split_once(": ").expect("a colon").1.split(", ");
        let warning = |flag: &&str| ["count low", "final", "locked"].iter().any(|word| flag.contains(word));
        flags.filter(warning).collect::<Vec<_>>().join(", ")
    }

    /// Uses up wrong tries of the user PIN and returns code and warnings after each.
    fn wrong_tries(&self, count: usize) -> Vec<(String, String)> {
        (0..count).map(|_| (self.login("9999-no"), self.warnings())).collect()
    }

    fn wrong_so_tries(&self, count: usize) -> Vec<(String, String)> {
        (0..count).map(|_| (self.init_pin("9999-no", "11223344"), self.warnings())).collect()
    }

    fn unlock(&self, new: &str) -> String {
        self.init_pin(self.so_pin, new)
    }
}

fn code(text: &str) -> String {
    let start = text.find("rv = CKR_").map(|at| &text[at + 5..]);
    start.and_then(|rest| rest.split([' ', '\n']).next()).unwrap_or("CKR_OK").to_owned()
}

fn steps(expected: &[(&str, &str)]) -> Vec<(String, String)> {
    expected.iter().map(|(code, warning)| ((*code).to_owned(), (*warning).to_owned())).collect()
}

const WRONG: &str = "CKR_PIN_INCORRECT";
const LOCKED: &str = "CKR_PIN_LOCKED";

#[test]
fn kryoptic_locks_user_and_so_after_ten_tries_and_the_so_unlocks_the_user() {
    let token = Kryoptic::new(1);
    token.token(0, "Khoá thật", "12345678", "87654321");
    let judge = Judge { command: &|| token.pkcs11_tool(), so_pin: "12345678" };
    assert_eq!((judge.login("87654321").as_str(), judge.warnings().as_str()), ("CKR_OK", ""), "fresh");

    let (low, last, locked) = ("user PIN count low", "final user PIN try", "user PIN locked");
    let expected = [vec![(WRONG, ""); 6], vec![(WRONG, low), (WRONG, low), (WRONG, last), (LOCKED, locked)]].concat();
    assert_eq!(judge.wrong_tries(10), steps(&expected), "ten wrong tries of the user PIN");
    assert_eq!(judge.login("87654321"), LOCKED, "the right PIN comes too late");
    assert_eq!(judge.unlock("11223344"), "CKR_OK", "the SO sets a new PIN");
    assert_eq!((judge.login("11223344").as_str(), judge.warnings().as_str()), ("CKR_OK", ""), "which is in force");

    let (low, last, locked) = ("SO PIN count low", "final SO PIN try", "SO PIN locked");
    let expected = [vec![(WRONG, ""); 6], vec![(WRONG, low), (WRONG, low), (WRONG, last), (LOCKED, locked)]].concat();
    assert_eq!(judge.wrong_so_tries(10), steps(&expected), "ten wrong tries of the SO PIN");
    assert_eq!(judge.unlock("11223344"), LOCKED, "the right SO PIN comes too late");
    assert_eq!(judge.login("11223344"), "CKR_OK", "the user is not concerned");
}

#[test]
fn softhsm_never_locks_and_remembers_only_that_there_was_a_wrong_try() {
    let token = SoftHsm::new();
    token.token("Khoá mềm", "12345678", "87654321");
    let judge = Judge { command: &|| token.pkcs11_tool(), so_pin: "12345678" };
    let expected = vec![(WRONG, "user PIN count low"); 12];
    assert_eq!(judge.wrong_tries(12), steps(&expected), "twelve wrong tries");
    assert_eq!(
        (judge.login("87654321").as_str(), judge.warnings().as_str()),
        ("CKR_OK", ""),
        "a good one forgets them"
    );
}

#[test]
fn opencryptoki_locks_user_and_so_after_three_tries_and_the_so_unlocks_the_user() {
    inside_opencryptoki("opencryptoki_locks_user_and_so_after_three_tries_and_the_so_unlocks_the_user", |token| {
        let judge = Judge { command: &|| token.pkcs11_tool(), so_pin: OpenCryptoki::SO_PIN };
        assert_eq!(judge.login(OpenCryptoki::USER_PIN), "CKR_OK", "fresh");
        assert_eq!(judge.warnings(), "", "fresh");
        let expected = [
            (WRONG, "user PIN count low"),
            (WRONG, "final user PIN try"),
            (WRONG, "user PIN locked"),
            (LOCKED, "user PIN locked"),
        ];
        assert_eq!(judge.wrong_tries(4), steps(&expected), "wrong tries of the user PIN");
        assert_eq!(judge.login(OpenCryptoki::USER_PIN), LOCKED, "the right PIN comes too late");
        assert_eq!(judge.unlock("11223344"), "CKR_OK", "the SO sets a new PIN");
        assert_eq!(judge.warnings(), "", "the lock is gone");
        let expected = [
            (WRONG, "SO PIN count low"),
            (WRONG, "final SO PIN try"),
            (WRONG, "SO PIN locked"),
            (LOCKED, "SO PIN locked"),
        ];
        assert_eq!(judge.wrong_so_tries(4), steps(&expected), "wrong tries of the SO PIN");
        assert_eq!(judge.unlock("11223344"), LOCKED, "the right SO PIN comes too late");
    });
}
