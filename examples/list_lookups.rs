//! Measures how long one CRL takes for many certificates, compared with one bare walk over it with as many look-ups.
//!
//! `cargo run --release --example list_lookups -- LIST ISSUER CERTIFICATE…` (DER); `benches/crl.py` makes them. Prints
//! one line per figure: its name and microseconds, the minimum of several rounds. Pitfall: the walk judges nothing; it
//! is the minimum cost of reading every entry once and finding some.
#![allow(clippy::print_stdout, reason = "an example speaks on stdout")]

use std::hint::black_box;
use std::time::{Duration, Instant};

use anyhow::Context;
use tokenctl::domain::time::Moment;
use tokenctl::domain::tlv::{INTEGER, Quirks, Reader, SEQUENCE};
use tokenctl::domain::verify::{Anchors, Crl, Freshness, Lists, Pool, Question, Source, Status, X509};

const ROUNDS: u32 = 15;

fn main() -> anyhow::Result<()> {
    let mut files = std::env::args_os().skip(1).map(std::fs::read);
    let list = files.next().context("name a list")??;
    let read = |der: &[u8]| X509::read(der, Source::Given).map_err(|fault| anyhow::anyhow!("{fault:?}"));
    let issuer = read(&files.next().context("name its issuer")??)?;
    let certificates = files.map(|der| read(&der?)).collect::<anyhow::Result<Vec<_>>>()?;
    let revoked = judge(list.clone(), &issuer, &certificates)?;
    let walked = walk(&list, &certificates).context("a list that can be walked")?;
    anyhow::ensure!(walked == revoked, "the walk finds {walked}, the judgement {revoked}");
    println!("certificates {} revoked {revoked}", certificates.len());
    println!("walk {}", least(|| walk(&list, &certificates)).as_micros());
    println!("read {}", least_of_own(&list, |list| Crl::read(list).map(|list| list.len())).as_micros());
    let parsed = Crl::read(list.clone()).map_err(|fault| anyhow::anyhow!("{fault}"))?;
    println!("lookups {}", least(|| found(&parsed, &certificates)).as_micros());
    println!("judge {}", least_of_own(&list, |list| judge(list, &issuer, &certificates)).as_micros());
    Ok(())
}

fn least<T>(mut work: impl FnMut() -> T) -> Duration {
    least_of_own(&[], |_nothing| work())
}

/// The least time for the work with its own copy of the bytes, as read from a file.
fn least_of_own<T>(list: &[u8], mut work: impl FnMut(Vec<u8>) -> T) -> Duration {
    let rounds = (0..ROUNDS).map(|_round| {
        let own = list.to_vec();
        let started = Instant::now();
        black_box(work(own));
        started.elapsed()
    });
    rounds.min().unwrap_or_default()
}

/// Reads the list, verifies its signature once, and looks up every certificate; returns how many are revoked.
fn judge(list: Vec<u8>, issuer: &X509, certificates: &[X509]) -> anyhow::Result<usize> {
    let crls = [Crl::read(list).map_err(|fault| anyhow::anyhow!("{fault}"))?];
    let at = Moment::from_unix_seconds(crls[0].this_update.unix_seconds() + 1).context("a moment")?;
    let fresh = Freshness { at, skew: 300, max_age: 7 * 86_400, always: false };
    let lists = Lists { crls: &crls, pool: &Pool::new([issuer]), anchors: &Anchors::new([issuer]), fresh };
    let mut revoked = 0;
    for certificate in certificates {
        match lists.ask(Question { certificate, issuer, anchor: issuer }).status {
            Status::Revoked { .. } => revoked += 1,
            Status::Good => {}
            Status::Unknown(why) => anyhow::bail!("unknown: {}", why.code()),
        }
    }
    Ok(revoked)
}

fn found(list: &Crl, certificates: &[X509]) -> usize {
    certificates.iter().filter(|one| list.entry(&one.issuer, &one.serial).is_some()).count()
}

/// One walk over every element of every entry, the serial numbers sorted, and a search for each certificate.
fn walk(list: &[u8], certificates: &[X509]) -> Option<usize> {
    let quirks = Quirks::default();
    let mut fields = Reader::new(list, &quirks).enter(SEQUENCE).ok()?.enter(SEQUENCE).ok()?;
    // Version, algorithm, issuer, two dates.
    for _field in 0..5 {
        fields.any().ok()?;
    }
    let mut entries = fields.enter(SEQUENCE).ok()?;
    let mut serials = Vec::new();
    while entries.peek().is_some() {
        let mut entry = entries.enter(SEQUENCE).ok()?;
        serials.push(entry.expect(INTEGER).ok()?.contents);
        while entry.peek().is_some() {
            entry.any().ok()?;
        }
    }
    serials.sort_unstable();
    Some(certificates.iter().filter(|one| serials.binary_search(&one.serial.as_slice()).is_ok()).count())
}
