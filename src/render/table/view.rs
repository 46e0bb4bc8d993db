//! The parts shared by all views: words, dates, the parts of a certificate, summary lines and hints.

use unicode_normalization::UnicodeNormalization;

use super::super::code;
use super::super::sheet::Field;
use super::super::word::{self, Word};
use super::{Cell, Style, Table, TableColumn, Tint, layout};
use crate::domain::phrase::{Phrase, Value};
use crate::domain::pin::PinState;
use crate::domain::problem::{Problem, ProblemCode};
use crate::domain::time::Moment;
use crate::report::inventory::{Certificate, Driver, DriverFailure, DriverStatus, Inventory, Summary, Token, Validity};
use crate::text::Texts;
use crate::text::problem;

/// The texts and the style of one view.
pub struct View<'a> {
    /// The texts of its language.
    pub texts: Texts,
    /// How it is displayed.
    pub style: &'a Style,
}

impl<'a> View<'a> {
    /// A view of this style.
    pub fn new(style: &'a Style) -> Self {
        Self { texts: style.texts(), style }
    }

    /// A word as a cell in its tint.
    pub fn word(&self, (id, tint): Word) -> Cell {
        Cell::new(self.texts.get(id)).tint(tint)
    }

    /// A sentence as a cell.
    pub fn say(&self, phrase: &Phrase) -> Cell {
        Cell::new(self.texts.say(phrase))
    }

    /// Codes as words, each by a table of `code`; unknown ones are unchanged.
    pub fn words(&self, codes: &[String], word: impl Fn(&str) -> Option<&'static str>) -> Cell {
        let said = |code: &String| match word(code) {
            // An OID is the common name of a purpose.
            Some(id) if code.starts_with(|first: char| first.is_ascii_digit()) => {
                let purpose = Phrase::new("code-purpose-with-oid").with("purpose", Phrase::new(id)).with("oid", code);
                self.texts.say(&purpose)
            }
            Some(id) => self.texts.get(id),
            None => code.clone(),
        };
        Cell::maybe(Some(codes.iter().map(said).collect::<Vec<_>>().join(", ")))
    }

    /// A column of text with this title.
    pub fn text(&self, title: &'static str) -> TableColumn {
        TableColumn::text(self.texts.get(title))
    }

    /// A column of short values with this title.
    pub fn value(&self, title: &'static str) -> TableColumn {
        TableColumn::value(self.texts.get(title))
    }

    /// A column of numbers with this title.
    pub fn number(&self, title: &'static str) -> TableColumn {
        TableColumn::number(self.texts.get(title))
    }

    /// A calendar day in the agency's zone, or a dash.
    pub fn day(&self, moment: Option<Moment>) -> Cell {
        Cell::maybe(moment.map(|moment| self.texts.day(moment, &self.style.zone)))
    }

    /// A count, or a dash.
    pub fn count<N: TryInto<i64>>(&self, count: Option<N>) -> Cell {
        Cell::maybe(count.and_then(|count| count.try_into().ok()).map(|count| self.texts.number(count)))
    }

    /// The sentence of a problem, tinted by its severity.
    pub fn problem(&self, problem: &Problem) -> Cell {
        let phrase = problem::phrase(problem, &self.texts, &self.style.zone);
        self.say(&phrase).tint(word::severity(problem.severity).1)
    }

    /// A person's name for a token.
    pub fn token_name(&self, token: &Token) -> Cell {
        self.field(&name_of(token)).tint(Tint::Strong)
    }

    /// The name of a token in a heading: its name, its label if different, its serial.
    pub fn token_parts(&self, token: &Token) -> Vec<Cell> {
        let name = self.token_name(token);
        let others = [&token.identity.label, &token.identity.serial].into_iter().flatten();
        // One may be decomposed and the other composed.
        let others = others
            .filter(|other| !other.trim().nfc().eq(name.text().nfc()) && Cell::new(other) != Cell::new(name.text()));
        let others: Vec<_> = others.map(Cell::new).collect();
        std::iter::once(name.clone()).chain(others).collect()
    }

    /// A heading over a part of `show`.
    pub fn heading(&self, id: &'static str) -> String {
        format!("\n{}\n", Tint::Strong.paint(&self.texts.get(id), self.style.color))
    }

    /// The counts of a summary in one line, without those that are zero except for tokens and certificates.
    pub fn summary(&self, summary: &Summary) -> String {
        let parts = [
            (Phrase::new("table-sum-tokens").with("count", summary.tokens), summary.tokens.max(1), Tint::Strong),
            (Phrase::new("table-sum-certificates").with("count", summary.certificates), 1, Tint::Plain),
            (Phrase::new("table-sum-keys").with("count", summary.keys), summary.keys, Tint::Plain),
            (Phrase::new("table-sum-expired").with("count", summary.expired), summary.expired, Tint::Bad),
            (Phrase::new("table-sum-expiring").with("count", summary.expiring), summary.expiring, Tint::Warning),
            (
                Phrase::new("table-sum-not-yet-valid").with("count", summary.not_yet_valid),
                summary.not_yet_valid,
                Tint::Warning,
            ),
            (Phrase::new("table-sum-locked").with("count", summary.locked), summary.locked, Tint::Bad),
            (
                Phrase::new("table-sum-drivers-failed").with("count", summary.drivers_failed),
                summary.drivers_failed,
                Tint::Bad,
            ),
        ];
        let shown = parts.into_iter().filter(|(_, count, _)| *count > 0);
        let cells: Vec<_> = shown.map(|(phrase, _, tint)| self.say(&phrase).tint(tint)).collect();
        layout::finish(&layout::joined(&cells, self.style))
    }

    /// Failures and empty slots, in separate lines; without them if each token's problems are shown.
    pub fn remarks(&self, inventory: &Inventory, problems_are_shown: bool) -> String {
        let mut lines = Vec::new();
        for driver in &inventory.drivers {
            let said = |failure: &&DriverFailure| problems_are_shown && is_a_tokens_problem(inventory, driver, failure);
            for failure in driver.failures().filter(|failure| !said(failure)) {
                let phrase = driver_failure(&driver.path, problem::failure_phrase(failure));
                lines.extend(self.remark(&self.texts.say(&phrase), Tint::Bad));
            }
            for problem in &driver.problems {
                let phrase = problem::phrase(problem, &self.texts, &self.style.zone);
                lines.extend(self.remark(&self.texts.say(&phrase), Tint::Warning));
            }
            for note in driver.notes.iter().filter(|_| driver.status == DriverStatus::Unused) {
                let phrase = driver_failure(&driver.path, problem::note_text(note, &self.texts));
                lines.extend(self.remark(&self.texts.say(&phrase), Tint::Dim));
            }
        }
        let empty = inventory.tokens.iter().filter(|token| !token.initialized).count();
        if empty > 0 {
            let phrase = Phrase::new("table-uninitialized").with("count", empty);
            lines.extend(self.remark(&self.texts.say(&phrase), Tint::Dim));
        }
        layout::finish(&lines)
    }

    /// One wrapped remark.
    pub fn remark(&self, text: &str, tint: Tint) -> Vec<String> {
        let room = self.style.width.map_or(usize::MAX, usize::from);
        layout::wrap(text, room).iter().map(|line| tint.paint(line, self.style.color)).collect()
    }

    /// A hint at the end of a view.
    pub fn hint(&self, phrase: &Phrase) -> String {
        let text = self.texts.say(&Phrase::new("table-hint").with("hint", phrase.clone()));
        layout::finish(&self.remark(&text, Tint::Plain))
    }

    /// The hint for an inventory without private keys, if there was no login although one is needed.
    pub fn login_hint(&self, inventory: &Inventory) -> String {
        let wants_one = |ckr: Option<&String>| ckr.is_some_and(|ckr| ckr == "CKR_USER_NOT_LOGGED_IN");
        let hidden = |token: &Token| {
            let refused = token.problems.iter().any(|problem| wants_one(problem.details.get("ckr")));
            token.initialized && !token.logged_in && (token.login_required || refused)
        };
        let failures = inventory.drivers.iter().flat_map(|driver| &driver.slot_failures);
        if inventory.tokens.iter().any(hidden) || failures.into_iter().any(|failure| wants_one(failure.ckr.as_ref())) {
            self.hint(&Phrase::new("table-hint-login"))
        } else {
            String::new()
        }
    }

    /// The state of the user PIN as part of a heading: with the word `PIN` before it.
    pub fn pin_part(&self, token: &Token) -> Cell {
        let (id, tint) = word::user_pin(&token.user_pin);
        // In a heading only a warning is prominent.
        let tint = if token.user_pin.state == PinState::Ok { Tint::Plain } else { tint };
        self.say(&Phrase::new("table-pin").with("state", Phrase::new(id))).tint(tint)
    }

    /// When a token was read, as part of a heading.
    pub fn read_part(&self, token: &Token) -> Cell {
        self.say(&Phrase::new("table-read-on").with("day", self.day(token.read_at).text()))
    }

    /// The table of a listing, or a sentence instead, then the summary and the remarks.
    pub fn listing(
        &self,
        table: &Table,
        otherwise: &'static str,
        inventory: &Inventory,
        problems_are_shown: bool,
    ) -> String {
        let (summary, remarks) = (self.summary(&inventory.summary), self.remarks(inventory, problems_are_shown));
        format!("{}\n{summary}{remarks}", self.table_or(table, otherwise))
    }

    /// A table, or a sentence instead if it has no rows.
    pub fn table_or(&self, table: &Table, otherwise: &'static str) -> String {
        if table.is_empty() { format!("{}\n", self.texts.get(otherwise)) } else { table.render(self.style) }
    }
}

/// Whether a failure of a slot is reported as a problem of the token in it.
pub(super) fn is_a_tokens_problem(inventory: &Inventory, driver: &Driver, failure: &DriverFailure) -> bool {
    let told = |token: &Token| token.problems.iter().any(|problem| problem.code == ProblemCode::SlotFailed);
    let is_there =
        |token: &&Token| token.initialized && token.driver == driver.path && Some(token.identity.slot) == failure.slot;
    inventory.tokens.iter().filter(is_there).any(told)
}

/// The tint of the days left: that of the validity.
pub(super) fn validity_tint(validity: Option<Validity>) -> Tint {
    match word::validity(validity).1 {
        Tint::Good => Tint::Plain,
        tint => tint,
    }
}

/// What failed, after the name of the driver.
pub(super) fn driver_failure(path: &str, failure: impl Into<Value>) -> Phrase {
    Phrase::new("table-driver-failure").with("driver", file_name(path)).with("failure", failure)
}

/// The last part of a path in the form of either system.
pub(super) fn file_name(path: &str) -> &str {
    path.rsplit(['/', '\\']).next().filter(|name| !name.is_empty()).unwrap_or(path)
}

/// A key's type and size: `RSA 2048`, `EC P-256`, `Ed25519`.
pub(super) fn key_type(algorithm: Option<&str>, bits: Option<u32>, curve: Option<&str>) -> Option<String> {
    let name = algorithm.map(code::key_algorithm);
    let size = match (algorithm, curve, bits) {
        (Some("ed25519" | "ed448" | "x25519" | "x448"), ..) => None,
        (_, Some(curve), _) => Some(code::curve(curve)),
        (_, None, bits) => bits.map(|bits| bits.to_string()),
    };
    match (name, size) {
        (Some(name), Some(size)) => Some(format!("{name} {size}")),
        (name, size) => name.or(size),
    }
}

/// A person's name for a token: its holder, otherwise its label, otherwise its serial, otherwise its slot.
pub(super) fn name_of(token: &Token) -> Field {
    let names = [&token.holder, &token.identity.label, &token.identity.serial];
    let slot = Phrase::new("table-slot").with("slot", token.identity.slot.to_string());
    match names.into_iter().flatten().find(|name| !name.trim().is_empty()) {
        Some(name) => Field::Text(name.clone()),
        None => Field::said(slot),
    }
}

/// The holder of a certificate: its common name, otherwise its whole subject, otherwise its label.
pub(super) fn holder_of(certificate: &Certificate) -> Option<&str> {
    let whole = certificate.subject.as_ref().map(|subject| subject.text.as_str());
    certificate.common_name().or(whole).or(certificate.label.as_deref())
}
