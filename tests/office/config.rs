//! `config init`, also at a terminal, and `config show`.

use crate::desk::Desk;

#[test]
fn without_a_person_init_names_the_file_and_the_template() {
    let desk = Desk::empty();
    let file = desk.text("config/tokenctl/config.toml");
    for (language, expected) in [
        (
            "en",
            format!(
                "error: no terminal to ask on, so `{file}` was not written\n\nhint: `tokenctl config init --template --output {file}` writes a file with every setting as a comment; fill it in with an editor\n"
            ),
        ),
        (
            "vi",
            format!(
                "lỗi: không có cửa sổ dòng lệnh để hỏi nên chưa ghi `{file}`\n\ngợi ý: `tokenctl config init --template --output {file}` ghi một tệp có mọi mục cấu hình ở dạng chú thích; điền bằng trình soạn thảo\n"
            ),
        ),
    ] {
        let outcome = desk.run(&["config", "init", "--batch", "--lang", language]);
        assert_eq!(
            (outcome.status, outcome.text(), outcome.stderr.as_str()),
            (2, "", expected.as_str()),
            "told in {language}"
        );
        assert!(!desk.path("config/tokenctl").exists(), "nothing was made");
    }
    // The hint can be run as it is, and writes a config that changes nothing.
    desk.run(&["config", "init", "--template", "--output", &file]).expect_status(0, "the template");
    let shown = desk.run(&["config", "show", "--format", "json"]).expect_status(0, "a usable config").json();
    assert_eq!(
        (shown["file_exists"].as_bool(), shown["file"].as_str()),
        (Some(true), Some(file.as_str())),
        "it is there"
    );
    let settings = shown["settings"].as_array().expect("settings");
    assert!(settings.iter().all(|setting| setting["source"] == "default"), "comments set nothing: {shown}");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = std::fs::metadata(&file).expect("the file").permissions().mode();
        assert_eq!(mode & 0o777, 0o600, "for the officer's eyes only");
    }
    let again = desk.run(&["config", "init", "--batch"]);
    assert_eq!(again.status, 7, "an existing file is not touched without --force: {}", again.stderr);
}

#[test]
fn show_tells_what_comes_from_the_file() {
    let desk = Desk::empty();
    desk.write("config/tokenctl/config.toml", "[body]\nname = \"Xã Ngọc Hồi\"\n[renewal]\nopen_days = 60\n".as_bytes());
    let shown = desk.run(&["config", "show", "--format", "json"]).expect_status(0, "JSON").json();
    assert_eq!(
        (&shown["schema"], &shown["kind"]),
        (&"tokenctl/1".into(), &"config-show".into()),
        "a document of its kind"
    );
    let of = |key: &str| {
        let settings = shown["settings"].as_array().expect("settings");
        settings.iter().find(|setting| setting["key"] == key).unwrap_or_else(|| panic!("no {key}")).clone()
    };
    assert_eq!(
        of("body.name"),
        serde_json::json!({"key": "body.name", "value": "Xã Ngọc Hồi", "source": "file"}),
        "set"
    );
    assert_eq!(of("renewal.open_days")["value"], 60, "the file's");
    assert_eq!(of("renewal.min_days_left")["source"], "default", "not in the file");
    for (language, words) in [("en", ["Config file: ", "default"]), ("vi", ["Tệp cấu hình: ", "mặc định"])] {
        let table = desk.run(&["config", "show", "--lang", language]).expect_status(0, "a table");
        assert!(words.iter().all(|word| table.text().contains(word)), "{}", table.text());
    }
}

#[test]
fn a_file_that_the_variable_names_may_be_missing_for_init_only() {
    let desk = Desk::empty();
    let missing = desk.text("own/config.toml");
    let run = |words: &[&str]| {
        let mut command = crate::support::tokenctl();
        command.env("TOKENCTL_CONFIG", &missing).args(words).output().expect("it runs")
    };
    let shown = run(&["config", "show"]);
    assert_eq!(shown.status.code(), Some(2), "a named file must exist");
    let asked = run(&["config", "init", "--batch", "--lang", "en"]);
    let told = String::from_utf8_lossy(&asked.stderr).into_owned();
    assert!(
        told.contains(&format!("`{missing}`")) && told.contains("no terminal to ask on"),
        "init would make it: {told}"
    );
}

#[test]
fn show_and_template_tell_every_default_that_is_in_force() {
    let desk = Desk::empty();
    let shown = desk.run(&["config", "show", "--format", "json"]).expect_status(0, "JSON").json();
    let settings = shown["settings"].as_array().expect("settings");
    let of = |key: &str| {
        settings.iter().find(|one| one["key"] == key).unwrap_or_else(|| panic!("no {key}"))["value"].clone()
    };
    for (key, value) in [
        ("language", serde_json::json!("en")),
        ("timezone", "Asia/Ho_Chi_Minh".into()),
        ("check.warn", "90d".into()),
        ("check.crit", "15d".into()),
        ("forms.edition", "Phụ lục Nghị định số 68/2024/NĐ-CP, bản tháng 09/2024".into()),
        ("renewal.open_days", 90.into()),
    ] {
        assert_eq!(of(key), value, "the default of {key} is in force");
    }
    let vietnamese = desk.run(&["config", "show", "--format", "json", "--lang", "vi"]).expect_status(0, "JSON").json();
    let language = vietnamese["settings"].as_array().expect("settings").iter().find(|one| one["key"] == "language");
    assert_eq!(language.expect("it is there")["value"], "vi", "the language that this run speaks");
    let template = desk.run(&["config", "init", "--template", "--lang", "en"]).expect_status(0, "a template");
    for line in [
        "# crit = \"15d\"",
        "# warn = \"90d\"",
        "# timeout = 30",
        "# open_days = 90",
        "# timezone = \"Asia/Ho_Chi_Minh\"",
    ] {
        assert!(template.text().lines().any(|one| one == line), "the template has `{line}`: {}", template.text());
    }
}

/// The officer's input, by the end of the question; the same question again gets the next answer. All others are skipped.
const TYPED: [(&str, &[&str]); 4] = [
    ("Name of the agency:", &["UBND phường Hoàn Kiếm"]),
    ("Personal identity number of the focal officer:", &["12345", "1.23457E+11", "001085012345"]),
    ("Issued on (dd/mm/yyyy):", &["32/13/2020", "10/05/21", "10/05/2021"]),
    ("Official e-mail address of the focal officer:", &["ttoanh_phoankiem", "ttoanh@gmail.com", "ttoanh@hanoi.gov.vn"]),
];

#[test]
#[cfg(target_os = "linux")]
fn what_the_forms_refuse_is_asked_again_at_a_terminal_and_what_is_empty_is_listed() {
    let desk = Desk::empty();
    let mut process = desk.process();
    process.args(["config", "init", "--lang", "en"]);
    let mut screen = crate::support::Screen::start(&process);
    let mut answered = 0;
    let mut times = [0_usize; TYPED.len()];
    while screen.more() {
        let shown = screen.shown();
        // A question ends in a colon and a space, and waits.
        if shown.len() > answered && shown.ends_with(": ") {
            answered = shown.len();
            let question = shown.trim_end();
            let asked = TYPED.iter().position(|(question_of, _)| question.ends_with(question_of));
            let answer = asked.and_then(|place| {
                times[place] += 1;
                TYPED[place].1.get(times[place] - 1)
            });
            screen.type_in(&format!("{}\n", answer.copied().unwrap_or("")));
        }
    }
    let (status, shown) = screen.end();
    assert_eq!(status, 0, "{shown}");
    assert_eq!(times, [1, 3, 3, 3], "each refused value is asked for again:\n{shown}");
    for refused in [
        "`12345` was not saved",
        "`1.23457E+11` was not saved",
        "`32/13/2020` was not saved",
        "`10/05/21` was not saved",
    ] {
        assert!(shown.contains(refused), "{refused}:\n{shown}");
    }
    for refused in ["`ttoanh_phoankiem` was not saved", "`ttoanh@gmail.com` was not saved"] {
        assert!(shown.contains(refused), "{refused}:\n{shown}");
    }
    let listed: Vec<&str> = shown.lines().filter(|line| line.contains("to fill")).collect();
    assert_eq!(listed.len(), 15, "of 19 questions four were answered, the others are listed: {listed:?}\n{shown}");
    let written = std::fs::read_to_string(desk.path("config/tokenctl/config.toml")).expect("the config");
    for kept in ["UBND phường Hoàn Kiếm", "001085012345", "10/05/2021", "ttoanh@hanoi.gov.vn"] {
        assert!(written.contains(kept), "{kept} is kept: {written}");
    }
    for refused in ["12345\"\n", "32/13", "10/05/21\"", "gmail", "E+11"] {
        let is_there = written.lines().any(|line| line.ends_with(&format!("= \"{}", refused.trim_end())));
        assert!(!is_there && (refused.starts_with('1') || !written.contains(refused)), "{refused} is not: {written}");
    }
}
