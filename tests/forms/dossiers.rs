//! The dossiers in `fixtures/`: entries, and the rows a person wrote for them before any code existed.

use std::path::{Path, PathBuf};

use serde::Deserialize;
use tokenctl::domain::form::{
    Body, Contact, Dossier, FormDefinition, FormEntry, FormKind, Forms, Request, Rules, build,
};

/// The three dossiers, by file name.
pub(crate) const NAMES: [&str; 3] = ["renewal-with-change", "recovery-of-locked-devices", "new-for-persons"];

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Fixture {
    pub(crate) about: String,
    pub(crate) kind: FormKind,
    pub(crate) body: Body,
    pub(crate) officer: Contact,
    pub(crate) recipient: Option<String>,
    pub(crate) entries: Vec<FormEntry>,
    pub(crate) expected: Expected,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Expected {
    pub(crate) recipient: String,
    pub(crate) columns: Vec<String>,
    pub(crate) rows: Vec<Vec<String>>,
    pub(crate) row_errors: Vec<(usize, String, String)>,
    pub(crate) to_fill: Vec<String>,
}

pub(crate) fn fixtures() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures")
}

pub(crate) fn fixture(name: &str) -> Fixture {
    let path = fixtures().join("dossiers").join(format!("{name}.json"));
    let text = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    serde_json::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

pub(crate) fn definition(kind: FormKind) -> FormDefinition {
    Forms::built_in().expect("the built-in forms are readable").get(kind).expect("every kind is there")
}

impl Fixture {
    pub(crate) fn dossier(&self) -> Dossier {
        let request = Request {
            kind: self.kind,
            body: &self.body,
            officer: &self.officer,
            recipient: self.recipient.as_deref(),
            entries: &self.entries,
            rules: &Rules::default(),
        };
        build(&request, &definition(self.kind)).unwrap_or_else(|error| panic!("{}: {error}", self.about))
    }
}

/// The cells of a dossier as text, in the form's order.
pub(crate) fn table(dossier: &Dossier, form: &FormDefinition) -> Vec<Vec<String>> {
    let row = |row: &tokenctl::domain::form::FormRow| {
        form.columns.iter().map(|column| row.text(column.key).to_owned()).collect::<Vec<_>>()
    };
    dossier.rows.iter().map(row).collect()
}
