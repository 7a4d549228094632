//! Does a page know the clusters that it should show?

use crate::catalog::{Family, Runs};
use crate::inspect::{Check, Example, Offence, Out, Rule, World};
use crate::inventory::compose::{Service, Stack, Variable, is_known};
use std::collections::{BTreeMap, BTreeSet};

const BLIND: Offence = Offence::warning("compose/ui-without-cluster", "a user interface is told of no cluster")
    .why("It has no brokers by itself: it shows no cluster, or looks for one in its own container.")
    .write("the variable with the addresses of the brokers")
    .source("the documentation of the images, as in `catalog/families.toml`");

const NAMELESS: Offence = Offence::error("compose/ui-cluster-name", "a user interface cannot tell its clusters apart")
    .why(
        "Of several clusters each needs a name of its own. The page ends at its start: the configuration is not valid.",
    )
    .write("a name for each cluster")
    .source("kafbat/kafka-ui, `ClustersProperties.validateClusterNames`");

pub(super) const RULE: Rule = Rule {
    offences: &[&BLIND, &NAMELESS],
    check: Check::Service(check),
    examples: &[
        Example::new(
            "no cluster, one without brokers, and two without names or with one",
            "services:
  one: # <- compose/ui-without-cluster
    image: kafbat/kafka-ui:v1.5.0
  two:
    image: kafbat/kafka-ui:v1.5.0
    environment:
      KAFKA_CLUSTERS_0_NAME: local # <- compose/ui-without-cluster
  three: # <- compose/ui-without-cluster
    image: obsidiandynamics/kafdrop:4.0.2
    environment: { JVM_OPTS: -Xmx64M }
  four:
    image: provectuslabs/kafka-ui:v0.7.2
    environment:
      KAFKA_CLUSTERS_0_NAME: local
      KAFKA_CLUSTERS_0_BOOTSTRAPSERVERS: a:9092
      KAFKA_CLUSTERS_1_BOOTSTRAPSERVERS: b:9092 # <- compose/ui-cluster-name
  five:
    image: kafbat/kafka-ui:v1.5.0
    environment:
      KAFKA_CLUSTERS_0_NAME: local
      KAFKA_CLUSTERS_0_BOOTSTRAPSERVERS: a:9092
      KAFKA_CLUSTERS_1_NAME: local # <- compose/ui-cluster-name
      KAFKA_CLUSTERS_1_BOOTSTRAPSERVERS: b:9092
",
        ),
        Example::new(
            "clusters in variables, in files, from the page itself, and one that needs no name",
            "services:
  one:
    image: kafbat/kafka-ui:v1.5.0
    environment: { KAFKA_CLUSTERS_0_BOOTSTRAPSERVERS: 'a:9092' }
  two:
    image: kafbat/kafka-ui:v1.5.0
    environment: { DYNAMIC_CONFIG_ENABLED: 'true' }
  three:
    image: tchiotludo/akhq:0.25.1
    volumes: ['./akhq.yml:/app/application.yml']
  four:
    image: kafbat/kafka-ui:v1.5.0
    env_file: page.env
  five:
    image: tchiotludo/akhq:0.25.1
    environment: { AKHQ_CONFIGURATION: 'akhq: { connections: {} }' }
  six:
    image: redpandadata/console:v2.7.2
    command: -config.filepath=/etc/console.yml
  seven:
    image: kafbat/kafka-ui:v1.5.0
    environment:
      kafka.clusters.0.name: a
      kafka.clusters.0.bootstrapServers: a:9092
  eight: { image: 'conduktor/conduktor-console:1.24.0' }
",
        ),
    ],
};

fn check(_: &World<'_>, _: &Stack<'_>, service: &Service<'_>, out: &mut Out) {
    let Some(family) = service.family().filter(|family| family.kind == Runs::Ui) else { return };
    // What is in files is not seen.
    let files = ["configs", "secrets"].iter().any(|key| service.body.get(key).is_some());
    if service.partly || service.env.open || !service.is_plain() || files || !service.mounts.is_empty() {
        return;
    }
    let own = service.name.as_str();
    let told = |start: &String| service.env.variables.iter().any(|variable| plain(&variable.name).starts_with(start));
    if !family.configured.is_empty() && !family.configured.iter().any(told) {
        let raised = out.raise(&BLIND, service.node, format!("`{own}` shows no cluster: nothing tells it of one"));
        if let Some(variable) = family.addresses.first() {
            raised.help(format!("set `{}` to the addresses of the brokers", variable.replace('*', "0")));
        } else {
            raised.help("give it a configuration with the addresses of the brokers");
        }
        return;
    }
    let clusters = numbered(service, family);
    for (number, variables) in &clusters {
        let Some(first) = variables.first() else { continue };
        if !variables.iter().any(|variable| family.addresses.iter().any(|pattern| is_of(pattern, number, variable))) {
            let name = family.addresses.first().map(|pattern| pattern.replace('*', number)).unwrap_or_default();
            out.raise(&BLIND, first.node, format!("cluster {number} of `{own}` is never reached: it has no brokers"))
                .help(format!("set `{name}` to the addresses of the brokers"));
        }
    }
    names(own, family, &clusters, out);
}

type Clusters<'s, 'b> = BTreeMap<String, Vec<&'s Variable<'b>>>;

/// Each of several has a name, and no two the same.
fn names(own: &str, family: &Family, clusters: &Clusters<'_, '_>, out: &mut Out) {
    let Some(pattern) = family.cluster_names.as_deref().filter(|_| clusters.len() > 1) else { return };
    let mut seen = BTreeSet::new();
    for (number, variables) in clusters {
        let Some(first) = variables.first() else { continue };
        let name = variables.iter().find(|variable| is_of(pattern, number, variable));
        let value = name.and_then(|name| name.value.as_deref()).filter(|value| is_known(value));
        if name.is_none() {
            out.raise(&NAMELESS, first.node, format!("`{own}` ends at its start: its cluster {number} has no name"))
                .help(format!("set `{}`", pattern.replace('*', number)));
        } else if let (Some(name), Some(value)) = (name, value)
            && !seen.insert(value)
        {
            out.raise(&NAMELESS, name.node, format!("`{own}` ends at its start: two clusters are called `{value}`"))
                .help("give each a name of its own");
        }
    }
}

/// `kafka.clusters.0.name` is `KAFKA_CLUSTERS_0_NAME` to them.
fn plain(name: &str) -> String {
    name.to_uppercase().replace(['.', '-', '['], "_").replace(']', "")
}

fn is_of(pattern: &str, number: &str, variable: &Variable<'_>) -> bool {
    plain(&variable.name) == pattern.replace('*', number)
}

/// The variables of each cluster that has a number.
fn numbered<'s, 'b>(service: &'s Service<'b>, family: &Family) -> Clusters<'s, 'b> {
    let mut found: Clusters<'_, '_> = BTreeMap::new();
    let Some((start, _)) = family.addresses.first().and_then(|pattern| pattern.split_once('*')) else { return found };
    for variable in &service.env.variables {
        let name = plain(&variable.name);
        let Some(rest) = name.strip_prefix(start) else { continue };
        let digits: String = rest.chars().take_while(char::is_ascii_digit).collect();
        if !digits.is_empty() {
            found.entry(digits).or_default().push(variable);
        }
    }
    found
}
