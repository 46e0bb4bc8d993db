//! Asks PC/SC for the readers, in a host that loads no driver, because the service may also hang.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use super::{Budget, Host, Launcher, Lost, Target};
use crate::driver::protocol::{Reader, Reply, Request};

/// The longest wait for the smart card service, which answers within milliseconds. `--timeout` is for drivers: a short
/// one would lose healthy readers on a busy machine.
const PATIENCE: Duration = Duration::from_secs(5);

/// How often the service is asked, and the first pause in between: one that has just started, or is busy, may refuse at
/// first.
const TIMES: u32 = 3;
const PAUSE: Duration = Duration::from_millis(100);

/// The readers, and which of them hold a card; `None` if the service does not say.
pub fn readers(launcher: &Launcher) -> Option<Vec<Reader>> {
    for time in 0..TIMES {
        std::thread::sleep(PAUSE * time);
        match ask(launcher) {
            Ok(Some(readers)) => return Some(readers),
            Ok(None) | Err(Lost::Died(..)) => {}
            // A service that did not answer for so long will not do so now.
            Err(_) => return None,
        }
    }
    None
}

/// Asks once: `None` if the service refused, an error if it did not return.
fn ask(launcher: &Launcher) -> Result<Option<Vec<Reader>>, Lost> {
    let target = Target {
        path: PathBuf::new(),
        program: None,
        init_args: None,
        timeout: Some(PATIENCE),
        hosts: 1,
        total: PATIENCE * 2,
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
