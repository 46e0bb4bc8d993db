//! One exchange: resolve, check the address, connect to that very address, send, read, follow redirects.
//!
//! Pitfall: the name is resolved once per hop, and the connection goes to the address that was checked; a name that is
//! resolved again may lead elsewhere.

use std::net::{IpAddr, SocketAddr, TcpStream, ToSocketAddrs as _};
use std::sync::mpsc::channel;
use std::time::{Duration, Instant};

use super::address::{is_public, may_be_public};
use super::body::{Length, Source};
use super::cache::Kept;
use super::error::HttpError;
use super::url::{Host, Url};
use super::{Answer, Ask, Client};

/// Redirects that are followed.
const MAX_REDIRECTS: usize = 3;
/// Bytes of status line and headers.
const MAX_HEAD: usize = 32 * 1024;
/// Headers of an answer.
const MAX_HEADERS: usize = 100;
/// Addresses of one host that are tried.
const MAX_ADDRESSES: usize = 4;
/// Interim answers before the one that counts.
const MAX_INTERIM: usize = 4;

/// Status, and the headers that matter here.
struct Head {
    status: u16,
    length: Length,
    location: Option<String>,
    last_modified: Option<String>,
}

/// Runs one exchange with its redirects until the deadline.
pub(super) fn run(client: &Client, ask: &Ask, deadline: Instant) -> Result<Answer, HttpError> {
    let mut url = Url::parse(&ask.url)?;
    for _ in 0..=MAX_REDIRECTS {
        let mut source = Source::new(connect(client, &url, deadline)?, deadline);
        send(client, &url, ask, &mut source, deadline)?;
        let head = final_head(&mut source)?;
        match (head.status, head.location) {
            (200, _) => {
                let bytes = source.body(head.length, ask.limit)?;
                return Ok(Answer::Content(Kept { bytes, last_modified: head.last_modified }));
            }
            (304, _) if ask.modified_since.is_some() => return Ok(Answer::NotModified),
            (301..=303, Some(location)) if ask.ocsp_request.is_none() => url = url.join(&location)?,
            (307 | 308, Some(location)) => url = url.join(&location)?,
            (status, _) => return Err(HttpError::Status(status)),
        }
    }
    Err(HttpError::TooManyRedirects)
}

fn through_proxy<'c>(client: &'c Client, url: &Url) -> Option<&'c Url> {
    client.proxy.as_ref().filter(|proxy| proxy.serves(url)).map(|proxy| &proxy.address)
}

/// Connects to the proxy, named by the user, or to the server, named by an untrusted certificate.
fn connect(client: &Client, url: &Url, deadline: Instant) -> Result<TcpStream, HttpError> {
    let proxy = through_proxy(client, url);
    if !fits(client, url, proxy.is_some()) {
        return Err(HttpError::PrivateAddress);
    }
    let mut addresses = resolve(proxy.unwrap_or(url), deadline)?;
    if proxy.is_none() && !client.allow_private {
        addresses.retain(|address| is_public(address.ip()));
        if addresses.is_empty() {
            return Err(HttpError::PrivateAddress);
        }
    }
    addresses.truncate(MAX_ADDRESSES);
    let mut fault = HttpError::NoSuchHost;
    let mut untried = u32::try_from(addresses.len()).unwrap_or(1);
    for address in addresses {
        // A silent address leaves time for the next one.
        let share = left(deadline)? / untried.max(1);
        match TcpStream::connect_timeout(&address, share.max(Duration::from_millis(1))) {
            Ok(stream) => return Ok(stream),
            Err(why) => fault = HttpError::of(&why),
        }
        untried = untried.saturating_sub(1);
    }
    Err(fault)
}

/// What can be checked about the server before any name resolution; if a proxy resolves names, that is all.
fn fits(client: &Client, url: &Url, by_proxy: bool) -> bool {
    match &url.host {
        _ if client.allow_private => true,
        Host::Address(address) => is_public(*address),
        Host::Name(name) => !by_proxy || may_be_public(name),
    }
}

/// The addresses of a host. A resolver has no deadline of its own, so it runs in a thread that may be left behind.
fn resolve(url: &Url, deadline: Instant) -> Result<Vec<SocketAddr>, HttpError> {
    let port = url.port;
    let name = match &url.host {
        Host::Address(address) => return Ok(vec![SocketAddr::new(unmapped(*address), port)]),
        Host::Name(name) => name.clone(),
    };
    let (sender, receiver) = channel();
    std::thread::spawn(move || {
        let found = (name.as_str(), port).to_socket_addrs().map(Iterator::collect::<Vec<_>>);
        // After the deadline nothing is listening any more.
        drop(sender.send(found));
    });
    match receiver.recv_timeout(left(deadline)?) {
        Ok(Ok(found)) if !found.is_empty() => Ok(found),
        Ok(_) => Err(HttpError::NoSuchHost),
        Err(_) => Err(HttpError::TimedOut),
    }
}

fn unmapped(address: IpAddr) -> IpAddr {
    match address {
        IpAddr::V6(six) => six.to_ipv4_mapped().map_or(address, IpAddr::V4),
        IpAddr::V4(_) => address,
    }
}

fn left(deadline: Instant) -> Result<Duration, HttpError> {
    let left = deadline.saturating_duration_since(Instant::now());
    if left.is_zero() { Err(HttpError::TimedOut) } else { Ok(left) }
}

fn send(client: &Client, url: &Url, ask: &Ask, source: &mut Source, deadline: Instant) -> Result<(), HttpError> {
    let target = if through_proxy(client, url).is_some() { url.absolute() } else { url.target.clone() };
    let method = if ask.ocsp_request.is_some() { "POST" } else { "GET" };
    let mut head = format!(
        "{method} {target} HTTP/1.1\r\nHost: {}\r\nUser-Agent: tokenctl/{}\r\nAccept: */*\r\nAccept-Encoding: identity\r\n\
         Connection: close\r\n",
        url.authority,
        env!("CARGO_PKG_VERSION")
    );
    // It came from a server: only what can be a date is sent back.
    let date = ask.modified_since.as_ref().filter(|date| date.bytes().all(|byte| (0x20..0x7f).contains(&byte)));
    if let Some(date) = date {
        head.push_str(&format!("If-Modified-Since: {date}\r\n"));
    }
    let body = ask.ocsp_request.as_deref().unwrap_or_default();
    if ask.ocsp_request.is_some() {
        head.push_str(&format!("Content-Type: application/ocsp-request\r\nContent-Length: {}\r\n", body.len()));
    }
    head.push_str("\r\n");
    let mut octets = head.into_bytes();
    octets.extend(body);
    source.write(&octets, left(deadline)?)
}

/// The head of the answer that counts; interim ones (1xx) are skipped.
fn final_head(source: &mut Source) -> Result<Head, HttpError> {
    for _ in 0..=MAX_INTERIM {
        let head = head(source)?;
        if !(100..200).contains(&head.status) {
            return Ok(head);
        }
    }
    Err(HttpError::NotHttp)
}

fn head(source: &mut Source) -> Result<Head, HttpError> {
    loop {
        let mut headers = [httparse::EMPTY_HEADER; MAX_HEADERS];
        let mut response = httparse::Response::new(&mut headers);
        match response.parse(source.buffer()) {
            Ok(httparse::Status::Complete(taken)) => {
                let head = read_head(&response)?;
                source.take(taken);
                return Ok(head);
            }
            Ok(httparse::Status::Partial) if source.buffer().len() < MAX_HEAD => {
                if !source.more()? {
                    let nothing = source.buffer().is_empty();
                    return Err(if nothing { HttpError::EndedEarly } else { HttpError::NotHttp });
                }
            }
            Ok(httparse::Status::Partial) | Err(_) => return Err(HttpError::NotHttp),
        }
    }
}

fn read_head(response: &httparse::Response<'_, '_>) -> Result<Head, HttpError> {
    let value = |name: &str| {
        let found = response.headers.iter().find(|header| header.name.eq_ignore_ascii_case(name));
        found.and_then(|header| std::str::from_utf8(header.value).ok()).map(str::trim)
    };
    let chunked = value("transfer-encoding").map(|coding| coding.eq_ignore_ascii_case("chunked"));
    let length = match (chunked, value("content-length")) {
        (Some(true), _) => Length::Chunked,
        (Some(false), _) => return Err(HttpError::NotHttp),
        (None, Some(length)) => Length::Octets(length.parse().map_err(|_text| HttpError::NotHttp)?),
        (None, None) => Length::UntilEnd,
    };
    Ok(Head {
        status: response.code.ok_or(HttpError::NotHttp)?,
        length,
        location: value("location").map(str::to_owned),
        last_modified: value("last-modified").map(str::to_owned),
    })
}
