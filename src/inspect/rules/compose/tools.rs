//! Is each tool that a service runs in its image?

use crate::inspect::{Check, Example, Offence, Out, Rule, World};
use crate::inventory::compose::{Command, Service, Stack};

const MISSING: Offence = Offence::error("compose/tool-missing", "a command runs a tool that is not in the image")
    .why(
        "The shell does not find it, and the container ends with 127. Confluent's tools have no `.sh`; \
         Apache's have, and are not on the path.",
    )
    .write("the name that the tool has in this image")
    .source("the Dockerfiles of the images, at the versions in `catalog/families.toml`");

pub(super) const RULE: Rule = Rule {
    offences: &[&MISSING],
    check: Check::Service(check),
    examples: &[
        Example::new(
            "names of another image",
            "services:
  one:
    image: confluentinc/cp-kafka:7.6.1
    command: kafka-topics.sh --bootstrap-server kafka:9092 --list # <- compose/tool-missing
  two:
    image: apache/kafka:4.1.1
    entrypoint: [sh, -c]
    command: ['kafka-topics.sh --bootstrap-server kafka:9092 --list'] # <- compose/tool-missing
",
        ),
        Example::new(
            "a slip",
            "services:
  one:
    image: confluentinc/cp-kafka:7.6.1
    command: kafka-topcis --bootstrap-server kafka:9092 --list # <- compose/tool-missing
",
        ),
        Example::new(
            "names of the image, of one's own, and of an image of one's own",
            "services:
  one:
    image: confluentinc/cp-kafka:7.6.1
    command: kafka-topics --bootstrap-server kafka:9092 --list
  two:
    image: apache/kafka:4.1.1
    command: /scripts/kafka-topics.sh
  three:
    image: example.org/kafka:1
    command: kafka-topics.sh --list
  four:
    build: .
    image: confluentinc/cp-kafka:7.6.1
    command: kafka-topics.sh --list
",
        ),
    ],
};

fn check(_: &World<'_>, _: &Stack<'_>, service: &Service<'_>, out: &mut Out) {
    let Some(command) = &service.command else { return };
    for (tool, instead) in missing(service, command) {
        let raised =
            out.raise(&MISSING, command.node, format!("`{}` ends: there is no `{tool}` in its image", service.name));
        raised.help(match instead {
            Some(instead) => format!("write `{instead}`"),
            None => "use an image that has it".to_owned(),
        });
    }
}

/// The tools of a command that are not in the image, and what they are called there.
pub(super) fn missing<'c>(service: &Service<'_>, command: &'c Command<'_>) -> Vec<(&'c str, Option<&'static str>)> {
    let Some(family) = service.family() else { return Vec::new() };
    let mut found: Vec<(&str, Option<&str>)> = Vec::new();
    for tool in command.calls.iter().filter_map(|words| words.first()) {
        if found.iter().any(|(known, _)| known == tool) {
            continue;
        }
        if family.has(tool) == Some(false) {
            found.push((tool, family.instead_of(tool)));
        } else if let Some(meant) = family.nearly(tool) {
            found.push((tool, Some(meant)));
        }
    }
    found
}
