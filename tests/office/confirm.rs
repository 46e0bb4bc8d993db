//! `roster confirm`: each match to confirm is asked about once, and every command respects the answer.

use std::path::PathBuf;

use serde_json::Value;

use crate::cases::{office_file, run};
use crate::desk::Desk;

/// An office with its own copy of the list, and so its own file of decisions beside it.
struct Office {
    desk: Desk,
    list: PathBuf,
}

impl Office {
    fn new() -> Self {
        let desk = Desk::empty();
        let text = std::fs::read(office_file("full.csv")).expect("the list");
        desk.write("list.csv", &text);
        let list = desk.path("list.csv");
        Self { desk, list }
    }

    fn decisions(&self) -> PathBuf {
        self.desk.path("list.csv.decisions.toml")
    }

    fn json(&self, words: &[&str]) -> Value {
        run(&self.desk, &[words, &["--format", "json"]].concat(), &self.list).expect_status(0, "a document").json()
    }

    fn open(&self) -> Vec<Value> {
        self.json(&["roster", "confirm", "--list"])["open"].as_array().expect("a list").clone()
    }

    fn answer(&self, proposal: &Value, answer: &str) -> Value {
        let given = format!("{}={answer}", proposal["id"].as_str().expect("an identifier"));
        self.json(&["roster", "confirm", "--answer", &given])
    }

    /// Names on form 04.
    fn changed(&self) -> Vec<String> {
        let letter = self.json(&["request", "change"]);
        let rows = letter["rows"].as_array().expect("rows");
        rows.iter().map(|row| row["certificate_name"]["text"].as_str().unwrap_or_default().to_owned()).collect()
    }
}

fn name(proposal: &Value) -> String {
    proposal["entry"]["name"].as_str().expect("a name").to_owned()
}

#[test]
fn a_confirmed_change_goes_into_the_letter_and_is_never_asked_about_again() {
    let office = Office::new();
    let open = office.open();
    assert_eq!(open.len(), 4, "four bodies differ: {open:?}");
    assert_eq!(office.changed().len(), 1, "only the other address is certain");
    let report = office.answer(&open[0], "change");
    assert_eq!(report["summary"], serde_json::json!({"answered": 1, "open": 3, "remembered": 0}), "one of four");
    assert_eq!(report["answered"][0]["answer"], "change", "as it was said");
    let changed = office.changed();
    assert!(changed.len() == 2 && changed.contains(&name(&open[0])), "it goes in without --proposed: {changed:?}");
    let left: Vec<Value> = office.json(&["request", "change"])["left_out"].as_array().expect("a list").clone();
    assert_eq!(left, open[1..], "the others wait");
    assert_eq!(office.open(), open[1..], "and are all that is still asked");
    let plan = office.json(&["plan"]);
    let of_them =
        plan["items"].as_array().expect("items").iter().find(|item| item["holder"] == name(&open[0]).as_str());
    assert_eq!(of_them.expect("they are planned")["proposed"], false, "plan knows it too");
}

#[test]
fn texts_that_mean_the_same_are_proposed_nowhere_any_more() {
    let office = Office::new();
    let open = office.open();
    office.answer(&open[0], "same");
    let who = name(&open[0]);
    assert!(!office.changed().contains(&who), "no letter");
    let is_theirs = |item: &&Value| item["holder"] == who.as_str() && item["action"] == "change-information";
    let plan = office.json(&["plan", "--all"]);
    assert_eq!(plan["items"].as_array().expect("items").iter().filter(is_theirs).count(), 0, "no work");
    let check = office.json(&["roster", "check"]);
    let differing = check["differing"].as_array().expect("a list");
    assert!(differing.iter().all(|one| one["entry"]["name"] != who.as_str()), "nothing differs: {differing:?}");
    assert_eq!(check["summary"], Office::new().json(&["roster", "check"])["summary"], "who can sign is as before");
}

#[test]
fn somebody_elses_certificate_is_bound_to_nobody_by_any_key() {
    let office = Office::new();
    let open = office.open();
    let before = office.json(&["roster", "check"]);
    office.answer(&open[0], "not-this-person");
    let check = office.json(&["roster", "check"]);
    let serial = &open[0]["certificate"]["serial_number"];
    let unclaimed = check["unclaimed"].as_array().expect("a list");
    assert!(unclaimed.iter().any(|one| one["certificate"]["serial_number"] == *serial), "nobody's: {unclaimed:?}");
    let able = |check: &Value| check["summary"]["can_sign"].as_u64().expect("a number");
    assert_eq!(able(&check) + 1, able(&before), "they are not known to have one");
    assert_eq!(office.json(&["report"])["coverage"], check["summary"], "nor by another command");
    assert_eq!(office.open(), open[1..], "and they are not asked about again");
}

#[test]
fn a_changed_text_on_either_side_asks_again_and_an_unchanged_one_does_not() {
    let office = Office::new();
    for proposal in office.open() {
        office.answer(&proposal, "same");
    }
    assert_eq!(office.open(), Vec::<Value>::new(), "next month nothing is asked");
    let list = std::fs::read_to_string(&office.list).expect("the list");
    // One more row at the top moves every other one.
    let (titles, rows) = list.split_once('\n').expect("titles");
    office.desk.write("list.csv", format!("{titles}\n0,Người Mới,,,,,,Sở Mới,,,,,đang công tác,\n{rows}").as_bytes());
    assert_eq!(office.open(), Vec::<Value>::new(), "rows may move");
    let text = std::fs::read_to_string(office.decisions()).expect("decisions");
    let unit = text.lines().find_map(|line| line.strip_prefix("unit = ")).expect("a unit").trim_matches('"').to_owned();
    let other = list.replace(&unit, "Sở Khác Hẳn");
    office.desk.write("list.csv", other.as_bytes());
    assert!(!office.open().is_empty(), "another text is another question");
}

#[test]
fn what_a_person_wrote_into_the_file_stays_and_a_broken_file_is_told_by_its_line_and_left_alone() {
    let office = Office::new();
    let open = office.open();
    office.answer(&open[0], "same");
    let text = std::fs::read_to_string(office.decisions()).expect("decisions");
    let mine = text.replace("\nanswer =", "\n# asked by phone\nanswer =");
    std::fs::write(office.decisions(), &mine).expect("a comment");
    office.answer(&open[1], "change");
    let after = std::fs::read_to_string(office.decisions()).expect("decisions");
    assert!(after.starts_with(&mine) && after.len() > mine.len(), "added at the end: {after}");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = std::fs::metadata(office.decisions()).expect("the file").permissions().mode();
        assert_eq!(mode & 0o777, 0o600, "for the officer's eyes only");
    }
    let broken = after.replacen("\nanswer = \"same\"", "\nanswer = \"yes\"", 1);
    std::fs::write(office.decisions(), &broken).expect("a slip");
    let line = 1 + broken.lines().position(|line| line.starts_with("answer = \"yes\"")).expect("the slip");
    for words in [
        &["plan"][..],
        &["report"],
        &["request", "change"],
        &["roster", "check"],
        &["roster", "confirm", "--list"],
        &["roster", "confirm", "--answer", "x=same"],
    ] {
        let outcome = run(&office.desk, &[words, &["--lang", "en"]].concat(), &office.list);
        assert_eq!((outcome.status, outcome.text()), (2, ""), "{words:?}: {}", outcome.stderr);
        let path = office.decisions().display().to_string();
        let told = format!(
            "error: the decision file `{path}` cannot be used; nothing was written to it\ncaused by: line {line}: invalid value for `answer`\n"
        );
        assert!(outcome.stderr.starts_with(&told), "{words:?}: {}", outcome.stderr);
    }
    assert_eq!(std::fs::read_to_string(office.decisions()).expect("it"), broken, "not a byte of it changed");
}

#[test]
fn without_a_terminal_nothing_is_asked_or_written_and_a_named_file_must_be_there() {
    let office = Office::new();
    for words in [&["roster", "confirm", "--batch", "--lang", "en"][..], &["roster", "confirm", "--lang", "en"]] {
        let mut command = office.desk.process();
        command.args(words).arg("--from").arg(office_file("all.json")).arg("--roster").arg(&office.list);
        #[cfg(target_os = "linux")]
        let mut command = crate::confirm::without_terminal(&command);
        let outcome = crate::support::Outcome::of(command.args(["--at", "2026-11-25"]));
        assert_eq!((outcome.status, outcome.text()), (2, ""), "{}", outcome.stderr);
        assert!(outcome.stderr.contains("4 matches are to be confirmed, and no terminal to ask on"));
        assert!(!office.decisions().exists(), "nothing written");
    }
    let missing = office.desk.text("none.toml");
    let outcome = run(&office.desk, &["plan", "--decisions", &missing], &office.list);
    assert_eq!(outcome.status, 3, "a file that was named and is not there: {}", outcome.stderr);
    let open = office.open();
    let id = open[0]["id"].as_str().expect("an identifier");
    let named = ["--decisions", &missing];
    for (answers, status) in [
        (vec!["--answer".to_owned(), format!("{id}=yes")], 2),
        (vec!["--answer".to_owned(), "nobody=same".to_owned()], 3),
        (vec!["--answer".to_owned(), format!("{id}=same"), "--answer".to_owned(), format!("{id}=change")], 2),
    ] {
        let answers: Vec<&str> = answers.iter().map(String::as_str).collect();
        let outcome = run(&office.desk, &[&["roster", "confirm"][..], &answers, &named].concat(), &office.list);
        assert_eq!((outcome.status, outcome.text()), (status, ""), "{answers:?}: {}", outcome.stderr);
        assert!(!office.desk.path("none.toml").exists(), "nothing written");
    }
    let given = format!("{id}=same");
    run(&office.desk, &[&["roster", "confirm", "--answer", &given][..], &named].concat(), &office.list)
        .expect_status(0, "it is made where it is named");
    assert!(office.desk.path("none.toml").exists() && !office.decisions().exists(), "there and nowhere else");
}

/// The same command in a session without a terminal, wherever the tests are run.
#[cfg(target_os = "linux")]
fn without_terminal(command: &std::process::Command) -> std::process::Command {
    let mut apart = std::process::Command::new("setsid");
    apart.arg("--wait").arg(command.get_program()).args(command.get_args());
    if let Some(folder) = command.get_current_dir() {
        apart.current_dir(folder);
    }
    for (name, value) in command.get_envs() {
        match value {
            Some(value) => apart.env(name, value),
            None => apart.env_remove(name),
        };
    }
    apart
}

/// Two of four are answered at a terminal, then Ctrl-C: the two are kept.
#[cfg(target_os = "linux")]
#[test]
fn answers_typed_before_control_c_are_kept_whole() {
    let office = Office::new();
    let open = office.open();
    let mut command = office.desk.process();
    command.args(["roster", "confirm", "--lang", "en", "--at", "2026-11-25"]);
    command.arg("--from").arg(office_file("all.json")).arg("--roster").arg(&office.list);
    let mut screen = crate::support::Screen::start(&command);
    for (number, typed) in [(1, "1\n"), (2, "2\n"), (3, "\x03")] {
        screen.until(&format!("({number}/4)"));
        screen.answer("q stop:", typed);
    }
    let (status, shown) = screen.end();
    assert_eq!(status, 9, "cancelled:\n{shown}");
    assert!(shown.contains("cancelled; 2 answers are kept"), "and said:\n{shown}");
    assert_eq!(office.open(), open[2..], "what was answered is kept");
    let serial = open[0]["certificate"]["serial_number"].as_str().expect("a serial");
    assert!(shown.contains(serial) && shown.contains(&name(&open[0])), "both sides were shown:\n{shown}");
}
