//! No state is shown as normal unless the driver reported it: from which wrong try on each kind warns, and whose SO PIN
//! is known.

use serde_json::{Value, json};

use super::desk::{Desk, Run, WRONG};
use super::support::{Script, Token};

/// A kind of driver: its description, its token's style and description, and what it reveals.
struct Kind {
    library: (&'static str, &'static str),
    token: (&'static str, &'static str),
    style: &'static str,
    /// Whether it warns of a single wrong user PIN.
    warns_at_first: bool,
    /// How `pin status` shows an SO PIN without flags.
    so: &'static str,
}

fn kinds() -> [Kind; 7] {
    let kind = |library, token, style, warns_at_first, so| Kind { library, token, style, warns_at_first, so };
    [
        kind(("Implementation of PKCS11", "SoftHSM"), ("SoftHSM project", "SoftHSM v2"), "softhsm", true, "ok"),
        kind(("openCryptoki", "IBM"), ("IBM", "Soft"), "opencryptoki", true, "ok"),
        kind(("Kryoptic PKCS11 Module", "Kryoptic Project"), ("Kryoptic", "v1"), "kryoptic", false, "ok"),
        kind(
            ("OpenSC smartcard framework", "OpenSC Project"),
            ("piv_II", "PKCS#15 emulated"),
            "opensc-piv",
            false,
            "unknown",
        ),
        kind(
            ("OpenSC smartcard framework", "OpenSC Project"),
            ("OpenPGP project", "PKCS#15 emulated"),
            "openpgp",
            false,
            "unknown",
        ),
        kind(
            ("Mock module", "Pkcs11Interop Project"),
            ("Pkcs11Interop Project", "Mock token"),
            "plain",
            false,
            "unknown",
        ),
        kind(("wolfPKCS11", "wolfpkcs11"), ("wolfpkcs11", "wolfpkcs11"), "opencryptoki", true, "unknown"),
    ]
}

impl Kind {
    fn desk(&self) -> Desk {
        let library = json!({"description": self.library.0, "manufacturer": self.library.1});
        let token = Token::of_holder(1).user_pin("123456").set("style", self.style);
        let token = token.set("manufacturer", self.token.0).set("model", self.token.1);
        Desk::unconfigured(&Script::empty().slot(1, token).set("library", library))
    }
}

fn status(desk: &Desk) -> (Run, Value) {
    let run = desk.run(&["pin", "status"]);
    let token = run.report["tokens"][0].clone();
    assert_eq!(run.status, 0, "{}", run.said());
    (run, token)
}

#[test]
fn no_wrong_try_since_the_last_correct_one_is_said_only_of_modules_that_warn_at_the_first() {
    for kind in kinds() {
        let desk = kind.desk();
        let (run, token) = status(&desk);
        let in_order = run.output.contains("no wrong try since the last correct one");
        assert_eq!(in_order, kind.warns_at_first, "{:?}: {}", kind.library, run.said());
        assert_eq!(token["user_pin"]["flags_trusted"], kind.warns_at_first, "{:?}: {token}", kind.library);
        if kind.warns_at_first {
            let wrong = desk.verify("654321", &[]);
            assert_eq!(wrong.status, 5, "one wrong PIN: {}", wrong.said());
            assert_eq!(status(&desk).1["user_pin"]["state"], "count-low", "{:?} warns at once", kind.library);
        } else {
            assert!(run.output.contains("No warning reported"), "{:?}: {}", kind.library, run.said());
        }
    }
}

#[test]
fn an_so_pin_is_ok_only_where_the_module_sets_flags_for_it() {
    for kind in kinds() {
        let (run, token) = status(&kind.desk());
        assert_eq!(token["so_pin"]["state"], kind.so, "{:?}: {}", kind.library, run.said());
    }
}

#[test]
fn a_dead_so_pin_behind_a_silent_driver_is_not_called_ok() {
    let token = Token::of_holder(1).left("so_pin", 0).set("style", "tpm");
    let token = token.set("manufacturer", "Aventra").set("model", "PKCS#15 emulated");
    let library = json!({"description": "OpenSC smartcard framework", "manufacturer": "OpenSC Project"});
    let desk = Desk::unconfigured(&Script::empty().slot(1, token).set("library", library));
    let (run, token) = status(&desk);
    assert_eq!(token["so_pin"]["state"], "unknown", "{}", run.said());
    assert!(token["so_meaning"].as_str().is_some_and(|said| said.contains("unknown")), "in words: {token}");
    assert_eq!(desk.verify_so(WRONG, &[]).status, 6, "and it is locked indeed");
}
