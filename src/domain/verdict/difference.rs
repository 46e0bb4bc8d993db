//! Differences between a certificate and the staff list: employing agency, name of an organisation, e-mail.
//!
//! Pitfall: names of agencies have many spellings, so a name that does not match has to be confirmed, with both texts shown.

use serde::{Deserialize, Serialize};

use super::JudgeSettings;
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
    /// A person's employing agency.
    Organisation,
    /// An organisation's name.
    Name,
    /// The official e-mail address.
    Email,
}

/// One difference, with both texts.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Difference {
    /// What differs.
    pub field: DifferingField,
    /// What the certificate says; several O and OU, empty if it says nothing.
    pub certificate: Vec<String>,
    /// What the staff list says.
    pub roster: String,
    /// To be confirmed: the texts may mean the same agency.
    pub proposed: bool,
}

/// The cases of Decree 68/2024 Art. 15.
pub fn differences(subject: &Subject, emails: &[String], entry: &Entry, settings: &JudgeSettings) -> Vec<Difference> {
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

/// The differences that remain after the officer's decision: texts that mean the same are dropped, and a confirmed
/// change is certain.
pub fn decided(found: Vec<Difference>, ruling: Option<Ruling>) -> Vec<Difference> {
    let Some(ruling) = ruling else { return found };
    let settle = |difference: Difference| match ruling.of_field(difference.field) {
        Some(Answer::Same) if difference.proposed => None,
        Some(Answer::Change) => Some(Difference { proposed: false, ..difference }),
        _ => Some(difference),
    };
    found.into_iter().filter_map(settle).collect()
}

/// Whether the staff list's text names one of the agencies, or consists of several ("Phòng 1, UBND phường 2"); on
/// either side an agency may be followed by the city or province.
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
    // A place alone is not an agency.
    (wanted.is_made_of(&above) && said.iter().any(|body| wanted.mentions(body)))
        || said.iter().any(|body| body.is_within(&wanted, &above))
}
