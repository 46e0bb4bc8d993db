//! Command lines that cannot be parsed: status 2, in both languages, as JSON, and never repeating a PIN.

use std::collections::BTreeSet;

use super::support::{Home, Outcome, Script};

fn run(arguments: &[&str]) -> Outcome {
    Outcome::of(Home::new().process().args(arguments))
}

#[test]
fn usage_errors_are_said_in_both_languages() {
    for (arguments, english, vietnamese) in [
        (
            &["frobnicate"][..],
            "error: unknown command `frobnicate`\n\nhint: `tokenctl --help` shows every command and option\n",
            "lỗi: không có lệnh `frobnicate`\n\ngợi ý: `tokenctl --help` liệt kê mọi lệnh và tùy chọn\n",
        ),
        (
            &["inventory", "--at", "yesterday"],
            "error: invalid value for `--at <TIME>`: `yesterday` is neither a day (2026-11-22, 22/11/2026) nor a time \
             (2026-11-22T08:00:00Z)\n\nhint: `tokenctl --help` shows every command and option\n",
            "lỗi: giá trị của `--at <THỜI-ĐIỂM>` không hợp lệ: `yesterday` không phải ngày (2026-11-22, 22/11/2026) hay thời \
             điểm (2026-11-22T08:00:00Z)\n\ngợi ý: `tokenctl --help` liệt kê mọi lệnh và tùy chọn\n",
        ),
    ] {
        for (language, expected) in [("en", english), ("vi", vietnamese)] {
            let outcome = run(&[&["--lang", language], arguments].concat()).expect_status(2, "usage");
            assert_eq!((outcome.text(), outcome.stderr.as_str()), ("", expected), "{arguments:?} in {language}");
        }
    }
}

#[test]
fn every_usage_error_is_status_2_with_an_error_and_no_output() {
    for arguments in [
        &["--bogus"][..],
        &["token"],
        &["token", "frobnicate"],
        &["inventory", "extra"],
        &["inventory", "--format"],
        &["inventory", "--format", "pdf"],
        &["inventory", "--format", "docx"],
        &["inventory", "--format", "csv", "--output", "x.json"],
        &["inventory", "--add-to", "x.json", "--format", "csv"],
        &["inventory", "--timeout", "0"],
        &["inventory", "--timeout", "abc"],
        &["inventory", "--jobs", "0"],
        &["inventory", "--hosts", "100000"],
        &["inventory", "--lang", "fr"],
        &["inventory", "--at", "2026-02-30"],
        &["inventory", "--at", "31/02/2026"],
        &["inventory", "--at", ""],
        &["inventory", "--at", "2026-11-22T25:00:00Z"],
        &["inventory", "--at", "999999999999"],
        &["inventory", "--at", "2026-11-22", "--at", "2026-11-23"],
        &["check", "--warn", "-5d"],
        &["check", "--crit", "soon"],
        &["completions", "cmd.exe"],
        &["--token", "", "inventory"],
        &["--token", "slot:x", "inventory"],
    ] {
        let outcome = run(arguments).expect_status(2, &format!("{arguments:?}"));
        assert_eq!(outcome.text(), "", "{arguments:?}: nothing on stdout");
        assert!(outcome.stderr.starts_with("error: "), "{arguments:?}: {}", outcome.stderr);
        assert!(!outcome.stderr.contains("cli-error"), "{arguments:?}: it is said in words: {}", outcome.stderr);
        let vietnamese = run(&[&["--lang", "vi"], arguments].concat());
        if !arguments.contains(&"--lang") {
            assert!(vietnamese.stderr.starts_with("lỗi: "), "{arguments:?}: {}", vietnamese.stderr);
            assert!(!vietnamese.stderr.contains("cli-error"), "{arguments:?}: {}", vietnamese.stderr);
        }
    }
}

#[test]
fn with_format_json_a_usage_error_is_one_object() {
    for arguments in [&["--format", "json", "inventory", "--at", "x"][..], &["inventory", "--bogus", "--format=json"]] {
        let outcome = run(arguments).expect_status(2, "usage");
        let error = outcome.error();
        assert_eq!((error["code"].as_str(), error["exit_status"].as_u64()), (Some("usage"), Some(2)), "{error}");
        assert_eq!(outcome.stderr.lines().count(), 1, "one line: {}", outcome.stderr);
        assert_eq!(outcome.text(), "", "stdout carries reports only");
    }
}

#[test]
fn an_invalid_uri_is_told_with_its_place_and_what_would_mend_it() {
    for (uri, words) in [
        ("pkcs11:token=a b", "byte"),
        ("pkcs11:token=%zz", "hexadecimal"),
        ("pkcs11:token=%4", "%"),
        ("pkcs11:token", "="),
        ("pkcs11:token=a;token=b", "twice"),
        ("pkcs11:?module-name=%ff", "UTF-8"),
        ("pkcs11:slot-id=99999999999999999999999", "slot"),
        ("pkcs11:type=nothing", "cert"),
        ("pkcs11:unknown-attribute=1", "unknown-attribute"),
        ("pkcs11:?pin-source=|cat", "pin-source"),
        ("pkcs11:?pin-source=https://example.com/pin", "pin-source"),
    ] {
        let outcome = run(&["--token", uri, "inventory"]).expect_status(2, uri);
        assert!(outcome.stderr.contains(words), "{uri}: {}", outcome.stderr);
        assert!(outcome.stderr.contains("hint: "), "{uri}: what to do: {}", outcome.stderr);
    }
}

#[test]
fn a_pin_in_a_uri_is_refused_and_repeated_in_no_message() {
    const PIN: &str = "geheim99";
    for uri in [
        "pkcs11:token=x?pin-value=geheim99",
        "pkcs11:pin-value=geheim99",
        "pkcs11:token=x?module-name=m&pin-value=geheim99",
        "pkcs11:token=x?PIN-VALUE=geheim99",
        "pkcs11:token=x?pin%2Dvalue=geheim99",
        "PKCS11:token=x?pin-value=geheim99",
        "x?pin-value=geheim99",
        "serial:1?pin-value=geheim99",
    ] {
        for arguments in [
            &["--token", uri, "inventory"][..],
            &[uri],
            &["inventory", uri],
            &["--at", uri, "inventory"],
            &["--format", uri, "inventory"],
            &["--timeout", uri, "inventory"],
            &["--lang", uri, "inventory"],
            &["check", "--warn", uri],
            &["inventory", "--bogus", uri],
            &["inventory", "--format", "json", "--at", uri],
            &["cert", "show", uri],
        ] {
            let mut command = Home::new().process();
            // A missing module: none of this may depend on a driver.
            command.env("TOKENCTL_MODULE", "/nonexistent/driver.so").args(arguments);
            let outcome = Outcome::of(&mut command);
            assert_ne!(outcome.status, 0, "{arguments:?}");
            assert!(!outcome.stderr.contains(PIN), "{arguments:?}: {}", outcome.stderr);
            assert!(!outcome.text().contains(PIN), "{arguments:?}: {}", outcome.text());
        }
    }
}

#[test]
fn a_pin_typed_into_an_argument_reaches_no_output_of_a_run_that_reads_tokens() {
    const PIN: &str = "4711";
    let home = Home::new();
    let rig = Script::tokens(2).install();
    // A PIN may have any separator, and people write the name in many ways.
    for typed in [
        "label:pin-value=4711",
        "label:pin-value=a;4711",
        "label:pin-value=a&4711",
        "label:pin-value=a`4711",
        "label:pin-value=a 4711",
        "label:pin-value=a'4711\"4711",
        "serial:PIN-VALUE=4711",
        "\"pkcs11:serial=NOPE?pin-value=4711\"",
        "pkcs11:serial=NOPE?PIN-VALUE=4711",
        "pkcs11:serial=NOPE?pin_value=4711",
        "pkcs11:serial=NOPE?pinvalue=4711",
        "pkcs11:serial=NOPE?pin=4711",
        "pkcs11:serial=NOPE?so-pin=4711",
        "pkcs11:serial=NOPE?x-pin-value=4711",
        "label:pin-value=…4711",
    ] {
        let from = format!("/nope?{typed}");
        for arguments in [
            &["check", "--nagios", "--token", typed][..],
            &["check", "--nagios", "--unit", typed],
            &["check", "--nagios", "--from", &from],
            &["check", "--format", "openmetrics", "--token", typed],
            &["inventory", "--from", &from],
            &["inventory", "--unit", typed],
            &["-v", "token", "show", "--token", typed],
            &["token", "show", "--token", typed, "--format", "json"],
            &["token", "list", "--token", typed, "--redact"],
            &["pin", "verify", "--token", typed, "--batch"],
            &["pin", "status", "--token", typed, "--lang", "vi"],
            &["cert", "show", typed],
            &["report", "--unit", typed],
            &["journal", "show", "--token", typed],
            &["diff", &from, &from],
            &["check", "--roster", &from],
            &["verify", &from],
            &["trust", "add", &from],
            &["pin", "verify", "--pin-file", &from],
            &["pin", "verify", "--pin-env", typed],
        ] {
            let outcome = Outcome::of(home.process().arg("--module").arg(rig.module()).args(arguments));
            assert_ne!(outcome.status, 0, "{arguments:?}: nothing there is of that name");
            assert!(!outcome.stderr.contains(PIN), "{arguments:?}: {}", outcome.stderr);
            assert!(!outcome.text().contains(PIN), "{arguments:?}: {}", outcome.text());
        }
    }
}

#[test]
fn a_uri_is_no_module_and_is_repeated_in_no_message() {
    for typed in ["pkcs11:a?pin-value=4711", "PKCS11:token=4711", "/usr/lib/a.so?pin-value=4711", "pin-value=4711"] {
        for command in [
            &["token", "list"][..],
            &["inventory", "-v"],
            &["inventory", "--format", "json"],
            &["driver", "list"],
            &["doctor"],
            &["pin", "status"],
            &["check", "--format", "openmetrics"],
            &["support", "--yes"],
            &["--lang", "vi", "token", "show"],
        ] {
            for way in ["option", "variable", "config"] {
                let home = Home::new();
                let mut process = home.process();
                process.current_dir(home.path()).args(command);
                let named = match way {
                    "option" => process.args(["--module", typed]),
                    "variable" => process.env("TOKENCTL_MODULE", typed),
                    _ => {
                        let config = home.path().join("own.toml");
                        std::fs::write(&config, format!("[[driver]]\npath = '{typed}'\n")).expect("a config");
                        process.env("TOKENCTL_CONFIG", config)
                    }
                };
                let outcome = Outcome::of(named);
                let what = format!("{typed} by {way}: {command:?}: {outcome:?}");
                let is_doctor = command == ["doctor"] && way == "config";
                // `doctor` reports a faulty config, and continues without it.
                assert_eq!(outcome.status, if is_doctor { 1 } else { 2 }, "{what}");
                assert!(!outcome.stderr.contains("4711") && !outcome.text().contains("4711"), "{what}");
                assert!(is_doctor || outcome.text().is_empty(), "{what}");
                let hint = outcome.stderr.contains("`--token`") || outcome.text().contains("`--token`");
                assert!(hint, "where a URI belongs: {what}");
            }
        }
    }
}

#[test]
fn a_check_that_cannot_be_made_is_unknown_to_monitoring_whatever_was_typed() {
    let home = Home::new();
    for (arguments, words) in [
        (&["check", "--nagios", "--token", "pkcs11:serial=%"][..], "hexadecimal"),
        (&["check", "--nagios", "--token", "slot:x"], "slot number"),
        (&["check", "--nagios", "--warn", "soon"], "soon"),
        (&["check", "--nagios", "--bogus"], "--bogus"),
        (&["check", "--nagios=yes"], "--nagios"),
        (&["check", "--nagios", "--format", "csv"], "--format"),
        (&["check", "--nagios", "--format", "json"], "--format"),
        (&["check", "--nagios", "--pin-file", "x", "--from", "x"], "--login"),
        (&["check", "--nagios", "--trust", "x"], "--revocation"),
        (&["check", "--nagios", "--module", "pkcs11:x"], "--module"),
        (&["chekc", "--nagios"], "chekc"), // typos: on purpose
    ] {
        let outcome = Outcome::of(home.process().args(arguments)).expect_status(3, "UNKNOWN");
        let line = outcome.text();
        assert!(line.starts_with("TOKENCTL UNKNOWN - ") && line.contains(words), "{arguments:?}: {line}");
        assert_eq!((line.lines().count(), outcome.stderr.as_str()), (1, ""), "{arguments:?}: one line and no more");
    }
    let config = home.path().join("own.toml");
    std::fs::write(&config, "tiemzone = 'Asia/Tokyo'\n").expect("a config"); // typos: on purpose
    let broken = Outcome::of(home.process().env("TOKENCTL_CONFIG", config).args(["check", "--nagios"]));
    let line = broken.expect_status(3, "a broken config");
    assert!(line.text().starts_with("TOKENCTL UNKNOWN - "), "{}", line.text());
}

#[test]
fn a_value_whose_fault_has_a_code_is_an_error_with_that_code() {
    let long = format!("pkcs11:token={}", "x".repeat(16 * 1024));
    let token = |value| vec!["--token", value, "inventory"];
    let codes = [
        (token("pkcs11:token=a b"), "uri-bad-character"),
        (token("pkcs11:=a"), "uri-bad-name"),
        (token("pkcs11:serial=%"), "uri-bad-percent"),
        (token("pkcs11:slot-id=x"), "uri-bad-value"),
        (token("pkcs11:token=a;token=b"), "uri-duplicate"),
        (token("pkcs11:module-name=a"), "uri-misplaced"),
        (token("pkcs11:token"), "uri-no-equals-sign"),
        (token("pkcs11:?module-name=%ff"), "uri-not-utf8"),
        (token("pkcs11:?pin-source=|cat"), "uri-pin-command"),
        (token("pkcs11:?pin-source=https://example.com/pin"), "uri-pin-source-no-file"),
        (token("pkcs11:?pin-value=1"), "uri-pin-value"),
        (token(&long), "uri-too-long"),
        (token("pkcs11:unknown=1"), "uri-unknown-attribute"),
        (token(""), "selector-empty"),
        (token("slot:x"), "selector-slot"),
        (vec!["journal", "show", "--token", "holder:x"], "selector-holder-not-in-journal"),
        (vec!["report", "--period", "2026-13"], "statistics-not-a-period"),
        (vec!["csr", "create", "--subject", "x"], "subject-malformed"),
        (vec!["--at", "x", "inventory"], "usage"),
    ];
    for (arguments, code) in &codes {
        let outcome = run(&[&["--format", "json"], &arguments[..]].concat()).expect_status(2, code);
        let error = outcome.error();
        assert_eq!(error["code"].as_str(), Some(*code), "{arguments:?}: {error}");
        assert!(error["hint"].is_string(), "and what to do: {error}");
    }
    let page =
        include_str!("../../docs/OUTPUT.md").lines().filter_map(|line| line.strip_prefix("| `")?.split('`').next());
    let named: BTreeSet<&str> = page.filter(|code| code.starts_with("uri-") || code.starts_with("selector-")).collect();
    let met = codes.iter().map(|(_, code)| *code).collect();
    // Without its beginning a URI is a bare word.
    let not_met: Vec<_> = named.difference(&met).copied().filter(|code| *code != "uri-not-pkcs11").collect();
    assert!(not_met.is_empty(), "each code of the page is one that scripts get: {not_met:?}");
}

#[test]
fn no_option_takes_the_value_of_a_pin() {
    for arguments in [
        &["inventory", "--login", "--pin", "geheim99"][..],
        &["inventory", "--login", "--pin=geheim99"],
        &["inventory", "--login", "--password=geheim99"],
        &["inventory", "--login", "--so-pin=geheim99"],
    ] {
        let outcome = run(arguments).expect_status(2, "no such option");
        assert!(!outcome.stderr.contains("geheim99"), "{arguments:?}: {}", outcome.stderr);
    }
}

#[test]
fn an_argument_that_is_no_utf8_is_a_usage_error() {
    #[cfg(unix)]
    {
        use std::os::unix::ffi::OsStrExt;
        let mut command = Home::new().process();
        command.arg("--token").arg(std::ffi::OsStr::from_bytes(b"\xff\xfe")).arg("inventory");
        Outcome::of(&mut command).expect_status(2, "no text");
    }
}
