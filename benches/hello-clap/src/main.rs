//! Prints hello, or its version: the smallest program with the product's own command-line library.

use clap::Parser;

#[derive(Parser)]
#[command(name = "hello", version)]
struct Cli {
    #[arg(default_value = "world")]
    name: String,
}

fn main() {
    let cli = Cli::parse();
    println!("hello, {}", cli.name);
}
