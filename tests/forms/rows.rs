//! Rows, errors and blanks of a request, compared with hand-written ones.

use serde::Serialize;
use tokenctl::domain::form::{
    Body, CertificateFacts, Change, Changed, ColumnKey, Contact, FormCell, FormEntry, FormError, FormKind, ReasonKey,
    Request, RowFault, Rules, Service, Subscriber, build, clean, rows_in_short,
};
use tokenctl::domain::roster::Carrier;
use tokenctl::render::docx::docx;
use tokenctl::render::form_table::{csv, xlsx};

use crate::dossiers::{NAMES, definition, fixture, table};

fn word(value: impl Serialize) -> String {
    serde_json::to_value(value).unwrap().as_str().unwrap().to_owned()
}

#[test]
fn three_dossiers_written_by_hand_come_out_cell_by_cell() {
    for name in NAMES {
        let fixture = fixture(name);
        let (form, dossier) = (definition(fixture.kind), fixture.dossier());
        let titles: Vec<String> = form.columns.iter().map(tokenctl::domain::form::FormColumn::flat_title).collect();
        assert_eq!(titles, fixture.expected.columns, "{name}: column titles");
        assert_eq!(table(&dossier, &form), fixture.expected.rows, "{name}: rows");
        assert_eq!(dossier.recipient, fixture.expected.recipient, "{name}: recipient");
        let errors: Vec<_> =
            dossier.row_errors.iter().map(|error| (error.row, word(error.column), word(error.fault))).collect();
        assert_eq!(errors, fixture.expected.row_errors, "{name}: wrong values are listed, each once");

        let (letter, list): (Vec<_>, Vec<_>) = dossier.to_fill.iter().partition(|field| field.rows.is_empty());
        let mut cells = Vec::new();
        for (order, field) in list.iter().enumerate() {
            cells.extend(field.rows.iter().map(|row| (*row, order, format!("{row}: {}", field.title))));
        }
        cells.sort();
        let to_fill: Vec<String> =
            letter.iter().map(|field| field.title.clone()).chain(cells.into_iter().map(|(_, _, text)| text)).collect();
        assert_eq!(to_fill, fixture.expected.to_fill, "{name}: every blank of the document is listed");
    }
}

fn one(kind: FormKind, entry: FormEntry) -> tokenctl::domain::form::Dossier {
    let request = Request {
        kind,
        body: &Body::default(),
        officer: &Contact::default(),
        recipient: None,
        entries: &[entry],
        rules: &Rules::default(),
    };
    build(&request, &definition(kind)).unwrap()
}

fn certificate(common_name: &str) -> CertificateFacts {
    CertificateFacts {
        common_name: Some(common_name.to_owned()),
        serial_number: Some("0a".to_owned()),
        emails: vec!["a@hanoi.gov.vn".to_owned()],
        ..CertificateFacts::default()
    }
}

fn entry(service: Service) -> FormEntry {
    FormEntry { certificate: None, device_serial: None, subscriber: Subscriber::default(), service }
}

#[test]
fn a_revocation_tells_a_persons_fields_from_an_organisations() {
    let person = FormEntry {
        certificate: Some(certificate("Nguyễn Văn A")),
        device_serial: Some("60123456".to_owned()),
        ..entry(Service::Revoke(Some(ReasonKey::Retired)))
    };
    let row = &one(FormKind::Revocation, person).rows[0];
    assert_eq!(row.cells[&ColumnKey::TaxCode], FormCell::Empty, "a person has no tax code to fill");
    assert_eq!(row.text(ColumnKey::Identity), "……\n……, ……", "but an identity number");
    assert_eq!(row.text(ColumnKey::Reason), "Nghỉ hưu", "the reason is in the form's words");

    let organisation = FormEntry {
        certificate: Some(certificate("SỞ Y TẾ")),
        subscriber: Subscriber {
            is_organisation: true,
            tax_code: Some("123".to_owned()),
            means: Carrier::Central,
            ..Subscriber::default()
        },
        ..entry(Service::Revoke(None))
    };
    let dossier = one(FormKind::Revocation, organisation);
    let row = &dossier.rows[0];
    assert_eq!(row.cells[&ColumnKey::Identity], FormCell::Empty, "an organisation has no identity number");
    assert_eq!(row.cells[&ColumnKey::TaxCode], FormCell::ToFill, "a wrong tax code never reaches the letter");
    assert_eq!(dossier.row_errors[0].fault, RowFault::TaxCodeMalformed, "it is listed");
    assert_eq!(row.cells[&ColumnKey::DeviceSerial], FormCell::Empty, "central signing has no device");
    assert_eq!(row.cells[&ColumnKey::Reason], FormCell::ToFill, "an unknown reason is left to fill");
}

#[test]
fn a_private_address_that_is_being_changed_is_shown_and_is_no_error() {
    let change =
        Change { what: Changed::Email, old: Some("a@gmail.com".to_owned()), new: Some("a@hanoi.gov.vn".to_owned()) };
    let asked = FormEntry {
        certificate: Some(CertificateFacts { emails: vec!["a@gmail.com".to_owned()], ..certificate("A") }),
        ..entry(Service::Change(vec![change]))
    };
    let dossier = one(FormKind::RenewalChange, asked);
    assert_eq!(dossier.rows[0].text(ColumnKey::Email), "a@gmail.com", "the registered address names the certificate");
    assert!(dossier.row_errors.is_empty(), "this request mends the fault: {:?}", dossier.row_errors);
}

#[test]
fn hidden_characters_are_listed_with_the_cleaned_name() {
    let asked = FormEntry { certificate: Some(certificate("Nguyễn\u{202e} Văn\u{0} A")), ..entry(Service::Renew) };
    let dossier = one(FormKind::RenewalChange, asked);
    assert_eq!(dossier.rows[0].text(ColumnKey::CertificateName), "Nguyễn Văn A", "the letter shows what one sees");
    let error = &dossier.row_errors[0];
    assert_eq!((error.fault, error.row), (RowFault::HiddenCharacters, 1), "and the report says that it was altered");
    assert_eq!(error.value.as_deref(), Some("Nguyễn Văn A"), "without repeating the trick");
}

#[test]
fn a_name_of_a_megabyte_is_an_error_and_not_a_page() {
    let asked = FormEntry { certificate: Some(certificate(&"Ệ".repeat(1 << 20))), ..entry(Service::Renew) };
    let dossier = one(FormKind::RenewalChange, asked);
    assert_eq!(dossier.row_errors[0].fault, RowFault::TextTooLong, "no name is that long");
    let quoted = dossier.row_errors[0].value.as_deref().unwrap();
    assert!(quoted.chars().count() <= 81, "the report quotes only its beginning");
}

#[test]
fn an_empty_request_and_a_service_of_another_form_are_errors_and_no_document() {
    let (body, officer, rules) = (Body::default(), Contact::default(), Rules::default());
    let entries = [entry(Service::Recover)];
    let request = |entries| Request {
        kind: FormKind::RenewalChange,
        body: &body,
        officer: &officer,
        recipient: None,
        entries,
        rules: &rules,
    };
    let form = definition(FormKind::RenewalChange);
    let number = "04".to_owned();
    assert_eq!(build(&request(&[]), &form), Err(FormError::NothingToRequest { number: number.clone() }), "nobody");
    assert_eq!(build(&request(&entries), &form), Err(FormError::ServiceNotOfForm { number, row: 1 }), "another form");
}

#[test]
fn row_numbers_are_told_in_short() {
    assert_eq!(rows_in_short(&[1, 2, 3, 5, 7, 8]), "1–3, 5, 7–8", "a thousand rows must fit a line");
    assert_eq!(rows_in_short(&[]), "", "none is none");
    let odd: Vec<usize> = (1..=40).step_by(2).collect();
    assert_eq!(
        rows_in_short(&odd),
        "1, 3, 5, 7, 9, 11, 13, 15, 17, 19, 21, 23, …",
        "of scattered ones the first dozen"
    );
}

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig { cases: 32, failure_persistence: None, ..Default::default() })]

    #[test]
    fn no_text_of_a_stranger_makes_a_form_or_its_documents_fail(
        name in ".{0,60}", serial in "\\PC{0,24}|[-0-9a-f]{0,44}", email in ".{0,20}@?.{0,20}", text in "(?s).{0,600}",
    ) {
        let number = |serial: &str| Some(serial.to_owned());
        for kind in FormKind::ALL {
            let service = match kind {
                FormKind::NewPerson | FormKind::NewOrganisation => Service::New,
                FormKind::RenewalChange => Service::RenewAndChange(vec![
                    Change { what: Changed::Email, old: Some(text.clone()), new: Some(email.clone()) },
                    Change { what: Changed::Organisation, old: None, new: Some(text.clone()) },
                ]),
                FormKind::Revocation => Service::Revoke(None),
                FormKind::Recovery => Service::Recover,
            };
            let asked = FormEntry {
                certificate: Some(CertificateFacts {
                    common_name: Some(name.clone()),
                    serial_number: number(&serial),
                    emails: vec![email.clone()],
                    organizations: vec![text.clone(), name.clone()],
                    ..CertificateFacts::default()
                }),
                device_serial: number(&text),
                subscriber: Subscriber {
                    identity_number: number(&serial),
                    birth_date: Some(text.clone()),
                    tax_code: number(&serial),
                    position: Some(text.clone()),
                    ..Subscriber::default()
                },
                service,
            };
            let dossier = one(kind, asked);
            let form = definition(kind);
            for cell in dossier.rows[0].cells.values() {
                let lines: Vec<String> = cell.text().split('\n').map(str::to_owned).collect();
                assert!(lines.iter().all(|line| clean(line) == (line.clone(), false)), "{cell:?} holds only clean text");
            }
            assert!(docx(&dossier, &form).is_ok(), "a letter can always be made");
            assert!(xlsx(&dossier, &form).is_ok(), "and a workbook");
            assert!(csv(&dossier, &form, true).is_ok(), "and a CSV");
        }
    }
}
