//! The two languages and the source code must agree about every sentence.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use fluent_bundle::FluentResource;

use super::*;

/// Identifiers that the code composes at run time: everything beginning with one of these counts as used.
const DYNAMIC_PREFIXES: &[&str] = &[
    "import-reason-",
    "import-warning-",
    "cli-about-",
    "cli-option-",
    "cli-value-",
    "verify-reason-",
    "verify-possession-",
    "verify-signed-",
    "verify-revoked-",
];

/// Messages of one file: identifier and its variables.
fn messages(name: &str, source: &str) -> BTreeMap<String, BTreeSet<String>> {
    if let Err((_, faults)) = FluentResource::try_new(source.to_owned()) {
        panic!("{name} is not Fluent: {faults:?}");
    }
    let mut found = BTreeMap::new();
    let mut current = None;
    for line in source.lines().filter(|line| !line.starts_with('#')) {
        let start = line.split_once(" =").filter(|(id, _)| !id.is_empty() && !id.contains([' ', '{', '[', '*']));
        if let Some((id, _)) = start {
            let before = found.insert(id.to_owned(), BTreeSet::new());
            assert!(before.is_none(), "{name}: `{id}` stands twice");
            current = Some(id.to_owned());
        }
        if let Some(variables) = current.as_ref().and_then(|id| found.get_mut(id)) {
            variables.extend(line.split('$').skip(1).map(|rest| {
                rest.split(|letter: char| !(letter.is_alphanumeric() || letter == '_' || letter == '-'))
                    .next()
                    .unwrap_or_default()
                    .to_owned()
            }));
        }
    }
    found
}

fn all(language: Language) -> BTreeMap<String, BTreeSet<String>> {
    let mut found = BTreeMap::new();
    for area in AREAS {
        let source = if language == Language::English { area.english } else { area.vietnamese };
        for (id, variables) in messages(&format!("{language}/{}.ftl", area.name), source) {
            assert!(found.insert(id.clone(), variables).is_none(), "`{id}` stands in two areas");
        }
    }
    found
}

/// String literals of the code outside its tests, each with the preceding code.
fn literals(folder: &Path, found: &mut Vec<(String, String)>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.ends_with("tests") {
            continue;
        }
        if path.is_dir() {
            literals(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") && !path.ends_with("tests.rs") {
            let source = fs::read_to_string(&path).unwrap();
            let code = source.split("#[cfg(test)]\nmod tests {").next().unwrap_or_default();
            for line in code.split('"').collect::<Vec<_>>().windows(2) {
                let before = line[0].trim_end().chars().rev().take(12).collect::<String>();
                found.push((before.chars().rev().collect(), line[1].to_owned()));
            }
        }
    }
}

fn used() -> Vec<(String, String)> {
    let mut found = Vec::new();
    literals(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut found);
    assert!(found.len() > 100, "the scan must see the code");
    found
}

#[test]
fn every_sentence_exists_in_both_languages_with_the_same_values() {
    let (english, vietnamese) = (all(Language::English), all(Language::Vietnamese));
    for (id, variables) in &english {
        let other = vietnamese.get(id).unwrap_or_else(|| panic!("`{id}` is missing in Vietnamese"));
        assert_eq!(other, variables, "`{id}` must use the same values in both languages");
    }
    for id in vietnamese.keys() {
        assert!(english.contains_key(id), "`{id}` is missing in English");
    }
}

#[test]
fn every_sentence_that_the_code_says_exists() {
    let known = all(Language::English);
    let said = |before: &str| before.ends_with("Phrase::new(") || before.ends_with("texts.get(");
    let said = used().into_iter().filter(|(before, _)| said(before)).map(|(_, id)| id);
    let missing: BTreeSet<_> = said.filter(|id| !known.contains_key(id)).collect();
    assert!(missing.is_empty(), "the code says what no file has: {missing:?}");
}

#[test]
fn every_file_of_sentences_is_an_area() {
    for language in Language::ALL {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/text").join(language.code());
        let files = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
        let files: BTreeSet<_> = files.collect();
        let areas: BTreeSet<_> = AREAS.iter().map(|area| format!("{}.ftl", area.name)).collect();
        assert_eq!(files, areas, "a file that is not in the list is never read");
    }
}

#[test]
fn every_sentence_is_said_somewhere() {
    let used: BTreeSet<String> = used().into_iter().map(|(_, literal)| literal).collect();
    let unused: Vec<_> = all(Language::English)
        .into_keys()
        .filter(|id| !used.contains(id) && !DYNAMIC_PREFIXES.iter().any(|prefix| id.starts_with(prefix)))
        .collect();
    assert!(unused.is_empty(), "nobody says {unused:?}");
}

#[test]
fn a_missing_sentence_falls_back_to_its_identifier_and_a_missing_value_to_its_name() {
    let texts = Texts::new(Language::Vietnamese);
    assert_eq!(texts.get("word-no-such"), "word-no-such", "an unknown identifier is shown as it is");
    assert_eq!(texts.get("nowhere"), "nowhere", "also without an area");
    assert!(texts.get("output-exists").contains("{$path}"), "a missing value is shown by name");
}

#[test]
fn a_strangers_label_cannot_speak_to_the_terminal_through_a_sentence() {
    let phrase = Phrase::new("output-exists").with("path", "\u{1b}[2J\u{202e}a\nb");
    for language in Language::ALL {
        let said = Texts::new(language).say(&phrase);
        assert!(!said.contains(['\u{1b}', '\u{202e}', '\n', '\u{2068}']), "{said:?} must be clean");
        assert!(said.contains("\u{fffd}[2J\u{fffd}a\u{fffd}b"), "and show where something was: {said:?}");
    }
}

#[test]
fn a_sentence_is_found_in_whatever_file_it_stands() {
    for (language, other) in [(Language::English, Language::Vietnamese), (Language::Vietnamese, Language::English)] {
        let texts = Texts::new(language);
        for id in all(other).into_keys() {
            let id: &'static str = Box::leak(id.into_boxed_str());
            assert_ne!(texts.get(id), id, "`{id}` must be said in {language}");
        }
    }
}

#[test]
fn english_counts_in_singular_and_plural() {
    let texts = Texts::new(Language::English);
    let say = |count: i64| texts.say(&Phrase::new("table-days-left").with("days", count));
    assert_eq!((say(1).as_str(), say(2).as_str()), ("1 day", "2 days"), "one day, two days");
}

#[test]
fn dates_are_written_as_each_language_does_in_the_bodys_time_zone() {
    let zone = TimeZone::get("Asia/Ho_Chi_Minh").unwrap();
    let moment: Moment = "2026-11-22T17:00:00Z".parse().unwrap();
    let (en, vi) = (Texts::new(Language::English), Texts::new(Language::Vietnamese));
    assert_eq!(vi.day(moment, &zone), "23/11/2026", "day first, and already the next day in Hanoi");
    assert_eq!(en.day(moment, &zone), "2026-11-23", "ISO form");
    assert_eq!(vi.day_and_time(moment, &zone), "23/11/2026 00:00", "to the minute");
}

#[test]
fn numbers_have_their_thousands_apart() {
    let (en, vi) = (Texts::new(Language::English), Texts::new(Language::Vietnamese));
    assert_eq!([en.number(1_234_567), en.number(-1_000)], ["1,234,567", "-1,000"], "commas");
    assert_eq!([vi.number(1_234), vi.number(999), vi.number(0)], ["1.234", "999", "0"], "points");
}

/// The texts after `error:` and `hint:`: the codes of situations, what failed, and every hint.
fn errors_and_hints() -> BTreeSet<String> {
    fn codes(folder: &Path, found: &mut BTreeSet<String>) {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                codes(&path, found);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                let source = fs::read_to_string(&path).unwrap();
                for situation in source.split("\nimpl Situation for ").skip(1) {
                    let body = situation.split("\n}\n").next().unwrap_or_default();
                    found.extend(body.split('"').skip(1).step_by(2).map(str::to_owned));
                }
            }
        }
    }
    let known: BTreeSet<String> = all(Language::English).into_keys().collect();
    let mut found = BTreeSet::new();
    codes(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut found);
    let is_one = |id: &&String| id.contains("-hint-") || id.ends_with("-cannot-use") || id.ends_with("-cannot-read");
    found.extend(known.iter().filter(is_one).cloned());
    found.retain(|id| known.contains(id));
    found
}

/// The beginnings of a message, of each of its forms if it has several.
fn beginnings(source: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    let mut current = String::new();
    for line in source.lines().filter(|line| !line.starts_with('#')) {
        let text = match line.split_once(" =").filter(|(id, _)| !id.is_empty() && !id.contains([' ', '{', '['])) {
            Some((id, text)) => {
                current = id.to_owned();
                text.trim()
            }
            None => match line.split_once("] ") {
                Some((_, text)) => text.trim(),
                None => continue,
            },
        };
        found.push((current.clone(), text.to_owned()));
    }
    found
}

#[test]
fn what_follows_error_and_hint_begins_in_lower_case() {
    // Names with a capital everywhere.
    const NAMES: &[&str] = &["Excel", "Windows", "Debian", "LibreOffice", "Mẫu"];
    let ids = errors_and_hints();
    assert!(ids.len() > 300, "they are found: {}", ids.len());
    for language in Language::ALL {
        for area in AREAS {
            let source = if language == Language::English { area.english } else { area.vietnamese };
            for (id, text) in beginnings(source).into_iter().filter(|(id, _)| ids.contains(id)) {
                let word = text.split([' ', ',', ':', ';']).next().unwrap_or_default();
                let is_name = NAMES.contains(&word) || word.chars().skip(1).any(char::is_uppercase);
                let is_capital = word.chars().next().is_some_and(char::is_uppercase);
                assert!(!is_capital || is_name, "`{id}` in {language} begins with a capital: {text}");
            }
        }
    }
}

#[test]
fn a_period_is_named_as_offices_name_it() {
    let texts = Texts::new(Language::Vietnamese);
    for (label, said) in [("2026", "năm 2026"), ("2026-Q4", "quý IV/2026"), ("2026-02", "tháng 02/2026")] {
        assert_eq!(texts.period(label), said, "in Vietnamese");
        assert_eq!(Texts::english().period(label), label, "in English");
    }
}
