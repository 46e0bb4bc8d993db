//! A driver that overwrites the certificate of a slot, and what it may lose: the messages, the location of the copy,
//! and how to restore it.

use serde_json::{Value, json};

use super::desk::{ID, new, old, renewed, sha256, token};
use super::over::{OVER, counts, desk_of, import, keeps_the_old_one, script};
use super::support::{Certificate, Fault, RSA_2048, Script, Token};

#[test]
fn a_write_that_never_comes_back_is_looked_at_by_a_fresh_process() {
    let desk = desk_of(script(token(&RSA_2048)).fault(Fault::at("C_CreateObject").hangs()));
    let run = import(&desk, &["--pin-timeout", "1"]);
    assert_eq!((run.status, run.ended(0)), (1, ("failed", Some("driver-lost"))), "{}", run.said);
    assert_eq!(
        (counts(&desk), &run.result(0)["replaces"][0]["deleted"]),
        ([1, 1, 1, 0], &json!(false)),
        "{}",
        run.said
    );
    keeps_the_old_one(&desk, &run);
    let last = desk.journal().pop().expect("a line");
    assert_eq!((&last["method"], &last["ended"]), (&json!("create-object"), &json!("unknown")), "{last}");
    let desk = desk_of(script(token(&RSA_2048)).fault(Fault::at("C_CreateObject").after().aborts()));
    let run = import(&desk, &[]);
    assert_eq!(
        (run.ended(0), &run.result(0)["proof"]["read_back"]),
        (("written", Some("driver-lost")), &json!(true)),
        "{}",
        run.said
    );
    assert_eq!(run.result(0)["replaces"][0]["deleted"], true, "it was written over: {}", run.said);
    assert_eq!(desk.on_token(), [sha256(&new(&RSA_2048))], "and the new one is there");
}

#[test]
fn a_token_that_cannot_be_read_afterwards_leaves_the_copy_and_its_command() {
    let blind = |process| Fault::at("C_Initialize").process(process).returns("CKR_DEVICE_ERROR");
    let script = (4..=9).fold(script(token(&RSA_2048)), |script, process| script.fault(blind(process)));
    let desk = desk_of(script.clone());
    let run = import(&desk, &[]);
    assert_eq!((run.status, run.ended(0)), (1, ("written", Some("not-read-back"))), "{}", run.said);
    assert_eq!(run.result(0)["replaces"][0]["deleted"], Value::Null, "nobody knows: {}", run.said);
    let desk = desk_of(script);
    let table = desk.run(&[&["cert", "import", "new.cer", "--pin-file", "pin", "--yes"], &OVER[..]].concat());
    let command = named_command(&(table.text().to_owned() + &table.stderr));
    assert!(command.contains(&"--accept-older".to_owned()), "{command:?}");
    assert_eq!(std::fs::read(&command[2]).expect("the copy"), old(&RSA_2048), "{command:?}");
}

#[test]
fn a_refused_write_that_took_the_old_one_away_is_a_failure() {
    // The driver overwrites it with other bytes, and then reports that it has no room.
    let lying = script(token(&RSA_2048)).fault(Fault::at("C_CreateObject").corrupts());
    let desk = desk_of(lying.fault(Fault::at("C_CreateObject").after().returns("CKR_DEVICE_MEMORY")));
    let run = import(&desk, &[]);
    assert_eq!((run.status, run.ended(0)), (1, ("failed", Some("no-room"))), "{}", run.said);
    assert_eq!(run.result(0)["replaces"][0]["deleted"], true, "{}", run.said);
    let honest = desk_of(script(token(&RSA_2048)).fault(Fault::at("C_CreateObject").returns("CKR_DEVICE_MEMORY")));
    let run = import(&honest, &[]);
    assert_eq!((run.status, run.ended(0)), (7, ("refused", Some("no-room"))), "{}", run.said);
    keeps_the_old_one(&honest, &run);
}

/// The command given in the output, without the program.
fn named_command(said: &str) -> Vec<String> {
    let line =
        said.lines().find(|line| line.contains("restore it with")).unwrap_or_else(|| panic!("no command: {said}"));
    let command = line.split('`').nth(1).expect("in backticks").strip_prefix("tokenctl ").expect("ours");
    command.split(' ').map(|word| word.trim_matches('"').to_owned()).collect()
}

#[test]
fn what_is_read_back_differently_names_the_copy_and_the_command_that_puts_it_back() {
    let desk = desk_of(script(token(&RSA_2048)).fault(Fault::at("C_CreateObject").process(3).corrupts()));
    let table = desk.run(&[&["cert", "import", "new.cer", "--pin-file", "pin", "--yes"], &OVER[..]].concat());
    let said = table.text().to_owned() + &table.stderr;
    assert_eq!(table.status, 1, "{said}");
    assert!(said.contains("may be gone from the token"), "{said}");
    assert!(!desk.on_token().contains(&sha256(&old(&RSA_2048))), "it was written over with other bytes");
    let command = named_command(&said);
    assert!(command.contains(&"--module".to_owned()), "the driver that this command had: {command:?}");
    let words: Vec<&str> = command.iter().map(String::as_str).collect();
    let secrets = ["--pin-file", "pin", "--so-pin-file", "management", "--yes"];
    let back = desk.json(&[&words[..], &secrets].concat());
    assert_eq!((back.status, back.ended(0)), (0, ("written", None)), "the command works as it is: {}", back.said);
    assert_eq!(back.result(0)["warnings"], json!(["older"]), "{}", back.said);
    assert_eq!(desk.on_token(), [sha256(&old(&RSA_2048))], "the one before is back");
}

#[test]
fn the_json_of_a_lost_one_tells_the_same() {
    let desk = desk_of(script(token(&RSA_2048)).fault(Fault::at("C_CreateObject").process(3).corrupts()));
    let run = import(&desk, &[]);
    assert_eq!((run.status, run.ended(0)), (1, ("failed", Some("read-back-differs"))), "{}", run.said);
    let (proof, replaced) = (&run.result(0)["proof"], &run.result(0)["replaces"][0]);
    assert_eq!((&proof["read_back"], &replaced["deleted"]), (&json!(false), &json!(true)), "{}", run.said);
    assert_eq!(std::fs::read(replaced["copy"].as_str().expect("a copy")).expect("it"), old(&RSA_2048), "{}", run.said);
}

#[test]
fn a_copy_goes_back_into_an_empty_slot_and_one_that_has_expired_where_that_is_meant() {
    let empty = || Token::named("An").set("serial", "00000077").key_pair(&ID, "An", &RSA_2048);
    let desk = desk_of(script(empty()));
    desk.file("copy.cer", old(&RSA_2048));
    let run = desk.import(&[&["copy.cer"], &OVER[..]].concat());
    assert_eq!((run.status, run.ended(0)), (0, ("written", None)), "nothing there is newer: {}", run.said);
    let expired = Certificate::of("Nguyễn Văn An").valid("200101000000Z", "210101000000Z").key(&RSA_2048).der();
    let desk = desk_of(script(empty()));
    desk.file("copy.cer", &expired);
    let run = desk.import(&[&["copy.cer"], &OVER[..]].concat());
    assert_eq!((run.status, run.ended(0)), (7, ("refused", Some("certificate-expired"))), "{}", run.said);
    assert_eq!(counts(&desk), [0; 4], "by itself it is refused");
    let run = desk.import(&[&["copy.cer", "--accept-older"], &OVER[..]].concat());
    assert_eq!((run.status, run.ended(0)), (0, ("written", None)), "{}", run.said);
    assert_eq!(desk.on_token(), [sha256(&expired)], "it is back");
}

#[test]
fn an_older_one_that_is_meant_takes_nothing_newer_away_where_both_have_room() {
    let desk = super::desk::with(Script::empty().slot(1, token(&RSA_2048)));
    let older = Certificate::of("Nguyễn Văn An").serial(&[0x10]).valid("230101000000Z", "270101000000Z").key(&RSA_2048);
    desk.file("older.cer", older.der());
    assert_eq!(desk.import(&["older.cer", "--replace"]).ended(0), ("refused", Some("not-newer")), "by itself refused");
    let run = desk.import(&["older.cer", "--replace", "--accept-older"]);
    assert_eq!((run.status, run.ended(0)), (1, ("written", Some("old-stays"))), "{}", run.said);
    assert_eq!((desk.rig.calls().count("C_DestroyObject"), desk.on_token().len()), (0, 2), "{}", run.said);
    let both = super::desk::healthy();
    both.file("in/a.cer", new(&RSA_2048));
    both.file("in/b.cer", renewed(&RSA_2048).serial(&[0x13]).valid("261110000000Z", "281110000000Z").der());
    let run = both.import(&["in", "--accept-older"]);
    assert_eq!(
        run.ended(0),
        ("refused", Some("not-newer")),
        "of two new ones the newer alone, all the same: {}",
        run.said
    );
}
