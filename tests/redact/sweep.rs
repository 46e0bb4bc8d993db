//! Every command in every format and language, and every mistake whose message names somebody.

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicUsize, Ordering};

use crate::needles::{Haystack, Needle};
use crate::support::{Outcome, contract};
use crate::world::{ACTED_ON, World, listed};

/// One way to run a command, for each of its formats.
#[derive(Clone)]
enum Run {
    /// On the demo tokens.
    Demo(Vec<String>),
    /// On the scripted token.
    Act(Vec<String>),
    /// Shows no personal data, or is refused.
    Not,
}

fn words(words: &[&str]) -> Vec<String> {
    words.iter().map(|word| (*word).to_owned()).collect()
}

/// How a command is run here. One that is not named is run alone; if it cannot be, the test stops until somebody says how.
fn runs(world: &World, command: &str) -> Vec<Run> {
    let own: Vec<&str> = command.split(' ').collect();
    let demo = |more: &[&str]| Run::Demo(words(&[&own, more].concat()));
    let act = |more: &[&str]| Run::Act(words(&[&own[..], &["--token", ACTED_ON, "--yes"], more].concat()));
    let login = ["--token", "10240113", "--login", "--pin-env", "TEST_PIN"];
    let office = |list: &str, more: &[&str]| {
        let sources = world.office(list);
        Run::Demo([words(&own), sources, words(more)].concat())
    };
    let (pin, so_pin, new_pin) = (world.text("pin"), world.text("so-pin"), world.text("new-pin"));
    let before = world.text("before.json");
    match command {
        "token list" | "token show" | "key list" | "cert list" | "check" | "inventory" => {
            let mut runs = vec![
                demo(&[]),
                demo(&["--token", "Bùi Anh Tuấn"]),
                demo(&login),
                demo(&["--from", &before]),
                Run::Act(words(&own)),
            ];
            if command == "inventory" {
                runs.push(demo(&["--from", &before, "--bodies", &world.text("bodies.csv")]));
            }
            runs
        }
        "cert show" => vec![demo(&["--token", "10240113"]), demo(&login)],
        "pin status" => vec![demo(&[]), Run::Act(words(&own))],
        "pin unlock" => {
            let by_challenge = demo(&["--challenge", "--plan", "--token", "10252317"]);
            vec![
                by_challenge,
                demo(&["--plan", "--token", "10252317"]),
                act(&["--so-pin-file", &so_pin, "--new-pin-file", &new_pin]),
            ]
        }
        "pin change" => vec![act(&["--pin-file", &pin, "--new-pin-file", &new_pin])],
        "pin verify" => vec![Run::Act(words(&["pin", "verify", "--token", ACTED_ON, "--pin-file", &pin]))],
        "key generate" => {
            vec![Run::Act(words(&["key", "generate", "--type", "rsa:2048", "--token", ACTED_ON, "--pin-file", &pin]))]
        }
        "key delete" => vec![Run::Act(words(&[
            "key",
            "delete",
            "--token",
            ACTED_ON,
            "--pin-file",
            &pin,
            "--confirm-fingerprint",
            "00000000",
        ]))],
        "token init" => {
            let sure = ["--confirm-serial", ACTED_ON, "--destroy-valid", "--label", "Hoa Sen"];
            let secrets = ["--so-pin-file", &so_pin, "--new-pin-file", &new_pin];
            vec![Run::Act(words(&[&own[..], &["--token", ACTED_ON], &sure, &secrets].concat()))]
        }
        "cert import" => {
            let renewed = world.text("renewed.pem");
            let own = words(&["cert", "import", &renewed, "--token", ACTED_ON, "--pin-file", &pin, "--yes"]);
            vec![demo(&[&renewed, "--plan"]), demo(&[&renewed, "--plan", "--from", &before]), Run::Act(own)]
        }
        "cert delete" => vec![act(&["--superseded", "--plan"]), act(&["--superseded", "--pin-file", &pin])],
        "csr create" => {
            let name = ["--subject", "CN=Nguyễn Văn An,C=VN", "--email", "an@hanoi.gov.vn"];
            vec![Run::Act(words(&[&own[..], &["--token", ACTED_ON, "--pin-file", &pin], &name].concat()))]
        }
        "verify" => vec![
            demo(&[]),
            demo(&["--from", &before]),
            demo(&["--token", "10240113"]),
            demo(&["--token", "10240113", "--possession", "--pin-env", "TEST_PIN"]),
            demo(&["--signature", &world.text("signed.p7s")]),
            demo(&["--signature", &world.text("signed.pdf")]),
        ],
        "plan" => vec![
            office("demo.csv", &["--all"]),
            office("odd.csv", &["--all", "--group-by", "unit"]),
            office("demo.csv", &["--all", "--unit", "UBND phường Hoàn Kiếm"]),
        ],
        "roster check" => {
            let odd = world.text("odd.csv");
            vec![office("demo.csv", &[]), office("odd.csv", &[]), office("demo.csv", &[&odd])]
        }
        "roster confirm" => vec![office("demo.csv", &["--list"]), office("odd.csv", &["--list"])],
        "diff" => vec![Run::Demo(words(&["diff", &before, &world.text("now.json")]))],
        "report" => {
            let bodies = world.text("bodies.csv");
            vec![office("demo.csv", &["--period", "2026", "--since", &before, "--bodies", &bodies])]
        }
        "request renewal" | "request change" | "request recovery" | "request revocation" => {
            vec![office("demo.csv", &["--proposed"]), office("odd.csv", &["--proposed"])]
        }
        "request new" => vec![office("demo.csv", &[]), office("odd.csv", &["--recipient", "Bế Văn Đàn"])],
        // They are about certificates of CAs alone, as `trust list` does.
        "trust add" | "trust remove" | "trust fetch" => vec![Run::Not],
        "month" | "cert export" | "roster template" | "config init" | "completions" | "man" | "help" => vec![Run::Not],
        // Its output is not a report: see `support.rs`.
        "support" => vec![Run::Not],
        other => {
            let alone = world.run(&own, &[]);
            assert!(alone.status < 2, "say how `{other}` is run with --redact: {}", alone.stderr);
            vec![demo(&[])]
        }
    }
}

/// Only tables and sentences have a language.
fn languages(has_language: bool) -> &'static [&'static str] {
    if has_language { &["en", "vi"] } else { &["en"] }
}

/// What must not be shown, and what has not been found so far.
#[derive(Clone)]
struct Search {
    personal: Vec<Needle>,
    unseen: Vec<Needle>,
    told: Vec<String>,
}

impl Search {
    fn new(personal: &BTreeSet<String>) -> Self {
        let personal: Vec<Needle> = personal.iter().map(|text| Needle::new(text)).collect();
        Self { unseen: personal.clone(), personal, told: Vec::new() }
    }

    /// A run without `--redact` shows what there is to hide.
    fn plain(&mut self, outcome: &Outcome, file: &[u8]) {
        let haystack = haystack(outcome, file);
        self.unseen.retain(|needle| haystack.finds(needle).is_none());
    }

    /// A run with it shows none of that.
    fn redacted(&mut self, what: &str, outcome: &Outcome, file: &[u8]) {
        let haystack = haystack(outcome, file);
        for needle in &self.personal {
            if let Some(form) = haystack.finds(needle) {
                let at = haystack.text().find(needle.text.as_str()).unwrap_or_default();
                let start: String = haystack.text().get(at..).unwrap_or_default().chars().take(160).collect();
                self.told.push(format!("{what}: `{}` {form}: {start}", needle.text));
            }
        }
    }

    /// What another worker found as well.
    fn add(&mut self, other: Self) {
        let unseen: BTreeSet<String> = other.unseen.into_iter().map(|needle| needle.text).collect();
        self.unseen.retain(|needle| unseen.contains(&needle.text));
        self.told.extend(other.told);
    }

    fn judge(self) {
        assert!(self.told.is_empty(), "{} texts were told:\n{}", self.told.len(), self.told.join("\n"));
        let listed = listed();
        let (unshown, unseen): (Vec<_>, Vec<_>) =
            self.unseen.iter().map(|needle| &needle.text).partition(|text| listed.contains(*text));
        assert!(unshown.len() * 2 < listed.len(), "most of the staff list is shown somewhere: {unshown:?}");
        assert!(unseen.is_empty(), "no run shows these without --redact either: {unseen:?}");
    }
}

fn haystack(outcome: &Outcome, file: &[u8]) -> Haystack {
    Haystack::of([file, b"\n", &outcome.stdout, b"\n", outcome.stderr.as_bytes()])
}

/// A command, how it is run, and one of its formats.
type Case = (Run, String);

#[test]
fn no_command_in_any_format_tells_of_anybody() {
    let world = World::new();
    let search = Search::new(&world.personal());
    assert!(search.personal.len() > 150, "there is much to be told: {}", search.personal.len());
    let (mut together, mut alone): (Vec<Case>, Vec<Case>) = (Vec::new(), Vec::new());
    for (command, formats) in contract::commands() {
        for run in runs(&world, &command) {
            for format in formats.iter().filter(|format| *format != "docx") {
                let case = (run.clone(), format.clone());
                match &run {
                    Run::Demo(own) if !heeds_journal(own) => together.push(case),
                    // The scripted token is one, and each run on it begins by its initial state.
                    Run::Demo(_) | Run::Act(_) => alone.push(case),
                    Run::Not => {}
                }
            }
        }
    }
    let next = AtomicUsize::new(0);
    let work = |worker: usize| {
        let mut search = search.clone();
        let files = format!("told-{worker}");
        if worker == 0 {
            for case in &alone {
                case_of(&world, &files, case, &mut search);
            }
            slips(&world, &mut search);
        }
        while let Some(case) = together.get(next.fetch_add(1, Ordering::Relaxed)) {
            case_of(&world, &files, case, &mut search);
        }
        search
    };
    let mut search = search.clone();
    std::thread::scope(|scope| {
        let work = &work;
        let workers: Vec<_> = (0..3).map(|worker| scope.spawn(move || work(worker))).collect();
        for worker in workers {
            search.add(worker.join().unwrap_or_else(|fault| std::panic::resume_unwind(fault)));
        }
    });
    search.judge();
}

/// Whether a run looks into the journal or logs in: beside another attempt it would say so, or be refused.
fn heeds_journal(own: &[String]) -> bool {
    let heeds = ["doctor", "journal", "pin", "import", "TEST_PIN"];
    own.iter().any(|word| heeds.contains(&word.as_str()))
}

/// The run without `--redact`, and with it in each language; `files` is the name of what it writes.
fn case_of(world: &World, files: &str, (run, format): &Case, search: &mut Search) {
    let (Run::Demo(own) | Run::Act(own)) = run else { return };
    let go = |all: &[&str]| match run {
        Run::Act(_) => world.act(all, &[]),
        _ => world.run(all, &[]),
    };
    let own: Vec<&str> = own.iter().map(String::as_str).collect();
    let file = world.text(&format!("{files}.{format}"));
    let target: Vec<&str> = if format == "table" { Vec::new() } else { vec!["--output", &file, "--force"] };
    let take = |outcome: Outcome| {
        let written = std::fs::read(&file).unwrap_or_default();
        let _gone = std::fs::remove_file(&file);
        (outcome, written)
    };
    let plain = [&own[..], &["--format", format, "-v"], &target].concat();
    let (outcome, written) = take(go(&plain));
    let (status, is_report) = (outcome.status, !written.is_empty());
    search.plain(&outcome, &written);
    for language in languages(format == "table" || format == "html") {
        let redacted = [&plain[..], &["--redact", "--lang", language]].concat();
        let (outcome, written) = take(go(&redacted));
        let what = format!("{} ({language})", redacted.join(" "));
        assert_eq!(outcome.status, status, "{what}: the status is what it was\n{}", outcome.stderr);
        assert_eq!(!written.is_empty(), is_report, "{what}: a report where there is one");
        search.redacted(&what, &outcome, &written);
    }
}

/// Errors, hints and remarks that name somebody.
fn slips(world: &World, search: &mut Search) {
    let pin = world.text("pin");
    let tuan = world.text("Bùi Anh Tuấn.json");
    let (now, there) = (world.text("now.json"), world.text("there already.json"));
    let bad = world.office("bad.csv");
    let bad: Vec<&str> = bad.iter().map(String::as_str).collect();
    let slips: Vec<Vec<&str>> = vec![
        vec!["token", "show", "--token", "serial:10240114"],
        // A bare word finds a holder, and then nothing is wrong.
        vec!["token", "show", "--token", "label:Bùi Anh Tuấn"],
        vec!["token", "show", "--token", "holder:Bùi Anh Tuấn Anh"],
        vec!["token", "show", "--token", "serial:Bùi Anh Tuấn:"],
        vec!["token", "show", "--token", "pkcs11:Bùi Anh Tuấn"],
        vec!["pin", "verify", "--pin-file", &pin],
        vec!["pin", "verify", "--token", "10240113", "--pin-file", &tuan],
        vec!["pin", "unlock", "--token", "10240113"],
        vec!["cert", "show", "Bùi Anh Tuấn không có"],
        vec!["cert", "show", "--token", "10240113", "10241130"],
        vec!["check", "--from", &tuan],
        vec!["check", "--from", &tuan, "--nagios"],
        vec!["check", "--from", "/nowhere/Bùi Anh Tuấn.json"],
        vec!["inventory", "--output", &there],
        vec!["inventory", "--output", "/nowhere/Bùi Anh Tuấn/a.json"],
        [&["roster", "check"][..], &bad].concat(),
        vec!["roster", "check", "--from", &now, "--roster", &now],
        vec!["Bùi Anh Tuấn"],
        vec!["inventory", "--Bùi-Anh-Tuấn"],
        vec!["inventory", "Bùi Anh Tuấn"],
        vec!["inventory", "--format", "Bùi Anh Tuấn"],
        vec!["plan", "--within", "Bùi Anh Tuấn"],
        vec!["inventory", "--pin-env", "TEST_PIN"],
    ];
    for slip in slips {
        for format in [&[][..], &["--format", "json"]] {
            // A repeated format is a mistake of its own, and so is one that a command does not support.
            let words = [&slip[..], format].concat();
            let plain = world.run(&words, &[]);
            search.plain(&plain, &[]);
            for language in languages(format.is_empty()) {
                let words = [&words[..], &["--redact", "--lang", language]].concat();
                let outcome = world.run(&words, &[]);
                assert_eq!(outcome.status, plain.status, "{words:?}: the status is what it was\n{}", outcome.stderr);
                let said = !outcome.stderr.is_empty() || slip.contains(&"--nagios");
                assert!(said && outcome.status != 0, "{words:?}: something is said of it");
                search.redacted(&words.join(" "), &outcome, &[]);
            }
        }
    }
    for more in [&[][..], &["--redact"]] {
        let outcome = world.configured("broken.toml", &["config", "show"], more);
        if more.is_empty() { search.plain(&outcome, &[]) } else { search.redacted("a broken config", &outcome, &[]) }
    }
}
