//! The settings of a run: options take precedence over the config, the config over defaults.

use std::ffi::OsStr;
use std::io::IsTerminal;
use std::path::{Path, PathBuf};
use std::sync::atomic::Ordering;
use std::time::Duration;

use jiff::tz::TimeZone;

use crate::cli::config::ConfigCommand;
use crate::cli::{Cli, Command, Global, UsageError};
use crate::clock;
use crate::commands::Context;
use crate::config::{self, Config, ConfigError};
use crate::domain::check::{Threshold, Thresholds};
use crate::domain::phrase::Phrase;
use crate::domain::raised::{self, Raised};
use crate::domain::redact::Redactor;
use crate::domain::time::{Moment, zone};
use crate::driver::client::{Launcher, Secrets, interruption};
use crate::environment::Environment;
use crate::failure::Failure;
use crate::file::is_stdout;
use crate::interact::progress::{Progress, Silent};
use crate::interact::secret::Sources;
use crate::interact::terminal::{NoTerminal, SystemTerminal, Terminal};
use crate::text::{Language, Texts, detect, secrecy, windows_ui_language};
use crate::waiting::Stdin;

/// Names files of drivers.
const MODULES: &str = "TOKENCTL_MODULE";

/// What options and config decide.
pub(super) struct Settings<'a> {
    pub(super) environment: &'a Environment,
    pub(super) config: Config,
    pub(super) texts: Texts,
    pub(super) zone: TimeZone,
    pub(super) now: Moment,
    pub(super) thresholds: Thresholds,
    pub(super) launcher: Launcher,
    pub(super) global: Global,
    /// The problem with the config, and what to do: for `doctor`, which continues without it.
    pub(super) config_fault: Option<(Phrase, Option<Phrase>)>,
    /// `--not-read-since` of a command that lists people: the beginning of that day.
    pub(super) not_read_since: Option<Moment>,
    /// With `--redact`.
    pub(super) redactor: Option<&'a Redactor>,
}

impl<'a> Settings<'a> {
    pub(super) fn of(cli: &Cli, environment: &'a Environment, redactor: Option<&'a Redactor>) -> raised::Result<Self> {
        let config = match Config::load(environment) {
            // The file named by the variable is about to be created.
            Err(ConfigError::NotFound { .. })
                if matches!(cli.command, Some(Command::Config(ConfigCommand::Init(_)))) =>
            {
                Ok(Config::default())
            }
            other => other,
        };
        let doctor = matches!(cli.command, Some(Command::Doctor));
        match config.map_err(Into::into).and_then(|config| Self::with(cli, environment, redactor, config)) {
            Err(error) if doctor => {
                let Failure { sentences, hint, .. } = Failure::of(&error);
                let fault = sentences.into_iter().next().map(|sentence| (sentence, hint));
                Ok(Self { config_fault: fault, ..Self::with(cli, environment, redactor, Config::default())? })
            }
            other => other,
        }
    }

    fn with(
        cli: &Cli,
        environment: &'a Environment,
        redactor: Option<&'a Redactor>,
        config: Config,
    ) -> raised::Result<Self> {
        let global = cli.global.clone();
        let configured = config.language.as_deref().and_then(|language| language.parse().ok());
        let texts = Texts::new(global.lang.unwrap_or_else(|| language(environment, None, configured)));
        let zone = zone(&config.timezone).ok_or_else(|| UsageError::TimeZone(config.timezone.clone()))?;
        refuse_uris(&global, environment, &config)?;
        let now = global.at.map_or_else(clock::now, |at| at.moment(&zone));
        let limits = cli.command.as_ref().and_then(super::dispatch::limits);
        let thresholds = Thresholds {
            warn: threshold("warn", limits.and_then(|limits| limits.warn), config.check.warn.as_deref(), config::WARN)?,
            crit: threshold("crit", limits.and_then(|limits| limits.crit), config.check.crit.as_deref(), config::CRIT)?,
            zone: zone.clone(),
        };
        let launcher = Launcher {
            program: program()?,
            hidden_variables: cli.command.as_ref().map(super::dispatch::secret_variables).unwrap_or_default(),
            timeout: Duration::from_secs(global.timeout),
            pin_timeout: Duration::from_secs(global.pin_timeout),
            interrupted: interruption::flag(),
            secrets: Secrets::default(),
        };
        let day = cli.command.as_ref().and_then(super::dispatch::not_read_since);
        let not_read_since = day.map(|day| Moment::start_of(day, &zone));
        let config_fault = None;
        Ok(Self {
            environment,
            config,
            texts,
            zone,
            now,
            thresholds,
            launcher,
            global,
            config_fault,
            not_read_since,
            redactor,
        })
    }

    /// Whether a termination signal came: Ctrl-C, SIGTERM, SIGHUP.
    pub(super) fn is_interrupted(&self) -> bool {
        self.launcher.interrupted.load(Ordering::Relaxed)
    }

    /// A failure as shown in this run: without personal data, if requested.
    pub(super) fn failure(&self, error: &Raised) -> Failure {
        super::failure(error, self.redactor)
    }

    /// The file that `--output` names, unless it is another name of standard output.
    pub(super) fn file(&self) -> Option<&Path> {
        self.global.output.as_deref().filter(|path| !is_stdout(path))
    }

    /// The user at the terminal, for possible questions; none with `--batch`.
    pub(super) fn with_terminal<T>(&self, ask: impl FnOnce(&mut dyn Terminal) -> T) -> T {
        if self.global.batch {
            return ask(&mut NoTerminal);
        }
        ask(&mut SystemTerminal::new(&self.texts, &|| self.is_interrupted()))
    }

    /// Where secrets are read from. With `allow_accents`, characters that are not printable ASCII are intended.
    pub(super) fn with_sources<T>(&self, allow_accents: bool, read: impl FnOnce(Sources<'_>) -> T) -> T {
        self.with_terminal(|terminal| {
            read(Sources {
                stdin: &mut Stdin,
                stdin_is_terminal: std::io::stdin().is_terminal(),
                environment: &|name| self.environment.variable(name),
                terminal,
                batch: self.global.batch,
                allow_accents,
            })
        })
    }

    /// The settings as commands see them, without a line of progress.
    pub(super) fn silent(&self) -> Context<'_> {
        self.context(&Silent)
    }

    /// The settings as commands see them.
    pub(super) fn context<'b>(&'b self, progress: &'b dyn Progress) -> Context<'b> {
        Context {
            environment: self.environment,
            config: &self.config,
            now: self.now,
            zone: self.zone.clone(),
            texts: &self.texts,
            launcher: self.launcher.clone(),
            modules: self.global.module.clone(),
            token: self.global.token.clone(),
            unit: self.global.unit.clone(),
            not_read_since: self.not_read_since,
            jobs: self.global.jobs,
            hosts: self.global.hosts,
            confine: self.global.confine,
            thresholds: self.thresholds.clone(),
            batch: self.global.batch,
            progress,
        }
    }
}

/// Refuses a PKCS#11 URI where a driver's file belongs, and anything with a PIN in it: paths of drivers are in every report.
fn refuse_uris(global: &Global, environment: &Environment, config: &Config) -> Result<(), UsageError> {
    const SCHEME: &str = "pkcs11:";
    let begins = |text: &OsStr| {
        text.as_encoded_bytes().get(..SCHEME.len()).is_some_and(|head| head.eq_ignore_ascii_case(SCHEME.as_bytes()))
    };
    let is_refused = |path: &Path| {
        // A path in the config is one within its folder by now.
        path.iter().any(begins) || secrecy::has_pin(&path.to_string_lossy())
    };
    // The colon separates files there.
    let variable = environment.variable(MODULES).is_some_and(|list| begins(&list));
    if global.module.iter().any(|path| is_refused(path)) {
        Err(UsageError::ModuleNotAFile("--module"))
    } else if variable || environment.modules().iter().any(|path| is_refused(path)) {
        Err(UsageError::ModuleNotAFile(MODULES))
    } else if config.drivers.iter().any(|driver| is_refused(&driver.path)) {
        Err(UsageError::ModuleNotAFile("driver.path"))
    } else {
        Ok(())
    }
}

/// The language by option, config, environment, in this order.
pub(super) fn language(environment: &Environment, option: Option<Language>, config: Option<Language>) -> Language {
    let [all, messages, lang] = environment.locales();
    detect(option, config, all, messages, lang, windows_ui_language())
}

fn threshold(
    name: &'static str,
    option: Option<Threshold>,
    config: Option<&str>,
    default: &str,
) -> Result<Threshold, UsageError> {
    if let Some(option) = option {
        return Ok(option);
    }
    let text = config.unwrap_or(default);
    text.parse().ok().ok_or_else(|| UsageError::ConfiguredThreshold(name, text.to_owned()))
}

/// This program itself, for driver hosts. On Linux through the link to the running file, even if another one has
/// replaced it: an update during an unlock must not bring in a host of another version.
pub(super) fn program() -> raised::Result<PathBuf> {
    let by_name = std::env::current_exe().map_err(anyhow::Error::new)?;
    Ok(if cfg!(target_os = "linux") { PathBuf::from("/proc/self/exe") } else { by_name })
}
