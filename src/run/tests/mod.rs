//! Every error as people and scripts get it: golden files with the exit status, the text in both languages and the JSON.
//!
//! `UPDATE_GOLDEN=1 cargo test --lib run::tests` rewrites `tests/golden/errors`; read the difference before committing it.
//! Pitfall: a new variant does not compile without a sample, but a new type is only missed by the test that lists them.

mod drivers;
mod files;
mod network;
mod office;
mod pins;
mod secrets;
mod tokens;
mod usage;

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use crate::domain::phrase::{Phrase, Value};
use crate::domain::raised::{Context as _, Raised};
use crate::domain::selector::{Named, Selector, Which};
use crate::domain::situation::Situation;
use crate::failure::Failure;
use crate::text::{Language, Texts};

/// A type of errors that has a sample of each of its variants.
trait Samples: Situation + Send + Sync + Sized + 'static {
    fn samples() -> Vec<Self>;
}

/// Gives a type its samples, under the pattern of the variant that each belongs to. A variant without one does not compile.
macro_rules! samples {
    ($kind:ident { $($variant:pat => [$($sample:expr),+ $(,)?]),+ $(,)? }) => {
        impl super::Samples for $kind {
            fn samples() -> Vec<Self> {
                let _every_variant = |kind: &Self| match kind { $($variant => ()),+ };
                let mut samples = Vec::new();
                $($(
                    let sample: Self = $sample;
                    assert!(matches!(sample, $variant), "{sample:?} is a sample of another variant");
                    samples.push(sample);
                )+)+
                samples
            }
        }
    };
}
use samples;

/// One error, and what it is called in the code.
struct Sample {
    name: String,
    failure: Failure,
}

/// The samples of one golden file.
#[derive(Default)]
struct Area(Vec<Sample>);

impl Area {
    /// Adds every sample of a type.
    fn with<S: Samples>(mut self) -> Self {
        let kind = std::any::type_name::<S>().rsplit("::").next().unwrap_or_default();
        for sample in S::samples() {
            let shown = format!("{sample:?}");
            let variant: String = shown.chars().take_while(|letter| letter.is_alphanumeric()).collect();
            let name = if variant == kind { variant } else { format!("{kind}::{variant}") };
            self.0.push(Sample { name, failure: Failure::of(&sample.into()) });
        }
        self
    }

    /// Adds an error that is more than its situation.
    fn and(mut self, name: &str, error: &Raised) -> Self {
        self.0.push(Sample { name: name.to_owned(), failure: Failure::of(error) });
        self
    }
}

fn areas() -> [(&'static str, Area); 8] {
    [
        ("drivers", drivers::area()),
        ("files", files::area()),
        ("network", network::area()),
        ("office", office::area()),
        ("pins", pins::area()),
        ("secrets", secrets::area()),
        ("tokens", tokens::area()),
        ("usage", usage::area()),
    ]
}

/// A situation that prevented an operation on a file.
fn about(operation: &'static str, path: &str, situation: impl Into<Raised>) -> Raised {
    let raised: Result<(), Raised> = Err(situation.into());
    raised.with_context(|| Phrase::new(operation).with("path", path)).expect_err("it is one")
}

/// The token of most errors.
fn token() -> Named {
    Named::new("Nguyễn Văn An (5A3C0047)".to_owned(), &Selector::Serial("5A3C0047".to_owned()), None)
}

/// One that only its reader distinguishes, through a driver named by the user.
fn nameless() -> Named {
    let reader = Selector::Reader("Feitian ePass2003 00 00".to_owned());
    Named::new("Văn thư (0000000000000000)".to_owned(), &reader, Some(Path::new("/opt/Bộ Nội vụ/libepass.so")))
}

/// Drivers named by the user.
fn drivers() -> Which {
    Which::new(None, ["/opt/Bộ Nội vụ/libepass.so", "libbit4xpki.so"].map(Path::new))
}

/// Tokens selected by the user, through such a driver.
fn tokens() -> Which {
    Which::new(Some(&Selector::Holder("Nguyễn Văn An".to_owned())), [Path::new("libbit4xpki.so")])
}

fn every() -> Vec<Sample> {
    areas().into_iter().flat_map(|(_, Area(samples))| samples).collect()
}

fn of_project(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

/// What a person sees in both languages, and what a script gets.
#[cfg(unix)]
fn snapshot(Area(samples): &Area) -> String {
    let shown = samples.iter().flat_map(|Sample { name, failure }| {
        let head = format!("==== {name}: {}, exit status {}\n", failure.code, failure.status.number());
        let texts = Language::ALL.map(|language| failure.text(&Texts::new(language)));
        std::iter::once(head).chain(texts).chain([failure.json()])
    });
    shown.map(|part| part + "\n").collect()
}

// Hints quote arguments as the shells of the system want them.
#[cfg(unix)]
#[test]
#[allow(clippy::disallowed_methods, reason = "golden files are the test's own, and asked for by a variable")]
fn every_error_looks_as_it_did_to_people_and_to_scripts() {
    let update = std::env::var_os("UPDATE_GOLDEN").is_some();
    for (name, area) in areas() {
        let path = of_project(&format!("tests/golden/errors/{name}.txt"));
        let shown = snapshot(&area);
        if update {
            std::fs::write(&path, &shown).expect("a golden file can be written");
        }
        // Whatever git makes of line ends.
        let golden = std::fs::read_to_string(&path).unwrap_or_default().replace("\r\n", "\n");
        let differing = shown.lines().zip(golden.lines()).find(|(now, then)| now != then);
        assert!(
            shown == golden,
            "{name}: not as in {}, first at {differing:#?}; UPDATE_GOLDEN=1 writes it anew",
            path.display()
        );
    }
}

/// The codes of the page, each with its usual exit status.
fn page() -> BTreeMap<String, String> {
    let page = std::fs::read_to_string(of_project("docs/OUTPUT.md")).expect("the page is there");
    let (_, section) = page.split_once("\n## Errors\n").expect("it has a section of errors");
    let section = section.split("\n## ").next().unwrap_or_default();
    let rows = section.lines().filter_map(|line| line.strip_prefix("| `")?.split_once("` | "));
    rows.map(|(code, rest)| (code.to_owned(), rest.split(' ').next().unwrap_or_default().to_owned())).collect()
}

#[test]
fn every_code_of_the_page_has_a_snapshot_with_its_status_and_every_snapshot_a_code_of_the_page() {
    let mut shown: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for Sample { failure, .. } in every() {
        shown.entry(failure.code.to_owned()).or_default().insert(failure.status.number().to_string());
    }
    let page = page();
    let without_snapshot: Vec<_> = page.keys().filter(|code| !shown.contains_key(*code)).collect();
    let not_on_page: Vec<_> = shown.keys().filter(|code| !page.contains_key(*code)).collect();
    assert!(
        without_snapshot.is_empty() && not_on_page.is_empty(),
        "without a snapshot: {without_snapshot:?}; not in docs/OUTPUT.md: {not_on_page:?}"
    );
    for (code, status) in page {
        assert!(shown[&code].contains(&status), "`{code}` has the statuses {:?}, not {status}", shown[&code]);
    }
}

#[test]
#[allow(clippy::disallowed_methods, reason = "the bans of the product do not hold for its tests")]
fn every_type_of_situations_has_snapshots() {
    fn types(folder: &Path, found: &mut BTreeSet<String>) {
        for entry in std::fs::read_dir(folder).expect("a folder of sources") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                types(&path, found);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                let source = std::fs::read_to_string(&path).expect("a source file");
                let named =
                    source.lines().filter_map(|line| line.strip_prefix("impl Situation for ")?.split(' ').next());
                found.extend(named.map(str::to_owned));
            }
        }
    }
    let mut written = BTreeSet::new();
    types(&of_project("src"), &mut written);
    let shown: BTreeSet<String> =
        every().iter().filter_map(|sample| Some(sample.name.split(':').next()?.to_owned())).collect();
    let missing: Vec<_> = written.difference(&shown).collect();
    assert!(missing.is_empty() && written.len() > 40, "types without snapshots: {missing:?}");
}

/// The same phrase with a hostile text in every place of a text.
fn hostile(phrase: &Phrase) -> Phrase {
    let of = |value: &Value| match value {
        Value::Text(_) => Value::from("\u{1b}]0;x\u{7}\u{202e}evil\r\nerror: x\u{0}\u{200b}"),
        Value::Phrase(phrase) => Value::from(hostile(phrase)),
        Value::Number(number) => Value::Number(*number),
    };
    Phrase { id: phrase.id, args: phrase.args.iter().map(|(name, value)| (*name, of(value))).collect() }
}

#[test]
fn no_value_of_any_error_reaches_the_terminal_raw() {
    let harmful = |letter: char| {
        (letter.is_control() && letter != '\n')
            || matches!(letter, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}')
    };
    for Sample { name, failure } in every() {
        let lines = |failure: &Failure, texts: &Texts| failure.text(texts).lines().count();
        let sentences = failure.sentences.iter().map(hostile).collect();
        let bad = Failure { sentences, hint: failure.hint.as_ref().map(hostile), ..failure.clone() };
        for texts in Language::ALL.map(Texts::new) {
            let said = bad.text(&texts);
            assert!(!said.contains(harmful), "{name} lets a harmful character through: {said:?}");
            assert_eq!(lines(&bad, &texts), lines(&failure, &texts), "{name}: a value begins a line: {said:?}");
        }
        let json = bad.json();
        assert!(!json.trim_end().contains(|letter: char| harmful(letter) || letter == '\n'), "{name}: {json:?}");
    }
}

#[test]
fn every_error_is_a_whole_sentence_in_both_languages() {
    for Sample { name, failure } in every() {
        for language in Language::ALL {
            let texts = Texts::new(language);
            for phrase in failure.sentences.iter().chain(&failure.hint) {
                let said = texts.say(phrase);
                let odd = ["{$", "{ $", " ;", " ,", " :", ";;", ",,", "::", "..", ": ;", "; ;", "``", "()", "  "];
                let odd = odd.iter().find(|sign| said.contains(*sign));
                assert!(odd.is_none(), "{name} in {language} has {odd:?}: {said}");
                let end = said.chars().last().unwrap_or(' ');
                assert!(!" .,;:".contains(end), "{name} in {language} ends in {end:?}: {said}");
            }
        }
    }
}
