//! Reads slots: one thread and one session each, if the driver supports threads.

use std::sync::Mutex;

use super::Voice;
use crate::domain::pin::flags;
use crate::driver::pkcs11::{Module, Session};
use crate::driver::protocol::{Fault, FaultScope, ReadSlots, Reply, SlotDone, SlotReading, TokenFlag};
use crate::driver::rv::Rv;

/// The role of the user PIN's holder.
const USER_PIN_FLAGS: u64 = flags::USER_PIN_INITIALIZED
    | flags::USER_PIN_COUNT_LOW
    | flags::USER_PIN_FINAL_TRY
    | flags::USER_PIN_LOCKED
    | flags::USER_PIN_TO_BE_CHANGED;

/// The slots of a driver's list.
#[derive(Default)]
pub(super) struct Listed {
    pub(super) slots: Vec<u64>,
    /// Whether C_GetSlotList asked no device and no service, by the time it took.
    pub(super) from_memory: bool,
}

/// Reads every slot of the request, which may be all that are listed, and reports each result immediately.
pub(super) fn slots(module: &Module, request: &ReadSlots, listed: &Listed, voice: &Voice) {
    let slots = request.slots.as_deref().unwrap_or(&listed.slots).iter().copied();
    let at_once = if module.threads() { request.jobs } else { 1 };
    // A driver without a device often lists a blank token beside the only one. A thread for it would have nothing to
    // do, but every allocation of the other would have to be locked from then on.
    let tasks: Vec<Task> = if slots.len() == 2 && at_once > 1 && listed.from_memory {
        slots
            .filter_map(|slot| all_but_contents(module, request, slot, voice))
            .map(Box::new)
            .map(Task::Contents)
            .collect()
    } else {
        slots.map(Task::Slot).collect()
    };
    let threads = at_once.clamp(1, tasks.len().max(1));
    let queue = Mutex::new(tasks.into_iter());
    let work = || {
        loop {
            let next = queue.lock().map_or(None, |mut tasks| tasks.next());
            let Some(task) = next else { break };
            let described = match task {
                Task::Slot(slot) => Described::of(module, slot, voice),
                Task::Contents(described) => Some(*described),
            };
            if let Some(described) = described {
                described.read(module, request, voice);
            }
        }
    };
    std::thread::scope(|scope| {
        for _ in 1..threads {
            scope.spawn(work);
        }
        work();
    });
}

/// What one thread does before it asks for more.
enum Task {
    /// All of a slot.
    Slot(u64),
    /// What remains of one that was described.
    Contents(Box<Described>),
}

/// Describes a slot, and reads it as well unless its token is ready, whose contents are left to others.
fn all_but_contents(module: &Module, request: &ReadSlots, slot: u64, voice: &Voice) -> Option<Described> {
    let described = Described::of(module, slot, voice)?;
    if described.is_ready() {
        return Some(described);
    }
    described.read(module, request, voice);
    None
}

/// A slot with a token whose contents were not read yet.
struct Described {
    reading: SlotReading,
    done: SlotDone,
    /// CKF_TOKEN_PRESENT of the slot.
    present: bool,
    /// The flags of the token.
    flags: u64,
}

impl Described {
    /// Describes a slot, and reports that before its token is read, so that a token whose objects cannot be read is still
    /// known, and a hang has its reader. `None` if there is no token: everything was reported then.
    fn of(module: &Module, slot: u64, voice: &Voice) -> Option<Self> {
        let mut reading = SlotReading { slot, ..SlotReading::default() };
        let mut done = SlotDone { slot, ..SlotDone::default() };
        let mut present = true;
        match module.slot_info(slot) {
            Ok(state) => {
                present = state.token_present;
                reading.description = Some(state.description);
                reading.manufacturer = Some(state.manufacturer);
                voice.say(&Reply::Slot(Box::new(reading.clone())));
            }
            Err(fault) => done.add(FaultScope::Slot, fault),
        }
        match module.token_info(slot) {
            Ok(token) => reading.token = token,
            Err(fault) if present => done.add(FaultScope::Slot, fault),
            Err(_) => {}
        }
        let Some(flags) = reading.token.as_ref().map(|token| token.flags) else {
            voice.say(&Reply::Slot(Box::new(reading)));
            voice.say(&Reply::SlotDone(done));
            return None;
        };
        let described = Self { reading, done, present, flags };
        if described.is_ready() {
            voice.say(&Reply::Slot(Box::new(described.reading.clone())));
        }
        Some(described)
    }

    /// Whether the token is there and holds objects, or might: the rule. An uninitialised one has none, and its flags
    /// mean little.
    fn is_ready(&self) -> bool {
        self.present && self.is_initialized()
    }

    fn is_initialized(&self) -> bool {
        self.flags & flags::TOKEN_INITIALIZED != 0
    }

    /// Whether the token's description is one of a token in use.
    fn shows_something(&self) -> bool {
        let label = self.reading.token.as_ref().map(|token| token.identity.label.text.trim());
        self.is_initialized() || self.flags & USER_PIN_FLAGS != 0 || label.is_some_and(|label| !label.is_empty())
    }

    fn read(mut self, module: &Module, request: &ReadSlots, voice: &Voice) {
        let done = if self.is_ready() {
            contents(module, request, None, &mut self.done, voice);
            self.done
        } else {
            denied(module, request, self, voice)
        };
        voice.say(&Reply::SlotDone(done));
    }
}

/// A token that the driver reports as absent or not initialised: this is accepted if the token shows nothing, or
/// refuses a session as such tokens do. Any other refusal is a failure: what could not be read may be a token in use.
fn denied(module: &Module, request: &ReadSlots, described: Described, voice: &Voice) -> SlotDone {
    let (shows, initialized) = (described.shows_something(), described.is_initialized());
    let Described { mut reading, mut done, present, .. } = described;
    let may_show = shows || present && request.objects;
    let opened = may_show.then(|| module.open_session(reading.slot, false));
    let mut is_unread = false;
    if let Some(Err(fault)) = &opened {
        is_unread = present && !is_blank(fault.rv);
        let lost = if is_unread { FaultScope::Slot } else { FaultScope::Doubt };
        if is_unread || !is_uninitialized(fault.rv) {
            done.add(lost, *fault);
        }
    }
    let session = opened.and_then(Result::ok);
    let mut objects = Vec::new();
    if let Some(session) = session.filter(|_| !shows) {
        let mut search = SlotDone { slot: reading.slot, ..SlotDone::default() };
        module.read_in(session, &mut search, request.by_class, &mut |some| objects.extend(some));
        if objects.is_empty() {
            for (lost, fault) in &mut search.faults {
                if may_be_blank(fault) {
                    *lost = FaultScope::Doubt;
                }
            }
            is_unread = search.excess || search.faults.iter().any(|(lost, _)| *lost != FaultScope::Doubt);
            done.excess = search.excess;
            done.faults.extend(search.faults);
        } else {
            done = SlotDone { faults: [done.faults, search.faults].concat(), ..search };
        }
    }
    let readable = session.is_some() && shows || !objects.is_empty();
    if readable || is_unread {
        reading.missing.extend((!present).then_some(TokenFlag::Present));
        reading.missing.extend((!initialized).then_some(TokenFlag::Initialized));
    } else if !present {
        reading.token = None;
    }
    let slot = reading.slot;
    voice.say(&Reply::Slot(Box::new(reading)));
    if !objects.is_empty() {
        if request.mechanisms {
            self::mechanisms(module, &mut done);
        }
        voice.say(&Reply::Objects(slot, objects));
    } else if readable {
        contents(module, request, session, &mut done, voice);
    }
    done
}

/// Whether a session is refused as with a token that holds nothing yet, or with none.
fn is_blank(rv: Rv) -> bool {
    is_uninitialized(rv) || matches!(rv, Rv::TOKEN_NOT_PRESENT | Rv::DEVICE_REMOVED | Rv::SLOT_ID_INVALID)
}

/// Whether a call is refused because the token holds nothing yet.
fn is_uninitialized(rv: Rv) -> bool {
    matches!(rv, Rv::TOKEN_NOT_RECOGNIZED | Rv::TOKEN_NOT_INITIALIZED)
}

/// Whether a search fails as with a token that holds nothing yet: some drivers have no word for that.
fn may_be_blank(fault: &Fault) -> bool {
    is_uninitialized(fault.rv) || fault.call == "C_FindObjectsInit" && fault.rv == Rv::GENERAL_ERROR
}

/// Mechanisms, and objects in a session without a login: the open one, or a new one.
fn contents(module: &Module, request: &ReadSlots, session: Option<Session>, done: &mut SlotDone, voice: &Voice) {
    let slot = done.slot;
    if request.mechanisms {
        self::mechanisms(module, done);
    }
    if !request.objects {
        return;
    }
    let mut sink = |objects| voice.say(&Reply::Objects(slot, objects));
    match session {
        Some(session) => module.read_in(session, done, request.by_class, &mut sink),
        None => module.read_objects(done, request.by_class, &mut sink),
    }
}

/// The mechanisms of a slot's token.
pub(super) fn mechanisms(module: &Module, done: &mut SlotDone) {
    let fault = match module.mechanisms(done.slot) {
        Ok((mechanisms, undescribed)) => {
            done.mechanisms = Some(mechanisms);
            undescribed
        }
        Err(fault) => Some(fault),
    };
    if let Some(fault) = fault {
        done.add(FaultScope::Object, fault);
    }
}
