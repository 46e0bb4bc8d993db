//! Headers of every kind, written by hand.

use std::io::Write as _;

use proptest::prelude::*;

use super::*;
use crate::domain::situation::{Class, Situation as _};
use crate::report::inventory::FailureKind;

const LINUX: Target = Target { format: Format::Elf, bits: 64, machine: Some(Machine::X86_64) };
const WINDOWS: Target = Target { format: Format::Pe, bits: 64, machine: Some(Machine::X86_64) };
const MACOS: Target = Target { format: Format::MachO, bits: 64, machine: Some(Machine::Aarch64) };

fn elf_bytes(class: u8, kind: u16, machine: u16) -> Vec<u8> {
    let mut bytes = vec![0x7f, b'E', b'L', b'F', class, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0];
    bytes.extend(kind.to_le_bytes());
    bytes.extend(machine.to_le_bytes());
    bytes.resize(64, 0);
    bytes
}

fn pe_bytes(stub: usize, machine: u16, characteristics: u16, magic: u16) -> Vec<u8> {
    let mut bytes = vec![0_u8; stub];
    bytes[..2].copy_from_slice(b"MZ");
    bytes[0x3c..0x40].copy_from_slice(&u32::try_from(stub).unwrap().to_le_bytes());
    bytes.extend(b"PE\0\0");
    bytes.extend(machine.to_le_bytes());
    bytes.extend([0; 16]);
    bytes.extend(characteristics.to_le_bytes());
    bytes.extend(magic.to_le_bytes());
    bytes.resize(bytes.len() + 100, 0);
    bytes
}

fn judge(bytes: &[u8], target: Target) -> Result<LibraryHeader, HeaderFault> {
    let mut file = tempfile::NamedTempFile::new().expect("a temporary file");
    file.write_all(bytes).expect("written");
    inspect_for(file.path(), target)
}

#[test]
fn a_library_of_this_machine_passes() {
    let header = judge(&elf_bytes(2, 3, 62), LINUX).expect("a 64-bit shared object");
    assert_eq!(
        header,
        LibraryHeader { format: Format::Elf, bits: 64, machine: Machine::X86_64, shared: true },
        "header"
    );
    assert!(judge(&pe_bytes(0x80, 0x8664, 0x2022, 0x20b), WINDOWS).is_ok(), "a 64-bit DLL");
    assert!(judge(&pe_bytes(0x3000, 0x8664, 0x2022, 0x20b), WINDOWS).is_ok(), "a DLL with a long DOS stub");
}

#[test]
fn a_32_bit_driver_is_named_before_it_is_loaded() {
    let fault = judge(&elf_bytes(1, 3, 3), LINUX).expect_err("32-bit");
    assert!(matches!(fault, HeaderFault::WrongClass { bits: 32, expected: 64, .. }), "{fault:?}");
    assert_eq!(fault.kind(), FailureKind::WrongArchitecture, "kind in the report");
    let fault = judge(&pe_bytes(0x80, 0x14c, 0x2022, 0x10b), WINDOWS).expect_err("32-bit DLL");
    assert!(matches!(fault, HeaderFault::WrongClass { bits: 32, .. }), "{fault:?}");
    let small = Target { bits: 32, machine: Some(Machine::X86), ..LINUX };
    let fault = judge(&elf_bytes(2, 3, 62), small).expect_err("64-bit on a 32-bit build");
    assert!(matches!(fault, HeaderFault::WrongClass { bits: 64, expected: 32, .. }), "{fault:?}");
}

#[test]
fn another_processor_is_named() {
    let fault = judge(&elf_bytes(2, 3, 183), LINUX).expect_err("ARM64 on x86-64");
    assert!(matches!(fault, HeaderFault::WrongMachine { machine: Machine::Aarch64, .. }), "{fault:?}");
    assert_eq!(fault.kind(), FailureKind::WrongArchitecture, "kind in the report");
}

#[test]
fn programs_and_object_files_are_not_drivers() {
    for kind in [1, 2, 4] {
        let fault = judge(&elf_bytes(2, kind, 62), LINUX).expect_err("not ET_DYN");
        assert!(matches!(fault, HeaderFault::NotShared { .. }), "e_type {kind}: {fault:?}");
    }
    let fault = judge(&pe_bytes(0x80, 0x8664, 0x0022, 0x20b), WINDOWS).expect_err("an EXE");
    assert!(matches!(fault, HeaderFault::NotShared { .. }), "{fault:?}");
}

#[test]
fn a_library_of_another_system_is_told_from_text() {
    let fault = judge(&pe_bytes(0x80, 0x8664, 0x2022, 0x20b), LINUX).expect_err("a DLL on Linux");
    assert!(matches!(fault, HeaderFault::OtherSystem { format: Format::Pe, .. }), "{fault:?}");
    for text in [&b"#!/bin/sh\n"[..], b"/* GNU ld script */", b"MZ", b"\x7fELF", b"\x7fELF\x09", b"x"] {
        let fault = judge(text, LINUX).expect_err("text");
        assert!(matches!(fault, HeaderFault::NotALibrary { .. }), "{text:?}: {fault:?}");
    }
}

#[test]
fn an_empty_file_a_folder_and_nothing_are_three_faults() {
    assert!(matches!(judge(b"", LINUX), Err(HeaderFault::Empty { .. })), "empty");
    let folder = tempfile::tempdir().expect("a folder");
    assert!(matches!(inspect(folder.path()), Err(HeaderFault::Directory { .. })), "folder");
    let missing = inspect(&folder.path().join("libnone.so")).expect_err("absent");
    assert_eq!(missing.kind(), FailureKind::NotFound, "absent");
    assert_eq!(missing.class(), Class::NotFound, "absent is status 3");
}

#[cfg(unix)]
#[test]
fn a_pipe_is_refused_without_being_opened() {
    let folder = tempfile::tempdir().expect("a folder");
    let pipe = folder.path().join("pipe");
    rustix::fs::mknodat(rustix::fs::CWD, &pipe, rustix::fs::FileType::Fifo, rustix::fs::Mode::RUSR, 0).expect("mkfifo");
    assert!(matches!(inspect(&pipe), Err(HeaderFault::Special { .. })), "a pipe would block for ever");
}

#[test]
fn fat_and_thin_mach_o_are_read() {
    let mut fat = vec![0xca, 0xfe, 0xba, 0xbe, 0, 0, 0, 2];
    for cpu in [0x0100_0007_u32, 0x0100_000c] {
        fat.extend(cpu.to_be_bytes());
        fat.extend([0; 16]);
    }
    assert!(judge(&fat, MACOS).is_ok(), "the ARM64 slice of a universal library serves");
    let thin = [0xcf, 0xfa, 0xed, 0xfe, 7, 0, 0, 1, 3, 0, 0, 0, 6, 0, 0, 0];
    let fault = judge(&thin, MACOS).expect_err("an Intel-only dylib");
    assert!(matches!(fault, HeaderFault::WrongMachine { machine: Machine::X86_64, .. }), "{fault:?}");
    let class = [0xca, 0xfe, 0xba, 0xbe, 0, 0, 0, 52, 0, 10];
    assert!(matches!(judge(&class, MACOS), Err(HeaderFault::NotALibrary { .. })), "a Java class file");
}

proptest! {
    #[test]
    fn no_bytes_make_the_reader_panic(bytes in proptest::collection::vec(any::<u8>(), 0..200), magic in 0..8_usize) {
        let magics: [&[u8]; 8] = [b"", b"\x7fELF", b"MZ", b"PE\0\0", b"\xcf\xfa\xed\xfe", b"\xfe\xed\xfa\xce", b"\xca\xfe\xba\xbe", b"\xca\xfe\xba\xbf"];
        let mut head = magics[magic].to_vec();
        head.extend(bytes);
        let header = parse(&head, Some(Machine::X86_64));
        prop_assert!(header.is_none_or(|header| matches!(header.bits, 32 | 64)), "a word size is 32 or 64");
    }
}

/// A 64-bit DLL whose export directory has one name.
fn dll(name: &str) -> Vec<u8> {
    let mut file = vec![0_u8; 0x400];
    let mut put = |at: usize, bytes: &[u8]| file[at..at + bytes.len()].copy_from_slice(bytes);
    put(0, b"MZ");
    put(0x3c, &0x40_u32.to_le_bytes());
    put(0x40, b"PE\0\0\x64\x86\x01\0");
    // The optional header: its length, its magic, its sixteen directories, the first being the exports.
    put(0x40 + 20, &240_u16.to_le_bytes());
    put(0x40 + 24, &0x020b_u16.to_le_bytes());
    put(0x40 + 132, &16_u32.to_le_bytes());
    put(0x40 + 136, &[0x1000_u32.to_le_bytes(), 0x100_u32.to_le_bytes()].concat());
    // One section: address, length and file offset.
    let section = [0x200_u32, 0x1000, 0x200, 0x200].map(u32::to_le_bytes).concat();
    put(0x40 + 264 + 8, &section);
    put(0x200 + 24, &1_u32.to_le_bytes());
    put(0x200 + 32, &0x1040_u32.to_le_bytes());
    put(0x240, &0x1060_u32.to_le_bytes());
    put(0x260, name.as_bytes());
    file
}

#[test]
fn a_dll_is_asked_by_its_export_directory() {
    let told = |bytes: Vec<u8>| super::exports::has_entry_point(&mut std::io::Cursor::new(bytes));
    assert_eq!(told(dll("C_GetFunctionList")), Some(true), "an entry point");
    assert_eq!(told(dll("C_GetInterface")), Some(true), "the newer one");
    assert_eq!(told(dll("DllRegisterServer")), Some(false), "another name");
    assert_eq!(told(dll("C_GetFunctionListX")), Some(false), "a longer name");
    let mut none = dll("C_GetFunctionList");
    none[0x40 + 136..0x40 + 144].fill(0);
    assert_eq!(told(none), Some(false), "no exports at all");
    let torn = dll("C_GetFunctionList")[..0x230].to_vec();
    assert_eq!(told(torn), None, "a torn file is the loader's to judge");
    assert_eq!(told(b"not a library".to_vec()), None, "nor is anything else told");
}

/// The same DLL with an import directory of two libraries.
fn importing() -> Vec<u8> {
    let mut file = dll("C_GetFunctionList");
    let mut put = |at: usize, bytes: &[u8]| file[at..at + bytes.len()].copy_from_slice(bytes);
    put(0x40 + 144, &[0x1080_u32.to_le_bytes(), 60_u32.to_le_bytes()].concat());
    put(0x280 + 12, &0x10f0_u32.to_le_bytes());
    put(0x280 + 32, &0x1100_u32.to_le_bytes());
    put(0x2f0, b"KERNEL32.dll\0");
    put(0x300, b"neighbour.dll\0");
    file
}

#[test]
fn the_libraries_that_a_library_needs_are_those_of_its_own_table() {
    let told = |bytes: Vec<u8>| super::needed::needed(&mut std::io::Cursor::new(bytes));
    let libraries = told(importing()).expect("a table").libraries;
    assert_eq!(libraries, ["KERNEL32.dll", "neighbour.dll"], "of a DLL");
    assert_eq!(told(dll("C_GetFunctionList")), None, "no imports, no table");
    assert_eq!(told(importing()[..0x290].to_vec()), None, "torn");
    let mut odd = importing();
    odd[0x300..0x302].copy_from_slice(b"\x1b[");
    assert_eq!(told(odd).expect("a table").libraries, ["KERNEL32.dll"], "no control character passes for a name");
    #[cfg(target_os = "linux")]
    {
        let own = std::env::current_exe().expect("this test");
        let libraries = super::needed(&own).expect("its table").libraries;
        assert!(libraries.iter().any(|library| library.starts_with("libc.so")), "of an ELF file: {libraries:?}");
    }
}

proptest! {
    #[test]
    fn no_change_of_a_table_makes_its_reader_panic(
        changes in proptest::collection::vec((0..0x400_usize, any::<u8>()), 1..12),
    ) {
        let mut file = importing();
        for (at, byte) in changes {
            file[at] = byte;
        }
        let needed = super::needed::needed(&mut std::io::Cursor::new(file));
        prop_assert!(needed.is_none_or(|needed| needed.libraries.len() <= 256), "bounded");
    }
}
