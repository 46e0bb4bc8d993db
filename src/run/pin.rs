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
    Allowed, ChangeRequest, Desk, Ended, NewPin, UnlockRequest, VerifyRequest, change, plan, status,
};
use crate::commands::pin::{unlock, verify};
use crate::domain::phrase::Phrase;
use crate::domain::raised;
use crate::domain::secret::Secret;
use crate::domain::selector::Selector;
use crate::domain::uri::Uri;
use crate::failure::ExitStatus;
use crate::interact::progress::Silent;
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
pub(super) fn run(settings: &Settings<'_>, command: &PinCommand) -> raised::Result<u8> {
    let format = report::format::<PinUnlock>(settings)?;
    match command {
        PinCommand::Status => pin_status(settings, format),
        PinCommand::Unlock(arguments) if arguments.plan => {
            report::deliver(settings, format, plan(&settings.context(&Silent), arguments.challenge)?)?;
            Ok(ExitStatus::Done.number())
        }
        PinCommand::Unlock(arguments) => pin_unlock(settings, format, arguments),
        PinCommand::Change(arguments) => pin_change(settings, format, arguments),
        PinCommand::Verify(arguments) => pin_verify(settings, format, arguments),
    }
}

/// Variables that hold secrets; driver hosts do not inherit them.
pub(super) fn secret_variables(command: &PinCommand) -> Vec<String> {
    let named = match command {
        PinCommand::Status => Vec::new(),
        PinCommand::Unlock(arguments) => {
            vec![&arguments.so_pin.so_pin_env, &arguments.puk.puk_env, &arguments.new_pin.new_pin_env]
        }
        PinCommand::Change(arguments) => {
            vec![&arguments.pin.pin_env, &arguments.so_pin.so_pin_env, &arguments.new_pin.new_pin_env]
        }
        PinCommand::Verify(arguments) => vec![&arguments.pin.pin_env, &arguments.so_pin.so_pin_env],
    };
    named.into_iter().flatten().cloned().collect()
}

fn pin_status(settings: &Settings<'_>, format: Format) -> raised::Result<u8> {
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
    Ok(super::reading::status_of(&inventory).number())
}

fn pin_unlock(settings: &Settings<'_>, format: Format, arguments: &UnlockArgs) -> raised::Result<u8> {
    let response = if arguments.response_stdin { SecretSource::Stdin } else { SecretSource::Prompt };
    let request = UnlockRequest {
        so_pin: so_pin(&arguments.so_pin),
        puk: puk(&arguments.puk),
        new: new_pin(&arguments.new_pin),
        response: arguments.challenge.then_some(response),
    };
    let keep = keep(settings, &arguments.new_pin)?;
    let ended = at_desk(settings, arguments.care.yes, allowed(&arguments.care.pin), keep, |desk| {
        unlock(desk, &request, &mut |planned| {
            let planned = redact::shown(settings, planned.clone());
            let text = table::pin_unlock_plan(&planned, &output::style(settings));
            if !settings.global.quiet {
                output::to_stderr(&format!("{text}\n"));
            }
        })
    })?;
    finish(settings, format, ended)
}

fn pin_change(settings: &Settings<'_>, format: Format, arguments: &ChangeArgs) -> raised::Result<u8> {
    let old = if arguments.so { so_pin(&arguments.so_pin) } else { user_pin(settings, &arguments.pin) };
    let request = ChangeRequest { so: arguments.so, old, new: new_pin(&arguments.new_pin) };
    let keep = keep(settings, &arguments.new_pin)?;
    let ended =
        at_desk(settings, arguments.care.yes, allowed(&arguments.care.pin), keep, |desk| change(desk, &request))?;
    finish(settings, format, ended)
}

fn pin_verify(settings: &Settings<'_>, format: Format, arguments: &VerifyArgs) -> raised::Result<u8> {
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
    let silent = Silent;
    let context = settings.context(&silent);
    settings.with_sources(allowed.accents, |mut sources| {
        let mut tell = |phrase: &Phrase| output::remark(settings, phrase);
        let mut insist = |phrase: &Phrase| output::to_stderr(&format!("{}\n", settings.texts.say(phrase)));
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
) -> raised::Result<u8> {
    let done = redact::shown(settings, ended.report);
    let shown = report::show(settings, format, &done);
    if shown.is_err() {
        // The action on the token is reported in any case: otherwise the user may try again and use a try.
        output::to_stderr(&done.table(&output::style(settings)));
    }
    match (ended.generated.take(), keep) {
        (Some(pin), keep) => tell_generated(settings, &pin, keep.as_ref(), ended.uncertain),
        (None, Some(file)) => file.discard(),
        (None, None) => {}
    }
    match ended.error {
        None => shown.map(|()| ExitStatus::Done.number()),
        // A closed reader must not hide the failure.
        Some(error) => Err(error),
    }
}

/// Shown on the user's own channel, after the report: never in a report that may be saved. Even if the report could not
/// be written, since the PIN is in force.
fn tell_generated(settings: &Settings<'_>, pin: &Secret, keep: Option<&PinFile>, uncertain: bool) {
    let say = |phrase: &Phrase| output::to_stderr(&format!("{}\n", settings.texts.say(phrase)));
    if uncertain {
        say(&Phrase::new("attempt-generated-unknown"));
    }
    if let Some(file) = keep {
        say(&Phrase::new("secret-kept").with("path", file.path().display().to_string()));
        return;
    }
    say(&Phrase::new("attempt-generated").with("pin", pin.expose_text().unwrap_or_default()));
    say(&Phrase::new("attempt-generated-note"));
}

/// `journal show` and `journal verify`.
pub(super) fn journal(settings: &Settings<'_>, command: &JournalCommand) -> raised::Result<u8> {
    let format = report::format::<JournalShow>(settings)?;
    let context = settings.context(&Silent);
    match command {
        JournalCommand::Show(arguments) => {
            report::deliver(settings, format, crate::commands::journal::show(&context, arguments.last)?)?;
            Ok(ExitStatus::Done.number())
        }
        JournalCommand::Verify(arguments) => {
            let found: JournalVerify = crate::commands::journal::check(&context, arguments.last_hash.as_ref())?;
            let status = if found.intact { ExitStatus::Done } else { ExitStatus::Failed };
            report::deliver(settings, format, found)?;
            Ok(status.number())
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
