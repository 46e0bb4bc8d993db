//! How reliable a driver's PIN flags are: from which wrong try on it sets one, and whether it has any for the SO PIN.
//!
//! Imports `domain::secret`. Pitfall: a driver that shows nothing after a wrong try does not mean that none was made;
//! if a counter is not visible, only the journal counts.

use crate::domain::secret::Role;

/// From which wrong user PIN since the last correct one a driver sets a flag of `CK_TOKEN_INFO`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum WarnsAt {
    /// From this wrong try on; 1 is the first.
    Try(u8),
    /// It never does: the state is unknown.
    Never,
    /// Not measured.
    Unmeasured,
}

/// What a driver's PIN flags reveal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Trust {
    /// When it warns of the user PIN.
    pub warns_at: WarnsAt,
    /// Whether it was seen to set flags for the SO PIN. If it was not, their absence means nothing.
    pub so_flags: bool,
}

impl Trust {
    /// A driver that was not measured.
    pub const UNLISTED: Self = Self { warns_at: WarnsAt::Unmeasured, so_flags: false };
    /// A driver that never sets a flag.
    pub const NEVER: Self = Self { warns_at: WarnsAt::Never, so_flags: false };

    /// Whether a single wrong user PIN is visible, so that no flag means that none was sent since the last correct one.
    pub fn warns_at_first(self) -> bool {
        self.warns_at == WarnsAt::Try(1)
    }

    /// Whether the counter of this secret is visible from its first wrong try on. If it is not, the journal is the only
    /// counter. No driver shows anything about a PUK.
    pub fn shows_each_try_of(self, role: Role) -> bool {
        match role {
            Role::UserPin => self.warns_at_first(),
            Role::SoPin | Role::Response => self.so_flags && self.warns_at_first(),
            Role::Puk | Role::NewPin => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_flag_at_the_first_wrong_try_makes_a_counter_visible() {
        let first = Trust { warns_at: WarnsAt::Try(1), so_flags: true };
        let seventh = Trust { warns_at: WarnsAt::Try(7), so_flags: true };
        let shown = |trust: Trust| [Role::UserPin, Role::SoPin, Role::Puk].map(|role| trust.shows_each_try_of(role));
        assert_eq!(shown(first), [true, true, false], "SoftHSM: both PINs, and never a PUK");
        assert_eq!(shown(Trust { so_flags: false, ..first }), [true, false, false], "wolfPKCS11 has no SO flags");
        for silent in [seventh, Trust { warns_at: WarnsAt::Try(2), so_flags: false }, Trust::NEVER, Trust::UNLISTED] {
            assert_eq!(shown(silent), [false; 3], "{silent:?}: the first wrong try does not show");
        }
    }
}
