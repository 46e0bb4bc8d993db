//! The roster: people and bodies who must be able to sign.
