//! `config show`: every setting in effect and its source.

use super::super::columns::Columns;
use super::super::sheet::Field;
use super::view::View;
use super::{Style, Tint};
use crate::domain::phrase::Phrase;
use crate::report::config::{ConfigShow, Setting, Source};

/// Shows the settings, those of the file in bold.
pub fn config_show(report: &ConfigShow, style: &Style) -> String {
    let view = View::new(style);
    let table = view.table_of(&columns(), &report.settings);
    let file = report.file.as_deref().unwrap_or("–");
    let place = if report.file_exists { Phrase::new("config-file-is") } else { Phrase::new("config-file-would-be") };
    format!("{}\n\n{}", view.texts.say(&place.with("file", file)), table.render(style))
}

fn columns() -> Columns<Setting> {
    Columns::<Setting>::new()
        .value("key", "config-column-key", |setting| Field::Text(setting.key.clone()))
        .text("value", "config-column-value", |setting| match &setting.value {
            serde_json::Value::Null => Field::Empty,
            serde_json::Value::String(text) => Field::Text(text.clone()),
            other => Field::Text(other.to_string()),
        })
        .value("source", "config-column-source", |setting| {
            Field::word(match setting.source {
                Source::File => ("config-source-file", Tint::Strong),
                Source::Default => ("config-source-default", Tint::Dim),
            })
        })
}
