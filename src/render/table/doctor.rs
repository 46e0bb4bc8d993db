//! `doctor`: one line for each check, with what to do below it.

use super::super::columns::Columns;
use super::super::sheet::Field;
use super::super::word;
use super::view::View;
use super::{Style, Tint};
use crate::domain::phrase::Phrase;
use crate::domain::problem::Severity;
use crate::report::doctor::{Area, Doctor, Finding};
use crate::text::problem;

/// Shows all checks in order, and how many need action.
pub fn doctor(report: &Doctor, style: &Style) -> String {
    let view = View::new(style);
    let columns = columns();
    let mut table = view.table(&columns);
    for finding in &report.findings {
        table.row(view.cells(&columns, finding));
        if let Some(remedy) = &finding.remedy {
            let remedy = problem::note_text(remedy, &view.texts);
            table.note(view.say(&Phrase::new("doctor-remedy").with("remedy", remedy)));
        }
    }
    let to_do = |finding: &&Finding| finding.severity >= Some(Severity::Warning);
    let count = report.findings.iter().filter(to_do).count();
    let (verdict, tint) = match count {
        0 => (Phrase::new("doctor-nothing-to-do"), Tint::Good),
        count => (Phrase::new("doctor-to-do").with("count", count), Tint::Warning),
    };
    format!("{}\n{}\n", table.render(style), tint.paint(&view.texts.say(&verdict), style.color))
}

fn columns() -> Columns<Finding> {
    Columns::<Finding>::new()
        .value("area", "doctor-column-area", |finding| Field::word((area(finding.code), Tint::Plain)))
        .value("severity", "table-severity", |finding| {
            Field::word(finding.severity.map_or(("doctor-in-order", Tint::Good), word::severity))
        })
        .text("what", "doctor-column-what", |finding| Field::Notes(vec![finding.what.clone()]))
}

fn area(area: Area) -> &'static str {
    match area {
        Area::System => "doctor-area-system",
        Area::SmartCardService => "doctor-area-service",
        Area::Reader => "doctor-area-reader",
        Area::Card => "doctor-area-card",
        Area::Driver => "doctor-area-driver",
        Area::OtherArchitecture => "doctor-area-architecture",
        Area::P11Kit => "doctor-area-p11-kit",
        Area::Config => "doctor-area-config",
        Area::Journal => "doctor-area-journal",
        Area::Clock => "doctor-area-clock",
        Area::Language => "doctor-area-language",
        Area::Terminal => "doctor-area-terminal",
        Area::Disk => "doctor-area-disk",
    }
}
