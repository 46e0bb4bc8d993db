//! Makes SoftHSM2 tokens that look like officials' tokens, for trying out, tests and benchmarks.
//!
//! `softhsm-setup.sh` calls it; its help describes the options. It writes the configuration first and then starts
//! itself again with `SOFTHSM2_CONF` set, because SoftHSM reads that variable while loading.

#![allow(missing_docs, unreachable_pub, reason = "a program for trying out; its modules are nobody's library")]
#![allow(clippy::print_stdout, clippy::print_stderr, reason = "it talks to the person who started it")]

mod authorities;
mod bulk;
mod catalogue;
mod certificate;
mod der;
mod folder;
mod keys;
mod serials;
mod softhsm;

use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

use anyhow::{Context, Result, anyhow, bail};
use clap::Parser;
use jiff::civil::Date;
use jiff::tz::{Offset, TimeZone};

use folder::{Folder, Found};
use serials::Renaming;
use softhsm::Module;

/// Makes SoftHSM2 tokens that look like the real thing
#[derive(Parser)]
struct Options {
    /// The folder for the configuration and the tokens
    #[arg(long)]
    dir: PathBuf,
    /// The SoftHSM2 library; the usual places are searched without it
    #[arg(long)]
    module: Option<PathBuf>,
    /// The day from which every validity is counted; today without it
    #[arg(long)]
    at: Option<Date>,
    /// Make the tokens again
    #[arg(long)]
    reset: bool,
    /// Instead of the demo: this many tokens with one pair each
    #[arg(long, conflicts_with = "objects", value_parser = clap::value_parser!(u32).range(1..))]
    count: Option<u32>,
    /// Instead of the demo: one token with this many pairs
    #[arg(long, value_parser = clap::value_parser!(u32).range(1..))]
    objects: Option<u32>,
    /// Fill the folder: the second of the two processes
    #[arg(long, hide = true)]
    fill: bool,
}

const PLACES: [&str; 9] = [
    "/usr/lib/softhsm/libsofthsm2.so",
    "/usr/lib/x86_64-linux-gnu/softhsm/libsofthsm2.so",
    "/usr/lib/aarch64-linux-gnu/softhsm/libsofthsm2.so",
    "/usr/lib64/pkcs11/libsofthsm2.so",
    "/usr/lib64/softhsm/libsofthsm.so",
    "/usr/local/lib/softhsm/libsofthsm2.so",
    "/opt/homebrew/lib/softhsm/libsofthsm2.so",
    "C:\\SoftHSM2\\lib\\softhsm2-x64.dll",
    "C:\\Program Files\\SoftHSM2\\lib\\softhsm2-x64.dll",
];

fn main() -> ExitCode {
    match run(&Options::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(options: &Options) -> Result<()> {
    let module = module(options.module.as_deref())?;
    let day = options.at.unwrap_or_else(today);
    let set = match (options.count, options.objects) {
        (Some(count), _) => format!("{count} tokens with one pair each"),
        (None, Some(count)) => format!("one token with {count} pairs"),
        (None, None) => "demo".to_owned(),
    };
    let folder = Folder::open(&options.dir)?;
    if options.fill {
        return fill(&folder, &module, day, options);
    }
    match folder.look(&set, options.reset)? {
        Found::Complete { day: made } => {
            if options.at.is_some_and(|at| at.to_string() != made) {
                bail!("the tokens in {} were made as of {made}; add --reset to make them anew", options.dir.display());
            }
            println!("Nothing to do: the tokens ({set}) were made as of {made}.");
            if made != day.to_string() {
                println!("Their validity was counted from that day; --reset counts it from today.");
            }
        }
        Found::Nothing => {
            folder.prepare()?;
            fill_in_a_child(&folder, &module, day, options)?;
            folder.finish(&set, &day.to_string())?;
            println!("Made the tokens ({set}) as of {day}.");
        }
    }
    println!("User PIN: {}   SO PIN: {}", softhsm::USER_PIN, softhsm::SO_PIN);
    Ok(())
}

fn module(named: Option<&Path>) -> Result<PathBuf> {
    if let Some(path) = named {
        return Ok(path.to_owned());
    }
    PLACES
        .iter()
        .map(PathBuf::from)
        .find(|path| path.exists())
        .ok_or_else(|| anyhow!("SoftHSM2 is in none of the usual places; install it, or name it with --module"))
}

/// Today in the time zone in which the officers count their days.
#[allow(clippy::disallowed_methods, reason = "the product's clock is for the product; --at rules here as well")]
fn today() -> Date {
    let hanoi = Offset::from_seconds(7 * 3600).map_or(TimeZone::UTC, TimeZone::fixed);
    jiff::Timestamp::now().to_zoned(hanoi).date()
}

fn fill_in_a_child(folder: &Folder, module: &Path, day: Date, options: &Options) -> Result<()> {
    let program = std::env::current_exe().context("finding this program")?;
    let mut child = Command::new(program);
    child.arg("--fill").arg("--dir").arg(&options.dir).arg("--module").arg(module).arg("--at").arg(day.to_string());
    if let Some(count) = options.count {
        child.arg("--count").arg(count.to_string());
    }
    if let Some(count) = options.objects {
        child.arg("--objects").arg(count.to_string());
    }
    let status = child.env("SOFTHSM2_CONF", folder.configuration()).status().context("starting this program again")?;
    if status.success() {
        Ok(())
    } else {
        bail!("the tokens could not be made; what is there will be cleared next time")
    }
}

fn fill(folder: &Folder, module: &Path, day: Date, options: &Options) -> Result<()> {
    let module = Module::load(module)?;
    let mut renamings = Vec::new();
    let mut make = |token: &catalogue::Token, serial: u32| {
        let renaming = Renaming { drawn: module.make(token)?, chosen: format!("{serial:08}") };
        renamings.push(renaming);
        Ok::<_, anyhow::Error>(())
    };
    match (options.count, options.objects) {
        (Some(count), _) => {
            let mint = bulk::Mint::new(day)?;
            for number in 1..=count {
                make(&mint.token(number)?, 20_000_000 + number)?;
            }
        }
        (None, Some(count)) => make(&bulk::Mint::new(day)?.crowded_token(count)?, 30_000_001)?,
        (None, None) => {
            for (token, number) in catalogue::tokens(day)?.iter().zip(0..) {
                let serial = 10_240_113 + 1_017 * number;
                make(token, serial)?;
                println!("  {serial}  {}", token.label);
            }
        }
    }
    module.finish()?;
    serials::rewrite(&folder.tokens(), &renamings)
}
