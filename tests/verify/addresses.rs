//! Which addresses `tokenctl verify` contacts and how: private addresses, proxies, redirects, misbehaving servers.

use std::sync::{Arc, Mutex};

use super::authority::{Certificate, Crl, HOLDER, ROOT, SERIAL, SIGNS, SUB, file, pem};
use super::command::Desk;
use super::server::{Reply, Request, Server};
use super::world::{ASKED, World, sub_at};

#[test]
fn a_certificate_does_not_choose_where_this_computer_knocks() {
    let world = World::by_list(&Crl::new(SUB, &[]));
    let port = world.server.port;
    for host in ["127.0.0.1", "localhost", "[::1]", "[::ffff:127.0.0.1]", "127.0.0.2", "0.0.0.0"] {
        let crl_url = Some(format!("http://{host}:{port}/sub.crl"));
        let holder = Certificate { crl_url, ..Certificate::new(HOLDER, SUB, SERIAL, SIGNS) };
        file(world.desk.path(), "other.der", holder.der());
        let arguments =
            ["other.der", "--trust", "root.pem", "--intermediate", "sub.der", "--crl", "root.crl", "--no-ocsp"];
        let (status, document) = world.desk.json(&arguments);
        assert_eq!(status, 10, "{host}: {document:#}");
        let own = document["addresses"]
            .as_array()
            .expect("addresses")
            .iter()
            .find(|one| one["url"] != world.server.url("/root.crl"));
        assert_eq!(own.expect("it is named")["result"], "private-address", "{host}");
    }
    assert_eq!(world.server.asked().len(), 0, "nobody knocked");
}

#[test]
fn a_proxy_is_asked_in_absolute_form_and_followed_to_no_private_address() {
    let proxy = Server::start(|request| match request.target.as_str() {
        "http://ca.example.vn/sub.crl" => Reply::Content(Crl::new(SUB, &[]).der()),
        "http://ca.example.vn/root.crl" => Reply::Content(Crl::new(ROOT, &[]).der()),
        _ => Reply::Raw(b"HTTP/1.1 302 Found\r\nLocation: http://192.168.1.1/\r\n\r\n".to_vec()),
    });
    let desk = Desk::new();
    let at = |url: &str| {
        let crl_url = Some(url.to_owned());
        file(
            desk.path(),
            "holder.pem",
            pem("CERTIFICATE", &Certificate { crl_url, ..Certificate::new(HOLDER, SUB, SERIAL, SIGNS) }.der()),
        );
        file(desk.path(), "sub.der", sub_at("http://ca.example.vn").der());
    };
    let asked = ["holder.pem", "--trust", "root.pem", "--intermediate", "sub.der", "--format", "json"];
    let through = proxy.url("");
    at("http://ca.example.vn/sub.crl");
    let (status, stdout, stderr) = desk.run(&[&asked[..], &["--proxy", &through]].concat());
    assert_eq!((status, stderr.as_str()), (0, ""), "the proxy resolves the name: {stdout}");
    let first = proxy.asked().into_iter().next().expect("a request");
    assert!(first.headers.contains("Host: ca.example.vn\r\n"), "{}", first.headers);
    let mut command = desk.home.tokenctl();
    command.current_dir(desk.path()).env("http_proxy", through.trim_start_matches("http://"));
    command.args(["--at", super::authority::AT, "verify"]).args(asked);
    assert_eq!(command.output().expect("it runs").status.code(), Some(0), "from the environment");
    let count = proxy.asked().len();
    command.env("no_proxy", "example.vn");
    let output = command.args(["--timeout", "1"]).output().expect("it runs");
    assert_eq!(
        (output.status.code(), proxy.asked().len()),
        (Some(0), count),
        "not for what no_proxy names; kept lists serve"
    );
    for url in ["http://elsewhere.example.vn/x.crl", "http://10.0.0.1/x.crl", "http://printer/x.crl"] {
        at(url);
        let (status, stdout, stderr) = desk.run(&[&asked[..], &["--proxy", &through]].concat());
        assert_eq!(status, 10, "{url}: {stdout}");
        assert!(stdout.contains("private-address") && stderr.contains("private or loopback"), "{url}: {stderr}");
    }
    assert_eq!(proxy.count("192.168.1.1/"), 0, "the proxy was not asked for it either");
}

#[test]
fn a_proxy_that_cannot_be_used_is_refused_before_anything_is_asked() {
    let desk = Desk::new();
    for proxy in ["https://proxy:3128", "http://an:geheim@proxy:3128", "socks5://proxy"] {
        let (status, stdout, stderr) = desk.run(&["holder.pem", "--proxy", proxy]);
        assert_eq!((status, stdout.as_str()), (2, ""), "{proxy}");
        assert!(stderr.starts_with("error: the proxy cannot be used") && !stderr.contains("geheim"), "{stderr}");
    }
}

#[test]
fn a_server_that_does_not_play_along_costs_neither_time_nor_memory_nor_a_wrong_answer() {
    type Answer = fn(&Request) -> Reply;
    let cases: &[(&str, Answer, &str)] = &[
        ("slow", |_| Reply::Silence, "address-timed-out"),
        (
            "too long by its own word",
            |_| Reply::Raw(b"HTTP/1.1 200 OK\r\nContent-Length: 99999999\r\n\r\n0".to_vec()),
            "answer-too-long",
        ),
        (
            "a chunk too long",
            |_| Reply::Raw(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nfffffffff\r\n".to_vec()),
            "answer-too-long",
        ),
        ("cut short", |_| Reply::Raw(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n0".to_vec()), "no-connection"),
        ("closed", |_| Reply::Raw(Vec::new()), "no-connection"),
        ("not HTTP", |_| Reply::Raw(b"SSH-2.0-OpenSSH_9.2\r\n".to_vec()), "answer-not-http"),
        (
            "a head without end",
            |_| Reply::Raw([b"HTTP/1.1 200 OK\r\nA: ".to_vec(), vec![b'a'; 100_000]].concat()),
            "answer-not-http",
        ),
        ("missing", |_| Reply::Raw(b"HTTP/1.1 404 Not Found\r\n\r\n".to_vec()), "http-status"),
        ("not asked for", |_| Reply::Raw(b"HTTP/1.1 304 Not Modified\r\n\r\n".to_vec()), "http-status"),
        (
            "in a circle",
            |_| Reply::Raw(b"HTTP/1.1 302 Found\r\nLocation: /again\r\n\r\n".to_vec()),
            "too-many-redirects",
        ),
        (
            "to https",
            |_| Reply::Raw(b"HTTP/1.1 301 Moved\r\nLocation: https://ca.vn/\r\n\r\n".to_vec()),
            "https-not-supported",
        ),
    ];
    for (name, answer, code) in cases {
        let server = Server::start(*answer);
        let desk = Desk::new();
        let crl_url = Some(server.url("/x.crl"));
        file(desk.path(), "holder.pem", Certificate { crl_url, ..Certificate::new(HOLDER, SUB, SERIAL, SIGNS) }.der());
        let more = ["--crl", "root.crl", "--timeout", "1"];
        let (status, document) = desk.json(&[ASKED, &more].concat());
        assert_eq!((status, &document["results"][0]["reason"]), (10, &"no-answer".into()), "{name}: {document:#}");
        assert_eq!(document["addresses"], serde_json::json!([{"url": server.url("/x.crl"), "result": code}]), "{name}");
        assert!(server.asked().len() <= 4, "{name}: a retry at most, or three redirects");
    }
    let server = Server::start(|_| Reply::Endless);
    let desk = Desk::new();
    let ocsp_url = Some(server.url("/ocsp"));
    file(desk.path(), "holder.pem", Certificate { ocsp_url, ..Certificate::new(HOLDER, SUB, SERIAL, SIGNS) }.der());
    let (status, document) = desk.json(&[ASKED, &["--crl", "root.crl"]].concat());
    assert_eq!((status, &document["addresses"][0]["result"]), (10, &"answer-too-long".into()), "a body without end");
}

#[test]
fn one_lost_answer_is_asked_for_once_more_and_redirects_and_chunks_are_read() {
    let lost = Arc::new(Mutex::new(false));
    let server = Server::start(move |request| {
        let mut lost = lost.lock().expect("a flag");
        if !std::mem::replace(&mut *lost, true) {
            return Reply::Raw(Vec::new());
        }
        if request.target == "/x.crl" {
            return Reply::Raw(b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 302 Found\r\nLocation: y.crl\r\n\r\n".to_vec());
        }
        let list = Crl::new(SUB, &[]).der();
        let mut reply = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n".to_vec();
        for chunk in list.chunks(100) {
            reply.extend(format!("{:x};a=b\r\n", chunk.len()).into_bytes());
            reply.extend(chunk);
            reply.extend(b"\r\n");
        }
        reply.extend(b"0\r\n\r\n");
        Reply::Raw(reply)
    });
    let desk = Desk::new();
    let crl_url = Some(server.url("/x.crl"));
    file(desk.path(), "holder.pem", Certificate { crl_url, ..Certificate::new(HOLDER, SUB, SERIAL, SIGNS) }.der());
    let (status, document) = desk.json(&[ASKED, &["--crl", "root.crl"]].concat());
    assert_eq!(status, 0, "{document:#}");
    let targets: Vec<_> = server.asked().into_iter().map(|request| request.target).collect();
    assert_eq!(targets, ["/x.crl", "/x.crl", "/y.crl"], "lost, redirected, read");
}

#[test]
fn an_address_of_https_is_named_with_what_helps() {
    let desk = Desk::new();
    let crl_url = Some("https://rootca.gov.vn/crl/x.crl".to_owned());
    file(desk.path(), "holder.pem", Certificate { crl_url, ..Certificate::new(HOLDER, SUB, SERIAL, SIGNS) }.der());
    let (status, _, stderr) = desk.run(&[ASKED, &["--crl", "root.crl"]].concat());
    assert_eq!(status, 10, "nothing is known");
    assert!(stderr.contains("https://rootca.gov.vn/crl/x.crl") && stderr.contains("`--crl`"), "{stderr}");
    let (_, _, stderr) = desk.run(&[ASKED, &["--crl", "root.crl", "--lang", "vi"]].concat());
    assert!(stderr.starts_with("ghi chú: không nhận được gì từ https://rootca.gov.vn"), "{stderr}");
}
