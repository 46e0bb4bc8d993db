//! Damaged certificates: no panic, at most one problem per damage, and the other fields stay.

use std::collections::BTreeSet;

use proptest::prelude::*;
use tokenctl::domain::certificate::{Certificate, fault_phrase, parse};
use tokenctl::domain::problem::ProblemCode;
use tokenctl::domain::tlv;

use crate::{certificate_named, well_formed};

/// The names of the fields that differ between two readings.
fn differences(left: &Certificate, right: &Certificate) -> BTreeSet<&'static str> {
    let mut found = BTreeSet::new();
    let mut compare = |field, equal: bool| {
        if !equal {
            found.insert(field);
        }
    };
    compare("serial_number", left.serial_number == right.serial_number);
    compare("subject", left.subject == right.subject);
    compare("issuer", left.issuer == right.issuer);
    compare("emails", left.emails == right.emails);
    compare("not_before", left.not_before == right.not_before);
    compare("not_after", left.not_after == right.not_after);
    compare("is_ca", left.is_ca == right.is_ca);
    compare("key", left.key == right.key);
    compare("signature_algorithm", left.signature_algorithm == right.signature_algorithm);
    compare("key_usage", left.key_usage == right.key_usage);
    compare("extended_key_usage", left.extended_key_usage == right.extended_key_usage);
    compare("policies", left.policies == right.policies);
    compare("crl_urls", left.crl_urls == right.crl_urls);
    compare("ocsp_urls", left.ocsp_urls == right.ocsp_urls);
    compare("ca_issuer_urls", left.ca_issuer_urls == right.ca_issuer_urls);
    found
}

/// Properties that hold for any bytes.
fn assert_sound(certificate: &Certificate) {
    let mut fields = BTreeSet::new();
    for problem in &certificate.problems {
        assert!(fields.insert(problem.field), "two problems of one field: {:?}", certificate.problems);
        assert!(fault_phrase(&problem.fault).is_some(), "a fault without a sentence: {problem:?}");
    }
    for (field, absent) in [
        ("serial_number", certificate.serial_number.is_none()),
        ("subject", certificate.subject.is_none()),
        ("issuer", certificate.issuer.is_none()),
        ("not_before", certificate.not_before.is_none()),
        ("not_after", certificate.not_after.is_none()),
        ("key", certificate.key.is_none()),
        ("signature_algorithm", certificate.signature_algorithm.is_none()),
    ] {
        assert!(!absent || !certificate.problems.is_empty(), "{field} is absent and nothing says why");
    }
}

#[test]
fn a_flipped_bit_anywhere_costs_at_most_one_problem_and_one_field() {
    let mut worst = Vec::new();
    for name in ["g1-organisation", "g2-person", "g2-p256", "g2-pss", "g2-sub"] {
        let good = certificate_named(name);
        let plain = parse(&good);
        for at in 0..good.len() {
            for bit in 0..8 {
                let mut bad = good.clone();
                bad[at] ^= 1 << bit;
                let certificate = parse(&bad);
                assert_sound(&certificate);
                if certificate.problems.len() > 1 {
                    worst.push(format!("{name}: octet {at} bit {bit}: {:?}", certificate.problems));
                }
                let lost = certificate.problems.iter().any(|problem| problem.code == ProblemCode::CertificateMalformed);
                // A flip in an extension's identifier may turn it into another; no flip affects more than two.
                let differ = differences(&plain, &certificate);
                if !lost && differ.len() > 2 {
                    worst.push(format!("{name}: octet {at} bit {bit} changes {differ:?}: {:?}", certificate.problems));
                }
            }
        }
    }
    assert!(worst.is_empty(), "{} flips cost more than they should:\n{}", worst.len(), worst.join("\n"));
}

#[test]
fn a_truncated_certificate_is_malformed_and_keeps_what_stands_before_the_cut() {
    for (name, good) in well_formed() {
        let plain = parse(&good);
        for length in 0..good.len() {
            let certificate = parse(&good[..length]);
            assert_sound(&certificate);
            assert_eq!(certificate.problems.len(), 1, "{name} cut at {length}: {:?}", certificate.problems);
            assert_eq!(certificate.problems[0].code, ProblemCode::CertificateMalformed, "{name} cut at {length}");
            assert_eq!(certificate.length, length, "the whole value stands for it");
            for (field, kept) in [
                (
                    "serial number",
                    certificate.serial_number.is_none() || certificate.serial_number == plain.serial_number,
                ),
                ("subject", certificate.subject.is_none() || certificate.subject == plain.subject),
                ("end", certificate.not_after.is_none() || certificate.not_after == plain.not_after),
                ("key", certificate.key.is_none() || certificate.key == plain.key),
            ] {
                assert!(kept, "{name} cut at {length}: a {field} was made up");
            }
        }
    }
}

/// Where the contents of each field of a well-formed certificate are.
fn field_ranges(der: &[u8]) -> Vec<(&'static str, std::ops::Range<usize>)> {
    let quirks = tlv::Quirks::default();
    let begin = |part: &[u8]| part.as_ptr() as usize - der.as_ptr() as usize;
    let outer = tlv::element(der, &quirks).unwrap();
    let mut outer = tlv::Reader::new(outer.contents, &quirks);
    let mut signed = outer.enter(tlv::SEQUENCE).unwrap();
    ["version", "serial_number", "signature_algorithm", "issuer", "validity", "subject", "key", "extensions"]
        .into_iter()
        .map(|field| {
            let contents = signed.any().unwrap().contents;
            (field, begin(contents)..begin(contents) + contents.len())
        })
        .collect()
}

/// Whether a difference or problem in `found` belongs to the damaged `field` of the signed part.
fn belongs(field: &str, found: &str) -> bool {
    match field {
        "validity" => matches!(found, "not_before" | "not_after" | "validity"),
        "subject" => matches!(found, "subject" | "emails"),
        "extensions" => matches!(
            found,
            "extensions"
                | "emails"
                | "is_ca"
                | "key_usage"
                | "extended_key_usage"
                | "policies"
                | "crl_urls"
                | "ocsp_urls"
                | "ca_issuer_urls"
        ),
        _ => field == found,
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn damage_within_one_field_stays_within_it(
        which in any::<prop::sample::Index>(),
        field in any::<prop::sample::Index>(),
        at in any::<prop::sample::Index>(),
        noise in prop::collection::vec(any::<u8>(), 1..24),
    ) {
        let fixtures = well_formed();
        let (name, good) = &fixtures[which.index(fixtures.len())];
        let ranges = field_ranges(good);
        let (field, range) = ranges[field.index(ranges.len())].clone();
        let plain = parse(good);
        let mut bad = good.clone();
        let start = range.start + at.index(range.len());
        for (octet, noise) in bad[start..range.end].iter_mut().zip(&noise) {
            *octet = *noise;
        }
        let certificate = parse(&bad);
        assert_sound(&certificate);
        for problem in &certificate.problems {
            prop_assert!(belongs(field, problem.field), "{}: damage of {} called {:?}", name, field, problem);
        }
        for different in differences(&plain, &certificate) {
            prop_assert!(belongs(field, different), "{}: damage of {} changed {}", name, field, different);
        }
        // All except the extensions, each of which is a field of its own, and the two dates.
        if !matches!(field, "extensions" | "validity") {
            prop_assert!(certificate.problems.len() <= 1, "{}: {:?}", name, certificate.problems);
        }
    }

    #[test]
    fn bytes_of_any_kind_never_panic(bytes in prop::collection::vec(any::<u8>(), 0..2_000)) {
        assert_sound(&parse(&bytes));
        assert_sound(&parse(&[&[0x30, 0x82, 0x04, 0x00, 0x30, 0x82, 0x03, 0x00], &bytes[..]].concat()));
    }

    #[test]
    fn certificates_cut_spliced_and_repeated_never_panic(
        which in any::<prop::sample::Index>(),
        from in any::<prop::sample::Index>(),
        to in any::<prop::sample::Index>(),
        target in any::<prop::sample::Index>(),
        flips in prop::collection::vec((any::<prop::sample::Index>(), 0_u8..8), 0..12),
    ) {
        let fixtures = well_formed();
        let (_, good) = &fixtures[which.index(fixtures.len())];
        let (from, to) = (from.index(good.len()), to.index(good.len()));
        let piece = good[from.min(to)..from.max(to)].to_vec();
        let target = target.index(good.len());
        let mut bad = good.clone();
        bad.splice(target..target, piece);
        for (at, bit) in flips {
            let at = at.index(bad.len());
            bad[at] ^= 1 << bit;
        }
        assert_sound(&parse(&bad));
    }
}
