//! Does the operator take the quotas of brokers, and are they in force?

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

pub(super) const RULE: Rule = Rule {
    offences: &[&TWO_LIMITS, &OVERRIDDEN],
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
    if let Some(class) = cluster.config.written("client.quota.callback.class") {
        out.raise(&OVERRIDDEN, &class, format!("`{}` sets no quota in cluster `{}`", class.value, cluster.name))
            .label("is replaced")
            .because(kind, "the plugin that is used")
            .help("remove one of the two");
    }
}
