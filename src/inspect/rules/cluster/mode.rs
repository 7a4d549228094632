//! Does the cluster run in a way that this operator knows: with ZooKeeper or without, with pools or without?

use crate::bundle::Node;
use crate::catalog::{Capability, Kraft, NodePools};
use crate::inspect::{Check, Example, Level, Offence, Out, Rule, Spot, World};
use crate::inventory::Cluster;

const NOT_ANNOTATED: Offence = Offence::error(
    "cluster/not-declared-kraft",
    "the operator takes KRaft clusters only, and wants them marked",
)
.not_waivable()
.why(
    "These releases dropped ZooKeeper and, to be sure that nobody brings a cluster that still has it, reconcile only \
         clusters with both annotations; any other is refused.",
)
.write("the annotations `strimzi.io/kraft: enabled` and `strimzi.io/node-pools: enabled`, once the cluster is migrated")
.source("strimzi 0.46.0, `KafkaAssemblyOperator.reconcile`");

const UNKNOWN_VALUE: Offence = Offence::error("cluster/mode-not-understood", "an annotation has a value that switches nothing on")
    .why("The operator looks for `enabled` (and, to migrate, `migration` or `rollback`); whatever else is written counts as `disabled`.")
    .write("`enabled` or `disabled`")
    .source("strimzi, `ReconcilerUtils.kraftEnabled`, `nodePoolsEnabled`, `KafkaMetadataStateManager`");

const WITHOUT_POOLS: Offence = Offence::error("cluster/kraft-without-pools", "a KRaft cluster needs node pools, and they are not switched on")
    .not_waivable()
    .why("Who is a controller is written in KafkaNodePools only. The operator refuses a KRaft cluster that does not use them.")
    .write("the annotation `strimzi.io/node-pools: enabled` and KafkaNodePools with the roles `controller` and `broker`")
    .source("strimzi 0.39.0 to 0.45.2, `KafkaAssemblyOperator.reconcile`");

const PREVIEW: Offence = Offence::warning("cluster/kraft-preview", "in this release KRaft is a preview")
    .in_development(Level::Info)
    .why(
        "It works only if the operator runs with `STRIMZI_FEATURE_GATES=+UseKRaft`, otherwise the cluster gets ZooKeeper. \
         Neither Kafka nor the operator can be upgraded with such a cluster.",
    )
    .write("a release in which KRaft is no preview, or ZooKeeper until then")
    .source("strimzi 0.39.0, `ref-operator-cluster-feature-gates.adoc`");

const IGNORED: Offence = Offence::info("cluster/zookeeper-ignored", "`spec.zookeeper` is not looked at")
    .why("A KRaft cluster has no ZooKeeper. The operator warns in the status as long as the section is there.")
    .write("nothing: remove `spec.zookeeper`")
    .source("strimzi 0.40.0 to 0.45.2, `KRaftUtils.kraftWarnings`");

const GONE: Offence = Offence::error("cluster/zookeeper-gone", "this operator runs no ZooKeeper")
    .not_waivable()
    .why("The release dropped ZooKeeper. The section is ignored, and without KafkaNodePools there is nothing that it could run.")
    .write("KafkaNodePools with the roles `controller` and `broker`; a cluster that has data must be migrated with an older release first")
    .source("strimzi 0.46.0, `CHANGELOG.md`");

const NEITHER: Offence = Offence::error("cluster/no-zookeeper", "there is neither ZooKeeper nor KRaft")
    .not_waivable()
    .why("A cluster that is not annotated `strimzi.io/kraft: enabled` runs with ZooKeeper in this release, and the operator refuses one without.")
    .write("`spec.zookeeper`, or the annotations `strimzi.io/kraft: enabled` and `strimzi.io/node-pools: enabled` with KafkaNodePools")
    .source("strimzi 0.40.0 to 0.45.2, `KRaftUtils.validateKafkaCrForZooKeeper`");

pub(super) const RULE: Rule = Rule {
    offences: &[&NOT_ANNOTATED, &UNKNOWN_VALUE, &WITHOUT_POOLS, &PREVIEW, &IGNORED, &GONE, &NEITHER],
    check: Check::Cluster(check),
    examples: &[
        Example::new(
            "KRaft is a matter of course, and still wants to be said",
            "# strimzi: 0.46.0
apiVersion: kafka.strimzi.io/v1beta2
kind: Kafka
metadata:
  name: shop # <- cluster/not-declared-kraft
spec:
  kafka:
    version: 4.0.0
",
        ),
        Example::new(
            "a word that means nothing",
            "# strimzi: 0.45.2
apiVersion: kafka.strimzi.io/v1beta2
kind: Kafka
metadata:
  name: shop
  annotations:
    strimzi.io/node-pools: 'true' # <- cluster/mode-not-understood
spec:
  kafka:
    version: 3.9.0
  zookeeper:
    replicas: 3
",
        ),
        Example::new(
            "KRaft without pools, beside a ZooKeeper that is not looked at",
            "# strimzi: 0.45.2
apiVersion: kafka.strimzi.io/v1beta2
kind: Kafka
metadata:
  name: shop
  annotations:
    strimzi.io/kraft: enabled # <- cluster/kraft-without-pools
spec:
  kafka:
    version: 3.9.0
  zookeeper:
    replicas: 3 # <- cluster/zookeeper-ignored
",
        ),
        Example::new(
            "a preview",
            "# strimzi: 0.39.0
apiVersion: kafka.strimzi.io/v1beta2
kind: Kafka
metadata:
  name: shop
  annotations:
    strimzi.io/kraft: enabled # <- cluster/kraft-preview
    strimzi.io/node-pools: enabled
spec:
  kafka:
    version: 3.6.1
  zookeeper:
    replicas: 3
",
        ),
        Example::new(
            "ZooKeeper where there is none any more",
            "# strimzi: 0.49.1
apiVersion: kafka.strimzi.io/v1beta2
kind: Kafka
metadata:
  name: shop
spec:
  kafka:
    version: 4.1.0
    replicas: 3
  zookeeper:
    replicas: 3 # <- cluster/zookeeper-gone
",
        ),
        Example::new(
            "neither",
            "# strimzi: 0.45.2
apiVersion: kafka.strimzi.io/v1beta2
kind: Kafka
metadata:
  name: shop # <- cluster/no-zookeeper
spec:
  kafka:
    version: 3.9.0
    replicas: 3
",
        ),
        Example::new(
            "a migration",
            "# strimzi: 0.45.2
apiVersion: kafka.strimzi.io/v1beta2
kind: Kafka
metadata:
  name: shop
  annotations:
    strimzi.io/kraft: migration
    strimzi.io/node-pools: enabled
spec:
  kafka:
    version: 3.9.0
  zookeeper:
    replicas: 3
",
        ),
    ],
};

const KRAFT: &str = "strimzi.io/kraft";
const POOLS: &str = "strimzi.io/node-pools";

fn check(world: &World<'_>, cluster: &Cluster<'_>, out: &mut Out) {
    let release = world.strimzi();
    if release.cluster.kraft == Kraft::RequiredAnnotations {
        for name in [KRAFT, POOLS] {
            if !annotation(cluster, name).is_some_and(is_enabled) {
                not_annotated(cluster, name, release.version, out);
                return;
            }
        }
    }
    let zookeeper = cluster.document.at(["spec", "zookeeper"]).filter(|node| !node.is_null());
    if release.can(Capability::ZooKeeper) {
        words(cluster, release.cluster.node_pools == NodePools::Annotation, out);
        if cluster.kraft.value {
            kraft(cluster, release.cluster.kraft == Kraft::PreviewGate, out);
        } else if zookeeper.is_none() {
            let headline = format!("Strimzi refuses cluster `{}`: it has neither ZooKeeper nor KRaft", cluster.name);
            out.raise(&NEITHER, cluster.document, headline)
                .label("no `spec.zookeeper`, and no annotation `strimzi.io/kraft: enabled`")
                .help("for KRaft annotate it with `strimzi.io/kraft: enabled` and `strimzi.io/node-pools: enabled`");
        }
    } else if let Some(zookeeper) = zookeeper
        && cluster.pools.is_empty()
        && !annotation(cluster, KRAFT).is_some_and(is_enabled)
    {
        let headline =
            format!("nothing of cluster `{}` will run: Strimzi {} has no ZooKeeper", cluster.name, release.version);
        out.raise(&GONE, zookeeper, headline)
            .label("is ignored, and there are no KafkaNodePools")
            .help("describe brokers and controllers in KafkaNodePools; migrate a cluster that has data before the operator is upgraded");
        return;
    }
    // The preview's CRD demands the section.
    let demanded = release.cluster.required.iter().any(|path| path == "spec.zookeeper");
    if let Some(zookeeper) = zookeeper
        && cluster.kraft.value
        && !demanded
    {
        out.raise(&IGNORED, zookeeper, format!("the ZooKeeper of cluster `{}` is not looked at", cluster.name))
            .label("ignored")
            .help("remove `spec.zookeeper`");
    }
}

fn not_annotated(cluster: &Cluster<'_>, name: &str, release: &str, out: &mut Out) {
    let place = annotation(cluster, name).map_or(Spot::from(cluster.document), Spot::from);
    out.raise(&NOT_ANNOTATED, place, format!("Strimzi {release} refuses cluster `{}`", cluster.name))
        .label(format!("the annotation `{name}` is not `enabled`"))
        .help(format!("annotate it with `{KRAFT}: enabled` and `{POOLS}: enabled`"));
}

/// Annotations with words that mean nothing.
fn words(cluster: &Cluster<'_>, pools: bool, out: &mut Out) {
    for (name, known, looked_at) in
        [(KRAFT, &["enabled", "disabled", "migration", "rollback"][..], true), (POOLS, &["enabled", "disabled"], pools)]
    {
        let Some(node) = annotation(cluster, name) else { continue };
        let Some(value) = node.as_text() else { continue };
        if looked_at && !known.contains(&value.to_ascii_lowercase().as_str()) {
            out.raise(
                &UNKNOWN_VALUE,
                node,
                format!("`{name}: {value}` switches nothing on for cluster `{}`", cluster.name),
            )
            .label("counts as `disabled`")
            .help("write `enabled` or `disabled`");
        }
    }
}

fn kraft(cluster: &Cluster<'_>, preview: bool, out: &mut Out) {
    if !cluster.has_pools.value {
        let headline = format!("Strimzi refuses cluster `{}`: KRaft without node pools", cluster.name);
        out.raise(&WITHOUT_POOLS, cluster.kraft, headline)
            .label("needs `strimzi.io/node-pools: enabled` beside it")
            .help("add the annotation `strimzi.io/node-pools: enabled`");
    } else if preview {
        let headline = format!("cluster `{}` can never be upgraded: KRaft is a preview in this release", cluster.name);
        out.raise(&PREVIEW, cluster.kraft, headline)
            .label("counts only with the feature gate `+UseKRaft`")
            .help("use a release in which KRaft is no preview, or ZooKeeper until then");
    }
}

fn annotation<'b>(cluster: &Cluster<'b>, name: &str) -> Option<Node<'b>> {
    cluster.document.at(["metadata", "annotations", name])
}

fn is_enabled(node: Node<'_>) -> bool {
    node.as_text().is_some_and(|text| text.eq_ignore_ascii_case("enabled"))
}
