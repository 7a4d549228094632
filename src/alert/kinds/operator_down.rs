//! `operator-down`: the cluster operator is away, or runs and does nothing.

use crate::alert::{Group, Kind, Missing, Numbers, Plan, Planned, Runbook, Scene};
use crate::model::Severity;
use crate::units::Duration;

/// The cluster operator is away, or runs and does nothing.
pub(super) const KIND: Kind = Kind {
    name: "operator-down",
    summary: "the cluster operator is away, or runs and reconciles nothing",
    group: Group::Operators,
    default_name: "StrimziOperatorDown",
    severity: Severity::Warning,
    hold: Duration::minutes(5),
    takes: &[],
    plan,
    runbook,
};

/// The operator goes through all resources every two minutes.
const IDLE: Duration = Duration::minutes(15);
const METRIC: &str = "strimzi_reconciliations_periodical_total";

/// An operator that is ready may still do nothing, so what it does is counted as well.
fn plan(scene: &Scene<'_>, _: &Numbers<'_>) -> Planned {
    let operator = scene.operator().ok_or_else(|| not_ours(scene).alone())?;
    let clusters = operator.clone().fixed("kind", "Kafka");
    let expr = format!(
        "absent({} == 1)\nor\nmax(increase({}[{}])) == 0",
        operator.select("up"),
        clusters.select(METRIC),
        scene.at_least_four_scrapes(IDLE).prometheus()
    );
    Plan::new(expr, operator.places())
        .says(
            format!("The operator of {} is away or idle", scene.title()),
            "Brokers go on without it. But nobody renews certificates, applies changes, or completes a roll that was \
             under way.",
        )
        .alone()
}

/// Why there is nothing to watch when somebody else installs the operator.
pub(super) fn not_ours(scene: &Scene<'_>) -> Missing {
    Missing::new(
        "somebody else installs the operator, and under which labels it is scraped is not known here",
        "write `install = \"manifests\"` in [operator], or an `expr` of your own with the labels of that installation",
    )
    .because(scene.model.operator.install.origin.first(), "installed by somebody else")
}

fn runbook(scene: &Scene<'_>) -> Runbook {
    Runbook::new("The operator does not answer, or has not gone through the clusters for a quarter of an hour.")
        .cause("Its pod is gone or starts over and over: a CRD or a right is missing, or Kubernetes is newer than the release knows.")
        .cause("It was killed for its memory.")
        .cause("It hangs in a reconciliation that holds the lock of the cluster.")
        .look("Whether it runs", scene.kubectl_operator("get pods -l strimzi.io/kind=cluster-operator"))
        .look("What it says", scene.kubectl_operator("logs deployment/strimzi-cluster-operator --tail=200"))
        .act_with("Restart it; it keeps nothing", scene.kubectl_operator("rollout restart deployment/strimzi-cluster-operator"))
        .act("It ends at its start: compare what is installed with the rendered files and apply these again, CRDs first.")
        .normal("For a minute while its pod moves or it is upgraded.")
}

#[cfg(test)]
mod tests {
    use crate::alert::tests::{expressions, expressions_in, with};

    #[test]
    fn the_sample() {
        assert_eq!(
            expressions(&super::KIND),
            [r#"absent(up{namespace="kafka",strimzi_io_kind="cluster-operator"} == 1)
or
max(increase(strimzi_reconciliations_periodical_total{namespace="kafka",strimzi_io_kind="cluster-operator",kind="Kafka"}[15m])) == 0"#]
        );
    }

    #[test]
    fn an_operator_of_its_own_namespace() {
        let text =
            include_str!("../../../hrms-kafka.toml").replace("[operator]", "[operator]\nnamespace = \"strimzi\"");
        let expr = with(&text, |model| expressions_in(model, &super::KIND)).remove(0);
        assert_eq!(expr.matches("namespace=\"strimzi\"").count(), 2, "{expr}");
    }
}
