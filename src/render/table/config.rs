//! `config show`: every setting in effect and its source.

use super::view::View;
use super::{Cell, Style, Table, Tint};
use crate::domain::phrase::Phrase;
use crate::report::config::{ConfigShow, Source};

/// Shows the settings, those of the file in bold.
pub fn config_show(report: &ConfigShow, style: &Style) -> String {
    let view = View::new(style);
    let mut table = Table::new(vec![
        view.value("config-column-key"),
        view.text("config-column-value"),
        view.value("config-column-source"),
    ]);
    for setting in &report.settings {
        let (word, tint) = match setting.source {
            Source::File => ("config-source-file", Tint::Strong),
            Source::Default => ("config-source-default", Tint::Dim),
        };
        let value = match &setting.value {
            serde_json::Value::Null => Cell::maybe(None::<&str>),
            serde_json::Value::String(text) => Cell::new(text),
            other => Cell::new(other.to_string()),
        };
        table.row(vec![Cell::new(&setting.key), value, Cell::new(view.texts.get(word)).tint(tint)]);
    }
    let file = report.file.as_deref().unwrap_or("–");
    let place = if report.file_exists { Phrase::new("config-file-is") } else { Phrase::new("config-file-would-be") };
    format!("{}\n\n{}", view.texts.say(&place.with("file", file)), table.render(style))
}
