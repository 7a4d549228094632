//! `quorum-down`: fewer ZooKeepers answer than the spec has, or fewer than decide.
//!
//! Without a severity it makes two rules of one name: a warning when one server is away, and a critical one when those that
//! are left decide nothing. `severity = "warning"` or `"info"` keeps the first alone, `severity = "critical"` the second.
//! An ensemble in which each server is needed has the second only.

use crate::alert::{Group, Kind, Numbers, Plan, Planned, Runbook, Scene};
use crate::model::Severity;
use crate::units::Duration;

/// Fewer ZooKeepers answer than the spec has, or fewer than decide.
pub(super) const KIND: Kind = Kind {
    name: "quorum-down",
    summary: "fewer ZooKeepers answer than the spec has (warning), or than decide (critical)",
    group: Group::Brokers,
    default_name: "KafkaQuorumAtRisk",
    severity: Severity::Warning,
    hold: Duration::minutes(3),
    takes: &[],
    plan,
    runbook,
};

/// A rolling restart takes one server at a time and never the majority, so this need not outlast it.
const HOLD_WHEN_LOST: Duration = Duration::minutes(1);

#[expect(clippy::unnecessary_wraps, reason = "the form of every kind's plan")]
fn plan(scene: &Scene<'_>, numbers: &Numbers<'_>) -> Planned {
    let (servers, wanted) = (scene.zookeeper(), &scene.model.cluster.zookeeper.replicas);
    let majority = majority(wanted.value);
    let places = || servers.places().chain(wanted.origin.spans());
    let answer = format!("{{{{ $value | humanize }}}} of {} ZooKeepers of {} answer", wanted.value, scene.title());
    let weakened = Plan::new(servers.fewer_up_than(wanted.value, "pod"), places()).says(
        answer.clone(),
        format!(
            "The ensemble decides as long as {majority} answer, and it has less to lose than it should. Do not restart \
             another server before this one is back."
        ),
    );
    let lost = Plan::new(servers.fewer_up_than(majority, "pod"), places()).says(
        format!("{answer}, and {majority} are needed"),
        "There is no quorum. Brokers go on with what they have, but no leader can be elected, no topic created or \
         changed, and a broker that restarts does not come back.",
    );
    let lost = lost.ranks(Severity::Critical, HOLD_WHEN_LOST);
    Ok(match numbers.severity {
        None if majority < wanted.value => vec![weakened, lost],
        Some(Severity::Warning | Severity::Info) if majority < wanted.value => vec![weakened],
        _ => vec![lost],
    })
}

/// How many of so many servers decide.
const fn majority(servers: u32) -> u32 {
    servers / 2 + 1
}

fn runbook(scene: &Scene<'_>) -> Runbook {
    let pod = scene.zookeeper_pod(0);
    Runbook::new(format!(
        "Prometheus reaches fewer ZooKeepers than the spec has. Of {} servers {} must agree; below that the brokers can \
         elect no leaders, and a broker that restarts stays away.",
        scene.model.cluster.zookeeper.replicas.value,
        majority(scene.model.cluster.zookeeper.replicas.value)
    ))
    .cause("A pod cannot be scheduled: servers are kept on nodes of their own, and a node is missing.")
    .cause("A node was lost, and the volume is still attached to it.")
    .cause("The volume is full: transaction logs and snapshots are purged once an hour.")
    .look("Which servers run and where", scene.pods_of("zookeeper"))
    .look("Why one does not: the events at the end", scene.kubectl(&format!("describe pod {pod}")))
    .look(
        "Whether a server takes part: `Mode` is `leader` or `follower`",
        scene.kubectl(&format!("exec {pod} -- bash -c 'echo srvr | nc 127.0.0.1 12181'")),
    )
    .act("One server away: bring its node back, or free room for it. Touch no other server until it is back.")
    .act("Quorum lost: bring back any one server first; its volume holds all that was decided. Never delete its claim.")
    .normal("The warning for less than three minutes a pod, while the operator rolls the ensemble. The critical one never.")
}

#[cfg(test)]
mod tests {
    use crate::alert::tests::{expressions, rules_of};

    const WEAKENED: &str =
        r#"(count(max by (pod) (up{namespace="kafka",strimzi_io_name="hrms-kafka-zookeeper"}) == 1) or vector(0)) < 3"#;
    const LOST: &str =
        r#"(count(max by (pod) (up{namespace="kafka",strimzi_io_name="hrms-kafka-zookeeper"}) == 1) or vector(0)) < 2"#;

    #[test]
    fn the_sample() {
        assert_eq!(expressions(&super::KIND), [WEAKENED, LOST]);
    }

    #[test]
    fn a_severity_picks_the_rule() {
        let of = |keys: &str| -> Vec<(String, &str, String)> {
            let rules = rules_of("quorum-down", keys);
            let shown = |rule: &crate::alert::Rule| {
                (rule.expr.value.clone(), rule.severity.value.word(), rule.hold.value.prometheus())
            };
            rules.iter().map(shown).collect()
        };
        let rule = |expr: &str, severity, hold: &str| (expr.to_owned(), severity, hold.to_owned());
        assert_eq!(of(""), [rule(WEAKENED, "warning", "3m"), rule(LOST, "critical", "1m")]);
        assert_eq!(of("severity = \"info\""), [rule(WEAKENED, "info", "3m")]);
        assert_eq!(of("severity = \"critical\"\nfor = \"30s\""), [rule(LOST, "critical", "30s")]);
    }
}
