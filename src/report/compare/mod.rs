//! What changed between two inventories: the one comparison behind `diff` and `report --since`.
//!
//! May import `domain` and the inventory's types. Pitfall: slots, readers and paths of drivers change from day to day and are
//! not a change of a token; many tokens may have the same serial, so a common certificate is the better proof. What could not
//! be read is neither gone nor deleted: nothing is known about it.

mod partners;

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use partners::partners;

use super::inventory::{Certificate, Driver, DriverStatus, Inventory, Pairing, PrivateKey, Token};
use super::shared::{Holding, of_holders as holders, shared};
use crate::domain::known::last_part;
use crate::domain::names::Names;
use crate::domain::pin::PinState;
use crate::domain::problem::ProblemCode;

/// Everything that changed.
#[derive(Debug)]
pub(super) struct Comparison<'a> {
    /// The initialised tokens of the older side, in a fixed order.
    pub(super) before: Vec<&'a Token>,
    /// The same of the newer side.
    pub(super) after: Vec<&'a Token>,
    /// Certificates by their SHA-256, each with its change.
    pub(super) certificates: Vec<CertificateChange<'a>>,
    pub(super) tokens: Vec<TokenChange<'a>>,
}

/// The change of one certificate.
#[derive(Debug, Clone, Copy)]
pub(super) struct CertificateChange<'a> {
    pub(super) fate: Fate<'a>,
    pub(super) certificate: &'a Certificate,
    /// Its token; the older reading of it if it is gone.
    pub(super) token: &'a Token,
    /// The newer reading of that token, if there is one.
    pub(super) newer: Option<&'a Token>,
    /// Whether the token itself is new or gone.
    pub(super) is_with_token: bool,
}

/// A certificate and its place.
#[derive(Debug, Clone, Copy)]
pub(super) struct Place<'a> {
    pub(super) token: &'a Token,
    pub(super) certificate: &'a Certificate,
    at: usize,
}

/// The kinds of change of a certificate.
#[derive(Debug, Clone, Copy)]
pub(super) enum Fate<'a> {
    /// It is new, and does not replace another one.
    New,
    /// It is new; its key had another one.
    SameKey {
        former: Place<'a>,
        /// Whether that one was on another token.
        elsewhere: bool,
    },
    /// It is new; its holder had another one on this token, with another key.
    NewKey { former: Place<'a> },
    /// It was on another token.
    Moved { former: Place<'a> },
    /// It was on another token, which was not read, nor was its driver in full: it may have been moved or copied.
    Elsewhere,
    /// It is no longer there.
    Gone {
        /// Whether another one replaced it.
        replaced: bool,
    },
    /// It was not read, nor was its token in full: whether it is still there is not known.
    Unread,
    /// It expired between the two readings.
    Expired,
    /// Its private key is no longer there.
    KeyGone,
}

/// The kinds of change of a token.
#[derive(Debug, Clone)]
pub(super) enum TokenChange<'a> {
    New(&'a Token),
    Gone(&'a Token),
    /// It was not read, and may be there: its driver was not read in full, or not asked.
    Unread(&'a Token),
    Holder {
        old: &'a Token,
        new: &'a Token,
    },
    Pin {
        old: &'a Token,
        new: &'a Token,
        is_worse: bool,
    },
    Clone {
        tokens: Holding<'a>,
    },
}

type Places<'a> = BTreeMap<&'a str, Vec<Place<'a>>>;

/// Compares two inventories; `names` folds those of holders.
pub(super) fn compare<'a>(old: &'a Inventory, new: &'a Inventory, names: &Names) -> Comparison<'a> {
    let (before, after) = (in_order(old), in_order(new));
    let partners = partners(&before, &after);
    let unread = Unread::of(old, new);
    let mut tokens = Vec::new();
    let mut met = vec![false; after.len()];
    for (token, partner) in before.iter().zip(&partners) {
        match partner.and_then(|at| Some((at, *after.get(at)?))) {
            Some((at, newer)) => {
                if let Some(place) = met.get_mut(at) {
                    *place = true;
                }
                of_token(token, newer, names, &mut tokens);
            }
            None if unread.may_have(token) => tokens.push(TokenChange::Unread(token)),
            None => tokens.push(TokenChange::Gone(token)),
        }
    }
    tokens.extend(after.iter().zip(&met).filter(|(_, met)| !**met).map(|(token, _)| TokenChange::New(token)));
    tokens.extend(clones(&before, &after));
    let sides =
        Sides { before: places(&before), after: places(&after), partners: &partners, tokens: &after, unread, names };
    let certificates = sides.changes();
    Comparison { before, after, certificates, tokens }
}

fn places<'a>(tokens: &[&'a Token]) -> Places<'a> {
    let mut found: Places<'a> = BTreeMap::new();
    for (at, token) in tokens.iter().enumerate() {
        for certificate in holders(token) {
            found.entry(&certificate.sha256).or_default().push(Place { token, certificate, at });
        }
    }
    found
}

/// The certificates of both sides, each once, and which tokens are the same.
struct Sides<'a, 's> {
    before: Places<'a>,
    after: Places<'a>,
    partners: &'s [Option<usize>],
    tokens: &'s [&'a Token],
    unread: Unread<'a>,
    names: &'s Names,
}

impl<'a> Sides<'a, '_> {
    fn is_same_token(&self, old: Place<'_>, new: Place<'_>) -> bool {
        self.partners.get(old.at).copied().flatten() == Some(new.at)
    }

    fn changes(&self) -> Vec<CertificateChange<'a>> {
        let mut by_key: HashMap<&str, Place<'a>> = HashMap::new();
        for place in self.before.values().flatten() {
            if let Some(key) = place.certificate.spki_sha256() {
                let newest = by_key.entry(key).or_insert(*place);
                if place.certificate.not_after >= newest.certificate.not_after {
                    *newest = *place;
                }
            }
        }
        let mut old_of: HashMap<usize, Vec<Place<'a>>> = HashMap::new();
        for place in self.before.values().flatten() {
            if let Some(new) = self.partners.get(place.at).copied().flatten() {
                old_of.entry(new).or_default().push(*place);
            }
        }
        let met: HashSet<usize> = self.partners.iter().copied().flatten().collect();
        let mut found = Vec::new();
        let mut replaced = BTreeSet::new();
        for (sha256, places) in &self.after {
            let Some(place) = places.first() else { continue };
            let fates = if let Some(former) = self.before.get(sha256) {
                self.of_known(former, places)
            } else {
                let fate = self.of_unknown(*place, &by_key, &old_of);
                if let Fate::SameKey { former, .. } | Fate::NewKey { former } = fate {
                    replaced.insert(former.certificate.sha256.as_str());
                }
                vec![fate]
            };
            let is_with_token = !places.iter().any(|place| met.contains(&place.at));
            found.extend(fates.into_iter().map(|fate| CertificateChange {
                fate,
                certificate: place.certificate,
                token: place.token,
                newer: Some(place.token),
                is_with_token,
            }));
        }
        for (sha256, places) in self.before.iter().filter(|(sha256, _)| !self.after.contains_key(**sha256)) {
            let unread = places.iter().find(|place| self.may_be_left(**place));
            let fate = match (unread, replaced.contains(sha256)) {
                // The change of the one that replaced it says everything that is known.
                (Some(_), true) => continue,
                (Some(_), false) => Fate::Unread,
                (None, replaced) => Fate::Gone { replaced },
            };
            let Some(place) = unread.or(places.first()) else { continue };
            let newer = self.newer(*place);
            let (certificate, token, is_with_token) = (place.certificate, place.token, newer.is_none());
            found.push(CertificateChange { fate, certificate, token, newer, is_with_token });
        }
        found
    }

    /// The newer reading of the token of an older place.
    fn newer(&self, old: Place<'_>) -> Option<&'a Token> {
        self.partners.get(old.at).copied().flatten().and_then(|at| self.tokens.get(at).copied())
    }

    /// Whether what an older place had may still be there, since its token was not read, or not in full.
    fn may_be_left(&self, old: Place<'_>) -> bool {
        self.newer(old).map_or_else(|| self.unread.may_have(old.token), Token::is_partly_unread)
    }

    /// A certificate of both sides. A copy beside the one that stayed is not a move; keys on two tokens are reported elsewhere.
    fn of_known(&self, former: &[Place<'a>], places: &[Place<'a>]) -> Vec<Fate<'a>> {
        let pairs = || former.iter().flat_map(|old| places.iter().map(move |new| (*old, *new)));
        let stayed = pairs().find(|(old, new)| self.is_same_token(*old, *new));
        let mut fates = Vec::new();
        if let (None, Some(first)) = (stayed, former.first()) {
            let may_be_left = former.iter().any(|old| self.may_be_left(*old));
            fates.push(if may_be_left { Fate::Elsewhere } else { Fate::Moved { former: *first } });
        }
        let Some((old, new)) = stayed.or_else(|| pairs().next()) else { return fates };
        let between =
            |end| old.token.read_at.is_some_and(|at| at <= end) && new.token.read_at.is_some_and(|at| at > end);
        let in_use = matches!(new.certificate.pairing, Pairing::Current | Pairing::Unknown);
        if in_use && new.certificate.not_after.is_some_and(between) {
            fates.push(Fate::Expired);
        }
        let had = |place: &Place<'_>| place.certificate.private_key == PrivateKey::Present;
        let has_key = |place: &Place<'_>| place.certificate.private_key != PrivateKey::Absent;
        let may_have_key = |place: &Place<'_>| has_key(place) || place.token.is_partly_unread();
        let may_be_left = || former.iter().any(|place| had(place) && self.may_be_left(*place));
        if had(&old) && !places.iter().any(may_have_key) && !may_be_left() {
            fates.push(Fate::KeyGone);
        }
        fates
    }

    /// A new certificate: which one it replaces, if any.
    fn of_unknown(
        &self,
        place: Place<'a>,
        by_key: &HashMap<&str, Place<'a>>,
        old_of: &HashMap<usize, Vec<Place<'a>>>,
    ) -> Fate<'a> {
        if let Some(former) = place.certificate.spki_sha256().and_then(|key| by_key.get(key)) {
            return Fate::SameKey { former: *former, elsewhere: !self.is_same_token(*former, place) };
        }
        let Some(name) = place.certificate.common_name() else { return Fate::New };
        let is_same = |old: &&Place<'a>| {
            old.certificate.common_name().is_some_and(|other| is_same_holder(self.names, name, other))
        };
        let same = old_of.get(&place.at).into_iter().flatten().filter(is_same);
        match same.max_by_key(|old| old.certificate.not_after) {
            Some(former) => Fate::NewKey { former: *former },
            None => Fate::New,
        }
    }
}

/// Whether two spellings name one holder. Not by the rules for agencies, by which Lý and Lí are one.
fn is_same_holder(names: &Names, one: &str, other: &str) -> bool {
    one == other || names.person(one) == names.person(other)
}

/// What of the newer inventory was read.
struct Unread<'a> {
    /// The paths of drivers, as the older one names them, all of whose tokens were read.
    complete: HashSet<&'a str>,
    /// Whether one of its files was not read, which may name any token.
    lacks_file: bool,
}

impl<'a> Unread<'a> {
    fn of(old: &'a Inventory, new: &'a Inventory) -> Self {
        let lacks = |token: &&Token| token.problems.iter().any(|problem| problem.code == ProblemCode::SlotFailed);
        let lacking: HashSet<&str> = new.tokens.iter().filter(lacks).map(|token| token.driver.as_str()).collect();
        let is_complete = |driver: &&Driver| driver.status == DriverStatus::Ok && !lacking.contains(&*driver.path);
        let read: Vec<&Driver> = new.drivers.iter().filter(is_complete).collect();
        let mut complete: HashSet<&str> = read.iter().map(|driver| driver.path.as_str()).collect();
        // The same library in another folder, after an update or on another workstation.
        let known: HashSet<&str> = new.drivers.iter().map(|driver| driver.path.as_str()).collect();
        let elsewhere = old.drivers.iter().filter(|driver| !known.contains(&*driver.path));
        let is_read = |driver: &&Driver| read.iter().any(|other| is_same_library(driver, other));
        complete.extend(elsewhere.filter(is_read).map(|driver| driver.path.as_str()));
        // A document need not list the drivers of its tokens.
        let named = new.tokens.iter().map(|token| token.driver.as_str());
        complete.extend(named.filter(|path| !known.contains(path) && !lacking.contains(path)));
        Self { complete, lacks_file: !new.unread.is_empty() }
    }

    /// Whether a token of the older inventory may be among those that were not read.
    fn may_have(&self, token: &Token) -> bool {
        let mut paths = std::iter::once(&token.driver).chain(token.also_seen_by.iter().map(|other| &other.driver));
        self.lacks_file || !paths.any(|path| self.complete.contains(path.as_str()))
    }
}

/// Whether two files are builds of one library, by their names and what they call themselves.
fn is_same_library(one: &Driver, other: &Driver) -> bool {
    one.library.is_some()
        && (&one.library, &one.manufacturer) == (&other.library, &other.manufacturer)
        && last_part(&one.path).eq_ignore_ascii_case(last_part(&other.path))
}

fn of_token<'a>(old: &'a Token, new: &'a Token, names: &Names, changes: &mut Vec<TokenChange<'a>>) {
    if let (Some(was), Some(is)) = (&old.holder, &new.holder)
        && !is_same_holder(names, was, is)
    {
        changes.push(TokenChange::Holder { old, new });
    }
    let (was, is) = (old.user_pin.state, new.user_pin.state);
    let is_worse = match (rank(was), rank(is)) {
        (Some(was), Some(is)) if was != is => is > was,
        // A locked PIN is bad regardless of the earlier state.
        (None, Some(_)) if is == PinState::Locked => true,
        _ => return,
    };
    changes.push(TokenChange::Pin { old, new, is_worse });
}

/// Keys on tokens of several serials, which were on fewer before.
fn clones<'a>(before: &[&'a Token], after: &[&'a Token]) -> Vec<TokenChange<'a>> {
    let former = shared(before);
    let mut found = Vec::new();
    for (key, tokens) in shared(after) {
        let known = former.get(key).map_or(0, Holding::len);
        if tokens.len() > known.max(1) {
            found.push(TokenChange::Clone { tokens });
        }
    }
    found
}

/// How bad a state is; `None` where it is not known.
fn rank(state: PinState) -> Option<u8> {
    match state {
        PinState::Ok => Some(0),
        PinState::NotSet => Some(1),
        PinState::CountLow => Some(2),
        PinState::FinalTry => Some(3),
        PinState::Locked => Some(4),
        PinState::Unknown => None,
    }
}

/// The initialised tokens in an order independent of slots, readers and drivers.
fn in_order(inventory: &Inventory) -> Vec<&Token> {
    let mut tokens: Vec<&Token> = inventory.initialized_tokens().collect();
    tokens.sort_by_cached_key(|token| {
        let mut certificates: Vec<&str> = holders(token).map(|one| one.sha256.as_str()).collect();
        certificates.sort_unstable();
        (token.identity.serial_key(), &token.identity.label, &token.identity.model, certificates.join(" "))
    });
    tokens
}
