//! The text of a file of decisions: read strictly, added to at its end.
//!
//! Comments, order and anything else in it stay unchanged, because nothing before the end is touched. Pitfall: the
//! result is read again before it is passed on, so that no file is written that the next run refuses.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use toml::de::{DeTable, DeValue};

use super::{About, Answer, Decision, DecisionFault, Question, Sides};

/// The longest file that is read.
pub const MAX_BYTES: usize = 16 << 20;

/// Reads the decisions of a file.
///
/// # Errors
/// What cannot be used, by its line; a file is used as a whole or not at all.
pub fn parse(bytes: &[u8]) -> Result<Vec<Decision>, DecisionFault> {
    if bytes.len() > MAX_BYTES {
        return Err(DecisionFault::TooLong);
    }
    let text = std::str::from_utf8(bytes).map_err(|_not_utf8| DecisionFault::NotText)?;
    // An editor's byte order mark; three spaces keep all offsets.
    let text = text.strip_prefix('\u{feff}').map_or_else(|| text.to_owned(), |text| format!("   {text}"));
    let document = DeTable::parse(&text).map_err(|error| DecisionFault::Syntax {
        line: line_of(&text, error.span().map_or(0, |span| span.start)),
        cause: error.message().to_owned(),
    })?;
    let reader = Reader { text: &text };
    let mut decisions = Vec::new();
    for (key, value) in document.get_ref() {
        let line = line_of(&text, key.span().start);
        let DeValue::Array(items) = value.get_ref() else {
            return Err(DecisionFault::UnknownKey { line, key: key.get_ref().to_string() });
        };
        if key.get_ref() != "decision" {
            return Err(DecisionFault::UnknownKey { line, key: key.get_ref().to_string() });
        }
        for item in items {
            let line = line_of(&text, item.span().start);
            let wrong = || DecisionFault::WrongValue { line, key: "decision".to_owned() };
            decisions.push((line, reader.decision(item.get_ref().as_table().ok_or_else(wrong)?, line)?));
        }
    }
    // The parser does not guarantee the order of the file.
    decisions.sort_by_key(|(line, _)| *line);
    without_contradiction(&decisions)?;
    Ok(decisions.into_iter().map(|(_, decision)| decision).collect())
}

/// The text with one more decision at its end; `head` begins a new file.
///
/// # Errors
/// The text cannot be used, or contradicts the new decision.
pub fn added(bytes: &[u8], decision: &Decision, head: &str) -> Result<String, DecisionFault> {
    let before = parse(bytes)?;
    let text = std::str::from_utf8(bytes).map_err(|_not_utf8| DecisionFault::NotText)?;
    // An editor's line endings are kept.
    let end = if text.contains("\r\n") { "\r\n" } else { "\n" };
    let mut whole = if text.trim_start_matches('\u{feff}').trim().is_empty() {
        let comment: String = head.lines().map(|line| format!("# {line}").trim_end().to_owned() + end).collect();
        format!("{text}{comment}")
    } else {
        text.to_owned()
    };
    if !whole.ends_with('\n') {
        whole.push_str(end);
    }
    whole.push_str(&block(decision).replace('\n', end));
    let after = parse(whole.as_bytes())?;
    if after.len() == before.len() + 1 && after.last() == Some(decision) {
        return Ok(whole);
    }
    let line = whole.lines().count();
    Err(DecisionFault::WrongValue { line, key: "decision".to_owned() })
}

/// One decision as written in the file.
fn block(decision: &Decision) -> String {
    let list = |texts: Vec<&str>| texts.into_iter().map(literal).collect::<Vec<_>>().join(", ");
    let sides = &decision.question.sides;
    let mut text = format!("\n[[decision]]\nanswer = {}\n", literal(decision.answer.word()));
    text.push_str(&format!("about = [{}]\n", list(decision.question.about.iter().map(|one| one.word()).collect())));
    if let Some(day) = decision.decided {
        text.push_str(&format!("decided = {}\n", literal(&day.to_string())));
    }
    text.push_str(&format!("name = {}\n", literal(&sides.name)));
    let optional = [
        ("unit", &sides.unit),
        ("email", &sides.email),
        ("device_serial", &sides.device_serial),
        ("certificate_serial", &sides.certificate_serial),
    ];
    for (key, value) in optional {
        if let Some(value) = value {
            text.push_str(&format!("{key} = {}\n", literal(value)));
        }
    }
    if !decision.certificate.is_empty() {
        let says = list(decision.certificate.iter().map(String::as_str).collect());
        text.push_str(&format!("certificate_says = [{says}]\n"));
    }
    text.push_str(&format!("certificate_sha256 = {}\n", literal(&sides.sha256)));
    text
}

/// A quoted text on one line, whatever it contains.
fn literal(text: &str) -> String {
    let mut quoted = String::from("\"");
    for letter in text.chars() {
        match letter {
            '"' | '\\' => quoted.extend(['\\', letter]),
            letter if letter.is_control() => quoted.push_str(&format!("\\u{:04x}", u32::from(letter))),
            letter => quoted.push(letter),
        }
    }
    quoted.push('"');
    quoted
}

struct Reader<'a> {
    text: &'a str,
}

impl Reader<'_> {
    fn decision(&self, table: &DeTable<'_>, line: usize) -> Result<Decision, DecisionFault> {
        let mut found: BTreeMap<&str, Vec<String>> = BTreeMap::new();
        for (key, value) in table {
            let name: &str = key.get_ref();
            let line = line_of(self.text, key.span().start);
            let wrong = || DecisionFault::WrongValue { line, key: name.to_owned() };
            let texts = match (name, value.get_ref()) {
                ("about" | "certificate_says", DeValue::Array(items)) => {
                    let text = |item: &DeValue<'_>| item.as_str().map(str::to_owned).ok_or_else(wrong);
                    items.iter().map(|item| text(item.get_ref())).collect::<Result<Vec<_>, _>>()?
                }
                (
                    "answer" | "decided" | "name" | "unit" | "email" | "device_serial" | "certificate_serial"
                    | "certificate_sha256",
                    DeValue::String(text),
                ) => vec![text.to_string()],
                (
                    "about" | "certificate_says" | "answer" | "decided" | "name" | "unit" | "email" | "device_serial"
                    | "certificate_serial" | "certificate_sha256",
                    _,
                ) => return Err(wrong()),
                _ => return Err(DecisionFault::UnknownKey { line, key: name.to_owned() }),
            };
            let fits = match name {
                "answer" => texts.iter().all(|word| Answer::of(word).is_some()),
                "decided" => texts.iter().all(|text| text.parse::<Date>().is_ok()),
                "about" => !texts.is_empty() && texts.iter().all(|word| about(word).is_some()),
                "certificate_sha256" => texts.iter().all(|hash| is_hash(hash)),
                "name" => texts.iter().all(|name| !name.trim().is_empty()),
                _ => true,
            };
            if !fits {
                return Err(wrong());
            }
            found.insert(name, texts);
        }
        let mut one = |key: &str| found.remove(key).unwrap_or_default();
        let (answer, decided, said) = (one("answer"), one("decided"), one("about"));
        let mut text = |key: &str| one(key).pop();
        let (name, sha256) = (text("name"), text("certificate_sha256"));
        let (unit, email) = (text("unit"), text("email"));
        let (device_serial, certificate_serial) = (text("device_serial"), text("certificate_serial"));
        let missing = |key: &str| DecisionFault::MissingKey { line, key: key.to_owned() };
        let about: BTreeSet<About> = said.iter().filter_map(|word| about(word)).collect();
        if about.is_empty() {
            return Err(missing("about"));
        }
        let sides = Sides {
            sha256: sha256.ok_or_else(|| missing("certificate_sha256"))?,
            name: name.ok_or_else(|| missing("name"))?,
            unit,
            email,
            device_serial,
            certificate_serial,
        };
        Ok(Decision {
            question: Question { sides, about },
            answer: answer.first().and_then(|word| Answer::of(word)).ok_or_else(|| missing("answer"))?,
            decided: decided.first().and_then(|text| text.parse().ok()),
            certificate: one("certificate_says"),
        })
    }
}

fn about(word: &str) -> Option<About> {
    About::ALL.into_iter().find(|about| about.word() == word)
}

fn is_hash(text: &str) -> bool {
    text.len() == 64 && text.chars().all(|digit| digit.is_ascii_hexdigit())
}

/// One question has one answer, and a certificate declared somebody else's is not asked about again.
fn without_contradiction(decisions: &[(usize, Decision)]) -> Result<(), DecisionFault> {
    let mut seen: BTreeMap<(String, About), (Answer, usize)> = BTreeMap::new();
    for (line, decision) in decisions {
        for about in &decision.question.about {
            let key = (decision.question.sides.key(), *about);
            let (answer, earlier) = *seen.entry(key).or_insert((decision.answer, *line));
            if answer != decision.answer {
                return Err(DecisionFault::Contradicts { line: *line, earlier });
            }
        }
    }
    let mut refused: BTreeMap<String, (bool, usize)> = BTreeMap::new();
    for (line, decision) in decisions {
        let is_refused = decision.answer == Answer::NotThisPerson;
        let (before, earlier) = *refused.entry(decision.question.sides.key()).or_insert((is_refused, *line));
        if before != is_refused {
            return Err(DecisionFault::Contradicts { line: *line, earlier });
        }
    }
    Ok(())
}

/// The line of an offset, from 1.
fn line_of(text: &str, offset: usize) -> usize {
    text.get(..offset.min(text.len())).map_or(1, |before| 1 + before.matches('\n').count())
}
