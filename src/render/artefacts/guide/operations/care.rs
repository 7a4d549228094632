//! What a platform needs over the years: room, upgrades, certificates, backups; and its end.

use super::super::super::parts::{Text, made, text};
use crate::alert::Scene;
use crate::catalog::{self, Start};
use crate::model::{Install, Model, Origin, Sourced, Storage, Volume};
use crate::render::Traced;
use serde::Serialize;

#[derive(Debug, Serialize)]
pub(super) struct Care<'m> {
    scaling: Scaling<'m>,
    growth: Vec<Growth<'m>>,
    upgrade: Upgrade<'m>,
    secrets: Vec<Text<'m>>,
    removal: Removal,
}

/// To one broker more, and to one less.
#[derive(Debug, Serialize)]
struct Scaling<'m> {
    more: Traced<u32>,
    /// The pod that comes, by name.
    added: Text<'m>,
    /// The pod that goes when there is one less, and how many are left; none where there is only one broker.
    fewer: Option<Fewer<'m>>,
    /// How partitions are moved; none without topics.
    moving: Option<Moving<'m>>,
}

#[derive(Debug, Serialize)]
struct Fewer<'m> {
    left: Traced<u32>,
    last: Text<'m>,
    /// Topics that have more copies than that.
    too_many: Vec<Text<'m>>,
    /// What plans a move of everything away from it.
    plan: Option<Text<'m>>,
}

/// Commands that move partitions.
#[derive(Debug, Serialize)]
struct Moving<'m> {
    /// What is to be moved.
    say: Text<'m>,
    /// Where to: over all brokers, the new one too.
    plan: Text<'m>,
    execute: Text<'m>,
    verify: Text<'m>,
}

/// A storage class, and whether its volumes grow.
#[derive(Debug, Serialize)]
struct Growth<'m> {
    class: Option<Text<'m>>,
    grows: bool,
    fixed: bool,
    unknown: bool,
}

#[derive(Debug, Serialize)]
struct Upgrade<'m> {
    /// The Kafka versions that this operator runs.
    versions: Vec<&'m str>,
    /// The newer ones of them.
    newer: Option<Newer<'m>>,
    /// Newer Strimzi releases that this program knows.
    releases: Vec<&'static str>,
    /// This operator does not start on any Kubernetes by itself; what is said of it.
    told: Option<Told<'m>>,
}

/// A newer Kafka that this operator runs.
#[derive(Debug, Serialize)]
struct Newer<'m> {
    version: &'m str,
    /// The protocol to keep until it has proven itself.
    protocol: Option<&'m str>,
}

/// The variable by which the operator is told the version of Kubernetes.
#[derive(Debug, Serialize)]
struct Told<'m> {
    up_to: &'m str,
    variable: &'m str,
    /// The spec names a version, and the variable is set for it.
    is_set: bool,
    ours: Option<Text<'m>>,
}

#[derive(Debug, Serialize)]
struct Removal {
    /// Claims that stay when the cluster is deleted.
    keeps: bool,
    /// Claims that go with it.
    loses: bool,
    with_operator: bool,
}

impl<'m> Care<'m> {
    pub(super) fn of(model: &'m Model, scene: &Scene<'m>) -> Self {
        let name = &model.cluster.name;
        let secrets = ["cluster-ca", "cluster-ca-cert", "clients-ca", "clients-ca-cert"];
        Care {
            scaling: Scaling::of(model, scene),
            growth: growth(model),
            upgrade: Upgrade::of(model),
            secrets: secrets.map(|secret| made(name, |name| format!("{name}-{secret}"))).to_vec(),
            removal: Removal::of(model),
        }
    }
}

impl<'m> Scaling<'m> {
    fn of(model: &'m Model, scene: &Scene<'m>) -> Self {
        let replicas = &model.cluster.brokers.replicas;
        let count = replicas.value;
        let number = |count: u32| Traced::new(count, replicas.origin.clone());
        let broker = |id: u32| made(replicas, |_| scene.broker_pod(id));
        let has_topics = !model.topics.is_empty();
        Scaling {
            more: number(count.saturating_add(1)),
            added: broker(count),
            fewer: (count > 1).then(|| Fewer {
                left: number(count - 1),
                last: broker(count - 1),
                too_many: model
                    .topics
                    .iter()
                    .filter(|topic| topic.replicas.value >= count)
                    .map(|topic| text(&topic.name))
                    .collect(),
                plan: has_topics.then(|| plan(count - 1, replicas, scene)),
            }),
            moving: topics_to_move(model).map(|topics| Moving::of(&topics, replicas, scene)),
        }
    }
}

impl<'m> Moving<'m> {
    fn of(topics: &Text<'m>, replicas: &Sourced<u32>, scene: &Scene<'m>) -> Self {
        let line = |arguments: &str| made(replicas, |_| scene.tool("kafka-reassign-partitions.sh", arguments));
        let say = format!("{} <<'EOT'\n{}\nEOT", into("/tmp/topics.json", scene), topics.value);
        Moving {
            say: Traced::new(say.into(), topics.origin.clone()),
            plan: plan(replicas.value.saturating_add(1), replicas, scene),
            // 50 MB a second leave room for clients on any network that is used for Kafka.
            execute: line("--reassignment-json-file /tmp/plan.json --execute --throttle 50000000"),
            verify: line("--reassignment-json-file /tmp/plan.json --verify"),
        }
    }
}

/// What shows a plan over so many brokers and keeps it in the pod. The proposal is the last line.
fn plan<'m>(brokers: u32, from: &Sourced<u32>, scene: &Scene<'m>) -> Text<'m> {
    let ids: Vec<String> = (0..brokers).map(|id| id.to_string()).collect();
    let arguments = format!("--topics-to-move-json-file /tmp/topics.json --broker-list {} --generate", ids.join(","));
    let tool = scene.tool("kafka-reassign-partitions.sh", &arguments);
    made(from, |_| format!("{tool} | tee /dev/stderr | tail -n 1 | {}", into("/tmp/plan.json", scene)))
}

/// What writes its input to a file in the first broker's pod.
fn into(file: &str, scene: &Scene<'_>) -> String {
    scene.kubectl(&format!("exec -i {} -c kafka -- bash -c 'cat > {file}'", scene.broker_pod(0)))
}

/// The topics as the tool that moves them wants to be told.
fn topics_to_move<'m>(model: &Model) -> Option<Text<'m>> {
    let first = model.topics.first()?.name.origin.first();
    let names: Vec<serde_json::Value> =
        model.topics.iter().map(|topic| serde_json::json!({ "topic": topic.name.value })).collect();
    let text = serde_json::json!({ "version": 1, "topics": names }).to_string();
    let others = model.topics.iter().skip(1).map(|topic| topic.name.origin.first());
    Some(Traced::new(text.into(), Origin::computed(first, others)))
}

/// Each storage class that volumes name, and those without one together.
fn growth(model: &Model) -> Vec<Growth<'_>> {
    let nodes = [&model.cluster.brokers, &model.cluster.zookeeper];
    let volumes = nodes.into_iter().flat_map(|nodes| match &nodes.storage {
        Storage::One(volume) => vec![volume],
        Storage::Several(volumes) => volumes.iter().map(|(_, volume)| volume).collect::<Vec<&Volume>>(),
    });
    let mut classes: Vec<Option<&Sourced<String>>> = Vec::new();
    for volume in volumes {
        let class = volume.class.as_ref();
        if !classes.iter().any(|known| known.map(|known| &known.value) == class.map(|class| &class.value)) {
            classes.push(class);
        }
    }
    let expandable = |class: Option<&Sourced<String>>| {
        model.environment.storage_class(&class?.value)?.expandable.as_ref().map(|expandable| expandable.value)
    };
    let growth =
        |class: Option<&'_ Sourced<String>>| (expandable(class) == Some(true), expandable(class) == Some(false));
    classes
        .into_iter()
        .map(|class| {
            let (grows, fixed) = growth(class);
            Growth { class: class.map(text), grows, fixed, unknown: !grows && !fixed }
        })
        .collect()
}

impl<'m> Upgrade<'m> {
    fn of(model: &'m Model) -> Self {
        let release = model.release;
        let versions = &release.kafka_versions.versions;
        let names: Vec<&str> = versions.iter().map(|known| known.version.as_str()).collect();
        let ours = versions.iter().position(|known| known.version == model.cluster.kafka.value);
        let newer = ours.and_then(|at| versions.iter().skip(at + 1).last());
        let at = catalog::releases().iter().position(|known| *known == release.version);
        let told = release.kubernetes.told("1.0").zip(release.kubernetes.proven());
        Upgrade {
            newer: newer.map(|known| Newer {
                version: &known.version,
                protocol: ours.and_then(|at| versions.get(at)).and_then(|known| known.protocol.as_deref()),
            }),
            versions: names,
            releases: at.map(|at| catalog::releases().iter().copied().skip(at + 1).collect()).unwrap_or_default(),
            told: told.map(|((variable, _), up_to)| Told::of(variable, up_to, model)),
        }
    }
}

impl<'m> Told<'m> {
    fn of(variable: &'m str, up_to: &'m str, model: &'m Model) -> Self {
        let ours = model.environment.kubernetes.as_ref();
        let start = ours.and_then(|version| {
            let (major, minor) = version.value;
            model.release.kubernetes.start(&format!("{major}.{minor}"))
        });
        Told {
            up_to,
            variable,
            is_set: matches!(start, Some(Start::Doubtful | Start::NeedsOverride)),
            ours: ours.map(|version| made(version, |(major, minor)| format!("{major}.{minor}"))),
        }
    }
}

impl Removal {
    fn of(model: &Model) -> Self {
        let nodes = [&model.cluster.brokers, &model.cluster.zookeeper];
        let goes: Vec<bool> = nodes
            .into_iter()
            .flat_map(|nodes| nodes.storage.volumes())
            .map(|volume| volume.delete_claim.value)
            .collect();
        Removal {
            keeps: goes.contains(&false),
            loses: goes.contains(&true),
            with_operator: model.operator.install.value == Install::Manifests,
        }
    }
}
