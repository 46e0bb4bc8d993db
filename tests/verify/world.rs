//! A desk whose certificates name the addresses of a real server on loopback, with openssl as the judge.

use std::path::Path;
use std::process::Command;
use std::sync::{Arc, Mutex};

use base64::Engine as _;
use serde_json::Value;

use super::authority::{CA, Certificate, Crl, HOLDER, ROOT, SERIAL, SIGNS, SUB, file, moment, pem};
use super::command::Desk;
use super::server::{Reply, Request, Server};

/// A state and its reason.
pub type Conclusion = (&'static str, Option<&'static str>);

pub const EFFECTIVE: Conclusion = ("effective", None);
pub const REVOKED: Conclusion = ("revoked", Some("certificate-revoked"));

pub fn unknown(reason: &'static str) -> Conclusion {
    ("unknown", Some(reason))
}

type Lists = Arc<Mutex<Vec<u8>>>;

/// A desk whose certificates name the addresses of a server.
pub struct World {
    pub desk: Desk,
    pub server: Server,
    /// The server's CRL of the CA below the root.
    list: Lists,
}

/// A responder's answer, given the nonce.
pub type Responder = fn(Vec<u8>) -> Vec<u8>;

fn silent(_nonce: Vec<u8>) -> Vec<u8> {
    panic!("nobody asks this responder")
}

impl World {
    /// The holder's certificate names a list, a responder, or both.
    pub fn new(list: Vec<u8>, by_list: bool, responder: Option<Responder>) -> Self {
        let list = Arc::new(Mutex::new(list));
        let own = Arc::clone(&list);
        let server = Server::start(move |request| {
            let content = match request.target.as_str() {
                "/root.crl" => Crl::new(ROOT, &[]).der(),
                "/sub.crl" => own.lock().expect("a list").clone(),
                "/sub.cer" => sub_at("").der(),
                _ => responder.unwrap_or(silent)(nonce_of(request)),
            };
            Reply::Content(content)
        });
        let desk = Desk::new();
        let sub = sub_at(&server.url(""));
        file(desk.path(), "sub.der", sub.der());
        file(desk.path(), "sub.pem", pem("CERTIFICATE", &sub.der()));
        let world = Self { desk, server, list };
        world.issue(&world.holder(by_list, responder.is_some()));
        world
    }

    /// The holder's certificate with the addresses of a CRL, of a responder, or of both.
    pub fn holder(&self, by_list: bool, by_responder: bool) -> Certificate {
        Certificate {
            crl_url: by_list.then(|| self.server.url("/sub.crl")),
            ocsp_url: by_responder.then(|| self.server.url("/ocsp")),
            issuer_url: Some(self.server.url("/sub.cer")),
            ..Certificate::new(HOLDER, SUB, SERIAL, SIGNS)
        }
    }

    /// Makes this the certificate to judge.
    pub fn issue(&self, holder: &Certificate) {
        file(self.desk.path(), "holder.pem", pem("CERTIFICATE", &holder.der()));
    }

    pub fn by_list(list: &Crl) -> Self {
        Self::new(list.der(), true, None)
    }

    pub fn by_responder(responder: Responder) -> Self {
        Self::new(Vec::new(), false, Some(responder))
    }

    pub fn publish(&self, list: Vec<u8>) {
        *self.list.lock().expect("a list") = list;
    }

    /// Status, the result, the document.
    pub fn verify(&self, more: &[&str]) -> (i32, Value, Value) {
        let (status, document) = self.desk.json(&[ASKED, more].concat());
        (status, document["results"][0].clone(), document)
    }

    /// The revocation that leads to this state and reason, with the corresponding status.
    pub fn concludes(&self, name: &str, (state, reason): Conclusion) -> Value {
        let (status, result, document) = self.verify(&[]);
        let expected = match state {
            "effective" => 0,
            "unknown" => 10,
            _ => 11,
        };
        let found = (status, result["state"].as_str(), result["reason"].as_str());
        assert_eq!(found, (expected, Some(state), reason), "{name}: {document:#}");
        result["revocation"].clone()
    }

    pub fn stderr(&self, more: &[&str]) -> String {
        self.desk.run(&[ASKED, more].concat()).2
    }

    /// Whether `openssl verify` accepts the certificate with this CRL.
    pub fn openssl_accepts(&self, list: &[u8]) -> bool {
        let path = self.desk.path();
        file(path, "judge.pem", pem("X509 CRL", list) + &pem("X509 CRL", &Crl::new(ROOT, &[]).der()));
        let judged = Command::new("openssl")
            .args([
                "verify",
                "-crl_check_all",
                "-attime",
                &moment().unix_seconds().to_string(),
                "-CAfile",
                "root.pem",
                "-untrusted",
                "sub.pem",
            ])
            .args(["-CRLfile", "judge.pem", "holder.pem"])
            .current_dir(path)
            .output()
            .expect("openssl is there");
        judged.status.success()
    }

    /// The result of `openssl ocsp` for a response: its word for the certificate, if it accepts the signature.
    pub fn openssl_hears(&self, response: &[u8]) -> Option<&'static str> {
        file(self.desk.path(), "judge.der", response);
        openssl_ocsp(self.desk.path())
    }
}

fn openssl_ocsp(path: &Path) -> Option<&'static str> {
    let output = Command::new("openssl")
        .args(["ocsp", "-respin", "judge.der", "-issuer", "sub.pem", "-cert", "holder.pem", "-CAfile", "root.pem"])
        .args([
            "-verify_other",
            "sub.pem",
            "-no_nonce",
            "-attime",
            &moment().unix_seconds().to_string(),
            "-validity_period",
            "3000000000",
        ])
        .current_dir(path)
        .output()
        .expect("openssl is there");
    let said = String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr);
    let believed = said.contains("Response verify OK");
    ["holder.pem: good", "holder.pem: revoked"].into_iter().find(|word| believed && said.contains(word))
}

/// The CA below the root, with the address of the root's CRL.
pub fn sub_at(server: &str) -> Certificate {
    let crl_url = (!server.is_empty()).then(|| format!("{server}/root.crl"));
    Certificate { crl_url, ..Certificate::new(SUB, ROOT, 2, CA) }
}

pub const ASKED: &[&str] = &["holder.pem", "--trust", "root.pem", "--intermediate", "sub.der", "--allow-private-urls"];

/// The nonce in a request, which is in the address or in the body.
fn nonce_of(request: &Request) -> Vec<u8> {
    let der = if request.method == "POST" {
        request.body.clone()
    } else {
        let digits = request.target.rsplit('/').next().expect("a path");
        let digits = digits.replace("%2B", "+").replace("%2F", "/").replace("%3D", "=");
        base64::prelude::BASE64_STANDARD.decode(digits).expect("base64")
    };
    let at = der.windows(4).position(|four| four == [4, 18, 4, 16]).expect("a nonce of 16 octets");
    der[at + 4..at + 20].to_vec()
}
