//! `[monitoring]`

use super::{Field, Named};
use crate::spec::Tree;
use crate::units::Duration;
use schemars::JsonSchema;
use serde::Deserialize;

/// How metrics are scraped.
#[derive(Debug, Default, PartialEq, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Monitoring {
    /// ServiceMonitors with Services of their own (`service`), or PodMonitors (`pod`). Default: `service`.
    #[schemars(example = &"service")]
    pub style: Field<Style>,
    /// How often metrics are scraped. Default: `30s`.
    #[schemars(example = &"30s")]
    pub scrape_interval: Field<Duration>,
    /// Whether Kafka's nodes tell their metrics by Strimzi's Metrics Reporter, and not by the JMX exporter's agent: less to do
    /// for them, and other names. Default: `false`.
    #[schemars(example = false)]
    pub reporter: Field<bool>,
    /// Labels by which your Prometheus selects monitors and rules. Default: none.
    #[schemars(example = serde_json::json!({"release": "kube-prometheus"}))]
    pub labels: Field<Named<String>>,
    /// Where people read the rendered operations guide: runbook links point into it. Default: its path below the output
    /// folder.
    #[schemars(example = &"https://git.example.org/hrms/platform/src/main/out/k8s-manifests/kafka/README.md")]
    pub guide: Field<String>,
    /// What is added to each rendered monitor. A patch only adds; it never overwrites. Default: nothing.
    #[schemars(example = serde_json::json!({"spec": {"sampleLimit": 50000}}))]
    pub patch: Field<Named<Tree>>,
}

/// What Prometheus is told to scrape by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Style {
    /// ServiceMonitors, with a Service each.
    Service,
    /// PodMonitors.
    Pod,
}
