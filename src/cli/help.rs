//! Help in both languages: the texts of commands and options are found by their names.
//!
//! A command's summary is `cli-about-<words>`, an option's text `cli-option-<name>`; a command may have its own text
//! for an option, `cli-option-<words>-<name>`. A test checks that every name has a text.

use clap::{Arg, CommandFactory};

use super::Cli;
use crate::text::Texts;

/// The bare command line, without any text.
pub fn command() -> clap::Command {
    Cli::command()
}

/// Puts the texts of a language into a command and all below it.
pub fn localize(command: clap::Command, texts: &Texts) -> clap::Command {
    with_texts(command, "", texts)
}

fn with_texts(command: clap::Command, words: &str, texts: &Texts) -> clap::Command {
    let own = |name: &str| if words.is_empty() { name.to_owned() } else { format!("{words}-{name}") };
    let summary = if words.is_empty() { "cli-about".to_owned() } else { format!("cli-about-{words}") };
    let mut command = command
        .about(texts.find(&summary).unwrap_or_default())
        .subcommand_help_heading(texts.get("cli-heading-commands"))
        .disable_help_flag(true)
        .disable_version_flag(true)
        .help_template(format!(
            "{{about-with-newline}}\n{} {{usage}}\n\n{{all-args}}{{after-help}}",
            texts.get("cli-heading-usage")
        ))
        .after_help(examples(words, texts));
    command = command.mut_args(|argument| argument_with_texts(argument, words, texts));
    let help =
        Arg::new("help").short('h').long("help").action(clap::ArgAction::Help).help(texts.get("cli-option-help"));
    command = command.arg(help.help_heading(texts.get("cli-heading-global")));
    if words.is_empty() {
        let version = Arg::new("version").short('V').long("version").action(clap::ArgAction::Version);
        let version = version.help(texts.get("cli-option-version")).help_heading(texts.get("cli-heading-global"));
        command = command.arg(version);
    }
    command.mut_subcommands(|below| {
        let words = own(below.get_name());
        with_texts(below, &words, texts)
    })
}

/// The examples of a command below its options.
fn examples(words: &str, texts: &Texts) -> String {
    let lines: Vec<String> = super::examples::of(words).iter().map(|line| format!("  tokenctl {line}")).collect();
    if lines.is_empty() {
        return String::new();
    }
    let mut text = format!("{}\n{}", texts.get("cli-heading-examples"), lines.join("\n"));
    if words == "help" {
        let topics: Vec<&str> = super::TOPICS.iter().map(|(name, _)| *name).collect();
        text.push_str(&format!("\n\n{} {}", texts.get("cli-heading-topics"), topics.join(", ")));
    }
    text
}

fn argument_with_texts(argument: Arg, words: &str, texts: &Texts) -> Arg {
    let name = argument.get_id().as_str().replace('_', "-");
    let special = format!("cli-option-{words}-{name}");
    let general = format!("cli-option-{name}");
    let heading = if argument.is_positional() {
        texts.get("cli-heading-arguments")
    } else if argument.is_global_set() {
        texts.get("cli-heading-global")
    } else {
        texts.get("cli-heading-options")
    };
    let help = texts.find(&special).or_else(|| texts.find(&general)).unwrap_or_default();
    let takes_values = argument.get_action().takes_values();
    let argument = argument.help(help).help_heading(heading);
    if takes_values { argument.hide_default_value(true).hide_possible_values(true) } else { argument }
}
