"""Which series the selectors of alerts find: what real components expose under the labels that the monitors attach."""

import collections

import rendered as manifests
import promql

# What runs behind a container's port if nothing real does here, by its table in the catalogue.
EXPORTERS = {
    "topic-operator": "entity_operator",
    "user-operator": "entity_operator",
    "strimzi-cluster-operator": "cluster_operator",
}

# A selector that finds nothing, and why.
Unfound = collections.namedtuple("Unfound", "alert selector why")


def node_of(target):
    """The name of the node that stands for a target's pod, or nothing if none does."""
    if target.port.container not in ("kafka", "zookeeper"):
        return None
    return f"{target.port.container}-{target.port.pod.rsplit('-', 1)[1]}"


def table_of(target):
    """The catalogue's table of what a target exposes that has no real component here."""
    exporter = target.port.container.endswith("kafka-exporter")
    return "kafka_exporter" if exporter else EXPORTERS[target.port.container]


def series(rendered, scrapes):
    """Metric → label sets, values included, of all that is scraped for real; `scrapes` are samples by node."""
    found = collections.defaultdict(list)
    for target in rendered.targets():
        found["up"].append(target.labels)
        for sample in scrapes.get(node_of(target), []):
            # A label that a target has itself is renamed where a component exposes it as well.
            own = {f"exported_{k}" if k in target.labels else k: v for k, v in sample.labels.items()}
            found[sample.name].append(own | target.labels)
    return found


def listed(rendered):
    """Metric → (labels it may have, values that are known), of what the catalogue knows instead."""
    found = collections.defaultdict(list)
    for target in rendered.targets():
        if node_of(target) is None:
            for metric, names in manifests.exported(table_of(target)).items():
                own = {f"exported_{name}" if name in target.labels else name for name in names}
                found[metric].append((own | target.labels.keys(), target.labels))
    for metric, names in manifests.exported("kubelet").items():
        found[metric].append((names | {"instance", "job"}, {}))
    return found


def look(rendered, scrapes):
    """Every selector of every alert: how many are real, how many known from the catalogue, and what finds nothing."""
    real, known = series(rendered, scrapes), listed(rendered)
    count, unfound = collections.Counter(), []
    for alert in rendered.alerts():
        for selector in promql.selectors(alert["expr"]):
            where, why = place(selector, real, known)
            count[where] += 1
            unfound += [Unfound(alert["alert"], selector.text, why)] if why else []
    return count, unfound


def place(selector, real, known):
    """Where a selector's series come from, and what is wrong if from nowhere."""
    if selector.metric in real:
        fitting = [labels for labels in real[selector.metric] if promql.accepts(selector.matchers, labels)]
        lacking = [selector.kept - labels.keys() for labels in fitting]
        if fitting and not any(lacking):
            return "up" if selector.metric == "up" else "real", None
        why = f"no label {', '.join(sorted(set().union(*lacking)))}" if fitting else "no series has these labels"
        return "nowhere", why
    for names, values in known.get(selector.metric, []):
        asked = {label for label, _, _ in selector.matchers} | selector.kept
        decided = [matcher for matcher in selector.matchers if matcher[0] in values]
        if asked <= names and promql.accepts(decided, values):
            return "catalogue", None
    return "nowhere", "the metric is exported without these labels" if selector.metric in known else "nothing exports it"
