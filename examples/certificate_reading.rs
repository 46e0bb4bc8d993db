//! Reads certificates, prints the findings and the time per certificate:
//! `cargo run --release --example certificate_reading -- fixtures/certificates/*.der`.

#![allow(clippy::print_stdout, reason = "an example prints")]

use std::time::Instant;

use tokenctl::domain::certificate::parse;

fn main() -> std::io::Result<()> {
    const ROUNDS: u32 = 2_000;
    for path in std::env::args_os().skip(1) {
        let value = std::fs::read(&path)?;
        let certificate = parse(&value);
        let started = Instant::now();
        for _ in 0..ROUNDS {
            std::hint::black_box(parse(std::hint::black_box(&value)));
        }
        println!(
            "{} {:?} {:?} {:?}",
            path.display(),
            started.elapsed() / ROUNDS,
            certificate.subject,
            certificate.problems
        );
    }
    Ok(())
}
