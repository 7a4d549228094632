//! The metrics of programs that are not Kafka: names, types and labels as they are scraped.

use super::capability::Capability;
use super::reading::{Malformed, rows};
use serde::Deserialize;
use serde::de::IntoDeserializer;
use serde::de::value::{Error, StrDeserializer};
use std::sync::OnceLock;

/// A program that exports metrics.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Exporter {
    /// Kafka Exporter, for consumer lag.
    KafkaExporter,
    /// Strimzi's cluster operator.
    ClusterOperator,
    /// Strimzi's topic and user operator, each on its own port.
    EntityOperator,
    /// The kubelet: how full volumes are.
    Kubelet,
}

/// One series name.
#[derive(Debug)]
pub struct Metric {
    /// Its name.
    pub name: &'static str,
    /// The type of its family.
    pub kind: MetricType,
    /// The labels it has before Prometheus adds any, sorted.
    pub labels: Box<[&'static str]>,
    /// Only releases that can do this export it.
    pub needs: Option<Capability>,
}

/// What Prometheus takes a series for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MetricType {
    /// Only rises; counts from a restart on.
    Counter,
    /// Rises and falls.
    Gauge,
    /// Part of a histogram.
    Histogram,
    /// Part of a summary.
    Summary,
}

impl Exporter {
    /// All of them.
    pub const ALL: [Exporter; 4] =
        [Exporter::KafkaExporter, Exporter::ClusterOperator, Exporter::EntityOperator, Exporter::Kubelet];

    /// Its metrics by name; those that alerts and guides use, not all.
    pub fn metrics(self) -> &'static [Metric] {
        static READ: [OnceLock<Vec<Metric>>; 4] = [const { OnceLock::new() }; 4];
        let read =
            |cell: &'static OnceLock<Vec<Metric>>| cell.get_or_init(|| self.read().unwrap_or_default()).as_slice();
        READ.get(self as usize).map_or(&[], read)
    }

    /// One of its metrics.
    pub fn metric(self, name: &str) -> Option<&'static Metric> {
        self.metrics().iter().find(|metric| metric.name == name)
    }

    pub(super) const fn file(self) -> &'static str {
        match self {
            Exporter::KafkaExporter => "exporters/kafka_exporter.tsv",
            Exporter::ClusterOperator => "exporters/cluster_operator.tsv",
            Exporter::EntityOperator => "exporters/entity_operator.tsv",
            Exporter::Kubelet => "exporters/kubelet.tsv",
        }
    }

    pub(super) fn read(self) -> Result<Vec<Metric>, Malformed> {
        let rows = rows(self.file(), ["name", "type", "labels", "needs"])?;
        let read = |row: [&'static str; 4]| metric(row).ok_or_else(|| Malformed::new(self.file(), row.join("\t")));
        rows.into_iter().map(read).collect()
    }
}

fn metric([name, kind, labels, needs]: [&'static str; 4]) -> Option<Metric> {
    let kind = match kind {
        "counter" => MetricType::Counter,
        "gauge" => MetricType::Gauge,
        "histogram" => MetricType::Histogram,
        "summary" => MetricType::Summary,
        _ => return None,
    };
    let needs = match needs {
        "" => None,
        name => {
            let name: StrDeserializer<'_, Error> = name.into_deserializer();
            Some(Capability::deserialize(name).ok()?)
        }
    };
    let labels = labels.split(',').filter(|label| !label.is_empty()).collect();
    Some(Metric { name, kind, labels, needs })
}
