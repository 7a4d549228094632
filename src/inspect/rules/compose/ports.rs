//! Are the ports of the host free, and open only to whom they should be?

use crate::catalog::Runs;
use crate::inspect::{Check, Example, Offence, Out, Rule, World};
use crate::inventory::compose::{Port, Service, Stack};

const TAKEN: Offence = Offence::error("compose/host-port-twice", "two services want one port of the host")
    .why("The second does not start: the port is already allocated.")
    .write("another port before the colon, or another address of the host")
    .source("Compose Specification, `ports`");

const OPEN: Offence =
    Offence::info("compose/port-open", "a port without authentication is open to all networks of the host")
        .why(
            "Without an address Docker publishes on all of the host's, past most firewalls. Whoever is on the same \
         network reads, writes and deletes.",
        )
        .write("`127.0.0.1:` before the host's port")
        .security()
        .source("Docker docs, port publishing");

pub(super) const RULE: Rule = Rule {
    offences: &[&TAKEN, &OPEN],
    check: Check::Service(check),
    examples: &[
        Example::new(
            "one port for two, and open to everybody",
            "services:
  kafka:
    image: apache/kafka:4.1.1
    ports:
      - '8080:9092' # <- compose/port-open
  page:
    image: kafbat/kafka-ui:v1.5.0
    ports:
      - '127.0.0.1:8080:8080' # <- compose/host-port-twice
",
        ),
        Example::new(
            "the host alone, one port of two addresses, never together, any that is free",
            "services:
  kafka:
    image: apache/kafka:4.1.1
    ports: ['127.0.0.1:9092:9092']
  other:
    image: apache/kafka:4.1.1
    ports: ['127.0.0.2:9092:9092', '9092']
  app:
    image: example.org/app:1
    profiles: [one]
    ports: ['8080:80']
  app2:
    image: example.org/app:1
    profiles: [two]
    ports: ['8080:80']
",
        ),
    ],
};

fn check(_: &World<'_>, stack: &Stack<'_>, service: &Service<'_>, out: &mut Out) {
    for (index, port) in service.ports.iter().enumerate() {
        let own = service.ports.iter().take(index).map(|before| (service, before));
        let others = stack.services.iter().take(service.at).filter(|other| other.meets(service));
        let others = others.flat_map(|other| other.ports.iter().map(move |port| (other, port)));
        for (other, before) in own.chain(others) {
            // The same line again, as an override file may have it, is one.
            let same = before.node.text() == port.node.text() && other.at == service.at;
            if let Some(number) = clash(before, port).filter(|_| !same) {
                let headline = format!(
                    "`{}` does not start: port {number} of the host is taken by `{}`",
                    service.name, other.name
                );
                out.raise(&TAKEN, port.node, headline)
                    .because(before.node, "taken here")
                    .help("publish it at another port of the host");
            }
        }
    }
    if is_open(stack, service) {
        let open = |port: &&Port<'_>| port.host.is_some() && port.address.is_none() && port.known;
        if let Some(port) = service.ports.iter().find(open) {
            let number = port.host.as_ref().map(|host| *host.start()).unwrap_or_default();
            let headline = format!(
                "`{}` is open to all networks of the host at port {number}, and asks nobody who they are",
                service.name
            );
            out.raise(&OPEN, port.node, headline).help("write `127.0.0.1:` before the host's port");
        }
    }
}

/// Whether it is known to ask nobody who they are.
fn is_open(stack: &Stack<'_>, service: &Service<'_>) -> bool {
    if let Some(broker) = stack.broker_of(service.at) {
        let asks = |protocol: &str| protocol != "PLAINTEXT";
        return !broker.open
            && broker.listeners.iter().any(|listener| {
                let published = listener.port.is_some_and(|port| !service.leading(port).is_empty());
                published && broker.protocol(&listener.name).is_some_and(|protocol| !asks(protocol))
            });
    }
    let kind = service.family().map(|family| family.kind);
    let guarded = ["AUTH", "PASSWORD", "SASL", "SECURITY"];
    let guards = |name: &str| guarded.iter().any(|word| name.to_uppercase().contains(word));
    matches!(kind, Some(Runs::ZooKeeper | Runs::Ui))
        && !service.env.open
        && !service.env.variables.iter().any(|variable| guards(&variable.name))
}

/// The first port of the host that both take.
fn clash(one: &Port<'_>, other: &Port<'_>) -> Option<u16> {
    let (Some(mine), Some(its)) = (&one.host, &other.host) else { return None };
    let address = one.address.is_none() || other.address.is_none() || one.address == other.address;
    let first = *mine.start().max(its.start());
    let meet = first <= *mine.end().min(its.end());
    // A range for one port of the container takes any that is free.
    let free = |port: &Port<'_>| {
        port.host.as_ref().is_some_and(|host| host.start() != host.end())
            && port.container.as_ref().is_some_and(|to| to.start() == to.end())
    };
    (meet && address && one.udp == other.udp && one.known && other.known && !free(one) && !free(other)).then_some(first)
}
