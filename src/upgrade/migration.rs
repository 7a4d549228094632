//! From ZooKeeper to KRaft: a quorum of controllers takes the metadata over while the brokers go on.

use super::plan::Scene;
use super::tasks::Task;
use crate::catalog::{CustomResource, Release};
use crate::model::{Amounts, Metadata, Model, Nodes, Sourced, Spread, Storage, Volume};

/// The pool that the brokers become: only one of this name takes over the pods that are there.
const BROKERS: &str = "kafka";
/// The pool of the controllers.
const CONTROLLERS: &str = "controller";

/// The numbers that nodes of a second pool get, so that the pods are called as the spec will have it.
const IDS: &str = "[100-199]";

/// The brokers, and those who hold the metadata now: there will be as many controllers, with as much room.
fn nodes(model: &Model) -> Option<(&Nodes, &Nodes)> {
    match &model.cluster.metadata {
        Metadata::ZooKeeper(ensemble) => Some((&model.cluster.brokers.first.nodes, ensemble)),
        Metadata::KRaft(_) => None,
    }
}

/// What is to be done. Source: `proc-deploy-migrate-kraft.adoc` and `KafkaMetadataStateManager.java`, Strimzi 0.45.2.
pub(super) fn tasks(scene: &Scene<'_>, release: &Release) -> Vec<Task> {
    let Some((brokers, ensemble)) = nodes(scene.model) else { return Vec::new() };
    let cluster = &scene.model.cluster;
    let pool = |name: &str, role: &str, ids: Option<&str>, nodes: &Nodes| {
        applied(&pool(scene, release, (name, role, ids), nodes))
    };
    let annotate = |what: &str| scene.kubectl(&format!("annotate {} strimzi.io/{what} --overwrite", scene.resource()));
    let state = |state: &str| {
        let waited = format!("--for=jsonpath='{{.status.kafkaMetadataState}}'={state} --timeout=7200s");
        scene.kubectl(&format!("wait {} {waited}", scene.resource()))
    };
    let ready = scene.kubectl(&format!("wait {} --for=condition=Ready --timeout=1800s", scene.resource()));
    let claims = format!("get pvc -l strimzi.io/name={}-zookeeper", cluster.name.value);
    vec![
        Task::new(
            "Nothing else is under way: no other change waits, no alert fires, and `inter.broker.protocol.version` is that of the Kafka \
             that runs, or the operator refuses the move",
        )
        .run([ready.clone()]),
        Task::new(format!("Make the brokers a pool; it must be called `{BROKERS}`, with as many nodes and the same storage"))
            .run([pool(BROKERS, "broker", None, brokers), annotate("node-pools=enabled"), ready.clone()]),
        Task::new(
            "Make a pool of controllers, and begin the move at once: with controllers beside ZooKeeper the operator complains until \
             then. Both run side by side for a while, which needs room for both",
        )
        .run([pool(CONTROLLERS, "controller", Some(IDS), ensemble), annotate("kraft=migration")]),
        Task::new("Wait. Brokers restart twice; the states are KRaftMigration, KRaftDualWriting, KRaftPostMigration")
            .run([state("KRaftPostMigration")]),
        Task::new(
            "See that producers and consumers work. This is the last moment to go back: annotate `strimzi.io/kraft=rollback`, delete the \
             pool of controllers and its claims, then annotate `strimzi.io/kraft=disabled`. Before a second try the znode `/migration` \
             must be removed, or metadata is lost",
        ),
        Task::new("Finish it. From then on there is no way back to ZooKeeper, and its pods go")
            .run([annotate("kraft=enabled"), state("KRaft"), ready.clone()]),
        Task::new("In the spec").at(scene.places.mode.or(scene.places.strimzi)).write("mode = \"kraft\""),
        Task::new(
            "In the spec, write the pools as they run now; a table `pod` goes into the pool of its nodes. Take `[cluster.zookeeper]` out, \
             and of `[cluster.brokers]` all but `config`, in which `inter.broker.protocol.version` has no place any more",
        )
        .at(scene.places.zookeeper)
        .write(tables(scene.model)),
        Task::new("Render, apply, and wait").run([scene.render()]).run(scene.apply_cluster()).run([ready]),
        Task::new("The claims of ZooKeeper stay, unless `delete_claim` is true; delete them when nobody wants them any more")
            .run([scene.kubectl(&claims)]),
    ]
}

/// A document as a command that applies it.
fn applied(document: &str) -> String {
    format!("kubectl apply -f - <<'EOT'\n{document}EOT")
}

/// A pool of nodes as they are now. What it does not say is that of the Kafka resource.
fn pool(scene: &Scene<'_>, release: &Release, (name, role, ids): (&str, &str, Option<&str>), nodes: &Nodes) -> String {
    let api = release.resource("KafkaNodePool").map(CustomResource::api_version).unwrap_or_default();
    let (cluster, namespace) = (&scene.model.cluster.name.value, &scene.model.cluster.namespace.value);
    let ids = ids.map(|ids| format!("  annotations:\n    strimzi.io/next-node-ids: \"{ids}\"\n")).unwrap_or_default();
    format!(
        "apiVersion: {api}\nkind: KafkaNodePool\nmetadata:\n  name: {name}\n  namespace: {namespace}\n  labels:\n    \
         strimzi.io/cluster: {cluster}\n{ids}spec:\n  replicas: {}\n  roles:\n    - {role}\n  storage:\n{}",
        nodes.replicas.value,
        storage(&nodes.storage)
    )
}

fn storage(storage: &Storage) -> String {
    match storage {
        Storage::One(one) => volume(one, "    "),
        Storage::Several(several) => {
            let item =
                |(id, one): &(Sourced<u32>, Volume)| format!("      - id: {}\n{}", id.value, volume(one, "        "));
            format!("    type: jbod\n    volumes:\n{}", several.iter().map(item).collect::<String>())
        }
    }
}

fn volume(volume: &Volume, indent: &str) -> String {
    let class = volume.class.as_ref().map(|class| format!("{indent}class: {}\n", class.value)).unwrap_or_default();
    let (size, delete) = (volume.size.value.quantity(), volume.delete_claim.value);
    format!("{indent}type: persistent-claim\n{indent}size: {size}\n{class}{indent}deleteClaim: {delete}\n")
}

/// The tables of the pools, with what the spec says of brokers and ZooKeeper. The rehearsal reads the same.
pub(super) fn tables(model: &Model) -> String {
    let Some((brokers, ensemble)) = nodes(model) else { return String::new() };
    format!("{}\n{}", table(BROKERS, "broker", brokers), table(CONTROLLERS, "controller", ensemble))
}

fn table(name: &str, role: &str, nodes: &Nodes) -> String {
    let Nodes { replicas, storage, resources, heap, spread, pod: _ } = nodes; // a table of its own, which moves as it is
    let storage = match storage {
        Storage::One(volume) => in_toml(volume),
        Storage::Several(volumes) => {
            let items: Vec<String> =
                volumes.iter().map(|(id, volume)| format!("{{ id = {}, {} }}", id.value, in_toml(volume))).collect();
            format!("volumes = [{}]", items.join(", "))
        }
    };
    let amounts = |key: &str, amounts: &Amounts| {
        let cpu = amounts.cpu.as_ref().map(|cpu| format!("cpu = {:?}", cpu.value.quantity()));
        let memory = amounts.memory.as_ref().map(|memory| format!("memory = {:?}", memory.value.human()));
        let said: Vec<String> = [cpu, memory].into_iter().flatten().collect();
        if said.is_empty() { String::new() } else { format!("{key} = {{ {} }}\n", said.join(", ")) }
    };
    let heap = if heap.initial.value == heap.max.value {
        format!("{:?}", heap.max.value.human())
    } else {
        format!("{{ initial = {:?}, max = {:?} }}", heap.initial.value.human(), heap.max.value.human())
    };
    let spread = match spread.value {
        Spread::Node => "node",
        Spread::NodeRequired => "node-required",
        Spread::Zone => "zone",
        Spread::None => "none",
    };
    format!(
        "[cluster.pool.{name}]\nroles    = [\"{role}\"]\nreplicas = {}\nstorage  = {{ {storage} }}\n{}{}heap     = {heap}\nspread   = \
         {spread:?}\n",
        replicas.value,
        amounts("requests", &resources.requests),
        amounts("limits  ", &resources.limits),
    )
}

fn in_toml(volume: &Volume) -> String {
    let class = volume.class.as_ref().map(|class| format!("class = {:?}, ", class.value)).unwrap_or_default();
    format!("size = {:?}, {class}delete_claim = {}", volume.size.value.human(), volume.delete_claim.value)
}
