//! `docs/OUTPUT.md` and the code agree: commands, options, exit statuses, codes and columns, in both directions.
//!
//! Pitfall: only text in backticks in a table's first column counts.

#![allow(clippy::expect_used, clippy::indexing_slicing, clippy::panic, reason = "a test stops where it fails")]
#![allow(clippy::disallowed_methods, reason = "the product's bans do not hold for its tests")]

use std::collections::BTreeSet;
use std::path::Path;

fn read(path: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
    std::fs::read_to_string(&path).unwrap_or_else(|fault| panic!("{}: {fault}", path.display()))
}

/// The text under a heading, up to the next heading of the same or a higher level.
fn section(heading: &str) -> String {
    let page = read("docs/OUTPUT.md");
    let rank = heading.split(' ').next().expect("a heading begins with #").len();
    let mut lines = page.lines().skip_while(|line| *line != heading).skip(1).peekable();
    assert!(lines.peek().is_some(), "docs/OUTPUT.md has no heading `{heading}`");
    let ends = |line: &&str| line.starts_with('#') && line.split(' ').next().is_some_and(|marks| marks.len() <= rank);
    lines.take_while(|line| !ends(line)).collect::<Vec<_>>().join("\n")
}

/// Text in backticks.
fn quoted(text: &str) -> impl Iterator<Item = &str> {
    text.split('`').skip(1).step_by(2)
}

/// Text in backticks in the first column of a section's table.
fn first_column(heading: &str) -> BTreeSet<String> {
    let text = section(heading);
    let rows = text.lines().filter(|line| line.starts_with("| `"));
    rows.filter_map(|row| row.split('|').nth(1)).flat_map(|cell| quoted(cell).map(str::to_owned)).collect()
}

/// The variants of an enum as named in JSON.
fn variants(file: &str, name: &str) -> BTreeSet<String> {
    let source = read(file);
    let (_, body) = source.split_once(&format!("pub enum {name} {{\n")).expect("the enum is there");
    let body = body.split("\n}").next().expect("it ends");
    let names = body.lines().map(str::trim).filter(|line| line.starts_with(char::is_uppercase));
    names.map(|line| kebab(line.trim_end_matches(','))).collect()
}

fn kebab(name: &str) -> String {
    let mut text = String::new();
    for (at, letter) in name.char_indices() {
        if letter.is_uppercase() && at > 0 {
            text.push('-');
        }
        // P11Kit is p11-kit, NotPkcs11 is not-pkcs11: digits stay with the preceding letters.
        text.extend(letter.to_lowercase());
    }
    text
}

fn same(what: &str, page: &BTreeSet<String>, code: &BTreeSet<String>) {
    let lacking: Vec<_> = code.difference(page).collect();
    let invented: Vec<_> = page.difference(code).collect();
    assert!(
        lacking.is_empty() && invented.is_empty(),
        "{what}: docs/OUTPUT.md does not name {lacking:?}, and names what is not there: {invented:?}"
    );
}

/// Every command that does something, with its words, and every long option.
fn command_line() -> (BTreeSet<String>, BTreeSet<String>) {
    fn walk(command: &clap::Command, words: &str, commands: &mut BTreeSet<String>, options: &mut BTreeSet<String>) {
        let long = command.get_arguments().filter(|argument| !argument.is_hide_set()).filter_map(clap::Arg::get_long);
        options.extend(long.map(|name| format!("--{name}")));
        if !command.has_subcommands() {
            commands.insert(words.to_owned());
        }
        for below in command.get_subcommands().filter(|below| below.get_name() != "help" && !below.is_hide_set()) {
            walk(below, &format!("{words} {}", below.get_name()), commands, options);
        }
    }
    let mut command = tokenctl::cli::localize(tokenctl::cli::command(), tokenctl::text::Texts::english());
    command.build();
    let (mut commands, mut options) = (BTreeSet::new(), BTreeSet::new());
    walk(&command, "tokenctl", &mut commands, &mut options);
    (commands, options)
}

#[test]
fn every_command_is_on_the_page_and_every_command_on_the_page_exists() {
    same("commands", &first_column("## Commands"), &command_line().0);
}

#[test]
fn every_option_is_on_the_page_and_every_option_on_the_page_exists() {
    let text = section("## Options");
    let page = quoted(&text).filter(|word| word.starts_with("--"));
    let page = page.filter_map(|word| word.split([' ', '=']).next()).map(str::to_owned).collect();
    same("options", &page, &command_line().1);
}

#[test]
fn exit_statuses_are_those_of_the_code() {
    let source = read("src/failure.rs");
    let (_, body) = source.split_once("pub enum ExitStatus {").expect("the statuses");
    let body = body.split("\n}").next().expect("they end");
    let code = body.lines().filter_map(|line| line.split_once(" = ")?.1.strip_suffix(',')).map(str::to_owned).collect();
    same("exit statuses", &first_column("## Exit statuses"), &code);
}

#[test]
fn problem_codes_are_those_of_the_code() {
    let mut code = variants("src/domain/problem.rs", "ProblemCode");
    // serde writes a digit without a hyphen before it.
    assert!(code.remove("certificate-not-rfc5280"), "this code has digits");
    code.insert("certificate-not-rfc5280".to_owned());
    same("problem codes", &first_column("## Problem codes"), &code);
}

#[test]
fn driver_failures_and_states_are_those_of_the_code() {
    let (inventory, pairing) = ("src/report/inventory.rs", "src/domain/pairing/mod.rs");
    let driver = "src/report/inventory/driver.rs";
    same("driver failures", &first_column("## Driver failures"), &variants(driver, "FailureKind"));
    for (file, name) in [
        (driver, "DriverStatus"),
        (driver, "FoundBy"),
        (inventory, "KeyClass"),
        (inventory, "Validity"),
        (pairing, "Pairing"),
        (pairing, "PrivateKey"),
        ("src/domain/pin/mod.rs", "PinState"),
        ("src/domain/problem.rs", "Severity"),
        ("src/domain/unlock/mod.rs", "UnlockSecret"),
        ("src/domain/unlock/mod.rs", "Holder"),
        ("src/report/pin.rs", "AttemptResult"),
        ("src/report/pin.rs", "SignatureSkipped"),
        ("src/domain/pin/outcome.rs", "Spent"),
        ("src/journal/attempt.rs", "SecretKind"),
        ("src/journal/attempt.rs", "Scope"),
        ("src/domain/verify/judge.rs", "State"),
        ("src/domain/verify/judge.rs", "Method"),
        ("src/domain/verify/certificate.rs", "Source"),
        ("src/domain/verify/crl/mod.rs", "Reason"),
        ("src/report/verify.rs", "RevocationStatus"),
    ] {
        let page = section("## JSON");
        let named: BTreeSet<&str> = quoted(&page).collect();
        let file =
            if Path::new(env!("CARGO_MANIFEST_DIR")).join(file).exists() { file } else { "src/domain/unlock.rs" };
        for state in variants(file, name) {
            assert!(named.contains(state.as_str()), "docs/OUTPUT.md does not name `{state}` of {name}");
        }
    }
}

#[test]
fn every_error_code_is_in_the_table_and_every_code_of_the_table_exists() {
    // An error without a situation is a bug in the program itself.
    let mut code: BTreeSet<String> = ["internal".to_owned()].into();
    for file in sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src")) {
        let source = std::fs::read_to_string(&file).expect("a source file");
        for situation in source.split("\nimpl Situation for ").skip(1) {
            let situation = situation.split("\n}\n").next().expect("it ends");
            // The code is the first argument of `told`, whether of a class or a closure.
            let first =
                situation.split("told(").filter_map(|call| call.trim_start().strip_prefix('"')?.split('"').next());
            code.extend(first.map(str::to_owned));
        }
    }
    // What a return value means has codes of its own; `done` is not an error.
    let source = read("src/domain/pin/outcome.rs");
    let (_, outcomes) = source.split_once("pub fn code(self)").expect("the codes of outcomes");
    let outcomes = outcomes.split("\n    }\n").next().expect("they end");
    code.extend(outcomes.split('"').skip(1).step_by(2).filter(|code| *code != "done").map(str::to_owned));
    assert!(code.len() > 200, "the situations are found: {}", code.len());
    same("error codes", &first_column("## Errors"), &code);
}

fn sources(folder: &Path) -> Vec<std::path::PathBuf> {
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder).expect("a folder of sources") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            files.extend(sources(&path));
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
    files
}

#[test]
fn certificate_faults_are_those_that_have_a_sentence() {
    let texts = read("src/text/en/certificate.ftl");
    let code = texts.lines().filter_map(|line| line.strip_prefix("certificate-fault-")?.split(' ').next());
    same("certificate faults", &first_column("## Certificate faults"), &code.map(str::to_owned).collect());
}

#[test]
fn csv_columns_are_those_of_the_code_in_their_order() {
    let inventory = serde_json::from_str(&read("fixtures/inventory/sample.json")).expect("an inventory");
    let sheet = tokenctl::render::sheet::rows(&inventory);
    let code: Vec<_> = sheet.columns.iter().map(|column| column.name).collect();
    let text = section("## CSV");
    let (_, listed) = text.split_once("Columns: ").expect("the page lists the columns");
    assert_eq!(quoted(listed).collect::<Vec<_>>(), code, "columns and their order");
}

#[test]
fn every_schema_is_named_on_the_page() {
    let page = section("## JSON");
    let named: BTreeSet<&str> = quoted(&page).collect();
    for entry in std::fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/schema")).expect("the schemas") {
        let name = entry.expect("an entry").file_name().into_string().expect("a plain name");
        let kind = name.trim_start_matches("tokenctl-1-").trim_end_matches(".json");
        assert!(kind == "defs" || named.contains(kind), "docs/OUTPUT.md does not name the kind `{kind}`");
    }
}

#[test]
fn the_examples_on_the_page_are_json() {
    let page = read("docs/OUTPUT.md");
    let examples: Vec<_> = page.split("```json\n").skip(1).filter_map(|rest| rest.split("```").next()).collect();
    assert!(examples.len() >= 2, "there are examples");
    for example in examples {
        let fault = serde_json::from_str::<serde_json::Value>(example).err();
        assert!(fault.is_none(), "an example is no JSON: {fault:?}\n{example}");
    }
}
