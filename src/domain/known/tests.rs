//! The table's form, and the recognition of real answers.

use super::*;

#[test]
fn every_row_is_well_formed() {
    for known in KNOWN {
        assert!(!known.name.is_empty(), "{:?} has a name", known.family);
        let count = known.linux.len() + known.macos.len() + known.windows.len();
        assert!(count > 0, "{} names a file", known.name);
        for piece in known.library.iter().chain(known.token) {
            assert_eq!(*piece, piece.to_lowercase(), "{}: pieces are compared in lower case", known.name);
            assert!(piece.len() >= 3, "{}: {piece:?} would match too much", known.name);
        }
        assert!(known.windows.iter().all(|path| path.contains(".dll")), "{}: a DLL each", known.name);
        assert!(!known.windows.iter().any(|path| path.contains("_s.dll")), "{}: the CSP is not ours", known.name);
    }
}

#[test]
fn no_file_name_leads_to_two_rows() {
    for known in KNOWN {
        for path in [known.linux, known.macos, known.windows].into_iter().flatten() {
            // Bkav ships SecureMetric's file under the same name in a folder of its own.
            if !path.contains("st3csp11") {
                assert_eq!(by_file_name(last_part(path)).map(|row| row.name), Some(known.name), "{path}");
            }
        }
    }
}

#[test]
fn drivers_are_recognised_by_their_real_answers() {
    let cases = [
        ("Implementation of PKCS11", "SoftHSM", "x.so", Family::SoftHsm, WarnsAt::Try(1), true),
        ("Kryoptic PKCS11 Module", "Kryoptic Project", "x.so", Family::Kryoptic, WarnsAt::Try(7), true),
        ("OpenSC smartcard framework", "OpenSC Project", "x.so", Family::OpenSc, WarnsAt::Try(2), false),
        ("openCryptoki", "IBM", "libopencryptoki.so.0.0.0", Family::OpenCryptoki, WarnsAt::Try(1), true),
        ("Implementation of PKCS11", "wolfpkcs11", "x.so", Family::WolfPkcs11, WarnsAt::Try(1), false),
        ("TPM2.0 Cryptoki", "tpm2-software.github.io", "x.so", Family::Tpm2, WarnsAt::Never, false),
        ("NSS Internal Crypto Services", "Mozilla Foundation", "x.so", Family::Nss, WarnsAt::Never, false),
        ("SafeNet eToken PKCS#11", "SafeNet, Inc.", "x.dll", Family::SafeNet, WarnsAt::Unmeasured, false),
        ("", "", "bit4xpki.dll", Family::Bit4id, WarnsAt::Unmeasured, false),
        ("Cryptoki", "EnterSafe", "viettel-ca_v6.dll", Family::Viettel, WarnsAt::Unmeasured, false),
        ("PKCS#11", "", "VIETTEL-CA_V6.DLL", Family::Viettel, WarnsAt::Unmeasured, false),
        ("PIV PKCS#11 Library (SP-800-73)", "Yubico (www.yubico.com)", "x", Family::Ykcs11, WarnsAt::Unmeasured, false),
    ];
    for (description, manufacturer, file, family, warns_at, so_flags) in cases {
        let known = recognise(description, manufacturer, file).map(|known| (known.family, known.trust));
        assert_eq!(known, Some((family, Trust { warns_at, so_flags })), "{description} / {manufacturer} / {file}");
    }
    assert_eq!(recognise("Fault driver", "Nobody", "libfault.so"), None, "an unknown driver is unknown");
}

#[test]
fn a_smart_card_hsm_is_told_behind_opensc() {
    let known = recognise_token("www.CardContact.de", "PKCS#15 emulated").map(|known| known.family);
    assert_eq!(known, Some(Family::SmartCardHsm), "by the card's manufacturer");
}

#[test]
fn p11_kits_own_modules_are_told_apart() {
    for name in ["p11-kit-proxy.so", "libp11-kit.so.0.3.0", "p11-kit-trust.so", "libnssckbi.so", "p11-kit-proxy.dylib"]
    {
        assert!(is_aggregate(name), "{name}");
    }
    assert!(!is_aggregate("opensc-pkcs11.so"), "a driver");
}

#[test]
fn windows_rows_give_windows_paths_on_any_machine() {
    let roots = Roots::windows("C:\\Windows", "C:\\Program Files", Some("C:\\Program Files (x86)"));
    let paths = candidates(&roots).into_iter().map(|candidate| candidate.path).collect::<Vec<_>>();
    for wanted in [
        "C:\\Windows\\System32\\eTPKCS11.dll",
        "C:\\Windows\\System32\\bit4xpki.dll",
        "C:\\Windows\\SysWOW64\\bit4xpki.dll",
        "C:\\Windows\\System32\\vnptca_p11_v10.dll",
        "C:\\Program Files\\Bkav Corporation\\BkavCA Token Manager\\st3csp11.dll",
        "C:\\Program Files (x86)\\Bkav Corporation\\BkavCA Token Manager\\st3csp11.dll",
        "C:\\Program Files\\OpenSC Project\\OpenSC\\pkcs11\\opensc-pkcs11.dll",
    ] {
        assert!(paths.iter().any(|path| path == wanted), "{wanted} is looked for");
    }
    assert!(paths.iter().all(|path| path.starts_with("C:\\") && !path.contains('/')), "full backslash paths only");
}

#[test]
fn linux_rows_cover_debian_and_fedora() {
    let paths = candidates(&Roots::linux()).into_iter().map(|candidate| candidate.path).collect::<Vec<_>>();
    for wanted in [
        "/usr/lib/libeTPkcs11.so",
        "/usr/lib64/libeTPkcs11.so",
        "/usr/lib/libeToken.so",
        "/usr/lib/bit4id/libbit4xpki.so",
        "/usr/lib/libbit4xpki.so",
        "/usr/lib/libbit4ipki.so",
        "/usr/lib/libcastle.so.1.0.0",
        "/usr/lib/x86_64-linux-gnu/softhsm/libsofthsm2.so",
        "/usr/lib/aarch64-linux-gnu/softhsm/libsofthsm2.so",
        "/usr/lib64/pkcs11/libsofthsm2.so",
        "/usr/lib/x86_64-linux-gnu/opensc-pkcs11.so",
        "/usr/lib64/pkcs11/opensc-pkcs11.so",
        "/usr/lib/x86_64-linux-gnu/libykcs11.so.2",
    ] {
        assert!(paths.iter().any(|path| path == wanted), "{wanted} is looked for");
    }
    assert!(!paths.iter().any(|path| path.contains("softokn")), "NSS is never searched unasked");
}

#[test]
fn macos_has_its_own_rows() {
    let paths = candidates(&Roots::macos()).into_iter().map(|candidate| candidate.path).collect::<Vec<_>>();
    for wanted in ["/usr/local/lib/viettel-ca_v6.dylib", "/Library/OpenSC/lib/opensc-pkcs11.so"] {
        assert!(paths.iter().any(|path| path == wanted), "{wanted} is looked for");
    }
}
