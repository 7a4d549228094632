//! A spec that is written for ZooKeeper, in the modes of other releases.

use kafkasmith::catalog::{Capability, Kraft, Release};

/// What keeps a cluster's metadata.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Mode {
    ZooKeeper,
    /// Brokers that are controllers, too.
    Combined,
    /// Brokers and controllers apart.
    Apart,
}

impl Mode {
    /// The modes of a release.
    pub(crate) fn of(release: &Release) -> Vec<Mode> {
        let zookeeper = release.can(Capability::ZooKeeper).then_some(Mode::ZooKeeper);
        let kraft = (release.cluster.kraft != Kraft::PreviewGate).then_some([Mode::Combined, Mode::Apart]);
        zookeeper.into_iter().chain(kraft.into_iter().flatten()).collect()
    }
}

/// The spec on a release, with its default Kafka, in that mode.
pub(crate) fn on(release: &Release, mode: Mode, text: &str) -> String {
    assert!(text.contains("\"0.39.0\""), "the spec is written for another release");
    let kafka = release.default_kafka();
    let gate = format!("+{}", release.feature_gates.keys().next().map_or("", String::as_str));
    let text = text.replace("0.39.0", release.version).replace("+KafkaNodePools", &gate);
    let text = text.replace("3.6.1", kafka).replace("3.5.2", kafka);
    let text = if release.can(Capability::ResourceStateMetric) { text } else { without_readiness(&text) };
    match mode {
        Mode::ZooKeeper => text,
        Mode::Combined => in_kraft(release, &text),
        Mode::Apart => apart(&in_kraft(release, &text)),
    }
}

/// Without the alert that this release has no metric for.
fn without_readiness(text: &str) -> String {
    let tables: Vec<&str> = text.split("\n[").collect();
    let kept: Vec<&str> = tables.into_iter().filter(|table| !table.contains("kind = \"cluster-not-ready\"")).collect();
    kept.join("\n[")
}

/// Without ZooKeeper and its table, and without a second volume where a node can have but one.
fn in_kraft(release: &Release, text: &str) -> String {
    let tables: Vec<&str> = text.split("\n[").collect();
    let kept: Vec<&str> = tables.into_iter().filter(|table| !table.starts_with("cluster.zookeeper")).collect();
    let lines = kept.join("\n[");
    let several = release.can(Capability::KraftJbod);
    let fits = |line: &&str| !line.starts_with("mode ") && (several || !line.starts_with("    { id = 2"));
    let lines = lines.lines().filter(fits);
    let text = lines.collect::<Vec<_>>().join("\n") + "\n";
    text.replace("\n[cluster]\n", "\n[cluster]\nmode = \"kraft\"\n")
}

/// The brokers as a pool of their own beside one of controllers.
fn apart(text: &str) -> String {
    let controllers = "[cluster.pool.deciders]\nroles = [\"controller\"]\nreplicas = 3\nstorage = { size = \"5Gi\" }\n";
    let text = text
        .replace("\n[cluster.brokers]\n", &format!("\n{controllers}\n[cluster.pool.kafka]\nroles = [\"broker\"]\n"));
    ["storage", "pod"].into_iter().fold(text, |text, table| {
        text.replace(&format!("\n[cluster.brokers.{table}]\n"), &format!("\n[cluster.pool.kafka.{table}]\n"))
    })
}
