//! Many drivers, tokens, objects and bytes; few open files. Times are ratios, since machines differ.

use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::support::{Certificate, Home, Object, Outcome, Rig, Script, Token};

const ARGUMENTS: [&str; 5] = ["inventory", "--format", "json", "--at", "2026-11-22"];

fn timed(home: &Home, rigs: &[Rig]) -> (Value, Duration) {
    let mut command = home.process();
    command.args(ARGUMENTS);
    for rig in rigs {
        command.arg("--module").arg(rig.module());
    }
    let start = Instant::now();
    let outcome = Outcome::of(&mut command).expect_status(0, "many, and all healthy");
    (outcome.json(), start.elapsed())
}

fn count(report: &Value, list: &str) -> usize {
    report[list].as_array().map_or(0, Vec::len)
}

/// `many` times as much may take four times `many` as long, and ten seconds for a busy machine: quadratic time would be
/// a hundred times as long.
fn grows_in_step(small: Duration, large: Duration, many: u32) {
    let allowed = small * many * 4 + Duration::from_secs(10);
    assert!(large < allowed, "{many} times as much took {large:?} instead of {small:?}: more than in step");
}

/// A driver with its own token; the same token through two drivers would be one.
fn alone(number: u64) -> Rig {
    Script::empty().slot(number, Token::of_holder(number)).install()
}

#[test]
fn thirty_two_drivers_are_read_in_one_run() {
    let home = Home::new();
    let rigs: Vec<Rig> = (1..=32).map(alone).collect();
    let (_, small) = timed(&home, &rigs[..4]);
    let (report, large) = timed(&home, &rigs);
    assert_eq!(count(&report, "drivers"), 32, "every driver has its line");
    assert_eq!(count(&report, "tokens"), 32, "and its token");
    grows_in_step(small, large, 8);
    home.no_child_left();
}

/// A driver with this many small tokens.
fn crowd(count: u64) -> Script {
    (1..=count).fold(Script::empty(), |script, slot| {
        script.slot(slot, Token::named(&format!("Thiết bị {slot}")).set("serial", format!("{slot:08}")))
    })
}

#[test]
fn two_thousand_tokens_are_read_in_one_run() {
    let home = Home::new();
    let (_, small) = timed(&home, &[crowd(200).install()]);
    let (report, large) = timed(&home, &[crowd(2000).install()]);
    assert_eq!(count(&report, "tokens"), 2000, "every token has its entry");
    grows_in_step(small, large, 10);
}

fn laden(objects: u64) -> Script {
    let der = Certificate::of("Nguyễn Văn An").der();
    let token = (0..objects)
        .fold(Token::named("Đầy"), |token, number| token.certificate(&number.to_be_bytes(), "chứng thư", &der));
    Script::empty().slot(1, token)
}

#[test]
fn ten_thousand_objects_of_one_token_are_read_in_one_run() {
    let home = Home::new();
    let (_, small) = timed(&home, &[laden(1000).install()]);
    let (report, large) = timed(&home, &[laden(10_000).install()]);
    assert_eq!(count(&report["tokens"][0], "certificates"), 10_000, "every object has its entry");
    grows_in_step(small, large, 10);
}

/// This many copies of an expired certificate, and this many unnamed keys whose label cannot be read.
fn troubled(objects: u8) -> Script {
    let der = Certificate::of("Nguyễn Văn An").valid("2020-01-01", "2021-01-01").der();
    let key = Object::public_key(&[1], "x", &super::support::P_256)
        .without("CKA_ID")
        .attribute("CKA_LABEL", json!({"error": "CKR_GENERAL_ERROR"}));
    let token = (0..objects)
        .fold(Token::named("Hỏng"), |token, number| token.certificate(&[number], "cũ", &der).object(key.clone()));
    Script::empty().slot(1, token)
}

#[test]
fn many_problems_do_not_fill_every_row_of_a_csv_file() {
    let home = Home::new();
    let size = |objects| {
        let rig = troubled(objects).install();
        let mut command = home.process();
        command.args(["inventory", "--format", "csv", "--at", "2026-11-22", "--module"]).arg(rig.module());
        let outcome = Outcome::of(&mut command);
        let text = String::from_utf8_lossy(&outcome.stdout).into_owned();
        assert_eq!(text.lines().count(), usize::from(objects) + 1, "a row for every certificate: {}", outcome.stderr);
        assert!(text.contains("CKR_GENERAL_ERROR"), "and what is wrong is told: {text}");
        text.len()
    };
    let (small, large) = (size(20), size(200));
    assert!(large < small * 12, "ten times as many objects made {large} bytes of {small}: more than in step");
}

#[test]
fn five_megabytes_of_labels_are_read_in_one_run() {
    let home = Home::new();
    let label = "ờ".repeat(1 << 19);
    let key = || Object::public_key(&[1], "x", &super::support::P_256).attribute("CKA_LABEL", json!({"utf8": label}));
    let token = (0..4).fold(Token::named("Nhãn"), |token, _| token.object(key()));
    let (report, _) = timed(&home, &[Script::empty().slot(1, token).install()]);
    let keys = report["tokens"][0]["keys"].as_array().cloned().unwrap_or_default();
    assert_eq!(keys.len(), 4, "all four keys");
    for key in keys {
        assert_eq!(key["label"].as_str().map(str::len), Some(label.len()), "a label of a megabyte and a half is whole");
    }
}

#[test]
fn sixty_four_open_files_are_enough_or_the_lack_is_told() {
    let home = Home::new();
    let rigs: Vec<Rig> = (1..=24).map(alone).collect();
    let mut command = std::process::Command::new("sh");
    let program = home.process();
    command.env_clear().envs(program.get_envs().filter_map(|(name, value)| Some((name, value?))));
    command.args(["-c", "ulimit -n 64; exec \"$@\"", "sh"]).arg(program.get_program()).args(ARGUMENTS);
    for rig in &rigs {
        command.arg("--module").arg(rig.module());
    }
    let outcome = Outcome::of(&mut command);
    let report = outcome.json();
    assert_eq!(count(&report, "drivers"), 24, "every driver has its line");
    let failed = report["drivers"].as_array().map_or(0, |all| all.iter().filter(|one| one["status"] != "ok").count());
    assert_eq!(count(&report, "tokens") + failed, 24, "each is read, or its failure told: {}", outcome.stderr);
    assert_eq!(outcome.status, i32::from(failed > 0), "and the status says which: {}", outcome.stderr);
    home.no_child_left();
}
