//! The fuzzing seeds, each read once without a fuzzer.

use tokenctl::domain::uri::Uri;

#[test]
fn the_fuzzing_seeds_never_panic_and_hold_what_reads_and_what_does_not() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/corpus/uri");
    let (mut read, mut refused) = (0, 0);
    for entry in std::fs::read_dir(folder).expect("the seeds") {
        let text = std::fs::read_to_string(entry.expect("a seed").path()).expect("text");
        match Uri::parse(&text) {
            Ok(uri) => {
                read += 1;
                assert_eq!(Uri::parse(&uri.to_string()), Ok(uri), "{text}");
            }
            Err(_) => refused += 1,
        }
    }
    assert!(read >= 10 && refused >= 5, "both kinds of seeds: {read} read, {refused} refused");
}
