//! `inventory`, the lists and `show`: one reading, told whole or in part.

use super::Context;
use super::login::{LoginRequest, read_with_login};
use super::narrow::narrow;
use super::reading::{Reading, Scope};
use super::select::selected;
use crate::domain::selector::Selector;
use crate::report::inventory::{Inventory, KeyClass};

/// What a listing tells of what was read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Listing {
    /// Everything.
    Inventory,
    /// Drivers only.
    Drivers,
    /// Tokens with counts.
    Tokens,
    /// Tokens in full, with mechanisms.
    Token,
    /// Keys.
    Keys,
    /// Certificates.
    Certificates,
}

impl Listing {
    /// The `kind` of its document.
    pub fn kind(self) -> &'static str {
        match self {
            Self::Inventory => "inventory",
            Self::Drivers => "driver-list",
            Self::Tokens => "token-list",
            Self::Token => "token-show",
            Self::Keys => "key-list",
            Self::Certificates => "cert-list",
        }
    }

    fn scope(self) -> Scope {
        Scope { objects: self != Self::Drivers, mechanisms: self == Self::Token }
    }
}

/// Reads what was asked for.
pub fn run(
    context: &Context<'_>,
    listing: Listing,
    login: Option<LoginRequest<'_>>,
) -> anyhow::Result<(Inventory, Reading)> {
    let (mut inventory, reading) = match login {
        Some(login) => read_with_login(context, listing.kind(), listing.scope(), login)?,
        None => selected(context, listing.kind(), listing.scope())?,
    };
    if listing != Listing::Drivers {
        // Loading times differ from run to run; the same state must give the same bytes.
        for driver in &mut inventory.drivers {
            driver.load_milliseconds = None;
        }
    }
    match listing {
        Listing::Drivers => inventory.tokens.clear(),
        Listing::Keys => {
            // Certificates stay: a key names its own.
        }
        Listing::Certificates => {
            for token in &mut inventory.tokens {
                token.keys.retain(|key| key.class != KeyClass::Secret);
            }
        }
        Listing::Inventory | Listing::Tokens | Listing::Token => {}
    }
    if let Some(uri) = context.token.as_ref().and_then(Selector::uri).filter(|_| listing != Listing::Drivers) {
        narrow(&mut inventory, uri)?;
    }
    Ok((inventory, reading))
}
