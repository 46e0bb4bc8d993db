//! The data that the verifications of one run rely on: certificates, lists and answers, from files, the store and the
//! network.
//!
//! Pitfall: each address is contacted once per run, whatever is verified, so everything to be verified is named at the
//! same time.

use std::collections::BTreeSet;

use super::basis::{Basis, cache};
use super::evidence::{Gathered, Known, certificates_of, gather, lists_of, parse_lists};
use super::network::{Network, delta_addresses, list_addresses};
use super::store;
use super::told::{Origin, Origins};
use crate::commands::Context;
use crate::domain::phrase::Phrase;
use crate::domain::raised;
use crate::domain::time::Moment;
use crate::domain::verify::{Crl, Evidence, Freshness, Judgement, PolicyInputs, Source, X509, judge_at};
use crate::http::Client;
use crate::report::verify::AddressAsked;

/// A certificate to verify.
pub(super) struct End {
    pub(super) sha256: String,
    /// When it was used; `None` for now.
    pub(super) used_at: Option<Moment>,
}

/// Everything at hand before an address is contacted.
pub(super) struct Ground<'c> {
    network: Network<'c>,
    known: Known,
    crls: Vec<Crl>,
    origins: Origins,
    fresh: Freshness,
    ask_responders: bool,
    fetch_lists: bool,
}

impl<'c> Ground<'c> {
    /// Reads the files that the basis names; `beside` are certificates that came with what is judged.
    pub(super) fn new(
        context: &'c Context<'_>,
        basis: &Basis,
        client: Option<Client>,
        beside: Vec<X509>,
        remarks: &mut Vec<Phrase>,
    ) -> raised::Result<Self> {
        let trusted = gather(&basis.trust, Source::Trust, certificates_of, remarks)?;
        let stored = store(context).filter(|folder| folder.is_dir());
        let stored = gather(stored.as_slice(), Source::Store, certificates_of, remarks)?;
        let between = gather(&basis.intermediate, Source::Intermediate, certificates_of, remarks)?;
        let known = Known {
            named: read_all(trusted).chain(read_all(stored)).collect(),
            other: read_all(between).chain(beside).collect(),
        };
        let (crls, files) = parse_lists(gather(&basis.crls, Source::Given, lists_of, remarks)?)?;
        let fresh = basis.freshness(context);
        let network = Network {
            client,
            cache: cache(context),
            interrupted: context.launcher.interrupted.as_ref(),
            fresh,
            asked: Vec::new(),
            remarks: Vec::new(),
        };
        let origins = Origins { crls: files.into_iter().map(Origin::File).collect(), responses: Vec::new() };
        let (ask_responders, fetch_lists) = (!basis.no_ocsp, !basis.no_crl);
        Ok(Self { network, known, crls, origins, fresh, ask_responders, fetch_lists })
    }

    /// The certificates to search by name.
    pub(super) fn certificates(&self) -> impl Iterator<Item = &X509> {
        self.known.all()
    }

    /// Adds certificates and lists that came with a signed file.
    pub(super) fn add(&mut self, certificates: Vec<X509>, lists: Vec<Vec<u8>>, file: &str) {
        self.known.add(certificates.into_iter());
        // An unreadable list loses evidence, and less evidence can only make a judgement worse.
        for list in lists.into_iter().filter_map(|der| Crl::read(der).ok()) {
            if !self.crls.iter().any(|other| other.is(&list)) {
                self.crls.push(list);
                self.origins.crls.push(Origin::File(file.to_owned()));
            }
        }
    }

    /// Contacts the addresses, then calls `conclude` with the certificates in order, `None` for one that the strict
    /// parser rejects.
    pub(super) fn judge<R>(
        mut self,
        ends: &[End],
        remarks: &mut Vec<Phrase>,
        conclude: impl FnOnce(&[Option<&X509>], &Evidence<'_, '_>, &Origins) -> R,
    ) -> raised::Result<(R, Vec<AddressAsked>)> {
        let names: Vec<_> = ends.iter().map(|end| end.sha256.clone()).collect();
        self.network.issuers(&names, &mut self.known)?;
        let (known, fresh) = (&self.known, self.fresh);
        let (pool, anchors, policies) = (known.pool(), known.anchors(), PolicyInputs::default());
        let found: Vec<_> = names.iter().map(|sha256| known.find(sha256)).collect();
        let mut responses = Vec::new();
        if self.ask_responders {
            let (pool, anchors, policies) = (&pool, &anchors, policies.clone());
            let evidence = Evidence { pool, anchors, crls: &self.crls, responses: &[], fresh, policies };
            for heard in self.network.responses(&judge_all(&found, ends, &evidence))? {
                responses.push(heard.response);
                self.origins.responses.push(Origin::Url(heard.url));
            }
        }
        if self.fetch_lists {
            let (pool, anchors, policies) = (&pool, &anchors, policies.clone());
            let mut tried = BTreeSet::new();
            // Lists first; they name their delta lists.
            for wanted in [|judged: &[Judgement<'_>], _: &[Crl]| list_addresses(judged), delta_addresses] {
                let policies = policies.clone();
                let evidence = Evidence { pool, anchors, crls: &self.crls, responses: &responses, fresh, policies };
                let urls = wanted(&judge_all(&found, ends, &evidence), &self.crls);
                let urls: BTreeSet<_> = urls.into_iter().filter(|url| tried.insert(url.clone())).collect();
                for (list, url) in self.network.lists(urls, pool, anchors)? {
                    if !self.crls.iter().any(|other: &Crl| other.is(&list)) {
                        self.crls.push(list);
                        self.origins.crls.push(Origin::Url(url));
                    }
                }
            }
        }
        let (pool, anchors) = (&pool, &anchors);
        let evidence = Evidence { pool, anchors, crls: &self.crls, responses: &responses, fresh, policies };
        let result = conclude(&found, &evidence, &self.origins);
        remarks.extend(self.network.remarks);
        Ok((result, self.network.asked))
    }
}

fn judge_all<'a>(found: &[Option<&'a X509>], ends: &[End], evidence: &Evidence<'_, 'a>) -> Vec<Judgement<'a>> {
    let pairs = found.iter().zip(ends).filter_map(|(found, end)| found.map(|found| (found, end)));
    pairs.map(|(found, end)| judge_at(found, evidence, end.used_at)).collect()
}

fn read_all(gathered: Vec<Gathered>) -> impl Iterator<Item = X509> {
    gathered.into_iter().filter_map(|part| X509::read(&part.der, part.source).ok())
}
