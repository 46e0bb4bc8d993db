//! Whether a library's own table names a PKCS#11 entry point, read from the file so that no constructor runs.
//!
//! ELF is searched through its hash tables, as the loader does, PE through its export directory. Pitfall: if there is
//! no certain answer (other formats, unusual files), the result is `None` and the loader decides in its own process.
//! Only a table that was read can give the answer "no".

use std::io::{Read, Seek, SeekFrom};

use super::{Endian, Format, u16_at, u32_at};

/// One of them is enough.
const ENTRY_POINTS: [&str; 2] = ["C_GetFunctionList", "C_GetInterface"];
/// More segments, sections or dynamic entries than any linker creates.
const MANY: usize = 4096;
/// More exported names than any library has.
const NAMES: u32 = 1 << 20;
/// A hash chain has only a few entries.
const CHAIN: u32 = 1 << 16;

/// Whether the table names an entry point; `None` if this cannot be determined.
pub(super) fn has_entry_point<F: Read + Seek>(file: &mut F) -> Option<bool> {
    let (mut image, head, format) = Image::open(file)?;
    match format {
        Format::Elf => elf(&mut image, &head),
        Format::Pe => pe(&mut image, &head),
        Format::MachO => None,
    }
}

/// The file, read in small parts.
pub(super) struct Image<'a, F> {
    file: &'a mut F,
}

impl<'a, F: Read + Seek> Image<'a, F> {
    /// The file with its first bytes, if its format's tables can be read.
    pub(super) fn open(file: &'a mut F) -> Option<(Self, Vec<u8>, Format)> {
        let mut image = Self { file };
        let head = image.bytes(0, 64)?;
        let format = match head.get(..4)? {
            [0x7f, b'E', b'L', b'F'] => Format::Elf,
            [b'M', b'Z', ..] => Format::Pe,
            _ => return None,
        };
        Some((image, head, format))
    }

    pub(super) fn bytes(&mut self, at: u64, count: usize) -> Option<Vec<u8>> {
        self.file.seek(SeekFrom::Start(at)).ok()?;
        let mut bytes = vec![0; count];
        self.file.read_exact(&mut bytes).ok()?;
        Some(bytes)
    }

    /// Whether this text, followed by a NUL, is there.
    fn is_text(&mut self, at: u64, text: &str) -> bool {
        let found = self.bytes(at, text.len() + 1);
        found.is_some_and(|bytes| bytes.strip_suffix(&[0]) == Some(text.as_bytes()))
    }

    /// The text there up to its NUL, if it is visible ASCII and not longer than this.
    pub(super) fn text(&mut self, at: u64, longest: usize) -> Option<String> {
        self.file.seek(SeekFrom::Start(at)).ok()?;
        let mut bytes = Vec::new();
        self.file.by_ref().take(u64::try_from(longest).ok()?).read_to_end(&mut bytes).ok()?;
        let text = bytes.get(..bytes.iter().position(|byte| *byte == 0)?)?;
        let plain = !text.is_empty() && text.iter().all(u8::is_ascii_graphic);
        plain.then(|| String::from_utf8_lossy(text).into_owned())
    }

    fn word(&mut self, at: u64, endian: Endian) -> Option<u32> {
        u32_at(&self.bytes(at, 4)?, 0, endian)
    }
}

fn u64_at(bytes: &[u8], offset: usize, endian: Endian) -> Option<u64> {
    let field = bytes.get(offset..offset.checked_add(8)?)?.try_into().ok()?;
    Some(match endian {
        Endian::Little => u64::from_le_bytes(field),
        Endian::Big => u64::from_be_bytes(field),
    })
}

/// A mapped segment: address, file offset, length in the file.
struct Segment {
    address: u64,
    offset: u64,
    length: u64,
}

/// File offsets of the dynamic tables.
pub(super) struct Dynamic {
    symbols: u64,
    pub(super) strings: u64,
    /// DT_NEEDED, and DT_RPATH or DT_RUNPATH, as offsets into the string table.
    pub(super) needed: Vec<u64>,
    pub(super) folders: Vec<u64>,
    gnu_hash: Option<u64>,
    hash: Option<u64>,
    wide: bool,
    endian: Endian,
}

fn elf<F: Read + Seek>(image: &mut Image<'_, F>, head: &[u8]) -> Option<bool> {
    let dynamic = dynamic(image, head)?;
    // s390x and Alpha have hash tables of a different width.
    if matches!(u16_at(head, 18, dynamic.endian)?, 22 | 0x9026) {
        return None;
    }
    if dynamic.gnu_hash.is_none() && dynamic.hash.is_none() {
        return None;
    }
    for name in ENTRY_POINTS {
        let found = match (dynamic.gnu_hash, dynamic.hash) {
            (Some(table), _) => by_gnu_hash(image, &dynamic, table, name)?,
            (None, Some(table)) => by_hash(image, &dynamic, table, name)?,
            (None, None) => false,
        };
        if found {
            return Some(true);
        }
    }
    Some(false)
}

pub(super) fn dynamic<F: Read + Seek>(image: &mut Image<'_, F>, head: &[u8]) -> Option<Dynamic> {
    let wide = *head.get(4)? == 2;
    let endian = if *head.get(5)? == 2 { Endian::Big } else { Endian::Little };
    let number = |bytes: &[u8], at32, at64| {
        if wide { u64_at(bytes, at64, endian) } else { u32_at(bytes, at32, endian).map(u64::from) }
    };
    let (table, entry, count) = if wide {
        (u64_at(head, 32, endian)?, u16_at(head, 54, endian)?, u16_at(head, 56, endian)?)
    } else {
        (u32_at(head, 28, endian)?.into(), u16_at(head, 42, endian)?, u16_at(head, 44, endian)?)
    };
    let (entry, count) = (usize::from(entry), usize::from(count));
    if entry < if wide { 56 } else { 32 } || count > MANY {
        return None;
    }
    let headers = image.bytes(table, entry * count)?;
    let (mut segments, mut place) = (Vec::new(), None);
    for header in headers.chunks_exact(entry) {
        let (offset, address, length) = (number(header, 4, 8)?, number(header, 8, 16)?, number(header, 16, 32)?);
        match u32_at(header, 0, endian)? {
            1 => segments.push(Segment { address, offset, length }),
            2 => place = Some((offset, length)),
            _ => {}
        }
    }
    let in_file = |address: u64| {
        let inside = |segment: &&Segment| address.checked_sub(segment.address).is_some_and(|at| at < segment.length);
        segments.iter().find(inside).map(|segment| address - segment.address + segment.offset)
    };
    let (offset, length) = place?;
    let size = if wide { 16 } else { 8 };
    let entries = image.bytes(offset, usize::try_from(length).ok()?.min(MANY * size))?;
    let (mut symbols, mut strings, mut gnu_hash, mut hash) = (None, None, None, None);
    let (mut needed, mut folders) = (Vec::new(), Vec::new());
    for entry in entries.chunks_exact(size) {
        let (tag, value) = (number(entry, 0, 0)?, number(entry, 4, 8)?);
        match tag {
            0 => break,
            1 => needed.push(value),
            15 | 29 => folders.push(value),
            4 => hash = in_file(value),
            5 => strings = in_file(value),
            6 => symbols = in_file(value),
            0x6fff_fef5 => gnu_hash = in_file(value),
            _ => {}
        }
    }
    Some(Dynamic { symbols: symbols?, strings: strings?, needed, folders, gnu_hash, hash, wide, endian })
}

/// Whether the symbol of this number has this name and is defined here.
fn is_symbol<F: Read + Seek>(image: &mut Image<'_, F>, dynamic: &Dynamic, index: u32, name: &str) -> Option<bool> {
    let (size, section) = if dynamic.wide { (24, 6) } else { (16, 14) };
    let symbol = image.bytes(dynamic.symbols.checked_add(u64::from(index) * size)?, usize::try_from(size).ok()?)?;
    let defined = u16_at(&symbol, section, dynamic.endian)? != 0;
    let text = dynamic.strings.checked_add(u32_at(&symbol, 0, dynamic.endian)?.into())?;
    Some(defined && image.is_text(text, name))
}

fn by_gnu_hash<F: Read + Seek>(image: &mut Image<'_, F>, dynamic: &Dynamic, table: u64, name: &str) -> Option<bool> {
    let endian = dynamic.endian;
    let hash = name.bytes().fold(5381_u32, |hash, byte| hash.wrapping_mul(33).wrapping_add(byte.into()));
    let head = image.bytes(table, 16)?;
    let (buckets, first, bloom) = (u32_at(&head, 0, endian)?, u32_at(&head, 4, endian)?, u32_at(&head, 8, endian)?);
    if buckets == 0 {
        return Some(false);
    }
    let bucket_table = table + 16 + u64::from(bloom) * if dynamic.wide { 8 } else { 4 };
    let mut index = image.word(bucket_table + u64::from(hash % buckets) * 4, endian)?;
    let chains = bucket_table + u64::from(buckets) * 4;
    for _ in 0..CHAIN {
        let Some(place) = index.checked_sub(first) else { return Some(false) };
        let here = image.word(chains + u64::from(place) * 4, endian)?;
        if here | 1 == hash | 1 && is_symbol(image, dynamic, index, name)? {
            return Some(true);
        }
        if here & 1 == 1 {
            return Some(false);
        }
        index = index.checked_add(1)?;
    }
    None
}

fn by_hash<F: Read + Seek>(image: &mut Image<'_, F>, dynamic: &Dynamic, table: u64, name: &str) -> Option<bool> {
    let endian = dynamic.endian;
    let hash = name.bytes().fold(0_u32, |hash, byte| {
        let hash = (hash << 4).wrapping_add(byte.into());
        (hash ^ ((hash & 0xf000_0000) >> 24)) & 0x0fff_ffff
    });
    let buckets = image.word(table, endian)?;
    if buckets == 0 {
        return Some(false);
    }
    let mut index = image.word(table + 8 + u64::from(hash % buckets) * 4, endian)?;
    let chains = table + 8 + u64::from(buckets) * 4;
    for _ in 0..CHAIN {
        if index == 0 {
            return Some(false);
        }
        if is_symbol(image, dynamic, index, name)? {
            return Some(true);
        }
        index = image.word(chains + u64::from(index) * 4, endian)?;
    }
    None
}

/// The sections of a PE file.
pub(super) struct Sections(Vec<Segment>);

impl Sections {
    /// The file offset of an address in memory.
    pub(super) fn place(&self, address: u32) -> Option<u64> {
        let address = u64::from(address);
        let inside = |segment: &&Segment| address.checked_sub(segment.address).is_some_and(|at| at < segment.length);
        self.0.iter().find(inside).map(|segment| address - segment.address + segment.offset)
    }
}

/// The file offset of a data directory of a PE file, and the sections; the offset is `None` if there is no such directory.
fn pe_directories<F: Read + Seek>(
    image: &mut Image<'_, F>,
    head: &[u8],
    number: u32,
) -> Option<(Option<u32>, Sections)> {
    let little = Endian::Little;
    let start = u64::from(u32_at(head, 0x3c, little)?);
    let header = image.bytes(start, 264)?;
    let (sections, optional) = (u16_at(&header, 6, little)?, u16_at(&header, 20, little)?);
    // The data directories begin 96 bytes into the optional header, 112 in the 64-bit one.
    let directories = 24 + if u16_at(&header, 24, little)? == 0x020b { 112 } else { 96 };
    let place = directories + usize::try_from(number).ok()? * 8;
    let (address, length) = (u32_at(&header, place, little)?, u32_at(&header, place + 4, little)?);
    let count = usize::from(sections).min(MANY);
    let table = image.bytes(start + 24 + u64::from(optional), count * 40)?;
    let sections = table
        .chunks_exact(40)
        .filter_map(|section| {
            let (address, length, offset) =
                (u32_at(section, 12, little)?, u32_at(section, 16, little)?, u32_at(section, 20, little)?);
            Some(Segment { address: address.into(), offset: offset.into(), length: length.into() })
        })
        .collect();
    let there = u32_at(&header, directories - 4, little)? > number && address != 0 && length != 0;
    Some((there.then_some(address), Sections(sections)))
}

/// The same, if there is such a directory.
pub(super) fn pe_directory<F: Read + Seek>(
    image: &mut Image<'_, F>,
    head: &[u8],
    number: u32,
) -> Option<(u64, Sections)> {
    let (address, sections) = pe_directories(image, head, number)?;
    Some((sections.place(address?)?, sections))
}

fn pe<F: Read + Seek>(image: &mut Image<'_, F>, head: &[u8]) -> Option<bool> {
    let little = Endian::Little;
    let (Some(exports), sections) = pe_directories(image, head, 0)? else { return Some(false) };
    let in_file = |address| sections.place(address);
    let directory = image.bytes(in_file(exports)?, 40)?;
    let (count, names) = (u32_at(&directory, 24, little)?, u32_at(&directory, 32, little)?);
    if count > NAMES {
        return None;
    }
    if count == 0 {
        return Some(false);
    }
    let names = image.bytes(in_file(names)?, usize::try_from(count).ok()? * 4)?;
    for name in names.chunks_exact(4) {
        let place = in_file(u32_at(name, 0, little)?)?;
        if ENTRY_POINTS.iter().any(|entry| image.is_text(place, entry)) {
            return Some(true);
        }
    }
    Some(false)
}
