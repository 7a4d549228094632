//! The settings tables say what Kafka says.

use super::*;
use std::io::Write as _;
use std::path::Path;

#[test]
fn counts_are_those_of_kafka() {
    for (version, broker, topic) in [
        ("3.5.0", 282, 29),
        ("3.5.1", 282, 29),
        ("3.5.2", 282, 29),
        ("3.6.0", 288, 31),
        ("3.6.1", 288, 31),
        ("3.7.1", 295, 31),
        ("3.8.1", 313, 34),
        ("3.9.2", 329, 36),
        ("4.0.0", 306, 33),
        ("4.1.1", 336, 34),
        ("4.2.1", 341, 34),
        ("4.3.1", 360, 34),
    ] {
        let settings = settings(version).unwrap();
        assert_eq!((settings.brokers().len(), settings.topics().len()), (broker, topic), "{version}");
    }
}

#[test]
fn every_default_is_a_value_that_is_taken() {
    for version in kafka_versions() {
        let settings = settings(version).unwrap();
        for setting in settings.brokers().iter().chain(settings.topics()) {
            if let Fallback::Value(value) = setting.default {
                assert_eq!(setting.check(value), Ok(()), "{version} {}", setting.name);
                assert_eq!(setting.check_for_operator(value), Ok(()), "{version} {}", setting.name);
            }
        }
    }
}

#[test]
fn topics_fall_back_to_settings_that_exist() {
    for version in kafka_versions() {
        let settings = settings(version).unwrap();
        for default in settings.topics().iter().flat_map(|topic| &topic.server_defaults) {
            assert!(settings.broker(default.name).is_some(), "{version} {}", default.name);
        }
    }
    let retention = settings_361().topic("retention.ms").unwrap();
    let names: Vec<_> = retention.server_defaults.iter().map(|default| (default.name, default.unit)).collect();
    let wanted = [
        ("log.retention.ms", None),
        ("log.retention.minutes", Some(Unit::Minutes)),
        ("log.retention.hours", Some(Unit::Hours)),
    ];
    assert_eq!(names, wanted);
}

#[test]
fn update_modes_and_defaults_are_read() {
    let broker = |key| settings_361().broker(key).unwrap();
    assert_eq!(broker("log.retention.ms").update, Update::ClusterWide);
    assert_eq!(broker("advertised.listeners").update, Update::PerBroker);
    assert_eq!(broker("offsets.retention.minutes").update, Update::ReadOnly);
    assert_eq!(settings_361().topic("retention.ms").unwrap().update, Update::Topic);
    assert_eq!(broker("log.retention.ms").default, Fallback::Nothing);
    assert_eq!(broker("log.retention.hours").default, Fallback::Value("168"));
    assert_eq!(broker("controller.quorum.voters").default, Fallback::Value(""));
    assert!(
        broker("broker.heartbeat.interval.ms").kind == Kind::Int && !broker("broker.heartbeat.interval.ms").internal
    );
    assert!(broker("unstable.api.versions.enable").internal);
}

/// Another program read the same jars before; its tables lie beside the project on some machines.
#[test]
#[expect(clippy::disallowed_methods, reason = "the other program's tables are no part of the project")]
fn another_reader_found_the_same() {
    for version in kafka_versions() {
        for (scope, ours) in
            [("broker", settings(version).unwrap().brokers()), ("topic", settings(version).unwrap().topics())]
        {
            let path = Path::new(ROOT).join(format!("../shared/facts/kafka-configs/{scope}-{version}.tsv"));
            let Ok(theirs) = std::fs::read_to_string(&path) else {
                let _ = writeln!(
                    std::io::stderr(),
                    "not compared: there is no second table of {scope} settings of {version}"
                );
                continue;
            };
            let theirs: Vec<Vec<&str>> = theirs.lines().skip(1).map(|line| line.split('\t').collect()).collect();
            assert_eq!(ours.len(), theirs.len(), "{version} {scope}");
            for (ours, theirs) in ours.iter().zip(theirs) {
                let default = match ours.default {
                    Fallback::Required => "<required>",
                    Fallback::Nothing => "<null>",
                    Fallback::Value("") => "<empty>",
                    Fallback::Value(value) => value,
                };
                let kind = format!("{:?}", ours.kind).to_uppercase();
                assert_eq!([ours.name, &kind, default], theirs[..3], "{version} {scope}");
            }
        }
    }
}
