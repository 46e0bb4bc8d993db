//! What `support` is about to write: the files with their sizes, then the contents of each.

use super::view::View;
use super::{Cell, Style, Table, TableColumn};
use crate::domain::phrase::Phrase;

/// Shows every file of the archive in full.
pub fn support(files: &[(&str, Vec<u8>)], style: &Style) -> String {
    let view = View::new(style);
    let mut table = Table::new(vec![
        view.value("support-column-file"),
        TableColumn::number(view.texts.get("support-column-bytes")),
    ]);
    for (name, bytes) in files {
        table.row(vec![Cell::new(*name), Cell::new(bytes.len().to_string())]);
    }
    let mut shown = format!("{}\n\n{}", view.texts.get("support-heading"), table.render(style));
    for (name, bytes) in files {
        let title = view.texts.say(&Phrase::new("support-file").with("file", *name));
        shown.push_str(&format!("\n{title}\n{}", String::from_utf8_lossy(bytes)));
    }
    shown
}
