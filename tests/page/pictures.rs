//! The report's pictures in the README are what the program draws today.

use std::path::Path;

use crate::source::{Pages, fixture};

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
