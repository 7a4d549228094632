//! Are the names of containers free, and fit to be addresses?

use crate::inspect::{Check, Example, Offence, Out, Rule, World};
use crate::inventory::compose::{Service, Stack, UseOf, is_known};

const TAKEN: Offence = Offence::error("compose/container-name-taken", "two containers want one name")
    .why("A name belongs to one container of the host. The second is not created.")
    .write("a name of its own for each; or no `container_name`, and Compose makes one")
    .source("Compose Specification, `container_name`");

const UNDERSCORE: Offence = Offence::info("compose/underscore-in-address", "an address has an underscore in it")
    .why("Host names have none. Many clients take it all the same; some refuse it or find no host in such a URL.")
    .write("a name with a hyphen: an alias, or the name of the service")
    .source("RFC 1123; java.net.URI, whose getHost gives nothing for such a name");

pub(super) const RULE: Rule = Rule {
    offences: &[&TAKEN, &UNDERSCORE],
    check: Check::Service(check),
    examples: &[
        Example::new(
            "one name for two, and for three copies",
            "services:
  one: { image: 'apache/kafka:4.1.1', container_name: kafka }
  two:
    image: apache/kafka:4.1.1
    container_name: kafka # <- compose/container-name-taken
  three:
    image: apache/kafka:4.1.1
    container_name: three # <- compose/container-name-taken
    deploy: { replicas: 3 }
",
        ),
        Example::new(
            "underscores in addresses",
            "services:
  my_kafka:
    image: confluentinc/cp-kafka:7.6.1
    environment:
      KAFKA_ADVERTISED_LISTENERS: PLAINTEXT://my_kafka:9092 # <- compose/underscore-in-address
  my_registry:
    image: confluentinc/cp-schema-registry:7.6.1
  app:
    image: example.org/app:1
    environment:
      REGISTRY_URL: http://my_registry:8081 # <- compose/underscore-in-address
",
        ),
        Example::new(
            "names of their own",
            "services:
  one: { image: 'apache/kafka:4.1.1', container_name: my_kafka }
  two: { image: 'apache/kafka:4.1.1', container_name: other_kafka }
  three: { image: 'apache/kafka:4.1.1', scale: 3 }
",
        ),
    ],
};

fn check(_: &World<'_>, stack: &Stack<'_>, service: &Service<'_>, out: &mut Out) {
    if let Some(name) = service.container_name.as_ref().filter(|name| is_known(&name.value)) {
        let same = |other: &&Service<'_>| other.container_name.as_ref().is_some_and(|its| its.value == name.value);
        let mut before = stack.services.iter().take(service.at).filter(|other| other.meets(service));
        if let Some(other) = before.find(same) {
            let headline =
                format!("`{}` is not created: `{}` has the container name `{}`", service.name, other.name, name.value);
            out.raise(&TAKEN, name.node, headline).because(other.node, "has it").help("give it a name of its own");
        }
        if let Some(copies) = service.copies.filter(|copies| *copies > 1) {
            let headline = format!("{copies} containers of `{}` want the one name `{}`", service.name, name.value);
            out.raise(&TAKEN, name.node, headline).help("remove `container_name`, or have one container");
        }
    }
    let advertised = stack.broker_of(service.at).into_iter().flat_map(|broker| &broker.advertised);
    let own = advertised.filter(|endpoint| service.is_own_name(&endpoint.host));
    let own = own.map(|endpoint| (endpoint.host.as_str(), endpoint.node));
    let used = stack.uses.iter().filter(|used| used.service == service.at && used.of == UseOf::Http);
    let used = used.filter(|used| stack.named(&used.address.host).next().is_some());
    let used = used.map(|used| (used.address.host.as_str(), used.node));
    for (host, node) in own.chain(used).filter(|(host, _)| host.contains('_')) {
        out.raise(&UNDERSCORE, node, format!("some clients do not take `{host}` for the name of a host"))
            .help(format!("use the name `{}`, such as an alias on the network", host.replace('_', "-")));
    }
}
