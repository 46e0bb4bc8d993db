//! One rule of the fault driver: where, when, what.
//!
//! Pitfall: rules act in the order in which they were added, and `returns` ends the call.

use serde_json::{Value, json};

/// Where and when; a method that names an action makes it a [`Fault`].
#[derive(Clone)]
pub struct Place(Value);

/// A rule, ready for `Script::fault`.
#[derive(Clone)]
pub struct Fault(Value);

impl Fault {
    /// At every call of this function (`*`: of any function).
    pub fn at(call: &str) -> Place {
        Place(json!({"call": call}))
    }

    pub(super) fn into_value(self) -> Value {
        self.0
    }
}

impl Place {
    pub fn slot(self, slot: u64) -> Self {
        self.with("slot", slot)
    }

    /// Only the n-th call of this function on a slot in a process, from 1.
    pub fn nth(self, nth: u64) -> Self {
        self.with("nth", nth)
    }

    /// The n-th call and all later ones.
    pub fn from(self, nth: u64) -> Self {
        self.with("from", nth)
    }

    /// Only in the n-th process that loads the driver, from 1; every host and every judge is one.
    pub fn process(self, process: u64) -> Self {
        self.with("process", process)
    }

    /// Only the n-th call of all, whatever the function, the slot and the process, from 1.
    pub fn overall(self, nth: u64) -> Self {
        self.with("overall", nth)
    }

    /// Only in processes whose environment names this run in `FAULT_DRIVER_RUN`; `process` counts those alone then.
    pub fn run(self, name: &str) -> Self {
        self.with("run", name)
    }

    /// After the call did its work.
    pub fn after(self) -> Self {
        self.with("when", "after")
    }

    /// `CKR_…` or a number.
    pub fn returns(self, code: impl Into<Value>) -> Fault {
        self.does(json!({"return": code.into()}))
    }

    pub fn sleeps(self, milliseconds: u64) -> Fault {
        self.does(json!({"sleep_ms": milliseconds}))
    }

    pub fn hangs(self) -> Fault {
        self.does(json!("hang"))
    }

    /// SIGSEGV, or an access violation.
    pub fn crashes(self) -> Fault {
        self.does(json!({"crash": "segv"}))
    }

    pub fn aborts(self) -> Fault {
        self.does(json!({"crash": "abort"}))
    }

    /// `exit`, with its handlers.
    pub fn exits(self, status: i32) -> Fault {
        self.does(json!({"crash": {"exit": status}}))
    }

    /// `_exit`, at once.
    pub fn exits_at_once(self, status: i32) -> Fault {
        self.does(json!({"crash": {"_exit": status}}))
    }

    /// `stdout` or `stderr`.
    pub fn writes(self, to: &str, text: &str) -> Fault {
        self.does(json!({"write": {"to": to, "text": text}}))
    }

    /// The text repeated, this many bytes in total.
    pub fn floods(self, to: &str, text: &str, bytes: usize) -> Fault {
        self.does(json!({"write": {"to": to, "text": text, "bytes": bytes}}))
    }

    /// C_GetAttributeValue claims lengths: `unavailable`, `huge`, `larger`, or a number.
    pub fn claims_lengths(self, lengths: impl Into<Value>) -> Fault {
        self.does(json!({"lengths": lengths.into()}))
    }

    /// Claims this many more handles, slots, mechanisms or bytes of a signature than there are.
    pub fn claims_more(self, more: u64) -> Fault {
        self.does(json!({"more_handles": more}))
    }

    /// The token is pulled out, for all processes from now on.
    pub fn pulls_token(self) -> Fault {
        self.does(json!("vanish"))
    }

    /// The spare token of this index is in the slot from now on.
    pub fn swaps_token(self, spare: usize) -> Fault {
        self.does(json!({"swap": spare}))
    }

    /// The same for a slot that the call need not name; without a spare the slot's own token returns.
    pub fn swaps_token_in(self, slot: u64, spare: Option<usize>) -> Fault {
        self.does(json!({"swap": {"slot": slot, "spare": spare}}))
    }

    /// Waits here until `Rig::open_gate`.
    pub fn stops_at_gate(self, name: &str) -> Fault {
        self.does(json!({"gate": name}))
    }

    /// Overwrites the PINs of the call in the caller's own buffer.
    pub fn alters_pin(self) -> Fault {
        self.does(json!("alter_pin"))
    }

    /// Prints the PINs of the call on stderr, like pkcs11-spy.
    pub fn prints_pin(self) -> Fault {
        self.does(json!("print_pin"))
    }

    /// Writes these messages as frames to every pipe of the process, once.
    pub fn writes_frames(self, messages: &[Value]) -> Fault {
        self.does(json!({"frames": {"messages": messages}}))
    }

    /// The same repeatedly, for as long as the process lives, while the call continues.
    pub fn keeps_writing_frames(self, messages: &[Value], every_ms: u64) -> Fault {
        self.does(json!({"frames": {"messages": messages, "times": 0, "every_ms": every_ms}}))
    }

    /// Writes these bytes to every pipe of the process: half a frame, or none at all.
    pub fn writes_to_pipes(self, bytes: &[u8]) -> Fault {
        self.does(json!({"frames": {"raw": super::hex(bytes)}}))
    }

    /// Leaves a process behind for ten minutes. `escapes`: `nothing`, `group` or `session`; `keeps_pipes`: it keeps
    /// every descriptor.
    pub fn leaves_child(self, escapes: &str, keeps_pipes: bool) -> Fault {
        self.does(json!({"leave_child": {"escapes": escapes, "keeps_pipes": keeps_pipes}}))
    }

    /// Opens the controlling terminal, turns its echo off and writes this to it.
    pub fn opens_terminal(self, text: &str) -> Fault {
        self.does(json!({"terminal": {"text": text, "echo_off": true}}))
    }

    /// Searches the memory of the parent process for this text.
    pub fn searches_parent(self, text: &str) -> Fault {
        self.does(json!({"search_parent": text}))
    }

    /// The `user` PIN, the `so` PIN or the `puk` is locked elsewhere.
    pub fn locks(self, pin: &str) -> Fault {
        self.does(json!({"lock": pin}))
    }

    /// One try of the `user` PIN, the `so` PIN or the `puk` is used elsewhere.
    pub fn spends(self, pin: &str) -> Fault {
        self.does(json!({"spend": pin}))
    }

    /// C_Sign returns a wrong signature.
    pub fn corrupts(self) -> Fault {
        self.does(json!("corrupt"))
    }

    fn with(mut self, field: &str, value: impl Into<Value>) -> Self {
        self.0[field] = value.into();
        self
    }

    fn does(mut self, action: Value) -> Fault {
        self.0["action"] = action;
        Fault(self.0)
    }
}
