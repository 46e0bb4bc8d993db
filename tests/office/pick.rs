//! Tokens by their holder, and a numbered choice at a terminal.

use serde_json::{Value, json};

use crate::desk::Desk;

/// Two tokens of one holder and one of another.
fn desk() -> Desk {
    let text = include_str!("../../fixtures/inventory/demo.json");
    let mut inventory: Value = serde_json::from_str(text).expect("JSON");
    let tokens = inventory["tokens"].as_array_mut().expect("tokens");
    tokens.retain(|token| ["10240113", "10242147", "10243164"].iter().any(|serial| token["serial"] == *serial));
    for (place, (holder, label)) in
        [("Nguyễn Thị Thuý", "VGCA Token"), ("Nguyễn Thị Thúy", "VGCA Token"), ("Lê Văn Bình", "Thúy")]
            .iter()
            .enumerate()
    {
        tokens[place]["holder"] = json!(holder);
        tokens[place]["label"] = json!(label);
        let certificates = tokens[place]["certificates"].as_array_mut().expect("certificates");
        for certificate in certificates.iter_mut().filter(|one| one["is_ca"] == false) {
            certificate["subject"]["common_name"] = json!(holder);
        }
    }
    let desk = Desk::empty();
    desk.write("three.json", inventory.to_string().as_bytes());
    desk
}

fn shown(desk: &Desk, selector: &str) -> Vec<String> {
    let words = ["token", "list", "--from", "three.json", "--token", selector, "--format", "json"];
    let outcome = desk.run(&words);
    if outcome.status != 0 {
        assert_eq!(outcome.status, 3, "{selector}: {}", outcome.stderr);
        return Vec::new();
    }
    let document = outcome.json();
    let tokens = document["tokens"].as_array().expect("tokens").iter();
    tokens.map(|token| token["holder"].as_str().expect("a holder").to_owned()).collect()
}

#[test]
fn a_holder_selects_by_any_spelling_and_a_label_comes_first() {
    let desk = desk();
    let both = ["Nguyễn Thị Thuý", "Nguyễn Thị Thúy"];
    for selector in ["holder:nguyễn thị thúy", "holder:NGUYỄN THỊ THUÝ", "Nguyễn Thị Thúy", "holder:Thúy", "Nguyễn Thị"]
    {
        assert_eq!(shown(&desk, selector), both, "{selector}");
    }
    assert_eq!(shown(&desk, "Thúy"), ["Lê Văn Bình"], "the token that is called so");
    assert_eq!(shown(&desk, "bình"), ["Lê Văn Bình"], "a part of the name");
    assert_eq!(shown(&desk, "holder:Binh"), Vec::<String>::new(), "tones tell people apart");
}

#[test]
fn without_a_terminal_several_are_refused_where_one_is_meant() {
    let desk = desk();
    let words = ["cert", "export", "--from", "three.json", "--token", "Nguyễn Thị Thúy", "--lang", "en"];
    let outcome = desk.run(&words);
    assert_eq!((outcome.status, outcome.text()), (4, ""), "{}", outcome.stderr);
    assert!(!outcome.stderr.contains("Which one?"), "nobody is asked: {}", outcome.stderr);
}

#[test]
#[cfg(target_os = "linux")]
fn at_a_terminal_a_number_chooses_the_token() {
    let desk = desk();
    let mut process = desk.process();
    process.args(["token", "show", "--from", "three.json", "--token", "holder:Nguyễn Thị Thúy", "--lang", "en"]);
    process.args(["--at", crate::desk::AT]);
    let mut screen = crate::support::Screen::start(&process);
    screen.answer("Which one?", "2\n");
    let (status, all) = screen.end();
    assert_eq!(status, 0, "{all}");
    let (shown, rest) = all.split_once("Which one?").expect("it was asked");
    assert!(shown.contains("2 tokens match") && shown.contains("1. VGCA Token"), "numbered:\n{shown}");
    assert!(rest.contains("Nguyễn Thị Thúy") && !rest.contains("Nguyễn Thị Thuý"), "the second alone:\n{rest}");
}
