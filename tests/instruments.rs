//! Tests the test instruments themselves, with pkcs11-tool as the independent judge: a scripted driver that does not
//! count, lock or fail as its script says would prove nothing about the program.
//!
//! The program is not run here. Pitfall: the judge makes calls of its own, so counts are compared, not fixed.
#![cfg(unix)]
#![allow(clippy::disallowed_methods, reason = "the product's bans do not hold for its tests")]
#![allow(clippy::expect_used, clippy::indexing_slicing, clippy::panic, reason = "a test fails by panicking")]

mod support;

use std::os::unix::process::ExitStatusExt;
use std::process::Output;

use serde_json::json;
use support::{EVERY_CODE, Home, REPRESENTATIVE_CODES};
use support::{Fault, P_256, RSA_2048, RSA_2048_OTHER, Rig, SO_PIN, Script, Token, USER_PIN, Variant};
use support::{pkcs11_tool, run, succeed};

fn judge(rig: &Rig, arguments: &[&str]) -> Output {
    run(pkcs11_tool(rig.module()).args(arguments))
}

fn text(output: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}

/// The flags of the first token as named by the judge.
fn flags(rig: &Rig) -> String {
    let listing = text(&judge(rig, &["-L"]));
    let line = listing.lines().find(|line| line.contains("token flags")).unwrap_or_else(|| panic!("{listing}"));
    line.split_once(": ").expect("a colon").1.to_owned()
}

fn login(rig: &Rig, pin: &str) -> String {
    text(&judge(rig, &["--login", "--pin", pin, "-O"]))
}

fn one(token: Token) -> Rig {
    Script::empty().slot(1, token).install()
}

#[test]
fn a_scripted_driver_shows_its_tokens_and_public_objects_to_an_independent_reader() {
    let rig = Script::tokens(3).empty_slot(9).install();
    let slots = text(&judge(&rig, &["-L"]));
    for expected in ["Trần Thị Bích 1", "Lê Quốc Đạt 2", "Phạm Thuỳ Dương 3", "00000002", "(empty)"] {
        assert!(slots.contains(expected), "{expected} is missing:\n{slots}");
    }
    let objects = text(&judge(&rig, &["--slot", "2", "-O"]));
    assert!(objects.contains("Certificate Object; type = X.509 cert"), "the certificate is listed:\n{objects}");
    assert!(objects.contains("label:      Lê Quốc Đạt 2"), "with its label:\n{objects}");
    assert!(objects.contains("Public Key Object; RSA 2048 bits"), "the public key is listed:\n{objects}");
    assert!(!objects.contains("Private Key Object"), "private objects wait for the login:\n{objects}");
    let objects = text(&judge(&rig, &["--slot", "2", "--login", "--pin", USER_PIN, "-O"]));
    assert!(objects.contains("Private Key Object; RSA"), "the login shows the private key:\n{objects}");
}

#[test]
fn openssl_reads_the_test_certificates_with_their_names_dates_and_keys() {
    let der = support::Certificate::of("Đỗ Thị Hồng Ánh").identifier("CCCD:001190012345").key(&P_256).der();
    let folder = tempfile::tempdir().expect("a temporary folder");
    let file = folder.path().join("certificate.der");
    std::fs::write(&file, der).expect("the certificate can be written");
    let names = ["-nameopt", "utf8,sep_comma_plus", "-noout", "-subject", "-serial", "-enddate", "-email"];
    let text = succeed(support::tool("openssl").args(["x509", "-inform", "DER", "-in"]).arg(&file).args(names));
    for expected in [
        "CN=Đỗ Thị Hồng Ánh,UID=CCCD:001190012345",
        "serial=7AF2DF52182653D3",
        "notAfter=Dec 31 00:00:00 2029 GMT",
        "van.thu@hanoi.gov.vn",
    ] {
        assert!(text.contains(expected), "{expected} is missing:\n{text}");
    }
}

#[test]
fn calls_are_counted_by_function_and_slot_over_several_processes() {
    let rig = Script::tokens(3).install();
    judge(&rig, &["--slot", "2", "-O"]);
    let first = rig.calls();
    assert_eq!(first.count("C_Initialize"), 1, "one process, one C_Initialize: {:?}", first.table());
    assert_eq!(first.count_on("C_OpenSession", 2), 1, "the session was opened on slot 2: {:?}", first.table());
    assert_eq!(first.count("C_OpenSession"), 1, "and on no other: {:?}", first.table());
    assert!(first.count_on("C_FindObjects", 2) > 0, "calls of a session know its slot: {:?}", first.table());
    assert_eq!(first.with_secrets(), 0, "nobody logged in");
    judge(&rig, &["--slot", "2", "--login", "--pin", USER_PIN, "-O"]);
    let second = rig.calls().since(&first);
    assert_eq!(second.count("C_Login"), 1, "the second process logged in once: {:?}", second.table());
    assert_eq!(rig.calls().processes().len(), 2, "two processes were told apart");
    assert_eq!(rig.calls().overlaps(), Vec::<&_>::new(), "the judge has one thread");
    let log = std::fs::read_to_string(rig.log()).expect("the log");
    assert!(!log.contains(USER_PIN), "no PIN reaches the log");
    assert!(!rig.state().to_string().contains(USER_PIN), "no PIN reaches the state");
}

#[test]
fn tries_lock_over_several_processes_and_the_flags_follow_the_style() {
    // The judge's flags after 0, 1, 2 and 3 wrong tries, and the codes of tries 1 to 4.
    let table: [(&str, [&str; 4], [&str; 4]); 4] = [
        ("opencryptoki", ["", "user PIN count low", "final user PIN try", "user PIN locked"], ["IN", "IN", "IN", "LO"]),
        ("opensc-piv", ["", "", "final user PIN try", "user PIN locked"], ["IN", "IN", "LO", "LO"]),
        ("openpgp", ["", "", "final user PIN try", "user PIN locked"], ["IN", "IN", "IN", "IN"]),
        ("tpm", ["", "", "", ""], ["IN", "IN", "IN", "LO"]),
    ];
    for (style, states, codes) in table {
        let rig = one(Token::named("Card").set("style", style));
        for (step, (expected, code)) in states.into_iter().zip(codes).enumerate() {
            let seen = flags(&rig);
            let warnings: Vec<&str> =
                seen.split(", ").filter(|flag| flag.contains("user PIN") && !flag.contains("init")).collect();
            assert_eq!(warnings.join(", "), expected, "{style} after {step} wrong tries");
            let code = if code == "IN" { "CKR_PIN_INCORRECT" } else { "CKR_PIN_LOCKED" };
            let answer = login(&rig, "0000-wrong");
            assert!(answer.contains(code), "{style}, try {} says {code}: {answer}", step + 1);
        }
        assert_eq!(rig.tries_left(1, "user"), 0, "{style} is locked");
        let answer = login(&rig, USER_PIN);
        assert!(!answer.contains("Certificate"), "{style}: the right PIN does not open a locked token: {answer}");
    }
}

#[test]
fn kryoptics_ten_tries_and_softhsms_endless_ones_are_played_as_measured() {
    let rig = one(Token::named("Card").set("style", "kryoptic"));
    let mut seen = Vec::new();
    for _ in 0..10 {
        login(&rig, "wrong-again");
        let flags = flags(&rig);
        seen.push(["count low", "final user", "locked"].map(|flag| flags.contains(flag)));
    }
    let (low, last, locked) = ([true, false, false], [false, true, false], [false, false, true]);
    assert_eq!(seen[..6], [[false; 3]; 6], "six wrong tries show nothing");
    assert_eq!(seen[6..], [low, low, last, locked], "then low, low, final, locked, one bit at a time");

    let rig = one(Token::named("Card").set("style", "softhsm"));
    for _ in 0..12 {
        assert!(login(&rig, "wrong-again").contains("CKR_PIN_INCORRECT"), "SoftHSM never locks");
    }
    assert!(flags(&rig).contains("user PIN count low"), "it remembers a wrong try");
    login(&rig, USER_PIN);
    assert!(!flags(&rig).contains("count low"), "until a good login");
}

#[test]
fn a_locked_user_pin_comes_back_by_the_so_and_the_new_pin_holds() {
    let rig = one(Token::named("Card").left("user_pin", 0));
    assert!(flags(&rig).contains("user PIN locked"), "locked from the start, as the script says");
    let unlock = ["--login", "--login-type", "so", "--so-pin", SO_PIN, "--init-pin", "--new-pin", "Moi-2026"];
    assert!(judge(&rig, &unlock).status.success(), "the SO may set a new user PIN");
    assert!(!flags(&rig).contains("locked"), "the lock is gone");
    assert!(login(&rig, USER_PIN).contains("CKR_PIN_INCORRECT"), "the old PIN is gone too");
    assert!(!login(&rig, "Moi-2026").contains("CKR_"), "the new PIN is in force");
}

#[test]
fn a_puk_unlocks_through_c_setpin_in_a_session_without_login() {
    let rig = one(Token::named("Card").left("user_pin", 0).puk("87654321").set("unlock", "puk-set-pin"));
    let change = |puk: &str| judge(&rig, &["--change-pin", "--pin", puk, "--new-pin", "Moi-2026"]);
    // pkcs11-tool logs in first where required; --unlock-pin avoids that.
    let unlock = |puk: &str| judge(&rig, &["--unlock-pin", "--puk", puk, "--new-pin", "Moi-2026"]);
    assert!(!change("87654321").status.success(), "a login with the PUK as PIN is no way in");
    assert!(text(&unlock("11111111")).contains("CKR_PIN_INCORRECT"), "a wrong PUK is refused");
    assert_eq!(rig.tries_left(1, "puk"), 2, "and costs a try");
    let output = unlock("87654321");
    assert!(output.status.success(), "the PUK unlocks: {}", text(&output));
    assert!(!login(&rig, "Moi-2026").contains("CKR_"), "the new PIN is in force");
}

#[test]
fn signatures_of_scripted_keys_verify_under_openssl() {
    for key in [&RSA_2048, &RSA_2048_OTHER, &P_256] {
        let rig = one(Token::named("Card").key_pair(&[7], "sign", key));
        let folder = rig.folder();
        let file = |name: &str| folder.join(name).to_str().expect("a UTF-8 path").to_owned();
        std::fs::write(file("data"), [0x41; 32]).expect("the data");
        std::fs::write(file("key"), key.spki).expect("the key");
        let mechanism = if key.is_rsa() { "RSA-PKCS" } else { "ECDSA" };
        let mut sign = vec!["--login", "--pin", USER_PIN, "--sign", "--id", "07", "-m", mechanism];
        let (data, public, signature) = (file("data"), file("key"), file("signature"));
        sign.extend(["-i", &data, "-o", &signature, "--signature-format", "openssl"]);
        let output = judge(&rig, &sign);
        assert!(output.status.success(), "{}: {}", key.name, text(&output));
        let mut openssl = support::tool("openssl");
        openssl.args(["pkeyutl", "-verify", "-pubin", "-keyform", "DER", "-inkey", &public, "-in", &data]);
        let verdict = succeed(openssl.args(["-sigfile", &signature]));
        assert!(verdict.contains("Verified Successfully"), "{}: {verdict}", key.name);
    }
}

#[test]
fn returned_codes_fire_on_the_named_call_and_slot_only() {
    let fault = Fault::at("C_OpenSession").slot(2).returns("CKR_DEVICE_ERROR");
    let rig = Script::tokens(3).fault(fault).install();
    let answer = text(&judge(&rig, &["--slot", "2", "-O"]));
    assert!(answer.contains("CKR_DEVICE_ERROR"), "slot 2 fails: {answer}");
    assert!(judge(&rig, &["--slot", "1", "-O"]).status.success(), "slot 1 does not");
    let rig = Script::tokens(1).fault(Fault::at("C_GetTokenInfo").returns(0x8000_0042_u32)).install();
    let answer = text(&judge(&rig, &["-L"]));
    assert!(answer.contains("unknown PKCS11 error"), "a vendor's code is no code the judge knows: {answer}");
}

#[test]
fn every_code_of_the_sweeps_is_known_to_the_driver() {
    let fail = |script: Script, code: &&str| script.fault(Fault::at("C_InitToken").returns(*code));
    let rig = EVERY_CODE.iter().chain(&REPRESENTATIVE_CODES).fold(Script::tokens(1), fail).install();
    let output = judge(&rig, &["-L"]);
    assert!(output.status.success(), "a script with all of them is read: {}", text(&output));
}

#[test]
fn a_fault_after_the_work_costs_the_try() {
    let fault = Fault::at("C_Login").after().returns("CKR_GENERAL_ERROR");
    let rig = Script::empty().slot(1, Token::named("Card")).fault(fault).install();
    assert!(login(&rig, "0000-wrong").contains("CKR_GENERAL_ERROR"), "the code is the fault's");
    assert_eq!(rig.tries_left(1, "user"), 2, "and the try is spent");
}

#[test]
fn crashes_end_the_process_as_they_say_and_the_last_line_of_the_log_names_the_call() {
    let cases = [
        (Fault::at("C_GetTokenInfo").slot(2).crashes(), Some(11), None),
        (Fault::at("C_GetTokenInfo").slot(2).aborts(), Some(6), None),
        (Fault::at("C_GetTokenInfo").slot(2).exits(41), None, Some(41)),
        (Fault::at("C_GetTokenInfo").slot(2).exits_at_once(42), None, Some(42)),
    ];
    for (fault, signal, status) in cases {
        let rig = Script::tokens(3).fault(fault).install();
        let output = judge(&rig, &["-L"]);
        assert_eq!(output.status.signal(), signal, "the signal: {}", text(&output));
        assert_eq!(output.status.code(), status, "the status: {}", text(&output));
        let calls = rig.calls();
        let last = calls.0.last().expect("calls were made");
        assert_eq!((last.name.as_str(), last.slot), ("C_GetTokenInfo", Some(2)), "the culprit is logged");
    }
}

#[test]
fn a_hang_lasts_until_the_process_is_killed_and_a_sleep_does_not() {
    let rig = Script::tokens(1).fault(Fault::at("C_Finalize").hangs()).install();
    let mut child = pkcs11_tool(rig.module()).arg("-L").stdout(std::process::Stdio::null()).spawn().expect("a judge");
    let last = || rig.calls().0.last().map(|call| call.name.clone());
    while last().as_deref() != Some("C_Finalize") {
        assert!(child.try_wait().expect("its state").is_none(), "the judge ended before C_Finalize");
        std::thread::sleep(std::time::Duration::from_millis(5));
    }
    std::thread::sleep(std::time::Duration::from_millis(300));
    assert!(child.try_wait().expect("its state").is_none(), "the judge hangs in the call that hangs");
    child.kill().and_then(|()| child.wait().map(|_| ())).expect("the judge can be killed");

    let rig = Script::tokens(1).fault(Fault::at("C_GetInfo").sleeps(300)).install();
    let begin = std::time::Instant::now();
    judge(&rig, &["-I"]);
    assert!(begin.elapsed().as_millis() >= 300, "C_GetInfo slept");
}

#[test]
fn latency_and_noise_reach_the_caller() {
    let noise = Fault::at("C_GetSlotList").nth(1).writes("stdout", "\x1b[31mDRIVER SAYS HELLO\n");
    let flood = Fault::at("C_Initialize").floods("stderr", "noise ", 5000);
    let rig = Script::tokens(2).set("latency_ms", 20).fault(noise).fault(flood).install();
    let begin = std::time::Instant::now();
    let output = judge(&rig, &["-L"]);
    let (calls, elapsed) = (rig.calls(), begin.elapsed().as_millis());
    let wire = calls.on_slot(1) + calls.on_slot(2);
    assert!(wire > 2 && elapsed >= 20 * wire as u128, "{wire} device calls in {elapsed} ms");
    assert!(output.stdout.starts_with(b"\x1b[31mDRIVER SAYS HELLO"), "stdout is dirty: {}", text(&output));
    assert!(output.stderr.len() >= 5000, "stderr is flooded");
}

#[test]
fn a_token_can_be_pulled_out_exchanged_and_locked_behind_the_callers_back() {
    let other = Token::named("Other").set("serial", "99999999");
    let rig = Script::tokens(2).spare(other).fault(Fault::at("C_OpenSession").process(2).swaps_token(0)).install();
    assert!(text(&judge(&rig, &["-L"])).contains("00000001"), "at first the script's own token");
    judge(&rig, &["--slot", "1", "-O"]);
    let slots = text(&judge(&rig, &["-L"]));
    assert!(slots.contains("99999999") && !slots.contains("00000001"), "then the other, also later:\n{slots}");

    let rig = Script::tokens(2).fault(Fault::at("C_FindObjectsInit").slot(1).pulls_token()).install();
    let answer = text(&judge(&rig, &["--slot", "1", "-O"]));
    assert!(answer.contains("CKR_DEVICE_REMOVED"), "the open session dies: {answer}");
    assert!(text(&judge(&rig, &["-L"])).contains("(empty)"), "and the slot is empty from then on");

    let rig = Script::tokens(2).spare(Token::named("Other").set("serial", "99999999")).install();
    rig.pull_out(1);
    rig.swap(2, 0);
    let slots = text(&judge(&rig, &["-L"]));
    assert!(slots.contains("(empty)") && slots.contains("99999999"), "a test may do it itself:\n{slots}");
    rig.put_back(1);
    assert!(text(&judge(&rig, &["-L"])).contains("00000001"), "and undo it");

    let rig = Script::tokens(1).fault(Fault::at("C_OpenSession").locks("user")).install();
    assert!(login(&rig, USER_PIN).contains("CKR_PIN_LOCKED"), "locked between listing and login");
}

#[test]
fn a_pin_pad_takes_no_pin_and_a_must_change_so_sets_none() {
    let rig = one(Token::named("Pad").set("pin_pad", json!({})));
    assert!(flags(&rig).contains("PIN pad present"), "the flag is there: {}", flags(&rig));
    let output = text(&judge(&rig, &["--login", "-O"]));
    assert!(!output.contains("CKR_"), "the judge passes NULL to a pad: {output}");

    let rig = one(Token::named("Card").must_change("so_pin"));
    let unlock = ["--login", "--login-type", "so", "--so-pin", SO_PIN, "--init-pin", "--new-pin", "Moi-2026"];
    assert!(text(&judge(&rig, &unlock)).contains("CKR_PIN_EXPIRED"), "first the SO PIN must be changed");
    let rig = one(Token::named("Card").set("write_protected", true));
    assert!(text(&judge(&rig, &unlock)).contains("CKR_TOKEN_WRITE_PROTECTED"), "nothing is written");
    let rig = one(Token::named("Card").set("so_accepts_anything", true));
    let unlock = ["--login", "--login-type", "so", "--so-pin", "whatever-1", "--init-pin", "--new-pin", "Moi-2026"];
    assert!(judge(&rig, &unlock).status.success(), "an SO login that accepts anything proves nothing");
}

#[test]
fn a_forwarding_driver_counts_and_spoils_the_calls_of_a_real_module() {
    let real = support::SoftHsm::new();
    real.token("Thật", "12345678", "87654321");
    let rig = Script::forwarding_to(real.module()).install();
    let (name, value) = real.environment();
    let listing = succeed(pkcs11_tool(rig.module()).env(name, &value).args(["-L"]));
    assert!(listing.contains("Thật") && listing.contains("SoftHSM project"), "SoftHSM answers:\n{listing}");
    succeed(pkcs11_tool(rig.module()).env(name, &value).args(["-O", "--login", "--pin", "87654321"]));
    let calls = rig.calls();
    assert_eq!(calls.count("C_Login"), 1, "and is counted: {:?}", calls.table());
    let with_slot = |name: &str| calls.0.iter().any(|call| call.name == name && call.slot.is_some());
    assert!(with_slot("C_FindObjectsInit"), "also by slot: {:?}", calls.table());

    rig.rewrite(&Script::forwarding_to(real.module()).fault(Fault::at("C_Login").returns("CKR_DEVICE_ERROR")));
    let output = run(pkcs11_tool(rig.module()).env(name, &value).args(["-O", "--login", "--pin", "87654321"]));
    assert!(text(&output).contains("CKR_DEVICE_ERROR"), "faults fire before the real module: {}", text(&output));
}

#[test]
fn the_variants_misbehave_before_any_call() {
    let variant = |variant| Script::tokens(1).install_as(variant);
    let output = judge(&variant(Variant::NoFunctionList), &["-L"]);
    assert!(!output.status.success(), "no PKCS#11 module: {}", text(&output));
    for healthy in [Variant::NoInterface, Variant::InterfaceFails] {
        let output = judge(&variant(healthy), &["-L"]);
        assert!(text(&output).contains("00000001"), "{healthy:?} still has C_GetFunctionList: {}", text(&output));
    }
    let output = judge(&variant(Variant::PrintsOnLoad), &["-L"]);
    assert!(output.stdout.starts_with(b"fault driver: loaded"), "stdout is dirty: {}", text(&output));
    let output = judge(&variant(Variant::ExitsOnLoad), &["-L"]);
    assert_eq!(output.status.code(), Some(3), "the process ended while loading: {}", text(&output));
}

#[test]
fn a_script_with_a_slip_is_refused_aloud() {
    let rig = Script::tokens(1).set("fautls", json!([])).install();
    let answer = text(&judge(&rig, &["-L"]));
    assert!(answer.contains("unknown field `fautls`"), "the slip is named: {answer}");
}

#[test]
fn a_host_left_behind_is_found_by_its_home() {
    let home = Home::new();
    home.no_child_left();
    let mut other = support::tool("sh");
    other.env("HOME", home.path()).args(["-c", "read line", "driver-host"]).stdin(std::process::Stdio::piped());
    let mut child = other.spawn().expect("a stand-in for a host");
    while home.hosts().is_empty() {
        assert!(child.try_wait().expect("its state").is_none(), "the stand-in ended unseen");
    }
    assert_eq!(home.hosts(), [child.id()], "it is found by its first argument and its HOME");
    assert!(Home::new().hosts().is_empty(), "another home's hosts are none of ours");
    child.kill().and_then(|()| child.wait().map(drop)).expect("the stand-in can be killed");
    home.no_child_left();
}
