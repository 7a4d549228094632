//! `quorum-down`: fewer ZooKeepers or controllers answer than the spec has, or fewer than decide.
//!
//! Without a severity it makes two rules of one name: a warning when one member is away, and a critical one when those that
//! are left decide nothing. `severity = "warning"` or `"info"` keeps the first alone, `severity = "critical"` the second.
//! A quorum in which each member is needed has the second only.

use crate::alert::{Group, Kind, Numbers, Plan, Planned, Runbook, Scene};
use crate::model::Severity;
use crate::units::Duration;

/// Fewer ZooKeepers or controllers answer than the spec has, or fewer than decide.
pub(super) const KIND: Kind = Kind {
    name: "quorum-down",
    summary: "fewer ZooKeepers or controllers answer than the spec has (warning), or than decide (critical)",
    group: Group::Brokers,
    default_name: "KafkaQuorumAtRisk",
    severity: Severity::Warning,
    hold: Duration::minutes(3),
    takes: &[],
    plan,
    runbook,
};

/// A rolling restart takes one member at a time and never the majority, so this need not outlast it.
const HOLD_WHEN_LOST: Duration = Duration::minutes(1);

#[expect(clippy::unnecessary_wraps, reason = "the form of every kind's plan")]
fn plan(scene: &Scene<'_>, numbers: &Numbers<'_>) -> Planned {
    let (members, wanted) = (scene.quorum(), scene.model.cluster.quorum());
    let majority = majority(wanted.value);
    let places = || members.places().chain(wanted.origin.spans());
    let (group, of) = if scene.has_roles() { ("The quorum", "controller") } else { ("The ensemble", "server") };
    let answer =
        format!("{{{{ $value | humanize }}}} of {} {} of {} answer", wanted.value, scene.deciders(), scene.title());
    let weakened = Plan::new(members.fewer_up_than(wanted.value, "pod"), places()).says(
        answer.clone(),
        format!(
            "{group} decides as long as {majority} answer, and it has less to lose than it should. Do not restart \
             another {of} before this one is back."
        ),
    );
    let lost = Plan::new(members.fewer_up_than(majority, "pod"), places()).says(
        format!("{answer}, and {majority} are needed"),
        format!(
            "There is no quorum. Brokers go on with what they have, but no leader can be elected, no topic created or \
             changed, and a broker that restarts does not come back.{}",
            uncounted(scene)
        ),
    );
    let lost = lost.ranks(Severity::Critical, HOLD_WHEN_LOST);
    Ok(match numbers.severity {
        None if majority < wanted.value => vec![weakened, lost],
        Some(Severity::Warning | Severity::Info) if majority < wanted.value => vec![weakened],
        _ => vec![lost],
    })
}

/// What is lost besides: a broker that is gone is told of by controllers that decide, as seen with 3.9.2.
fn uncounted(scene: &Scene<'_>) -> &'static str {
    if scene.has_roles() {
        " Partitions that lose their leader or copies meanwhile are not counted, and the alerts on them stay silent."
    } else {
        ""
    }
}

/// How many of so many members decide.
const fn majority(members: u32) -> u32 {
    members / 2 + 1
}

fn runbook(scene: &Scene<'_>) -> Runbook {
    let (wanted, pod) = (scene.model.cluster.quorum().value, scene.quorum_pod(0));
    let (of, data) = if scene.has_roles() {
        ("controller", "The volume is full, and the controller halts.")
    } else {
        ("server", "The volume is full: transaction logs and snapshots are purged once an hour.")
    };
    let meaning = format!(
        "Prometheus reaches fewer {} than the spec has. Of {wanted} {of}s {} must agree; below that no leaders are elected, \
         and a broker that restarts stays away.",
        scene.deciders(),
        majority(wanted)
    );
    let runbook = Runbook::new(meaning)
        .cause(format!("A pod cannot be scheduled: {of}s are kept on nodes of their own, and a node is missing."))
        .cause("A node was lost, and the volume is still attached to it.")
        .cause(data)
        .look(format!("Which {of}s run and where"), scene.pods_labelled(&scene.quorum_label()))
        .look("Why one does not: the events at the end", scene.kubectl(&format!("describe pod {pod}")));
    takes_part(runbook, scene, &pod)
        .act(format!("One {of} away: bring its node back, or free room for it. Touch no other {of} until it is back."))
        .act(format!(
            "Quorum lost: bring back any one {of} first; its volume holds all that was decided. Never delete its claim."
        ))
        .normal("The warning for less than three minutes a pod, while the operator rolls them. The critical one never.")
}

/// How one sees whether a member takes part.
fn takes_part(runbook: Runbook, scene: &Scene<'_>, pod: &str) -> Runbook {
    if scene.has_roles() {
        return runbook.look(
            "Who leads, who follows and who is behind: `Lag` of a controller that takes part is near 0",
            scene.tool("kafka-metadata-quorum.sh", "describe --replication"),
        );
    }
    runbook.look(
        "Whether a server takes part: `Mode` is `leader` or `follower`",
        scene.kubectl(&format!("exec {pod} -- bash -c 'echo srvr | nc 127.0.0.1 12181'")),
    )
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
