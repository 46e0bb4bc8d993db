//! Metrics, with promtool as the judge of both formats, and the alerts on them.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::json;

use crate::source::{Pages, demo, many, troubled};

fn metrics(pages: &Pages, from: &str, more: &[&str]) -> String {
    let arguments = [&["check", "--from", from, "--format", "openmetrics"], more].concat();
    let outcome = pages.run(&arguments);
    assert!(matches!(outcome.status, 0 | 10 | 11), "{}", outcome.stderr);
    outcome.text().to_owned()
}

#[cfg(unix)]
mod judged {
    use std::process::Command;

    use super::*;
    use crate::support::Outcome;

    fn promtool(arguments: &[&str], input: &str) -> Outcome {
        Outcome::with_input(Command::new("promtool").args(arguments), input.as_bytes())
    }

    #[test]
    fn promtool_takes_the_metrics_in_both_formats() {
        let pages = Pages::new();
        pages.save("troubled.json", &troubled());
        let hostile = "x\\\"} 1\n# EOF\ntokenctl_driver_up 0 | \u{202e}";
        pages.save("hostile.json", &many(3, |_| (hostile.to_owned(), hostile.to_owned())));
        for (from, more) in
            [("troubled.json", &[][..]), ("troubled.json", &["--with-names"]), ("hostile.json", &["--with-names"])]
        {
            let text = metrics(&pages, from, more);
            let older = promtool(&["check", "metrics"], &text);
            assert_eq!((older.status, older.stderr.as_str()), (0, ""), "the older format\n{text}");
            // The OpenMetrics parser requires a timestamp for each sample, which a collector adds.
            let timed: String = text
                .lines()
                .map(|line| if line.starts_with('#') { format!("{line}\n") } else { format!("{line} 1795000000\n") })
                .collect();
            let path = pages.path("timed.txt");
            std::fs::write(&path, timed).expect("written");
            let blocks = pages.path("blocks");
            let [path, blocks] = [&path, &blocks].map(|path| path.to_str().expect("a plain path"));
            promtool(&["tsdb", "create-blocks-from", "openmetrics", path, blocks], "").expect_status(0, &text);
            // This proves that the judge works: without its end marker the text is refused.
            let cut = text.replace("# EOF\n", "");
            std::fs::write(path, cut).expect("written");
            let refused = promtool(&["tsdb", "create-blocks-from", "openmetrics", path, blocks], "");
            assert_ne!(refused.status, 0, "a text without an end");
        }
    }

    #[test]
    fn every_alert_comes_when_it_should_and_not_otherwise() {
        let rules = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/page/alerts.test.yml");
        let outcome = promtool(&["test", "rules", rules], "");
        assert_eq!(outcome.status, 0, "{}\n{}", outcome.text(), outcome.stderr);
    }

    #[test]
    fn a_collector_of_another_user_reads_the_file_unless_it_names_people() {
        use std::os::unix::fs::PermissionsExt as _;

        let pages = Pages::new();
        pages.save("demo.json", &demo());
        let mode = |more: &[&str]| {
            let page = pages.make("tokens.prom", &[&["check", "--from", "demo.json"], more].concat());
            let mode = std::fs::metadata(page).expect("the file").permissions().mode() & 0o777;
            std::fs::remove_file(pages.path("tokens.prom")).expect("removed");
            mode
        };
        assert_ne!(mode(&[]) & 0o044, 0, "others read it, as far as the umask lets them");
        assert_eq!(mode(&["--with-names"]), 0o600, "with names it is its owner's alone");
    }
}

#[test]
fn names_of_persons_are_left_out_unless_asked_for() {
    let pages = Pages::new();
    let mut inventory = demo();
    // For self-signed certificates the holder is the issuer as well.
    let tokens = inventory["tokens"].as_array_mut().expect("tokens");
    let own = tokens.iter_mut().find(|token| token["serial"] == "10240113").expect("the token");
    let certificate = &mut own["certificates"][0];
    certificate["issuer"]["common_name"] = certificate["subject"]["common_name"].clone();
    certificate["issuer"]["text"] = certificate["subject"]["text"].clone();
    let people: BTreeSet<String> = tokens
        .iter()
        .flat_map(|token| [&token["holder"], &token["label"]])
        .filter_map(|name| name.as_str().map(str::to_owned))
        .collect();
    assert!(people.len() > 10, "{people:?}");
    pages.save("demo.json", &inventory);
    let plain = metrics(&pages, "demo.json", &[]);
    let named = metrics(&pages, "demo.json", &["--with-names"]);
    for name in &people {
        assert!(!plain.contains(name.as_str()), "{name} is not told");
        assert!(named.contains(name.as_str()), "{name} is told where it was asked for");
    }
    let redacted = metrics(&pages, "demo.json", &["--with-names", "--redact"]);
    assert!(people.iter().all(|name| !redacted.contains(name.as_str())), "pseudonyms with --redact");
}

#[test]
fn every_metric_says_what_it_is_and_tells_absolute_seconds() {
    let pages = Pages::new();
    pages.save("troubled.json", &troubled());
    let text = metrics(&pages, "troubled.json", &[]);
    let mut families: BTreeMap<&str, usize> = BTreeMap::new();
    for line in text.lines().filter(|line| !line.starts_with('#')) {
        let end = line.find(['{', ' ']).expect("a name");
        *families.entry(&line[..end]).or_default() += 1;
    }
    let names: Vec<&str> = families.keys().copied().collect();
    assert_eq!(
        names,
        [
            "tokenctl_driver_up",
            "tokenctl_last_run_timestamp_seconds",
            "tokenctl_token_info",
            "tokenctl_user_pin_state",
            "x509_cert_expired",
            "x509_cert_not_after",
            "x509_cert_not_before",
            "x509_read_errors",
        ],
        "without --revocation no list was looked at"
    );
    for name in names {
        for comment in [format!("# TYPE {name} gauge\n"), format!("# HELP {name} ")] {
            assert_eq!(text.matches(&comment).count(), 1, "{comment}");
        }
    }
    assert!(text.contains("# UNIT tokenctl_last_run_timestamp_seconds seconds\n"), "{text}");
    // 2026-11-22 in Hanoi; the certificate of 10242147 expired on 2026-10-08 at 23:59:59 there.
    assert!(text.contains("tokenctl_last_run_timestamp_seconds 1795280400\n"), "{text}");
    let ended = text.lines().find(|line| line.starts_with("x509_cert_not_after") && line.contains("\"10242147\""));
    assert!(ended.is_some_and(|line| line.ends_with(" 1791478799")), "{ended:?}");
    assert!(text.contains("tokenctl_user_pin_state{token_serial=\"10252317\",state=\"locked\"} 1\n"), "{text}");
    assert!(text.contains("tokenctl_driver_up{path=\"/usr/lib/bit4id/libbit4xpki.so\"} 0\n"), "{text}");
    let lines: BTreeSet<&str> = text.lines().collect();
    assert_eq!(lines.len(), text.lines().count(), "no series stands twice");
}

#[test]
fn tokens_that_look_the_same_are_told_apart() {
    let pages = Pages::new();
    let mut inventory = many(2, |_| ("A".to_owned(), "B".to_owned()));
    for token in inventory["tokens"].as_array_mut().expect("tokens") {
        token["serial"] = json!("0000000000000000");
        token["certificates"][0]["sha256"] = json!("0".repeat(64));
        token["certificates"][0]["serial_number"] = json!("0a");
    }
    pages.save("same.json", &inventory);
    let text = metrics(&pages, "same.json", &[]);
    let of_tokens: Vec<&str> = text.lines().filter(|line| line.starts_with("tokenctl_user_pin_state")).collect();
    assert_eq!(of_tokens.len(), 2, "both are there: {of_tokens:?}");
    assert_ne!(of_tokens[0], of_tokens[1], "and a collector takes both");
}

#[test]
fn names_are_asked_for_only_where_they_would_be_left_out() {
    let pages = Pages::new();
    pages.save("demo.json", &demo());
    let outcome = pages.run(&["check", "--from", "demo.json", "--with-names"]).expect_status(2, "a slip");
    assert!(outcome.stderr.contains("`--with-names` is for `--nagios`"), "{}", outcome.stderr);
    assert!(outcome.stdout.is_empty(), "and no report");
}
