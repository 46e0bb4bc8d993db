//! The words of a verdict: actions, reasons, rules, notes and next steps, each with a stable code and a sentence.

use serde::{Deserialize, Serialize};

use crate::domain::phrase::Phrase;

/// Where every request is filed as well.
pub const PORTAL: &str = "dichvucong.ca.gov.vn";

macro_rules! words {
    ($(#[$meta:meta])* $name:ident { $($(#[$variant_meta:meta])* $variant:ident => $id:literal,)* }) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[cfg_attr(test, derive(schemars::JsonSchema))]
        #[serde(rename_all = "kebab-case")]
        pub enum $name { $($(#[$variant_meta])* $variant,)* }

        impl $name {
            /// The sentence.
            pub fn phrase(self) -> Phrase {
                Phrase::new(match self { $(Self::$variant => $id,)* })
            }
        }
    };
}

words! {
    /// What is to be done with a certificate.
    Action {
        /// Form 05: it must not be used any longer.
        Revoke => "verdict-revoke",
        /// Form 06: the PIN is locked.
        Recover => "verdict-recover",
        /// Form 01 or 02: it cannot be renewed.
        Reissue => "verdict-reissue",
        /// Form 01 or 02: there is none yet.
        Issue => "verdict-issue",
        /// Form 04: the renewal window is open.
        Renew => "verdict-renew",
        /// Form 04: its information is out of date.
        ChangeInformation => "verdict-change-information",
        /// Form 04 later: the renewal window opens soon.
        RenewSoon => "verdict-renew-soon",
        /// It cannot be judged.
        Undecided => "verdict-undecided",
        /// Nothing.
        Keep => "verdict-keep",
        /// From a public CA: no verdict and no form.
        OtherCa => "verdict-other-ca",
    }
}

words! {
    /// Why.
    Reason {
        /// It is far from expiry.
        FarFromEnd => "verdict-reason-far-from-end",
        /// It begins in the future.
        NotYetValid => "verdict-reason-not-yet-valid",
        /// A newer certificate of the same key or holder is on the token.
        Superseded => "verdict-reason-superseded",
        /// The renewal window is open.
        WindowOpen => "verdict-reason-window-open",
        /// The renewal window opens later.
        WindowAhead => "verdict-reason-window-ahead",
        /// The renewal window has closed.
        WindowMissed => "verdict-reason-window-missed",
        /// It has expired.
        Expired => "verdict-reason-expired",
        /// It is revoked already.
        Revoked => "verdict-reason-revoked",
        /// It is suspended; this may be lifted.
        Suspended => "verdict-reason-suspended",
        /// It was renewed as often as allowed.
        AlreadyRenewed => "verdict-reason-already-renewed",
        /// Employing agency or e-mail differ from the staff list.
        InformationDiffers => "verdict-reason-information-differs",
        /// The holder moved to another agency.
        Moved => "verdict-reason-moved",
        /// The holder retired.
        Retired => "verdict-reason-retired",
        /// The holder left the state sector.
        Left => "verdict-reason-left",
        /// The holder died.
        Died => "verdict-reason-died",
        /// The agency was dissolved, split or merged.
        Dissolved => "verdict-reason-dissolved",
        /// The token is lost.
        DeviceLost => "verdict-reason-device-lost",
        /// The token is broken.
        DeviceBroken => "verdict-reason-device-broken",
        /// The key was exposed, or is suspected to be.
        KeySuspect => "verdict-reason-key-suspect",
        /// The user PIN is locked.
        PinLocked => "verdict-reason-pin-locked",
        /// It was revoked, according to the staff list.
        AlreadyRevoked => "verdict-reason-already-revoked",
        /// The staff list's state cannot be read: what to do is unclear.
        StateUnreadable => "verdict-reason-state-unreadable",
        /// There is no certificate yet.
        NoCertificate => "verdict-reason-no-certificate",
        /// The staff list names a token or certificate that was not read.
        NotRead => "verdict-reason-not-read",
        /// The same person can sign with another certificate for longer.
        Covered => "verdict-reason-covered",
        /// Several people of the staff list could be its holder, and what is to be done differs between them.
        HolderUnsure => "verdict-reason-holder-unsure",
        /// Neither the certificate nor the staff list shows whether it is a person's or an organisation's.
        KindUnsure => "verdict-reason-kind-unsure",
        /// Its dates could not be read.
        DatesUnreadable => "verdict-reason-dates-unreadable",
        /// Its issuer could not be read.
        IssuerUnreadable => "verdict-reason-issuer-unreadable",
        /// Its issuer is not a known government CA.
        OtherIssuer => "verdict-reason-other-issuer",
    }
}

words! {
    /// The rule behind a verdict. Nothing here is legal advice.
    Rule {
        /// Decree 68/2024 Art. 9: how long certificates are valid.
        #[serde(rename = "decree-68-2024-article-9")]
        Article9 => "verdict-rule-article-9",
        /// Decree 68/2024 Art. 12: when and how often a certificate may be renewed.
        #[serde(rename = "decree-68-2024-article-12")]
        Article12 => "verdict-rule-article-12",
        /// Decree 68/2024 Art. 15: changes of information.
        #[serde(rename = "decree-68-2024-article-15")]
        Article15 => "verdict-rule-article-15",
        /// Decree 68/2024 Art. 17: revocation.
        #[serde(rename = "decree-68-2024-article-17")]
        Article17 => "verdict-rule-article-17",
        /// Decree 68/2024 Art. 22: recovery of a token.
        #[serde(rename = "decree-68-2024-article-22")]
        Article22 => "verdict-rule-article-22",
        /// The tool's own: only certificates of known government CAs.
        GovernmentIssuers => "verdict-rule-government-issuers",
    }
}

words! {
    /// What the officer does next.
    NextStep {
        /// Nothing.
        Nothing => "verdict-next-nothing",
        /// File form 04, then run the inventory again.
        FileRenewal => "verdict-next-file-renewal",
        /// File form 04 once the renewal window opens.
        FileRenewalLater => "verdict-next-file-renewal-later",
        /// File form 04 with the new information.
        FileChange => "verdict-next-file-change",
        /// Compare both texts first.
        ConfirmChange => "verdict-next-confirm-change",
        /// Apply for a new certificate with the old one's number.
        ApplyForNew => "verdict-next-apply-for-new",
        /// File form 05, then return the token.
        FileRevocation => "verdict-next-file-revocation",
        /// File form 05 and the record of the lost token.
        FileRevocationOfLost => "verdict-next-file-revocation-of-lost",
        /// File form 06.
        FileRecovery => "verdict-next-file-recovery",
        /// The receiving agency files the change.
        ReceivingBodyFiles => "verdict-next-receiving-body-files",
        /// Apply for a first certificate.
        ApplyForFirst => "verdict-next-apply-for-first",
        /// Plug the token in and read it.
        ReadDevice => "verdict-next-read-device",
        /// Enter the serial of the token in the staff list.
        NameDevice => "verdict-next-name-device",
        /// Add the holder to the staff list.
        AddHolder => "verdict-next-add-holder",
        /// Correct the staff list.
        CorrectRoster => "verdict-next-correct-roster",
        /// State in the staff list whether it is a person's or an agency's.
        StateHolderKind => "verdict-next-state-holder-kind",
        /// Ask the CA.
        AskAuthority => "verdict-next-ask-authority",
        /// Confirm who holds it first.
        ConfirmHolder => "verdict-next-confirm-holder",
    }
}

words! {
    /// Remarks beside the verdict.
    Note {
        /// The title alone differs, which is not a case of Art. 15.
        TitleDiffers => "verdict-note-title-differs",
        /// The staff list's e-mail address is not issued by an agency, so no change to it is suggested.
        RosterEmailRefused => "verdict-note-roster-email-refused",
        /// Its key is not on the token.
        KeyNotOnToken => "verdict-note-key-not-on-token",
        /// The holder was matched by name alone, or by a token with another name on it.
        MatchProposed => "verdict-note-match-proposed",
        /// Counted as renewed because it is valid for no longer than a renewal.
        RenewedByValidity => "verdict-note-renewed-by-validity",
        /// Renewed, as an older certificate of the same key shows.
        RenewedByOlderCertificate => "verdict-note-renewed-by-older-certificate",
        /// Renewed, according to the staff list.
        RenewedByRoster => "verdict-note-renewed-by-roster",
    }
}

/// Who gets the request, besides the CA's portal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Recipient {
    /// The province's Department of Science and Technology.
    Department,
    /// The CA.
    Authority,
}

impl Recipient {
    /// The identifier of its short name.
    pub fn short(self) -> &'static str {
        match self {
            Self::Department => "verdict-desk-department",
            Self::Authority => "verdict-desk-authority",
        }
    }

    /// Its name, with the portal.
    pub fn phrase(self) -> Phrase {
        Phrase::new("verdict-recipient").with("desk", Phrase::new(self.short())).with("portal", PORTAL)
    }
}
