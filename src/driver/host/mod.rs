//! The driver host: a child process that loads one driver and serves requests on its private pipes.
//!
//! Foreign code runs only here. The host ends when its parent ends, after any PIN call in progress, and always exits
//! immediately, so that no destructor of a driver runs.

mod act;
mod apart;
mod confine;
mod handles;
mod keys;
mod news;
#[cfg(target_os = "linux")]
mod orphan;
mod pcsc;
mod read;

use std::ffi::{CStr, OsString};
use std::fs::File;
use std::io::{self, Read, Write};
use std::sync::mpsc::{self, Sender};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::time::{Duration, Instant};

use news::News;
use read::Listed;
use zeroize::Zeroizing;

use super::pkcs11::{Announce, Module, cancel, close_gate};
use super::protocol::{self, Act, Deed, Failure, Frame, Library, Open, Reply, Request};
use super::rv::Rv;
use crate::domain::known::{Family, recognise};
use crate::report::inventory::FailureKind;

/// Forbids core dumps, which could contain a PIN, for this process and those it starts.
#[cfg(unix)]
fn forbid_core_dumps() -> io::Result<()> {
    use rustix::process::{Resource, Rlimit, setrlimit};
    Ok(setrlimit(Resource::Core, Rlimit { current: Some(0), maximum: Some(0) })?)
}

/// Windows writes dumps only if its administrator requests them.
#[cfg(not(unix))]
#[allow(clippy::unnecessary_wraps, reason = "the same call on every system")]
fn forbid_core_dumps() -> io::Result<()> {
    Ok(())
}

/// Prevents other processes of this user from reading or tracing this one's memory: otherwise leftovers of one driver
/// could read the PIN of another's token.
#[cfg(target_os = "linux")]
fn hide_memory() -> io::Result<()> {
    use rustix::process::{DumpableBehavior, set_dumpable_behavior};
    Ok(set_dumpable_behavior(DumpableBehavior::NotDumpable)?)
}

/// What the parent does for itself before it reads a secret or starts a host. If a system refuses, the program still
/// works; hosts insist on their own part.
pub fn guard_parent() {
    let _refused = forbid_core_dumps();
    #[cfg(target_os = "linux")]
    let _refused = hide_memory();
    super::children::adopt();
}

/// A request with the secrets that followed it.
type Order = (Request, Vec<Zeroizing<Vec<u8>>>);

/// Serves, and never returns, if the program was started as a host with these arguments.
pub fn serve_if_asked(arguments: &[OsString]) {
    let is = |number: usize, word: &CStr| {
        arguments.get(number).is_some_and(|argument| argument.as_encoded_bytes() == word.to_bytes())
    };
    if is(1, protocol::SUBCOMMAND) {
        #[cfg(target_os = "linux")]
        if is(2, protocol::ORPHANED) {
            crate::driver::children::adopt();
            leave_alone();
        }
        serve();
    }
}

/// Serves requests until the parent says to close or ends.
fn serve() -> ! {
    let (input, voice) = begin();
    serve_watched(input, &voice)
}

/// The same with a watcher, a thread that reads the requests.
fn serve_watched(mut input: File, voice: &Voice) -> ! {
    let (sender, orders) = mpsc::channel();
    // The first request says whether to confine the driver, which must be done before there is a second thread.
    let first = next_or_leave(&mut input);
    prepare(&first.0, voice);
    let sent = sender.send(first);
    let canceller = voice.clone();
    let watcher =
        std::thread::Builder::new().name("watcher".to_owned()).spawn(move || watch(input, &sender, &canceller));
    if sent.is_ok() && watcher.is_ok() {
        obey(|| orders.recv().ok(), voice);
    }
    handles::leave(0)
}

/// Serves the readings of one parent; never returns. Without a watcher, because in a process with a second thread every
/// allocation of the driver is locked: about 5 % of a reading. The kernel reports the parent's end instead, and there is
/// nothing to cancel, because no PIN is taken.
#[cfg(target_os = "linux")]
pub fn serve_readings() -> ! {
    let (mut input, voice) = begin();
    if orphan::end_with_parent(&input).is_err() {
        serve_watched(input, &voice);
    }
    obey(
        || {
            let order = next_or_leave(&mut input);
            prepare(&order.0, &voice);
            let is_reading = !matches!(order.0, Request::Act(_) | Request::Cancel);
            is_reading.then_some(order)
        },
        &voice,
    );
    handles::leave(0)
}

/// Gives up what this process has of its parent, and moves the pipes out of the driver's reach.
fn begin() -> (File, Voice) {
    let Ok((input, output)) = apart::stand_apart().and_then(|()| handles::take()) else { handles::leave(2) };
    (input, Voice(Arc::new(Mutex::new(output))))
}

/// What has to be done before a driver is opened.
fn prepare(request: &Request, voice: &Voice) {
    if let Request::Open(open) = request {
        let _first = PIN_TIMEOUT.set(Duration::from_millis(open.pin_timeout));
        if let Some(wanted) = &open.confine {
            voice.say(&Reply::Confined(confine::confine(wanted)));
        }
    }
}

/// The next request; leaves if the parent has closed its end of the pipe.
fn next_or_leave(input: &mut File) -> Order {
    match next_order(input) {
        Ok(Some(order)) => order,
        Ok(None) | Err(_) => leave_alone(),
    }
}

/// Reads requests until the parent's end of the pipe is closed; then leaves, but not in the middle of a PIN call.
fn watch(mut input: impl Read, orders: &Sender<Order>, voice: &Voice) {
    while let Ok(Some(order)) = next_order(&mut input) {
        // Handled here, because the other thread may be inside a call.
        if order.0 == Request::Cancel {
            if cancel() {
                voice.say(&Reply::Cancelled);
            }
        } else if orders.send(order).is_err() {
            break;
        }
    }
    leave_alone();
}

/// A C_GetSlotList that takes longer has asked a device or a service.
const FROM_MEMORY: Duration = Duration::from_micros(200);

/// How long a PIN call may take.
static PIN_TIMEOUT: OnceLock<Duration> = OnceLock::new();

/// Exits because the parent is gone, after any PIN call in progress, and ends what the driver started.
fn leave_alone() -> ! {
    let _no_pin_call_from_here = close_gate(PIN_TIMEOUT.get().copied().unwrap_or_default());
    apart::end_children();
    handles::leave(0)
}

/// One request, and as many secrets as it announces.
fn next_order(input: &mut dyn Read) -> io::Result<Option<Order>> {
    let Some(request) = protocol::read_message::<Request>(input)? else { return Ok(None) };
    let mut secrets = Vec::new();
    for _ in 0..request.secrets() {
        match protocol::read_frame(input)? {
            Some(Frame::Secret(secret)) => secrets.push(secret),
            _ => return Err(io::ErrorKind::InvalidData.into()),
        }
    }
    Ok(Some((request, secrets)))
}

impl Request {
    /// How many secret frames follow.
    pub fn secrets(&self) -> usize {
        match self {
            Self::Open(_) | Self::Read(_) | Self::Readers | Self::Cancel | Self::Close => 0,
            Self::Act(act) => act.secrets(),
        }
    }
}

impl Act {
    fn secrets(&self) -> usize {
        match self.deed {
            _ if self.pin_pad => 0,
            Deed::Look | Deed::Challenge | Deed::Sign(_) | Deed::Create(_) | Deed::Destroy(_) | Deed::Leave => 0,
            Deed::VerifyUser
            | Deed::VerifySo
            | Deed::EnterSo
            | Deed::Prove(_)
            | Deed::Read(_)
            | Deed::Generate(_)
            | Deed::DeleteKey(_)
            | Deed::InitToken(_) => 1,
            Deed::InitPin | Deed::SetPinPublic | Deed::SetPinUser | Deed::SetPinSo | Deed::Complete(_) => 2,
        }
    }
}

/// Carries out one request after another.
fn obey(mut next: impl FnMut() -> Option<Order>, voice: &Voice) {
    let mut module = None;
    // A session that a reading left open for later operations.
    let mut kept = None;
    let mut listed = Listed::default();
    while let Some((request, secrets)) = next() {
        match (request, &module) {
            (Request::Open(open), None) => match open_module(&open, voice) {
                Ok((opened, library, from_memory)) => {
                    module = Some(opened);
                    listed = Listed { slots: library.slots.clone(), from_memory };
                    voice.say(&Reply::Opened(library));
                }
                Err(unusable) => voice.say(&Reply::Unusable(unusable)),
            },
            (Request::Readers, None) => {
                let announce = |call: &'static str| voice.say(&Reply::Calling(call.to_owned(), None));
                voice.say(&Reply::Readers(pcsc::readers(&announce)));
            }
            (Request::Read(read), Some(module)) => {
                read::slots(module, &read, &listed, voice);
                voice.say(&Reply::ReadDone);
            }
            (Request::Act(act), Some(module)) => {
                if let Some(signed) = act::once(module, &act, secrets, voice, &mut kept) {
                    voice.say(&Reply::Acted(signed));
                }
            }
            (Request::Close, module) => {
                let rv = module.as_ref().map_or(Rv::OK, Module::finalize);
                voice.say(&Reply::Closed(rv));
                return;
            }
            (Request::Open(_) | Request::Readers, Some(_))
            | (Request::Read(_) | Request::Act(_), None)
            | (Request::Cancel, _) => return,
        }
    }
}

/// Opens a driver and lists its slots; also whether it listed them from memory.
fn open_module(open: &Open, voice: &Voice) -> Result<(Module, Library, bool), Failure> {
    if open.version != protocol::VERSION {
        return Err(other_version());
    }
    let start = Instant::now();
    let (announcer, news) = (voice.clone(), News::default());
    let announce: Announce = Box::new(move |call, slot| {
        if news.is(call, slot, Instant::now()) {
            announcer.say(&Reply::Calling(call.to_owned(), slot));
        }
    });
    let path = open.path.to_path();
    let mut module = Module::open(&path, open.init_args.as_deref(), announce)?;
    let load_milliseconds = u64::try_from(start.elapsed().as_millis()).unwrap_or(u64::MAX);
    // A driver that cannot describe itself may still list its tokens.
    let (info, fault) = match module.info() {
        Ok(info) => (info, None),
        Err(fault) => (Default::default(), Some(fault.into())),
    };
    let (description, manufacturer, version, cryptoki_version) = info;
    let file_name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let make = recognise(&description.text, &manufacturer.text, &file_name);
    if make.is_some_and(|known| known.family == Family::SafeNet) {
        module.ask_safenet();
    }
    let start = Instant::now();
    let slots = module.slots()?;
    let from_memory = start.elapsed() < FROM_MEMORY;
    let (threads, challenge) = (module.threads(), module.offers_challenge());
    let library = Library {
        description,
        manufacturer,
        version,
        cryptoki_version,
        slots,
        threads,
        challenge,
        fault,
        load_milliseconds,
    };
    Ok((module, library, from_memory))
}

/// The 32-bit build is a separate file, which an update may have left behind.
fn other_version() -> Failure {
    Failure { detail: Some(protocol::VERSION.to_owned()), ..Failure::new(FailureKind::OtherVersion) }
}

/// The host's connection to its parent. When nothing reads it any more, the host exits.
#[derive(Clone)]
pub(super) struct Voice(Arc<Mutex<handles::Output>>);

impl Voice {
    pub(super) fn say(&self, reply: &Reply) {
        let mut output = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let written = protocol::write_message(&mut *output as &mut dyn Write, reply);
        if written.is_err() {
            leave_alone();
        }
    }
}
