//! Does this Kafka know the topic's settings, and take their values?

use crate::bundle::{Kind, Node};
use crate::catalog::{self, Settings};
use crate::inspect::{Check, Example, Offence, Out, Rule, Spot, World};
use crate::inventory::{Topic, text_of};

const UNKNOWN: Offence = Offence::error(
    "topic/unknown-setting",
    "this Kafka knows no such setting of a topic, and refuses all of them",
)
.why(
    "Brokers refuse to make or change a topic with a setting that they do not know; the resource is not ready with \
     the reason `KafkaError`, and none of its settings is set. Settings of brokers have other names than those of \
     topics. If the cluster is not in the set, a setting is unknown if no Kafka knows it that this Strimzi supports.",
)
.write("the name of the topic's setting")
.source("apache/kafka, `LogConfig.validateNames`")
.not_waivable();

const UNKNOWN_TO_APACHE: Offence = Offence::warning(
    "topic/unknown-to-apache",
    "a setting of a topic is none of Apache Kafka's, and the cluster's own image may know it",
)
.why(
    "The cluster runs an image of its own. If the Kafka in it does not know the setting, brokers refuse the topic with all of \
     its settings.",
)
.write("the name of a setting that the Kafka in the image knows")
.source("apache/kafka, `LogConfig.validateNames`");

const BAD_VALUE: Offence = Offence::error(
    "topic/bad-value",
    "the value of a setting is refused, and so is the whole topic",
)
.why("Brokers check type, range and words. One that they refuse keeps the whole topic from being made or changed.")
.write("a value that Kafka takes")
.source("apache/kafka, `LogConfig.validate`, `ConfigDef.parseType`")
.not_waivable();

const NO_VALUE: Offence = Offence::error("topic/no-value", "a setting without a value keeps the topic from being made")
    .why(
        "The Topic Operator cannot turn nothing, or a map, into a setting: older releases fail on it, newer ones leave \
     it out. A value that is not there is most often one that was forgotten.",
    )
    .write("a value, or no such key")
    .source("strimzi, `BatchingTopicController.configValueAsString`");

const THROTTLED: Offence = Offence::warning(
    "topic/throttled-by-hand",
    "the Topic Operator does not keep throttled replicas, whatever the resource says",
)
.why(
    "`leader.replication.throttled.replicas` and its sibling are set and taken away by those who move partitions. \
     The Topic Operator says in the resource's status that they do not belong there.",
)
.write("nothing; whoever moves partitions sets them")
.source("strimzi, `BatchingTopicController`, reason `InvalidConfig`");

pub(super) const RULE: Rule = Rule {
    offences: &[&UNKNOWN, &UNKNOWN_TO_APACHE, &BAD_VALUE, &NO_VALUE, &THROTTLED],
    check: Check::Topic(check),
    examples: &[
        Example::new(
            "a broker's name for it, a misspelt one, words for numbers",
            "apiVersion: kafka.strimzi.io/v1beta2
kind: KafkaTopic
metadata:
  name: orders
  labels: { strimzi.io/cluster: shop }
spec:
  config:
    log.retention.ms: 604800000 # <- topic/unknown-setting
    retension.bytes: 1073741824 # <- topic/unknown-setting
    segment.bytes: 64Mi # <- topic/bad-value
    cleanup.policy: purge # <- topic/bad-value
    max.message.bytes: # <- topic/no-value
    leader.replication.throttled.replicas: \"*\" # <- topic/throttled-by-hand
",
        ),
        Example::new(
            "a Kafka of one's own, which may know more",
            "# strimzi: 0.45.2
apiVersion: kafka.strimzi.io/v1beta2
kind: Kafka
metadata: { name: shop }
spec:
  kafka: { version: 3.9.0, image: 'registry.example.org/inkless:4.1', replicas: 3 }
---
apiVersion: kafka.strimzi.io/v1beta2
kind: KafkaTopic
metadata:
  name: orders
  labels: { strimzi.io/cluster: shop }
spec:
  config:
    diskless.enable: true # <- topic/unknown-to-apache
",
        ),
        Example::new(
            "what Flux or envsubst fills in",
            "apiVersion: kafka.strimzi.io/v1beta2
kind: KafkaTopic
metadata:
  name: orders
  labels: { strimzi.io/cluster: shop }
spec:
  config:
    retention.ms: ${RETENTION:=1000}
    cleanup.policy: ${POLICY}
    segment.bytes: $SEGMENT
",
        ),
        Example::new(
            "a setting that newer versions of Kafka have lost",
            "apiVersion: kafka.strimzi.io/v1beta2
kind: Kafka
metadata: { name: shop }
spec:
  kafka: { version: 3.6.1, replicas: 3 }
  zookeeper: { replicas: 3 }
---
apiVersion: kafka.strimzi.io/v1beta2
kind: KafkaTopic
metadata:
  name: orders
  labels: { strimzi.io/cluster: shop }
spec:
  config:
    message.timestamp.difference.max.ms: 3600000
    cleanup.policy: [compact, delete]
    retention.ms: \"604800000\"
",
        ),
    ],
};

fn check(world: &World<'_>, topic: &Topic<'_>, out: &mut Out) {
    let all: Vec<&'static Settings> = if let Some(settings) = topic.config.settings() {
        vec![settings]
    } else {
        let versions = world.strimzi().kafka_versions.versions.iter();
        versions.filter_map(|known| catalog::settings(&known.version)).collect()
    };
    let Some(newest) = all.last() else { return };
    for (key, value) in topic.config.entries() {
        let name = key.name();
        if name.ends_with(".replication.throttled.replicas") {
            out.raise(&THROTTLED, Spot::key(key), format!("the Topic Operator does not keep `{name}`"))
                .label("set and taken away by whoever moves partitions")
                .help("take it away");
            continue;
        }
        let known: Vec<_> = all.iter().filter_map(|settings| settings.topic(&name)).collect();
        if known.is_empty() {
            let own = has_own_image(world, topic);
            unknown(topic, key, &name, newest, if own { &UNKNOWN_TO_APACHE } else { &UNKNOWN }, out);
            continue;
        }
        let Some(text) = text_in(value) else {
            out.raise(
                &NO_VALUE,
                Spot::key(key),
                format!("`{name}` of topic `{}` has no value that Kafka could be given", topic.name.value),
            )
            .label(if value.is_null() { "nothing is written" } else { "neither text nor a number" })
            .help("write a value, or take the key away");
            continue;
        };
        let refusals: Vec<_> = known.iter().filter_map(|setting| setting.check(&text).err()).collect();
        if refusals.len() < known.len() {
            continue;
        }
        let Some(refusal) = refusals.into_iter().next_back() else { continue };
        out.raise(&BAD_VALUE, value, format!("topic `{}` is refused: `{name}`: {}", topic.name.value, refusal.what))
            .label("brokers refuse this value")
            .help(refusal.allowed);
    }
}

/// A value as the Topic Operator hands it to Kafka: members of lists have commas between them.
fn text_in(value: Node<'_>) -> Option<String> {
    if value.kind() == Kind::Seq {
        let items: Option<Vec<_>> = value.items().map(text_of).collect();
        return Some(items?.join(","));
    }
    text_of(value).map(std::borrow::Cow::into_owned)
}

/// Whether the brokers run an image that is not Strimzi's, nor a copy of it.
fn has_own_image(world: &World<'_>, topic: &Topic<'_>) -> bool {
    let image = world.inventory.cluster_of(topic).and_then(|cluster| cluster.kafka.get("image"));
    image.and_then(Node::as_text).is_some_and(|image| !image.contains("strimzi/kafka:"))
}

fn unknown(
    topic: &Topic<'_>,
    key: Node<'_>,
    name: &str,
    settings: &Settings,
    offence: &'static Offence,
    out: &mut Out,
) {
    let meant = settings.nearest_topic(name);
    let label = if settings.broker(name).is_some() {
        "a setting of brokers, not of topics"
    } else if catalog::kafka_versions()
        .iter()
        .filter_map(|version| catalog::settings(version))
        .any(|it| it.topic(name).is_some())
    {
        "other versions of Kafka know it, this one does not"
    } else {
        "no topic has such a setting"
    };
    let refused =
        if offence.id == UNKNOWN.id { "brokers refuse" } else { "unless the image knows more, brokers refuse" };
    let headline = format!("{refused} topic `{}`: they know no setting `{name}` of a topic", topic.name.value);
    let raised = out.raise(offence, Spot::key(key), headline);
    raised.label(label);
    match meant.as_slice() {
        [] => raised.help("take it away"),
        [first, ..] => raised.help(format!("write `{first}`, and mind its unit")).unsafe_fix(*first),
    };
}
