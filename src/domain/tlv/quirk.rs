//! Deviations from DER and RFC 5280 that do not prevent reading.
//!
//! Imports nothing. Pitfall: the codes appear in reports and saved inventories; renaming one breaks scripts.

use std::cell::Cell;

/// A deviation from DER or RFC 5280 that does not prevent reading.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub enum Quirk {
    /// A length in more bytes than needed.
    NonMinimalLength,
    /// A length given only by the end-of-contents bytes.
    IndefiniteLength,
    /// A length that contradicts the contents.
    WrongLength,
    /// More elements than the type has.
    ExtraElements,
    /// An INTEGER with superfluous leading bytes.
    NonMinimalInteger,
    /// An OBJECT IDENTIFIER with a superfluous leading byte in an arc.
    NonMinimalOid,
    /// TRUE written other than FF.
    BooleanNotFf,
    /// FALSE written although it is the default.
    BooleanDefault,
    /// Text that is not valid UTF-8, UTF-16 or UTF-32; shown with replacement characters.
    InvalidText,
    /// A `PrintableString` with characters it may not have.
    NotPrintable,
    /// An `IA5String`, `VisibleString` or `NumericString` with characters it may not have.
    NotAscii,
    /// A `TeletexString` that holds UTF-8.
    TeletexUtf8,
    /// A `UniversalString` in a name.
    UniversalString,
    /// A `GeneralString` in a name.
    GeneralString,
    /// Another string type outside `DirectoryString`.
    OtherString,
    /// An attribute value that is not a string.
    NotString,
    /// A relative distinguished name without attributes.
    EmptySet,
    /// A time without seconds.
    TimeWithoutSeconds,
    /// A time with an offset instead of Z.
    TimeWithOffset,
    /// A time with a fraction of a second.
    TimeWithFraction,
    /// A time without Z or offset, read as UTC.
    TimeWithoutZone,
    /// Second 60, read as 59.
    LeapSecond,
    /// `GeneralizedTime` for a year before 2050.
    GeneralizedTooEarly,
    /// A BIT STRING of bytes that claims unused bits.
    UnusedBits,
    /// A list that was cut.
    ListCut,
    /// A number that cannot be negative, without the sign byte 00.
    NoSignOctet,
}

impl Quirk {
    pub(crate) const ALL: [Self; 26] = [
        Self::NonMinimalLength,
        Self::IndefiniteLength,
        Self::WrongLength,
        Self::ExtraElements,
        Self::NonMinimalInteger,
        Self::NonMinimalOid,
        Self::BooleanNotFf,
        Self::BooleanDefault,
        Self::InvalidText,
        Self::NotPrintable,
        Self::NotAscii,
        Self::TeletexUtf8,
        Self::UniversalString,
        Self::GeneralString,
        Self::OtherString,
        Self::NotString,
        Self::EmptySet,
        Self::TimeWithoutSeconds,
        Self::TimeWithOffset,
        Self::TimeWithFraction,
        Self::TimeWithoutZone,
        Self::LeapSecond,
        Self::GeneralizedTooEarly,
        Self::UnusedBits,
        Self::ListCut,
        Self::NoSignOctet,
    ];

    /// The code of the deviation.
    pub fn fault(self) -> &'static str {
        match self {
            Self::NoSignOctet => "no-sign-octet",
            Self::NonMinimalLength => "length-not-minimal",
            Self::IndefiniteLength => "length-indefinite",
            Self::WrongLength => "length-contradicts",
            Self::ExtraElements => "extra-elements",
            Self::NonMinimalInteger => "integer-not-minimal",
            Self::NonMinimalOid => "oid-not-minimal",
            Self::BooleanNotFf => "true-not-ff",
            Self::BooleanDefault => "false-encoded",
            Self::InvalidText => "text-repaired",
            Self::NotPrintable => "not-printable",
            Self::NotAscii => "not-ascii",
            Self::TeletexUtf8 => "teletex-utf8",
            Self::UniversalString => "universal-string",
            Self::GeneralString => "general-string",
            Self::OtherString => "other-string",
            Self::NotString => "not-a-string",
            Self::EmptySet => "empty-relative-name",
            Self::TimeWithoutSeconds => "time-without-seconds",
            Self::TimeWithOffset => "time-with-offset",
            Self::TimeWithFraction => "time-with-fraction",
            Self::TimeWithoutZone => "time-without-zone",
            Self::LeapSecond => "leap-second",
            Self::GeneralizedTooEarly => "generalized-before-2050",
            Self::UnusedBits => "unused-bits",
            Self::ListCut => "list-cut",
        }
    }
}

/// The deviations found while reading one field.
#[derive(Debug, Default)]
pub struct Quirks(Cell<u32>);

impl Quirks {
    /// Records a deviation.
    pub fn note(&self, quirk: Quirk) {
        self.0.set(self.0.get() | 1 << quirk as u8);
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.0.get() == 0
    }

    /// Returns what was recorded and clears it.
    pub fn take(&self) -> impl Iterator<Item = Quirk> + use<> {
        let set = self.0.replace(0);
        Quirk::ALL.into_iter().filter(move |quirk| set & (1 << *quirk as u8) != 0)
    }
}
