//! What could not be read, described in the same words on both pages: its contents are missing from everything else.

use maud::{Markup, html};

use super::look::{Look, stranger};
use super::shell::{PageColumn, more, section, table};
use crate::domain::phrase::Phrase;
use crate::report::overview::FailedDriver;
use crate::report::verify::UnreadFile;
use crate::text::problem::{self, failure_phrase};

/// A row for each driver, or slot of one, and each file.
pub(super) fn unread_rows(look: &Look<'_>, failed: &[FailedDriver], unread: &[UnreadFile]) -> Vec<Vec<Markup>> {
    let files = unread.iter().map(|file| {
        let why = look.say(&Phrase::new("page-file-unread").with("code", &file.code));
        vec![stranger(Some(&file.file)), html! { (why) }]
    });
    failed.iter().map(|one| driver(look, one)).chain(files).collect()
}

fn driver(look: &Look<'_>, one: &FailedDriver) -> Vec<Markup> {
    let why = one.failure.as_ref().map(failure_phrase);
    let why = why.or_else(|| one.problem.as_ref().map(|found| problem::phrase(found, look.texts, look.zone)));
    let why = why.map(|why| look.say(&why)).unwrap_or_default();
    vec![stranger(Some(&one.driver)), html! { (why) }]
}

/// The section for these rows, of which this many are shown.
pub(super) fn unread(look: &Look<'_>, mut rows: Vec<Vec<Markup>>, most: usize) -> Markup {
    let all = rows.len();
    rows.truncate(most);
    let columns = [PageColumn::text(look.get("page-column-what")), PageColumn::text(look.get("page-column-why"))];
    let title = look.get("page-heading-failed");
    let body = html! {
        div.wide { (table(&title, &columns, &rows)) }
        (more(look, all, most))
    };
    section("failed", &title, &body)
}
