//! Mail providers whose addresses are not issued by an agency: one list for verdicts, forms and the config.
//!
//! Pure. Pitfall: a provider's subdomains belong to it too, while `notgmail.com` does not.

/// The providers refused unless the config says otherwise.
pub const REFUSED_DOMAINS: [&str; 11] = [
    "gmail.com",
    "googlemail.com",
    "yahoo.com",
    "yahoo.com.vn",
    "ymail.com",
    "hotmail.com",
    "outlook.com",
    "outlook.com.vn",
    "live.com",
    "msn.com",
    "icloud.com",
];

/// [`REFUSED_DOMAINS`] as settings hold them.
pub fn refused_by_default() -> Vec<String> {
    REFUSED_DOMAINS.map(str::to_owned).to_vec()
}

/// Whether a domain is one of these or a subdomain of one; case and a leading `@` do not matter.
pub fn is_refused(domain: &str, refused: &[String]) -> bool {
    let domain = domain.trim().to_lowercase();
    refused.iter().any(|refused| {
        let refused = refused.trim().trim_start_matches('@').to_lowercase();
        !refused.is_empty() && domain.strip_suffix(&refused).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_provider_is_refused_with_its_subdomains_and_nobody_else() {
        let refused = refused_by_default();
        for domain in ["gmail.com", "GMAIL.com", "mail.yahoo.com", " yahoo.com.vn"] {
            assert!(is_refused(domain, &refused), "{domain} is a private provider's");
        }
        for domain in ["hanoi.gov.vn", "notgmail.com", "gmail.com.gov.vn", ""] {
            assert!(!is_refused(domain, &refused), "{domain} is not");
        }
        assert!(is_refused("a.vn", &["@A.vn".to_owned()]), "as people write it in a config");
        assert!(!is_refused("a.vn", &[String::new()]), "an empty entry refuses nothing");
    }
}
