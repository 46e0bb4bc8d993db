//! The rules that an agency may set, because the law is uncertain, changes, or leaves them to the province.

use serde::{Deserialize, Serialize};

use crate::domain::certificate::Issuer;
use crate::domain::names::Names;
use crate::domain::time::Moment;
use crate::domain::{fold, mail};

/// Organisations whose issuers are known government CAs, folded; G1 writes it without diacritics, G2 with them.
const GOVERNMENT_ORGANISATIONS: [&str; 1] = ["ban co yeu chinh phu"];
/// The organisation in all G2 certificates, as written there: comparing takes less time than folding, and is done for
/// each of them.
const AS_WRITTEN: &str = "Ban Cơ yếu Chính phủ";
/// Common names of known government CAs, folded.
const GOVERNMENT_ISSUERS: [&str; 3] = [
    "co quan chung thuc so chuyen dung chinh phu rootca",
    "rootca chuyen dung chinh phu g2",
    "ca phuc vu cac co quan nha nuoc g2",
];

/// Settings of verdicts, with the names used in the config file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[cfg_attr(test, schemars(rename = "Rules"))]
#[serde(default, deny_unknown_fields)]
pub struct JudgeSettings {
    /// When a certificate may be renewed.
    pub renewal: RenewalRules,
    /// Renewal, change and recovery go to the province's Department of Science and Technology.
    pub delegated: bool,
    /// A person who moved to another agency is revoked instead of kept.
    pub revoke_moved: bool,
    /// Further issuers that are government CAs.
    pub government_issuers: Vec<GovernmentIssuer>,
    /// Mail domains, with their subdomains, whose addresses are not issued by an agency.
    pub refused_email_domains: Vec<String>,
    /// The one requested unit (`--unit`).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unit: Option<String>,
    /// Only what has not been read since then, if requested.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub not_read_since: Option<Moment>,
    /// How names are compared.
    #[serde(skip)]
    pub names: Names,
}

/// A government CA beyond the built-in ones: it matches an issuer that contains each given text.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(default, deny_unknown_fields)]
pub struct GovernmentIssuer {
    /// A part of the issuer's organisation.
    pub organization: Option<String>,
    /// A part of the issuer's common name.
    pub common_name: Option<String>,
}

impl GovernmentIssuer {
    fn matches(&self, issuer: &Issuer) -> bool {
        let holds = |piece: &Option<String>, whole: &Option<String>| match piece.as_deref().map(fold::title) {
            None => true,
            Some(piece) => whole.as_deref().is_some_and(|whole| fold::title(whole).contains(&piece)),
        };
        let says_something = [&self.organization, &self.common_name]
            .into_iter()
            .any(|piece| piece.as_deref().is_some_and(|piece| !fold::title(piece).is_empty()));
        says_something
            && holds(&self.organization, &issuer.organization)
            && holds(&self.common_name, &issuer.common_name)
    }
}

/// When a certificate may be renewed (Decree 68/2024 Art. 9 and 12; to be checked with the CA).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(default, deny_unknown_fields)]
pub struct RenewalRules {
    /// It must still be valid for this many calendar days when the request is filed.
    pub min_days_left: i64,
    /// How often it may be renewed.
    pub max_renewals: u32,
    /// How many days before expiry the renewal window opens.
    pub open_days: i64,
    /// How many days before expiry renewal is announced.
    pub soon_days: i64,
    /// A certificate valid for no more than this many days counts as renewed.
    pub renewed_validity_days: i64,
}

impl Default for JudgeSettings {
    fn default() -> Self {
        Self {
            renewal: RenewalRules::default(),
            delegated: true,
            revoke_moved: false,
            government_issuers: Vec::new(),
            refused_email_domains: mail::refused_by_default(),
            unit: None,
            not_read_since: None,
            names: Names::default(),
        }
    }
}

impl Default for RenewalRules {
    fn default() -> Self {
        Self { min_days_left: 30, max_renewals: 1, open_days: 90, soon_days: 180, renewed_validity_days: 1096 }
    }
}

impl JudgeSettings {
    /// Whether an issuer is a known government CA.
    pub fn is_government(&self, issuer: &Issuer) -> bool {
        if issuer.organization.as_deref() == Some(AS_WRITTEN) {
            return true;
        }
        let organisation = issuer.organization.as_deref().map(fold::title);
        let name = issuer.common_name.as_deref().map(fold::title);
        organisation.is_some_and(|folded| GOVERNMENT_ORGANISATIONS.contains(&folded.as_str()))
            || name.is_some_and(|folded| GOVERNMENT_ISSUERS.contains(&folded.as_str()))
            || self.government_issuers.iter().any(|own| own.matches(issuer))
    }

    /// Whether the address is in a domain whose addresses are not issued by an agency.
    pub fn refuses(&self, address: &str) -> bool {
        let Some((_, domain)) = address.trim().rsplit_once('@') else { return true };
        mail::is_refused(domain, &self.refused_email_domains)
    }
}
