//! Errors about drivers: none is found, or one is not loaded.

use std::path::PathBuf;

use super::{Area, samples};
use crate::driver::discover::NoDriver;
use crate::driver::header::{Format, HeaderFault, Machine};

pub(super) fn area() -> Area {
    Area::default().with::<NoDriver>().with::<HeaderFault>()
}

fn library() -> PathBuf {
    PathBuf::from("/usr/lib/pkcs11/libvendor.so")
}

samples!(NoDriver {
    Self { .. } => [
        Self { looked_in: vec!["/usr/lib".to_owned(), "/usr/local/lib".to_owned()], wrong_architecture: Vec::new() },
        Self {
            looked_in: vec!["/usr/lib".to_owned()],
            wrong_architecture: vec!["/usr/lib/a.so".to_owned(), "/usr/lib/b.so".to_owned()],
        },
        Self { looked_in: vec!["/usr/lib".to_owned()], wrong_architecture: vec!["/usr/lib/a.so".to_owned()] },
    ],
});

samples!(HeaderFault {
    Self::NotFound { .. } => [Self::NotFound { path: library() }],
    Self::Directory { .. } => [Self::Directory { path: PathBuf::from("/usr/lib/pkcs11") }],
    Self::Special { .. } => [Self::Special { path: PathBuf::from("/run/pcscd.comm") }],
    Self::Unreadable { .. } => [Self::Unreadable { path: library(), cause: "Permission denied (os error 13)".to_owned() }],
    Self::Empty { .. } => [Self::Empty { path: library() }],
    Self::NotALibrary { .. } => [Self::NotALibrary { path: PathBuf::from("/home/an/Tải xuống/driver.zip") }],
    Self::OtherSystem { .. } => [Self::OtherSystem { path: library(), format: Format::Pe }],
    Self::WrongClass { .. } => [
        Self::WrongClass { path: library(), bits: 32, expected: 64 },
        Self::WrongClass { path: library(), bits: 64, expected: 32 },
    ],
    Self::WrongMachine { .. } => [
        Self::WrongMachine { path: library(), machine: Machine::Aarch64, expected: Machine::X86_64 },
        Self::WrongMachine { path: library(), machine: Machine::Other(243), expected: Machine::X86_64 },
    ],
    Self::NotShared { .. } => [Self::NotShared { path: PathBuf::from("/usr/bin/pkcs11-tool") }],
    Self::NoEntryPoint { .. } => [Self::NoEntryPoint { path: PathBuf::from("/usr/lib/libz.so") }],
    Self::Outside { .. } => [
        Self::Outside { path: PathBuf::from("/tmp/x.so"), configuration: "/etc/pkcs11/modules/x.module".to_owned() },
    ],
    Self::Writable { .. } => [Self::Writable { path: library(), place: PathBuf::from("/usr/lib/pkcs11") }],
});
