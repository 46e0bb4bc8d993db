//! What a JSON Schema says of texts and words if their types alone say less; `run::schema_tests` makes the schemas.
//!
//! Built for tests only. Pitfall: a pattern here is a promise to readers of documents; a value that does not match it
//! is
//! wrong.

use std::borrow::Cow;
use std::marker::PhantomData;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde_json::Value;

/// SHA-256 in lower-case hex.
pub(crate) const SHA256: &str = "^[0-9a-f]{64}$";
/// The same, or empty.
pub(crate) const SHA256_OR_EMPTY: &str = "^[0-9a-f]{64}$|^$";
/// Bytes in lower-case hex.
pub(crate) const HEX: &str = "^[0-9a-f]*$";
/// At least one byte in lower-case hex.
pub(crate) const SOME_HEX: &str = "^[0-9a-f]+$";
/// A serial number: a magnitude in lower-case hex, after a sign if negative.
pub(crate) const SIGNED_HEX: &str = "^-?[0-9a-f]*$";
/// A number as text.
pub(crate) const NUMBER: &str = "^[0-9]+$";
/// An RFC 7512 URI.
pub(crate) const PKCS11_URI: &str = "^pkcs11:";
/// A function of PKCS#11.
pub(crate) const CALL: &str = "^C_";
/// A stable code.
pub(crate) const CODE: &str = "^[a-z0-9-]+$";
/// A calendar month.
pub(crate) const MONTH: &str = "^[0-9]{4}-[0-9]{2}$";

/// A calendar day, as [`jiff::civil::Date`] writes it.
pub(crate) struct Day;

impl JsonSchema for Day {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "Day".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({"type": "string", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"})
    }
}

/// A map whose keys are words of `K`, all of them optional.
pub(crate) struct KeyedBy<K, V>(PhantomData<(K, V)>);

impl<K: JsonSchema, V: JsonSchema> JsonSchema for KeyedBy<K, V> {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        format!("{}By{}", V::schema_name(), K::schema_name()).into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let (keys, values) = (generator.subschema_for::<K>(), generator.subschema_for::<V>());
        json_schema!({"type": "object", "propertyNames": keys, "additionalProperties": values})
    }
}

/// The words of `T` without those that do not occur here.
pub(crate) fn words_but<T: JsonSchema>(left_out: &[&str], generator: &mut SchemaGenerator) -> Schema {
    let words: Vec<String> =
        words(T::json_schema(generator).as_value()).into_iter().filter(|word| !left_out.contains(&&**word)).collect();
    json_schema!({"type": "string", "enum": words})
}

/// The words of an enumeration without values.
pub(crate) fn words(schema: &Value) -> Vec<String> {
    let branches = ["oneOf", "anyOf", "enum"].iter().filter_map(|keyword| schema.get(keyword)?.as_array()).flatten();
    let own = schema.get("const").into_iter().chain(schema.as_str().map(|_| schema));
    own.filter_map(|word| word.as_str().map(str::to_owned)).chain(branches.flat_map(words)).collect()
}
