//! Evidence with one bit flipped: signed data no longer matches its signature, and nothing becomes effective.

use tokenctl::domain::verify::{Crl, PolicyInputs, Pool, Response, Source, State, X509};

use super::authority::{self, Given, ROOT, SERIAL, SUB, holder, moment, root, sub};

/// Whether the holder's certificate is effective with these bytes; unreadable ones are left out, as in a folder.
fn is_effective(end: &[u8], above: &[u8], list: Option<&[u8]>, response: Option<&[u8]>) -> bool {
    let read = |der: &[u8]| X509::read(der, Source::Given).ok();
    let Some(end) = read(end) else { return false };
    let root = read(&root()).expect("the root");
    let others: Vec<_> = [read(above), Some(root.clone())].into_iter().flatten().collect();
    let pool = Pool::new(&others);
    let of_root = authority::Crl::new(ROOT, &[]).der();
    let lists = [Some(of_root.as_slice()), list].into_iter().flatten();
    let crls: Vec<_> = lists.filter_map(|der| Crl::read(der.to_vec()).ok()).collect();
    let responses: Vec<_> = response.iter().map(|der| Response::read(der, None)).collect();
    let given = Given { anchor: &root, crls: &crls, responses: &responses, policies: PolicyInputs::default() };
    given.judge(&end, &pool, moment()).state == State::Effective
}

/// One flipped bit in each byte, a different one from byte to byte.
fn flipped(der: &[u8]) -> impl Iterator<Item = (usize, Vec<u8>)> + '_ {
    (0..der.len()).map(|at| {
        let mut other = der.to_vec();
        other[at] ^= 1 << (at % 8);
        (at, other)
    })
}

#[test]
fn no_flipped_bit_leaves_anything_effective() {
    let (end, above) = (holder(), sub());
    let list = authority::Crl::new(SUB, &[(4, Some(1))]).der();
    let response = authority::Response::good().der();
    assert!(is_effective(&end, &above, Some(&list), None), "by the list as it is");
    assert!(is_effective(&end, &above, None, Some(&response)), "by the response as it is");
    for (at, other) in flipped(&list) {
        assert!(!is_effective(&end, &above, Some(&other), None), "octet {at} of the list");
    }
    for (at, other) in flipped(&response) {
        assert!(!is_effective(&end, &above, None, Some(&other)), "octet {at} of the response");
    }
    for (at, other) in flipped(&end) {
        assert!(!is_effective(&other, &above, Some(&list), None), "octet {at} of the certificate");
    }
    for (at, other) in flipped(&above) {
        assert!(!is_effective(&end, &other, Some(&list), None), "octet {at} of its issuer's");
    }
}

#[test]
fn no_flipped_bit_takes_a_revocation_back() {
    let (end, above) = (holder(), sub());
    for (at, other) in flipped(&authority::Crl::new(SUB, &[(SERIAL, Some(6))]).der()) {
        assert!(!is_effective(&end, &above, Some(&other), None), "octet {at} of the list");
    }
    let revoked = authority::Response { revoked: Some(6), ..authority::Response::good() };
    for (at, other) in flipped(&revoked.der()) {
        assert!(!is_effective(&end, &above, None, Some(&other)), "octet {at} of the response");
    }
}
