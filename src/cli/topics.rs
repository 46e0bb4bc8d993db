//! `help` on topics that are not commands: a renewal from letter to token, exit statuses, selectors, dates.
//!
//! Pitfall: a command of the same name takes precedence, so a topic must not have a command's name.

/// A topic's name on the command line, and the identifier of its text.
pub const TOPICS: [(&str, &str); 4] = [
    ("renewal", "topic-renewal"),
    ("exit-codes", "topic-exit-codes"),
    ("selectors", "topic-selectors"),
    ("dates", "topic-dates"),
];

/// The identifier of a topic's text.
pub fn topic(words: &[String]) -> Option<&'static str> {
    let [word] = words else { return None };
    TOPICS.iter().find(|(name, _)| name == word).map(|(_, id)| *id)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_topic_is_called_like_a_command() {
        let command = crate::cli::command();
        for (name, _) in TOPICS {
            assert!(command.find_subcommand(name).is_none(), "`{name}` is a command");
        }
    }
}
