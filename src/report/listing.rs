//! The views of an inventory: each is a document of its own kind.
//!
//! May import the kinds of documents.

use super::Kind;

/// The part that is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Listing {
    /// Everything.
    Inventory,
    /// Everything, problems first.
    Check,
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
    /// One certificate in full.
    Certificate,
}

impl Listing {
    /// The `kind` of its document.
    pub fn kind(self) -> Kind {
        match self {
            Self::Inventory => Kind::Inventory,
            Self::Check => Kind::Check,
            Self::Drivers => Kind::DriverList,
            Self::Tokens => Kind::TokenList,
            Self::Token => Kind::TokenShow,
            Self::Keys => Kind::KeyList,
            Self::Certificates => Kind::CertList,
            Self::Certificate => Kind::CertShow,
        }
    }
}
