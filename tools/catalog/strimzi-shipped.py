#!/usr/bin/env python3
"""Writes catalog/strimzi/<release>/shipped.toml: what a Strimzi release says of itself in its own files.

    tools/catalog/strimzi-shipped.py CLONE 0.39.0 [0.40.0 ...]

CLONE is a git clone of the project (bare or not) that has the tags. Needs git, Python 3.9 and PyYAML. Only facts are
taken: names, numbers, flags; no sentence. What a person has to read out of the code stands in release.toml beside it.
"""

import json
import pathlib
import re
import subprocess
import sys

import yaml

INSTALL = "packaging/install/cluster-operator/"
CHART = "packaging/helm-charts/helm3/strimzi-kafka-operator/"
ENV_SOURCES = ("ClusterOperatorConfig.java", "LeaderElectionManagerConfig.java", "PlatformFeaturesAvailability.java")
# The tables of keys that a release drops, and the files that have them.
CONFIGURED = (
    ("kafka", "KafkaClusterSpec.java"),
    ("zookeeper", "ZookeeperClusterSpec.java"),
    ("connect", "KafkaConnectSpec.java"),
    ("cruise-control", "CruiseControlSpec.java"),
    ("bridge-admin", "KafkaBridgeAdminClientSpec.java"),
    ("bridge-consumer", "KafkaBridgeConsumerSpec.java"),
    ("bridge-producer", "KafkaBridgeProducerSpec.java"),
)
STRIMZI = pathlib.Path(__file__).resolve().parents[2] / "catalog" / "strimzi"


class Release:
    """The files of one tag."""

    def __init__(self, clone, tag):
        self.git = ["git", "-C", clone]
        self.tag = tag
        self.paths = self.run("ls-tree", "-r", "--name-only", tag).splitlines()

    def run(self, *args):
        return subprocess.run([*self.git, *args], check=True, capture_output=True, text=True).stdout

    def text(self, path):
        return self.run("show", f"{self.tag}:{path}")

    def named(self, name):
        """The text of the one source file of that name; None if the release has none."""
        found = [path for path in self.paths if path.endswith("/" + name) and "/src/main/" in path]
        return self.text(found[0]) if found else None

    def yaml(self, path):
        """One document in which every scalar stays text: the version 3.10 is no number."""
        return yaml.load(self.text(path), yaml.BaseLoader)

    def installed(self):
        paths = sorted(path for path in self.paths if path.startswith(INSTALL))
        return [(path[len(INSTALL):], self.yaml(path)) for path in paths]


def quoted(value):
    return json.dumps(value, ensure_ascii=False)


def inline(**pairs):
    given = [f"{key} = {literal(value)}" for key, value in pairs.items() if value is not None]
    return "{ " + ", ".join(given) + " }"


def literal(value):
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, float)):
        return str(value)
    if isinstance(value, list):
        return "[" + ", ".join(quoted(item) for item in value) + "]"
    return quoted(value)


def rows(name, items):
    """An array with one row a line."""
    return [f"{name} = [", *(f"    {item}," for item in items), "]"]


def kafka(release):
    """The versions that can run, and those that the operator knows only as what a cluster comes from."""
    known = release.yaml("kafka-versions.yaml")
    supported = [entry for entry in known if entry["supported"] == "true"]
    older = [entry["version"] for entry in known if entry["supported"] != "true"]
    default = next(entry["version"] for entry in supported if entry["default"] == "true")
    versions = [
        inline(
            version=entry["version"],
            protocol=entry.get("protocol"),
            format=entry.get("format"),
            metadata=entry.get("metadata"),
            zookeeper=entry.get("zookeeper"),
        )
        for entry in supported
    ]
    head = ["# kafka-versions.yaml; `known` cannot run any more", "[kafka]", f"default = {quoted(default)}"]
    return [*head, *rows("versions", versions), f"known = {literal(older)}"]


def gates(release):
    source = release.named("FeatureGates.java")
    source = re.sub(r"//.*", "", source)
    names = dict(re.findall(r'String (\w+) = "(\w+)"', source))
    used = re.findall(r"new FeatureGate\((\w+), (true|false)\)", source)
    found = [f"{names[name]} = {default}" for name, default in used]
    return ["# FeatureGates.java: name and default", "[feature_gates]", *found]


def keys(source, constant):
    """The comma list behind a Java constant, which is written over several lines."""
    found = re.search(constant + r"\s*=(.*?);\s*(?://[^\n]*)?\n", source, re.S)
    if not found:
        return []
    text = "".join(re.findall(r'"([^"]*)"', re.sub(r"//[^\n]*", "", found.group(1))))
    return [key for key in re.split(r"\s*,+\s*", text.strip()) if key]


def forbidden(release):
    lines = []
    for table, name in CONFIGURED:
        source = release.named(name)
        if source is None:
            continue
        lines += [f"# {name}", f"[forbidden.{table}]"]
        lines += rows("prefixes", [quoted(key) for key in keys(source, "FORBIDDEN_PREFIXES")])
        lines += rows("exceptions", [quoted(key) for key in keys(source, "FORBIDDEN_PREFIX_EXCEPTIONS")])
        per_listener = keys(source, "ALLOWED_PER_LISTENER_CONFIGS")
        if per_listener:
            lines += rows("per_listener", [quoted(key) for key in per_listener])
        lines.append("")
    return lines[:-1]


def resources(release):
    lines = []
    for path, crd in release.installed():
        if crd["kind"] != "CustomResourceDefinition":
            continue
        spec = crd["spec"]
        served = [version["name"] for version in spec["versions"] if version["served"] == "true"]
        stored = next(version["name"] for version in spec["versions"] if version["storage"] == "true")
        scale = any("scale" in version.get("subresources", {}) for version in spec["versions"])
        names = spec["names"]
        lines.append(
            inline(file=path, group=spec["group"], kind=names["kind"], plural=names["plural"], served=served, stored=stored, scale=scale)
        )
    return [f"# {INSTALL}*-Crd-*", *rows("resources", lines)]


def images(release, env):
    """Image names with the Kafka version as a hole; which variable names which image is told by `env_rows`."""
    found = {"kafka": re.sub(r"-kafka-[0-9.]+$", "-kafka-{kafka}", env["STRIMZI_DEFAULT_KAFKA_EXPORTER_IMAGE"]["value"])}
    for name, variable in (
        ("operator", "STRIMZI_DEFAULT_TOPIC_OPERATOR_IMAGE"),
        ("bridge", "STRIMZI_DEFAULT_KAFKA_BRIDGE_IMAGE"),
        ("kaniko", "STRIMZI_DEFAULT_KANIKO_EXECUTOR_IMAGE"),
        ("maven", "STRIMZI_DEFAULT_MAVEN_BUILDER"),
        ("buildah", "STRIMZI_DEFAULT_BUILDAH_IMAGE"),
    ):
        if variable in env:
            found[name] = env[variable]["value"]
    return found


def env_rows(env, images):
    by_image = {image: name for name, image in images.items()}
    for name, entry in env.items():
        if "valueFrom" in entry:
            yield inline(name=name, field=entry["valueFrom"]["fieldRef"]["fieldPath"])
        elif name.endswith("_IMAGES"):
            yield inline(name=name, image_map="kafka")
        elif name.endswith("_IMAGE") or name == "STRIMZI_DEFAULT_MAVEN_BUILDER":
            value = re.sub(r"-kafka-[0-9.]+$", "-kafka-{kafka}", entry["value"])
            yield inline(name=name, image=by_image[value])
        else:
            yield inline(name=name, text=entry["value"])


def optional_env(release, env):
    """The variables that the operator reads besides those that its Deployment sets."""
    code = "\n".join(re.sub(r"^\s*(\*|//).*$", "", release.named(source) or "", flags=re.M) for source in ENV_SOURCES)
    return sorted(set(re.findall(r'"(STRIMZI_[A-Z0-9_]+)"', code)) - set(env))


def operator(release, deployment):
    pod = deployment["spec"]["template"]
    container = pod["spec"]["containers"][0]
    probe = lambda kind: inline(
        path=container[kind]["httpGet"]["path"],
        initial_delay_seconds=int(container[kind]["initialDelaySeconds"]),
        period_seconds=int(container[kind]["periodSeconds"]),
    )
    mounts = {mount["name"]: mount["mountPath"] for mount in container["volumeMounts"]}
    volumes = {volume["name"]: volume for volume in pod["spec"]["volumes"]}
    config = next(name for name, volume in volumes.items() if "configMap" in volume)
    scratch = next(name for name, volume in volumes.items() if "emptyDir" in volume)
    config_map = next(body for _, body in release.installed() if body["kind"] == "ConfigMap")
    port = container["ports"][0]
    env = {entry["name"]: entry for entry in container["env"]}
    found = images(release, env)
    security = container.get("securityContext")
    return [
        f"# {INSTALL}060-*: images; {{kafka}} is a Kafka version",
        "[images]",
        *(f"{name} = {quoted(image)}" for name, image in sorted(found.items())),
        "",
        f"# {INSTALL}010-*, 050-*, 060-*",
        "[operator]",
        f"name = {quoted(deployment['metadata']['name'])}",
        f"service_account = {quoted(pod['spec']['serviceAccountName'])}",
        f"labels = {inline(**deployment['metadata']['labels'])}",
        f"replicas = {deployment['spec']['replicas']}",
        "pod_labels = { " + ", ".join(f"{quoted(k)} = {quoted(v)}" for k, v in pod["metadata"]["labels"].items()) + " }",
        f"container = {quoted(container['name'])}",
        f"args = {literal(container['args'])}",
        f"port = {inline(name=port['name'], number=int(port['containerPort']))}",
        f"liveness = {probe('livenessProbe')}",
        f"readiness = {probe('readinessProbe')}",
        f"requests = {inline(**container['resources']['requests'])}",
        f"limits = {inline(**container['resources']['limits'])}",
        "logging = " + inline(
            config_map=config_map["metadata"]["name"], key=next(iter(config_map["data"])), volume=config, mount=mounts[config]
        ),
        "scratch = " + inline(volume=scratch, mount=mounts[scratch], size=volumes[scratch]["emptyDir"]["sizeLimit"]),
        f"restricted = {literal(security is not None)}",
        f"projected_token = {literal(pod['spec'].get('automountServiceAccountToken') == 'false')}",
        *rows("env", env_rows(env, found)),
        "# read besides: " + ", ".join(ENV_SOURCES),
        *rows("optional_env", [quoted(name) for name in optional_env(release, env)]),
    ]


def chart(release):
    """Where the Helm chart is had, and which of its keys names the image behind which variable of the operator."""
    values = release.yaml(CHART + "values.yaml")
    reference = re.search(r"oci://\S+", release.text(CHART + "README.md")).group()
    templates = ["templates/060-Deployment-strimzi-cluster-operator.yaml", "templates/_kafka_image_map.tpl"]
    entries = re.split(r"- name: ", "\n".join(release.text(CHART + template) for template in templates))
    keys = {}
    for entry in entries:
        name = entry.split()[0]
        found = set(re.findall(r'"strimzi\.image"[^}]*"key" "(\w+)"', entry))
        if found:
            (keys[name],) = found
    return [
        f"# {CHART}",
        "[chart]",
        f"reference = {quoted(reference)}",
        f"registry = {quoted(values['defaultImageRegistry'])}",
        f"repository = {quoted(values['defaultImageRepository'])}",
        "",
        "[chart.image_keys]",
        *(f"{name} = {quoted(key)}" for name, key in sorted(keys.items())),
    ]


def roles(release):
    lines = [f"# {INSTALL}02*, 03*"]
    for _, body in release.installed():
        if body["kind"] != "ClusterRole":
            continue
        lines += ["", "[[roles]]", f"name = {quoted(body['metadata']['name'])}"]
        lines += rows(
            "rules",
            [
                inline(
                    groups=rule["apiGroups"],
                    resources=rule["resources"],
                    names=rule.get("resourceNames"),
                    verbs=rule["verbs"],
                )
                for rule in body["rules"]
            ],
        )
    bindings = [body for _, body in release.installed() if body["kind"] in ("RoleBinding", "ClusterRoleBinding")]
    for body in bindings:
        lines += ["", "[[bindings]]", f"name = {quoted(body['metadata']['name'])}"]
        lines += [f"role = {quoted(body['roleRef']['name'])}"]
        lines += [f"cluster_wide = {literal(body['kind'] == 'ClusterRoleBinding')}"]
    return lines


def shipped(release):
    deployment = next(body for _, body in release.installed() if body["kind"] == "Deployment")
    head = [f"# Written by tools/catalog/strimzi-shipped.py from the tag {release.tag}: not to be edited."]
    # `resources` belongs to no table, so it stands before the first one.
    parts = [head, resources(release), kafka(release), gates(release), forbidden(release), operator(release, deployment), chart(release), roles(release)]
    return "\n\n".join("\n".join(part) for part in parts) + "\n"


def main(clone, *tags):
    for tag in tags:
        folder = STRIMZI / tag
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "shipped.toml").write_text(shipped(Release(clone, tag)), encoding="utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
