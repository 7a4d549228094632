//! An upgrade as data.
//!
//! As in reports, the structs are the promise: adding a field is a minor release, removing one a major one.

use super::Around;
use crate::catalog::Mode;
use crate::diag::{Diagnostic, Span};
use crate::upgrade::silent::{How, Removed};
use crate::upgrade::{Avoided, Hop, Plan, Silent, Stage, StageKind, Standing, Task};
use serde::Serialize;

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Envelope<'a> {
    api_version: &'a str,
    kind: &'a str,
    spec: &'a str,
    cluster: &'a str,
    from: At<'a>,
    to: At<'a>,
    /// The stops, in order; the first is where the cluster is.
    stops: Vec<Stop<'a>>,
}

/// How a cluster runs at some moment.
#[derive(Serialize)]
struct At<'a> {
    strimzi: &'a str,
    kafka: &'a str,
    /// `zookeeper` or `kraft`.
    mode: &'static str,
}

#[derive(Serialize)]
struct Stop<'a> {
    strimzi: &'a str,
    arrives: At<'a>,
    leaves: At<'a>,
    /// The oldest Kubernetes that it runs on.
    kubernetes: &'a str,
    avoid: Vec<Avoid<'a>>,
    stages: Vec<Part<'a>>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Avoid<'a> {
    kafka: &'a str,
    is_default: bool,
    /// The oldest and the newest later release that refuses to upgrade brokers of it; null if none does.
    unknown_to: Option<[&'a str; 2]>,
    unsupported_by: Option<&'a str>,
}

#[derive(Serialize)]
struct Part<'a> {
    /// `before`, `operator`, `migration`, `kafka` or `conversion`.
    stage: &'static str,
    findings: Vec<Finding<'a>>,
    tasks: Vec<Todo<'a>>,
    changes: Changes<'a>,
}

#[derive(Serialize)]
struct Finding<'a> {
    rule: &'a str,
    severity: &'a str,
    message: &'a str,
    help: Option<&'a str>,
    location: Option<Location<'a>>,
}

#[derive(Serialize)]
struct Location<'a> {
    path: &'a str,
    line: usize,
    column: usize,
}

#[derive(Serialize)]
struct Todo<'a> {
    text: &'a str,
    location: Option<Location<'a>>,
    /// What to write there, as TOML.
    write: Option<&'a str>,
    commands: &'a [String],
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Changes<'a> {
    defaults: Vec<Default<'a>>,
    removed_settings: Vec<Setting<'a>>,
    feature_gates: Vec<Gate<'a>>,
    jmx_exporter: Option<[&'a str; 2]>,
    alerts: Vec<Alert<'a>>,
}

#[derive(Serialize)]
struct Default<'a> {
    setting: &'a str,
    /// `brokers` or `topics`.
    of: &'static str,
    before: Option<&'a str>,
    after: Option<&'a str>,
}

#[derive(Serialize)]
struct Setting<'a> {
    setting: &'a str,
    of: &'static str,
}

#[derive(Serialize)]
struct Gate<'a> {
    name: &'a str,
    before: Option<bool>,
    after: Option<bool>,
}

#[derive(Serialize)]
struct Alert<'a> {
    name: &'a str,
    /// `recomputed`, `added`, `dropped`, `renamed` or `gone`; the last two are of metrics in an expression of one's own.
    change: &'static str,
    metrics: &'a [String],
    location: Option<Location<'a>>,
}

pub(super) fn data(plan: &Plan, around: &Around<'_>) -> Option<serde_json::Value> {
    let last = plan.hops.last()?;
    serde_json::to_value(Envelope {
        api_version: "kafkasmith/v1",
        kind: "Upgrade",
        spec: around.spec,
        cluster: around.cluster,
        from: at(plan.from.version, &plan.standing),
        to: at(plan.to.version, &last.stop.leaves),
        stops: plan.hops.iter().map(|hop| stop(hop, around)).collect(),
    })
    .ok()
}

fn at<'a>(strimzi: &'a str, standing: &Standing) -> At<'a> {
    let mode = match standing.mode {
        Mode::ZooKeeper => "zookeeper",
        Mode::Kraft => "kraft",
    };
    At { strimzi, kafka: &standing.kafka.version, mode }
}

fn stop<'a>(hop: &'a Hop, around: &Around<'a>) -> Stop<'a> {
    let Hop { stop, avoided, stages } = hop;
    let avoid = |Avoided { kafka, is_default, unheard, next }: &Avoided| Avoid {
        kafka,
        is_default: *is_default,
        unknown_to: unheard.map(|(first, last)| [first, last]),
        unsupported_by: *next,
    };
    let version = stop.release.version;
    Stop {
        strimzi: version,
        arrives: at(version, &stop.arrives),
        leaves: at(version, &stop.leaves),
        kubernetes: &stop.release.kubernetes.minimum,
        avoid: avoided.iter().map(avoid).collect(),
        stages: stages.iter().map(|stage| part(stage, around)).collect(),
    }
}

fn part<'a>(stage: &'a Stage, around: &Around<'a>) -> Part<'a> {
    let Stage { kind, tasks, findings, silent } = stage;
    Part {
        stage: match kind {
            StageKind::Before => "before",
            StageKind::Operator => "operator",
            StageKind::Migration => "migration",
            StageKind::Kafka => "kafka",
            StageKind::Conversion => "conversion",
        },
        findings: findings.iter().map(|it| finding(it, around)).collect(),
        tasks: tasks
            .iter()
            .map(|Task { text, at, write, commands }| Todo {
                text,
                location: at.and_then(|at| location(at, around)),
                write: write.as_deref(),
                commands,
            })
            .collect(),
        changes: changes(silent, around),
    }
}

fn finding<'a>(it: &'a Diagnostic, around: &Around<'a>) -> Finding<'a> {
    Finding {
        rule: it.id.word(),
        severity: it.severity.word(),
        message: &it.headline,
        help: it.help.as_deref(),
        location: it.span().and_then(|span| location(span, around)),
    }
}

fn changes<'a>(silent: &'a Silent, around: &Around<'a>) -> Changes<'a> {
    let whose = |of_topics: bool| if of_topics { "topics" } else { "brokers" };
    let Silent { defaults, removed, gates, names, alerts } = silent;
    Changes {
        defaults: defaults
            .iter()
            .map(|it| Default { setting: it.key, of: whose(it.of_topics), before: it.before, after: it.after })
            .collect(),
        removed_settings: removed
            .iter()
            .map(|Removed { key, of_topics }| Setting { setting: key, of: whose(*of_topics) })
            .collect(),
        feature_gates: gates.iter().map(|it| Gate { name: &it.name, before: it.before, after: it.after }).collect(),
        jmx_exporter: names.as_ref().map(|(old, new)| [old.as_str(), new.as_str()]),
        alerts: alerts
            .iter()
            .map(|it| {
                let (change, metrics): (_, &[String]) = match &it.how {
                    How::Recomputed => ("recomputed", &[]),
                    How::Added => ("added", &[]),
                    How::Dropped => ("dropped", &[]),
                    How::Renamed(metrics) => ("renamed", metrics),
                    How::Gone(metrics) => ("gone", metrics),
                };
                Alert { name: &it.name, change, metrics, location: location(it.at, around) }
            })
            .collect(),
    }
}

fn location<'a>(span: Span, around: &Around<'a>) -> Option<Location<'a>> {
    let position = around.sources.of(span)?.position(span.start());
    Some(Location { path: around.spec, line: position.line, column: position.column })
}
