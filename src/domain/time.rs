//! Moments and calendar days. No clock: the present is always passed in.
//!
//! Pitfall: RFC 5280 writes "no end" as 9999-12-31T23:59:59Z, which `jiff::Timestamp` cannot hold;
//! hence our own type around seconds, while jiff does the calendar.

use std::fmt;
use std::str::FromStr;

use jiff::civil::{Date, DateTime};
use jiff::tz::{TimeZone, TimeZoneDatabase};
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use super::phrase::Phrase;

/// The time zone of this name: from the table inside the program, which is the same everywhere and at once at hand, else
/// from the system's.
pub fn zone(name: &str) -> Option<TimeZone> {
    TimeZoneDatabase::bundled().get(name).or_else(|_| TimeZone::get(name)).ok()
}

/// Calendar days from one day to another; negative if it is earlier.
pub fn days_between(from: Date, to: Date) -> i64 {
    from.until(to).map_or(0, |span| i64::from(span.get_days()))
}

/// Seconds in a 24-hour day, the unit of `days_left`.
pub const DAY: i64 = 86_400;

/// A moment in seconds since 1970-01-01T00:00:00Z, from year -9999 to the end of year 9999.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Moment(i64);

impl Moment {
    /// The day and the time of day in a time zone, as a part of a sentence: each language has an order of its own.
    pub fn phrase(self, zone: &TimeZone) -> Phrase {
        let local = self.in_zone(zone);
        let part = |pattern: &str| local.strftime(pattern).to_string();
        Phrase::new("journal-moment")
            .with("year", part("%Y"))
            .with("month", part("%m"))
            .with("day", part("%d"))
            .with("time", part("%H:%M"))
    }

    /// The moment that many seconds after 1970-01-01T00:00:00Z; `None` outside the years jiff can write.
    pub fn from_unix_seconds(seconds: i64) -> Option<Self> {
        let moment = Self(seconds);
        DateTime::constant(1970, 1, 1, 0, 0, 0, 0).checked_add(SignedDuration::from_secs(seconds)).ok().map(|_| moment)
    }

    /// The moment of a UTC calendar date and time.
    pub fn from_utc(utc: DateTime) -> Self {
        let epoch = DateTime::constant(1970, 1, 1, 0, 0, 0, 0);
        Self(utc.duration_since(epoch).as_secs())
    }

    /// Seconds since 1970-01-01T00:00:00Z.
    pub fn unix_seconds(self) -> i64 {
        self.0
    }

    /// The UTC calendar date and time.
    pub fn utc(self) -> DateTime {
        let epoch = DateTime::constant(1970, 1, 1, 0, 0, 0, 0);
        epoch.saturating_add(SignedDuration::from_secs(self.0))
    }

    /// The calendar date and time in `zone`. Beyond jiff's last timestamp the zone's last offset applies.
    pub fn in_zone(self, zone: &TimeZone) -> DateTime {
        let clamped = Timestamp::from_second(self.0.clamp(Timestamp::MIN.as_second(), Timestamp::MAX.as_second()))
            .unwrap_or(Timestamp::MAX);
        let offset = zone.to_offset(clamped);
        self.utc().saturating_add(SignedDuration::from_secs(i64::from(offset.seconds())))
    }

    /// The moment that a clock in `zone` shows; read as UTC if it is out of range.
    pub fn from_local(local: DateTime, zone: &TimeZone) -> Self {
        local.to_zoned(zone.clone()).map_or_else(|_| Self::from_utc(local), |zoned| zoned.timestamp().into())
    }

    /// The beginning of a day in `zone`.
    pub fn start_of(day: Date, zone: &TimeZone) -> Self {
        Self::from_local(day.at(0, 0, 0, 0), zone)
    }

    /// The calendar day in `zone`.
    pub fn day_in(self, zone: &TimeZone) -> Date {
        self.in_zone(zone).date()
    }

    /// This moment moved by whole 24-hour days.
    #[allow(dead_code, reason = "tests of all kinds move the clock")]
    #[must_use]
    pub fn plus_days(self, days: i64) -> Self {
        Self(self.0.saturating_add(days.saturating_mul(DAY)))
    }
}

/// RFC 3339 in UTC, to the second.
impl fmt::Display for Moment {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let utc = self.utc();
        let (Ok(year @ 0..=9999), Ok(month), Ok(day)) =
            (u16::try_from(utc.year()), u8::try_from(utc.month()), u8::try_from(utc.day()))
        else {
            return write!(formatter, "{}Z", utc.strftime("%Y-%m-%dT%H:%M:%S"));
        };
        let time = [utc.hour(), utc.minute(), utc.second()].map(|part| u8::try_from(part).unwrap_or_default());
        // An inventory has thousands of them, and a format string is parsed again for each.
        let mut text = *b"0000-00-00T00:00:00Z";
        let [hundreds, rest] = [year / 100, year % 100].map(|pair| u8::try_from(pair).unwrap_or_default());
        let [hour, minute, second] = time;
        let parts = [(0, hundreds), (2, rest), (5, month), (8, day), (11, hour), (14, minute), (17, second)];
        for (at, part) in parts {
            if let Some([tens, ones]) = text.get_mut(at..at + 2) {
                (*tens, *ones) = (b'0' + part / 10, b'0' + part % 10);
            }
        }
        formatter.write_str(std::str::from_utf8(&text).unwrap_or_default())
    }
}

impl FromStr for Moment {
    type Err = jiff::Error;

    /// Reads RFC 3339 with any offset.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if let Some(utc) = text.strip_suffix('Z') {
            return utc.parse::<DateTime>().map(Self::from_utc);
        }
        text.parse::<Timestamp>().map(|timestamp| Self(timestamp.as_second()))
    }
}

impl From<Timestamp> for Moment {
    fn from(timestamp: Timestamp) -> Self {
        Self(timestamp.as_second())
    }
}

impl Serialize for Moment {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

#[cfg(test)]
impl schemars::JsonSchema for Moment {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Moment".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        let pattern = "^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z$";
        schemars::json_schema!({"type": "string", "pattern": pattern})
    }
}

impl<'de> Deserialize<'de> for Moment {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = <std::borrow::Cow<'_, str>>::deserialize(deserializer)?;
        text.parse().map_err(de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_end_of_time_of_rfc_5280_survives_a_round_trip() {
        let end: Moment = "9999-12-31T23:59:59Z".parse().unwrap();
        assert_eq!(end.to_string(), "9999-12-31T23:59:59Z", "RFC 5280's 'no end' must be writable");
        assert_eq!(Moment::from_unix_seconds(end.unix_seconds()), Some(end), "and be within range");
    }

    #[test]
    fn digits_are_those_of_the_calendar_in_any_year() {
        // Years -9999 to 9999 in steps of 97 days and some seconds.
        for seconds in (-377_705_116_800..253_402_300_800_i64).step_by(8_404_321) {
            let moment = Moment::from_unix_seconds(seconds).unwrap();
            let expected = format!("{}Z", moment.utc().strftime("%Y-%m-%dT%H:%M:%S"));
            assert_eq!(moment.to_string(), expected, "{seconds} seconds");
        }
    }

    #[test]
    fn seventeen_hours_utc_is_the_next_day_in_hanoi() {
        let zone = TimeZone::get("Asia/Ho_Chi_Minh").unwrap();
        let end: Moment = "2026-11-22T17:00:00Z".parse().unwrap();
        assert_eq!(end.day_in(&zone).to_string(), "2026-11-23", "the calendar day is the body's own");
    }
}
