//! A request for people: the form's list under its title, in the form's own words.

use super::view::View;
use super::{Cell, Style, Table, TableColumn};
use crate::domain::form::{Dossier, FormDefinition};
use crate::domain::phrase::Phrase;

/// Shows the list of a request.
pub fn request(dossier: &Dossier, form: &FormDefinition, style: &Style) -> String {
    let view = View::new(style);
    let title = Phrase::new("form-title").with("number", &form.number).with("title", &form.title);
    let recipient = Phrase::new("form-recipient").with("recipient", &dossier.recipient);
    let mut table = Table::new(form.columns.iter().map(|column| TableColumn::text(column.flat_title())).collect());
    for row in &dossier.rows {
        table.row(form.columns.iter().map(|column| Cell::new(row.text(column.key).replace('\n', "; "))).collect());
    }
    format!("{}\n{}\n\n{}", view.texts.say(&title), view.texts.say(&recipient), table.render(style))
}
