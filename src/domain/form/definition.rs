//! The layout of a form: titles, columns, groups and sentences, from `forms.toml` or an agency's own file.
//!
//! Pitfall: these texts are Vietnamese in any language of the tool, because the letter is an official document.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::FormKind;
use super::dossier::LetterField;
use super::error::FormError;
use super::people::Changed;
use crate::domain::phrase::Phrase;

const BUILT_IN: &str = include_str!("forms.toml");

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "each is named by its column; forms.toml has the titles")]
pub enum ColumnKey {
    Index,
    FullName,
    OrganisationName,
    CertificateName,
    BirthDate,
    Identity,
    Email,
    Organisation,
    Address,
    Province,
    Position,
    Phone,
    TaxCode,
    BudgetCode,
    CertificateSerial,
    OldCertificateSerial,
    DeviceSerial,
    SimPki,
    OldInformation,
    NewInformation,
    Renew,
    Change,
    Reason,
}

/// A line of the contact block.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "forms.toml has the words")]
pub enum ContactKey {
    Name,
    IdentityNumber,
    IdentityDate,
    IdentityPlace,
    Position,
    Organisation,
    Phone,
    Email,
    Address,
    ReturnAddress,
}

/// Why a certificate is revoked (Decree 68/2024 Art. 17).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "forms.toml has the words")]
pub enum ReasonKey {
    Expired,
    KeyExposed,
    DeviceLost,
    DeviceBroken,
    PositionChanged,
    Retired,
    Resigned,
    Died,
    BodyDissolved,
}

/// Where a form is sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Desk {
    /// The CA.
    Authority,
    /// The province's Department of Science and Technology, if the task was delegated.
    Department,
}

/// A column of a form's list.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FormColumn {
    /// What it holds.
    pub key: ColumnKey,
    /// Its title.
    pub title: String,
    /// The title above it, shared with its neighbours of the same group.
    #[serde(default)]
    pub group: Option<String>,
    /// Its share of the table's width.
    pub width: u16,
}

impl FormColumn {
    /// The title on one line, after its group's.
    pub fn flat_title(&self) -> String {
        match &self.group {
            Some(group) => format!("{group}: {}", self.title),
            None => self.title.clone(),
        }
    }
}

/// One form.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FormDefinition {
    /// Its number in the appendix, `04`.
    pub number: String,
    /// The kind of document, `ĐỀ NGHỊ`.
    pub heading: String,
    /// Its legal title.
    pub title: String,
    /// What the letter is about, after "V/v"; taken from the title if a file has none.
    #[serde(default)]
    pub subject: String,
    /// The same for people with central signing, who get a letter of their own.
    #[serde(default)]
    pub subject_central: String,
    /// The heading of the contact block.
    #[serde(default)]
    pub contact_heading: String,
    /// The same for people with central signing, who get no token.
    #[serde(default)]
    pub contact_heading_central: String,
    /// The heading of the list.
    #[serde(default)]
    pub list_heading: String,
    /// The edition that the columns belong to.
    pub edition: String,
    /// The default recipient.
    pub recipient: Desk,
    /// The sentence before the list.
    pub opening: String,
    /// The sentence after it.
    pub closing: String,
    /// The contact block.
    pub contact: Vec<ContactKey>,
    /// The list's columns.
    pub columns: Vec<FormColumn>,
    /// Words that all forms share; filled in by [`Forms::get`].
    #[serde(skip)]
    pub words: Words,
}

impl FormDefinition {
    /// What the letter is about.
    pub fn about(&self, is_central: bool) -> String {
        if is_central && !self.subject_central.is_empty() {
            return self.subject_central.clone();
        }
        if !self.subject.is_empty() {
            return self.subject.clone();
        }
        let mut letters = self.title.chars();
        let first: String = letters.next().map(|letter| letter.to_lowercase().collect()).unwrap_or_default();
        format!("đề nghị {first}{}", letters.as_str())
    }

    /// Whether the header has two levels.
    pub fn has_groups(&self) -> bool {
        self.columns.iter().any(|column| column.group.is_some())
    }

    /// The header's runs: neighbours of one group together, others alone.
    pub fn header_runs(&self) -> Vec<&[FormColumn]> {
        self.columns.chunk_by(|left, right| left.group.is_some() && left.group == right.group).collect()
    }

    fn check(&self) -> Result<(), FormError> {
        let wrong = |title: &str| FormError::ColumnsWrong { number: self.number.clone(), title: title.to_owned() };
        if self.columns.is_empty() || self.columns.len() > 40 {
            return Err(wrong(&self.title));
        }
        let mut keys = BTreeSet::new();
        for column in &self.columns {
            if !keys.insert(column.key) || column.width == 0 {
                return Err(wrong(&column.title));
            }
        }
        let mut groups = BTreeSet::new();
        for run in self.header_runs() {
            let group = run.first().and_then(|column| column.group.as_ref());
            if let Some(group) = group.filter(|group| !groups.insert(*group)) {
                return Err(wrong(group));
            }
        }
        Ok(())
    }
}

/// Words and names that all forms share.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Words {
    texts: BTreeMap<String, Word>,
    recipients: BTreeMap<Desk, String>,
    changes: BTreeMap<Changed, String>,
    reasons: BTreeMap<ReasonKey, String>,
    contact: BTreeMap<ContactKey, String>,
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(untagged)]
enum Word {
    One(String),
    Many(Vec<String>),
}

impl Words {
    /// A word by its key in `[words]`; empty if a file lost it, which `Forms::built_in` prevents.
    pub fn get(&self, key: &str) -> &str {
        match self.texts.get(key) {
            Some(Word::One(text)) => text,
            _ => "",
        }
    }

    /// A list of words by its key.
    pub fn list(&self, key: &str) -> &[String] {
        match self.texts.get(key) {
            Some(Word::Many(texts)) => texts,
            _ => &[],
        }
    }

    /// The default recipient, with `{province}` to be replaced.
    pub fn recipient(&self, desk: Desk) -> &str {
        self.recipients.get(&desk).map_or("", String::as_str)
    }

    /// What a change is about.
    pub fn change(&self, what: Changed) -> &str {
        self.changes.get(&what).map_or("", String::as_str)
    }

    /// A reason of revocation.
    pub fn reason(&self, reason: ReasonKey) -> &str {
        self.reasons.get(&reason).map_or("", String::as_str)
    }

    /// The title of a line of the contact block.
    pub fn contact(&self, key: ContactKey) -> &str {
        self.contact.get(&key).map_or("", String::as_str)
    }

    /// The name of a field of the letter.
    pub fn letter(&self, field: LetterField) -> &str {
        self.get(match field {
            LetterField::Number => "field_number",
            LetterField::Date => "field_date",
            LetterField::Body => "field_body",
            LetterField::Place => "field_place",
            LetterField::Recipient => "field_recipient",
            LetterField::HeadTitle => "field_head_title",
            LetterField::HeadName => "field_head_name",
        })
    }
}

/// Every form's definition.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Forms {
    forms: BTreeMap<FormKind, FormDefinition>,
    words: Words,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    words: BTreeMap<String, Word>,
    #[serde(default)]
    recipients: BTreeMap<Desk, String>,
    #[serde(default)]
    changes: BTreeMap<Changed, String>,
    #[serde(default)]
    reasons: BTreeMap<ReasonKey, String>,
    #[serde(default)]
    contact: BTreeMap<ContactKey, String>,
    #[serde(default, rename = "form")]
    forms: Vec<FormDefinition>,
}

impl Forms {
    /// The forms that come with the tool.
    pub fn built_in() -> Result<Self, FormError> {
        Self { forms: BTreeMap::new(), words: Words::default() }.overlaid(BUILT_IN, false)
    }

    /// The built-in forms with an agency's own file over them.
    ///
    /// # Errors
    /// A file that is not TOML of this shape, a form with an unknown number, an unknown word, duplicate columns, or a
    /// group that is split.
    pub fn with_own(text: &str) -> Result<Self, FormError> {
        Self::built_in()?.overlaid(text, true)
    }

    /// The definition of a form, including the shared words.
    pub fn get(&self, kind: FormKind) -> Result<FormDefinition, FormError> {
        let form = self.forms.get(&kind).ok_or_else(|| FormError::FormMissing { number: kind.number().to_owned() })?;
        Ok(FormDefinition { words: self.words.clone(), ..form.clone() })
    }

    /// The words that all documents share.
    pub fn words(&self) -> &Words {
        &self.words
    }

    fn overlaid(mut self, text: &str, known_words_only: bool) -> Result<Self, FormError> {
        let text = text.trim_start_matches('\u{feff}');
        let unreadable = |fault: Phrase| FormError::DefinitionUnreadable { fault: Box::new(fault) };
        let file: File = toml::from_str(text).map_err(|error| {
            let before = text.get(..error.span().map_or(0, |span| span.start)).unwrap_or_default();
            let line_start = before.rfind('\n').map_or(0, |end| end + 1);
            unreadable(
                Phrase::new("form-definition-syntax")
                    .with("line", before.matches('\n').count() + 1)
                    .with(
                        "column",
                        before.chars().count() - before.get(..line_start).unwrap_or_default().chars().count() + 1,
                    )
                    .with("cause", error.message()),
            )
        })?;
        for (key, word) in file.words {
            let same_shape = match (self.words.texts.get(&key), &word) {
                (None, _) => !known_words_only,
                (Some(before), after) => std::mem::discriminant(before) == std::mem::discriminant(after),
            };
            if !same_shape {
                return Err(unreadable(Phrase::new("form-definition-word").with("key", key)));
            }
            self.words.texts.insert(key, word);
        }
        self.words.recipients.extend(file.recipients);
        self.words.changes.extend(file.changes);
        self.words.reasons.extend(file.reasons);
        self.words.contact.extend(file.contact);
        for form in file.forms {
            form.check()?;
            let kind = FormKind::from_number(&form.number)
                .ok_or_else(|| unreadable(Phrase::new("form-definition-number").with("number", &form.number)))?;
            self.forms.insert(kind, form);
        }
        Ok(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_built_in_forms_are_complete_because_an_officer_cannot_mend_them() {
        let forms = Forms::built_in().expect("the built-in file must be readable");
        for kind in FormKind::ALL {
            let form = forms.get(kind).expect("every kind has its form");
            assert_eq!(form.number, kind.number(), "the form stands under its own number");
            assert!(form.contact.iter().all(|key| !form.words.contact(*key).is_empty()), "contact titles of {kind:?}");
            assert!(!form.words.recipient(form.recipient).is_empty(), "default recipient of {kind:?}");
            for sentence in [&form.opening, &form.closing] {
                let left = sentence.replace("{body}", "").replace("{recipient}", "").replace("{count}", "");
                assert!(!left.contains(['{', '}']), "unknown placeholder in {sentence}");
            }
        }
        for number in ["field_number", "field_date", "field_body", "field_place", "field_recipient", "field_head_name"]
        {
            assert!(!forms.words.get(number).is_empty(), "{number} must have words");
        }
    }

    #[test]
    fn a_bodys_own_file_replaces_one_form_and_one_word_and_leaves_the_rest() {
        let own = "[words]\nmotto = \"Tự do\"\n[[form]]\nnumber = \"6\"\nheading = \"H\"\ntitle = \"T\"\n\
                   edition = \"E\"\nrecipient = \"authority\"\nopening = \"O\"\nclosing = \"C\"\ncontact = []\n\
                   columns = [{ key = \"index\", title = \"TT\", width = 1 }]\n";
        let forms = Forms::with_own(own).expect("a good file is taken");
        assert_eq!(forms.get(FormKind::Recovery).unwrap().title, "T", "form 06 is the body's own");
        assert_eq!(forms.get(FormKind::Recovery).unwrap().words.get("motto"), "Tự do", "and so is the word");
        assert_eq!(forms.get(FormKind::Revocation).unwrap().columns.len(), 9, "form 05 is still the built-in one");
    }

    #[test]
    fn a_wrong_own_file_is_refused_with_its_fault_and_never_half_used() {
        let column = |columns: &str| {
            format!(
                "[[form]]\nnumber = \"06\"\nheading = \"H\"\ntitle = \"T\"\nedition = \"E\"\nrecipient = \"authority\"\n\
                 opening = \"O\"\nclosing = \"C\"\ncontact = []\ncolumns = [{columns}]\n"
            )
        };
        let index = "{ key = \"index\", title = \"A\", width = 1 }";
        let grouped = |key: &str| format!("{{ key = \"{key}\", title = \"B\", width = 1, group = \"G\" }}");
        for (name, text) in [
            ("no TOML", "[[form".to_owned()),
            ("unknown key", "[wrods]\nmotto = \"x\"\n".to_owned()),
            ("unknown word", "[words]\nmoto = \"x\"\n".to_owned()),
            ("list for a word", "[words]\nmotto = [\"x\"]\n".to_owned()),
            ("unknown form", column(index).replace("06", "07")),
            ("no column", column("")),
            ("a column twice", column(&format!("{index}, {index}"))),
            ("unknown column", column("{ key = \"pin\", title = \"A\", width = 1 }")),
            ("no width", column("{ key = \"index\", title = \"A\", width = 0 }")),
            ("a torn group", column(&format!("{}, {index}, {}", grouped("email"), grouped("phone")))),
        ] {
            let refused = Forms::with_own(&text);
            assert!(
                matches!(refused, Err(FormError::DefinitionUnreadable { .. } | FormError::ColumnsWrong { .. })),
                "{name} must be refused, got {refused:?}"
            );
        }
    }
}
