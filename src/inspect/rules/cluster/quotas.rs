//! Does the operator take the quotas of brokers, and are they in force?

use crate::bundle::Node;
use crate::inspect::{Check, Example, Offence, Out, Rule, World};
use crate::inventory::Cluster;

const TWO_LIMITS: Offence = Offence::error("cluster/quota-in-two-ways", "the room that must stay free is given in two ways")
    .not_waivable()
    .why("The plugin stops writers when a volume has less room than that, in bytes or as a part of it. The operator refuses a cluster with both.")
    .write("one of `minAvailableBytesPerVolume` and `minAvailableRatioPerVolume`")
    .source("strimzi 0.42.0 on, `KafkaCluster.validateConfigurationOfQuotasPlugin`");

const OVERRIDDEN: Offence = Offence::warning("cluster/quota-class-overridden", "another quota plugin is configured, and not used")
    .why("With `spec.kafka.quotas.type: strimzi` the operator sets `client.quota.callback.class` itself; what `config` says of it does nothing.")
    .write("one of the two")
    .source("strimzi 0.42.0 on, `KafkaCluster.validateConfigurationOfQuotasPlugin`: `QuotasPluginConflict`");

const ABOVE_DISK: Offence = Offence::error("cluster/quota-above-disk", "the room that must stay free is as large as the volume")
    .why("The plugin stops writers when a volume has less room than that: it has less from the first second on, and nobody can write.")
    .write("a small part of the smallest volume")
    .source("strimzi/kafka-quotas-plugin, README: message production stops if the available bytes are less or as many");

const HALF_OF_DISK: Offence =
    Offence::warning("cluster/quota-half-of-disk", "half of the volume, or more, must stay free")
        .in_development(crate::inspect::Level::Info)
        .why(
            "The plugin stops writers when a volume has less room than that: what is above is paid for and never used.",
        )
        .write("a small part of the smallest volume")
        .source(
            "strimzi/kafka-quotas-plugin, README: message production stops if the available bytes are less or as many",
        );

pub(super) const RULE: Rule = Rule {
    offences: &[&TWO_LIMITS, &OVERRIDDEN, &ABOVE_DISK, &HALF_OF_DISK],
    check: Check::Cluster(check),
    examples: &[
        Example::new(
            "bytes and a part, and a class beside them",
            "# strimzi: 1.2.0
apiVersion: kafka.strimzi.io/v1
kind: Kafka
metadata:
  name: shop
spec:
  kafka:
    config:
      client.quota.callback.class: org.example.Quotas # <- cluster/quota-class-overridden
    quotas:
      type: strimzi
      minAvailableBytesPerVolume: 1000000000
      minAvailableRatioPerVolume: 0.1 # <- cluster/quota-in-two-ways
",
        ),
        Example::new(
            "more room than there is, and most of it",
            "# strimzi: 1.2.0
apiVersion: kafka.strimzi.io/v1
kind: Kafka
metadata:
  name: shop
spec:
  kafka:
    quotas:
      type: strimzi
      minAvailableBytesPerVolume: 214748364800 # <- cluster/quota-above-disk
---
apiVersion: kafka.strimzi.io/v1
kind: KafkaNodePool
metadata:
  name: dual
  labels: { strimzi.io/cluster: shop }
spec:
  replicas: 3
  roles: [controller, broker]
  storage: { type: jbod, volumes: [{ id: 0, type: persistent-claim, size: 100Gi }] }
---
apiVersion: kafka.strimzi.io/v1
kind: Kafka
metadata:
  name: bank
spec:
  kafka:
    quotas:
      type: strimzi
      minAvailableBytesPerVolume: 80000000000 # <- cluster/quota-half-of-disk
---
apiVersion: kafka.strimzi.io/v1
kind: KafkaNodePool
metadata:
  name: dual
  labels: { strimzi.io/cluster: bank }
spec:
  replicas: 3
  roles: [controller, broker]
  storage: { type: jbod, volumes: [{ id: 0, type: persistent-claim, size: 100Gi }] }
---
apiVersion: kafka.strimzi.io/v1
kind: Kafka
metadata:
  name: school
spec:
  kafka:
    quotas:
      type: strimzi
      minAvailableBytesPerVolume: 5000000000
---
apiVersion: kafka.strimzi.io/v1
kind: KafkaNodePool
metadata:
  name: dual
  labels: { strimzi.io/cluster: school }
spec:
  replicas: 3
  roles: [controller, broker]
  storage: { type: jbod, volumes: [{ id: 0, type: persistent-claim, size: 100Gi }] }
",
        ),
        Example::new(
            "one of them, or none",
            "# strimzi: 1.2.0
apiVersion: kafka.strimzi.io/v1
kind: Kafka
metadata:
  name: shop
spec:
  kafka:
    quotas:
      type: strimzi
      minAvailableRatioPerVolume: 0.1
---
apiVersion: kafka.strimzi.io/v1
kind: Kafka
metadata:
  name: bank
spec:
  kafka:
    config:
      client.quota.callback.class: org.example.Quotas
    quotas:
      type: kafka
      producerByteRate: 1000000
",
        ),
    ],
};

fn check(_: &World<'_>, cluster: &Cluster<'_>, out: &mut Out) {
    let strimzi = cluster.kafka.at(["quotas", "type"]).filter(|kind| kind.text() == "strimzi");
    let (Some(quotas), Some(kind)) = (cluster.kafka.get("quotas"), strimzi) else { return };
    let limit = |key: &str| quotas.get(key).filter(|limit| !limit.is_null());
    if let (Some(bytes), Some(ratio)) = (limit("minAvailableBytesPerVolume"), limit("minAvailableRatioPerVolume")) {
        let headline = format!("Strimzi refuses cluster `{}`: free room is demanded in two ways", cluster.name);
        out.raise(&TWO_LIMITS, ratio, headline)
            .label("a part of the volume")
            .because(bytes, "so many bytes")
            .help("remove one");
    }
    above_disk(cluster, limit("minAvailableBytesPerVolume"), out);
    if let Some(class) = cluster.config.written("client.quota.callback.class") {
        out.raise(&OVERRIDDEN, &class, format!("`{}` sets no quota in cluster `{}`", class.value, cluster.name))
            .label("is replaced")
            .because(kind, "the plugin that is used")
            .help("remove one of the two");
    }
}

/// Whether volumes are so large that anybody can write.
fn above_disk(cluster: &Cluster<'_>, limit: Option<Node<'_>>, out: &mut Out) {
    let volumes = cluster.broker_pools().flat_map(|pool| pool.storage.iter().flat_map(|storage| &storage.volumes));
    let smallest = volumes.filter_map(|volume| volume.size).min_by_key(|size| size.value);
    let bytes = limit.and_then(|limit| Some((limit, u64::try_from(limit.as_int()?).ok()?)));
    let (Some((limit, bytes)), Some(size)) = (bytes, smallest) else { return };
    let (offence, headline) = if bytes >= size.value.0 {
        (&ABOVE_DISK, format!("nobody can write to cluster `{}`: its volumes are never so empty", cluster.name))
    } else if bytes >= size.value.0 / 2 {
        (&HALF_OF_DISK, format!("half of the volumes of cluster `{}` stays empty, or more", cluster.name))
    } else {
        return;
    };
    out.raise(offence, limit, headline)
        .label(format!("{} must stay free", crate::units::Bytes(bytes).human()))
        .because(size, format!("a volume has {}", size.value.human()))
        .help(format!("write a tenth, `{}`, or `minAvailableRatioPerVolume: 0.1`", size.value.0 / 10));
}
