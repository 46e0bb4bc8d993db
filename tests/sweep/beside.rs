//! Two and three simultaneous runs on one token, in every order that a gate can create: at most one try is used, and
//! the second run reports the first.
//!
//! A run is stopped at one of its calls while the other continues, then released. Pitfall: the other may wait for the
//! lock of the first, and then ends by itself; so the harness waits for a gate or an end, whichever comes first.

use std::collections::BTreeSet;
use std::io::Read;
use std::process::{Child, Stdio};
use std::time::{Duration, Instant};

use serde_json::json;

use super::bench::{Bench, CHOSEN, Deed, PUK, Place, places, sweep};
use super::support::{Calls, Fault, Outcome, Script, Token};
use super::verdict::seed;

const fn deed(words: &'static str) -> Deed {
    Deed { words, logins: (1, 1) }
}

const VERIFY: Deed = deed("pin verify --token slot:2 --pin-file @wrong --format json");
const VERIFY_RIGHT: Deed = deed("pin verify --token slot:2 --pin-file @user --format json");
const INVENTORY: Deed = deed("inventory --login --token slot:2 --pin-file @wrong --format json");
const KEYS: Deed = deed("key list --login --token slot:2 --pin-file @wrong --format json");
const CHANGE: Deed = deed("pin change --token slot:2 --pin-file @wrong --new-pin-file @new --yes --format json");
const UNLOCK: Deed = deed("pin unlock --token slot:2 --so-pin-file @wrong --new-pin-file @new --yes --format json");
const UNLOCK_BY_PUK: Deed = deed("pin unlock --token slot:2 --puk-file @wrong --new-pin-file @new --yes --format json");
const UNLOCK_RIGHT: Deed = super::unlock::UNLOCK;

/// The token's state when the runs begin.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Token3 {
    /// Three tries of each secret, and flags that show them.
    Fresh,
    /// Three tries of each secret, and no flag ever.
    Silent,
    /// One try left, as the flags show.
    FinalTry,
}

impl Token3 {
    fn script(self, way: Option<&str>) -> Script {
        let token = Token::of_holder(CHOSEN).puk(PUK).set("unlock", way.unwrap_or("so-init-pin"));
        let token = match self {
            Self::Fresh => token,
            Self::Silent => token.set("silent", true),
            Self::FinalTry => token.left("user_pin", 1).left("so_pin", 1),
        };
        let library = json!({"description": "Implementation of PKCS11", "manufacturer": "SoftHSM"});
        Script::empty().set("library", library).slot(CHOSEN, token)
    }

    /// Total wrong tries of one secret allowed for automatic runs.
    fn allows(self) -> usize {
        usize::from(self != Self::FinalTry)
    }
}

/// Simultaneous runs.
struct Case<'a> {
    token: Token3,
    deeds: Vec<&'a Deed>,
    way: Option<&'static str>,
    /// Where the first is stopped.
    place: &'a Place,
    /// Whether the second is stopped as well, immediately before its PIN call.
    second_stops: bool,
    /// Whether the first is killed where it stopped.
    killed: bool,
}

/// A run in progress.
struct Running {
    name: &'static str,
    child: Child,
    ended: Option<Outcome>,
}

impl Running {
    fn start(bench: &Bench, name: &'static str, deed: &Deed) -> Self {
        let mut command = bench.process(deed);
        command.env("FAULT_DRIVER_RUN", name).stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        Self { name, child: command.spawn().expect("the program starts"), ended: None }
    }

    fn id(&self) -> String {
        self.child.id().to_string()
    }

    fn has_ended(&mut self) -> bool {
        if self.ended.is_none() && self.child.try_wait().expect("its state").is_some() {
            self.take_outcome();
        }
        self.ended.is_some()
    }

    /// The output fits into a pipe, so it can be read after the end.
    fn take_outcome(&mut self) {
        let status = self.child.wait().expect("its end");
        let (mut stdout, mut stderr) = (Vec::new(), String::new());
        self.child.stdout.take().expect("a pipe").read_to_end(&mut stdout).expect("stdout");
        self.child.stderr.take().expect("a pipe").read_to_string(&mut stderr).expect("stderr");
        self.ended = Some(Outcome { status: status.code().unwrap_or(-1), stdout, stderr });
    }

    /// Waits until it is at its gate, or has ended.
    fn wait(&mut self, bench: &Bench, gate: bool) -> Result<(), String> {
        let deadline = Instant::now() + Duration::from_secs(60);
        while !(self.has_ended() || gate && bench.rig.gate_reached(self.name)) {
            if Instant::now() > deadline {
                return Err(format!("run {} neither ends nor comes to its gate", self.name));
            }
            std::thread::sleep(Duration::from_millis(2));
        }
        Ok(())
    }

    fn outcome(&self) -> &Outcome {
        self.ended.as_ref().expect("it has ended")
    }

    fn said(&self) -> String {
        let outcome = self.outcome();
        let start: String = String::from_utf8_lossy(&outcome.stdout).chars().take(1200).collect();
        format!("run {} ({}): status {}\n{start}\n{}", self.name, self.id(), outcome.status, outcome.stderr)
    }
}

impl Drop for Running {
    /// A case that failed halfway leaves nothing running.
    fn drop(&mut self) {
        if self.ended.is_none() {
            let _gone = self.child.kill();
            let _gone = self.child.wait();
        }
    }
}

const NAMES: [&str; 3] = ["a", "b", "c"];

fn attempt(bench: &Bench, case: &Case<'_>) -> Result<(), String> {
    bench.configure(case.way);
    let second = |call: &str| Fault::at(call).nth(1).run("b").stops_at_gate("b");
    let mut script = case.token.script(case.way).fault(case.place.rule().run("a").stops_at_gate("a"));
    if case.second_stops {
        script = script.fault(second("C_Login")).fault(second("C_SetPIN"));
    }
    bench.renew(&script);
    let mut first = Running::start(bench, NAMES[0], case.deeds[0]);
    first.wait(bench, true)?;
    let mut others = Vec::new();
    // What the first had sent when the others came.
    let sent_before = !bench.rig.calls().reached().is_empty();
    for (name, deed) in NAMES[1..].iter().zip(&case.deeds[1..]) {
        let mut other = Running::start(bench, name, deed);
        other.wait(bench, *name == "b" && case.second_stops)?;
        others.push(other);
    }
    let early: Vec<bool> = others.iter_mut().map(Running::has_ended).collect();
    if case.killed {
        first.child.kill().map_err(|error| error.to_string())?;
    }
    bench.rig.open_gate("a");
    first.wait(bench, false)?;
    bench.rig.open_gate("b");
    for other in &mut others {
        other.wait(bench, false)?;
    }
    bench.home.no_child_left();
    if case.killed {
        // The next one comes when only the intent of the first is left.
        let mut next = Running::start(bench, NAMES[2], case.deeds[1]);
        next.wait(bench, false)?;
        others.push(next);
    }
    let all = || std::iter::once(&first).chain(&others).map(Running::said).collect::<Vec<_>>().join("\n\n");
    let ensure = |holds: bool, why: &str| if holds { Ok(()) } else { Err(format!("{why}\n{}", all())) };
    let calls = bench.rig.calls();
    tries_are_few(case, &calls).or_else(|why| ensure(false, &why))?;
    for (at, run) in std::iter::once(&first).chain(&others).enumerate() {
        if case.killed && at == 0 {
            continue;
        }
        let own = calls.of_run(run.name);
        let right = own.reached().iter().all(|reached| reached.code == 0);
        if own.with_secrets() == 0 {
            ensure(run.outcome().status == 7, &format!("run {} sent nothing, and its status is not 7", run.name))?;
        } else {
            ensure(right || run.outcome().status != 0, &format!("run {}: a wrong PIN, and status 0", run.name))?;
        }
    }
    // If the first reserved the token and had sent nothing, it is the only reason to be refused.
    let held = calls.of_run("a").with_secrets() > 0 && !sent_before && case.token != Token3::FinalTry;
    for (other, early) in others.iter().zip(early) {
        if early && held && calls.of_run(other.name).with_secrets() == 0 && first_is_named(case) {
            let named = other.outcome().stderr.contains(&first.id());
            ensure(named, &format!("run {} does not say who holds the token: process {}", other.name, first.id()))?;
        }
    }
    journal_is_whole(bench, case, &calls).or_else(|why| ensure(false, &why))
}

/// With three runs the second may be the one that has reserved it.
fn first_is_named(case: &Case<'_>) -> bool {
    case.deeds.len() == 2
}

/// At most one wrong try of a secret, on a token in no worse state.
fn tries_are_few(case: &Case<'_>, calls: &Calls) -> Result<(), String> {
    for secret in ["user", "so", "puk"] {
        let wrong = calls.reached().iter().filter(|reached| reached.secret == secret && reached.code != 0).count();
        // No flag shows the PUK, of which the token has three tries.
        let allowed = if secret == "puk" { 1 } else { case.token.allows() };
        if wrong > allowed {
            return Err(format!("{wrong} wrong tries of the secret `{secret}`"));
        }
    }
    Ok(())
}

/// Every try is in the journal, and the chain is intact although several runs wrote it.
fn journal_is_whole(bench: &Bench, case: &Case<'_>, calls: &Calls) -> Result<(), String> {
    let journal = bench.journal();
    let wrong = calls.reached().iter().filter(|reached| reached.code != 0).count();
    let spent = journal.iter().filter(|line| line["try_spent"] == "yes").count();
    if spent > wrong || spent < wrong && !case.killed {
        return Err(format!("{wrong} tries were spent, the journal has {spent}"));
    }
    let intents = journal.iter().filter(|line| line["phase"] == "intent").count();
    let results: BTreeSet<u64> = journal.iter().filter_map(|line| line["intent"].as_u64()).collect();
    if intents != results.len() + usize::from(case.killed && intents > results.len()) {
        return Err(format!("{intents} intents, {} results", results.len()));
    }
    if journal.is_empty() {
        return Ok(());
    }
    let mut verify = bench.home.process();
    verify.env("TOKENCTL_JOURNAL", bench.home.path().join("journal")).args(["journal", "verify"]);
    let verify = Outcome::of(&mut verify);
    if verify.status == 0 { Ok(()) } else { Err(format!("journal verify: {}{}", verify.text(), verify.stderr)) }
}

/// The calls of an undisturbed run.
fn record(deed: &Deed, way: Option<&str>) -> Vec<Place> {
    let bench = Bench::new();
    bench.configure(way);
    places(&bench.run_script(deed, &Token3::Fresh.script(way), &[]).calls)
}

#[test]
fn runs_at_once_spend_one_try_and_the_second_says_who_is_there() {
    let groups: [(&[&Deed], Option<&'static str>); 12] = [
        (&[&VERIFY, &VERIFY], None),
        (&[&VERIFY, &INVENTORY], None),
        (&[&INVENTORY, &INVENTORY], None),
        (&[&KEYS, &VERIFY], None),
        (&[&CHANGE, &INVENTORY], None),
        (&[&VERIFY, &CHANGE], None),
        (&[&UNLOCK, &UNLOCK], None),
        (&[&UNLOCK_BY_PUK, &UNLOCK_BY_PUK], Some("puk-set-pin")),
        (&[&UNLOCK_RIGHT, &VERIFY], None),
        (&[&INVENTORY, &UNLOCK_RIGHT], None),
        (&[&VERIFY_RIGHT, &VERIFY, &INVENTORY], None),
        (&[&VERIFY, &INVENTORY, &UNLOCK], None),
    ];
    let recorded: Vec<_> = groups.iter().map(|(deeds, way)| (deeds, *way, record(deeds[0], *way))).collect();
    let mut random = seed(20_261_126);
    let mut cases = Vec::new();
    for (deeds, way, places) in &recorded {
        for place in places {
            for (token, second_stops, killed) in [
                (Token3::Fresh, false, false),
                (Token3::Silent, true, false),
                (Token3::Silent, false, true),
                (Token3::FinalTry, true, false),
            ] {
                if super::full() || random().is_multiple_of(40) {
                    cases.push(Case { token, deeds: deeds.to_vec(), way: *way, place, second_stops, killed });
                }
            }
        }
    }
    let count = sweep(16, &cases, |bench, case| {
        attempt(bench, case).map_err(|why| {
            let words: Vec<String> = case.deeds.iter().map(|deed| deed.name(2)).collect();
            let how = if case.killed { ", killed there" } else { "" };
            format!("{} on {:?}, the first at {:?}{how}: {why}", words.join(" beside "), case.token, case.place)
        })
    });
    println!("sweep: runs at once: {count} interleavings");
}
