//! Reads `user_pin_unblock_style` and the number of slots from opensc.conf, as OpenSC itself would, and makes copies that
//! show it only one reader.
//!
//! Imports `domain`, `waiting`. OpenSC looks for the first `pkcs11` block, first in `app opensc-pkcs11`, then in `app
//! default`; it does not merge the two. Pitfalls: an option in another block of the same file has no effect; a file that
//! cannot be read is not an error, for OpenSC then takes its defaults.

mod one_reader;
mod slots;

use std::io;
use std::path::{Path, PathBuf};

use crate::domain::unlock::OpenScStyle;
use crate::waiting;

pub use one_reader::{OneReader, entries_hiding};
pub use slots::Slots;

/// The maximum that is read of a configuration file.
const MAXIMUM: u64 = 1 << 20;
/// The maximum nesting that is followed; OpenSC's own is three.
const DEEPEST: usize = 32;

/// A setting of the configuration, and where it was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// The style.
    pub style: OpenScStyle,
    /// The file it was read from; `None` if there is no file, and OpenSC uses its default.
    pub file: Option<PathBuf>,
}

/// The files that OpenSC may read on this system, best first; `named` is `OPENSC_CONF` or the config's own.
pub fn candidates(named: Option<&Path>, program_files: Option<&Path>) -> Vec<PathBuf> {
    if let Some(named) = named {
        return vec![named.to_owned()];
    }
    let usual = ["/etc/opensc/opensc.conf", "/etc/opensc.conf", "/usr/local/etc/opensc.conf"];
    let apple = ["/Library/OpenSC/etc/opensc.conf", "/opt/homebrew/etc/opensc.conf"];
    let windows = program_files.map(|folder| folder.join("OpenSC Project").join("OpenSC").join("opensc.conf"));
    if cfg!(windows) {
        windows.into_iter().collect()
    } else if cfg!(target_os = "macos") {
        apple.iter().chain(&usual).map(PathBuf::from).collect()
    } else {
        usual.iter().map(PathBuf::from).collect()
    }
}

/// Reads the style from the first of the files that exists.
pub fn read_style(candidates: &[PathBuf]) -> Found {
    match first_of(candidates) {
        Some((path, bytes)) => Found { style: style_of(&String::from_utf8_lossy(&bytes)), file: Some(path.to_owned()) },
        None => Found { style: OpenScStyle::None, file: None },
    }
}

/// The first of the files that exists, and what it contains; `None` if there is none, or if it cannot be read.
fn first_of(candidates: &[PathBuf]) -> Option<(&Path, Vec<u8>)> {
    let is_missing = |error: &io::Error| error.kind() == io::ErrorKind::NotFound;
    let mut found = candidates.iter().map(|path| (path, std::fs::metadata(path)));
    let (path, metadata) = found.find(|(_, metadata)| !metadata.as_ref().is_err_and(is_missing))?;
    // A FIFO would be waited for, and nothing but a file is copied.
    metadata.ok().filter(std::fs::Metadata::is_file)?;
    Some((path, waiting::open(path).and_then(|file| file.read_up_to(MAXIMUM)).ok()?))
}

/// The style that this text sets.
pub fn style_of(text: &str) -> OpenScStyle {
    let block = block_of(text);
    block
        .as_ref()
        .and_then(|block| block.value("user_pin_unblock_style"))
        .map_or(OpenScStyle::None, OpenScStyle::of_name)
}

/// The block that counts.
fn block_of(text: &str) -> Option<Block> {
    let mut blocks = pkcs11_blocks(text);
    let of_app = |app: &str| blocks.iter().position(|block| block.app == app);
    let place = of_app("opensc-pkcs11").or_else(|| of_app("default"))?;
    Some(blocks.swap_remove(place))
}

/// A `pkcs11` block directly in an `app` block.
struct Block {
    app: String,
    /// Options with their values, in the order of the file.
    options: Vec<(String, String)>,
}

impl Block {
    /// The value of an option.
    fn value(&self, option: &str) -> Option<&str> {
        self.options.iter().rev().find(|(name, _)| name == option).map(|(_, value)| value.as_str())
    }
}

/// Walks the blocks. A broken file yields everything before the break.
fn pkcs11_blocks(text: &str) -> Vec<Block> {
    let mut found: Vec<Block> = Vec::new();
    let mut path: Vec<Vec<String>> = Vec::new();
    let mut words: Vec<String> = Vec::new();
    let mut tokens = Tokens { rest: text };
    while let Some(token) = tokens.next() {
        match token {
            Token::Word(word) => words.push(word),
            Token::Open => {
                path.push(std::mem::take(&mut words));
                if path.len() > DEEPEST {
                    break;
                }
                if let Some(app) = app_of_pkcs11(&path) {
                    found.push(Block { app, options: Vec::new() });
                }
            }
            Token::Close => {
                path.pop();
                words.clear();
            }
            Token::Equals => {
                let key = words.pop().unwrap_or_default();
                words.clear();
                let Some(Token::Word(value)) = tokens.next() else { continue };
                if app_of_pkcs11(&path).is_some()
                    && let Some(block) = found.last_mut()
                {
                    block.options.push((key, value));
                }
            }
            Token::End => words.clear(),
        }
    }
    found
}

/// The app whose `pkcs11` block is currently open.
fn app_of_pkcs11(path: &[Vec<String>]) -> Option<String> {
    match path {
        [app, block] if block.first().is_some_and(|kind| kind == "pkcs11") => match app.as_slice() {
            [kind, name, ..] if kind == "app" => Some(name.clone()),
            _ => None,
        },
        _ => None,
    }
}

enum Token {
    Word(String),
    Open,
    Close,
    Equals,
    End,
}

struct Tokens<'a> {
    rest: &'a str,
}

impl Tokens<'_> {
    fn skip_blanks_and_comments(&mut self) {
        loop {
            self.rest = self.rest.trim_start();
            match self.rest.strip_prefix('#') {
                Some(comment) => self.rest = comment.split_once('\n').map_or("", |(_, rest)| rest),
                None => return,
            }
        }
    }
}

impl Iterator for Tokens<'_> {
    type Item = Token;

    fn next(&mut self) -> Option<Token> {
        self.skip_blanks_and_comments();
        let mut letters = self.rest.chars();
        let token = match letters.next()? {
            '{' => Token::Open,
            '}' => Token::Close,
            '=' => Token::Equals,
            ';' | ',' => Token::End,
            '"' => {
                let quoted = letters.as_str();
                let (word, rest) = quoted.split_once('"').unwrap_or((quoted, ""));
                self.rest = rest;
                return Some(Token::Word(word.to_owned()));
            }
            _ => {
                let ends = |letter: char| letter.is_whitespace() || "{}=;,#\"".contains(letter);
                let (word, rest) = self.rest.split_at(self.rest.find(ends).unwrap_or(self.rest.len()));
                self.rest = rest;
                return Some(Token::Word(word.to_owned()));
            }
        };
        self.rest = letters.as_str();
        Some(token)
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;

    #[test]
    fn the_style_of_the_default_app_is_read() {
        let text = "app default {\n\t# debug = 3;\n\tpkcs11 {\n\t\tuser_pin_unblock_style = set_pin_in_unlogged_session;\n\t}\n}\n";
        assert_eq!(style_of(text), OpenScStyle::SetPinInUnloggedSession, "as OpenSC's manual shows it");
    }

    #[test]
    fn the_app_of_the_pkcs11_module_rules_and_is_not_merged() {
        let text = "app default { pkcs11 { user_pin_unblock_style = set_pin_in_unlogged_session; } }
            app opensc-pkcs11 { pkcs11 { user_pin_unblock_style = \"init_pin_in_so_session\"; } }";
        assert_eq!(style_of(text), OpenScStyle::InitPinInSoSession, "its own block comes first, quoted or not");
        let text = "app default { pkcs11 { user_pin_unblock_style = set_pin_in_unlogged_session; } }
            app opensc-pkcs11 { pkcs11 { plug_and_play = false; } }";
        assert_eq!(style_of(text), OpenScStyle::None, "the first block found is the only one");
    }

    #[test]
    fn an_option_elsewhere_or_in_a_comment_means_nothing() {
        for text in [
            "",
            "app default { pkcs11 { # user_pin_unblock_style = set_pin_in_unlogged_session;\n } }",
            "app default { framework pkcs15 { user_pin_unblock_style = set_pin_in_unlogged_session; } }",
            "app default { user_pin_unblock_style = set_pin_in_unlogged_session; pkcs11 { } }",
            "app opensc-explorer { pkcs11 { user_pin_unblock_style = set_pin_in_unlogged_session; } }",
            "pkcs11 { user_pin_unblock_style = set_pin_in_unlogged_session; }",
            "app default { pkcs11 { user_pin_unblock_style = nonsense; } }",
        ] {
            assert_eq!(style_of(text), OpenScStyle::None, "{text}");
        }
    }

    #[test]
    fn a_broken_file_never_panics() {
        for text in [
            "}}}}",
            "{{{{",
            "app default { pkcs11 {",
            "= = ;",
            "\"",
            "app \"",
            "#",
            "app default { pkcs11 { user_pin_unblock_style =",
        ] {
            assert_eq!(style_of(text), OpenScStyle::None, "{text}");
        }
        assert_eq!(style_of(&"{".repeat(100_000)), OpenScStyle::None, "deep nesting is not followed");
    }

    #[test]
    fn without_a_file_opensc_takes_its_default() {
        let folder = tempfile::tempdir().unwrap();
        let found = read_style(&[folder.path().join("opensc.conf")]);
        assert_eq!(found, Found { style: OpenScStyle::None, file: None }, "none, and no file to name");
        assert_eq!(candidates(Some(folder.path()), None), [folder.path()], "OPENSC_CONF names the only one");
    }

    #[test]
    fn what_is_no_readable_file_counts_as_empty_and_is_never_waited_for() {
        let folder = tempfile::tempdir().unwrap();
        let (file, next) = (folder.path().join("a"), folder.path().join("b"));
        let text = "app default { pkcs11 { user_pin_unblock_style = init_pin_in_so_session; } }";
        std::fs::File::create(&file).and_then(|mut file| file.write_all(text.as_bytes())).unwrap();
        assert_eq!(first_of(&[next.clone(), file.clone()]), Some((&*file, text.into())), "the first that exists");
        assert_eq!(first_of(&[folder.path().to_owned(), file.clone()]), None, "a folder");
        assert_eq!(first_of(&[file.join("x")]), None, "below a file");
        #[cfg(target_os = "linux")]
        {
            let mode = rustix::fs::Mode::from_raw_mode(0o600);
            rustix::fs::mknodat(rustix::fs::CWD, &next, rustix::fs::FileType::Fifo, mode, 0).unwrap();
            assert_eq!(first_of(&[next, file]), None, "a FIFO");
        }
    }
}
