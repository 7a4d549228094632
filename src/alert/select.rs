//! Selectors of metrics, built from labels, that remember which places of the spec went into them.

use crate::diag::Span;
use crate::model::Sourced;
use crate::promql::{alternatives, quote};
use std::collections::BTreeSet;
use std::fmt;

/// Something that Prometheus scrapes, by the labels that tell it from all else.
#[derive(Debug, Clone)]
pub struct Target {
    matchers: Vec<String>,
    places: Vec<Span>,
    /// Its metrics have the names that Strimzi's Metrics Reporter gives them.
    by_reporter: bool,
}

/// What the reporter calls metrics that the rules for the JMX exporter call otherwise: it leaves the names of beans whole
/// (`server-metrics-reporter` 0.2.0 on Kafka 4.1.1).
const BY_REPORTER: [(&str, &str); 10] = [
    ("kafka_network_processor_idle_percent", "kafka_network_processor_idlepercent"),
    ("kafka_network_requestmetrics_errors_total", "kafka_network_requestmetrics_errorspersec_total"),
    ("kafka_network_requestmetrics_requests_total", "kafka_network_requestmetrics_requestspersec_total"),
    (
        "kafka_network_socketserver_networkprocessoravgidle_percent",
        "kafka_network_socketserver_networkprocessoravgidlepercent",
    ),
    ("kafka_server_brokertopicmetrics_bytesin_total", "kafka_server_brokertopicmetrics_bytesinpersec_total"),
    ("kafka_server_brokertopicmetrics_messagesin_total", "kafka_server_brokertopicmetrics_messagesinpersec_total"),
    (
        "kafka_server_kafkarequesthandlerpool_brokerrequesthandleravgidlepercent_count",
        "kafka_server_kafkarequesthandlerpool_brokerrequesthandleravgidlepercent_total",
    ),
    (
        "kafka_server_kafkarequesthandlerpool_brokerrequesthandleravgidlepercent_count_total",
        "kafka_server_kafkarequesthandlerpool_brokerrequesthandleravgidlepercent_total",
    ),
    (
        "kafka_server_kafkarequesthandlerpool_requesthandleravgidlepercent_count",
        "kafka_server_kafkarequesthandlerpool_requesthandleravgidlepercent_total",
    ),
    (
        "kafka_server_kafkarequesthandlerpool_requesthandleravgidlepercent_count_total",
        "kafka_server_kafkarequesthandlerpool_requesthandleravgidlepercent_total",
    ),
];

/// A selector. Printed, it is PromQL.
#[derive(Debug, Clone)]
pub struct Select {
    metric: &'static str,
    target: Target,
}

impl Target {
    /// Whatever there is.
    pub(super) fn new() -> Target {
        Target { matchers: Vec::new(), places: Vec::new(), by_reporter: false }
    }

    /// Of it, what has this value in a label.
    pub(super) fn is(mut self, label: &str, value: &Sourced<String>) -> Target {
        self.places.extend(value.origin.spans());
        self.fixed(label, &value.value)
    }

    /// Of it, what has this value in a label; the value is nobody's choice.
    pub(super) fn fixed(mut self, label: &str, value: &str) -> Target {
        self.matchers.push(format!("{label}={}", quote(value)));
        self
    }

    /// Of it, what has one of these values in a label; all of it if there is none to choose.
    pub(super) fn among<'v>(mut self, label: &str, values: impl IntoIterator<Item = &'v Sourced<String>>) -> Target {
        let (mut texts, mut seen): (Vec<&str>, BTreeSet<&str>) = Default::default();
        for value in values {
            self.places.extend(value.origin.spans());
            if seen.insert(value.value.as_str()) {
                texts.push(&value.value);
            }
        }
        match (texts.as_slice(), alternatives(&texts)) {
            ([one], _) => self.fixed(label, one),
            (_, Some(pattern)) => self.matching(label, &pattern),
            (_, None) => self,
        }
    }

    /// Of it, what a regular expression matches.
    pub(super) fn matching(mut self, label: &str, pattern: &str) -> Target {
        self.matchers.push(format!("{label}=~{}", quote(pattern)));
        self
    }

    /// Of it, what a regular expression does not match.
    pub(super) fn except(mut self, label: &str, pattern: &str) -> Target {
        self.matchers.push(format!("{label}!~{}", quote(pattern)));
        self
    }

    /// Of it, what has a label at all.
    pub(super) fn having(mut self, label: &str) -> Target {
        self.matchers.push(format!("{label}!=\"\""));
        self
    }

    /// Remembers places that went into it.
    pub(super) fn from(mut self, places: impl IntoIterator<Item = Span>) -> Target {
        self.places.extend(places);
        self
    }

    /// Told by Strimzi's Metrics Reporter, or by the JMX exporter's agent.
    pub(super) fn by_reporter(mut self, by_reporter: bool) -> Target {
        self.by_reporter = by_reporter;
        self
    }

    /// One of its metrics, by the name that the rules for the JMX exporter give it.
    pub(super) fn select(&self, metric: &'static str) -> Select {
        let other = BY_REPORTER.iter().find(|(known, _)| self.by_reporter && *known == metric);
        Select { metric: other.map_or(metric, |(_, reported)| reported), target: self.clone() }
    }

    /// Whether fewer of its targets answer than there should be, told apart by a label. Those that are up are counted: the
    /// series `up` of a pod that is gone is gone as well, so `up == 0` would be silent.
    pub(super) fn fewer_up_than(&self, count: u32, label: &str) -> String {
        format!("(count({} == 1) or vector(0)) < {count}", once(label, self.select("up")))
    }

    /// The places that went into it.
    pub(super) fn places(&self) -> impl Iterator<Item = Span> + '_ {
        self.places.iter().copied()
    }
}

/// One series for each value of those labels, however often the same thing is scraped. Where somebody else's monitor finds
/// the same pods, or a pod that replaces another answers beside it, each series is there twice: a sum would be twice what
/// it should, and a count of what is up would stay high enough while a half is down.
pub(super) fn once(labels: &str, series: impl fmt::Display) -> String {
    format!("max by ({labels}) ({series})")
}

/// Expressions of which any may hold, in brackets by the hundred: a chain of thousands would be as many expressions one within
/// the other, which readers of PromQL refuse.
pub(super) fn any_of(expressions: &[String], or: &str) -> String {
    const TOGETHER: usize = 100;
    if expressions.len() <= TOGETHER {
        return expressions.join(or);
    }
    let bracketed: Vec<String> = expressions.chunks(TOGETHER).map(|some| format!("({})", some.join(or))).collect();
    any_of(&bracketed, or)
}

impl fmt::Display for Select {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}{{{}}}", self.metric, self.target.matchers.join(","))
    }
}
