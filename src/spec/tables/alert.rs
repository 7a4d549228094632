//! `[alert.NAME]`

use super::{Field, Named};
use crate::spec::Tree;
use crate::units::Duration;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, de};
use std::borrow::Cow;
use std::fmt;

/// An alert: an intent (`kind` and numbers), or an expression of your own (`expr`).
#[derive(Debug, Default, PartialEq, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Alert {
    /// What it watches for; the expression is computed for this cluster. Required, unless there is `expr`.
    #[schemars(example = &"broker-down")]
    pub kind: Field<String>,
    /// Your own PromQL instead of a kind. Required, unless there is `kind`.
    #[schemars(example = &"sum by (consumergroup, topic) (kafka_consumergroup_lag{topic=\"audit-queue\"}) > 20000")]
    pub expr: Field<String>,
    /// How long the condition must hold before it fires. Default: by kind; `0s` for an expression of your own.
    #[schemars(example = &"5m")]
    pub r#for: Field<Duration>,
    /// How bad it is. Default: by kind; `warning` for an expression of your own.
    #[schemars(example = &"critical")]
    pub severity: Field<Severity>,
    /// The amount above which it fires, in the kind's own measure: records, or a share such as `85%`. Default: by kind.
    #[schemars(example = 1000)]
    pub above: Field<Threshold>,
    /// The amount below which it fires, in the kind's own measure. Default: by kind.
    #[schemars(example = &"20%")]
    pub below: Field<Threshold>,
    /// How far back, or ahead, it looks. Default: by kind.
    #[schemars(example = &"10m")]
    pub window: Field<Duration>,
    /// The topics it speaks of. Default: by kind; `no-messages` needs them.
    #[schemars(example = ["audit-queue"])]
    pub topics: Field<Vec<Field<String>>>,
    /// The consumer groups it speaks of. Default: all that clients name.
    #[schemars(example = ["audit-service-group"])]
    pub groups: Field<Vec<Field<String>>>,
    /// What lag is summed by: `cluster`, `group` or `topic`. Default: `group`, with its topics apart.
    #[schemars(example = &"group")]
    pub per: Field<String>,
    /// One line that says what is the matter; Prometheus' templates are allowed. Default: by kind; for an expression of
    /// your own the alert's and the cluster's names.
    #[schemars(example = &"Audit backlog on {{ $labels.topic }}")]
    pub summary: Field<String>,
    /// What it means and what to do first. Default: by kind; for an expression of your own that it has given a result,
    /// and since when.
    #[schemars(example = &"The audit service falls behind; records wait longer than the contract allows.")]
    pub description: Field<String>,
    /// Where its runbook is. Default: its section of the operations guide.
    #[schemars(example = &"https://wiki.example.org/audit-backlog")]
    pub runbook: Field<String>,
    /// Further labels. Default: none.
    #[schemars(example = serde_json::json!({"team": "audit"}))]
    pub labels: Field<Named<String>>,
    /// What is added to the rendered rule. A patch only adds; it never overwrites. Default: nothing.
    #[schemars(example = serde_json::json!({"keep_firing_for": "5m"}))]
    pub patch: Field<Named<Tree>>,
}

/// How bad an alert is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Worth knowing.
    Info,
    /// To be looked at in working hours.
    Warning,
    /// To be looked at now.
    Critical,
}

impl Severity {
    /// The word in the `severity` label.
    pub const fn word(self) -> &'static str {
        match self {
            Severity::Info => "info",
            Severity::Warning => "warning",
            Severity::Critical => "critical",
        }
    }
}

/// An amount whose measure the alert's kind knows.
#[derive(Debug, Clone, PartialEq)]
pub enum Threshold {
    /// A number.
    Number(f64),
    /// A text with a unit, such as a share.
    Text(String),
}

impl<'de> Deserialize<'de> for Threshold {
    fn deserialize<D: de::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        struct Reader;

        impl de::Visitor<'_> for Reader {
            type Value = Threshold;

            fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
                out.write_str("a number, or a share such as \"85%\"")
            }

            fn visit_str<E: de::Error>(self, text: &str) -> Result<Threshold, E> {
                Ok(Threshold::Text(text.to_owned()))
            }

            fn visit_i64<E: de::Error>(self, number: i64) -> Result<Threshold, E> {
                #[expect(clippy::cast_precision_loss, reason = "Prometheus counts in doubles, too")]
                Ok(Threshold::Number(number as f64))
            }

            fn visit_f64<E: de::Error>(self, number: f64) -> Result<Threshold, E> {
                Ok(Threshold::Number(number))
            }
        }

        from.deserialize_any(Reader)
    }
}

impl JsonSchema for Threshold {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "Threshold".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "title": "a number, or a share such as `85%`", "type": ["number", "string"] })
    }
}
