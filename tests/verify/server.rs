//! An HTTP server on loopback that gives scripted answers on a port chosen by the system, and records its requests.
//!
//! Pitfall: it waits only for its own clients; a client that disconnects ends its thread.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};

/// A client's request.
#[derive(Debug, Clone)]
pub struct Request {
    pub method: String,
    /// As in the request line.
    pub target: String,
    pub headers: String,
    pub body: Vec<u8>,
}

/// The answer to it.
pub enum Reply {
    /// Status 200 with this content.
    Content(Vec<u8>),
    /// These bytes, then the end.
    Raw(Vec<u8>),
    /// Nothing, until the client disconnects.
    Silence,
    /// Status 200, then endless bytes.
    Endless,
}

pub struct Server {
    pub port: u16,
    asked: Arc<Mutex<Vec<Request>>>,
}

impl Server {
    pub fn start(answer: impl Fn(&Request) -> Reply + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let port = listener.local_addr().expect("its address").port();
        let asked = Arc::new(Mutex::new(Vec::new()));
        let (kept, answer) = (Arc::clone(&asked), Arc::new(answer));
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let (kept, answer) = (Arc::clone(&kept), Arc::clone(&answer));
                std::thread::spawn(move || {
                    if let Some(request) = read(&stream) {
                        kept.lock().expect("a list").push(request.clone());
                        serve(stream, answer(&request));
                    }
                });
            }
        });
        Self { port, asked }
    }

    pub fn url(&self, path: &str) -> String {
        format!("http://127.0.0.1:{}{path}", self.port)
    }

    /// The requests so far.
    pub fn asked(&self) -> Vec<Request> {
        self.asked.lock().expect("a list").clone()
    }

    /// How many requested targets have this ending.
    pub fn count(&self, ending: &str) -> usize {
        self.asked().iter().filter(|request| request.target.ends_with(ending)).count()
    }
}

/// A port without a listener, which nothing else gets as long as this lives.
pub struct Nobody {
    port: u16,
    _held: (TcpListener, TcpStream),
}

impl Nobody {
    pub fn new() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let held = TcpStream::connect(listener.local_addr().expect("its address")).expect("a connection");
        Self { port: held.local_addr().expect("its address").port(), _held: (listener, held) }
    }

    pub fn url(&self, path: &str) -> String {
        format!("http://127.0.0.1:{}{path}", self.port)
    }
}

fn read(stream: &TcpStream) -> Option<Request> {
    let mut reader = BufReader::new(stream);
    let mut line = String::new();
    reader.read_line(&mut line).ok()?;
    let mut words = line.split(' ');
    let (method, target) = (words.next()?.to_owned(), words.next()?.to_owned());
    let mut headers = String::new();
    while !headers.ends_with("\r\n\r\n") && headers != "\r\n" {
        if reader.read_line(&mut headers).ok()? == 0 {
            return None;
        }
    }
    let length = headers
        .to_ascii_lowercase()
        .split_once("content-length: ")
        .map_or(0, |(_, rest)| rest.split("\r\n").next().and_then(|digits| digits.parse().ok()).unwrap_or(0));
    let mut body = vec![0; length];
    reader.read_exact(&mut body).ok()?;
    Some(Request { method, target, headers, body })
}

fn serve(mut stream: TcpStream, reply: Reply) {
    // A client that disconnects early is not waited for.
    let mut send = |octets: &[u8]| stream.write_all(octets).is_ok();
    match reply {
        Reply::Content(content) => {
            send(format!("HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n", content.len()).as_bytes());
            send(&content);
        }
        Reply::Raw(octets) => {
            send(&octets);
        }
        Reply::Silence => {
            let mut rest = Vec::new();
            let _gone = stream.read_to_end(&mut rest);
        }
        Reply::Endless => {
            send(b"HTTP/1.1 200 OK\r\n\r\n");
            while send(&[0x30; 4096]) {}
        }
    }
}
