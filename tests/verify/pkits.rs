//! NIST's PKITS: every certificate that must be refused is refused.
//!
//! The files come from `tests/scripts/install-pkits.sh`. The expected result of a test is in the name of its
//! certificate, and for tests with their own inputs (sections 4.8, 4.10 and 4.12 of its description) in the table
//! below.

use std::path::{Path, PathBuf};

use tokenctl::domain::time::Moment;
use tokenctl::domain::verify::{Crl, Judgement, PolicyInputs, Pool, Source, State, X509};

use super::authority::Given;

/// Between the dates of the files and far from either.
const AT: i64 = 1_580_000_000;

/// Valid according to the description, refused here, and why.
const REFUSED_THOUGH_VALID: &[(&str, &str)] = &[
    ("ValidDSAParameterInheritanceTest5EE", "DSA signatures are not verified: no CA in use makes any"),
    ("ValidDSASignaturesTest4EE", "DSA signatures are not verified: no CA in use makes any"),
    ("ValidcRLIssuerTest30EE", "the signer of the list is vouched for by that very list alone"),
    ("Validpre2000UTCnotBeforeDateTest3EE", "the strict reader has no dates before 1970"),
];

struct Pkits {
    certificates: Vec<(String, Result<X509, String>)>,
    crls: Vec<Crl>,
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("target/pkits")
}

impl Pkits {
    fn load() -> Self {
        let files = |folder: PathBuf| -> Vec<(String, Vec<u8>)> {
            let entries = std::fs::read_dir(&folder).unwrap_or_else(|error| {
                panic!("{}: {error}; get PKITS with tests/scripts/install-pkits.sh", folder.display())
            });
            let mut files: Vec<_> = entries
                .map(|entry| entry.expect("an entry").path())
                .map(|path| {
                    let name = path.file_stem().expect("a name").to_string_lossy().into_owned();
                    (name, std::fs::read(&path).expect("a file"))
                })
                .collect();
            files.sort();
            files
        };
        let certificates = files(folder().join("certs"));
        let crls = files(folder().join("crls"));
        assert_eq!((certificates.len(), crls.len()), (405, 173), "all of PKITS is there");
        Self {
            certificates: certificates
                .into_iter()
                .map(|(name, der)| (name, X509::read(&der, Source::Given).map_err(|error| format!("{error:?}"))))
                .collect(),
            crls: crls
                .into_iter()
                .map(|(name, der)| Crl::read(der).unwrap_or_else(|fault| panic!("{name}: {fault}")))
                .collect(),
        }
    }

    fn read(&self) -> impl Iterator<Item = &X509> {
        self.certificates.iter().filter_map(|(_, read)| read.as_ref().ok())
    }

    fn named(&self, name: &str) -> Result<&X509, String> {
        let (_, read) = self.certificates.iter().find(|(own, _)| own == name).unwrap_or_else(|| panic!("no {name}"));
        read.as_ref().map_err(Clone::clone)
    }

    fn judge<'a>(&'a self, pool: &Pool<'a>, end: &'a X509, policies: PolicyInputs) -> Judgement<'a> {
        let anchor = self.named("TrustAnchorRootCertificate").expect("the root");
        let given = Given { anchor, crls: &self.crls, responses: &[], policies };
        given.judge(end, pool, Moment::from_unix_seconds(AT).unwrap())
    }
}

#[test]
fn nothing_that_pkits_calls_invalid_is_effective() {
    let pkits = Pkits::load();
    let pool = Pool::new(pkits.read());
    let mut wrong = Vec::new();
    let mut refused = Vec::new();
    let (mut valid, mut invalid) = (0, 0);
    for (name, read) in &pkits.certificates {
        let should = match name.as_str() {
            name if !name.ends_with("EE") => continue,
            name if name.starts_with("Valid") => true,
            name if name.starts_with("Invalid") => false,
            _ => continue,
        };
        let (effective, told) = match read {
            Ok(end) => {
                let judged = pkits.judge(&pool, end, PolicyInputs::default());
                (
                    judged.state == State::Effective,
                    format!("{:?} {:?} {:?}", judged.state, judged.fault, judged.deciding()),
                )
            }
            Err(why) => (false, why.clone()),
        };
        *(if should { &mut valid } else { &mut invalid }) += 1;
        if effective && !should {
            wrong.push(name.clone());
        }
        if !effective && should {
            refused.push((name.clone(), told));
        }
    }
    assert_eq!((valid, invalid), (88, 115), "the cases that PKITS names");
    assert_eq!(wrong, Vec::<String>::new(), "wrong accepts");
    let listed: Vec<_> = REFUSED_THOUGH_VALID.iter().map(|(name, _)| (*name).to_owned()).collect();
    let names: Vec<_> = refused.iter().map(|(name, _)| name.clone()).collect();
    assert_eq!(names, listed, "refused though valid: {refused:#?}");
    assert!(listed.len() <= 10, "at most ten");
}

const NIST: [&str; 7] = [
    "",
    "2.16.840.1.101.3.2.1.48.1",
    "2.16.840.1.101.3.2.1.48.2",
    "2.16.840.1.101.3.2.1.48.3",
    "2.16.840.1.101.3.2.1.48.4",
    "2.16.840.1.101.3.2.1.48.5",
    "2.16.840.1.101.3.2.1.48.6",
];

fn accepting(policies: &[usize]) -> PolicyInputs {
    PolicyInputs {
        acceptable: policies.iter().map(|number| NIST[*number].to_owned()).collect(),
        ..PolicyInputs::default()
    }
}

fn explicitly(policies: &[usize]) -> PolicyInputs {
    PolicyInputs { require_explicit: true, ..accepting(policies) }
}

/// Name, inputs, and whether the path is valid under them.
fn with_inputs() -> Vec<(&'static str, PolicyInputs, bool)> {
    let plain = || accepting(&[]);
    let no_mapping = || PolicyInputs { inhibit_mapping: true, ..PolicyInputs::default() };
    let no_any = || PolicyInputs { inhibit_any: true, ..PolicyInputs::default() };
    vec![
        // 4.8.1
        ("ValidCertificatePathTest1EE", explicitly(&[]), true),
        ("ValidCertificatePathTest1EE", explicitly(&[1]), true),
        ("ValidCertificatePathTest1EE", explicitly(&[2]), false),
        ("ValidCertificatePathTest1EE", explicitly(&[1, 2]), true),
        // 4.8.2 to 4.8.14
        ("AllCertificatesNoPoliciesTest2EE", plain(), true),
        ("AllCertificatesNoPoliciesTest2EE", explicitly(&[]), false),
        ("DifferentPoliciesTest3EE", plain(), true),
        ("DifferentPoliciesTest3EE", explicitly(&[]), false),
        ("DifferentPoliciesTest3EE", explicitly(&[1, 2]), false),
        ("DifferentPoliciesTest4EE", plain(), false),
        ("DifferentPoliciesTest5EE", plain(), false),
        ("OverlappingPoliciesTest6EE", plain(), true),
        ("OverlappingPoliciesTest6EE", accepting(&[1]), true),
        ("OverlappingPoliciesTest6EE", accepting(&[2]), false),
        ("DifferentPoliciesTest7EE", plain(), false),
        ("DifferentPoliciesTest8EE", plain(), false),
        ("DifferentPoliciesTest9EE", plain(), false),
        ("AllCertificatesSamePoliciesTest10EE", plain(), true),
        ("AllCertificatesSamePoliciesTest10EE", accepting(&[1]), true),
        ("AllCertificatesSamePoliciesTest10EE", accepting(&[2]), true),
        ("AllCertificatesanyPolicyTest11EE", plain(), true),
        ("AllCertificatesanyPolicyTest11EE", accepting(&[1]), true),
        ("DifferentPoliciesTest12EE", plain(), false),
        ("AllCertificatesSamePoliciesTest13EE", accepting(&[1]), true),
        ("AllCertificatesSamePoliciesTest13EE", accepting(&[2]), true),
        ("AllCertificatesSamePoliciesTest13EE", accepting(&[3]), true),
        ("AnyPolicyTest14EE", accepting(&[1]), true),
        ("AnyPolicyTest14EE", accepting(&[2]), false),
        // 4.8.15 to 4.8.20: policy qualifiers for display have no effect.
        ("UserNoticeQualifierTest15EE", plain(), true),
        ("UserNoticeQualifierTest16EE", plain(), true),
        ("UserNoticeQualifierTest17EE", plain(), true),
        ("UserNoticeQualifierTest18EE", accepting(&[1]), true),
        ("UserNoticeQualifierTest18EE", accepting(&[2]), true),
        ("UserNoticeQualifierTest19EE", plain(), true),
        ("CPSPointerQualifierTest20EE", plain(), true),
        // 4.10
        ("ValidPolicyMappingTest1EE", accepting(&[1]), true),
        ("ValidPolicyMappingTest1EE", accepting(&[2]), false),
        ("ValidPolicyMappingTest1EE", no_mapping(), false),
        ("InvalidPolicyMappingTest2EE", no_mapping(), false),
        ("ValidPolicyMappingTest3EE", accepting(&[1]), false),
        ("ValidPolicyMappingTest3EE", accepting(&[2]), true),
        ("ValidPolicyMappingTest5EE", accepting(&[1]), true),
        ("ValidPolicyMappingTest5EE", accepting(&[6]), false),
        ("ValidPolicyMappingTest6EE", accepting(&[1]), true),
        ("ValidPolicyMappingTest6EE", accepting(&[6]), false),
        ("ValidPolicyMappingTest12EE", accepting(&[1]), true),
        ("ValidPolicyMappingTest12EE", accepting(&[2]), true),
        // 4.12.3
        ("inhibitAnyPolicyTest3EE", plain(), true),
        ("inhibitAnyPolicyTest3EE", no_any(), false),
    ]
}

#[test]
fn policies_are_judged_by_what_the_user_asks_for() {
    let pkits = Pkits::load();
    let pool = Pool::new(pkits.read());
    let mut differs = Vec::new();
    for (name, inputs, should) in with_inputs() {
        let judged = pkits.judge(&pool, pkits.named(name).expect("readable"), inputs.clone());
        if (judged.state == State::Effective) != should {
            differs.push(format!("{name} {inputs:?}: {:?} {:?}", judged.state, judged.fault));
        }
    }
    assert_eq!(differs, Vec::<String>::new(), "PKITS 4.8, 4.10 and 4.12 with inputs of their own");
}
