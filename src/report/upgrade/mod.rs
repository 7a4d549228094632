//! An upgrade as a page: a checklist in Markdown for people, which reads in a terminal and can be pasted into an issue, and data for
//! programs.

mod list;
mod words;
mod wire;

use super::page::{Block, Page};
use crate::catalog::Mode;
use crate::diag::{Sources, Span};
use crate::upgrade::{Hop, Plan, Stage, StageKind};
use list::List;

/// What the page is written for.
pub struct Around<'a> {
    /// The texts that places are in.
    pub sources: &'a Sources,
    /// The spec, as somebody writes its name.
    pub spec: &'a str,
    /// The cluster.
    pub cluster: &'a str,
}

impl Around<'_> {
    /// A place as `hrms-kafka.toml:21:13`.
    fn place(&self, span: Span) -> Option<String> {
        let position = self.sources.of(span)?.position(span.start());
        Some(format!("{}:{}:{}", self.spec, position.line, position.column))
    }
}

/// The page.
pub fn page(plan: &Plan, around: &Around<'_>) -> Page {
    Page { blocks: vec![Block::Markdown(markdown(plan, around))], data: wire::data(plan, around) }
}

fn markdown(plan: &Plan, around: &Around<'_>) -> String {
    let mut list = List::default();
    let (from, to) = (plan.from.version, plan.to.version);
    list.heading(1, &format!("{}: from Strimzi {from} to {to}", around.cluster));
    let stops: Vec<&Hop> = plan.hops.iter().filter(|hop| !hop.stages.is_empty()).collect();
    if stops.is_empty() {
        list.paragraph(&format!(
            "Nothing is to be done: {} names Strimzi {to} and the Kafka to run on it.",
            around.spec
        ));
        return list.finish();
    }
    list.paragraph(
        "At each stop the operator comes first, with a Kafka that the one before it runs too, then Kafka. One stage at a time, and none \
         while an alert fires: each ends with a cluster that is whole.",
    );
    overview(plan, &mut list);
    for (number, hop) in stops.iter().enumerate() {
        let (release, leaves) = (hop.stop.release, hop.stop.leaves);
        list.heading(2, &format!("{}. Strimzi {}, Kafka {}", number + 1, release.version, leaves.kafka.version));
        for avoided in &hop.avoided {
            list.paragraph(&words::avoided(avoided, release.version));
        }
        for part in &hop.stages {
            stage(part, hop, plan, around, &mut list);
        }
    }
    list.finish()
}

/// The stops as a table.
fn overview(plan: &Plan, list: &mut List) {
    let mut rows = vec![["", "Strimzi", "Kafka", "metadata", "API", "Kubernetes"].map(str::to_owned)];
    let mut number = 0;
    for hop in &plan.hops {
        let stop = &hop.stop;
        let is_start = hop.stages.is_empty();
        number += usize::from(!is_start);
        let label = if is_start { "now".to_owned() } else { number.to_string() };
        let change = |before: &str, after: &str| {
            if before == after { before.to_owned() } else { format!("{before} → {after}") }
        };
        let served = stop.release.resource("Kafka").map(|kafka| kafka.served.join(", ")).unwrap_or_default();
        rows.push([
            label,
            stop.release.version.to_owned(),
            change(&stop.arrives.kafka.version, &stop.leaves.kafka.version),
            change(mode(stop.arrives.mode), mode(stop.leaves.mode)),
            served,
            format!("{} on", stop.release.kubernetes.minimum),
        ]);
    }
    list.table(&rows);
}

fn mode(mode: Mode) -> &'static str {
    match mode {
        Mode::ZooKeeper => "ZooKeeper",
        Mode::Kraft => "KRaft",
    }
}

fn stage(stage: &Stage, hop: &Hop, plan: &Plan, around: &Around<'_>, list: &mut List) {
    let stop = &hop.stop;
    list.heading(
        3,
        &match stage.kind {
            StageKind::Before => format!("Before Strimzi {} comes", stop.release.version),
            StageKind::Operator => format!("The operator: {} → {}", words::before(plan, hop), stop.release.version),
            StageKind::Migration => "From ZooKeeper to KRaft".to_owned(),
            StageKind::Kafka => format!("Kafka: {} → {}", stop.arrives.kafka.version, stop.leaves.kafka.version),
            StageKind::Conversion => "Another API version for all resources".to_owned(),
        },
    );
    if !stage.findings.is_empty() {
        list.paragraph("The spec as it is does not fit any more:");
        for finding in &stage.findings {
            list.item(&words::finding(finding, around), Some(false));
        }
        list.gap();
    }
    for task in &stage.tasks {
        list.item(&words::task(task, around), Some(true));
        if let Some(toml) = &task.write {
            list.block("toml", toml);
        }
        if !task.commands.is_empty() {
            list.block("sh", &task.commands.join("\n"));
        }
    }
    list.gap();
    let changes = words::silent(&stage.silent, around);
    if !changes.is_empty() {
        list.paragraph("What changes without an error:");
        for change in &changes {
            list.item(change, None);
        }
        list.gap();
    }
}
