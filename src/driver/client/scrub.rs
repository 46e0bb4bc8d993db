//! Removes every secret of a run from drivers' output before it is shown (`-v`).
//!
//! OpenSC's pkcs11-spy prints PINs as bytes and letters, sixteen per line; others print them plain. Pitfall: a secret
//! must not be kept for this purpose, so only its length and a salted digest are kept and compared with the text.

use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use sha2::{Digest, Sha256};

/// The replacement for a secret in the text.
const HIDDEN: &[u8] = b"***";
/// Bytes in a line of a dump.
const DUMP_LINE: usize = 16;

/// What is known of the secrets sent to drivers in this run.
#[derive(Clone, Default)]
pub struct Secrets(Arc<Mutex<Known>>);

#[derive(Default)]
struct Known {
    salt: [u8; 16],
    traces: Vec<Trace>,
}

/// One secret: enough to recognise it.
#[derive(PartialEq, Eq)]
struct Trace {
    length: usize,
    /// The sum of its bytes, so that most positions need no digest.
    sum: u8,
    digest: [u8; 32],
}

/// A byte of the text as it may have been written: itself, or in hex.
struct Piece {
    value: u8,
    start: usize,
    end: usize,
}

impl fmt::Debug for Secrets {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Secrets")
    }
}

impl Secrets {
    /// Recognises a secret from now on.
    pub(super) fn remember(&self, secret: &[u8]) {
        if secret.is_empty() {
            return;
        }
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if known.traces.is_empty() {
            // Without it the digests are only as hard to invert as the secrets are long.
            let _without = getrandom::fill(&mut known.salt);
        }
        let trace = known.trace(secret);
        if !known.traces.contains(&trace) {
            known.traces.push(trace);
        }
    }

    /// The text of a driver's log without them. `cut` if something before it is missing: the beginning may then contain
    /// part of a secret.
    pub(super) fn scrub(&self, log: &[u8], cut: bool) -> String {
        let known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if known.traces.is_empty() {
            return String::from_utf8_lossy(log).into_owned();
        }
        let log = whole_lines(log, cut);
        let mut hidden = vec![false; log.len()];
        let plain: Vec<Piece> =
            log.iter().enumerate().map(|(at, value)| Piece { value: *value, start: at, end: at + 1 }).collect();
        known.hide(&plain, &mut hidden);
        known.hide_runs(log, &mut hidden, wide_at);
        known.hide_runs(log, &mut hidden, |log, at| hex_at(log, at, false));
        known.hide_runs(log, &mut hidden, |log, at| hex_at(log, at, true));
        known.hide_dumps(log, &mut hidden, cut);
        let mut shown = Vec::with_capacity(log.len());
        let mut before = false;
        for (byte, hidden) in log.iter().zip(hidden) {
            match hidden {
                false => shown.push(*byte),
                true if !before => shown.extend_from_slice(HIDDEN),
                true => {}
            }
            before = hidden;
        }
        String::from_utf8_lossy(&shown).into_owned()
    }
}

impl Known {
    fn trace(&self, secret: &[u8]) -> Trace {
        let digest = Sha256::new().chain_update(self.salt).chain_update(secret).finalize().into();
        Trace { length: secret.len(), sum: sum(secret.iter().copied()), digest }
    }

    fn holds(&self, length: usize, sum: u8, octets: &[u8]) -> bool {
        let mut alike = self.traces.iter().filter(|trace| trace.length == length && trace.sum == sum).peekable();
        alike.peek().is_some() && {
            let digest = self.trace(octets).digest;
            alike.any(|trace| trace.digest == digest)
        }
    }

    /// Marks every secret in a run of bytes.
    fn hide(&self, run: &[Piece], hidden: &mut [bool]) {
        let octets: Vec<u8> = run.iter().map(|piece| piece.value).collect();
        for (first, last) in self.places(&octets) {
            let (Some(first), Some(last)) = (run.get(first), run.get(last)) else { continue };
            hidden.iter_mut().take(last.end).skip(first.start).for_each(|hidden| *hidden = true);
        }
    }

    /// The first and the last byte of each secret.
    fn places(&self, octets: &[u8]) -> Vec<(usize, usize)> {
        let mut lengths: Vec<usize> = self.traces.iter().map(|trace| trace.length).collect();
        lengths.sort_unstable();
        lengths.dedup();
        let mut places = Vec::new();
        for length in lengths {
            let mut rolling = sum(octets.iter().copied().take(length));
            for (at, window) in octets.windows(length).enumerate() {
                if self.holds(length, rolling, window) {
                    places.push((at, at + length - 1));
                }
                let next = octets.get(at + length).copied().unwrap_or(0);
                rolling = rolling.wrapping_sub(window.first().copied().unwrap_or(0)).wrapping_add(next);
            }
        }
        places
    }

    /// Splits the text into runs of bytes written in one way, and searches each.
    fn hide_runs(&self, log: &[u8], hidden: &mut [bool], read: impl Fn(&[u8], usize) -> Token) {
        let (mut run, mut at) = (Vec::new(), 0);
        while at < log.len() {
            match read(log, at) {
                Token::Octet(value, length) => {
                    run.push(Piece { value, start: at, end: at + length });
                    at += length;
                }
                Token::Between(length) => at += length,
                Token::Other => {
                    self.hide(&run, hidden);
                    run.clear();
                    at += 1;
                }
            }
        }
        self.hide(&run, hidden);
    }

    /// Dumps: an offset, bytes, letters. A block that holds a secret is hidden as a whole, letters included; so is one
    /// whose beginning or end is missing.
    fn hide_dumps(&self, log: &[u8], hidden: &mut [bool], cut: bool) {
        let mut block = Dump::default();
        let mut start = 0;
        for line in log.split_inclusive(|byte| *byte == b'\n') {
            let end = start + line.len();
            match dump_line(line) {
                Some(octets) => block.add(octets, start, end),
                None => self.finish_dump(&mut block, hidden, cut),
            }
            start = end;
        }
        block.torn = true;
        self.finish_dump(&mut block, hidden, cut);
    }

    fn finish_dump(&self, block: &mut Dump, hidden: &mut [bool], cut: bool) {
        let Dump { octets, start, end, torn } = std::mem::take(block);
        if !octets.is_empty() && (torn || cut && start == 0 || !self.places(&octets).is_empty()) {
            // The last line's end stays, so that the next line is one of its own.
            hidden.iter_mut().take(end.saturating_sub(1)).skip(start).for_each(|hidden| *hidden = true);
        }
    }
}

/// Lines of a dump that follow one another.
#[derive(Default)]
struct Dump {
    octets: Vec<u8>,
    start: usize,
    end: usize,
    /// Set if more of it may follow that is not known yet.
    torn: bool,
}

impl Dump {
    fn add(&mut self, octets: Vec<u8>, start: usize, end: usize) {
        if self.octets.is_empty() {
            self.start = start;
        }
        self.octets.extend(octets);
        self.end = end;
    }
}

/// The bytes at a position of the text, in one notation.
enum Token {
    /// A byte, and the number of bytes of text that it takes.
    Octet(u8, usize),
    /// What may separate two bytes.
    Between(usize),
    Other,
}

fn sum(octets: impl Iterator<Item = u8>) -> u8 {
    octets.fold(0, u8::wrapping_add)
}

/// The log without a first line whose beginning is lost and a last one whose end has not come.
fn whole_lines(log: &[u8], cut: bool) -> &[u8] {
    let end = log.iter().rposition(|byte| *byte == b'\n').map_or(0, |at| at + 1);
    let start = if cut { log.iter().position(|byte| *byte == b'\n').map_or(end, |at| at + 1) } else { 0 };
    log.get(start..end).unwrap_or_default()
}

/// Two bytes of UTF-16, as drivers for Windows print.
fn wide_at(log: &[u8], at: usize) -> Token {
    match log.get(at..at + 2) {
        Some([value, 0]) => Token::Octet(*value, 2),
        _ => Token::Other,
    }
}

/// Hex digits in pairs, with anything usual between them. `odd` leaves out the first digit of each group.
fn hex_at(log: &[u8], at: usize, odd: bool) -> Token {
    let digit = |at: usize| log.get(at).and_then(|byte| char::from(*byte).to_digit(16));
    let first_of_group = at.checked_sub(1).is_none_or(|before| digit(before).is_none());
    if let Some([b'0', b'x' | b'X'] | [b'\\', b'x']) = log.get(at..at + 2) {
        return Token::Between(2);
    }
    if odd && first_of_group && digit(at).is_some() {
        return Token::Between(1);
    }
    match (digit(at), digit(at + 1)) {
        (Some(high), Some(low)) => u8::try_from(high * 16 + low).map_or(Token::Other, |value| Token::Octet(value, 2)),
        _ if log.get(at).is_some_and(|byte| b" \t\r\n:,;-".contains(byte)) => Token::Between(1),
        _ => Token::Other,
    }
}

/// The bytes of a line of a dump: `00000010  31 32 33 …  123…`, or with a colon and pairs of bytes.
fn dump_line(line: &[u8]) -> Option<Vec<u8>> {
    let text = String::from_utf8_lossy(line);
    let mut words = text.split_whitespace();
    let offset = words.next()?.trim_end_matches(':');
    let is_hex = |word: &str| word.bytes().all(|byte| byte.is_ascii_hexdigit());
    if !(4..=16).contains(&offset.len()) || !is_hex(offset) {
        return None;
    }
    let mut octets = Vec::new();
    for word in words.take_while(|word| matches!(word.len(), 2 | 4) && is_hex(word)) {
        for pair in word.as_bytes().chunks(2) {
            octets.push(u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok()?);
        }
        if octets.len() >= DUMP_LINE {
            break;
        }
    }
    (!octets.is_empty()).then_some(octets)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scrubbed(secrets: &[&str], log: &str) -> String {
        let known = Secrets::default();
        for secret in secrets {
            known.remember(secret.as_bytes());
        }
        known.scrub(log.as_bytes(), false)
    }

    /// As pkcs11-spy of OpenSC 0.23 writes it.
    fn spied(pin: &str) -> String {
        let mut text = format!("[in] pPin[ulPinLen] 000055d0c0ffee00 / {}\n", pin.len());
        for (line, octets) in pin.as_bytes().chunks(16).enumerate() {
            let hex: Vec<String> = octets.iter().map(|octet| format!("{octet:02X}")).collect();
            let hex = hex.join(" ");
            text += &format!("    {:08X}  {hex:<48} {:<16}\n", line * 16, String::from_utf8_lossy(octets));
        }
        text + "Returned:  0 CKR_OK\n"
    }

    #[test]
    fn a_secret_is_hidden_plain_in_hex_and_wide() {
        for written in [
            "PIN=Bi-mat-1508!\n",
            "42692d6d61742d3135303821\n",
            "x42692D6D61742D3135303821y\n",
            "f42692d6d61742d3135303821\n",
            "42:69:2d:6d:61:74:2d:31:35:30:38:21\n",
            "0x42, 0x69, 0x2d, 0x6d, 0x61, 0x74, 0x2d, 0x31, 0x35, 0x30, 0x38, 0x21\n",
            "\\x42\\x69\\x2d\\x6d\\x61\\x74\\x2d\\x31\\x35\\x30\\x38\\x21\n",
            "B\0i\0-\0m\0a\0t\0-\x001\x005\x000\x008\0!\0\n",
        ] {
            let shown = scrubbed(&["khac", "Bi-mat-1508!"], written);
            assert!(shown.contains("***"), "{written:?} became {shown:?}");
            for piece in ["mat", "6d61", "6D61", "6d:61", "m\0a"] {
                assert!(!shown.contains(piece), "{written:?} became {shown:?}");
            }
        }
    }

    #[test]
    fn pieces_of_sixteen_in_a_spys_dump_are_hidden_with_their_letters() {
        for pin in ["12345678", "1", "Mot-mat-khau-rat-dai-2026!", "0123456789abcdef"] {
            let shown = scrubbed(&[pin], &format!("C_Login\n{}", spied(pin)));
            let pieces = pin.as_bytes().chunks(16).map(|piece| String::from_utf8_lossy(piece).into_owned());
            for piece in pieces.filter(|piece| piece.len() > 3) {
                assert!(!shown.contains(&piece), "{pin}: {shown}");
            }
            assert!(shown.contains("C_Login\n") && shown.contains("CKR_OK"), "what is no secret stays: {shown}");
            assert!(!shown.contains("31 32") && !shown.contains("4D 6F"), "{pin}: {shown}");
        }
    }

    #[test]
    fn a_secret_of_one_two_or_three_characters_is_hidden_too() {
        assert_eq!(scrubbed(&["7"], "pin 7, slot 17\n"), "pin ***, slot 1***\n", "one character");
        assert_eq!(scrubbed(&["42"], "pin 42\n"), "pin ***\n", "two");
        assert_eq!(scrubbed(&["abc"], "pin abcabc!\n"), "pin ***!\n", "three, twice");
    }

    #[test]
    fn what_the_edges_of_the_log_may_have_cut_is_not_shown() {
        let known = Secrets::default();
        known.remember(b"12345678");
        assert_eq!(known.scrub(b"5678\nlater\n", true), "later\n", "a beginning that is lost");
        assert_eq!(known.scrub(b"5678", true), "", "no whole line at all");
        assert_eq!(known.scrub(b"said\npin 1234", false), "said\n", "an end that has not come");
        let torn = b"    00000000  31 32 33 34 \n";
        assert!(!known.scrub(torn, false).contains("31"), "a dump that may go on");
        assert!(!known.scrub(&[b"x\n", &torn[..], b"end\n"].concat(), true).contains("31"), "one that began before");
    }

    #[test]
    fn without_a_secret_the_log_is_as_it_was() {
        assert_eq!(scrubbed(&[], "no end 00000000  31 32"), "no end 00000000  31 32", "nothing to hide");
        assert_eq!(scrubbed(&["Bi-mat"], "12 34\nhello\n"), "12 34\nhello\n", "another text");
        assert!(!format!("{:?}", Secrets::default()).contains("trace"), "nothing of it in a debug print");
    }
}
