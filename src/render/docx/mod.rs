//! The letter as DOCX, laid out as Decree 30/2020 requires: one section, with the list in the text.
//!
//! May import `domain`, the archive and docx-rs. The decree allows landscape for a letter with a wide table. There is a
//! single section, landscape or portrait as `fit` decides, because a second one would bring docx-rs's stray portrait
//! table and empty last page. Pitfall: docx-rs escapes markup but writes control characters unchanged, so every text
//! goes through `style::text`.

mod fit;
mod head;
mod letter;
mod list;
mod mend;
mod metrics;
mod report;
mod schema;
mod sheet;
mod style;

use std::io::{self, Cursor, Read};

pub use report::report;

use docx_rs::{Docx, PageMargin};

use super::archive;
use crate::domain::form::{Dossier, FormDefinition};
use crate::domain::situation::{Class, Situation, Told};
use crate::situation_error;
use sheet::MARGINS;

/// Why a document could not be made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DocumentError {
    /// The letter could not be put together.
    Letter {
        /// The writer's error.
        fault: String,
    },
    /// The workbook could not be put together.
    Workbook {
        /// The writer's error.
        fault: String,
    },
    /// The CSV could not be put together.
    Text {
        /// The writer's error.
        fault: String,
    },
}

situation_error!(DocumentError);

impl Situation for DocumentError {
    fn told(&self) -> Told {
        let told = |id, fault: &String| Class::Failed.told(id, id).with("fault", fault);
        match self {
            Self::Letter { fault } => told("form-letter-failed", fault),
            Self::Workbook { fault } => told("form-workbook-failed", fault),
            Self::Text { fault } => told("form-text-failed", fault),
        }
    }
}

/// The left edge and the width of each column of the list, in twentieths of a point.
#[allow(dead_code, reason = "the tests look for each cell in its column of the printed page")]
pub fn columns(dossier: &Dossier, form: &FormDefinition) -> Vec<(usize, usize)> {
    let widths = fit::layout(dossier, form).widths;
    let mut left = usize::try_from(MARGINS.3).unwrap_or(0);
    let edge = |width: usize| {
        let start = left;
        left += width;
        (start, width)
    };
    widths.into_iter().map(edge).collect()
}

/// The letter, the same bytes for the same dossier.
pub fn docx(dossier: &Dossier, form: &FormDefinition) -> Result<Vec<u8>, DocumentError> {
    let (top, right, bottom, left) = MARGINS;
    let margins = PageMargin::new().top(top).right(right).bottom(bottom).left(left).header(567).footer(567).gutter(0);
    let layout = fit::layout(dossier, form);
    let sheet = layout.sheet;
    let document = style::with_styles(Docx::new())
        .page_size(sheet.paper.0, sheet.paper.1)
        .page_orient(sheet.orientation)
        .page_margin(margins)
        .first_header(letter::first_header(form, dossier.details.is_draft))
        .header(letter::page_number());
    let document = letter::head(document, dossier, form, sheet);
    let table = list::table(dossier, form, &layout);
    let document = if layout.is_short {
        letter::tail(document.add_table(table), dossier, form, sheet, layout.gap)
    } else {
        letter::end(document.add_table(table.add_row(letter::tail_row(dossier, form, sheet, layout.gap))))
    };
    // The letterhead is the first table, then comes the contact block, where there is one, and the list.
    let list = if dossier.contact.is_empty() { 1 } else { 2 };
    mended(document, &[(list, list::heading_rows(form))])
}

/// The bytes of a document whose tables with these numbers have this many heading rows.
fn mended(document: Docx, headings: &[(usize, usize)]) -> Result<Vec<u8>, DocumentError> {
    let parts = mend::mend(document.build(), headings)
        .ok_or_else(|| DocumentError::Letter { fault: "docx-rs wrote XML of another shape".to_owned() })?;
    let fault = |error: &dyn std::fmt::Display| DocumentError::Letter { fault: error.to_string() };
    let mut stored = Cursor::new(Vec::new());
    parts.pack(&mut stored).map_err(|error| fault(&error))?;
    deflated(stored).map_err(|error| fault(&error))
}

/// The same parts, compressed: docx-rs stores them as they are, and a letter for 3,000 people would be mailed with 10
/// MB.
fn deflated(stored: Cursor<Vec<u8>>) -> io::Result<Vec<u8>> {
    let mut archive = zip::ZipArchive::new(stored)?;
    let mut parts = Vec::with_capacity(archive.len());
    for index in 0..archive.len() {
        let mut part = archive.by_index(index)?;
        if part.is_dir() {
            continue;
        }
        let mut bytes = Vec::new();
        part.read_to_end(&mut bytes)?;
        parts.push((part.name()?.into_owned(), bytes));
    }
    archive::zip(&parts)
}
