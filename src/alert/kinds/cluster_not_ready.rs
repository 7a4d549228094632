//! `cluster-not-ready`: the operator cannot bring the cluster to what its resource says.

use super::operator_down::not_ours;
use crate::alert::{Group, Kind, Missing, Numbers, Plan, Planned, Runbook, Scene};
use crate::model::Severity;
use crate::units::Duration;

/// The operator cannot bring the cluster to what its resource says.
pub(super) const KIND: Kind = Kind {
    name: "cluster-not-ready",
    summary: "the operator cannot bring the cluster to what its Kafka resource says",
    group: Group::Operators,
    default_name: "KafkaClusterNotReady",
    severity: Severity::Warning,
    // A reconciliation that rolls all pods takes this long, and the next one begins two minutes after a failure.
    hold: Duration::minutes(15),
    takes: &[],
    plan,
    runbook,
};

/// The operator may serve other clusters, so this one is named. The label `reason` changes with the reason, hence `min by`.
fn plan(scene: &Scene<'_>, _: &Numbers<'_>) -> Planned {
    let operator = scene.operator().ok_or_else(|| not_ours(scene).alone())?;
    if !scene.tells_resource_state() {
        return Err(Missing::new(
            format!(
                "the operator of Strimzi {} does not tell whether resources are ready",
                scene.model.release.version
            ),
            "write an `expr` of your own over the metrics of kube-state-metrics, or take the alert out",
        )
        .because(scene.model.cluster.strimzi.origin.first(), "this release")
        .alone());
    }
    let cluster = &scene.model.cluster;
    let state = operator.fixed("kind", "Kafka").is("name", &cluster.name).is("resource_namespace", &cluster.namespace);
    Plan::new(
        format!("min by (kind, name, resource_namespace) ({}) == 0", state.select("strimzi_resource_state")),
        state.places(),
    )
    .says(
        "{{ $labels.kind }} {{ $labels.resource_namespace }}/{{ $labels.name }} is not ready",
        "The operator does not bring the cluster to what its resource says. The cluster may well go on as it is, but \
         changes, certificates and restarts wait.",
    )
    .alone()
}

fn runbook(scene: &Scene<'_>) -> Runbook {
    let name = &scene.model.cluster.name.value;
    Runbook::new("The last reconciliation of the Kafka resource failed, or waits for something that does not come.")
        .cause("The resource asks for something that the operator refuses.")
        .cause("A pod does not become ready, so the roll waits for it.")
        .cause("A right is missing, or a quota is used up.")
        .look(
            "What the operator says of it: the conditions at the end",
            scene.kubectl(&format!("get kafka {name} -o jsonpath='{{.status.conditions}}'")),
        )
        .look("What the operator tried", scene.kubectl_operator("logs deployment/strimzi-cluster-operator --tail=200"))
        .look("Which pods are not ready", scene.kubectl(&format!("get pods -l strimzi.io/cluster={name}")))
        .act("The resource is refused: undo the last change of the spec, render and apply.")
        .act("A pod is not ready: mend the pod; the operator goes on by itself within two minutes.")
        .normal("While all pods are rolled, or a volume grows, for up to a quarter of an hour.")
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_sample() {
        assert_eq!(
            crate::alert::tests::expressions(&super::KIND),
            [
                r#"min by (kind, name, resource_namespace) (strimzi_resource_state{namespace="kafka",strimzi_io_kind="cluster-operator",kind="Kafka",name="hrms-kafka",resource_namespace="kafka"}) == 0"#
            ]
        );
    }
}
