//! Progress, on a terminal's stderr only.
//!
//! May import `domain`, `text`. Whether stderr is a terminal is decided by the caller, who knows `--quiet` as well.
//!
//! Pitfall: drivers are read in parallel, so the counts are shared; and nothing else may write to stderr while the
//! line is drawn, except through [`Progress::pause`].

use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::domain::phrase::Phrase;
use crate::text::{Language, Texts};

/// How often the sign of life moves, so that a slow driver does not look like a dead one.
const TICK: Duration = Duration::from_millis(120);

/// What a reading tells while it lasts.
pub trait Progress: Send + Sync {
    /// So many drivers are being read.
    fn begin(&self, drivers: usize);
    /// A driver has so many slots to read.
    fn expect(&self, slots: usize);
    /// One more slot has been read.
    fn advance(&self);
    /// Does something with the line out of the way: a prompt, a warning.
    fn pause(&self, deed: &mut dyn FnMut());
    /// Takes the line away.
    fn finish(&self);
}

/// Tells nothing: for pipes, `--quiet` and tests.
#[derive(Debug, Clone, Copy, Default)]
pub struct Silent;

impl Progress for Silent {
    fn begin(&self, _drivers: usize) {}

    fn expect(&self, _slots: usize) {}

    fn advance(&self) {}

    fn pause(&self, deed: &mut dyn FnMut()) {
        deed();
    }

    fn finish(&self) {}
}

/// One line on a terminal's stderr, gone when the deed is done.
pub struct Line {
    bar: ProgressBar,
    texts: Texts,
    drivers: AtomicUsize,
    slots: AtomicUsize,
    done: AtomicUsize,
}

impl Line {
    /// A line that says what it says in this language; nothing is drawn before [`Progress::begin`].
    pub fn new(language: Language) -> Self {
        let count = || AtomicUsize::new(0);
        Self {
            bar: ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr()),
            texts: Texts::new(language),
            drivers: count(),
            slots: count(),
            done: count(),
        }
    }

    fn say(&self) {
        let [drivers, slots, done] =
            [&self.drivers, &self.slots, &self.done].map(|count| count.load(Ordering::Relaxed));
        let phrase = if slots == 0 {
            Phrase::new("progress-drivers").with("drivers", drivers)
        } else {
            Phrase::new("progress-slots").with("drivers", drivers).with("slots", slots).with("done", done)
        };
        self.bar.set_message(self.texts.say(&phrase));
    }
}

impl Progress for Line {
    fn begin(&self, drivers: usize) {
        self.drivers.store(drivers, Ordering::Relaxed);
        self.slots.store(0, Ordering::Relaxed);
        self.done.store(0, Ordering::Relaxed);
        // The template is ours and well-formed; one that could not be read would leave the default look.
        if let Ok(style) = ProgressStyle::with_template("{spinner} {wide_msg}") {
            self.bar.set_style(style);
        }
        self.bar.reset();
        self.say();
        self.bar.enable_steady_tick(TICK);
    }

    fn expect(&self, slots: usize) {
        self.slots.fetch_add(slots, Ordering::Relaxed);
        self.say();
    }

    fn advance(&self) {
        self.done.fetch_add(1, Ordering::Relaxed);
        self.say();
    }

    fn pause(&self, deed: &mut dyn FnMut()) {
        self.bar.suspend(deed);
    }

    fn finish(&self) {
        self.bar.finish_and_clear();
    }
}

impl Drop for Line {
    fn drop(&mut self) {
        self.bar.finish_and_clear();
    }
}

/// A line where it can be seen and nobody asked for quiet, else silence.
pub fn progress(visible: bool, language: Language) -> Box<dyn Progress> {
    if visible { Box::new(Line::new(language)) } else { Box::new(Silent) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pause_does_the_deed_whether_or_not_anything_is_drawn() {
        for visible in [true, false] {
            let progress = progress(visible, Language::Vietnamese);
            let mut done = false;
            progress.begin(2);
            progress.expect(3);
            progress.advance();
            progress.pause(&mut || done = true);
            progress.finish();
            assert!(done, "a prompt must come up, drawn line or not");
        }
    }
}
