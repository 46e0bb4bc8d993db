//! Every call of the listing commands, and every code.

use super::bench::{Bench, Deed, Place, codes, places, sweep};
use super::support::REPRESENTATIVE_CODES;
use super::verdict::{asked_only, ensure, listing};

const INVENTORY: Deed = Deed { words: "inventory --format json", logins: (0, 0) };

/// The other commands that list all tokens; `check` is separate, since its status is a verdict.
const LISTINGS: [Deed; 6] = [
    Deed { words: "driver list --format json", logins: (0, 0) },
    Deed { words: "token list --format json", logins: (0, 0) },
    Deed { words: "key list --format json", logins: (0, 0) },
    Deed { words: "cert list --format json", logins: (0, 0) },
    Deed { words: "pin status --format json", logins: (0, 0) },
    INVENTORY,
];

/// Runs a listing with every code at every place; in the short sweep only at the middle token and the driver as a whole.
fn every_code_at_every_call(deed: &Deed, codes: &[&'static str], all_places: bool) -> usize {
    let healthy = Bench::new().run(deed, None, &[]);
    assert_eq!(healthy.outcome.status, 0, "three healthy tokens: {}", healthy.show());
    let report = healthy.report().expect("a report");
    let wanted = |place: &Place| all_places || place.slot.is_none_or(|slot| slot == 2);
    let places: Vec<Place> = places(&healthy.calls).into_iter().filter(wanted).collect();
    assert!(places.len() > 5, "the calls were recorded: {places:?}");
    let cases: Vec<(&Place, &str)> =
        places.iter().flat_map(|place| codes.iter().map(move |code| (place, *code))).collect();
    sweep(4, &cases, |bench, (place, code)| {
        let run = bench.run(deed, Some(place.rule().returns(*code)), &[]);
        let case = |why: String| format!("{} where {place:?} says {code}: {why}", deed.words);
        asked_only(deed, &run).map_err(case)?;
        let few = run.calls.total() <= healthy.calls.total() + 40;
        ensure(few, "far more calls than in health", &run).map_err(case)?;
        listing(&report, &run, place, Some(code)).map_err(case)
    })
}

#[test]
fn inventory_tells_every_code_of_every_call_and_loses_nothing_else() {
    let codes = codes();
    let cases = every_code_at_every_call(&INVENTORY, codes, super::full());
    println!("sweep: inventory: {cases} cases");
}

#[test]
fn listings_tell_the_representative_codes_of_every_call() {
    for deed in &LISTINGS[..if super::full() { 5 } else { 2 }] {
        let codes = if super::full() { &REPRESENTATIVE_CODES[..] } else { &REPRESENTATIVE_CODES[3..6] };
        let cases = every_code_at_every_call(deed, codes, super::full());
        println!("sweep: {}: {cases} cases", deed.words);
    }
}
