//! Volumes that templates add to pods: does the operator take them, and does Kubernetes?

use crate::bundle::{Document, Node};
use crate::inspect::{Check, Example, Offence, Out, Rule, World};
use crate::schema::Violation;

const PATH: Offence =
    Offence::error("cluster/mount-path-refused", "an additional volume is mounted where the operator does not let it")
        .not_waivable()
        .why("Additional volumes go below `/mnt`. For any other path the operator refuses the whole resource.")
        .write("a `mountPath` below `/mnt/`")
        .source("strimzi 0.43.0 to 1.2.0, `TemplateUtils.addAdditionalVolumeMounts`");

const NO_VOLUME: Offence =
    Offence::error("cluster/mount-without-volume", "a volume is mounted that the pod does not have")
        .why("The API server refuses each pod, and the operator tries again for ever.")
        .write("the volume in `template.pod.volumes`, of the same name")
        .source("Kubernetes, validation of pods: `volumeMounts[].name` must be that of a volume");

const TWO_SOURCES: Offence = Offence::error("cluster/volume-of-two-sources", "a volume has more than one source")
    .why("A volume is one thing: a Secret, a ConfigMap, a claim. The API server refuses the resource, or the operator takes one of them.")
    .write("two volumes")
    .source("strimzi, `TemplateUtils.createVolumeFromConfig`, which takes the first; Kubernetes, `Volume`");

const TWICE: Offence = Offence::error("cluster/volume-twice", "two additional volumes have one name")
    .why("The API server refuses each pod: names of volumes are unique.")
    .write("a name of its own for each")
    .source("Kubernetes, validation of pods: `volumes[].name`");

pub(super) const RULE: Rule = Rule {
    offences: &[&PATH, &NO_VOLUME, &TWO_SOURCES, &TWICE],
    check: Check::Document(check),
    examples: &[
        Example::new(
            "paths and names",
            "# strimzi: 1.2.0
apiVersion: kafka.strimzi.io/v1
kind: KafkaConnect
metadata: { name: connect }
spec:
  replicas: 1
  template:
    pod:
      volumes:
        - name: pg
          secret: { secretName: pg }
        - name: both
          secret: { secretName: a }
          configMap: { name: b } # <- cluster/volume-of-two-sources
        - name: pg # <- cluster/volume-twice
          emptyDir: {}
    connectContainer:
      volumeMounts:
        - name: pg
          mountPath: /opt/kafka/external # <- cluster/mount-path-refused
        - name: other # <- cluster/mount-without-volume
          mountPath: /mnt/other
        - { name: both, mountPath: /mnt/both }
",
        ),
        Example::new(
            "below /mnt; a pool takes what the cluster has",
            "# strimzi: 1.2.0
apiVersion: kafka.strimzi.io/v1
kind: Kafka
metadata: { name: shop }
spec:
  kafka:
    template:
      pod:
        volumes:
          - name: plugins
            persistentVolumeClaim: { claimName: plugins }
      kafkaContainer:
        volumeMounts:
          - { name: plugins, mountPath: /mnt/plugins }
---
apiVersion: kafka.strimzi.io/v1
kind: KafkaNodePool
metadata:
  name: both
  labels: { strimzi.io/cluster: shop }
spec:
  replicas: 3
  roles: [controller, broker]
  template:
    kafkaContainer:
      volumeMounts:
        - { name: plugins, mountPath: /mnt/plugins }
",
        ),
    ],
};

/// What a volume can be.
const SOURCES: [&str; 6] = ["secret", "configMap", "emptyDir", "persistentVolumeClaim", "csi", "image"];

/// The containers whose mounts the operator adds to those that it makes itself.
const CONTAINERS: [&str; 9] = [
    "kafkaContainer",
    "zookeeperContainer",
    "topicOperatorContainer",
    "userOperatorContainer",
    "initContainer",
    "cruiseControlContainer",
    "container",
    "connectContainer",
    "bridgeContainer",
];

fn check(world: &World<'_>, document: Document<'_>, out: &mut Out) {
    let of_strimzi = document.api_version().is_some_and(|version| version.starts_with("kafka.strimzi.io/"));
    let Some(spec) = document.get("spec").filter(|_| of_strimzi && !world.is_patch(document)) else { return };
    // Older releases do not have them, and say so.
    let unknown = |key: &str| {
        world
            .faults(document)
            .iter()
            .any(|fault| matches!(fault.violation, Violation::UnknownField { .. }) && fault.node.text() == key)
    };
    if unknown("volumes") || unknown("volumeMounts") {
        return;
    }
    for template in templates(spec) {
        judge(document, template, out);
    }
}

/// The templates of a resource: of itself and of its parts.
fn templates(spec: Node<'_>) -> Vec<Node<'_>> {
    let parts = ["kafka", "zookeeper", "entityOperator", "cruiseControl", "kafkaExporter"];
    let parts = parts.into_iter().filter_map(|part| spec.get(part));
    std::iter::once(spec).chain(parts).filter_map(|part| part.get("template")).collect()
}

fn judge(document: Document<'_>, template: Node<'_>, out: &mut Out) {
    let lists = ["volumes", "templatedVolumes"].into_iter().filter_map(|key| template.at(["pod", key]));
    let volumes: Vec<Node<'_>> = lists.flat_map(Node::items).collect();
    let whole = document.name().unwrap_or_default();
    let mut names: Vec<&str> = Vec::new();
    for volume in &volumes {
        let mut sources = volume.entries().filter(|(key, value)| SOURCES.contains(&key.text()) && !value.is_null());
        if let (Some((first, _)), Some((second, at))) = (sources.next(), sources.next()) {
            let name = volume.get("name").map(Node::text).unwrap_or_default();
            out.raise(&TWO_SOURCES, at, format!("volume `{name}` of `{whole}` is two things at once"))
                .label(format!("`{}` beside `{}`", second.text(), first.text()))
                .help("write two volumes");
        }
        let Some(name) = volume.get("name").filter(|name| !name.is_hole()) else { continue };
        if names.contains(&name.text()) {
            out.raise(
                &TWICE,
                name,
                format!("Kubernetes refuses each pod of `{whole}`: two volumes are `{}`", name.text()),
            )
            .label("the second one")
            .help("give it a name of its own");
        }
        names.push(name.text());
    }
    let containers = template.entries().filter(|(key, _)| CONTAINERS.contains(&key.text()));
    for mount in containers.filter_map(|(_, container)| container.get("volumeMounts")).flat_map(Node::items) {
        if let Some(path) = mount.get("mountPath").filter(|path| !path.text().starts_with("/mnt") && !path.is_hole()) {
            out.raise(&PATH, path, format!("Strimzi refuses `{whole}`: `{}` is not below `/mnt`", path.text()))
                .label("additional volumes go below `/mnt`")
                .help("write a path below `/mnt/`, and where it is used, too");
        }
        // A pool takes the volumes of the cluster where it has no `pod` of its own.
        let pool = document.kind() == Some("KafkaNodePool") && template.get("pod").is_none();
        let Some(name) = mount.get("name").filter(|_| !pool) else { continue };
        let of_pools = document.kind() == Some("Kafka") && volumes.is_empty();
        if !names.contains(&name.text()) && !of_pools && !name.is_hole() {
            out.raise(
                &NO_VOLUME,
                name,
                format!("Kubernetes refuses each pod of `{whole}`: it has no volume `{}`", name.text()),
            )
            .label("no volume of that name")
            .help(format!("add a volume `{}` to `template.pod.volumes`", name.text()));
        }
    }
}
