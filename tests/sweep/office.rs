//! Commands on one token and commands of the office: the same answer as in health, or a status that says it is none.

use serde_json::Value;

use super::bench::{Bench, Deed, Place, places, sweep};
use super::support::REPRESENTATIVE_CODES;
use super::verdict::{asked_only, ensure};

const fn reads(words: &'static [&'static str]) -> Deed {
    Deed { words, logins: (0, 0) }
}

const fn logs_in(words: &'static [&'static str]) -> Deed {
    Deed { words, logins: (1, 0) }
}

const DEEDS: [Deed; 14] = [
    reads(&["plan", "--format", "json"]),
    reads(&["token", "show", "--token", "slot:2", "--format", "json"]),
    logs_in(&["pin", "verify", "--token", "slot:2", "--pin-file", "@user", "--format", "json"]),
    reads(&["cert", "show", "--token", "slot:2", "--format", "json"]),
    reads(&["cert", "export", "--token", "slot:2"]),
    reads(&["check", "--format", "json"]),
    reads(&["check", "--nagios"]),
    reads(&["roster", "check", "--roster", "@staff.csv", "--format", "json"]),
    reads(&["report", "--format", "json"]),
    reads(&["request", "renewal", "--format", "json"]),
    logs_in(&["key", "list", "--login", "--token", "slot:2", "--pin-file", "@user", "--format", "json"]),
    logs_in(&["inventory", "--login", "--token", "slot:2", "--pin-file", "@user", "--format", "json"]),
    Deed {
        words: &[
            "pin",
            "change",
            "--token",
            "slot:2",
            "--pin-file",
            "@user",
            "--new-pin-file",
            "@new",
            "--yes",
            "--format",
            "json",
        ],
        logins: (2, 0),
    },
    Deed {
        words: &["pin", "verify", "--so", "--token", "slot:2", "--so-pin-file", "@so", "--format", "json"],
        logins: (0, 1),
    },
];

/// What an answer says, without times of loading, hashes and the parts that name the driver.
fn essence(stdout: &[u8]) -> Value {
    let Ok(mut report) = serde_json::from_slice::<Value>(stdout) else {
        return Value::String(String::from_utf8_lossy(stdout).into_owned());
    };
    if let Some(fields) = report.as_object_mut() {
        fields.remove("journal");
        fields.remove("drivers");
    }
    report
}

#[test]
fn other_commands_give_the_healthy_answer_or_a_status_that_says_otherwise() {
    let deeds = if super::full() { &DEEDS[..] } else { &DEEDS[..3] };
    for deed in deeds {
        let healthy = Bench::new().run(deed, None, &[]);
        let well = healthy.outcome.status;
        assert!(well == 0, "{}: three healthy tokens: {}", deed.words.join(" "), healthy.show());
        let answer = essence(&healthy.outcome.stdout);
        let places: Vec<Place> = places(&healthy.calls);
        let codes = if super::full() { &REPRESENTATIVE_CODES[..] } else { &REPRESENTATIVE_CODES[4..5] };
        let cases: Vec<(&Place, &str)> =
            places.iter().flat_map(|place| codes.iter().map(move |code| (place, *code))).collect();
        let count = sweep(4, &cases, |bench, (place, code)| {
            let run = bench.run(deed, Some(place.rule().returns(*code)), &[]);
            let case = |why: String| format!("{} where {place:?} says {code}: {why}", deed.words.join(" "));
            asked_only(deed, &run).map_err(case)?;
            let same = essence(&run.outcome.stdout) == answer;
            // A token that left between two calls is gone like one that never was there.
            let left = place.call == "C_GetTokenInfo" && *code == "CKR_TOKEN_NOT_PRESENT";
            // A mechanism that a module lists and does not describe is shown by its name.
            let left = left || place.call == "C_GetMechanismInfo" && *code == "CKR_FUNCTION_NOT_SUPPORTED";
            let told = run.outcome.status != well && (run.outcome.status <= 11);
            ensure(same || told || left, "another answer under the same status", &run).map_err(case)?;
            ensure(run.outcome.status != 70, "a bug of ours", &run).map_err(case)
        });
        println!("sweep: {}: {count} cases", deed.words.join(" "));
    }
}
