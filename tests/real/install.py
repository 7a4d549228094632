#!/usr/bin/env python3
"""Compares what is rendered of the operator's installation with the official files of each release, as parsed values.

    tests/real/install.py CLONE [RELEASE ...] [--program target/debug/kafkasmith]

CLONE is a git clone of Strimzi's repository (bare or not) with its tags. Without releases, all of the catalogue are compared.
Needs git, Python 3.9 and PyYAML. The last line is `N objects of N releases equal, N not`; the exit code is 1 if one is not.
"""

import argparse
import pathlib
import subprocess
import sys
import tempfile
import tomllib

import yaml

ROOT = pathlib.Path(__file__).resolve().parents[2]
INSTALL = "packaging/install/cluster-operator"
FOLDER = "out/k8s-manifests/kafka"
PROSE = ("description", "deprecationWarning", "message")
CLUSTER_WIDE = ("ClusterRole", "ClusterRoleBinding", "CustomResourceDefinition", "Namespace")
LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

SPEC = """\
[project]
name = "compared"
[cluster]
name = "compared"
namespace = "myproject"
strimzi = "%s"
[cluster.brokers]
replicas = 3
storage = { size = "1Gi" }
[cluster.listener.plain]
port = 9092
tls = false
"""
ZOOKEEPER = """\
[cluster.zookeeper]
replicas = 3
storage = { size = "1Gi" }
"""


def official(clone, release):
    git = lambda *args: subprocess.run(["git", "-C", clone, *args], check=True, capture_output=True, text=True).stdout
    for path in git("ls-tree", "-r", "--name-only", f"refs/tags/{release}", INSTALL + "/").splitlines():
        yield from yaml.load_all(git("show", f"refs/tags/{release}:{path}"), LOADER)


def rendered(program, release):
    with tempfile.TemporaryDirectory(prefix="kafkasmith-install-") as folder:
        facts = tomllib.loads((ROOT / "catalog" / "strimzi" / release / "release.toml").read_text())
        zookeeper = ZOOKEEPER if "zookeeper" in facts["capabilities"] else ""
        (pathlib.Path(folder) / "kafka.toml").write_text(SPEC % release + zookeeper)
        subprocess.run([program, "render", "--quiet"], cwd=folder, check=True)
        for path in sorted(pathlib.Path(folder, FOLDER).glob("0[01]-*.yaml")):
            yield from yaml.load_all(path.read_text(), LOADER)


def without_prose(value):
    if isinstance(value, dict):
        said = lambda key, inner: key in PROSE and isinstance(inner, str)
        # The API server keeps no empty list of fields.
        empty = lambda key, inner: key == "properties" and inner == {}
        return {key: without_prose(inner) for key, inner in value.items() if not said(key, inner) and not empty(key, inner)}
    return [without_prose(item) for item in value] if isinstance(value, list) else value


def compared(body):
    """An object as far as it is the same on purpose."""
    kind = body["kind"]
    if kind == "CustomResourceDefinition":
        return without_prose(body)
    if kind not in CLUSTER_WIDE:
        # `kubectl -n` puts the official ones there.
        body["metadata"].setdefault("namespace", "myproject")
    if kind == "ConfigMap":
        # The logging configuration is a text of our own.
        body["data"] = sorted(body["data"])
    if kind == "Deployment":
        # What follows is written as the API server keeps it, so that applying it again changes nothing.
        (container,) = body["spec"]["template"]["spec"]["containers"]
        for variable in container["env"]:
            if variable["name"].endswith("_IMAGES"):
                variable["value"] = variable["value"].split()
            if variable.get("value") == "":
                del variable["value"]
        # Both are told apart by these, and their order means nothing.
        container["volumeMounts"].sort(key=lambda mount: mount["mountPath"])
        body["spec"]["template"]["spec"]["volumes"].sort(key=lambda volume: volume["name"])
        for amounts in container["resources"].values():
            amounts["cpu"] = {"1000m": "1"}.get(str(amounts["cpu"]), str(amounts["cpu"]))
        for volume in body["spec"]["template"]["spec"]["volumes"]:
            for source in volume.get("projected", {}).get("sources", []):
                source.get("serviceAccountToken", {}).setdefault("expirationSeconds", 3600)
    return body


def by_name(bodies):
    return {(body["kind"], body["metadata"]["name"]): compared(body) for body in bodies if body}


def differences(one, other, path=""):
    if isinstance(one, dict) and isinstance(other, dict):
        for key in sorted(one.keys() | other.keys(), key=str):
            yield from differences(one.get(key), other.get(key), f"{path}/{key}")
    elif isinstance(one, list) and isinstance(other, list) and len(one) == len(other):
        for at, pair in enumerate(zip(one, other)):
            yield from differences(*pair, f"{path}/{at}")
    elif one != other:
        yield f"{path}: official {one}, rendered {other}"


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("clone")
    parser.add_argument("releases", nargs="*")
    parser.add_argument("--program", type=pathlib.Path, default=ROOT / "target" / "debug" / "kafkasmith")
    options = parser.parse_args()
    known = sorted((path.name for path in (ROOT / "catalog" / "strimzi").iterdir()), key=lambda name: list(map(int, name.split("."))))
    equal = unlike = 0
    releases = options.releases or known
    for release in releases:
        theirs = by_name(official(options.clone, release))
        ours = by_name(rendered(options.program.resolve(), release))
        ours.pop(("Namespace", "myproject"))
        for key in sorted(theirs.keys() | ours.keys()):
            found = list(differences(theirs.get(key), ours.get(key)))
            equal, unlike = equal + (not found), unlike + bool(found)
            for line in found[:8]:
                print(f"{release}: {' '.join(key)}{line[:300]}")
        print(f"{release}: {len(theirs)} official objects, {len(ours)} rendered", flush=True)
    print(f"{equal} objects of {len(releases)} releases equal, {unlike} not")
    return 1 if unlike else 0


if __name__ == "__main__":
    sys.exit(main())
