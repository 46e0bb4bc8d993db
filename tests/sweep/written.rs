//! What a run wrote to the chosen token and deleted from it, by the driver's state; its copies and its journal.

use serde_json::Value;

use super::bench::{Bench, CHOSEN, Run};
use super::verdict::ensure;

/// Objects that were written, and the indices of those that were deleted, among the token's.
pub struct Written {
    pub created: Vec<Value>,
    pub destroyed: Vec<u64>,
}

/// What was done to the chosen token; nothing may have been done to another.
pub fn written(bench: &Bench, run: &Run) -> Result<Written, String> {
    let chosen = format!("slot {CHOSEN}");
    let state = bench.rig.state();
    let elsewhere = state["written"].as_object().into_iter().flatten().any(|(name, _)| *name != chosen);
    ensure(!elsewhere, "something was written to another token", run)?;
    let own = &state["written"][chosen];
    Ok(Written {
        created: own["created"].as_array().cloned().unwrap_or_default(),
        destroyed: own["destroyed"].as_array().into_iter().flatten().filter_map(Value::as_u64).collect(),
    })
}

/// Whether a report's copy is a non-empty file.
pub fn is_kept(bench: &Bench, copy: &Value) -> bool {
    let path = copy.as_str().map(|path| path.replace("HOME", bench.home.path().to_str().expect("UTF-8")));
    path.and_then(|path| std::fs::read(path).ok()).is_some_and(|copy| !copy.is_empty())
}

/// How many intents are in the journal; each has its result.
pub fn intents(run: &Run) -> Result<usize, String> {
    let phases = |phase: &str| run.journal.iter().filter(|line| line["phase"] == phase).count();
    ensure(phases("intent") == phases("result"), "an intent without its result", run)?;
    Ok(phases("intent"))
}
