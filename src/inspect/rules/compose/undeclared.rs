//! Are volumes and networks declared, and used?

use crate::inspect::{Check, Example, Offence, Out, Rule, World};
use crate::inventory::compose::{Declared, Source, Stack};
use std::collections::BTreeSet;

const UNDECLARED: Offence = Offence::error("compose/undeclared", "a volume or a network is used and not declared")
    .why("Compose refuses the whole file.")
    .write("the name below `volumes` or `networks` at the top of the file")
    .source("Compose Specification, `volumes` and `networks`");

const UNUSED: Offence = Offence::info("compose/unused", "a volume or a network is declared and not used")
    .why("Compose does not create it. Often a name was changed in one of two places.")
    .write("the name where it is used, or nothing")
    .source("Compose Specification, `volumes` and `networks`");

pub(super) const RULE: Rule = Rule {
    offences: &[&UNDECLARED, &UNUSED],
    check: Check::Stack(check),
    examples: &[
        Example::new(
            "names that were changed in one place",
            "services:
  kafka:
    image: apache/kafka:4.1.1
    networks:
      - back # <- compose/undeclared
    volumes:
      - kafka-data:/var/lib/kafka/data # <- compose/undeclared
volumes:
  kafka_data: {} # <- compose/unused
networks:
  backend: {} # <- compose/unused
",
        ),
        Example::new(
            "declared, by default, a folder of the host, without a name",
            "services:
  kafka:
    image: apache/kafka:4.1.1
    networks: [default, back]
    volumes: ['data:/var/lib/kafka/data', './conf:/conf', '/tmp/x']
volumes: { data: {} }
networks: { back: {}, default: { name: shared } }
",
        ),
    ],
};

fn check(_: &World<'_>, stack: &Stack<'_>, out: &mut Out) {
    let is_declared = |list: &[Declared<'_>], name: &str| stack.open || list.iter().any(|known| known.name == name);
    let (mut mounted, mut joined) = (BTreeSet::new(), BTreeSet::new());
    for service in &stack.services {
        for network in &service.networks {
            joined.insert(network.name.as_str());
            if network.name != "default" && !is_declared(&stack.networks, &network.name) {
                let headline = format!("Compose refuses the file: the network `{}` is not declared", network.name);
                out.raise(&UNDECLARED, network.node, headline)
                    .help(format!("add `{}:` below `networks:` at the top level", network.name));
            }
        }
        for mount in &service.mounts {
            let Source::Named(name) = &mount.source else { continue };
            mounted.insert(name.as_str());
            if !is_declared(&stack.volumes, name) {
                let headline = format!("Compose refuses the file: the volume `{name}` is not declared");
                out.raise(&UNDECLARED, mount.node, headline).help(format!(
                    "add `{name}:` below `volumes:` at the top level; a folder of the host begins with `./`"
                ));
            }
        }
    }
    let partly = stack.open || stack.crowded || stack.services.iter().any(|service| service.partly);
    let volumes = stack.volumes.iter().map(|volume| ("volume", volume, &mounted));
    let networks = stack.networks.iter().map(|network| ("network", network, &joined));
    for (what, declared, used) in volumes.chain(networks).filter(|_| !partly) {
        // The default network is used where none is named.
        if !used.contains(declared.name.as_str()) && declared.name != "default" {
            out.raise(&UNUSED, declared.node, format!("no service uses the {what} `{}`", declared.name))
                .help("remove it");
        }
    }
}
