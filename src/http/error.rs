//! What keeps an address from being fetched, as situations.

use crate::domain::phrase::Phrase;
use crate::domain::situation::{Class, Situation};
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
    /// No connection, or one that ended early, in the system's words.
    NoConnection(String),
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
        matches!(self, Self::NoConnection(_) | Self::Status(500..=599))
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
    fn class(&self) -> Class {
        match self {
            Self::Https | Self::BadAddress => Class::Usage,
            Self::PrivateAddress => Class::Refused,
            _ => Class::Failed,
        }
    }

    fn code(&self) -> &'static str {
        match self {
            Self::Https => "https-not-supported",
            Self::BadAddress => "address-not-http",
            Self::PrivateAddress => "private-address",
            Self::NoSuchHost => "host-not-found",
            Self::NoConnection(_) => "no-connection",
            Self::TimedOut => "address-timed-out",
            Self::TooLong => "answer-too-long",
            Self::Status(_) => "http-status",
            Self::NotHttp => "answer-not-http",
            Self::TooManyRedirects => "too-many-redirects",
        }
    }

    fn phrase(&self) -> Phrase {
        match self {
            Self::Https => Phrase::new("http-https"),
            Self::BadAddress => Phrase::new("http-bad-address"),
            Self::PrivateAddress => Phrase::new("http-private"),
            Self::NoSuchHost => Phrase::new("http-no-such-host"),
            Self::NoConnection(fault) => Phrase::new("http-no-connection").with("fault", fault),
            Self::TimedOut => Phrase::new("http-timed-out"),
            Self::TooLong => Phrase::new("http-too-long"),
            Self::Status(status) => Phrase::new("http-status").with("status", u64::from(*status)),
            Self::NotHttp => Phrase::new("http-not-http"),
            Self::TooManyRedirects => Phrase::new("http-redirects"),
        }
    }
}
