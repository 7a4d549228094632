//! Does the library of the application take the values that it is told?

use crate::bundle::Document;
use crate::inspect::{Check, Example, Offence, Out, Rule, Spot, World};
use crate::inventory::Told;

const REFUSED: Offence =
    Offence::error("client/refused-value", "the library refuses a setting's value, and the application does not start")
        .why(
            "Producers and consumers check their settings when they are made, and throw a `ConfigException`. In \
             property files and variables of Spring the value reaches the library as it is written. Of other variables \
             only what no library takes is told.",
        )
        .write("one of the values that the setting has")
        .source("apache/kafka, `ProducerConfig`, `ConsumerConfig`; librdkafka, CONFIGURATION.md");

const MECHANISM: Offence = Offence::warning(
    "client/unknown-mechanism",
    "the name of the SASL mechanism is nearly one that brokers know, and not it",
)
.why(
    "Client and broker compare the name letter by letter. Brokers answer another one `UNSUPPORTED_SASL_MECHANISM`, and \
     libraries of Java do not even find who speaks it.",
)
.write("`PLAIN`, `SCRAM-SHA-256`, `SCRAM-SHA-512`, `OAUTHBEARER` or `GSSAPI`")
.source("apache/kafka, `ScramMechanism`, docs of `sasl.mechanism`");

pub(super) const RULE: Rule = Rule {
    offences: &[&REFUSED, &MECHANISM],
    check: Check::Document(check),
    examples: &[
        Example::new(
            "words of no setting, numbers that are none, and one below what is allowed",
            "apiVersion: v1
kind: ConfigMap
metadata: { name: web }
data:
  KAFKA_BOOTSTRAP_SERVERS: shop-kafka-bootstrap:9092
  KAFKA_ACKS: most # <- client/refused-value
  KAFKA_AUTO_OFFSET_RESET: first # <- client/refused-value
  KAFKA_COMPRESSION_TYPE: brotli # <- client/refused-value
  KAFKA_MAX_POLL_RECORDS: '0' # <- client/refused-value
  KAFKA_SASL_MECHANISM: SCRAM-SHA512 # <- client/unknown-mechanism
---
apiVersion: v1
kind: ConfigMap
metadata: { name: worker }
data:
  SPRING_KAFKA_BOOTSTRAP_SERVERS: shop-kafka-bootstrap:9092
  SPRING_KAFKA_PRODUCER_ACKS: '2' # <- client/refused-value
  SPRING_KAFKA_CONSUMER_ISOLATION_LEVEL: commited # <- client/refused-value
  SPRING_KAFKA_CONSUMER_MAX_POLL_RECORDS: many # <- client/refused-value
  SPRING_KAFKA_PROPERTIES_ENABLE_IDEMPOTENCE: 'yes' # <- client/refused-value
---
apiVersion: v1
kind: ConfigMap
metadata: { name: files }
data:
  producer.properties: \"bootstrap.servers=shop-kafka-bootstrap:9092\\nacks=5\" # <- client/refused-value
",
        ),
        Example::new(
            "values of Kafka, words of librdkafka, sizes of Spring, and what an application reads in its own way",
            "apiVersion: v1
kind: ConfigMap
metadata: { name: web }
data:
  KAFKA_BOOTSTRAP_SERVERS: shop-kafka-bootstrap:9092
  KAFKA_ACKS: all
  KAFKA_AUTO_OFFSET_RESET: smallest
  KAFKA_COMPRESSION_TYPE: ZSTD
  KAFKA_ENABLE_IDEMPOTENCE: 'yes'
  KAFKA_SESSION_TIMEOUT_MS: 45s
  KAFKA_SASL_MECHANISM: AWS_MSK_IAM
---
apiVersion: v1
kind: ConfigMap
metadata: { name: worker }
data:
  application.properties: |
    spring.kafka.bootstrap-servers=shop-kafka-bootstrap:9092
    spring.kafka.producer.acks=-1
    spring.kafka.producer.batch-size=16KB
    spring.kafka.consumer.isolation-level=read-committed
    spring.kafka.consumer.auto-offset-reset=by_duration:PT1H
    spring.kafka.properties.enable.idempotence=TRUE
    spring.kafka.consumer.max-poll-records=@records@
",
        ),
    ],
};

/// What a setting takes.
enum Takes {
    /// One of these words; the second list has those that only libraries outside Java take.
    Words(&'static [&'static str], &'static [&'static str]),
    /// A whole number from the first to the second.
    Whole(i64, i64),
    /// A truth.
    Truth,
}

const INT: i64 = i32::MAX as i64;

/// What the settings of producers and consumers take: `define` in `ProducerConfig` and `ConsumerConfig` of apache/kafka.
fn takes(key: &str) -> Option<Takes> {
    Some(match key {
        "acks" => Takes::Words(&["all", "-1", "0", "1"], &["leader", "none", "any"]),
        "auto.offset.reset" => Takes::Words(
            &["earliest", "latest", "none"],
            &["smallest", "beginning", "largest", "end", "error", "oldest", "newest"],
        ),
        "compression.type" => Takes::Words(&["none", "gzip", "snappy", "lz4", "zstd"], &["inherit", "uncompressed"]),
        "isolation.level" => Takes::Words(&["read_committed", "read_uncommitted"], &[]),
        "max.poll.records" | "max.poll.interval.ms" | "max.in.flight.requests.per.connection" => Takes::Whole(1, INT),
        // What is too little here, brokers say when somebody joins.
        "session.timeout.ms" | "heartbeat.interval.ms" => Takes::Whole(-INT, INT),
        "retries"
        | "batch.size"
        | "delivery.timeout.ms"
        | "request.timeout.ms"
        | "max.request.size"
        | "fetch.min.bytes"
        | "fetch.max.bytes"
        | "fetch.max.wait.ms"
        | "max.partition.fetch.bytes"
        | "auto.commit.interval.ms"
        | "default.api.timeout.ms" => Takes::Whole(0, INT),
        "buffer.memory" | "linger.ms" | "max.block.ms" => Takes::Whole(0, i64::MAX),
        "enable.idempotence" | "enable.auto.commit" | "allow.auto.create.topics" => Takes::Truth,
        _ => return None,
    })
}

/// Of these, Spring reads sizes with units.
const SIZES: [&str; 2] = ["batch.size", "buffer.memory"];

const MECHANISMS: [&str; 5] = ["PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512", "OAUTHBEARER", "GSSAPI"];

fn check(world: &World<'_>, document: Document<'_>, out: &mut Out) {
    for client in world.inventory.clients_of(document) {
        for told in &client.told {
            let value = told.value.trim();
            // What a tool of the build puts there is not known.
            if value.is_empty() || value.starts_with(['@', '%', '<', '$', '{']) {
                continue;
            }
            if told.key == "sasl.mechanism" {
                // Where the listener is known, another rule says what it wants.
                if world.inventory.sent_to(client).is_none() {
                    mechanism(told, value, client.name, out);
                }
                continue;
            }
            let Some(fault) = takes(&told.key).and_then(|takes| fault(told, value, &takes)) else { continue };
            let place = Spot::part(told.node, told.range.clone());
            let headline = format!("`{}` does not start: no library takes `{value}` as `{}`", client.name, told.key);
            out.raise(&REFUSED, place, headline)
                .label(format!("`{}` is {fault}", told.key))
                .help(format!("write {fault}"));
        }
    }
}

/// What the value should be, if it is not that.
fn fault(told: &Told<'_>, value: &str, takes: &Takes) -> Option<String> {
    let strict = told.is_of_java();
    match takes {
        Takes::Words(words, others) => {
            let lower = value.to_ascii_lowercase();
            let plain = if told.key == "acks" { lower.clone() } else { lower.replace('-', "_") };
            // Spring and applications read some of them in their own way, so only the letters count.
            let own = words.contains(&plain.as_str()) || lower.starts_with("by_duration:");
            let other = !strict && (others.contains(&plain.as_str()) || (told.key == "acks" && is_whole(value)));
            (!own && !other).then(|| list(words))
        }
        Takes::Whole(least, most) => match value.parse::<i64>() {
            // Variables of that name are for applications' own retries too.
            Ok(_) if !strict && told.key == "retries" => None,
            Ok(number) => (number < *least || number > *most).then(|| match *most {
                i64::MAX => format!("a whole number from {least} on"),
                most => format!("a whole number from {least} to {most}"),
            }),
            // Applications may read durations.
            Err(_) if strict && !(told.is_own_of_spring() && SIZES.contains(&told.key.as_str())) => {
                Some("a whole number without a unit".to_owned())
            }
            Err(_) => None,
        },
        Takes::Truth => {
            let known = ["true", "false"].contains(&value.to_ascii_lowercase().as_str());
            let spring = told.is_own_of_spring() && ["on", "off", "yes", "no", "1", "0"].contains(&value);
            (strict && !known && !spring).then(|| "`true` or `false`".to_owned())
        }
    }
}

fn mechanism(told: &Told<'_>, value: &str, name: &str, out: &mut Out) {
    let plain = |text: &str| text.to_ascii_uppercase().replace(['-', '_', ' '], "");
    let Some(meant) = MECHANISMS.into_iter().find(|known| plain(known) == plain(value) && *known != value) else {
        return;
    };
    let headline = format!("`{name}` is turned away: brokers know `{meant}`, not `{value}`");
    out.raise(&MECHANISM, Spot::part(told.node, told.range.clone()), headline)
        .label(format!("nearly `{meant}`"))
        .help(format!("write `{meant}`"));
}

fn is_whole(value: &str) -> bool {
    value.parse::<i64>().is_ok_and(|number| (-1..=1000).contains(&number))
}

fn list(words: &[&str]) -> String {
    let named: Vec<String> = words.iter().map(|word| format!("`{word}`")).collect();
    match named.split_last() {
        Some((last, rest)) if !rest.is_empty() => format!("{} or {last}", rest.join(", ")),
        _ => named.concat(),
    }
}
