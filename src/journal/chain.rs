//! Whether the journal is intact: edits, gaps, reordering, incomplete lines, intents without a result.
//!
//! Pitfall: after a fault the check continues from the values in the faulty line, so that one fault is one finding.

use std::collections::BTreeMap;
use std::io::{self, BufRead, BufReader, Read};
use std::path::Path;

use super::JournalError;
use super::line::{MAXIMUM_LINE, Sealed, sha256, unseal};
use crate::domain::problem::Severity;
use crate::journal::attempt::{Finding, FindingKind, GENESIS, Phase};

/// The result of checking the whole journal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verification {
    /// Journal lines, intact or not.
    pub entries: u64,
    /// The findings, in line order.
    pub findings: Vec<Finding>,
    /// The hash of the last line; `None` in an empty journal.
    pub last_hash: Option<String>,
    /// The sequence of the last line.
    pub last_sequence: Option<u64>,
}

impl Verification {
    /// Whether nothing critical was found: torn lines and kills are accidents that the journal itself explains.
    pub fn is_intact(&self) -> bool {
        self.findings.iter().all(|finding| finding.severity != Severity::Critical)
    }
}

/// Checks a whole journal; `noted` is the last hash that the user noted.
pub fn verify(path: &Path, noted: Option<&str>) -> Result<Verification, JournalError> {
    let mut checker = Checker::new(noted);
    for_each_line(path, |line| checker.take(line))?;
    Ok(checker.finish())
}

/// A line exactly as stored in the file.
pub(super) struct RawLine<'a> {
    pub(super) number: u64,
    pub(super) bytes: &'a [u8],
    /// Whether it has its line ending.
    pub(super) closed: bool,
}

/// Passes on each line; one that is too long is cut, and so is not a valid journal line.
pub(super) fn for_each_line(path: &Path, mut deed: impl FnMut(&RawLine<'_>)) -> Result<(), JournalError> {
    let unreadable = |error: io::Error| JournalError::NotReadable(path.to_owned(), error);
    let mut reader = BufReader::new(std::fs::File::open(path).map_err(unreadable)?);
    let mut number = 0_u64;
    let mut bytes = Vec::new();
    loop {
        bytes.clear();
        let limit = MAXIMUM_LINE as u64 + 1;
        let count = reader.by_ref().take(limit).read_until(b'\n', &mut bytes).map_err(unreadable)?;
        if count == 0 {
            return Ok(());
        }
        let closed = bytes.last() == Some(&b'\n') || skip_line(&mut reader, count, limit).map_err(unreadable)?;
        number = number.saturating_add(1);
        deed(&RawLine { number, bytes: bytes.strip_suffix(b"\n").unwrap_or(&bytes), closed });
    }
}

/// Skips the rest of a cut line; returns whether its end was found.
fn skip_line(reader: &mut impl BufRead, count: usize, limit: u64) -> io::Result<bool> {
    if (count as u64) < limit {
        return Ok(false);
    }
    loop {
        let buffer = reader.fill_buf()?;
        if buffer.is_empty() {
            return Ok(false);
        }
        let end = buffer.iter().position(|byte| *byte == b'\n');
        let used = end.map_or(buffer.len(), |position| position.saturating_add(1));
        reader.consume(used);
        if end.is_some() {
            return Ok(true);
        }
    }
}

struct Checker<'a> {
    noted: Option<&'a str>,
    noted_was_seen: bool,
    entries: u64,
    lines: u64,
    findings: Vec<Finding>,
    previous: (u64, String),
    /// The previous unreadable line, with the index of its finding: the next line may acknowledge it.
    unreadable: Option<(usize, u64, String)>,
    /// Intents without a result yet: sequence number and line.
    open: BTreeMap<u64, u64>,
}

impl<'a> Checker<'a> {
    fn new(noted: Option<&'a str>) -> Self {
        Self {
            noted,
            noted_was_seen: false,
            entries: 0,
            lines: 0,
            findings: Vec::new(),
            previous: (0, GENESIS.to_owned()),
            unreadable: None,
            open: BTreeMap::new(),
        }
    }

    fn find(&mut self, kind: FindingKind, line: u64, sequence: Option<u64>) {
        self.findings.push(Finding { kind, severity: kind.severity(), line, sequence });
    }

    fn take(&mut self, raw: &RawLine<'_>) {
        self.lines = raw.number;
        let Some(sealed) = unseal(raw.bytes) else {
            self.unreadable = Some((self.findings.len(), raw.bytes.len() as u64, sha256(raw.bytes)));
            let kind = if raw.closed { FindingKind::Malformed } else { FindingKind::HalfLine };
            self.find(kind, raw.number, None);
            return;
        };
        self.acknowledge(&sealed);
        self.entries = self.entries.saturating_add(1);
        self.check_chain(raw.number, &sealed);
        self.check_phase(raw.number, &sealed);
        self.noted_was_seen |= self.noted == Some(sealed.hash.as_str());
        self.previous = (sealed.line.sequence, sealed.hash);
    }

    /// Turns "malformed" into "torn" if this line acknowledges exactly those bytes.
    fn acknowledge(&mut self, sealed: &Sealed) {
        let Some((place, length, hash)) = self.unreadable.take() else { return };
        let vouched = sealed.line.torn.as_ref().is_some_and(|torn| torn.length == length && torn.sha256 == hash);
        if let Some(finding) = self.findings.get_mut(place).filter(|_| vouched && sealed.intact) {
            finding.kind = FindingKind::Torn;
            finding.severity = FindingKind::Torn.severity();
        }
    }

    fn check_chain(&mut self, number: u64, sealed: &Sealed) {
        let sequence = sealed.line.sequence;
        let expected = self.previous.0.saturating_add(1);
        if !sealed.intact {
            self.find(FindingKind::Edited, number, Some(sequence));
        }
        if sequence > expected {
            self.find(FindingKind::Gap, number, Some(sequence));
        } else if sequence < expected {
            self.find(FindingKind::Reordered, number, Some(sequence));
        } else if sealed.line.previous_hash != self.previous.1 {
            self.find(FindingKind::ChainBroken, number, Some(sequence));
        }
    }

    fn check_phase(&mut self, number: u64, sealed: &Sealed) {
        match sealed.line.phase {
            Phase::Intent => {
                self.open.insert(sealed.line.sequence, number);
            }
            Phase::Result => {
                let known = sealed.line.intent.is_some_and(|intent| self.open.remove(&intent).is_some());
                if !known {
                    self.find(FindingKind::ResultWithoutIntent, number, Some(sealed.line.sequence));
                }
            }
            Phase::Refused => {}
        }
    }

    fn finish(mut self) -> Verification {
        for (sequence, line) in std::mem::take(&mut self.open) {
            self.find(FindingKind::IntentWithoutResult, line, Some(sequence));
        }
        if self.noted.is_some() && !self.noted_was_seen {
            self.find(FindingKind::TailCut, self.lines, None);
        }
        self.findings.sort_by_key(|finding| (finding.line, finding.kind));
        let some = self.entries > 0;
        Verification {
            entries: self.entries,
            findings: self.findings,
            last_sequence: some.then_some(self.previous.0),
            last_hash: some.then_some(self.previous.1),
        }
    }
}
