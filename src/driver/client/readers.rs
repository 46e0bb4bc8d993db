//! Asking PC/SC for the readers, in a host that loads no driver, because the service may hang as well.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use super::{Budget, Host, Launcher, Target};
use crate::driver::protocol::{Reader, Reply, Request};

/// The longest wait for the smart card service, which answers within milliseconds.
const PATIENCE: Duration = Duration::from_secs(5);

/// The readers, and which of them hold a card; `None` where the service does not say.
pub fn readers(launcher: &Launcher) -> Option<Vec<Reader>> {
    let target = Target {
        path: PathBuf::new(),
        init_args: None,
        timeout: Some(launcher.timeout.min(PATIENCE)),
        hosts: 1,
        total: PATIENCE,
        confine: None,
        variables: Vec::new(),
    };
    let budget = Arc::new(Budget::begin(target.total, launcher.pin_timeout));
    let mut host = Host::start(launcher, &target, &budget, &Request::Readers).ok()?;
    loop {
        match host.hear() {
            Ok(Reply::Readers(readers)) => return readers,
            Ok(_) => {}
            Err(_lost) => return None,
        }
    }
}
