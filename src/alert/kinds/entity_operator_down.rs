//! `entity-operator-down`: the operators of topics and users do not all answer.

use crate::alert::{Group, Kind, Numbers, Plan, Planned, Runbook, Scene};
use crate::model::Severity;
use crate::units::Duration;

/// The operators of topics and users do not all answer.
pub(super) const KIND: Kind = Kind {
    name: "entity-operator-down",
    summary: "the topic operator or the user operator is away",
    group: Group::Operators,
    default_name: "StrimziEntityOperatorDown",
    severity: Severity::Warning,
    hold: Duration::minutes(5),
    takes: &[],
    plan,
    runbook,
};

/// Both run in one pod and answer on a port each, so each is a target. They are told apart by their containers; a pod that
/// replaces another has the same ones.
fn plan(scene: &Scene<'_>, _: &Numbers<'_>) -> Planned {
    let (operators, wanted) = (scene.entity_operator(), scene.entity_operators());
    let users = &scene.model.cluster.entity_operator.users;
    let summary = match wanted {
        1 => format!("The topic operator of {} does not answer", scene.title()),
        _ => {
            format!("{{{{ $value | humanize }}}} of {wanted} operators of topics and users of {} answer", scene.title())
        }
    };
    Plan::new(operators.fewer_up_than(wanted, "container"), operators.places().chain(users.origin.spans()))
        .says(
            summary,
            "Changes of KafkaTopics or KafkaUsers have no effect until it is back. Topics and users that are there go on.",
        )
        .alone()
}

fn runbook(scene: &Scene<'_>) -> Runbook {
    let name = scene.part_name("entity-operator");
    Runbook::new("The pod with the topic operator, and the user operator if there is one, does not answer as a whole.")
        .cause(if scene.has_roles() {
            "It cannot reach the brokers."
        } else {
            "It cannot reach the brokers, or ZooKeeper."
        })
        .cause("It was killed for its memory.")
        .cause("Its Deployment is missing, because the operator has not got to it.")
        .look("Whether it runs, and how many of its containers", scene.pods_of("entity-operator"))
        .look("What it says", scene.kubectl(&format!("logs deployment/{name} --all-containers --tail=100")))
        .query("Which of them Prometheus reaches", scene.entity_operator().select("up").to_string())
        .act_with("Restart it; it keeps nothing", scene.kubectl(&format!("rollout restart deployment/{name}")))
        .act("Killed for memory: raise `limits` in [cluster.entity_operator], render and apply.")
        .normal("For a minute while its pod moves, and after each change of its settings.")
}

#[cfg(test)]
mod tests {
    use crate::alert::tests::{expressions, expressions_in, with};

    #[test]
    fn the_sample() {
        assert_eq!(
            expressions(&super::KIND),
            [
                r#"(count(max by (container) (up{namespace="kafka",strimzi_io_name="hrms-kafka-entity-operator"}) == 1) or vector(0)) < 1"#
            ]
        );
    }

    #[test]
    fn with_the_user_operator_there_are_two() {
        let text = include_str!("../../../hrms-kafka.toml")
            .replace("[cluster.entity_operator]", "[cluster.entity_operator]\nusers = true");
        assert!(with(&text, |model| expressions_in(model, &super::KIND)).remove(0).ends_with(" < 2"));
    }
}
