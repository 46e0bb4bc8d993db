//! The other libraries that a library needs according to its own table: DT_NEEDED of ELF, the import directory of PE.
//!
//! Pitfall: the file is untrusted, so every number is bounded, and an unreadable name is left out.

use std::io::{Read, Seek};

use super::exports::{Dynamic, Image, dynamic, pe_directory};
use super::{Endian, Format, u32_at};

/// More libraries than any driver needs.
const LIBRARIES: usize = 256;
/// The longest name that is accepted.
const LONGEST: usize = 1024;

/// The contents of the table.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Needed {
    /// The libraries, by the names that the loader searches for.
    pub libraries: Vec<String>,
    /// Where to look first, according to the library itself: `$ORIGIN/../lib`.
    pub folders: Vec<String>,
}

/// Reads the table; `None` if there is none that can be read.
pub(super) fn needed<F: Read + Seek>(file: &mut F) -> Option<Needed> {
    let (mut image, head, format) = Image::open(file)?;
    match format {
        Format::Elf => elf(&mut image, &head),
        Format::Pe => pe(&mut image, &head),
        Format::MachO => None,
    }
}

fn elf<F: Read + Seek>(image: &mut Image<'_, F>, head: &[u8]) -> Option<Needed> {
    let Dynamic { strings, needed, folders, .. } = dynamic(image, head)?;
    let mut texts = |places: Vec<u64>| -> Vec<String> {
        let places = places.into_iter().take(LIBRARIES).filter_map(|place| strings.checked_add(place));
        places.filter_map(|place| image.text(place, LONGEST)).collect()
    };
    let libraries = texts(needed);
    let folders = texts(folders).iter().flat_map(|list| list.split(':')).map(str::to_owned).collect();
    Some(Needed { libraries, folders })
}

fn pe<F: Read + Seek>(image: &mut Image<'_, F>, head: &[u8]) -> Option<Needed> {
    // The second data directory: descriptors of twenty bytes, the last of which is blank.
    let (directory, sections) = pe_directory(image, head, 1)?;
    let mut libraries = Vec::new();
    for number in 0..LIBRARIES {
        let place = directory.checked_add(u64::try_from(number).ok()? * 20)?;
        let descriptor = image.bytes(place, 20)?;
        let name = u32_at(&descriptor, 12, Endian::Little)?;
        if name == 0 {
            break;
        }
        libraries.extend(sections.place(name).and_then(|place| image.text(place, LONGEST)));
    }
    Some(Needed { libraries, folders: Vec::new() })
}
