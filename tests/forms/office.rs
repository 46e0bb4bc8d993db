//! LibreOffice and Poppler as judges of a letter: one conversion for all letters, because starting it is slow.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::libreoffice::until_made;

/// A word of a page, in points from the upper left corner.
pub(crate) struct Word {
    pub(crate) left: f64,
    pub(crate) top: f64,
    pub(crate) right: f64,
    pub(crate) bottom: f64,
    pub(crate) text: String,
}

/// A page as Poppler sees it.
pub(crate) struct Page {
    pub(crate) width: f64,
    pub(crate) height: f64,
    pub(crate) words: Vec<Word>,
}

impl Page {
    /// Words whose middle lies between two distances from the left edge, in reading order, without spaces.
    pub(crate) fn column(&self, left: f64, right: f64) -> String {
        let middle = |word: &Word| f64::midpoint(word.left, word.right);
        let mut words: Vec<&Word> = self.words.iter().filter(|word| (left..right).contains(&middle(word))).collect();
        words.sort_by(|one, other| {
            let same_line =
                f64::midpoint(one.top, one.bottom) > other.top && f64::midpoint(one.top, one.bottom) < other.bottom;
            if same_line { one.left.total_cmp(&other.left) } else { one.top.total_cmp(&other.top) }
        });
        words.iter().map(|word| word.text.as_str()).collect()
    }
}

/// Where rendered pages are kept, so that a person can look at them.
pub(crate) fn kept() -> PathBuf {
    Path::new(env!("CARGO_TARGET_TMPDIR")).parent().expect("target/tmp has a parent").join("forms")
}

fn run(command: &mut Command, need: &str) -> Vec<u8> {
    let output = command
        .stdin(Stdio::null())
        .output()
        .unwrap_or_else(|error| panic!("{} cannot be run ({error}); install {need}", command.get_program().display()));
    assert!(output.status.success(), "{command:?}: {}", String::from_utf8_lossy(&output.stderr));
    output.stdout
}

/// A font configuration without Debian's first Liberation fonts, installed with Chromium: they have the names and
/// widths of the second ones, but no Vietnamese letters, and LibreOffice takes either.
pub(crate) fn fonts() -> PathBuf {
    let folder = kept();
    std::fs::create_dir_all(&folder).expect("target/ is writable");
    let configuration = folder.join("fonts.conf");
    let text = "<?xml version=\"1.0\"?>\n<!DOCTYPE fontconfig SYSTEM \"urn:fontconfig:fonts.dtd\">\n<fontconfig>\n\
        <include ignore_missing=\"yes\">/etc/fonts/fonts.conf</include>\n<selectfont><rejectfont>\
        <glob>/usr/share/fonts/truetype/liberation/*</glob></rejectfont></selectfont>\n</fontconfig>\n";
    #[expect(clippy::disallowed_methods, reason = "a test's own scratch file")]
    std::fs::write(&configuration, text).expect("target/ is writable");
    configuration
}

/// Converts letters to PDF in one run of LibreOffice with a separate profile, and reads their pages.
pub(crate) fn pages(letters: &BTreeMap<String, Vec<u8>>) -> BTreeMap<String, Vec<Page>> {
    let folder = kept();
    std::fs::create_dir_all(&folder).expect("target/ is writable");
    let profile = tempfile::tempdir().expect("a temporary folder");
    let mut office = Command::new("soffice");
    office
        .env("FONTCONFIG_FILE", fonts())
        .arg(format!("-env:UserInstallation=file://{}", profile.path().display()))
        .args(["--headless", "--convert-to", "pdf", "--outdir"])
        .arg(&folder);
    for (name, bytes) in letters {
        let path = folder.join(format!("{name}.docx"));
        #[expect(clippy::disallowed_methods, reason = "a test's own scratch file")]
        std::fs::write(&path, bytes).expect("target/ is writable");
        let pdf = path.with_extension("pdf");
        if pdf.exists() {
            std::fs::remove_file(&pdf).expect("an old PDF must not pass for a new one");
        }
        office.arg(&path);
    }
    let convert = || {
        run(&mut office, "libreoffice-writer-nogui");
    };
    until_made(convert, || letters.keys().all(|name| folder.join(format!("{name}.pdf")).exists()));
    letters.keys().map(|name| (name.clone(), read(&folder.join(format!("{name}.pdf"))))).collect()
}

fn read(pdf: &Path) -> Vec<Page> {
    assert!(pdf.exists(), "LibreOffice made no {}", pdf.display());
    run(
        Command::new("pdftoppm").args(["-r", "70", "-l", "3", "-png"]).arg(pdf).arg(pdf.with_extension("")),
        "poppler-utils",
    );
    let html = run(Command::new("pdftotext").arg("-bbox").arg(pdf).arg("-"), "poppler-utils");
    let html = String::from_utf8(html).expect("Poppler writes UTF-8");
    let mut pages = Vec::new();
    for line in html.lines().map(str::trim) {
        if line.starts_with("<page ") {
            pages.push(Page { width: number(line, "width"), height: number(line, "height"), words: Vec::new() });
        } else if let (true, Some(page)) = (line.starts_with("<word "), pages.last_mut()) {
            let text = line.split_once('>').and_then(|(_, rest)| rest.rsplit_once("</word>")).expect("a word").0;
            page.words.push(Word {
                left: number(line, "xMin"),
                top: number(line, "yMin"),
                right: number(line, "xMax"),
                bottom: number(line, "yMax"),
                text: text
                    .replace("&lt;", "<")
                    .replace("&gt;", ">")
                    .replace("&quot;", "\"")
                    .replace("&apos;", "'")
                    .replace("&amp;", "&"),
            });
        }
    }
    pages
}

fn number(line: &str, attribute: &str) -> f64 {
    let rest = line.split_once(&format!("{attribute}=\"")).expect("the attribute is there").1;
    rest.split('"').next().unwrap().parse().expect("a number")
}

/// A part of a document, as text.
pub(crate) fn part(document: &[u8], name: &str) -> String {
    let file = tempfile::NamedTempFile::new().expect("a temporary file");
    #[expect(clippy::disallowed_methods, reason = "a test's own scratch file")]
    std::fs::write(file.path(), document).expect("it is writable");
    let bytes = run(Command::new("unzip").arg("-p").arg(file.path()).arg(name), "unzip");
    String::from_utf8(bytes).expect("XML is UTF-8")
}
