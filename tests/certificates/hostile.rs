//! Sizes, lengths and nesting that must not exhaust memory, time or stack.

use tokenctl::domain::certificate::parse;
use tokenctl::domain::problem::ProblemCode;
use tokenctl::domain::tlv::write;

use crate::build::{Parts, UTF8, extension, sequence};
use crate::{assert_noted, only_problem};

use crate::lenient::{assert_neighbours_stay, common_name, named};

#[test]
fn absurd_lengths_end_in_one_problem_at_once() {
    for octets in
        [&[0x84, 0xff, 0xff, 0xff, 0xff][..], &[0x88, 0x7f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff], &[0xff]]
    {
        let value = [&[0x30][..], octets, &Parts::default().build()[4..]].concat();
        let certificate = parse(&value);
        assert_eq!(certificate.problems.len(), 1, "one problem: {:?}", certificate.problems);
        let subject = [&[0x30][..], octets, &Parts::default().subject[2..]].concat();
        let certificate = parse(&Parts { subject, ..Parts::default() }.build());
        assert_eq!(only_problem(&certificate).field, "subject", "the field is named");
    }
}

#[test]
fn a_certificate_of_a_megabyte_is_read_in_no_time() {
    let big = vec![b'a'; 1 << 20];
    let certificate = named(UTF8, &big);
    assert_eq!(common_name(&certificate).map(str::len), Some(1 << 20), "a long name is a name");
    assert_neighbours_stay(&certificate, "subject");
    // A hundred thousand different addresses: at most a thousand are kept, and nothing is quadratic.
    let addresses: Vec<_> = (0..100_000).map(|number| write(0x81, &[format!("{number}@a.vn").as_bytes()])).collect();
    let mut parts = Parts::default();
    let list = sequence(&addresses.iter().map(Vec::as_slice).collect::<Vec<_>>());
    parts.extensions[1] = extension(&[0x55, 0x1d, 0x11], &[], &list);
    let started = std::time::Instant::now();
    let certificate = parse(&parts.build());
    assert_eq!(certificate.emails.len(), 1_000, "the list is cut");
    assert_noted(&certificate, "emails", "list-cut");
    assert!(started.elapsed().as_secs() < 5, "reading must be linear, not {:?}", started.elapsed());
}

#[test]
fn deep_nesting_does_not_exhaust_the_stack() {
    let certificate = parse(&[0x30, 0x80].repeat(500_000));
    assert_eq!(certificate.problems.len(), 1, "one problem");
    assert_eq!(certificate.subject, None, "and nothing read");
}

#[test]
fn what_is_no_sequence_is_malformed() {
    for value in [
        &b""[..],
        b"\x30",
        b"\x31\x03\x30\x01\x00",
        b"-----BEGIN CERTIFICATE-----",
        &[0; 64],
        &[0xff; 64],
        b"\x30\x03\x02\x01\x01",
    ] {
        let certificate = parse(value);
        let problem = only_problem(&certificate);
        assert_eq!(problem.code, ProblemCode::CertificateMalformed, "{value:02x?}");
        assert_eq!(certificate.subject, None, "nothing is made up from {value:02x?}");
        assert_eq!(certificate.length, value.len(), "the whole value stands for it");
    }
}

#[test]
fn a_megabyte_of_unique_identifiers_neither_recurses_nor_hangs() {
    let parts = Parts { key: [Parts::default().key, [0x81, 0].repeat(1 << 19)].concat(), ..Parts::default() };
    let started = std::time::Instant::now();
    let certificate = parse(&parts.build());
    assert_eq!(common_name(&certificate), Some("Nguyễn Văn An"), "what stands before is read");
    assert!(started.elapsed().as_secs() < 5, "reading must be linear, not {:?}", started.elapsed());
}
