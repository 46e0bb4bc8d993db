use std::fs::OpenOptions;
use std::path::PathBuf;

use super::*;
use crate::domain::pin::PinState;
use crate::domain::situation::{Class, Situation};
use crate::journal::attempt::{FindingKind, Scope};

const DRIVER: &str = "/usr/lib/libexample.so";

fn moment(text: &str) -> Moment {
    text.parse().unwrap()
}

fn token(serial: &str) -> TokenIdentity {
    TokenIdentity {
        slot: 1,
        reader: Some("Đầu đọc 0".to_owned()),
        manufacturer: Some("bit4id".to_owned()),
        model: Some("TokenME EVO".to_owned()),
        serial: Some(serial.to_owned()),
        label: Some("VGCA Token".to_owned()),
        ..TokenIdentity::default()
    }
}

fn entry_at(serial: &str, time: &str) -> JournalEntry {
    JournalEntry {
        certificate: None,
        time: moment(time),
        who: Who { operator: "an".to_owned(), host: "may-01".to_owned() },
        driver: DRIVER.to_owned(),
        token: token(serial),
        action: Action::PinVerify,
        method: Method::Login,
        secret: SecretKind::UserPin,
        before: Some(States { user_pin: PinState::Ok, so_pin: PinState::Ok }),
    }
}

fn entry(serial: &str) -> JournalEntry {
    entry_at(serial, "2026-11-22T01:00:00Z")
}

fn outcome_at(ended: Ended, code: &str, spent: Spent, time: &str) -> Outcome {
    Outcome { time: moment(time), ended, code: Some(Code::ckr(code)), try_spent: spent, after: None }
}

fn wrong() -> Outcome {
    outcome_at(Ended::Failed, "CKR_PIN_INCORRECT", Spent::Yes, "2026-11-22T01:00:01Z")
}

fn right() -> Outcome {
    outcome_at(Ended::Done, "CKR_OK", Spent::No, "2026-11-22T01:00:01Z")
}

struct Desk {
    _folder: tempfile::TempDir,
    place: Place,
}

impl Desk {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let place = Place { folder: folder.path().join("journal"), scope: Scope::Named };
        Self { _folder: folder, place }
    }

    fn path(&self) -> PathBuf {
        self.place.journal()
    }

    fn journal(&self) -> Journal {
        Journal::open(&self.place).expect("a journal in a folder of our own")
    }

    fn attempt(&self, serial: &str, outcome: &Outcome) -> LastHash {
        let journal = self.journal();
        let ticket = journal.intent(&entry(serial)).unwrap();
        journal.result(ticket, outcome).unwrap()
    }

    fn lines(&self) -> Vec<String> {
        std::fs::read_to_string(self.path()).unwrap().lines().map(str::to_owned).collect()
    }

    fn rewrite(&self, bytes: &[u8]) {
        let mut file = OpenOptions::new().write(true).truncate(true).open(self.path()).unwrap();
        file.write_all(bytes).unwrap();
    }

    fn rewrite_lines(&self, lines: &[String]) {
        self.rewrite(format!("{}\n", lines.join("\n")).as_bytes());
    }

    fn findings(&self) -> Vec<(FindingKind, u64)> {
        let report = verify(&self.path(), None).unwrap();
        report.findings.iter().map(|finding| (finding.kind, finding.line)).collect()
    }
}

/// A journal of three attempts: six lines.
fn desk_with_three() -> Desk {
    let desk = Desk::new();
    for serial in ["10000001", "10000002", "10000003"] {
        desk.attempt(serial, &right());
    }
    desk
}

#[test]
fn an_attempt_leaves_an_intent_and_a_result_that_name_everything_but_a_secret() {
    let desk = Desk::new();
    let last = desk.attempt("12345678", &wrong());
    let lines = desk.lines();
    assert_eq!(lines.len(), 2, "intent and result");
    for (line, phase) in lines.iter().zip(["intent", "result"]) {
        let value: serde_json::Value = serde_json::from_str(line).expect("each line is JSON");
        assert_eq!(value["schema"], "tokenctl-journal/1", "schema of {phase}");
        assert_eq!(value["phase"], phase, "phases in order");
        assert_eq!(value["operator"], "an", "operator of {phase}");
        assert_eq!(value["token"]["serial"], "12345678", "token of {phase}");
        assert_eq!(value["before"]["user_pin"], "ok", "state before of {phase}");
    }
    assert!(lines[1].contains("CKR_PIN_INCORRECT") && lines[1].contains(&last.0), "code and printed hash");
    let report = verify(&desk.path(), Some(&last.0)).unwrap();
    assert!(report.findings.is_empty() && report.is_intact(), "a whole journal: {:?}", report.findings);
    assert_eq!((report.entries, report.last_hash), (2, Some(last.0)), "the last hash is the one printed");
}

#[test]
fn a_code_cannot_carry_foreign_text_into_the_journal() {
    for text in ["12345678", "CKR_ PIN", "CKR_\"}", "Sen4HoaXanh", "CKR_Ạ"] {
        assert_eq!(Code::ckr(text).as_str(), "CKR_UNNAMED", "{text} is no name of a return value");
    }
    assert_eq!(Code::ckr("CKR_VENDOR_DEFINED+0x1f").as_str(), "CKR_VENDOR_DEFINED+0x1f", "a vendor's code");
}

#[test]
fn a_refusal_is_one_line_with_its_reason() {
    let desk = Desk::new();
    desk.journal().refused(&entry("1"), "final-try").unwrap();
    let found = entries(&desk.path(), &|_| true).unwrap();
    let (line, _) = found.first().expect("one line");
    assert_eq!((line.phase, line.ended), (Phase::Refused, Some(Ended::Refused)), "refused");
    assert_eq!(line.code.as_ref().map(Code::as_str), Some("final-try"), "the reason");
    assert_eq!(desk.findings(), [], "a refusal needs no intent");
}

#[test]
fn an_intent_without_result_shows_that_something_was_killed_in_between() {
    let desk = Desk::new();
    let ticket = desk.journal().intent(&entry("1")).unwrap();
    drop(ticket);
    assert_eq!(desk.findings(), [(FindingKind::IntentWithoutResult, 1)], "the kill shows");
    assert!(verify(&desk.path(), None).unwrap().is_intact(), "but the journal itself is whole");
}

#[test]
fn an_edited_line_is_found_even_when_only_a_blank_was_added() {
    let desk = desk_with_three();
    let mut lines = desk.lines();
    lines[2] = lines[2].replace("10000002", "10000009");
    desk.rewrite_lines(&lines);
    assert_eq!(desk.findings(), [(FindingKind::Edited, 3)], "another serial");
    let mut lines = desk_with_three().lines();
    lines[2] = lines[2].replacen(",\"sequence\"", ", \"sequence\"", 1);
    desk.rewrite_lines(&lines);
    assert_eq!(desk.findings(), [(FindingKind::Edited, 3)], "one blank");
}

#[test]
fn a_line_replaced_with_a_hash_of_its_own_breaks_the_chain_after_it() {
    let desk = desk_with_three();
    let mut lines = desk.lines();
    let mut forged = line::unseal(lines[2].as_bytes()).unwrap().line;
    forged.operator = "binh".to_owned();
    let (bytes, _hash) = line::seal(&forged).unwrap();
    lines[2] = String::from_utf8(bytes).unwrap().trim_end().to_owned();
    desk.rewrite_lines(&lines);
    assert_eq!(desk.findings(), [(FindingKind::ChainBroken, 4)], "the next line names another hash");
}

#[test]
fn gaps_reordering_and_doubled_lines_are_told_apart() {
    let whole = desk_with_three().lines();
    let desk = desk_with_three();
    let gap = [&whole[..2], &whole[4..]].concat();
    desk.rewrite_lines(&gap);
    assert_eq!(desk.findings(), [(FindingKind::Gap, 3)], "lines 3 and 4 taken out");
    desk.rewrite_lines(&whole[2..]);
    assert_eq!(desk.findings(), [(FindingKind::Gap, 1)], "the head taken off");
    let swapped = [&whole[2..4], &whole[..2], &whole[4..]].concat();
    desk.rewrite_lines(&swapped);
    let kinds: Vec<_> = desk.findings().into_iter().map(|(kind, _)| kind).collect();
    assert!(kinds.contains(&FindingKind::Reordered), "a moved pair: {kinds:?}");
    let doubled = [&whole[..2], &whole[1..]].concat();
    desk.rewrite_lines(&doubled);
    assert!(desk.findings().contains(&(FindingKind::Reordered, 3)), "a line twice: {:?}", desk.findings());
}

#[test]
fn a_cut_tail_shows_only_against_the_hash_that_was_noted() {
    let desk = desk_with_three();
    let noted = verify(&desk.path(), None).unwrap().last_hash.unwrap();
    desk.rewrite_lines(&desk.lines()[..4]);
    assert_eq!(desk.findings(), [], "by itself a shorter journal is whole");
    let report = verify(&desk.path(), Some(&noted)).unwrap();
    assert_eq!(report.findings.first().map(|found| found.kind), Some(FindingKind::TailCut), "the note tells");
    assert!(!report.is_intact(), "and that is a fault");
}

#[test]
fn a_torn_line_is_kept_and_acknowledged_by_the_next_attempt() {
    let desk = desk_with_three();
    let whole = std::fs::read(desk.path()).unwrap();
    desk.rewrite(&[&whole[..], b"{\"schema\":\"tokenctl-journal/1\",\"seq\0\0\0"].concat());
    assert_eq!(desk.findings(), [(FindingKind::HalfLine, 7)], "a write was broken off");
    desk.attempt("10000004", &right());
    assert_eq!(desk.findings(), [(FindingKind::Torn, 7)], "kept, and explained by the line after it");
    let report = verify(&desk.path(), None).unwrap();
    assert!(report.is_intact(), "an accident is no fault");
    assert_eq!(report.last_sequence, Some(8), "the sequence goes on");
}

#[test]
fn a_torn_line_that_was_changed_afterwards_is_a_fault() {
    let desk = desk_with_three();
    let whole = std::fs::read(desk.path()).unwrap();
    desk.rewrite(&[&whole[..], b"{\"torn"].concat());
    desk.attempt("10000004", &right());
    let mut lines = desk.lines();
    lines[6] = "{\"turn".to_owned();
    desk.rewrite_lines(&lines);
    assert_eq!(desk.findings(), [(FindingKind::Malformed, 7)], "nobody vouches for these bytes");
}

#[test]
fn a_journal_that_is_nothing_but_a_torn_line_can_go_on() {
    let desk = Desk::new();
    desk.journal();
    desk.rewrite(b"{\"sch");
    desk.attempt("1", &right());
    assert_eq!(desk.findings(), [(FindingKind::Torn, 1)], "acknowledged from the first line on");
}

#[test]
fn a_last_line_without_its_end_is_whole_and_only_gets_the_end() {
    let desk = desk_with_three();
    let whole = std::fs::read(desk.path()).unwrap();
    desk.rewrite(whole.strip_suffix(b"\n").unwrap());
    desk.attempt("10000004", &right());
    assert_eq!(desk.findings(), [], "an editor that strips the last line end does no harm");
}

#[test]
fn nothing_is_appended_to_a_last_line_that_was_changed() {
    let desk = desk_with_three();
    let mut lines = desk.lines();
    lines[5] = lines[5].replace("10000003", "10000009");
    desk.rewrite_lines(&lines);
    let error = Journal::open(&desk.place).expect_err("its last line was edited");
    assert_eq!((error.code(), error.class()), ("journal-corrupt", Class::Failed), "refused before any attempt");
    for garbage in ["no json\n".as_bytes(), b"\n", b"{}\n", b"\xff\xfe\n", b"\0\0\0\n"] {
        desk.rewrite(garbage);
        let error = Journal::open(&desk.place).expect_err("no line of ours");
        assert_eq!(error.code(), "journal-corrupt", "{garbage:?}");
    }
}

#[test]
fn an_endless_line_is_malformed_and_bounded() {
    let desk = desk_with_three();
    let whole = desk.lines();
    let mut lines = whole.clone();
    lines.insert(2, "x".repeat(300_000));
    desk.rewrite_lines(&lines);
    assert_eq!(desk.findings(), [(FindingKind::Malformed, 3)], "one finding, the others are read");
    desk.rewrite(&vec![b'x'; 100_000]);
    let error = Journal::open(&desk.place).expect_err("its last line cannot be found");
    assert_eq!(error.code(), "journal-corrupt", "no attempt");
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_shows_before_the_call() {
    let mut full = OpenOptions::new().read(true).write(true).open("/dev/full").unwrap();
    let error = write_whole(&mut full, b"{}\n", 0).expect_err("/dev/full takes nothing");
    let error = JournalError::writing(&PathBuf::from("/dev/full"), error);
    assert_eq!((error.code(), error.class()), ("journal-disk-full", Class::Failed), "the intent fails, so no call");
}

#[test]
fn what_was_half_written_is_taken_back() {
    let desk = desk_with_three();
    let before = std::fs::read(desk.path()).unwrap();
    let mut file = OpenOptions::new().read(true).write(true).open(desk.path()).unwrap();
    file.seek(SeekFrom::End(0)).unwrap();
    file.write_all(b"{\"half").unwrap();
    file.set_len(before.len() as u64).unwrap();
    desk.attempt("10000004", &right());
    assert_eq!(desk.findings(), [], "no trace of the half line");
}

#[test]
fn a_folder_that_is_none_and_a_journal_that_is_none_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("file");
    std::fs::File::create(&file).unwrap();
    let error = Journal::open(&Place { folder: file, scope: Scope::Named }).expect_err("a file is no folder");
    assert_eq!(error.code(), "journal-not-writable", "nothing is attempted");
    std::fs::create_dir_all(folder.path().join("odd/journal.jsonl")).unwrap();
    let error = Journal::open(&Place { folder: folder.path().join("odd"), scope: Scope::Named });
    assert_eq!(error.expect_err("a directory is no journal").code(), "journal-not-a-file", "nothing is attempted");
}

#[cfg(unix)]
#[test]
fn a_link_in_place_of_the_journal_is_not_followed() {
    let folder = tempfile::tempdir().unwrap();
    let target = folder.path().join("precious");
    std::fs::File::create(&target).unwrap();
    std::os::unix::fs::symlink(&target, folder.path().join("journal.jsonl")).unwrap();
    let error = Journal::open(&Place { folder: folder.path().to_owned(), scope: Scope::Machine });
    assert_eq!(error.expect_err("a link").code(), "journal-not-a-file", "the file behind it stays as it is");
}

#[cfg(unix)]
fn mode_of(path: &std::path::Path) -> u32 {
    use std::os::unix::fs::PermissionsExt;

    std::fs::metadata(path).unwrap().permissions().mode() & 0o777
}

#[cfg(unix)]
#[test]
fn journal_and_lock_are_their_owners_alone_in_any_folder() {
    use std::os::unix::fs::PermissionsExt;

    let desk = Desk::new();
    desk.journal();
    assert_eq!((mode_of(&desk.path()), mode_of(&desk.place.folder)), (0o600, 0o700), "made by us");
    for folder_mode in [0o750, 0o755, 0o770, 0o2770, 0o777, 0o1777] {
        let shared = tempfile::tempdir().unwrap();
        std::fs::set_permissions(shared.path(), std::fs::Permissions::from_mode(folder_mode)).unwrap();
        let place = Place { folder: shared.path().to_owned(), scope: Scope::Named };
        for file_mode in [0o600, 0o644, 0o666, 0o660] {
            Journal::open(&place).unwrap();
            for file in [place.journal(), place.lock()] {
                assert_eq!(mode_of(&file), 0o600, "{} in {folder_mode:o}", file.display());
                // As an earlier version or a chmod may have left it.
                std::fs::set_permissions(file, std::fs::Permissions::from_mode(file_mode)).unwrap();
            }
        }
    }
}

#[cfg(unix)]
#[test]
fn a_fifo_in_place_of_journal_or_lock_is_refused_and_not_waited_for() {
    for name in ["journal.jsonl", "journal.lock"] {
        let folder = tempfile::tempdir().unwrap();
        let made = std::process::Command::new("mkfifo").arg(folder.path().join(name)).status().unwrap();
        assert!(made.success(), "mkfifo is part of coreutils");
        let error = Journal::open(&Place { folder: folder.path().to_owned(), scope: Scope::Named });
        assert_eq!(error.expect_err("a FIFO").code(), "journal-not-a-file", "{name}");
    }
}

/// Only root can give files away, so for others there is nothing to test.
#[cfg(unix)]
#[test]
fn a_journal_that_another_user_laid_into_a_shared_folder_is_refused() {
    use std::os::unix::fs::{PermissionsExt, chown};

    if !rustix::process::geteuid().is_root() {
        return;
    }
    for name in ["journal.jsonl", "journal.lock"] {
        let folder = tempfile::tempdir().unwrap();
        std::fs::set_permissions(folder.path(), std::fs::Permissions::from_mode(0o1777)).unwrap();
        let place = Place { folder: folder.path().to_owned(), scope: Scope::Named };
        std::fs::File::create(folder.path().join(name)).unwrap();
        chown(folder.path().join(name), Some(65534), None).unwrap();
        assert_eq!(Journal::open(&place).expect_err("another's").code(), "journal-not-ours", "{name}");
        chown(folder.path(), Some(65534), None).unwrap();
        Journal::open(&place).expect("in a folder of his own it is his journal");
    }
}

#[test]
fn a_writer_that_never_lets_go_is_waited_for_only_so_long() {
    let desk = desk_with_three();
    let (_journal, lock) = desk.place.open_for_writing().unwrap();
    lock.lock().unwrap();
    let impatient = Journal { place: desk.place.clone(), patience: Duration::ZERO };
    assert_eq!(impatient.intent(&entry("1")).expect_err("locked").code(), "journal-busy", "nothing is attempted");
}

#[test]
fn many_writers_at_once_make_one_unbroken_chain() {
    let desk = Desk::new();
    std::thread::scope(|scope| {
        for writer in 0..8 {
            let desk = &desk;
            scope.spawn(move || {
                for _ in 0..5 {
                    desk.attempt(&format!("1000000{writer}"), &right());
                }
            });
        }
    });
    assert_eq!(desk.findings(), [], "no line lost, torn or doubled");
    assert_eq!(verify(&desk.path(), None).unwrap().entries, 80, "8 writers, 5 attempts, 2 lines");
}

#[test]
fn the_ledger_counts_wrong_tries_since_the_last_right_one() {
    let desk = Desk::new();
    let tries = |hours, now: &str| {
        let tries = wrong_tries(&desk.path(), &token("5"), DRIVER, SecretKind::UserPin).unwrap();
        tries.iter().filter(|past| past.is_within(hours, moment(now))).count()
    };
    assert_eq!(tries(24, "2026-11-22T02:00:00Z"), 0, "no journal, no tries");
    desk.attempt("5", &wrong());
    desk.attempt("6", &wrong());
    assert_eq!(tries(24, "2026-11-22T02:00:00Z"), 1, "only this token's");
    assert_eq!(tries(24, "2026-11-23T02:00:00Z"), 0, "a day later it is no longer recent");
    let _killed = desk.journal().intent(&entry("5")).unwrap();
    assert_eq!(tries(24, "2026-11-22T02:00:00Z"), 2, "a call that never came back counts");
    let unknown = outcome_at(Ended::Unknown, "CKR_GENERAL_ERROR", Spent::Counted, "2026-11-22T01:30:00Z");
    desk.attempt("5", &unknown);
    assert_eq!(tries(24, "2026-11-22T02:00:00Z"), 3, "CKR_GENERAL_ERROR counts");
    desk.attempt("5", &right());
    assert_eq!(tries(24, "2026-11-22T02:00:00Z"), 0, "a right PIN puts the counter back");
}

#[test]
fn an_unlock_puts_the_user_pins_tries_back_but_not_the_so_pins() {
    let desk = Desk::new();
    desk.attempt("5", &wrong());
    let journal = desk.journal();
    let unlock =
        JournalEntry { action: Action::PinUnlock, method: Method::SoInitPin, secret: SecretKind::SoPin, ..entry("5") };
    let tries = |secret| wrong_tries(&desk.path(), &token("5"), DRIVER, secret).unwrap().len();
    let ticket = journal.intent(&unlock).unwrap();
    journal.result(ticket, &wrong()).unwrap();
    assert_eq!((tries(SecretKind::UserPin), tries(SecretKind::SoPin)), (1, 1), "a wrong SO PIN is the SO PIN's");
    let ticket = journal.intent(&unlock).unwrap();
    journal.result(ticket, &right()).unwrap();
    assert_eq!((tries(SecretKind::UserPin), tries(SecretKind::SoPin)), (0, 0), "unlocked with the right SO PIN");
}

#[test]
fn a_serial_of_zeros_tells_no_token_apart_by_itself() {
    let desk = Desk::new();
    desk.attempt("0000", &wrong());
    let tries = |reader: &str, driver| {
        let wanted = TokenIdentity { reader: Some(reader.to_owned()), ..token("0000") };
        wrong_tries(&desk.path(), &wanted, driver, SecretKind::UserPin).unwrap().len()
    };
    assert_eq!(tries("Đầu đọc 0", DRIVER), 1, "same driver and reader");
    assert_eq!(tries("Đầu đọc 1", DRIVER), 1, "tokens of one device share their tries: a TPM locks for all of them");
}

#[test]
fn the_environment_decides_the_place_and_relative_folders_are_none() {
    let named = Place::candidates(&|name| (name == "TOKENCTL_JOURNAL").then(|| "/tmp/x".into()));
    assert_eq!(named.len(), 1, "the only one");
    assert_eq!(named[0].scope, Scope::Named, "as named");
    let odd = Place::candidates(&|name| matches!(name, "HOME" | "LOCALAPPDATA").then(|| "relative".into()));
    assert!(odd.iter().all(|place| place.folder.is_absolute()), "a relative home is no place: {odd:?}");
}

#[test]
fn the_first_folder_that_can_be_written_is_taken() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("file");
    std::fs::File::create(&file).unwrap();
    let machine = Place { folder: file, scope: Scope::Machine };
    let user = Place { folder: folder.path().join("user"), scope: Scope::User };
    let chosen = Place::for_writing(&[machine.clone(), user.clone()]).unwrap();
    assert_eq!(chosen.scope, Scope::User, "the machine's cannot be written");
    assert_eq!(Place::for_reading(&[machine.clone(), user]).len(), 1, "and the user's can be read");
    assert!(Place::for_writing(&[machine]).is_err(), "none left: nothing is attempted");
    assert_eq!(Place::for_writing(&[]).expect_err("no folder at all").code(), "journal-no-place", "said so");
}
