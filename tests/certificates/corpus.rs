//! The seed corpus for fuzzing: kept in the repository, replayed here.

use std::fs::File;
use std::io::Write as _;

use tokenctl::domain::certificate::parse;
use tokenctl::domain::tlv::write;

use crate::build::{
    BMP, COMMON_NAME, GENERAL, GENERALIZED, NUMERIC, PRINTABLE, Parts, TELETEX, UNIVERSAL, USER_ID, UTC, UTF8,
    attribute, extension, name, utf16, utf32,
};
use crate::{fixture, well_formed};

/// Every seed by file name: the odd certificates of the tests, a few well-formed ones, and some that are not certificates.
fn seeds() -> Vec<(String, Vec<u8>)> {
    let with = |change: fn(&mut Parts)| {
        let mut parts = Parts::default();
        change(&mut parts);
        parts.build()
    };
    let plain = Parts::default().build();
    let mut seeds: Vec<(String, Vec<u8>)> = [
        ("plain", plain.clone()),
        ("universal-string", Parts::named(UNIVERSAL, &utf32("Đặng Hữu Đức")).build()),
        ("general-string", Parts::named(GENERAL, b"Nguyen Van An").build()),
        ("teletex-string", Parts::named(TELETEX, b"Andr\xe9").build()),
        ("bmp-string", Parts::named(BMP, &utf16("Trần Thị Ngọc 𝄞")).build()),
        ("bmp-unpaired", Parts::named(BMP, &[0xd8, 0x34]).build()),
        ("numeric-string", Parts::named(NUMERIC, b"0123").build()),
        ("printable-utf8", Parts::named(PRINTABLE, "Hà Nội".as_bytes()).build()),
        ("utf8-broken", Parts::named(UTF8, b"An\xff").build()),
        ("no-string", Parts::named(4, b"An").build()),
        (
            "identifiers",
            with(|parts| {
                parts.subject = name(&[
                    &attribute(USER_ID, UTF8, b"MST:0100109106"),
                    &attribute(COMMON_NAME, UTF8, b"a\0\x1b[31m"),
                ]);
            }),
        ),
        (
            "boolean-01",
            with(|parts| parts.extensions[2] = extension(&[0x55, 0x1d, 0x13], &[1, 1, 1], &[0x30, 3, 1, 1, 1])),
        ),
        ("utc-no-seconds", with(|parts| parts.not_after = write(UTC, &[b"3002280203Z"]))),
        ("utc-offset", with(|parts| parts.not_after = write(UTC, &[b"300228090304+0700"]))),
        ("generalized-fraction", with(|parts| parts.not_after = write(GENERALIZED, &[b"20520228020304.5Z"]))),
        ("no-end", with(|parts| parts.not_after = write(GENERALIZED, &[b"99991231235959Z"]))),
        ("version-4", with(|parts| parts.version[4] = 3)),
        (
            "version-1",
            with(|parts| {
                parts.version.clear();
                parts.extensions.clear();
            }),
        ),
        ("serial-negative", with(|parts| parts.serial = vec![2, 2, 0xf5, 0xd5])),
        ("serial-long", with(|parts| parts.serial = write(2, &[&[0x7f; 21]]))),
        ("serial-not-minimal", with(|parts| parts.serial = vec![2, 3, 0, 0x0a, 0x2b])),
        ("length-not-minimal", with(|parts| parts.serial = vec![2, 0x81, 3, 0x1a, 0x2b, 0x3c])),
        ("length-indefinite", with(|parts| parts.subject = [&[0x30, 0x80][..], &parts.subject[2..], &[0, 0]].concat())),
        ("length-absurd", [&[0x30, 0x84, 0xff, 0xff, 0xff, 0xff][..], &plain[4..]].concat()),
        ("padded", [&plain[..], &[0; 100]].concat()),
        ("trailing-junk", [&plain[..], b"junk"].concat()),
        ("truncated", plain[..plain.len() / 2].to_vec()),
        ("empty", vec![]),
        ("text", b"-----BEGIN CERTIFICATE-----".to_vec()),
    ]
    .into_iter()
    .map(|(name, value)| (name.to_owned(), value))
    .collect();
    seeds.extend(well_formed().into_iter().filter(|(name, _)| {
        ["g1-organisation", "g2-person", "g2-p256", "g2-p384", "g2-ed25519", "g2-pss"].contains(&name.as_str())
    }));
    seeds
}

#[test]
fn the_corpus_is_what_the_tests_make_and_reads_without_panic() {
    let folder = fixture("corpus/certificate");
    for (name, value) in seeds() {
        let path = folder.join(&name).with_extension("der");
        if std::env::var_os("UPDATE_CORPUS").is_some() {
            File::create(&path).and_then(|mut file| file.write_all(&value)).expect("the corpus is writable");
        }
        let kept = std::fs::read(&path).unwrap_or_else(|error| panic!("{name} is a seed: {error}"));
        assert!(kept == value, "{name} is made otherwise now; UPDATE_CORPUS=1 writes it anew");
        let certificate = parse(&kept);
        assert!(
            certificate.problems.len() <= 2,
            "{name} has one fault at most in two words: {:?}",
            certificate.problems
        );
    }
    // Findings of fuzzing are there too, with any number of faults.
    for entry in std::fs::read_dir(&folder).expect("the corpus") {
        let path = entry.expect("a folder entry").path();
        let certificate = parse(&std::fs::read(&path).expect("a seed"));
        assert_eq!(certificate.sha256.len(), 64, "{} was read to its end", path.display());
    }
}
