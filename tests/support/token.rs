//! Tokens in reports, compared with those of another run.

use serde_json::Value;

/// A token without what differs between runs or concerns other tokens: the copy of the module, the time of the reading,
/// and that scripted tokens share their keys and certificates.
pub fn comparable(mut token: Value) -> Value {
    if let Some(fields) = token.as_object_mut() {
        fields.remove("driver");
        fields.remove("read_at");
        for certificate in fields.get_mut("certificates").and_then(Value::as_array_mut).into_iter().flatten() {
            if let Some(certificate) = certificate.as_object_mut() {
                certificate.remove("also_at");
            }
        }
        if let Some(problems) = fields.get_mut("problems").and_then(Value::as_array_mut) {
            problems.retain(|problem| problem["code"] != "key-on-several-tokens");
        }
    }
    token
}
