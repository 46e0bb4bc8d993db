//! The treatment of a field: kept, emptied, replaced by a pseudonym of its kind, or redacted in turn.

use super::Redact;
use crate::domain::redact::{Kind, Redactor};

/// A text, or several, or none.
pub(super) trait Texts {
    /// Changes each text.
    fn each(&mut self, change: impl Fn(&str) -> String);
}

impl Texts for String {
    fn each(&mut self, change: impl Fn(&str) -> String) {
        *self = change(self);
    }
}

impl Texts for Option<String> {
    fn each(&mut self, change: impl Fn(&str) -> String) {
        if let Some(text) = self {
            *text = change(text);
        }
    }
}

impl Texts for Vec<String> {
    fn each(&mut self, change: impl Fn(&str) -> String) {
        for text in self {
            *text = change(text);
        }
    }
}

/// The number of a slot, if there is one.
pub(super) trait Slot {
    /// Changes it.
    fn change(&mut self, change: impl Fn(u64) -> u64);
}

impl Slot for u64 {
    fn change(&mut self, change: impl Fn(u64) -> u64) {
        *self = change(*self);
    }
}

impl Slot for Option<u64> {
    fn change(&mut self, change: impl Fn(u64) -> u64) {
        *self = self.map(change);
    }
}

/// Contains no personal data.
pub(super) fn keep<T>(_value: &mut T, _redactor: &Redactor) {}

/// Is left out.
pub(super) fn empty<T: Default>(value: &mut T, _redactor: &Redactor) {
    *value = T::default();
}

/// Is redacted in its turn.
pub(super) fn inner<T: Redact>(value: &mut T, redactor: &Redactor) {
    value.redact(redactor);
}

/// Hashes and numbers in hex, which stay hex of the same length.
pub(super) fn hex(value: &mut impl Texts, redactor: &Redactor) {
    value.each(|text| redactor.hex(text));
}

/// Slots, whose numbers some drivers derive from a serial.
pub(super) fn slot(value: &mut impl Slot, redactor: &Redactor) {
    value.change(|slot| redactor.slot(slot));
}

/// URIs of tokens.
pub(super) fn uri(value: &mut impl Texts, redactor: &Redactor) {
    value.each(|text| redactor.uri(text));
}

/// Paths of drivers, the config and the journal.
pub(super) fn path(value: &mut impl Texts, redactor: &Redactor) {
    value.each(|text| redactor.path(text));
}

/// Paths of files chosen by the user.
pub(super) fn file(value: &mut impl Texts, redactor: &Redactor) {
    value.each(|text| redactor.file(text));
}

/// Lines of a config file, of which one names a driver.
pub(super) fn config_lines(value: &mut impl Texts, redactor: &Redactor) {
    value.each(|line| match line.strip_prefix("path = ") {
        Some(quoted) => {
            let path = quoted.trim_matches(['"', '\'']);
            format!("path = {}", quoted.replace(path, &redactor.path(path)))
        }
        None => line.to_owned(),
    });
}

/// One function per kind of text.
macro_rules! kinds {
    ($($name:ident => $kind:ident,)*) => {$(
        /// Is replaced by a pseudonym of its kind.
        pub(super) fn $name(value: &mut impl Texts, redactor: &Redactor) {
            value.each(|text| redactor.name(Kind::$kind, text));
        }
    )*};
}

kinds! {
    person => Person,
    email => Email,
    identity => Identity,
    phone => Phone,
    unit => Unit,
    title => Title,
    place => Place,
    serial => Serial,
    label => Label,
    reader => Reader,
    user => User,
    host => Host,
    text => Text,
}
