//! Command lines that cannot be parsed: status 2, in both languages, as JSON, and never repeating a PIN.

use super::support::{Home, Outcome};

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
        &["check", "--nagios", "--format", "csv"],
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
