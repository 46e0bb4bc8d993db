//! An http proxy, addressed in the absolute form of RFC 9112 3.2.2, because many deny CONNECT to port 80.
//!
//! Pitfall: `no_proxy` names suffixes of whole labels; `vn` in it must not match `evn`.

use super::error::HttpError;
use super::url::{Host, Url};

/// A proxy, and the hosts contacted without it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proxy {
    pub(super) address: Url,
    except: Vec<String>,
}

impl Proxy {
    /// Reads `http://host:port`, or `host:port`; and a list like `no_proxy`. User names are not supported.
    pub fn parse(text: &str, except: &str) -> Result<Self, HttpError> {
        let whole = if text.contains("://") { text.to_owned() } else { format!("http://{text}") };
        let except = except.split([',', ' ']).map(|entry| entry.trim().to_ascii_lowercase());
        Ok(Self { address: Url::parse(&whole)?, except: except.filter(|entry| !entry.is_empty()).collect() })
    }

    /// Whether this address is contacted through the proxy.
    pub(super) fn serves(&self, url: &Url) -> bool {
        let host = match &url.host {
            Host::Address(address) => address.to_string(),
            Host::Name(name) => name.clone(),
        };
        !self.except.iter().any(|entry| {
            let entry = entry.strip_suffix(&format!(":{}", url.port)).unwrap_or(entry);
            let entry = entry.trim_start_matches("*.").trim_start_matches('.').trim_matches(['[', ']']);
            entry == "*" || host == entry || host.strip_suffix(entry).is_some_and(|rest| rest.ends_with('.'))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_proxy_names_whole_labels() {
        let proxy = Proxy::parse("proxy:3128", "gov.vn, .edu.vn,10.0.0.1,*.mil.vn,a.vn:81").expect("a proxy");
        let serves = |url: &str| proxy.serves(&Url::parse(url).expect("an address"));
        for url in ["http://gov.vn/", "http://ca.gov.vn/", "http://x.edu.vn/", "http://10.0.0.1/", "http://b.mil.vn/"] {
            assert!(!serves(url), "{url} is reached directly");
        }
        for url in ["http://evilgov.vn/", "http://vn/", "http://10.0.0.11/", "http://a.vn/"] {
            assert!(serves(url), "{url} is reached through the proxy");
        }
        assert!(!serves("http://a.vn:81/"), "with its port");
        let all = Proxy::parse("http://proxy:3128/", "*").expect("a proxy");
        assert!(!all.serves(&Url::parse("http://a.vn/").expect("an address")), "a star means all");
        assert_eq!(Proxy::parse("https://proxy/", ""), Err(HttpError::Https), "one with TLS is not supported");
        assert_eq!(Proxy::parse("http://an:geheim@proxy/", ""), Err(HttpError::BadAddress), "nor one with a user");
    }
}
