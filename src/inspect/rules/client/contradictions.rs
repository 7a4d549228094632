//! Do the settings of a producer or a consumer go together?

use crate::bundle::Document;
use crate::inspect::{Check, Example, Offence, Out, Rule, Spot, World};
use crate::inventory::{Client, Told};

const CONTRADICTS: Offence = Offence::error(
    "client/contradicting-settings",
    "two settings exclude each other, and the application does not start",
)
.why(
    "The library compares them when the producer or consumer is made. Idempotence needs `acks=all`, retries and \
             at most five requests in flight; transactions need idempotence; a member must send several heartbeats \
             within its session; and a record needs time for lingering and one request.",
)
.write("one of the two otherwise")
.source(
    "apache/kafka, `ProducerConfig.postProcessAndValidateIdempotenceConfigs`, \
             `KafkaProducer.configureDeliveryTimeout`, `Heartbeat`",
);

pub(super) const RULE: Rule = Rule {
    offences: &[&CONTRADICTS],
    check: Check::Document(check),
    examples: &[
        Example::new(
            "idempotence without acknowledgements, a heartbeat as long as its session, too little time",
            "apiVersion: v1
kind: ConfigMap
metadata: { name: web }
data:
  KAFKA_BOOTSTRAP_SERVERS: shop-kafka-bootstrap:9092
  KAFKA_PRODUCER_ACKS: '1' # <- client/contradicting-settings
  KAFKA_PRODUCER_ENABLE_IDEMPOTENCE: 'true'
  KAFKA_CONSUMER_HEARTBEAT_INTERVAL_MS: '10000' # <- client/contradicting-settings
  KAFKA_CONSUMER_SESSION_TIMEOUT_MS: '10000'
---
apiVersion: v1
kind: ConfigMap
metadata: { name: worker }
data:
  SPRING_KAFKA_BOOTSTRAP_SERVERS: shop-kafka-bootstrap:9092
  SPRING_KAFKA_PROPERTIES_ENABLE_IDEMPOTENCE: 'true'
  SPRING_KAFKA_PRODUCER_PROPERTIES_MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION: '6' # <- client/contradicting-settings
  SPRING_KAFKA_PRODUCER_RETRIES: '0' # <- client/contradicting-settings
  SPRING_KAFKA_PRODUCER_PROPERTIES_DELIVERY_TIMEOUT_MS: '20000' # <- client/contradicting-settings
---
apiVersion: v1
kind: ConfigMap
metadata: { name: books }
data:
  producer.properties: \"transactional.id=books\\nenable.idempotence=false\" # <- client/contradicting-settings
  bootstrap.servers: shop-kafka-bootstrap:9092
",
        ),
        Example::new(
            "what goes together, and settings of two files",
            "apiVersion: v1
kind: ConfigMap
metadata: { name: web }
data:
  KAFKA_BOOTSTRAP_SERVERS: shop-kafka-bootstrap:9092
  KAFKA_PRODUCER_ACKS: all
  KAFKA_PRODUCER_ENABLE_IDEMPOTENCE: 'true'
  KAFKA_CONSUMER_HEARTBEAT_INTERVAL_MS: '3000'
  KAFKA_CONSUMER_SESSION_TIMEOUT_MS: '45000'
---
apiVersion: v1
kind: ConfigMap
metadata: { name: worker }
data:
  one.properties: |
    bootstrap.servers=shop-kafka-bootstrap:9092
    enable.idempotence=true
  two.properties: |
    bootstrap.servers=shop-kafka-bootstrap:9092
    acks=1
    delivery.timeout.ms=20000
    request.timeout.ms=10000
",
        ),
    ],
};

fn check(world: &World<'_>, document: Document<'_>, out: &mut Out) {
    for client in world.inventory.clients_of(document) {
        for told in &client.told {
            let Some((other, why)) = contradicted(client, told) else { continue };
            let headline = format!("`{}` does not start: {why}", client.name);
            let raised = out.raise(&CONTRADICTS, Spot::part(told.node, told.range.clone()), headline);
            raised.label(format!("`{}` is `{}`", told.key, told.value.trim()));
            if let Some(other) = other {
                let text = format!("`{}` is `{}`", other.key, other.value.trim());
                raised.because(Spot::part(other.node, other.range.clone()), text);
            }
            raised.help(match told.key.as_str() {
                "acks" => "write `all`, or switch idempotence off".to_owned(),
                "retries" => "leave it out, or switch idempotence off".to_owned(),
                "max.in.flight.requests.per.connection" => "write at most 5, or switch idempotence off".to_owned(),
                "enable.idempotence" => "write `true`, or take `transactional.id` out".to_owned(),
                "heartbeat.interval.ms" => "write a third of the session's timeout".to_owned(),
                _ => "give it more time than `linger.ms` and `request.timeout.ms` together".to_owned(),
            });
        }
    }
}

/// What a setting does not go together with, and what the library says to it.
fn contradicted<'c, 'b>(client: &'c Client<'b>, told: &Told<'b>) -> Option<(Option<&'c Told<'b>>, String)> {
    let value = told.value.trim();
    let beside = |key: &str| client.told.iter().find(|other| other.key == key && other.is_beside(told));
    let idempotent = || beside("enable.idempotence").filter(|other| other.value.trim().eq_ignore_ascii_case("true"));
    match told.key.as_str() {
        "acks" if matches!(value, "0" | "1") => {
            Some((Some(idempotent()?), "an idempotent producer needs `acks` to be `all`".to_owned()))
        }
        "retries" if value == "0" => Some((Some(idempotent()?), "an idempotent producer needs retries".to_owned())),
        "max.in.flight.requests.per.connection" if told.number()? > 5 => {
            Some((Some(idempotent()?), format!("an idempotent producer has at most 5 requests in flight, not {value}")))
        }
        "enable.idempotence" if value.eq_ignore_ascii_case("false") => {
            let other = beside("transactional.id").filter(|other| !other.value.trim().is_empty())?;
            Some((Some(other), "transactions need an idempotent producer".to_owned()))
        }
        "heartbeat.interval.ms" => {
            let session = beside("session.timeout.ms")?;
            (told.number()? >= session.number()?)
                .then(|| (Some(session), "the heartbeat must be shorter than the session".to_owned()))
        }
        "delivery.timeout.ms" if told.is_of_java() => {
            let request = beside("request.timeout.ms");
            let linger = beside("linger.ms").map_or(Some(0), Told::number)?;
            let needed = request.map_or(Some(REQUEST_TIMEOUT), Told::number)?.checked_add(linger)?;
            (told.number()? < needed).then(|| (request, format!("a record has {value} ms, and may need {needed}")))
        }
        _ => None,
    }
}

/// The default of `request.timeout.ms`: `ProducerConfig`.
const REQUEST_TIMEOUT: i64 = 30_000;
