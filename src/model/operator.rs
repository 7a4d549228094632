//! The Strimzi operator.

use super::scope::{Scope, items, optional, or, place};
use super::{Cluster, Images, Resources, Sourced, names};
use crate::catalog::Release;
use crate::diag::Diagnostic;
use crate::spec::{Field, ids, tables};

use crate::spec::tables::Install;

/// The Strimzi operator.
#[derive(Debug)]
pub struct Operator {
    /// Who installs it.
    pub install: Sourced<Install>,
    /// The namespace it runs in.
    pub namespace: Sourced<String>,
    /// The namespaces it watches; `*` for all.
    pub watch: Vec<Sourced<String>>,
    /// What it asks for and may use, where that differs from the official install.
    pub resources: Resources,
    /// Feature gates to switch.
    pub feature_gates: Vec<Sourced<String>>,
}

impl Operator {
    /// Whether this set installs it; else somebody else does, and scrapes it, too.
    pub fn is_ours(&self) -> bool {
        self.install.value != Install::External
    }

    /// What the official chart cannot do, where it is to install the operator.
    pub(super) fn check_chart(&self, images: &Images, release: &Release, scope: &mut Scope<'_>) {
        if self.install.value != Install::Helm {
            return;
        }
        let chosen = self.install.origin.first();
        let own = &self.namespace.value;
        if let Some(watched) = self.watch.first()
            && !self.watch.iter().any(|namespace| namespace.value == *own || namespace.value == "*")
        {
            let headline = format!("the chart lets the operator watch `{own}`, too, where it runs itself");
            scope.push(
                Diagnostic::error(ids::CONTRADICTION, headline)
                    .at(watched.origin.first(), "what it is to watch")
                    .because(chosen, "installed by the chart")
                    .help(format!("add \"{own}\" to `watch`, or run it in one of the namespaces that it watches")),
            );
        }
        for (_, image) in release.kafka_images() {
            let Some((name, digest)) = images.digest(&image) else { continue };
            let headline = format!("the chart has one digest for all Kafka versions and cannot pin `{}`", name.value);
            scope.push(
                Diagnostic::error(ids::CONTRADICTION, headline)
                    .at(digest.origin.first(), "pinned here")
                    .because(chosen, "installed by the chart")
                    .help("leave the digest out, or write `install = \"manifests\"`"),
            );
        }
    }

    pub(super) fn build(
        written: &Field<tables::Operator>,
        cluster: Option<&(&'static Release, Cluster)>,
        scope: &mut Scope<'_>,
    ) -> Option<Self> {
        let nothing = tables::Operator::default();
        let at = place(written, scope);
        let tables::Operator { install, namespace, watch, requests, limits, feature_gates } =
            written.get().unwrap_or(&nothing);
        let resources = Resources::build(requests, limits, scope);
        let watched = items(watch);
        for namespace in watched.iter().filter(|namespace| namespace.value != "*") {
            names::namespace(namespace, scope);
        }
        let namespace = optional(namespace);
        if let Some(namespace) = &namespace {
            names::namespace(namespace, scope);
        }
        let gates = items(feature_gates);
        let (release, cluster) = cluster?;
        for gate in &gates {
            known_gate(gate, release, scope);
        }
        let own = &cluster.namespace;
        if !watched.is_empty()
            && !watched.iter().any(|namespace| namespace.value == own.value || namespace.value == "*")
        {
            let headline = format!("the operator does not watch `{}`, where the cluster is", own.value);
            scope.push(
                Diagnostic::error(ids::CONTRADICTION, headline)
                    .at(watch.span().unwrap_or(at), "what it watches")
                    .because(own.origin.first(), "where the cluster is")
                    .help(format!("add \"{}\"", own.value)),
            );
        }
        let watch = if watched.is_empty() { vec![own.derive(String::clone)] } else { watched };
        let namespace = namespace.unwrap_or_else(|| own.derive(String::clone));
        Some(Operator {
            install: or(install, at, Install::Manifests),
            namespace,
            watch,
            resources,
            feature_gates: gates,
        })
    }
}

/// An unknown gate ends the operator at its start (`FeatureGates`, all releases).
fn known_gate(gate: &Sourced<String>, release: &Release, scope: &mut Scope<'_>) {
    let name = gate.value.strip_prefix(['+', '-']);
    if name.is_some_and(|name| release.feature_gates.contains_key(name)) {
        return;
    }
    let known: Vec<String> = release.feature_gates.keys().map(|gate| format!("+{gate}")).collect();
    let headline = format!("Strimzi {} has no feature gate {:?} and would not start", release.version, gate.value);
    let help = format!("write `+` or `-` and one of its gates, such as: {}", known.join(", "));
    scope.complain(ids::UNKNOWN_VALUE, gate.origin.first(), headline, help);
}
