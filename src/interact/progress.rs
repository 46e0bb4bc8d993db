//! Progress, only on stderr, and only if it is a terminal.
//!
//! May import `text`. The caller, who also knows `--quiet`, decides whether stderr is a terminal.
//!
//! Pitfall: the text may contain a token's label, so it is sanitised first. Nothing else may write to stderr while a
//! line is displayed: the line is removed first.

use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::text::sanitize;

/// How often the activity indicator moves, so that a slow driver does not look hung.
const TICK: Duration = Duration::from_millis(120);

/// The progress of a long operation.
pub trait Progress: Send + Sync {
    /// Shows what is being done.
    fn say(&self, what: &str);
    /// Reports the number done and the total.
    fn count(&self, done: u64, all: u64);
    /// Removes the line.
    fn finish(&self);
}

/// Shows nothing: for pipes, `--quiet` and tests.
#[derive(Debug, Clone, Copy, Default)]
pub struct Silent;

impl Progress for Silent {
    fn say(&self, _what: &str) {}

    fn count(&self, _done: u64, _all: u64) {}

    fn finish(&self) {}
}

/// One line on a terminal's stderr, removed when the operation is done.
#[derive(Debug)]
pub struct Line {
    bar: ProgressBar,
}

impl Line {
    /// Starts the line with what is being done.
    pub fn start(what: &str) -> Self {
        let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr());
        let line = Self { bar };
        line.style("{spinner} {wide_msg}");
        line.say(what);
        line.bar.enable_steady_tick(TICK);
        line
    }

    fn style(&self, template: &str) {
        // The templates are ours and well-formed; if a style cannot be parsed, the line stays unchanged.
        if let Ok(style) = ProgressStyle::with_template(template) {
            self.bar.set_style(style);
        }
    }
}

impl Progress for Line {
    fn say(&self, what: &str) {
        self.bar.set_message(sanitize::terminal(what).into_owned());
    }

    fn count(&self, done: u64, all: u64) {
        if self.bar.length() != Some(all) {
            self.bar.set_length(all);
            self.style("{spinner} {pos}/{len} {wide_msg}");
        }
        self.bar.set_position(done);
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
