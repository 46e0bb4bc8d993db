//! Values as the forms require them: cleaned, bounded, and checked.
//!
//! Pitfall: cleaning is not checking. Hidden characters are removed *and* reported, so that a name reordered by a
//! direction override cannot get into a signed letter unseen.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use super::dossier::RowFault;
use crate::domain::mail;
use crate::domain::names::Names;

/// The maximum length of a value in characters; X.520 allows 64 for a name, real organisations need about 200.
const LONGEST: usize = 400;
/// The maximum number of marks on a letter; no language needs more than four, and a stack of them covers its neighbours.
const MARKS: usize = 4;
/// The maximum length of a wrong value in the report, in characters.
const SHORT: usize = 80;

/// Rules that an agency may set.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rules {
    /// Mail domains, with their subdomains, whose addresses are not issued by an agency.
    pub refused_mail_domains: Vec<String>,
}

impl Default for Rules {
    fn default() -> Self {
        Self { refused_mail_domains: mail::refused_by_default() }
    }
}

/// A text on one line, composed (NFC), without control, direction and zero-width characters; the second value says
/// whether any such character was removed.
///
/// The joiners U+200C and U+200D are kept between other characters: Indic scripts and emoji need them.
pub fn clean(text: &str) -> (String, bool) {
    let mut hidden = false;
    let mut clean = String::with_capacity(text.len());
    let mut marks = 0_usize;
    for character in text.nfc() {
        marks = if is_combining_mark(character) { marks.saturating_add(1) } else { 0 };
        match character {
            _ if marks > MARKS => hidden = true,
            '\u{200c}' | '\u{200d}' if !clean.is_empty() && !clean.ends_with(' ') => clean.push(character),
            _ if is_hidden(character) => {
                hidden = true;
                // A line break or tab separated two words.
                if character.is_whitespace() && !clean.ends_with(' ') {
                    clean.push(' ');
                }
            }
            _ if character.is_whitespace() => {
                if !clean.ends_with(' ') {
                    clean.push(' ');
                }
            }
            _ => clean.push(character),
        }
    }
    let spaces = clean.trim_matches(' ');
    let joiners = spaces.trim_matches(|end: char| matches!(end, ' ' | '\u{200c}' | '\u{200d}'));
    (joiners.to_owned(), hidden || joiners.len() < spaces.len())
}

fn is_hidden(character: char) -> bool {
    character.is_control()
        || matches!(character,
            '\u{00ad}' | '\u{034f}' | '\u{061c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}'
            | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{3164}' | '\u{feff}' | '\u{ffa0}' | '\u{fdd0}'..='\u{fdef}'
            | '\u{fff0}'..='\u{fffb}' | '\u{fffe}' | '\u{ffff}' | '\u{e000}'..='\u{f8ff}'
            | '\u{e0000}'..='\u{e007f}' | '\u{f0000}'..='\u{10ffff}')
        || (u32::from(character) & 0xfffe) == 0xfffe
}

/// A cleaned value, or why it cannot be used in a document.
pub(super) fn bounded(text: &str) -> Result<(String, bool), RowFault> {
    // Cut before composing: a certificate may claim megabytes.
    if text.chars().nth(LONGEST.saturating_mul(4)).is_some() {
        return Err(RowFault::TextTooLong);
    }
    let (clean, hidden) = clean(text);
    if clean.chars().nth(LONGEST).is_some() { Err(RowFault::TextTooLong) } else { Ok((clean, hidden)) }
}

/// The value as the report quotes it.
pub(super) fn shortened(text: &str) -> String {
    let head: String = text.chars().take(SHORT.saturating_mul(4)).collect();
    let (clean, _) = clean(&head);
    if clean.chars().nth(SHORT).is_none() && head.len() == text.len() {
        return clean;
    }
    clean.chars().take(SHORT).chain(['…']).collect()
}

/// A certificate serial number in upper case hex.
pub(super) fn certificate_serial(hex: &str) -> Result<String, RowFault> {
    let digits: String = hex.trim().chars().filter(|character| !matches!(character, ' ' | ':')).collect();
    let is_hex = !digits.is_empty() && digits.chars().all(|digit| digit.is_ascii_hexdigit());
    if !is_hex || digits.len() > 40 || digits.chars().all(|digit| digit == '0') {
        return Err(RowFault::SerialMalformed);
    }
    Ok(digits.to_ascii_uppercase())
}

/// A token serial that identifies a single token.
pub(super) fn device_serial(serial: &str) -> Result<(String, bool), RowFault> {
    let (clean, hidden) = bounded(serial)?;
    if clean.chars().all(|digit| matches!(digit, '0' | ' ' | '-')) {
        return Err(RowFault::DeviceSerialUnusable);
    }
    Ok((clean, hidden))
}

/// An e-mail address that an agency may have issued.
pub(super) fn email(address: &str, rules: &Rules) -> Result<String, RowFault> {
    let address = address.trim();
    let (local, domain) = address.rsplit_once('@').ok_or(RowFault::EmailMalformed)?;
    let good = |character: char| {
        !character.is_whitespace() && !is_hidden(character) && !matches!(character, '@' | ',' | ';' | '<' | '>' | '"')
    };
    let well_formed = !local.is_empty()
        && address.len() <= 254
        && domain.contains('.')
        && domain.split('.').all(|label| !label.is_empty())
        && address.chars().filter(|character| *character == '@').count() == 1
        && local.chars().chain(domain.chars()).all(good);
    if !well_formed {
        return Err(RowFault::EmailMalformed);
    }
    if mail::is_refused(domain, &rules.refused_mail_domains) {
        Err(RowFault::EmailRefused)
    } else {
        Ok(address.nfc().collect())
    }
}

/// A personal identity number: 12 digits, or the 9 of an older card.
pub(super) fn identity_number(number: &str) -> Result<String, RowFault> {
    let digits: String = number.chars().filter(|character| !matches!(character, ' ' | '.' | '\u{a0}')).collect();
    let good = matches!(digits.len(), 9 | 12) && digits.chars().all(|digit| digit.is_ascii_digit());
    if good { Ok(digits) } else { Err(RowFault::IdentityMalformed) }
}

/// Why the forms would leave an address blank; `None` if they would not.
pub fn fault_of_email(address: &str, rules: &Rules) -> Option<RowFault> {
    email(address, rules).err()
}

/// Why the forms would leave a date blank; `None` if they would not.
pub fn fault_of_date(text: &str) -> Option<RowFault> {
    date(text).err()
}

/// What is wrong with a tax code; `None` if nothing is.
pub fn fault_of_tax_code(code: &str) -> Option<RowFault> {
    tax_code(code).err()
}

/// What is wrong with a personal identity number; `None` if nothing is.
pub fn fault_of_identity_number(number: &str) -> Option<RowFault> {
    identity_number(number).err()
}

/// A tax code: 10 digits, with `-` and three more for a branch, or 12 as a personal identity number.
pub(super) fn tax_code(code: &str) -> Result<String, RowFault> {
    let code = code.trim();
    let digits = |text: &str, length: usize| text.len() == length && text.chars().all(|digit| digit.is_ascii_digit());
    let good = digits(code, 10)
        || digits(code, 12)
        || digits(code, 13)
        || code.split_once('-').is_some_and(|(head, branch)| digits(head, 10) && digits(branch, 3));
    if good { Ok(code.to_owned()) } else { Err(RowFault::TaxCodeMalformed) }
}

/// A date in the forms' notation, dd/mm/yyyy; yyyy-mm-dd is converted.
pub(super) fn date(text: &str) -> Result<String, RowFault> {
    let text = text.trim();
    let parts: Vec<&str> = text.split(['/', '-', '.']).collect();
    let [first, month, last] = parts.as_slice() else { return Err(RowFault::DateMalformed) };
    let (day, year) = if first.len() == 4 { (*last, *first) } else { (*first, *last) };
    let number = |text: &str, most: usize| if text.len() <= most { text.parse::<i16>().ok() } else { None };
    let made = || {
        let (year, month, day) = (number(year, 4)?, number(month, 2)?, number(day, 2)?);
        let date = jiff::civil::Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()?;
        (year >= 1900).then(|| date.strftime("%d/%m/%Y").to_string())
    };
    made().ok_or(RowFault::DateMalformed)
}

/// The province of a row: the staff list's; else the certificate's, in the agency's spelling if it is the agency's own,
/// lest one list has "HÀ NỘI" and "thành phố Hà Nội"; else the agency's.
pub(super) fn province(of_list: Option<&str>, of_certificate: Option<&str>, of_body: Option<&str>) -> Option<String> {
    if let Some(told) = of_list {
        return Some(told.to_owned());
    }
    let bare = |text: &str| {
        let folded = Names::default().body(text).key().to_owned();
        ["thành phố ", "tỉnh "].iter().find_map(|word| folded.strip_prefix(word)).unwrap_or(&folded).to_owned()
    };
    match (of_certificate, of_body) {
        (Some(locality), Some(body)) if bare(locality) == bare(body) => Some(body.to_owned()),
        (Some(locality), _) => Some(locality.to_owned()),
        (None, body) => body.map(str::to_owned),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_province_has_one_spelling_in_a_list() {
        let of = |list, certificate| province(list, certificate, Some("thành phố Hà Nội"));
        for spelling in ["Hà Nội", "HÀ NỘI", "TP. Hà Nội", "Thành phố Hà\u{a0}Nội"] {
            assert_eq!(of(None, Some(spelling)).as_deref(), Some("thành phố Hà Nội"), "{spelling} is the agency's own");
        }
        assert_eq!(of(None, None).as_deref(), Some("thành phố Hà Nội"), "without a certificate the agency's");
        assert_eq!(of(None, Some("Hà Nam")).as_deref(), Some("Hà Nam"), "another one stays");
        assert_eq!(of(Some("Hà Nội"), Some("HÀ NỘI")).as_deref(), Some("Hà Nội"), "what the staff list says is kept");
    }

    #[test]
    fn serials_are_upper_case_hex_and_malformed_ones_are_refused() {
        assert_eq!(certificate_serial("7af2df52182653d3").as_deref(), Ok("7AF2DF52182653D3"), "the forms' spelling");
        assert_eq!(certificate_serial("09:f3:a1").as_deref(), Ok("09F3A1"), "a roster may have colons; zeros stay");
        for wrong in ["", "-7f", "00", "xyz", &"a1".repeat(21)] {
            assert_eq!(certificate_serial(wrong), Err(RowFault::SerialMalformed), "{wrong:?} is no serial number");
        }
    }

    #[test]
    fn addresses_of_private_providers_are_refused_with_their_subdomains_and_any_case() {
        let rules = Rules::default();
        assert_eq!(email("a@hanoi.gov.vn", &rules).as_deref(), Ok("a@hanoi.gov.vn"), "an official address");
        assert_eq!(email("a@notgmail.com", &rules).as_deref(), Ok("a@notgmail.com"), "a suffix is no subdomain");
        for refused in ["a@gmail.com", "a@GMAIL.com", "a@mail.yahoo.com", "a@yahoo.com.vn", "a@hotmail.com"] {
            assert_eq!(email(refused, &rules), Err(RowFault::EmailRefused), "{refused} is a private address");
        }
        for wrong in
            ["", "a", "a@", "@b.vn", "a@b", "a b@c.vn", "a@b@c.vn", "a@b..vn", "a@b.vn,c@d.vn", "a\u{202e}@b.vn"]
        {
            assert_eq!(email(wrong, &rules), Err(RowFault::EmailMalformed), "{wrong:?} is no address");
        }
    }

    #[test]
    fn hidden_characters_are_taken_out_and_told() {
        assert_eq!(clean("Nguye\u{302}\u{303}n  Va\u{306}n\u{a0}A "), ("Nguyễn Văn A".to_owned(), false), "composed");
        assert_eq!(clean("A\u{202e}B\u{200b}C\u{0}D\nE"), ("ABCD E".to_owned(), true), "nothing unseen stays");
        assert_eq!(clean("👩\u{200d}💻"), ("👩\u{200d}💻".to_owned(), false), "a joiner inside an emoji is no trick");
        assert_eq!(clean("\u{200d}A\u{200d}"), ("A".to_owned(), true), "a joiner that joins nothing is");
    }

    #[test]
    fn dates_and_numbers_that_a_spreadsheet_spoilt_are_refused() {
        assert_eq!(date("5/3/1990").as_deref(), Ok("05/03/1990"), "two digits each");
        assert_eq!(date("1990-03-05").as_deref(), Ok("05/03/1990"), "turned round");
        for wrong in ["31/02/2020", "32937", "05/03/90", "5/3", "aa/bb/cccc", "05/03/19900"] {
            assert_eq!(date(wrong), Err(RowFault::DateMalformed), "{wrong} is no date");
        }
        assert_eq!(identity_number("001 085 012 345").as_deref(), Ok("001085012345"), "spaces are only to read");
        for wrong in ["1.2E+11", "1085012345", "00108501234x", ""] {
            assert_eq!(identity_number(wrong), Err(RowFault::IdentityMalformed), "{wrong:?} is no identity number");
        }
        assert_eq!(tax_code("0100109106-001").as_deref(), Ok("0100109106-001"), "a branch");
        assert_eq!(tax_code("100109106"), Err(RowFault::TaxCodeMalformed), "a lost leading zero");
    }
}
