//! The rows of known drivers. Data only: add a row, and `tests.rs` checks its form.
//!
//! Pitfall: `library` and `token` are compared in lower case and by containment, first row first, so a broad pattern
//! must come after narrow ones.

use super::{Family, KnownDriver, Search, Trust, WarnsAt, Writes};

/// The default row; every driver below lists what differs.
const ROW: KnownDriver = KnownDriver {
    family: Family::PublicCa,
    name: "",
    linux: &[],
    macos: &[],
    windows: &[],
    library: &[],
    token: &[],
    trust: Trust::UNLISTED,
    writes: Writes::Beside,
    search: Search::Usual,
};

/// Warns of user and SO PIN from this wrong try on, as measured.
const fn warns_at(wrong_try: u8) -> Trust {
    Trust { warns_at: WarnsAt::Try(wrong_try), so_flags: true }
}

/// Every known driver: government tokens first, then those of public CAs, then general ones.
pub const KNOWN: &[KnownDriver] = &[
    KnownDriver {
        family: Family::SafeNet,
        name: "SafeNet eToken",
        linux: &["libeTPkcs11.so", "libeToken.so"],
        macos: &[
            "libeTPkcs11.dylib",
            "libeToken.dylib",
            "/Library/Frameworks/eToken.framework/Versions/A/libeToken.dylib",
        ],
        windows: &["eTPKCS11.dll", "eToken.dll"],
        library: &["safenet", "etoken", "aladdin"],
        token: &["safenet", "etoken", "aladdin"],
        ..ROW
    },
    KnownDriver {
        family: Family::Bit4id,
        name: "bit4id",
        linux: &["bit4id/libbit4xpki.so", "libbit4xpki.so", "libbit4ipki.so"],
        macos: &["libbit4xpki.dylib", "libbit4ipki.dylib", "/Library/bit4id/pkcs11/libbit4xpki.dylib"],
        windows: &["bit4xpki.dll", "bit4ipki.dll"],
        library: &["bit4id", "bit4xpki", "bit4ipki"],
        token: &["bit4id", "tokenme"],
        ..ROW
    },
    KnownDriver {
        family: Family::Viettel,
        name: "Viettel-CA",
        macos: &["viettel-ca_v6.dylib"],
        windows: &[
            "viettel-ca_v6.dll",
            "viettel-ca_v5.dll",
            "viettel-ca_v4.dll",
            "viettel-ca_v3.dll",
            "viettel-ca_v2.dll",
            "viettel-ca_v1.dll",
            "viettel-ca.dll",
        ],
        library: &["viettel"],
        token: &["viettel"],
        ..ROW
    },
    KnownDriver {
        family: Family::Vnpt,
        name: "VNPT-CA",
        windows: &[
            "vnptca_p11_v10.dll",
            "vnptca_p11_v9.dll",
            "vnptca_p11_v8.dll",
            "vnptca_p11_v7.dll",
            "vnptca_p11_v6.dll",
            "vnpt-ca_csp11.dll",
            "vnpt-ca_v34.dll",
            "wdpkcs.dll",
        ],
        library: &["vnpt"],
        token: &["vnpt"],
        ..ROW
    },
    KnownDriver {
        family: Family::Bkav,
        name: "Bkav CA",
        windows: &["BkavCA.dll", "BkavCAv2S.dll", "Bkav Corporation\\BkavCA Token Manager\\st3csp11.dll"],
        library: &["bkav"],
        token: &["bkav"],
        ..ROW
    },
    KnownDriver {
        family: Family::Fpt,
        name: "FPT-CA",
        windows: &["fpt-ca.dll", "fpt-ca-stx.dll", "fptca_v4.dll", "fptca_v3.dll"],
        library: &["fpt-ca", "fptca", "fpt ca"],
        token: &["fpt-ca", "fptca"],
        ..ROW
    },
    KnownDriver {
        family: Family::Ca2,
        name: "CA2 / NCCA",
        windows: &["CA2_csp11.dll", "CA2_v34.dll", "ncca_csp11_v1.dll", "nca_v6.dll", "nca_v5.dll", "nca_v4.dll"],
        library: &["nacencomm", "ncca"],
        token: &["nacencomm", "ncca"],
        ..ROW
    },
    KnownDriver { name: "MISA eSign", windows: &["misaca_csp11_v2.dll"], library: &["misa"], ..ROW },
    KnownDriver { name: "EasyCA", windows: &["eca_csp11_v1.dll"], library: &["easyca", "softdreams"], ..ROW },
    KnownDriver { name: "I-CA", windows: &["ica_csp11_v1.dll"], ..ROW },
    KnownDriver { name: "FastCA", windows: &["fca_v1.dll"], library: &["fastca"], ..ROW },
    KnownDriver { name: "EFY-CA", windows: &["efy-ca_v1.dll"], library: &["efy"], ..ROW },
    KnownDriver { name: "Newtel-CA", windows: &["newca_v4.dll"], library: &["newtel"], ..ROW },
    KnownDriver { name: "SafeCA", windows: &["Safe-ca_v2.dll"], library: &["safe-ca", "safeca"], ..ROW },
    KnownDriver { name: "SmartSign", windows: &["Vina-CA.dll"], library: &["vina-ca", "smartsign"], ..ROW },
    KnownDriver {
        family: Family::Feitian,
        name: "Feitian ePass",
        linux: &["libcastle.so.1.0.0", "libcastle.so", "libcastle_v2.so.1.0.0", "libshuttle_p11v220.so.1.0.0"],
        macos: &["libcastle.1.0.0.dylib"],
        windows: &["eps2003csp11.dll", "eps2003csp11v2.dll", "ShuttleCsp11_3003.dll", "ngp11v211.dll"],
        library: &["feitian", "epass", "entersafe"],
        token: &["feitian", "epass", "entersafe"],
        ..ROW
    },
    KnownDriver {
        family: Family::Feitian,
        name: "SecureMetric",
        windows: &["st3csp11.dll", "SecureMetric_PKI_csp11.dll"],
        library: &["securemetric", "secure metric"],
        token: &["securemetric", "secure metric"],
        ..ROW
    },
    KnownDriver { family: Family::Feitian, name: "Gclib", windows: &["gclib.dll"], ..ROW },
    KnownDriver {
        family: Family::WolfPkcs11,
        name: "wolfPKCS11",
        linux: &["libwolfpkcs11.so", "libwolfpkcs11.so.3", "libwolfpkcs11.so.2", "libwolfpkcs11.so.1"],
        macos: &["libwolfpkcs11.dylib"],
        windows: &["wolfpkcs11.dll"],
        library: &["wolfpkcs11", "wolfssl"],
        token: &["wolfpkcs11"],
        trust: Trust { warns_at: WarnsAt::Try(1), so_flags: false },
        // An environment variable decides where its tokens are, so it is not searched for.
        search: Search::Asked,
        writes: Writes::Beside,
    },
    KnownDriver {
        family: Family::SoftHsm,
        name: "SoftHSM",
        linux: &["softhsm/libsofthsm2.so", "pkcs11/libsofthsm2.so", "libsofthsm2.so"],
        macos: &["softhsm/libsofthsm2.so", "/opt/homebrew/opt/softhsm/lib/softhsm/libsofthsm2.so"],
        windows: &[
            "softhsm2-x64.dll",
            "SoftHSM2\\lib\\softhsm2-x64.dll",
            "SoftHSM2\\lib\\softhsm2.dll",
            "softhsm2.dll",
        ],
        library: &["softhsm", "implementation of pkcs11"],
        token: &["softhsm"],
        trust: warns_at(1),
        ..ROW
    },
    KnownDriver {
        family: Family::Kryoptic,
        name: "kryoptic",
        linux: &["pkcs11/libkryoptic_pkcs11.so", "libkryoptic_pkcs11.so"],
        macos: &["libkryoptic_pkcs11.dylib"],
        windows: &["kryoptic_pkcs11.dll"],
        library: &["kryoptic"],
        token: &["kryoptic"],
        trust: warns_at(7),
        ..ROW
    },
    KnownDriver {
        family: Family::OpenCryptoki,
        name: "openCryptoki",
        linux: &["pkcs11/libopencryptoki.so", "opencryptoki/libopencryptoki.so", "opencryptoki/libopencryptoki.so.0"],
        // Debian's 3.8 uses only this name.
        library: &["opencryptoki", "meta pkcs11 library"],
        token: &["opencryptoki", "ibm softtok"],
        trust: warns_at(1),
        ..ROW
    },
    KnownDriver {
        family: Family::SmartCardHsm,
        name: "SmartCard-HSM",
        linux: &["libsc-hsm-pkcs11.so", "pkcs11/libsc-hsm-pkcs11.so"],
        macos: &["libsc-hsm-pkcs11.dylib"],
        windows: &["sc-hsm-pkcs11.dll"],
        library: &["smartcard-hsm", "sc-hsm", "cardcontact"],
        token: &["smartcard-hsm", "sc-hsm", "cardcontact", "nitrokey hsm"],
        ..ROW
    },
    KnownDriver {
        family: Family::OpenSc,
        name: "OpenSC",
        linux: &["opensc-pkcs11.so", "pkcs11/opensc-pkcs11.so"],
        macos: &["opensc-pkcs11.so", "pkcs11/opensc-pkcs11.so"],
        windows: &["opensc-pkcs11.dll", "OpenSC Project\\OpenSC\\pkcs11\\opensc-pkcs11.dll"],
        library: &["opensc"],
        // PIV and OpenPGP cards (three tries) show nothing after one wrong PIN, and never show anything about the SO PIN.
        trust: Trust { warns_at: WarnsAt::Try(2), so_flags: false },
        ..ROW
    },
    KnownDriver {
        family: Family::Ykcs11,
        name: "ykcs11",
        linux: &["libykcs11.so", "libykcs11.so.2", "libykcs11.so.1"],
        macos: &["libykcs11.dylib", "libykcs11.2.dylib"],
        windows: &["libykcs11.dll", "Yubico\\Yubico PIV Tool\\bin\\libykcs11.dll"],
        library: &["ykcs11", "piv pkcs#11 library (sp-800-73)", "yubico"],
        token: &["yubico", "yubikey"],
        // By its published source, ykcs11.c; not seen on hardware.
        writes: Writes::OverAsSo,
        ..ROW
    },
    KnownDriver {
        family: Family::Tpm2,
        name: "tpm2-pkcs11",
        linux: &["pkcs11/libtpm2_pkcs11.so", "libtpm2_pkcs11.so", "libtpm2_pkcs11.so.1", "libtpm2_pkcs11.so.0"],
        library: &["tpm2", "tpm 2.0 cryptoki"],
        trust: Trust::NEVER,
        ..ROW
    },
    KnownDriver {
        family: Family::Nss,
        name: "NSS softokn",
        linux: &["libsoftokn3.so", "nss/libsoftokn3.so"],
        macos: &["libsoftokn3.dylib"],
        windows: &["softokn3.dll"],
        library: &["nss internal crypto", "nss user private key", "nss softoken", "mozilla foundation"],
        token: &["mozilla foundation"],
        trust: Trust::NEVER,
        // Without its configDir string it refuses C_Initialize with ARGUMENTS_BAD, and most desktops have it installed.
        search: Search::Asked,
        writes: Writes::Beside,
    },
    KnownDriver {
        family: Family::Rutoken,
        name: "Rutoken",
        linux: &["librtpkcs11ecp.so"],
        macos: &["/Library/Frameworks/rtpkcs11ecp.framework/rtpkcs11ecp"],
        windows: &["rtPKCS11ECP.dll"],
        library: &["rutoken", "aktiv co"],
        token: &["rutoken", "aktiv co"],
        ..ROW
    },
];
