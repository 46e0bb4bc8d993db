//! Help in both languages: the texts of commands and options are found by their names.
//!
//! A command's summary is `cli-about-<words>`, an option's text `cli-option-<name>`; a command may have its own text
//! for an option, `cli-option-<words>-<name>`; the name of a value is `cli-value-<name>`. A test checks that every name
//! has a text.
//!
//! Pitfall: clap writes `[OPTIONS]` itself, so a usage line in another language is clap's with that word replaced.

use clap::{Arg, CommandFactory};

use super::Cli;
use crate::text::Texts;

/// The bare command line, without any text.
pub fn command() -> clap::Command {
    Cli::command()
}

/// Puts the texts of a language into a command and its subcommands.
pub fn localize(command: clap::Command, texts: &Texts) -> clap::Command {
    let mut command = with_texts(command, "", texts);
    let options = texts.get("cli-value-options");
    if options != OPTIONS {
        // A usage line has the names of the parent commands only after everything is built.
        command.build();
        command = with_usage(command, &options);
    }
    command
}

/// Clap's word for the options in a usage line.
const OPTIONS: &str = "[OPTIONS]";

/// The usage lines of a command and its subcommands, with `options` for clap's own word.
fn with_usage(mut command: clap::Command, options: &str) -> clap::Command {
    let usage = command.render_usage().to_string();
    let usage = usage.strip_prefix("Usage:").unwrap_or(&usage).trim().replace(OPTIONS, options);
    command.override_usage(usage).mut_subcommands(|below| with_usage(below, options))
}

fn with_texts(command: clap::Command, words: &str, texts: &Texts) -> clap::Command {
    let own = |name: &str| if words.is_empty() { name.to_owned() } else { format!("{words}-{name}") };
    let summary = if words.is_empty() { "cli-about".to_owned() } else { format!("cli-about-{words}") };
    let mut command = command
        .about(texts.find(&summary).unwrap_or_default())
        .subcommand_help_heading(texts.get("cli-heading-commands"))
        .subcommand_value_name(texts.get("cli-value-command"))
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
    if !takes_values {
        return argument;
    }
    let names: Vec<String> =
        argument.get_value_names().unwrap_or_default().iter().map(|name| value_name(name, texts)).collect();
    let argument = if names.is_empty() { argument } else { argument.value_names(names) };
    argument.hide_default_value(true).hide_possible_values(true)
}

/// The name of a value, part by part: `FILE|DIR`, `ID=ANSWER`.
fn value_name(name: &str, texts: &Texts) -> String {
    let part = |part: &str| {
        let id = format!("cli-value-{}", part.to_lowercase().replace('_', "-"));
        texts.find(&id).unwrap_or_else(|| part.to_owned())
    };
    name.split_inclusive(['|', '='])
        .map(|piece| match piece.strip_suffix(['|', '=']) {
            Some(name) => part(name) + &piece[name.len()..],
            None => part(piece),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Language;

    /// Every value name, as known to clap, of a command and its subcommands.
    fn names(command: &clap::Command, found: &mut std::collections::BTreeSet<String>) {
        for argument in command.get_arguments().filter(|argument| argument.get_action().takes_values()) {
            for name in argument.get_value_names().unwrap_or_default() {
                found.extend(name.split(['|', '=']).map(str::to_owned));
            }
        }
        for below in command.get_subcommands() {
            names(below, found);
        }
    }

    #[test]
    fn every_name_of_a_value_has_a_text_in_both_languages() {
        let mut found = std::collections::BTreeSet::new();
        names(&command(), &mut found);
        assert!(found.len() > 20, "they are found: {found:?}");
        for language in [Language::English, Language::Vietnamese] {
            let texts = Texts::new(language);
            let id = |name: &str| format!("cli-value-{}", name.to_lowercase().replace('_', "-"));
            let missing: Vec<_> = found.iter().filter(|name| texts.find(&id(name)).is_none()).collect();
            assert!(missing.is_empty(), "{language}: {missing:?}");
        }
    }

    #[test]
    fn vietnamese_help_has_no_english_word_of_claps() {
        let mut command = localize(command(), &Texts::new(Language::Vietnamese));
        let unlock = command.find_subcommand_mut("pin").and_then(|pin| pin.find_subcommand_mut("unlock"));
        let unlock = unlock.expect("the command").render_long_help().to_string();
        assert!(unlock.contains("Cách dùng: tokenctl pin unlock [TÙY CHỌN]"), "{unlock}");
        assert!(unlock.contains("--pin-timeout <SỐ-GIÂY>") && unlock.contains("--output <TỆP>"), "{unlock}");
        let whole = command.render_long_help().to_string();
        assert!(whole.contains("tokenctl [TÙY CHỌN] [LỆNH]"), "{whole}");
        for word in ["OPTIONS", "COMMAND", "Usage", "default:", "<FILE"] {
            assert!(!unlock.contains(word) && !whole.contains(word), "`{word}` is left:\n{whole}\n{unlock}");
        }
    }
}
