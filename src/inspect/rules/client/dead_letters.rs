//! Do failed records go where they are expected, and not round in circles?

use crate::bundle::Document;
use crate::inspect::{Check, Example, Level, Offence, Out, Rule, Spot, World};
use crate::inventory::{Client, Cluster, Topic};

const LOOP: Offence = Offence::error(
    "client/dead-letters-into-source",
    "failed records go back into the topic that they came from, for ever",
)
.why(
    "Each record that cannot be handled is written behind those that can, read again, fails again: the topic fills, \
     and nobody is told.",
)
.write("a topic of its own for dead letters")
.source("kafkasmith");

const OTHERS: Offence = Offence::warning(
    "client/dead-letters-of-another",
    "failed records go into the dead letter queue of another topic",
)
.why(
    "Whoever looks through the queue, or puts its records back, takes them for records of the topic that the queue \
     is for, and its retention and alerts are made for that one.",
)
.write("the dead letter queue of the topic that is read")
.source("kafkasmith, annotation `kafkasmith/dead-letter-for`");

const UNWIRED: Offence = Offence::warning(
    "client/dead-letters-unwired",
    "a topic has a dead letter queue, and those who read it are not told of it",
)
.in_development(Level::Info)
.why(
    "A record that cannot be handled then stops its partition, or is dropped, while the queue stays empty and looks \
     healthy.",
)
.write("the name of the queue where the application looks for it, such as `KAFKA_DEAD_LETTER_TOPIC`")
.source("kafkasmith, annotation `kafkasmith/dead-letter-for`");

pub(super) const RULE: Rule = Rule {
    offences: &[&LOOP, &OTHERS, &UNWIRED],
    check: Check::Document(check),
    examples: &[
        Example::new(
            "in circles, into another's, nowhere",
            "apiVersion: kafka.strimzi.io/v1beta2
kind: Kafka
metadata: { name: shop, namespace: kafka }
spec:
  kafka:
    replicas: 3
    listeners:
      - { name: plain, port: 9092, type: internal, tls: false }
---
apiVersion: kafka.strimzi.io/v1beta2
kind: KafkaTopic
metadata: { name: orders, namespace: kafka, labels: { strimzi.io/cluster: shop } }
---
apiVersion: kafka.strimzi.io/v1beta2
kind: KafkaTopic
metadata: { name: orders-dlq, namespace: kafka, labels: { strimzi.io/cluster: shop } }
---
apiVersion: kafka.strimzi.io/v1beta2
kind: KafkaTopic
metadata: { name: payments, namespace: kafka, labels: { strimzi.io/cluster: shop } }
---
apiVersion: v1
kind: ConfigMap
metadata: { name: one, namespace: kafka }
data:
  KAFKA_BOOTSTRAP_SERVERS: shop-kafka-bootstrap:9092
  KAFKA_CONSUMER_TOPICS: orders
  KAFKA_CONSUMER_GROUP_ID: one
  KAFKA_DEAD_LETTER_TOPIC: orders # <- client/dead-letters-into-source
---
apiVersion: v1
kind: ConfigMap
metadata: { name: two, namespace: kafka }
data:
  KAFKA_BOOTSTRAP_SERVERS: shop-kafka-bootstrap:9092
  KAFKA_CONSUMER_TOPICS: payments
  KAFKA_CONSUMER_GROUP_ID: two
  KAFKA_DEAD_LETTER_TOPIC: orders-dlq # <- client/dead-letters-of-another
---
apiVersion: v1
kind: ConfigMap
metadata: { name: three, namespace: kafka }
data:
  KAFKA_BOOTSTRAP_SERVERS: shop-kafka-bootstrap:9092
  KAFKA_CONSUMER_TOPICS: orders # <- client/dead-letters-unwired
  KAFKA_CONSUMER_GROUP_ID: three
",
        ),
        Example::new(
            "each into its own",
            "apiVersion: kafka.strimzi.io/v1beta2
kind: Kafka
metadata: { name: shop, namespace: kafka }
spec:
  kafka:
    replicas: 3
    listeners:
      - { name: plain, port: 9092, type: internal, tls: false }
---
apiVersion: kafka.strimzi.io/v1beta2
kind: KafkaTopic
metadata: { name: orders, namespace: kafka, labels: { strimzi.io/cluster: shop } }
---
apiVersion: kafka.strimzi.io/v1beta2
kind: KafkaTopic
metadata: { name: orders-dlq, namespace: kafka, labels: { strimzi.io/cluster: shop } }
---
apiVersion: v1
kind: ConfigMap
metadata: { name: one, namespace: kafka }
data:
  KAFKA_BOOTSTRAP_SERVERS: shop-kafka-bootstrap:9092
  KAFKA_CONSUMER_TOPICS: orders
  KAFKA_CONSUMER_GROUP_ID: one
  KAFKA_DEAD_LETTER_TOPIC: orders-dlq
---
apiVersion: v1
kind: ConfigMap
metadata: { name: two, namespace: kafka }
data:
  KAFKA_BOOTSTRAP_SERVERS: shop-kafka-bootstrap:9092
  KAFKA_CONSUMER_TOPICS: orders-dlq
  KAFKA_CONSUMER_GROUP_ID: looks-at-failures
",
        ),
    ],
};

fn check(world: &World<'_>, document: Document<'_>, out: &mut Out) {
    for client in world.inventory.clients_of(document) {
        let Some((cluster, _)) = world.inventory.sent_to(client) else { continue };
        let mut wired = false;
        for (told, name, range) in client.topics().filter(|(told, ..)| told.is_dead_letters()) {
            wired = true;
            let place = Spot::part(told.node, range);
            if let Some((source, _, at)) = client.reads().find(|(_, read, _)| *read == name) {
                out.raise(
                    &LOOP,
                    place,
                    format!("failed records of `{name}` go back into it, and `{}` fails on them for ever", client.name),
                )
                .label("where failed records go")
                .because(Spot::part(source.node, at), "and what is read")
                .help("write a topic of its own for dead letters");
            } else if let Some(of) = source_of(world, cluster, name) {
                others(client, &place, name, of, out);
            }
        }
        if !wired {
            unwired(world, cluster, client, out);
        }
    }
}

/// What a topic takes the dead letters of.
fn source_of<'b>(world: &World<'b>, cluster: &Cluster<'_>, name: &str) -> Option<&'b str> {
    world.inventory.topic_named(cluster, name)?.dead_letters?.of
}

fn others(client: &Client<'_>, place: &Spot, name: &str, of: &str, out: &mut Out) {
    let read: Vec<&str> = client.reads().map(|(_, read, _)| read).collect();
    let Some(first) = read.first().filter(|_| !read.contains(&of)) else { return };
    let headline = format!("failed records of `{first}` go into `{name}`, the dead letter queue of `{of}`");
    out.raise(&OTHERS, place.clone(), headline)
        .label(format!("`{}` does not read `{of}`", client.name))
        .help(format!("write the dead letter queue of `{first}`"));
}

fn unwired(world: &World<'_>, cluster: &Cluster<'_>, client: &Client<'_>, out: &mut Out) {
    // Where no application is told of such queues, they have them from elsewhere.
    let usual = world.inventory.tells_dead_letters();
    for (told, read, range) in client.reads() {
        let said = |topic: &&Topic<'_>| usual || topic.dead_letters.is_some_and(|letters| letters.said);
        let Some(queue) = world.inventory.letters_of(cluster, read).filter(said) else { continue };
        let name = queue.name.value;
        let headline = format!("`{}` reads `{read}`, and is not told of its dead letter queue `{name}`", client.name);
        out.raise(&UNWIRED, Spot::part(told.node, range), headline)
            .label("no dead letter topic beside it")
            .because(queue.name, format!("takes the dead letters of `{read}`"))
            .help(format!("write `KAFKA_DEAD_LETTER_TOPIC: {name}`, or where the application looks for it"));
    }
}
