//! The commands that `docs/OUTPUT.md` lists: whoever runs all of them reads that list, so that none is forgotten.

use std::path::Path;

/// Each command with its formats.
pub fn commands() -> Vec<(String, Vec<String>)> {
    let page = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/OUTPUT.md")).expect("the page");
    let rows = page.lines().filter_map(|line| line.strip_prefix("| `tokenctl "));
    let commands = rows.map(|row| {
        let cells: Vec<&str> = row.split('|').map(str::trim).collect();
        let formats = cells[2].split(", ").filter(|format| format.chars().all(|letter| letter.is_ascii_lowercase()));
        (cells[0].trim_end_matches('`').to_owned(), formats.map(str::to_owned).collect())
    });
    commands.collect()
}
