//! Pages as people see them: both languages, both themes, a telephone, paper, and a screen reader.

use std::collections::BTreeSet;
use std::path::Path;
use std::process::Command;

use serde_json::{Value, json};

use crate::browser::Browser;
use crate::source::{Pages, many, roster, troubled};
use crate::support::succeed;

const WIDE: u32 = 1100;
const TELEPHONE: u32 = 360;

/// axe-core, installed by `install-test-tools.sh`.
fn axe() -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/tools/axe/axe.min.js");
    std::fs::read_to_string(&path).expect("axe-core is missing: run tests/scripts/install-test-tools.sh")
}

/// What prevents people from reading the page, with its location.
fn barriers(browser: &mut Browser) -> Vec<String> {
    let found = browser.evaluate("axe.run(document, {resultTypes: ['violations']}).then(found => found.violations)");
    let one = |found: &Value| {
        let places = found["nodes"].as_array().into_iter().flatten().take(3);
        let places: Vec<String> =
            places.map(|node| format!("{} {}", node["html"], node["any"][0]["message"])).collect();
        format!("{}: {}\n  {}", found["id"], found["help"], places.join("\n  "))
    };
    found.as_array().expect("a list").iter().map(one).collect()
}

/// What a page must be wherever it is opened.
fn judge(browser: &mut Browser, language: &str, what: &str) {
    assert_eq!(browser.evaluate("document.documentElement.lang"), language, "{what}: its language");
    let wider = "[...document.querySelectorAll('body *')].filter(one => !one.closest('.unseen, thead') \
                 && one.getBoundingClientRect().right > innerWidth + 1).map(one => one.outerHTML.slice(0, 90))";
    assert_eq!(browser.evaluate(wider), json!([]), "{what}: nothing is wider than the window");
    assert_eq!(browser.evaluate("document.documentElement.scrollWidth <= innerWidth"), true, "{what}: no scrolling");
    let cut = "[...document.querySelectorAll('svg text')].filter(one => one.getBBox().x + one.getBBox().width > 361) \
               .map(one => one.textContent)";
    assert_eq!(browser.evaluate(cut), json!([]), "{what}: no word leaves its drawing");
    assert_eq!(browser.complaints(), Vec::<String>::new(), "{what}: nothing is complained of");
    assert_eq!(browser.requests(), Vec::<String>::new(), "{what}: nothing is asked for");
}

/// Whether people with a screen reader or poor sight can use it.
fn listen(browser: &mut Browser, axe: &str, what: &str) {
    browser.evaluate(axe);
    let barriers = barriers(browser);
    assert!(barriers.is_empty(), "{what}:\n{}", barriers.join("\n"));
}

#[test]
fn a_page_is_readable_in_both_languages_both_themes_and_on_a_telephone() {
    let pages = Pages::new();
    let (axe, mut browser) = (axe(), Browser::start());
    pages.save("now.json", &troubled());
    let mut before = troubled();
    before["tokens"].as_array_mut().expect("tokens").truncate(9);
    pages.save("before.json", &before);
    let roster = roster();
    let report = ["report", "--from", "now.json", "--roster", &roster, "--since", "before.json"];
    let mut papers = BTreeSet::new();
    for language in ["vi", "en"] {
        for (kind, arguments) in [("report", &report[..]), ("check", &["check", "--from", "now.json"])] {
            let page = pages.make(&format!("{kind}.html"), &[arguments, &["--lang", language]].concat());
            for theme in ["light", "dark"] {
                for (width, device) in [(WIDE, "wide"), (TELEPHONE, "telephone")] {
                    browser.look(width, theme, "screen");
                    browser.open(&page);
                    let what = format!("{kind}-{language}-{theme}-{device}");
                    judge(&mut browser, language, &what);
                    // A narrow page has the same contents and colours; one telephone is enough.
                    if width == WIDE || (language, theme) == ("vi", "light") {
                        listen(&mut browser, &axe, &what);
                    }
                    browser.picture(&format!("{what}.png"));
                    let paper = browser.evaluate("getComputedStyle(document.body).backgroundColor");
                    papers.insert((theme, paper.to_string()));
                }
            }
        }
    }
    assert_eq!(papers.len(), 2, "one paper a theme: {papers:?}");
    let headings = browser.evaluate("[...document.querySelectorAll('h1, h2')].map(one => one.tagName)");
    assert_eq!(headings[0], "H1", "a page begins with its title");
    let scopes = "[...document.querySelectorAll('th')].every(one => ['col', 'row'].includes(one.scope))";
    assert_eq!(browser.evaluate(scopes), true, "every header says of what it is one");
}

#[test]
fn a_report_prints_on_a4_with_its_heads_on_every_sheet_and_no_chart_in_two() {
    let pages = Pages::new();
    let mut browser = Browser::start();
    pages.save("many.json", &many(400, |number| (format!("Người {number}"), format!("Phòng {number}"))));
    let page = pages.make("many.html", &["report", "--from", "many.json", "--lang", "en"]);
    browser.look(WIDE, "light", "print");
    browser.open(&page);
    for kept_whole in ["figure", "svg", "tbody tr"] {
        let broken = format!("getComputedStyle(document.querySelector('{kept_whole}')).breakInside");
        assert_eq!(browser.evaluate(&broken), "avoid", "{kept_whole} stays on one sheet");
    }
    let printed = browser.print("report.pdf");
    let facts = succeed(Command::new("pdfinfo").arg(&printed));
    let fact = |name: &str| facts.lines().find_map(|line| line.strip_prefix(name)).unwrap_or_default().trim();
    let sheets: usize = fact("Pages:").parse().expect("a number");
    assert!((8..=25).contains(&sheets), "{sheets} sheets");
    assert!(fact("Page size:").ends_with("(A4)"), "{facts}");
    let text = succeed(Command::new("pdftotext").arg("-layout").arg(&printed).arg("-"));
    for heading in ["Coverage", "What to do first", "Who cannot sign", "What expires in the next 24 months", "By unit"]
    {
        assert!(text.contains(heading), "{heading} is printed");
    }
    assert!(text.contains("… and 280 more; the workbook has all of them"), "what is left out is counted");
    let of_units = |sheet: &&str| sheet.contains("Phòng 1") || sheet.contains("Without a unit");
    let with_units: Vec<&str> = text.split('\u{c}').filter(of_units).collect();
    assert!(with_units.len() > 3, "the lists go over several sheets: {}", with_units.len());
    for sheet in &with_units {
        let has_head = ["Deadline", "Holder", "Share"].iter().any(|head| sheet.contains(head));
        assert!(has_head, "a sheet begins with the head of its table:\n{sheet}");
    }
    let chart = text.split('\u{c}').find(|sheet| sheet.contains("Certificates that expire from 2026-11")).expect("it");
    assert!(chart.contains("2028") && chart.contains("Certificates that expire from 2027-11"), "one sheet:\n{chart}");
}
