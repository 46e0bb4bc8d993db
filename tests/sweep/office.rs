//! Commands on one token and office commands: the same answer as with a healthy driver, or a status that reports a failure.

use serde_json::Value;

use super::bench::{Bench, Deed, Place, Run, places, sweep};
use super::support::{Fault, REPRESENTATIVE_CODES};
use super::verdict::{asked_only, ensure};

const fn reads(words: &'static str) -> Deed {
    Deed { words, logins: (0, 0) }
}

const fn logs_in(words: &'static str) -> Deed {
    Deed { words, logins: (1, 0) }
}

/// The issuer of these certificates is not trusted, so the status is 11 with a healthy driver too.
const POSSESSION: &str = "verify --possession --token slot:2 --pin-file @user --offline --format json";

/// Commands on saved inventories, and their status. No driver is asked.
const SAVED: [(&str, u8); 16] = [
    ("inventory --from @saved.json --format json", 0),
    ("inventory --from @saved.json --bodies @staff.csv --format json", 0),
    ("token list --from @saved.json --format json", 0),
    ("cert list --from @saved.json --format json", 0),
    ("key list --from @saved.json --format json", 0),
    ("check --from @saved.json --format json", 0),
    ("plan --from @saved.json --format json", 0),
    ("report --from @saved.json --since @saved.json --format json", 0),
    ("report --from @saved.json --output @report.html --force", 0),
    ("roster check --from @saved.json --roster @staff.csv --format json", 0),
    ("roster confirm --from @saved.json --roster @staff.csv --list --format json", 0),
    ("roster template --from @saved.json --output @template.xlsx --force", 0),
    ("request renewal --from @saved.json --at 2029-11-20T01:00:00Z --format json", 0),
    ("diff @saved.json @saved.json --format json", 0),
    ("verify --from @saved.json --offline --format json", 11),
    ("month --from @saved.json --dir @round --format json", 0),
];

const DEEDS: [Deed; 21] = [
    reads(ROUND),
    reads("cert import @renewed.cer --plan --token slot:2 --format json"),
    reads("plan --format json"),
    reads("token show --token slot:2 --format json"),
    logs_in("pin verify --token slot:2 --pin-file @user --format json"),
    reads("cert show --token slot:2 --format json"),
    reads("cert export --token slot:2"),
    reads("check --format json"),
    reads("check --nagios"),
    reads("roster check --roster @staff.csv --format json"),
    reads("report --format json"),
    reads("request renewal --at 2029-11-20T01:00:00Z --format json"),
    reads("pin unlock --plan --token slot:2 --format json"),
    logs_in("key list --login --token slot:2 --pin-file @user --format json"),
    logs_in("inventory --login --token slot:2 --pin-file @user --format json"),
    Deed {
        words: "pin change --token slot:2 --pin-file @user --new-pin-file @new --yes --format json",
        logins: (2, 0),
    },
    Deed { words: "pin verify --so --token slot:2 --so-pin-file @so --format json", logins: (0, 1) },
    reads("report --roster @staff.csv --format json"),
    reads("roster confirm --roster @staff.csv --list --format json"),
    reads("request new --roster @staff.csv --format json"),
    logs_in(POSSESSION),
];

/// The round of live tokens, without the folder's records of earlier ones.
const ROUND: &str = "month --dir @round-live --format json";

/// The contents of an answer, without loading times, hashes and the parts that name the driver.
fn essence(stdout: &[u8]) -> Value {
    let Ok(mut report) = serde_json::from_slice::<Value>(stdout) else {
        return Value::String(String::from_utf8_lossy(stdout).into_owned());
    };
    if let Some(fields) = report.as_object_mut() {
        fields.remove("journal");
        fields.remove("drivers");
        // How far the proof got depends on what could be read; its result is in `result` and `proof`.
        fields.remove("call");
        if let Some(proof) = fields.get_mut("proof").and_then(Value::as_object_mut) {
            proof.remove("signature_skipped");
        }
    }
    report
}

/// Whether an answer is the healthy one except for unknown values: no value differs.
fn same_but_unknown(ours: &Value, healthy: &Value) -> bool {
    match (ours, healthy) {
        (Value::Null, _) => true,
        (Value::String(word), Value::String(_)) if word == "unknown" => true,
        (Value::Object(ours), Value::Object(healthy)) => {
            healthy.iter().all(|(key, value)| ours.get(key).is_some_and(|ours| same_but_unknown(ours, value)))
        }
        _ => ours == healthy,
    }
}

/// A command with its healthy result, and its places.
struct Recorded<'a> {
    deed: &'a Deed,
    answer: Value,
    places: Vec<Place>,
}

fn record(deed: &Deed) -> Recorded<'_> {
    let healthy = Bench::new().run(deed, None, &[]);
    let status = match deed.words {
        // Its issuer is not trusted.
        POSSESSION => 11,
        // The three share one key, which belongs on one token.
        "check --format json" => 10,
        "check --nagios" => 1,
        _ => 0,
    };
    assert_eq!(healthy.outcome.status, status, "{}: three healthy tokens: {}", deed.words, healthy.show());
    assert!(status != 11 || is_proved(&healthy), "{}: its key is proved: {}", deed.words, healthy.show());
    Recorded { deed, answer: essence(&healthy.outcome.stdout), places: places(&healthy.calls) }
}

/// Whether the token is reported to hold the key.
fn is_proved(run: &Run) -> bool {
    run.report().is_some_and(|report| report["results"][0]["possession"]["state"] == "proved")
}

#[test]
fn what_reads_saved_inventories_asks_no_driver_and_leaves_none_behind() {
    let bench = Bench::new();
    let file = bench.home.path().join("saved.json");
    let saved = bench.run(&Deed { words: "inventory --format json", logins: (0, 0) }, None, &[]);
    std::fs::write(&file, &saved.outcome.stdout).expect("a file");
    for (words, expected) in SAVED {
        // Any call would end the host.
        let fault = Fault::at("C_Initialize").crashes();
        let run = bench.run(&Deed { words, logins: (0, 0) }, Some(fault), &[]);
        let found = i32::from(expected);
        // A worklist, or a person who cannot sign, is a finding and not a failure.
        assert!([found, 10].contains(&run.outcome.status), "{words}: {}", run.show());
        assert_eq!(run.calls.total(), 0, "{words}: no driver is loaded: {}", run.show());
        assert_eq!(run.journal, Vec::<Value>::new(), "{words}: and nothing is written into the journal");
        bench.home.no_child_left();
    }
}

#[test]
fn every_command_of_the_sweep_is_healthy_before_anything_fails() {
    for deed in &DEEDS {
        let recorded = record(deed);
        assert!(!recorded.places.is_empty(), "{}: there are calls that can fail", deed.words);
    }
}

#[test]
fn other_commands_give_the_healthy_answer_or_a_status_that_says_otherwise() {
    let recorded: Vec<Recorded<'_>> = if super::full() { &DEEDS[..] } else { &DEEDS[..4] }.iter().map(record).collect();
    let codes = if super::full() { &REPRESENTATIVE_CODES[..] } else { &REPRESENTATIVE_CODES[4..5] };
    let mut cases: Vec<(&Recorded<'_>, &Place, &str)> = Vec::new();
    for one in &recorded {
        cases.extend(one.places.iter().flat_map(|place| codes.iter().map(move |code| (one, place, *code))));
    }
    sweep(4, &cases, |bench, (recorded, place, code)| {
        let deed = recorded.deed;
        let run = bench.run(deed, Some(place.rule().returns(*code)), &[]);
        let case = |why: String| format!("{} where {place:?} says {code}: {why}", deed.words);
        asked_only(deed, &run).map_err(case)?;
        ensure((0..=11).contains(&run.outcome.status), "a bug of ours", &run).map_err(case)?;
        let ours = essence(&run.outcome.stdout);
        // A PIN operation is done, even if the reader's name or the state after it cannot be read.
        let lenient = deed.words.starts_with("pin ");
        let same = ours == recorded.answer || lenient && same_but_unknown(&ours, &recorded.answer);
        // A token that left between two calls is the same as an absent one, and a mechanism that a driver lists but
        // does not describe is shown by its name. A driver that does not describe itself is unknown: a note says so,
        // and its flags count for less.
        let noted =
            place.call == "C_GetInfo" && String::from_utf8_lossy(&run.outcome.stdout).contains("C_GetInfo failed");
        let left = noted
            || place.call == "C_GetTokenInfo" && *code == "CKR_TOKEN_NOT_PRESENT"
            || place.call == "C_GetMechanismInfo" && *code == "CKR_FUNCTION_NOT_SUPPORTED";
        let signed = place.call != "C_Sign" || !is_proved(&run);
        ensure(signed, "a key is proved by a signature that failed", &run).map_err(case)?;
        ensure(same || run.outcome.status != 0 || left, "another answer under status 0", &run).map_err(case)
    });
    for one in &recorded {
        println!("sweep: {}: {} cases", one.deed.words, one.places.len() * codes.len());
    }
}
