//! Every way in which a list or a response can be right, wrong, old or another issuer's; openssl judges the lists too.

use std::process::Command;

use tokenctl::domain::verify as judged;
use tokenctl::domain::verify::{PolicyInputs, Pool, Reason, Source, State, Status, Why, X509};

use super::authority::{
    Certificate, Crl, ENCRYPTS, Given, HOLDER, ROOT, Response, SERIAL, SIGNS, SUB, delegate, file, holder, moment, pem,
    root, sub,
};

pub struct Case {
    pub end: Vec<u8>,
    pub crls: Vec<Vec<u8>>,
    pub responses: Vec<Vec<u8>>,
    pub nonce: Option<&'static [u8]>,
}

impl Default for Case {
    fn default() -> Self {
        Self { end: holder(), crls: Vec::new(), responses: Vec::new(), nonce: None }
    }
}

fn crl_of_root() -> Vec<u8> {
    Crl::new(ROOT, &[]).der()
}

impl Case {
    /// Lists of the CA below the root, besides a good one of the root.
    pub fn lists(crls: &[Crl]) -> Self {
        let crls = crls.iter().map(Crl::der).chain([crl_of_root()]).collect();
        Self { crls, ..Self::default() }
    }

    fn responses(responses: &[Response]) -> Self {
        let responses = responses.iter().map(Response::der).collect();
        Self { responses, crls: vec![crl_of_root()], ..Self::default() }
    }

    /// The state, and what is known of the certificate itself.
    pub fn judge(&self) -> (State, Status) {
        let all: Vec<_> = [root(), sub(), self.end.clone()]
            .iter()
            .map(|der| X509::read(der, Source::Given).expect("a readable certificate"))
            .collect();
        let pool = Pool::new(&all);
        let crls: Vec<_> =
            self.crls.iter().map(|der| judged::Crl::read(der.clone()).expect("a readable list")).collect();
        let responses: Vec<_> = self.responses.iter().map(|der| judged::Response::read(der, self.nonce)).collect();
        let given = Given { anchor: &all[0], crls: &crls, responses: &responses, policies: PolicyInputs::default() };
        let found = given.judge(&all[2], &pool, moment());
        let status = found.links.first().and_then(judged::Link::conclusion);
        (found.state, status.map_or(Status::Unknown(Why::NoAnswer), |(_, finding)| finding.status))
    }

    /// Whether openssl accepts the certificate with these lists.
    pub fn openssl_accepts(&self) -> bool {
        let folder = tempfile::TempDir::new().expect("a temporary folder");
        let path = folder.path();
        let lists: String = self.crls.iter().map(|der| pem("X509 CRL", der)).collect();
        let output = Command::new("openssl")
            .args(["verify", "-crl_check_all", "-use_deltas", "-attime", &moment().unix_seconds().to_string()])
            .args(["-CAfile", &file(path, "root.pem", pem("CERTIFICATE", &root()))])
            .args(["-untrusted", &file(path, "sub.pem", pem("CERTIFICATE", &sub()))])
            .args(["-CRLfile", &file(path, "lists.pem", lists)])
            .arg(file(path, "end.pem", pem("CERTIFICATE", &self.end)))
            .output()
            .expect("openssl is there: tests/scripts/install-test-tools.sh");
        output.status.success()
    }
}

fn revoked(status: Status) -> Option<Reason> {
    match status {
        Status::Revoked { reason, .. } => Some(reason),
        _ => None,
    }
}

#[test]
fn lists_are_judged_as_openssl_judges_them_and_never_more_kindly() {
    let list = |revoked: &[(u64, Option<u8>)]| Crl::new(SUB, revoked);
    let forged = Crl { issuer: ("Sub", 66), ..list(&[]) };
    let unknown = |why| (State::Unknown, Status::Unknown(why));
    let cases: Vec<(&str, Case, (State, Status))> = vec![
        ("good", Case::lists(&[list(&[(5, None)])]), (State::Effective, Status::Good)),
        ("no list of its issuer", Case::lists(&[]), unknown(Why::NoAnswer)),
        ("of another issuer", Case::lists(&[Crl::new(("Other", 66), &[])]), unknown(Why::NoAnswer)),
        ("signed by another key", Case::lists(&[forged]), unknown(Why::SignatureWrong)),
        (
            "expired",
            Case::lists(&[Crl { next: Some("261120000000Z"), this: "261110000000Z", ..list(&[]) }]),
            unknown(Why::Stale),
        ),
        (
            "of a time to come",
            Case::lists(&[Crl { this: "261201000000Z", next: Some("261208000000Z"), ..list(&[]) }]),
            unknown(Why::NotYetValid),
        ),
        (
            "an unknown critical extension",
            Case::lists(&[Crl { odd: true, ..list(&[]) }]),
            unknown(Why::CriticalExtension),
        ),
        ("a delta alone", Case::lists(&[Crl { base: Some(6), ..list(&[]) }]), unknown(Why::NoBase)),
    ];
    for (what, case, expected) in &cases {
        assert_eq!(case.judge(), *expected, "{what}");
        // openssl treats a delta CRL without its base as a complete one.
        let accepts = expected.0 == State::Effective || *what == "a delta alone";
        assert_eq!(case.openssl_accepts(), accepts, "openssl agrees: {what}");
    }
}

#[test]
fn a_revoked_certificate_is_revoked_with_its_reason_even_by_a_stale_list() {
    let list = |reason| Crl::new(SUB, &[(4, None), (SERIAL, reason), (6, Some(1))]);
    for (number, reason) in
        [(None, Reason::Unspecified), (Some(1), Reason::KeyCompromise), (Some(6), Reason::CertificateHold)]
    {
        let case = Case::lists(&[list(number)]);
        let (state, status) = case.judge();
        assert_eq!((state, revoked(status)), (State::Revoked, Some(reason)), "{reason:?}");
        assert!(!case.openssl_accepts(), "openssl agrees: {reason:?}");
    }
    let stale = Crl { this: "261110000000Z", next: Some("261120000000Z"), ..list(Some(1)) };
    let (state, status) = Case::lists(&[stale]).judge();
    assert_eq!((state, revoked(status)), (State::Revoked, Some(Reason::KeyCompromise)), "stale and still revoked");
}

#[test]
fn a_suspension_is_taken_back_by_a_fresh_delta_and_by_a_newer_list_alone() {
    let held = Crl::new(SUB, &[(SERIAL, Some(6))]);
    let delta = Crl { number: 8, base: Some(7), ..Crl::new(SUB, &[(SERIAL, Some(8))]) };
    assert_eq!(Case::lists(&[held.clone(), delta.clone()]).judge().0, State::Effective, "removeFromCRL");
    let stale = Crl { next: Some("261121120000Z"), ..delta.clone() };
    assert_eq!(Case::lists(&[held.clone(), stale]).judge().0, State::Revoked, "not by a stale delta");
    let forged = Crl { issuer: ("Sub", 66), ..delta };
    assert_eq!(Case::lists(&[held.clone(), forged]).judge().0, State::Revoked, "not by another's delta");
    let newer = Crl { this: "261121120000Z", number: 8, ..Crl::new(SUB, &[]) };
    assert_eq!(Case::lists(&[held.clone(), newer]).judge().0, State::Effective, "a newer list without it");
    let older = Crl { this: "261120000000Z", number: 6, ..Crl::new(SUB, &[]) };
    assert_eq!(Case::lists(&[older, held]).judge().0, State::Revoked, "an older list takes nothing back");
}

#[test]
fn a_tampered_list_says_nothing() {
    let mut der = Crl::new(SUB, &[(SERIAL, Some(1))]).der();
    let serial = SERIAL.to_be_bytes();
    let at = der.windows(4).position(|window| *window == serial[4..]).expect("the serial number is in it");
    der[at] ^= 1;
    let case = Case { crls: vec![der, crl_of_root()], ..Case::default() };
    assert_eq!(case.judge(), (State::Unknown, Status::Unknown(Why::SignatureWrong)), "the signature does not hold");
    assert!(!case.openssl_accepts(), "openssl agrees");
}

#[test]
fn a_serial_number_is_compared_whole() {
    let longer = (SERIAL << 8) | 0x01;
    let cut = SERIAL & 0x00ff_ffff;
    assert_eq!(Case::lists(&[Crl::new(SUB, &[(longer, None), (cut, None)])]).judge().0, State::Effective, "neighbours");
}

#[test]
fn a_hundred_thousand_entries_are_found_one_by_one() {
    let revoked: Vec<_> = (0..100_000_u64).map(|number| (number * 7 + 100, None)).collect();
    let crl = judged::Crl::read(Crl::new(SUB, &revoked).der()).expect("a readable list");
    assert_eq!(crl.len(), 100_000, "every entry");
    let issuer = X509::read(&holder(), Source::Given).expect("readable").issuer;
    for number in [0_u64, 1, 49_999, 99_999] {
        let serial = tokenctl::domain::tlv::write_unsigned(&(number * 7 + 100).to_be_bytes());
        assert!(crl.entry(&issuer, &serial[2..]).is_some(), "entry {number}");
        let beside = tokenctl::domain::tlv::write_unsigned(&(number * 7 + 101).to_be_bytes());
        assert!(crl.entry(&issuer, &beside[2..]).is_none(), "beside entry {number}");
    }
}

#[test]
fn a_revoked_ca_takes_its_holders_with_it() {
    let crls = vec![Crl::new(ROOT, &[(2, Some(2))]).der(), Crl::new(SUB, &[]).der()];
    assert_eq!(Case { crls, ..Case::default() }.judge().0, State::Revoked, "the CA below the root is revoked");
}

#[test]
fn dates_and_usage_have_states_of_their_own() {
    let end = |certificate: &Certificate| Case { end: certificate.der(), ..Case::lists(&[Crl::new(SUB, &[])]) };
    let own = Certificate::new(HOLDER, SUB, SERIAL, SIGNS);
    assert_eq!(end(&Certificate { until: "261121000000Z", ..own.clone() }).judge().0, State::Expired, "expired");
    assert_eq!(end(&Certificate { usage: ENCRYPTS, ..own.clone() }).judge().0, State::WrongUsage, "encrypts only");
    assert_eq!(end(&Certificate { issuer: ("Sub", 66), ..own }).judge().0, State::Untrusted, "signed by another key");
}

#[test]
fn responses_are_believed_from_the_issuer_and_its_delegate_alone() {
    let good = Response::good();
    let by = |delegate: Certificate| Response { signer: 9, delegate: Some(delegate), ..Response::good() };
    let of_root = Certificate { issuer: ROOT, ..delegate() };
    let unknown = |why| (State::Unknown, Status::Unknown(why));
    let effective = (State::Effective, Status::Good);
    for (what, response, expected) in [
        ("the issuer", good.clone(), effective),
        ("its delegate", by(delegate()), effective),
        ("a delegate of another CA", by(of_root), unknown(Why::SignerNotTrusted)),
        (
            "a certificate not made for it",
            by(Certificate { responder: false, ..delegate() }),
            unknown(Why::SignerNotTrusted),
        ),
        (
            "an expired delegate",
            by(Certificate { until: "261121000000Z", ..delegate() }),
            unknown(Why::SignerNotTrusted),
        ),
        (
            "a delegate whose own state is unknown",
            by(Certificate { no_check: false, ..delegate() }),
            unknown(Why::SignerNotTrusted),
        ),
        ("a stranger", Response { signer: 66, ..good.clone() }, unknown(Why::SignerNotTrusted)),
        ("about another serial number", Response { serial: SERIAL + 1, ..good.clone() }, unknown(Why::OutOfScope)),
        ("about another issuer", Response { issuer: ("Sub", 66), ..good.clone() }, unknown(Why::OutOfScope)),
        (
            "stale",
            Response { this: "20261110000000Z", next: Some("20261120000000Z"), ..good.clone() },
            unknown(Why::Stale),
        ),
        (
            "old without nextUpdate",
            Response { this: "20261110000000Z", next: None, ..good.clone() },
            unknown(Why::Stale),
        ),
        (
            "of a time to come",
            Response { this: "20261201000000Z", next: None, ..good.clone() },
            unknown(Why::NotYetValid),
        ),
    ] {
        assert_eq!(Case::responses(&[response]).judge(), expected, "{what}");
    }
}

#[test]
fn a_stale_revoked_response_stays_revoked_and_revoked_wins_over_a_good_list() {
    let stale =
        Response { revoked: Some(1), this: "20261110000000Z", next: Some("20261120000000Z"), ..Response::good() };
    assert_eq!(Case::responses(&[stale]).judge().0, State::Revoked, "stale and revoked");
    let response = Response { revoked: Some(4), ..Response::good() }.der();
    let case = Case { responses: vec![response], ..Case::lists(&[Crl::new(SUB, &[])]) };
    let (state, status) = case.judge();
    assert_eq!((state, revoked(status)), (State::Revoked, Some(Reason::Superseded)), "the list says good");
    let case = Case { responses: vec![Response::good().der()], ..Case::lists(&[Crl::new(SUB, &[(SERIAL, None)])]) };
    assert_eq!(case.judge().0, State::Revoked, "the response says good");
}

#[test]
fn a_nonce_must_be_ours_where_there_is_one() {
    let judge = |nonce: Option<&[u8]>| {
        let response = Response { nonce: nonce.map(<[u8]>::to_vec), ..Response::good() }.der();
        Case { responses: vec![response], crls: vec![crl_of_root()], nonce: Some(b"ours"), ..Case::default() }.judge()
    };
    assert_eq!(judge(Some(b"ours")).0, State::Effective, "ours");
    assert_eq!(judge(None).0, State::Effective, "none at all");
    assert_eq!(judge(Some(b"other")), (State::Unknown, Status::Unknown(Why::NonceDiffers)), "another");
}

#[test]
fn garbage_is_an_answer_to_nothing() {
    for der in [&b""[..], b"garbage", &[0x30, 0x80], &[0x30, 3, 0x0a, 1, 6], &vec![0xff; 70_000]] {
        let case = Case { responses: vec![der.to_vec()], crls: vec![crl_of_root()], ..Case::default() };
        assert_eq!(case.judge().0, State::Unknown, "{:?}", &der[..der.len().min(8)]);
        assert!(judged::Crl::read(der.to_vec()).is_err(), "no list either");
        assert!(X509::read(der, Source::Given).is_err(), "and no certificate");
    }
    let response = Response::good().der();
    let list = Crl::new(SUB, &[(4, Some(1))]).der();
    for cut in 1..list.len().max(response.len()) {
        let _no_panic = judged::Response::read(&response[..cut.min(response.len())], None);
        assert!(judged::Crl::read(list[..cut.min(list.len() - 1)].to_vec()).is_err(), "a list cut at {cut}");
    }
}

#[test]
fn a_request_names_the_certificate_as_openssl_reads_it() {
    let (end, issuer) = (X509::read(&holder(), Source::Given).unwrap(), X509::read(&sub(), Source::Given).unwrap());
    let request = judged::ocsp_request(&end, &issuer, &[7; 16]).expect("a request");
    let folder = tempfile::TempDir::new().expect("a temporary folder");
    let output = Command::new("openssl")
        .args(["ocsp", "-req_text", "-reqin", &file(folder.path(), "request.der", request)])
        .output()
        .expect("openssl is there");
    let text = String::from_utf8_lossy(&output.stdout);
    assert!(text.contains("Serial Number: 1A2B3C01") && text.contains("OCSP Nonce"), "{text}");
}
