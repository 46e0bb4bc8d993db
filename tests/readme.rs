//! Pages in both languages agree in sections, commands, options, links and exit statuses; the English pages and the
//! comments in Rust use plain English.
//!
//! Pitfall: sentences are not compared with their translation; when you change one page, read the other.
#![expect(unused_crate_dependencies, reason = "an integration test sees every dependency of the package")]
#![allow(
    clippy::expect_used,
    clippy::disallowed_methods,
    reason = "a test stops where it fails, and reads the project"
)]

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

fn page(name: &str) -> String {
    std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(name)).expect("it is there")
}

/// What can be typed: text in backticks and lines after `$`.
fn typed(page: &str) -> Vec<String> {
    let prompt = page.lines().filter_map(|line| line.strip_prefix("$ ")).map(str::to_owned);
    let prose: String = page.split("```").step_by(2).collect();
    let quoted = prose.split('`').skip(1).step_by(2).map(str::to_owned).collect::<Vec<_>>();
    prompt.chain(quoted).collect()
}

/// Every `--option` that is typed somewhere.
fn options(page: &str) -> BTreeSet<String> {
    let typed = typed(page);
    let words = typed.iter().flat_map(|text| text.split([' ', '=']));
    words.filter(|word| word.starts_with("--") && word.len() > 2).map(str::to_owned).collect()
}

/// Every command, `noun verb` or a single word.
fn commands(page: &str) -> BTreeSet<String> {
    let of = |text: &String| {
        let words: Vec<&str> =
            text.split("tokenctl ").nth(1)?.split(' ').take_while(|word| is_name(word)).take(2).collect();
        (!words.is_empty()).then(|| words.join(" "))
    };
    typed(page).iter().filter_map(of).collect()
}

fn is_name(word: &str) -> bool {
    !word.is_empty()
        && word.chars().all(|letter| letter.is_ascii_lowercase() || letter == '-')
        && !word.starts_with('-')
}

/// The linked pages; a Vietnamese page counts as its English one.
fn pages(page: &str) -> BTreeSet<String> {
    let links = page.split("](").skip(1).filter_map(|rest| rest.split([')', '#']).next());
    links
        .filter(|link| link.starts_with("docs/") && !link.contains("images"))
        .map(|link| link.replace(".vi.md", ".md").replace("huong-dan", "guide"))
        .collect()
}

/// The first column of the table of exit statuses.
fn statuses(page: &str) -> Vec<String> {
    let cells = page.lines().filter_map(|line| line.strip_prefix("| ")?.split('|').next());
    cells
        .map(|cell| cell.trim().trim_matches('`').to_owned())
        .filter(|cell| cell.starts_with(|c: char| c.is_ascii_digit()))
        .collect()
}

/// Pages in English and Vietnamese.
const PAIRS: &[(&str, &str)] = &[
    ("README.md", "README.vi.md"),
    ("docs/guide.md", "docs/huong-dan.md"),
    ("docs/ROSTER.md", "docs/ROSTER.vi.md"),
    ("docs/VERIFY.md", "docs/VERIFY.vi.md"),
];

#[test]
fn both_languages_name_the_same_sections_commands_options_and_pages() {
    for (english, vietnamese) in PAIRS {
        let names = format!("{english} and {vietnamese}");
        let (english, vietnamese) = (page(english), page(vietnamese));
        let sections = |page: &str| page.lines().filter(|line| line.starts_with("## ")).count();
        assert!(sections(&english) > 3, "something is compared in {names}");
        assert_eq!(sections(&english), sections(&vietnamese), "sections of {names}");
        assert_eq!(commands(&english), commands(&vietnamese), "commands of {names}");
        let only = ["--lang"].map(str::to_owned).into();
        assert_eq!(&options(&english) | &only, &options(&vietnamese) | &only, "options of {names}");
        assert_eq!(pages(&english), pages(&vietnamese), "pages of {names}");
    }
    assert!(commands(&page("README.md")).len() > 10 && options(&page("README.md")).len() > 10, "they are found");
}

#[test]
fn both_readmes_have_every_exit_status() {
    let (english, vietnamese) = (page("README.md"), page("README.vi.md"));
    assert!(statuses(&english).len() >= 9, "the table is found");
    assert_eq!(statuses(&english), statuses(&vietnamese), "exit statuses");
}

/// Words that make English pages read as translated, each with the words to use instead. A phrase matches whole words.
const AVOID: &[(&str, &str)] = &[
    ("is no", "`is not a`"),
    ("are no", "`are not`"),
    ("was no", "`was not a`"),
    ("nobody", "say who does, or use the passive"),
    ("octet", "`byte`"),
    ("octets", "`bytes`"),
    ("deed", "`operation`"),
    ("deeds", "`operations`"),
    ("fault of ours", "`bug`"),
    ("fault of tokenctl", "`bug in tokenctl`"),
    ("stands", "`is`, `appears`, `is written`"),
    ("stood", "`was`, `appeared`"),
    ("tells", "`says`, `shows`, `reports`, `explains`"),
    ("wants", "`requires`, `needs`"),
    ("made up", "`generated`, `invented`"),
    ("made-up", "`generated`, `invented`"),
    ("all the same", "`anyway`, `still`"),
    ("so many", "give the number, or `this many`"),
    ("so much", "give the amount, or `this much`"),
    ("whom one", "say who"),
    ("final try", "`last try`"),
    ("right pin", "`correct PIN`"),
    ("right one", "`correct one`"),
    ("spent try", "`used try`"),
    ("spends a try", "`uses a try`"),
    ("held against", "`compared with`"),
    ("put through", "`tested with`"),
    ("their like", "`similar ones`"),
    ("in one go", "`in one run`, `in one request`"),
    ("takes the place of", "`replaces`"),
    ("the certificate before", "`the previous certificate`"),
    ("state body", "`agency`"),
    ("state bodies", "`agencies`"),
    ("where there is none", "`if there is none`"),
];

/// Phrases in which a word of [`AVOID`] is plain English.
const PLAIN: &[&str] =
    &["there is no", "there are no", "there was no", "is no longer", "are no longer", "was no longer"];

/// Places where a word of [`AVOID`] is meant: the page, the phrase and the reason.
const MEANT: &[(&str, &str, &str)] = &[
    ("docs/HARDENING.md", "whose default is no", "the answer to a question"),
    ("docs/HARDENING.md", "if nobody typed the PIN", "no person typed it; a script may have sent it"),
];

/// The English pages except `docs/PERFORMANCE.md`, which a script writes.
fn english_pages() -> Vec<String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let names = ["", "docs/"].into_iter().flat_map(|folder| {
        let entries = std::fs::read_dir(root.join(folder)).expect("a folder").map(|entry| entry.expect("an entry"));
        entries.map(move |entry| format!("{folder}{}", entry.file_name().to_string_lossy())).collect::<Vec<_>>()
    });
    let other = ["docs/huong-dan.md", "docs/PERFORMANCE.md"];
    let is_english = |name: &String| {
        Path::new(name).extension().is_some_and(|extension| extension == "md")
            && !name.ends_with(".vi.md")
            && !other.contains(&name.as_str())
    };
    names.filter(is_english).collect()
}

/// The prose of a page: without fenced blocks and inline code, in lower case, one space between words.
fn prose(page: &str) -> String {
    let unfenced: String = page.split("```").step_by(2).collect();
    let words: String = unfenced.split('`').step_by(2).collect::<Vec<_>>().join("`");
    format!(" {} ", words.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase())
}

/// Whether a text has a phrase as whole words.
fn has_words(text: &str, phrase: &str) -> bool {
    let is_letter = |letter: Option<char>| letter.is_some_and(|letter| letter.is_alphanumeric() || letter == '-');
    text.match_indices(phrase).any(|(at, found)| {
        let (before, after) = (text.get(..at).unwrap_or(""), text.get(at + found.len()..).unwrap_or(""));
        !is_letter(before.chars().next_back()) && !is_letter(after.chars().next())
    })
}

/// The words to avoid in a page. A last section "Words" may list such words.
fn avoidable(name: &str, page: &str) -> Vec<String> {
    let mut text = prose(page.split("\n## Words\n").next().unwrap_or(page));
    let meant = MEANT.iter().filter(|(page, ..)| *page == name).map(|(_, phrase, _)| phrase.to_lowercase());
    for phrase in meant.chain(PLAIN.iter().map(|phrase| (*phrase).to_owned())) {
        text = text.replace(&phrase, "`");
    }
    let found = AVOID.iter().filter(|(phrase, _)| has_words(&text, phrase));
    found.map(|(phrase, instead)| format!("{name}: `{phrase}`; better: {instead}")).collect()
}

#[test]
fn english_pages_use_plain_english() {
    let pages = english_pages();
    assert!(pages.len() > 12, "the pages are found: {pages:?}");
    let found: Vec<String> = pages.iter().flat_map(|name| avoidable(name, &page(name))).collect();
    assert!(found.is_empty(), "words to avoid in English pages:\n{}", found.join("\n"));
    for (name, phrase, _) in MEANT {
        assert!(page(name).contains(phrase), "an exception that is no longer needed: {name}: {phrase}");
    }
}

#[test]
fn words_to_avoid_are_found_in_prose_and_not_in_code() {
    for (text, expected) in [
        ("It is no token.", 1),
        ("It is\nno token.", 1),
        ("There is no token, and it is no longer there.", 0),
        ("A `nobody` of the report, and ```text\nnobody\n``` too.", 0),
        ("Nobody reads three octets.", 2),
        ("An indeed understandable, outstanding deed-box.", 0),
    ] {
        assert_eq!(avoidable("page.md", text).len(), expected, "{text}: {:?}", avoidable("page.md", text));
    }
}

/// Folders and files whose comments in Rust use plain English; `.rs` files below them are read.
const COMMENTED: &[&str] = &["benches", "build.rs", "examples", "fuzz", "src", "tests"];

/// Further words to avoid in comments, each with the words to use instead.
const AVOID_IN_COMMENTS: &[(&str, &str)] = &[
    ("anew", "`again`"),
    ("bodies", "`agencies`"),
    ("costs a try", "`uses a try`"),
    ("told", "`reported`, `shown`"),
    ("tell", "`say`, `show`, `report`"),
    ("stand", "`be`, `appear`"),
    ("subscriber", "`holder`"),
    ("subscribers", "`holders`"),
    ("puts back", "`restores`"),
    ("put back", "`restored`"),
    ("not a word", "`silently`"),
];

/// The name of an ASN.1 type, in which the word is the standard's.
const OF_STANDARDS: &[&str] = &["octet string"];

/// Every Rust file at or below a path of the project, without build folders.
fn rust_files(path: &Path, found: &mut Vec<PathBuf>) {
    if path.is_dir() {
        let entries = std::fs::read_dir(path).expect("a folder").map(|entry| entry.expect("an entry").path());
        for entry in entries.filter(|entry| !entry.ends_with("target")) {
            rust_files(&entry, found);
        }
    } else if path.extension().is_some_and(|extension| extension == "rs") {
        found.push(path.to_owned());
    }
}

/// The comments of a Rust source, each block of lines with its first line number.
fn comments(source: &str) -> Vec<(usize, String)> {
    let mut blocks: Vec<(usize, String)> = Vec::new();
    let mut is_open = false;
    for (line, number) in source.lines().zip(1..) {
        let Some(comment) = line.trim_start().strip_prefix("//") else {
            is_open = false;
            continue;
        };
        let text = comment.trim_start_matches(['/', '!']);
        match blocks.last_mut().filter(|_| is_open) {
            Some((_, block)) => {
                block.push('\n');
                block.push_str(text);
            }
            None => blocks.push((number, text.to_owned())),
        }
        is_open = true;
    }
    blocks
}

/// What a comment says in words to avoid, each with the words to use instead.
fn avoidable_in_comment(comment: &str) -> Vec<(&'static str, &'static str)> {
    let mut text = prose(comment);
    for phrase in PLAIN.iter().chain(OF_STANDARDS) {
        text = text.replace(phrase, "`");
    }
    AVOID.iter().chain(AVOID_IN_COMMENTS).copied().filter(|(phrase, _)| has_words(&text, phrase)).collect()
}

#[test]
fn rust_comments_use_plain_english() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut files = Vec::new();
    for path in COMMENTED {
        rust_files(&root.join(path), &mut files);
    }
    assert!(files.len() > 600, "the files are found: {}", files.len());
    let mut found = Vec::new();
    for file in files {
        let name = file.strip_prefix(root).expect("below the project").display();
        for (line, comment) in comments(&std::fs::read_to_string(&file).expect("it is there")) {
            let words = avoidable_in_comment(&comment);
            found.extend(words.iter().map(|(phrase, instead)| format!("{name}:{line}: `{phrase}`; better: {instead}")));
        }
    }
    assert!(found.is_empty(), "words to avoid in comments:\n{}", found.join("\n"));
}

#[test]
fn words_to_avoid_are_found_in_comments_and_not_in_code() {
    let source =
        "//! Whom it wants.\n//!\n//! It is\n//! no `token`.\nlet nobody = 1;\n    /// An OCTET STRING, `told`.\n";
    let found: Vec<_> = comments(source).iter().map(|(line, text)| (*line, avoidable_in_comment(text).len())).collect();
    assert_eq!(found, [(1, 2), (6, 0)], "a block each, its words across lines");
}
