//! Discovery on the machine that runs the tests.
#![cfg(target_os = "linux")]

use std::collections::BTreeSet;

use tokenctl::config::Config;
use tokenctl::driver::discover::{Sources, discover};
use tokenctl::environment::Environment;

#[test]
fn the_machines_drivers_are_found_without_configuration_and_each_once() {
    let environment = Environment::given([("HOME", "/nonexistent")]);
    let discovery = discover(&Sources::of_machine(&environment, &Config::default(), &[]));
    let files = discovery.drivers.iter().map(|driver| driver.path.canonicalize().expect("a file")).collect::<Vec<_>>();
    assert!(
        files.iter().any(|file| file.ends_with("libsofthsm2.so")),
        "SoftHSM is found (`apt-get install softhsm2` installs it): {discovery:?}"
    );
    assert_eq!(files.iter().collect::<BTreeSet<_>>().len(), files.len(), "each file is one driver: {files:?}");
    assert!(discovery.drivers.iter().all(|driver| driver.fault.is_none()), "what was not named never fails");
    assert!(!files.iter().any(|file| file.ends_with("libsoftokn3.so")), "NSS is not searched unasked: {files:?}");
    assert!(discovery.looked_in.iter().any(|folder| folder == "/usr/share/p11-kit/modules"), "where it looked");
}
