//! Has each writer a volume of its own?

use crate::inspect::{Check, Example, Offence, Out, Rule, World};
use crate::inventory::compose::{Mount, Service, Source, Stack, is_known};

const SHARED: Offence = Offence::error("compose/volume-shared", "two write to one volume")
    .why(
        "The second broker finds the folder locked, or written by another number, and ends. Two folders of one \
         ZooKeeper in one volume are one folder.",
    )
    .write("a volume of its own for each")
    .source("apache/kafka, `LogManager.lockLogDirs`; ZooKeeper Administrator's Guide, `dataLogDir`");

pub(super) const RULE: Rule = Rule {
    offences: &[&SHARED],
    check: Check::Service(check),
    examples: &[
        Example::new(
            "one volume for two brokers, and for two folders",
            "services:
  one:
    image: apache/kafka:4.1.1
    volumes: ['data:/var/lib/kafka/data']
  two:
    image: apache/kafka:4.1.1
    volumes:
      - data:/var/lib/kafka/data # <- compose/volume-shared
  zookeeper:
    image: confluentinc/cp-zookeeper:7.6.1
    volumes:
      - zookeeper:/var/lib/zookeeper/data
      - zookeeper:/var/lib/zookeeper/log # <- compose/volume-shared
",
        ),
        Example::new(
            "one each, certificates for all, and one that only reads",
            "services:
  one:
    image: apache/kafka:4.1.1
    volumes: ['one:/var/lib/kafka/data', './certificates:/etc/kafka/secrets']
  two:
    image: apache/kafka:4.1.1
    volumes: ['two:/var/lib/kafka/data', './certificates:/etc/kafka/secrets']
  backup:
    image: example.org/backup:1
    volumes: ['one:/data:ro']
",
        ),
    ],
};

fn check(_: &World<'_>, stack: &Stack<'_>, service: &Service<'_>, out: &mut Out) {
    if !writes(stack, service) {
        return;
    }
    for (index, mount) in service.mounts.iter().enumerate().filter(|(_, mount)| looks_like_data(&mount.target)) {
        let (Source::Named(name) | Source::Bind(name)) = &mount.source else { continue };
        let own = service
            .mounts
            .iter()
            .take(index)
            .find(|before| matches!(mount.source, Source::Named(_)) && before.source == mount.source);
        if let Some(before) = own {
            out.raise(
                &SHARED,
                mount.node,
                format!("two folders of `{}` are one: both are the volume `{name}`", service.name),
            )
            .because(before.node, "the other")
            .help("give each a volume of its own");
        }
        let before =
            stack.services.iter().take(service.at).filter(|other| writes(stack, other) && other.meets(service));
        let same =
            |other: &&Mount<'_>| other.source == mount.source && is_known(name) && looks_like_data(&other.target);
        let before = before.filter_map(|other| Some((other, other.mounts.iter().find(same)?)));
        if let Some((other, its)) = before.into_iter().next() {
            out.raise(
                &SHARED,
                mount.node,
                format!("`{}` does not start beside `{}`: both write to `{name}`", service.name, other.name),
            )
            .because(its.node, format!("`{}`", other.name))
            .help("give each a volume of its own");
        }
    }
}

fn writes(stack: &Stack<'_>, service: &Service<'_>) -> bool {
    stack.broker_of(service.at).is_some() || stack.zookeeper_of(service.at).is_some()
}

/// Whether a folder is one for data, as far as its name tells.
pub(super) fn looks_like_data(target: &str) -> bool {
    let config =
        ["secret", "conf", "cert", "jaas", "plugin", "jar", "script", "etc", "connector", "agent", "tmp/scripts"];
    !config.iter().any(|word| target.contains(word))
        && ["data", "kafka", "log", "bitnami"].iter().any(|word| target.contains(word))
}
