//! The token is exchanged at every call of every command that sends a PIN: the PIN goes to the token that was checked
//! first, or to none, and the journal and the report show what really happened.
//!
//! The reference is the driver's own log, which shows when the token was exchanged and which token each secret reached.
//! Pitfall: a token exchanged before the first check is the intended one; nothing else was known then.

use serde_json::{Value, json};

use super::bench::{Bench, CHOSEN, Deed, PUK, Place, Run, places, sweep};
use super::support::{Certificate, P_256, RSA_2048, Script, Token};
use super::verdict::{ensure, seed};

/// Every PIN of a token that was not named.
const OTHERS: &str = "Cua-nguoi-khac-1";

/// A command that sends a PIN.
pub struct Act {
    pub deed: Deed,
    /// The driver's unlock method in the config.
    pub way: Option<&'static str>,
    /// C_InitPIN and C_SetPIN calls that belong to it.
    sets: usize,
    /// Whether it judges certificates, which are not trusted here, and proves their keys: it ends with 11 with a
    /// healthy driver.
    proves: bool,
    /// What it must have sent, all of it correct, to report success: call and secret.
    whole: &'static [(&'static str, &'static str)],
}

const fn act(words: &'static str, logins: (usize, usize)) -> Act {
    Act { deed: Deed { words, logins }, way: None, sets: 0, proves: false, whole: &[("C_Login", "user")] }
}

const ACTS: [Act; 8] = [
    Act {
        sets: 1,
        whole: &[("C_Login", "so"), ("C_InitPIN", "new"), ("C_Login", "user")],
        ..act(super::unlock::UNLOCK.words, (1, 1))
    },
    Act {
        sets: 1,
        way: Some("puk-set-pin"),
        whole: &[("C_SetPIN", "puk"), ("C_Login", "user")],
        ..act("pin unlock --token slot:2 --puk-file @puk --new-pin-file @new --yes --format json", (1, 0))
    },
    Act {
        sets: 1,
        whole: &[("C_SetPIN", "user"), ("C_Login", "user")],
        ..act("pin change --token slot:2 --pin-file @user --new-pin-file @new --yes --format json", (1, 0))
    },
    act("pin verify --token slot:2 --pin-file @user --format json", (1, 0)),
    Act {
        whole: &[("C_Login", "so")],
        ..act("pin verify --so --token slot:2 --so-pin-file @so --format json", (0, 1))
    },
    act("inventory --login --token slot:2 --pin-file @user --format json", (1, 0)),
    act("key list --login --token slot:2 --pin-file @user --format json", (1, 0)),
    Act { proves: true, ..act("verify --possession --token slot:2 --pin-file @user --offline --format json", (1, 0)) },
];

/// How the other token differs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Other {
    Serial,
    Label,
    Manufacturer,
    Model,
    /// Serials of zeros, and the same texts: only its first certificate identifies it.
    Certificate,
    /// Another serial, and one try left of each PIN.
    FinalTry,
    /// Another serial, and each PIN locked.
    Locked,
    /// In nothing: the same token, whose PINs were tried elsewhere until one try is left.
    Worn,
    /// In nothing: the same token, locked elsewhere.
    LockedMeanwhile,
}

const OTHER: [Other; 9] = [
    Other::Serial,
    Other::Label,
    Other::Manufacturer,
    Other::Model,
    Other::Certificate,
    Other::FinalTry,
    Other::Locked,
    Other::Worn,
    Other::LockedMeanwhile,
];

impl Other {
    /// The named token, and the one that replaces it. The SO PIN of the other has one try less, which distinguishes the
    /// states of the two.
    fn tokens(self, act: &Act) -> (Token, Token) {
        let mut named = Token::of_holder(CHOSEN);
        if act.way.is_some() {
            named = named.puk(PUK).set("unlock", "puk-set-pin");
        }
        if self == Self::Certificate {
            named = named.set("serial", "0000000000000000");
        }
        let mut other = named.clone();
        if !self.is_twin() {
            other = other.user_pin(OTHERS).so_pin(OTHERS).left("so_pin", 2);
            if act.way.is_some() {
                other = other.puk(OTHERS);
            }
        }
        let both_left = |token: Token, left| token.left("user_pin", left).left("so_pin", left);
        let other = match self {
            Self::Serial => other.set("serial", "99999999"),
            Self::Label => other.set("label", "Một nhãn khác"),
            Self::Manufacturer => other.set("manufacturer", "Another maker"),
            Self::Model => other.set("model", "Another model"),
            Self::Certificate => {
                let der = Certificate::of("Đặng Thị Khác").serial(b"khac").key(&P_256).der();
                other.set("objects", json!([])).certificate(&[1], "certificate", &der).key_pair(&[1], "key", &RSA_2048)
            }
            Self::FinalTry => both_left(other.set("serial", "99999999"), 1),
            Self::Locked => both_left(other.set("serial", "99999999"), 0),
            Self::Worn => both_left(other, 1),
            Self::LockedMeanwhile => both_left(other, 0),
        };
        (named, other)
    }

    /// The same token in a worse state.
    fn is_twin(self) -> bool {
        matches!(self, Self::Worn | Self::LockedMeanwhile)
    }

    /// Whether a PIN may reach it without `--allow-last-try`, if it is the one that was checked first.
    fn takes_a_try(self) -> bool {
        !matches!(self, Self::FinalTry | Self::Locked | Self::Worn | Self::LockedMeanwhile)
    }
}

/// One exchange.
struct Case<'a> {
    act: &'a Act,
    other: Other,
    place: &'a Place,
    after: bool,
    /// Whether a session continues with the other token, as with drivers that never check.
    survives: bool,
}

impl Case<'_> {
    fn name(&self) -> String {
        let when = if self.after { "after" } else { "before" };
        let survives = if self.survives { ", sessions survive" } else { "" };
        format!("{} with {:?} {when} {:?}{survives}", self.act.deed.name(3), self.other, self.place)
    }

    fn script(&self) -> Script {
        let (named, other) = self.other.tokens(self.act);
        let rule = if self.after { self.place.rule().after() } else { self.place.rule() };
        plain(named).spare(other).set("sessions_survive", self.survives).fault(rule.swaps_token_in(CHOSEN, Some(0)))
    }
}

/// One token, under a library whose unlock method is known.
fn plain(token: Token) -> Script {
    let library = json!({"description": "Implementation of PKCS11", "manufacturer": "SoftHSM"});
    Script::empty().set("library", library).slot(CHOSEN, token)
}

/// The log's account of one run.
struct Truth<'a> {
    run: &'a Run,
    /// The line at which the token was exchanged.
    exchanged: usize,
    /// The line of the call during which it was exchanged, if before that call's work.
    within: Option<usize>,
}

impl<'a> Truth<'a> {
    /// `None` if the exchange never happened: another call was made in its place.
    fn of(run: &'a Run, case: &Case<'_>) -> Option<Self> {
        let exchanged = run.calls.0.iter().position(|call| call.name == "!swapped")?;
        let within = (!case.after).then(|| exchanged - 1);
        Some(Self { run, exchanged, within })
    }

    /// Whether the call of this line found the other token.
    fn found_other(&self, line: usize) -> bool {
        line > self.exchanged || self.within == Some(line)
    }

    fn lines(&self, name: &'static str) -> impl DoubleEndedIterator<Item = usize> {
        self.run.calls.0.iter().enumerate().filter(move |(_, call)| call.name == name).map(|(at, _)| at)
    }

    fn first_pin_call(&self) -> Option<usize> {
        let is_pin_call = |name: &str| matches!(name, "C_Login" | "C_InitPIN" | "C_SetPIN");
        self.run.calls.0.iter().position(|call| is_pin_call(&call.name))
    }

    /// Whether the token was exchanged before anything was known of it.
    fn before_first_look(&self) -> bool {
        self.lines("C_GetTokenInfo").next().is_none_or(|line| self.found_other(line))
    }

    /// Whether it was exchanged before reading the certificate that distinguishes the two.
    fn before_certificate(&self) -> bool {
        let end = self.first_pin_call().unwrap_or(usize::MAX);
        let reads_value = |line: &usize| self.run.calls.0[*line].detail.contains("attributes=17");
        let read: Vec<usize> =
            self.lines("C_GetAttributeValue").filter(|line| *line < end).filter(reads_value).collect();
        read.last().is_none_or(|line| self.exchanged < *line)
    }
}

/// Properties of a run in which the token was exchanged.
fn judge(case: &Case<'_>, run: &Run) -> Result<(), String> {
    let Some(truth) = Truth::of(run, case) else { return Err(format!("the exchange never came: {}", run.show())) };
    sent_once(case.act, run)?;
    right_token(case, &truth)?;
    let early = truth.before_first_look();
    let ambiguous = case.other == Other::Certificate && truth.before_certificate();
    if !early && !ambiguous && !case.survives {
        if truth.first_pin_call().is_none() {
            // A locked one is reported as locked; if the texts are the same and the session died while the certificate
            // was read, nothing more is known.
            let told = match run.outcome.status {
                6 => case.other == Other::LockedMeanwhile,
                // If the session died before a certificate was read, there is no key to prove.
                3 => case.act.proves && run.outcome.stderr.contains("nothing-to-verify"),
                1 => {
                    matches!(case.other, Other::LockedMeanwhile | Other::Worn | Other::Certificate)
                        && run.outcome.stderr.contains("token-unread")
                }
                _ => false,
            };
            ensure(told || run.outcome.status == 7, "nothing was sent, and the status is not 7", run)?;
        }
        states_are_of_the_named(case, run)?;
        journal_names_the_named(case, run)?;
    }
    journal_is_true(run)?;
    whole_or_not(case.act, run)
}

/// No more calls than belong to the command, and at most one wrong try.
fn sent_once(act: &Act, run: &Run) -> Result<(), String> {
    let logins = |user: &str| run.calls.0.iter().filter(|call| call.name == "C_Login" && call.detail == user).count();
    let sets = run.calls.count("C_InitPIN") + run.calls.count("C_SetPIN");
    ensure(
        logins("user=1") <= act.deed.logins.0 && logins("user=0") <= act.deed.logins.1 && sets <= act.sets,
        &format!("{} user logins, {} SO logins, {sets} PINs set", logins("user=1"), logins("user=0")),
        run,
    )?;
    let wrong = run.calls.reached().iter().filter(|reached| reached.code != 0).count();
    ensure(wrong <= 1, &format!("{wrong} wrong tries"), run)
}

/// A secret reaches the token that was checked first, or none.
fn right_token(case: &Case<'_>, truth: &Truth<'_>) -> Result<(), String> {
    let run = truth.run;
    let reached = run.calls.reached();
    let to_other = reached.iter().filter(|reached| reached.token != format!("slot:{CHOSEN}")).count();
    // PKCS#11 reports no state of a PUK, and a token whose PIN is locked is what it is for.
    let by_puk = reached.iter().any(|reached| reached.secret == "puk");
    if by_puk && case.other.is_twin() {
        return Ok(());
    }
    let early = truth.before_first_look();
    let ambiguous = case.other == Other::Certificate && truth.before_certificate();
    if early || ambiguous {
        ensure(to_other == 0 || to_other == reached.len(), "secrets came to two tokens", run)?;
        let may = by_puk || case.other.takes_a_try();
        return ensure(to_other == 0 || may, "a last try was spent, or a locked token tried", run);
    }
    if case.survives {
        return looked_right_before(truth);
    }
    ensure(to_other == 0, "a secret came to a token that nobody named", run)
}

/// If a session continues with the other token, only an exchange between the last check and the PIN call can succeed,
/// and nothing lies between them except the reading of a certificate.
fn looked_right_before(truth: &Truth<'_>) -> Result<(), String> {
    let calls = &truth.run.calls.0;
    for (line, reached) in calls.iter().enumerate().filter(|(_, call)| call.name == "!reached") {
        if reached.detail.contains("token=slot:") {
            continue;
        }
        let own = |at: &usize| calls[*at].process == reached.process && *at < line;
        let look = truth.lines("C_GetTokenInfo").rfind(own);
        let Some(look) = look else { return Err(format!("no look before the call: {}", truth.run.show())) };
        ensure(!truth.found_other(look), "the look before the call found the other token", truth.run)?;
        let reading = ["C_FindObjectsInit", "C_FindObjects", "C_FindObjectsFinal", "C_GetAttributeValue"];
        let between: Vec<&str> = (look + 1..line)
            .filter(|at| calls[*at].process == reached.process)
            .map(|at| calls[at].name.as_str())
            .filter(|name| name.starts_with("C_") && !reading.contains(name))
            .collect();
        ensure(between.len() == 1, &format!("between look and call: {between:?}"), truth.run)?;
    }
    Ok(())
}

/// `before` and `after` are states of the named token, never of the other.
fn states_are_of_the_named(case: &Case<'_>, run: &Run) -> Result<(), String> {
    let Some(report) = run.report() else { return Ok(()) };
    if case.other.is_twin() {
        return Ok(());
    }
    for moment in ["before", "after"] {
        let told = &report[moment];
        let named = told.is_null() || told["so_pin"] == "ok" && told["user_pin"] == "ok";
        ensure(named, &format!("`{moment}` is the state of another token"), run)?;
    }
    Ok(())
}

/// Every line is about the named token, and shows no state of another.
fn journal_names_the_named(case: &Case<'_>, run: &Run) -> Result<(), String> {
    let (named, other) = case.other.tokens(case.act);
    for line in &run.journal {
        for field in ["serial", "label", "manufacturer", "model"] {
            let expected = named.json().get(field).cloned().unwrap_or_else(|| usual(field));
            ensure(
                line["token"][field] == expected,
                &format!("a line of the journal has another {field}: {line}"),
                run,
            )?;
        }
        let states = [&line["before"], &line["after"]];
        let foreign = states.iter().any(|state| state["so_pin"] != "ok" && !state.is_null());
        ensure(case.other.is_twin() || !foreign, &format!("the state of another token in the journal: {line}"), run)?;
    }
    // A check of this test itself: with equal texts these checks could not fail.
    let differ = ["serial", "label", "manufacturer", "model"]
        .iter()
        .any(|field| named.json().get(field) != other.json().get(field));
    assert_eq!(differ, !case.other.is_twin() && case.other != Other::Certificate, "{:?}", case.other);
    Ok(())
}

/// A token's default for a field missing from its script.
fn usual(field: &str) -> Value {
    match field {
        "manufacturer" => json!("Tokenctl tests"),
        "model" => json!("Scripted"),
        _ => Value::Null,
    }
}

/// Every secret that reached a token was recorded beforehand, and every try used afterwards; nothing else was.
pub fn journal_is_true(run: &Run) -> Result<(), String> {
    let phase = |phase: &str| run.journal.iter().filter(|line| line["phase"] == phase).collect::<Vec<_>>();
    let (intents, results) = (phase("intent"), phase("result"));
    ensure(intents.len() == results.len(), "an intent without its result", run)?;
    let reached = run.calls.reached();
    let wrong = reached.iter().filter(|reached| reached.code != 0).count();
    let told = results.iter().filter(|line| line["try_spent"] == "yes").count();
    ensure(told == wrong, &format!("{wrong} tries were spent, the journal has {told}"), run)?;
    // A PIN that is set belongs to the same attempt as the preceding login.
    let attempts = reached.iter().filter(|reached| reached.call != "C_InitPIN").count();
    ensure(attempts <= intents.len(), "a secret was sent that the journal does not know of", run)?;
    let done = results.iter().filter(|line| line["ended"] == "done").count();
    let right = reached.iter().filter(|reached| reached.code == 0 && reached.call != "C_InitPIN").count();
    ensure(done <= right, &format!("{done} attempts succeeded by the journal, and {right} in truth"), run)
}

/// Status 0, or a reported proof, means that all of it was done.
fn whole_or_not(act: &Act, run: &Run) -> Result<(), String> {
    let reached = run.calls.reached();
    let done = act.whole.iter().all(|(call, secret)| {
        reached.iter().any(|reached| reached.call == *call && reached.secret == *secret && reached.code == 0)
    });
    let proved = run.report().is_some_and(|report| report["results"][0]["possession"]["state"] == "proved");
    let told = if act.proves { proved } else { run.outcome.status == 0 };
    ensure(!told || done, "success is told, and not all of it was done", run)
}

/// The calls of a healthy run.
fn record(act: &Act, other: Other) -> Vec<Place> {
    let bench = Bench::new();
    bench.configure(act.way);
    let healthy = bench.run_script(&act.deed, &plain(other.tokens(act).0), &[]);
    let status = if act.proves { 11 } else { 0 };
    assert_eq!(healthy.outcome.status, status, "{}: a healthy token: {}", act.deed.words, healthy.show());
    let proof = healthy.report().map(|report| report["results"][0]["possession"]["state"] == "proved");
    assert!(!act.proves || proof == Some(true), "its key is proved: {}", healthy.show());
    places(&healthy.calls)
}

#[test]
fn a_pin_goes_to_the_token_that_was_looked_at_or_to_none_wherever_it_is_exchanged() {
    // If the serial identifies nothing, more calls are made.
    let recorded: Vec<(&Act, [Vec<Place>; 2])> =
        ACTS.iter().map(|act| (act, [record(act, Other::Serial), record(act, Other::Certificate)])).collect();
    let mut random = seed(20_261_125);
    let mut cases = Vec::new();
    for (act, places) in &recorded {
        for other in OTHER {
            let survivable = matches!(other, Other::Serial | Other::Certificate);
            for place in &places[usize::from(other == Other::Certificate)] {
                for (after, survives) in [(false, false), (true, false), (false, true), (true, true)] {
                    // The short sweep takes a sample, and every exchange directly at a PIN call.
                    let at_pin = matches!(place.call.as_str(), "C_Login" | "C_InitPIN" | "C_SetPIN" | "C_OpenSession");
                    let one_in = if at_pin && !survives { 3 } else { 30 };
                    if (survivable || !survives) && (super::full() || random().is_multiple_of(one_in)) {
                        cases.push(Case { act, other, place, after, survives });
                    }
                }
            }
        }
    }
    let count = sweep(4, &cases, |bench, case| {
        bench.configure(case.act.way);
        let run = bench.run_script(&case.act.deed, &case.script(), &[]);
        judge(case, &run).map_err(|why| format!("{}: {why}", case.name()))
    });
    println!("sweep: exchanged tokens: {count} cases");
}
