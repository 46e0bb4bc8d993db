//! When two sightings are one token.

/// Whether a serial identifies nothing: absent, blank, or zeros only.
pub fn is_blank_serial(serial: Option<&str>) -> bool {
    serial.unwrap_or_default().trim().chars().all(|letter| letter == '0')
}

/// One driver's view of a token.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sighting<'a> {
    /// Path of the driver.
    pub driver: &'a str,
    /// CK_SLOT_INFO.slotDescription.
    pub reader: Option<&'a str>,
    /// CK_TOKEN_INFO.serialNumber.
    pub serial: Option<&'a str>,
    /// CK_TOKEN_INFO.manufacturerID.
    pub manufacturer: Option<&'a str>,
    /// CK_TOKEN_INFO.model.
    pub model: Option<&'a str>,
    /// CK_TOKEN_INFO.label.
    pub label: Option<&'a str>,
    /// SHA-256 of the holder's certificates. Not those of CAs: every government token holds the same ones.
    pub certificates: &'a [&'a str],
}

/// Whether two drivers see the same token: the same reader and a serial other than zeros, or a serial and a
/// certificate; in both cases also the same manufacturer, model and label. The first driver gets the PIN, so a reader
/// and a serial that anybody can read from a token are not enough.
///
/// Never within one driver, where one card may be two slots with a PIN each.
pub fn same_token(one: &Sighting<'_>, other: &Sighting<'_>) -> bool {
    if one.driver == other.driver {
        return false;
    }
    let (Some(serial), Some(other_serial)) = (one.serial, other.serial) else { return false };
    if !serial.trim().eq_ignore_ascii_case(other_serial.trim()) {
        return false;
    }
    let words = |sighting: &Sighting<'_>| {
        [sighting.manufacturer, sighting.model, sighting.label].map(|word| word.unwrap_or_default().trim().to_owned())
    };
    if words(one) != words(other) {
        return false;
    }
    let reader = |sighting: &Sighting<'_>| {
        sighting.reader.map(|reader| reader.trim().to_owned()).filter(|reader| !reader.is_empty())
    };
    let same_reader = reader(one).is_some() && reader(one) == reader(other);
    let common = one.certificates.iter().any(|certificate| other.certificates.contains(certificate));
    (same_reader && !is_blank_serial(Some(serial))) || common
}
