//! `doctor`: one line for each check, with what to do below it.

use super::super::word;
use super::view::View;
use super::{Cell, Style, Table, Tint};
use crate::domain::phrase::Phrase;
use crate::domain::problem::Severity;
use crate::report::doctor::{Area, Doctor, Finding};
use crate::text::problem;

/// Shows all checks in order, and how many need action.
pub fn doctor(report: &Doctor, style: &Style) -> String {
    let view = View::new(style);
    let mut table = Table::new(vec![
        view.value("doctor-column-area"),
        view.value("table-severity"),
        view.text("doctor-column-what"),
    ]);
    for finding in &report.findings {
        let (word, tint) = finding.severity.map_or(("doctor-in-order", Tint::Good), word::severity);
        table.row(vec![
            Cell::new(view.texts.get(area(finding.code))),
            view.word((word, tint)),
            Cell::new(problem::note_text(&finding.what, &view.texts)),
        ]);
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
