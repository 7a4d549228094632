#!/usr/bin/env python3
"""Proves that a rendered set applies to an empty cluster in its order, and a second time without a change.

    tests/real/apply.py --kube FOLDER [--out FOLDER] [--definitions FOLDER]

FOLDER of `--kube` has the programs etcd, kube-apiserver and kubectl; nothing else is started, so no pod runs and nobody
reconciles. `--definitions` has the definitions of prometheus-operator; without them the monitors are left out, and said to be.
Needs python3 and openssl. The last line is `N passed, N failed`; the exit code is 0 if nothing failed, 1 if something did.
"""

import argparse
import json
import os
import pathlib
import re
import ssl
import subprocess
import sys
import tempfile
import time
import tomllib
import urllib.request

sys.dont_write_bytecode = True
HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[1]
PORT = 26443
TOKEN = "of-the-administrator"
# The rendered files with what they need, as the guide lists them.
ORDER = ["00-strimzi-crds.yaml", "01-strimzi-operator.yaml", "02-kafka-cluster.yaml", "03-kafka-topics.yaml",
         "03-kafka-users.yaml"]
MONITORS = "04-kafka-monitoring.yaml"
DONE = re.compile(r"^\S+ (created|configured|unchanged|serverside-applied)$")
passed, failed = 0, 0


def arguments():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--kube", type=pathlib.Path, required=True, help="where etcd, kube-apiserver and kubectl are")
    parser.add_argument("--out", type=pathlib.Path, default=ROOT / "out", help="what was rendered")
    parser.add_argument("--definitions", type=pathlib.Path, help="definitions of prometheus-operator")
    return parser.parse_args()


def check(what, problems):
    global passed, failed
    problems = list(problems)
    passed, failed = passed + (not problems), failed + bool(problems)
    print(f"{'FAIL' if problems else 'ok  '} {what}", flush=True)
    for problem in problems[:12]:
        print(f"       {problem}", flush=True)


class Server:
    """An API server with an empty store, which ends with this."""

    def __init__(self, programs, folder):
        self.programs, self.folder, self.running = programs, folder, []

    def __enter__(self):
        store = f"http://127.0.0.1:{PORT + 1}"
        peers = f"http://127.0.0.1:{PORT + 2}"
        subprocess.run(["openssl", "genrsa", "-out", self.folder / "sa.key", "2048"], check=True, capture_output=True)
        (self.folder / "tokens.csv").write_text(f'{TOKEN},admin,admin,"system:masters"\n')
        self.start("etcd", f"--name=one --data-dir={self.folder}/etcd --listen-client-urls={store} "
                   f"--advertise-client-urls={store} --listen-peer-urls={peers} --initial-advertise-peer-urls={peers} "
                   f"--initial-cluster=one={peers}")
        self.start("kube-apiserver", f"--etcd-servers={store} --bind-address=127.0.0.1 --advertise-address=127.0.0.1 "
                   f"--endpoint-reconciler-type=none --secure-port={PORT} --cert-dir={self.folder}/certs "
                   f"--authorization-mode=RBAC --token-auth-file={self.folder}/tokens.csv "
                   f"--service-account-issuer=https://kubernetes.default.svc "
                   f"--service-account-key-file={self.folder}/sa.key "
                   f"--service-account-signing-key-file={self.folder}/sa.key --service-cluster-ip-range=10.0.0.0/24 "
                   "--disable-admission-plugins=ServiceAccount --profiling=false")
        server = {"server": f"https://127.0.0.1:{PORT}", "insecure-skip-tls-verify": True}
        config = {
            "apiVersion": "v1", "kind": "Config", "current-context": "one",
            "clusters": [{"name": "one", "cluster": server}],
            "users": [{"name": "one", "user": {"token": TOKEN}}],
            "contexts": [{"name": "one", "context": {"cluster": "one", "user": "one"}}],
        }
        (self.folder / "kubeconfig").write_text(json.dumps(config))
        for _ in range(600):
            if self.is_ready():
                return self
            for process in self.running:
                if process.poll() is not None:
                    raise SystemExit(f"{process.args[0]} ended; see {self.folder}")
            time.sleep(0.2)
        raise SystemExit("the API server does not become ready")

    def __exit__(self, *_):
        # The API server first: without its store it would never end.
        for process in reversed(self.running):
            process.terminate()
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                process.kill()

    def start(self, program, arguments):
        log = open(self.folder / f"{program}.log", "wb")
        command = [self.programs / program, *arguments.split()]
        self.running.append(subprocess.Popen(command, stdout=log, stderr=log))

    def ask(self, path, body=None):
        request = urllib.request.Request(f"https://127.0.0.1:{PORT}{path}", data=body and json.dumps(body).encode())
        request.add_header("Authorization", f"Bearer {TOKEN}")
        request.add_header("Content-Type", "application/json")
        context = ssl.create_default_context()
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
        return urllib.request.urlopen(request, timeout=20, context=context).read()

    def is_ready(self):
        try:
            return self.ask("/readyz") == b"ok"
        except OSError:
            return False

    def kubectl(self, *arguments):
        environment = os.environ | {"KUBECONFIG": str(self.folder / "kubeconfig"), "HOME": str(self.folder)}
        return subprocess.run([self.programs / "kubectl", *arguments], env=environment, capture_output=True, text=True)

    def may(self, account, verb, resource, group, namespace, name=""):
        namespaced, _, account_name = account.partition(":")
        resource, _, below = resource.partition("/")
        review = {
            "apiVersion": "authorization.k8s.io/v1", "kind": "SubjectAccessReview",
            "spec": {
                "user": f"system:serviceaccount:{namespaced}:{account_name}",
                "groups": ["system:serviceaccounts", f"system:serviceaccounts:{namespaced}", "system:authenticated"],
                "resourceAttributes": {
                    "verb": verb, "resource": resource, "subresource": below, "group": group, "namespace": namespace,
                    "name": name,
                },
            },
        }
        answer = json.loads(self.ask("/apis/authorization.k8s.io/v1/subjectaccessreviews", review))
        return answer["status"]["allowed"]


def apply(server, path, wanted):
    """Applies a file; what went wrong, or was done in another way than wanted."""
    told = server.kubectl("apply", "-f", path)
    lines = told.stdout.splitlines()
    odd = [line for line in lines if not DONE.match(line) or line.rsplit(" ", 1)[1] != wanted]
    return told.stderr.splitlines() + odd, len(lines)


def rights(server, release, operator, watched):
    """What the catalogue says that the operator needs, and it may not do."""
    facts = tomllib.loads((ROOT / "catalog" / "strimzi" / release / "shipped.toml").read_text())
    rules = {role["name"]: role["rules"] for role in facts["roles"]}
    account, asked, missing = f"{operator}:strimzi-cluster-operator", 0, []
    for binding in facts["bindings"]:
        leader = binding["role"].endswith("leader-election")
        namespaces = ["", "elsewhere"] if binding["cluster_wide"] else [operator] if leader else watched
        for rule in rules[binding["role"]]:
            for namespace in namespaces:
                for group in rule["groups"]:
                    for resource in rule["resources"]:
                        for verb in rule["verbs"]:
                            for name in rule.get("names", [""]):
                                asked += 1
                                if not server.may(account, verb, resource, group, namespace, name):
                                    missing.append(f"{verb} {resource}.{group} {name} in {namespace or 'the cluster'}")
    return asked, missing


def too_much(server, operator):
    """What nobody means the operator to do, and it may."""
    account = f"{operator}:strimzi-cluster-operator"
    never = [
        ("get", "secrets", "", "kube-system"),
        ("create", "clusterroles", "rbac.authorization.k8s.io", ""),
        ("delete", "nodes", "", ""),
        ("delete", "kafkas", "kafka.strimzi.io", operator),
        ("create", "pods", "", "elsewhere"),
    ]
    return [f"{verb} {what}.{group} in {where}" for verb, what, group, where in never
            if server.may(account, verb, what, group, where)]


def run(options):
    folder = options.out / "k8s-manifests" / "kafka"
    operator = (folder / "01-strimzi-operator.yaml").read_text()
    release = re.search(r"strimzi/operator:([0-9.]+)", operator).group(1)
    home = re.search(r"kind: Deployment\nmetadata:\n(?:  .*\n)*?  namespace: (\S+)", operator).group(1)
    watched = re.search(r"name: STRIMZI_NAMESPACE\n +value: (\S+)", operator)
    watched = watched.group(1).strip('"').split(",") if watched else [home]
    files = [folder / name for name in ORDER if (folder / name).exists()]
    print(f"     Strimzi {release}, operator in {home}, which watches {', '.join(watched)}")
    with tempfile.TemporaryDirectory(prefix="kafkasmith-kube-") as place, Server(
        options.kube, pathlib.Path(place)
    ) as server:
        version = json.loads(server.ask("/version"))
        print(f"     Kubernetes {version['gitVersion']}")
        monitors = folder / MONITORS
        if options.definitions and monitors.exists():
            told = server.kubectl("apply", "--server-side", "-f", options.definitions)
            check("the definitions of prometheus-operator are there", told.stderr.splitlines())
            files.append(monitors)
        elif monitors.exists():
            print(f"     not applied, as nothing defines monitors here: {MONITORS}")
        files += sorted(path for path in (folder / "clients").glob("*.yaml"))
        # Namespaces that are watched beside those of the set are somebody else's, and are there before.
        text = "".join(path.read_text() for path in files)
        for namespace in watched:
            if not re.search(rf"kind: Namespace\nmetadata:\n(?:  .*\n)*?  name: {namespace}\n", text):
                server.kubectl("create", "namespace", namespace)
        for path in files:
            if path.parent.name == "clients":
                namespace = re.search(r"^  namespace: (\S+)", path.read_text(), re.M)
                server.kubectl("create", "namespace", namespace.group(1).strip('"') if namespace else "default")
            problems, count = apply(server, path, "created")
            check(f"{path.name}: {count} objects are created", problems)
            if path.name.startswith("00"):
                waited = server.kubectl("wait", "crd", "-l", "app=strimzi", "--for=condition=Established", "--timeout=60s")
                check("the definitions are established", waited.stderr.splitlines())
        for path in files:
            problems, count = apply(server, path, "unchanged")
            check(f"{path.name}: {count} objects again, and nothing changes", problems)
            check(f"{path.name}: no difference is seen", server.kubectl("diff", "-f", path).stdout.splitlines())
        asked, missing = rights(server, release, home, watched)
        check(f"the operator may do the {asked} things that it needs", missing)
        check("the operator may not do what nobody means it to", too_much(server, home))


def main():
    try:
        run(arguments())
    except (OSError, SystemExit, subprocess.SubprocessError) as error:
        if isinstance(error, SystemExit) and error.code in (0, 2):
            raise
        check("the run comes to its end", [f"{type(error).__name__}: {error}"])
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
