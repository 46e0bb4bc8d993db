//! What is known about a token before anything is tried: its advice, its past tries.

use crate::commands::Context;
use crate::commands::assemble::{info_fault, recognise};
use crate::commands::readers::opensc_files;
use crate::commands::select::Chosen;
use crate::domain::known::{Card, Family, recognise_card, recognise_token};
use crate::domain::phrase::Phrase;
use crate::domain::unlock::{Facts, OpenScStyle, UnlockAdvice, Way, advise};
use crate::driver::discover::Found;
use crate::driver::opensc_conf::{self, OneReader, read_style, settle};
use crate::driver::protocol::Library;
use crate::journal::attempt::SecretKind;
use crate::journal::{PastTry, Place, wrong_tries};
use crate::report::inventory::Token;
use crate::report::pin::RecentTry;

/// The setting in opensc.conf for unblocking, and its file.
#[derive(Debug, Default)]
pub(super) struct OpenSc {
    /// The style; `None` (the style of that name) if no file sets it.
    pub(super) style: OpenScStyle,
    /// The file.
    pub(super) file: Option<String>,
    /// What OpenSC is given instead of it; it is there as long as this value.
    _copy: Option<OneReader>,
}

/// Reads opensc.conf for a driver; once per run is enough.
pub(super) fn opensc(context: &Context<'_>, found: &Found) -> OpenSc {
    let read = read_style(&opensc_files(context, found));
    OpenSc { style: read.style, file: read.file.map(|path| path.display().to_string()), _copy: None }
}

/// The advice for the chosen token, and the setting that it depends on; `named` is a method named by an option.
pub(super) fn advice_for(context: &Context<'_>, chosen: &Chosen, named: Option<Way>) -> (UnlockAdvice, OpenSc) {
    let conf = opensc(context, &chosen.found);
    (advice(&chosen.found, chosen.library.as_ref(), &chosen.token, &conf, named), conf)
}

/// The same, before calls that mean something else in another style: from now on OpenSC is given a private copy of what
/// was read here, whatever it would have found by itself.
pub(super) fn settled_advice(context: &Context<'_>, chosen: &mut Chosen, named: Option<Way>) -> (UnlockAdvice, OpenSc) {
    if recognise(&chosen.found, chosen.library.as_ref()).is_none_or(|known| known.family != Family::OpenSc) {
        return advice_for(context, chosen, named);
    }
    let source = opensc_files(context, &chosen.found);
    let (mut read, copy) = match &chosen.door {
        // Its host has a copy of its own.
        Some(door) => {
            let style = read_style(&source.at(door.configuration())).style;
            (opensc_conf::Found { style, ..read_style(&source) }, None)
        }
        None => settle(&source, &context.environment.temporary_folders()),
    };
    if chosen.door.is_none() {
        let given = copy.as_ref().map(|copy| copy.path().to_owned());
        chosen.found.settings.opensc_conf =
            given.or_else(|| read.file.clone()).or(chosen.found.settings.opensc_conf.take());
    }
    let file = read.file.take().map(|path| path.display().to_string());
    let conf = OpenSc { style: read.style, file, _copy: copy };
    (advice(&chosen.found, chosen.library.as_ref(), &chosen.token, &conf, named), conf)
}

/// The advice for one token; `named` is a method named by an option.
pub(super) fn advice(
    found: &Found,
    library: Option<&Library>,
    token: &Token,
    opensc: &OpenSc,
    named: Option<Way>,
) -> UnlockAdvice {
    let file_name = found.path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let mut advice = advise(&Facts {
        library_description: library.map_or("", |library| library.description.text.as_str()),
        library_manufacturer: library.map_or("", |library| library.manufacturer.text.as_str()),
        file_name: &file_name,
        token_manufacturer: token.identity.manufacturer.as_deref().unwrap_or_default(),
        token_model: token.identity.model.as_deref().unwrap_or_default(),
        token_label: token.identity.label.as_deref().unwrap_or_default(),
        reader: token.identity.reader.as_deref().unwrap_or_default(),
        user_pin: &token.user_pin,
        so_pin: &token.so_pin,
        initialized: token.initialized,
        write_protected: token.write_protected,
        pin_pad: token.pin_pad,
        opensc_style: opensc.style,
        configured: named.or(found.settings.unlock),
        offers_challenge: library.is_some_and(|library| library.challenge),
    });
    // Without CK_INFO the table has less to match.
    if let Some(fault) = library.and_then(info_fault) {
        advice.cares.insert(0, Phrase::new("unlock-care-no-info").with("fault", fault));
    }
    advice
}

/// The kind of driver and of card; accepted PINs depend on both.
pub(super) fn kind(chosen: &Chosen) -> (Option<Family>, Option<Card>) {
    let (found, library, token) = (&chosen.found, chosen.library.as_ref(), &chosen.token);
    let by_library = recognise(found, library).map(|known| known.family);
    let words = [&token.identity.manufacturer, &token.identity.model, &token.identity.label, &token.identity.reader];
    let [manufacturer, model, label, reader] = words.map(|word| word.as_deref().unwrap_or_default());
    // As in `advise`: the driver's rules; the token's own description only with an unknown driver.
    let family = by_library.or_else(|| recognise_token(manufacturer, model).map(|known| known.family));
    (family, recognise_card(family, manufacturer, label, reader))
}

/// Wrong tries of a secret within the last hours, by this machine's clock, whatever `--at` says.
pub(super) fn recent(context: &Context<'_>, token: &Token, secret: SecretKind) -> Vec<PastTry> {
    let now = crate::clock::now();
    let mut tries = past_tries(context, token, secret);
    tries.retain(|past| past.is_within(super::LEDGER_HOURS, now));
    tries
}

/// The same as the report shows them.
pub(super) fn recent_tries(context: &Context<'_>, token: &Token, secret: SecretKind) -> Vec<RecentTry> {
    let shown = |PastTry { time, operator, code, spent, .. }| RecentTry { time, operator, secret, code, spent };
    recent(context, token, secret).into_iter().map(shown).collect()
}

/// Wrong tries of a secret recorded in the journals since the last correct one, whatever their age.
pub(super) fn past_tries(context: &Context<'_>, token: &Token, secret: SecretKind) -> Vec<PastTry> {
    Place::for_reading(&context.journal_places())
        .iter()
        // An unreadable journal gives no warning; writing to it is refused later, before any try.
        .filter_map(|place| wrong_tries(&place.journal(), &token.identity, &token.driver, secret).ok())
        .flatten()
        .collect()
}
