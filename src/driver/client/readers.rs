//! Asking PC/SC for the readers, in a host that loads no driver, because the service may hang as well.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use super::{Budget, Host, Launcher, Lost, Target};
use crate::driver::protocol::{Reader, Reply, Request};

/// The longest wait for the smart card service, which answers within milliseconds.
const PATIENCE: Duration = Duration::from_secs(5);

/// How often the service is asked, and the pause between: one that has just started, or is busy, may refuse at first.
const TIMES: usize = 3;
const PAUSE: Duration = Duration::from_millis(100);

/// The readers, and which of them hold a card; `None` where the service does not say.
pub fn readers(launcher: &Launcher) -> Option<Vec<Reader>> {
    for time in 0..TIMES {
        if time > 0 {
            std::thread::sleep(PAUSE);
        }
        if let Some(readers) = ask(launcher).ok()? {
            return Some(readers);
        }
    }
    None
}

/// Asks once: `None` where the service refused, an error where it did not come back.
fn ask(launcher: &Launcher) -> Result<Option<Vec<Reader>>, Lost> {
    let target = Target {
        path: PathBuf::new(),
        program: None,
        init_args: None,
        timeout: Some(launcher.timeout.min(PATIENCE)),
        hosts: 1,
        total: PATIENCE,
        confine: None,
        variables: Vec::new(),
    };
    let budget = Arc::new(Budget::begin(target.total, launcher.pin_timeout));
    let mut host = Host::start(launcher, &target, &budget, &Request::Readers)?;
    loop {
        if let Reply::Readers(readers) = host.hear()? {
            return Ok(readers);
        }
    }
}
