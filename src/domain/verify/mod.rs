//! Whether a certificate may be used: its path, its revocation, and one judgement from both (RFC 5280 6, RFC 6960).
//!
//! Pure: bytes and a moment in, conclusions out; imports the domain, x509-cert as the strict parser, and the public-key
//! crates. Pitfall: every "good" must name the signed statement it is based on; the lack of an answer is never one.

mod certificate;
mod cms;
mod constraints;
mod crl;
mod delta;
mod judge;
mod known;
mod name;
mod ocsp;
mod path;
mod policy;
mod request;
mod revocation;
mod search;
mod signature;
mod token;

pub use certificate::{Source, Unreadable, X509};
pub use cms::{Claim, Covers, Format, SignedData, SignedFault, Stamp, claims_of_cms, claims_of_pdf};
pub use crl::{Crl, MAX_SIZE as MAX_CRL_SIZE, Reason, Revoked};
pub use judge::{Evidence, Judgement, Link, Method, State, judge, judge_at};
pub use known::{addresses_of_known_roots, is_known_root, known_as};
pub use name::CanonicalName;
pub use ocsp::{MAX_SIZE as MAX_RESPONSE_SIZE, Response, request as ocsp_request};
pub use path::{PathFault, PolicyInputs};
pub use request::request_holds;
pub use revocation::{Finding, Freshness, Lists, Question, Status, Why};
pub use search::{Anchors, Path, Pool, Untrusted, paths};
pub use signature::{SignatureFault, Weakness};
pub use token::{Signing, ecdsa_der, signed_by_token};
