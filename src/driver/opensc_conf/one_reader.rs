//! A copy of opensc.conf in which every reader except one is in `ignored_readers`.
//!
//! OpenSC takes the first block of its own app and the first `app default` block, looks in both for that list, and ignores
//! a reader whose name *contains* an entry. Pitfalls: a reader whose name is part of another's therefore cannot be ignored
//! without the other; of a file with a syntax error OpenSC uses nothing, not even the list.

use std::io::{self, Write};
use std::path::{Path, PathBuf};

use tempfile::TempPath;

use super::{Configuration, Source};

/// A private copy, readable only by its owner; it is deleted with this value.
#[derive(Debug)]
pub struct OneReader(TempPath);

impl OneReader {
    /// Copies the first existing one of the user's files, with these entries in the list of ignored readers, into the
    /// first of these folders that takes it.
    pub fn write(folders: &[PathBuf], source: &Source, ignored: &[String]) -> io::Result<Self> {
        Self::copy(folders, &with_ignored(&source.text(), ignored))
    }

    /// Writes this text into the first of these folders that takes it.
    pub(super) fn copy(folders: &[PathBuf], text: &[u8]) -> io::Result<Self> {
        let mut faults = Vec::new();
        for folder in folders {
            match Self::write_in(folder, text) {
                Ok(copy) => return Ok(copy),
                Err(error) => faults.push(error.to_string()),
            }
        }
        faults.dedup();
        Err(io::Error::other(faults.join("; ")))
    }

    fn write_in(folder: &Path, text: &[u8]) -> io::Result<Self> {
        // OpenSC looks for a relative name in its own current folder.
        let folder = std::path::absolute(folder)?;
        let mut file = tempfile::Builder::new().prefix("tokenctl-opensc-").suffix(".conf").tempfile_in(folder)?;
        file.write_all(text)?;
        file.flush()?;
        Ok(Self(file.into_temp_path()))
    }

    /// The file.
    pub fn path(&self) -> &Path {
        &self.0
    }
}

/// Entries that hide the other readers from OpenSC, but not this one; or the reader that cannot be hidden this way,
/// because its name is part of this one's. An empty reader need not be hidden.
pub fn entries_hiding<'a>(
    others: impl IntoIterator<Item = (&'a str, bool)>,
    reader: &str,
) -> Result<Vec<String>, &'a str> {
    let mut entries = Vec::new();
    for (other, holds_card) in others {
        // A quote cannot be written in this file, and U+FFFD is not what the name has there, so the longest part of a
        // name without them is used.
        let part = other
            .split(['"', '\n', '\r', char::REPLACEMENT_CHARACTER])
            .max_by_key(|part| part.len())
            .unwrap_or_default();
        if !part.trim().is_empty() && !reader.contains(part) {
            entries.push(part.to_owned());
        } else if holds_card {
            return Err(other);
        }
    }
    Ok(entries)
}

/// The text with the entries added to the list in the first `app default` block, which is made if there is none; the
/// user's own list stays after them. Of a text that OpenSC rejects nothing stays, as OpenSC uses nothing of it.
fn with_ignored(text: &[u8], ignored: &[String]) -> Vec<u8> {
    if ignored.is_empty() {
        return text.to_vec();
    }
    let list = ignored.iter().map(|entry| format!("\"{entry}\"")).collect::<Vec<_>>().join(", ");
    let line = format!("\n\tignored_readers = {list};\n");
    let found = Configuration::of(text).filter(|_| !text.contains(&0));
    let rest = if found.is_some() { text } else { &[] };
    match found.as_ref().and_then(|found| found.app("default")) {
        Some(block) => {
            let (before, after) = text.split_at_checked(block.inside).unwrap_or((text, &[]));
            [before, line.as_bytes(), after].concat()
        }
        // At the end it could be inside of a block that is not closed.
        None => [b"app default {", line.as_bytes(), b"}\n", rest].concat(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn changed(text: &str) -> String {
        String::from_utf8(with_ignored(text.as_bytes(), &["B 00".to_owned(), "C".to_owned()])).unwrap()
    }

    #[test]
    fn the_first_default_block_gets_the_list_and_the_rest_stays_as_it_was() {
        let line = "\n\tignored_readers = \"B 00\", \"C\";\n";
        for (before, after) in [
            ("# app default {\napp opensc-pkcs11 { a = b; }\napp default {", " debug = 3; }\napp default { x = y; }"),
            ("framework x { app default { } }\napp \"default\" {", " ignored_readers = mine; }"),
            ("app default {", " # broken"),
            ("APP Default {", " debug = 0; }"),
            ("app x {\n debug_file = \"/tmp/x;\n}\napp default {", "\n debug = 0;\n}\n"),
            ("# c\rapp default {", "\r debug = 0;\r}\r"),
        ] {
            assert_eq!(changed(&format!("{before}{after}")), format!("{before}{line}{after}"), "{before}{after}");
        }
        for text in
            ["", "app other { }", "\"", "app", "app other {", "app opensc-pkcs11 { pkcs11 { app default { } } }"]
        {
            assert_eq!(changed(text), format!("app default {{{line}}}\n{text}"), "a block of its own: {text}");
        }
        for text in [
            "}}{{",
            "app default{\n debug = 0;\n}\n",
            "app default {\n debug = 0;\n}\n}\n",
            "app default { a\0b = c; }",
        ] {
            assert_eq!(changed(text), format!("app default {{{line}}}\n"), "OpenSC uses nothing of it: {text}");
        }
    }

    #[test]
    fn places_are_those_of_the_file_whatever_its_encoding() {
        let text = b"# \xE1\xFF\napp default {}".as_slice();
        let changed = with_ignored(text, &["B".to_owned()]);
        assert_eq!(changed, b"# \xE1\xFF\napp default {\n\tignored_readers = \"B\";\n}".to_vec());
    }

    #[test]
    fn a_name_inside_another_hides_both_and_is_told_where_it_holds_a_card() {
        let entries = |others: &[(&'static str, bool)], reader| entries_hiding(others.iter().copied(), reader);
        assert_eq!(
            entries(&[("ACS 00", true), ("ACS 01", false)], "ACS 02"),
            Ok(vec!["ACS 00".into(), "ACS 01".into()])
        );
        assert_eq!(entries(&[("Reader 1", true)], "Reader 10"), Err("Reader 1"), "OpenSC compares with strstr");
        assert_eq!(entries(&[("Reader 10", true)], "Reader 1"), Ok(vec!["Reader 10".into()]), "the other way round");
        assert_eq!(entries(&[("Reader 1", false)], "Reader 10"), Ok(vec![]), "an empty one does no harm");
        assert_eq!(entries(&[("A \"big\" reader", true)], "B"), Ok(vec![" reader".into()]), "no quote in the file");
        assert_eq!(entries(&[("\"", true)], "B"), Err("\""), "nothing to write");
        let entry = Ok(vec!["Đầu đọc thẻ ".into()]);
        assert_eq!(entries(&[("Đầu đọc thẻ \u{fffd}1", true)], "\u{fffd}2"), entry, "a name that is not UTF-8");
    }

    #[cfg(unix)]
    #[test]
    fn the_copy_is_its_owners_alone_and_goes_with_its_value() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().unwrap();
        let folders = [folder.path().join("missing"), folder.path().to_owned()];
        let copy = OneReader::copy(&folders, b"").unwrap();
        let path = copy.path().to_owned();
        assert_eq!(path.parent(), Some(folder.path()), "the first folder that takes it");
        assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600, "private");
        drop(copy);
        assert!(!path.exists(), "removed");
    }

    #[test]
    fn where_no_folder_takes_the_copy_each_is_told_with_its_reason() {
        let folder = tempfile::tempdir().unwrap();
        let folders = ["one", "two"].map(|name| folder.path().join(name));
        let said = OneReader::copy(&folders, b"").unwrap_err().to_string();
        for folder in folders {
            assert_eq!(said.matches(&*folder.to_string_lossy()).count(), 1, "{said}");
        }
    }
}
