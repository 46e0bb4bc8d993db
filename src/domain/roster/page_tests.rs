//! `docs/ROSTER.md` in both languages compared with the actual tables.

use super::*;

fn check<T>(page: &str, name: &str, table: &[Meaning<T>]) {
    for one in table {
        let row = format!("| {} | `{}` | {} |", one.shown, one.key, one.words.join(", "));
        assert!(page.contains(&row), "{name} has the row `{row}`");
    }
}

#[test]
fn the_page_names_every_title_alias_and_word() {
    for (name, page) in [
        ("ROSTER.md", include_str!("../../../docs/ROSTER.md")),
        ("ROSTER.vi.md", include_str!("../../../docs/ROSTER.vi.md")),
    ] {
        for one in &TITLES {
            let aliases = one.aliases.join(", ");
            let row = format!("| {} | {} | `{}` | {} | {aliases} |", one.vietnamese, one.english, one.key, one.example);
            assert!(page.contains(&row), "{name} has the row `{row}`");
        }
        check(page, name, &STATES);
        check(page, name, &CARRIERS);
        check(page, name, &KINDS);
    }
}
