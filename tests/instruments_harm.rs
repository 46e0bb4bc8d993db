//! Tests what the scripted driver does behind its caller's back: tokens exchanged at any call, runs that meet at gates,
//! secrets traced to the token that received them, frames, children, terminals, memory.
//!
//! The program is not run here; pkcs11-tool, a shell, `script`, pkcs11-spy and the crate cryptoki are the judges.
#![cfg(unix)]
#![allow(clippy::disallowed_methods, reason = "the product's bans do not hold for its tests")]
#![allow(clippy::expect_used, clippy::indexing_slicing, clippy::panic, reason = "a test fails by panicking")]

mod support;

use std::process::{Command, Output, Stdio};
use std::time::{Duration, Instant};

use cryptoki::context::{CInitializeArgs, CInitializeFlags, Pkcs11};
use cryptoki::session::UserType;
use cryptoki::types::AuthPin;
use serde_json::{Value, json};
use support::{Fault, Reached, Rig, SO_PIN, Script, Token, USER_PIN, pkcs11_tool, run, tool};

const WRONG: &str = "0000-wrong";

fn text(output: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}

fn judge(rig: &Rig, arguments: &[&str]) -> String {
    text(&run(pkcs11_tool(rig.module()).args(arguments)))
}

fn login(rig: &Rig, pin: &str) -> String {
    judge(rig, &["--login", "--pin", pin, "-O"])
}

fn shell(script: &str) -> Command {
    let mut shell = tool("sh");
    shell.args(["-c", script]);
    shell
}

/// One token, and another of the same kind as a spare.
fn pair() -> Script {
    Script::empty()
        .slot(1, Token::named("Named").set("serial", "11111111"))
        .spare(Token::named("Other").set("serial", "22222222"))
}

/// Which token received what, in short form.
fn received(rig: &Rig) -> Vec<String> {
    let short = |reached: &Reached| format!("{} {} {} {}", reached.call, reached.token, reached.secret, reached.code);
    rig.calls().reached().iter().map(short).collect()
}

#[test]
fn the_log_names_the_token_that_got_a_secret_and_what_it_said() {
    let rig = pair().install();
    login(&rig, USER_PIN);
    login(&rig, WRONG);
    rig.swap(1, 0);
    login(&rig, WRONG);
    let unlock = ["--login", "--login-type", "so", "--so-pin", SO_PIN, "--init-pin", "--new-pin", "Moi-2026"];
    judge(&rig, &unlock);
    assert_eq!(
        received(&rig),
        [
            "C_Login slot:1 user 0",
            "C_Login slot:1 user 160",
            "C_Login spare:0 user 160",
            "C_Login spare:0 so 0",
            "C_InitPIN spare:0 new 0"
        ],
        "each secret with its token, in order"
    );
    assert_eq!((rig.wrong_tries("slot:1", "user"), rig.wrong_tries("spare:0", "so")), (1, 0), "tries by token");
    let locked = Script::empty().slot(1, Token::named("Locked").left("user_pin", 0)).install();
    login(&locked, USER_PIN);
    assert_eq!(received(&locked), ["C_Login slot:1 user 164"], "a locked token is reached as well");
    let refused = pair().fault(Fault::at("C_Login").returns("CKR_DEVICE_ERROR")).install();
    login(&refused, USER_PIN);
    assert_eq!(received(&refused), Vec::<String>::new(), "a call that a fault ends reaches no token");
}

#[test]
fn a_puk_and_a_changed_pin_are_followed_too() {
    let card = Token::named("Card").puk("87654321").set("unlock", "puk-set-pin");
    let rig = Script::empty().slot(1, card).install();
    judge(&rig, &["--unlock-pin", "--puk", "11111111", "--new-pin", "Moi-2026"]);
    judge(&rig, &["--login", "--change-pin", "--pin", USER_PIN, "--new-pin", "Moi-2026"]);
    let seen = received(&rig);
    assert_eq!(seen, ["C_SetPIN slot:1 puk 160", "C_Login slot:1 user 0", "C_SetPIN slot:1 user 0"], "{seen:?}");
}

#[test]
fn a_token_is_exchanged_at_any_call_of_any_process_by_its_number_among_all() {
    let healthy = pair().install();
    let listing = || judge(&healthy, &["-L"]);
    listing();
    let one = healthy.calls().total() as u64;
    // A counting rule never changes what it counts.
    for nth in [1, 3, one, one + 1, one + 4] {
        let rig = pair().fault(Fault::at("*").overall(nth).swaps_token_in(1, Some(0))).install();
        let first = judge(&rig, &["-L"]);
        let second = judge(&rig, &["-L"]);
        assert_eq!(rig.state()["calls"], 2 * one, "every call is numbered");
        let last = judge(&rig, &["-L"]);
        assert!(last.contains("22222222"), "the other lies there in the end, {nth}:\n{last}");
        let exchanged = rig.calls().0.iter().position(|call| call.name == "!swapped");
        assert_eq!(exchanged, usize::try_from(nth).ok(), "the log says so right behind the call {nth}");
        let early = nth <= 3;
        assert_eq!(first.contains("22222222"), early, "the first listing, {nth} of {one}:\n{first}");
        assert!(second.contains("22222222") || nth > one, "the second listing, {nth}:\n{second}");
    }
}

#[test]
fn an_exchanged_token_can_come_back_and_a_session_dies_with_it_or_not() {
    let away = Fault::at("C_GetSessionInfo").nth(1).swaps_token_in(1, Some(0));
    let rig = pair().fault(away.clone()).install();
    let session = |rig: &Rig| {
        let module = Pkcs11::new(rig.module()).expect("the module loads");
        module.initialize(CInitializeArgs::new(CInitializeFlags::OS_LOCKING_OK)).expect("and initialises");
        let session = module.open_rw_session(module.get_all_slots().expect("slots")[0]).expect("a session");
        // Its result does not matter: here the token is exchanged.
        let _info = session.get_session_info();
        session.login(UserType::User, Some(&AuthPin::new(USER_PIN.into()))).map_err(|error| error.to_string())
    };
    let answer = session(&rig).expect_err("the session died with its token");
    assert!(answer.contains("handle"), "{answer}");
    assert_eq!(received(&rig), Vec::<String>::new(), "and nobody got the PIN");

    let rig = pair().set("sessions_survive", true).fault(away.clone()).install();
    session(&rig).expect("this driver never looks");
    assert_eq!(received(&rig), ["C_Login spare:0 user 0"], "and the other token got the PIN");

    let back = Fault::at("C_GetSessionInfo").nth(1).after().swaps_token_in(1, None);
    let rig = pair().fault(away).fault(back).install();
    session(&rig).expect("the session lives on with the token that came back");
    assert_eq!(received(&rig), ["C_Login slot:1 user 0"], "which got the PIN");
}

#[test]
fn a_silent_token_counts_and_locks_and_never_shows_it() {
    for style in ["plain", "opensc-piv", "kryoptic"] {
        let card = |silent: bool| Token::named("Card").set("style", style).set("silent", silent).left("user_pin", 1);
        let flags = |rig: &Rig| {
            let listing = judge(rig, &["-L"]);
            listing.lines().find(|line| line.contains("token flags")).expect("flags").to_owned()
        };
        let loud = Script::empty().slot(1, card(false)).install();
        assert!(flags(&loud).contains("final user PIN try"), "{style} warns: {}", flags(&loud));
        let rig = Script::empty().slot(1, card(true)).install();
        let before = flags(&rig);
        login(&rig, WRONG);
        assert_eq!(rig.tries_left(1, "user"), 0, "{style}: the try was counted");
        assert_eq!(flags(&rig), before, "{style}: and nothing shows it");
        assert!(login(&rig, USER_PIN).contains("CKR_PIN_LOCKED"), "{style}: it is locked all the same");
    }
}

#[test]
fn runs_that_go_on_at_once_meet_at_a_gate_and_spend_their_tries_truly() {
    let stop = |run: &str| Fault::at("C_Login").run(run).stops_at_gate(run);
    let rig = Script::empty().slot(1, Token::named("Card")).fault(stop("a")).fault(stop("b")).install();
    let start = |name: &str| {
        let mut judge = pkcs11_tool(rig.module());
        judge.env("FAULT_DRIVER_RUN", name).args(["--login", "--pin", WRONG, "-O"]);
        judge.stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("a judge")
    };
    let mut runs = ["a", "b", "c"].map(start);
    rig.wait_for_gate("a");
    rig.wait_for_gate("b");
    runs[2].wait().expect("the third has no gate");
    assert_eq!(received(&rig), ["C_Login slot:1 user 160"], "two wait, the third was there");
    rig.open_gate("b");
    runs[1].wait().expect("the second goes on");
    assert!(runs[0].try_wait().expect("its state").is_none(), "the first still waits");
    rig.open_gate("a");
    runs[0].wait().expect("the first goes on");
    let calls = rig.calls();
    let of_b = calls.of_run("b");
    assert_eq!((of_b.count("C_Login"), of_b.processes().len()), (1, 1), "calls are told apart by run");
    assert_eq!((calls.reached().len(), rig.tries_left(1, "user")), (3, 0), "three tries, and all counted");
    rig.reset();
    assert!(!rig.gate_reached("a"), "a reset closes the gates");
}

#[test]
fn tries_of_many_processes_at_once_are_all_counted() {
    let many = Token::named("Card").set("user_pin", json!({"value": USER_PIN, "tries": 1000}));
    let rig = Script::empty().slot(1, many).install();
    let start = |_| {
        let mut judge = pkcs11_tool(rig.module());
        judge.args(["--login", "--pin", WRONG, "-O"]).stdout(Stdio::null()).stderr(Stdio::null());
        judge.spawn().expect("a judge")
    };
    let judges: Vec<_> = (0..24).map(start).collect();
    for mut judge in judges {
        judge.wait().expect("its end");
    }
    assert_eq!((rig.wrong_tries("slot:1", "user"), rig.calls().reached().len()), (24, 24), "none is lost");
    assert_eq!(rig.state()["processes"], 24, "and each process has its number");
}

#[test]
fn two_modules_can_hold_the_same_tokens() {
    let first = Script::empty().slot(1, Token::named("Card")).install();
    let shared = first.folder().join("both");
    let script = Script::empty().slot(1, Token::named("Card")).set("shared", shared.to_str().expect("UTF-8"));
    first.rewrite(&script);
    let second = script.install();
    login(&first, WRONG);
    login(&second, WRONG);
    let calls = support::Calls::read(&first.folder().join("both.log"));
    assert_eq!(calls.reached().len(), 2, "one log for both");
    let state = std::fs::read(first.folder().join("both.state")).expect("one state");
    let state: Value = serde_json::from_slice(&state).expect("JSON");
    assert_eq!(state["tokens"]["slot 1"]["user"]["left"], 1, "one counter");
}

#[test]
fn frames_come_on_every_pipe_of_the_process_whole_torn_or_for_ever() {
    let message = json!({"calling": ["C_GetInfo", null]});
    let through_pipe = |rig: &Rig| {
        let module = rig.module_text();
        run(&mut shell(&format!("exec pkcs11-tool --module '{module}' -L 9>&1 >/dev/null 2>&1"))).stdout
    };
    let frame =
        |text: &str| [&u32::try_from(text.len()).expect("short").to_le_bytes()[..], &[0], text.as_bytes()].concat();
    let place = || Fault::at("C_GetSlotList").nth(1);
    let rig = pair().fault(place().writes_frames(&[message.clone(), json!("read-done")])).install();
    assert_eq!(
        through_pipe(&rig),
        [frame(&message.to_string()), frame("\"read-done\"")].concat(),
        "length, kind and JSON, and nothing on stdout or stderr"
    );
    let rig = pair().fault(place().writes_to_pipes(&[0xff; 7])).install();
    assert_eq!(through_pipe(&rig), [0xff; 7], "or any bytes");
    let forever = place().keeps_writing_frames(&[message], 1);
    let rig = pair().fault(forever).fault(Fault::at("C_Finalize").sleeps(2000)).install();
    // On a busy machine the judge may end before the writer has run.
    let count = || through_pipe(&rig).len() / frame(r#"{"calling":["C_GetInfo",null]}"#).len();
    assert!((0..5).any(|_| count() > 5), "again and again while calls go on");
    let rig = pair().fault(place().writes_frames(&[json!(1)])).install();
    let listing = judge(&rig, &["-L"]);
    assert!(listing.contains("11111111") && !listing.contains('\0'), "the standard streams are left alone: {listing}");
}

#[test]
fn a_child_is_left_behind_in_its_group_or_out_of_it_with_the_pipes_or_without() {
    for (escapes, keeps_pipes) in [("nothing", false), ("group", false), ("session", false), ("session", true)] {
        let rig = pair().fault(Fault::at("C_GetInfo").leaves_child(escapes, keeps_pipes)).install();
        // The child would hold a pipe open, and the judge would seem never to end.
        let judge = pkcs11_tool(rig.module()).arg("-I").stdout(Stdio::null()).stderr(Stdio::null()).status();
        assert!(judge.expect("a judge").success(), "the call goes on");
        let calls = rig.calls();
        let child = calls.told("child")[0].to_owned();
        let field = |nth: usize| {
            let stat = std::fs::read_to_string(format!("/proc/{child}/stat")).expect("the child lives");
            let rest = stat.rsplit_once(") ").expect("its name").1.to_owned();
            rest.split(' ').nth(nth).expect("a field").to_owned()
        };
        // state, parent, group, session.
        let (group, session) = (field(2), field(3));
        let own = |which: &str| which == child;
        let expected = (escapes != "nothing", escapes == "session");
        assert_eq!((own(&group), own(&session)), expected, "{escapes}: group {group}, session {session} of {child}");
        // Rust opens the log with close-on-exec.
        let open = std::fs::read_dir(format!("/proc/{child}/fd")).expect("its descriptors").flatten();
        let log = rig.log();
        let kept = open.filter_map(|entry| std::fs::read_link(entry.path()).ok()).any(|file| file == log);
        assert_eq!(kept, keeps_pipes, "{escapes}: what is open");
        run(tool("kill").args(["-KILL", &child]));
    }
}

#[test]
fn a_terminal_is_opened_where_there_is_one_and_its_echo_switched_off() {
    let rig = pair().fault(Fault::at("C_GetInfo").nth(1).opens_terminal("PIN: ")).install();
    let info = format!("pkcs11-tool --module '{}' -I", rig.module_text());
    let mut typed = tool("script");
    typed.args(["--quiet", "--return", "--command", &format!("{info}; stty -a"), "/dev/null"]);
    let shown = text(&run(typed.stdin(Stdio::null())));
    assert!(shown.contains("PIN: "), "it asks: {shown}");
    assert!(shown.contains(" -echo "), "and silences what is typed: {shown}");
    assert_eq!(rig.calls().told("terminal"), ["opened silenced=true"], "and says so");
    rig.reset();
    run(tool("setsid").args(["--wait", "sh", "-c", &info]));
    assert_eq!(rig.calls().told("terminal"), ["refused errno=6"], "ENXIO where there is none");
}

#[test]
fn a_pin_is_altered_in_the_callers_buffer_and_printed_as_pkcs11_spy_prints_it() {
    let rig = pair().fault(Fault::at("C_Login").alters_pin()).install();
    // The judge passes the same buffer to both calls.
    let answer = judge(&rig, &["--login", "--change-pin", "--pin", USER_PIN, "--new-pin", "Moi-2026"]);
    assert!(answer.contains("CKR_PIN_INCORRECT"), "the second call has another PIN: {answer}");
    assert_eq!(received(&rig), ["C_Login slot:1 user 0", "C_SetPIN slot:1 user 160"], "the first had the right one");

    let rig = pair().fault(Fault::at("C_Login").prints_pin()).install();
    let long = "a PIN of more than sixteen octets";
    let mut spied = pkcs11_tool(std::path::Path::new("pkcs11-spy.so"));
    spied.env("PKCS11SPY", rig.module()).env("PKCS11SPY_OUTPUT", "/dev/stderr").args(["--login", "--pin", long, "-O"]);
    let answer = text(&run(&mut spied));
    let dumps: Vec<&str> = answer.split("pPin[ulPinLen] ").skip(1).collect();
    assert_eq!(dumps.len(), 2, "one by the spy, one by the driver behind it: {answer}");
    let lines =
        |dump: &str| -> Vec<String> { dump.lines().skip(1).take(3).map(|line| line.trim_end().to_owned()).collect() };
    assert_eq!(lines(dumps[0]), lines(dumps[1]), "letter for letter");
    assert!(!std::fs::read_to_string(rig.log()).expect("the log").contains("a PIN of"), "and never in the log");
}

#[test]
fn the_parents_memory_is_searched_where_the_system_lets_it() {
    // Written in two halves, so that the parent's memory contains it only where the parent joined them.
    let (secret, elsewhere) = ("Bi-mat-7788-cua-cha", "Khong-o-dau-ca-1122");
    let place = |text: &str| Fault::at("C_GetInfo").nth(1).searches_parent(text);
    let rig = pair().fault(place(secret)).fault(place(elsewhere)).install();
    let parent = format!("A=Bi-mat-7788; B=$A-cua-cha; pkcs11-tool --module '{}' -I; :", rig.module_text());
    run(&mut shell(&parent));
    let calls = rig.calls();
    let told = calls.told("memory");
    let scope = std::fs::read_to_string("/proc/sys/kernel/yama/ptrace_scope").unwrap_or_default();
    if told[0].starts_with("parent refused") {
        assert_ne!(scope.trim(), "0", "refused although the system lets it: {told:?}");
    } else {
        assert!(told[0].starts_with("parent found=") && told[0] != "parent found=0", "it is found: {told:?}");
        assert_eq!(told[1], "parent found=0", "and nothing else is");
    }
}

#[test]
fn a_gate_that_stays_shut_holds_the_call_and_nobody_else() {
    let rig = Script::tokens(2).fault(Fault::at("C_GetTokenInfo").slot(2).stops_at_gate("two")).install();
    let mut held = pkcs11_tool(rig.module()).arg("-L").stdout(Stdio::null()).spawn().expect("a judge");
    rig.wait_for_gate("two");
    assert!(judge(&rig, &["--slot", "1", "-O"]).contains("Certificate"), "slot 1 is open");
    assert!(held.try_wait().expect("its state").is_none(), "the first still waits");
    let begin = Instant::now();
    rig.open_gate("two");
    held.wait().expect("and goes on");
    assert!(begin.elapsed() < Duration::from_secs(30), "soon");
}
