//! What could not be read, described in the same words on both pages: its contents are missing from everything else.

use maud::{Markup, html};

use super::look::{Look, stranger};
use super::shell::{PageColumn, listed, section};
use crate::domain::phrase::Phrase;
use crate::report::overview::FailedDriver;
use crate::report::verify::UnreadFile;
use crate::text::problem::{self, failure_phrase};

/// What it is, and why it was not read: each driver, or slot of one, and each file.
pub(super) fn unread_rows(look: &Look<'_>, failed: &[FailedDriver], unread: &[UnreadFile]) -> Vec<(String, String)> {
    let files = unread
        .iter()
        .map(|file| (file.file.clone(), look.say(&Phrase::new("page-file-unread").with("code", &file.code))));
    failed.iter().map(|one| (one.driver.clone(), driver(look, one))).chain(files).collect()
}

fn driver(look: &Look<'_>, one: &FailedDriver) -> String {
    let why = one.failure.as_ref().map(failure_phrase);
    let why = why.or_else(|| one.problem.as_ref().map(|found| problem::phrase(found, look.texts, look.zone)));
    why.map(|why| look.say(&why)).unwrap_or_default()
}

/// The section for these rows, of which this many are shown; a sentence if there are none.
pub(super) fn unread(look: &Look<'_>, rows: &[(String, String)], most: usize) -> Markup {
    let columns = [
        PageColumn::text("page-column-what", |(what, _): &(String, String)| stranger(Some(what))),
        PageColumn::text("page-column-why", |(_, why): &(String, String)| html! { (why) }),
    ];
    let title = look.get("page-heading-failed");
    section("failed", &title, &listed(look, &title, &columns, rows, most, "page-all-read"))
}
