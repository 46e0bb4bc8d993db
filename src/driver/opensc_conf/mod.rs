//! Reads `user_pin_unblock_style` and the number of slots from opensc.conf, as OpenSC itself would, and makes copies that
//! show it only one reader.
//!
//! Imports `domain`, `waiting`. OpenSC looks for the first `pkcs11` block, first in the driver's own app (`app
//! opensc-pkcs11`), then in `app default`; it does not merge the two. Pitfalls: an option in another block of the same
//! file has no effect; a file that cannot be read is not an error, for OpenSC then takes its defaults.

mod one_reader;
mod slots;
mod source;
mod syntax;

use std::path::PathBuf;

use self::syntax::{Block, Configuration};
use crate::domain::unlock::OpenScStyle;

pub use one_reader::{OneReader, entries_hiding};
pub use slots::Slots;
pub use source::Source;

/// The maximum that is read of a configuration file.
const MAXIMUM: u64 = 1 << 20;
/// The maximum nesting that OpenSC accepts.
const DEEPEST: usize = 16;
/// The name of the app, unless the driver is another build.
const OPENSC: &str = "opensc-pkcs11";
/// The option for unblocking.
const STYLE: &str = "user_pin_unblock_style";

/// A setting of the configuration, and where it was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// The style.
    pub style: OpenScStyle,
    /// The file it was read from; `None` if there is no file, and OpenSC uses its default.
    pub file: Option<PathBuf>,
}

/// Reads the style from the first of the files that exists.
pub fn read_style(source: &Source) -> Found {
    match source.first() {
        Some((path, text)) => Found { style: style_of(&text, &source.apps), file: Some(path.to_owned()) },
        None => Found { style: OpenScStyle::None, file: None },
    }
}

/// Reads the style, and copies the text that it was read from, so that OpenSC can be given the same; no copy if none can
/// be written, or if OpenSC may have a file that was not found.
pub fn settle(source: &Source, folders: &[PathBuf]) -> (Found, Option<OneReader>) {
    let (file, text) = source.first().map(|(path, text)| (path.to_owned(), text)).unzip();
    let style = text.as_ref().map_or(OpenScStyle::None, |text| style_of(text, &source.apps));
    let is_known = source.is_certain || text.is_some();
    let copy = is_known.then(|| OneReader::copy(folders, &text.unwrap_or_default()).ok()).flatten();
    (Found { style, file }, copy)
}

/// The style that this text sets for the driver, whichever of the apps it is.
fn style_of(text: &[u8], apps: &[&str]) -> OpenScStyle {
    let names_it = text.windows(STYLE.len()).any(|part| part.eq_ignore_ascii_case(STYLE.as_bytes()));
    let is_whole = u64::try_from(text.len()).is_ok_and(|length| length < MAXIMUM);
    if !names_it && is_whole {
        return OpenScStyle::None;
    }
    let Some(found) = Configuration::of(text).filter(|found| is_whole && !found.unusual) else {
        return OpenScStyle::Unclear;
    };
    let mut styles = apps.iter().map(|app| match found.pkcs11(app).map(|block| block.values(STYLE)) {
        None | Some([]) => OpenScStyle::None,
        Some([style]) => OpenScStyle::of_name(style),
        // OpenSC takes the first, and the author perhaps meant another.
        Some(_) => OpenScStyle::Unclear,
    });
    let style = styles.next().unwrap_or_default();
    if styles.all(|other| other == style) { style } else { OpenScStyle::Unclear }
}

/// The block that counts.
fn block_of(text: &str) -> Option<Block> {
    Configuration::of(text.as_bytes())?.into_pkcs11(OPENSC)
}

#[cfg(test)]
#[allow(clippy::disallowed_methods, reason = "a test writes its own files")]
mod tests {
    use std::io::Write;
    use std::path::Path;

    use super::*;

    fn style_of(text: &str) -> OpenScStyle {
        super::style_of(text.as_bytes(), &[OPENSC])
    }

    fn files(files: &[&Path]) -> Source {
        let mut source = Source::new(Path::new(OPENSC), Some(Path::new("")), &[], None);
        source.set_files(files);
        source
    }

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
        for text in ["}}}}", "{{{{", "app default { pkcs11 {", "= = ;", "\"", "app \"", "#"] {
            assert_eq!(style_of(text), OpenScStyle::None, "{text}");
        }
        let text = "app default { pkcs11 { user_pin_unblock_style =";
        assert_eq!(style_of(text), OpenScStyle::Unclear, "it names the option");
        assert_eq!(style_of(&"{".repeat(100_000)), OpenScStyle::None, "deep nesting is not followed");
    }

    #[test]
    fn without_a_file_opensc_takes_its_default() {
        let folder = tempfile::tempdir().unwrap();
        let missing = files(&[&folder.path().join("opensc.conf")]);
        let found = Found { style: OpenScStyle::None, file: None };
        assert_eq!(read_style(&missing), found, "none, and no file to name");
        let (settled, copy) = settle(&missing, &[folder.path().to_owned()]);
        assert_eq!(settled, found, "the same");
        assert_eq!(std::fs::read(copy.unwrap().path()).unwrap(), b"", "and OpenSC is given none");
    }

    #[test]
    fn what_is_no_readable_file_counts_as_empty_and_is_never_waited_for() {
        let folder = tempfile::tempdir().unwrap();
        let (file, next) = (folder.path().join("a"), folder.path().join("b"));
        let text = "app default { pkcs11 { user_pin_unblock_style = init_pin_in_so_session; } }";
        std::fs::File::create(&file).and_then(|mut file| file.write_all(text.as_bytes())).unwrap();
        assert_eq!(files(&[&next, &file]).first(), Some((&*file, text.into())), "the first that exists");
        assert_eq!(files(&[folder.path(), &file]).first(), None, "a folder");
        assert_eq!(files(&[&file.join("x")]).first(), None, "below a file");
        #[cfg(target_os = "linux")]
        {
            let mode = rustix::fs::Mode::from_raw_mode(0o600);
            rustix::fs::mknodat(rustix::fs::CWD, &next, rustix::fs::FileType::Fifo, mode, 0).unwrap();
            assert_eq!(files(&[&next, &file]).first(), None, "a FIFO");
        }
    }

    #[test]
    fn a_style_that_opensc_may_read_otherwise_is_unclear() {
        let set = "user_pin_unblock_style = set_pin_in_unlogged_session;";
        for text in [
            "app default { pkcs11 { user_pin_unblock_style=set_pin_in_unlogged_session; } }".to_owned(),
            format!("app default {{ pkcs11 {{ {set} }} }} }}"),
            format!("app default{{ pkcs11 {{ {set} }} }}"),
            format!("app default {{ pkcs11 {{ user_pin_unblock_style = none; {set} }} }}"),
            format!("app default {{ pkcs11 {{ USER_PIN_UNBLOCK_STYLE = none; {set} }} }}"),
            format!("app /usr/bin/tokenctl {{ pkcs11 {{ }} }} app default {{ pkcs11 {{ {set} }} }}"),
            format!("app default {{ pkcs11 {{ {set} }} }} # {}", " ".repeat(1 << 20)),
        ] {
            assert_eq!(style_of(&text), OpenScStyle::Unclear, "{}", text.trim_end());
        }
        for text in [
            format!("app Opensc-Pkcs11 {{ pkcs11 {{ }} }} app default {{ pkcs11 {{ {set} }} }}"),
            format!("app default {{ }} app default {{ pkcs11 {{ {set} }} }}"),
            format!("app default {{ pkcs11 {{ }} pkcs11 {{ {set} }} }}"),
            "app default { } }".to_owned(),
        ] {
            assert_eq!(style_of(&text), OpenScStyle::None, "it certainly is not set: {text}");
        }
        let own = format!("app opensc-pkcs11 {{ pkcs11 {{ {set} }} }}");
        let of = |apps: &[&str]| super::style_of(own.as_bytes(), apps);
        assert_eq!(of(&[OPENSC]), OpenScStyle::SetPinInUnloggedSession, "of this app");
        assert_eq!(of(&[OPENSC, "onepin-opensc-pkcs11"]), OpenScStyle::Unclear, "and not of the other");
    }

    #[test]
    fn opensc_is_given_the_text_that_the_style_was_read_from() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("opensc.conf");
        let text = "app default { pkcs11 { user_pin_unblock_style = init_pin_in_so_session; } }";
        std::fs::write(&file, text).unwrap();
        let (found, copy) = settle(&files(&[&file]), &[folder.path().to_owned()]);
        assert_eq!(
            found,
            Found { style: OpenScStyle::InitPinInSoSession, file: Some(file) },
            "the user's file is named"
        );
        assert_eq!(std::fs::read_to_string(copy.unwrap().path()).unwrap(), text, "and copied");
    }
}
