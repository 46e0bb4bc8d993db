//! Measures how long inventories of many workstations take to merge, and how much memory that needs.
//!
//! `cargo run --release --example merge_inventories -- SAVED.json [TOKENS…]` multiplies the tokens of a saved inventory
//! with other serials and certificates, reads each number of them twice (a day apart) and merges; without numbers it
//! does 1,000 and 10,000. Pitfall: memory is the peak of the process so far, so the largest number comes last.
#![allow(clippy::print_stdout, reason = "an example speaks on stdout")]

use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::Context;
use tokenctl::commands::gather::of_file;
use tokenctl::report::inventory::{Inventory, Token};
use tokenctl::report::merge::merge;

fn main() -> anyhow::Result<()> {
    let mut arguments = std::env::args().skip(1);
    let saved = arguments.next().context("name a saved inventory")?;
    let saved = of_file(Path::new(&saved))?;
    let mut numbers = arguments.map(|number| number.parse()).collect::<Result<Vec<usize>, _>>()?;
    if numbers.is_empty() {
        numbers = vec![1_000, 10_000];
    }
    for number in numbers {
        let time = measure(&saved, number)?;
        println!("{number} tokens of two readings: {} ms, peak memory {}", time.as_millis(), peak());
    }
    Ok(())
}

fn measure(saved: &Inventory, number: usize) -> anyhow::Result<Duration> {
    let models: Vec<&Token> = saved.tokens.iter().filter(|token| !token.certificates.is_empty()).collect();
    anyhow::ensure!(!models.is_empty(), "the saved inventory has no token with a certificate");
    let tokens = models.iter().cycle().take(number).enumerate().map(|(index, model)| another(model, index)).collect();
    let now = saved.envelope.generated_at;
    let newer = Inventory { tokens, ..saved.clone() };
    let older = newer.clone();
    let start = Instant::now();
    let merged = merge(vec![older, newer], now);
    let time = start.elapsed();
    anyhow::ensure!(merged.inventory.tokens.len() == number, "each token is found again in the other reading");
    Ok(time)
}

/// The token with its own serial and certificates.
fn another(model: &Token, index: usize) -> Token {
    let mut token = model.clone();
    token.identity.serial = Some(format!("{index:08}9"));
    token.identity.reader = Some(format!("reader {}", index % 32));
    for (place, certificate) in token.certificates.iter_mut().enumerate() {
        certificate.sha256 = format!("{index:060x}{place:04x}");
    }
    token
}

/// The peak memory of this process so far, if the system reports it.
fn peak() -> String {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.map_or_else(|| "unknown".to_owned(), |line| line.trim().to_owned())
}
