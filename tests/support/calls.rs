//! Counts the calls to a module, over all processes, from the fault driver's log.
//!
//! Pitfall: pkcs11-tool as a judge is counted too; get the calls before the judge runs, or use `since`.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// One call. The slot is absent if the call names none, or names an unknown session.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Call {
    pub process: u32,
    pub name: String,
    pub slot: Option<u64>,
    /// `user=1`, `flags=6`, `class=1`, `attributes=17,258`; never a PIN.
    pub detail: String,
}

/// A secret that reached a token.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reached {
    pub process: u32,
    /// `C_Login`, `C_InitPIN` or `C_SetPIN`.
    pub call: String,
    pub slot: u64,
    /// `slot:2` for the token that the script put there, `spare:0` for another.
    pub token: String,
    /// `user`, `so`, `puk`, or `new` if only a new PIN was given.
    pub secret: String,
    /// The token's return code.
    pub code: u64,
}

/// The calls of one or more runs, in order.
#[derive(Clone, Debug, Default)]
pub struct Calls(pub Vec<Call>);

impl Calls {
    /// Reads a log; a missing one means no call.
    pub fn read(log: &Path) -> Self {
        let text = std::fs::read_to_string(log).unwrap_or_default();
        Self(text.lines().map(Call::parse).collect())
    }

    pub fn count(&self, name: &str) -> usize {
        self.0.iter().filter(|call| call.name == name).count()
    }

    pub fn count_on(&self, name: &str, slot: u64) -> usize {
        self.0.iter().filter(|call| call.name == name && call.slot == Some(slot)).count()
    }

    /// All C_ calls.
    pub fn total(&self) -> usize {
        self.calls().count()
    }

    /// Calls that went to a token: those that name a slot or a session.
    pub fn on_slot(&self, slot: u64) -> usize {
        self.calls().filter(|call| call.slot == Some(slot)).count()
    }

    /// Calls that use a try or change a PIN: C_Login, C_InitPIN, C_SetPIN and ETC_UnlockComplete.
    pub fn with_secrets(&self) -> usize {
        ["C_Login", "C_InitPIN", "C_SetPIN", "ETC_UnlockComplete"].iter().map(|name| self.count(name)).sum()
    }

    /// Every secret that reached a token, in the order in which tries were used.
    pub fn reached(&self) -> Vec<Reached> {
        self.0.iter().filter(|call| call.name == "!reached").map(Reached::parse).collect()
    }

    /// The logged results of the driver's actions of this name: `child`, `terminal` or `memory`.
    pub fn told(&self, deed: &str) -> Vec<&str> {
        self.0
            .iter()
            .filter(|call| call.name.strip_prefix('!') == Some(deed))
            .map(|call| call.detail.as_str())
            .collect()
    }

    /// The calls of the processes of one run, named by `FAULT_DRIVER_RUN`.
    pub fn of_run(&self, run: &str) -> Self {
        let named = self.0.iter().filter(|call| call.name == "!run" && call.detail == run);
        let processes: BTreeSet<u32> = named.map(|call| call.process).collect();
        Self(self.0.iter().filter(|call| processes.contains(&call.process)).cloned().collect())
    }

    /// Every function and slot with its number of calls.
    pub fn table(&self) -> BTreeMap<(String, Option<u64>), usize> {
        self.calls().fold(BTreeMap::new(), |mut table, call| {
            *table.entry((call.name.clone(), call.slot)).or_default() += 1;
            table
        })
    }

    /// Every process that made a call.
    pub fn processes(&self) -> BTreeSet<u32> {
        self.0.iter().map(|call| call.process).collect()
    }

    /// Calls that overlapped although C_Initialize did not announce threads: must be empty.
    pub fn overlaps(&self) -> Vec<&Call> {
        self.0.iter().filter(|call| call.name == "!overlap").collect()
    }

    /// The calls after an earlier reading of the same log.
    pub fn since(&self, earlier: &Self) -> Self {
        Self(self.0[earlier.0.len()..].to_vec())
    }

    fn calls(&self) -> impl Iterator<Item = &Call> {
        self.0.iter().filter(|call| call.name.starts_with("C_") || call.name.starts_with("ETC_"))
    }
}

impl Reached {
    fn parse(call: &Call) -> Self {
        let mut words = call.detail.split(' ');
        let mut word = |prefix: &str| {
            let word = words.next().and_then(|word| word.strip_prefix(prefix));
            word.unwrap_or_else(|| panic!("no {prefix} in the log of calls: {call:?}")).to_owned()
        };
        Self {
            process: call.process,
            call: word(""),
            slot: call.slot.expect("a token lies in a slot"),
            token: word("token="),
            secret: word("secret="),
            code: word("rv=").parse().expect("a number"),
        }
    }
}

impl Call {
    fn parse(line: &str) -> Self {
        let mut words = line.splitn(4, ' ');
        let mut word = || words.next().unwrap_or_else(|| panic!("a torn line in the log of calls: {line}"));
        let process = word().parse().unwrap_or_else(|error| panic!("{line}: {error}"));
        let name = word().to_owned();
        let slot = word().parse().ok();
        Self { process, name, slot, detail: word().to_owned() }
    }
}
