//! Names from untrusted sources, and what a page would do if somebody put a script into it.

use std::net::TcpListener;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use crate::browser::Browser;
use crate::source::{Pages, many};

/// Names that try to close an element, start a script, reverse the line, or leave the page.
fn attacks() -> Vec<String> {
    let texts = [
        "</svg><script>document.title='taken'</script>",
        "\"><img src=http://127.0.0.1:1/x onerror=alert(1)>",
        "</style><style>*{display:none}</style>",
        "\u{202e}txt.exe\u{202d}\u{2066}x",
        "שלום עולם مرحبا",
        "<!--",
        "]]>&lt;b&gt;&#x3c;",
        "{{7*7}} ${7*7}",
        "a\0b\u{1b}[2J\u{7f}",
    ];
    let long = ["W".repeat(5_000), "ư ".repeat(2_500), "a\u{300}".repeat(2_500)];
    texts.into_iter().map(str::to_owned).chain(long).collect()
}

/// A server that drops and counts every connection.
fn listener() -> (u16, Arc<AtomicUsize>) {
    let server = TcpListener::bind("127.0.0.1:0").expect("a port");
    let port = server.local_addr().expect("an address").port();
    let calls = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&calls);
    std::thread::spawn(move || {
        for _call in server.incoming() {
            counted.fetch_add(1, Ordering::SeqCst);
        }
    });
    (port, calls)
}

const SKELETON: &str = "[...document.querySelectorAll('*')].map(one => one.localName).join(' ')";

#[test]
fn a_hostile_name_changes_neither_the_structure_nor_the_width_of_a_page() {
    let pages = Pages::new();
    let mut browser = Browser::start();
    let attacks = attacks();
    let count = attacks.len();
    // As many units, in the same order, so that the sections have the same rows.
    pages.save("calm.json", &many(count, |number| (format!("Người {number}"), format!("{number:02} Phòng"))));
    pages.save(
        "hostile.json",
        &many(count, |number| (attacks[number].clone(), format!("{number:02}{}", attacks[number]))),
    );
    for command in ["report", "check", "inventory"] {
        let mut skeletons = Vec::new();
        for names in ["calm", "hostile"] {
            let page = pages.make(&format!("{names}.html"), &[command, "--from", &format!("{names}.json")]);
            for width in [1100, 360] {
                browser.look(width, "light", "screen");
                browser.open(&page);
                assert_eq!(browser.complaints(), Vec::<String>::new(), "{command} {names}: no complaint");
                assert_eq!(browser.requests(), Vec::<String>::new(), "{command} {names}: no request");
                let fits = browser.evaluate("document.documentElement.scrollWidth <= innerWidth");
                assert_eq!(fits, true, "{command} {names}: it fits {width} pixels");
            }
            assert_eq!(browser.evaluate("document.scripts.length"), 0, "{command} {names}: no script");
            let harmful = r"/[\u0000-\u0008\u001b\u007f\u202a-\u202e\u2066-\u2069]/.test(document.body.textContent)";
            assert_eq!(browser.evaluate(harmful), false, "{command} {names}: no control character");
            skeletons.push(browser.evaluate(SKELETON));
            let size = std::fs::metadata(&page).expect("the page").len();
            assert!(size < 80_000, "{command} {names}: {size} bytes, whatever the names are");
        }
        assert_eq!(skeletons[0], skeletons[1], "{command}: the same elements in the same order");
    }
    browser.picture("hostile-telephone.png");
}

#[test]
fn what_somebody_puts_into_a_page_neither_runs_nor_loads() {
    let pages = Pages::new();
    let mut browser = Browser::start();
    pages.save("one.json", &many(1, |_| ("Người".to_owned(), "Phòng".to_owned())));
    pages.make("page.html", &["report", "--from", "one.json"]);
    let page = pages.text("page.html");
    let policy = "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; img-src data:\">";
    assert_eq!(page.matches(policy).count(), 1, "the policy that was promised");
    let (port, calls) = listener();
    let more = format!("<script>window.ran = 1</script><img src=\"http://127.0.0.1:{port}/x\"></body>");
    let tampered = page.replace("</body>", &more);
    std::fs::write(pages.path("tampered.html"), &tampered).expect("written");
    browser.open(&pages.path("tampered.html"));
    assert_eq!(browser.evaluate("typeof window.ran"), "undefined", "the script did not run");
    assert_eq!(calls.load(Ordering::SeqCst), 0, "and nobody was called");
    assert!(browser.complaints().len() >= 2, "the browser says what it refused");
    // Without the policy both would happen: this proves that the test detects them.
    std::fs::write(pages.path("open.html"), tampered.replace(policy, "")).expect("written");
    browser.open(&pages.path("open.html"));
    assert_eq!(browser.evaluate("window.ran"), 1, "without the policy it runs");
    assert!(calls.load(Ordering::SeqCst) > 0, "and calls");
    assert_eq!(browser.requests(), [format!("http://127.0.0.1:{port}/x")], "and the judge of requests is not blind");
}
