//! Does kustomize build what is meant?

use crate::bundle::{Document, Node};
use crate::inspect::{Check, Example, Offence, Out, Rule, World};
use crate::inventory::{CLUSTER_LABEL, folder};
use crate::schema::is_applied;
use std::collections::BTreeSet;

const MISSING: Offence =
    Offence::error("bundle/kustomization-misses-file", "a kustomization names a file that is not there")
        .why("`kubectl apply -k` builds nothing at all.")
        .write("the name of a file that is there")
        .source("kustomize: accumulating resources");

const LEFT_OUT: Offence =
    Offence::info("bundle/kustomization-leaves-out", "a manifest beside a kustomization is not in it")
        .why("`kubectl apply -k` does not apply it.")
        .write("its name under `resources`, unless it is applied in another way")
        .source("kustomize: resources");

const RENAMES: Offence = Offence::error("bundle/kustomization-renames-cluster", "a kustomization renames a cluster, and not the labels that name it")
    .why("`namePrefix` and `nameSuffix` change the names of objects and references that kustomize knows. The label `strimzi.io/cluster` is none: topics, users and pools then belong to a cluster that does not exist, and no operator looks at them.")
    .write("no prefix; or a `replacements` entry for the label")
    .source("kustomize: namePrefix changes `metadata/name`; Strimzi finds what belongs to a cluster by its label");

pub(super) const RULE: Rule = Rule {
    offences: &[&MISSING, &LEFT_OUT, &RENAMES],
    check: Check::Document(check),
    examples: &[
        Example::new(
            "a file that is called otherwise, one that is left out, a prefix",
            "# file: kustomization.yaml
namePrefix: dev- # <- bundle/kustomization-renames-cluster
resources:
  - topics.yaml # <- bundle/kustomization-misses-file
  - cluster.yaml
# file: cluster.yaml
apiVersion: kafka.strimzi.io/v1beta2
kind: Kafka
metadata: { name: shop }
spec: { kafka: {} }
# file: topic.yaml
apiVersion: kafka.strimzi.io/v1beta2
kind: KafkaTopic
metadata:
  name: orders # <- bundle/kustomization-leaves-out
  labels: { strimzi.io/cluster: shop }
spec: { partitions: 3, replicas: 3 }
",
        ),
        Example::new(
            "folders, addresses and patches",
            "# file: kustomization.yaml
apiVersion: kustomize.config.k8s.io/v1beta1
kind: Kustomization
resources:
  - ../base
  - https://example.org/crds.yaml
  - cluster.yaml
patches:
  - path: patch.yaml
configMapGenerator:
  - name: a
    files: [a.yaml]
# file: cluster.yaml
apiVersion: v1
kind: ConfigMap
metadata: { name: shop }
# file: patch.yaml
apiVersion: v1
kind: ConfigMap
metadata: { name: shop }
# file: a.yaml
apiVersion: v1
kind: ConfigMap
metadata: { name: generated }
",
        ),
    ],
};

fn check(world: &World<'_>, document: Document<'_>, out: &mut Out) {
    if !super::is_kustomization(document) {
        return;
    }
    let own = folder(document.source().name());
    let beside: BTreeSet<&str> = world
        .bundle
        .documents()
        .map(|other| other.source().name())
        .filter_map(|name| name.strip_prefix(own))
        .filter(|name| !name.contains('/'))
        .collect();
    // A file alone, or standard input: what is beside it was not looked at.
    if beside.len() > 1 {
        missing(document, &beside, out);
        left_out(world, document, own, out);
    }
    renames(world, document, own, out);
}

fn missing(document: Document<'_>, beside: &BTreeSet<&str>, out: &mut Out) {
    for entry in listed(document) {
        let name = entry.text().trim_start_matches("./");
        let is_file = [".yaml", ".yml", ".json"].iter().any(|ending| name.ends_with(ending));
        if is_file && !name.contains('/') && !beside.contains(name) {
            let raised =
                out.raise(&MISSING, entry, format!("kustomize builds nothing: there is no `{name}` beside it"));
            if let Some(near) = crate::units::nearest(name, beside.iter().copied()) {
                raised.help(format!("did you mean `{near}`?"));
            }
        }
    }
}

fn left_out(world: &World<'_>, document: Document<'_>, own: &str, out: &mut Out) {
    // Whatever else is named anywhere in it is used in some way: patches, generators, components.
    let named: BTreeSet<&str> =
        document.root().walk().filter_map(Node::as_text).map(|text| text.trim_start_matches("./")).collect();
    let mut said = BTreeSet::new();
    let is_object = |other: &Document<'_>| {
        let kind = other.kind().is_some_and(|kind| other.api_version().is_none_or(|version| is_applied(version, kind)));
        kind && !super::is_kustomization(*other)
    };
    for other in world.bundle.documents().filter(is_object) {
        let Some(name) = other.source().name().strip_prefix(own).filter(|name| !name.contains('/')) else { continue };
        if !named.contains(name) && said.insert(name) {
            out.raise(&LEFT_OUT, other, format!("`{name}` is not in the kustomization beside it"))
                .because(document.get("resources").unwrap_or(document.root()), "does not name it")
                .help("add it under `resources`, unless it is applied in another way");
        }
    }
}

fn renames(world: &World<'_>, document: Document<'_>, own: &str, out: &mut Out) {
    let prefix = ["namePrefix", "nameSuffix"].into_iter().find_map(|key| document.get(key));
    let Some(prefix) = prefix.filter(|node| !node.text().is_empty()) else { return };
    if document.get("replacements").is_some() {
        return;
    }
    let belongs = |other: &Document<'_>| {
        other.source().name().starts_with(own)
            && (other.at(["metadata", "labels", CLUSTER_LABEL]).is_some() || other.kind() == Some("Kafka"))
    };
    if world.bundle.documents().any(|other| belongs(&other)) {
        let headline =
            format!("`{}` renames the Kafka cluster, and not the labels `{CLUSTER_LABEL}` that name it", prefix.text());
        out.raise(&RENAMES, prefix, headline)
            .note("topics, users and pools then belong to a cluster that does not exist, and nothing becomes of them")
            .help("leave the prefix out, or carry the label along with `replacements`");
    }
}

/// What a kustomization takes in.
fn listed(document: Document<'_>) -> impl Iterator<Item = Node<'_>> {
    let lists = ["resources", "bases", "crds"].into_iter().filter_map(move |key| document.get(key));
    lists.flat_map(Node::items).filter(|entry| entry.as_text().is_some())
}
