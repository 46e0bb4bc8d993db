//! The JSON Schemas in `docs/schema` and the program's real output agree in both directions: every document is valid,
//! and every property of a schema occurs in a document with a value other than null.
//!
//! `src/run/schema_tests.rs` generates the schemas from the types and says how to regenerate them; here the documents
//! themselves are compared with the files. Pitfall: `additionalProperties` is false everywhere, so a field that a type
//! serialises by hand fails here until its schema has it.

#![allow(clippy::expect_used, clippy::indexing_slicing, clippy::panic, reason = "a test stops where it fails")]
#![allow(clippy::disallowed_methods, reason = "the product's bans do not hold for its tests")]
#![allow(unreachable_pub, reason = "a module of tests is nobody's interface")]

#[path = "verify/authority.rs"]
#[allow(dead_code, reason = "tests/verify uses all of it")]
mod authority;
#[path = "schema/documents.rs"]
mod documents;
#[path = "verify/server.rs"]
#[allow(dead_code, reason = "tests/verify uses all of it")]
mod server;
#[path = "verify/sign.rs"]
#[allow(dead_code, reason = "tests/verify uses all of it")]
mod sign;
mod softhsm;
mod support;

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use documents::documents;
use serde_json::{Value, json};

/// The schemas by kind, each with the shared definitions inside.
fn schemas() -> BTreeMap<String, Value> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/schema");
    let read = |path: &PathBuf| -> Value {
        let text = std::fs::read_to_string(path).expect("a schema can be read");
        serde_json::from_str(&text.replace("tokenctl-1-defs.json#/", "#/")).expect("a schema is JSON")
    };
    let shared = read(&folder.join("tokenctl-1-defs.json"))["$defs"].take();
    let mut schemas = BTreeMap::new();
    for entry in std::fs::read_dir(&folder).expect("docs/schema is there") {
        let path = entry.expect("an entry").path();
        let name = path.file_stem().and_then(|name| name.to_str()).expect("a plain name");
        let kind = name.strip_prefix("tokenctl-1-").expect("named after schema and kind").to_owned();
        if kind != "defs" {
            let mut schema = read(&path);
            assert_eq!(schema["$id"], json!(format!("{name}.json")), "{name} calls itself by its file's name");
            schema["$defs"] = shared.clone();
            schemas.insert(kind, schema);
        }
    }
    schemas
}

/// Walks schema and document in parallel and notes which properties are present, and which have a value.
struct Coverage<'a> {
    root: &'a Value,
    wanted: BTreeSet<String>,
    seen: BTreeSet<String>,
    filled: BTreeSet<String>,
}

impl Coverage<'_> {
    fn walk(&mut self, name: &str, schema: &Value, value: &Value) {
        if let Some(reference) = schema["$ref"].as_str() {
            let name = reference.rsplit('/').next().expect("a reference has a name");
            let root = self.root;
            return self.walk(name, &root["$defs"][name], value);
        }
        for one in ["anyOf", "oneOf"].iter().filter_map(|word| schema[*word].as_array()).flatten() {
            let kind = &one["properties"]["kind"]["const"];
            if kind.is_null() || *kind == value["kind"] {
                let name = kind.as_str().map_or(name.to_owned(), |kind| format!("{name}-{kind}"));
                self.walk(&name, one, value);
            }
        }
        for (property, schema) in schema["properties"].as_object().into_iter().flatten() {
            let full = format!("{name}.{property}");
            self.wanted.insert(full.clone());
            if let Some(value) = value.get(property) {
                self.seen.insert(full.clone());
                let empty = value.is_null() || value.as_array().is_some_and(Vec::is_empty);
                if !empty {
                    self.filled.insert(full);
                }
                self.walk(&format!("{name}.{property}"), schema, value);
            }
        }
        if let Some(values) = value.as_array().filter(|_| schema["items"].is_object()) {
            for value in values {
                self.walk(name, &schema["items"], value);
            }
        }
    }
}

/// Properties that are present but never filled, with the reason.
const NEVER_FILLED: &[(&str, &str)] = &[
    ("file_signature.weaknesses", "the authority of these runs is strong"),
    ("judgement.weaknesses", "the authority of these runs is strong"),
    ("anchor_found.known_as", "the certificates of the known roots are not shipped"),
    ("trust-list.certificates.known_as", "the certificates of the known roots are not shipped"),
    ("trust-add.certificates.known_as", "the certificates of the known roots are not shipped"),
    ("trust-remove.certificates.known_as", "the certificates of the known roots are not shipped"),
    ("trust-fetch.certificates.known_as", "the certificates of the known roots are not shipped"),
    ("trust-list.certificates.change", "a list changes nothing"),
    ("cell_remark.sheet", "the lists of these runs are CSV"),
    ("differing.title", "certificates of this kind hold none"),
    ("request-change.row_errors", "filled in request-new, which has the same shape"),
    ("request-new.left_out", "filled in request-change, which has the same shape"),
    ("request-recovery.left_out", "filled in request-change, which has the same shape"),
    ("request-renewal.left_out", "filled in request-change, which has the same shape"),
    ("request-revocation.left_out", "filled in request-change, which has the same shape"),
    ("request-change.undecided", "only a new certificate has one of two forms"),
    ("request-recovery.undecided", "only a new certificate has one of two forms"),
    ("request-renewal.undecided", "only a new certificate has one of two forms"),
    ("request-revocation.undecided", "only a new certificate has one of two forms"),
    ("request-recovery.row_errors", "filled in request-new, which has the same shape"),
    ("request-renewal.row_errors", "filled in request-new, which has the same shape"),
    ("pin-unlock.found", "no token is exchanged in these runs; tests/pin/door.rs reads it"),
    ("pin-change.found", "no token is exchanged in these runs; tests/pin/door.rs reads it"),
    ("pin-verify.found", "no token is exchanged in these runs; tests/pin/door.rs reads it"),
    ("key-generate.found", "no token is exchanged in these runs; tests/keys reads it"),
    ("key-generate.message", "what happened is said on standard error"),
    ("key-delete.found", "no token is exchanged in these runs; tests/keys reads it"),
    ("key-delete.message", "what happened is said on standard error"),
    ("token-init.found", "no token is exchanged in these runs; tests/keys reads it"),
    ("token-init.message", "what happened is said on standard error"),
    ("csr-create.found", "no token is exchanged in these runs; tests/pin/door.rs reads it"),
    ("csr-create.message", "what happened is said on standard error"),
    ("pin-unlock.message", "what happened is said on standard error"),
    ("pin-change.message", "what happened is said on standard error"),
    ("pin-verify.message", "what happened is said on standard error"),
    ("unlock_plan.opensc_conf", "told of cards behind OpenSC alone, and there is none here"),
    ("error.causes", "no error of these runs has a cause of its own to tell"),
    ("driver-list.tokens", "`driver list` opens no session"),
    ("subject.title", "certificates of this kind hold none; tests/certificates reads one"),
];

/// Properties that no run here can have, with the reason.
const NEVER_SEEN: &[(&str, &str)] = &[
    ("driver.host", "only a program beside its 32-bit build tells it; tests/hosts/small_host.rs reads it"),
    ("lines-driver.host", "only a program beside its 32-bit build tells it; tests/hosts/small_host.rs reads it"),
    ("failure.cards_in", "only a smart card service tells where cards are; tests/cards/mute.rs reads it"),
    (
        "token_name.slot_text",
        "the saved inventories of these runs have small slots; `token.slot_text` has the same value",
    ),
];

#[test]
fn documents_and_schemas_say_the_same_in_both_directions() {
    let (schemas, documents) = (schemas(), documents());
    let (mut wanted, mut seen, mut filled) = (BTreeSet::new(), BTreeSet::new(), BTreeSet::new());
    for (kind, documents) in &documents.0 {
        let schema = schemas.get(kind).unwrap_or_else(|| panic!("there is no schema of kind `{kind}`"));
        let validator = jsonschema::validator_for(schema).expect("a schema is a valid schema");
        for document in documents {
            let faults: Vec<_> = validator
                .iter_errors(document)
                .map(|fault| {
                    format!("{}: {}", fault.instance_path(), fault.to_string().chars().take(200).collect::<String>())
                })
                .collect();
            assert!(faults.is_empty(), "a `{kind}` document breaks its schema:\n{}", faults.join("\n"));
            let mut coverage =
                Coverage { root: schema, wanted: BTreeSet::new(), seen: BTreeSet::new(), filled: BTreeSet::new() };
            coverage.walk(kind, schema, document);
            wanted.extend(coverage.wanted);
            seen.extend(coverage.seen);
            filled.extend(coverage.filled);
        }
    }
    for kind in schemas.keys() {
        assert!(documents.0.contains_key(kind), "no run gave a document of kind `{kind}`");
    }
    let elsewhere = |property: &String| NEVER_SEEN.iter().any(|(never, _)| never == property);
    let unseen: Vec<_> = wanted.difference(&seen).filter(|property| !elsewhere(property)).collect();
    let excused = |property: &String| NEVER_FILLED.iter().any(|(never, _)| never == property);
    let empty: Vec<_> = seen.difference(&filled).filter(|property| !excused(property)).collect();
    assert!(
        unseen.is_empty() && empty.is_empty(),
        "the schemas promise what no document has: {unseen:?}\nand what no document ever fills: {empty:?}"
    );
}

#[test]
fn a_field_that_no_schema_knows_is_noticed() {
    let schemas = schemas();
    let mut document = json!({
        "schema": "tokenctl/1", "kind": "error",
        "error": {"code": "usage", "exit_status": 2, "message": "m", "causes": [], "hint": null},
    });
    let validator = jsonschema::validator_for(&schemas["error"]).expect("a schema is a valid schema");
    assert!(validator.is_valid(&document), "as it should be");
    document["error"]["more"] = json!(1);
    assert!(!validator.is_valid(&document), "a field too many");
    document["error"].as_object_mut().expect("an object").remove("more");
    document["error"].as_object_mut().expect("an object").remove("hint");
    assert!(!validator.is_valid(&document), "a field too few");
}

#[test]
fn every_schema_is_closed() {
    fn walk(place: &str, schema: &Value) {
        if schema["properties"].is_object() {
            assert_eq!(schema["additionalProperties"], json!(false), "{place} lets unknown fields through");
        }
        match schema {
            Value::Object(parts) => parts.iter().for_each(|(name, part)| walk(&format!("{place}/{name}"), part)),
            Value::Array(parts) => parts.iter().for_each(|part| walk(place, part)),
            _ => {}
        }
    }
    for (kind, schema) in schemas() {
        walk(&kind, &schema);
    }
}
