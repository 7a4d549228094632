//! Does Compose take what is written?

use crate::inspect::{Check, Example, Offence, Out, Rule, World};
use crate::inventory::compose::{Service, Stack};

const REFUSED: Offence = Offence::error("compose/value-refused", "a value is one that Compose or Docker refuses")
    .why("The file is refused, or the container is not created. A number without a unit is no duration.")
    .write("a value that Compose takes")
    .source("Compose Specification: `ports`, `restart`, `depends_on`, `healthcheck`, durations");

const NO_IMAGE: Offence = Offence::error("compose/no-image", "a service has neither an image nor something to build")
    .why("Compose refuses the whole file.")
    .write("`image`, or `build`")
    .source("Compose Specification, `image` and `build`");

const ONLY_A_PART: Offence =
    Offence::info("compose/part-of-a-service", "a file has only a part of a service, and no image for it")
        .why(
            "Compose takes it together with another file that has the rest of the service. By itself it is refused, \
             and what it says cannot be judged.",
        )
        .write("`-f BASE -f THIS`; or `image`, or `build`")
        .source("Docker docs, merging Compose files");

pub(super) const RULE: Rule = Rule {
    offences: &[&REFUSED, &NO_IMAGE, &ONLY_A_PART],
    check: Check::Service(check),
    examples: &[
        Example::new(
            "values that are none",
            "# file: docker-compose.yml
services:
  kafka:
    image: apache/kafka:4.1.1
    restart: on-crash # <- compose/value-refused
    stop_grace_period: 60 # <- compose/value-refused
    ports:
      - '9092:kafka' # <- compose/value-refused
    healthcheck:
      test: [nc, -z, localhost, '9092'] # <- compose/value-refused
      interval: 10 # <- compose/value-refused
      retries: many # <- compose/value-refused
    depends_on:
      other:
        condition: healthy # <- compose/value-refused
  other: # <- compose/no-image
    container_name: other
",
        ),
        Example::new(
            "values that are, from outside or not",
            "services:
  kafka:
    image: apache/kafka:4.1.1
    restart: on-failure:3
    stop_grace_period: 1m30s
    ports: ['9092', '${PORT}:9092', '127.0.0.1:9093-9094:9093-9094/udp']
    healthcheck: { test: [CMD-SHELL, 'nc -z localhost 9092'], interval: '${INTERVAL}', timeout: 1.5s, retries: 3 }
  other: { build: . }
",
        ),
        Example::new(
            "files that are started with another one",
            "# file: docker-compose.yml
services:
  kafka: { image: 'apache/kafka:4.1.1' }
# file: docker-compose.jmx.yml
services:
  kafka:
    environment: { KAFKA_JMX_PORT: 9101 }
# file: part/docker-compose.plain.yml
services:
  connect: # <- compose/part-of-a-service
    environment: { A: b }
  other:
    environment: { A: b }
",
        ),
    ],
};

fn check(_: &World<'_>, stack: &Stack<'_>, service: &Service<'_>, out: &mut Out) {
    let own = service.name.as_str();
    let empty = is_empty(service);
    // What a file beside it has of the service comes with another `-f`.
    if empty && !service.partly && !stack.neighbours.contains(&service.name) {
        if stack.is_usual() && !stack.open {
            let headline = format!("Compose refuses the file: `{own}` has neither an image nor something to build");
            out.raise(&NO_IMAGE, service.node, headline).help("add `image`");
        } else if is_first_part(stack, service) {
            let headline =
                format!("Compose refuses the file alone: `{own}` has neither an image nor something to build");
            out.raise(&ONLY_A_PART, service.node, headline)
                .help("start it with the file that has the rest of the service: `-f BASE -f THIS`");
        }
    }
    for port in service.ports.iter().filter(|port| port.odd) {
        out.raise(&REFUSED, port.node, format!("Compose refuses the file: a port of `{own}` cannot be read"))
            .help("write `HOST:CONTAINER`, or `ADDRESS:HOST:CONTAINER`, from 1 to 65535");
    }
    if let Some((restart, text)) = service.restart.as_ref().and_then(|restart| Some((restart, restart.known()?))) {
        let tries = text.strip_prefix("on-failure:").is_some_and(|tries| tries.parse::<u32>().is_ok());
        if !tries && !matches!(text, "no" | "always" | "on-failure" | "unless-stopped" | "false") {
            out.raise(&REFUSED, restart.node, format!("`{own}` is not created: there is no `restart: {text}`"))
                .help("write `no`, `on-failure`, `on-failure:3`, `unless-stopped` or `always`");
        }
    }
    for dependency in &service.depends {
        let Some(condition) = &dependency.condition else { continue };
        let conditions = ["service_started", "service_healthy", "service_completed_successfully"];
        if let Some(text) = condition.known().filter(|text| !conditions.contains(text)) {
            out.raise(&REFUSED, condition.node, format!("Compose refuses the file: there is no condition `{text}`"))
                .help(format!("write `{}`", conditions.join("`, `")));
        }
    }
    health(service, out);
}

fn is_empty(service: &Service<'_>) -> bool {
    ["image", "provider", "build"].iter().all(|key| service.body.get(key).is_none())
}

/// Whether no service before it is a part, too: one remark is enough for a file.
fn is_first_part(stack: &Stack<'_>, service: &Service<'_>) -> bool {
    let before = stack.services.iter().take_while(|other| other.at != service.at);
    !before.into_iter().any(|other| is_empty(other) && !other.partly && !stack.neighbours.contains(&other.name))
}

fn health(service: &Service<'_>, out: &mut Out) {
    let own = service.name.as_str();
    let health = service.body.inner("healthcheck");
    if let Some(first) = health.get("test").and_then(|test| test.items().next())
        && !matches!(first.text(), "CMD" | "CMD-SHELL" | "NONE")
    {
        let headline = format!("Compose refuses the file: the health check of `{own}` begins with `{}`", first.text());
        out.raise(&REFUSED, first, headline).help("put `CMD` or `CMD-SHELL` in front");
    }
    let keys = ["interval", "timeout", "start_period", "start_interval"];
    let texts = keys.iter().filter_map(|key| Some((*key, health.text(key)?)));
    for (key, text) in texts.chain(service.body.text("stop_grace_period").map(|text| ("stop_grace_period", text))) {
        if text.known().is_some_and(|text| !is_duration(text)) {
            out.raise(
                &REFUSED,
                text.node,
                format!("Compose refuses the file: `{}` of `{own}` is no duration", text.value),
            )
            .label(format!("`{key}`"))
            .help("write a number with its unit, such as `10s` or `1m30s`");
        }
    }
    let whole = |text: &str| text.parse::<u32>().is_ok();
    if let Some(retries) = health.text("retries").filter(|text| text.known().is_some_and(|text| !whole(text))) {
        let headline = format!("Compose refuses the file: `{}` retries of `{own}` are no number", retries.value);
        out.raise(&REFUSED, retries.node, headline).help("write a whole number");
    }
}

/// `1m30s`, as Go reads it.
fn is_duration(text: &str) -> bool {
    let mut rest = text.trim();
    if rest == "0" {
        return true;
    }
    let mut parts = 0;
    while !rest.is_empty() {
        let number = rest.find(|char: char| !char.is_ascii_digit() && char != '.').unwrap_or(rest.len());
        let Some((digits, after)) = rest.split_at_checked(number) else { return false };
        let unit = ["ms", "us", "ns", "h", "m", "s", "d"].into_iter().find(|unit| after.starts_with(unit));
        let Some(after) = unit.and_then(|unit| after.strip_prefix(unit)) else { return false };
        if digits.parse::<f64>().is_err() {
            return false;
        }
        (rest, parts) = (after, parts + 1);
    }
    parts > 0
}
