//! The views of an inventory: each is a document of a kind of its own.
//!
//! May import nothing.

/// What is shown of what was read.
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
    /// All of them.
    pub const ALL: [Self; 8] = [
        Self::Inventory,
        Self::Check,
        Self::Drivers,
        Self::Tokens,
        Self::Token,
        Self::Keys,
        Self::Certificates,
        Self::Certificate,
    ];

    /// The `kind` of its document.
    pub fn kind(self) -> &'static str {
        match self {
            Self::Inventory => "inventory",
            Self::Check => "check",
            Self::Drivers => "driver-list",
            Self::Tokens => "token-list",
            Self::Token => "token-show",
            Self::Keys => "key-list",
            Self::Certificates => "cert-list",
            Self::Certificate => "cert-show",
        }
    }
}
