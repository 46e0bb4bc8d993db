//! Drivers and slots that cannot be read: what was not found may be there, so nothing says that it does not exist.

use serde_json::json;

use super::support::{Fault, Home, Outcome, Rig, Script};

/// One token whose objects cannot be read.
fn unreadable(code: &str) -> Rig {
    Script::tokens(1).fault(Fault::at("C_FindObjectsInit").slot(1).returns(code)).install()
}

fn run(home: &Home, rig: &Rig, arguments: &[&str]) -> Outcome {
    super::tokenctl(home, rig, arguments)
}

#[test]
fn an_object_that_may_be_in_an_unreadable_slot_is_not_said_to_be_absent() {
    let home = Home::new();
    for code in ["CKR_USER_NOT_LOGGED_IN", "CKR_DEVICE_ERROR"] {
        let rig = unreadable(code);
        for arguments in [
            &["cert", "show"][..],
            &["cert", "show", "--token", "serial:00000001"],
            &["cert", "show", "4711"],
            &["cert", "export"],
            &["key", "list", "--token", "pkcs11:serial=00000001;object=k1"],
        ] {
            let text = run(&home, &rig, arguments).expect_status(1, "it is not known");
            let what = format!("{code}: {arguments:?}: {}", text.stderr);
            assert!(!text.stderr.contains("hold no"), "{what}");
            assert!(text.stderr.contains(rig.module_text()) && text.stderr.contains(code), "{what}");
            assert_eq!(text.stderr.contains("hint: add `--login`"), code == "CKR_USER_NOT_LOGGED_IN", "{what}");
            let error = run(&home, &rig, &[arguments, &["--format", "json"]].concat());
            if arguments == ["cert", "export"] {
                continue; // It has no format.
            }
            let error = error.error();
            assert_eq!((&error["code"], &error["exit_status"]), (&json!("not-all-read"), &json!(1)), "{error}");
            let cause = error["causes"][0].as_str().unwrap_or_default();
            assert!(cause.contains(rig.module_text()) && cause.contains(code), "{error}");
        }
        let vietnamese = run(&home, &rig, &["cert", "show", "--lang", "vi"]).expect_status(1, "not known");
        assert!(vietnamese.stderr.contains("không đọc được chứng thư nào"), "{}", vietnamese.stderr);
    }
    let healthy = Script::tokens(1).install();
    let absent = run(&home, &healthy, &["key", "list", "--token", "pkcs11:object=k1", "--format", "json"]);
    assert_eq!(absent.expect_status(3, "all was read").error()["code"], "no-object", "then it is absent");
}

#[test]
fn pin_status_says_why_a_slot_makes_it_status_1() {
    let home = Home::new();
    let rig = unreadable("CKR_DEVICE_ERROR");
    for more in [&[][..], &["--token", "serial:00000001"]] {
        let outcome = run(&home, &rig, &[&["pin", "status"], more].concat()).expect_status(1, "a slot failed");
        assert!(outcome.stderr.contains("CKR_DEVICE_ERROR from C_FindObjectsInit"), "{more:?}: {}", outcome.stderr);
        let json = run(&home, &rig, &[&["pin", "status", "--format", "json"], more].concat());
        assert_eq!(json.expect_status(1, "as well").stderr, "", "the document has it");
    }
}

#[test]
fn a_token_that_may_be_one_of_a_failed_driver_is_not_asked_for_at_its_plug() {
    let home = Home::new();
    let bad = home.path().join("notes.so");
    std::fs::write(&bad, b"hello").expect("a file");
    let bad = bad.to_str().expect("its path is UTF-8");
    let good = Script::tokens(1).install();
    for command in [&["token", "show"][..], &["pin", "verify", "--batch"], &["pin", "unlock"], &["cert", "list"]] {
        for (beside, code) in [(&[][..], "no-token"), (&["--module", good.module_text()], "token-not-found")] {
            let arguments = [command, &["--token", "x", "--module", bad], beside].concat();
            let text = Outcome::of(home.process().args(&arguments)).expect_status(3, "no such token");
            let what = format!("{arguments:?}: {}", text.stderr);
            assert!(text.stderr.contains(bad) && text.stderr.contains("not a shared library"), "{what}");
            assert!(!text.stderr.contains("plug the token in"), "{what}");
            let json = Outcome::of(home.process().args(&arguments).args(["--format", "json"])).error();
            assert_eq!(json["code"], code, "{json}");
            let cause = json["causes"][0].as_str().unwrap_or_default();
            assert!(cause.contains(bad) && cause.contains("not a shared library"), "{json}");
        }
    }
}

#[test]
fn no_command_is_advised_an_option_that_it_does_not_have() {
    let home = Home::new();
    let rig = unreadable("CKR_USER_NOT_LOGGED_IN");
    let roster = home.path().join("staff.csv");
    std::fs::write(&roster, "Họ và tên,Số định danh cá nhân\nNguyễn Văn An,001088012345\n").expect("a staff list");
    let roster = roster.to_str().expect("its path is UTF-8");
    let folder = home.path().join("month");
    let folder = folder.to_str().expect("its path is UTF-8");
    for (arguments, names_it) in [
        (&["verify"][..], true),
        (&["plan"], true),
        (&["month", "--roster", roster, "--output", folder], true),
        (&["roster", "check", "--roster", roster], true),
        (&["pin", "status"], true),
        (&["csr", "create", "--from-certificate"], false),
    ] {
        // `month` makes its folder where it runs.
        let mut command = home.process();
        let outcome = Outcome::of(command.current_dir(home.path()).arg("--module").arg(rig.module()).args(arguments));
        let said = format!("{}\n{}", outcome.text(), outcome.stderr);
        assert!(!said.contains("add `--login`"), "{arguments:?}: {said}");
        assert!(said.contains("`tokenctl inventory --login`") || !names_it, "{arguments:?}: {said}");
    }
}
