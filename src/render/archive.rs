//! A zip archive of files that were shown before; the same files give the same bytes.
//!
//! Pitfall: an archive reveals when and on which system it was made; here every file has the oldest date that the
//! format supports.

use std::io::{self, Cursor, Write};

use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipWriter};

/// Packs files by name.
pub fn zip<Name: AsRef<str>>(files: &[(Name, Vec<u8>)]) -> io::Result<Vec<u8>> {
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .last_modified_time(DateTime::default())
        .unix_permissions(0o600);
    for (name, bytes) in files {
        archive.start_file(name.as_ref(), options)?;
        archive.write_all(bytes)?;
    }
    Ok(archive.finish()?.into_inner())
}

#[cfg(test)]
mod tests {
    use std::io::Read;

    use super::*;

    #[test]
    fn the_same_files_give_the_same_bytes_and_come_out_whole() {
        let files = [("one.json", b"{}\n".repeat(1000)), ("two.json", Vec::new())];
        let packed = zip(&files).expect("a zip");
        assert_eq!(packed, zip(&files).expect("a zip"), "the same bytes");
        let mut archive = zip::ZipArchive::new(Cursor::new(packed)).expect("it opens");
        assert_eq!(archive.len(), 2, "both");
        let mut content = Vec::new();
        archive.by_name("one.json").expect("the first").read_to_end(&mut content).expect("its content");
        assert_eq!(content, files[0].1, "unchanged");
    }
}
