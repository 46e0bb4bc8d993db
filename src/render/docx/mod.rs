//! The letter as DOCX, laid out as Decree 30/2020 requires: one section, with the list in the text.
//!
//! May import `domain`, the archive and maud. The decree allows landscape for a letter with a wide table. There is a
//! single section, landscape or portrait as `fit` decides, so that a letter never has an empty last page. Pitfall: a
//! name may hold characters that no XML document may; every text goes through `wordml::run`.

mod fit;
mod head;
mod letter;
mod list;
mod metrics;
mod package;
mod report;
mod sheet;
mod style;
mod wordml;

pub use report::report;

use maud::{Render, html};

use crate::domain::form::{Dossier, FormDefinition};
use crate::domain::situation::{Class, Situation, Told};
use crate::situation_error;
use sheet::MARGINS;
use style::last;

/// Why a document could not be made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DocumentError {
    /// The letter could not be created.
    Letter {
        /// The writer's error.
        fault: String,
    },
    /// The workbook could not be created.
    Workbook {
        /// The writer's error.
        fault: String,
    },
    /// The CSV could not be created.
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
    let mut left = MARGINS.3;
    let edge = |width: usize| {
        let start = left;
        left += width;
        (start, width)
    };
    widths.into_iter().map(edge).collect()
}

/// The letter, the same bytes for the same dossier.
pub fn docx(dossier: &Dossier, form: &FormDefinition) -> Result<Vec<u8>, DocumentError> {
    let layout = fit::layout(dossier, form);
    let sheet = layout.sheet;
    let mut list = list::table(dossier, form, &layout);
    let tail = letter::tail(dossier, form, sheet, layout.gap);
    let after = if layout.is_short {
        tail
    } else {
        list.rows.push(letter::tail_row(&tail, form));
        last().render()
    };
    let header = letter::first_header(form, dossier.details.is_draft);
    package::pack(sheet, &header, &html! { (letter::head(dossier, form, sheet)) (list) (after) })
}
