//! What a platform needs over the years: room, upgrades, certificates, backups; and its end.

use super::super::super::parts::{Text, made, text};
use crate::alert::Scene;
use crate::catalog::Start;
use crate::model::{Install, Metadata, Model, NodeKind, Origin, Role, Set, Sourced};
use crate::render::Traced;
use serde::Serialize;

#[derive(Debug, Serialize)]
pub(super) struct Care<'m> {
    scaling: Option<Scaling<'m>>,
    zookeeper: bool,
    cruise_control: bool,
    growth: Vec<Growth<'m>>,
    upgrade: Upgrade<'m>,
    secrets: Vec<Text<'m>>,
    removal: Removal,
}

/// To one broker more, and to one less.
#[derive(Debug, Serialize)]
struct Scaling<'m> {
    /// The table that says how many there are.
    table: String,
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
    /// This operator does not start on any Kubernetes by itself; what is said of it.
    told: Option<Told<'m>>,
}

/// A newer Kafka that this operator runs.
#[derive(Debug, Serialize)]
struct Newer<'m> {
    version: &'m str,
    /// The protocol to keep until it has proven itself, where ZooKeeper holds the metadata.
    protocol: Option<&'m str>,
    /// The metadata version to keep as long, in KRaft.
    metadata: Option<Text<'m>>,
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
            cruise_control: model.cluster.cruise_control.is_some(),
            zookeeper: matches!(model.cluster.metadata, Metadata::ZooKeeper(_)),
            growth: growth(model),
            upgrade: Upgrade::of(model),
            secrets: secrets.map(|secret| made(name, |name| format!("{name}-{secret}"))).to_vec(),
            removal: Removal::of(model),
        }
    }
}

impl<'m> Scaling<'m> {
    /// One more in the first pool, or one less. Only brokers alone come and go: the number of controllers cannot be changed
    /// (`assembly-kraft-mode.adoc`, 1.2.0).
    fn of(model: &'m Model, scene: &Scene<'m>) -> Option<Self> {
        let pool = model.cluster.brokers.pools().find(|pool| !pool.does(Role::Controller))?;
        let set =
            scene.sets_of(NodeKind::Broker).into_iter().find(|set| set.pool.is_some_and(|it| it.name == pool.name))?;
        let replicas = &pool.nodes.replicas;
        let (count, all) = (replicas.value, model.cluster.brokers.count());
        let number = |count: u32| Traced::new(count, replicas.origin.clone());
        let next = pool.ids.first.saturating_add(count);
        let broker = |id: u32| made(replicas, |_| scene.pod(&set, id));
        let has_topics = !model.topics.is_empty();
        let mut ids: Vec<u32> = scene.sets_of(NodeKind::Broker).iter().flat_map(Set::ids).collect();
        let more: Vec<u32> = ids.iter().copied().chain([next]).collect();
        ids.retain(|id| id.saturating_add(1) != next);
        Some(Scaling {
            table: pool.table(),
            more: number(count.saturating_add(1)),
            added: broker(next),
            fewer: (count > 1).then(|| Fewer {
                left: number(count - 1),
                last: broker(next.saturating_sub(1)),
                too_many: model
                    .topics
                    .iter()
                    .filter(|topic| topic.replicas.value >= all.value)
                    .map(|topic| text(&topic.name))
                    .collect(),
                plan: has_topics.then(|| plan(&ids, replicas, scene)),
            }),
            moving: topics_to_move(model).map(|topics| Moving::of(&topics, &more, replicas, scene)),
        })
    }
}

impl<'m> Moving<'m> {
    fn of(topics: &Text<'m>, brokers: &[u32], replicas: &Sourced<u32>, scene: &Scene<'m>) -> Self {
        let line = |arguments: &str| made(replicas, |_| scene.tool("kafka-reassign-partitions.sh", arguments));
        let say = format!("{} <<'EOT'\n{}\nEOT", into("/tmp/topics.json", scene), topics.value);
        Moving {
            say: Traced::new(say.into(), topics.origin.clone()),
            plan: plan(brokers, replicas, scene),
            // 50 MB a second leave room for clients on any network that is used for Kafka.
            execute: line("--reassignment-json-file /tmp/plan.json --execute --throttle 50000000"),
            verify: line("--reassignment-json-file /tmp/plan.json --verify"),
        }
    }
}

/// What shows a plan over these brokers and keeps it in the pod. The proposal is the last line.
fn plan<'m>(brokers: &[u32], from: &Sourced<u32>, scene: &Scene<'m>) -> Text<'m> {
    let ids: Vec<String> = brokers.iter().map(u32::to_string).collect();
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
    let volumes = model.cluster.sets().into_iter().flat_map(|set| set.nodes.storage.volumes());
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
        let metadata = match &model.cluster.metadata {
            Metadata::ZooKeeper(_) => None,
            Metadata::KRaft(kraft) => Some(text(&kraft.version)),
        };
        let told = release.kubernetes.told("1.0").zip(release.kubernetes.proven());
        Upgrade {
            newer: newer.map(|known| Newer {
                version: &known.version,
                protocol: ours
                    .and_then(|at| versions.get(at))
                    .filter(|_| metadata.is_none())
                    .and_then(|known| known.protocol.as_deref()),
                metadata: metadata.clone(),
            }),
            versions: names,
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
        let sets = model.cluster.sets().into_iter();
        let goes: Vec<bool> =
            sets.flat_map(|set| set.nodes.storage.volumes()).map(|volume| volume.delete_claim.value).collect();
        Removal {
            keeps: goes.contains(&false),
            loses: goes.contains(&true),
            with_operator: model.operator.install.value == Install::Manifests,
        }
    }
}
