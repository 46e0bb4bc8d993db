//! When two drivers see one token.

use crate::domain::token::Sighting;

/// Whether two drivers see one token: the same reader and a serial that identifies, or a serial and a certificate; and
/// in both cases the same manufacturer, model and label. The first driver is given the PIN, so a reader and a serial that
/// anybody can read off a token are not enough.
///
/// Never within one driver, where one card may be two slots with a PIN each.
pub fn same_token(one: &Sighting<'_>, other: &Sighting<'_>) -> bool {
    if one.driver == other.driver {
        return false;
    }
    let (mine, theirs) = (one.identity, other.identity);
    if !mine.same_serial(theirs) {
        return false;
    }
    let same = |one: &Option<String>, other: &Option<String>| trimmed(one.as_deref()) == trimmed(other.as_deref());
    if !same(&mine.manufacturer, &theirs.manufacturer)
        || !same(&mine.model, &theirs.model)
        || !same(&mine.label, &theirs.label)
    {
        return false;
    }
    let same_reader = !trimmed(mine.reader.as_deref()).is_empty() && same(&mine.reader, &theirs.reader);
    let common = || one.certificates.iter().any(|certificate| other.certificates.contains(certificate));
    // Drivers without PC/SC may call every reader alike: tokens whose certificates are all others are two.
    let differ = || !one.certificates.is_empty() && !other.certificates.is_empty() && !common();
    match mine.telling_serial() {
        Some(_) => (same_reader && !differ()) || common(),
        // Any token may have such a serial, and two may hold one certificate.
        None => same_reader && common(),
    }
}

fn trimmed(text: Option<&str>) -> &str {
    text.unwrap_or_default().trim()
}
