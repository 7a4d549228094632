//! Does what a service waits for ever come?

use crate::inspect::{Check, Example, Offence, Out, Rule, World};
use crate::inventory::compose::{Dependency, Service, Stack};

const MISSING: Offence = Offence::error("compose/dependency-missing", "a service waits for one that does not exist")
    .why("Compose refuses the whole file.")
    .write("the name of a service of this file")
    .source("Compose Specification, `depends_on`");

const PROFILE: Offence =
    Offence::warning("compose/dependency-profile", "a service waits for one that is started only with another profile")
        .why("Without that profile Compose refuses to start the service.")
        .write("a profile that both have, or none")
        .source("Compose Specification, `profiles`");

const NO_CHECK: Offence =
    Offence::error("compose/health-check-missing", "a service waits for the health of one that has no health check")
        .why("Compose refuses to start the service: the other has no health to wait for.")
        .write("a `healthcheck` for the other, or `condition: service_started`")
        .source("Compose Specification, `depends_on` and `healthcheck`");

const PERHAPS: Offence = Offence::info(
    "compose/health-check-unseen",
    "a service waits for the health of one whose health check is not in the file",
)
.why("If its image has no HEALTHCHECK either, Compose refuses to start the service.")
.write("a `healthcheck` for the other")
.source("Compose Specification, `depends_on` and `healthcheck`");

const NEVER_ENDS: Offence = Offence::error(
    "compose/never-completes",
    "a service waits for the end of one that is started again whenever it ends",
)
.why("It never stays ended, so what waits for it never starts.")
.write("`restart: on-failure`, or no `restart`, for the one that should end")
.source("Compose Specification, `depends_on` and `restart`");

pub(super) const RULE: Rule = Rule {
    offences: &[&MISSING, &PROFILE, &NO_CHECK, &PERHAPS, &NEVER_ENDS],
    check: Check::Service(check),
    examples: &[
        Example::new(
            "waiting for ever",
            "services:
  kafka:
    image: apache/kafka:4.1.1
  other:
    image: example.org/other:1
    profiles: [tools]
  init:
    image: apache/kafka:4.1.1
    restart: always
  app:
    image: example.org/app:1
    depends_on:
      zookeeper: # <- compose/dependency-missing
        condition: service_started
      kafka:
        condition: service_healthy # <- compose/health-check-missing
      other: # <- compose/dependency-profile
        condition: service_healthy # <- compose/health-check-unseen
      init:
        condition: service_completed_successfully # <- compose/never-completes
",
        ),
        Example::new(
            "what comes, and what may be missing",
            "services:
  kafka:
    image: apache/kafka:4.1.1
    healthcheck: { test: 'nc -z localhost 9092' }
  init:
    image: apache/kafka:4.1.1
    restart: on-failure
  app:
    image: example.org/app:1
    depends_on:
      zookeeper: { condition: service_started, required: false }
      kafka: { condition: service_healthy }
      init: { condition: service_completed_successfully }
",
        ),
    ],
};

fn check(_: &World<'_>, stack: &Stack<'_>, service: &Service<'_>, out: &mut Out) {
    for dependency in &service.depends {
        one(stack, service, dependency, out);
    }
}

fn one(stack: &Stack<'_>, service: &Service<'_>, dependency: &Dependency<'_>, out: &mut Out) {
    let (own, name) = (service.name.as_str(), dependency.name.as_str());
    let Some(other) = stack.services.iter().find(|other| other.name == name) else {
        let elsewhere = stack.open || stack.crowded || stack.neighbours.iter().any(|neighbour| neighbour == name);
        if !elsewhere && !dependency.optional {
            let headline =
                format!("Compose refuses the file: `{own}` depends on `{name}`, and there is no such service");
            out.raise(&MISSING, dependency.node, headline).help("write the name of a service");
        }
        return;
    };
    let apart = !other.meets(service) || service.profiles.is_empty() && !dependency.optional;
    if let Some(profile) = other.profiles.first().filter(|_| apart) {
        let headline = format!("`{own}` is refused without the profile `{profile}`, the only one with `{name}`");
        out.raise(&PROFILE, dependency.node, headline)
            .because(other.node, format!("has the profile `{profile}`"))
            .help("give both the same profiles, or write `required: false`");
    }
    let Some(condition) = &dependency.condition else { return };
    match condition.known() {
        Some("service_healthy") => {
            let off = other.health.as_ref().is_some_and(|health| health.off);
            let missing = other.health.as_ref().is_none_or(|health| health.command.is_none());
            if !(off || missing) || other.partly {
                return;
            }
            // Another image may bring a health check of its own.
            let place = other.health.as_ref().map_or(other.node, |health| health.node);
            let raised = if off || other.family().is_some() {
                let headline =
                    format!("`{own}` never starts: it waits for the health of `{name}`, which has no health check");
                out.raise(&NO_CHECK, condition.node, headline)
            } else {
                let headline = format!("`{own}` starts only if the image of `{name}` brings a health check");
                out.raise(&PERHAPS, condition.node, headline)
            };
            raised.because(place, "no `healthcheck` here").help(format!("give `{name}` a `healthcheck`"));
        }
        Some("service_completed_successfully") => {
            let again = |value: &str| matches!(value, "always" | "unless-stopped");
            if let Some(restart) = other.restart.as_ref().filter(|restart| again(&restart.value)) {
                let headline =
                    format!("`{own}` never starts: it waits for the end of `{name}`, which is always started again");
                out.raise(&NEVER_ENDS, condition.node, headline)
                    .because(restart.node, format!("`restart: {}`", restart.value))
                    .help(format!("let `{name}` have `restart: on-failure`"));
            }
        }
        _ => {}
    }
}
