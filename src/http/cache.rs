//! Fetched data, stored by the hash of its address: one file each, replaced as a whole.
//!
//! Pitfall: a stored file may be old and came through an untrusted network, so it must be checked as if it had just
//! been fetched.

use std::path::PathBuf;

use sha2::{Digest as _, Sha256};

use crate::domain::tlv::hex;
use crate::file::{FileError, write_atomically};

/// The first line of a cached file.
const MARK: &str = "tokenctl-kept/1";

/// The folder of cached files.
#[derive(Debug, Clone)]
pub struct Cache {
    folder: PathBuf,
}

/// The content, and its date according to the server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kept {
    /// The content.
    pub bytes: Vec<u8>,
    /// The server's Last-Modified.
    pub last_modified: Option<String>,
}

impl Cache {
    /// Uses this folder, which is created when something is cached.
    pub fn new(folder: PathBuf) -> Self {
        Self { folder }
    }

    /// The cached data for an address; `None` if the file is for another address or cannot be read.
    pub fn get(&self, url: &str) -> Option<Kept> {
        let whole = std::fs::read(self.file(url)).ok()?;
        let mut parts = whole.splitn(4, |byte| *byte == b'\n');
        let mut line = || parts.next().and_then(|line| std::str::from_utf8(line).ok());
        if line()? != MARK || line()? != url {
            return None;
        }
        let last_modified = Some(line()?.to_owned()).filter(|date| !date.is_empty());
        Some(Kept { bytes: parts.next()?.to_vec(), last_modified })
    }

    /// Caches the data of an address, replacing earlier data.
    pub fn put(&self, url: &str, kept: &Kept) -> Result<(), FileError> {
        let path = self.file(url);
        std::fs::create_dir_all(&self.folder).map_err(|fault| FileError::new(&self.folder, &fault))?;
        let date = kept.last_modified.as_deref().unwrap_or_default();
        write_atomically(&path, true, true, |file| {
            file.write_all(format!("{MARK}\n{url}\n{date}\n").as_bytes())?;
            file.write_all(&kept.bytes)
        })
    }

    fn file(&self, url: &str) -> PathBuf {
        self.folder.join(hex(&Sha256::digest(url.as_bytes())))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_kept_comes_back_for_its_own_address_only() {
        let folder = tempfile::TempDir::new().expect("a folder");
        let cache = Cache::new(folder.path().join("new"));
        let kept = Kept { bytes: b"a\nb\n\nc".to_vec(), last_modified: Some("Sat, 21 Nov 2026 00:00:00 GMT".into()) };
        cache.put("http://a.vn/", &kept).expect("it can be kept");
        assert_eq!(cache.get("http://a.vn/"), Some(kept.clone()), "octet by octet");
        assert_eq!(cache.get("http://b.vn/"), None, "another address has none");
        std::fs::copy(cache.file("http://a.vn/"), cache.file("http://b.vn/")).expect("a file moved by hand");
        assert_eq!(cache.get("http://b.vn/"), None, "nor one that was moved");
        let newer = Kept { bytes: Vec::new(), last_modified: None };
        cache.put("http://a.vn/", &newer).expect("it can be replaced");
        assert_eq!(cache.get("http://a.vn/"), Some(newer), "the newer one is there, even where it is empty");
    }
}
