//! Rules of paths and CRLs one by one, of the kinds in x509-limbo; openssl judges each as well.
//!
//! x509-limbo itself is not available from a registry, and its rules for TLS servers only (host names, serverAuth) do
//! not apply here. Pitfall: rules for CAs, not for verifiers, are in a separate table.

use std::process::Command;

use tokenctl::domain::tlv;
use tokenctl::domain::verify::{self, Judgement, PolicyInputs, Pool, Source, State, X509};

use super::authority::{
    CA, Certificate, Crl, Given, HOLDER, ROOT, SERIAL, SIGNS, SUB, extension, file, moment, name, pem, root, sequence,
};

/// Only keyCertSign.
const SIGNS_CERTIFICATES: &[u8] = &[3, 2, 2, 0x04];
/// Only cRLSign.
const SIGNS_LISTS: &[u8] = &[3, 2, 1, 0x02];
const LEAF: &[u8] = &[0x30, 0];
const OTHER: (&str, u8) = ("Other", 5);

/// A CA that may have this many below it.
fn ca_of_length(subject: (&'static str, u8), issuer: (&'static str, u8), basic: &'static [u8]) -> Certificate {
    Certificate { basic: Some(basic), ..Certificate::new(subject, issuer, 0x20, CA) }
}

const LENGTH_0: &[u8] = &[0x30, 6, 1, 1, 0xff, 2, 1, 0];
const LENGTH_1: &[u8] = &[0x30, 6, 1, 1, 0xff, 2, 1, 1];
const LENGTH_9: &[u8] = &[0x30, 6, 1, 1, 0xff, 2, 1, 9];

fn sub_ca() -> Certificate {
    Certificate::new(SUB, ROOT, 2, CA)
}

fn end() -> Certificate {
    Certificate::new(HOLDER, SUB, SERIAL, SIGNS)
}

fn below(issuer: (&'static str, u8)) -> Certificate {
    Certificate::new(HOLDER, issuer, SERIAL, SIGNS)
}

/// A path to build, from the certificate upwards in any order, under the root; each CA has a good CRL.
struct Rule {
    what: &'static str,
    end: Certificate,
    others: Vec<Certificate>,
    root: Vec<u8>,
    lists: Vec<Crl>,
    /// The fault's code; `None` if it is effective.
    fault: Option<&'static str>,
    /// Whether openssl refuses an effective one: it tries only one way up, and finds a CRL by one key.
    openssl_refuses: bool,
}

impl Rule {
    fn new(what: &'static str, end: Certificate, others: Vec<Certificate>, fault: Option<&'static str>) -> Self {
        let lists =
            others.iter().map(|other| other.subject).chain([ROOT]).map(|issuer| Crl::new(issuer, &[])).collect();
        Self { what, end, others, root: root(), lists, fault, openssl_refuses: false }
    }

    fn judge(&self) -> (State, Option<&'static str>) {
        let read = |der: &[u8]| X509::read(der, Source::Given);
        let Ok(end) = read(&self.end.der()) else { return (State::Untrusted, Some("certificate-unreadable")) };
        let root = read(&self.root).expect("a readable root");
        let others = self.others.iter().filter_map(|other| read(&other.der()).ok());
        let all: Vec<_> = others.chain([root.clone()]).collect();
        let crls: Vec<_> = self.lists.iter().map(|list| verify::Crl::read(list.der()).expect("a list")).collect();
        let given = Given { anchor: &root, crls: &crls, responses: &[], policies: PolicyInputs::default() };
        let Judgement { state, fault, .. } = given.judge(&end, &Pool::new(&all), moment());
        (state, fault.map(|(_, fault)| fault.code()))
    }

    fn openssl_accepts(&self) -> bool {
        let folder = tempfile::TempDir::new().expect("a temporary folder");
        let path = folder.path();
        let others: String = self.others.iter().map(|other| pem("CERTIFICATE", &other.der())).collect();
        let lists: String = self.lists.iter().map(|list| pem("X509 CRL", &list.der())).collect();
        let output = Command::new("openssl")
            .args(["verify", "-crl_check_all", "-attime", &moment().unix_seconds().to_string()])
            .args(["-CAfile", &file(path, "root.pem", pem("CERTIFICATE", &self.root))])
            .args(["-untrusted", &file(path, "others.pem", others)])
            .args(["-CRLfile", &file(path, "lists.pem", lists)])
            .arg(file(path, "end.pem", pem("CERTIFICATE", &self.end.der())))
            .output()
            .expect("openssl is there: tests/scripts/install-test-tools.sh");
        output.status.success()
    }

    /// Both judge according to the rule.
    fn hold(&self) {
        let effective = self.fault.is_none();
        let expected = if effective { State::Effective } else { State::Untrusted };
        assert_eq!(self.judge(), (expected, self.fault), "{}", self.what);
        let accepts = effective && !self.openssl_refuses;
        assert_eq!(self.openssl_accepts(), accepts, "{}: openssl's judgement", self.what);
    }
}

#[test]
fn the_length_of_a_path_is_what_its_cas_allow() {
    let third = ("Third", 6);
    let renewed = Certificate { issuer: ("Sub", 2), subject: ("Sub", 7), ..sub_ca() };
    for rule in [
        Rule::new("0 and none below", end(), vec![ca_of_length(SUB, ROOT, LENGTH_0)], None),
        Rule::new(
            "0 and one below",
            below(third),
            vec![ca_of_length(SUB, ROOT, LENGTH_0), Certificate::new(third, SUB, 3, CA)],
            Some("path-too-long"),
        ),
        Rule::new(
            "1 and one below",
            below(third),
            vec![ca_of_length(SUB, ROOT, LENGTH_1), Certificate::new(third, SUB, 3, CA)],
            None,
        ),
        Rule::new(
            "a larger number below changes nothing",
            below(third),
            vec![ca_of_length(SUB, ROOT, LENGTH_1), ca_of_length(third, SUB, LENGTH_9)],
            None,
        ),
        Rule::new(
            "nor does it help",
            below(OTHER),
            vec![
                ca_of_length(SUB, ROOT, LENGTH_1),
                ca_of_length(third, SUB, LENGTH_9),
                Certificate::new(OTHER, third, 4, CA),
            ],
            Some("path-too-long"),
        ),
        Rule {
            // The CA's CRL is signed with its first key.
            lists: vec![Crl::new(ROOT, &[]), Crl::new(SUB, &[])],
            openssl_refuses: true,
            ..Rule::new(
                "a CA that certifies its own new key does not count",
                below(("Sub", 7)),
                vec![ca_of_length(SUB, ROOT, LENGTH_0), renewed],
                None,
            )
        },
    ] {
        rule.hold();
    }
}

#[test]
fn only_a_ca_issues() {
    let ca = |basic: Option<&'static [u8]>, usage| Certificate { usage, basic, ..sub_ca() };
    for rule in [
        Rule::new("cA is false", end(), vec![ca(Some(LEAF), CA)], Some("issuer-not-a-ca")),
        Rule::new("no basicConstraints", end(), vec![ca(Some(&[]), CA)], Some("issuer-not-a-ca")),
        Rule::new(
            "a key that signs lists alone",
            end(),
            vec![ca(Some(&[0x30, 3, 1, 1, 0xff]), SIGNS_LISTS)],
            Some("issuer-may-not-sign-certificates"),
        ),
        Rule::new("no keyUsage", end(), vec![ca(Some(&[0x30, 3, 1, 1, 0xff]), &[])], None),
        Rule::new(
            "a CA judged itself",
            Certificate { serial: 9, ..sub_ca() },
            vec![Certificate::new(OTHER, ROOT, 4, CA)],
            None,
        ),
        Rule::new(
            "a holder's certificate above",
            below(OTHER),
            vec![sub_ca(), Certificate::new(OTHER, SUB, 4, SIGNS)],
            Some("issuer-not-a-ca"),
        ),
    ] {
        rule.hold();
    }
}

#[test]
fn a_critical_extension_that_is_not_known_ends_the_path_it_is_on_and_no_other() {
    let odd = extension(&[0x2a, 3, 4], true, &[5, 0]);
    let with = |certificate: Certificate| Certificate { more: odd.clone(), ..certificate };
    let fault = Some("critical-extension-unsupported");
    for rule in [
        Rule::new("of the certificate", with(end()), vec![sub_ca()], fault),
        Rule::new("of the CA", end(), vec![with(sub_ca())], fault),
        Rule::new("of a CA beside", end(), vec![with(Certificate::new(OTHER, ROOT, 4, CA)), sub_ca()], None),
        Rule {
            openssl_refuses: true,
            ..Rule::new(
                "of one of two CAs of this name and key",
                end(),
                vec![with(sub_ca()), Certificate { serial: 3, ..sub_ca() }],
                None,
            )
        },
        Rule::new(
            "the addresses of the issuer, which must not be critical",
            Certificate { more: extension(&[0x2b, 6, 1, 5, 5, 7, 1, 1], true, &sequence(&[])), ..end() },
            vec![sub_ca()],
            fault,
        ),
    ] {
        rule.hold();
    }
}

#[test]
fn an_extension_twice_is_read_by_nobody() {
    let twice = extension(&[0x55, 0x1d, 0x0f], true, SIGNS);
    let rule = Rule::new("keyUsage twice", Certificate { more: twice, ..end() }, vec![sub_ca()], None);
    assert_eq!(rule.judge(), (State::Untrusted, Some("certificate-unreadable")), "no conclusion");
}

#[test]
fn another_way_up_is_taken_and_a_circle_is_left() {
    let cross = |issuer, until| Certificate { until, ..Certificate::new(SUB, issuer, 5, CA) };
    let first = ("First", 11);
    let second = ("Second", 12);
    for rule in [
        Rule::new("one of two CA certificates has expired", end(), vec![cross(ROOT, "261121000000Z"), sub_ca()], None),
        Rule::new("both have", end(), vec![cross(ROOT, "261121000000Z")], Some("issuer-expired")),
        Rule::new(
            "two CAs that certify each other",
            below(first),
            vec![Certificate::new(first, second, 3, CA), Certificate::new(second, first, 4, CA)],
            Some("issuer-not-found"),
        ),
        Rule::new(
            "a root that nobody named",
            below(OTHER),
            vec![Certificate::new(OTHER, OTHER, 4, CA)],
            Some("root-not-trusted"),
        ),
    ] {
        rule.hold();
    }
}

#[test]
fn a_thicket_of_cas_without_a_root_is_given_up() {
    // Every CA certifies every other one; there are more paths through them than can be walked.
    let names: [(&'static str, u8); 10] =
        [("A", 21), ("B", 22), ("C", 23), ("D", 24), ("E", 25), ("F", 26), ("G", 27), ("H", 28), ("I", 29), ("J", 30)];
    let pairs = names.iter().flat_map(|subject| names.iter().map(move |issuer| (*subject, *issuer)));
    let others = pairs.filter(|(subject, issuer)| subject != issuer);
    let others: Vec<_> = others.map(|(subject, issuer)| Certificate::new(subject, issuer, 3, CA)).collect();
    assert_eq!(others.len(), 90, "all of them");
    let same: Vec<_> = (40..80).map(|key| Certificate::new(("Same", key), ("Same", key + 1), 3, CA)).collect();
    for (what, end, others) in [("by other names", below(names[0]), others), ("by one name", below(("Same", 40)), same)]
    {
        let (state, fault) = Rule::new(what, end, others, None).judge();
        assert_eq!(state, State::Untrusted, "{what}: {fault:?}");
    }
}

/// Name constraints of one subtree each.
fn constraints(permitted: Option<&[u8]>, excluded: Option<&[u8]>) -> Vec<u8> {
    let trees = |tag, base: Option<&[u8]>| base.map_or_else(Vec::new, |base| tlv::write(tag, &[&sequence(&[base])]));
    extension(&[0x55, 0x1d, 0x1e], true, &sequence(&[&trees(0xa0, permitted), &trees(0xa1, excluded)]))
}

#[test]
fn names_lie_within_what_the_cas_above_permit() {
    let directory = |text| tlv::write(0xa4, &[&name(text)]);
    let mail = |text: &str| tlv::write(0x81, &[text.as_bytes()]);
    let under = |more| vec![Certificate { more, ..sub_ca() }];
    let mailbox =
        |text: &str| Certificate { more: extension(&[0x55, 0x1d, 0x11], false, &sequence(&[&mail(text)])), ..end() };
    let fault = Some("name-not-permitted");
    for rule in [
        Rule::new("its own name is permitted", end(), under(constraints(Some(&directory(HOLDER.0)), None)), None),
        Rule::new("another name is", end(), under(constraints(Some(&directory("Bích")), None)), fault),
        Rule::new("its own name is excluded", end(), under(constraints(None, Some(&directory(HOLDER.0)))), fault),
        Rule::new("another name is excluded", end(), under(constraints(None, Some(&directory("Bích")))), None),
        Rule::new(
            "excluded and permitted",
            end(),
            under(constraints(Some(&directory(HOLDER.0)), Some(&directory(HOLDER.0)))),
            fault,
        ),
        Rule::new(
            "an address of the host",
            mailbox("an@hanoi.gov.vn"),
            under(constraints(Some(&mail("hanoi.gov.vn")), None)),
            None,
        ),
        Rule::new(
            "an address elsewhere",
            mailbox("an@example.vn"),
            under(constraints(Some(&mail("hanoi.gov.vn")), None)),
            fault,
        ),
        Rule::new("of another kind", end(), under(constraints(Some(&mail("hanoi.gov.vn")), None)), None),
    ] {
        rule.hold();
    }
}

/// The case, the holder's certificate, the CRLs, and the conclusion.
type OfList<'a> = (&'a str, Certificate, Vec<Crl>, (State, Option<&'a str>));

#[test]
fn a_list_counts_for_its_issuer_alone_and_by_a_key_that_may_sign_it() {
    let unknown = (State::Unknown, None);
    let effective = (State::Effective, None);
    let revoked = (State::Revoked, None);
    let root_list = Crl::new(ROOT, &[]);
    let good = Crl::new(SUB, &[(0x77, None)]);
    let ca = |usage| Certificate { usage, basic: Some(&[0x30, 3, 1, 1, 0xff]), ..sub_ca() };
    let cases: Vec<OfList<'_>> = vec![
        ("revoked", sub_ca(), vec![Crl::new(SUB, &[(SERIAL, None)])], revoked),
        ("not on the list", sub_ca(), vec![good.clone()], effective),
        (
            "its number on another CA's list",
            sub_ca(),
            vec![good.clone(), Crl::new(OTHER, &[(SERIAL, None)])],
            effective,
        ),
        ("keyUsage without cRLSign", ca(SIGNS_CERTIFICATES), vec![good.clone()], unknown),
        ("no keyUsage at all", ca(&[]), vec![good.clone()], effective),
        ("keyCertSign and cRLSign", ca(CA), vec![good.clone()], effective),
        // RFC 5280 5.2.3 binds CRL issuers: 6.3.3 does not check a number.
        ("a list without a number", sub_ca(), vec![Crl { unnumbered: true, ..good.clone() }], effective),
        ("no list", sub_ca(), vec![], unknown),
    ];
    for (what, ca, lists, expected) in cases {
        let others = vec![ca, Certificate::new(OTHER, ROOT, 4, CA)];
        let lists = lists.into_iter().chain([root_list.clone()]).collect();
        let rule = Rule { lists, ..Rule::new(what, end(), others, None) };
        assert_eq!(rule.judge(), expected, "{what}");
        assert_eq!(rule.openssl_accepts(), expected == effective, "{what}: openssl's judgement");
    }
}

#[test]
fn rules_for_those_who_issue_certificates_decide_nothing_here() {
    // MUSTs of RFC 5280 4 that section 6 does not check; x509-limbo refuses these, openssl without -x509_strict does not.
    let key_id = |critical| extension(&[0x55, 0x1d, 0x23], critical, &sequence(&[&tlv::write(0x80, &[&[1; 20]])]));
    let root = Certificate::new(ROOT, ROOT, 1, CA);
    for rule in [
        // The identifier matches no key, so openssl finds no issuer by it, while here it is only a hint.
        Rule::new("no identifier of the issuer's key", end(), vec![sub_ca()], None),
        Rule {
            root: Certificate { usage: CA, ..root }.der(),
            ..Rule::new("a root without it", end(), vec![sub_ca()], None)
        },
    ] {
        rule.hold();
    }
    let critical = Rule::new("a wrong hint", Certificate { more: key_id(true), ..end() }, vec![sub_ca()], None);
    assert_eq!(critical.judge(), (State::Effective, None), "what counts is the signature");
}
