//! The environment of the program: system, clock, language, terminal.

use jiff::civil::{Date, date};

use super::super::Context;
use super::super::support;
use crate::domain::phrase::Phrase;
use crate::domain::problem::Severity;
use crate::domain::time::Moment;
use crate::report::doctor::{Area, Finding};

/// A day before this version existed: an earlier clock is wrong.
const BEFORE_THIS_VERSION: Date = date(2026, 11, 1);
/// Narrower than this, tables break their words: columns.
const NARROW: u16 = 80;

/// What only the process itself can see.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Surroundings {
    /// Whether a person can be asked.
    pub has_terminal: bool,
    /// Whether a person reads standard output.
    pub is_shown: bool,
    /// The columns of the terminal on standard output, if it reports them.
    pub width: Option<u16>,
}

/// The system and this program.
pub(super) fn system(context: &Context<'_>) -> Finding {
    let system = support::system(context);
    let release = system.release.unwrap_or(system.os);
    let parts = [Some(release), system.kernel, Some(system.architecture), system.libc];
    let parts: Vec<String> = parts.into_iter().flatten().collect();
    let bits = usize::BITS;
    let what = Phrase::new("doctor-system").with("system", parts.join(", ")).with("version", system.tool_version);
    Finding::good(Area::System, what.with("bits", bits.to_string()))
}

/// Whether the clock can be right; every verdict on a date depends on it. `last` is the time of the last journal entry.
pub(super) fn clock(context: &Context<'_>, last: Option<Moment>) -> Finding {
    let time = |moment: Moment| moment.in_zone(&context.zone).strftime("%Y-%m-%d %H:%M").to_string();
    let what = Phrase::new("doctor-clock").with("time", time(context.now)).with("zone", zone(context));
    let finding = |what| Finding::bad(Area::Clock, Severity::Critical, what).remedy(Phrase::new("doctor-clock-remedy"));
    if context.now.day_in(&context.zone) < BEFORE_THIS_VERSION {
        return finding(Phrase::new("doctor-clock-early").with("time", time(context.now)));
    }
    match last.filter(|last| *last > context.now) {
        Some(last) => {
            finding(Phrase::new("doctor-clock-behind").with("time", time(context.now)).with("last", time(last)))
        }
        None => Finding::good(Area::Clock, what),
    }
}

fn zone(context: &Context<'_>) -> String {
    context.zone.iana_name().unwrap_or("UTC").to_owned()
}

impl Surroundings {
    /// The language of texts, and whether the terminal can display it.
    pub(super) fn language(self, context: &Context<'_>) -> Finding {
        let language = context.texts.language().code();
        let what = Phrase::new("doctor-language").with("language", language);
        match context.environment.is_utf8() {
            Some(false) if self.is_shown => {
                Finding::bad(Area::Language, Severity::Warning, Phrase::new("doctor-language-not-utf8"))
                    .remedy(Phrase::new("doctor-language-remedy"))
            }
            _ => Finding::good(Area::Language, what),
        }
    }

    /// Whether a PIN can be typed, and tables fit.
    pub(super) fn terminal(self) -> Finding {
        let said = |id, width: u16| Phrase::new(id).with("count", i64::from(width));
        match self.width {
            _ if !self.has_terminal => {
                Finding::bad(Area::Terminal, Severity::Note, Phrase::new("doctor-terminal-absent"))
                    .remedy(Phrase::new("doctor-terminal-sources"))
            }
            Some(width) if width < NARROW => {
                Finding::bad(Area::Terminal, Severity::Note, said("doctor-terminal-narrow", width))
                    .remedy(Phrase::new("doctor-terminal-widen"))
            }
            Some(width) => Finding::good(Area::Terminal, said("doctor-terminal", width)),
            None => Finding::good(Area::Terminal, Phrase::new("doctor-terminal-piped")),
        }
    }
}
