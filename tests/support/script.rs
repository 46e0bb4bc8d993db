//! Writes scripts for the fault driver; the format is explained in `tests/fault-driver/README.md`.
//!
//! Pitfall: the driver refuses unknown fields, with a message on stderr, so a mistake here shows at the first call.

use std::path::Path;

use serde_json::{Map, Value, json};

use super::{Certificate, Fault, Key, Rig, Variant};

/// The PINs of every token without its own.
pub const USER_PIN: &str = "Trung-thu-1508";
pub const SO_PIN: &str = "Quan-tri-7788";

/// A driver: its slots, its tokens, its faults.
#[derive(Clone)]
pub struct Script(Value);

impl Script {
    /// A healthy driver without a slot.
    pub fn empty() -> Self {
        Self(json!({"slots": [], "spares": [], "faults": []}))
    }

    /// A healthy driver with this many tokens in slots 1, 2, 3 …, each of another holder, with one certificate and
    /// its key pair.
    pub fn tokens(count: u64) -> Self {
        (1..=count).fold(Self::empty(), |script, slot| script.slot(slot, Token::of_holder(slot)))
    }

    /// A module that forwards every call to a real one; faults and counts still apply.
    pub fn forwarding_to(module: &Path) -> Self {
        Self::empty().set("forward", module.to_str().expect("the module's path is UTF-8"))
    }

    pub fn slot(self, id: u64, token: Token) -> Self {
        self.raw_slot(json!({"id": id, "description": format!("Reader {id}"), "token": token.0}))
    }

    pub fn empty_slot(self, id: u64) -> Self {
        self.raw_slot(json!({"id": id, "description": format!("Reader {id}"), "token": null}))
    }

    /// A slot in full, for hostile readers.
    pub fn raw_slot(mut self, slot: Value) -> Self {
        self.list("slots").push(slot);
        self
    }

    /// A token that `Fault::swaps` can put into a slot: the first is 0.
    pub fn spare(mut self, token: Token) -> Self {
        self.list("spares").push(token.0);
        self
    }

    pub fn fault(mut self, fault: Fault) -> Self {
        self.list("faults").push(fault.into_value());
        self
    }

    /// Sets a field of the script itself: `latency_ms`, `global_lock`, `os_locking`, `null_functions`, `library` …
    pub fn set(mut self, field: &str, value: impl Into<Value>) -> Self {
        self.0[field] = value.into();
        self
    }

    /// Adds a certificate to the token of a slot.
    pub fn certificate(self, slot: u64, id: &[u8], der: &[u8]) -> Self {
        self.change_token(slot, |token| token.certificate(id, "certificate", der))
    }

    /// Adds a key pair to the token of a slot.
    pub fn key_pair(self, slot: u64, id: &[u8], key: &Key) -> Self {
        self.change_token(slot, |token| token.key_pair(id, "key", key))
    }

    /// Changes the token of a slot.
    pub fn change_token(mut self, slot: u64, change: impl FnOnce(Token) -> Token) -> Self {
        let slots = self.list("slots").iter_mut();
        let place = slots.filter(|known| known["id"] == slot).map(|known| &mut known["token"]).next();
        let place = place.unwrap_or_else(|| panic!("the script has no slot {slot}"));
        *place = change(Token(place.take())).0;
        self
    }

    pub fn json(&self) -> &Value {
        &self.0
    }

    /// Puts a copy of the module with this script beside it into a separate folder.
    pub fn install(&self) -> Rig {
        Rig::new(Variant::Plain, self)
    }

    /// The same with a variant of the module.
    pub fn install_as(&self, variant: Variant) -> Rig {
        Rig::new(variant, self)
    }

    fn list(&mut self, field: &str) -> &mut Vec<Value> {
        self.0[field].as_array_mut().expect("a list of the script")
    }
}

/// A token. Everything not set is healthy.
#[derive(Clone)]
pub struct Token(Value);

impl Token {
    /// An initialised token without objects and PINs.
    pub fn bare(label: &str) -> Self {
        Self(json!({"label": label, "objects": []}))
    }

    /// An initialised token with both PINs set, three tries each, and without objects.
    pub fn named(label: &str) -> Self {
        Self::bare(label).user_pin(USER_PIN).so_pin(SO_PIN).set("mechanisms", json!(["CKM_RSA_PKCS", "CKM_ECDSA"]))
    }

    /// The n-th healthy token: its own holder and serial, a certificate and its key pair under the ID `01`.
    pub fn of_holder(number: u64) -> Self {
        const HOLDERS: [&str; 5] = ["Nguyễn Văn An", "Trần Thị Bích", "Lê Quốc Đạt", "Phạm Thuỳ Dương", "Vũ Hữu Đức"];
        let index = usize::try_from(number).expect("few tokens") % HOLDERS.len();
        let name = format!("{} {number}", HOLDERS[index]);
        let der = Certificate::of(&name).serial(&(0x7A00_0000 + number).to_be_bytes()[4..]).key(&super::RSA_2048).der();
        Self::named(&name).set("serial", format!("{number:08}")).certificate(&[1], &name, &der).key_pair(
            &[1],
            &name,
            &super::RSA_2048,
        )
    }

    /// Sets any field of the token: `serial`, `model`, `style`, `unlock`, `stale_flags`, `pin_pad`, `extra_flags` …
    pub fn set(mut self, field: &str, value: impl Into<Value>) -> Self {
        self.0[field] = value.into();
        self
    }

    pub fn user_pin(self, value: &str) -> Self {
        self.set("user_pin", json!({"value": value}))
    }

    pub fn so_pin(self, value: &str) -> Self {
        self.set("so_pin", json!({"value": value}))
    }

    pub fn puk(self, value: &str) -> Self {
        self.set("puk", json!({"value": value}))
    }

    /// Tries left of `user_pin`, `so_pin` or `puk`: 0 is locked, 1 the last try.
    pub fn left(mut self, pin: &str, left: u32) -> Self {
        self.0[pin]["left"] = left.into();
        self
    }

    pub fn must_change(mut self, pin: &str) -> Self {
        self.0[pin]["must_change"] = true.into();
        self
    }

    pub fn object(mut self, object: Object) -> Self {
        self.0["objects"].as_array_mut().expect("the token's objects").push(object.0);
        self
    }

    pub fn certificate(self, id: &[u8], label: &str, der: &[u8]) -> Self {
        self.object(Object::certificate(id, label, der))
    }

    pub fn key_pair(self, id: &[u8], label: &str, key: &Key) -> Self {
        self.object(Object::public_key(id, label, key)).object(Object::private_key(id, label, key))
    }

    pub fn json(&self) -> &Value {
        &self.0
    }
}

/// An object of a token.
#[derive(Clone)]
pub struct Object(Value);

impl Object {
    /// Any object, for hostile ones: `Object::new("CKO_DATA", attributes(&[("CKA_LABEL", json!("x"))]))`.
    pub fn new(class: impl Into<Value>, attributes: Value) -> Self {
        Self(json!({"class": class.into(), "attributes": attributes}))
    }

    pub fn certificate(id: &[u8], label: &str, der: &[u8]) -> Self {
        Self::new(
            "CKO_CERTIFICATE",
            json!({
                "CKA_CERTIFICATE_TYPE": {"ulong": "CKC_X_509"}, "CKA_ID": hex(id), "CKA_LABEL": label,
                "CKA_VALUE": hex(der),
            }),
        )
    }

    pub fn public_key(id: &[u8], label: &str, key: &Key) -> Self {
        let common = json!({"CKA_ID": hex(id), "CKA_LABEL": label, "CKA_VERIFY": true});
        Self::new("CKO_PUBLIC_KEY", merged(common, key.public_attributes()))
    }

    /// Visible only after a login, and able to sign.
    pub fn private_key(id: &[u8], label: &str, key: &Key) -> Self {
        let common = json!({
            "CKA_ID": hex(id), "CKA_LABEL": label, "CKA_SIGN": true, "CKA_DECRYPT": key.is_rsa(),
            "CKA_SENSITIVE": true, "CKA_EXTRACTABLE": false, "CKA_ALWAYS_AUTHENTICATE": false,
        });
        Self::new("CKO_PRIVATE_KEY", merged(common, key.private_attributes())).private().field("pkcs8", hex(key.pkcs8))
    }

    pub fn private(self) -> Self {
        self.field("private", Value::Bool(true))
    }

    /// Searches by class find it, but the class cannot be read.
    pub fn hiding_its_class(self) -> Self {
        self.field("hides_class", Value::Bool(true))
    }

    /// Sets or replaces one attribute: a bool, a number, a string, or an explicit value such as `{"hex": "00"}`,
    /// `{"zeros": 9}`, `{"error": "CKR_GENERAL_ERROR"}`, `{"claim": 4096}`, `{"sensitive": true}`.
    pub fn attribute(mut self, name: &str, value: impl Into<Value>) -> Self {
        self.0["attributes"][name] = value.into();
        self
    }

    /// Visible without a login, like private keys of cards.
    pub fn seen(self) -> Self {
        self.field("private", Value::Bool(false))
    }

    /// Removes one attribute.
    pub fn without(mut self, name: &str) -> Self {
        self.0["attributes"].as_object_mut().expect("the attributes").remove(name);
        self
    }

    fn field(mut self, name: &str, value: Value) -> Self {
        self.0[name] = value;
        self
    }
}

/// Attributes by name.
pub fn attributes(pairs: &[(&str, Value)]) -> Value {
    Value::Object(pairs.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect::<Map<_, _>>())
}

/// Bytes in script notation.
pub fn hex(bytes: &[u8]) -> Value {
    use std::fmt::Write;
    let text = bytes.iter().fold(String::with_capacity(2 * bytes.len()), |mut text, byte| {
        write!(text, "{byte:02x}").expect("a String takes all that is written");
        text
    });
    json!({"hex": text})
}

fn merged(mut one: Value, other: Value) -> Value {
    let (Some(all), Value::Object(other)) = (one.as_object_mut(), other) else { panic!("attributes are objects") };
    all.extend(other);
    one
}
