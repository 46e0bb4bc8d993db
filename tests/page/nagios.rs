//! The line for monitoring, parsed as strictly as the Monitoring Plugins Development Guidelines allow.

use serde_json::json;

use crate::source::{Pages, demo, many};

/// One datum: label, value, and the two ranges.
type Datum = (String, Option<f64>, String, String);

/// Text and performance data; panics if the guidelines are violated.
fn parse(line: &str) -> (String, Vec<Datum>) {
    assert!(line.ends_with('\n') && line.lines().count() == 1, "one line: {line:?}");
    assert!(line.len() < 1_024, "some agents cut after 1 KiB: {}", line.len());
    assert_eq!(line.matches('|').count(), 1, "one bar: {line}");
    let (text, data) = line.trim_end().split_once('|').expect("data");
    let one = |datum: &str| {
        let (label, rest) = datum.split_once('=').unwrap_or_else(|| panic!("label=value: {datum}"));
        assert!(!label.is_empty() && label.chars().all(|one| one.is_ascii_lowercase() || one == '_'), "{label}");
        let parts: Vec<&str> = rest.split(';').collect();
        assert!((1..=5).contains(&parts.len()), "value;warn;crit;min;max: {datum}");
        let value = match parts[0] {
            "U" => None,
            value => {
                assert!(value.chars().all(|one| one.is_ascii_digit() || "-.".contains(one)), "{datum}");
                Some(value.parse().unwrap_or_else(|_| panic!("a number: {datum}")))
            }
        };
        let range = |place: usize| {
            let range = parts.get(place).copied().unwrap_or_default();
            let bounds: Vec<&str> = range.trim_start_matches('@').split(':').collect();
            let is_number = |bound: &&str| bound.is_empty() || *bound == "~" || bound.parse::<f64>().is_ok();
            assert!(bounds.len() <= 2 && bounds.iter().all(is_number), "a range: {datum}");
            range.to_owned()
        };
        (label.to_owned(), value, range(1), range(2))
    };
    (text.trim_end().to_owned(), data.trim_start().split(' ').map(one).collect())
}

fn line(pages: &Pages, more: &[&str]) -> String {
    let outcome = pages.run(&[&["check", "--from", "saved.json", "--nagios"], more].concat());
    assert!((0..=3).contains(&outcome.status), "{}", outcome.stderr);
    outcome.text().to_owned()
}

fn value(data: &[Datum], label: &str) -> Datum {
    data.iter().find(|datum| datum.0 == label).unwrap_or_else(|| panic!("{label}: {data:?}")).clone()
}

#[test]
fn the_certificate_that_ends_first_is_named_by_its_serial_or_its_holder() {
    let pages = Pages::new();
    pages.save("saved.json", &demo());
    let (text, data) = parse(&line(&pages, &[]));
    assert!(text.ends_with("; first to end: 41D09B6CE2F87035, ended 45 days ago"), "{text}");
    assert_eq!(value(&data, "days_left"), ("days_left".to_owned(), Some(-45.0), "90:".to_owned(), "15:".to_owned()));
    assert_eq!(value(&data, "tokens").1, Some(15.0), "{data:?}");
    let (text, _) = parse(&line(&pages, &["--with-names"]));
    assert!(text.ends_with("; first to end: Trần Đức Thắng, ended 45 days ago"), "{text}");
    let (text, _) = parse(&line(&pages, &["--with-names", "--redact"]));
    assert!(text.contains("first to end: person-") && !text.contains("Thắng"), "{text}");
    let (text, _) = parse(&line(&pages, &["--redact"]));
    assert!(!text.contains("41D09B6CE2F87035"), "a serial tells of its holder too: {text}");
}

#[test]
fn what_a_newer_certificate_replaced_is_not_the_first_to_end() {
    let pages = Pages::new();
    let mut inventory = demo();
    let tokens = inventory["tokens"].as_array_mut().expect("tokens");
    tokens.retain(|token| token["serial"] == "10244181");
    pages.save("saved.json", &inventory);
    let (text, data) = parse(&line(&pages, &[]));
    assert!(text.contains("first to end: 58C7930AE41FB26D"), "{text}");
    assert!(value(&data, "days_left").1.is_some_and(|days| days > 1_000.0), "{data:?}");
}

#[test]
fn a_bar_a_quote_or_a_line_end_in_a_name_changes_nothing() {
    let pages = Pages::new();
    let hostile = "A | days_left=9 'b' \"c\"\nOK; x=1 \u{202e}";
    pages.save("saved.json", &many(1, |_| (hostile.to_owned(), "B".to_owned())));
    let (text, data) = parse(&line(&pages, &["--with-names"]));
    assert!(text.contains("first to end: A / days_left=9 'b' \"c\"\u{fffd}OK; x=1"), "{text}");
    assert_eq!(data.iter().filter(|datum| datum.0 == "days_left").count(), 1, "{data:?}");
    pages.save("saved.json", &many(1, |_| ("|".repeat(5_000), "B".to_owned())));
    parse(&line(&pages, &["--with-names"]));
}

#[test]
fn without_a_certificate_the_days_are_undetermined() {
    let pages = Pages::new();
    let mut inventory = many(1, |_| ("A".to_owned(), "B".to_owned()));
    inventory["tokens"][0]["certificates"] = json!([]);
    pages.save("saved.json", &inventory);
    let (text, data) = parse(&line(&pages, &[]));
    assert!(!text.contains("first to end"), "{text}");
    assert_eq!(value(&data, "days_left").1, None, "{data:?}");
}
