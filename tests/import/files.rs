//! PEM, DER, PKCS#7 and folders; unreadable files are reported, and a saved inventory says whose a certificate is.

use serde_json::{Value, json};

use super::desk::{Desk, healthy, new, renewed, sha256, token};
use super::support::{Certificate, P_256, RSA_2048, RSA_2048_OTHER, Script, succeed, tool};

fn pem(der: &[u8]) -> String {
    der::pem::encode_string("CERTIFICATE", der::pem::LineEnding::LF, der).expect("PEM")
}

#[test]
fn a_folder_of_pem_der_and_pkcs7_is_read_and_each_certificate_counts_once() {
    let desk = healthy();
    let stranger = renewed(&RSA_2048_OTHER).serial(&[0x21]).der();
    let ca = Certificate::of("Issuer").ca().key(&P_256).der();
    desk.file("in/chain.pem", pem(&new(&RSA_2048)) + &pem(&ca));
    desk.file("in/deep/again.der", new(&RSA_2048));
    desk.file("in/deep/read me.txt", "not a certificate");
    desk.file("in/stranger.pem", pem(&stranger));
    let p7b = desk.path("in/deep/both.p7b");
    let mut openssl = tool("openssl");
    openssl.args(["crl2pkcs7", "-nocrl", "-outform", "DER"]);
    openssl.arg("-certfile").arg(desk.path("in/chain.pem")).arg("-certfile").arg(desk.path("in/stranger.pem"));
    succeed(openssl.arg("-out").arg(&p7b));
    let run = desk.import(&["in"]);
    assert_eq!(run.status, 0, "the stranger's belongs elsewhere: {}", run.said);
    let results = run.document["results"].as_array().expect("results");
    let told: Vec<_> = results.iter().map(|one| json!([one["sha256"], one["result"]])).collect();
    assert_eq!(told.len(), 2, "each once, and no CA: {}", run.said);
    assert!(told.contains(&json!([sha256(&new(&RSA_2048)), "written"])), "{told:?}");
    assert!(told.contains(&json!([sha256(&stranger), "no-key-here"])), "{told:?}");
    assert!(run.said.contains("without a certificate skipped"), "the text file is counted: {}", run.said);
}

#[test]
fn a_broken_part_is_named_and_costs_the_status_0() {
    let desk = healthy();
    desk.file("mixed.pem", pem(&new(&RSA_2048)) + "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n");
    let run = desk.import(&["mixed.pem"]);
    assert_eq!((run.status, run.ended(0).0), (1, "written"), "{}", run.said);
    assert_eq!(run.document["unread"], json!([{"file": "mixed.pem", "code": "certificate-malformed"}]), "{}", run.said);
    desk.file("folder/half.cer", &new(&RSA_2048)[..200]);
    desk.file("folder/whole.cer", new(&RSA_2048));
    let run = desk.import(&["folder"]);
    assert_eq!(
        (run.status, run.document["unread"][0]["code"].as_str()),
        (1, Some("no-certificate-in-file")),
        "{}",
        run.said
    );
}

#[test]
fn a_single_file_without_a_certificate_ends_before_any_token_is_read() {
    let desk = healthy();
    desk.file("letter.txt", "Kính gửi");
    let run = desk.import(&["letter.txt"]);
    assert_eq!((run.status, run.document), (2, Value::Null), "{}", run.said);
    assert!(desk.import(&["missing.cer"]).status == 3, "a file that is not there");
    assert_eq!(desk.rig.calls().total(), 0, "no driver was asked");
}

#[test]
fn a_saved_inventory_says_whose_certificates_these_are_and_which_tokens_are_to_come() {
    let office = Desk::of(&Script::empty().slot(1, token(&RSA_2048_OTHER)));
    let saved = office.json(&["inventory"]);
    let desk = healthy();
    desk.file("all.json", saved.document.to_string());
    desk.file("stranger.cer", renewed(&RSA_2048_OTHER).serial(&[0x21]).der());
    let run = desk.json(&["cert", "import", "stranger.cer", "--from", "all.json", "--plan"]);
    assert_eq!((run.status, run.ended(0)), (3, ("no-key-here", Some("no-key-here"))), "{}", run.said);
    let awaited = &run.result(0)["awaits"];
    assert_eq!((&awaited["serial"], &awaited["holder"]), (&json!("00000077"), &json!("Nguyễn Văn An")), "{}", run.said);
    let table = desk.run(&["cert", "import", "stranger.cer", "--from", "all.json", "--plan"]);
    assert!(table.text().contains("which is not plugged in"), "{}", table.text());
}

#[test]
fn of_several_renewals_of_one_key_the_newest_is_written() {
    let desk = healthy();
    desk.file("in/a.cer", new(&RSA_2048));
    desk.file("in/b.cer", renewed(&RSA_2048).serial(&[0x13]).valid("261110000000Z", "281110000000Z").der());
    let run = desk.import(&["in"]);
    assert_eq!(
        (run.status, run.ended(0), run.ended(1)),
        (1, ("refused", Some("not-newer")), ("written", None)),
        "{}",
        run.said
    );
    assert_eq!(desk.rig.calls().count("C_CreateObject"), 1, "one write");
}

#[test]
fn another_driver_of_the_same_token_that_shows_the_old_one_is_told() {
    let desk = healthy();
    let script = Script::empty().slot(1, token(&RSA_2048)).set("shared", Value::Null);
    let other = script.install();
    let mut command = desk.home.process();
    command.current_dir(desk.home.path()).args(["--at", super::desk::AT, "--batch", "--format", "json"]);
    command.args(["--module", desk.rig.module_text(), "--module", other.module_text()]);
    command.args(["cert", "import", "new.cer", "--pin-file", "pin", "--yes"]);
    let outcome = super::support::Outcome::of(&mut command);
    let document: Value = serde_json::from_slice(&outcome.stdout).expect("a report");
    let one = &document["results"][0];
    assert_eq!((outcome.status, &one["result"]), (0, &json!("written")), "{document:#}{}", outcome.stderr);
    let view = json!({"kind": "driver", "driver": other.module_text(), "sha256": sha256(&super::desk::old(&RSA_2048))});
    assert_eq!(one["stale_views"], json!([view]), "{document:#}");
}
