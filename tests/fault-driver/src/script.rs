//! The script: what the module pretends to be, read once from JSON. The field names are the format; README.md explains
//! them with examples.
//!
//! Pitfall: unknown fields are refused, so that a typing error in a test cannot pass for a healthy driver.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use cryptoki_sys::CK_SLOT_ID;
use serde::Deserialize;

use crate::value::{Bytes, Content, Number, Text};

/// The whole script.
#[derive(Deserialize)]
#[serde(deny_unknown_fields, default)]
#[allow(clippy::struct_excessive_bools, reason = "each is a property of the driver that a test may set alone")]
pub struct Script {
    pub library: Library,
    /// Whether C_Initialize accepts CKF_OS_LOCKING_OK.
    pub os_locking: bool,
    /// The value C_Initialize requires as pReserved (NSS expects its configuration there).
    pub reserved: Option<String>,
    /// Whether C_Initialize accepts only NULL, like the module of a national card.
    pub null_arguments_only: bool,
    /// The maximum number of handles that one C_FindObjects returns, however many are requested.
    pub handles_a_call: Option<u64>,
    /// The maximum number of handles that C_FindObjects may be asked for; above it CKR_ARGUMENTS_BAD.
    pub largest_search: Option<u64>,
    /// The code of that refusal, if another one.
    pub search_refusal: Option<Number>,
    /// Whether that refusal also ends the search.
    pub refusal_ends_search: bool,
    /// What C_FindObjects returns among and beside the handles.
    pub handles: Handles,
    /// Which form of C_GetSlotList names slots.
    pub slot_list: SlotList,
    /// What a search without a class finds.
    pub search_for_all: SearchForAll,
    /// Each search returns new handles; all of them lead to the objects.
    pub fresh_handles: bool,
    /// C_GetAttributeValue stops at the first attribute that the object lacks, and leaves the others untouched.
    pub stops_at_unknown: bool,
    /// An attribute that the object lacks is answered by a single byte 1 if there is room for one, as by modules with
    /// one set of usages for all classes.
    pub sloppy_usages: bool,
    /// One lock for all slots, like OpenSC.
    pub global_lock: bool,
    /// The time on the wire of each call that names a slot or a session.
    pub latency_ms: u64,
    /// Whether calls are written to the log.
    pub log: bool,
    /// The folder of state, log and gates, for several modules with the same tokens; else beside the script.
    pub shared: Option<PathBuf>,
    /// A session continues with whatever token is in its slot, as with drivers that never check whether it was exchanged.
    pub sessions_survive: bool,
    /// A real module that answers instead of this script; faults, counts and latency still apply.
    pub forward: Option<PathBuf>,
    /// Functions that are NULL in the function list.
    pub null_functions: Vec<String>,
    pub slots: Vec<Slot>,
    /// Tokens that `swap` puts into a slot.
    pub spares: Vec<Token>,
    pub faults: Vec<Rule>,
}

impl Default for Script {
    fn default() -> Self {
        Self {
            library: Library::default(),
            os_locking: true,
            reserved: None,
            null_arguments_only: false,
            handles_a_call: None,
            largest_search: None,
            search_refusal: None,
            refusal_ends_search: false,
            handles: Handles::default(),
            slot_list: SlotList::default(),
            search_for_all: SearchForAll::default(),
            fresh_handles: false,
            stops_at_unknown: false,
            sloppy_usages: false,
            global_lock: false,
            latency_ms: 0,
            log: true,
            shared: None,
            sessions_survive: false,
            forward: None,
            null_functions: Vec::new(),
            slots: Vec::new(),
            spares: Vec::new(),
            faults: Vec::new(),
        }
    }
}

impl Script {
    /// Reads and checks a script.
    pub fn read(path: &Path) -> Result<Self, String> {
        let text = std::fs::read_to_string(path).map_err(|error| format!("{}: {error}", path.display()))?;
        serde_json::from_str(&text).map_err(|error| format!("{}: {error}", path.display()))
    }

    pub fn slot(&self, id: CK_SLOT_ID) -> Option<&Slot> {
        self.slots.iter().find(|slot| slot.id.get() == id)
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Library {
    pub manufacturer: Text,
    pub description: Text,
    pub version: (u8, u8),
    pub cryptoki_version: (u8, u8),
    pub flags: Number,
}

impl Default for Library {
    fn default() -> Self {
        Self {
            manufacturer: Text::from("Tokenctl tests"),
            description: Text::from("Fault driver"),
            version: (1, 0),
            cryptoki_version: (2, 40),
            flags: Number::from(0),
        }
    }
}

/// What C_FindObjects returns.
#[derive(Clone, Copy, Default, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "kebab-case")]
pub enum Handles {
    #[default]
    Usual,
    /// Each handle twice.
    Repeated,
    /// The last handle of a call again as the first one of the next.
    Overlapping,
    /// CK_INVALID_HANDLE before each handle.
    Invalid,
    /// Two handles a call, and as their number that of all that were left.
    AllCounted,
}

/// How C_GetSlotList must be called.
#[derive(Clone, Copy, Default, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "kebab-case")]
pub enum SlotList {
    #[default]
    Usual,
    /// No slot before it was asked for the number.
    CountedFirst,
    /// CKR_ARGUMENTS_BAD until then.
    RefusedUntilCounted,
    /// No slot unless only those with a token are asked for.
    WithTokenOnly,
    /// CKR_FUNCTION_FAILED unless only those with a token are asked for.
    RefusedWithoutToken,
    /// CKR_BUFFER_TOO_SMALL twice, as if slots were added meanwhile.
    Growing,
    /// CKR_OK and the whole number if the buffer was too small.
    Overfull,
}

/// How a module handles a search without a template.
#[derive(Clone, Copy, Default, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "kebab-case")]
pub enum SearchForAll {
    #[default]
    Everything,
    /// CKR_TEMPLATE_INCOMPLETE.
    Refused,
    Nothing,
    /// Everything except certificates.
    NoCertificates,
    /// Everything except private keys.
    NoPrivateKeys,
    /// The process dies.
    Crash,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Slot {
    pub id: Number,
    #[serde(default = "slot_description")]
    pub description: Text,
    #[serde(default = "slot_manufacturer")]
    pub manufacturer: Text,
    /// All flags; without it CKF_TOKEN_PRESENT follows the token and CKF_REMOVABLE_DEVICE is set.
    pub flags: Option<Number>,
    #[serde(default)]
    pub hardware_version: (u8, u8),
    #[serde(default)]
    pub firmware_version: (u8, u8),
    /// Replaces the script's `latency_ms`.
    pub latency_ms: Option<u64>,
    pub token: Option<Token>,
}

fn slot_description() -> Text {
    Text::from("Fault reader")
}

fn slot_manufacturer() -> Text {
    Text::from("Tokenctl tests")
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, default)]
#[allow(clippy::struct_excessive_bools, reason = "each is a property of the token that a test may set alone")]
pub struct Token {
    pub label: Text,
    pub manufacturer: Text,
    pub model: Text,
    pub serial: Text,
    /// All flags; nothing is added. Without it they follow from the fields below.
    pub flags: Option<Number>,
    /// Flags added to those that follow from the fields below.
    pub extra_flags: Number,
    pub initialized: bool,
    pub login_required: bool,
    pub write_protected: bool,
    /// Protected authentication path: a PIN must be NULL.
    pub pin_pad: Option<PinPad>,
    pub min_pin: Number,
    pub max_pin: Number,
    /// Sessions, read-write sessions and memory, eight numbers as in CK_TOKEN_INFO without the PIN lengths.
    pub counters: [Number; 8],
    pub hardware_version: (u8, u8),
    pub firmware_version: (u8, u8),
    pub utc_time: Text,
    /// How tries are counted and shown; see `Style`.
    pub style: Style,
    /// PIN flags stay as this process first saw them, until a successful login.
    pub stale_flags: bool,
    /// No flag ever shows tries, whatever the style; they are counted anyway.
    pub silent: bool,
    pub user_pin: Option<Pin>,
    pub so_pin: Option<Pin>,
    pub puk: Option<Pin>,
    pub so_accepts_anything: bool,
    pub unlock: Unlock,
    pub mechanisms: Vec<Mechanism>,
    pub objects: Vec<Object>,
    pub writing: Writing,
    /// Unlocking by SafeNet's challenge and response; absent: the token returns none.
    pub challenge: Option<Challenge>,
}

impl Default for Token {
    fn default() -> Self {
        let zero = || Number::from(0);
        Self {
            label: Text::from("Token"),
            manufacturer: Text::from("Tokenctl tests"),
            model: Text::from("Scripted"),
            serial: Text::from("00000001"),
            flags: None,
            extra_flags: zero(),
            initialized: true,
            login_required: true,
            write_protected: false,
            pin_pad: None,
            min_pin: Number::from(4),
            max_pin: Number::from(16),
            counters: [zero(), zero(), zero(), zero(), zero(), zero(), zero(), zero()],
            hardware_version: (1, 0),
            firmware_version: (1, 0),
            utc_time: Text::default(),
            style: Style::Plain,
            stale_flags: false,
            silent: false,
            user_pin: None,
            so_pin: None,
            puk: None,
            so_accepts_anything: false,
            unlock: Unlock::SoInitPin,
            mechanisms: Vec::new(),
            objects: Vec::new(),
            writing: Writing::default(),
            challenge: None,
        }
    }
}

/// A challenge and its correct response, in hex. A wrong one uses a try of the SO PIN.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Challenge {
    pub gives: String,
    pub takes: String,
}

/// How a token handles C_CreateObject and C_DestroyObject.
#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields, default)]
pub struct Writing {
    /// Who must be logged in.
    pub needs: Writer,
    /// A certificate without issuer and serial is CKR_TEMPLATE_INCOMPLETE.
    pub wants_issuer: bool,
    /// A certificate replaces one with the same CKA_ID.
    pub overwrites: bool,
}

#[derive(Clone, Copy, Default, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "kebab-case")]
pub enum Writer {
    #[default]
    User,
    So,
    Anybody,
}

/// A PIN as initially scripted. The state file holds its current value.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Pin {
    /// Absent: not set yet.
    pub value: Option<String>,
    /// Tries until it locks; absent: according to the style; 0: never locks.
    pub tries: Option<u32>,
    /// Tries left at the start; absent: all.
    pub left: Option<u32>,
    #[serde(default)]
    pub must_change: bool,
}

/// What the person at the PIN pad does.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PinPad {
    #[serde(default = "right")]
    pub types: String,
}

fn right() -> String {
    "right".to_owned()
}

/// How real modules count and show tries: the measured table "Locking".
#[derive(Clone, Copy, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "kebab-case")]
pub enum Style {
    /// Each flag alone, as in the standard; the last try returns CKR_PIN_INCORRECT, the next CKR_PIN_LOCKED.
    Plain,
    /// Never locks; COUNT_LOW from the first wrong try.
    Softhsm,
    /// Ten tries; COUNT_LOW at seven wrong ones; the tenth itself returns CKR_PIN_LOCKED.
    Kryoptic,
    /// Three tries; the third returns CKR_PIN_INCORRECT.
    Opencryptoki,
    /// Three tries; no COUNT_LOW; the third returns CKR_PIN_LOCKED.
    OpenscPiv,
    /// Three tries; no COUNT_LOW; CKR_PIN_INCORRECT even when locked.
    Openpgp,
    /// Three tries for the whole TPM; no flag ever.
    Tpm,
    /// Never locks, no flag ever.
    Nss,
}

/// How a locked user PIN is unlocked.
#[derive(Clone, Copy, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "kebab-case")]
pub enum Unlock {
    SoInitPin,
    /// C_SetPIN(PUK, new) in a session without login.
    PukSetPin,
    /// C_SetPIN("puk:…", "pin:…").
    PukSetPinYkcs11,
    /// C_InitPIN returns CKR_PIN_LOCKED.
    None,
}

#[derive(Deserialize)]
#[serde(untagged)]
pub enum Mechanism {
    Plain(Number),
    Full { mechanism: Number, min: Number, max: Number, flags: Number },
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Object {
    pub class: Number,
    /// Visible only after the user's login.
    #[serde(default)]
    pub private: bool,
    /// Searches by class find it, but CKA_CLASS cannot be read.
    #[serde(default)]
    pub hides_class: bool,
    /// By name (`CKA_ID`) or number (`0x102`, `258`).
    #[serde(default)]
    pub attributes: BTreeMap<String, Content>,
    /// The key that C_Sign uses, PKCS#8 in DER.
    pub pkcs8: Option<Bytes>,
}

/// One fault: where, when, what.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rule {
    /// `C_…`, or `*` for every call.
    pub call: String,
    pub slot: Option<Number>,
    /// Only the n-th call of this function on this slot in this process, from 1.
    pub nth: Option<u64>,
    /// The n-th and all later ones.
    pub from: Option<u64>,
    /// Only in the n-th process that loads this script, from 1; of a named run, its own n-th.
    pub process: Option<u64>,
    /// Only the n-th call of all, whatever the function, the slot and the process, from 1.
    pub overall: Option<u64>,
    /// Only in processes whose `FAULT_DRIVER_RUN` has this name.
    pub run: Option<String>,
    #[serde(default)]
    pub when: When,
    pub action: Action,
}

#[derive(Clone, Copy, Default, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "kebab-case")]
pub enum When {
    #[default]
    Before,
    /// After the call's work was done, so that for example a try is used.
    After,
}

#[derive(Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Action {
    Return(Number),
    SleepMs(u64),
    Hang,
    Crash(Crash),
    Write {
        #[serde(default)]
        to: Stream,
        text: String,
        /// Repeats the text until this many bytes are written.
        bytes: Option<usize>,
    },
    /// Lengths that C_GetAttributeValue claims.
    Lengths(Lengths),
    /// Claims this many more slots, mechanisms or handles than there are.
    MoreHandles(u64),
    /// The token is pulled out, for all processes from now on.
    Vanish,
    /// Another token is in the reader from now on: its index in `spares`.
    Swap(Swap),
    /// This PIN is locked elsewhere: `user`, `so` or `puk`.
    Lock(String),
    /// A wrong one is tried elsewhere: `user`, `so` or `puk`.
    Spend(String),
    /// C_Sign returns a wrong signature; C_CreateObject stores other bytes.
    Corrupt,
    /// Announces that it got this far, and waits until a test opens the gate of this name.
    Gate(String),
    /// Overwrites the PIN buffers passed to the call, after their use.
    AlterPin,
    /// Prints the PINs of the call on stderr, as OpenSC's pkcs11-spy does.
    PrintPin,
    /// Writes messages of the program's own protocol to every pipe that this process can write to.
    Frames(Frames),
    /// Leaves a process behind.
    LeaveChild(LeaveChild),
    /// Opens the controlling terminal.
    Terminal(Terminal),
    /// Searches the memory of the parent process for this text.
    SearchParent(String),
}

/// Which token goes into which slot.
#[derive(Clone, Copy, Deserialize)]
#[serde(untagged)]
pub enum Swap {
    /// This spare, into the slot of the call.
    Here(usize),
    Into(SwapInto),
}

#[derive(Clone, Copy, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SwapInto {
    pub slot: Number,
    /// Null: the slot's own token returns.
    pub spare: Option<usize>,
}

#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Frames {
    /// Each becomes one frame.
    pub messages: Vec<serde_json::Value>,
    /// These bytes as they are, after the messages: half a frame, a length of 4 GiB.
    pub raw: Option<Bytes>,
    /// How often all of it is written; 0: for ever. The call continues meanwhile.
    pub times: u64,
    pub every_ms: u64,
}

impl Default for Frames {
    fn default() -> Self {
        Self { messages: Vec::new(), raw: None, times: 1, every_ms: 100 }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct LeaveChild {
    pub seconds: u64,
    /// What it detaches itself from.
    pub escapes: Escape,
    /// Whether it takes every descriptor of this process with it.
    pub keeps_pipes: bool,
}

impl Default for LeaveChild {
    fn default() -> Self {
        Self { seconds: 600, escapes: Escape::Nothing, keeps_pipes: false }
    }
}

#[derive(Clone, Copy, Default, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "kebab-case")]
pub enum Escape {
    #[default]
    Nothing,
    /// A separate process group.
    Group,
    /// A separate session.
    Session,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Terminal {
    /// The text written to it.
    pub text: String,
    pub echo_off: bool,
}

#[derive(Clone, Copy, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "snake_case")]
pub enum Crash {
    Segv,
    Abort,
    /// Ends the process as a library should never do: with its exit handlers.
    Exit(i32),
    /// Ends the process at once.
    #[serde(rename = "_exit")]
    ExitNow(i32),
}

#[derive(Clone, Copy, Default, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "kebab-case")]
pub enum Stream {
    #[default]
    Stdout,
    Stderr,
}

#[derive(Clone, Copy, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "kebab-case")]
pub enum Lengths {
    /// CK_UNAVAILABLE_INFORMATION with CKR_OK.
    Unavailable,
    /// Nearly 4 GiB.
    Huge,
    /// Sixty-four bytes more than the caller's buffer holds.
    Larger,
    /// This number.
    #[serde(untagged)]
    Exactly(u64),
}
