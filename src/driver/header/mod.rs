//! Identifies a file by its first bytes: ELF, PE or Mach-O, its class, its machine, whether it is a shared library.
//!
//! The header is read before anything is loaded, so that a text file or a 32-bit driver leads to a message and not to a
//! failed process. May import std and `domain`. Pitfall: a Java class begins like a fat Mach-O file, and opening a pipe
//! would block.

mod exports;
mod fault;
mod needed;

use std::fs::File;
use std::io::{ErrorKind, Read, Seek, SeekFrom};
use std::path::Path;

pub use fault::HeaderFault;
pub use needed::Needed;

/// Enough of a file to judge it: an ELF or Mach-O header, or a fat header with 32 slices.
const HEAD_LENGTH: u64 = 4096;
/// More slices than any linker creates; Java class files show 45 and more here.
const FAT_SLICES: u32 = 32;

/// The container of a library.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Format {
    /// Linux and the BSDs.
    Elf,
    /// Windows.
    Pe,
    /// macOS, thin or fat.
    MachO,
}

/// A processor, by its usual name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Machine {
    /// 32-bit Intel and AMD.
    X86,
    /// 64-bit Intel and AMD.
    X86_64,
    /// 32-bit ARM.
    Arm,
    /// 64-bit ARM.
    Aarch64,
    /// Any other, by the format's own number.
    Other(u32),
}

impl Machine {
    /// The name shown to a person.
    pub fn name(self) -> String {
        match self {
            Self::X86 => "x86".to_owned(),
            Self::X86_64 => "x86-64".to_owned(),
            Self::Arm => "ARM".to_owned(),
            Self::Aarch64 => "ARM64".to_owned(),
            Self::Other(number) => format!("#{number}"),
        }
    }
}

impl Format {
    /// The name shown to a person, with the system that loads it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Elf => "ELF",
            Self::Pe => "PE (Windows)",
            Self::MachO => "Mach-O (macOS)",
        }
    }
}

/// The contents of a library's header; of a fat file the matching slice, otherwise the first one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct LibraryHeader {
    /// The container.
    pub format: Format,
    /// Word size: 32 or 64.
    pub bits: u32,
    /// The processor.
    pub machine: Machine,
    /// Whether it is a shared library; `false` for programs, object files and core dumps.
    pub shared: bool,
}

/// What a process can load.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Target {
    /// The container.
    pub format: Format,
    /// Word size.
    pub bits: u32,
    /// The processor; `None` if this build runs on one that is not named here, and the loader must judge.
    pub machine: Option<Machine>,
}

impl Target {
    /// What this build can load.
    pub const fn of_build() -> Self {
        let format = if cfg!(windows) {
            Format::Pe
        } else if cfg!(target_os = "macos") {
            Format::MachO
        } else {
            Format::Elf
        };
        let machine = if cfg!(target_arch = "x86_64") {
            Some(Machine::X86_64)
        } else if cfg!(target_arch = "aarch64") {
            Some(Machine::Aarch64)
        } else if cfg!(target_arch = "x86") {
            Some(Machine::X86)
        } else if cfg!(target_arch = "arm") {
            Some(Machine::Arm)
        } else {
            None
        };
        Self { format, bits: usize::BITS, machine }
    }
}

/// Reads a file's header and judges it for this build.
#[cfg(test)]
pub fn inspect(path: &Path) -> Result<LibraryHeader, HeaderFault> {
    inspect_for(path, Target::of_build())
}

/// Reads a file's header and judges it for some target.
pub fn inspect_for(path: &Path, target: Target) -> Result<LibraryHeader, HeaderFault> {
    let head = read_head(path)?;
    let path = path.to_path_buf();
    let Some(header) = parse(&head, target.machine) else { return Err(HeaderFault::NotALibrary { path }) };
    if header.format != target.format {
        return Err(HeaderFault::OtherSystem { path, format: header.format });
    }
    if header.bits != target.bits {
        return Err(HeaderFault::WrongClass { path, bits: header.bits, expected: target.bits });
    }
    if let Some(expected) = target.machine
        && header.machine != expected
    {
        return Err(HeaderFault::WrongMachine { path, machine: header.machine, expected });
    }
    if !header.shared {
        return Err(HeaderFault::NotShared { path });
    }
    Ok(header)
}

/// Whether a library that was inspected names an entry point of PKCS#11 in its table; `true` if this cannot be
/// determined.
pub fn has_entry_point(path: &Path) -> bool {
    File::open(path).ok().and_then(|mut file| exports::has_entry_point(&mut file)).unwrap_or(true)
}

/// The other libraries that a library needs by its own table; `None` if this cannot be determined.
pub fn needed(path: &Path) -> Option<Needed> {
    needed::needed(&mut File::open(path).ok()?)
}

/// The bytes to judge by. The DOS stub of a PE file is removed, so that its header is at a known offset.
fn read_head(path: &Path) -> Result<Vec<u8>, HeaderFault> {
    let unreadable = |error: std::io::Error| match error.kind() {
        // A path through a file (`libx.so/y`) does not exist either.
        ErrorKind::NotFound | ErrorKind::NotADirectory => HeaderFault::NotFound { path: path.to_path_buf() },
        _ => HeaderFault::Unreadable { path: path.to_path_buf(), cause: error.to_string() },
    };
    let metadata = std::fs::metadata(path).map_err(unreadable)?;
    if metadata.is_dir() {
        return Err(HeaderFault::Directory { path: path.to_path_buf() });
    }
    if !metadata.is_file() {
        return Err(HeaderFault::Special { path: path.to_path_buf() });
    }
    let mut file = File::open(path).map_err(unreadable)?;
    let mut head = Vec::new();
    file.by_ref().take(HEAD_LENGTH).read_to_end(&mut head).map_err(unreadable)?;
    if head.is_empty() {
        return Err(HeaderFault::Empty { path: path.to_path_buf() });
    }
    if head.starts_with(b"MZ")
        && let Some(offset) = u32_at(&head, 0x3c, Endian::Little)
        && u64::from(offset) + 64 > HEAD_LENGTH
        && u64::from(offset) < metadata.len()
    {
        let mut moved = Vec::new();
        file.seek(SeekFrom::Start(u64::from(offset))).map_err(unreadable)?;
        file.take(64).read_to_end(&mut moved).map_err(unreadable)?;
        return Ok(moved);
    }
    Ok(head)
}

/// Byte order of a header's numbers.
#[derive(Clone, Copy)]
enum Endian {
    Little,
    Big,
}

fn u16_at(bytes: &[u8], offset: usize, endian: Endian) -> Option<u16> {
    let field = bytes.get(offset..offset.checked_add(2)?)?.try_into().ok()?;
    Some(match endian {
        Endian::Little => u16::from_le_bytes(field),
        Endian::Big => u16::from_be_bytes(field),
    })
}

fn u32_at(bytes: &[u8], offset: usize, endian: Endian) -> Option<u32> {
    let field = bytes.get(offset..offset.checked_add(4)?)?.try_into().ok()?;
    Some(match endian {
        Endian::Little => u32::from_le_bytes(field),
        Endian::Big => u32::from_be_bytes(field),
    })
}

/// Reads a header from a file's first bytes; `None` for anything that is not an object file.
///
/// Of a fat file, the slice for `wanted` is used if there is one.
pub fn parse(head: &[u8], wanted: Option<Machine>) -> Option<LibraryHeader> {
    match head.get(..4)? {
        [0x7f, b'E', b'L', b'F'] => elf(head),
        [b'M', b'Z', ..] => {
            let offset = usize::try_from(u32_at(head, 0x3c, Endian::Little)?).ok()?;
            pe(head.get(offset..)?)
        }
        [b'P', b'E', 0, 0] => pe(head),
        [0xcf | 0xce, 0xfa, 0xed, 0xfe] => mach_o(head, Endian::Little),
        [0xfe, 0xed, 0xfa, 0xcf | 0xce] => mach_o(head, Endian::Big),
        [0xca, 0xfe, 0xba, 0xbe] => fat(head, 20, wanted),
        [0xca, 0xfe, 0xba, 0xbf] => fat(head, 32, wanted),
        _ => None,
    }
}

fn elf(head: &[u8]) -> Option<LibraryHeader> {
    let bits = match head.get(4)? {
        1 => 32,
        2 => 64,
        _ => return None,
    };
    let endian = if *head.get(5)? == 2 { Endian::Big } else { Endian::Little };
    let machine = match u16_at(head, 18, endian)? {
        3 => Machine::X86,
        62 => Machine::X86_64,
        40 => Machine::Arm,
        183 => Machine::Aarch64,
        other => Machine::Other(other.into()),
    };
    let shared = u16_at(head, 16, endian)? == 3;
    Some(LibraryHeader { format: Format::Elf, bits, machine, shared })
}

fn pe(head: &[u8]) -> Option<LibraryHeader> {
    if head.get(..4)? != b"PE\0\0" {
        return None;
    }
    let machine = match u16_at(head, 4, Endian::Little)? {
        0x014c => Machine::X86,
        0x8664 => Machine::X86_64,
        0x01c0 | 0x01c4 => Machine::Arm,
        0xaa64 | 0xa641 => Machine::Aarch64,
        other => Machine::Other(other.into()),
    };
    let bits = match u16_at(head, 24, Endian::Little)? {
        0x010b => 32,
        0x020b => 64,
        _ => return None,
    };
    let shared = u16_at(head, 22, Endian::Little)? & 0x2000 != 0;
    Some(LibraryHeader { format: Format::Pe, bits, machine, shared })
}

/// The processor and word size of a Mach-O cputype.
fn mach_o_machine(number: u32) -> (Machine, u32) {
    match number {
        7 => (Machine::X86, 32),
        0x0100_0007 => (Machine::X86_64, 64),
        12 => (Machine::Arm, 32),
        0x0100_000c => (Machine::Aarch64, 64),
        other => (Machine::Other(other), if other & 0x0100_0000 == 0 { 32 } else { 64 }),
    }
}

fn mach_o(head: &[u8], endian: Endian) -> Option<LibraryHeader> {
    let (machine, bits) = mach_o_machine(u32_at(head, 4, endian)?);
    // MH_DYLIB and MH_BUNDLE.
    let shared = matches!(u32_at(head, 12, endian)?, 6 | 8);
    Some(LibraryHeader { format: Format::MachO, bits, machine, shared })
}

fn fat(head: &[u8], entry: usize, wanted: Option<Machine>) -> Option<LibraryHeader> {
    let count = u32_at(head, 4, Endian::Big)?;
    if count == 0 || count > FAT_SLICES {
        return None;
    }
    let slices = (0..usize::try_from(count).ok()?)
        .map_while(|index| u32_at(head, 8 + index * entry, Endian::Big))
        .map(mach_o_machine)
        .collect::<Vec<_>>();
    let chosen = slices.iter().find(|(machine, _)| Some(*machine) == wanted).or(slices.first())?;
    // The file type is in each slice; a fat file under a driver's name is treated as a library.
    Some(LibraryHeader { format: Format::MachO, bits: chosen.1, machine: chosen.0, shared: true })
}

#[cfg(test)]
mod tests;
