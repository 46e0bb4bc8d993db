//! The JSON Schemas in `docs/schema` are generated from the serialised types, and kept as files for their readers.
//!
//! `UPDATE_SCHEMAS=1 cargo test --lib schema_tests` regenerates them; read the difference before committing it:
//! anything a schema no longer says is a promise withdrawn. Optional fields of a document are never null or empty if
//! present.

use std::collections::BTreeMap;
use std::path::Path;

use schemars::generate::SchemaSettings;
use serde::{Serialize, Serializer};
use serde_json::{Map, Value, json};

use crate::domain::schema::words;
use crate::report::{Kind, SCHEMA};

/// The title and description of the file of shared definitions.
const TITLE_OF_SHARED: &str = "What the documents of tokenctl/1 share";
const SAID_OF_SHARED: &str = "Definitions that the schemas of the kinds of documents refer to.";
/// The file of definitions shared by several kinds of documents.
const SHARED: &str = "tokenctl-1-defs.json";

/// What the documents of one kind have more narrowly than their type, which serves several kinds.
fn narrow(kind: Kind, schema: &mut Value) {
    const CHANGE: &str = "/properties/certificates/items/properties/change";
    const RESULT: &str = "/properties/result";
    match kind {
        // Without a staff list, or a list of agencies, the inventory is the whole document.
        Kind::Check => required(schema).retain(|name| name != "coverage" && name != "cannot_sign"),
        Kind::Inventory => required(schema).retain(|name| name != "bodies"),
        Kind::DriverList => {
            properties(schema).remove("unread");
            schema["properties"]["tokens"]["items"] = json!(false);
        }
        Kind::CsrCreate => only(schema, RESULT, json!(["signed", "refused", "failed", "unknown"])),
        Kind::KeyDelete => only(schema, RESULT, json!(["deleted", "refused", "failed", "unknown"])),
        Kind::KeyGenerate => only(schema, RESULT, json!(["generated", "refused", "failed", "unknown"])),
        Kind::TokenInit => only(schema, RESULT, json!(["initialized", "refused", "failed", "unknown"])),
        Kind::PinChange | Kind::PinUnlock | Kind::PinVerify => {
            only(schema, RESULT, json!(["unlocked", "changed", "verified", "refused", "failed", "unknown", null]));
        }
        Kind::TrustAdd | Kind::TrustFetch => only(schema, CHANGE, json!(["added", "already-there"])),
        Kind::TrustList => only(schema, CHANGE, json!([null])),
        Kind::TrustRemove => only(schema, CHANGE, json!(["removed"])),
        Kind::Verify => only(
            schema,
            "/properties/unread/items/properties/code",
            json!([
                "no-certificate-in-file",
                "no-such-file",
                "file-unreadable",
                "file-too-long",
                "no-signature-in-file",
                "too-many-signatures",
                "content-not-named"
            ]),
        ),
        _ => {}
    }
}

/// Restricts a property to these values.
fn only(schema: &mut Value, pointer: &str, values: Value) {
    let property = schema.pointer_mut(pointer).and_then(Value::as_object_mut).expect("a property to be narrowed");
    property.retain(|keyword, _| keyword == "description");
    property.insert("enum".to_owned(), values);
}

/// Every schema by file name.
fn schemas() -> BTreeMap<String, Value> {
    let mut generator = SchemaSettings::draft2020_12().for_serialize().into_generator();
    let mut schemas = BTreeMap::new();
    for kind in Kind::ALL {
        let schema = document(kind.schema(&mut generator).to_value(), kind.word());
        let title = format!("tokenctl {}", kind.word().replace('-', " "));
        schemas.insert(kind.word().to_owned(), headed(schema, kind.word(), &title, kind.description()));
    }
    let error = document(crate::failure::document_schema(&mut generator).to_value(), "error");
    let said = "What stands on standard error, in one line, with `--format json` or `jsonl`.";
    schemas.insert("error".to_owned(), headed(error, "error", "tokenctl error", said));
    let lines = crate::render::json::line_schemas(&mut generator).map(|(kind, schema)| {
        let mut line = document(schema.to_value(), kind);
        // The commands that fill these do not write lines.
        for alone in ["load_milliseconds", "mechanisms"] {
            properties(&mut line).remove(alone);
        }
        line
    });
    let lines = json!({"oneOf": lines});
    schemas.insert("lines".to_owned(), headed(lines, "lines", "tokenctl JSON lines", "One line of `--format jsonl`."));

    let definitions = generator.take_definitions(false);
    let mut shared = Map::new();
    for (name, definition) in &definitions {
        let name = snake_case(name);
        assert!(!name.ends_with(char::is_numeric), "two types are called {name}: let one `#[schemars(rename)]` itself");
        shared.insert(name, tidied(definition, "", &definitions));
    }
    let mut files: BTreeMap<String, Value> =
        schemas.into_iter().map(|(kind, schema)| (kind, tidied(&schema, SHARED, &definitions))).collect();
    for kind in Kind::ALL {
        narrow(*kind, files.get_mut(kind.word()).expect("every kind has its schema"));
    }
    files = files.into_iter().map(|(kind, schema)| (file(&kind), schema)).collect();
    files.insert(SHARED.to_owned(), headed(json!({"$defs": shared}), "defs", TITLE_OF_SHARED, SAID_OF_SHARED));
    files
}

fn file(kind: &str) -> String {
    format!("tokenctl-1-{kind}.json")
}

/// A schema with the start common to all.
fn headed(mut schema: Value, kind: &str, title: &str, description: &str) -> Value {
    schema["$schema"] = json!("https://json-schema.org/draft/2020-12/schema");
    schema["$id"] = json!(file(kind));
    schema["title"] = json!(title);
    schema["description"] = json!(description.trim());
    schema
}

/// A schema of documents that name this kind.
fn document(mut schema: Value, kind: &str) -> Value {
    for (name, value) in [("schema", SCHEMA), ("kind", kind)] {
        let property = properties(&mut schema).get_mut(name).expect("a document says what it is");
        property["const"] = json!(value);
    }
    schema
}

fn properties(schema: &mut Value) -> &mut Map<String, Value> {
    schema["properties"].as_object_mut().expect("a document has properties")
}

fn required(schema: &mut Value) -> &mut Vec<Value> {
    schema["required"].as_array_mut().expect("a document has properties that are always there")
}

/// `TokenName` is `token_name`.
fn snake_case(name: &str) -> String {
    let mut snake = String::new();
    for letter in name.chars() {
        if letter.is_uppercase() && !snake.is_empty() {
            snake.push('_');
        }
        snake.extend(letter.to_lowercase());
    }
    snake
}

/// A schema as shown to readers: closed, words as one enumeration, without Rust's details. `shared` is the file with
/// the definitions; it is empty in that file itself.
fn tidied(schema: &Value, shared: &str, definitions: &Map<String, Value>) -> Value {
    let Value::Object(schema) = schema else { return schema.clone() };
    if let Some(reference) = schema.get("$ref").and_then(Value::as_str) {
        let name = snake_case(reference.rsplit('/').next().unwrap_or_default());
        let mut tidied = schema.clone();
        tidied.remove("default");
        tidied.insert("$ref".to_owned(), json!(format!("{shared}#/$defs/{name}")));
        return Value::Object(tidied);
    }
    let mut tidy = Map::new();
    for (keyword, value) in schema {
        let value = match keyword.as_str() {
            "default" | "title" if !schema.contains_key("$id") => continue,
            // Of `u64` and similar, which JSON does not have.
            "format" => continue,
            "properties" | "$defs" => {
                let parts = value.as_object().into_iter().flatten();
                Value::Object(parts.map(|(name, part)| (name.clone(), tidied(part, shared, definitions))).collect())
            }
            "oneOf" | "anyOf" => {
                value.as_array().into_iter().flatten().map(|part| tidied(part, shared, definitions)).collect()
            }
            "items" | "propertyNames" | "additionalProperties" => tidied(value, shared, definitions),
            "description" => value.as_str().map_or(Value::Null, |text| json!(text.replace('\n', " "))),
            _ => value.clone(),
        };
        tidy.insert(keyword.clone(), value);
    }
    if (schema.contains_key("oneOf") || schema.contains_key("anyOf"))
        && let Some(words) = word_list(&Value::Object(schema.clone()), definitions)
    {
        tidy.retain(|keyword, _| keyword == "description");
        tidy.insert("type".to_owned(), json!("string"));
        tidy.insert("enum".to_owned(), json!(words));
    }
    if let Some(branches) = tidy.get("oneOf").and_then(Value::as_array).cloned()
        && tidy.contains_key("properties")
    {
        tidy.insert("oneOf".to_owned(), branches.into_iter().map(|branch| with_common(branch, &tidy)).collect());
        tidy.retain(|keyword, _| matches!(keyword.as_str(), "oneOf" | "description"));
    }
    let always: Vec<Value> = tidy.get("required").and_then(Value::as_array).cloned().unwrap_or_default();
    for (name, property) in tidy.get_mut("properties").and_then(Value::as_object_mut).into_iter().flatten() {
        if !always.contains(&json!(name)) {
            *property = present(property);
        }
    }
    if tidy.contains_key("properties") {
        tidy.entry("additionalProperties").or_insert(json!(false));
    }
    Value::Object(tidy)
}

/// The words of an enumeration without values; `None` for anything else.
fn word_list(schema: &Value, definitions: &Map<String, Value>) -> Option<Vec<String>> {
    if let Some(reference) = schema["$ref"].as_str() {
        return word_list(definitions.get(reference.rsplit('/').next()?)?, definitions);
    }
    if let Some(branches) = schema["oneOf"].as_array().or(schema["anyOf"].as_array()) {
        let lists: Option<Vec<_>> = branches.iter().map(|branch| word_list(branch, definitions)).collect();
        return lists.map(|lists| lists.concat());
    }
    (schema["type"] == "string" && (schema["const"].is_string() || schema["enum"].is_array())).then(|| words(schema))
}

/// An optional property, which is left out rather than null or empty.
fn present(property: &Value) -> Value {
    let mut present = property.clone();
    let is_null = |schema: &Value| *schema == "null" || schema["type"] == "null";
    if let Some(branches) = present["anyOf"].as_array().cloned()
        && branches.iter().any(is_null)
    {
        present.as_object_mut().into_iter().for_each(|parts| drop(parts.remove("anyOf")));
        for (keyword, value) in
            branches.iter().find(|branch| !is_null(branch)).and_then(Value::as_object).into_iter().flatten()
        {
            if present.get(keyword).is_none() {
                present[keyword] = value.clone();
            }
        }
    }
    if let Some(types) = present["type"].as_array().cloned() {
        present["type"] = types.into_iter().find(|one| !is_null(one)).unwrap_or_default();
    }
    if present["type"] == "array" {
        present["minItems"] = json!(1);
    }
    present
}

/// A branch with the properties beside it, so that it can be closed.
fn with_common(mut branch: Value, common: &Map<String, Value>) -> Value {
    if let Some(common) = common.get("properties").and_then(Value::as_object) {
        properties(&mut branch).extend(common.clone());
    }
    if let Some(common) = common.get("required").and_then(Value::as_array) {
        required(&mut branch).extend(common.iter().cloned());
    }
    branch
}

/// Keywords in reading order; those before `""` come first, those after it last.
const ORDER: &[&str] =
    &["$schema", "$id", "title", "description", "$ref", "type", "", "properties", "required", "additionalProperties"];

/// A schema with its keywords in order, and its properties in their type's order as far as `required` shows it.
struct Ordered<'a> {
    value: &'a Value,
    /// If the value is a map of schemas: the names that come first.
    names: Option<&'a [Value]>,
}

impl Serialize for Ordered<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match (self.value, self.names) {
            (Value::Object(parts), Some(names)) => {
                let mut parts: Vec<_> = parts.iter().collect();
                parts.sort_by_key(|(name, _)| names.iter().position(|first| first == *name).unwrap_or(usize::MAX));
                serializer.collect_map(parts.into_iter().map(|(name, value)| (name, Ordered { value, names: None })))
            }
            (Value::Object(parts), None) => {
                let place = |name: &str| ORDER.iter().position(|keyword| *keyword == name);
                let middle = place("");
                let first = parts.get("required").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
                let mut parts: Vec<_> = parts.iter().collect();
                parts.sort_by_key(|(name, _)| place(name).or(middle));
                serializer.collect_map(parts.into_iter().map(|(name, value)| {
                    let is_map = matches!(name.as_str(), "properties" | "$defs");
                    (name, Ordered { value, names: is_map.then_some(first) })
                }))
            }
            (Value::Array(values), _) => {
                serializer.collect_seq(values.iter().map(|value| Ordered { value, names: None }))
            }
            (value, _) => value.serialize(serializer),
        }
    }
}

/// Every description in a schema.
fn descriptions<'a>(schema: &'a Value, found: &mut Vec<&'a str>) {
    match schema {
        Value::Object(parts) => {
            found.extend(parts.get("description").and_then(Value::as_str));
            parts.values().for_each(|part| descriptions(part, found));
        }
        Value::Array(parts) => parts.iter().for_each(|part| descriptions(part, found)),
        _ => {}
    }
}

#[test]
#[allow(clippy::disallowed_methods, reason = "the bans of the product do not hold for its tests")]
fn the_schemas_under_docs_are_those_of_the_report_types() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/schema");
    let renew = std::env::var_os("UPDATE_SCHEMAS").is_some();
    let schemas = schemas();
    let mut differing = Vec::new();
    for (file, schema) in &schemas {
        let text =
            serde_json::to_string_pretty(&Ordered { value: schema, names: None }).expect("a schema is JSON") + "\n";
        let path = folder.join(file);
        if renew {
            std::fs::write(&path, &text).expect("a schema can be written");
        }
        // Whatever line endings git produces.
        if std::fs::read_to_string(&path).ok().is_none_or(|kept| kept.replace("\r\n", "\n") != text) {
            differing.push(file.as_str());
        }
    }
    assert!(
        differing.is_empty(),
        "the types say something else than these files, which UPDATE_SCHEMAS=1 writes anew: {}",
        differing.join(", ")
    );
    let mut kept: Vec<_> = std::fs::read_dir(&folder)
        .expect("docs/schema is there")
        .map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned())
        .collect();
    kept.sort();
    assert_eq!(kept, schemas.into_keys().collect::<Vec<_>>(), "a schema for each kind of document, and none beside");
}

/// The properties in which somebody may be named: those of text, unless it is one word of several or a time, and slots, whose
/// numbers some drivers make of a serial.
fn naming(schema: &Value, definitions: &Map<String, Value>, place: &str, found: &mut Vec<String>) {
    if let Some(name) = schema["$ref"].as_str().and_then(|reference| reference.rsplit('/').next()) {
        return naming(&definitions[name], definitions, place, found);
    }
    let is_text =
        schema["type"] == "string" || schema["type"].as_array().is_some_and(|kinds| kinds.contains(&json!("string")));
    let is_word = schema.get("const").is_some() || schema.get("enum").is_some();
    let is_time = schema["pattern"].as_str().is_some_and(|pattern| pattern.starts_with("^[0-9]{4}-"));
    if (is_text && !is_word && !is_time) || place == "slot" {
        found.push(place.to_owned());
    }
    for keyword in ["anyOf", "oneOf"] {
        schema[keyword].as_array().into_iter().flatten().for_each(|one| naming(one, definitions, place, found));
    }
    for part in ["items", "additionalProperties"].iter().filter_map(|keyword| schema.get(keyword)) {
        naming(part, definitions, place, found);
    }
    for (name, property) in schema["properties"].as_object().into_iter().flatten() {
        naming(property, definitions, name, found);
    }
}

/// Where a document of a kind may name somebody, beside its envelope.
fn naming_in(kind: Kind) -> Vec<String> {
    let mut generator = SchemaSettings::draft2020_12().for_serialize().into_generator();
    let mut schema = kind.schema(&mut generator).to_value();
    for name in ["schema", "kind", "tool"] {
        properties(&mut schema).remove(name);
    }
    let mut found = Vec::new();
    naming(&schema, &generator.take_definitions(false), "", &mut found);
    found
}

#[test]
fn a_kind_that_names_nobody_has_no_field_for_it() {
    for kind in Kind::ALL.iter().filter(|kind| kind.names_nobody()) {
        let found = naming_in(*kind);
        assert!(
            found.is_empty(),
            "`{}` names somebody: give each a treatment in render::redact: {found:?}",
            kind.word()
        );
    }
    let found = naming_in(Kind::DriverList);
    for name in ["label", "serial", "slot", "sha256", "uri", "driver", "common_name", "message"] {
        assert!(found.iter().any(|one| one == name), "`{name}` is found in a document that names people: {found:?}");
    }
    for name in ["generated_at", "status", "bits", "initialized"] {
        assert!(!found.iter().any(|one| one == name), "`{name}` names nobody: {found:?}");
    }
}

#[test]
fn no_description_in_a_schema_is_meant_for_readers_of_the_code() {
    for (file, schema) in schemas() {
        let mut found = Vec::new();
        descriptions(&schema, &mut found);
        for description in found {
            let links = ["[`", "::", "Self", "`None`", "  "].iter().any(|sign| description.contains(sign));
            assert!(!links, "{file} shows a comment that only the code explains: {description}");
        }
    }
}
