//! Real documents: the output for the demo tokens, hostile drivers, attempts on PINs and saved inventories.

use std::collections::BTreeMap;
use std::path::Path;

use serde_json::{Value, json};

use super::server::{Reply, Server};
use super::softhsm::{self, Tokens, module};
use super::support::{self, Certificate, Fault, Home, Object, RSA_2048, Rig, Script, Token, contract, hex};
use super::{authority, sign};

const AT: &str = "2026-11-22";

/// Real documents by kind.
#[derive(Default)]
pub struct Documents(pub BTreeMap<String, Vec<Value>>);

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

    /// Runs the program and keeps its output, as a document of its kind.
    fn run(&mut self, mut command: assert_cmd::Command, arguments: &[&str]) {
        command.args(["--at", AT]);
        self.run_now(command, arguments);
    }

    /// The same without a fixed day: the journal is from today.
    fn run_now(&mut self, mut command: assert_cmd::Command, arguments: &[&str]) {
        let output = command.args(["--format", "json", "--batch"]).args(arguments).output().expect("it runs");
        let said = if output.stdout.is_empty() { &output.stderr } else { &output.stdout };
        let document: Value = serde_json::from_slice(said)
            .unwrap_or_else(|fault| panic!("{arguments:?}: {fault}: {}", String::from_utf8_lossy(said)));
        let kind = document["kind"].as_str().expect("a document has a kind").to_owned();
        self.add(&kind, document);
    }
}

/// All output for the demo tokens and hostile drivers.
pub fn documents() -> Documents {
    let mut documents = Documents::default();
    demo(&mut documents);
    faults(&mut documents);
    attempts(&mut documents);
    imports(&mut documents);
    office(&mut documents);
    judgements(&mut documents);
    alone(&mut documents);
    documents
}

/// The commands of which there is no document yet, without arguments on the demo tokens.
fn alone(documents: &mut Documents) {
    let (tokens, home) = (Tokens::demo(AT), Home::new());
    for (words, formats) in contract::commands() {
        let is_new = !documents.0.contains_key(&words.replace(' ', "-"));
        if is_new && formats.iter().any(|format| format == "json") {
            let mut command = home.tokenctl();
            command.env("SOFTHSM2_CONF", tokens.configuration()).env("TOKENCTL_MODULE", module());
            documents.run(command, &words.split(' ').collect::<Vec<_>>());
        }
    }
}

fn fingerprint(der: &[u8]) -> String {
    use sha2::Digest as _;
    tokenctl::domain::tlv::hex(&sha2::Sha256::digest(der))
}

fn good_path(folder: &std::path::Path, name: &str) -> String {
    folder.join(name).to_str().expect("a plain path").to_owned()
}

/// A revoked certificate from a file, and the same from a token; the store of trusted ones.
fn judgements(documents: &mut Documents) {
    let home = Home::new();
    let folder = tempfile::TempDir::new().expect("a temporary folder");
    let made = |name: &str, bytes: Vec<u8>| authority::file(folder.path(), name, bytes);
    let evidence = [
        "--trust".to_owned(),
        made("root.der", authority::root()),
        "--intermediate".to_owned(),
        made("sub.der", authority::sub()),
        "--crl".to_owned(),
        made("root.crl", authority::Crl::new(authority::ROOT, &[]).der()),
        "--crl".to_owned(),
        made("sub.crl", authority::Crl::new(authority::SUB, &[(authority::SERIAL, Some(1))]).der()),
    ];
    let evidence: Vec<_> = evidence.iter().map(String::as_str).collect();
    let holder = made("holder.der", authority::holder());
    documents.run(home.tokenctl(), &[&["verify", holder.as_str()], evidence.as_slice()].concat());
    // A missing file beside an existing one; a responder and a list that disagree, both ways.
    let good = made("good.crl", authority::Crl::new(authority::SUB, &[]).der());
    for (revoked, list) in [(None, "sub.crl"), (Some(1), "good.crl")] {
        let response = authority::Response { revoked, ..authority::Response::good() }.der();
        let server = Server::start(move |_| Reply::Content(response.clone()));
        let ocsp_url = Some(server.url("/ocsp"));
        let (holder, signs) = (authority::HOLDER, authority::SIGNS);
        let asked = authority::Certificate::new(holder, authority::SUB, authority::SERIAL, signs);
        let asked = made("asked.der", authority::Certificate { ocsp_url, ..asked }.der());
        let list = good.replace("good.crl", list);
        let arguments = ["verify", asked.as_str(), "missing.pem", "--allow-private-urls", "--crl", list.as_str()];
        documents.run(home.tokenctl(), &[&arguments, evidence.get(..6).expect("the path")].concat());
    }
    let (root, own) = (made("root.cer", authority::root()), fingerprint(&authority::root()));
    documents.run(home.tokenctl(), &["trust", "add", &root, "--fingerprint", &own]);
    documents.run(home.tokenctl(), &["trust", "list"]);
    documents.run(home.tokenctl(), &["trust", "remove", &own]);
    let server = Server::start(|_| Reply::Content(authority::root()));
    let url = server.url("/root.crt");
    documents.run(home.tokenctl(), &["trust", "fetch", &url, "--allow-private-urls", "--fingerprint", &own]);
    let rig = Script::empty().slot(1, Token::named("a token").certificate(b"1", "An", &authority::holder())).install();
    documents.run(home.tokenctl(), &[&["verify", "--module", rig.module_text()], evidence.as_slice()].concat());
    let judged = ["inventory", "--module", rig.module_text(), "--revocation", "--offline"];
    documents.run(home.tokenctl(), &[&judged, evidence.as_slice()].concat());
    // One certificate on two tokens, and in two files.
    let copy = |serial: &str| {
        let token = Token::named("a copy").set("serial", serial);
        token.certificate(b"1", "An", &authority::holder())
    };
    let twins = Script::empty().slot(1, copy("1A2B3C01")).slot(2, copy("1A2B3C02")).install();
    documents.run(home.tokenctl(), &[&["verify", "--module", twins.module_text()], evidence.as_slice()].concat());
    let again = made("again.der", authority::holder());
    documents.run(home.tokenctl(), &[&["verify", holder.as_str(), again.as_str()], evidence.as_slice()].concat());
    // A PDF with a time-stamped signature; a modified one; one whose result depends on its certificate's state.
    let signer = || authority::Certificate::new(authority::HOLDER, authority::SUB, authority::SERIAL, authority::SIGNS);
    let time = authority::Certificate::new(("Time", 20), authority::SUB, 0x99, authority::SIGNS);
    let contents = |signed: &[u8]| {
        let authority = authority::Certificate { time_stamps: true, ..time.clone() };
        let stamp = sign::Stamp { authority, time: "20261110080000Z", wrong: false, unnamed: false };
        sign::Cms { inside: false, stamp: Some(stamp), ..sign::Cms::of(&signer(), signed) }.der()
    };
    let signing =
        sign::Signing { number: 5, sub_filter: "ETSI.CAdES.detached", range: sign::usual, contents: &contents };
    let pdf = made("signed.pdf", sign::sign(&sign::pdf(), &signing));
    let longer = made("longer.pdf", [std::fs::read(&pdf).expect("the PDF"), b" ".to_vec()].concat());
    let good = ["--trust", "root.der", "--intermediate", "sub.der", "--crl", "root.crl", "--crl", "good.crl"];
    let good: Vec<_> = good
        .iter()
        .map(|word| if word.starts_with("--") { (*word).to_owned() } else { good_path(folder.path(), word) })
        .collect();
    let good: Vec<_> = good.iter().map(String::as_str).collect();
    documents
        .run(home.tokenctl(), &[&["verify", "--signature", &pdf, "--signature", &longer], good.as_slice()].concat());
    documents.run(home.tokenctl(), &[&["verify", "--signature", &pdf], evidence.as_slice()].concat());
    documents.run(home.tokenctl(), &["verify", "--signature", &pdf, "--offline"]);
    // No private key of that kind is used: the reason is reported.
    let token = Token::named("a token").set("serial", "00000077").certificate(&[], "An", &authority::holder());
    let rig = Script::empty().slot(1, token).install();
    let asked = ["verify", "--possession", "--module", rig.module_text(), "--offline"];
    documents.run(home.tokenctl(), &asked);
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
    let folder = tempfile::TempDir::new().expect("a temporary folder");
    let archive = folder.path().join("support.zip");
    documents.run(command(), &["support", "--yes", "--output", archive.to_str().expect("a plain path")]);
    let lines = command().args(["--at", AT, "--format", "jsonl", "inventory"]).output().expect("it runs");
    documents.add_lines(lines);
    // Tokens plugged in one after another, on two days.
    let folder = tempfile::TempDir::new().expect("a temporary folder");
    let file = folder.path().join("all.json");
    for (day, token) in [("2026-11-20", "10240113"), (AT, "10241130")] {
        let status = command().args(["--at", day, "--token", token, "inventory", "--add-to"]).arg(&file).output();
        assert!(status.expect("it runs").status.success(), "the reading of {day} is added");
    }
    let merged = std::fs::read(&file).expect("the merged inventory");
    documents.add("inventory", serde_json::from_slice(&merged).expect("a document"));
    // Saved inventories, one of which is not a document at all.
    let (saved, broken) = (file.to_str().expect("a plain path"), folder.path().join("broken.json"));
    std::fs::write(&broken, "[[[").expect("a broken file");
    let broken = broken.to_str().expect("a plain path");
    for words in
        [&["inventory"][..], &["check"], &["token", "list"], &["token", "show"], &["key", "list"], &["cert", "list"]]
    {
        documents.run(home.tokenctl(), &[words, &["--from", saved, broken]].concat());
    }
    let words = ["cert", "show", "--token", "10240113", "--from", saved, "--from", broken];
    documents.run(home.tokenctl(), &words);
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

    // Slot numbers that a double would round.
    let (near, far) = (far_slot(), far_slot());
    ask(documents, &[&near, &far], &["inventory"]);
    ask(documents, &[&near], &["plan"]);
    lines(documents, &[&near, &far]);

    let hung = at(Script::tokens(2), Fault::at("C_OpenSession").slot(2).hangs());
    ask(documents, &[&hung], &["--timeout", "1", "inventory"]);
    let crashed = at(Script::tokens(1), Fault::at("C_Initialize").crashes());
    ask(documents, &[&crashed], &["inventory"]);
    let refused = at(Script::tokens(2), Fault::at("C_OpenSession").slot(1).returns("CKR_DEVICE_ERROR"));
    ask(documents, &[&refused], &["check"]);
    let late = at(Script::tokens(1), Fault::at("C_Finalize").returns("CKR_GENERAL_ERROR"));
    ask(documents, &[&late], &["inventory"]);
    let strange = at(Script::tokens(1), Fault::at("C_GetTokenInfo").slot(1).returns("CKR_TOKEN_NOT_RECOGNIZED"));
    ask(documents, &[&strange], &["inventory"]);
    lines(documents, &[&strange]);
    let either = whose();
    ask(documents, &[&either], &["request", "new"]);
    let folder = either.folder().join("month").display().to_string();
    ask(documents, &[&either], &["month", "--dir", &folder]);
    documents.run(home.tokenctl(), &["--module", lacking_a_library(&one).to_str().expect("plain"), "driver", "list"]);
    let text = one.folder().join("text.so");
    std::fs::write(&text, "not a library").expect("a text file");
    lines(documents, &[&one, &again, &crashed, &refused, &late]);
    // An error with a cause: the saved inventory is invalid.
    documents.run(home.tokenctl(), &["check", "--from", text.to_str().expect("a plain path")]);
    documents.run(home.tokenctl(), &["--module", text.to_str().expect("a plain path"), "driver", "list"]);
}

/// A token in a slot beyond 2^53, with a certificate twice and one of another type, and one whose slot fails.
fn far_slot() -> Rig {
    const FAR: u64 = 1 << 60;
    let expired = Certificate::of("Lê Quốc Đạt").valid("200101000000Z", "241231000000Z").key(&support::P_256).der();
    let other = Object::certificate(&[4], "WTLS", &[1, 2, 3]).attribute("CKA_CERTIFICATE_TYPE", 2);
    let token = Token::of_holder(1).certificate(&[2], "hai", &expired).certificate(&[3], "ba", &expired).object(other);
    let script = Script::empty().slot(FAR, token).slot(FAR + 1, Token::of_holder(2));
    script.fault(Fault::at("C_OpenSession").slot(FAR + 1).returns("CKR_DEVICE_ERROR")).install()
}

/// An expired certificate of a person, and one that may be a person's or an agency's.
fn whose() -> Rig {
    (1_u8..)
        .zip(["Lê Quốc Đạt", "LƯU VĂN TRƯỜNG"])
        .fold(Script::empty(), |script, (slot, name)| {
            let certificate = Certificate::of(name).serial(&[0x70, slot]).email(Some("p@hanoi.gov.vn"));
            let der = certificate.valid("200101000000Z", "241231000000Z").der();
            let token = Token::named(name).set("serial", format!("60{slot:06}")).certificate(&[slot], "", &der);
            script.slot(slot.into(), token.object(Object::public_key(&[slot], "", &RSA_2048)))
        })
        .install()
}

/// A driver that needs a library which no longer exists.
fn lacking_a_library(rig: &Rig) -> std::path::PathBuf {
    let at = |name: &str| rig.folder().join(name);
    std::fs::write(at("helper.c"), "int vendor(void) { return 1; }").expect("a source");
    let entry = "extern int vendor(void); unsigned long C_GetFunctionList(void *list) { return vendor(); }";
    std::fs::write(at("lacking.c"), entry).expect("a source");
    let (helper, driver) = (at("libvendorhelper.so"), at("lacking.so"));
    let build = |target: &std::path::Path| {
        let mut command = support::tool("cc");
        command.args(["-shared", "-fPIC", "-o"]).arg(target);
        command
    };
    support::succeed(build(&helper).arg(at("helper.c")));
    support::succeed(build(&driver).arg(at("lacking.c")).arg(&helper));
    std::fs::remove_file(&helper).expect("it was there");
    driver
}

/// Certificates written to tokens and deleted from them: one that is proved, one that another driver does not show,
/// refusals, and keys that do not sign in such a login.
fn imports(documents: &mut Documents) {
    let home = Home::new();
    let folder = tempfile::TempDir::new().expect("a temporary folder");
    let user = secret(folder.path(), "user", support::USER_PIN);
    let wrong = secret(folder.path(), "wrong", "Sai-1234-roi");
    let file = |name: &str, der: &[u8]| authority::file(folder.path(), name, der);
    let person = |key: &support::Key| Certificate::of("Nguyễn Văn An").key(key);
    let old = |key: &support::Key| person(key).valid("240101000000Z", "270101000000Z").der();
    let renewed = |key: &support::Key| person(key).serial(&[0x42]).valid("261101000000Z", "281101000000Z");
    let token = |serial: &str, key: &support::Key| {
        Token::named("An").set("serial", serial).certificate(&[1], "An", &old(key)).key_pair(&[1], "An", key)
    };
    let mut run = |modules: &[&Rig], arguments: &[&str]| {
        let modules = modules.iter().flat_map(|rig| ["--module", rig.module_text()]);
        let arguments: Vec<_> = modules.chain(arguments.iter().copied()).collect();
        documents.run(home.tokenctl(), &arguments);
    };
    let new = file("new.cer", &renewed(&RSA_2048).der());
    let later = file("later.cer", &renewed(&support::P_256).valid("261215000000Z", "281215000000Z").der());
    let stranger = file("stranger.cer", &renewed(&support::P_384).der());
    let (rsa, again) =
        (Script::empty().slot(1, token("77", &RSA_2048)), Script::empty().slot(1, token("77", &RSA_2048)));
    let (rsa, again) = (rsa.install(), again.install());
    let elsewhere = Script::empty().slot(1, token("78", &support::P_384)).install();
    let mut saved = home.tokenctl();
    saved.args(["--at", AT, "--format", "json", "inventory", "--module", elsewhere.module_text()]);
    let saved = file("saved.json", &saved.output().expect("it runs").stdout);
    let broken = file("broken.cer", &[0x30, 0x03, 1, 2, 3]);
    run(&[&rsa], &["cert", "import", &new, &stranger, &broken, "--from", &saved, "--plan"]);
    run(&[&rsa], &["cert", "import", &new, "--pin-file", &wrong, "--yes"]);
    run(&[&rsa, &again], &["cert", "import", &new, "--pin-file", &user, "--yes", "--allow-retry"]);
    run(&[&rsa], &["cert", "import", &new, &stranger]);
    run(&[&rsa], &["cert", "delete", "--superseded", "--plan"]);
    run(&[&rsa], &["cert", "delete", "--superseded", "--pin-file", &user, "--yes"]);
    let asks = Object::private_key(&[1], "An", &support::P_256).attribute("CKA_ALWAYS_AUTHENTICATE", true);
    let asking = Token::named("An").set("serial", "79").certificate(&[1], "An", &old(&support::P_256));
    let asking = asking.object(Object::public_key(&[1], "An", &support::P_256)).object(asks);
    let asking = Script::empty().slot(1, asking).install();
    run(&[&asking], &["cert", "import", &later, "--pin-file", &user, "--yes", "--replace"]);
    // A driver that overwrites, and only for its security officer: the plan, a write, and one that is read back differently.
    let pin = secret(folder.path(), "piv", "Sen-4711");
    let management = secret(folder.path(), "management", "6b1fd04e92a7c35880de17f6a4b9c2037e5d618fa2904bc1");
    let library = serde_json::json!({"description": "PKCS#11 PIV Library (SP-800-73)", "manufacturer": "Yubico"});
    let over = token("81", &RSA_2048).user_pin("Sen-4711").so_pin("6b1fd04e92a7c35880de17f6a4b9c2037e5d618fa2904bc1");
    let over = over.set("writing", serde_json::json!({"overwrites": true, "needs": "so"}));
    let over = Script::empty().set("library", library).slot(1, over);
    let (corrupting, over) = (over.clone().fault(Fault::at("C_CreateObject").corrupts()).install(), over.install());
    let secrets = ["--pin-file", &pin, "--so-pin-file", &management, "--yes"];
    run(&[&over], &["cert", "import", &new, "--replace", "--plan"]);
    for module in [&over, &corrupting] {
        run(&[module], &[&["cert", "import", &new, "--replace"], &secrets[..]].concat());
    }
    run(
        &[&over],
        &[&["cert", "import", &file("old.cer", &old(&RSA_2048)), "--replace", "--accept-older"], &secrets[..]].concat(),
    );
    let refusing = Script::empty().slot(1, token("80", &RSA_2048).certificate(&[1], "An", &renewed(&RSA_2048).der()));
    let refusing = refusing.fault(Fault::at("C_DestroyObject").returns("CKR_ACTION_PROHIBITED")).install();
    run(&[&refusing], &["cert", "delete", "--superseded", "--pin-file", &user, "--yes"]);
    run(&[&refusing], &["journal", "show"]);
}

/// Attempts on PINs: a correct one, a wrong one, a change, and one with an unknown end.
fn attempts(documents: &mut Documents) {
    let home = Home::new();
    let files = tempfile::TempDir::new().expect("a temporary folder");
    let file = |name: &str, pin: &str| secret(files.path(), name, pin);
    let (user, so, new) = (file("user", support::USER_PIN), file("so", support::SO_PIN), file("new", "Moi-2026-tinh"));
    let wrong = file("wrong", "Sai-1234-roi");
    let rig = Script::tokens(1).change_token(1, |token| token.set("label", hex(b"\xd0\xd4 token"))).install();
    let mut act = |module: &Rig, arguments: &[&str]| {
        let arguments: Vec<_> = ["--module", module.module_text()].iter().chain(arguments).copied().collect();
        documents.run_now(home.tokenctl(), &arguments);
    };
    act(&rig, &["pin", "verify", "--pin-file", &wrong]);
    act(&rig, &["pin", "status"]);
    let name = ["--subject", "CN=Nguyễn Văn An,C=VN", "--email", "an@hanoi.gov.vn"];
    act(&rig, &[&["csr", "create", "--pin-file", &wrong, "--allow-retry"], &name[..]].concat());
    act(&rig, &["pin", "verify", "--pin-file", &user, "--allow-retry"]);
    let number = |value: u64| json!({"ulong": value});
    let feature = |kind: u64, numbers: &[(&str, u64)]| {
        let all = numbers.iter().map(|(name, value)| (*name, number(*value)));
        let all: Vec<_> = [("0x300", number(kind))].into_iter().chain(all).collect();
        Object::new(5, support::attributes(&all))
    };
    let tries = [
        ("0x80001110", 12),
        ("0x80001112", 15),
        ("0x80001111", 9),
        ("0x80001113", 10),
        ("0x80001142", 2),
        ("0x80001143", 5),
    ];
    let policy = [
        ("0x80001202", 6),
        ("0x8000120f", 16),
        ("0x80001204", 90),
        ("0x80001207", 10),
        ("0x8000120a", 2),
        ("0x8000120b", 1),
        ("0x8000120c", 2),
        ("0x8000120d", 0),
    ];
    let counted = Token::named("eToken").object(feature(0x8000_5002, &tries)).object(feature(0x8000_5003, &policy));
    let library = json!({"manufacturer": "SafeNet", "description": "SafeNet eToken PKCS#11"});
    let counted = Script::empty().set("library", library).slot(1, counted).install();
    for words in [
        &["pin", "status"][..],
        &["inventory"],
        &["check"],
        &["token", "list"],
        &["token", "show"],
        &["key", "list"],
        &["cert", "list"],
    ] {
        act(&counted, words);
    }
    let blank = Script::empty().slot(1, Token::named("keys")).install();
    act(&blank, &["key", "generate", "--type", "rsa:2048", "--pin-file", &wrong]);
    act(&blank, &["key", "generate", "--type", "rsa:2048", "--pin-file", &user, "--allow-retry"]);
    let own = fingerprint(RSA_2048.spki);
    act(&blank, &["key", "delete", "--pin-file", &user, "--confirm-fingerprint", &own]);
    let begun = Script::empty().slot(1, Token::named("init").set("serial", "77310247")).install();
    let init = ["token", "init", "--label", "Neu", "--confirm-serial", "77310247", "--new-pin-file", &new];
    act(&begun, &[&init[..], &["--so-pin-file", &wrong]].concat());
    act(&begun, &[&init[..], &["--so-pin-file", &so, "--allow-retry"]].concat());
    let p_256 = Script::empty().slot(1, Token::named("an").key_pair(&[1], "key", &support::P_256)).install();
    act(&p_256, &[&["csr", "create", "--pin-file", &user], &name[..]].concat());
    act(&rig, &["pin", "change", "--pin-file", &user, "--new-pin-file", &new, "--yes"]);
    let far = far_slot();
    act(&far, &["pin", "status"]);
    act(&far, &["--token", "serial:00000001", "pin", "verify", "--pin-file", &user]);
    let family = |script: Script| script.set("library", json!({"manufacturer": "SoftHSM", "description": "SoftHSM"}));
    let locked = family(Script::tokens(1).change_token(1, |token| token.left("user_pin", 0))).install();
    act(&locked, &["pin", "unlock", "--so-pin-file", &so, "--new-pin-file", &new, "--yes"]);
    act(&locked, &["pin", "unlock", "--plan"]);
    let empty = Script::empty().slot(1, Token::named("empty")).install();
    act(&empty, &["pin", "change", "--pin-file", &user, "--new-pin-file", &new, "--yes"]);
    let barred = family(Script::tokens(1).change_token(1, |token| token.left("so_pin", 0))).install();
    act(&barred, &["pin", "unlock", "--plan"]);
    // The unlock method of this one is unknown.
    act(&Script::tokens(1).install(), &["pin", "unlock", "--plan"]);
    // The same token through two drivers, and a wrong SO PIN shown in the next plan.
    let again = Script::tokens(1).install();
    let two = ["--module", again.module_text(), "pin", "status"];
    act(&Script::tokens(1).install(), &two);
    let tried = family(Script::tokens(1)).install();
    act(&tried, &["pin", "verify", "--so", "--so-pin-file", &wrong]);
    act(&tried, &["pin", "unlock", "--plan"]);
    let journal = home.path().join("journal/journal.jsonl");
    // A crash in the middle of a line, and the attempt after it.
    let text = std::fs::read_to_string(&journal).expect("the journal");
    std::fs::write(&journal, text + "{\"schema\":").expect("half a line");
    act(&tried, &["pin", "verify", "--pin-file", &user]);
    documents.run_now(home.tokenctl(), &["journal", "show"]);
    let text = std::fs::read_to_string(&journal).expect("the journal");
    std::fs::write(&journal, text.replacen("pin-verify", "pin-change", 1)).expect("somebody edits it");
    documents.run_now(home.tokenctl(), &["journal", "verify"]);
}

/// Saved inventories and a staff list: plan, roster check, report and every form.
fn office(documents: &mut Documents) {
    let home = Home::new();
    let fixture = |path: &str| {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures").join(path);
        path.to_str().expect("a plain path").to_owned()
    };
    let (sample, demo) = (fixture("inventory/sample.json"), fixture("inventory/demo.json"));
    let staff = fixture("roster/staff.csv");
    let bodies = fixture("office/bodies.csv");
    documents.run(home.tokenctl(), &["inventory", "--from", &demo, "--bodies", &bodies]);
    for (from, other) in [(&sample, &demo), (&demo, &sample)] {
        let with_list = ["--from", from, "--roster", &staff];
        for words in [
            &["plan", "--all", "--within", "4000"][..],
            &["roster", "check"],
            &["report", "--period", "2026", "--since", other],
            &["report", "--bodies", &bodies],
            &["plan", "--not-read-since", "2026-12-01"],
            &["request", "renewal", "--proposed"],
            &["request", "change", "--proposed"],
            &["request", "recovery"],
            &["request", "revocation"],
            &["request", "new"],
        ] {
            documents.run(home.tokenctl(), &[words, &with_list].concat());
        }
    }
    let folder = tempfile::TempDir::new().expect("a temporary folder");
    confirm(documents, &demo, folder.path());
    documents.run(home.tokenctl(), &["check", "--from", &demo, "--roster", &staff]);
    let odd = secret(folder.path(), "odd.csv", ODD_LIST);
    documents.run(home.tokenctl(), &["roster", "check", "--from", &demo, "--roster", &odd]);
    let ward = ["--from", &fixture("office/all.json"), "--roster", &fixture("office/full.csv")];
    documents.run(home.tokenctl(), &[&["request", "change"][..], &ward].concat());
    let broken = secret(folder.path(), "none.json", "[[");
    let pair = folder.path().join("pair");
    std::fs::create_dir(&pair).expect("a folder");
    std::fs::copy(&sample, pair.join("1.json")).expect("an inventory");
    std::fs::copy(&broken, pair.join("2.json")).expect("a broken one");
    let pair = pair.to_str().expect("a plain path");
    documents.run(home.tokenctl(), &["diff", &demo, pair]);
    documents.run(home.tokenctl(), &["diff", pair, &demo]);
    let mut locked: serde_json::Value =
        serde_json::from_str(&std::fs::read_to_string(&demo).expect("the demo")).expect("JSON");
    locked["tokens"][1]["user_pin"]["state"] = "locked".into();
    let locked = secret(folder.path(), "locked.json", &locked.to_string());
    documents.run(home.tokenctl(), &["diff", &demo, &locked]);
    // A round, and another over a page edited meanwhile.
    let round = folder.path().join("round");
    let dir = round.to_str().expect("a plain path");
    documents.run(home.tokenctl(), &[&["month", "--dir", dir][..], &ward].concat());
    std::fs::write(round.join("huong-dan.txt"), "edited").expect("the page");
    let more = ["--bodies", &bodies, "--number", "45", "--not-read-since", "2026-12-01"];
    documents.run(home.tokenctl(), &[&["month", "--lang", "vi", "--dir", dir][..], &ward].concat());
    documents.run(home.tokenctl(), &[&["month", "--dir", dir][..], &more, &ward].concat());
    let of_unit = folder.path().join("unit");
    let of_unit = ["month", "--dir", of_unit.to_str().expect("plain"), "--unit", "UBND phường Hoàn Kiếm"];
    documents.run(home.tokenctl(), &[&of_unit[..], &ward].concat());
    documents.run(
        home.tokenctl(),
        &["month", "--dir", folder.path().join("other").to_str().expect("plain"), "--from", &demo],
    );
    let with_private_address = ["request", "new", "--from", &demo, "--roster", &fixture("roster/demo.csv")];
    documents.run(home.tokenctl(), &with_private_address);
    let cells = "Họ tên,Đơn vị,Ngày sinh,Điện thoại\nLê An,X,31/02/1980,912345678\nTổng cộng,1,,\n";
    let cells = secret(folder.path(), "cells.csv", cells);
    documents.run(home.tokenctl(), &["roster", "check", "--from", &demo, "--roster", &cells]);
    let again = "Họ tên,CCCD,Đơn vị,Ngày sinh,Trạng thái\nNguyễn Văn Bình,1170100000,X,31/02/1980,nghỉ hưu\nA B,,Y,,\nA B,,Y,,\nTổng cộng,2,,,\n";
    let again = secret(folder.path(), "again.csv", again);
    documents.run(home.tokenctl(), &[&["roster", "check"][..], &ward, &[&again]].concat());
    let of_unit = ["--unit", "UBND phường Hoàn Kiếm"];
    documents.run(home.tokenctl(), &[&["plan", "--all"][..], &of_unit, &ward, &[&again]].concat());
    let (before, now) = before_and_now(&demo, folder.path());
    documents.run(home.tokenctl(), &["report", "--from", &now, "--since", &before]);
    // Some months earlier some certificates are due for renewal soon; and the config names another CA.
    let config =
        secret(folder.path(), "config.toml", "[[government_ca]]\norganization = \"Sao Mai\"\ncommon_name = \"CA\"\n");
    let mut early = home.tokenctl();
    early.env("TOKENCTL_CONFIG", config).args(["--at", "2026-08-01"]);
    documents.run_now(early, &["plan", "--all", "--from", &demo]);
}

/// The matches to confirm, and one answer.
fn confirm(documents: &mut Documents, demo: &str, folder: &Path) {
    let home = Home::new();
    let list = "Họ và tên,Đơn vị\nHoàng Văn Sơn,Sở Nội vụ\nĐinh Thị Lan,Sở Nội vụ\n";
    let list = secret(folder, "confirm.csv", list);
    let words = ["roster", "confirm", "--from", demo, "--roster", &list];
    documents.run(home.tokenctl(), &[&words[..], &["--list"]].concat());
    let open = &documents.0["roster-confirm"].last().expect("a document")["open"];
    let answer = format!("{}=change", open[0]["id"].as_str().expect("an identifier"));
    documents.run(home.tokenctl(), &[&words[..], &["--answer", &answer]].concat());
}

/// The demo inventory before and now: renewed, reissued, moved, locked, and one key on two tokens.
fn before_and_now(demo: &str, folder: &Path) -> (String, String) {
    let text = std::fs::read_to_string(demo).expect("the inventory");
    let mut before: Value = serde_json::from_str(&text).expect("it is JSON");
    let mut now = before.clone();
    let old = |sha256: &str| json!(sha256.repeat(32));
    before["tokens"][1]["certificates"][0]["sha256"] = old("0a");
    before["tokens"][1]["certificates"][0]["not_after"] = json!("2026-01-01T00:00:00Z");
    before["tokens"][10]["certificates"][0]["sha256"] = old("0b");
    let (one, other) = (before["tokens"][3]["certificates"].take(), before["tokens"][8]["certificates"].take());
    before["tokens"][3]["certificates"] = other;
    before["tokens"][8]["certificates"] = one;
    now["tokens"][5]["user_pin"]["state"] = json!("locked");
    let copy = now["tokens"][12]["certificates"][0].clone();
    now["tokens"][11]["certificates"].as_array_mut().expect("certificates").push(copy);
    let file = |name, document: &Value| secret(folder, name, &document.to_string());
    (file("before.json", &before), file("now.json", &now))
}

/// A list with a name alone, one name for two people, another person's number, and an unknown column.
const ODD_LIST: &str = "Họ và tên,Đơn vị,Chức vụ,Số hiệu thiết bị,Số hiệu chứng thư,Ghi chú lạ\n\
    Nguyễn Thị Minh Hạnh,,,,,x\n\
    Lý Mai Chi,,,,,\n\
    Lý Mai Chi,,,,,\n\
    Tên Khác Hẳn,SỞ TÀI CHÍNH,Trưởng phòng,99999999,41d09b6ce2f87035,\n";

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
    secret(rig.folder(), "pin", support::USER_PIN)
}

fn secret(folder: &Path, name: &str, pin: &str) -> String {
    let path = folder.join(name);
    support::secret_file(&path, pin);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o600)).expect("its mode");
    }
    path.to_str().expect("a plain path").to_owned()
}
