//! Are there the clusters, topics, pods and claims that an alert selects by name?

use crate::inspect::{Check, Example, Offence, Out, Rule, World};
use crate::inventory::wiring::alike;
use crate::inventory::{AlertRule, Group, RuleFile};
use crate::promql::{self, MatchOp, Matcher};

const POD: Offence = Offence::warning("alert/no-such-pod", "an alert selects pods or claims by names that this cluster does not have")
    .why("Nodes of a pool are called `<cluster>-<pool>-<id>`, and their claims after them. A pattern for `…-kafka-0` fits only where the pool is called `kafka`: the alert is silent, and one with `absent` fires for ever.")
    .write("a pattern over the names that there are, or select by the label `strimzi_io_name`")
    .source("strimzi, names of pods and claims by release; its own example rules have this fault");

const TOPIC: Offence = Offence::warning(
    "alert/no-such-topic",
    "an alert selects a topic whose name is spelt otherwise",
)
.why("There is no topic of that name in the set, but one that is nearly called so: the alert has nothing to look at.")
.write("the name of the topic")
.source("the topics of the set");

const CLUSTER: Offence = Offence::warning(
    "alert/no-such-cluster",
    "an alert selects a cluster whose name is spelt otherwise",
)
.why("There is no cluster of that name in the set, but one that is nearly called so: the alert has nothing to look at.")
.write("the name of the cluster")
.source("strimzi, values of `strimzi.io/cluster` and `strimzi.io/name`");

pub(super) const RULE: Rule = Rule {
    offences: &[&POD, &TOPIC, &CLUSTER],
    check: Check::Alert(check),
    examples: &[
        Example::new(
            "names of a cluster without pools, and slips of the pen",
            concat!(
                shop!(),
                "apiVersion: kafka.strimzi.io/v1
kind: KafkaTopic
metadata: { name: orders, namespace: kafka, labels: { strimzi.io/cluster: shop } }
---
",
                rules!(),
                "        - alert: Down
          expr: absent(container_last_seen{container=\"kafka\",pod=~\".+-kafka-[0-9]+\"}) # <- alert/no-such-pod
        - alert: Disk
          expr: kubelet_volume_stats_available_bytes{persistentvolumeclaim=~\"data(-[0-9]+)?-(.+)-kafka-[0-9]+\"} < 10 # <- alert/no-such-pod
        - alert: Topic
          expr: kafka_log_log_size{topic=\"order\"} > 10 # <- alert/no-such-topic
        - alert: Cluster
          expr: up{strimzi_io_cluster=\"shops\"} < 1 # <- alert/no-such-cluster
"
            ),
        ),
        Example::new(
            "names that are there, and names of other things",
            concat!(
                shop!(),
                rules!(),
                "        - alert: Down
          expr: absent(container_last_seen{container=\"kafka\",pod=~\"shop-nodes-[0-9]+\"})
        - alert: Entity
          expr: absent(container_last_seen{pod=~\".+-entity-operator-.+\"})
        - alert: Cluster
          expr: up{strimzi_io_cluster=\"shop\",strimzi_io_name=\"elsewhere-kafka\"} < 1
"
            ),
        ),
    ],
};

fn check(world: &World<'_>, _: &RuleFile<'_>, _: &Group<'_>, rule: &AlertRule<'_>, out: &mut Out) {
    let Some(expr) = &rule.parsed else { return };
    let mut said = Vec::new();
    for seen in promql::selectors(expr) {
        for matcher in &seen.selector.matchers {
            let identity = (matcher.label.text.clone(), matcher.value.text.clone());
            if said.contains(&identity) {
                continue;
            }
            said.push(identity);
            match matcher.label.text.as_str() {
                "pod" | "kubernetes_pod_name" | "pod_name" => pods(world, rule, matcher, false, out),
                "persistentvolumeclaim" => pods(world, rule, matcher, true, out),
                "topic" => topics(world, rule, matcher, out),
                "strimzi_io_cluster" => clusters(world, rule, matcher, out),
                _ => {}
            }
        }
    }
}

/// A pattern that fits brokers or `ZooKeepers` of a cluster without pools, and none of those that there are.
fn pods(world: &World<'_>, rule: &AlertRule<'_>, matcher: &Matcher, claims: bool, out: &mut Out) {
    if !matches!(matcher.op, MatchOp::Equal | MatchOp::Matches) {
        return;
    }
    let fits = |name: &str| matcher.accepts(name) == Some(true);
    let inventory = &world.inventory;
    // Pools may be elsewhere.
    let known = inventory.clusters.iter().filter(|cluster| !cluster.pools.is_empty());
    let clusters: Vec<_> = known.collect();
    let without_pools = |name: &str| {
        if claims {
            fits(&format!("data-{name}-kafka-0")) || fits(&format!("data-0-{name}-kafka-0"))
        } else {
            fits(&format!("{name}-kafka-0"))
        }
    };
    let meant: Vec<_> = clusters.iter().filter(|cluster| without_pools(cluster.name)).collect();
    let Some(cluster) = meant.first().filter(|_| clusters.len() == inventory.clusters.len()) else { return };
    let mut pods = inventory.derived().pods.iter();
    let any = pods.any(|pod| if claims { pod.claims.iter().any(|claim| fits(claim)) } else { fits(&pod.name) });
    // Volumes that are gone with their pods have no claims, which is another question.
    let persistent = inventory.derived().pods.iter().find(|pod| !claims || !pod.claims.is_empty());
    let (false, Some(pod)) = (any, persistent) else { return };
    let there = if claims { pod.claims.first().cloned().unwrap_or_default() } else { pod.words() };
    let what = if claims { "claims" } else { "pods" };
    let headline =
        format!("`{}` selects no {what} of `{}`: they are called `{there}` and the like", rule.name, cluster.name);
    let raised = out.raise(&POD, rule.place(matcher.value.place.range()), headline);
    raised.label("fits none of them");
    raised.because(crate::inspect::Spot::from(pod.from), format!("makes `{there}`"));
    raised.help("name the pools, or select by the label `strimzi_io_name`");
}

fn topics(world: &World<'_>, rule: &AlertRule<'_>, matcher: &Matcher, out: &mut Out) {
    let topics = &world.inventory.topics;
    let Some(wanted) = only(matcher) else { return };
    if topics.is_empty() || topics.iter().any(|topic| topic.name.value == wanted) || wanted.starts_with("__") {
        return;
    }
    let Some(near) = topics.iter().find(|topic| spelt(topic.name.value, wanted)) else { return };
    out.raise(
        &TOPIC,
        rule.place(matcher.value.place.range()),
        format!("`{}` looks at topic `{wanted}`, and the set has `{}`", rule.name, near.name.value),
    )
    .because(near.name, "this one")
    .help(format!("write `{}`", near.name.value));
}

fn clusters(world: &World<'_>, rule: &AlertRule<'_>, matcher: &Matcher, out: &mut Out) {
    let clusters = &world.inventory.clusters;
    let Some(wanted) = only(matcher) else { return };
    if clusters.iter().any(|cluster| cluster.name == wanted) {
        return;
    }
    let Some(near) = clusters.iter().find(|cluster| alike(cluster.name, wanted)) else { return };
    out.raise(
        &CLUSTER,
        rule.place(matcher.value.place.range()),
        format!("`{}` looks at cluster `{wanted}`, and the set has `{}`", rule.name, near.name),
    )
    .because(near.document, "this one")
    .help(format!("write `{}`", near.name));
}

/// The one value that a matcher wants.
fn only(matcher: &Matcher) -> Option<&str> {
    let text = matcher.value.text.as_str();
    let plain = text.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.'));
    (matches!(matcher.op, MatchOp::Equal | MatchOp::Matches) && plain && !text.is_empty()).then_some(text)
}

/// Whether two names are one with a letter too many or too few.
fn spelt(one: &str, other: &str) -> bool {
    one.len() > 3 && strsim::osa_distance(one, other) == 1 && !one.ends_with(|c: char| c.is_ascii_digit())
}
