//! Checks the arrows of `docs/ARCHITECTURE.md`: who may know whom, and who may touch the outside world.
//!
//! Reads every file under `src/`. Pitfall: an arrow that the code needs is not necessarily right; change the tables
//! below only together with the drawing.

#![allow(clippy::expect_used, clippy::indexing_slicing, reason = "a test stops where it fails")]
#![allow(clippy::disallowed_methods, reason = "the product's bans do not hold for its tests")]
#![allow(unreachable_pub, reason = "a module of tests is nobody's interface")]

#[path = "layering/scan.rs"]
mod scan;

use std::path::Path;

use scan::{Reference, module_of, references};

/// What a place may know of the crate besides itself; the longest matching place counts.
const ARROWS: &[(&str, &[&str])] = &[
    ("", &["*"]),
    (
        "run",
        &[
            "at_once",
            "cli",
            "clock",
            "commands",
            "config",
            "domain",
            "driver::client",
            "driver::discover",
            "driver::host",
            "environment",
            "failure",
            "file",
            "heap",
            "interact",
            "journal",
            "readers",
            "render",
            "report",
            "text",
            "waiting",
        ],
    ),
    ("failure", &["domain", "report::SCHEMA", "text"]),
    ("cli", &["domain", "text"]),
    ("commands", COMMANDS),
    ("commands::trust", &["commands", "http"]),
    ("commands::verify", &["commands", "http"]),
    // The only module with a socket; its cache is written like every other file.
    ("http", &["domain", "file"]),
    // Whether a certificate is valid does not depend on `--at` when its key is to be deleted.
    ("commands::keys", &["clock", "commands"]),
    // A reading later than the real time is of a clock that was wrong.
    ("commands::gather", &["clock", "commands"]),
    ("commands::saved", &["clock", "commands"]),
    // The journal records the real time, whatever `--at` says.
    ("commands::login", &["clock", "commands"]),
    ("commands::pin", &["clock", "commands"]),
    ("driver", &[]),
    // The parent's side: it never sees the side that loads foreign code.
    (
        "driver::client",
        &[
            "domain",
            "driver::children",
            "driver::protocol",
            "driver::rv",
            "report::inventory",
            "report::pin::SignatureSkipped",
            "waiting",
        ],
    ),
    // Leftovers of a driver are ended by the parent or, if it is gone, by the host.
    ("driver::children", &[]),
    ("driver::discover", &["config", "domain", "driver::header", "environment", "report::inventory"]),
    ("driver::header", &["domain", "report::inventory"]),
    (
        "driver::host",
        &[
            "domain",
            "driver::children",
            "driver::pkcs11",
            "driver::protocol",
            "driver::rv",
            "report::inventory",
            "report::pin::SignatureSkipped",
        ],
    ),
    ("driver::opensc_conf", &["domain", "environment", "waiting"]),
    (
        "driver::pkcs11",
        &[
            "domain",
            "driver::header",
            "driver::protocol",
            "driver::rv",
            "report::inventory",
            "report::pin::SignatureSkipped",
        ],
    ),
    ("driver::protocol", &["domain", "driver::rv", "report::inventory", "report::pin::SignatureSkipped"]),
    ("driver::rv", &["domain"]),
    ("driver::windows_store", &["domain"]),
    ("interact", &["domain", "text", "waiting"]),
    ("journal", &["domain"]),
    ("readers", &["at_once", "domain", "report"]),
    ("render", &["at_once", "domain", "journal::attempt", "report", "text"]),
    ("file", &["domain", "waiting"]),
    // A check that could not be made is a line for monitoring as well.
    ("render::nagios", &["domain", "failure", "report", "text"]),
    // What the journal records of an attempt, as words.
    ("report", &["domain", "journal::attempt"]),
    ("text", &["domain"]),
    // Sentences for problems and failures of documents.
    ("text::problem", &["domain", "report", "text"]),
    ("text::sanitize", &["domain::formula"]),
    ("config", &["domain", "environment", "waiting"]),
    ("clock", &["domain"]),
    ("environment", &[]),
    ("waiting", &[]),
    ("at_once", &[]),
    ("heap", &[]),
    ("domain", &[]),
];

/// What every command may know.
const COMMANDS: &[&str] = &[
    "at_once",
    "config",
    "domain",
    "driver::client",
    "driver::discover",
    "driver::header",
    "driver::opensc_conf",
    "driver::protocol",
    "driver::rv",
    "driver::windows_store",
    "environment",
    "interact",
    "journal",
    "readers",
    "report",
    "text",
    "waiting",
];

/// What is outside the crate, and the only places that may touch it. The longest path that matches a reference counts.
const OUTSIDE: &[(&str, &[&str])] = &[
    ("cryptoki", &["driver::pkcs11"]),
    ("cryptoki_sys", &["driver::pkcs11"]),
    ("libloading", &["driver::host::pcsc", "driver::pkcs11"]),
    ("unsafe", &["driver", "heap"]),
    ("clap", &["cli", "run"]),
    ("clap_complete", &["cli", "run"]),
    ("clap_mangen", &["run"]),
    ("anyhow", &["commands", "failure", "run"]),
    ("indicatif", &["interact"]),
    ("rpassword", &["interact"]),
    ("rust_xlsxwriter", &["render"]),
    ("maud", &["render"]),
    ("comfy_table", &["render"]),
    ("calamine", &["readers"]),
    ("x509_cert", &["domain::verify"]),
    ("x509_ocsp", &["domain::verify"]),
    ("ed25519_dalek", &["domain::verify"]),
    ("p521", &["domain::key", "domain::verify"]),
    ("zip", &["readers", "render"]),
    ("fluent_bundle", &["text"]),
    ("libc", &["driver", "heap"]),
    ("rustix", &["commands::pdf", "driver", "interact", "journal", "file", "waiting"]),
    ("windows_sys", &["driver", "interact", "journal"]),
    (
        "std::fs",
        &[
            "commands::gather",
            "commands::import::files",
            "commands::pdf",
            "commands::saved",
            "commands::trust",
            "commands::verify::evidence",
            "config",
            "driver",
            "http::cache",
            "interact",
            "journal",
            "readers",
            "file",
            "run::man",
            "run::month",
            "waiting",
        ],
    ),
    ("std::env", &["environment", "run"]),
    ("std::env::consts", &["*"]),
    ("std::net", &["http"]),
    ("httparse", &["http"]),
    ("std::process::Command", &["commands::pdf", "driver::client"]),
    ("std::process::Child", &["commands::pdf", "driver::client"]),
    ("std::process::exit", &[]),
    ("std::time::SystemTime", &["clock"]),
    ("jiff::Timestamp::now", &["clock"]),
    ("jiff::Zoned::now", &["clock"]),
    ("print!", &[]),
    ("println!", &[]),
    ("eprint!", &[]),
    ("eprintln!", &[]),
    ("dbg!", &[]),
    ("todo!", &[]),
    ("unimplemented!", &[]),
];

/// What every place may name: macros at the crate's root.
const COMMON: &[&str] = &["crate::situation_error"];

/// Whether `path` is `prefix` or below it. `*` is above everything.
fn is_below(path: &str, prefix: &str) -> bool {
    prefix == "*" || path.strip_prefix(prefix).is_some_and(|rest| rest.is_empty() || rest.starts_with("::"))
}

/// The entry of a table with the longest place above this one.
fn entry<'a>(table: &'a [(&'a str, &'a [&'a str])], place: &str) -> Option<&'a (&'a str, &'a [&'a str])> {
    table.iter().filter(|(above, _)| above.is_empty() || is_below(place, above)).max_by_key(|(above, _)| above.len())
}

/// Every forbidden arrow in a file. `file` is its path under `src/`.
fn violations(file: &str, source: &str) -> Vec<String> {
    let module = module_of(file);
    let place = module.join("::");
    let Some((own, allowed)) = entry(ARROWS, &place) else { return vec![format!("{file}: a layer nobody knows")] };
    references(source, &module)
        .into_iter()
        .filter(|reference| !is_allowed(&place, own, allowed, reference))
        .map(|Reference { path, line }| format!("src/{file}:{line}: {path} is not for {place}"))
        .collect()
}

fn is_allowed(place: &str, own: &str, allowed: &[&str], reference: &Reference) -> bool {
    let path = reference.path.trim_end_matches('!');
    if COMMON.contains(&path) {
        return true;
    }
    if let Some(inside) = path.strip_prefix("crate::") {
        let wider = if is_below(own, "commands") { COMMANDS } else { &[] };
        let may = |prefixes: &[&str]| prefixes.iter().any(|prefix| is_below(inside, prefix));
        return own.is_empty() || is_below(inside, own) || may(allowed) || may(wider);
    }
    // `std::println!` is `println!`.
    let macro_name = reference.path.strip_prefix("std::").filter(|name| name.ends_with('!'));
    match entry(OUTSIDE, macro_name.unwrap_or(&reference.path)).or_else(|| entry(OUTSIDE, path)) {
        Some((_, places)) => places.iter().any(|allowed| is_below(place, allowed)),
        None => true,
    }
}

/// Whether a file contains only tests; the product's arrows do not apply to them.
fn is_test(file: &str) -> bool {
    file.ends_with("/tests.rs") || file.ends_with("_tests.rs") || file.contains("/tests/")
}

fn files() -> Vec<(String, String)> {
    fn walk(folder: &Path, root: &Path, files: &mut Vec<(String, String)>) {
        for entry in std::fs::read_dir(folder).expect("the folder can be read") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                walk(&path, root, files);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                let name =
                    path.strip_prefix(root).expect("below src").to_str().expect("plain names").replace('\\', "/");
                files.push((name, std::fs::read_to_string(&path).expect("a source file")));
            }
        }
    }
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    walk(&root, &root, &mut files);
    files.sort();
    files
}

#[test]
fn the_code_draws_only_the_arrows_of_the_design() {
    let files = files();
    assert!(files.len() > 100, "only {} files were found under src/", files.len());
    let found: Vec<_> =
        files.iter().filter(|(file, _)| !is_test(file)).flat_map(|(file, source)| violations(file, source)).collect();
    assert!(found.is_empty(), "arrows that docs/ARCHITECTURE.md does not draw:\n{}", found.join("\n"));
}

#[test]
fn every_arrow_in_the_table_leads_to_a_place_that_exists() {
    let files = files();
    let exists = |place: &str| files.iter().any(|(file, _)| is_below(&module_of(file).join("::"), place));
    for (place, allowed) in ARROWS {
        assert!(place.is_empty() || exists(place), "the table speaks of `{place}`, which is not there");
        for target in allowed.iter().filter(|target| **target != "*" && !target.contains(char::is_uppercase)) {
            assert!(exists(target), "`{place}` may know `{target}`, which is not there");
        }
    }
    for (_, places) in OUTSIDE {
        for place in places.iter().filter(|place| **place != "*") {
            assert!(exists(place), "the table of the outside speaks of `{place}`, which is not there");
        }
    }
}

#[test]
fn a_planted_violation_of_each_kind_is_caught() {
    let planted = [
        ("domain/name.rs", "use std::fs;", "std::fs"),
        ("commands/verify/mod.rs", "use std::net::TcpStream;", "std::net::TcpStream"),
        ("commands/check.rs", "use crate::http::Client;", "crate::http::Client"),
        ("domain/name.rs", "use std::{collections::BTreeMap, fs::File};", "std::fs::File"),
        ("domain/name.rs", "fn f() { let _ = std::fs::read(\"x\"); }", "std::fs::read"),
        ("domain/name.rs", "use std::fs as disk; fn f() { disk::read(\"x\"); }", "std::fs::read"),
        ("domain/name.rs", "fn f() -> Option<String> { std::env::var(\"HOME\").ok() }", "std::env::var"),
        ("domain/time.rs", "use std::time::SystemTime;", "std::time::SystemTime"),
        ("domain/time.rs", "use std::time; fn f() { time::SystemTime::now(); }", "std::time::SystemTime::now"),
        ("domain/time.rs", "use jiff::Timestamp; fn f() { Timestamp::now(); }", "jiff::Timestamp::now"),
        ("domain/time.rs", "use clap::Args;", "clap::Args"),
        ("domain/key/mod.rs", "fn f() -> anyhow::Result<()> { anyhow::bail!(\"no\") }", "anyhow::bail!"),
        ("domain/key/mod.rs", "use indicatif::ProgressBar;", "indicatif::ProgressBar"),
        ("domain/key/mod.rs", "use crate::report::inventory::Key;", "crate::report::inventory::Key"),
        ("domain/key/mod.rs", "use super::super::render::word;", "crate::render::word"),
        ("domain/key/mod.rs", "fn f() { super::super::driver::rv::name(0); }", "crate::driver::rv::name"),
        ("domain/key/mod.rs", "mod inner { use super::super::super::text::Texts; }", "crate::text::Texts"),
        ("domain/key/mod.rs", "use crate::{domain::time::Moment, journal::Journal};", "crate::journal::Journal"),
        ("report/mod.rs", "use crate::render::json;", "crate::render::json"),
        ("render/table/mod.rs", "use crate::commands::Context;", "crate::commands::Context"),
        ("render/table/mod.rs", "use crate::failure::Failure;", "crate::failure::Failure"),
        ("text/mod.rs", "use crate::render::table;", "crate::render::table"),
        ("commands/check.rs", "use cryptoki::object::Attribute;", "cryptoki::object::Attribute"),
        ("commands/check.rs", "use clap::Parser;", "clap::Parser"),
        ("commands/check.rs", "use crate::cli::Format;", "crate::cli::Format"),
        ("commands/check.rs", "use crate::driver::pkcs11::Module;", "crate::driver::pkcs11::Module"),
        ("commands/check.rs", "use crate::driver; fn f() { driver::host::serve(); }", "crate::driver::host::serve"),
        ("commands/check.rs", "fn f() { println!(\"x\"); }", "println!"),
        ("commands/check.rs", "fn f() { std::eprintln!(\"x\"); }", "std::eprintln!"),
        ("commands/check.rs", "fn f() { std::process::exit(1); }", "std::process::exit"),
        ("commands/check.rs", "fn f() { std::process::Command::new(\"sh\"); }", "std::process::Command::new"),
        ("driver/client/mod.rs", "use crate::driver::pkcs11::Module;", "crate::driver::pkcs11::Module"),
        ("driver/client/survey.rs", "use super::super::pkcs11;", "crate::driver::pkcs11"),
        ("driver/host/mod.rs", "use cryptoki_sys::CK_RV;", "cryptoki_sys::CK_RV"),
        ("journal/mod.rs", "fn f() { unsafe { g() } }", "unsafe"),
        ("cli/mod.rs", "use crate::commands::check;", "crate::commands::check"),
        ("run/mod.rs", "use crate::driver::pkcs11::Module;", "crate::driver::pkcs11::Module"),
    ];
    for (file, source, path) in planted {
        let found = violations(file, source);
        assert!(
            found.iter().any(|line| line.contains(&format!(": {path} is not for"))),
            "`{source}` in {file} must be caught as {path}, found: {found:?}"
        );
    }
}

#[test]
fn what_is_no_code_is_no_violation() {
    let innocent = [
        "// use std::fs;\n/* std::env::var(\"x\") /* nested */ unsafe */",
        "const A: &str = \"use crate::render; println!(1)\"; const B: char = '\"'; const C: &str = r#\"unsafe \"x\" \"#;",
        "const D: &[u8] = b\"unsafe\"; const E: char = '\\''; fn f<'a>(x: &'a str) -> &'a str { x }",
        "#[cfg(test)]\nmod tests { use std::fs; #[test] fn t() { println!(\"{}\", 1); } }",
        "#[cfg(test)]\nmod tests;\nuse crate::domain::time::Moment;",
        "use std::time::Duration; use std::env::consts::ARCH; use std::process::ExitCode;",
    ];
    for source in innocent {
        assert_eq!(violations("domain/name.rs", source), Vec::<String>::new(), "nothing is wrong with: {source}");
    }
}
