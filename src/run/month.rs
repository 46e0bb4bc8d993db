//! `month`: reads, merges, evaluates, and writes one folder with everything for the month.
//!
//! Pitfall: a reading that is incomplete is still worth a monthly round, but the status says so.

mod folder;

use std::mem::ManuallyDrop;

use self::folder::Folder;
use super::office::{suggest_config, whole, workbook};
use super::settings::Settings;
use super::{add_to, output, redact};
use crate::at_once::side_by_side;
use crate::cli::office::MonthArgs;
use crate::cli::{Format, Personal};
use crate::commands::gather::{bodies, rules};
use crate::commands::month::{self, Asking, Round};
use crate::commands::reading::finish;
use crate::commands::request::{file_name, own_forms};
use crate::commands::saved::{add, read_if_there};
use crate::domain::raised;
use crate::domain::statistics::Period;
use crate::domain::time::Moment;
use crate::failure::ExitStatus;
use crate::file::check_regular;
use crate::render::docx::docx;
use crate::render::sheet;
use crate::render::table;
use crate::report::holders::{Holders, is_unread_since};
use crate::report::inventory::Inventory;
use crate::report::month::{Month, MonthLetter, MonthSummary, Outcome};
use crate::report::work::judged;
use crate::report::{Envelope, Kind, count};

/// The inventory of the round, so that the next one can be compared with it.
const INVENTORY: &str = "kiem-ke.json";

/// `month`: 0 done; 1 in part; 10 if something needs a decision.
pub(super) fn month(settings: &Settings<'_>, arguments: &MonthArgs) -> raised::Result<ExitStatus> {
    let format = output::format(settings, &[Format::Table, Format::Json])?;
    redact::refuse(settings, Personal::Letter)?;
    let context = settings.silent();
    let own = own_forms(&context)?;
    let bodies = arguments.bodies.as_deref().map(bodies).transpose()?;
    let today = settings.now.day_in(&settings.zone);
    let label = today.strftime("%Y-%m").to_string();
    // Letters of one unit and of all are not in the same folder, where each round would undo the other.
    let of_unit = settings.global.unit.as_deref().map(|unit| format!("-{}", file_name(unit))).unwrap_or_default();
    let path = arguments.dir.clone().unwrap_or_else(|| format!("{label}{of_unit}").into());
    let is_cancelled = || settings.is_interrupted();
    // Problems with the folder or the inventory are reported before a token is read.
    let mut folder = Folder::open(&path, &is_cancelled)?;
    if let Some(file) = &arguments.add_to {
        check_regular(file)?;
        read_if_there(file)?;
    }
    let (reading, roster, status) = whole(settings, &arguments.source)?;
    // Like a reading, it is never freed: freeing its parts individually takes as long as a letter.
    let mut inventory = ManuallyDrop::new(merged(settings, arguments, &folder, ManuallyDrop::into_inner(reading))?);
    super::unit::check(settings, &inventory, roster.as_ref())?;
    let rules = rules(&context);
    let judge = context.judge(&rules);
    let holders = Holders::new(&inventory, roster.as_ref(), &rules);
    let asking = Asking {
        own_forms: own.as_deref(),
        period: label.parse::<Period>().ok(),
        number: arguments.number.as_deref(),
        date: arguments.date,
        bodies: bodies.as_deref(),
        not_read_since: arguments.source.saved.not_read_since.map(|day| Moment::start_of(day, &settings.zone)),
    };
    let judged = judged(&holders, &judge);
    let round = month::run(&context, &judged, &judge, &asking)?;
    let mut report = report(settings, &round, &inventory, &path.display().to_string(), &label);
    report.summary.not_read = asking.not_read_since.map(|since| {
        count(inventory.tokens.iter().filter(|token| token.initialized && is_unread_since(token, since)).count())
    });
    date(&mut inventory);
    let files = files(settings, &round, &report, &inventory)?;
    report.files = folder.write(&files)?;
    report.summary.beside = count(report.files.iter().filter(|file| file.outcome == Outcome::Beside).count());
    let shown = match format {
        Format::Json => output::document(&report)?,
        _ => table::month(&report, &output::style(settings)).into_bytes(),
    };
    output::write(settings, &shown)?;
    suggest_config(settings);
    Ok(status_of(&report, status))
}

/// The reading together with the data of earlier ones of this month and of the kept inventory.
fn merged(
    settings: &Settings<'_>,
    arguments: &MonthArgs,
    folder: &Folder<'_>,
    reading: Inventory,
) -> raised::Result<Inventory> {
    if let Some(file) = &arguments.add_to {
        let (inventory, conflicts) = add_to::save(settings, file, reading)?;
        output::remarks(settings, &conflicts);
        return Ok(inventory);
    }
    let former = read_if_there(&folder.file(INVENTORY))?;
    let context = settings.silent();
    let (mut inventory, conflicts) = add(&context, former, reading);
    // The first reading is written like later ones: with every verdict and its sentence.
    finish(&context, &mut inventory);
    output::remarks(settings, &conflicts);
    Ok(inventory)
}

fn status_of(report: &Month, reading: ExitStatus) -> ExitStatus {
    let errors = report.letters.iter().any(|letter| letter.row_errors > 0);
    let summary = &report.summary;
    if reading != ExitStatus::Done || errors {
        ExitStatus::Failed
    } else if summary.left_out + summary.undecided + summary.beside > 0 {
        ExitStatus::CheckWarnings
    } else {
        ExitStatus::Done
    }
}

fn report(settings: &Settings<'_>, round: &Round, inventory: &Inventory, folder: &str, period: &str) -> Month {
    let letters: Vec<MonthLetter> = round.letters.iter().map(letter).collect();
    let due = letters.iter().filter(|letter| letter.file.is_some());
    let summary = MonthSummary {
        tokens: inventory.summary.tokens,
        letters: count(due.clone().count()),
        subscribers: due.map(|letter| letter.subscribers).sum(),
        left_out: letters.iter().map(|letter| letter.left_out).sum(),
        undecided: round.undecided(),
        beside: 0,
        not_read: None,
        must_sign: round.coverage.as_ref().map(|check| check.summary.must_sign),
        can_sign: round.coverage.as_ref().map(|check| check.summary.can_sign),
    };
    Month {
        envelope: Envelope::new(Kind::Month, settings.now),
        folder: folder.to_owned(),
        period: period.to_owned(),
        roster: round.coverage.is_some(),
        unit: settings.global.unit.clone(),
        by_unit: round.coverage.as_ref().map(|check| check.by_unit.clone()).unwrap_or_default(),
        bodies: round.statistics.bodies.clone(),
        letters,
        undecided: round.unstated.clone(),
        files: Vec::new(),
        summary,
    }
}

fn letter(letter: &month::Letter) -> MonthLetter {
    let dossier = letter.filled.as_ref().map(|filled| &filled.dossier);
    MonthLetter {
        form: letter.form.to_owned(),
        file: dossier.map(|_| letter.file.to_owned()),
        number: letter.number.clone(),
        recipient: dossier.map(|dossier| dossier.recipient.clone()),
        subscribers: count(dossier.map_or(0, |dossier| dossier.rows.len())),
        left_out: count(letter.left_out.len()),
        row_errors: count(dossier.map_or(0, |dossier| dossier.row_errors.len())),
        to_fill: dossier.map(|one| one.to_fill.iter().map(|field| field.title.clone()).collect()).unwrap_or_default(),
        title: letter.title,
    }
}

/// Every file of the round: the letters, the sheets, the inventory, and last the page with the next steps.
fn files(
    settings: &Settings<'_>,
    round: &Round,
    report: &Month,
    inventory: &Inventory,
) -> raised::Result<Vec<(String, Vec<u8>)>> {
    // A letter of thousands of rows takes as long as everything else.
    let rest = || books(settings, round).and_then(|books| Ok((books, output::document(inventory)?)));
    let (letters, rest) = side_by_side(|| letters(round), rest);
    let (mut files, (books, reading)) = (letters?, rest?);
    files.extend(books);
    files.push((INVENTORY.to_owned(), reading));
    files.push(("huong-dan.txt".to_owned(), page(settings, report).into_bytes()));
    Ok(files)
}

fn letters(round: &Round) -> raised::Result<Vec<(String, Vec<u8>)>> {
    let filled = round.letters.iter().filter_map(|letter| letter.filled.as_ref().map(|filled| (letter.file, filled)));
    filled.map(|(file, filled)| Ok((file.to_owned(), docx(&filled.dossier, &filled.form)?))).collect()
}

/// The sheets: what to do, who can sign, and the figures of the month.
fn books(settings: &Settings<'_>, round: &Round) -> raised::Result<Vec<(String, Vec<u8>)>> {
    // The day and not the second: two runs on one day over the same inventory write the same bytes.
    let day = Moment::start_of(settings.now.day_in(&settings.zone), &settings.zone);
    let mut books = vec![("viec-can-lam.xlsx", sheet::plan_book(&round.plan))];
    books.extend(round.coverage.as_ref().map(|coverage| ("ky-so.xlsx", sheet::roster_book(coverage))));
    books.push(("bao-cao.xlsx", sheet::statistics_book(&round.statistics)));
    books.into_iter().map(|(file, book)| Ok((file.to_owned(), workbook(settings, &book, day)?))).collect()
}

/// Gives the inventory the time of its newest reading, so that the same readings give the same bytes.
fn date(inventory: &mut Inventory) {
    let newest = inventory.tokens.iter().filter_map(|token| token.read_at).max();
    Kind::Inventory.word().clone_into(&mut inventory.envelope.kind);
    inventory.envelope.generated_at = newest.unwrap_or(inventory.envelope.generated_at);
}

/// The page with the next steps, in the officer's language.
fn page(settings: &Settings<'_>, report: &Month) -> String {
    let style = table::Style {
        color: false,
        width: Some(100),
        language: settings.texts.language(),
        zone: settings.zone.clone(),
        drivers: settings.silent().same_drivers(),
    };
    table::month_page(report, &style)
}
