//! What prevents fetching an address, as situations.

use crate::domain::situation::{Class, Situation, Told};
use crate::situation_error;

/// Why an address returned nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum HttpError {
    /// https is not supported.
    Https,
    /// It is not an http address.
    BadAddress,
    /// It leads to a private, loopback or link-local address.
    PrivateAddress,
    /// Its name cannot be resolved.
    NoSuchHost,
    /// No connection, in the system's words.
    NoConnection(String),
    /// The connection ended before the answer did.
    EndedEarly,
    /// The time is up.
    TimedOut,
    /// The answer is too long.
    TooLong,
    /// The server refuses, with this status.
    Status(u16),
    /// The answer is not HTTP.
    NotHttp,
    /// Too many redirects in sequence.
    TooManyRedirects,
}

impl HttpError {
    /// Whether an immediate retry may succeed.
    pub(super) fn may_be_passing(&self) -> bool {
        matches!(self, Self::NoConnection(_) | Self::EndedEarly | Self::Status(500..=599))
    }

    /// The error of a socket call.
    pub(super) fn of(fault: &std::io::Error) -> Self {
        use std::io::ErrorKind::{TimedOut, WouldBlock};
        match fault.kind() {
            TimedOut | WouldBlock => Self::TimedOut,
            _ => Self::NoConnection(fault.to_string()),
        }
    }
}

situation_error!(HttpError);

impl Situation for HttpError {
    fn told(&self) -> Told {
        match self {
            Self::Https => Class::Usage.told("https-not-supported", "http-https"),
            Self::BadAddress => Class::Usage.told("address-not-http", "http-bad-address"),
            Self::PrivateAddress => Class::Refused.told("private-address", "http-private"),
            Self::NoSuchHost => Class::Failed.told("host-not-found", "http-no-such-host"),
            Self::NoConnection(fault) => Class::Failed.told("no-connection", "http-no-connection").with("fault", fault),
            Self::EndedEarly => Class::Failed.told("no-connection", "http-ended-early"),
            Self::TimedOut => Class::Failed.told("address-timed-out", "http-timed-out"),
            Self::TooLong => Class::Failed.told("answer-too-long", "http-too-long"),
            Self::Status(status) => Class::Failed.told("http-status", "http-status").with("status", u64::from(*status)),
            Self::NotHttp => Class::Failed.told("answer-not-http", "http-not-http"),
            Self::TooManyRedirects => Class::Failed.told("too-many-redirects", "http-redirects"),
        }
    }
}
