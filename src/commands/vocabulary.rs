//! The standard's numbers as words of the report.

/// CKK_ numbers (PKCS#11 3.1, header `pkcs11t.h`) of keys found on tokens.
const KEY_TYPES: &[(u64, &str)] = &[
    (0x00, "rsa"),
    (0x01, "dsa"),
    (0x02, "dh"),
    (0x03, "ec"),
    (0x04, "x9-42-dh"),
    (0x10, "generic-secret"),
    (0x11, "rc2"),
    (0x12, "rc4"),
    (0x13, "des"),
    (0x14, "des2"),
    (0x15, "des3"),
    (0x1f, "aes"),
    (0x20, "blowfish"),
    (0x21, "twofish"),
    (0x25, "camellia"),
    (0x26, "aria"),
    (0x27, "md5-hmac"),
    (0x28, "sha1-hmac"),
    (0x2a, "seed"),
    (0x2b, "sha256-hmac"),
    (0x2c, "sha384-hmac"),
    (0x2d, "sha512-hmac"),
    (0x2e, "sha224-hmac"),
    (0x30, "gostr3410"),
    (0x31, "gostr3411"),
    (0x32, "gost28147"),
    (0x33, "chacha20"),
    (0x34, "poly1305"),
    (0x35, "aes-xts"),
    (0x40, "ec-edwards"),
    (0x41, "ec-montgomery"),
    (0x42, "hkdf"),
    (0x46, "hss"),
    (0x47, "xmss"),
    (0x48, "xmssmt"),
    (0x49, "ml-kem"),
    (0x4a, "ml-dsa"),
    (0x4b, "slh-dsa"),
    (0xd432_1003, "gostr3410-512"),
];

/// Flags of CK_MECHANISM_INFO (PKCS#11 3.1, 3.5) in order.
const USES: &[(u64, &str)] = &[
    (0x0000_0100, "encrypt"),
    (0x0000_0200, "decrypt"),
    (0x0000_0400, "digest"),
    (0x0000_0800, "sign"),
    (0x0000_1000, "sign-recover"),
    (0x0000_2000, "verify"),
    (0x0000_4000, "verify-recover"),
    (0x0000_8000, "generate"),
    (0x0001_0000, "generate-key-pair"),
    (0x0002_0000, "wrap"),
    (0x0004_0000, "unwrap"),
    (0x0008_0000, "derive"),
];

/// A key type by name, otherwise its number in hex.
pub(super) fn key_type(number: u64) -> String {
    KEY_TYPES
        .iter()
        .find(|(known, _)| *known == number)
        .map_or_else(|| format!("{number:#x}"), |(_, name)| (*name).to_owned())
}

/// What a mechanism can be used for.
pub(super) fn mechanism_uses(flags: u64) -> Vec<String> {
    USES.iter().filter(|(flag, _)| flags & flag != 0).map(|(_, name)| (*name).to_owned()).collect()
}
