//! A test bench for many runs: a home, a driver and secret files per worker, and the recorded calls of a command.

use std::collections::{BTreeMap, BTreeSet};
use std::ffi::OsString;
use std::process::Command;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::support::{
    Calls, Certificate, EVERY_CODE, Fault, FaultPlace, Home, Outcome, REPRESENTATIVE_CODES, RSA_2048, Rig, SO_PIN,
    Script, USER_PIN, secret_file,
};

pub const NEW_PIN: &str = "Mua-xuan-2026";
pub const PUK: &str = "87654321";
/// A PIN that is wrong everywhere.
pub const WRONG: &str = "Khong-phai-99";
/// A PIN and a management key as a YubiKey accepts them.
pub const PIV_PIN: &str = "Sen-4711";
pub const MANAGEMENT: &str = "6b1fd04e92a7c35880de17f6a4b9c2037e5d618fa2904bc1";
/// The token used by commands on one token.
pub const CHOSEN: u64 = 2;

/// One call of a recorded run.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    pub call: String,
    pub slot: Option<u64>,
    pub nth: u64,
    pub process: u64,
}

impl Place {
    /// The fault driver's rule for this place.
    pub fn rule(&self) -> FaultPlace {
        let place = Fault::at(&self.call).nth(self.nth).process(self.process);
        match self.slot {
            Some(slot) => place.slot(slot),
            None => place,
        }
    }
}

/// Every call of a run as a place.
pub fn places(calls: &Calls) -> Vec<Place> {
    let mut processes: BTreeMap<u32, u64> = BTreeMap::new();
    let mut seen: BTreeMap<(u64, String, Option<u64>), u64> = BTreeMap::new();
    let mut places = BTreeSet::new();
    for call in calls.0.iter().filter(|call| !call.name.starts_with('!')) {
        let next = processes.len() as u64 + 1;
        let process = *processes.entry(call.process).or_insert(next);
        let nth = seen.entry((process, call.name.clone(), call.slot)).or_default();
        *nth += 1;
        places.insert(Place { call: call.name.clone(), slot: call.slot, nth: *nth, process });
    }
    places.into_iter().collect()
}

/// For a healthy run the places on the chosen token and on none; all of them in the full sweep.
pub fn own_places(calls: &Calls) -> Vec<Place> {
    let wanted = |place: &Place| super::full() || place.slot.is_none_or(|slot| slot == CHOSEN);
    places(calls).into_iter().filter(wanted).collect()
}

/// What a call does besides answering.
#[derive(Clone, Copy, Debug)]
pub enum Harm {
    Hangs,
    Dies,
    DiesAfterwards,
    Swapped,
    SwappedAfterwards,
}

impl Harm {
    /// The fault driver's rule for this harm at a place; a swap takes the spare token.
    pub fn rule(self, place: &Place) -> Fault {
        match self {
            Self::Hangs => place.rule().hangs(),
            Self::Dies => place.rule().aborts(),
            Self::DiesAfterwards => place.rule().after().aborts(),
            Self::Swapped => place.rule().swaps_token_in(CHOSEN, Some(0)),
            Self::SwappedAfterwards => place.rule().after().swaps_token_in(CHOSEN, Some(0)),
        }
    }
}

/// Each of these at each place, as far as `wanted`, which gets the indices of both.
pub fn crossed<'p, T: Copy>(
    places: &'p [Place],
    all: &[T],
    wanted: impl Fn(usize, &Place, usize, T) -> bool,
) -> Vec<(&'p Place, T)> {
    let mut cases = Vec::new();
    for (at, place) in places.iter().enumerate() {
        let few = all.iter().enumerate().filter(|(nth, one)| wanted(at, place, *nth, **one));
        cases.extend(few.map(|(_, one)| (place, *one)));
    }
    cases
}

/// The codes that a sweep tries.
pub fn codes() -> &'static [&'static str] {
    if super::full() { EVERY_CODE } else { &REPRESENTATIVE_CODES }
}

/// Every code at every place; the short sweep tries all of them only at a weighty call.
pub fn with_codes(places: &[Place], is_weighty: impl Fn(&Place) -> bool) -> Vec<(&Place, &'static str)> {
    crossed(places, codes(), |at, place, nth, _| super::full() || is_weighty(place) || nth % 12 == at % 12)
}

/// A hang, either death and a swap at every place. A hang takes a second; the short sweep tries it only at a weighty call.
pub fn with_harms(places: &[Place], is_weighty: impl Fn(&Place) -> bool) -> Vec<(&Place, Harm)> {
    const HARMS: [Harm; 4] = [Harm::Hangs, Harm::Dies, Harm::DiesAfterwards, Harm::Swapped];
    crossed(places, &HARMS, |_, place, _, harm| {
        super::full() || is_weighty(place) || !matches!(harm, Harm::Hangs) && place.nth == 1
    })
}

/// A command under test; words beginning with `@` are files of the worker.
#[derive(Clone, Copy)]
pub struct Deed {
    pub words: &'static str,
    /// The number of logins of user and SO allowed for it.
    pub logins: (usize, usize),
}

impl Deed {
    /// Its first words.
    pub fn name(&self, words: usize) -> String {
        self.words.split(' ').take(words).collect::<Vec<_>>().join(" ")
    }
}

/// One finished run.
pub struct Run {
    pub outcome: Outcome,
    pub calls: Calls,
    pub elapsed: Duration,
    /// The journal's lines.
    pub journal: Vec<Value>,
}

impl Run {
    /// The report, if there is one.
    pub fn report(&self) -> Option<Value> {
        serde_json::from_slice(&self.outcome.stdout).ok()
    }

    /// All its output.
    pub fn show(&self) -> String {
        let start: String = String::from_utf8_lossy(&self.outcome.stdout).chars().take(2500).collect();
        format!("status {}\n{start}\n{}", self.outcome.status, self.outcome.stderr)
    }
}

/// The equipment of one worker.
pub struct Bench {
    pub home: Home,
    pub rig: Rig,
}

/// The renewed certificate of the chosen token's holder, for its key.
pub fn renewed() -> Vec<u8> {
    let renewed = Certificate::of("Lê Quốc Đạt 2").serial(&[0x42]).valid("261101000000Z", "301101000000Z");
    renewed.key(&RSA_2048).der()
}

/// Three healthy tokens under a library whose unlock method is known.
pub fn script() -> Script {
    let library = json!({"description": "Implementation of PKCS11", "manufacturer": "SoftHSM"});
    Script::tokens(3).set("library", library)
}

impl Bench {
    pub fn new() -> Self {
        let (home, rig) = (Home::new(), script().install());
        for (name, text) in [
            ("so", SO_PIN),
            ("user", USER_PIN),
            ("new", NEW_PIN),
            ("puk", PUK),
            ("wrong", WRONG),
            ("piv", PIV_PIN),
            ("management", MANAGEMENT),
        ] {
            secret_file(&home.path().join(name), text);
        }
        let staff = concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/roster/staff.csv");
        std::fs::write(home.path().join("renewed.cer"), renewed()).expect("the renewed certificate");
        std::fs::copy(staff, home.path().join("staff.csv")).expect("the staff list");
        Self { home, rig }
    }

    /// Runs a command from a clean state of tokens and journal.
    pub fn run(&self, deed: &Deed, fault: Option<Fault>, options: &[&str]) -> Run {
        self.run_script(deed, &fault.into_iter().fold(script(), Script::fault), options)
    }

    /// The same with other tokens.
    pub fn run_script(&self, deed: &Deed, script: &Script, options: &[&str]) -> Run {
        self.run_answering(deed, script, options, "")
    }

    /// The same with this on standard input.
    pub fn run_answering(&self, deed: &Deed, script: &Script, options: &[&str], input: &str) -> Run {
        self.renew(script);
        let start = Instant::now();
        let mut outcome = Outcome::with_input(self.process(deed).args(options), input.as_bytes());
        let elapsed = start.elapsed();
        self.anonymise(&mut outcome);
        Run { outcome, calls: self.rig.calls(), elapsed, journal: self.journal() }
    }

    /// Resets tokens and journal.
    pub fn renew(&self, script: &Script) {
        self.rig.reset();
        self.rig.rewrite(script);
        let _none_yet = std::fs::remove_dir_all(self.home.path().join("journal"));
        let _no_round_yet = std::fs::remove_dir_all(self.home.path().join("round-live"));
    }

    /// A command that is yet to be started.
    pub fn process(&self, deed: &Deed) -> Command {
        let mut command = self.home.process();
        command.env("TOKENCTL_JOURNAL", self.home.path().join("journal")).args(self.arguments(deed));
        command.arg("--module").arg(self.rig.module());
        command
    }

    /// The journal's lines.
    pub fn journal(&self) -> Vec<Value> {
        let text = std::fs::read_to_string(self.home.path().join("journal/journal.jsonl")).unwrap_or_default();
        text.lines().map(|line| serde_json::from_str(line).expect("a whole line of the journal")).collect()
    }

    /// The driver's unlock method in the config; without one, the table's applies.
    pub fn configure(&self, way: Option<&str>) {
        let folder = self.home.path().join("config/tokenctl");
        std::fs::create_dir_all(&folder).expect("the config's folder");
        let lines = way.map(|way| format!("[[driver]]\npath = \"{}\"\nunlock = \"{way}\"\n", self.rig.module_text()));
        std::fs::write(folder.join("config.toml"), lines.unwrap_or_default()).expect("the config");
    }

    fn arguments(&self, deed: &Deed) -> Vec<OsString> {
        let file = |name: &str| self.home.path().join(name).into_os_string();
        let words = deed.words.split(' ').map(|word| word.strip_prefix('@').map_or_else(|| OsString::from(word), file));
        let day = if deed.words.contains("--at ") { &[][..] } else { &["--at", "2026-11-22T01:00:00Z"] };
        words.chain(day.iter().chain(&["--batch"]).map(OsString::from)).collect()
    }

    /// Removes this worker's paths from the output, so that workers can be compared.
    fn anonymise(&self, outcome: &mut Outcome) {
        let (module, home) = (self.rig.module_text(), self.home.path().to_str().expect("UTF-8"));
        let said = |text: &str| text.replace(module, "MODULE").replace(home, "HOME");
        if let Ok(text) = std::str::from_utf8(&outcome.stdout) {
            outcome.stdout = said(text).into_bytes();
        }
        outcome.stderr = said(&outcome.stderr);
    }
}

/// Lets workers try all cases, and fails with all faults. Returns how many were tried.
pub fn sweep<T: Sync>(workers: usize, cases: &[T], attempt: impl Fn(&Bench, &T) -> Result<(), String> + Sync) -> usize {
    let (next, faults) = (AtomicUsize::new(0), Mutex::new(Vec::new()));
    std::thread::scope(|scope| {
        for _ in 0..workers.min(cases.len()) {
            scope.spawn(|| {
                let bench = Bench::new();
                while let Some(case) = cases.get(next.fetch_add(1, Ordering::Relaxed)) {
                    let result = attempt(&bench, case);
                    bench.home.no_child_left();
                    if let Err(fault) = result {
                        faults.lock().expect("no worker panics in here").push(fault);
                    }
                }
            });
        }
    });
    let faults = faults.into_inner().expect("no worker panicked");
    // All of them in one line, the first in full.
    let lines: Vec<&str> = faults.iter().filter_map(|fault| fault.lines().next()).collect();
    let shown: Vec<&str> = faults.iter().take(5).map(String::as_str).collect();
    let (lines, shown) = (lines.join("\n"), shown.join("\n\n"));
    assert!(faults.is_empty(), "{} of {} cases failed:\n\n{lines}\n\n{shown}", faults.len(), cases.len());
    cases.len()
}
