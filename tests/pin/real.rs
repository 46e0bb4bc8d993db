//! The whole state machine on real software tokens, each command through the counting driver in front of the real
//! module, with pkcs11-tool as the judge of the state before and after.
//!
//! Pitfall: each `pin verify` is one try, and the judge must not use one: it only lists.

use std::path::PathBuf;
use std::process::Command;

use super::desk::{Counts, NEW_PIN, Run, WRONG};
use super::support::{
    Certificate, Home, Key, Kryoptic, OpenCryptoki, P_256, RSA_2048, Rig, Script, SoftHsm, inside_opencryptoki,
    secret_file, succeed,
};

/// A real token as seen by the program and by the judge.
struct Real<'a> {
    home: Home,
    rig: Rig,
    environment: Option<(&'static str, PathBuf)>,
    judge: &'a dyn Fn() -> Command,
}

impl<'a> Real<'a> {
    fn new(
        module: &std::path::Path,
        environment: Option<(&'static str, PathBuf)>,
        judge: &'a dyn Fn() -> Command,
    ) -> Self {
        Self { home: Home::new(), rig: Script::forwarding_to(module).install(), environment, judge }
    }

    /// A command with secrets in files, and its calls.
    fn run(&self, arguments: &[&str], secrets: &[(&str, &str)]) -> (Run, Counts) {
        let before = self.rig.calls();
        let mut command = self.home.process();
        command.args(["pin"]).args(arguments).args(["--batch", "--format", "json", "--lang", "en", "--module"]);
        command.arg(self.rig.module()).envs(self.environment.clone());
        for (option, secret) in secrets {
            let file = self.home.path().join("tmp").join(option);
            secret_file(&file, secret);
            command.arg(format!("--{option}-file")).arg(file);
        }
        let run = Run::of(&mut command);
        let calls = self.rig.calls().since(&before);
        (run, (calls.count("C_Login"), calls.count("C_InitPIN"), calls.count("C_SetPIN")))
    }

    fn verify(&self, pin: &str, more: &[&str]) -> (Run, Counts) {
        self.run(&[&["verify"], more].concat(), &[("pin", pin)])
    }

    fn unlock(&self, so_pin: &str, new: &str, more: &[&str]) -> (Run, Counts) {
        self.run(&[&["unlock", "--yes"], more].concat(), &[("so-pin", so_pin), ("new-pin", new)])
    }

    /// The states of user and SO PIN in `pin status`, which the judge must confirm, flag for flag.
    fn state(&self, step: &str, user: &str, so: &str) {
        let (run, counts) = self.run(&["status"], &[]);
        let tokens = run.report["tokens"].as_array().cloned().unwrap_or_default();
        let token = tokens.into_iter().find(|token| token["initialized"] == true);
        let token = token.unwrap_or_else(|| panic!("{step}: no token: {}", run.said()));
        let said = (token["user_pin"]["state"].as_str(), token["so_pin"]["state"].as_str());
        assert_eq!(said, (Some(user), Some(so)), "{step}: the program: {}", run.said());
        assert_eq!(counts, (0, 0, 0), "{step}: a status is no login");
        assert_eq!(self.warnings(), [words(user, "user"), words(so, "SO")].concat(), "{step}: the judge");
    }

    /// The judge's warnings about the first initialised token.
    fn warnings(&self) -> Vec<String> {
        let listing = succeed((self.judge)().arg("-L"));
        let mut lines = listing.lines().filter(|line| line.contains("token flags"));
        let line = lines.find(|line| line.contains("token initialized")).unwrap_or_else(|| panic!("{listing}"));
        let flags = line.split_once(": ").expect("a colon").1.split(", ").map(str::to_owned);
        flags.filter(|flag| ["count low", "final", "locked"].iter().any(|word| flag.contains(word))).collect()
    }
}

/// A state in the judge's words.
fn words(state: &str, who: &str) -> Vec<String> {
    match state {
        "ok" => Vec::new(),
        "count-low" => vec![format!("{who} PIN count low")],
        "final-try" => vec![format!("final {who} PIN try")],
        "locked" => vec![format!("{who} PIN locked")],
        other => panic!("no real token here is {other}"),
    }
}

/// The steps of a token until it locks.
struct Walk {
    so_pin: &'static str,
    user_pin: &'static str,
    new_pin: &'static str,
    /// The state after each wrong try, until it is locked.
    states: Vec<&'static str>,
    /// The code of the try that locks.
    locking: &'static str,
}

/// Fresh, wrong, low, last try, locked, unlocked by SO, wrong SO, SO locked: the same for user and SO.
fn walk(token: &Real<'_>, walk: &Walk) {
    token.state("fresh", "ok", "ok");
    let (run, counts) = token.verify(walk.user_pin, &[]);
    assert_eq!((run.status, counts), (0, (1, 0, 0)), "the right PIN: {}", run.said());
    token.state("fresh, and one good login", "ok", "ok");

    let wrong_user = |more: &[&str]| token.verify(WRONG_8, more);
    wrong_tries(token, walk, &wrong_user, |step, state| token.state(step, state, "ok"));
    let (run, counts) = token.verify(walk.user_pin, &[]);
    assert_eq!((run.status, counts), (6, (0, 0, 0)), "the right PIN comes too late and is not sent: {}", run.said());

    let (plan, counts) = token.run(&["unlock", "--plan"], &[]);
    assert_eq!((plan.status, plan.word("/way"), counts), (0, "so-init-pin", (0, 0, 0)), "{}", plan.said());
    let (run, counts) = token.unlock(walk.so_pin, walk.new_pin, &[]);
    assert_eq!((run.status, counts), (0, (2, 1, 0)), "SO login, C_InitPIN, proof: {}", run.said());
    let states = (run.word("/before/user_pin"), run.word("/after/user_pin"));
    assert_eq!(states, ("locked", "ok"), "read by fresh hosts: {}", run.said());
    token.state("unlocked by the SO", "ok", "ok");

    let old = token.verify(walk.user_pin, &[]).0;
    assert_eq!(old.status, 5, "the forgotten PIN is gone: {}", old.said());
    let good = token.verify(walk.new_pin, &["--allow-retry"]).0;
    assert_eq!(good.status, 0, "the new one is in force: {}", good.said());
    let (run, counts) = token.run(&["change", "--yes"], &[("pin", walk.new_pin), ("new-pin", CHANGED)]);
    assert_eq!((run.status, counts), (0, (1, 0, 1)), "C_SetPIN, and a login to prove: {}", run.said());
    token.state("changed by its holder", "ok", "ok");

    let wrong_so = |more: &[&str]| token.unlock(WRONG_8, walk.new_pin, more);
    wrong_tries(token, walk, &wrong_so, |step, state| token.state(step, "ok", state));
    let (run, counts) = token.unlock(walk.so_pin, walk.new_pin, &[]);
    assert_eq!((run.status, counts), (6, (0, 0, 0)), "the right SO PIN is not sent any more: {}", run.said());
    assert_eq!(run.word("/way"), "none", "nobody can unlock it now: {}", run.said());
    let (run, counts) = token.verify(CHANGED, &[]);
    assert_eq!((run.status, counts), (0, (1, 0, 0)), "the user is not concerned: {}", run.said());
    let (run, _) = token.run(&["verify", "--so"], &[("so-pin", walk.so_pin)]);
    assert_eq!(run.status, 6, "{}", run.said());
    token.home.no_child_left();
}

/// Not a PIN of any token here; eight characters are valid for every one.
const WRONG_8: &str = "Sai-0000";
const CHANGED: &str = "Doi-2028";

/// Wrong tries until it locks; the last one has to be allowed.
fn wrong_tries(
    token: &Real<'_>,
    walk: &Walk,
    attempt: &dyn Fn(&[&str]) -> (Run, Counts),
    confirm: impl Fn(&str, &str),
) {
    for (at, state) in walk.states.iter().enumerate() {
        let step = format!("wrong try {}", at + 1);
        let last = *state == "locked";
        if last {
            let (run, counts) = attempt(&[]);
            assert_eq!((run.status, counts), (7, (0, 0, 0)), "{step}: the last one is refused: {}", run.said());
        }
        // An automatic retry has to be declared, and if the driver shows nothing yet, the journal is the counter.
        let (run, counts) = attempt(if at == 0 { &[] } else { &["--allow-retry", "--allow-last-try"] });
        let code = if last { walk.locking } else { "CKR_PIN_INCORRECT" };
        assert_eq!((run.status, counts), (if last { 6 } else { 5 }, (1, 0, 0)), "{step}: {}", run.said());
        assert_eq!((run.word("/code"), run.word("/try_spent")), (code, "yes"), "{step}: {}", run.said());
        confirm(&step, state);
    }
    assert!(token.home.hosts().is_empty(), "no host is left to hold flags in memory");
}

#[test]
fn kryoptic_walks_through_every_state_for_user_and_so() {
    let kryoptic = Kryoptic::new(1);
    kryoptic.token(0, "Khoá thật", "12345678", "87654321");
    let judge = || kryoptic.pkcs11_tool();
    let token = Real::new(kryoptic.module(), Some(kryoptic.environment()), &judge);
    let states = [vec!["ok"; 6], vec!["count-low", "count-low", "final-try", "locked"]].concat();
    walk(
        &token,
        &Walk { so_pin: "12345678", user_pin: "87654321", new_pin: NEW_PIN, states, locking: "CKR_PIN_LOCKED" },
    );
}

#[test]
fn opencryptoki_walks_through_every_state_for_user_and_so() {
    inside_opencryptoki("real::opencryptoki_walks_through_every_state_for_user_and_so", |opencryptoki| {
        let judge = || opencryptoki.pkcs11_tool();
        let token = Real::new(opencryptoki.module(), None, &judge);
        walk(
            &token,
            &Walk {
                so_pin: OpenCryptoki::SO_PIN,
                user_pin: OpenCryptoki::USER_PIN,
                new_pin: "Mua-2027",
                states: vec!["count-low", "final-try", "locked"],
                locking: "CKR_PIN_INCORRECT",
            },
        );
    });
}

/// A SoftHSM token with a certificate and its key pair.
fn softhsm(key: &Key) -> SoftHsm {
    let token = SoftHsm::new();
    token.token("Khoá mềm", "12345678", "87654321");
    let certificate = Certificate::of("Nguyễn Văn An").key(key).der();
    token.write("Khoá mềm", "87654321", "cert", "01", &certificate);
    token.write("Khoá mềm", "87654321", "privkey", "01", key.pkcs8);
    token.write("Khoá mềm", "87654321", "pubkey", "01", key.spki);
    token
}

#[test]
fn softhsm_is_unlocked_and_changed_and_proves_it_by_rsa_and_p_256_signatures() {
    for key in [&RSA_2048, &P_256] {
        let softhsm = softhsm(key);
        let judge = || softhsm.pkcs11_tool();
        let token = Real::new(softhsm.module(), Some(softhsm.environment()), &judge);
        token.state("fresh", "ok", "ok");
        for _ in 0..3 {
            let (run, counts) = token.verify(WRONG, &["--allow-retry"]);
            assert_eq!((run.status, counts), (5, (1, 0, 0)), "{}: {}", key.name, run.said());
            token.state("a wrong try", "count-low", "ok");
        }
        let (run, counts) = token.unlock("12345678", NEW_PIN, &[]);
        assert_eq!((run.status, counts), (0, (2, 1, 0)), "{}: {}", key.name, run.said());
        assert_eq!(run.report["proof"]["signature"], true, "{}: a signature that verifies: {}", key.name, run.said());
        token.state("unlocked", "ok", "ok");
        let (run, counts) = token.run(&["change", "--yes"], &[("pin", NEW_PIN), ("new-pin", CHANGED)]);
        assert_eq!((run.status, counts), (0, (1, 0, 1)), "{}: {}", key.name, run.said());
        assert_eq!(run.report["proof"]["signature"], true, "{}: {}", key.name, run.said());
        succeed(softhsm.pkcs11_tool().args(["--login", "--pin", CHANGED, "-O"]));
        let (run, counts) =
            token.run(&["change", "--so", "--yes"], &[("so-pin", "12345678"), ("new-pin", "Quan-tri-12")]);
        assert_eq!((run.status, counts), (0, (1, 0, 1)), "{}: {}", key.name, run.said());
        let (run, _) = token.unlock("12345678", NEW_PIN, &[]);
        assert_eq!(run.status, 5, "{}: the old SO PIN is gone: {}", key.name, run.said());
        let (run, _) = token.unlock("Quan-tri-12", NEW_PIN, &["--allow-retry"]);
        assert_eq!(run.status, 0, "{}: the new one unlocks: {}", key.name, run.said());
        token.home.no_child_left();
    }
}
