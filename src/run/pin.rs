//! `pin` and `journal`: options to requests, and the messages before, during and after.

use std::io::IsTerminal;
use std::path::PathBuf;

use super::report::Report;
use super::settings::Settings;
use super::{output, redact, report};
use crate::cli::{
    ChangeArgs, Format, JournalCommand, NewPinArgs, PinArgs, PinCareArgs, PinCommand, PukArgs, SoPinArgs, UnlockArgs,
    VerifyArgs,
};
use crate::commands::pin::{
    Allowed, ChangeRequest, Desk, Ended, Generated, NewPin, UnlockRequest, VerifyRequest, change, plan, status, unlock,
    verify,
};
use crate::domain::phrase::Phrase;
use crate::domain::raised;
use crate::domain::selector::Selector;
use crate::domain::uri::Uri;
use crate::failure::ExitStatus;
use crate::interact::secret::{PinFile, SecretSource};
use crate::render::table;
use crate::report::inventory::Inventory;
use crate::report::journal::{JournalShow, JournalVerify};
use crate::report::pin::{PinChange, PinStatus, PinUnlock, PinVerify};

report::reports! {
    JournalShow, table::journal_show;
    JournalVerify, table::journal_verify;
    PinChange, table::pin_change;
    PinStatus, table::pin_status;
    PinUnlock, table::pin_unlock;
    PinVerify, table::pin_verify;
}

/// Runs a PIN command.
pub(super) fn run(settings: &Settings<'_>, command: &PinCommand) -> raised::Result<ExitStatus> {
    let format = report::format::<PinUnlock>(settings)?;
    match command {
        PinCommand::Status => pin_status(settings, format),
        PinCommand::Unlock(arguments) if arguments.plan => {
            report::deliver(settings, format, plan(&settings.silent(), arguments.challenge)?)?;
            Ok(ExitStatus::Done)
        }
        PinCommand::Unlock(arguments) => pin_unlock(settings, format, arguments),
        PinCommand::Change(arguments) => pin_change(settings, format, arguments),
        PinCommand::Verify(arguments) => pin_verify(settings, format, arguments),
    }
}

fn pin_status(settings: &Settings<'_>, format: Format) -> raised::Result<ExitStatus> {
    let progress = super::reading::progress(settings);
    let context = settings.context(progress.as_ref());
    let narrow = |inventory: &mut Inventory| super::unit::narrow(settings, inventory);
    let (states, inventory, reading) = status(&context, narrow)?;
    report::deliver(settings, format, states)?;
    super::reading::remarks(settings, &inventory, &reading);
    // The document has the drivers, the table has tokens only.
    if format == Format::Table {
        super::reading::remark_failures(settings, &inventory);
    }
    Ok(super::reading::status_of(&inventory))
}

fn pin_unlock(settings: &Settings<'_>, format: Format, arguments: &UnlockArgs) -> raised::Result<ExitStatus> {
    let response = if arguments.response_stdin { SecretSource::Stdin } else { SecretSource::Prompt };
    let request = UnlockRequest {
        so_pin: so_pin(&arguments.so_pin),
        puk: puk(&arguments.puk),
        new: new_pin(&arguments.new_pin),
        response: arguments.challenge.then_some(response),
    };
    let keep = keep(settings, &arguments.new_pin)?;
    let ended = at_desk(settings, arguments.care.yes, allowed(&arguments.care.pin), keep, |desk| {
        unlock(desk, &request, &mut |planned| report::show_plan(settings, planned, table::pin_unlock_plan))
    })?;
    finish(settings, format, ended)
}

fn pin_change(settings: &Settings<'_>, format: Format, arguments: &ChangeArgs) -> raised::Result<ExitStatus> {
    let old = if arguments.so { so_pin(&arguments.so_pin) } else { user_pin(settings, &arguments.pin) };
    let request = ChangeRequest { so: arguments.so, old, new: new_pin(&arguments.new_pin) };
    let keep = keep(settings, &arguments.new_pin)?;
    let ended =
        at_desk(settings, arguments.care.yes, allowed(&arguments.care.pin), keep, |desk| change(desk, &request))?;
    finish(settings, format, ended)
}

fn pin_verify(settings: &Settings<'_>, format: Format, arguments: &VerifyArgs) -> raised::Result<ExitStatus> {
    let pin = if arguments.so { so_pin(&arguments.so_pin) } else { user_pin(settings, &arguments.pin) };
    let request = VerifyRequest { so: arguments.so, pin };
    let ended = at_desk(settings, true, allowed(&arguments.care), None, |desk| verify(desk, &request))?;
    finish(settings, format, ended)
}

/// What the options allow.
pub(super) fn allowed(care: &PinCareArgs) -> Allowed {
    Allowed { last_try: care.allow_last_try, retry: care.allow_retry, accents: care.allow_accents }
}

/// Gives a command access to the user.
pub(super) fn at_desk<T>(
    settings: &Settings<'_>,
    yes: bool,
    allowed: Allowed,
    keep: Option<PinFile>,
    command: impl FnOnce(&mut Desk<'_, '_>) -> raised::Result<T>,
) -> raised::Result<(T, Option<PinFile>)> {
    let context = settings.silent();
    settings.with_sources(allowed.accents, |mut sources| {
        let mut tell = |phrase: &Phrase| output::remark(settings, phrase);
        let mut insist = |phrase: &Phrase| output::insist(settings, phrase);
        let mut desk = Desk {
            context: &context,
            sources: sources.lent(),
            yes,
            allowed,
            keep,
            tell: &mut tell,
            insist: &mut insist,
        };
        let done = command(&mut desk);
        let keep = desk.keep.take();
        match done {
            Ok(done) => Ok((done, keep)),
            Err(error) => {
                // It ended before any attempt.
                keep.into_iter().for_each(PinFile::discard);
                Err(error)
            }
        }
    })
}

/// Where a generated PIN goes: a new file, otherwise the user's own channel, which a script may have redirected.
pub(super) fn keep(settings: &Settings<'_>, new: &NewPinArgs) -> raised::Result<Option<PinFile>> {
    if let Some(path) = &new.generate_to {
        return Ok(Some(PinFile::create(path)?));
    }
    if new.generate && !std::io::stderr().is_terminal() {
        output::remark(settings, &Phrase::new("secret-warning-no-terminal"));
    }
    Ok(None)
}

/// The report first, whatever its result; then the failure.
pub(super) fn finish<R: Report>(
    settings: &Settings<'_>,
    format: Format,
    (mut ended, keep): (Ended<R>, Option<PinFile>),
) -> raised::Result<ExitStatus> {
    let done = redact::shown(settings, ended.report);
    let shown = report::show(settings, format, &done);
    if shown.is_err() {
        // The action on the token is reported in any case: otherwise the user may try again and use a try.
        output::to_stderr(&done.table(&output::style(settings)));
    }
    match (ended.generated.take(), keep) {
        (Some(generated), keep) => tell_generated(settings, &generated, keep.as_ref()),
        (None, Some(file)) => file.discard(),
        (None, None) => {}
    }
    match ended.error {
        None => shown.map(|()| ExitStatus::Done),
        // A closed reader must not hide the failure.
        Some(error) => Err(error),
    }
}

/// Shown on the user's own channel, after the report: never in a report that may be saved. Even if the report could not
/// be written, since the PIN is in force.
fn tell_generated(settings: &Settings<'_>, generated: &Generated, keep: Option<&PinFile>) {
    let say = |phrase: &Phrase| output::insist(settings, phrase);
    if generated.uncertain {
        say(&Phrase::new("attempt-generated-unknown"));
    }
    if let Some(file) = keep {
        say(&Phrase::new("secret-kept").with("path", file.path().display().to_string()));
        return;
    }
    say(&Phrase::new("attempt-generated").with("pin", generated.pin.expose_text().unwrap_or_default()));
    say(&Phrase::new("attempt-generated-note"));
}

/// `journal show` and `journal verify`.
pub(super) fn journal(settings: &Settings<'_>, command: &JournalCommand) -> raised::Result<ExitStatus> {
    let format = report::format::<JournalShow>(settings)?;
    let context = settings.silent();
    match command {
        JournalCommand::Show(arguments) => {
            report::deliver(settings, format, crate::commands::journal::show(&context, arguments.last)?)?;
            Ok(ExitStatus::Done)
        }
        JournalCommand::Verify(arguments) => {
            let found: JournalVerify = crate::commands::journal::check(&context, arguments.last_hash.as_ref())?;
            let status = if found.intact { ExitStatus::Done } else { ExitStatus::Failed };
            report::deliver(settings, format, found)?;
            Ok(status)
        }
    }
}

fn source(file: Option<&PathBuf>, stdin: bool, variable: Option<&String>) -> SecretSource {
    match (file, stdin, variable) {
        (Some(path), ..) => SecretSource::File(path.clone()),
        (None, true, _) => SecretSource::Stdin,
        (None, false, Some(name)) => SecretSource::Environment(name.clone()),
        (None, false, None) => SecretSource::Prompt,
    }
}

/// Where the user PIN comes from: the options, otherwise the file in `pin-source` of a token URI, otherwise the user.
pub(super) fn user_pin(settings: &Settings<'_>, pin: &PinArgs) -> SecretSource {
    let named = settings.global.token.as_ref().and_then(Selector::uri).and_then(Uri::pin_file);
    match given_user_pin(pin) {
        SecretSource::Prompt => named.map_or(SecretSource::Prompt, |path| SecretSource::File(path.into())),
        given => given,
    }
}

/// Where the user PIN comes from according to the options.
pub(super) fn given_user_pin(pin: &PinArgs) -> SecretSource {
    source(pin.pin_file.as_ref(), pin.pin_stdin, pin.pin_env.as_ref())
}

pub(super) fn so_pin(pin: &SoPinArgs) -> SecretSource {
    source(pin.so_pin_file.as_ref(), pin.so_pin_stdin, pin.so_pin_env.as_ref())
}

fn puk(puk: &PukArgs) -> SecretSource {
    source(puk.puk_file.as_ref(), puk.puk_stdin, puk.puk_env.as_ref())
}

pub(super) fn new_pin(new: &NewPinArgs) -> NewPin {
    if new.generate || new.generate_to.is_some() {
        return NewPin::Generate;
    }
    NewPin::From(source(new.new_pin_file.as_ref(), new.new_pin_stdin, new.new_pin_env.as_ref()))
}
