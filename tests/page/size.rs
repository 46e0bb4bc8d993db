//! Ten thousand tokens: a page that a browser still opens at once. Times are ratios, since machines differ.

use std::time::{Duration, Instant};

use crate::source::{Pages, many};

fn inventory(pages: &Pages, name: &str, count: usize) {
    let holder = |number: usize| (format!("Nguyễn Văn {number}"), format!("Ủy ban nhân dân phường {}", number % 300));
    pages.save(name, &many(count, holder));
}

#[test]
fn ten_thousand_tokens_stay_below_a_megabyte_and_say_what_is_left_out() {
    let pages = Pages::new();
    inventory(&pages, "few.json", 1_000);
    inventory(&pages, "many.json", 10_000);
    for command in ["report", "check"] {
        let timed = |from: &str| {
            let start = Instant::now();
            pages.make("page.html", &[command, "--from", from, "--lang", "en"]);
            start.elapsed()
        };
        let (small, large) = (timed("few.json"), timed("many.json"));
        let page = pages.text("page.html");
        assert!(page.len() < 1_000_000, "{command}: {} bytes", page.len());
        assert!(page.contains("; the workbook has all of them"), "{command}: what is left out is counted");
        // Quadratic time would be a hundred times as long.
        let allowed = small * 40 + Duration::from_secs(10);
        assert!(large < allowed, "{command}: ten times as much took {large:?} instead of {small:?}");
    }
    assert!(pages.text("page.html").contains("… and 9,700 more"), "all but 300 cards");
}
