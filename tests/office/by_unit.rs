//! `request --by-unit` and `--pdf`: a letter for each unit, no person lost, nothing overwritten, and nothing left behind.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::cases::{office_file, run};
use crate::desk::{Desk, csv};

/// The names of the files in a folder of the desk.
fn files(desk: &Desk, folder: &str) -> BTreeSet<String> {
    let names = std::fs::read_dir(desk.path(folder)).expect("the folder").map(|one| one.expect("a file").file_name());
    names.map(|name| name.into_string().expect("a plain name")).collect()
}

#[test]
fn a_letter_for_each_unit_loses_nobody_and_writes_over_nothing() {
    let desk = Desk::empty();
    // One of them has no unit.
    let list = std::fs::read_to_string(office_file("full.csv")).expect("the list");
    let all =
        run(&desk, &["request", "new", "--format", "csv"], &office_file("full.csv")).expect_status(0, "one letter");
    let names = |text: &[u8]| csv(text)[1..].iter().map(|row| row[1].clone()).collect::<Vec<_>>();
    let mut together = names(&all.stdout);
    let without: Vec<String> = list
        .lines()
        .map(|line| {
            if !line.contains(&format!(",{},", together[0])) {
                return line.to_owned();
            }
            let mut cells: Vec<&str> = line.split(',').collect();
            cells[7] = "";
            cells.join(",")
        })
        .collect();
    desk.write("list.csv", without.join("\n").as_bytes());
    desk.write("out/.keep", b"");
    let target = desk.text("out/mau01.csv");
    let words = ["request", "new", "--by-unit", "--output", &target, "--lang", "en"];
    let outcome = run(&desk, &words, &desk.path("list.csv")).expect_status(0, "letters");
    let mut written = files(&desk, "out");
    written.remove(".keep");
    assert!(written.len() >= 3 && written.contains("mau01-khong-co-don-vi.csv"), "a file a unit: {written:?}");
    let mut apart = Vec::new();
    for file in &written {
        let bytes = std::fs::read(desk.path("out").join(file)).expect("a letter");
        let rows = csv(&bytes);
        assert_eq!(rows[1][0], "1", "{file}: each letter counts from one");
        apart.extend(names(&bytes));
        let units: BTreeSet<&String> = rows[1..].iter().map(|row| &row[5]).collect();
        assert_eq!(units.len(), 1, "{file} is one unit's: {units:?}");
        assert!(
            outcome.text().contains(&format!("written: {}", desk.path("out").join(file).display())),
            "{file} is told"
        );
    }
    together.sort();
    apart.sort();
    assert_eq!(apart, together, "the same people as in one letter");
    assert!(outcome.text().ends_with(&format!("letters: {}\n", written.len())), "{}", outcome.text());

    // One of them exists already: none is written.
    let first = written.first().expect("a letter").clone();
    for file in written.iter().filter(|file| **file != first) {
        std::fs::remove_file(desk.path("out").join(file)).expect("removed");
    }
    std::fs::write(desk.path("out").join(&first), "edited").expect("edited");
    let again = run(&desk, &words, &desk.path("list.csv"));
    assert_eq!((again.status, again.text()), (7, ""), "{}", again.stderr);
    assert_eq!(files(&desk, "out"), [".keep".to_owned(), first.clone()].into(), "nothing was written");
    assert_eq!(std::fs::read_to_string(desk.path("out").join(&first)).expect("it"), "edited", "nor written over");
    run(&desk, &[&words[..], &["--force"]].concat(), &desk.path("list.csv")).expect_status(0, "--force");
    assert_eq!(files(&desk, "out").len(), written.len() + 1, "with --force all of them");
}

#[test]
fn what_was_left_out_of_every_unit_is_said_and_a_letter_a_unit_needs_a_file() {
    let desk = Desk::empty();
    let target = desk.text("mau04.csv");
    let words = ["request", "change", "--by-unit", "--output", &target, "--lang", "en"];
    let outcome = run(&desk, &words, &office_file("full.csv")).expect_status(0, "letters");
    assert!(
        outcome.text().ends_with("letters: 1; 4 cases to confirm left out; see `tokenctl plan`\n"),
        "{}",
        outcome.text()
    );
    for words in [
        &["request", "change", "--by-unit"][..],
        &["request", "change", "--by-unit", "--output", "-"],
        &["request", "change", "--by-unit", "--output", "x.csv", "--number", "45"],
        &["request", "change", "--pdf", "--output", "x.csv"],
    ] {
        let outcome = run(&desk, &[words, &["--lang", "en"]].concat(), &office_file("full.csv"));
        assert_eq!((outcome.status, outcome.text()), (2, ""), "{words:?}: {}", outcome.stderr);
    }
    let redacted = run(&desk, &[&words[..], &["--redact", "--force"]].concat(), &office_file("full.csv"));
    assert_eq!(redacted.status, 2, "names of files tell of units: {}", redacted.stderr);
}

#[test]
fn without_libreoffice_the_letter_is_written_and_the_lack_of_a_pdf_is_said() {
    let desk = Desk::empty();
    let target = desk.text("mau04.docx");
    let mut command = desk.process();
    command.env("PATH", desk.path("no-programs")).args(["request", "change", "--pdf", "--output", &target]);
    command.arg("--from").arg(office_file("all.json")).arg("--roster").arg(office_file("full.csv"));
    let outcome = crate::support::Outcome::of(command.args(["--at", "2026-11-25", "--lang", "en"]));
    assert_eq!(outcome.status, 1, "done in part: {}", outcome.stderr);
    assert!(outcome.text().starts_with(&format!("written: {target}, one holder")), "{}", outcome.text());
    assert!(outcome.stderr.contains("no PDF was written: LibreOffice was not found"), "{}", outcome.stderr);
    assert!(outcome.stderr.contains("hint: the DOCX was written"), "{}", outcome.stderr);
    assert!(std::fs::read(&target).expect("the letter").starts_with(b"PK"), "it is there");
    assert!(!desk.path("mau04.pdf").exists(), "and no PDF");
}

#[test]
fn a_pdf_is_made_beside_the_letter_and_nothing_of_libreoffice_is_left() {
    let is_there = |program: &&str| std::path::Path::new(program).exists();
    let is_installed = ["/usr/bin/soffice", "/usr/bin/libreoffice"].iter().any(is_there);
    assert!(is_installed, "LibreOffice is needed: apt-get install libreoffice-writer");
    let desk = Desk::empty();
    let target = desk.text("mau04.docx");
    let temporary = desk.text("scratch");
    std::fs::create_dir(&temporary).expect("a folder");
    let go = |more: &[&str]| {
        let mut command = desk.process();
        command.env("TMPDIR", &temporary).args(["request", "change", "--pdf", "--output", &target]);
        if let Some(path) = std::env::var_os("PATH") {
            command.env("PATH", path);
        }
        command.arg("--from").arg(office_file("all.json")).arg("--roster").arg(office_file("full.csv"));
        crate::support::Outcome::of(command.args(["--at", "2026-11-25", "--lang", "en"]).args(more))
    };
    let outcome = go(&[]).expect_status(0, "both");
    let pdf = desk.path("mau04.pdf");
    assert!(std::fs::read(&pdf).expect("the PDF").starts_with(b"%PDF-"), "a PDF");
    assert!(outcome.text().ends_with(&format!("written: {}\n", pdf.display())), "{}", outcome.text());
    assert_eq!(files(&desk, "scratch"), BTreeSet::new(), "the profile and the copy are gone");
    std::fs::remove_file(&target).expect("removed");
    std::fs::write(&pdf, "mine").expect("another file");
    let again = go(&[]);
    assert_eq!(again.status, 7, "an existing PDF is not written over: {}", again.stderr);
    assert!(!desk.path("mau04.docx").exists(), "told before anything was written");
    assert_eq!(std::fs::read(&pdf).expect("it"), b"mine", "it stays");
}

#[test]
fn five_commands_count_the_same_people_as_able_to_sign() {
    for list in ["full.csv", "base.csv", "uyban.csv", "lostcol.csv"] {
        let desk = Desk::empty();
        let document = |words: &[&str]| -> Value {
            let outcome = run(&desk, &[words, &["--format", "json"]].concat(), &office_file(list));
            assert!([0, 10, 11].contains(&outcome.status), "{words:?}: {}", outcome.stderr);
            outcome.json()
        };
        let roster = document(&["roster", "check"]);
        let summary = &roster["summary"];
        let classes = serde_json::json!({"can_sign": 43, "stops_soon": 6, "cannot_sign": 7, "unknown": 0});
        assert_eq!(summary["classes"], classes, "{list}: by hand");
        let check = document(&["check"]);
        assert_eq!((check["kind"].as_str(), &check["coverage"]), (Some("check"), summary), "{list}: check");
        assert_eq!(check["cannot_sign"], roster["cannot_sign"], "{list}: with the same reasons");
        assert_eq!(document(&["plan"])["coverage"], *summary, "{list}: plan");
        assert_eq!(document(&["report"])["coverage"], *summary, "{list}: report");
        // The seven who cannot sign, and the two whose renewal window has closed.
        let rows = document(&["request", "new"])["rows"].as_array().expect("rows").len();
        assert_eq!(rows, 9, "{list}: request new");
        let said = "Can sign: 43; will be unable to within 90 days: 6; cannot sign: 7; unknown: 0\n";
        for words in [&["check"][..], &["plan"], &["roster", "check"], &["report"]] {
            let table = run(&desk, &[words, &["--lang", "en"]].concat(), &office_file(list));
            assert!(table.text().contains(said), "{list}: {words:?} says it: {}", table.text());
        }
    }
    let desk = Desk::empty();
    let serial = "73bb59df52d2f9a0";
    let one = run(&desk, &["check", "--token", serial, "--format", "json"], &office_file("full.csv")).json();
    assert!(one.get("coverage").is_none(), "one token says nothing of sixty people");
}

#[test]
fn who_moved_away_is_planned_and_asks_for_nothing() {
    let desk = Desk::empty();
    let text = std::fs::read_to_string(office_file("full.csv")).expect("the list");
    let moved = text.replacen("đang công tác", "chuyển công tác", 1);
    desk.write("list.csv", moved.as_bytes());
    let plan = run(&desk, &["plan", "--format", "json"], &desk.path("list.csv")).expect_status(0, "a plan").json();
    let items = plan["items"].as_array().expect("items");
    let of_moved: Vec<&Value> = items.iter().filter(|item| item["reason"] == "moved").collect();
    let holders: Vec<&Value> = of_moved.iter().map(|item| &item["holder"]).collect();
    assert_eq!(holders, ["Nguyễn Văn Bình", "Trần Thị Thu Oanh"], "both who moved: {of_moved:?}");
    for item in of_moved {
        let said = (&item["action"], &item["next_step"]);
        assert_eq!(said, (&"keep".into(), &"receiving-body-files".into()), "kept, and the receiving body files");
    }
    let table = run(&desk, &["plan", "--lang", "vi"], &desk.path("list.csv")).expect_status(0, "a table");
    assert!(table.text().contains("Nguyễn Văn Bình"), "listed: {}", table.text());
    let letter = run(&desk, &["request", "revocation", "--format", "csv"], &desk.path("list.csv"));
    assert!(!letter.text().contains("Nguyễn Văn Bình"), "and in no letter: {}", letter.text());
}

#[test]
fn where_everything_is_only_proposed_the_status_says_so() {
    let desk = Desk::empty();
    // The list has another agency for one person, and nothing else to file.
    let text = std::fs::read_to_string(office_file("full.csv")).expect("the list");
    let titles = text.lines().next().expect("titles");
    let row = text.lines().nth(1).expect("a row").replace("Ủy ban nhân dân phường Hoàn Kiếm", "Sở Nội vụ");
    desk.write("list.csv", format!("{titles}\n{row}\n").as_bytes());
    let outcome = run(&desk, &["request", "change", "--lang", "en", "--output", "x.docx"], &desk.path("list.csv"));
    assert_eq!((outcome.status, outcome.text()), (3, ""), "{}", outcome.stderr);
    assert!(
        outcome.stderr.contains("nothing confirmed to request with form 04; one case to confirm was left out")
            && outcome.stderr.contains("`tokenctl roster confirm` asks about each once"),
        "{}",
        outcome.stderr
    );
    assert!(!desk.path("x.docx").exists(), "nothing was written");
    let json = run(&desk, &["request", "change", "--format", "json"], &desk.path("list.csv"));
    assert!(json.stderr.contains("\"code\":\"form-only-proposals\""), "for scripts: {}", json.stderr);
}

#[test]
fn sim_pki_and_central_subscribers_are_planned_by_the_dates_of_the_list() {
    let desk = Desk::empty();
    let plan = run(&desk, &["plan", "--format", "json"], &office_file("sim.csv")).expect_status(0, "a plan").json();
    let items = plan["items"].as_array().expect("items");
    let of = |name: &str| {
        let theirs = items.iter().filter(|item| item["holder"] == name);
        let mut found: Vec<(String, String)> = theirs
            .map(|item| {
                let word = |field: &str| item[field].as_str().unwrap_or_default().to_owned();
                (word("action"), word("carrier"))
            })
            .collect();
        found.sort();
        found
    };
    let expected = |action: &str, carrier: &str| vec![(action.to_owned(), carrier.to_owned())];
    assert_eq!(of("Trần Hữu Hải"), expected("revoke", "sim-pki"), "retired");
    assert_eq!(of("Bùi Thị Yến"), expected("revoke", "central"), "left");
    assert_eq!(of("Phan Thị Thu Yến"), expected("renew", "sim-pki"), "its window is open");
    assert_eq!(of("Hồ Anh Phúc"), expected("renew", "central"), "and so is this one");
}
