//! A headless Chromium, controlled through a pipe (`--remote-debugging-pipe`): one process shows every page of a test.
//!
//! Pitfall: it must make no network requests by itself, and it ends when its pipe closes; a page that never loads fails
//! the test after half a minute instead of blocking it.

use std::fs::File;
use std::io::{BufRead as _, BufReader, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use serde_json::{Value, json};
use tempfile::TempDir;

/// Far longer than any page takes.
const LIMIT: Duration = Duration::from_secs(30);

pub struct Browser {
    process: Child,
    commands: File,
    answers: Receiver<Value>,
    session: String,
    number: u64,
    /// Events from the browser besides its answers.
    told: Vec<Value>,
    _folder: TempDir,
}

impl Browser {
    pub fn start() -> Self {
        let folder = TempDir::new().expect("a folder");
        let (into, out) = (folder.path().join("in"), folder.path().join("out"));
        let made = Command::new("mkfifo").args([&into, &out]).status().expect("mkfifo");
        assert!(made.success(), "two pipes");
        let process = Command::new("sh")
            .args(["-c", r#"exec chromium "$@" 3<"$IN" 4>"$OUT""#, "sh"])
            .args(["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"])
            .args(["--disable-background-networking", "--disable-component-update", "--disable-sync"])
            .args(["--hide-scrollbars", "--remote-debugging-pipe", "about:blank"])
            .arg(format!("--user-data-dir={}", folder.path().join("profile").display()))
            .env("IN", &into)
            .env("OUT", &out)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("chromium is missing: run tests/scripts/install-test-tools.sh");
        // In the order in which the shell opens them: each waits for the other end.
        let commands = File::options().write(true).open(&into).expect("the pipe of commands");
        let reader = BufReader::new(File::open(&out).expect("the pipe of answers"));
        let (sender, answers) = channel();
        std::thread::spawn(move || {
            for message in reader.split(0).map_while(Result::ok) {
                let message = serde_json::from_slice(&message).expect("the browser speaks JSON");
                if sender.send(message).is_err() {
                    break;
                }
            }
        });
        let session = String::new();
        let mut browser = Self { process, commands, answers, session, number: 0, told: Vec::new(), _folder: folder };
        let target = browser.ask("Target.createTarget", json!({"url": "about:blank"}))["targetId"].clone();
        let attached = browser.ask("Target.attachToTarget", json!({"targetId": target, "flatten": true}));
        attached["sessionId"].as_str().expect("a session").clone_into(&mut browser.session);
        for domain in ["Page", "Runtime", "Log", "Network"] {
            browser.ask(&format!("{domain}.enable"), json!({}));
        }
        browser
    }

    /// One command and its answer; other events from the browser meanwhile are kept.
    #[allow(clippy::needless_pass_by_value, reason = "every caller makes them for this call")]
    pub fn ask(&mut self, method: &str, parameters: Value) -> Value {
        self.number += 1;
        let mut message = json!({"id": self.number, "method": method, "params": parameters});
        if !self.session.is_empty() {
            message["sessionId"] = json!(self.session);
        }
        self.commands.write_all(format!("{message}\0").as_bytes()).expect("the browser listens");
        loop {
            let answer = self.next();
            if answer["id"] == self.number {
                assert!(answer.get("error").is_none(), "{method}: {answer}");
                return answer["result"].clone();
            }
            self.told.push(answer);
        }
    }

    fn next(&self) -> Value {
        self.answers.recv_timeout(LIMIT).expect("the browser answers in time")
    }

    /// Opens a page from the disk, and forgets earlier events.
    pub fn open(&mut self, page: &Path) {
        self.told.clear();
        let url = format!("file://{}", page.display());
        let loaded = self.ask("Page.navigate", json!({"url": url}));
        assert!(loaded.get("errorText").is_none(), "{loaded}");
        let is_loaded = |message: &Value| message["method"] == "Page.loadEventFired";
        while !self.told.iter().any(is_loaded) {
            let message = self.next();
            self.told.push(message);
        }
    }

    /// A window of this width, light or dark; paper if `media` is `print`.
    pub fn look(&mut self, width: u32, theme: &str, media: &str) {
        let metrics = json!({"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": width < 500});
        self.ask("Emulation.setDeviceMetricsOverride", metrics);
        let features = json!([{"name": "prefers-color-scheme", "value": theme}]);
        self.ask("Emulation.setEmulatedMedia", json!({"media": media, "features": features}));
    }

    /// The value of an expression, awaited.
    pub fn evaluate(&mut self, expression: &str) -> Value {
        let asked = json!({"expression": expression, "awaitPromise": true, "returnByValue": true});
        let found = self.ask("Runtime.evaluate", asked);
        assert!(found.get("exceptionDetails").is_none(), "{found}");
        found["result"]["value"].clone()
    }

    /// A picture of the whole page, kept for viewing.
    pub fn picture(&mut self, name: &str) {
        let taken = self.ask("Page.captureScreenshot", json!({"format": "png", "captureBeyondViewport": true}));
        let bytes = BASE64_STANDARD.decode(taken["data"].as_str().expect("a picture")).expect("base64");
        std::fs::write(kept(name), bytes).expect("the picture is kept");
    }

    /// The page printed, kept.
    pub fn print(&mut self, name: &str) -> PathBuf {
        let printed = self.ask("Page.printToPDF", json!({"preferCSSPageSize": true, "printBackground": true}));
        let bytes = BASE64_STANDARD.decode(printed["data"].as_str().expect("a document")).expect("base64");
        std::fs::write(kept(name), bytes).expect("the document is kept");
        kept(name)
    }

    /// Network requests since the page was opened, except for the page itself and `data:`.
    pub fn requests(&mut self) -> Vec<String> {
        // All events caused by the page arrive before the answer to this.
        self.evaluate("new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => done(1))))");
        let sent = self.told.iter().filter(|message| message["method"] == "Network.requestWillBeSent");
        let urls = sent.filter_map(|message| message["params"]["request"]["url"].as_str());
        urls.filter(|url| !url.starts_with("file://") && !url.starts_with("data:")).map(str::to_owned).collect()
    }

    /// The page's console output, and the browser's complaints.
    pub fn complaints(&self) -> Vec<String> {
        let methods = ["Runtime.consoleAPICalled", "Runtime.exceptionThrown", "Log.entryAdded"];
        let told = self.told.iter().filter(|message| methods.iter().any(|method| message["method"] == *method));
        told.map(ToString::to_string).collect()
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        let close = json!({"id": 0, "method": "Browser.close"});
        if self.commands.write_all(format!("{close}\0").as_bytes()).is_err() {
            let _gone = self.process.kill();
        }
        let _ended = self.process.wait();
    }
}

/// The location of pictures and documents of pages.
pub fn kept(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).parent().expect("the target folder").join("page");
    std::fs::create_dir_all(&folder).expect("a folder for what was seen");
    folder.join(name)
}
