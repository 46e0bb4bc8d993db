//! `cert import` and `cert delete`: one line per certificate, with the result, the reason, and what was proved.
//!
//! Pitfall: only what is written and proved may look good.

use super::super::columns::ColumnList;
use super::super::sheet::Field;
use super::super::word::Word;
use super::view::View;
use super::{Cell, Style, Tint};
use crate::domain::import::Reason;
use crate::domain::phrase::Phrase;
use crate::domain::selector::Which;
use crate::domain::shell::quoted;
use crate::report::import::{CertDelete, CertImport, DeleteResult, Deleted, ImportResult, Imported};
use crate::report::pin::Identity;

/// Shows the result for each certificate, or the plan.
pub fn cert_import(report: &CertImport, style: &Style) -> String {
    let view = View::new(style);
    let table = view.table_of(&import_columns(&view), &report.results);
    let summary = &report.summary;
    let id = if report.plan { "import-summary-plan" } else { "import-summary" };
    let counts = Phrase::new(id)
        .with("certificates", summary.certificates)
        .with("planned", summary.planned)
        .with("proved", summary.proved)
        .with("unproved", summary.unproved)
        .with("there", summary.already_there)
        .with("elsewhere", summary.no_key_here)
        .with("refused", summary.refused)
        .with("failed", summary.failed);
    let mut text = table.render(style) + "\n" + &view.texts.say(&counts) + "\n";
    for one in report.results.iter().filter(|one| one.overwrites) {
        for phrase in written_over(one, &style.drivers) {
            text.push_str(&format!("{}\n", view.texts.say(&phrase)));
        }
    }
    for one in &report.results {
        for stale in &one.stale_views {
            let id = if stale.kind == "windows-store" { "import-stale-windows" } else { "import-stale-driver" };
            let phrase = Phrase::new(id)
                .with("driver", stale.driver.clone().unwrap_or_default())
                .with("certificate", stale.sha256.clone().unwrap_or_else(|| "–".to_owned()));
            text.push_str(&format!("{}\n", view.texts.say(&phrase)));
        }
    }
    text
}

fn import_columns<'v>(view: &'v View<'_>) -> ColumnList<'v, Imported> {
    ColumnList::<Imported>::new()
        .value("result", "import-column-result", |one| Field::word(result(one)))
        .text("holder", "import-column-holder", |one| Field::text(one.holder.as_ref().or(one.subject.as_ref())))
        .strong("holder")
        .value("serial", "import-column-serial", |one| Field::serial(one.serial_number.as_ref()))
        .value("until", "import-column-until", |one| Field::moment(one.not_after))
        .text("token", "import-column-token", |one| Field::text(one.token.as_ref().map(name)))
        .text("why", "import-column-why", |one| Field::text(Some(remarks(view, one).join("; "))))
        .tinted("why", |one| Some(result(one).1))
}

/// The name of a token.
fn name(token: &Identity) -> String {
    let parts: Vec<&str> =
        [&token.identity.label, &token.identity.serial].into_iter().flatten().map(String::as_str).collect();
    if parts.is_empty() { token.uri.clone() } else { parts.join(" · ") }
}

fn result(one: &Imported) -> Word {
    match one.result {
        None => ("import-result-planned", Tint::Plain),
        Some(ImportResult::Written) if one.proof.is_whole() && one.reason.is_none() => {
            ("import-result-written", Tint::Good)
        }
        Some(ImportResult::Written) => ("import-result-unproved", Tint::Warning),
        Some(ImportResult::AlreadyThere) => ("import-result-already-there", Tint::Good),
        Some(ImportResult::NoKeyHere) => ("import-result-no-key-here", Tint::Plain),
        Some(ImportResult::Refused) => ("import-result-refused", Tint::Bad),
        Some(ImportResult::Failed) => ("import-result-failed", Tint::Bad),
        Some(ImportResult::Unknown) => ("import-result-unknown", Tint::Bad),
    }
}

fn reason(view: &View<'_>, code: &str, call: Option<&String>, rv: Option<&String>) -> String {
    let said = view
        .texts
        .find(&Reason::sentence_of(code))
        .unwrap_or_else(|| view.texts.say(&Phrase::new("import-reason-login").with("code", code)));
    match (call, rv) {
        (Some(call), Some(rv)) => format!("{said} ({call}: {rv})"),
        (None, Some(rv)) => format!("{said} ({rv})"),
        _ => said,
    }
}

/// Why, the warnings, and the result for the old certificates.
fn remarks(view: &View<'_>, one: &Imported) -> Vec<String> {
    let mut parts = Vec::new();
    if let Some(code) = one.reason.as_deref().filter(|code| *code != Reason::NoKeyHere.code()) {
        parts.push(reason(view, code, one.call.as_ref(), one.code.as_ref()));
    }
    parts.extend(one.warnings.iter().filter_map(|code| view.texts.find(&format!("import-warning-{code}"))));
    if let Some(awaited) = &one.awaits {
        parts.push(view.texts.say(&Phrase::new("import-awaits").with("token", name(awaited))));
    }
    for old in &one.replaces {
        let id = match (old.deleted, one.result) {
            (Some(true), _) if one.overwrites => "import-old-written-over",
            (Some(false), None) if one.overwrites => "import-old-to-write-over",
            (Some(true), _) => "import-old-deleted",
            (Some(false), None) => "import-old-to-go",
            (Some(false), _) => "import-old-stays",
            (None, None | Some(ImportResult::Written)) => "import-old-kept",
            (None, _) => continue,
        };
        let day = old.not_after.map_or_else(|| "–".to_owned(), |end| view.texts.day(end, &view.style.zone));
        parts.push(view.texts.say(&Phrase::new(id).with("day", day)));
        if let (Some(true), Some(copy)) = (old.deleted.filter(|_| one.overwrites), &old.copy) {
            parts.push(view.texts.say(&Phrase::new("import-copy").with("path", copy)));
        }
    }
    parts
}

/// What overwriting needs, in a plan; otherwise where the copy of a previous certificate is that may be gone, and how
/// to restore it.
fn written_over(one: &Imported, drivers: &Which) -> Vec<Phrase> {
    let holder = one.holder.as_ref().or(one.subject.as_ref()).cloned().unwrap_or_else(|| "–".to_owned());
    if one.result.is_none() {
        return vec![Phrase::new("import-way-over").with("holder", holder).with("calls", one.calls.join(", "))];
    }
    let token = one.token.as_ref().map(selector).unwrap_or_default();
    let about = |path: &str| {
        let lost = Phrase::new("import-put-back").with("holder", &holder).with("path", path);
        let command = drivers.hint("import-put-back-command");
        [lost, command.with("path", quoted(path)).with("token", quoted(&token))]
    };
    one.may_be_lost().flat_map(about).collect()
}

/// The token as a value of `--token`.
fn selector(token: &Identity) -> String {
    let telling = token.identity.telling_serial();
    telling.map_or_else(|| token.uri.clone(), |serial| format!("serial:{serial}"))
}

/// Shows the result for each certificate to delete, or the plan.
pub fn cert_delete(report: &CertDelete, style: &Style) -> String {
    let view = View::new(style);
    let columns = delete_columns(&view);
    let mut table = view.table(&columns);
    table.group(vec![Cell::new(name(&report.token)).tint(Tint::Strong)]);
    report.results.iter().for_each(|one| table.row(view.cells(&columns, one)));
    table.render(style) + "\n"
}

fn delete_columns<'v>(view: &'v View<'_>) -> ColumnList<'v, Deleted> {
    ColumnList::<Deleted>::new()
        .value("result", "import-column-result", |one| Field::word(deleted(one)))
        .text("holder", "import-column-holder", |one| Field::text(one.subject.as_ref()))
        .value("sha256", "import-column-fingerprint", |one| Field::Text(one.sha256.chars().take(16).collect()))
        .value("until", "import-column-until", |one| Field::moment(one.not_after))
        .text("why", "import-column-why", |one| {
            let why = one.reason.as_ref().map(|code| reason(view, code, one.call.as_ref(), one.code.as_ref()));
            let copy = one.copy.as_ref().map(|copy| view.texts.say(&Phrase::new("import-copy").with("path", copy)));
            Field::text(Some(why.into_iter().chain(copy).collect::<Vec<_>>().join("; ")))
        })
        .tinted("why", |one| Some(deleted(one).1))
}

fn deleted(one: &Deleted) -> Word {
    match one.result {
        None => ("import-result-to-delete", Tint::Plain),
        Some(DeleteResult::Deleted) => ("import-result-deleted", Tint::Good),
        Some(DeleteResult::Refused) => ("import-result-kept", Tint::Warning),
        Some(DeleteResult::Failed) => ("import-result-failed", Tint::Bad),
        Some(DeleteResult::Unknown) => ("import-result-unknown", Tint::Bad),
    }
}
