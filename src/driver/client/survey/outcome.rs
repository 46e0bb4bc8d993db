//! The request for a reading and its result.

use std::collections::BTreeMap;

use crate::domain::phrase::Phrase;
use crate::driver::client::Closing;
use crate::driver::protocol::{Confinement, Failure, Library, Object, SlotDone, SlotReading};

/// What to read.
#[derive(Clone, Copy)]
pub struct Want<'a> {
    /// Only these slots; `None` for all.
    pub slots: Option<&'a [u64]>,
    /// Keys and certificates too.
    pub objects: bool,
    /// Mechanisms too.
    pub mechanisms: bool,
    /// Slots at once.
    pub jobs: usize,
    /// Whether to return while the driver is being closed, if it was read to the end.
    pub ahead: bool,
}

/// Progress worth showing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SurveyEvent {
    /// A driver has reported its number of slots.
    Slots(usize),
    /// One slot is finished.
    SlotDone,
}

/// What was read of one slot; `T` is the caller's form of an object.
#[derive(Debug, Clone)]
pub struct SlotOutcome<T> {
    /// The slot and its token.
    pub reading: Option<SlotReading>,
    /// Its objects, as far as they came.
    pub objects: Vec<T>,
    /// The end of the reading; `None` if it was cut short.
    pub done: Option<SlotDone>,
    /// What cut it short.
    pub failure: Option<Failure>,
}

impl<T> Default for SlotOutcome<T> {
    fn default() -> Self {
        Self { reading: None, objects: Vec::new(), done: None, failure: None }
    }
}

impl<T> SlotOutcome<T> {
    /// The slot's own description, if it has one.
    pub fn reader(&self) -> Option<&str> {
        let description = self.reading.as_ref()?.description.as_ref()?;
        Some(description.text.as_str()).filter(|text| !text.is_empty())
    }
}

/// What was read of one driver.
#[derive(Debug)]
pub struct DriverReading<T> {
    /// CK_INFO and the slots.
    pub library: Option<Library>,
    /// Why the driver as a whole could not serve.
    pub failure: Option<Failure>,
    /// Why some readers could not be read, if each was read alone.
    pub readers: Vec<Failure>,
    /// By slot number.
    pub slots: BTreeMap<u64, SlotOutcome<T>>,
    /// Remarks that lose nothing.
    pub notes: Vec<Phrase>,
    /// The part of its confinement in force, if requested.
    pub confined: Option<Confinement>,
    /// What the driver printed.
    pub log: String,
    /// Whether Ctrl-C ended the reading.
    pub interrupted: bool,
    /// Its C_Finalize, where that is still under way.
    pub closing: Option<Closing>,
}

impl<T> Default for DriverReading<T> {
    fn default() -> Self {
        Self {
            library: None,
            failure: None,
            readers: Vec::new(),
            slots: BTreeMap::new(),
            notes: Vec::new(),
            confined: None,
            log: String::new(),
            interrupted: false,
            closing: None,
        }
    }
}

/// The caller's part in a reading.
pub struct Listener<'a, T> {
    /// Converts every object as it arrives, while the host reads the next ones.
    pub make: &'a (dyn Fn(Object) -> T + Sync),
    /// Shows progress.
    pub on_event: &'a (dyn Fn(SurveyEvent) + Sync),
}

impl<T> Clone for Listener<'_, T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Listener<'_, T> {}
