//! `tokenctl trust`: nothing enters the store without its fingerprint, and what is in it is trusted.

use serde_json::Value;

use super::authority::{CA, Certificate, ROOT, SUB, file, pem, root, sub};
use super::command::Desk;
use super::server::{Reply, Server};

fn run(desk: &Desk, words: &[&str]) -> (i32, Value) {
    let mut command = desk.home.tokenctl();
    command.current_dir(desk.path()).args(["--at", super::authority::AT, "--format", "json"]).args(words);
    let output = command.output().expect("it runs");
    let text = if output.stdout.is_empty() { output.stderr } else { output.stdout };
    (output.status.code().expect("a status"), serde_json::from_slice(&text).expect("a document"))
}

fn fingerprint(der: &[u8]) -> String {
    use sha2::Digest as _;
    tokenctl::domain::tlv::hex(&sha2::Sha256::digest(der))
}

fn store(desk: &Desk) -> Vec<String> {
    let folder = desk.home.path().join("config/tokenctl/trust");
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    entries.map(|entry| entry.file_name().into_string().expect("a plain name")).collect()
}

#[test]
fn a_certificate_is_added_by_its_fingerprint_listed_used_and_removed() {
    let desk = Desk::new();
    let own = fingerprint(&root());
    let (status, document) = run(&desk, &["trust", "add", "root.pem"]);
    assert_eq!((status, &document["error"]["code"]), (7, &"fingerprint-not-named".into()), "not silently");
    assert!(document["error"]["hint"].as_str().is_some_and(|hint| hint.contains(&own)), "and how: {document}");
    let (status, document) = run(&desk, &["trust", "add", "root.pem", "--fingerprint", &fingerprint(&sub())]);
    assert_eq!((status, &document["error"]["code"]), (7, &"fingerprint-differs".into()), "another one's");
    assert_eq!(store(&desk), Vec::<String>::new(), "nothing was written so far");
    let colons: Vec<_> = own.as_bytes().chunks(2).map(|two| String::from_utf8_lossy(two).to_uppercase()).collect();
    let (status, document) = run(&desk, &["trust", "add", "root.pem", "--fingerprint", &colons.join(":")]);
    assert_eq!(
        (status, &document["kind"], &document["certificates"][0]["change"]),
        (0, &"trust-add".into(), &"added".into())
    );
    assert_eq!(store(&desk), [format!("{own}.cer")], "one file of its own");
    let (_, document) = run(&desk, &["trust", "add", "root.pem", "--fingerprint", &own]);
    assert_eq!(document["certificates"][0]["change"], "already-there", "given twice counts once");
    let (status, document) = run(&desk, &["trust", "list"]);
    assert_eq!((status, &document["certificates"][0]["sha256"]), (0, &own.as_str().into()), "it is listed");
    let lists = ["--crl", "root.crl", "--crl", "good.crl", "--offline"];
    let (status, _) = desk.json(&[&["holder.pem", "--intermediate", "sub.der"], &lists[..]].concat());
    assert_eq!(status, 0, "and trusted");
    let (status, document) = run(&desk, &["trust", "remove", &own[..7]]);
    assert_eq!((status, &document["error"]["code"]), (3, &"not-in-store".into()), "too few digits");
    let (status, document) = run(&desk, &["trust", "remove", &own[..8]]);
    assert_eq!((status, &document["certificates"][0]["change"]), (0, &"removed".into()), "enough of them");
    let (status, _) = desk.json(&[&["holder.pem", "--intermediate", "sub.der"], &lists[..]].concat());
    assert_eq!((status, store(&desk).len()), (11, 0), "no longer trusted");
}

#[test]
fn all_certificates_of_a_file_are_added_or_none() {
    let desk = Desk::new();
    file(desk.path(), "both.pem", pem("CERTIFICATE", &root()) + &pem("CERTIFICATE", &sub()));
    let (status, _) = run(&desk, &["trust", "add", "both.pem", "--fingerprint", &fingerprint(&root())]);
    assert_eq!((status, store(&desk).len()), (7, 0), "one of them is not vouched for");
    let folder = desk.home.path().join("config/tokenctl/trust");
    std::fs::create_dir_all(&folder).expect("the store");
    std::fs::copy(desk.path().join("both.pem"), folder.join("both.pem")).expect("put there by hand");
    let (status, document) = run(&desk, &["trust", "remove", &fingerprint(&root())]);
    assert_eq!((status, &document["error"]["code"]), (7, &"file-holds-others".into()), "the other one stays trusted");
    assert_eq!(store(&desk).len(), 1, "nothing was removed");
}

#[test]
fn what_is_fetched_must_have_the_pinned_fingerprint() {
    let desk = Desk::new();
    let server = Server::start(|request| match request.target.as_str() {
        "/root.crt" => Reply::Content(root()),
        "/other.crt" => Reply::Content(Certificate::new(ROOT, SUB, 9, CA).der()),
        _ => Reply::Content(b"<html>".to_vec()),
    });
    let own = fingerprint(&root());
    let fetch = |path: &str, more: &[&str]| {
        let url = server.url(path);
        run(&desk, &[&["trust", "fetch", &url, "--allow-private-urls"], more].concat())
    };
    let code = |document: &Value| document["error"]["code"].as_str().map(str::to_owned);
    let (status, document) = fetch("/root.crt", &[]);
    assert_eq!((status, code(&document).as_deref()), (7, Some("fingerprint-differs")), "it is not pinned: {document}");
    let (status, document) = fetch("/other.crt", &["--fingerprint", &own]);
    assert_eq!((status, code(&document).as_deref()), (7, Some("fingerprint-differs")), "another one was served");
    let (status, document) = fetch("/page", &["--fingerprint", &own]);
    assert_eq!((status, code(&document).as_deref()), (1, Some("no-certificate-fetched")), "a page");
    let (status, document) = run(&desk, &["trust", "fetch", &server.url("/root.crt"), "--fingerprint", &own]);
    assert_eq!((status, code(&document).as_deref()), (1, Some("not-fetched")), "a private address: {document}");
    assert_eq!(store(&desk).len(), 0, "nothing was written so far");
    let (status, document) = fetch("/root.crt", &["--fingerprint", &own]);
    assert_eq!((status, &document["kind"]), (0, &"trust-fetch".into()), "the right one: {document}");
    assert_eq!(store(&desk), [format!("{own}.cer")], "is in the store");
}
