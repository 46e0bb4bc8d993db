//! From an inventory and a staff list to the report of a request.

use jiff::civil::date;
use tokenctl::commands::request::{Asked, Case, Chosen, fill};
use tokenctl::config::Config;
use tokenctl::domain::form::{Change, Changed, FormKind, ReasonKey, Service};
use tokenctl::domain::roster::{Carrier, Entry, HolderKind, Status};
use tokenctl::report::Kind;
use tokenctl::report::inventory::Token;

pub(crate) fn token() -> Token {
    let document = r#"{
        "driver": "/usr/lib/bit4id/libbit4xpki.so", "slot": 0, "reader": "Bit4id TokenME", "label": "VGCA Token",
        "serial": "60123456", "manufacturer": "bit4id", "model": "TokenME EVO v2", "firmware_version": "1.0",
        "hardware_version": "1.0", "uri": "pkcs11:serial=60123456", "also_seen_by": [], "holder": "Nguyễn Văn A",
        "initialized": true, "login_required": true, "write_protected": false, "pin_pad": false,
        "user_pin": {"state": "locked", "flags_trusted": true, "initialized": true, "must_change": false,
                     "min_length": 4, "max_length": 16},
        "so_pin": {"state": "ok", "must_change": false}, "logged_in": false, "keys": [],
        "certificates": [{
            "id": "01", "label": null, "sha256": "00", "serial_number": "7af2df52182653d3",
            "serial_number_der": "7af2df52182653d3",
            "subject": {"text": "CN=Nguyễn Văn A", "common_name": "Nguyễn Văn A", "organizations": ["UBND QUẬN A"],
                        "organizational_units": [], "locality": "Hà Nội", "state_or_province": null, "country": "VN",
                        "title": null, "identifiers": []},
            "issuer": {"text": "CN=CA", "common_name": "CA", "organization": "Ban Cơ yếu Chính phủ"},
            "emails": ["a@hanoi.gov.vn"], "not_before": null, "not_after": null, "days_left": null, "validity": null,
            "revocation": "not-checked", "is_ca": false, "key": null, "signature_algorithm": null, "key_usage": [],
            "extended_key_usage": [], "policies": [], "crl_urls": [], "ocsp_urls": [], "ca_issuer_urls": [],
            "pairing": "unknown", "private_key": "unknown", "der": ""}],
        "problems": []
    }"#;
    serde_json::from_str(document).expect("the inventory's own shape")
}

fn config() -> Config {
    let text = |text: &str| Some(text.to_owned());
    let mut config = Config::default();
    config.body.name = text("Ủy ban nhân dân phường A");
    config.body.province = text("thành phố Hà Nội");
    config.officer.name = text("Trần Thị B");
    config.officer.mobile = text("0912345678");
    config.refused_email_domains.push("example.com".to_owned());
    config
}

fn asked(kind: FormKind, document: Kind) -> Asked<'static> {
    Asked { kind, document, recipient: None, own_forms: None, now: "2026-11-22T01:00:00Z".parse().unwrap() }
}

#[test]
fn a_locked_token_fills_form_06_without_any_login() {
    let token = token();
    let case =
        Case { token: Some(&token), certificate: token.certificates.first(), entry: None, service: Service::Recover };
    let filled = fill(
        asked(FormKind::Recovery, Kind::RequestRecovery),
        &Chosen { cases: vec![case], ..Chosen::default() },
        &config(),
    )
    .expect("a form");
    let report = serde_json::to_value(&filled.report).unwrap();
    assert_eq!(report["schema"], "tokenctl/1", "{report}");
    assert_eq!(report["kind"], "request-recovery", "the command's words");
    assert_eq!(report["form"]["number"], "06", "its form");
    assert_eq!(report["recipient"], "Sở Khoa học và Công nghệ thành phố Hà Nội", "the delegated department");
    let cell = |column: &str| report["rows"][0][column].clone();
    let filled_with = |text: &str| serde_json::json!({"state": "filled", "text": text});
    assert_eq!(cell("device_serial"), filled_with("60123456"), "the token's own serial number");
    assert_eq!(cell("certificate_name"), filled_with("Nguyễn Văn A"), "CN");
    assert_eq!(cell("organisation"), filled_with("UBND QUẬN A"), "O");
    assert_eq!(cell("email"), filled_with("a@hanoi.gov.vn"), "the e-mail in the certificate");
    assert_eq!(
        report["summary"],
        serde_json::json!({"rows": 1, "row_errors": 0, "left_out": 0, "undecided": 0, "to_fill": report["to_fill"].as_array().unwrap().len()}),
        "counts"
    );
    assert_eq!(
        report["to_fill"][0],
        serde_json::json!({"part": "letter", "key": "number", "title": "Số, ký hiệu văn bản", "rows": []}),
        "what is left"
    );
}

#[test]
fn a_staff_list_fills_form_05_and_its_wrong_values_are_told_in_english() {
    let entry = Entry {
        row: 2,
        kind: HolderKind::Person,
        name: "Nguyễn Văn A".to_owned(),
        identity_number: Some("001085012345".to_owned()),
        identity_date: Some(date(2021, 5, 10)),
        identity_place: Some("Cục Cảnh sát QLHC về TTXH".to_owned()),
        email: Some("a@mail.example.com".to_owned()),
        carrier: Carrier::SimPki,
        status: Status::Retired,
        phone: Some("0912345678".to_owned()),
        certificate_serial: Some("0a1b".to_owned()),
        ..Entry::default()
    };
    let service = Service::Revoke(Some(ReasonKey::Retired));
    let case = Case { token: None, certificate: None, entry: Some(&entry), service };
    let filled = fill(
        asked(FormKind::Revocation, Kind::RequestRevocation),
        &Chosen { cases: vec![case], ..Chosen::default() },
        &config(),
    )
    .expect("a form");
    let row = &filled.dossier.rows[0];
    let texts: Vec<&str> = filled.form.columns.iter().map(|column| row.text(column.key)).collect();
    assert_eq!(
        texts,
        [
            "1",
            "Nguyễn Văn A",
            "001085012345\n10/05/2021, Cục Cảnh sát QLHC về TTXH",
            "",
            "",
            "……",
            "0A1B",
            "",
            "Nghỉ hưu"
        ],
        "a SIM PKI subscriber has no device here"
    );
    let report = serde_json::to_value(&filled.report).unwrap();
    let error = &report["row_errors"][0];
    assert_eq!((&error["fault"], &error["column"]), (&"email-refused".into(), &"email".into()), "{error}");
    let message = error["message"].as_str().unwrap();
    assert!(message.starts_with("row 1 (Nguyễn Văn A): `a@mail.example.com` is not issued"), "{message}");
}

#[test]
fn the_configs_edition_and_own_forms_reach_the_report() {
    let token = token();
    let change = Change { what: Changed::Organisation, old: Some("A".to_owned()), new: Some("B".to_owned()) };
    let service = Service::Change(vec![change]);
    let case = Case { token: Some(&token), certificate: token.certificates.first(), entry: None, service };
    let mut config = config();
    config.forms.edition = Some("Mẫu tháng 01/2026".to_owned());
    let own = "[recipients]\ndepartment = \"Sở Thông tin {province}\"\n";
    let asked = Asked { own_forms: Some(own), ..asked(FormKind::RenewalChange, Kind::RequestChange) };
    let filled = fill(asked, &Chosen { cases: vec![case], ..Chosen::default() }, &config).expect("a form");
    assert_eq!(filled.report.form.edition, "Mẫu tháng 01/2026", "the body has a newer edition");
    assert_eq!(filled.report.recipient, "Sở Thông tin thành phố Hà Nội", "and another department");
}
