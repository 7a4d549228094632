//! Do several ZooKeepers make one ensemble?

use crate::inspect::{Check, Example, Offence, Out, Rule, World};
use crate::inventory::compose::{Service, Stack, ZooKeeper, is_known};

const MEMBER: Offence =
    Offence::error("compose/ensemble-member", "a ZooKeeper does not fit the list of the ensemble that it is in")
        .why(
            "It does not start without a number that the list has, and two with one number never agree on a \
             leader. Without most of its members the ensemble serves nobody.",
        )
        .write("a number of its own for each, and the list of all of them, the same for each")
        .source("confluentinc/kafka-images v7.6.0, zookeeper templates; ZooKeeper Administrator's Guide, `myid`");

pub(super) const RULE: Rule = Rule {
    offences: &[&MEMBER],
    check: Check::Service(check),
    examples: &[
        Example::new(
            "a number that is missing, that is not in the list, that is taken, and a name at another place",
            "services:
  one:
    image: confluentinc/cp-zookeeper:7.6.1
    environment:
      ZOOKEEPER_CLIENT_PORT: 2181
      ZOOKEEPER_SERVERS: one:2888:3888;two:2888:3888 # <- compose/ensemble-member
  two:
    image: confluentinc/cp-zookeeper:7.6.1
    environment:
      ZOOKEEPER_CLIENT_PORT: 2181
      ZOOKEEPER_SERVER_ID: 3 # <- compose/ensemble-member
      ZOOKEEPER_SERVERS: one:2888:3888;two:2888:3888
  three:
    image: confluentinc/cp-zookeeper:7.6.1
    environment:
      ZOOKEEPER_CLIENT_PORT: 2181
      ZOOKEEPER_SERVER_ID: 1 # <- compose/ensemble-member
      ZOOKEEPER_SERVERS: one:2888:3888;three:2888:3888
  four:
    image: confluentinc/cp-zookeeper:7.6.1
    environment:
      ZOOKEEPER_CLIENT_PORT: 2181
      ZOOKEEPER_SERVER_ID: 1
      ZOOKEEPER_SERVERS: four:2888:3888;five:2888:3888
  five:
    image: confluentinc/cp-zookeeper:7.6.1
    environment:
      ZOOKEEPER_CLIENT_PORT: 2181
      ZOOKEEPER_SERVER_ID: 1 # <- compose/ensemble-member
      ZOOKEEPER_SERVERS: 0.0.0.0:2888:3888;five:2888:3888
",
        ),
        Example::new(
            "one alone, and two that know each other",
            "services:
  alone:
    image: confluentinc/cp-zookeeper:7.6.1
    environment:
      ZOOKEEPER_CLIENT_PORT: 2181
  one:
    image: confluentinc/cp-zookeeper:7.6.1
    environment:
      ZOOKEEPER_SERVER_ID: 1
      ZOOKEEPER_SERVERS: 0.0.0.0:2888:3888;two:2888:3888
  two:
    image: confluentinc/cp-zookeeper:7.6.1
    environment:
      ZOOKEEPER_SERVER_ID: 2
      ZOOKEEPER_SERVERS: one:2888:3888;two:2888:3888
",
        ),
    ],
};

fn check(_: &World<'_>, stack: &Stack<'_>, service: &Service<'_>, out: &mut Out) {
    let Some(zookeeper) = stack.zookeeper_of(service.at) else { return };
    let variable = |name: &Option<String>| name.as_ref().and_then(|name| service.env.get(name));
    let Some(members) = variable(&zookeeper.family.members) else { return };
    let Some(list) = members.value.as_deref().filter(|list| is_known(list) && !list.trim().is_empty()) else { return };
    let hosts: Vec<&str> = list.split([';', ',', ' ']).filter(|part| !part.is_empty() && part.contains(':')).collect();
    let Some(own) = variable(&zookeeper.family.member) else {
        // One that says nothing of itself has no number.
        if hosts.len() > 1 && !service.env.open {
            let name = zookeeper.family.member.as_deref().unwrap_or_default();
            let headline = format!("`{}` does not know which of the {} members it is", service.name, hosts.len());
            out.raise(&MEMBER, members.node, headline).help(format!("set `{name}` to its place in this list"));
        }
        return;
    };
    let Some(text) = own.value.as_deref().filter(|id| is_known(id)) else { return };
    let number = text.trim().parse::<usize>();
    let Some(place) = number.as_ref().ok().and_then(|number| hosts.get(number.checked_sub(1)?)) else {
        out.raise(&MEMBER, own.node, format!("`{}` is member {text} of an ensemble of {}", service.name, hosts.len()))
            .because(members.node, "its members")
            .help("write its place in the list, from 1 on");
        return;
    };
    let host = place.rsplit('=').next().unwrap_or(place).split(':').next().unwrap_or_default();
    let elsewhere = host != "0.0.0.0" && !service.is_own_name(host) && !place.contains('=') && hosts.len() > 1;
    if elsewhere {
        out.raise(&MEMBER, own.node, format!("`{}` is member {text}, and the list has `{host}` there", service.name))
            .because(members.node, "its members")
            .help(format!("write the place that `{}` has in the list", service.name));
    }
    if hosts.len() > 1 && !elsewhere {
        twins(stack, zookeeper, service, text, own.node, out);
    }
}

/// No other member of the same ensemble has that number.
fn twins<'b>(
    stack: &Stack<'b>,
    zookeeper: &ZooKeeper<'b>,
    service: &Service<'b>,
    number: &str,
    node: crate::bundle::Node<'b>,
    out: &mut Out,
) {
    for other in stack.zookeepers.iter().filter(|other| other.service < zookeeper.service) {
        let Some(its) = stack.service(other.service) else { continue };
        let value = |name: &Option<String>| name.as_ref().and_then(|name| its.env.get(name));
        let Some(list) = value(&other.family.members).and_then(|variable| variable.value.as_deref()) else { continue };
        let together = list.split([';', ',', ' ']).any(|part| {
            let host = part.rsplit('=').next().unwrap_or(part).split(':').next().unwrap_or_default();
            service.answers_to(host)
        });
        let theirs = value(&other.family.member).filter(|theirs| theirs.value.as_deref() == Some(number));
        if let Some(theirs) = theirs.filter(|_| together) {
            let headline = format!("`{}` and `{}` are both member {number} of one ensemble", its.name, service.name);
            out.raise(&MEMBER, node, headline)
                .because(theirs.node, format!("`{}`", its.name))
                .help("give each a number of its own");
        }
    }
}
