//! The parser of PKCS#11 URIs: splits into attributes, decodes, assigns each to its field.

use super::error::{Expected, UriError, file_of_pin_source};
use super::{ObjectType, Uri, Version};

/// Far longer than any legitimate URI.
const LONGEST: usize = 16 * 1024;

/// Which half of the URI.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Part {
    Path,
    Query,
}

/// Attributes that RFC 7512 puts into the path.
const PATH: [&str; 13] = [
    "token",
    "manufacturer",
    "serial",
    "model",
    "library-manufacturer",
    "library-version",
    "library-description",
    "object",
    "type",
    "id",
    "slot-manufacturer",
    "slot-description",
    "slot-id",
];
/// Attributes that RFC 7512 puts into the query.
const QUERY: [&str; 4] = ["module-name", "module-path", "pin-source", "pin-value"];

/// One attribute, decoded, with the offsets of its name and its value.
struct Attribute<'a> {
    name: &'a str,
    name_at: usize,
    value: Vec<u8>,
    value_at: usize,
}

pub(super) fn read(text: &str) -> Result<Uri, UriError> {
    if text.len() > LONGEST {
        return Err(UriError::TooLong { limit: LONGEST });
    }
    let rest = match text.split_once(':') {
        Some((scheme, rest)) if scheme.eq_ignore_ascii_case("pkcs11") => rest,
        _ => return Err(UriError::NotPkcs11),
    };
    let start = text.len() - rest.len();
    let (path, query) = match rest.split_once('?') {
        Some((path, query)) => (path, Some(query)),
        None => (rest, None),
    };
    let mut uri = Uri::default();
    let mut seen = Vec::new();
    for attribute in attributes(path, start, ';', Part::Path)? {
        file(&mut uri, attribute, Part::Path, &mut seen)?;
    }
    if let Some(query) = query {
        for attribute in attributes(query, start + path.len() + 1, '&', Part::Query)? {
            file(&mut uri, attribute, Part::Query, &mut seen)?;
        }
    }
    Ok(uri)
}

fn attributes(text: &str, start: usize, separator: char, part: Part) -> Result<Vec<Attribute<'_>>, UriError> {
    let mut attributes = Vec::new();
    if text.is_empty() {
        return Ok(attributes);
    }
    let mut offset = start;
    // Other tools accept a separator at the end, and some write one.
    for piece in text.strip_suffix(separator).unwrap_or(text).split(separator) {
        // A long URI is printed on several lines (RFC 3986, appendix C).
        let indent = piece.len() - piece.trim_ascii_start().len();
        attributes.push(attribute(piece.trim_ascii(), offset + indent, part)?);
        offset += piece.len() + separator.len_utf8();
    }
    Ok(attributes)
}

fn attribute(piece: &str, offset: usize, part: Part) -> Result<Attribute<'_>, UriError> {
    let Some((name, value)) = piece.split_once('=') else { return Err(UriError::NoEqualsSign { offset }) };
    let odd = name.char_indices().find(|(_, letter)| !(letter.is_ascii_alphanumeric() || matches!(letter, '-' | '_')));
    if name.is_empty() || odd.is_some() {
        return Err(UriError::BadName { offset: offset + odd.map_or(0, |(index, _)| index) });
    }
    if name == "pin-value" {
        // Before looking at the value, so that no error about it is reported.
        return Err(UriError::PinValue { offset });
    }
    let value_at = offset + name.len() + 1;
    Ok(Attribute { name, name_at: offset, value: decode(value, value_at, part)?, value_at })
}

/// Percent-decodes; characters that RFC 7512 does not allow unencoded are an error.
fn decode(text: &str, start: usize, part: Part) -> Result<Vec<u8>, UriError> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text;
    while let Some(letter) = rest.chars().next() {
        let offset = start + (text.len() - rest.len());
        if letter == '%' {
            let digits = rest.get(1..3).ok_or(UriError::BadPercent { offset })?;
            let both = digits.bytes().all(|byte| byte.is_ascii_hexdigit());
            let byte = u8::from_str_radix(digits, 16).ok().filter(|_| both).ok_or(UriError::BadPercent { offset })?;
            bytes.push(byte);
            rest = rest.get(3..).unwrap_or_default();
            continue;
        }
        let reserved = ":[]@!$'()*+,=";
        let own = if part == Part::Path { "&" } else { "/?|" };
        if !(letter.is_ascii_alphanumeric()
            || "-._~".contains(letter)
            || reserved.contains(letter)
            || own.contains(letter))
        {
            return Err(UriError::BadCharacter { offset, character: letter });
        }
        bytes.extend(letter.encode_utf8(&mut [0; 4]).as_bytes());
        rest = rest.get(letter.len_utf8()..).unwrap_or_default();
    }
    Ok(bytes)
}

/// Assigns an attribute to its field. Standard attributes must not be repeated, nor vendor attributes in the path.
fn file<'a>(
    uri: &mut Uri,
    attribute: Attribute<'a>,
    part: Part,
    seen: &mut Vec<(&'a str, bool)>,
) -> Result<(), UriError> {
    let Attribute { name, name_at: offset, value, value_at } = attribute;
    // The name used by drafts of RFC 7512, still printed by p11tool.
    let name = if name == "object-type" { "type" } else { name };
    let in_path = part == Part::Path;
    let foreign = if in_path { QUERY.contains(&name) } else { PATH.contains(&name) };
    if foreign {
        return Err(UriError::Misplaced { offset, attribute: name.to_owned() });
    }
    // RFC 7512, 2.3: only vendor attributes of the query may be repeated.
    if seen.contains(&(name, in_path)) && (in_path || QUERY.contains(&name)) {
        return Err(UriError::Duplicate { offset, attribute: name.to_owned() });
    }
    seen.push((name, in_path));
    let wrong = |expected| UriError::BadValue { offset: value_at, attribute: name.to_owned(), expected };
    let text = || {
        String::from_utf8(value.clone())
            .ok()
            .ok_or_else(|| UriError::NotUtf8 { offset: value_at, attribute: name.to_owned() })
    };
    match (part, name) {
        (Part::Path, "token") => uri.token = Some(value.into()),
        (Part::Path, "manufacturer") => uri.manufacturer = Some(value.into()),
        (Part::Path, "serial") => uri.serial = Some(value.into()),
        (Part::Path, "model") => uri.model = Some(value.into()),
        (Part::Path, "library-manufacturer") => uri.library_manufacturer = Some(value.into()),
        (Part::Path, "library-description") => uri.library_description = Some(value.into()),
        (Part::Path, "library-version") => {
            uri.library_version = Some(Version::of_text(&text()?).ok_or_else(|| wrong(Expected::Version))?);
        }
        (Part::Path, "object") => uri.object = Some(value.into()),
        (Part::Path, "type") => {
            uri.object_type = Some(ObjectType::of_word(&text()?).ok_or_else(|| wrong(Expected::ObjectType))?);
        }
        (Part::Path, "id") => uri.id = Some(value),
        (Part::Path, "slot-manufacturer") => uri.slot_manufacturer = Some(value.into()),
        (Part::Path, "slot-description") => uri.slot_description = Some(value.into()),
        (Part::Path, "slot-id") => uri.slot_id = Some(digits(&text()?).ok_or_else(|| wrong(Expected::SlotNumber))?),
        (Part::Path, _) => uri.vendor.push((name.to_owned(), value)),
        (Part::Query, "module-name") => uri.module_name = Some(text()?),
        (Part::Query, "module-path") => uri.module_path = Some(text()?),
        (Part::Query, "pin-source") => {
            let source = text()?;
            if source.starts_with('|') {
                return Err(UriError::PinCommand { offset });
            }
            if file_of_pin_source(&source).is_none() {
                return Err(UriError::PinSourceNotAFile { offset });
            }
            uri.pin_source = Some(source);
        }
        (Part::Query, _) => uri.vendor_query.push((name.to_owned(), value)),
    }
    Ok(())
}

/// Digits only: `parse` would accept a plus sign.
fn digits(text: &str) -> Option<u64> {
    text.bytes().all(|byte| byte.is_ascii_digit()).then(|| text.parse().ok())?
}
