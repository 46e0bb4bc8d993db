//! Tables compared with golden files in both languages, and properties of every line.
//!
//! `UPDATE_GOLDEN=1 cargo test --test render_table` regenerates the files; read the difference before committing it.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test may stop at the first thing that is not as it must be"
)]

use std::fs;
use std::path::PathBuf;

use jiff::tz::TimeZone;
use tokenctl::domain::selector::Which;
use tokenctl::render::table::{self, Style};
use tokenctl::report::inventory::Inventory;
use tokenctl::text::Language;
use unicode_width::UnicodeWidthStr;

type View = fn(&Inventory, &Style) -> String;

const VIEWS: [(&str, View); 8] = [
    ("driver-list", table::driver_list),
    ("token-list", table::token_list),
    ("token-show", table::token_show),
    ("key-list", table::key_list),
    ("cert-list", table::certificate_list),
    ("cert-show", table::certificate_show),
    ("check", table::check),
    ("inventory", table::inventory),
];

fn fixture(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("fixtures").join("inventory").join(name)
}

fn sample() -> Inventory {
    serde_json::from_str(&fs::read_to_string(fixture("sample.json")).unwrap()).unwrap()
}

fn style(language: Language, width: Option<u16>, color: bool) -> Style {
    Style { color, width, language, zone: TimeZone::get("Asia/Ho_Chi_Minh").unwrap(), drivers: Which::default() }
}

#[test]
#[allow(clippy::disallowed_methods, reason = "golden files are the test's own, and asked for by a variable")]
fn every_view_looks_as_it_did_in_both_languages() {
    let update = std::env::var_os("UPDATE_GOLDEN").is_some();
    let sample = sample();
    for language in Language::ALL {
        for (name, view) in VIEWS {
            let path = fixture(&format!("{name}.{language}.txt"));
            let drawn = view(&sample, &style(language, Some(120), false));
            if update {
                fs::write(&path, &drawn).unwrap();
            }
            let golden = fs::read_to_string(&path).unwrap_or_default();
            assert_eq!(drawn, golden, "{name} in {language} must look as in {}", path.display());
        }
    }
}

#[test]
fn no_view_lets_a_strangers_text_reach_the_terminal_raw() {
    let harmful = |character: char| {
        (character.is_control() && character != '\n')
            || matches!(character, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}')
    };
    for language in Language::ALL {
        for (name, view) in VIEWS {
            let drawn = view(&sample(), &style(language, None, false));
            assert!(!drawn.contains(harmful), "{name} in {language} lets a harmful character through");
        }
    }
}

#[test]
fn every_line_fits_the_terminal_and_has_no_trailing_blanks() {
    for language in Language::ALL {
        for (name, view) in VIEWS {
            for width in [80_u16, 100, 120, 200] {
                for line in view(&sample(), &style(language, Some(width), false)).lines() {
                    assert!(line.width() <= usize::from(width), "{name} in {language} at {width}: too wide: {line}");
                    assert_eq!(line, line.trim_end(), "{name} in {language} at {width}: trailing blanks");
                }
            }
        }
    }
}

#[test]
fn decomposed_names_take_the_width_that_a_terminal_draws() {
    let drawn = table::certificate_list(&sample(), &style(Language::English, None, false));
    let column_of = |name: &str, what: &str| {
        let line = drawn.lines().find(|line| line.starts_with(name)).unwrap_or_else(|| panic!("no line of {name}"));
        line.split_once(what).unwrap_or_else(|| panic!("no {what} in {line}")).0.width()
    };
    let decomposed = column_of("Tra\u{302}\u{300}n", "TRUNG");
    assert_eq!(decomposed, column_of("Trần", "TRUNG"), "the second column starts at one place");
    assert_eq!(decomposed, column_of("Đặng", "UBND"), "for every name");
}

#[test]
fn colour_only_paints_and_says_nothing_that_the_words_do_not() {
    for language in Language::ALL {
        for (name, view) in VIEWS {
            let plain = view(&sample(), &style(language, Some(100), false));
            let colored = view(&sample(), &style(language, Some(100), true));
            let mut stripped = String::new();
            for (position, piece) in colored.split("\u{1b}[").enumerate() {
                stripped.push_str(if position == 0 { piece } else { piece.split_once('m').unwrap().1 });
            }
            let lines = |text: &str| text.lines().map(|line| line.trim_end().to_owned()).collect::<Vec<_>>();
            assert_eq!(lines(&stripped), lines(&plain), "{name} in {language} must say the same in colour");
            assert!(!plain.contains('\u{1b}'), "{name} in {language} has no escape without colour");
        }
    }
}
