//! What a certificate says otherwise than the roster: employing body, name of an organisation, e-mail.
//!
//! Pitfall: names of bodies are written in many ways, so a name that does not match is a proposal with both texts.

use serde::{Deserialize, Serialize};

use super::Settings;
use crate::domain::certificate::Subject;
use crate::domain::decision::{Answer, Ruling};
use crate::domain::fold;
use crate::domain::names::{BodyName, Names};
use crate::domain::roster::{Entry, HolderKind};

/// What differs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum DifferingField {
    /// A person's employing body.
    Organisation,
    /// An organisation's name.
    Name,
    /// The official e-mail address.
    Email,
}

/// One thing that differs, with both texts.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Difference {
    /// What differs.
    pub field: DifferingField,
    /// What the certificate says; several O and OU, none where it says nothing.
    pub certificate: Vec<String>,
    /// What the roster says.
    pub roster: String,
    /// Only proposed: the texts may mean the same body.
    pub proposed: bool,
}

/// The cases of Decree 68/2024 Art. 15.
pub fn differences(subject: &Subject, emails: &[String], entry: &Entry, settings: &Settings) -> Vec<Difference> {
    let mut found = Vec::new();
    let bodies: Vec<&String> = subject.organizations.iter().chain(&subject.organizational_units).collect();
    let (field, wanted, said) = match entry.kind {
        HolderKind::Person => (DifferingField::Organisation, entry.unit.as_deref(), bodies),
        HolderKind::Organisation => {
            let named = subject.common_name.iter().chain(bodies).collect();
            (DifferingField::Name, Some(entry.name.as_str()), named)
        }
    };
    let places: Vec<&String> = subject.locality.iter().chain(&subject.state_or_province).collect();
    if let Some(wanted) = wanted.filter(|wanted| !names_one_of(wanted, &said, &places, &settings.names)) {
        let certificate = said.into_iter().cloned().collect();
        found.push(Difference { field, certificate, roster: wanted.to_owned(), proposed: true });
    }
    if let Some(wanted) = entry.email.as_deref().filter(|wanted| !settings.refuses(wanted)) {
        let folded = fold::text(wanted);
        if emails.iter().all(|email| fold::text(email) != folded) {
            let certificate = emails.to_vec();
            found.push(Difference {
                field: DifferingField::Email,
                certificate,
                roster: wanted.to_owned(),
                proposed: false,
            });
        }
    }
    found
}

/// What is left of differences after the officer looked: of texts that mean the same nothing, and a confirmed change is
/// certain.
pub fn decided(found: Vec<Difference>, ruling: Option<Ruling>) -> Vec<Difference> {
    let Some(ruling) = ruling else { return found };
    let settle = |difference: Difference| match ruling.of_field(difference.field) {
        Some(Answer::Same) if difference.proposed => None,
        Some(Answer::Change) => Some(Difference { proposed: false, ..difference }),
        _ => Some(difference),
    };
    found.into_iter().filter_map(settle).collect()
}

/// Whether the roster's text names one of the bodies, or is made of several of them ("Phòng 1, UBND phường 2"); the
/// city or province may stand behind a body on either side.
fn names_one_of(wanted: &str, said: &[&String], places: &[&String], names: &Names) -> bool {
    let said: Vec<BodyName> = said.iter().map(|body| names.body(body)).filter(|body| !body.is_empty()).collect();
    let wanted = names.body(wanted);
    if said.iter().any(|body| body.is(&wanted)) {
        return true;
    }
    let mut above = said.clone();
    for place in places {
        for text in [(*place).clone(), format!("thành phố {place}"), format!("tỉnh {place}")] {
            above.push(names.body(&text));
        }
    }
    // A place alone is no body.
    (wanted.is_made_of(&above) && said.iter().any(|body| wanted.mentions(body)))
        || said.iter().any(|body| body.is_within(&wanted, &above))
}
