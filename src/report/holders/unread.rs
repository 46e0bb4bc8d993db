//! `--not-read-since`: who has a token that was not plugged in since, or one that was never read.
//!
//! May import `domain` and the inventory's types. Pitfall: the owner of two tokens is judged by both, so neither is left
//! out if one of them was not read.

use std::collections::HashMap;

use super::Holders;
use crate::domain::roster::Carrier;
use crate::domain::time::Moment;
use crate::report::inventory::Token;

/// Whether the last reading of a token is older; one without a date counts as older.
pub fn is_unread_since(token: &Token, since: Moment) -> bool {
    token.read_at.is_none_or(|read_at| read_at < since)
}

impl Holders<'_> {
    /// Keeps what was not read since, with everything else that its people have.
    pub(super) fn keep_unread(&mut self, since: Moment) {
        let mut of_holders: Vec<bool> =
            self.all.iter().map(|holder| holder.places().any(|(token, _)| is_unread_since(token, since))).collect();
        let mut unread: HashMap<usize, bool> = HashMap::new();
        for (holder, is_unread) in self.all.iter().zip(&of_holders) {
            if let Some(found) = holder.found {
                *unread.entry(found.entry).or_default() |= is_unread;
            }
        }
        for one in &self.matching.ambiguities {
            let is_unread = one.candidates.iter().any(|place| of_holders.get(*place) == Some(&true));
            for entry in &one.entries {
                *unread.entry(*entry).or_default() |= is_unread;
            }
        }
        let of_entries: Vec<bool> = self
            .entries
            .iter()
            .enumerate()
            .map(|(place, entry)| unread.get(&place).copied().unwrap_or(entry.carrier == Carrier::Token))
            .collect();
        for (holder, is_kept) in self.all.iter().zip(&mut of_holders) {
            *is_kept |= holder.found.is_some_and(|found| of_entries.get(found.entry) == Some(&true));
        }
        self.retain(&of_entries, &of_holders);
    }
}
