//! A module, a home, and the program with its secrets in files.

use std::path::PathBuf;

use super::support::{Calls, Home, Outcome, Rig, Script, SoftHsm, secret_file, succeed, tool};

/// The PINs of the real tokens here.
pub(crate) const USER_PIN: &str = "87654321";
pub(crate) const SO_PIN: &str = "12345678";

/// A counting driver, in front of a real module or with a script.
pub(crate) struct Desk {
    pub(crate) home: Home,
    pub(crate) rig: Rig,
    environment: Vec<(&'static str, PathBuf)>,
}

impl Desk {
    pub(crate) fn of(script: &Script) -> Self {
        Self { home: Home::new(), rig: script.install(), environment: Vec::new() }
    }

    pub(crate) fn before(
        module: &std::path::Path,
        environment: impl IntoIterator<Item = (&'static str, PathBuf)>,
    ) -> Self {
        let environment = environment.into_iter().collect();
        Self { home: Home::new(), rig: Script::forwarding_to(module).install(), environment }
    }

    pub(crate) fn softhsm(softhsm: &SoftHsm) -> Self {
        Self::before(softhsm.module(), Some(softhsm.environment()))
    }

    /// A file of the home.
    pub(crate) fn file(&self, name: &str) -> PathBuf {
        self.home.path().join("tmp").join(name)
    }

    /// Runs a command; `secrets` are options with the secrets for their files.
    pub(crate) fn run(&self, arguments: &[&str], secrets: &[(&str, &str)]) -> Outcome {
        let mut command = self.home.process();
        command.args(arguments).args(["--batch", "--lang", "en", "--module"]).arg(self.rig.module());
        command.envs(self.environment.iter().cloned());
        for (option, secret) in secrets {
            let file = self.file(option);
            secret_file(&file, secret);
            command.arg(format!("--{option}-file")).arg(file);
        }
        Outcome::of(&mut command)
    }

    /// The calls of a run.
    pub(crate) fn counted(&self, run: impl FnOnce() -> Outcome) -> (Outcome, Calls) {
        let before = self.rig.calls();
        let outcome = run();
        (outcome, self.rig.calls().since(&before))
    }

    /// The journal's lines.
    pub(crate) fn journal(&self) -> String {
        std::fs::read_to_string(self.home.path().join("journal/journal.jsonl")).unwrap_or_default()
    }
}

/// openssl's output for a request whose signature it verifies.
pub(crate) fn judged(pem: &[u8], arguments: &[&str]) -> String {
    let folder = tempfile::TempDir::new().expect("a temporary folder");
    let file = folder.path().join("request.pem");
    std::fs::write(&file, pem).expect("the request's file");
    succeed(
        tool("openssl")
            .args(["req", "-verify", "-in"])
            .arg(&file)
            .args(["-nameopt", "RFC2253,utf8,-esc_msb"])
            .args(arguments),
    )
}
