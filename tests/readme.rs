//! Pages in both languages say the same: sections, commands, options, pages, exit statuses.
//!
//! Pitfall: sentences are not compared; whoever changes one page reads the other.
#![expect(unused_crate_dependencies, reason = "an integration test sees every dependency of the package")]
#![allow(
    clippy::expect_used,
    clippy::disallowed_methods,
    reason = "a test stops where it fails, and reads the project"
)]

use std::collections::BTreeSet;
use std::path::Path;

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

/// The pages that are linked; one in Vietnamese stands for its English one.
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
