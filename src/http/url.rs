//! http addresses: parsed strictly, so that nothing in one can end a line of a request.
//!
//! Pitfall: a resolver treats `127.1` and `0x7f000001` as addresses; a name counts as a name only if its last part
//! begins with a letter.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use super::error::HttpError;

/// The longest address that is read.
const MAX_LENGTH: usize = 4096;

/// An http address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Url {
    pub(super) host: Host,
    pub(super) port: u16,
    /// Host and port, as written.
    pub(super) authority: String,
    /// Path and query.
    pub(super) target: String,
}

/// The host it names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Host {
    Address(IpAddr),
    Name(String),
}

impl Url {
    pub(super) fn parse(text: &str) -> Result<Self, HttpError> {
        let whole = text.len() <= MAX_LENGTH && text.bytes().all(|byte| byte.is_ascii_graphic());
        let (scheme, rest) = text.split_once("://").filter(|_| whole).ok_or(HttpError::BadAddress)?;
        if scheme.eq_ignore_ascii_case("https") {
            return Err(HttpError::Https);
        }
        if !scheme.eq_ignore_ascii_case("http") {
            return Err(HttpError::BadAddress);
        }
        let rest = rest.split('#').next().unwrap_or_default();
        let end = rest.find(['/', '?']).unwrap_or(rest.len());
        let (authority, path) = rest.split_at(end);
        let target = if path.starts_with('/') { path.to_owned() } else { format!("/{path}") };
        let (host, port) = split(authority).ok_or(HttpError::BadAddress)?;
        let port = if port.is_empty() { 80 } else { port.parse().map_err(|_number| HttpError::BadAddress)? };
        Ok(Self { host: host_of(host)?, port, authority: authority.to_ascii_lowercase(), target })
    }

    /// The address in the form for a proxy.
    pub(super) fn absolute(&self) -> String {
        format!("http://{}{}", self.authority, self.target)
    }

    /// Where a redirect leads.
    pub(super) fn join(&self, location: &str) -> Result<Self, HttpError> {
        if location.contains("://") && !location.starts_with(['/', '?']) {
            return Self::parse(location);
        }
        if location.starts_with("//") {
            return Self::parse(&format!("http:{location}"));
        }
        if location.starts_with('/') {
            return Self::parse(&format!("http://{}{location}", self.authority));
        }
        let path = self.target.split('?').next().unwrap_or_default();
        let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
        Self::parse(&format!("http://{}{folder}/{location}", self.authority))
    }
}

/// Host and port; without user names.
fn split(authority: &str) -> Option<(&str, &str)> {
    if authority.contains('@') {
        return None;
    }
    if authority.starts_with('[') {
        let (host, rest) = authority.split_once(']')?;
        return if rest.is_empty() { Some((host, "")) } else { Some((host, rest.strip_prefix(':')?)) };
    }
    match authority.split_once(':') {
        Some((_, port)) if port.contains(':') => None,
        Some(parts) => Some(parts),
        None => Some((authority, "")),
    }
}

fn host_of(text: &str) -> Result<Host, HttpError> {
    if let Some(inside) = text.strip_prefix('[') {
        let address: Ipv6Addr = inside.parse().map_err(|_text| HttpError::BadAddress)?;
        return Ok(Host::Address(address.into()));
    }
    if let Ok(address) = text.parse::<Ipv4Addr>() {
        return Ok(Host::Address(address.into()));
    }
    let name = text.strip_suffix('.').unwrap_or(text);
    let letters = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'_');
    let last = name.rsplit('.').next().unwrap_or_default();
    if name.is_empty() || !name.bytes().all(letters) || !last.starts_with(|letter: char| letter.is_ascii_alphabetic()) {
        return Err(HttpError::BadAddress);
    }
    Ok(Host::Name(name.to_ascii_lowercase()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_that_is_not_plain_http_is_not_one() {
        for text in [
            "",
            "http://",
            "http:///x",
            "ftp://a.vn/",
            "ldap://a.vn/",
            "http://an@a.vn/",
            "http://a.vn:99999/",
            "http://a.vn/ x",
            "http://a.vn/\r\nHost: b",
            "http://a.vn/é",
            "http://[::1/",
            "http://[a]/",
            "http://127.1/",
            "http://0x7f000001/",
            "http://2130706433/",
            "http://a:1:2/",
        ] {
            assert_eq!(Url::parse(text), Err(HttpError::BadAddress), "{text}");
        }
        assert_eq!(Url::parse("HTTPS://a.vn/"), Err(HttpError::Https), "and this one is said by name");
    }

    #[test]
    fn host_port_and_target_are_what_the_address_says() {
        let url = Url::parse("http://CA.gov.vn:8080?x=1#y").expect("an address");
        assert_eq!((url.host, url.port, url.target.as_str()), (Host::Name("ca.gov.vn".into()), 8080, "/?x=1"), "parts");
        let url = Url::parse("http://[2001:db8::1]/a").expect("an address");
        assert_eq!((url.port, url.authority.as_str()), (80, "[2001:db8::1]"), "an address of version 6");
    }

    #[test]
    fn a_redirect_leads_where_it_says_and_never_to_https() {
        let url = Url::parse("http://a.vn/b/c?d").expect("an address");
        for (location, target) in [("/x", "http://a.vn/x"), ("x", "http://a.vn/b/x"), ("//b.vn/x", "http://b.vn/x")] {
            assert_eq!(url.join(location).map(|url| url.absolute()), Ok(target.to_owned()), "{location}");
        }
        assert_eq!(url.join("https://a.vn/"), Err(HttpError::Https), "not fetched otherwise");
    }
}
