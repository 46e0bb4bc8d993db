//! The table of elliptic curves: identifier, names, size of the field.
//!
//! Imports nothing. Pitfall: a curve of the Edwards and Montgomery families is an algorithm of its own in a
//! SubjectPublicKeyInfo (RFC 8410), and has several identifiers on tokens.

/// One curve.
#[derive(Debug)]
pub(super) struct Curve {
    /// As the report names it.
    pub(super) name: &'static str,
    /// Bits of the field.
    pub(super) bits: u32,
    /// Contents bytes of its OBJECT IDENTIFIER; the first is the canonical one.
    pub(super) oids: &'static [&'static [u8]],
    /// Other names that CKA_EC_PARAMS may hold as text, in lower case.
    pub(super) names: &'static [&'static str],
    /// Whether the identifier is the algorithm itself (RFC 8410).
    pub(super) own_algorithm: bool,
}

const fn prime(name: &'static str, bits: u32, oids: &'static [&'static [u8]], names: &'static [&'static str]) -> Curve {
    Curve { name, bits, oids, names, own_algorithm: false }
}

const fn modern(
    name: &'static str,
    bits: u32,
    oids: &'static [&'static [u8]],
    names: &'static [&'static str],
) -> Curve {
    Curve { name, bits, oids, names, own_algorithm: true }
}

macro_rules! secg {
    ($arc:literal) => {
        &[0x2b, 0x81, 0x04, 0x00, $arc]
    };
}

macro_rules! x962 {
    ($arc:literal) => {
        &[0x2a, 0x86, 0x48, 0xce, 0x3d, 0x03, 0x01, $arc]
    };
}

macro_rules! brainpool {
    ($arc:literal) => {
        &[0x2b, 0x24, 0x03, 0x03, 0x02, 0x08, 0x01, 0x01, $arc]
    };
}

/// Every curve known by name.
static CURVES: &[Curve] = &[
    prime("p-256", 256, &[x962!(7)], &["p-256", "secp256r1", "prime256v1", "nistp256"]),
    prime("p-384", 384, &[secg!(34)], &["p-384", "secp384r1", "nistp384"]),
    prime("p-521", 521, &[secg!(35)], &["p-521", "secp521r1", "nistp521"]),
    prime("p-224", 224, &[secg!(33)], &["p-224", "secp224r1", "nistp224"]),
    prime("p-192", 192, &[x962!(1)], &["p-192", "secp192r1", "prime192v1", "nistp192"]),
    prime("secp256k1", 256, &[secg!(10)], &["secp256k1"]),
    prime("secp224k1", 224, &[secg!(32)], &["secp224k1"]),
    prime("secp192k1", 192, &[secg!(31)], &["secp192k1"]),
    prime("secp160r1", 160, &[secg!(8)], &["secp160r1"]),
    prime("brainpoolp160r1", 160, &[brainpool!(1)], &["brainpoolp160r1"]),
    prime("brainpoolp192r1", 192, &[brainpool!(3)], &["brainpoolp192r1"]),
    prime("brainpoolp224r1", 224, &[brainpool!(5)], &["brainpoolp224r1"]),
    prime("brainpoolp256r1", 256, &[brainpool!(7)], &["brainpoolp256r1"]),
    prime("brainpoolp320r1", 320, &[brainpool!(9)], &["brainpoolp320r1"]),
    prime("brainpoolp384r1", 384, &[brainpool!(11)], &["brainpoolp384r1"]),
    prime("brainpoolp512r1", 512, &[brainpool!(13)], &["brainpoolp512r1"]),
    prime("brainpoolp160t1", 160, &[brainpool!(2)], &["brainpoolp160t1"]),
    prime("brainpoolp192t1", 192, &[brainpool!(4)], &["brainpoolp192t1"]),
    prime("brainpoolp224t1", 224, &[brainpool!(6)], &["brainpoolp224t1"]),
    prime("brainpoolp256t1", 256, &[brainpool!(8)], &["brainpoolp256t1"]),
    prime("brainpoolp320t1", 320, &[brainpool!(10)], &["brainpoolp320t1"]),
    prime("brainpoolp384t1", 384, &[brainpool!(12)], &["brainpoolp384t1"]),
    prime("brainpoolp512t1", 512, &[brainpool!(14)], &["brainpoolp512t1"]),
    prime("sm2", 256, &[&[0x2a, 0x81, 0x1c, 0xcf, 0x55, 0x01, 0x82, 0x2d]], &["sm2", "sm2p256v1"]),
    modern(
        "ed25519",
        255,
        &[&[0x2b, 0x65, 0x70], &[0x2b, 0x06, 0x01, 0x04, 0x01, 0xda, 0x47, 0x0f, 0x01]],
        &["ed25519", "edwards25519"],
    ),
    modern("ed448", 448, &[&[0x2b, 0x65, 0x71]], &["ed448", "edwards448"]),
    modern(
        "x25519",
        255,
        &[&[0x2b, 0x65, 0x6e], &[0x2b, 0x06, 0x01, 0x04, 0x01, 0x97, 0x55, 0x01, 0x05, 0x01]],
        &["x25519", "curve25519"],
    ),
    modern("x448", 448, &[&[0x2b, 0x65, 0x6f]], &["x448", "curve448"]),
];

/// The curve with these contents bytes of an OBJECT IDENTIFIER.
pub(super) fn by_oid(oid: &[u8]) -> Option<&'static Curve> {
    CURVES.iter().find(|curve| curve.oids.contains(&oid))
}

/// The curve with this name, as tokens write it.
pub(super) fn by_name(name: &str) -> Option<&'static Curve> {
    let name = name.to_ascii_lowercase();
    CURVES.iter().find(|curve| curve.names.contains(&name.as_str()))
}

/// Whether the report calls a curve so.
pub(super) fn is_named(name: &str) -> bool {
    CURVES.iter().any(|curve| curve.name == name)
}
