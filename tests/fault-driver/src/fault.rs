//! The script's rules: which of them apply to a call, and what they do to it.
//!
//! Pitfall: rules act in script order, and `return` ends the call, so what should happen first must come first.

use std::io::Write;
use std::thread::sleep;
use std::time::Duration;

use cryptoki_sys as c;
use cryptoki_sys::{CK_ATTRIBUTE, CK_RV, CK_SLOT_ID, CK_ULONG};

use crate::driver::Driver;
use crate::script::{Action, Crash, Lengths, Rule, Stream, Swap, SwapInto, When};
use crate::state::{Holder, TokenState};
use crate::{gate, harm, load};

/// The effects of the rules on the answer.
#[derive(Default)]
pub struct Effects {
    pub lengths: Option<Lengths>,
    pub more: CK_ULONG,
    pub corrupt: bool,
    pub alter_pin: bool,
    pub print_pin: bool,
}

/// Which call it is.
pub struct Moment {
    pub name: &'static str,
    pub slot: Option<CK_SLOT_ID>,
    /// Of this function on this slot in this process.
    pub nth: u64,
    /// Of all.
    pub overall: u64,
}

/// Applies every rule that matches the call; returns the code if one of them ends it.
pub fn apply(driver: &'static Driver, when: When, moment: &Moment, effects: &mut Effects) -> Option<CK_RV> {
    let rules = driver.script.faults.iter().filter(|rule| rule.when == when && meets(rule, driver, moment));
    for rule in rules {
        match &rule.action {
            Action::Return(code) => return Some(code.get()),
            Action::SleepMs(time) => sleep(Duration::from_millis(*time)),
            Action::Hang => loop {
                sleep(Duration::from_secs(3600));
            },
            Action::Crash(crash) => end(*crash),
            Action::Write { to, text, bytes } => write(*to, text, *bytes),
            Action::Lengths(lengths) => effects.lengths = Some(*lengths),
            Action::MoreHandles(more) => effects.more = *more as CK_ULONG,
            Action::Corrupt => effects.corrupt = true,
            Action::AlterPin => effects.alter_pin = true,
            Action::PrintPin => effects.print_pin = true,
            Action::Gate(name) => gate::pass(driver, name),
            Action::Frames(frames) => harm::write_frames(frames),
            Action::LeaveChild(child) => harm::leave_child(driver, child),
            Action::Terminal(terminal) => harm::open_terminal(driver, terminal),
            Action::SearchParent(text) => harm::search_parent(driver, text),
            Action::Vanish | Action::Swap(_) | Action::Lock(_) | Action::Spend(_) => {
                if let Err(code) = touch(driver, moment.slot, &rule.action) {
                    return Some(code);
                }
            }
        }
    }
    None
}

fn meets(rule: &Rule, driver: &Driver, moment: &Moment) -> bool {
    (rule.call == moment.name || rule.call == "*")
        && rule.slot.is_none_or(|wanted| moment.slot == Some(wanted.get()))
        && rule.nth.is_none_or(|wanted| wanted == moment.nth)
        && rule.from.is_none_or(|first| moment.nth >= first)
        && rule.overall.is_none_or(|wanted| wanted == moment.overall)
        && rule.process.is_none_or(|wanted| wanted == driver.process)
        && rule.run.as_deref().is_none_or(|wanted| driver.run.as_deref() == Some(wanted))
}

/// Changes the environment behind the caller's back. A swap that names its slot does not need one from the call.
fn touch(driver: &Driver, slot: Option<CK_SLOT_ID>, action: &Action) -> Result<(), CK_RV> {
    let named = match action {
        Action::Swap(Swap::Into(into)) => Some(into.slot.get()),
        _ => None,
    };
    let Some(slot) = named.or(slot).map(|slot| slot as u64) else { return Ok(()) };
    driver.change(|state| match action {
        Action::Vanish => {
            state.gone.insert(slot);
        }
        Action::Swap(Swap::Here(spare) | Swap::Into(SwapInto { spare: Some(spare), .. })) => {
            state.gone.remove(&slot);
            state.swapped.insert(slot, *spare);
        }
        Action::Swap(Swap::Into(SwapInto { spare: None, .. })) => {
            state.gone.remove(&slot);
            state.swapped.remove(&slot);
        }
        Action::Lock(which) | Action::Spend(which) => {
            let holder = Holder::of(state, slot);
            let Some(token) = holder.token(&driver.script) else { return };
            let pins = state.tokens.entry(holder.name()).or_insert_with(|| TokenState::new(token));
            let pin = match which.as_str() {
                "user" => &mut pins.user,
                "so" => &mut pins.so,
                "puk" => &mut pins.puk,
                other => return eprintln!("fault driver: no PIN is called {other}"),
            };
            if matches!(action, Action::Lock(_)) { pin.lock() } else { pin.spend() }
        }
        _ => {}
    })?;
    let state = driver.refresh();
    if let Action::Swap(_) = action {
        driver.log("!swapped", Some(slot as CK_SLOT_ID), &Holder::of(&state, slot).word());
    }
    Ok(())
}

fn end(crash: Crash) -> ! {
    match crash {
        Crash::Segv => {
            // SAFETY: none; the fault is intended. Not null, which debug builds of Rust would catch first.
            unsafe { std::ptr::without_provenance_mut::<u8>(8).write_volatile(1) };
            std::process::abort()
        }
        Crash::Abort => std::process::abort(),
        Crash::Exit(status) => std::process::exit(status),
        Crash::ExitNow(status) => load::exit_now(status),
    }
}

fn write(to: Stream, text: &str, bytes: Option<usize>) {
    let wanted = bytes.unwrap_or(text.len());
    let mut out: Vec<u8> = Vec::with_capacity(wanted + text.len());
    while out.len() < wanted && !text.is_empty() {
        out.extend_from_slice(text.as_bytes());
    }
    out.truncate(wanted);
    // Closing the stream is the caller's choice.
    match to {
        Stream::Stdout => {
            let mut stream = std::io::stdout().lock();
            stream.write_all(&out).and_then(|()| stream.flush()).ok();
        }
        Stream::Stderr => {
            std::io::stderr().write_all(&out).ok();
        }
    }
}

/// Falsifies the lengths of an attribute that was answered.
pub fn spoil(lengths: Lengths, attribute: &mut CK_ATTRIBUTE, room: CK_ULONG) {
    let asked_for_length = attribute.pValue.is_null();
    attribute.ulValueLen = match lengths {
        Lengths::Unavailable => c::CK_UNAVAILABLE_INFORMATION,
        Lengths::Huge => 0xFFFF_FF00,
        Lengths::Larger if asked_for_length => return,
        Lengths::Larger => room + 64,
        Lengths::Exactly(length) => length as CK_ULONG,
    };
}
