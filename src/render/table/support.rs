//! What `support` is about to write: the files with their sizes, then the contents of each.

use super::super::columns::Columns;
use super::super::sheet::Field;
use super::Style;
use super::view::View;
use crate::domain::phrase::Phrase;

/// Shows every file of the archive in full.
pub fn support(files: &[(&str, Vec<u8>)], style: &Style) -> String {
    let view = View::new(style);
    let columns = Columns::<(&str, Vec<u8>)>::new()
        .value("file", "support-column-file", |(name, _)| Field::Text((*name).to_owned()))
        .number("bytes", "support-column-bytes", |(_, bytes)| Field::Text(bytes.len().to_string()));
    let table = view.table_of(&columns, files).render(style);
    let mut shown = format!("{}\n\n{table}", view.texts.get("support-heading"));
    for (name, bytes) in files {
        let title = view.texts.say(&Phrase::new("support-file").with("file", *name));
        shown.push_str(&format!("\n{title}\n{}", String::from_utf8_lossy(bytes)));
    }
    shown
}
