//! What a Rust file refers to: `use` trees, full paths, macros and `unsafe`, each with its line.
//!
//! A tokeniser, not a compiler: comments, strings and tests are skipped, aliases of `use` are followed one step.
//! Pitfall: only source code is read, so the output of our macros is judged where the macro is used.

use std::collections::BTreeMap;

/// One thing that a file refers to.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Reference {
    /// `crate::render::word`, `std::fs::read`, `println!`, `unsafe`.
    pub path: String,
    /// Where.
    pub line: usize,
}

#[derive(Debug, Clone, PartialEq)]
enum Token {
    Word(String),
    Sign(char),
    /// `::`
    Path,
}

/// Everything that the product code in this file refers to. `module` is the file's own path: `["driver", "host"]`.
pub fn references(source: &str, module: &[&str]) -> Vec<Reference> {
    let tokens = without_tests(&tokens(source));
    let mut scan = Scan {
        tokens: &tokens,
        at: 0,
        module: module.iter().map(|&part| part.to_owned()).collect(),
        inner: Vec::new(),
        depth: 0,
        aliases: BTreeMap::new(),
        found: Vec::new(),
    };
    scan.run();
    scan.found.sort();
    scan.found.dedup();
    scan.found
}

/// The module path of a file under `src/`: `driver/host/mod.rs` is `["driver", "host"]`.
pub fn module_of(file: &str) -> Vec<&str> {
    let mut parts: Vec<&str> = file.trim_end_matches(".rs").split('/').collect();
    if matches!(parts.last(), Some(&("mod" | "lib" | "main"))) {
        parts.pop();
    }
    parts
}

struct Scan<'a> {
    tokens: &'a [(Token, usize)],
    at: usize,
    module: Vec<String>,
    /// Modules opened inside the file, with the brace depth at which they end.
    inner: Vec<usize>,
    depth: usize,
    aliases: BTreeMap<String, String>,
    found: Vec<Reference>,
}

impl Scan<'_> {
    fn peek(&self, ahead: usize) -> Option<&Token> {
        self.tokens.get(self.at + ahead).map(|(token, _)| token)
    }

    fn line(&self) -> usize {
        self.tokens.get(self.at).map_or(0, |(_, line)| *line)
    }

    fn note(&mut self, path: String, line: usize) {
        self.found.push(Reference { path, line });
    }

    fn run(&mut self) {
        while let Some(token) = self.peek(0).cloned() {
            match token {
                Token::Word(word) => self.word(&word),
                Token::Sign('{') => {
                    self.depth += 1;
                    self.at += 1;
                }
                Token::Sign('}') => {
                    self.depth -= 1;
                    self.at += 1;
                    if self.inner.last() == Some(&self.depth) {
                        self.inner.pop();
                        self.module.pop();
                    }
                }
                Token::Sign(_) | Token::Path => self.at += 1,
            }
        }
    }

    fn word(&mut self, word: &str) {
        let line = self.line();
        match (word, self.peek(1).cloned(), self.peek(2).cloned()) {
            ("use", ..) => {
                self.at += 1;
                self.tree("");
            }
            ("mod", Some(Token::Word(name)), Some(Token::Sign('{'))) => {
                self.inner.push(self.depth);
                self.module.push(name);
                self.at += 2;
            }
            ("unsafe", ..) => {
                self.note("unsafe".to_owned(), line);
                self.at += 1;
            }
            (_, Some(Token::Sign('!')), Some(Token::Sign('(' | '[' | '{'))) => {
                self.note(format!("{word}!"), line);
                self.at += 2;
            }
            (_, Some(Token::Path), _) => self.full_path(),
            _ => self.at += 1,
        }
    }

    /// A path in the middle of code; its first word may be an alias.
    fn full_path(&mut self) {
        let line = self.line();
        let mut parts = Vec::new();
        while let Some(Token::Word(part)) = self.peek(0).cloned() {
            parts.push(part);
            self.at += 1;
            if self.peek(0) != Some(&Token::Path) {
                break;
            }
            self.at += 1;
        }
        let mut path = parts.join("::");
        if let Some(meant) = parts.first().and_then(|first| self.aliases.get(first)) {
            path = path.replacen(&parts[0], meant, 1);
        }
        if self.peek(0) == Some(&Token::Sign('!')) && self.peek(1) != Some(&Token::Sign('=')) {
            path.push('!');
        }
        let path = self.resolve(&path);
        self.note(path, line);
    }

    /// One branch of a `use` tree, after `prefix::`.
    fn tree(&mut self, prefix: &str) {
        let line = self.line();
        let mut path = prefix.to_owned();
        loop {
            match self.peek(0).cloned() {
                Some(Token::Word(word)) => {
                    path = if path.is_empty() { word } else { format!("{path}::{word}") };
                    self.at += 1;
                }
                Some(Token::Path) => self.at += 1,
                Some(Token::Sign('{')) => {
                    self.at += 1;
                    while !matches!(self.peek(0), Some(Token::Sign('}')) | None) {
                        self.tree(&path);
                        if self.peek(0) == Some(&Token::Sign(',')) {
                            self.at += 1;
                        }
                    }
                    self.at += 1;
                    return;
                }
                Some(Token::Sign('*')) => self.at += 1,
                _ => break,
            }
            if let (Some(Token::Word(word)), Some(Token::Word(name))) = (self.peek(0).cloned(), self.peek(1).cloned())
                && word == "as"
            {
                self.at += 2;
                return self.imported(&path, Some(name), line);
            }
        }
        self.imported(&path, None, line);
    }

    fn imported(&mut self, path: &str, alias: Option<String>, line: usize) {
        let path = self.resolve(path.strip_suffix("::self").unwrap_or(path));
        let name = alias.or_else(|| path.rsplit("::").next().map(str::to_owned));
        if let Some(name) = name {
            self.aliases.insert(name, path.clone());
        }
        self.note(path, line);
    }

    /// `super::…` and `self::…` as seen from the crate's root.
    fn resolve(&self, path: &str) -> String {
        let mut place = self.module.clone();
        let mut rest = path;
        let mut relative = false;
        while let Some((word, behind)) = rest.split_once("::") {
            match word {
                "super" => {
                    place.pop();
                }
                "self" => {}
                _ => break,
            }
            relative = true;
            rest = behind;
        }
        if rest == "super" {
            place.pop();
            (relative, rest) = (true, "");
        }
        if !relative {
            return path.to_owned();
        }
        let parts = ["crate"].into_iter().chain(place.iter().map(String::as_str)).chain([rest]);
        parts.filter(|part| !part.is_empty()).collect::<Vec<_>>().join("::")
    }
}

/// Words and signs with their lines, without comments and strings.
fn tokens(source: &str) -> Vec<(Token, usize)> {
    let characters: Vec<char> = source.chars().collect();
    let get = |at: usize| characters.get(at).copied().unwrap_or('\0');
    let (mut at, mut line, mut tokens) = (0, 1, Vec::new());
    while at < characters.len() {
        let from = at;
        match get(at) {
            '/' if get(at + 1) == '/' => at = end(&characters, at, |at| get(at) == '\n'),
            '/' if get(at + 1) == '*' => at = after_comment(&characters, at),
            '"' => at = after_text(&characters, at),
            'r' | 'b' | 'c' if raw_fence(&characters, at).is_some() => {
                let (start, fence) = raw_fence(&characters, at).unwrap_or((at, 0));
                let close = |at: usize| get(at) == '"' && (1..=fence).all(|step| get(at + step) == '#');
                at = end(&characters, start + 1, close) + 1 + fence;
            }
            // A character and not a lifetime.
            '\'' if get(at + 1) == '\\' => at = end(&characters, at + 3, |at| get(at) == '\'') + 1,
            '\'' if get(at + 2) == '\'' => at += 3,
            letter if letter.is_alphanumeric() || letter == '_' => {
                at = end(&characters, at, |at| !get(at).is_alphanumeric() && get(at) != '_');
                tokens.push((Token::Word(characters[from..at].iter().collect()), line));
            }
            ':' if get(at + 1) == ':' => {
                tokens.push((Token::Path, line));
                at += 2;
            }
            space if space.is_whitespace() => at += 1,
            sign => {
                tokens.push((Token::Sign(sign), line));
                at += 1;
            }
        }
        line += characters[from..at.min(characters.len())].iter().filter(|&&character| character == '\n').count();
    }
    tokens
}

fn end(characters: &[char], from: usize, stop: impl Fn(usize) -> bool) -> usize {
    (from..characters.len()).find(|&at| stop(at)).unwrap_or(characters.len())
}

/// After a block comment, which may contain others.
fn after_comment(characters: &[char], from: usize) -> usize {
    let (mut at, mut depth) = (from, 0_usize);
    while at < characters.len() {
        match (characters[at], characters.get(at + 1)) {
            ('/', Some('*')) => {
                depth += 1;
                at += 2;
            }
            ('*', Some('/')) => {
                depth -= 1;
                at += 2;
                if depth == 0 {
                    return at;
                }
            }
            _ => at += 1,
        }
    }
    at
}

fn after_text(characters: &[char], quote: usize) -> usize {
    let mut at = quote + 1;
    while at < characters.len() && characters[at] != '"' {
        at += if characters[at] == '\\' { 2 } else { 1 };
    }
    at + 1
}

/// For `r"`, `br#"`, `b"` and similar: the position of the quote, and how many `#` delimit it.
fn raw_fence(characters: &[char], from: usize) -> Option<(usize, usize)> {
    if from > 0 && (characters[from - 1].is_alphanumeric() || characters[from - 1] == '_') {
        return None;
    }
    let mut at = from;
    while matches!(characters.get(at), Some('b' | 'c')) && at - from < 1 {
        at += 1;
    }
    if characters.get(at) != Some(&'r') {
        return None;
    }
    let hashes = end(characters, at + 1, |at| characters[at] != '#') - at - 1;
    (characters.get(at + 1 + hashes) == Some(&'"')).then_some((at + 1 + hashes, hashes))
}

/// Skips every item after `#[cfg(test)]`.
fn without_tests(tokens: &[(Token, usize)]) -> Vec<(Token, usize)> {
    let word = |text: &str| Token::Word(text.to_owned());
    let mark = [Token::Sign('#'), Token::Sign('['), word("cfg"), Token::Sign('('), word("test"), Token::Sign(')')];
    let mut kept = Vec::new();
    let mut at = 0;
    while at < tokens.len() {
        let here = tokens[at..].iter().map(|(token, _)| token);
        if here.take(mark.len()).eq(mark.iter()) {
            let mut depth = 0_usize;
            while let Some((token, _)) = tokens.get(at) {
                at += 1;
                match token {
                    Token::Sign('{') => depth += 1,
                    Token::Sign('}') => {
                        depth -= 1;
                        if depth == 0 {
                            break;
                        }
                    }
                    Token::Sign(';') if depth == 0 => break,
                    _ => {}
                }
            }
        } else {
            kept.push(tokens[at].clone());
            at += 1;
        }
    }
    kept
}
