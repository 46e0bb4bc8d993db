//! Gates: a process waits there until a test lets it continue, so that runs meet in the order the test needs.
//!
//! Pitfall: a process that holds a lock may block the one that would open its gate; so no gate is closed for ever.

use std::fs::File;
use std::path::PathBuf;
use std::thread::sleep;
use std::time::{Duration, Instant};

use crate::driver::Driver;
use crate::load;

/// Far longer than a test needs.
const LIMIT: Duration = Duration::from_secs(120);
/// The exit status of a process that was never let through.
const FORGOTTEN: i32 = 97;

/// Announces itself with a file, and waits for the other file.
pub fn pass(driver: &Driver, name: &str) {
    let file = |ending: &str| {
        let mut path = driver.base.clone().into_os_string();
        path.push(format!(".gate.{name}.{ending}"));
        PathBuf::from(path)
    };
    if let Err(error) = File::create(file("reached")) {
        eprintln!("fault driver: gate {name}: {error}");
        load::exit_now(FORGOTTEN);
    }
    let deadline = Instant::now() + LIMIT;
    while !file("open").exists() {
        if Instant::now() > deadline {
            eprintln!("fault driver: nobody opened gate {name}");
            load::exit_now(FORGOTTEN);
        }
        sleep(Duration::from_millis(1));
    }
}
