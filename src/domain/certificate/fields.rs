//! The contents of single fields: serial number, times, algorithm names.
//!
//! Imports `tlv`, `time` and jiff's calendar. Pitfall: openssl prints a serial number without its sign byte and with
//! "-" before the magnitude of a negative one; so does this, and the raw bytes are kept as well.

use jiff::civil::DateTime;

use super::problem::Problems;
use crate::domain::time::Moment;
use crate::domain::tlv::{self, Fault, OBJECT_IDENTIFIER, Quirk, Quirks, Reader, SEQUENCE};

/// RFC 5280 4.1.2.2.
const MAX_SERIAL: usize = 20;
/// A serial number longer than this is not read.
const ABSURD_SERIAL: usize = 1_024;

/// Reads a serial number: as printed, and raw.
pub(super) fn serial_number(contents: &[u8], problems: &mut Problems) -> Result<(String, String), Fault> {
    if contents.is_empty() {
        return Err("empty-integer".into());
    }
    if contents.len() > ABSURD_SERIAL {
        return Err("absurd-length".into());
    }
    let negative = contents.first().is_some_and(|octet| *octet >= 0x80);
    let mut magnitude = contents.to_vec();
    if negative {
        let mut carry = true;
        for octet in magnitude.iter_mut().rev() {
            (*octet, carry) = (!*octet).overflowing_add(u8::from(carry));
        }
    }
    let significant = tlv::without_leading_zeros(&magnitude);
    let printed = match significant {
        [] => "00".to_owned(),
        _ => format!("{}{}", if negative { "-" } else { "" }, tlv::hex(significant)),
    };
    if matches!(contents, [0, 0..=0x7f, ..] | [0xff, 0x80..=0xff, ..]) {
        problems.note("serial_number", Quirk::NonMinimalInteger.fault());
    }
    if negative {
        problems.note("serial_number", "negative");
    } else if significant.is_empty() {
        problems.note("serial_number", "zero");
    }
    if contents.len() > MAX_SERIAL {
        problems.note("serial_number", format!("over-20-octets:{}", contents.len()));
    }
    Ok((printed, tlv::hex(contents)))
}

/// Reads a UTCTime (tag 17) or GeneralizedTime (tag 18), also in forms that RFC 5280 4.1.2.5 forbids.
pub(in crate::domain) fn time(tag: u8, contents: &[u8], quirks: &Quirks) -> Result<Moment, Fault> {
    let malformed = || Fault::from("not-a-time");
    let digits = contents.iter().take_while(|octet| octet.is_ascii_digit()).count();
    let (date, mut rest) = contents.split_at_checked(digits).ok_or_else(malformed)?;
    let (year, mut parts) = match tag {
        0x17 => {
            let (year, parts) = date.split_at_checked(2).ok_or_else(malformed)?;
            let year = number(year);
            (if year < 50 { 2000 + year } else { 1900 + year }, parts.chunks_exact(2))
        }
        0x18 => {
            let (year, parts) = date.split_at_checked(4).ok_or_else(malformed)?;
            (number(year), parts.chunks_exact(2))
        }
        _ => return Err(tlv::wrong_kind(tag)),
    };
    if !parts.remainder().is_empty() || !(3..=5).contains(&parts.len()) {
        return Err(malformed());
    }
    if parts.len() < 5 {
        quirks.note(Quirk::TimeWithoutSeconds);
    }
    let mut part = |absent: i16| parts.next().map_or(absent, number);
    let (month, day, hour, minute, mut second) = (part(0), part(0), part(0), part(0), part(0));
    if second == 60 {
        quirks.note(Quirk::LeapSecond);
        second = 59;
    }
    if let Some((b'.' | b',', fraction)) = rest.split_first() {
        let digits = fraction.iter().take_while(|octet| octet.is_ascii_digit()).count();
        rest = fraction.get(digits..).unwrap_or_default();
        quirks.note(Quirk::TimeWithFraction);
    }
    let narrow = |value: i16| i8::try_from(value).map_err(|_beyond| malformed());
    let civil = DateTime::new(year, narrow(month)?, narrow(day)?, narrow(hour)?, narrow(minute)?, narrow(second)?, 0)
        .map_err(|_no_such_day| Fault::from("no-such-date"))?;
    let offset = match rest {
        b"Z" => 0,
        [] => {
            quirks.note(Quirk::TimeWithoutZone);
            0
        }
        [sign @ (b'+' | b'-'), zone @ ..] => {
            quirks.note(Quirk::TimeWithOffset);
            offset(zone).ok_or_else(malformed)? * if *sign == b'+' { 1 } else { -1 }
        }
        _ => return Err(malformed()),
    };
    if tag == 0x18 && year < 2050 {
        quirks.note(Quirk::GeneralizedTooEarly);
    }
    let local = Moment::from_utc(civil);
    Moment::from_unix_seconds(local.unix_seconds() - offset).ok_or_else(malformed)
}

/// Seconds of `hhmm` or `hh`.
fn offset(zone: &[u8]) -> Option<i64> {
    if !zone.iter().all(u8::is_ascii_digit) {
        return None;
    }
    let (hours, minutes) = match zone.len() {
        2 => (zone, &b"00"[..]),
        4 => zone.split_at_checked(2)?,
        _ => return None,
    };
    let (hours, minutes) = (i64::from(number(hours)), i64::from(number(minutes)));
    (hours < 24 && minutes < 60).then_some(hours * 3600 + minutes * 60)
}

fn number(digits: &[u8]) -> i16 {
    digits.iter().fold(0, |value, digit| value * 10 + i16::from(digit.wrapping_sub(b'0')))
}

/// Names an AlgorithmIdentifier from the contents of its SEQUENCE; unknown ones by OID.
///
/// An RSASSA-PSS signature over SHA-1, which is the default of its parameters, is named `rsassa-pss-with-sha1`.
pub(super) fn signature_algorithm(contents: &[u8], quirks: &Quirks) -> Result<String, Fault> {
    let mut algorithm = Reader::new(contents, quirks);
    let oid = algorithm.expect(OBJECT_IDENTIFIER)?.contents;
    if oid == RSASSA_PSS {
        let weak = pss_digest(&algorithm, quirks)?.is_none_or(|digest| digest == SHA1);
        return Ok(if weak { "rsassa-pss-with-sha1" } else { "rsassa-pss" }.to_owned());
    }
    if algorithm.peek().is_some() {
        algorithm.any()?;
    }
    algorithm.finish();
    signature_name(oid).map_or_else(|| tlv::dotted(oid, quirks), |name| Ok(name.to_owned()))
}

const RSASSA_PSS: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x0a];
const SHA1: &[u8] = &[0x2b, 0x0e, 0x03, 0x02, 0x1a];

/// OID of the digest in RSASSA-PSS-params (RFC 4055 3.1); `None` for the default.
fn pss_digest<'a>(algorithm: &Reader<'a>, quirks: &'a Quirks) -> Result<Option<&'a [u8]>, Fault> {
    let mut parameters = algorithm.clone();
    let Some(parameters) = parameters.optional(SEQUENCE)? else { return Ok(None) };
    let Some(digest) = Reader::new(parameters.contents, quirks).optional(0xa0)? else { return Ok(None) };
    let mut digest = Reader::new(digest.contents, quirks).enter(SEQUENCE)?;
    Ok(Some(digest.expect(OBJECT_IDENTIFIER)?.contents))
}

fn signature_name(oid: &[u8]) -> Option<&'static str> {
    Some(match oid {
        // PKCS #1, 1.2.840.113549.1.1
        [0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, arc] => match arc {
            2 => "md2-with-rsa",
            3 => "md4-with-rsa",
            4 => "md5-with-rsa",
            5 => "sha1-with-rsa",
            11 => "sha256-with-rsa",
            12 => "sha384-with-rsa",
            13 => "sha512-with-rsa",
            14 => "sha224-with-rsa",
            15 => "sha512-224-with-rsa",
            16 => "sha512-256-with-rsa",
            _ => return None,
        },
        // X9.62, 1.2.840.10045.4
        [0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x01] => "ecdsa-with-sha1",
        [0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, arc] => match arc {
            1 => "ecdsa-with-sha224",
            2 => "ecdsa-with-sha256",
            3 => "ecdsa-with-sha384",
            4 => "ecdsa-with-sha512",
            _ => return None,
        },
        // 1.2.840.10040.4.3 and NIST's 2.16.840.1.101.3.4.3
        [0x2a, 0x86, 0x48, 0xce, 0x38, 0x04, 0x03] => "dsa-with-sha1",
        [0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x03, arc] => match arc {
            1 => "dsa-with-sha224",
            2 => "dsa-with-sha256",
            9 => "ecdsa-with-sha3-224",
            10 => "ecdsa-with-sha3-256",
            11 => "ecdsa-with-sha3-384",
            12 => "ecdsa-with-sha3-512",
            13 => "sha3-224-with-rsa",
            14 => "sha3-256-with-rsa",
            15 => "sha3-384-with-rsa",
            16 => "sha3-512-with-rsa",
            17 => "ml-dsa-44",
            18 => "ml-dsa-65",
            19 => "ml-dsa-87",
            20 => "slh-dsa-sha2-128s",
            21 => "slh-dsa-sha2-128f",
            22 => "slh-dsa-sha2-192s",
            23 => "slh-dsa-sha2-192f",
            24 => "slh-dsa-sha2-256s",
            25 => "slh-dsa-sha2-256f",
            26 => "slh-dsa-shake-128s",
            27 => "slh-dsa-shake-128f",
            28 => "slh-dsa-shake-192s",
            29 => "slh-dsa-shake-192f",
            30 => "slh-dsa-shake-256s",
            31 => "slh-dsa-shake-256f",
            _ => return None,
        },
        // OIW's older name, 1.3.14.3.2.29
        [0x2b, 0x0e, 0x03, 0x02, 0x1d] => "sha1-with-rsa",
        [0x2b, 0x65, 0x70] => "ed25519",
        [0x2b, 0x65, 0x71] => "ed448",
        [0x2a, 0x81, 0x1c, 0xcf, 0x55, 0x01, 0x83, 0x75] => "sm2-with-sm3",
        [0x2a, 0x85, 0x03, 0x02, 0x02, 0x04] => "gost-r-34.10-94-with-gost-r-34.11-94",
        [0x2a, 0x85, 0x03, 0x02, 0x02, 0x03] => "gost-r-34.10-2001-with-gost-r-34.11-94",
        [0x2a, 0x85, 0x03, 0x07, 0x01, 0x01, 0x03, 0x02] => "gost-r-34.10-2012-256-with-gost-r-34.11-2012-256",
        [0x2a, 0x85, 0x03, 0x07, 0x01, 0x01, 0x03, 0x03] => "gost-r-34.10-2012-512-with-gost-r-34.11-2012-512",
        _ => return None,
    })
}
