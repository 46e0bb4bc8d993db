//! What a PIN state means for its holder, what to do next, and what is lost otherwise.

use super::{PinState, SoPin, UserPin};
use crate::domain::phrase::Phrase;

/// A state in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Advice {
    /// What the state means.
    pub meaning: Phrase,
    /// What to do next.
    pub next_step: Phrase,
    /// What is lost otherwise; `None` if nothing is at stake.
    pub otherwise: Option<Phrase>,
}

impl Advice {
    fn of(meaning: &'static str, next_step: &'static str, otherwise: Option<&'static str>) -> Self {
        Self { meaning: Phrase::new(meaning), next_step: Phrase::new(next_step), otherwise: otherwise.map(Phrase::new) }
    }
}

/// The user PIN's state in words. `initialized` refers to the token.
pub fn user_pin_advice(pin: &UserPin, so_pin: &SoPin, initialized: bool) -> Advice {
    const KEYS: Option<&str> = Some("pin-otherwise-locked");
    if !initialized {
        return Advice::of("pin-meaning-token-not-initialized", "pin-next-nothing", None);
    }
    match pin.state {
        PinState::Locked if so_pin.state == PinState::Locked => {
            Advice::of("pin-meaning-both-locked", "pin-next-ca-reinitialize", Some("pin-otherwise-both-locked"))
        }
        PinState::Locked => Advice::of("pin-meaning-locked", "pin-next-recovery", Some("pin-otherwise-recovery")),
        PinState::FinalTry => Advice::of("pin-meaning-final-try", "pin-next-do-not-try", KEYS),
        PinState::CountLow => Advice::of("pin-meaning-count-low", "pin-next-be-sure", KEYS),
        PinState::NotSet => Advice::of("pin-meaning-not-set", "pin-next-ask-ca", None),
        PinState::Unknown => Advice::of("pin-meaning-unknown", "pin-next-unknown", KEYS),
        PinState::Ok if pin.must_change => Advice::of("pin-meaning-must-change", "pin-next-change", None),
        PinState::Ok if pin.flags_trusted => Advice::of("pin-meaning-ok", "pin-next-nothing", None),
        PinState::Ok => Advice::of("pin-meaning-no-warning", "pin-next-nothing", None),
    }
}

/// The SO PIN's state in words. `initialized` refers to the token.
pub fn so_pin_advice(pin: &SoPin, initialized: bool) -> Advice {
    const UNBLOCKING: Option<&str> = Some("pin-otherwise-so-locked");
    if !initialized {
        return Advice::of("pin-meaning-so-not-initialized", "pin-next-nothing", None);
    }
    match pin.state {
        PinState::Locked => Advice::of("pin-meaning-so-locked", "pin-next-so-locked", UNBLOCKING),
        PinState::FinalTry => Advice::of("pin-meaning-so-final-try", "pin-next-so-do-not-try", UNBLOCKING),
        PinState::CountLow => Advice::of("pin-meaning-so-count-low", "pin-next-so-be-sure", UNBLOCKING),
        PinState::NotSet | PinState::Unknown => Advice::of("pin-meaning-so-unknown", "pin-next-nothing", None),
        PinState::Ok if pin.must_change => Advice::of("pin-meaning-so-must-change", "pin-next-so-change", None),
        PinState::Ok => Advice::of("pin-meaning-so-ok", "pin-next-nothing", None),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn user(state: PinState) -> UserPin {
        let initialized = state != PinState::NotSet;
        UserPin { state, flags_trusted: true, initialized, ..UserPin::default() }
    }

    fn so(state: PinState) -> SoPin {
        SoPin { state, ..SoPin::default() }
    }

    #[test]
    fn a_locked_user_pin_leads_to_form_06_and_two_locked_pins_to_the_ca() {
        let advice = user_pin_advice(&user(PinState::Locked), &so(PinState::Ok), true);
        assert_eq!(advice.next_step.id, "pin-next-recovery", "recovery with form 06");
        let advice = user_pin_advice(&user(PinState::Locked), &so(PinState::Locked), true);
        assert_eq!(advice.next_step.id, "pin-next-ca-reinitialize", "nothing on site helps any more");
        assert!(advice.otherwise.is_some(), "and what is lost is said");
    }

    #[test]
    fn an_untrusted_ok_is_only_that_no_warning_was_reported() {
        let pin = UserPin { flags_trusted: false, ..user(PinState::Ok) };
        assert_eq!(user_pin_advice(&pin, &so(PinState::Ok), true).meaning.id, "pin-meaning-no-warning", "not `ok`");
    }

    #[test]
    fn an_uninitialised_token_worries_nobody() {
        let advice = user_pin_advice(&user(PinState::NotSet), &so(PinState::Unknown), false);
        assert_eq!(advice.next_step.id, "pin-next-nothing", "nothing to do");
        assert_eq!(so_pin_advice(&so(PinState::Unknown), false).otherwise, None, "nothing at stake");
    }
}
