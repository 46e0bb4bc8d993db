//! What changed since an earlier inventory, as counted by the report: certificates new, gone, renewed and moved, PINs locked,
//! keys on two tokens.
//!
//! May import `domain` and the inventory's types; it is a view of `compare`. Pitfall: a token not plugged in this time is
//! "gone" only from the inventory; the wording takes care of that.

use serde::{Deserialize, Serialize};

use super::compare::{CertificateChange, Fate, TokenChange, compare};
use super::holders::{CertificateName, TokenName};
use super::inventory::{Inventory, Token};
use super::shared::{Holding, shared};
use crate::domain::names::Names;
use crate::domain::pin::PinState;
use crate::domain::time::Moment;

/// What changed since an earlier inventory.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Changes {
    /// The time of the earlier one.
    pub since: Moment,
    /// New certificates of new keys.
    pub new: Vec<Change>,
    /// Certificates that are no longer there.
    pub gone: Vec<Change>,
    /// Certificates of a key that had another one, with a later end.
    pub renewed: Vec<Change>,
    /// Certificates of a key that had another one, without a later end: a new serial on the same key.
    pub reissued_same_key: Vec<Change>,
    /// Certificates that were on another token.
    pub moved: Vec<Change>,
    /// Tokens whose user PIN was not locked before.
    pub newly_locked: Vec<TokenName>,
    /// Keys that are now on tokens with different serials.
    pub key_on_several_tokens: Vec<SharedKey>,
}

/// One certificate that changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Change {
    /// The certificate; the newer if there are two.
    pub certificate: CertificateName,
    /// Its token.
    pub token: TokenName,
    /// The previous serial number, if the key had another certificate.
    pub former_serial_number: Option<String>,
    /// The previous token, if it was another.
    pub former_token: Option<TokenName>,
}

/// One key on several tokens.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct SharedKey {
    /// SHA-256 over the `SubjectPublicKeyInfo`.
    #[cfg_attr(test, schemars(regex(pattern = crate::domain::schema::SHA256)))]
    pub spki_sha256: String,
    /// The tokens.
    pub tokens: Vec<TokenName>,
}

/// Compares two inventories; `names` folds those of holders.
pub fn changes(old: &Inventory, new: &Inventory, names: &Names) -> Changes {
    let compared = compare(old, new, names);
    let mut found = Changes {
        since: old.envelope.generated_at,
        new: Vec::new(),
        gone: Vec::new(),
        renewed: Vec::new(),
        reissued_same_key: Vec::new(),
        moved: Vec::new(),
        newly_locked: compared.tokens.iter().filter_map(newly_locked).collect(),
        key_on_several_tokens: shared_keys(&compared.after),
    };
    for one in &compared.certificates {
        match one.fate {
            Fate::New | Fate::NewKey { .. } => found.new.push(change(one, None, None)),
            Fate::SameKey { former, elsewhere } => {
                let (serial_number, end) = (former.certificate.serial_number.clone(), former.certificate.not_after);
                let change = change(one, serial_number, elsewhere.then_some(former.token));
                let list =
                    if one.certificate.not_after > end { &mut found.renewed } else { &mut found.reissued_same_key };
                list.push(change);
            }
            Fate::Moved { former } => found.moved.push(change(one, None, Some(former.token))),
            Fate::Gone { .. } => found.gone.push(change(one, None, None)),
            // The figures of the period show what expired, and the worklist what cannot sign; nothing is known of what was not read.
            Fate::Expired | Fate::KeyGone | Fate::Unread | Fate::Elsewhere => {}
        }
    }
    found
}

fn change(one: &CertificateChange<'_>, former_serial_number: Option<String>, former_token: Option<&Token>) -> Change {
    Change {
        certificate: one.certificate.into(),
        token: one.token.into(),
        former_serial_number,
        former_token: former_token.map(TokenName::from),
    }
}

fn newly_locked(change: &TokenChange<'_>) -> Option<TokenName> {
    match change {
        TokenChange::Pin { new, .. } if new.user_pin.state == PinState::Locked => Some(TokenName::from(*new)),
        _ => None,
    }
}

fn shared_keys(tokens: &[&Token]) -> Vec<SharedKey> {
    let of_key = |(spki, tokens): (&str, Holding<'_>)| {
        let tokens: Vec<TokenName> = tokens.into_values().map(TokenName::from).collect();
        (tokens.len() > 1).then(|| SharedKey { spki_sha256: spki.to_owned(), tokens })
    };
    shared(tokens).into_iter().filter_map(of_key).collect()
}
