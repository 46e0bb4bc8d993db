//! Hang and crash at every call, many runs at a time: the rest arrives, and in time.

use std::time::Duration;

use super::bench::{Bench, Deed, Place, places, sweep};
use super::support::Fault;
use super::unlock::{UNLOCK, judge};
use super::verdict::{asked_only, ensure, listing};

const INVENTORY: Deed = Deed { words: "inventory --format json", logins: (0, 0) };
const TIMEOUTS: [&str; 4] = ["--timeout", "1", "--pin-timeout", "1"];

/// The longest that a run with one hanging call may take: its deadline of a second, and a second for everything else. A
/// machine busy with other tests gets more.
fn limit() -> Duration {
    Duration::from_secs(if super::full() { 2 } else { 20 })
}

#[test]
fn inventory_outlives_a_hang_and_a_crash_at_every_call() {
    let healthy = Bench::new().run(&INVENTORY, None, &[]);
    let report = healthy.report().expect("a report");
    let wanted = |place: &Place| super::full() || place.slot.is_none_or(|slot| slot == 2);
    let places: Vec<Place> = places(&healthy.calls).into_iter().filter(wanted).collect();
    let cases: Vec<(&Place, bool)> = places.iter().flat_map(|place| [true, false].map(|hang| (place, hang))).collect();
    let count = sweep(32, &cases, |bench, (place, hang)| {
        let rule = Place::rule(place);
        let run = bench.run(&INVENTORY, Some(if *hang { rule.hangs() } else { rule.crashes() }), &TIMEOUTS);
        let case = |why: String| format!("{} at {place:?}: {why}", if *hang { "hang" } else { "crash" });
        asked_only(&INVENTORY, &run).map_err(case)?;
        ensure(run.elapsed < limit(), &format!("it took {:?}", run.elapsed), &run).map_err(case)?;
        listing(&report, &run, place, None).map_err(case)
    });
    println!("sweep: hang and crash in inventory: {count} cases");
}

/// A real driver does it again: the new host that reads the remaining slots must not encounter it.
#[test]
fn inventory_meets_a_call_that_hangs_every_time_but_once() {
    let healthy = Bench::new().run(&INVENTORY, None, &[]);
    let report = healthy.report().expect("a report");
    let cases: Vec<Place> = places(&healthy.calls).into_iter().filter(|place| place.slot == Some(2)).collect();
    let count = sweep(32, &cases, |bench, place| {
        let again = Fault::at(&place.call).nth(place.nth).slot(2).hangs();
        let run = bench.run(&INVENTORY, Some(again), &TIMEOUTS);
        let case = |why: String| format!("hang in every process at {place:?}: {why}");
        ensure(run.elapsed < limit(), &format!("it took {:?}", run.elapsed), &run).map_err(case)?;
        listing(&report, &run, place, None).map_err(case)
    });
    println!("sweep: hang in every process in inventory: {count} cases");
}

#[test]
fn unlocking_outlives_a_hang_and_a_crash_at_every_call() {
    let healthy = Bench::new().run(&UNLOCK, None, &[]);
    let wanted = |place: &Place| super::full() || place.slot == Some(2) && place.process > 2;
    let places: Vec<Place> = places(&healthy.calls).into_iter().filter(wanted).collect();
    let cases: Vec<(&Place, bool)> = places.iter().flat_map(|place| [true, false].map(|hang| (place, hang))).collect();
    let count = sweep(32, &cases, |bench, (place, hang)| {
        let rule = Place::rule(place);
        let run = bench.run(&UNLOCK, Some(if *hang { rule.hangs() } else { rule.crashes() }), &TIMEOUTS);
        let case = |why: String| format!("{} at {place:?}: {why}", if *hang { "hang" } else { "crash" });
        ensure(run.elapsed < limit(), &format!("it took {:?}", run.elapsed), &run).map_err(case)?;
        judge(&run, place, None).map_err(case)
    });
    println!("sweep: hang and crash in pin unlock: {count} cases");
}
