//! What a verification may use: files, folders and addresses, as named on the command line.

use std::path::PathBuf;

use crate::commands::Context;
use crate::domain::time::DAY;
use crate::domain::verify::Freshness;
use crate::http::{Cache, Client, Proxy};

use super::VerifyError;

/// How far an issuer's clock may be ahead, in seconds.
const SKEW: i64 = 300;
/// How old a list without nextUpdate may be, in days.
const MAX_AGE_DAYS: i64 = 7;

/// The data and limits of a verification.
#[derive(Debug, Clone, Default)]
pub struct Basis {
    /// Files and folders of trusted certificates.
    pub trust: Vec<PathBuf>,
    /// Files and folders of certificates that a path may use.
    pub intermediate: Vec<PathBuf>,
    /// Files and folders of revocation lists.
    pub crls: Vec<PathBuf>,
    /// Contact no address.
    pub offline: bool,
    /// Do not ask responders.
    pub no_ocsp: bool,
    /// Do not fetch lists.
    pub no_crl: bool,
    /// The proxy, instead of the environment's.
    pub proxy: Option<String>,
    /// The maximum age of an answer in days, whatever its nextUpdate.
    pub max_age: Option<i64>,
    /// Contact private and loopback addresses as well.
    pub allow_private: bool,
}

impl Basis {
    /// The rules for freshness at the time in question.
    pub(super) fn freshness(&self, context: &Context<'_>) -> Freshness {
        let days = self.max_age.unwrap_or(MAX_AGE_DAYS);
        let max_age = days.saturating_mul(DAY);
        Freshness { at: context.now, skew: SKEW, max_age, always: self.max_age.is_some() }
    }

    /// The means of contacting addresses; `None` if none may be contacted.
    pub(in crate::commands) fn client(&self, context: &Context<'_>) -> Result<Option<Client>, VerifyError> {
        if self.offline {
            return Ok(None);
        }
        let proxy = self.proxy.as_deref().or_else(|| context.environment.http_proxy());
        let except = context.environment.no_proxy().unwrap_or_default();
        let read =
            |text: &str| Proxy::parse(text, except).map_err(|fault| VerifyError::Proxy { fault: Box::new(fault) });
        let proxy = proxy.map(read).transpose()?;
        Ok(Some(Client { proxy, allow_private: self.allow_private, timeout: context.launcher.timeout }))
    }
}

/// Where fetched lists are kept.
pub(super) fn cache(context: &Context<'_>) -> Option<Cache> {
    context.environment.cache_folder().map(|folder| Cache::new(folder.join("tokenctl").join("crl")))
}
