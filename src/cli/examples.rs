//! Examples for every command as data: `--help` shows them, and a test parses each with the real command line.
//!
//! A command that takes no argument needs none of its own. Pitfall: they are shown in both languages, so they contain no sentences.

/// A command's words joined with hyphens, and its examples without the program's name.
static EXAMPLES: &[(&str, &[&str])] = &[
    (
        "",
        &[
            "inventory",
            "check",
            "pin status",
            "plan --roster staff.xlsx",
            "cert import renewed.cer --plan",
            "help pin unlock",
            "help renewal",
        ],
    ),
    (
        "inventory",
        &[
            "inventory",
            "inventory -o all.xlsx",
            "inventory --add-to all.json",
            "inventory --from all.json -o all.csv",
            "inventory --from readings --bodies bodies.csv",
        ],
    ),
    (
        "check",
        &[
            "check",
            "check --warn 60d --crit 2026-12-31",
            "check --nagios",
            "check -o page.html",
            "check -o tokens.prom --force",
            "check --from all.json --unit \"Phòng 2\"",
        ],
    ),
    (
        "verify",
        &[
            "verify",
            "verify signer.cer --crl cpcag2.crl --offline",
            "verify --from all.json --strict",
            "verify --possession --token serial:10240113",
            "verify --signature report.pdf",
        ],
    ),
    ("trust", &["trust list", "trust fetch"]),
    ("trust-add", &["trust add rootca.cer"]),
    ("trust-remove", &["trust remove 0a1b2c3d"]),
    ("trust-fetch", &["trust fetch", "trust fetch --proxy http://proxy:3128"]),
    ("pin", &["pin status", "pin unlock --plan --token serial:10252317", "pin change"]),
    ("pin-status", &["pin status", "pin status --token serial:10252317"]),
    (
        "pin-unlock",
        &[
            "pin unlock --plan --token serial:10252317",
            "pin unlock --token serial:10252317",
            "pin unlock --challenge --token serial:10252317",
        ],
    ),
    ("pin-change", &["pin change --token serial:10252317", "pin change --so --token serial:10252317"]),
    ("pin-verify", &["pin verify --token serial:10252317"]),
    ("token", &["token list", "token show --token serial:10252317"]),
    ("token-list", &["token list", "token list --from all.json --format json", "token list -o tokens.xlsx"]),
    (
        "token-init",
        &["token init --label \"Phòng 2\" --token serial:10252317", "token init --label spare --token slot:1"],
    ),
    ("token-show", &["token show --token serial:10252317", "token show --token slot:0"]),
    ("cert", &["cert list", "cert export --token serial:10252317 -o holder.pem"]),
    ("cert-list", &["cert list", "cert list --from all.json --unit \"UBND phường Hoàn Kiếm\""]),
    ("cert-show", &["cert show --token serial:10252317", "cert show 5401a2b3"]),
    ("cert-export", &["cert export --token serial:10252317 -o holder.pem", "cert export 5401a2b3 --der -o holder.cer"]),
    ("key", &["key list", "key generate --type rsa:3072 --token serial:10252317"]),
    ("key-generate", &["key generate --type ec:p256 --token serial:10252317", "key generate --type rsa:3072 --id 02"]),
    ("key-delete", &["key delete --key 02 --token serial:10252317"]),
    (
        "cert-import",
        &[
            "cert import renewed.cer --plan",
            "cert import renewed.cer --token serial:10252317",
            "cert import from-the-ca --from all.json --plan",
            "cert import renewed.cer --replace --so-pin-file management.key --token serial:10252317",
        ],
    ),
    (
        "cert-delete",
        &["cert delete --superseded --plan --token serial:10252317", "cert delete 5401a2b3 --token serial:10252317"],
    ),
    ("key-list", &["key list", "key list --login --token serial:10252317"]),
    ("csr", &["csr create --from-certificate --token serial:10252317 -o renewal.csr"]),
    (
        "csr-create",
        &[
            "csr create --from-certificate --token serial:10252317 -o renewal.csr",
            "csr create --key 01 --subject \"CN=Nguyễn Văn An,O=UBND phường Hoàn Kiếm,C=VN\" --email an@hanoi.gov.vn",
        ],
    ),
    ("driver", &["driver list"]),
    ("driver-list", &["driver list", "driver list --module /usr/lib/libbit4xpki.so -v"]),
    ("journal", &["journal show --last 20", "journal verify"]),
    ("journal-show", &["journal show", "journal show --last 20 --token serial:10252317"]),
    ("journal-verify", &["journal verify"]),
    ("diff", &["diff october.json november.json", "diff 2026-10 2026-11 -o changes.xlsx"]),
    (
        "month",
        &["month --roster staff.xlsx", "month --from readings --roster staff.xlsx --number 45 --bodies bodies.csv"],
    ),
    (
        "plan",
        &[
            "plan --roster staff.xlsx",
            "plan --from all.json --within 90d --group-by unit",
            "plan --unit \"Phòng 2\" -o plan.xlsx",
        ],
    ),
    ("roster", &["roster template -o staff.xlsx", "roster check --roster staff.xlsx"]),
    (
        "roster-check",
        &["roster check --roster staff.xlsx", "roster check --from all.json --roster ward.csv school.xlsx"],
    ),
    ("roster-confirm", &["roster confirm --roster staff.xlsx", "roster confirm --roster staff.xlsx --list"]),
    ("roster-template", &["roster template -o staff.xlsx", "roster template --from all.json -o staff.xlsx"]),
    (
        "report",
        &[
            "report --roster staff.xlsx -o report.html",
            "report --roster staff.xlsx --period Q4/2026",
            "report --from all.json --since last.json",
            "report -o bao-cao.docx",
        ],
    ),
    (
        "request",
        &["request renewal --roster staff.xlsx -o mau04.docx", "request new --roster staff.xlsx -o mau01.docx"],
    ),
    (
        "request-renewal",
        &["request renewal --roster staff.xlsx -o mau04.docx", "request renewal --from all.json --number 45"],
    ),
    ("request-change", &["request change --roster staff.xlsx -o mau04.docx"]),
    ("request-recovery", &["request recovery -o mau06.docx", "request recovery --token serial:10251300 -o mau06.docx"]),
    ("request-revocation", &["request revocation --roster staff.xlsx -o mau05.docx"]),
    ("request-new", &["request new --roster staff.xlsx -o mau01.docx", "request new --organisations -o mau02.docx"]),
    ("config", &["config init", "config show"]),
    ("config-init", &["config init", "config init --template"]),
    ("doctor", &["doctor", "doctor --lang vi", "doctor --module /usr/lib/libbit4xpki.so"]),
    ("support", &["support -o support.zip"]),
    ("completions", &["completions bash", "completions powershell"]),
    ("man", &["man man1"]),
    ("help", &["help", "help plan", "help pin unlock", "help exit-codes"]),
];

/// The examples of a command: its own, otherwise itself alone, as a table and as JSON.
pub(super) fn of(words: &str) -> Vec<String> {
    if let Some((_, examples)) = EXAMPLES.iter().find(|(command, _)| *command == words) {
        return examples.iter().map(|line| (*line).to_owned()).collect();
    }
    let alone = words.replace('-', " ");
    vec![alone.clone(), format!("{alone} --format json")]
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory as _;

    use super::*;
    use crate::cli::Cli;

    /// An example's words, split like a shell does.
    fn words(line: &str) -> Vec<String> {
        let mut words = vec!["tokenctl".to_owned()];
        for (at, part) in line.split('"').enumerate() {
            if at % 2 == 1 {
                words.push(part.to_owned());
            } else {
                words.extend(part.split_whitespace().map(str::to_owned));
            }
        }
        words
    }

    fn names(command: &clap::Command, above: &str, found: &mut Vec<String>) {
        found.push(above.to_owned());
        for below in command.get_subcommands() {
            let own =
                if above.is_empty() { below.get_name().to_owned() } else { format!("{above}-{}", below.get_name()) };
            names(below, &own, found);
        }
    }

    #[test]
    fn every_command_has_examples_and_the_real_command_line_takes_each() {
        let mut commands = Vec::new();
        names(&Cli::command(), "", &mut commands);
        for (command, _) in EXAMPLES {
            assert!(commands.iter().any(|known| known == command), "`{command}` is no command");
        }
        for command in &commands {
            for line in of(command) {
                assert!(line.starts_with(&command.replace('-', " ")), "`{line}` is an example of `{command}`");
                let parsed = Cli::command().try_get_matches_from(words(&line));
                assert!(
                    parsed.is_ok(),
                    "`{line}`: {}",
                    parsed.err().map(|error| error.to_string()).unwrap_or_default()
                );
            }
        }
    }
}
