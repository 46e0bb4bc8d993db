//! A remark about a driver, without any loss.

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::domain::phrase::Phrase;

/// Documents contain only its English sentence, so a saved one has no other language.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DriverNote {
    /// The English sentence; empty until the document is finished.
    pub message: String,
    /// The data for either language; `None` in a saved document.
    pub phrase: Option<Phrase>,
}

impl From<Phrase> for DriverNote {
    fn from(phrase: Phrase) -> Self {
        Self { message: String::new(), phrase: Some(phrase) }
    }
}

impl Serialize for DriverNote {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.message)
    }
}

#[cfg(test)]
impl schemars::JsonSchema for DriverNote {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> std::borrow::Cow<'static, str> {
        "DriverNote".into()
    }

    fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        String::json_schema(generator)
    }
}

impl<'de> Deserialize<'de> for DriverNote {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(Self { message: String::deserialize(deserializer)?, phrase: None })
    }
}
