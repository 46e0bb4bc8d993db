//! What keeps an address from being fetched, as situations.

use crate::domain::situation::{Class, Situation, Told};
use crate::situation_error;

/// Why nothing came from an address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum HttpError {
    /// https is not supported.
    Https,
    /// It is not an address of http.
    BadAddress,
    /// It leads to a private, loopback or link-local address.
    PrivateAddress,
    /// Its name is not known.
    NoSuchHost,
    /// No connection, in the system's words.
    NoConnection(String),
    /// The connection ended before the answer did.
    EndedEarly,
    /// The time is up.
    TimedOut,
    /// The answer is longer than it may be.
    TooLong,
    /// The server says no, with this number.
    Status(u16),
    /// What came back is not HTTP.
    NotHttp,
    /// One redirect led to the next.
    TooManyRedirects,
}

impl HttpError {
    /// Whether the same request may do better at once.
    pub(super) fn may_be_passing(&self) -> bool {
        matches!(self, Self::NoConnection(_) | Self::EndedEarly | Self::Status(500..=599))
    }

    /// The fault of a call on a socket.
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
