//! What is refused of quotas, certificates, windows, loggers, pods and Cruise Control.

use crate::model::tests::{MINIMAL, model_of};

/// The first thing that is said of a spec with that in front of its brokers.
fn said(strimzi: &str, cluster: &str, tables: &str) -> Vec<String> {
    let text = MINIMAL.replace("strimzi = \"0.39.0\"", &format!("strimzi = \"{strimzi}\"\n{cluster}"));
    model_of(&format!("{text}{tables}")).1.into_iter().map(|said| said.headline).collect()
}

#[test]
fn what_an_operator_would_refuse_or_drop_is_said_before() {
    for (strimzi, cluster, tables, expected) in [
        ("0.41.0", "", "[cluster.quotas]\nwrite = \"1Mi\"\n", "Strimzi 0.41.0 has no quotas"),
        ("0.42.0", "", "[cluster.quotas]\nchanges = 5\n", "`changes` is a quota of each client"),
        (
            "0.42.0",
            "",
            "[cluster.quotas]\nper = \"each-client\"\nexempt = [\"User:a\"]\n",
            "`exempt` is a quota of all clients together",
        ),
        (
            "0.42.0",
            "",
            "[cluster.quotas]\nkeep_free = \"1Gi\"\nkeep_free_share = \"10%\"\n",
            "free room is written as an amount and as a share",
        ),
        (
            "0.42.0",
            "",
            "[cluster.quotas]\nwrite = \"1Mi\"\n[cluster.brokers.config]\n\"client.quota.callback.class\" = \"a.B\"\n",
            "two things are to keep quotas",
        ),
        ("0.39.0", "certificates = { validity = \"36h\" }", "", "1d12h is no whole number of days"),
        (
            "0.39.0",
            "certificates = { validity = \"20d\" }",
            "",
            "certificates that last 20 days cannot be renewed 30 days before their end",
        ),
        ("0.39.0", "maintenance_windows = [\"0 4 * * SUN\"]", "", "\"0 4 * * SUN\" is no time as Quartz writes it"),
        (
            "0.39.0",
            "maintenance_windows = [\"* * 0-4 * * SUN\"]",
            "",
            "\"* * 0-4 * * SUN\" is no time as Quartz writes it",
        ),
        ("0.39.0", "logging = { \"a b\" = \"INFO\" }", "", "\"a b\" is no logger"),
        (
            "0.43.0",
            "",
            "[cluster.cruise_control]\nrebalance_on = [\"add-brokers\"]\n",
            "Strimzi 0.43.0 moves nothing without being asked",
        ),
        (
            "0.39.0",
            "",
            "[cluster.cruise_control]\ngoals = [\"RackAwareGaol\"]\n",
            "Cruise Control has no goal \"RackAwareGaol\"",
        ),
        (
            "0.39.0",
            "",
            "[cluster.cruise_control]\ngoals = [\"DiskCapacityGoal\"]\nhard_goals = [\"RackAwareGoal\"]\n",
            "`RackAwareGoal` is not among `goals`",
        ),
        ("0.39.0", "", "[cluster.brokers.pod]\ntolerations = [{ value = \"a\" }]\n", "`key` is missing"),
        (
            "0.39.0",
            "",
            "[cluster.brokers.pod]\nannotations = { \"a b\" = \"c\" }\n",
            "\"a b\" is no name for an annotation or a label",
        ),
        (
            "0.39.0",
            "",
            "[cluster.brokers.pod]\nlabels = { \"strimzi.io/x\" = \"c\" }\n",
            "\"strimzi.io/x\" belongs to the operator",
        ),
    ] {
        assert_eq!(said(strimzi, cluster, tables), [expected], "{strimzi} {cluster} {tables}");
    }
    let alone = MINIMAL.replacen("replicas = 3", "replicas = 1", 1);
    let said = model_of(&format!("{alone}[cluster.cruise_control]\n")).1;
    assert_eq!(said[0].headline, "Cruise Control needs two brokers");
}

#[test]
fn goals_may_have_their_whole_names() {
    let tables = "[cluster.cruise_control]\ngoals = [\"RackAwareGoal\", \
                  \"com.linkedin.kafka.cruisecontrol.analyzer.goals.DiskCapacityGoal\"]\n";
    let model = model_of(&format!("{MINIMAL}{tables}")).0.unwrap();
    let goals: Vec<String> = model.cluster.cruise_control.unwrap().goals.into_iter().map(|goal| goal.value).collect();
    assert!(goals.iter().all(|goal| goal.starts_with("com.linkedin.")) && goals.len() == 2, "{goals:?}");
}
