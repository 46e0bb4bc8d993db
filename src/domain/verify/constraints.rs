//! Name constraints (RFC 5280 4.2.1.10, 6.1.3 b and c): directory names, mail, DNS, URI and IP addresses.
//!
//! Pitfall: a constraint on a kind of name not compared here refuses every certificate with such a name; ignoring it
//! would accept what the issuer forbade.

use x509_cert::ext::pkix::constraints::NameConstraints;
use x509_cert::ext::pkix::constraints::name::GeneralSubtree;
use x509_cert::ext::pkix::name::GeneralName;

use super::certificate::X509;
use super::name::CanonicalName;

/// What the certificates of a path so far allow.
#[derive(Debug, Default)]
pub(super) struct Allowed {
    /// One list for each certificate that permits: a name must be within each of them.
    permitted: Vec<Vec<GeneralSubtree>>,
    excluded: Vec<GeneralSubtree>,
}

impl Allowed {
    /// Adds one certificate's constraints.
    pub(super) fn add(&mut self, constraints: &NameConstraints) {
        if let Some(permitted) = &constraints.permitted_subtrees {
            self.permitted.push(permitted.clone());
        }
        self.excluded.extend(constraints.excluded_subtrees.iter().flatten().cloned());
    }

    /// Whether every name of a certificate is allowed.
    pub(super) fn admit(&self, certificate: &X509) -> bool {
        if self.permitted.is_empty() && self.excluded.is_empty() {
            return true;
        }
        let mut names = Vec::new();
        if !certificate.subject.is_empty() {
            names.push(Held::Directory(certificate.subject.clone()));
        }
        names.extend(certificate.subject_mail.iter().map(|mail| Held::Mail(mail.clone())));
        names.extend(certificate.alternative_names.iter().map(Held::of));
        names.iter().all(|name| self.admits(name))
    }

    fn admits(&self, name: &Held) -> bool {
        let within_all = self.permitted.iter().all(|subtrees| {
            let mut same_kind = subtrees.iter().filter(|subtree| kind(&subtree.base) == name.kind()).peekable();
            same_kind.peek().is_none() || same_kind.any(|subtree| simple(subtree) && name.is_within(&subtree.base))
        });
        let mut excluded = self.excluded.iter().filter(|subtree| kind(&subtree.base) == name.kind());
        within_all && !excluded.any(|subtree| !simple(subtree) || name.may_be_within(&subtree.base))
    }
}

/// RFC 5280 uses neither minimum nor maximum; a subtree with one of them is not compared.
fn simple(subtree: &GeneralSubtree) -> bool {
    subtree.minimum == 0 && subtree.maximum.is_none()
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Directory,
    Mail,
    Dns,
    Uri,
    Ip,
    OtherName,
    Edi,
    Registered,
}

fn kind(name: &GeneralName) -> Kind {
    match name {
        GeneralName::DirectoryName(_) => Kind::Directory,
        GeneralName::Rfc822Name(_) => Kind::Mail,
        GeneralName::DnsName(_) => Kind::Dns,
        GeneralName::UniformResourceIdentifier(_) => Kind::Uri,
        GeneralName::IpAddress(_) => Kind::Ip,
        GeneralName::OtherName(_) => Kind::OtherName,
        GeneralName::EdiPartyName(_) => Kind::Edi,
        GeneralName::RegisteredId(_) => Kind::Registered,
    }
}

/// A name in a certificate.
enum Held {
    Directory(CanonicalName),
    Mail(String),
    Dns(String),
    Uri(String),
    Ip(Vec<u8>),
    NotCompared(Kind),
}

impl Held {
    fn of(name: &GeneralName) -> Self {
        match name {
            GeneralName::DirectoryName(name) => Self::Directory(CanonicalName::of(name)),
            GeneralName::Rfc822Name(mail) => Self::Mail(mail.as_str().to_owned()),
            GeneralName::DnsName(host) => Self::Dns(host.as_str().to_owned()),
            GeneralName::UniformResourceIdentifier(uri) => Self::Uri(uri.as_str().to_owned()),
            GeneralName::IpAddress(address) => Self::Ip(address.as_bytes().to_vec()),
            other => Self::NotCompared(kind(other)),
        }
    }

    fn kind(&self) -> Kind {
        match self {
            Self::Directory(_) => Kind::Directory,
            Self::Mail(_) => Kind::Mail,
            Self::Dns(_) => Kind::Dns,
            Self::Uri(_) => Kind::Uri,
            Self::Ip(_) => Kind::Ip,
            Self::NotCompared(kind) => *kind,
        }
    }

    /// Whether the name is certainly within a subtree of its kind.
    fn is_within(&self, base: &GeneralName) -> bool {
        self.compare(base) == Some(true)
    }

    /// Whether the name is within a subtree of its kind, or cannot be compared with it.
    fn may_be_within(&self, base: &GeneralName) -> bool {
        self.compare(base) != Some(false)
    }

    fn compare(&self, base: &GeneralName) -> Option<bool> {
        match (self, base) {
            (Self::Directory(name), GeneralName::DirectoryName(base)) => Some(name.is_within(&CanonicalName::of(base))),
            (Self::Mail(mail), GeneralName::Rfc822Name(base)) => mail_within(mail, base.as_str()),
            (Self::Dns(host), GeneralName::DnsName(base)) => Some(dns_within(host, base.as_str())),
            (Self::Uri(uri), GeneralName::UniformResourceIdentifier(base)) => {
                uri_host(uri).map(|host| host_within(&host, base.as_str()))
            }
            (Self::Ip(address), GeneralName::IpAddress(base)) => ip_within(address, base.as_bytes()),
            _ => None,
        }
    }
}

/// A whole mailbox, every mailbox of a host, or every mailbox of the hosts below a domain that begins with a dot.
fn mail_within(mail: &str, base: &str) -> Option<bool> {
    let (mailbox, host) = mail.rsplit_once('@')?;
    Some(match base.rsplit_once('@') {
        Some((own, at)) => own == mailbox && at.eq_ignore_ascii_case(host),
        None => host_within(host, base),
    })
}

/// The host itself, or with a leading dot the hosts below it.
fn host_within(host: &str, base: &str) -> bool {
    if base.starts_with('.') { ends_with(host, base) } else { host.eq_ignore_ascii_case(base) }
}

/// The name itself and everything below it.
fn dns_within(host: &str, base: &str) -> bool {
    let below = |dotted: &str| ends_with(host, dotted);
    match base.strip_prefix('.') {
        Some("") => true,
        Some(_) => below(base),
        None if base.is_empty() => true,
        None => host.eq_ignore_ascii_case(base) || below(&format!(".{base}")),
    }
}

fn ends_with(host: &str, end: &str) -> bool {
    let begin = host.len().checked_sub(end.len()).filter(|begin| *begin > 0);
    begin.and_then(|begin| host.get(begin..)).is_some_and(|tail| tail.eq_ignore_ascii_case(end))
}

/// The host of a URI with an authority; `None` for other URIs and for addresses, which a constraint cannot name.
fn uri_host(uri: &str) -> Option<String> {
    let (_, rest) = uri.split_once("://")?;
    let authority = rest.split(['/', '?', '#']).next()?;
    let host = authority.rsplit_once('@').map_or(authority, |(_, host)| host);
    if host.starts_with('[') {
        return None;
    }
    let host = host.split_once(':').map_or(host, |(host, _)| host);
    let numeric = host.split('.').all(|part| part.parse::<u8>().is_ok());
    (!host.is_empty() && !numeric).then(|| host.to_owned())
}

fn ip_within(address: &[u8], base: &[u8]) -> Option<bool> {
    if !matches!(base.len(), 8 | 32) || !matches!(address.len(), 4 | 16) {
        return None;
    }
    let (network, mask) = base.split_at_checked(base.len() / 2)?;
    let same = network.len() == address.len();
    Some(same && address.iter().zip(network).zip(mask).all(|((own, net), mask)| own & mask == net & mask))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mail_is_within_a_mailbox_a_host_or_a_domain_and_never_by_a_mere_ending() {
        assert_eq!(mail_within("a@x.gov.vn", "x.gov.vn"), Some(true), "the host");
        assert_eq!(mail_within("a@y.x.gov.vn", "x.gov.vn"), Some(false), "a host below is another host");
        assert_eq!(mail_within("a@y.x.gov.vn", ".x.gov.vn"), Some(true), "below the domain");
        assert_eq!(mail_within("a@x.gov.vn", ".x.gov.vn"), Some(false), "the domain itself is not below it");
        assert_eq!(mail_within("A@x.gov.vn", "a@X.gov.vn"), Some(false), "mailboxes keep their case");
        assert_eq!(mail_within("nonsense", "x.gov.vn"), None, "no address can be compared");
    }

    #[test]
    fn dns_names_end_at_a_label() {
        assert!(dns_within("www.x.vn", "x.vn") && dns_within("x.vn", "X.VN"), "itself and below");
        assert!(!dns_within("evilx.vn", "x.vn"), "an ending inside a label is another name");
        assert!(!dns_within("x.vn", ".x.vn"), "a leading dot asks for a label");
    }

    #[test]
    fn a_uri_is_constrained_by_its_host_alone() {
        assert_eq!(uri_host("http://u:p@h.vn:80/x?y").as_deref(), Some("h.vn"), "the host");
        assert_eq!(uri_host("http://10.0.0.1/"), None, "an address has no host name");
        assert_eq!(uri_host("urn:x"), None, "no authority");
    }

    #[test]
    fn addresses_are_compared_under_the_mask() {
        assert_eq!(ip_within(&[10, 1, 2, 3], &[10, 1, 0, 0, 255, 255, 0, 0]), Some(true), "inside");
        assert_eq!(ip_within(&[10, 2, 2, 3], &[10, 1, 0, 0, 255, 255, 0, 0]), Some(false), "outside");
        assert_eq!(ip_within(&[10, 2, 2], &[10, 1, 0, 0, 255, 255, 0, 0]), None, "no address");
    }
}
