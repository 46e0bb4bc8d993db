use super::*;
use crate::domain::certificate::Subject;
use crate::domain::pin::{PinState, SoPin, UserPin};
use crate::domain::token::TokenIdentity;
use crate::report::Kind;
use crate::report::inventory::{Certificate, FoundBy, Pairing};

const DRIVER: &str = "/usr/lib/libbit4xpki.so";

fn at(text: &str) -> Moment {
    text.parse().unwrap()
}

fn certificate(sha256: &str, not_after: &str) -> Certificate {
    Certificate {
        sha256: sha256.to_owned(),
        not_before: Some(at("2021-01-01T00:00:00Z")),
        not_after: Some(at(not_after)),
        pairing: Pairing::Current,
        ..Certificate::default()
    }
}

fn token(slot: u64, reader: &str, serial: &str, holder: &str, certificates: Vec<Certificate>) -> Token {
    Token {
        driver: DRIVER.to_owned(),
        identity: TokenIdentity {
            slot,
            reader: Some(reader.to_owned()),
            label: Some("VGCA Token".to_owned()),
            serial: Some(serial.to_owned()),
            ..TokenIdentity::default()
        },
        firmware_version: None,
        hardware_version: None,
        uri: format!("pkcs11:serial={serial}"),
        also_seen_by: Vec::new(),
        read_at: None,
        holder: Some(holder.to_owned()),
        initialized: true,
        login_required: true,
        write_protected: false,
        pin_pad: false,
        user_pin: UserPin { state: PinState::Ok, flags_trusted: true, initialized: true, ..UserPin::default() },
        so_pin: SoPin { state: PinState::Ok, ..SoPin::default() },
        logged_in: false,
        mechanisms: None,
        keys: Vec::new(),
        certificates,
        problems: Vec::new(),
    }
}

/// Later than all readings of clocks that were right.
fn now() -> Moment {
    at("2027-01-01T00:00:00Z")
}

/// Merged then.
fn merged(inventories: Vec<Inventory>) -> Merged {
    merge(inventories, now())
}

fn driver(status: DriverStatus) -> Driver {
    Driver {
        path: DRIVER.to_owned(),
        found_by: FoundBy::Known,
        bits: None,
        host: None,
        status,
        library: None,
        manufacturer: None,
        library_version: None,
        cryptoki_version: None,
        slots: None,
        tokens: None,
        load_milliseconds: None,
        confined: false,
        failure: None,
        slot_failures: Vec::new(),
        notes: Vec::new(),
        problems: Vec::new(),
    }
}

fn inventory(generated_at: &str, tokens: Vec<Token>) -> Inventory {
    Inventory {
        envelope: Envelope::new(Kind::Inventory, at(generated_at)),
        drivers: vec![driver(DriverStatus::Ok)],
        tokens,
        summary: Summary::default(),
        unread: Vec::new(),
    }
}

#[test]
fn the_newest_reading_of_a_token_wins_whatever_the_order_of_files() {
    let held_by = |name: &str| {
        let mut held = certificate(name, "2027-01-01T00:00:00Z");
        held.subject = Some(Subject { common_name: Some(name.to_owned()), ..Subject::default() });
        token(0, "r", "10240077", name, vec![held])
    };
    let old = inventory("2026-01-01T00:00:00Z", vec![held_by("Old")]);
    let new = inventory("2026-02-01T00:00:00Z", vec![held_by("New")]);
    for pair in [vec![old.clone(), new.clone()], vec![new, old]] {
        let merged = merged(pair);
        assert_eq!(merged.inventory.tokens.len(), 1, "reader and serial agree, so it is one token");
        assert_eq!(merged.inventory.tokens[0].certificates[0].sha256, "New", "the newest reading wins");
        let codes: Vec<_> = merged.conflicts.iter().map(|conflict| conflict.code).collect();
        assert_eq!(codes, [ConflictCode::HolderChanged], "the other holder is said");
    }
}

#[test]
fn tokens_plugged_in_one_after_another_add_up() {
    let saved = inventory(
        "2026-01-01T00:00:00Z",
        vec![token(0, "r", "11", "A", vec![certificate("aa", "2026-02-15T00:00:00Z")])],
    );
    let reading = inventory("2026-02-01T00:00:00Z", vec![token(0, "r", "22", "B", vec![])]);
    let merged = add_to(saved, reading, now());
    let serials: Vec<_> = merged.inventory.tokens.iter().filter_map(|token| token.identity.serial.as_deref()).collect();
    assert_eq!(serials, ["11", "22"], "both tokens stay, by driver, slot, reader and serial");
    assert_eq!(merged.inventory.drivers.len(), 1, "the driver is one");
    assert_eq!(merged.inventory.summary.tokens, 2, "the counts are those of the union");
    assert_eq!(merged.inventory.envelope.generated_at, at("2026-02-01T00:00:00Z"), "the time is the new reading's");
    assert_eq!(merged.conflicts, [], "nothing disagrees");
}

#[test]
fn a_token_keeps_the_day_on_which_it_was_read_however_often_others_are_added() {
    let one = |holder: &str| token(1, "r1", "11", holder, vec![]);
    let saved = inventory("2026-01-01T00:00:00Z", vec![one("as of the first")]);
    let later = inventory("2026-01-09T00:00:00Z", vec![token(2, "r2", "22", "B", vec![])]);
    let grown = add_to(saved, later, now()).inventory;
    assert_eq!(grown.tokens[0].read_at, Some(at("2026-01-01T00:00:00Z")), "read before the document's own time");
    let own = Some(grown.envelope.generated_at);
    assert_eq!(grown.tokens[1].read_at, own, "read at the document's own time, and it says so");
    let between = inventory("2026-01-05T00:00:00Z", vec![one("as of the fifth")]);
    let merged = merged(vec![grown, between]).inventory;
    let holder =
        merged.tokens.iter().find(|token| token.identity.serial.as_deref() == Some("11")).unwrap().holder.clone();
    assert_eq!(holder.as_deref(), Some("as of the fifth"), "the newest reading of the token, not of the document");
}

#[test]
fn adding_the_same_reading_twice_changes_nothing() {
    let mut blank = token(1, "r1", "", "", vec![]);
    blank.initialized = false;
    blank.identity.serial = None;
    let reading = inventory("2026-01-01T00:00:00Z", vec![token(0, "r", "11", "A", vec![]), blank]);
    let once = add_to(reading.clone(), reading.clone(), now());
    let twice = add_to(once.inventory.clone(), reading, now());
    assert_eq!(once.inventory, twice.inventory, "merging is idempotent, also for an uninitialised slot");
}

#[test]
fn an_uninitialised_slot_of_an_older_reading_is_dropped() {
    let mut blank = token(4, "r4", "", "", vec![]);
    blank.initialized = false;
    let saved = inventory("2026-01-01T00:00:00Z", vec![blank]);
    let reading = inventory("2026-01-02T00:00:00Z", vec![token(4, "r4", "44", "D", vec![])]);
    assert_eq!(add_to(saved, reading, now()).inventory.tokens.len(), 1, "the slot holds a token now");
}

#[test]
fn an_empty_slot_of_a_merged_document_gives_way_to_a_later_reading_of_its_driver() {
    let empty = |slot: u64, day: &str| {
        let mut empty = token(slot, &format!("r{slot}"), "", "", vec![]);
        (empty.initialized, empty.identity.serial) = (false, None);
        inventory(day, vec![empty])
    };
    let mut friday = inventory("2026-01-09T00:00:00Z", vec![]);
    friday.drivers[0].path = "/usr/lib/other.so".to_owned();
    let week = merged(vec![empty(1, "2026-01-05T00:00:00Z"), friday]).inventory;
    let slots = merged(vec![week, empty(2, "2026-01-07T00:00:00Z")]).inventory.tokens;
    let slots: Vec<u64> = slots.iter().map(|token| token.identity.slot).collect();
    assert_eq!(slots, [2], "Monday's driver was read again on Wednesday, though the document is of Friday");
}

#[test]
fn one_serial_in_two_readers_without_proof_is_listed() {
    let first = inventory("2026-01-01T00:00:00Z", vec![token(0, "office 1", "123", "A", vec![])]);
    let second = inventory("2026-01-02T00:00:00Z", vec![token(0, "office 2", "123", "B", vec![])]);
    let merged = merged(vec![first, second]);
    assert_eq!(merged.inventory.tokens.len(), 2, "nothing proves that they are one");
    let conflict = &merged.conflicts[0];
    assert_eq!((conflict.code, conflict.subject.as_str()), (ConflictCode::SameSerial, "123"), "and it is said");
}

#[test]
fn tokens_that_share_a_serial_of_many_stay_apart_in_one_reader() {
    let end = "2027-01-01T00:00:00Z";
    let one = |day: &str, holder: &str, held: &[&str]| {
        let held = held.iter().map(|sha256| certificate(sha256, end)).collect();
        inventory(day, vec![token(0, "r", "123", holder, held)])
    };
    let holders = |all: Vec<Inventory>| -> Vec<String> {
        let mut holders: Vec<String> =
            merged(all).inventory.tokens.into_iter().filter_map(|token| token.holder).collect();
        holders.sort();
        holders
    };
    let (an, binh) = (one("2026-01-01T00:00:00Z", "An", &["aa"]), one("2026-01-02T00:00:00Z", "Bình", &["bb"]));
    assert_eq!(holders(vec![an.clone(), binh.clone()]), ["An", "Bình"], "plugged in one after another");
    let blank = one("2026-01-03T00:00:00Z", "new", &[]);
    assert_eq!(holders(vec![an.clone(), blank]), ["An", "new"], "one without certificates is not the one with them");
    let older = one("2025-12-01T00:00:00Z", "An", &["aa"]);
    assert_eq!(holders(vec![older, an.clone(), binh.clone()]), ["An", "Bình"], "an older file takes none away");
    let mut both = one("2026-01-05T00:00:00Z", "Bình", &["bb"]);
    both.tokens.push(token(1, "r1", "123", "An", vec![certificate("aa", end)]));
    assert_eq!(holders(vec![an, binh, both]), ["An", "Bình"], "certificates say which is which");
}

#[test]
fn a_name_in_capitals_or_decomposed_is_no_other_holder() {
    let of = |day: &str, holder: &str| inventory(day, vec![token(0, "r", "10240077", holder, vec![])]);
    for holder in ["ĐINH THỊ LAN", "Đinh Thi\u{323} Lan"] {
        let merged = merged(vec![of("2026-01-01T00:00:00Z", holder), of("2026-01-02T00:00:00Z", "Đinh Thị Lan")]);
        assert_eq!((merged.inventory.tokens.len(), merged.conflicts), (1, vec![]), "{holder}");
    }
}

#[test]
fn a_reading_of_a_clock_that_was_wrong_gives_way_to_any_other() {
    let of = |day: &str, holder: &str| inventory(day, vec![token(0, "r", "10240077", holder, vec![])]);
    let (wrong, right) = (of("2031-01-01T00:00:00Z", "before"), of("2026-11-21T00:00:00Z", "now"));
    let holders =
        |merged: Merged| -> Vec<_> { merged.inventory.tokens.into_iter().map(|token| token.holder).collect() };
    let there = Some("now".to_owned());
    assert_eq!(holders(merged(vec![wrong.clone(), right.clone()])), *std::slice::from_ref(&there), "read from files");
    assert_eq!(holders(add_to(wrong.clone(), right, now())), [there], "the tokens that are plugged in");
    assert_eq!(holders(merged(vec![wrong])), [Some("before".to_owned())], "but it is not lost");
}

#[test]
fn a_driver_read_by_a_clock_that_was_wrong_gives_way_to_any_other_reading_of_it() {
    let of = |day: &str, status| Inventory { drivers: vec![driver(status)], ..inventory(day, vec![]) };
    let (wrong, right) = (of("2031-01-01T00:00:00Z", DriverStatus::Hung), of("2026-11-21T00:00:00Z", DriverStatus::Ok));
    let merged = merged(vec![wrong, right]);
    assert_eq!(merged.inventory.drivers[0].status, DriverStatus::Ok, "it was read since");
    assert_eq!(merged.conflicts[0].kept, "ok", "and the remark says which is newer");
}

#[test]
fn tokens_of_two_makers_with_one_serial_are_two() {
    let of = |day: &str, maker: &str| {
        let mut token = token(0, "r", "10240077", maker, vec![]);
        token.identity.manufacturer = Some(maker.to_owned());
        inventory(day, vec![token])
    };
    let merged = merged(vec![of("2026-01-01T00:00:00Z", "Bkav"), of("2026-01-02T00:00:00Z", "Viettel")]);
    assert_eq!(merged.inventory.tokens.len(), 2, "serials are counted by each maker");
    assert_eq!(merged.conflicts[0].code, ConflictCode::SameSerial, "and it is said");
}

#[test]
fn a_serial_in_capitals_or_with_blanks_is_the_same() {
    let of = |day: &str, serial: &str, state| {
        let mut token = token(0, "r", serial, "An", vec![]);
        token.user_pin.state = state;
        inventory(day, vec![token])
    };
    let old = of("2026-01-01T00:00:00Z", "ab102401", PinState::Locked);
    for serial in ["AB102401", "ab102401 "] {
        let merged = merged(vec![old.clone(), of("2026-01-02T00:00:00Z", serial, PinState::Ok)]).inventory;
        let states: Vec<_> = merged.tokens.iter().map(|token| token.user_pin.state).collect();
        assert_eq!(states, [PinState::Ok], "{serial:?}: it was unlocked since");
    }
}

#[test]
fn a_driver_in_a_merged_document_was_read_when_its_tokens_were() {
    let mut monday = inventory("2026-01-05T00:00:00Z", vec![token(0, "r", "10240077", "An", vec![])]);
    monday.tokens[0].read_at = Some(at("2026-01-05T00:00:00Z"));
    let mut other = inventory("2026-01-09T00:00:00Z", vec![]);
    other.drivers[0].path = "/usr/lib/other.so".to_owned();
    let all = merged(vec![monday, other]).inventory;
    assert_eq!(all.envelope.generated_at, at("2026-01-09T00:00:00Z"), "the document is newer than its first part");
    let mut wednesday = inventory("2026-01-07T00:00:00Z", vec![]);
    wednesday.drivers = vec![driver(DriverStatus::Hung)];
    let merged = merged(vec![all, wednesday]);
    let status = |path: &str| merged.inventory.drivers.iter().find(|driver| driver.path == path).map(|one| one.status);
    assert_eq!(status(DRIVER), Some(DriverStatus::Hung), "its newest reading failed");
    assert_eq!(status("/usr/lib/other.so"), Some(DriverStatus::Ok), "the other one's did not");
    let said = merged.conflicts.iter().find(|conflict| conflict.code == ConflictCode::DriverStatusDiffers);
    assert_eq!(said.map(|conflict| conflict.kept.as_str()), Some("hung"), "and the remark says which is newer");
}

#[test]
fn a_file_that_was_not_read_for_a_document_is_still_not_read_in_the_next() {
    let mut saved = inventory("2026-01-01T00:00:00Z", vec![]);
    saved.unread.push(UnreadFile { file: "phòng 2.json".to_owned(), code: "json-invalid".to_owned() });
    let once = merged(vec![saved.clone()]).inventory;
    assert_eq!(once.unread, saved.unread, "the same file again");
    assert_eq!(merged(vec![once, saved]).inventory.unread.len(), 1, "named once");
}

#[test]
fn one_certificate_on_two_serials_is_listed() {
    let end = "2027-01-01T00:00:00Z";
    let first = inventory("2026-01-01T00:00:00Z", vec![token(0, "r", "11", "A", vec![certificate("aa", end)])]);
    let second = inventory("2026-01-02T00:00:00Z", vec![token(0, "r", "22", "A", vec![certificate("aa", end)])]);
    let merged = merged(vec![first, second]);
    assert_eq!(merged.inventory.tokens.len(), 2, "two serials are two tokens");
    assert_eq!(merged.conflicts[0].code, ConflictCode::CertificateOnTwoTokens, "a key must not be on two tokens");
}

#[test]
fn a_driver_that_failed_elsewhere_is_listed() {
    let mut first = inventory("2026-01-01T00:00:00Z", vec![]);
    first.drivers = vec![driver(DriverStatus::Hung)];
    let merged = merged(vec![first, inventory("2026-01-02T00:00:00Z", vec![])]);
    assert_eq!(merged.inventory.drivers[0].status, DriverStatus::Ok, "the newest reading wins");
    assert_eq!(merged.conflicts[0].code, ConflictCode::DriverStatusDiffers, "the failure is said");
}

#[test]
fn no_inventory_at_all_makes_an_empty_document() {
    assert_eq!(merged(Vec::new()).inventory.tokens, [], "nothing is made of nothing");
}

#[test]
fn ten_thousand_tokens_of_two_readings_merge_without_square_work() {
    let tokens = |holder: &str| {
        (0..10_000_u64)
            .map(|index| {
                let sha256 = format!("{index:064x}");
                token(
                    index,
                    &format!("reader {index}"),
                    &format!("{:08}", index + 1),
                    holder,
                    vec![certificate(&sha256, "2027-01-01T00:00:00Z")],
                )
            })
            .collect()
    };
    let merged =
        merged(vec![inventory("2026-01-01T00:00:00Z", tokens("A")), inventory("2026-01-02T00:00:00Z", tokens("A"))]);
    assert_eq!(merged.inventory.tokens.len(), 10_000, "each token is found again");
}
