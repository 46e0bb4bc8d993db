use super::*;
use crate::readers::encoding::EncodingFault;

const SAVED: &str = r#"{
  "schema": "tokenctl/1",
  "kind": "inventory",
  "generated_at": "2026-11-22T01:00:00Z",
  "tool": {"name": "tokenctl", "version": "0.1.0"},
  "drivers": [],
  "tokens": [
    {
      "driver": "/usr/lib/libbit4xpki.so", "slot": 1, "reader": "bit4id 00", "label": "VGCA Token",
      "serial": "12345678", "manufacturer": null, "model": null, "firmware_version": null, "hardware_version": null,
      "uri": "pkcs11:serial=12345678", "also_seen_by": [], "holder": null, "initialized": true,
      "login_required": true, "write_protected": false, "pin_pad": false,
      "user_pin": {"state": "ok", "flags_trusted": false, "initialized": true, "must_change": false,
        "min_length": 4, "max_length": 16},
      "so_pin": {"state": "ok", "must_change": false},
      "logged_in": false, "keys": [], "certificates": [], "problems": []
    }
  ],
  "summary": {"drivers": 0, "drivers_failed": 0, "tokens": 1, "keys": 0, "certificates": 0, "expired": 0,
    "expiring": 0, "not_yet_valid": 0, "locked": 0, "problems": 0}
}
"#;

fn fault(text: &str) -> InventoryFault {
    read_inventory(text.as_bytes()).unwrap_err()
}

#[test]
fn a_saved_inventory_comes_back_as_it_was_written() {
    let inventory = read_inventory(SAVED.as_bytes()).unwrap();
    let again = serde_json::to_vec(&inventory).unwrap();
    assert_eq!(read_inventory(&again).as_ref(), Ok(&inventory), "writing and reading keep everything");
}

#[test]
fn what_powershell_redirected_is_read() {
    let utf16: Vec<u8> = std::iter::once(0xfeff).chain(SAVED.encode_utf16()).flat_map(u16::to_le_bytes).collect();
    assert!(read_inventory(&utf16).is_ok(), "PowerShell's `>` writes UTF-16 with a mark");
}

#[test]
fn an_empty_file_is_said_to_be_empty() {
    assert_eq!(fault(" \n"), InventoryFault::Empty, "blanks are nothing");
}

#[test]
fn a_truncated_file_is_told_from_a_wrong_one() {
    let half = &SAVED[..SAVED.len() / 2];
    assert!(matches!(fault(half), InventoryFault::Truncated { .. }), "the end is missing: {:?}", fault(half));
    assert!(matches!(fault("Serial;Label\n1;2"), InventoryFault::NotJson { line: 1, .. }), "a CSV is no JSON");
    assert_eq!(
        read_inventory(b"\x00\x01PK"),
        Err(InventoryFault::Encoding(EncodingFault::Binary)),
        "a binary file is no text"
    );
}

#[test]
fn a_cut_at_every_byte_is_refused_without_a_panic() {
    for end in 0..SAVED.trim_end().len() {
        assert!(read_inventory(&SAVED.as_bytes()[..end]).is_err(), "cut at {end} must be refused");
    }
}

#[test]
fn another_schema_and_another_kind_are_named() {
    let newer = SAVED.replace("tokenctl/1", "tokenctl/2");
    let expected = InventoryFault::OtherSchema { found: "tokenctl/2".to_owned(), expected: SCHEMA };
    assert_eq!(fault(&newer), expected, "the version is compared before anything else");
    let check = SAVED.replace("\"inventory\"", "\"check\"");
    let expected = InventoryFault::OtherKind { found: "check".to_owned(), expected: "inventory".to_owned() };
    assert_eq!(fault(&check), expected, "another report is not an inventory");
    assert_eq!(fault("{\"tokens\": []}"), InventoryFault::NotOurs, "JSON of somebody else");
    assert_eq!(fault("[1, 2]"), InventoryFault::NotOurs, "an array is no document of ours");
}

#[test]
fn a_value_edited_by_hand_is_named_by_path_and_place() {
    let edited = SAVED.replace("\"state\": \"ok\", \"flags_trusted\"", "\"state\": \"fine\", \"flags_trusted\"");
    let InventoryFault::Field { line, field, fault, .. } = fault(&edited) else { panic!("a field is wrong") };
    assert_eq!((line, field.as_str()), (13, "tokens[0].user_pin.state"), "line and path of the value");
    assert!(fault.contains("fine"), "the wrong value is shown: {fault}");
}

#[test]
fn a_field_taken_out_by_hand_is_named() {
    let edited = SAVED.replace("\"slot\": 1, ", "");
    let InventoryFault::Field { field, fault, .. } = fault(&edited) else { panic!("a field is missing") };
    assert_eq!(field, "tokens[0]", "the object that lacks it");
    assert!(fault.contains("slot"), "the missing field: {fault}");
}

#[test]
fn a_number_for_a_text_and_a_wrong_date_are_named() {
    let edited = SAVED.replace("\"serial\": \"12345678\"", "\"serial\": 12345678");
    let InventoryFault::Field { field, .. } = fault(&edited) else { panic!("a field is wrong") };
    assert_eq!(field, "tokens[0].serial", "a number is no text");
    let edited = SAVED.replace("2026-11-22T01:00:00Z", "22/11/2026");
    let InventoryFault::Field { fault, .. } = fault(&edited) else { panic!("a date is wrong") };
    assert!(!fault.is_empty(), "the reader says what is wrong");
}

#[test]
fn double_keys_are_refused_at_every_depth() {
    let edited = SAVED.replace("\"serial\": \"12345678\",", "\"serial\": \"12345678\", \"serial\": \"87654321\",");
    let InventoryFault::DuplicateKey { field, line, .. } = fault(&edited) else { panic!("a key stands twice") };
    assert_eq!((field.as_str(), line), ("tokens[0].serial", 10), "path and line of the second");
    let edited = SAVED.replacen("\"kind\"", "\"generated_at\": \"2020-01-01T00:00:00Z\", \"kind\"", 1);
    let InventoryFault::DuplicateKey { field, .. } = fault(&edited) else { panic!("a key stands twice") };
    assert_eq!(field, "generated_at", "also outside");
}

#[test]
fn absurd_depth_is_refused_without_exhausting_the_stack() {
    let deep = format!("{{\"schema\":\"tokenctl/1\",\"kind\":\"inventory\",\"tokens\":{}", "[".repeat(100_000));
    assert!(matches!(fault(&deep), InventoryFault::TooDeep { .. }), "a hundred thousand brackets: {:?}", fault(&deep));
}

#[test]
fn text_behind_the_document_is_refused() {
    assert!(matches!(fault(&format!("{SAVED}{SAVED}")), InventoryFault::NotJson { .. }), "two documents in one file");
}
