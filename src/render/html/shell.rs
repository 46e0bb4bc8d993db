//! The parts of every page: the policy that blocks outside content, language and title, the head, the foot, tables and
//! shortened lists.

use maud::{DOCTYPE, Markup, PreEscaped, html};

use super::look::{Look, plain, stranger};
use super::style::STYLE;
use crate::domain::phrase::Phrase;
use crate::domain::time::Moment;
use crate::report::Envelope;

/// Nothing is loaded, nothing is executed; styles are those of the page itself.
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; img-src data:";

/// The parts of a page's head.
pub(super) struct Head<'a> {
    pub(super) title: String,
    pub(super) agency: Option<&'a str>,
    pub(super) envelope: &'a Envelope,
    /// The number of tokens, and when they were read first and last.
    pub(super) tokens: u64,
    pub(super) read: Option<(Moment, Moment)>,
}

/// A whole page.
pub(super) fn page(look: &Look<'_>, head: &Head<'_>, body: &Markup) -> String {
    let title = head.agency.map_or_else(|| head.title.clone(), |agency| format!("{} – {}", head.title, plain(agency)));
    let made =
        Phrase::new("page-made-by").with("tool", &head.envelope.tool.name).with("version", &head.envelope.tool.version);
    let page = html! {
        (DOCTYPE)
        html lang=(look.texts.language().code()) {
            head {
                meta charset="utf-8";
                meta http-equiv="Content-Security-Policy" content=(POLICY);
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                meta name="referrer" content="no-referrer";
                title { (title) }
                style { (PreEscaped(STYLE)) }
            }
            body {
                header.top {
                    @if let Some(agency) = head.agency { p.agency { (stranger(Some(agency))) } }
                    h1 { (head.title) }
                    p.when {
                        (look.say(&Phrase::new("page-as-of").with("day", look.day(Some(head.envelope.generated_at)))))
                        " · " (read(look, head))
                    }
                }
                main { (body) }
                footer { p { (look.say(&made)) } }
            }
        }
    };
    page.into_string() + "\n"
}

fn read(look: &Look<'_>, head: &Head<'_>) -> String {
    let Some((first, last)) = head.read else { return look.get("page-nothing-read") };
    let (from, to) = (look.day(Some(first)), look.day(Some(last)));
    let said = if from == to {
        Phrase::new("page-read-on").with("day", to)
    } else {
        Phrase::new("page-read-between").with("from", from).with("to", to)
    };
    look.say(&said.with("tokens", head.tokens))
}

/// A section under its heading.
pub(super) fn section(id: &'static str, title: &str, body: &Markup) -> Markup {
    html! {
        section id=(id) aria-labelledby=(format!("{id}-title")) {
            h2 id=(format!("{id}-title")) { (title) }
            (body)
        }
    }
}

/// A column: the identifier of its title, whether it contains numbers, and its cell of a row.
pub(super) struct PageColumn<'c, T> {
    title: &'static str,
    is_number: bool,
    cell: Box<dyn Fn(&T) -> Markup + 'c>,
}

impl<'c, T> PageColumn<'c, T> {
    pub(super) fn text(title: &'static str, cell: impl Fn(&T) -> Markup + 'c) -> Self {
        Self { title, is_number: false, cell: Box::new(cell) }
    }

    pub(super) fn number(title: &'static str, cell: impl Fn(&T) -> Markup + 'c) -> Self {
        Self { title, is_number: true, cell: Box::new(cell) }
    }

    fn class(&self) -> Option<&'static str> {
        self.is_number.then_some("number")
    }
}

/// A table whose first column names the row. On a narrow screen a row becomes a block, with each title before its cell.
pub(super) fn table<T>(look: &Look<'_>, caption: &str, columns: &[PageColumn<'_, T>], rows: &[T]) -> Markup {
    html! {
        table {
            caption.unseen { (caption) }
            thead {
                tr {
                    @for column in columns {
                        th scope="col" class=[column.class()] { (look.get(column.title)) }
                    }
                }
            }
            tbody {
                @for row in rows {
                    tr {
                        @for (place, column) in columns.iter().enumerate() {
                            @if place == 0 {
                                th scope="row" class=[column.class()] { ((column.cell)(row)) }
                            } @else {
                                td class=[column.class()] data-title=(look.get(column.title)) { ((column.cell)(row)) }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// A wide table of at most this many rows with the number of the others, or a sentence if there are none.
pub(super) fn listed<T>(
    look: &Look<'_>,
    caption: &str,
    columns: &[PageColumn<'_, T>],
    rows: &[T],
    most: usize,
    none: &'static str,
) -> Markup {
    html! {
        @if rows.is_empty() {
            p { (look.get(none)) }
        } @else {
            div.wide { (table(look, caption, columns, first(rows, most))) }
        }
        (more(look, rows.len(), most))
    }
}

/// At most this many of the rows.
pub(super) fn first<T>(rows: &[T], most: usize) -> &[T] {
    rows.get(..most).unwrap_or(rows)
}

/// Gives the number of entries of a list that are not shown.
pub(super) fn more(look: &Look<'_>, all: usize, shown: usize) -> Markup {
    let more = all.saturating_sub(shown);
    html! {
        @if more > 0 { p.more { (look.say(&Phrase::new("page-more").with("count", look.number(crate::report::count(more))))) } }
    }
}
