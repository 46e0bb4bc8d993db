//! The syntax of opensc.conf, as OpenSC reads it: measured against OpenSC 0.23, and the same in later ones.
//!
//! Pitfalls: a word without quotes ends only at a blank, `;` or `,`, so that `{`, `}` and `=` need a blank before them; a
//! quoted one ends with its line; a repeated option adds to the first one's values; names are compared without case;
//! and after a syntax error OpenSC uses nothing of the file.

use super::DEEPEST;

/// The blocks of a file that OpenSC accepts.
#[derive(Debug, Default)]
pub(super) struct Configuration {
    blocks: Vec<Block>,
    /// Whether anything is written in an unusual way, so that it may not mean what its author thinks.
    pub(super) unusual: bool,
}

/// A block: `app default { … }`.
#[derive(Debug)]
pub(super) struct Block {
    /// The number of the block around it.
    parent: Option<usize>,
    kind: String,
    /// The first name, if it has one.
    name: String,
    /// Options with their values, in the order of the file.
    options: Vec<(String, Vec<String>)>,
    /// The position after its brace.
    pub(super) inside: usize,
}

impl Block {
    fn is(&self, kind: &str) -> bool {
        self.kind.eq_ignore_ascii_case(kind)
    }

    /// The values of an option.
    pub(super) fn values(&self, option: &str) -> &[String] {
        let found = self.options.iter().find(|(name, _)| name.eq_ignore_ascii_case(option));
        found.map(|(_, values)| values.as_slice()).unwrap_or_default()
    }

    /// The first value of an option, the only one that OpenSC takes where it expects one.
    pub(super) fn value(&self, option: &str) -> Option<&str> {
        self.values(option).first().map(String::as_str)
    }
}

impl Configuration {
    /// Reads the blocks; `None` if OpenSC rejects the file.
    pub(super) fn of(text: &[u8]) -> Option<Self> {
        let mut parser = Parser::default();
        let mut tokens = Tokens { text, place: 0, unusual: false };
        while let Some(token) = tokens.next() {
            parser.take(token, tokens.place)?;
        }
        let mut found = parser.found;
        let of_program = |block: &Block| block.is("app") && block.name.contains(['/', '\\']);
        found.unusual |= tokens.unusual
            || parser.open.is_some()
            || parser.state != State::Start
            // OpenSC prefers a block for the path of the program that loads it.
            || found.blocks.iter().any(of_program);
        Some(found)
    }

    /// The first block of an app.
    pub(super) fn app(&self, name: &str) -> Option<&Block> {
        self.app_number(name).and_then(|number| self.blocks.get(number))
    }

    fn app_number(&self, name: &str) -> Option<usize> {
        let is_it = |block: &Block| block.parent.is_none() && block.is("app") && block.name.eq_ignore_ascii_case(name);
        self.blocks.iter().position(is_it)
    }

    /// The `pkcs11` block that counts for an app: the first of its own, otherwise that of `default`.
    pub(super) fn pkcs11(&self, app: &str) -> Option<&Block> {
        [app, "default"].into_iter().find_map(|app| {
            let parent = Some(self.app_number(app)?);
            self.blocks.iter().find(|block| block.parent == parent && block.is("pkcs11"))
        })
    }

    /// The same, moved out.
    pub(super) fn into_pkcs11(mut self, app: &str) -> Option<Block> {
        let inside = self.pkcs11(app)?.inside;
        let place = self.blocks.iter().position(|block| block.inside == inside)?;
        Some(self.blocks.swap_remove(place))
    }
}

/// What has been read of a statement.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
enum State {
    /// Nothing.
    #[default]
    Start,
    /// Its first word, and perhaps a name just now.
    Name { set: bool },
    /// `=`, and perhaps a value just now.
    Value { set: bool },
}

#[derive(Default)]
struct Parser {
    found: Configuration,
    /// Options outside of all blocks.
    outside: Vec<(String, Vec<String>)>,
    state: State,
    key: String,
    names: Vec<String>,
    /// The block that is open, by its number.
    open: Option<usize>,
    depth: usize,
    /// The option that takes values, by its number in the open block.
    option: Option<usize>,
    /// Whether a line has just ended.
    ended_line: bool,
}

impl Parser {
    /// Takes a token that ends at this place; `None` at a syntax error.
    fn take(&mut self, token: Token, place: usize) -> Option<()> {
        let ended_line = std::mem::replace(&mut self.ended_line, token == Token::LineEnd);
        match token {
            Token::Comment => self.comment(),
            Token::LineEnd if ended_line => self.comment(),
            Token::LineEnd => Some(()),
            Token::Word(word) => self.word(word),
            Token::Mark(b'{') => self.open(place),
            Token::Mark(b'}') => self.close(),
            Token::Mark(b'=') => self.equals(),
            Token::Mark(b',') => self.comma(),
            Token::Mark(_) => {
                // A statement that sets nothing.
                self.found.unusual |= matches!(self.state, State::Name { .. });
                self.reset();
                Some(())
            }
        }
    }

    fn reset(&mut self) {
        self.state = State::Start;
        self.key.clear();
        self.names.clear();
    }

    /// A comment or an empty line. Within a statement it replaces what was read of it.
    fn comment(&mut self) -> Option<()> {
        self.option = None;
        (!matches!(self.state, State::Name { .. })).then_some(())
    }

    fn word(&mut self, word: String) -> Option<()> {
        if self.state == (State::Value { set: true }) {
            // The semicolon is missing.
            self.found.unusual = true;
            self.reset();
        }
        match self.state {
            State::Start => {
                self.key = word;
                self.state = State::Name { set: false };
            }
            State::Name { set: false } => {
                self.names.push(word);
                self.state = State::Name { set: true };
            }
            State::Value { set: false } => {
                let option = self.option?;
                self.options()?.get_mut(option)?.1.push(word);
                self.state = State::Value { set: true };
            }
            State::Name { set: true } | State::Value { set: true } => return None,
        }
        Some(())
    }

    /// The options of the open block.
    fn options(&mut self) -> Option<&mut Vec<(String, Vec<String>)>> {
        match self.open {
            Some(open) => Some(&mut self.found.blocks.get_mut(open)?.options),
            None => Some(&mut self.outside),
        }
    }

    fn open(&mut self, inside: usize) -> Option<()> {
        if !matches!(self.state, State::Name { .. }) || self.depth >= DEEPEST {
            return None;
        }
        let kind = std::mem::take(&mut self.key);
        let name = self.names.drain(..).next().unwrap_or_default();
        let block = Block { parent: self.open, kind, name, options: Vec::new(), inside };
        self.open = Some(self.found.blocks.len());
        self.found.blocks.push(block);
        self.depth = self.depth.saturating_add(1);
        self.reset();
        Some(())
    }

    fn close(&mut self) -> Option<()> {
        match self.state {
            State::Start => {}
            State::Value { set: true } => {
                self.found.unusual = true;
                self.reset();
            }
            State::Name { .. } | State::Value { set: false } => return None,
        }
        self.open = self.found.blocks.get(self.open?)?.parent;
        self.depth = self.depth.saturating_sub(1);
        Some(())
    }

    fn equals(&mut self) -> Option<()> {
        if !matches!(self.state, State::Name { .. }) {
            return None;
        }
        self.found.unusual |= !self.names.is_empty();
        let key = std::mem::take(&mut self.key);
        let options = self.options()?;
        let known = options.iter().position(|(name, _)| name.eq_ignore_ascii_case(&key));
        let option = known.unwrap_or(options.len());
        if known.is_none() {
            options.push((key, Vec::new()));
        }
        self.option = Some(option);
        self.state = State::Value { set: false };
        Some(())
    }

    fn comma(&mut self) -> Option<()> {
        if self.depth >= DEEPEST {
            return None;
        }
        self.state = match self.state {
            State::Start => return None,
            State::Name { .. } => State::Name { set: false },
            State::Value { .. } => State::Value { set: false },
        };
        Some(())
    }
}

#[derive(Debug, PartialEq, Eq)]
enum Token {
    Word(String),
    /// `{`, `}`, `=`, `,` or `;`.
    Mark(u8),
    Comment,
    LineEnd,
}

struct Tokens<'a> {
    text: &'a [u8],
    place: usize,
    unusual: bool,
}

impl Tokens<'_> {
    /// Everything up to one of these, which is not taken.
    fn up_to(&mut self, ends: &[u8]) -> &[u8] {
        let rest = self.text.get(self.place..).unwrap_or_default();
        let length = rest.iter().position(|octet| ends.contains(octet)).unwrap_or(rest.len());
        self.place = self.place.saturating_add(length);
        rest.get(..length).unwrap_or_default()
    }

    fn quoted(&mut self) -> Token {
        let mut word = self.up_to(b"\"\r\n").to_vec();
        let end = self.text.get(self.place).copied();
        self.place = self.place.saturating_add(1).min(self.text.len());
        if end != Some(b'"') {
            // The end of the line, or what marks the end of the file, belongs to the word.
            word.push(end.unwrap_or(0xFF));
            self.unusual = true;
        }
        Token::Word(String::from_utf8_lossy(&word).into_owned())
    }

    fn plain(&mut self) -> Token {
        let word = self.up_to(b";, \t\r\n");
        let is_odd = |octet: &u8| b"{}=\"".contains(octet) || !octet.is_ascii_graphic();
        let (odd, word) = (word.iter().any(is_odd), String::from_utf8_lossy(word).into_owned());
        self.unusual |= odd;
        Token::Word(word)
    }
}

impl Iterator for Tokens<'_> {
    type Item = Token;

    fn next(&mut self) -> Option<Token> {
        loop {
            let first = *self.text.get(self.place)?;
            let after = self.place.saturating_add(1);
            match first {
                b' ' | b'\t' | b'\r' => self.place = after,
                b'#' => {
                    self.up_to(b"\r\n");
                    return Some(Token::Comment);
                }
                b'"' => {
                    self.place = after;
                    return Some(self.quoted());
                }
                b'\n' | b'{' | b'}' | b'=' | b',' | b';' => {
                    self.place = after;
                    return Some(if first == b'\n' { Token::LineEnd } else { Token::Mark(first) });
                }
                _ => return Some(self.plain()),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The option `x` of the block that counts, `-` if there is none, or `rejected`.
    fn read(text: &str) -> String {
        match Configuration::of(text.as_bytes()) {
            None => "rejected".to_owned(),
            Some(found) => {
                found.pkcs11("opensc-pkcs11").map_or("-", |block| block.value("x").unwrap_or("-")).to_owned()
            }
        }
    }

    fn is_unusual(text: &str) -> bool {
        Configuration::of(text.as_bytes()).is_some_and(|found| found.unusual)
    }

    #[test]
    fn a_word_ends_only_at_a_blank_a_comma_or_a_semicolon() {
        for (text, found) in [
            ("app default { pkcs11 { x = 1; } }", "1"),
            ("app default {pkcs11 {x =1;}}", "1"),
            ("app default { pkcs11 { x=1; } }", "-"),
            ("app default { pkcs11 { x= 1; } }", "-"),
            ("app default { pkcs11{ x = 1; } }", "rejected"),
            ("app default{ pkcs11 { x = 1; } }", "rejected"),
            ("app default{\n debug = 0;\n}\n", "rejected"),
            ("app default { pkcs11 { x = 1} }", "1}"),
            ("app default { pkcs11 { x = a\"b; } }", "a\"b"),
            ("app default { pkcs11 { x = a#b; } }", "a#b"),
            ("app default { pkcs11 { x = 1\u{b}; } }", "1\u{b}"),
            ("\u{feff}app default { pkcs11 { x = 1; } }", "-"),
        ] {
            assert_eq!(read(text), found, "{text:?}");
        }
    }

    #[test]
    fn a_quoted_word_ends_with_its_line_and_a_comment_at_either_end_of_a_line() {
        for (text, found) in [
            ("app \"default\" { \"pkcs11\" { \"x\" = \"a b;{}\"; } }", "a b;{}"),
            ("app default { pkcs11 { x = \"\"; } }", ""),
            ("app default { pkcs11 { y = \"a\n x = 1; } }", "1"),
            ("app default { pkcs11 { x = \"a\n } }", "a\n"),
            ("app default { pkcs11 { x = \"a", "a\u{fffd}"),
            ("# a\rapp default { pkcs11 {\r x = 1; # b\r } }\r", "1"),
            ("# app default { pkcs11 { x = 1; } }", "-"),
        ] {
            assert_eq!(read(text), found, "{text:?}");
        }
    }

    #[test]
    fn a_syntax_error_rejects_the_whole_file() {
        let block = "app default { pkcs11 { x = 1; } }";
        for error in
            ["}", "{", "=", ",", "a }", "a = }", "a b c", "= b;", "a = = b;", "a = b {", "a\n\n= b;", "a # b\n= c;"]
        {
            assert_eq!(read(&format!("{block}\n{error}")), "rejected", "{error:?}");
        }
        for list in ["a = b, # c\n d;", "a = # b\n c;", "a = b,\n\n c;"] {
            assert_eq!(read(&format!("{list} {block}")), "rejected", "a comment takes the list's place: {list:?}");
        }
        for fine in
            [";", "a", "a = ", "a = b", "a = b, c", "a b = c", "a b", "a, b", "app x {", "a = b # c\n;", "\n\n# a\n\n"]
        {
            assert_eq!(read(&format!("{block}\n{fine}")), "1", "{fine:?}");
        }
        assert_eq!(read(&"a { ".repeat(DEEPEST)), "-", "as deep as OpenSC goes");
        assert_eq!(read(&"a { ".repeat(DEEPEST + 1)), "rejected", "too deep");
    }

    #[test]
    fn the_first_block_and_the_first_value_count_whatever_their_case() {
        for (text, found) in [
            ("app default { pkcs11 { x = 1; x = 2; } }", "1"),
            ("app default { pkcs11 { X = 1; x = 2; } }", "1"),
            ("app default { pkcs11 { x = ; x = 2; } }", "2"),
            ("app default { pkcs11 { x = 1 y = 2; } }", "1"),
            ("app default { pkcs11 { } pkcs11 { x = 1; } }", "-"),
            ("app default { pkcs11 any { x = 1; } }", "1"),
            ("app default { } app default { pkcs11 { x = 1; } }", "-"),
            ("app default, other { pkcs11 { x = 1; } }", "1"),
            ("app other, default { pkcs11 { x = 1; } }", "-"),
            ("APP Default { PKCS11 { x = 1; } }", "1"),
            ("app Opensc-Pkcs11 { pkcs11 { } } app default { pkcs11 { x = 1; } }", "-"),
            ("app opensc-pkcs11 { } app default { pkcs11 { x = 1; } }", "1"),
            ("app default { a { pkcs11 { x = 1; } } }", "-"),
        ] {
            assert_eq!(read(text), found, "{text:?}");
        }
    }

    #[test]
    fn what_may_not_mean_what_it_looks_like_is_unusual() {
        for text in [
            "a=b;",
            "a b = c;",
            "a = b c = d;",
            "app x { a = b }",
            "app x {",
            "a = \"b\n;",
            "a = b{;",
            "\u{feff}a = b;",
            "app /usr/bin/x { }",
            "a",
        ] {
            assert!(is_unusual(text), "{text:?}");
        }
        for text in ["", "# a\n\napp default {\n\ta = b, \"c d\";\n\tb {\n\t}\n}\r\n", "app x { a = \"=\"; } ;"] {
            assert!(!is_unusual(text), "{text:?}");
        }
    }
}
