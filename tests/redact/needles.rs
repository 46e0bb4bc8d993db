//! What must not be visible, in every possible form.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::io::{Cursor, Read};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Fields whose texts are personal, wherever they occur.
const PERSONAL: &[&str] = &[
    "label",
    "serial",
    "holder",
    "common_name",
    "organizations",
    "organizational_units",
    "locality",
    "state_or_province",
    "title",
    "emails",
    "serial_number",
    "serial_number_der",
    "sha256",
    "spki_sha256",
    "id",
    "reader",
];
/// Shorter texts occur everywhere by chance.
const SHORTEST: usize = 6;

/// The personal texts of a document. A CA's own certificate is left out: its name is the issuer of others.
pub fn of_document(value: &Value, found: &mut BTreeSet<String>) {
    match value {
        Value::Array(values) => values.iter().for_each(|value| of_document(value, found)),
        Value::Object(fields) => {
            if fields.get("is_ca") == Some(&Value::Bool(true)) {
                return;
            }
            for (name, value) in fields {
                match name.as_str() {
                    "issuer" | "drivers" => {}
                    "identifiers" => found.extend(texts(value.pointer("/0/value").unwrap_or(&Value::Null))),
                    "slot" => found.extend(value.as_u64().filter(|slot| *slot > 255).map(|slot| slot.to_string())),
                    "der" => found.extend(value.as_str().and_then(|der| der.get(40..120)).map(str::to_owned)),
                    name if PERSONAL.contains(&name) && (value.is_string() || value.is_array()) => {
                        found.extend(texts(value));
                    }
                    _ => of_document(value, found),
                }
            }
        }
        _ => {}
    }
}

fn texts(value: &Value) -> Vec<String> {
    match value {
        Value::String(text) => vec![text.clone()],
        Value::Array(values) => values.iter().flat_map(texts).collect(),
        _ => Vec::new(),
    }
}

/// Texts long enough to search for.
pub fn long_enough(texts: BTreeSet<String>) -> BTreeSet<String> {
    texts.into_iter().filter(|text| text.chars().count() >= SHORTEST).collect()
}

/// Lower case without diacritics.
fn bare(text: &str) -> String {
    let letters = text.nfkd().filter(|letter| !is_combining_mark(*letter)).flat_map(char::to_lowercase);
    letters.map(|letter| if letter == 'đ' { 'd' } else { letter }).collect()
}

/// A personal text in every form in which it could appear.
#[derive(Clone)]
pub struct Needle {
    pub text: String,
    lower: String,
    bare: String,
    hex: String,
    percent: Vec<String>,
    base64: Vec<String>,
}

impl Needle {
    pub fn new(text: &str) -> Self {
        let encoded = |byte: u8| {
            let plain = byte.is_ascii_alphanumeric() || b"-._~".contains(&byte);
            if plain { char::from(byte).to_string() } else { format!("%{byte:02x}") }
        };
        Self {
            text: text.to_owned(),
            lower: text.nfc().flat_map(char::to_lowercase).collect(),
            bare: bare(text),
            hex: hex(text, ""),
            percent: vec![hex(text, "%"), text.bytes().map(encoded).collect::<String>().to_lowercase()],
            base64: base64_forms(text),
        }
    }
}

/// The output of a run, ready to be searched.
pub struct Haystack {
    raw: String,
    lower: String,
    bare: String,
}

impl Haystack {
    /// All of these; workbooks, letters and other zips are unpacked.
    pub fn of<const COUNT: usize>(parts: [&[u8]; COUNT]) -> Self {
        let mut raw = String::new();
        for bytes in parts {
            if bytes.starts_with(b"PK") {
                let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).expect("a zip");
                for index in 0..archive.len() {
                    let mut part = archive.by_index(index).expect("a part");
                    let mut content = Vec::new();
                    part.read_to_end(&mut content).expect("its content");
                    let name = part.name().expect("its name").into_owned();
                    writeln!(raw, "{name}\n{}", String::from_utf8_lossy(&content)).expect("a text takes all");
                }
            } else {
                raw.push_str(&String::from_utf8_lossy(bytes));
            }
        }
        let lower = raw.nfc().flat_map(char::to_lowercase).collect();
        let bare = bare(&raw);
        Self { raw, lower, bare }
    }

    /// The form in which a text occurs, if it does.
    pub fn finds(&self, needle: &Needle) -> Option<&'static str> {
        let lower = |forms: &[String]| forms.iter().any(|form| self.lower.contains(form.as_str()));
        if self.lower.contains(&needle.lower) {
            Some("as it is")
        } else if self.bare.contains(&needle.bare) {
            Some("without diacritics")
        } else if lower(std::slice::from_ref(&needle.hex)) {
            Some("in hex")
        } else if lower(&needle.percent) {
            Some("percent-encoded")
        } else if needle.base64.iter().any(|form| self.raw.contains(form.as_str())) {
            Some("in base64")
        } else {
            None
        }
    }

    pub fn text(&self) -> &str {
        &self.raw
    }
}

/// Every byte in hex, each after a prefix.
fn hex(text: &str, mark: &str) -> String {
    text.bytes().fold(String::new(), |mut hex, byte| {
        write!(hex, "{mark}{byte:02x}").expect("a text takes all");
        hex
    })
}

/// The text inside base64, whatever precedes it: without the characters shared with adjacent bytes.
fn base64_forms(text: &str) -> Vec<String> {
    let form = |before: usize| {
        let encoded = STANDARD.encode([&vec![0; before], text.as_bytes()].concat());
        let start = (before * 8).div_ceil(6);
        let end = (before + text.len()) * 8 / 6;
        encoded.get(start..end).unwrap_or_default().to_owned()
    };
    (0..3).map(form).filter(|form| form.len() >= SHORTEST).collect()
}

#[test]
fn a_text_is_found_in_every_form() {
    let name = &Needle::new("Đinh Thị Lan");
    for (said, form) in [
        ("… ĐINH THỊ LAN …", "as it is"),
        ("dinh thi lan", "without diacritics"),
        ("c490696e68205468e1bb8b204c616e", "in hex"),
        ("token=%C4%90inh%20Th%E1%BB%8B%20Lan;", "percent-encoded"),
    ] {
        assert_eq!(Haystack::of([said.as_bytes()]).finds(name), Some(form), "{said}");
    }
    for before in ["", "x", "xy"] {
        let said = STANDARD.encode(format!("{before}{}, and more", name.text));
        assert_eq!(Haystack::of([said.as_bytes()]).finds(name), Some("in base64"), "{said}");
    }
    assert_eq!(Haystack::of([b"nobody"]).finds(name), None, "not there");
}
