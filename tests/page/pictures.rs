//! The pictures in the README and the guide match the program's current output; the guide prints on four pages.

#[cfg(unix)]
use std::io::Write as _;
use std::path::Path;
#[cfg(unix)]
use std::process::{Command, Stdio};

#[cfg(unix)]
use crate::browser::Browser;
use crate::source::{Pages, fixture};
#[cfg(unix)]
use crate::support::{Home, succeed};

#[test]
fn the_pictures_of_the_readme_are_what_the_program_draws() {
    let pages = Pages::new();
    let from = fixture("inventory/demo.json");
    let from = from.to_str().expect("a plain path");
    for (language, names) in [("en", ["report-signing.svg", "report-months.svg"]), ("vi", ["ky-so.svg", "het-han.svg"])]
    {
        pages.make("page.html", &["report", "--from", from, "--lang", language]);
        let page = pages.text("page.html");
        let drawings = page.split("<svg ").skip(1).filter_map(|rest| rest.split_once("</svg>"));
        let drawings: Vec<String> = drawings.map(|(drawing, _)| format!("<svg {drawing}</svg>\n")).collect();
        assert_eq!(drawings.len(), 3, "one of who can sign, two of months");
        for (name, drawing) in names.iter().zip(&drawings) {
            let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/images").join(name);
            let kept = std::fs::read_to_string(&path).expect("the picture");
            assert!(kept == *drawing, "{name} is another: run docs/images/report.sh");
            assert!(drawing.contains("xmlns=\"http://www.w3.org/2000/svg\""), "{name} can be shown by itself");
        }
    }
}

/// The guide's pictures of the terminal: file, command, language, and the guide's name for the inventory.
const OF_THE_GUIDE: [(&str, &str, &str, &str); 6] = [
    ("thiet-bi.svg", "token list", "vi", "kiem-ke.json"),
    ("viec-gap.svg", "check", "vi", "kiem-ke.json"),
    ("viec-can-lam.svg", "plan", "vi", "kiem-ke.json"),
    ("tokens.svg", "token list", "en", "inventory.json"),
    ("urgent.svg", "check", "en", "inventory.json"),
    ("work.svg", "plan", "en", "inventory.json"),
];

#[test]
#[cfg(unix)]
fn the_pictures_of_the_guide_are_what_the_program_shows() {
    let project = Path::new(env!("CARGO_MANIFEST_DIR"));
    let home = Home::new();
    for (file, words, language, inventory) in OF_THE_GUIDE {
        let mut command = home.process();
        command.args(words.split(' ')).arg("--from").arg(fixture("inventory/demo.json"));
        command.args(["--at", "2026-11-22", "--lang", language, "--color", "always"]);
        let shown = command.output().expect("the program starts");
        let mut text = shown.stdout;
        if words == "plan" {
            // Only its table, as in docs/images/guide.sh.
            let end = text.windows(2).position(|pair| pair == b"\n\n").expect("notes below the table");
            text.truncate(end + 1);
        }
        text.extend(shown.stderr);
        let mut artist = Command::new("python3")
            .arg(project.join("docs/images/picture.py"))
            .arg(format!("tokenctl {words} --from {inventory} --lang {language}"))
            .env("PYTHONUTF8", "1")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("python3");
        artist.stdin.take().expect("a pipe").write_all(&text).expect("it reads");
        let drawn = artist.wait_with_output().expect("it ends").stdout;
        let kept = std::fs::read(project.join("docs/images").join(file)).expect("the picture");
        assert!(kept == drawn, "{file} is another: run docs/images/guide.sh");
        for guide in ["docs/huong-dan.md", "docs/guide.md"] {
            let guide_is_vietnamese = guide == "docs/huong-dan.md";
            let text = std::fs::read_to_string(project.join(guide)).expect("the guide");
            let shows = text.contains(&format!("](images/{file})"));
            assert_eq!(shows, guide_is_vietnamese == (language == "vi"), "{guide} and {file}");
        }
    }
}

/// The Markdown features that the guide uses, as a page to print.
#[cfg(unix)]
fn page(markdown: &str, folder: &Path) -> String {
    let escaped = |text: &str| text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    let mut html = String::from(
        "<!DOCTYPE html><meta charset='utf-8'><style>@page { size: A4; margin: 18mm } \
         body { font: 11pt/1.35 'Liberation Serif', serif } pre { font: 8.5pt/1.3 'DejaVu Sans Mono', monospace; \
         background: #f3f3f3; padding: 4px; white-space: pre-wrap } img { width: 100% } h2 { break-after: avoid; margin: 12px 0 4px } \
         p, pre { margin: 5px 0 } pre, img { break-inside: avoid }</style>",
    );
    let mut code = false;
    for block in markdown.split("\n\n") {
        let block = block.trim_matches('\n');
        if code || block.starts_with("```") {
            let inner: Vec<&str> = block.lines().filter(|line| !line.starts_with("```")).collect();
            html += &format!("<pre>{}</pre>", escaped(&inner.join("\n")));
            code = block.matches("```").count() % 2 == 1;
        } else if let Some(title) = block.strip_prefix("## ") {
            html += &format!("<h2>{}</h2>", escaped(title));
        } else if let Some(title) = block.strip_prefix("# ") {
            html += &format!("<h1>{}</h1>", escaped(title));
        } else if let Some((_, file)) = block.strip_prefix("![").and_then(|rest| rest.split_once("](")) {
            let file = folder.join(file.trim_end_matches(')'));
            html += &format!("<p><img src='file://{}'></p>", file.display());
        } else {
            html += &format!("<p>{}</p>", escaped(block));
        }
    }
    html
}

#[test]
#[cfg(unix)]
fn the_guide_is_at_most_four_pages_when_it_is_printed() {
    let docs = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs");
    let pages = Pages::new();
    let mut browser = Browser::start();
    for (guide, name) in [("huong-dan.md", "huong-dan"), ("guide.md", "guide")] {
        let text = std::fs::read_to_string(docs.join(guide)).expect("the guide");
        let html = pages.write(&format!("{name}.html"), &page(&text, &docs));
        browser.open(&html);
        let printed = browser.print(&format!("{name}.pdf"));
        let facts = succeed(Command::new("pdfinfo").arg(&printed));
        let fact = facts.lines().find_map(|line| line.strip_prefix("Pages:")).unwrap_or_default();
        let sheets: usize = fact.trim().parse().expect("a number");
        assert!((2..=4).contains(&sheets), "{guide}: {sheets} pages");
    }
}
