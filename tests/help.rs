//! Help: the same text however it is requested, in the language of the config, with examples.
#![allow(clippy::expect_used, clippy::indexing_slicing, clippy::panic, reason = "a test stops where it fails")]
#![allow(clippy::disallowed_methods, reason = "the product's bans do not hold for its tests")]

mod support;

use support::{Home, Outcome};

fn run(home: &Home, words: &[&str]) -> Outcome {
    Outcome::of(home.process().args(words))
}

#[test]
fn help_of_a_command_is_what_its_help_option_says() {
    let home = Home::new();
    for words in [&[][..], &["plan"], &["pin"], &["pin", "unlock"], &["request", "new"]] {
        for language in ["en", "vi"] {
            let asked = run(&home, &[&["help"][..], words, &["--lang", language]].concat()).expect_status(0, "help");
            let option = run(&home, &[words, &["--help", "--lang", language]].concat()).expect_status(0, "--help");
            assert_eq!(asked.text(), option.text(), "{words:?} in {language}");
            let heading = if language == "vi" { "Ví dụ:\n  tokenctl " } else { "Examples:\n  tokenctl " };
            assert!(asked.text().contains(heading), "{words:?} has examples: {}", asked.text());
        }
    }
    let slip = run(&home, &["help", "pin", "unlok", "--lang", "en"]).expect_status(2, "no such command");
    assert_eq!(slip.text(), "", "nothing is shown");
    assert!(slip.stderr.contains("unlok") && slip.stderr.contains("unlock"), "what was meant: {}", slip.stderr);
}

#[test]
fn help_and_usage_errors_speak_the_language_of_the_config() {
    let home = Home::new();
    let config = home.path().join("config.toml");
    std::fs::write(&config, "language = \"vi\"\n").expect("a config");
    let with = |words: &[&str]| Outcome::of(home.process().env("TOKENCTL_CONFIG", &config).args(words));
    let help = with(&["plan", "--help"]).expect_status(0, "help");
    assert!(help.text().contains("Cách dùng:") && !help.text().contains("Usage:"), "{}", help.text());
    let slip = with(&["plan", "--nonsense"]).expect_status(2, "a slip");
    assert!(slip.stderr.starts_with("lỗi: "), "{}", slip.stderr);
    let english = with(&["plan", "--help", "--lang", "en"]).expect_status(0, "the option is the last word");
    assert!(english.text().contains("Usage:"), "{}", english.text());
    std::fs::write(&config, "language = 3\n").expect("a broken config");
    with(&["plan", "--help"]).expect_status(0, "a broken config hides no help");
}

#[test]
fn the_bare_screen_has_the_officers_tasks_in_their_order() {
    let home = Home::new();
    for language in ["en", "vi"] {
        let screen = run(&home, &["--lang", language]).expect_status(0, "the bare screen");
        let places: Vec<usize> = [
            "inventory",
            "check",
            "pin status",
            "pin unlock",
            "roster template",
            "plan",
            "request",
            "cert import",
            "month",
            "config init",
        ]
        .iter()
        .map(|task| screen.text().find(&format!("tokenctl {task}")).unwrap_or_else(|| panic!("{task}")))
        .collect();
        assert!(places.is_sorted(), "{language}: {places:?}");
    }
}

#[test]
fn topics_are_told_in_both_languages_and_named_where_help_is_explained() {
    let home = Home::new();
    for (topic, english, vietnamese) in [
        ("renewal", "tokenctl cert import FOLDER --plan", "tokenctl cert import THƯ-MỤC --plan"),
        ("exit-codes", "  7   refused for safety", "  7   từ chối"),
        ("selectors", "  holder:NAME ", "  holder:TÊN "),
        ("dates", "two-digit years are refused", "năm hai chữ số bị từ chối"),
    ] {
        for (language, said) in [("en", english), ("vi", vietnamese)] {
            let shown = run(&home, &["help", topic, "--lang", language]).expect_status(0, topic);
            assert!(shown.text().contains(said) && shown.text().ends_with('\n'), "{topic}: {}", shown.text());
        }
        let named = run(&home, &["help", "help", "--lang", "en"]).expect_status(0, "help of help");
        assert!(named.text().contains(topic), "{}", named.text());
    }
}

#[test]
fn the_commonest_errors_have_one_status_and_say_the_same_on_stderr_alone() {
    let home = Home::new();
    let file = |name: &str, text: &str| {
        let path = home.path().join(name);
        std::fs::write(&path, text).expect("an input");
        path.display().to_string()
    };
    let (broken, empty) = (file("broken.toml", "[check]\nwarm = \"90d\"\n"), file("empty.json", ""));
    let config = format!("`{broken}`");
    let saved = format!("`{empty}`");
    for (words, named, status, code, english, vietnamese) in [
        (
            &["inventories"][..],
            None,
            2,
            "usage",
            "error: unknown command `inventories`; did you",
            "lỗi: không có lệnh `inventories`;",
        ),
        (
            &["plan", "--x"],
            None,
            2,
            "usage",
            "error: unknown option `--x` for this",
            "lỗi: lệnh này không có tùy chọn `--x`",
        ),
        (&["diff", "one.json"], None, 2, "usage", "error: missing: <NEW>", "lỗi: còn thiếu: <"),
        (
            &["diff", "a.json", "b.json"],
            None,
            3,
            "no-such-file",
            "error: `a.json` does not exist",
            "lỗi: không có tệp `a.json`",
        ),
        (
            &["plan", "--from", &empty],
            Some(&saved),
            2,
            "saved-empty",
            "caused by: the file is empty",
            "nguyên nhân: tệp rỗng",
        ),
        (
            &["driver", "list"],
            Some(&config),
            2,
            "config-unknown-key",
            "hint: did you mean `warn`?",
            "gợi ý: có phải là `warn`?",
        ),
    ] {
        let run = |more: &[&str]| {
            let mut process = home.process();
            if code.starts_with("config") {
                process.env("TOKENCTL_CONFIG", &broken);
            }
            let outcome = Outcome::of(process.args(words).args(more)).expect_status(status, code);
            assert_eq!(outcome.text(), "", "{words:?}: nothing on standard output");
            outcome.stderr
        };
        for (language, said) in [("en", english), ("vi", vietnamese)] {
            let stderr = run(&["--lang", language]);
            assert!(stderr.lines().any(|line| line.starts_with(said)), "{words:?} in {language}: {stderr}");
            assert!(named.is_none_or(|name| stderr.contains(name.as_str())), "{words:?} in {language}: {stderr}");
        }
        let document = run(&["--lang", "vi", "--format", "json"]);
        let document: serde_json::Value = serde_json::from_str(&document).expect("one JSON document");
        assert_eq!(
            (&document["error"]["code"], &document["error"]["exit_status"]),
            (&code.into(), &status.into()),
            "{document}"
        );
        let message = document["error"]["message"].as_str().expect("a message");
        assert!(message.is_ascii() || named.is_some(), "always in English: {message}");
    }
}
