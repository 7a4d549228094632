//! Plans of whole specs.

use super::StageKind::{Before, Conversion, Kafka, Migration, Operator};
use super::silent::{self, How};
use super::*;
use crate::catalog::{self, Release};
use crate::diag::{Complaints, Sources};
use crate::model::tests::MINIMAL;
use crate::{model, spec};

/// The plan of a spec, and for each stage what it says, as a test looks at it.
fn plan(text: &str, to: &str) -> Result<(Plan, Sources), Impossible> {
    let mut sources = Sources::default();
    let id = sources.add("kafka.toml", text).unwrap();
    let source = sources.get(id).unwrap();
    let mut complaints = Complaints::default();
    let spec = spec::read(source, &mut complaints);
    let model = model::build(&spec, source.span(), &mut complaints).expect("a spec without mistakes");
    let plan = Plan::new(source, &model, release(to), ("kafkasmith", ""))?;
    Ok((plan, sources))
}

fn release(version: &str) -> &'static Release {
    catalog::release(version).unwrap()
}

/// `0.42.0 operator: …` for every finding.
fn findings(plan: &Plan, sources: &Sources) -> Vec<String> {
    let stages = plan.hops.iter().flat_map(|hop| hop.stages.iter().map(move |stage| (hop.stop.release.version, stage)));
    stages
        .flat_map(|(version, stage)| stage.findings.iter().map(move |finding| (version, stage.kind, finding)))
        .map(|(version, kind, finding)| {
            let at = finding.span().map(|span| sources.text(span)).unwrap_or_default();
            format!("{version} {kind:?} at {at}: {}", finding.headline)
        })
        .collect()
}

/// The smallest spec in a mode.
fn minimal(from: &str, mode: catalog::Mode) -> String {
    let text = MINIMAL.replace("0.39.0", from);
    match mode {
        catalog::Mode::ZooKeeper => text,
        catalog::Mode::Kraft => {
            let (before, rest) = text.split_once("[cluster.zookeeper]").unwrap();
            let (_, listeners) = rest.split_once("[cluster.listener").unwrap();
            let text = format!("{before}[cluster.listener{listeners}");
            text.replace("namespace = \"kafka\"", "namespace = \"kafka\"\nmode = \"kraft\"")
        }
    }
}

fn stage(plan: &Plan, version: &str, kind: StageKind) -> &'static str {
    let hop = plan.hops.iter().find(|hop| hop.stop.release.version == version).unwrap();
    if hop.stages.iter().any(|stage| stage.kind == kind) { "there" } else { "absent" }
}

#[test]
fn the_sample_goes_all_the_way() {
    let (plan, sources) = plan(include_str!("../../hrms-kafka.toml"), "1.2.0").unwrap();
    let kinds: Vec<(&str, Vec<StageKind>)> = plan
        .hops
        .iter()
        .map(|hop| (hop.stop.release.version, hop.stages.iter().map(|stage| stage.kind).collect()))
        .collect();
    let expected = [
        ("0.39.0", vec![]),
        ("0.42.0", vec![Before, Operator, Kafka]),
        ("0.44.0", vec![Before, Operator, Kafka]),
        ("0.45.2", vec![Operator, Migration, Kafka]),
        ("0.47.0", vec![Before, Operator, Kafka]),
        ("0.50.1", vec![Before, Operator, Kafka, Conversion]),
        ("1.0.1", vec![Before, Operator, Kafka]),
        ("1.2.0", vec![Operator, Kafka]),
    ];
    assert_eq!(kinds, expected);
    let avoided: Vec<(&str, &str)> = plan
        .hops
        .iter()
        .flat_map(|hop| hop.avoided.iter().map(|avoided| (hop.stop.release.version, avoided.kafka)))
        .collect();
    assert!(avoided.contains(&("0.45.2", "3.9.2")), "{avoided:?}");
    // What the checklist says to write for pools and versions is all that has to be written, but for one alert.
    let expected = [
        "0.45.2 Migration at [cluster.zookeeper]: a cluster in KRaft has no ZooKeeper",
        "1.2.0 Operator at \"cluster-not-ready\": alert `KafkaClusterNotReady` can never fire: the operator of Strimzi 1.2.0 does not \
         tell whether resources are ready",
    ];
    let found = findings(&plan, &sources);
    assert_eq!(found.len(), expected.len(), "{found:#?}");
    for (found, start) in found.iter().zip(expected) {
        assert!(found.starts_with(start), "{found}");
    }
}

#[test]
fn every_pair_of_releases_has_a_plan_or_says_why_not() {
    let modes = [catalog::Mode::ZooKeeper, catalog::Mode::Kraft];
    for (at, from) in catalog::releases().iter().enumerate() {
        for mode in modes.into_iter().filter(|mode| route::runs(release(from), *mode)) {
            let text = minimal(from, mode);
            for (other, to) in catalog::releases().iter().enumerate() {
                let case = format!("{from} {mode:?} to {to}");
                match plan(&text, to) {
                    Ok((plan, _)) => {
                        assert!(other >= at, "{case}");
                        whole(&plan, to, &case);
                    }
                    Err(Impossible::Downgrade) => assert!(other < at, "{case}"),
                    Err(Impossible::NoWay(_)) => panic!("{case}: no way"),
                }
            }
        }
    }
}

/// Every stage has something to do, nothing is wrong with the smallest spec but what its move changes, and what cannot be taken back
/// comes last.
fn whole(plan: &Plan, to: &str, case: &str) {
    assert_eq!(plan.hops.last().unwrap().stop.release.version, to, "{case}");
    for hop in &plan.hops {
        for stage in &hop.stages {
            assert!(!stage.tasks.is_empty(), "{case}: {stage:?}");
            assert!(stage.findings.is_empty() || stage.kind == Migration, "{case}: {stage:?}");
            if stage.kind != Kafka {
                continue;
            }
            let held = stage.tasks.iter().filter(|task| task.text.contains("keep")).collect::<Vec<_>>();
            assert_eq!(held.len() == 1, stage.tasks.last().unwrap().text.contains("no way back"), "{case}: {stage:?}");
            for write in held.iter().filter_map(|task| task.write.as_deref()) {
                let Some(level) = write.strip_prefix("metadata_version = ") else { continue };
                let fault = catalog::metadata_fault(level.trim_matches('"'), &hop.stop.leaves.kafka.version);
                assert!(fault.is_none(), "{case}: {write}");
            }
        }
    }
}

#[test]
fn what_must_change_is_told_once_and_where_it_must() {
    let own = "[cluster.brokers.config]\n\"log.message.downconversion.enable\" = true\n[operator]\n\
        feature_gates = [\"+UseKRaft\"]\n[cluster.listener.web]\nport = 9095\ntls = true\ntype = \"cluster-ip\"\n";
    let (plan, sources) = plan(&format!("{MINIMAL}{own}"), "1.2.0").unwrap();
    let found = findings(&plan, &sources);
    let about = |word: &str| -> Vec<&String> { found.iter().filter(|finding| finding.contains(word)).collect() };
    let gate = "0.42.0 Operator at \"+UseKRaft\": Strimzi 0.42.0 has no feature gate \"+UseKRaft\" and would not start";
    assert_eq!(about("UseKRaft"), [gate]);
    let setting = "0.47.0 Kafka at \"log.message.downconversion.enable\": Kafka 4.0.0 has no broker setting \
        `log.message.downconversion.enable`";
    assert_eq!(about("downconversion"), [setting]);
    assert!(about("cluster-ip").is_empty());
}

#[test]
fn a_kafka_that_is_not_written_is_written_once() {
    let (plan, _) = plan(MINIMAL, "0.45.2").unwrap();
    let tasks = plan.hops.iter().flat_map(|hop| &hop.stages).flat_map(|stage| &stage.tasks);
    let written: Vec<&str> = tasks.filter_map(|task| task.write.as_deref()).collect();
    let of = |key: &str| -> Vec<&&str> { written.iter().filter(|line| line.starts_with(key)).collect() };
    assert_eq!(of("kafka"), [&"kafka = \"3.6.1\"", &"kafka = \"3.7.1\"", &"kafka = \"3.8.0\"", &"kafka = \"3.9.1\""]);
    let held = ["3.6", "3.7", "3.8"].map(|level| format!("\"inter.broker.protocol.version\" = \"{level}\""));
    assert_eq!(of("\"inter").into_iter().map(|line| (*line).to_owned()).collect::<Vec<_>>(), held);
}

#[test]
fn settings_that_nobody_wrote_are_compared() {
    let played = || {
        let mut sources = Sources::default();
        let text = format!("{MINIMAL}[cluster.brokers.config]\n\"num.recovery.threads.per.data.dir\" = 4\n");
        let id = sources.add("kafka.toml", text).unwrap();
        let part =
            rehearsal::Part { release: release("0.45.2"), kafka: "3.9.1", mode: catalog::Mode::ZooKeeper, moved: None };
        rehearsal::play(sources.get(id).unwrap(), &part)
    };
    let silent = silent::of_kafka(&played(), &played(), release("0.47.0"), "3.9.1", "4.0.0");
    let default = |key: &str| silent.defaults.iter().find(|default| default.key == key).map(|it| (it.before, it.after));
    let stamp = (Some("9223372036854775807"), Some("3600000"));
    assert_eq!(default("log.message.timestamp.after.max.ms"), Some(stamp));
    // Written; the operator's own; the same of topics; the version itself.
    for key in
        ["num.recovery.threads.per.data.dir", "node.id", "message.timestamp.after.max.ms", "log.message.format.version"]
    {
        assert_eq!(default(key), None, "{key}");
    }
    assert!(silent.removed.iter().any(|removed| removed.key == "log.message.downconversion.enable"));
    assert!(!silent.removed.iter().any(|removed| removed.key.starts_with("zookeeper.ssl")));
    // Nor where nothing is written: a default that is the version itself is no news of its own.
    let bare = || {
        let mut sources = Sources::default();
        let id = sources.add("kafka.toml", "[project]\n").unwrap();
        let part =
            rehearsal::Part { release: release("0.45.2"), kafka: "3.8.0", mode: catalog::Mode::ZooKeeper, moved: None };
        rehearsal::play(sources.get(id).unwrap(), &part)
    };
    assert!(bare().model.is_none());
    assert_eq!(silent::of_kafka(&bare(), &bare(), release("0.45.2"), "3.8.0", "3.9.1").defaults, []);
    // The same map in another order is no change.
    let silent = silent::of_kafka(&played(), &played(), release("0.44.0"), "3.7.1", "3.8.0");
    assert!(silent.is_empty(), "{silent:?}");
}

#[test]
fn alerts_that_watch_something_else_are_named() {
    let alerts = "[monitoring]\n[alert.Own]\nexpr = 'jvm_memory_bytes_used > 1'\nsummary = \"x\"\n\
        [alert.Lag]\nexpr = 'kafka_consumergroup_lag > 1'\nsummary = \"x\"\n[alert.Busy]\nkind = \"request-saturation\"\n";
    let (plan, _) = plan(&format!("{MINIMAL}{alerts}"), "0.42.0").unwrap();
    let changed: Vec<(String, How)> = plan
        .hops
        .iter()
        .flat_map(|hop| &hop.stages)
        .flat_map(|stage| stage.silent.alerts.iter().map(|alert| (alert.name.clone(), alert.how.clone())))
        .collect();
    let renamed = How::Renamed(vec!["jvm_memory_bytes_used".to_owned()]);
    assert_eq!(changed, [("Own".to_owned(), renamed), ("Busy".to_owned(), How::Recomputed)]);
    let state = How::Gone(vec!["strimzi_resource_state".to_owned()]);
    let gone = silent::of_expression("strimzi_resource_state == 0", release("1.1.0"), release("1.2.0"));
    assert_eq!(gone, Some(state));
}

#[test]
fn kubernetes_and_resources_of_ones_own_come_first() {
    let spec = format!("{MINIMAL}[environment]\nkubernetes = \"1.24\"\n");
    let (plan, sources) = plan(&spec, "0.50.1").unwrap();
    let before = |version: &str| -> Vec<String> {
        let hop = plan.hops.iter().find(|hop| hop.stop.release.version == version).unwrap();
        let stages = hop.stages.iter().filter(|stage| stage.kind == StageKind::Before);
        stages.flat_map(|stage| stage.tasks.iter().map(|task| task.text.clone())).collect()
    };
    assert!(before("0.44.0")[0].contains("raise Kubernetes first, which is 1.24"), "{:?}", before("0.44.0"));
    assert!(before("0.47.0")[0].contains("KafkaMirrorMaker any more"), "{:?}", before("0.47.0"));
    assert!(before("0.50.1").iter().any(|text| text.contains("`operations: [Read]`")), "{:?}", before("0.50.1"));
    assert_eq!(stage(&plan, "0.50.1", StageKind::Conversion), "absent", "it is nobody's business before 1.0.0");
    let told: Vec<String> = findings(&plan, &sources).into_iter().filter(|it| it.contains("Kubernetes")).collect();
    assert_eq!(told, ["0.44.0 Operator at \"1.24\": Strimzi 0.44.0 does not run on Kubernetes 1.24"]);
}
