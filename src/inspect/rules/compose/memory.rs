//! Does a broker's heap fit into the memory that its container may have?

use crate::catalog::Runs;
use crate::inspect::{Check, Example, Offence, Out, Rule, World};
use crate::inventory::compose::{Service, Stack, is_known};

const ABOVE: Offence = Offence::error("compose/heap-above-memory", "a heap is as large as all memory of its container")
    .why(
        "A JVM needs more than its heap. Once the heap is in use the container goes beyond its limit and is killed, \
         again and again.",
    )
    .write("a heap of half of the limit, and no more than a few gigabytes")
    .source("Docker docs, `mem_limit`; OpenJDK, `-Xmx`");

const BY_DEFAULT: Offence =
    Offence::warning("compose/usual-heap-above-memory", "a container may have less memory than Kafka's usual heap")
        .why(
            "Kafka's start script takes a heap of 1 GiB where `KAFKA_HEAP_OPTS` is not set. Once it is in use the \
             container goes beyond its limit and is killed.",
        )
        .write("`KAFKA_HEAP_OPTS: -Xms256m -Xmx256m`, or a greater limit")
        .source("apache/kafka, `bin/kafka-server-start.sh`: `-Xmx1G -Xms1G`");

pub(super) const RULE: Rule = Rule {
    offences: &[&ABOVE, &BY_DEFAULT],
    check: Check::Service(check),
    examples: &[
        Example::new(
            "a heap above the limit, and the usual one",
            "services:
  one:
    image: apache/kafka:4.1.1
    mem_limit: 1g
    environment:
      KAFKA_HEAP_OPTS: -Xms1g -Xmx4G # <- compose/heap-above-memory
  two:
    image: confluentinc/cp-kafka:7.6.1
    deploy:
      resources:
        limits:
          memory: 512M # <- compose/usual-heap-above-memory
    environment:
      KAFKA_ADVERTISED_LISTENERS: PLAINTEXT://two:9092
",
        ),
        Example::new(
            "enough memory, and what is not known",
            "services:
  one:
    image: apache/kafka:4.1.1
    mem_limit: 2g
    environment: { KAFKA_HEAP_OPTS: -Xmx1g }
  two:
    image: apache/kafka:4.1.1
    mem_limit: ${MEMORY}
  three:
    image: apache/kafka:4.1.1
    mem_limit: 512m
    env_file: kafka.env
",
        ),
    ],
};

/// What the start script takes, in bytes.
const USUAL: u64 = 1 << 30;

fn check(_: &World<'_>, _: &Stack<'_>, service: &Service<'_>, out: &mut Out) {
    let is_broker = service.family().is_some_and(|family| family.kind == Runs::Broker);
    if !is_broker || !service.is_plain() || service.partly {
        return;
    }
    let limit = service
        .body
        .text("mem_limit")
        .or_else(|| service.body.inner("deploy").inner("resources").inner("limits").text("memory"));
    let Some(limit) = limit else { return };
    let Some(bytes) = limit.known().and_then(size) else { return };
    let Some(written) = service.env.get("KAFKA_HEAP_OPTS") else {
        if bytes <= USUAL && !service.env.open {
            let headline = format!(
                "`{}` is killed once it uses its heap: 1 GiB by default, and {} in all",
                service.name, limit.value
            );
            out.raise(&BY_DEFAULT, limit.node, headline)
                .label("`KAFKA_HEAP_OPTS` is not set")
                .help("set `KAFKA_HEAP_OPTS: -Xms256m -Xmx256m`, or give it 2 GiB");
        }
        return;
    };
    let Some(options) = written.value.as_deref().filter(|options| is_known(options)) else { return };
    let Some(most) = options.split_whitespace().filter_map(|word| word.strip_prefix("-Xmx")).next_back() else {
        return;
    };
    if size(most).is_some_and(|heap| heap >= bytes) {
        let headline =
            format!("`{}` is killed once it uses its heap: {most}, and {} in all", service.name, limit.value);
        out.raise(&ABOVE, written.node, headline)
            .label("as much as the container may have, or more")
            .because(limit.node, "the limit")
            .help("write half of the limit, or a greater limit");
    }
}

/// So many bytes, as Docker and Java read sizes: `512m`, `1.5GB`, `1073741824`.
fn size(text: &str) -> Option<u64> {
    let text = text.trim().to_ascii_lowercase();
    let digits = text.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(text.len());
    let (number, unit) = text.split_at_checked(digits)?;
    let step: u64 = match unit.trim().trim_end_matches('b').trim_end_matches('i') {
        "" => 1,
        "k" => 1 << 10,
        "m" => 1 << 20,
        "g" => 1 << 30,
        "t" => 1 << 40,
        _ => return None,
    };
    match number.split_once('.') {
        None => number.parse::<u64>().ok()?.checked_mul(step),
        Some((whole, part)) => {
            let tenths: u64 = part.get(..1)?.parse().ok()?;
            whole.parse::<u64>().ok()?.checked_mul(step)?.checked_add(step / 10 * tenths)
        }
    }
}
