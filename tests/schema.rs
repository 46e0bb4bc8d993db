//! The JSON Schemas under `docs/schema` and the program's real output say the same, in both directions: every document
//! is valid, and every property of a schema stands in a document, with a value other than null.
//!
//! Pitfall: `additionalProperties` is false everywhere, so a new field fails here until its schema knows it.

#![allow(clippy::expect_used, clippy::indexing_slicing, clippy::panic, reason = "a test stops where it fails")]
#![allow(clippy::disallowed_methods, reason = "the product's bans do not hold for its tests")]

mod softhsm;
mod support;

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use serde_json::{Value, json};
use softhsm::{Tokens, module};
use support::{Certificate, Fault, Home, Object, RSA_2048, Rig, Script, Token, hex};

const AT: &str = "2026-11-22";

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

/// Real documents by kind.
#[derive(Default)]
struct Documents(BTreeMap<String, Vec<Value>>);

impl Documents {
    fn add(&mut self, kind: &str, document: Value) {
        self.0.entry(kind.to_owned()).or_default().push(document);
    }

    /// Keeps every line of JSON lines.
    fn add_lines(&mut self, output: std::process::Output) {
        for line in String::from_utf8(output.stdout).expect("JSON lines are UTF-8").lines() {
            self.add("lines", serde_json::from_str(line).expect("every line is JSON"));
        }
    }

    /// Runs the program and keeps what it says, as a document of its kind.
    fn run(&mut self, mut command: assert_cmd::Command, arguments: &[&str]) {
        let output =
            command.args(["--at", AT, "--format", "json", "--batch"]).args(arguments).output().expect("it runs");
        let said = if output.stdout.is_empty() { &output.stderr } else { &output.stdout };
        let document: Value = serde_json::from_slice(said)
            .unwrap_or_else(|fault| panic!("{arguments:?}: {fault}: {}", String::from_utf8_lossy(said)));
        let kind = document["kind"].as_str().expect("a document has a kind").to_owned();
        self.add(&kind, document);
    }
}

/// Everything that the demo tokens and hostile drivers make the program say.
fn documents() -> Documents {
    let mut documents = Documents::default();
    demo(&mut documents);
    faults(&mut documents);
    documents
}

fn demo(documents: &mut Documents) {
    let tokens = Tokens::demo(AT);
    let home = Home::new();
    let module = module();
    let command = || {
        let mut command = home.tokenctl();
        command.env("SOFTHSM2_CONF", tokens.configuration()).env("TOKENCTL_MODULE", &module);
        command.env("TEST_PIN", softhsm::USER_PIN);
        command
    };
    for arguments in [
        &["inventory"][..],
        &["check"],
        &["driver", "list"],
        &["config", "show"],
        &["token", "list"],
        &["token", "show"],
        &["key", "list"],
        &["cert", "list"],
        &["cert", "show", "--token", "10240113"],
        &["pin", "status"],
        &["pin", "unlock", "--plan", "--token", "10252317"],
        &["inventory", "--token", "10240113", "--login", "--pin-env", "TEST_PIN"],
        &["inventory", "--token", "10241130", "--login", "--pin-env", "TEST_PIN"],
        &["key", "list", "--token", "10248249", "--login", "--pin-env", "TEST_PIN"],
        // Errors: nothing matches, several match, the command line is wrong.
        &["cert", "show", "--token", "no such token"],
        &["cert", "export"],
        &["inventory", "--pin-env", "TEST_PIN"],
        &["nonsense"],
    ] {
        documents.run(command(), arguments);
    }
    let lines = command().args(["--at", AT, "--format", "jsonl", "inventory"]).output().expect("it runs");
    documents.add_lines(lines);
}

fn faults(documents: &mut Documents) {
    let home = Home::new();
    let ask = |documents: &mut Documents, rigs: &[&Rig], arguments: &[&str]| {
        let modules = rigs.iter().flat_map(|rig| ["--module", rig.module_text()]);
        let arguments: Vec<_> = modules.chain(arguments.iter().copied()).collect();
        documents.run(home.tokenctl(), &arguments);
    };
    let at = |script: Script, fault: Fault| script.fault(fault).install();

    let odd = odd_token().install();
    ask(documents, &[&odd], &["inventory"]);
    let lines = |documents: &mut Documents, rigs: &[&Rig]| {
        let modules = rigs.iter().flat_map(|rig| ["--module", rig.module_text()]);
        let arguments = modules.chain(["--format", "jsonl", "--timeout", "1", "inventory"]);
        documents.add_lines(home.tokenctl().args(arguments).output().expect("it runs"));
    };
    lines(documents, &[&odd]);
    ask(documents, &[&odd], &["inventory", "--login", "--pin-file", &pin_file(&odd)]);
    let (one, again) = (Script::tokens(1).install(), Script::tokens(1).install());
    ask(documents, &[&one, &again], &["inventory"]);

    let hung = at(Script::tokens(2), Fault::at("C_OpenSession").slot(2).hangs());
    ask(documents, &[&hung], &["--timeout", "1", "inventory"]);
    let crashed = at(Script::tokens(1), Fault::at("C_Initialize").crashes());
    ask(documents, &[&crashed], &["inventory"]);
    let refused = at(Script::tokens(2), Fault::at("C_OpenSession").slot(1).returns("CKR_DEVICE_ERROR"));
    ask(documents, &[&refused], &["check"]);
    let late = at(Script::tokens(1), Fault::at("C_Finalize").returns("CKR_GENERAL_ERROR"));
    ask(documents, &[&late], &["inventory"]);
    let text = one.folder().join("text.so");
    std::fs::write(&text, "not a library").expect("a text file");
    lines(documents, &[&one, &again, &crashed, &refused, &late]);
    // An error with a cause: the saved inventory is none.
    documents.run(home.tokenctl(), &["check", "--from", text.to_str().expect("a plain path")]);
    documents.run(home.tokenctl(), &["--module", text.to_str().expect("a plain path"), "driver", "list"]);
}

/// A token whose texts are not UTF-8, with a key and a certificate of every rare kind.
fn odd_token() -> Script {
    let bad = |text: &[u8]| hex(text);
    let der = Certificate::of("Lê Thị Ánh").key(&RSA_2048).der();
    let certificate = Object::certificate(&[1], "x", &der).attribute("CKA_LABEL", bad(b"Th\xfb"));
    let private = Object::private_key(&[1], "x", &RSA_2048).attribute("CKA_LABEL", bad(b"Kh\xf3a"));
    let token = Token::named("odd").set("label", bad(b"\xd0\xd4 token")).object(certificate).object(private);
    Script::empty().slot(1, token.object(Object::public_key(&[1], "x", &RSA_2048)))
}

fn pin_file(rig: &Rig) -> String {
    let path = rig.folder().join("pin");
    std::fs::write(&path, support::USER_PIN).expect("the PIN's file");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o600)).expect("its mode");
    }
    path.to_str().expect("a plain path").to_owned()
}

/// Follows schema and document side by side and notes which properties are there, and which with a value.
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

/// Properties that are there but never filled, with the reason.
const NEVER_FILLED: &[(&str, &str)] = &[
    ("error.causes", "no error of these runs has a cause of its own to tell"),
    ("driver-list.tokens", "`driver list` opens no session"),
    ("subject.title", "certificates of this kind hold none; tests/certificates reads one"),
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
    let unseen: Vec<_> = wanted.difference(&seen).collect();
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
