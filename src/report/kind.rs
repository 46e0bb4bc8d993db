//! The kinds of documents: whatever the program writes as a JSON document is of one of them.
//!
//! May import nothing. Pitfall: a kind without a JSON Schema does not compile with the tests (`run::schema_tests`).

macro_rules! kinds {
    ($(#[doc = $said:literal] $kind:ident => $word:literal,)*) => {
        /// What a document is: the command's words.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum Kind {
            $(#[doc = $said] $kind,)*
        }

        impl Kind {
            /// Every kind.
            #[cfg(test)]
            pub(crate) const ALL: &[Self] = &[$(Self::$kind,)*];

            /// Its word in documents: the command's words joined by `-`.
            pub fn word(self) -> &'static str {
                match self {
                    $(Self::$kind => $word,)*
                }
            }

            /// What its JSON Schema says of it.
            #[cfg(test)]
            pub(crate) fn description(self) -> &'static str {
                match self {
                    $(Self::$kind => $said,)*
                }
            }
        }
    };
}

kinds! {
    /// The report of `cert delete`.
    CertDelete => "cert-delete",
    /// The report of `cert import`.
    CertImport => "cert-import",
    /// The report of `cert list`.
    CertList => "cert-list",
    /// The report of `cert show`: the one certificate and its token.
    CertShow => "cert-show",
    /// The report of `check`.
    Check => "check",
    /// The report of `config show`.
    ConfigShow => "config-show",
    /// The report of `csr create`.
    CsrCreate => "csr-create",
    /// The report of `diff`: what changed between two inventories.
    Diff => "diff",
    /// The report of `doctor`.
    Doctor => "doctor",
    /// The report of `driver list`.
    DriverList => "driver-list",
    /// The report of `inventory`, and the file that `--add-to` keeps.
    Inventory => "inventory",
    /// The report of `journal show`.
    JournalShow => "journal-show",
    /// The report of `journal verify`.
    JournalVerify => "journal-verify",
    /// The report of `key delete`.
    KeyDelete => "key-delete",
    /// The report of `key generate`.
    KeyGenerate => "key-generate",
    /// The report of `key list`.
    KeyList => "key-list",
    /// The report of `month`: what a round wrote, and what waits for a person.
    Month => "month",
    /// The report of `pin change`.
    PinChange => "pin-change",
    /// The report of `pin status`.
    PinStatus => "pin-status",
    /// The report of `pin unlock`, with and without `--plan`.
    PinUnlock => "pin-unlock",
    /// The report of `pin verify`.
    PinVerify => "pin-verify",
    /// The report of `plan`.
    Plan => "plan",
    /// The report of `report`.
    Report => "report",
    /// The report of `request change`: form 04.
    RequestChange => "request-change",
    /// The report of `request new`: form 01 or 02.
    RequestNew => "request-new",
    /// The report of `request recovery`: form 06.
    RequestRecovery => "request-recovery",
    /// The report of `request renewal`: form 04.
    RequestRenewal => "request-renewal",
    /// The report of `request revocation`: form 05.
    RequestRevocation => "request-revocation",
    /// The report of `roster check`.
    RosterCheck => "roster-check",
    /// The report of `roster confirm`.
    RosterConfirm => "roster-confirm",
    /// The report of `support`: what goes into the archive.
    Support => "support",
    /// The report of `token init`.
    TokenInit => "token-init",
    /// The report of `token list`.
    TokenList => "token-list",
    /// The report of `token show`.
    TokenShow => "token-show",
    /// The report of `trust add`.
    TrustAdd => "trust-add",
    /// The report of `trust fetch`.
    TrustFetch => "trust-fetch",
    /// The report of `trust list`.
    TrustList => "trust-list",
    /// The report of `trust remove`.
    TrustRemove => "trust-remove",
    /// The report of `verify`.
    Verify => "verify",
}
