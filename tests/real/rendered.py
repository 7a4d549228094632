"""What is rendered, read back as those read it who get it: the operator, the agent, prometheus-operator, Prometheus."""

import collections
import pathlib
import re
import tomllib

import yaml

ROOT = pathlib.Path(__file__).resolve().parents[2]
OUT = ROOT / "out"
CATALOG = ROOT / "catalog"

# A node of the cluster: what it is called here, the part of the resource that its metrics are set in, its number, its pod, that
# pod's labels, what it does (of `broker`, `controller`), and its volumes, that with KRaft's metadata first; "" is the only one.
Member = collections.namedtuple("Member", "name part id pod labels roles volumes")

# A port of a container that answers GET /metrics, with the labels of its pod.
Port = collections.namedtuple("Port", "namespace pod pod_labels container name number")

# What Prometheus scrapes: a port, under the labels that its monitor and prometheus-operator give to it.
Target = collections.namedtuple("Target", "port labels")


class Rendered:
    """The manifests of a folder as `kafkasmith render` writes it."""

    def __init__(self, out=OUT):
        self.folder = pathlib.Path(out) / "k8s-manifests" / "kafka"
        files = sorted(path for path in self.folder.glob("*.yaml") if path.name != "kustomization.yaml")
        if not files:
            raise SystemExit(f"no manifests in {self.folder}: give --out the folder that was rendered into")
        self.documents = [one for path in files for one in yaml.safe_load_all(path.read_text()) if one]
        (self.kafka,) = self.of_kind("Kafka")
        self.cluster = self.kafka["metadata"]["name"]
        self.namespace = self.kafka["metadata"]["namespace"]
        self.kraft = "zookeeper" not in self.kafka["spec"]

    def of_kind(self, kind):
        return [document for document in self.documents if document["kind"] == kind]

    def version(self):
        return str(self.kafka["spec"]["kafka"]["version"])

    def release(self):
        """What a person wrote into the catalogue of the Strimzi release, which the operator's image names."""
        deployments = self.of_kind("Deployment")
        if not deployments:
            raise SystemExit("the operator is not rendered, so its release is not known: render with `install = \"manifests\"`")
        image = deployments[0]["spec"]["template"]["spec"]["containers"][0]["image"]
        version = image.partition("@")[0].rpartition(":")[2]
        return tomllib.loads((CATALOG / "strimzi" / version / "release.toml").read_text())

    def agent(self):
        """The version of the JMX exporter's agent in the release's images."""
        return self.release()["metrics"]["jmx_exporter"]

    def metadata_version(self):
        """What KRaft's nodes are formatted for."""
        return str(self.kafka["spec"]["kafka"]["metadataVersion"])

    def members(self):
        """All nodes of the cluster, as the operator makes them."""
        if not self.kraft:
            parts = [(part, self.kafka["spec"][part]) for part in ("zookeeper", "kafka")]
            return [self.member(part, part, spec, node) for part, spec in parts for node in range(spec["replicas"])]
        pools = self.of_kind("KafkaNodePool")
        return [
            self.member("kafka", pool["metadata"]["name"], pool["spec"], node)
            for pool in pools
            for node in numbered(pool, pools)
        ]

    def member(self, part, pool, spec, node):
        pod = f"{self.cluster}-{pool}-{node}"
        labels = {"strimzi.io/pool-name": pool} if self.kraft else {}
        roles = spec.get("roles", ["broker"] if part == "kafka" else [])
        if self.kraft:
            labels |= {f"strimzi.io/{role}-role": text(role in roles) for role in ("broker", "controller")}
        volumes = spec["storage"].get("volumes", [{"id": ""}])
        first = sorted(volumes, key=lambda volume: ("kraftMetadata" not in volume, volume["id"]))
        return Member(f"{part}-{node}", part, node, pod, labels, roles, [volume["id"] for volume in first])

    def settings(self):
        """Broker settings as the operator writes them into the brokers' file."""
        return {key: text(value) for key, value in self.kafka["spec"]["kafka"]["config"].items()}

    def topics(self):
        """Topics as the topic operator makes them: name, partitions, replicas, config."""
        return [
            {
                "name": topic["spec"].get("topicName", topic["metadata"]["name"]),
                "partitions": topic["spec"]["partitions"],
                "replicas": topic["spec"]["replicas"],
                "config": {key: text(value) for key, value in topic["spec"].get("config", {}).items()},
            }
            for topic in self.of_kind("KafkaTopic")
        ]

    def jmx_rules(self, part):
        """The JMX exporter's file for `kafka` or `zookeeper`, found as the operator finds it."""
        wanted = self.kafka["spec"][part]["metricsConfig"]["valueFrom"]["configMapKeyRef"]
        (found,) = [one for one in self.of_kind("ConfigMap") if one["metadata"]["name"] == wanted["name"]]
        return found["data"][wanted["key"]]

    def groups(self):
        """The groups of all alert rules."""
        return [group for rule in self.of_kind("PrometheusRule") for group in rule["spec"]["groups"]]

    def alerts(self):
        return [rule for group in self.groups() for rule in group["rules"] if "alert" in rule]

    def interval(self):
        """How often the rendered monitors scrape."""
        monitors = self.of_kind("ServiceMonitor") + self.of_kind("PodMonitor")
        ends = [end for m in monitors for end in m["spec"].get("endpoints", m["spec"].get("podMetricsEndpoints"))]
        (interval,) = {end["interval"] for end in ends}
        return interval

    def claims(self):
        """Names of the volumes' claims of all nodes."""
        named = [(member, f"{volume}-" if volume != "" else "") for member in self.members() for volume in member.volumes]
        return [f"data-{volume}{member.pod}" for member, volume in named]

    def ports(self):
        """Every port with metrics that the operator's pods for this cluster have, and the operator's own.

        Which containers and ports there are is read from the catalogue; the operator's pod from its rendered Deployment.
        """
        entity = self.kafka["spec"].get("entityOperator", {})
        operators = {"topic-operator": "topicOperator" in entity, "user-operator": "userOperator" in entity}
        found, members = [], self.members()
        for component in self.release()["components"]:
            kind = component["type"]
            if kind in ("kafka", "zookeeper"):
                pods = {member.pod: member.labels for member in members if member.part == kind}
            else:
                there = {"kafka-exporter": "kafkaExporter", "entity-operator": "entityOperator"}.get(kind)
                pods = {f"{self.cluster}-{kind}-5d8f7c9b6-x2x4x": {}} if there in self.kafka["spec"] else {}
            labels = {
                "strimzi.io/cluster": self.cluster,
                "strimzi.io/kind": component["kind"],
                "strimzi.io/name": component["name"].replace("{cluster}", self.cluster),
            }
            for container in component["containers"]:
                name, metrics = container["name"].replace("{cluster}", self.cluster), container["metrics"]
                if operators.get(name, True):
                    port = (name, metrics["name"], metrics["number"])
                    found += [Port(self.namespace, pod, labels | own, *port) for pod, own in pods.items()]
        return found + self.operator_ports()

    def operator_ports(self):
        return [
            Port(
                deployment["metadata"]["namespace"],
                f"{deployment['metadata']['name']}-6c4f9d8b7-y3y5y",
                deployment["spec"]["template"]["metadata"]["labels"],
                container["name"],
                port["name"],
                port["containerPort"],
            )
            for deployment in self.of_kind("Deployment")
            for container in deployment["spec"]["template"]["spec"]["containers"]
            for port in container.get("ports", [])
        ]

    def targets(self):
        """What the rendered monitors find among these ports, and under which labels."""
        return self.by_service_monitors() + self.by_pod_monitors()

    def by_service_monitors(self):
        found = []
        for monitor in self.of_kind("ServiceMonitor"):
            for service in self.of_kind("Service"):
                if not selects(monitor, service["metadata"]):
                    continue
                name = service["metadata"]["name"]
                for end in monitor["spec"]["endpoints"]:
                    numbers = [p["targetPort"] for p in service["spec"]["ports"] if p["name"] == end["port"]]
                    found += [
                        Target(port, attached(monitor, port, end["port"]) | {"job": name, "service": name})
                        for port in self.ports()
                        if port.number in numbers
                        and port.namespace == service["metadata"]["namespace"]
                        and service["spec"]["selector"].items() <= port.pod_labels.items()
                    ]
        return found

    def by_pod_monitors(self):
        return [
            Target(
                port,
                attached(monitor, port, end["port"])
                | {"job": f"{monitor['metadata']['namespace']}/{monitor['metadata']['name']}"},
            )
            for monitor in self.of_kind("PodMonitor")
            for end in monitor["spec"]["podMetricsEndpoints"]
            for port in self.ports()
            if port.name == end["port"] and selects(monitor, {"namespace": port.namespace, "labels": port.pod_labels})
        ]


def numbered(pool, pools):
    """The numbers of a pool's nodes: the first of the range that it asks for; without a range it must be the only pool."""
    count = pool["spec"]["replicas"]
    asked = pool["metadata"].get("annotations", {}).get("strimzi.io/next-node-ids")
    if asked is None and len(pools) > 1:
        raise SystemExit(f"the pool {pool['metadata']['name']} is one of several and does not say how its nodes are numbered")
    first, last = re.fullmatch(r"\[(\d+)-(\d+)\]", asked or f"[0-{count - 1}]").groups()
    return range(int(first), int(last) + 1)[:count]


def selects(monitor, metadata):
    spaces = monitor["spec"].get("namespaceSelector", {}).get("matchNames", [monitor["metadata"]["namespace"]])
    wanted = monitor["spec"]["selector"]["matchLabels"]
    return metadata["namespace"] in spaces and wanted.items() <= metadata.get("labels", {}).items()


def attached(monitor, port, endpoint):
    """The labels that prometheus-operator gives to a target: where it runs, and what `podTargetLabels` names."""
    copied = {
        re.sub(r"\W", "_", name): port.pod_labels[name]
        for name in monitor["spec"].get("podTargetLabels", [])
        if name in port.pod_labels
    }
    own = {"namespace": port.namespace, "pod": port.pod, "container": port.container, "endpoint": endpoint}
    return copied | own


def exported(exporter):
    """What an exporter that is not run here exposes, from the catalogue: the labels of each metric."""
    lines = (CATALOG / "exporters" / f"{exporter}.tsv").read_text().splitlines()[1:]
    rows = [line.split("\t") for line in lines]
    return {row[0]: set(filter(None, row[2].split(","))) for row in rows}


def text(value):
    """A value as Java's properties have it."""
    return str(value).lower() if isinstance(value, bool) else str(value)
