//! Metrics of a check, for node_exporter's textfile collector: certificates, tokens, PINs, drivers.
//!
//! The text is valid both as OpenMetrics and in the older Prometheus format: gauges only, no suffixes reserved by one
//! of them, `# UNIT` and `# EOF`, which are comments in the older format. Seconds are absolute, so that a file that is
//! not updated does not become wrong. Names of people, and labels, which many issuers derive from them, are left out
//! unless requested.
//!
//! Pitfall: two tokens may look the same (serials of zeros), and a duplicate series makes the whole file invalid; the
//! second one gets the label `copy`.

use std::collections::HashMap;

use crate::domain::problem::ProblemCode;
use crate::report::copies::distinct;
use crate::report::inventory::{Certificate, Driver, DriverStatus, Inventory, Pairing, Token};
use crate::report::verify::ListDue;
use crate::report::word_of;
use crate::text::sanitize;

/// The maximum number of characters of untrusted text in a label.
const LETTERS: usize = 120;

/// A series' labels, in their order.
type Labels = Vec<(&'static str, String)>;

/// The whole text.
pub fn metrics(inventory: &Inventory, lists: &[ListDue], with_names: bool) -> String {
    let tokens: Vec<&Token> = inventory.initialized_tokens().collect();
    let mut text = String::new();
    certificates(inventory, with_names, &mut text);
    let mut due = Family::new("x509_crl_next_update", "When the next revocation list is due, in seconds since 1970");
    for list in lists {
        let source = list.url.as_deref().or(list.file.as_deref());
        due.sample(vec![("source", label(source))], list.next_update.unix_seconds());
    }
    due.write(&mut text);
    let mut errors = Family::new("x509_read_errors", "Certificates, objects, slots and files that could not be read");
    errors.sample(Vec::new(), read_errors(&tokens, inventory));
    errors.write(&mut text);
    of_tokens(&tokens, with_names, &mut text);
    let mut up = Family::new("tokenctl_driver_up", "Whether a driver could be read in full");
    for driver in inventory.drivers.iter().filter(|driver| driver.status != DriverStatus::Unused) {
        up.sample(vec![("path", label(Some(&driver.path)))], i64::from(!driver.status.is_failure()));
    }
    up.write(&mut text);
    let mut run = Family::new("tokenctl_last_run_timestamp_seconds", "When this was written, in seconds since 1970");
    run.unit = Some("seconds");
    run.sample(Vec::new(), inventory.envelope.generated_at.unix_seconds());
    run.write(&mut text);
    text.push_str("# EOF\n");
    text
}

/// The certificates of holders, each once: a sum over them counts certificates.
fn certificates(inventory: &Inventory, with_names: bool, text: &mut String) {
    let mut start = Family::new("x509_cert_not_before", "When a certificate begins, in seconds since 1970");
    let mut end = Family::new("x509_cert_not_after", "When a certificate ends, in seconds since 1970");
    let mut expired = Family::new("x509_cert_expired", "Whether a certificate has ended");
    let placed = distinct(inventory).into_iter().filter_map(|places| places.first().copied());
    for (token, one) in placed.filter(|(_, one)| !one.is_ca && one.pairing != Pairing::Ca) {
        let labels = of_certificate(token, one, with_names);
        if let Some(begins) = one.not_before {
            start.sample(labels.clone(), begins.unix_seconds());
        }
        if let Some(ends) = one.not_after {
            end.sample(labels.clone(), ends.unix_seconds());
            expired.sample(labels, i64::from(ends < inventory.envelope.generated_at));
        }
    }
    for family in [start, end, expired] {
        family.write(text);
    }
}

fn of_certificate(token: &Token, one: &Certificate, with_names: bool) -> Labels {
    // The issuer of a self-signed certificate is its holder, under the holder's own name.
    let is_own = one.issuer.as_ref().map(|issuer| &issuer.text) == one.subject.as_ref().map(|subject| &subject.text);
    let issuer = one.issuer.as_ref().filter(|_| with_names || !is_own);
    let mut labels = vec![
        ("serial_number", label(one.serial_number.as_deref())),
        ("issuer_CN", label(issuer.and_then(|issuer| issuer.common_name.as_deref()))),
        ("fingerprint", one.sha256.chars().take(16).collect()),
        ("token_serial", label(token.identity.serial.as_deref())),
        ("pairing", word_of(&one.pairing).unwrap_or_default()),
    ];
    if with_names {
        labels.push(("subject_CN", label(one.common_name())));
    }
    labels
}

/// The tokens' properties, and the states of their user PINs.
fn of_tokens(tokens: &[&Token], with_names: bool, text: &mut String) {
    let mut info = Family::new("tokenctl_token_info", "A token that was read; always 1");
    let mut state =
        Family::new("tokenctl_user_pin_state", "The state of the user PIN of a token, as a label; always 1");
    for token in tokens {
        let mut labels = vec![
            ("token_serial", label(token.identity.serial.as_deref())),
            ("manufacturer", label(token.identity.manufacturer.as_deref())),
            ("model", label(token.identity.model.as_deref())),
        ];
        let mut of_pin = vec![("token_serial", label(token.identity.serial.as_deref()))];
        if with_names {
            labels.push(("token_label", label(token.identity.label.as_deref())));
            of_pin.push(("token_label", label(token.identity.label.as_deref())));
        }
        of_pin.push(("state", word_of(&token.user_pin.state).unwrap_or_default()));
        info.sample(labels, 1);
        state.sample(of_pin, 1);
    }
    info.write(text);
    state.write(text);
}

fn read_errors(tokens: &[&Token], inventory: &Inventory) -> i64 {
    use ProblemCode::{CertificateField, CertificateMalformed, ObjectUnreadable};

    let unreadable = [CertificateMalformed, CertificateField, ObjectUnreadable];
    let problems = tokens.iter().flat_map(|token| &token.problems);
    let of_tokens = problems.filter(|problem| unreadable.contains(&problem.code)).count();
    let of_drivers = inventory.drivers.iter().flat_map(Driver::failures);
    i64::try_from(of_tokens + of_drivers.count() + inventory.unread.len()).unwrap_or(i64::MAX)
}

/// Untrusted text as a label's value: clean and short.
fn label(text: Option<&str>) -> String {
    sanitize::terminal(text.unwrap_or_default()).chars().take(LETTERS).collect()
}

/// One metric with its series.
struct Family {
    name: &'static str,
    help: &'static str,
    unit: Option<&'static str>,
    lines: Vec<String>,
    seen: HashMap<String, u32>,
}

impl Family {
    fn new(name: &'static str, help: &'static str) -> Self {
        Self { name, help, unit: None, lines: Vec::new(), seen: HashMap::new() }
    }

    /// Adds a series; a duplicate is marked.
    fn sample(&mut self, mut labels: Labels, value: i64) {
        let times = self.seen.entry(written(&labels)).or_default();
        *times += 1;
        if *times > 1 {
            labels.push(("copy", times.to_string()));
        }
        self.lines.push(format!("{}{} {value}\n", self.name, written(&labels)));
    }

    /// Writes it; one without a series is left out.
    fn write(self, text: &mut String) {
        if self.lines.is_empty() {
            return;
        }
        let Self { name, help, .. } = self;
        text.push_str(&format!("# TYPE {name} gauge\n"));
        if let Some(unit) = self.unit {
            text.push_str(&format!("# UNIT {name} {unit}\n"));
        }
        text.push_str(&format!("# HELP {name} {help}.\n"));
        text.extend(self.lines);
    }
}

/// Labels between braces. A value without one is left out, since it would mean the same.
fn written(labels: &Labels) -> String {
    let pairs: Vec<String> = labels
        .iter()
        .filter(|(_, value)| !value.is_empty())
        .map(|(name, value)| format!("{name}=\"{}\"", escaped(value)))
        .collect();
    if pairs.is_empty() { String::new() } else { format!("{{{}}}", pairs.join(",")) }
}

fn escaped(value: &str) -> String {
    value.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_would_end_a_label_is_escaped() {
        let labels = vec![("a", label(Some("x\\\"} 1\n# EOF\u{202e}"))), ("b", String::new())];
        assert_eq!(written(&labels), "{a=\"x\\\\\\\"} 1\u{fffd}# EOF\u{fffd}\"}");
    }

    #[test]
    fn a_series_never_stands_twice() {
        let mut family = Family::new("m", "What");
        for _ in 0..3 {
            family.sample(vec![("token_serial", "0000".to_owned())], 1);
        }
        let mut text = String::new();
        family.write(&mut text);
        let lines: Vec<&str> = text.lines().skip(2).collect();
        assert_eq!(
            lines,
            [
                "m{token_serial=\"0000\"} 1",
                "m{token_serial=\"0000\",copy=\"2\"} 1",
                "m{token_serial=\"0000\",copy=\"3\"} 1"
            ]
        );
    }
}
