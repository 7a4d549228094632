//! Is there anything to start?

use crate::bundle::{Document, Node};
use crate::inspect::{Check, Example, Offence, Out, Rule, World};
use crate::inventory::compose::USUAL;

const NOTHING: Offence = Offence::error("compose/no-service", "a file for Compose has no service")
    .why("`docker compose up` ends at once: no service is selected, and nothing is started.")
    .write("`services` with at least one service, or `include` with a file that has some")
    .source("Compose Specification, `services`; docker/compose, `up`: \"no service selected\"");

pub(super) const RULE: Rule = Rule {
    offences: &[&NOTHING],
    check: Check::Whole(check),
    examples: &[
        Example::new(
            "volumes that nobody mounts",
            "# file: docker-compose.yml
volumes: # <- compose/no-service
  data: {}
# file: other/compose.yaml
services: {} # <- compose/no-service
",
        ),
        Example::new(
            "services of an override file, of one that is taken in, and of a file beside",
            "# file: a/docker-compose.yml
volumes: { data: {} }
# file: a/docker-compose.override.yml
services:
  kafka: { image: 'apache/kafka:4.1.1' }
# file: b/compose.yaml
include: [kafka.yaml]
# file: c/compose.yml
networks: { kafka: {} }
# file: c/compose.kafka.yml
services:
  kafka: { image: 'apache/kafka:4.1.1' }
# file: d/volumes.yml
volumes: { data: {} }
",
        ),
    ],
};

/// What only files for Compose have at their top.
const KEYS: [&str; 6] = ["services", "volumes", "networks", "configs", "secrets", "version"];

fn check(world: &World<'_>, out: &mut Out) {
    for document in world.bundle.documents().filter(|document| is_project(*document)) {
        let here = folder(document);
        // Whoever starts it may take it together with others.
        let mut beside = world.bundle.documents().filter(|other| other.is_compose() && folder(*other) == here);
        if !document.is_whole() || document.get("include").is_some() || beside.any(has_services) {
            continue;
        }
        let root = document.root();
        let place = KEYS.iter().find_map(|key| root.entries().map(|(name, _)| name).find(|name| name.text() == *key));
        let Some(place) = place else { continue };
        out.raise(&NOTHING, place, "Compose starts nothing: there is no service in this file")
            .help("write at least one service below `services`");
    }
}

fn is_project(document: Document<'_>) -> bool {
    let path = document.source().name();
    USUAL.contains(&path.rsplit('/').next().unwrap_or(path)) && document.kind().is_none()
}

fn folder(document: Document<'_>) -> &str {
    document.source().name().rsplit_once('/').map_or("", |(folder, _)| folder)
}

fn has_services(document: Document<'_>) -> bool {
    document.get("include").is_some() || !document.get("services").map(Node::merged).unwrap_or_default().is_empty()
}
