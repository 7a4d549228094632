//! Which features of the operator the resources of a set ask for.

use crate::bundle::{Bundle, Document, Kind, Node};
use crate::catalog::Feature;

/// Whether something in a set asks for a feature, or everything does. What is not asked for may be left out by intent.
pub(super) fn is_asked_for(feature: Feature, bundle: &Bundle<'_>) -> bool {
    let has = |kind: &str| bundle.of_kind(kind).next().is_some();
    match feature {
        Feature::Start
        | Feature::LeaderElection
        | Feature::Pods
        | Feature::Operands
        | Feature::Kafka
        | Feature::EntityOperator
        | Feature::PersistentStorage
        | Feature::VolumeResize
        | Feature::NetworkPolicies
        | Feature::DisruptionBudgets
        | Feature::Events => true,
        Feature::Connect => has("KafkaConnect"),
        Feature::Connectors => has("KafkaConnector"),
        Feature::Bridge => has("KafkaBridge"),
        Feature::MirrorMaker => has("KafkaMirrorMaker") || has("KafkaMirrorMaker2"),
        Feature::Rebalance => {
            has("KafkaRebalance") || any(bundle, &|document| document.at(["spec", "cruiseControl"]).is_some())
        }
        Feature::NodeLabels => any(bundle, &has_rack) || has_listener(bundle, "nodeport"),
        Feature::NodePort => has_listener(bundle, "nodeport"),
        Feature::Ingress => has_listener(bundle, "ingress"),
        Feature::Route => has_listener(bundle, "route"),
        Feature::TlsRoute => has_listener(bundle, "tlsroute"),
        // Only on OpenShift, of which nothing is known here.
        Feature::OwnerReferences | Feature::OpenshiftBuild | Feature::Unknown => false,
    }
}

/// What a feature is called in a sentence.
pub(super) const fn word(feature: Feature) -> &'static str {
    match feature {
        Feature::Start => "its start",
        Feature::LeaderElection => "leader election",
        Feature::Pods => "pods",
        Feature::Operands => "everything that it makes",
        Feature::Kafka => "Kafka clusters",
        Feature::Connect => "Kafka Connect",
        Feature::Connectors => "connectors",
        Feature::Bridge => "the HTTP bridge",
        Feature::MirrorMaker => "MirrorMaker",
        Feature::Rebalance => "rebalances",
        Feature::EntityOperator => "topic and user operator",
        Feature::PersistentStorage => "persistent storage",
        Feature::VolumeResize => "volumes that grow",
        Feature::NodeLabels => "rack awareness and node ports",
        Feature::NodePort => "listeners of type `nodeport`",
        Feature::Ingress => "listeners of type `ingress`",
        Feature::Route => "listeners of type `route`",
        Feature::TlsRoute => "listeners of type `tlsroute`",
        Feature::NetworkPolicies => "network policies",
        Feature::DisruptionBudgets => "disruption budgets",
        Feature::Events => "events",
        Feature::OwnerReferences => "owner references on OpenShift",
        Feature::OpenshiftBuild => "builds of Connect on OpenShift",
        Feature::Unknown => "nothing that is known",
    }
}

fn any(bundle: &Bundle<'_>, of: &dyn Fn(Document<'_>) -> bool) -> bool {
    ["Kafka", "KafkaConnect", "KafkaBridge", "KafkaMirrorMaker2"].iter().flat_map(|kind| bundle.of_kind(kind)).any(of)
}

fn has_rack(document: Document<'_>) -> bool {
    [&["spec", "rack"][..], &["spec", "kafka", "rack"]].iter().any(|path| document.at(path.iter().copied()).is_some())
}

fn has_listener(bundle: &Bundle<'_>, kind: &str) -> bool {
    bundle.of_kind("Kafka").any(|document| {
        let listeners = document.at(["spec", "kafka", "listeners"]).filter(|node| node.kind() == Kind::Seq);
        listeners
            .into_iter()
            .flat_map(Node::items)
            .any(|listener| listener.get("type").and_then(Node::as_text) == Some(kind))
    })
}
