//! `pin status`: what the PINs' states mean and what to do. Never logs in or touches a counter.

use std::collections::HashMap;

use super::facts::{OpenSc, advice, opensc, recent_tries};
use crate::commands::Context;
use crate::commands::reading::{Reading, Scope};
use crate::commands::select::selected;
use crate::domain::pin::{so_pin_advice, user_pin_advice};
use crate::domain::raised;
use crate::journal::attempt::SecretKind;
use crate::report::inventory::{Inventory, Token};
use crate::report::pin::{PinStatus, PinStatusToken, PinSummary, UnlockSummary};
use crate::report::{Envelope, Kind};

/// Reads the states of every selected token that `narrow` leaves. The inventory is the underlying reading.
pub fn status(
    context: &Context<'_>,
    narrow: impl FnOnce(&mut Inventory) -> raised::Result<()>,
) -> raised::Result<(PinStatus, Inventory, Reading)> {
    let (mut inventory, reading) = selected(context, Kind::PinStatus, Scope::OBJECTS)?;
    for driver in &mut inventory.drivers {
        driver.load_milliseconds = None;
    }
    narrow(&mut inventory)?;
    let mut confs: HashMap<String, OpenSc> = HashMap::new();
    let mut tokens = Vec::new();
    for token in &inventory.tokens {
        let Some(served) = reading.served_by(&token.driver) else { continue };
        let conf = confs.entry(token.driver.clone()).or_insert_with(|| opensc(context, &served.found));
        let unlock = UnlockSummary::from(&advice(&served.found, served.library(), token, conf, None));
        tokens.push(of_token(context, token, unlock));
    }
    let report = PinStatus {
        envelope: Envelope::new(Kind::PinStatus, context.now),
        drivers: inventory.drivers.clone(),
        summary: PinSummary::over(&tokens),
        tokens,
    };
    Ok((report, inventory, reading))
}

fn of_token(context: &Context<'_>, token: &Token, unlock: UnlockSummary) -> PinStatusToken {
    let user = user_pin_advice(&token.user_pin, &token.so_pin, token.initialized);
    let so = so_pin_advice(&token.so_pin, token.initialized);
    let say = |phrase| context.texts.say(phrase);
    let mut recent_tries = Vec::new();
    if token.initialized {
        for secret in [SecretKind::UserPin, SecretKind::SoPin, SecretKind::Puk] {
            recent_tries.extend(self::recent_tries(context, token, secret));
        }
    }
    PinStatusToken {
        identity: token.into(),
        also_seen_by: token.also_seen_by.clone(),
        initialized: token.initialized,
        pin_pad: token.pin_pad,
        user_pin: token.user_pin.clone(),
        so_pin: token.so_pin.clone(),
        meaning: say(&user.meaning),
        next_step: say(&user.next_step),
        otherwise: user.otherwise.as_ref().map(say),
        so_meaning: say(&so.meaning),
        so_next_step: say(&so.next_step),
        unlock,
        recent_tries,
    }
}
