//! Decisions: what they apply to, and that a file is never lost or partly used.

use super::*;

const HASH: &str = "aa11bb22cc33dd44ee55ff66aa11bb22cc33dd44ee55ff66aa11bb22cc33dd44";

fn entry() -> Entry {
    Entry {
        name: "Đinh Thị Lan".to_owned(),
        unit: Some("Sở Y tế \"A\"".to_owned()),
        email: Some("lan@hanoi.gov.vn".to_owned()),
        ..Entry::default()
    }
}

fn decision(answer: Answer) -> Decision {
    let question = Question { sides: Sides::of(&entry(), HASH), about: [About::Person, About::Organisation].into() };
    let decided = Some(Date::constant(2026, 11, 25));
    Decision { question, answer, decided, certificate: vec!["Đinh Thị Lan".to_owned(), "So Y te".to_owned()] }
}

#[test]
fn what_is_written_is_read_again_and_comments_and_order_stay() {
    let first = added(b"", &decision(Answer::Change), "Ours\nTwo lines").unwrap();
    assert!(first.starts_with("# Ours\n# Two lines\n\n[[decision]]\nanswer = \"change\"\n"), "{first}");
    assert_eq!(parse(first.as_bytes()).unwrap(), [decision(Answer::Change)], "read again");
    let mut other = decision(Answer::Same);
    other.question.sides.name = "Bế Văn\nĐàn".to_owned();
    for (before, end) in [
        (first.replace("answer", "# asked by phone\nanswer"), "\n"),
        (format!("\u{feff}{}", first.replace('\n', "\r\n")), "\r\n"),
        (first.trim_end().to_owned(), "\n"),
    ] {
        let after = added(before.as_bytes(), &other, "head").unwrap();
        assert!(after.starts_with(&before), "what was there stays to the letter: {after}");
        assert!(!after.contains("head"), "the head is for a new file");
        assert_eq!(parse(after.as_bytes()).unwrap(), [decision(Answer::Change), other.clone()], "{after}");
        assert_eq!(after.matches('\n').count(), after.matches(end).count(), "one kind of line end: {after:?}");
    }
}

#[test]
fn any_change_on_either_side_asks_again_and_case_and_blanks_do_not() {
    let decisions = Decisions::new(&[decision(Answer::Same)]);
    assert!(decisions.of(&entry(), HASH).is_some_and(Ruling::confirms_person), "as it was");
    let same = Entry { unit: Some("  SỞ  Y TẾ \"a\"".to_owned()), row: 99, ..entry() };
    assert!(decisions.of(&same, HASH).is_some(), "the row moves, and case tells nothing apart");
    let changed = [
        Entry { name: "Đinh Thị Lán".to_owned(), ..entry() },
        Entry { unit: Some("Sở Nội vụ".to_owned()), ..entry() },
        Entry { unit: None, ..entry() },
        Entry { email: Some("lan2@hanoi.gov.vn".to_owned()), ..entry() },
        Entry { device_serial: Some("1".to_owned()), ..entry() },
        Entry { certificate_serial: Some("1".to_owned()), ..entry() },
    ];
    for other in changed {
        assert_eq!(decisions.of(&other, HASH), None, "{other:?} is another question");
    }
    assert_eq!(decisions.of(&entry(), &HASH.replace('a', "b")), None, "and so is another certificate");
}

#[test]
fn a_decision_about_the_person_says_nothing_of_the_body() {
    let mut of_person = decision(Answer::Same);
    of_person.question.about = [About::Person].into();
    let ruling = Decisions::new(&[of_person]).of(&entry(), HASH).unwrap();
    assert!(ruling.confirms_person() && !ruling.is_refused(), "that was asked");
    assert_eq!(ruling.of_field(DifferingField::Organisation), None, "that was not");
}

#[test]
fn a_file_that_cannot_be_used_is_told_by_its_line_and_used_not_at_all() {
    let good = added(b"", &decision(Answer::Same), "head").unwrap();
    let line = |needle: &str| 1 + good.lines().position(|line| line.starts_with(needle)).unwrap();
    let other_answer = good.replace("\"same\"", "\"change\"");
    let contradiction = format!("{good}{}", other_answer.trim_start_matches("# head\n"));
    let refused = format!(
        "{good}{}",
        good.replace("\"same\"", "\"not-this-person\"").replace("\"person\", \"organisation\"", "\"name\"")
    );
    for (name, text, code, at) in [
        ("no TOML", good.replace("[[decision]]", "[[decision"), "decisions-syntax", line("[[")),
        ("an unknown table", format!("{good}[other]\nx = 1\n"), "decisions-unknown-key", good.lines().count() + 1),
        ("an unknown key", good.replace("unit =", "body ="), "decisions-unknown-key", line("unit")),
        ("an unknown answer", good.replace("\"same\"", "\"yes\""), "decisions-wrong-value", line("answer")),
        ("a number", good.replace("\"same\"", "1"), "decisions-wrong-value", line("answer")),
        ("a day that is none", good.replace("2026-11-25", "2026-13-25"), "decisions-wrong-value", line("decided")),
        ("half a hash", good.replace(HASH, &HASH[..63]), "decisions-wrong-value", line("certificate_sha256")),
        (
            "asked about nothing",
            good.replace("\"person\", \"organisation\"", ""),
            "decisions-wrong-value",
            line("about"),
        ),
        ("no answer", good.replace("answer = \"same\"\n", ""), "decisions-missing-key", line("[[")),
        ("two answers", contradiction, "decisions-contradict", good.lines().count() + 2),
        ("not theirs, and theirs", refused, "decisions-contradict", good.lines().count() + 3),
        ("decisions that are none", "decision = [1]\n".to_owned(), "decisions-wrong-value", 1),
        ("a decision that is no list", "decision = 1\n".to_owned(), "decisions-unknown-key", 1),
    ] {
        use crate::domain::situation::Situation;
        let fault = parse(text.as_bytes()).expect_err(name);
        assert_eq!(fault.code(), code, "{name}: {text}");
        let told = format!("{:?}", fault.phrase());
        assert!(told.contains(&format!("{at}")), "{name}: line {at} is told in {told}\n{text}");
        assert!(added(text.as_bytes(), &decision(Answer::Change), "head").is_err(), "{name}: and nothing is added");
    }
    assert_eq!(parse(b"\xff\xfea\0"), Err(DecisionFault::NotText), "UTF-16 of an editor");
    assert_eq!(parse(&vec![b'#'; MAX_BYTES + 1]), Err(DecisionFault::TooLong), "longer than any");
}
