//! The host of 32-bit drivers: the 32-bit build of this program, installed beside the 64-bit one.
//!
//! Many vendors' drivers exist only in 32 bits, and a 64-bit process cannot load them. May import `driver::header` and
//! `environment`. Pitfall: the host is searched for only in this program's own folder, because it receives PINs.

use std::path::{Path, PathBuf};

use crate::driver::header::{HeaderFault, Machine, Target, inspect_for};
use crate::environment::Environment;

/// Its location relative to this program's folder: beside it, or where a Linux package keeps internal programs.
const PLACES: &[&str] =
    if cfg!(windows) { &["tokenctl32.exe"] } else { &["tokenctl-host32", "../lib/tokenctl/tokenctl-host32"] };

/// A program that serves what this build cannot load.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SmallHost {
    /// The program.
    pub program: PathBuf,
    /// What it can load.
    pub target: Target,
}

impl SmallHost {
    /// The one that is installed; only a 64-bit program of Intel's and AMD's kind has one.
    pub fn of_machine(environment: &Environment) -> Option<Self> {
        if cfg!(target_arch = "x86_64") { Self::beside(&environment.program_folder()?) } else { None }
    }

    fn beside(folder: &Path) -> Option<Self> {
        let target = Target { bits: 32, machine: Some(Machine::X86), ..Target::of_build() };
        // A file of that name that is not a 32-bit program would make every 32-bit driver fail.
        let fits = |program: &PathBuf| {
            program.is_file() && matches!(inspect_for(program, target), Ok(_) | Err(HeaderFault::NotShared { .. }))
        };
        let program = PLACES.iter().map(|place| folder.join(place)).find(fits)?;
        Some(Self { program, target })
    }
}

#[cfg(all(test, target_os = "linux"))]
#[allow(clippy::disallowed_methods, reason = "a test writes its own files")]
mod tests {
    use super::*;

    fn elf(class: u8, machine: u16) -> Vec<u8> {
        let mut bytes = b"\x7fELF".to_vec();
        bytes.extend([class, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2, 0]);
        bytes.extend(machine.to_le_bytes());
        bytes.resize(64, 0);
        bytes
    }

    #[test]
    fn the_host_of_32_bit_drivers_is_a_32_bit_program_beside_this_one() {
        let root = tempfile::tempdir().expect("a folder");
        for folder in ["bin", "lib/tokenctl"] {
            std::fs::create_dir_all(root.path().join(folder)).expect("a folder");
        }
        let (folder, packaged) = (root.path().join("bin"), root.path().join("lib/tokenctl/tokenctl-host32"));
        assert_eq!(SmallHost::beside(&folder), None, "none is installed");
        std::fs::write(&packaged, elf(2, 62)).expect("a file");
        assert_eq!(SmallHost::beside(&folder), None, "a 64-bit program is none");
        std::fs::write(&packaged, "#!/bin/sh").expect("a file");
        assert_eq!(SmallHost::beside(&folder), None, "a script is none");
        std::fs::write(&packaged, elf(1, 3)).expect("a file");
        let found = SmallHost::beside(&folder).expect("the package's");
        assert_eq!(found.program, folder.join("../lib/tokenctl/tokenctl-host32"), "where the package has it");
        std::fs::write(folder.join("tokenctl-host32"), elf(1, 3)).expect("a file");
        let found = SmallHost::beside(&folder).expect("the one beside");
        assert_eq!(found.program, folder.join("tokenctl-host32"), "the one beside the program comes first");
    }
}
