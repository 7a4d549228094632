//! Cruise Control, which moves partitions to where there is room.

use super::super::scope::{Scope, items, optional};
use super::super::versions::Versions;
use super::super::{Heap, Resources, Sourced};
use super::Pod;
use crate::catalog::Capability;
use crate::diag::{Diagnostic, Span};
use crate::spec::tables::Occasion;
use crate::spec::{Field, ids, tables};
use crate::units::{Bytes, Cpu};

/// Cruise Control.
#[derive(Debug)]
pub struct CruiseControl {
    /// Where it stands.
    pub at: Span,
    /// The goals that may be used, with their whole names.
    pub goals: Vec<Sourced<String>>,
    /// Those of a proposal that asks for none.
    pub default_goals: Vec<Sourced<String>>,
    /// Those that every proposal must reach.
    pub hard_goals: Vec<Sourced<String>>,
    /// When partitions are moved without anybody asking.
    pub rebalance_on: Vec<Sourced<Occasion>>,
    /// What each broker can do.
    pub capacity: Capacity,
    /// What it asks for and may use.
    pub resources: Resources,
    /// Its heap, if it is said.
    pub heap: Option<Heap>,
    /// What is said of its pod.
    pub pod: Pod,
}

/// What a broker can do.
#[derive(Debug, Default)]
pub struct Capacity {
    /// Processor.
    pub cpu: Option<Sourced<Cpu>>,
    /// Bytes a second out of the network.
    pub network_in: Option<Sourced<Bytes>>,
    /// Bytes a second into the network.
    pub network_out: Option<Sourced<Bytes>>,
}

/// The goals that the operator knows, without their package (`CruiseControlGoals`, 0.39.0 to 1.2.0).
const GOALS: [&str; 18] = [
    "RackAwareGoal",
    "RackAwareDistributionGoal",
    "MinTopicLeadersPerBrokerGoal",
    "ReplicaCapacityGoal",
    "DiskCapacityGoal",
    "NetworkInboundCapacityGoal",
    "NetworkOutboundCapacityGoal",
    "CpuCapacityGoal",
    "ReplicaDistributionGoal",
    "PotentialNwOutGoal",
    "DiskUsageDistributionGoal",
    "NetworkInboundUsageDistributionGoal",
    "NetworkOutboundUsageDistributionGoal",
    "CpuUsageDistributionGoal",
    "TopicReplicaDistributionGoal",
    "LeaderReplicaDistributionGoal",
    "LeaderBytesInDistributionGoal",
    "PreferredLeaderElectionGoal",
];

/// The package of all of them.
const PACKAGE: &str = "com.linkedin.kafka.cruisecontrol.analyzer.goals.";

impl CruiseControl {
    pub(in crate::model) fn build(
        written: &Field<tables::CruiseControl>,
        versions: Option<&Versions>,
        brokers: Option<&Sourced<u32>>,
        scope: &mut Scope<'_>,
    ) -> Option<Self> {
        let (table, at) = written.given()?;
        let tables::CruiseControl {
            goals: own,
            default_goals,
            hard_goals,
            rebalance_on,
            capacity,
            requests,
            limits,
            heap,
            pod,
        } = table;
        if let Some(brokers) = brokers.filter(|brokers| brokers.value < 2) {
            // CruiseControl.fromCrd, 0.39.0 to 1.2.0: the whole cluster is not reconciled.
            let diagnostic = Diagnostic::error(ids::CONTRADICTION, "Cruise Control needs two brokers").at(at, "");
            scope.push(diagnostic.because(brokers.origin.first(), "brokers").help("add a broker, or take it out"));
        }
        let rebalance_on = items(rebalance_on);
        let known = versions.filter(|versions| versions.known);
        if let Some((first, versions)) = rebalance_on.first().zip(known)
            && !versions.release.can(Capability::AutoRebalance)
        {
            let headline = format!("Strimzi {} moves nothing without being asked", versions.release.version);
            let diagnostic = Diagnostic::error(ids::UNSUPPORTED_VERSION, headline).at(first.origin.first(), "");
            let diagnostic = diagnostic.because(versions.strimzi.origin.first(), "this release");
            scope.push(diagnostic.help("leave `rebalance_on` out, or write a newer release"));
        }
        let (own, default_goals, hard_goals) =
            (goals(own, scope), goals(default_goals, scope), goals(hard_goals, scope));
        contained(&hard_goals, &default_goals, "default_goals", scope);
        contained(&hard_goals, &own, "goals", scope);
        contained(&default_goals, &own, "goals", scope);
        let resources = Resources::build(requests, limits, scope);
        let heap = if heap.is_absent() { None } else { Heap::build(heap, &resources, scope) };
        let no_capacity = tables::Capacity::default();
        let tables::Capacity { cpu, network_in, network_out } = capacity.get().unwrap_or(&no_capacity);
        Some(CruiseControl {
            at,
            goals: own,
            default_goals,
            hard_goals,
            rebalance_on,
            capacity: Capacity {
                cpu: optional(cpu),
                network_in: optional(network_in),
                network_out: optional(network_out),
            },
            resources,
            heap,
            pod: Pod::build(pod, scope),
        })
    }
}

/// Goals with their whole names.
fn goals(written: &Field<Vec<Field<String>>>, scope: &mut Scope<'_>) -> Vec<Sourced<String>> {
    let mut goals = Vec::new();
    for goal in items(written) {
        let name = goal.value.strip_prefix(PACKAGE).unwrap_or(&goal.value).to_owned();
        if !GOALS.contains(&name.as_str()) {
            let help = match crate::units::nearest(&name, GOALS) {
                Some(near) => format!("did you mean {near:?}?"),
                None => format!("use one of: {}", GOALS.join(", ")),
            };
            let headline = format!("Cruise Control has no goal {:?}", goal.value);
            scope.complain(ids::UNKNOWN_VALUE, goal.origin.first(), headline, help);
        }
        goals.push(goal.map(|_| format!("{PACKAGE}{name}")));
    }
    goals
}

/// Where a list is written, those that must be in it are (`con-optimization-goals.adoc`, 0.39.0).
fn contained(inner: &[Sourced<String>], outer: &[Sourced<String>], key: &str, scope: &mut Scope<'_>) {
    let Some(first) = outer.first() else { return };
    for goal in inner.iter().filter(|goal| outer.iter().all(|known| known.value != goal.value)) {
        let name = goal.value.strip_prefix(PACKAGE).unwrap_or(&goal.value);
        let diagnostic = Diagnostic::error(ids::CONTRADICTION, format!("`{name}` is not among `{key}`"))
            .at(goal.origin.first(), "asked for here")
            .because(first.origin.first(), "where it is missing");
        scope.push(diagnostic.help(format!("add it to `{key}`")));
    }
}
