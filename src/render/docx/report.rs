//! The periodic figures as a report (báo cáo) of the agency: title, figures, units, next year's need, and changes.
//!
//! Pitfall: like the letters, it is in Vietnamese whatever the tool's language is, because it is an official document.

use jiff::tz::TimeZone;
use maud::{Markup, html};

use super::DocumentError;
use super::head::{self, BODY, Head, SPACE, Signature, names, sentence};
use super::list::styled;
use super::package::pack;
use super::sheet::UPRIGHT;
use super::style::{CELL, CELL_CENTRED, HEADING, centred, last, paragraph, rule, width_of};
use super::wordml::{Alignment, Paragraph, Table, run};
use crate::domain::form::{BLANK, Body, Words};
use crate::domain::phrase::Phrase;
use crate::render::sheet::words;
use crate::report::statistics::Statistics;
use crate::text::{Language, Texts, capitalised};

const WIDTH: usize = UPRIGHT.width;
const HALVES: [usize; 2] = [3_355, 6_000];
const GAP: usize = 1_300;

/// The report, the same bytes for the same numbers.
pub fn report(statistics: &Statistics, body: &Body, words: &Words, zone: &TimeZone) -> Result<Vec<u8>, DocumentError> {
    let writer = Writer { statistics, body, words, texts: Texts::new(Language::Vietnamese), zone };
    writer.write()
}

struct Writer<'a> {
    statistics: &'a Statistics,
    body: &'a Body,
    words: &'a Words,
    texts: Texts,
    zone: &'a TimeZone,
}

/// A table: titles, the widths of its columns in shares, and rows of text.
struct Listed {
    titles: Vec<String>,
    shares: Vec<usize>,
    rows: Vec<Vec<String>>,
}

impl Writer<'_> {
    fn write(&self) -> Result<Vec<u8>, DocumentError> {
        let end = Signature {
            halves: [4_200, WIDTH - 4_200],
            copies: head::copies(self.body, self.words.list("report_copies")),
            body: self.body,
            words: self.words,
            gap: GAP,
            is_draft: false,
        };
        let body = html! {
            (self.letterhead())
            (self.title())
            (sentence(&self.filled("report_opening")))
            @for (number, (heading, sentences, table)) in (1_usize..).zip(self.sections()) {
                (kept(paragraph(Alignment::Left, SPACE, 60, run(&format!("{number}. {heading}"), BODY).bold())))
                @for text in sentences {
                    (Paragraph { after: 80, ..sentence(&text) })
                }
                @if let Some(table) = table { (listed(&table)) }
            }
            (kept(sentence(&self.filled("report_closing"))))
            (kept(Paragraph::default()))
            (head::signature(&end))
            (last())
        };
        pack(&UPRIGHT, &Paragraph::default(), &body)
    }

    fn letterhead(&self) -> Table {
        let (parent, body) = names(self.body);
        let issuer = self.body.symbol.as_deref().map_or(BLANK, |symbol| symbol.split('-').next().unwrap_or(symbol));
        head::letterhead(&Head {
            halves: HALVES,
            parent,
            body,
            number: format!("{BLANK}/{}-{issuer}", self.words.get("report_symbol")),
            date: self.words.get("date").to_owned(),
            about: None,
            place: self.body.place.as_deref(),
            words: self.words,
        })
    }

    /// The kind of document in capitals, its subject, and a line below that.
    fn title(&self) -> Markup {
        let about = match &self.statistics.period {
            Some(period) => format!("{} ({})", self.words.get("report_about"), self.texts.period(&period.label)),
            None => self.words.get("report_about").to_owned(),
        };
        let heading = run(self.words.get("report_heading"), 14).bold();
        let length = (width_of(&about, BODY) / 2).min(WIDTH / 3);
        html! {
            (paragraph(Alignment::Centre, 2 * SPACE, 0, heading))
            (centred(run(&about, BODY).bold()))
            (rule(WIDTH, length))
        }
    }

    fn filled(&self, word: &str) -> String {
        let date = self.texts.day(self.statistics.envelope.generated_at, self.zone);
        let body = self.body.name.as_deref().unwrap_or(BLANK);
        self.words.get(word).replace("{body}", body).replace("{date}", &date)
    }

    /// Heading, sentences and table of each part.
    fn sections(&self) -> Vec<(String, Vec<String>, Option<Listed>)> {
        let report = self.statistics;
        let mut sections = vec![(
            self.words.get("report_numbers").to_owned(),
            self.coverage().into_iter().collect(),
            Some(self.numbers(&words::named(&report.total))),
        )];
        if let (Some(period), Some(counts)) = (&report.period, &report.in_period) {
            let heading = Phrase::new("statistics-heading-period")
                .with("period", self.texts.period(&period.label))
                .with("from", self.texts.date(period.from))
                .with("to", self.texts.date(period.to));
            sections.push((self.texts.say(&heading), Vec::new(), Some(self.numbers(&words::period(counts)))));
        }
        if !report.by_unit.is_empty() {
            sections.push((self.texts.get("statistics-heading-units"), Vec::new(), Some(self.units())));
        }
        let need = self.texts.say(&report.next_year.phrase());
        sections.push((need, Vec::new(), (report.next_year.total > 0).then(|| self.need())));
        if let Some(changes) = &report.changes {
            let since = self.texts.day(changes.since, self.zone);
            let heading = self.texts.say(&Phrase::new("statistics-heading-changes").with("since", since));
            let table = self.changes();
            let none = table.rows.is_empty().then(|| self.texts.get("statistics-no-changes"));
            sections.push((heading, none.into_iter().collect(), (!table.rows.is_empty()).then_some(table)));
        }
        sections
    }

    fn coverage(&self) -> Option<String> {
        let said = self.statistics.coverage.as_ref()?.phrase("statistics-coverage")?;
        Some(self.texts.say(&said) + ".")
    }

    fn numbers(&self, numbers: &[(&'static str, &'static str, u64)]) -> Listed {
        Listed {
            titles: self.titles(&["statistics-column-what", "statistics-column-number"]),
            shares: vec![4, 1],
            rows: numbers
                .iter()
                .map(|(_, word, number)| vec![capitalised(&self.texts.get(word)), number.to_string()])
                .collect(),
        }
    }

    fn units(&self) -> Listed {
        let rows = self.statistics.by_unit.iter().map(|unit| {
            let counts = &unit.counts;
            let name = unit.unit.clone().unwrap_or_else(|| self.texts.get("statistics-without-unit"));
            let numbers = [
                counts.active,
                counts.revoked,
                counts.suspended,
                counts.expired,
                counts.expiring_90,
                counts.locked,
                counts.to_revoke,
            ];
            std::iter::once(name).chain(numbers.map(|number| number.to_string())).collect()
        });
        Listed {
            titles: self.titles(&[
                "statistics-column-unit",
                "statistics-short-active",
                "statistics-short-revoked",
                "statistics-short-suspended",
                "statistics-short-expired",
                "statistics-short-expiring-90",
                "statistics-short-locked",
                "statistics-short-to-revoke",
            ]),
            shares: vec![7, 2, 2, 2, 2, 3, 2, 2],
            rows: rows.collect(),
        }
    }

    fn need(&self) -> Listed {
        let months = self.statistics.next_year.months.iter().filter(|month| month.certificates > 0);
        Listed {
            titles: self.titles(&["statistics-column-month", "statistics-column-number"]),
            shares: vec![4, 1],
            rows: months.map(|one| vec![self.texts.month_in_row(&one.month), one.certificates.to_string()]).collect(),
        }
    }

    fn changes(&self) -> Listed {
        let lines = self.statistics.changes.iter().flat_map(words::changes);
        let text = |text: Option<&str>| text.unwrap_or_default().to_owned();
        let rows = lines.map(|line| {
            let serial = line.serial_number.map(str::to_uppercase).unwrap_or_default();
            vec![self.texts.get(line.word), text(line.holder), serial, text(line.token_serial)]
        });
        Listed {
            titles: self.titles(&[
                "statistics-column-change",
                "statistics-column-holder",
                "statistics-column-serial-number",
                "statistics-column-token-serial",
            ]),
            shares: vec![3, 4, 3, 3],
            rows: rows.collect(),
        }
    }

    fn titles(&self, ids: &[&'static str]) -> Vec<String> {
        ids.iter().map(|id| self.texts.get(id)).collect()
    }
}

/// A paragraph on the page of the next one.
fn kept(paragraph: Paragraph) -> Paragraph {
    Paragraph { keeps_next: true, ..paragraph }
}

/// A table whose first column is text and the others numbers or serials.
fn listed(listed: &Listed) -> Table {
    let all = listed.shares.iter().sum::<usize>().max(1);
    let heading = listed.titles.iter().map(|title| styled(HEADING, title, 12, false)).collect();
    let row = |cells: &Vec<String>| {
        let styles = std::iter::once(CELL).chain(std::iter::repeat(CELL_CENTRED));
        cells.iter().zip(styles).map(|(text, style)| styled(style, text, 12, false)).collect()
    };
    let rows = std::iter::once(heading).chain(listed.rows.iter().map(row)).collect();
    let widths = listed.shares.iter().map(|share| WIDTH * share / all).collect();
    Table { widths, lined: Some(20), headings: 1, rows }
}
