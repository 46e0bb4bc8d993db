//! Understands the commands that are run for every token and by every monitor without building the tree of all
//! commands, which is most of what it takes to start.
//!
//! Pitfall: it may only be quicker, never different. Whatever is unusual is left to the whole tree, errors above all.

use std::ffi::OsString;

use clap::{Args, Command, FromArgMatches};

use super::{CheckArgs, Cli, Global, InventoryArgs};

/// The command line, if it is plain that it is one of these commands and nothing is wrong with it.
pub(crate) fn read(arguments: &[OsString]) -> Option<Cli> {
    let with_options = arguments.iter().skip(1).find_map(|argument| match argument.to_str() {
        Some("inventory") => Some(InventoryArgs::augment_args(Command::new("inventory"))),
        Some("check") => Some(CheckArgs::augment_args(Command::new("check"))),
        _ => None,
    })?;
    let mut command =
        Global::augment_args(Command::new("tokenctl")).subcommand(with_options).disable_help_subcommand(true);
    let matches = command.try_get_matches_from_mut(arguments);
    // Freeing it piece by piece would only take time.
    std::mem::forget(command);
    Cli::from_arg_matches(&matches.ok()?).ok().filter(|cli| cli.command.is_some())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn quick(line: &str) -> Option<String> {
        let arguments: Vec<OsString> = line.split(' ').map(OsString::from).collect();
        read(&arguments).map(|cli| format!("{cli:?}"))
    }

    fn whole(line: &str) -> Option<String> {
        let matches = super::super::command().try_get_matches_from(line.split(' ')).ok()?;
        Cli::from_arg_matches(&matches).ok().map(|cli| format!("{cli:?}"))
    }

    #[test]
    fn what_is_understood_quickly_is_what_the_whole_tree_understands() {
        let lines = [
            "tokenctl inventory",
            "tokenctl --module /m.so --format json inventory",
            "tokenctl inventory --module /m.so --module=/n.so -v -v --lang vi --format xlsx --output a.xlsx --force",
            "tokenctl inventory --from a.json b.json --not-read-since 2026-11-01 --bodies list.csv --redact",
            "tokenctl inventory --login --pin-env PIN --allow-last-try --token serial=1",
            "tokenctl inventory --warn 30d --crit 7 --revocation --crl a.crl",
            "tokenctl check --nagios --with-names --warn 60 --timeout 5 --jobs 4 --hosts 2 --confine",
            "tokenctl check --from saved --roster staff.csv --at 2026-11-25T00:00:00Z",
        ];
        for line in lines {
            assert_eq!(quick(line).is_some(), whole(line).is_some(), "{line}");
            assert_eq!(quick(line), whole(line), "{line}");
        }
        assert!(quick(lines[0]).is_some() && quick(lines[6]).is_some(), "these are understood at all");
    }

    #[test]
    fn whatever_is_unusual_is_left_to_the_whole_tree() {
        for line in [
            "tokenctl",
            "tokenctl --help",
            "tokenctl inventory --help",
            "tokenctl check --version",
            "tokenctl help inventory",
            "tokenctl inventory --no-such-option",
            "tokenctl inventory check",
            "tokenctl --output check token list",
            "tokenctl --token check inventory",
            "tokenctl token list",
            "tokenctl inventory --pin-env PIN --pin-stdin --login",
            "tokenctl --timeout 0 inventory",
            "tokenctl completions bash",
        ] {
            assert_eq!(quick(line), None, "{line}");
        }
    }
}
