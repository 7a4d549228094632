//! What a release of Strimzi supports, forbids and needs.

use super::*;
use std::collections::BTreeSet;

const IMAGES: [ImageName; 6] =
    [ImageName::Operator, ImageName::Kafka, ImageName::Bridge, ImageName::Kaniko, ImageName::Maven, ImageName::Buildah];

#[test]
fn every_release_supports_what_the_catalogue_knows() {
    for version in releases() {
        let release = release(version).unwrap();
        assert!(release.kafka(release.default_kafka()).is_some(), "{version}");
        for kafka in &release.kafka_versions.versions {
            assert!(settings(&kafka.version).is_some(), "{version} runs Kafka {}", kafka.version);
            let modes = [Mode::ZooKeeper, Mode::Kraft];
            let has_stack = modes.iter().any(|mode| stacks().unwrap().stack(&kafka.version, *mode).is_some());
            assert!(has_stack, "no local stack for Kafka {}", kafka.version);
        }
    }
}

#[test]
fn parts_fit_each_other() {
    for version in releases() {
        let release = release(version).unwrap();
        for service in &release.services {
            assert!(release.component(&service.component).is_some(), "{version} {}", service.name);
        }
        let roles: BTreeSet<_> = release.roles.iter().map(|role| &role.name).collect();
        let bound: BTreeSet<_> = release.bindings.iter().map(|binding| &binding.role).collect();
        assert_eq!(roles, bound, "{version}");
        for env in &release.operator.env {
            if let EnvValue::Image(image) = env.value {
                assert!(release.images.get(image, "").is_some(), "{version} {}", env.name);
            }
        }
        let with_image =
            release.operator.env.iter().filter(|env| !matches!(env.value, EnvValue::Text(_) | EnvValue::Field(_)));
        let keyed: Vec<&String> = release.chart.image_keys.keys().collect();
        assert_eq!(with_image.map(|env| &env.name).collect::<BTreeSet<_>>(), keyed.into_iter().collect(), "{version}");
        let place = format!("{}/{}/", release.chart.registry, release.chart.repository);
        for image in IMAGES {
            let image = release.images.get(image, release.default_kafka());
            assert!(image.is_none_or(|image| image.starts_with(&place)), "{version}");
        }
        for resource in &release.resources {
            assert!(resource.served.contains(&resource.stored), "{version} {}", resource.kind);
        }
        assert_eq!(release.can(Capability::KraftMigration), release.cluster.migration_from.is_some(), "{version}");
        assert!(release.kafka_versions.known.iter().all(|known| release.kafka(known).is_none()), "{version}");
        assert_eq!(release.can(Capability::ZooKeeper), release.component("zookeeper").is_some(), "{version}");
        assert_eq!(release.can(Capability::ZooKeeper), release.names.zookeeper_pod.is_some(), "{version}");
    }
}

#[test]
fn the_first_release_is_what_it_is() {
    let release = strimzi_039();
    assert_eq!(release.default_kafka(), "3.6.1");
    let images: Vec<_> = release.kafka_images().collect();
    assert_eq!(images.len(), 5);
    assert_eq!(images[0], ("3.5.0", "quay.io/strimzi/kafka:0.39.0-kafka-3.5.0".to_owned()));
    assert_eq!(release.resource("Kafka").unwrap().api_version(), "kafka.strimzi.io/v1beta2");
    assert_eq!(release.resource("KafkaTopic").unwrap().api_version(), "kafka.strimzi.io/v1beta2");
    assert_eq!(release.kafka("3.6.1").unwrap().protocol.as_deref(), Some("3.6"));
    assert_eq!(release.operator.env.len(), 22);
    assert_eq!((release.roles.len(), release.bindings.len()), (7, 7));
    assert_eq!(release.cluster.kraft, Kraft::PreviewGate);
    assert_eq!(release.feature_gates.get("UseKRaft"), Some(&false));
    assert_eq!(release.images.get(ImageName::Buildah, ""), None);
    let ports: Vec<_> =
        release.component("entity-operator").unwrap().containers.iter().map(|it| it.metrics.number).collect();
    assert_eq!(ports, [8080, 8081]);
}

#[test]
fn keys_are_forbidden_as_the_operator_does_it() {
    let prefix = |key: &str| strimzi_039().forbidden(key).map(|found| found.prefix.to_owned());
    for (key, wanted) in [
        ("listeners", Some("listeners")),
        ("log.dirs", Some("log.dir")),
        ("port", Some("port")),
        ("portable.thing", Some("port")),
        ("Log.Dirs", Some("log.dir")),
        ("zookeeper.connect", Some("zookeeper.connect")),
        ("zookeeper.connection.timeout.ms", None),
        ("ZooKeeper.connection.timeout.ms", Some("zookeeper.connect")),
        ("zookeeper.clientCnxnSocket", None),
        ("zookeeper.clientcnxnsocket", None),
        ("ssl.cipher.suites", None),
        ("ssl.cipher.suites.extra", Some("ssl.")),
        ("ssl.keystore.location", Some("ssl.")),
        ("SSL.Protocol", Some("ssl.")),
        ("cruise.control.metrics.topic", Some("cruise.control.metrics.topic")),
        ("cruise.control.metrics.topic.num.partitions", None),
        ("controller.quorum.voters", Some("controller.")),
        ("controller.quorum.fetch.timeout.ms", None),
        ("broker.session.timeout.ms", Some("broker.")),
        ("log.retention.ms", None),
        ("metadata.log.dir", Some("metadata.log.dir")),
        ("", None),
    ] {
        assert_eq!(prefix(key).as_deref(), wanted, "{key}");
    }
    let found = strimzi_039().forbidden("ssl.keystore.type").unwrap();
    assert_eq!(
        found.allowed,
        ["ssl.cipher.suites", "ssl.enabled.protocols", "ssl.protocol", "ssl.secure.random.implementation"]
    );
}

#[test]
fn zookeeper_has_keys_of_its_own() {
    let forbidden = |key: &str| strimzi_039().dropped(Configured::ZooKeeper, key).is_some();
    assert!(forbidden("server.1") && forbidden("quorum.auth.enableSasl") && forbidden("ssl.keyStore.location"));
    assert!(forbidden("4lw.commands.whitelist") && forbidden("snapshot.trust.empty"));
    assert!(!forbidden("ssl.hostnameVerification") && !forbidden("autopurge.purgeInterval"));
    // Listed with a capital, hence without effect.
    assert!(!forbidden("dataDir") && !forbidden("clientPort"));
}

#[test]
fn new_kubernetes_must_be_told() {
    let kubernetes = &strimzi_039().kubernetes;
    for (version, start) in [
        ("1.20", Start::TooOld),
        ("1.21", Start::Fine),
        ("1.31", Start::Fine),
        ("1.31.4", Start::Fine),
        ("1.32", Start::Doubtful),
        ("1.33", Start::NeedsOverride),
        ("1.100", Start::NeedsOverride),
        ("2.0", Start::NeedsOverride),
    ] {
        assert_eq!(kubernetes.start(version), Some(start), "{version}");
    }
    assert_eq!(kubernetes.start("latest"), None);
    assert_eq!(kubernetes.told("1.33"), Some(("STRIMZI_KUBERNETES_VERSION", "major=1,minor=33".to_owned())));
    let start = |release: &str, version: &str| super::release(release).unwrap().kubernetes.start(version);
    assert_eq!(start("0.45.0", "1.33"), Some(Start::NeedsOverride));
    assert_eq!(start("0.45.1", "1.33"), Some(Start::Fine));
    assert_eq!(start("0.45.1", "1.24"), Some(Start::TooOld));
}

#[test]
fn old_listeners_keep_their_port_names() {
    let listeners = &strimzi_039().listeners;
    assert_eq!(listeners.port_name("plain", 9092, true), "tcp-clients");
    assert_eq!(listeners.port_name("tls", 9093, true), "tcp-clientstls");
    assert_eq!(listeners.port_name("tls", 9093, false), "tcp-tls");
    assert_eq!(listeners.port_name("external", 9094, false), "tcp-external");
    assert_eq!(listeners.port_name("external", 9094, true), "tcp-external");
    assert_eq!(listeners.port_name("plain", 9095, true), "tcp-plain");
}

#[test]
fn what_an_operator_has_heard_of_is_more_than_it_runs() {
    let knows = |version: &str, kafka: &str| release(version).unwrap().knows(kafka);
    // A patch of Kafka that came after the operator: 3.9.2 is the default of 0.45.2, and no newer line has heard of it.
    let later = releases().iter().skip_while(|version| **version != "0.46.0");
    assert!(later.clone().count() > 10 && later.clone().all(|version| !knows(version, "3.9.2")));
    assert!(knows("0.45.2", "3.9.2") && knows("0.45.2", "2.1.0") && !knows("0.45.2", "4.0.0"));
    assert!(
        !knows("0.46.1", "3.9.1") && knows("0.47.0", "3.9.1") && release("0.46.1").unwrap().kafka("3.8.1").is_none()
    );
    let migrates = |version: &str, kafka: &str| release(version).unwrap().migrates(kafka);
    assert!(migrates("0.40.0", "3.7.0") && migrates("0.45.2", "3.10.0") && !migrates("0.42.0", "3.6.2"));
    assert!(!migrates("0.39.0", "3.7.0") && !migrates("0.46.0", "3.9.0") && !migrates("0.45.2", "latest"));
}

#[test]
fn objects_outlive_a_change_that_serves_what_is_stored() {
    let of = |version: &str| release(version).unwrap();
    assert!(of("0.39.0").shares_api_with(of("0.51.0")) && of("0.49.0").shares_api_with(of("1.2.0")));
    assert!(!of("0.48.0").shares_api_with(of("1.0.0")));
    let kinds = |from: &str, to: &str| of(from).stored_unread_by(of(to)).count();
    assert_eq!([kinds("0.39.0", "0.51.0"), kinds("0.50.1", "1.0.0"), kinds("1.0.0", "1.2.0")], [0, 10, 0]);
}
