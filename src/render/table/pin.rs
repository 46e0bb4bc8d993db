//! `pin status`, `pin unlock`, `pin change`, `pin verify`, `journal show` and `journal verify`.

use super::super::columns::ColumnList;
use super::super::sheet::Field;
use super::super::word;
use super::view::View;
use super::{Block, Cell, Style, Tint};
use crate::domain::phrase::Phrase;
use crate::domain::pin::{PinRules, PinState};
use crate::journal::attempt::{Code, Line, SecretKind, States};
use crate::report::journal::{JournalShow, JournalVerify};
use crate::report::pin::{
    Attempt, AttemptResult, Identity, PinChange, PinStatus, PinStatusToken, PinUnlock, PinVerify, Plan, Proof,
    RecentTry,
};

/// Shows each token with the meaning of its PINs' states and what to do.
pub fn pin_status(report: &PinStatus, style: &Style) -> String {
    let view = View::new(style);
    let mut text = String::new();
    for token in report.tokens.iter().filter(|token| token.initialized) {
        text.push_str(&status_of(token, &view));
        text.push('\n');
    }
    if text.is_empty() {
        text = view.texts.get("table-no-tokens") + "\n";
    }
    text
}

fn status_of(token: &PinStatusToken, view: &View<'_>) -> String {
    let tint = match token.user_pin.state {
        PinState::Ok => Tint::Good,
        PinState::CountLow | PinState::NotSet | PinState::Unknown => Tint::Warning,
        PinState::FinalTry | PinState::Locked => Tint::Bad,
    };
    let mut block = Block::new();
    let label = |id| view.texts.get(id);
    block.row(label("attempt-token"), Cell::new(name(&token.identity)).tint(Tint::Strong));
    block.row(label("table-user-pin"), view.word(word::user_pin(&token.user_pin)));
    for (row, left, most) in [
        ("attempt-tries-left", token.user_pin.tries_left, token.user_pin.tries_max),
        ("attempt-so-tries-left", token.so_pin.tries_left, token.so_pin.tries_max),
        ("attempt-unlocks-left", token.user_pin.unlocks_left, None),
    ] {
        if let Some(left) = left {
            let of = most.map(|most| format!(" / {most}")).unwrap_or_default();
            block.row(label(row), Cell::new(format!("{left}{of}")));
        }
    }
    if let Some(rules) = token.user_pin.rules.as_ref().and_then(PinRules::phrase) {
        block.row(label("attempt-pin-rules"), Cell::new(view.texts.say(&rules)));
    }
    block.row(label("attempt-meaning"), Cell::new(&token.meaning).tint(tint));
    block.row(label("attempt-next"), Cell::new(&token.next_step));
    if let Some(otherwise) = &token.otherwise {
        block.row(label("attempt-otherwise"), Cell::new(otherwise));
    }
    block.row(label("attempt-so-pin"), Cell::new(&token.so_meaning));
    let unlock = view.texts.say(&token.unlock.way.phrase());
    block.row(label("attempt-unlock"), Cell::new(unlock));
    if !token.recent_tries.is_empty() {
        block.row(label("attempt-past-tries"), Cell::new(tries(&token.recent_tries, view)).tint(Tint::Warning));
    }
    block.render(view.style)
}

/// The name of a token: holder, label, serial, reader.
pub(super) fn name(token: &Identity) -> String {
    let parts = [&token.holder, &token.identity.label, &token.identity.serial, &token.identity.reader];
    let mut named: Vec<&str> = Vec::new();
    for part in parts.into_iter().flatten() {
        if !named.contains(&part.as_str()) {
            named.push(part);
        }
    }
    named.join(" · ")
}

/// Shows the plan, and the actions if there were any.
pub fn pin_unlock(report: &PinUnlock, style: &Style) -> String {
    let view = View::new(style);
    let mut text = plan_block(report, &view);
    text.push('\n');
    if report.attempt.result.is_some() {
        let mut block = Block::new();
        attempt_rows(&mut block, &report.attempt, Some(report.proof), &view);
        text.push_str(&block.render(style));
    } else {
        text.push_str(&view.texts.get("attempt-result-planned"));
        text.push('\n');
    }
    text
}

/// Shows the plan of the next action.
pub fn pin_unlock_plan(report: &PinUnlock, style: &Style) -> String {
    let view = View::new(style);
    format!("{}\n{}", view.texts.get("attempt-plan"), plan_block(report, &view))
}

fn plan_block(report: &PinUnlock, view: &View<'_>) -> String {
    let mut block = Block::new();
    token_rows(&mut block, &report.attempt.token, view);
    if report.attempt.result.is_none() {
        before_row(&mut block, &report.attempt, view);
    }
    plan_rows(&mut block, &report.plan, report.attempt.secret, view);
    block.render(view.style)
}

/// Shows the result of a change.
pub fn pin_change(report: &PinChange, style: &Style) -> String {
    let view = View::new(style);
    let mut block = Block::new();
    token_rows(&mut block, &report.attempt.token, &view);
    attempt_rows(&mut block, &report.attempt, Some(report.proof), &view);
    block.render(style)
}

/// Shows the result of a deliberate login.
pub fn pin_verify(report: &PinVerify, style: &Style) -> String {
    let view = View::new(style);
    let mut block = Block::new();
    token_rows(&mut block, &report.attempt.token, &view);
    attempt_rows(&mut block, &report.attempt, None, &view);
    block.render(style)
}

pub(super) fn token_rows(block: &mut Block, token: &Identity, view: &View<'_>) {
    block.row(view.texts.get("attempt-token"), Cell::new(name(token)).tint(Tint::Strong));
    block.row(view.texts.get("attempt-driver"), Cell::new(&token.driver));
}

fn before_row(block: &mut Block, attempt: &Attempt, view: &View<'_>) {
    block.row(view.texts.get("attempt-before"), states(attempt.before, view));
}

fn plan_rows(block: &mut Block, plan: &Plan, secret: SecretKind, view: &View<'_>) {
    let label = |id| view.texts.get(id);
    block.row(label("attempt-way"), Cell::new(&plan.way_text).tint(Tint::Strong));
    block.row(label("attempt-secret"), Cell::new(label(word::secret(secret))));
    block.row(label("attempt-held-by"), Cell::new(&plan.held_by_text));
    if !plan.calls.is_empty() {
        block.row(label("attempt-calls"), Cell::new(plan.calls.join(", ")));
    }
    if let Some(cost) = &plan.failure_cost {
        block.row(label("attempt-cost"), Cell::new(cost).tint(Tint::Warning));
    }
    for care in &plan.cares {
        block.row(label("attempt-care"), Cell::new(care));
    }
    if let Some(barrier) = &plan.barrier {
        block.row(label("attempt-barrier"), Cell::new(barrier).tint(Tint::Bad));
    }
    for (at, line) in plan.config_lines.iter().enumerate() {
        block.row(if at == 0 { label("unlock-config-lines") } else { String::new() }, Cell::new(line));
    }
    if !plan.recent_tries.is_empty() {
        block.row(label("attempt-past-tries"), Cell::new(tries(&plan.recent_tries, view)).tint(Tint::Warning));
    }
}

/// The number of tries of each secret.
fn tries(tries: &[RecentTry], view: &View<'_>) -> String {
    let count = |kind: SecretKind| tries.iter().filter(|past| past.secret == kind).count();
    let kinds = [SecretKind::UserPin, SecretKind::SoPin, SecretKind::Puk].map(|kind| (kind, count(kind)));
    let told = kinds.iter().filter(|(_, count)| *count > 0);
    told.map(|(kind, count)| format!("{}: {count}", view.texts.get(word::secret(*kind)))).collect::<Vec<_>>().join(", ")
}

/// The result of an attempt.
pub(super) fn attempt_rows(block: &mut Block, attempt: &Attempt, proof: Option<Proof>, view: &View<'_>) {
    let label = |id| view.texts.get(id);
    block.row(label("attempt-result"), view.word(word::attempt_result(attempt.result)));
    if let Some(code) = &attempt.code {
        let call = attempt.call.as_ref().map(|call| format!("{call}: {code}"));
        block.row(label("attempt-outcome"), Cell::new(call.unwrap_or_else(|| refusal(code, view))));
    }
    before_row(block, attempt, view);
    if attempt.after.is_some() {
        block.row(label("attempt-after"), states(attempt.after, view));
    }
    let done =
        matches!(attempt.result, Some(AttemptResult::Unlocked | AttemptResult::Changed | AttemptResult::Initialized));
    if let Some(proof) = proof.filter(|_| done) {
        let (word, tint) = match (proof.login, proof.signature) {
            (Some(true), Some(true)) => ("attempt-proved-signature", Tint::Good),
            (Some(true), Some(false)) => ("attempt-proved-not-signature", Tint::Bad),
            (Some(true), None) => ("attempt-proved-login", Tint::Good),
            _ => ("attempt-proved-not", Tint::Bad),
        };
        block.row(label("attempt-proved"), Cell::new(label(word)).tint(tint));
        if let Some(skipped) = proof.signature_skipped {
            block.row("", Cell::new(label(word::signature_skipped(skipped))));
        }
    }
    if let Some(journal) = &attempt.journal {
        let hash = journal.last_hash.as_ref().map(|hash| Phrase::new("attempt-last-hash").with("hash", hash));
        let place = hash.map(|hash| format!("{}, {}", journal.path, view.texts.say(&hash)));
        block.row(label("attempt-journal"), Cell::new(place.as_ref().unwrap_or(&journal.path)).tint(Tint::Dim));
    }
}

fn states(states: Option<States>, view: &View<'_>) -> Cell {
    let Some(states) = states else { return Cell::maybe(None::<&str>) };
    let word = |state: PinState| Phrase::new(state.word());
    let phrase = Phrase::new("attempt-states");
    view.say(&phrase.with("user", word(states.user_pin)).with("so", word(states.so_pin)))
}

/// Shows one line per entry.
pub fn journal_show(report: &JournalShow, style: &Style) -> String {
    let view = View::new(style);
    let columns = journal_columns(&view);
    let mut text = String::new();
    for journal in &report.journals {
        text.push_str(Cell::new(&journal.path).text());
        text.push('\n');
        let table = view.table_of(&columns, journal.entries.iter().map(|entry| &entry.line));
        text.push_str(&view.table_or(&table, "attempt-journal-empty"));
        text.push('\n');
    }
    text
}

fn journal_columns<'v>(view: &'v View<'_>) -> ColumnList<'v, Line> {
    let state =
        |states: Option<States>| states.map_or_else(|| "–".to_owned(), |states| view.texts.get(states.user_pin.word()));
    ColumnList::<Line>::new()
        .number("sequence", "attempt-journal-number", |line| Field::Text(line.sequence.to_string()))
        .value("time", "attempt-journal-time", |line| Field::Text(view.texts.day_and_time(line.time, &view.style.zone)))
        .text("operator", "attempt-journal-operator", |line| Field::Text(line.operator.clone()))
        .text("token", "attempt-token", |line| {
            let token = [&line.token.label, &line.token.serial].into_iter().flatten();
            Field::Text(token.map(String::as_str).collect::<Vec<_>>().join(" · "))
        })
        .value("action", "attempt-journal-action", |line| Field::word((word::action(line.action), Tint::Plain)))
        .value("phase", "attempt-journal-phase", |line| Field::word((word::phase(line.phase), Tint::Plain)))
        .value("code", "attempt-journal-code", |line| Field::text(line.code.as_ref().map(Code::as_str)))
        .value("states", "attempt-journal-states", move |line| {
            Field::Text(format!("{} → {}", state(line.before), state(line.after)))
        })
}

/// Why nothing was sent: in words, followed by the code for scripts.
fn refusal(code: &str, view: &View<'_>) -> String {
    if code.starts_with("CKR_") {
        return code.to_owned();
    }
    let id = match code {
        "pin-missing" | "pin-missing-in-batch" => "attempt-outcome-not-given",
        _ => "attempt-outcome-see-error",
    };
    view.texts.say(&Phrase::new(id).with("code", code))
}

/// Shows whether the journals are intact, and where not.
pub fn journal_verify(report: &JournalVerify, style: &Style) -> String {
    let view = View::new(style);
    let mut lines = Vec::new();
    for journal in &report.journals {
        let id = if journal.intact { "attempt-journal-intact" } else { "attempt-journal-broken" };
        let phrase = Phrase::new(id).with("path", &journal.path).with("entries", journal.entries);
        lines.push(view.texts.say(&phrase.with("hash", journal.last_hash.as_deref().unwrap_or("–"))));
        for finding in &journal.findings {
            let phrase = Phrase::new("attempt-journal-finding").with("line", finding.finding.line);
            lines.push(format!("  {}", view.texts.say(&phrase.with("finding", &finding.message))));
        }
    }
    lines.push(view.texts.get("attempt-journal-scope"));
    lines.join("\n") + "\n"
}
