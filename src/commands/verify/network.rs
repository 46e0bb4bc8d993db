//! Fetches what a verification needs: issuers' certificates, OCSP responses, revocation lists. Each address once per
//! run, in parallel.
//!
//! Pitfall: data that comes over plain http is untrusted until its signature was checked. Only a list signed in a
//! trusted path is kept, and a newer one is never replaced by an older one.

use std::collections::BTreeSet;
use std::sync::atomic::AtomicBool;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;

use super::evidence::Known;
use crate::commands::reading::Interrupted;
use crate::domain::phrase::Phrase;
use crate::domain::raised;
use crate::domain::situation::Situation as _;
use crate::domain::verify::{
    Anchors, Crl, Freshness, Judgement, Lists, MAX_CRL_SIZE, MAX_RESPONSE_SIZE, PathFault, PolicyInputs, Pool,
    Question, Response, Source, Status, X509, ocsp_request, paths,
};
use crate::http::{Answer, Ask, Cache, Client, HttpError, Kept};
use crate::readers::evidence::{certificates, lists};
use crate::report::verify::AddressAsked;

/// Rounds of searching for issuers: one per step of the path.
const ROUNDS: usize = 4;
/// The longest file of issuers' certificates.
const MAX_ISSUERS: usize = 256 * 1024;
/// Addresses of one kind contacted for one certificate.
const MAX_ADDRESSES: usize = 3;
/// The longest address of a request that is sent by GET (RFC 6960 A.1).
const MAX_GET: usize = 255;
/// Bytes of a nonce.
const NONCE: usize = 16;

/// The addresses of one run.
pub(super) struct Network<'c> {
    pub(super) client: Option<Client>,
    pub(super) cache: Option<Cache>,
    pub(super) interrupted: &'c AtomicBool,
    pub(super) fresh: Freshness,
    /// The addresses contacted, and the result for each.
    pub(super) asked: Vec<AddressAsked>,
    pub(super) remarks: Vec<Phrase>,
}

/// A response, and its signer.
pub(super) struct Heard {
    pub(super) response: Response,
    pub(super) url: String,
}

impl Network<'_> {
    /// Searches for the missing issuers at the addresses that certificates name.
    pub(super) fn issuers(&mut self, ends: &[String], known: &mut Known) -> raised::Result<()> {
        let mut tried = BTreeSet::new();
        for _ in 0..ROUNDS {
            let wanted: Vec<_> =
                self.missing(ends, known).into_iter().filter(|url| tried.insert(url.clone())).collect();
            if self.client.is_none() || wanted.is_empty() {
                return Ok(());
            }
            let asks: Vec<_> = wanted.into_iter().map(|url| get(url, MAX_ISSUERS)).collect();
            for answer in self.fetch(&asks)?.into_iter().flatten() {
                let Answer::Content(Kept { bytes, .. }) = answer else { continue };
                known.add(certificates(&bytes).iter().filter_map(|der| X509::read(der, Source::Fetched).ok()));
            }
        }
        Ok(())
    }

    /// Where the missing issuers can be fetched.
    fn missing(&self, ends: &[String], known: &Known) -> BTreeSet<String> {
        let (pool, anchors) = (known.pool(), known.anchors());
        let ends = ends.iter().filter_map(|sha256| known.find(sha256));
        let ends = ends.filter_map(|end| {
            let untrusted = paths(end, &pool, &anchors, self.fresh.at, &PolicyInputs::default()).err()?;
            let missing = matches!(untrusted.fault, PathFault::IssuerNotFound | PathFault::Signature(_));
            untrusted.chain.get(untrusted.place).copied().filter(|_| missing)
        });
        ends.flat_map(|end| of_http(&end.issuer_urls)).collect()
    }

    /// Contacts the responders for every certificate of every path.
    pub(super) fn responses(&mut self, judged: &[Judgement<'_>]) -> raised::Result<Vec<Heard>> {
        let mut asks = Vec::new();
        let mut about = Vec::new();
        for Question { certificate, issuer, .. } in questions(judged, |_, _| true) {
            for url in of_http(&certificate.ocsp_urls) {
                let mut nonce = [0; NONCE];
                getrandom::fill(&mut nonce).map_err(anyhow::Error::new)?;
                let Some(request) = ocsp_request(certificate, issuer, &nonce) else { continue };
                asks.push(ask_responder(&url, request));
                about.push((certificate, nonce, url));
            }
        }
        let answers = self.fetch(&asks)?;
        let heard = about.into_iter().zip(answers).filter_map(|((certificate, nonce, url), answer)| {
            let Ok(Answer::Content(Kept { bytes, .. })) = answer else { return None };
            Some(Heard { response: Response::read(&bytes, Some(&nonce)).about(certificate), url })
        });
        Ok(heard.collect())
    }

    /// Fetches lists; one kept from an earlier run is requested by its date.
    pub(super) fn lists(
        &mut self,
        urls: BTreeSet<String>,
        pool: &Pool<'_>,
        anchors: &Anchors,
    ) -> raised::Result<Vec<(Crl, String)>> {
        let urls: Vec<_> = urls.into_iter().collect();
        let kept: Vec<_> = urls.iter().map(|url| self.cache.as_ref().and_then(|cache| cache.get(url))).collect();
        let asks = urls.iter().zip(&kept).map(|(url, kept)| Ask {
            modified_since: kept.as_ref().and_then(|kept| kept.last_modified.clone()),
            ..get(url.clone(), MAX_CRL_SIZE)
        });
        let answers = if self.client.is_some() { self.fetch(&asks.collect::<Vec<_>>())? } else { Vec::new() };
        let authority = Lists { crls: &[], pool, anchors, fresh: self.fresh };
        let mut found = Vec::new();
        for (place, (url, kept)) in urls.into_iter().zip(kept).enumerate() {
            let old = kept.as_ref().and_then(|kept| first_list(&kept.bytes)).filter(|old| authority.is_authentic(old));
            let new = match answers.get(place) {
                Some(Ok(Answer::Content(new))) => Some(new),
                _ => None,
            };
            found.extend(self.newer(&url, old, new, &authority).map(|list| (list, url)));
        }
        Ok(found)
    }

    /// The newer of the kept list and the fetched one. It is kept if its signer is trusted.
    fn newer(&mut self, url: &str, old: Option<Crl>, new: Option<&Kept>, authority: &Lists<'_, '_>) -> Option<Crl> {
        let Some(new) = new else { return old };
        let Some(list) = first_list(&new.bytes) else {
            self.remark(Phrase::new("verify-not-a-list").with("url", url));
            return old;
        };
        if !authority.is_authentic(&list) {
            // It is judged anyway, so that the reason can be reported if there is nothing better.
            return Some(old.unwrap_or(list));
        }
        if old.as_ref().is_some_and(|old| list.is_older_than(old)) {
            self.remark(Phrase::new("verify-rolled-back").with("url", url));
            return old;
        }
        if let Some(cache) = &self.cache
            && let Err(fault) = cache.put(url, new)
        {
            self.remark(Phrase::new("verify-not-kept").with("url", url).with("fault", fault.phrase()));
        }
        Some(list)
    }

    /// Fetches, and records the result of each.
    fn fetch(&mut self, asks: &[Ask]) -> raised::Result<Vec<Result<Answer, HttpError>>> {
        let Some(client) = &self.client else { return Ok(Vec::new()) };
        let answers = client.ask_all(asks.to_vec(), self.interrupted).map_err(|_broken_off| Interrupted)?;
        for (ask, answer) in asks.iter().zip(&answers) {
            // The request in a GET address would only show which certificate was queried.
            let url = ask.shown.clone();
            let result = match answer {
                Ok(Answer::Content(_)) => "fetched",
                Ok(Answer::NotModified) => "not-modified",
                Err(fault) => {
                    self.remark(Phrase::new("verify-not-fetched").with("url", &url).with("fault", fault.phrase()));
                    fault.code()
                }
            };
            let asked = AddressAsked { url, result: result.to_owned() };
            if !self.asked.contains(&asked) {
                self.asked.push(asked);
            }
        }
        Ok(answers)
    }

    fn remark(&mut self, remark: Phrase) {
        if !self.remarks.contains(&remark) {
            self.remarks.push(remark);
        }
    }
}

/// The addresses of the lists for every certificate without an answer from a responder, and of their delta lists.
pub(super) fn list_addresses(judged: &[Judgement<'_>]) -> BTreeSet<String> {
    let wanted = questions(judged, is_silent);
    wanted
        .iter()
        .flat_map(|Question { certificate, .. }| {
            let deltas = certificate.freshest.as_deref().unwrap_or_default();
            [of_http(&certificate.crl_urls), of_http(deltas)].concat()
        })
        .collect()
}

/// Where the received lists say that their delta lists are.
pub(super) fn delta_addresses(judged: &[Judgement<'_>], crls: &[Crl]) -> BTreeSet<String> {
    let links = judged.iter().flat_map(|judgement| {
        let silent = judgement.links.iter().enumerate().filter(|(place, _)| is_silent(judgement, *place));
        silent.filter_map(|(_, link)| link.crl)
    });
    // A good status is already based on a current one.
    let heard = links.filter(|finding| finding.status != Status::Good).filter_map(|finding| crls.get(finding.answer?));
    heard.filter_map(|list| list.freshest.as_deref()).flat_map(of_http).collect()
}

/// Whether no responder answered for the certificate at this index of a path.
fn is_silent(judgement: &Judgement<'_>, place: usize) -> bool {
    let said = judgement.links.get(place).and_then(|link| link.ocsp).map(|finding| finding.status);
    !matches!(said, Some(Status::Good | Status::Revoked { .. }))
}

/// GET of an address, for at most `limit` bytes.
pub(in crate::commands) fn get(url: String, limit: usize) -> Ask {
    Ask { shown: url.clone(), url, ocsp_request: None, limit, modified_since: None }
}

/// GET for a short request, so that caches on the way can help; POST otherwise.
fn ask_responder(url: &str, request: Vec<u8>) -> Ask {
    let digits = BASE64_STANDARD.encode(&request).replace('+', "%2B").replace('/', "%2F").replace('=', "%3D");
    let short = format!("{}/{digits}", url.trim_end_matches('/'));
    let by_get = short.len() <= MAX_GET && !url.contains('?');
    Ask {
        shown: url.to_owned(),
        url: if by_get { short } else { url.to_owned() },
        ocsp_request: (!by_get).then_some(request),
        limit: MAX_RESPONSE_SIZE,
        modified_since: None,
    }
}

/// The http addresses; if there are none, the first other one, so that it is reported as not fetched.
fn of_http(urls: &[String]) -> Vec<String> {
    let plain = |url: &&String| url.get(..7).is_some_and(|scheme| scheme.eq_ignore_ascii_case("http://"));
    let found: Vec<_> = urls.iter().filter(plain).take(MAX_ADDRESSES).cloned().collect();
    if found.is_empty() { urls.iter().take(1).cloned().collect() } else { found }
}

fn first_list(bytes: &[u8]) -> Option<Crl> {
    lists(bytes).into_iter().next().and_then(|der| Crl::read(der).ok())
}

/// Every required pair of certificate and issuer on the paths, each once.
fn questions<'a>(judged: &[Judgement<'a>], wanted: impl Fn(&Judgement<'a>, usize) -> bool) -> Vec<Question<'a>> {
    let mut seen = BTreeSet::new();
    let mut found = Vec::new();
    for judgement in judged {
        let Some(anchor) = judgement.anchor else { continue };
        for (place, pair) in judgement.chain.windows(2).enumerate() {
            if let [certificate, issuer] = pair
                && wanted(judgement, place)
                && seen.insert((&certificate.sha256, &issuer.sha256))
            {
                found.push(Question { certificate, issuer, anchor });
            }
        }
    }
    found
}
