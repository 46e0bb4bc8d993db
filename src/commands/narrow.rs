//! The object attributes of a URI (`id`, `object`, `type`): restricts a listing to the objects that match them.

use crate::domain::situation::{Class, Situation, Told};
use crate::domain::tlv::hex;
use crate::domain::uri::{ObjectType, Uri};
use crate::report::assess::recount;
use crate::report::inventory::{Inventory, KeyClass, Token};
use crate::situation_error;

/// The tokens selected by a URI hold no such object.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NoObject;

situation_error!(NoObject);

impl Situation for NoObject {
    fn told(&self) -> Told {
        Class::NotFound.told("no-object", "run-no-object")
    }
}

/// Keeps the objects that a URI selects; without object attributes, all of them.
pub fn narrow(inventory: &mut Inventory, uri: &Uri) -> Result<(), NoObject> {
    if uri.id.is_none() && uri.object.is_none() && uri.object_type.is_none() {
        return Ok(());
    }
    let wanted_id = uri.id.as_deref().map(hex);
    // A label that is not UTF-8 is compared by its bytes, not by how it is displayed.
    let is_called = |label: Option<&String>, bytes: Option<&String>| {
        uri.object.as_ref().is_none_or(|wanted| match bytes {
            Some(bytes) => *bytes == hex(wanted.as_bytes()),
            None => label.map_or("", String::as_str).as_bytes() == wanted.as_bytes(),
        })
    };
    let is_meant = |kind: ObjectType, id: Option<&String>, label: (Option<&String>, Option<&String>)| {
        uri.object_type.is_none_or(|wanted| wanted == kind)
            && wanted_id.as_ref().is_none_or(|wanted| id == Some(wanted))
            && is_called(label.0, label.1)
    };
    for token in &mut inventory.tokens {
        token.keys.retain(|key| {
            let kind = match key.class {
                KeyClass::Private => ObjectType::Private,
                KeyClass::Public => ObjectType::Public,
                KeyClass::Secret => ObjectType::SecretKey,
            };
            is_meant(kind, key.id.as_ref(), (key.label.as_ref(), key.label_hex.as_ref()))
        });
        token.certificates.retain(|certificate| {
            let label = (certificate.label.as_ref(), certificate.label_hex.as_ref());
            is_meant(ObjectType::Certificate, certificate.id.as_ref(), label)
        });
        let kept: Vec<&String> = token.certificates.iter().map(|certificate| &certificate.sha256).collect();
        let keys: Vec<&String> = token.keys.iter().filter_map(|key| key.id.as_ref()).collect();
        token.problems.retain(|problem| {
            problem.subject.as_ref().is_none_or(|subject| kept.contains(&subject) || keys.contains(&subject))
        });
    }
    recount(inventory);
    let objects = |token: &Token| !token.keys.is_empty() || !token.certificates.is_empty();
    if inventory.tokens.iter().any(objects) { Ok(()) } else { Err(NoObject) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn demo() -> Inventory {
        serde_json::from_str(include_str!("../../fixtures/inventory/demo.json")).unwrap()
    }

    fn left(uri: &str) -> Result<(u64, u64), NoObject> {
        let mut inventory = demo();
        narrow(&mut inventory, &Uri::parse(uri).unwrap())?;
        let certificates: usize = inventory.tokens.iter().map(|token| token.certificates.len()).sum();
        let counted = inventory.summary;
        assert_eq!(counted.certificates.to_string(), certificates.to_string(), "the summary counts what is left");
        Ok((counted.keys, counted.certificates))
    }

    #[test]
    fn object_attributes_of_a_uri_choose_among_keys_and_certificates() {
        let all = left("pkcs11:").unwrap();
        assert_eq!(all, (demo().summary.keys, demo().summary.certificates), "nothing asked, all kept");
        assert_eq!(left("pkcs11:type=cert").unwrap(), (0, all.1), "by type");
        let (keys, certificates) = left("pkcs11:id=%1a%2b%3c%01").unwrap();
        assert_eq!((keys, certificates), (1, 1), "by id: the pair of one holder");
        assert_eq!(left("pkcs11:type=cert;id=%1a%2b%3c%01").unwrap(), (0, 1), "by both");
    }

    #[test]
    fn an_object_that_is_not_there_is_an_error_and_no_empty_listing() {
        assert_eq!(left("pkcs11:object=nobody"), Err(NoObject), "a script must not take nothing for everything");
    }
}
