#!/usr/bin/env python3
"""Writes the shapes of objects that are not Strimzi's: catalog/{kubernetes,prometheus-operator,compose}/.

    tools/catalog/shapes.py kubernetes MODULES      k8s.io/kubernetes, k8s.io/api and so on, as `go mod download` unpacks them
    tools/catalog/shapes.py kustomize MODULE        sigs.k8s.io/kustomize/api likewise
    tools/catalog/shapes.py prometheus-operator FOLDER      example/prometheus-operator-crd of its repository
    tools/catalog/shapes.py compose FILE            schema/compose-spec.json of the compose specification

Needs Python 3.9 and PyYAML. The form of the files is in catalog/README.md. Prose is left out, and so is `status`, which nobody
writes. A key that the form has no word for ends the program with its place, so that nothing else is lost.
"""

import json
import pathlib
import re
import sys

CATALOG = pathlib.Path(__file__).resolve().parents[2] / "catalog"
HEAD = "# Written by tools/catalog/shapes.py: not to be edited."

# What is said elsewhere, is prose, or holds for what the API server does after it has read an object.
SILENT = {
    "description", "title", "default", "deprecated", "format", "example", "$schema", "$id",
    "x-kubernetes-group-version-kind", "x-kubernetes-patch-strategy", "x-kubernetes-patch-merge-key",
    "x-kubernetes-map-type", "x-kubernetes-unions", "x-kubernetes-list-type", "x-kubernetes-list-map-keys",
}
# Where a schema of the published text is wider than what its reader takes.
FACETS = [("minimum", "min"), ("maximum", "max"), ("minLength", "min-length"), ("maxLength", "max-length")]


class Inexpressible(Exception):
    """The form has no word for something."""


def must(condition, path, what):
    if not condition:
        raise Inexpressible(f"{path}: {what}")


def word(text, path):
    must(re.fullmatch(r"[^\s,|]+", text), path, f"{text!r} is not a word")
    return text


class Writer:
    """Writes types and kinds; `reference` gives the name of the type that a `$ref` means."""

    def __init__(self, reference=None):
        self.lines = [HEAD]
        self.reference = reference
        self.parts = {}

    def put(self, depth, text):
        self.lines.append("  " * depth + text)

    def type(self, name, schema):
        self.put(0, "")
        self.schema(0, f"type {name} ", schema, name)
        # A part that needs lines of its own but stands in a list of alternatives.
        while self.parts:
            part, schema = self.parts.popitem()
            self.type(part, schema)

    def schema(self, depth, before, schema, path):
        self.put(depth, before + self.words(schema, path))
        self.below(depth + 1, schema, path)

    def words(self, schema, path):
        schema = {key: value for key, value in schema.items() if key not in SILENT}
        if "$ref" in schema:
            must(set(schema) == {"$ref"}, path, "more than a reference")
            return self.reference(schema["$ref"])
        if "allOf" in schema:
            must(set(schema) == {"allOf"} and len(schema["allOf"]) == 1, path, "allOf of several")
            return self.words(schema["allOf"][0], path)
        if schema.pop("x-kubernetes-int-or-string", False):
            schema.pop("anyOf", None)
            schema.pop("type", None)
            pattern = schema.pop("pattern", None)
            must(not schema, path, schema)
            return "int-or-string" + (f" pattern {pattern}" if pattern else "")
        for junctor in ("oneOf", "anyOf"):
            if junctor in schema:
                schema.pop("type", None)
                schema.pop("required", None)
                must(set(schema) == {junctor}, path, schema)
                return "either " + " | ".join(self.alternative(one, path, n) for n, one in enumerate(schema[junctor]))
        kind = schema.pop("type", None)
        if isinstance(kind, list) and "null" in kind:
            kind = [one for one in kind if one != "null"]
            return "nullable " + self.words({**schema, "type": kind if len(kind) > 1 else kind[0]}, path)
        if isinstance(kind, list):
            each = [{"type": one, **(schema if one == "object" else {})} for one in kind]
            must(not schema or "object" in kind, path, schema)
            return "either " + " | ".join(self.alternative(one, path, number) for number, one in enumerate(each))
        if kind == "array":
            return self.list(schema, path)
        if kind == "object" or "properties" in schema or "patternProperties" in schema:
            return self.object(schema, path)
        if kind is None:
            must(not set(schema) - {"x-kubernetes-preserve-unknown-fields"}, path, schema)
            return "any"
        return self.scalar(kind, schema, path)

    def alternative(self, schema, path, number):
        if not self.has_lines(schema) and " | " not in (words := self.words(schema, path)):
            return words
        name = "".join(part[:1].upper() + part[1:] for part in re.split(r"[^A-Za-z0-9]+", path)) + "As" + "ABCDEF"[number]
        self.parts[name] = schema
        return name

    def has_lines(self, schema):
        for key in ("items", "additionalProperties"):
            if isinstance(schema.get(key), dict) and self.has_lines(schema[key]):
                return True
        if any(map(self.has_lines, schema.get("oneOf", []) + schema.get("anyOf", []))):
            return True
        patterns = [each for key, each in schema.get("patternProperties", {}).items() if key != "^x-"]
        return bool(schema.get("properties")) or any(map(self.has_lines, patterns))

    def scalar(self, kind, schema, path):
        words = [kind]
        for key, name in FACETS:
            if key in schema:
                words.append(f"{name} {schema.pop(key)}")
        if "enum" in schema:
            words.append("enum " + ",".join(word(str(value) or '""', path) for value in schema.pop("enum")))
        if "pattern" in schema:
            words.append("pattern " + schema.pop("pattern"))
        must(not schema, path, f"unknown keys {schema}")
        return " ".join(words)

    def list(self, schema, path):
        words = ["list"]
        for key, name in (("minItems", "min-items"), ("maxItems", "max-items")):
            if key in schema:
                words.append(f"{name} {schema.pop(key)}")
        if schema.pop("uniqueItems", False):
            words.append("unique")
        items = schema.pop("items", {})
        # A slip in the compose specification: these say nothing of a list.
        schema.pop("additionalProperties", None), schema.pop("patternProperties", None)
        must(not schema, path, schema)
        return " ".join([*words, "of", self.words(items, path + ".item")])

    def object(self, schema, path):
        fields, rules = schema.pop("properties", {}), schema.pop("x-kubernetes-validations", [])
        schema.pop("required", None)
        extra, patterns = schema.pop("additionalProperties", None), dict(schema.pop("patternProperties", {}))
        opened = schema.pop("x-kubernetes-preserve-unknown-fields", False)
        must(not schema, path, schema)
        extensible = patterns.pop("^x-", None) is not None
        if patterns:
            must(len(patterns) == 1 and not fields and extra in (None, False), path, "patterns beside fields")
            (pattern, values), = patterns.items()
            return f"map keys {pattern} of {self.words(values, path + '.value')}"
        if isinstance(extra, dict) and not fields:
            return "map of " + self.words(extra, path + ".value")
        if isinstance(extra, dict):
            must(self.words(extra, path) == "any", path, "values beside fields")
        words = ["object", *(["strict"] if extra is False else []), *(["extensible"] if extensible else [])]
        opened = opened or extra is True or extra == {} or (extra is None and not fields and not rules)
        return " ".join(words + (["open"] if opened else []))

    def below(self, depth, schema, path):
        """The fields of an object, or of the one that a list or map is of."""
        if isinstance(schema.get("type"), list) and len([one for one in schema["type"] if one != "null"]) > 1:
            return None
        if "items" in schema:
            return self.below(depth, schema["items"], path + ".item")
        if isinstance(schema.get("additionalProperties"), dict) and not schema.get("properties"):
            return self.below(depth, schema["additionalProperties"], path + ".value")
        for pattern, values in schema.get("patternProperties", {}).items():
            if pattern != "^x-":
                return self.below(depth, values, path + ".value")
        required = schema.get("required", [])
        for name, field in schema.get("properties", {}).items():
            # The API server fills in what has a default that is something.
            mark = "!" if name in required and not field.get("default") else ""
            self.schema(depth, f"{word(name, path)}{mark} ", field, f"{path}.{name}")
        for rule in schema.get("x-kubernetes-validations", []):
            self.put(depth, f"rule: {rule['rule']}")

    def save(self, path):
        (CATALOG / path).write_text("\n".join(self.lines) + "\n", encoding="utf-8")


# Kubernetes ----------------------------------------------------------------------------------------------------------------

KINDS = {
    "api__v1": "Namespace ServiceAccount ConfigMap Secret Service Pod PersistentVolumeClaim PersistentVolume ResourceQuota LimitRange",
    "apis__apps__v1": "Deployment StatefulSet DaemonSet ReplicaSet",
    "apis__batch__v1": "Job CronJob",
    "apis__rbac.authorization.k8s.io__v1": "Role ClusterRole RoleBinding ClusterRoleBinding",
    "apis__networking.k8s.io__v1": "NetworkPolicy Ingress IngressClass",
    "apis__policy__v1": "PodDisruptionBudget",
    "apis__autoscaling__v1": "HorizontalPodAutoscaler",
    "apis__autoscaling__v2": "HorizontalPodAutoscaler",
    "apis__storage.k8s.io__v1": "StorageClass",
    "apis__scheduling.k8s.io__v1": "PriorityClass",
    "apis__apiextensions.k8s.io__v1": "CustomResourceDefinition",
}
LEAVES = {
    "io.k8s.apimachinery.pkg.util.intstr.IntOrString": "int-or-string",
    # Numbers are taken too: `UnmarshalJSON` in apimachinery's pkg/api/resource/quantity.go.
    "io.k8s.apimachinery.pkg.api.resource.Quantity": "quantity",
    "io.k8s.apimachinery.pkg.apis.meta.v1.Time": "string",
    "io.k8s.apimachinery.pkg.apis.meta.v1.MicroTime": "string",
    "io.k8s.apimachinery.pkg.apis.meta.v1.FieldsV1": "object open",
    "io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.JSON": "any",
    # The API server refuses a list here: `items` in pkg/apis/apiextensions/validation/validation.go.
    "io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.JSONSchemaPropsOrArray": "JSONSchemaProps",
    "io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.JSONSchemaPropsOrStringArray": "any",
    "io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.JSONSchemaPropsOrBool": "either boolean | JSONSchemaProps",
}
# What the `validation.go` of the groups in k8s.io/kubernetes asks on top: core (`validateContainerPorts`, `validateServicePort`),
# rbac (`ValidateRoleBindingSubject`, `ValidateRoleBinding`), networking (`ValidateNetworkPolicySpec`, `validateHTTPIngressPath`); and
# those of k8s.io/apimachinery (`ValidateLabelSelectorRequirement`) and k8s.io/apiextensions-apiserver.
# `IsValidIPForLegacyField` takes zeros before a number.
ADDRESS = r"^(|None|(0*(25[0-5]|2[0-4][0-9]|1?[0-9]?[0-9])(\.|$)){4}|[0-9A-Fa-f]*:[0-9A-Fa-f.:]*)$"
OPERATORS = ["In", "NotIn", "Exists", "DoesNotExist"]
ON_TOP = {
    ("PodSpec", "containers"): {"minItems": 1},
    ("ServiceSpec", "clusterIP"): {"pattern": ADDRESS},
    ("ContainerPort", "containerPort"): {"minimum": 1, "maximum": 65535},
    ("ContainerPort", "hostPort"): {"minimum": 0, "maximum": 65535},
    ("ServicePort", "port"): {"minimum": 1, "maximum": 65535},
    ("ServicePort", "nodePort"): {"minimum": 0, "maximum": 65535},
    ("Subject", "kind"): {"enum": ["ServiceAccount", "User", "Group"]},
    ("RoleRef", "kind"): {"enum": ["Role", "ClusterRole"]},
    ("LabelSelectorRequirement", "operator"): {"enum": OPERATORS},
    ("HTTPIngressPath", "pathType"): {"enum": ["Exact", "Prefix", "ImplementationSpecific"]},
    ("NetworkPolicySpec", "policyTypes"): {"items": {"type": "string", "enum": ["Ingress", "Egress"]}},
    ("CustomResourceDefinitionSpec", "scope"): {"enum": ["Namespaced", "Cluster"]},
    ("CustomResourceConversion", "strategy"): {"enum": ["None", "Webhook"]},
    ("JSONSchemaProps", "type"): {"enum": ["object", "array", "string", "integer", "number", "boolean"]},
}
# What the same functions ask for although the published API does not (`validateVolumeSource`, `validateProjectionSources`,
# `ValidateDeploymentSpec`, `validateContainers`), since what is nothing in Go is not told from what is not written.
REQUIRED = {
    ("ConfigMapVolumeSource", "name"), ("SecretVolumeSource", "secretName"), ("ConfigMapProjection", "name"),
    ("SecretProjection", "name"), ("ConfigMapEnvSource", "name"), ("SecretEnvSource", "name"),
    ("ConfigMapKeySelector", "name"), ("SecretKeySelector", "name"),
    ("Pod", "spec"), ("PodTemplateSpec", "spec"), ("Deployment", "spec"), ("StatefulSet", "spec"), ("DaemonSet", "spec"),
    ("ReplicaSet", "spec"), ("ReplicaSetSpec", "template"), ("Job", "spec"), ("JobTemplateSpec", "spec"), ("CronJob", "spec"),
    ("Container", "image"), ("Service", "spec"), ("PersistentVolumeClaim", "spec"),
}
# Sixty-five names of signals.
TOO_LONG = {"stopSignal"}
SCOPES = re.compile(r"/namespaces/\{namespace\}/")


def enums(module):
    """Type and field → the only values, as the API server's own generated description has them."""
    found, current, field = {}, None, None
    for line in (module / "pkg/generated/openapi/zz_generated.openapi.go").read_text().splitlines():
        if match := re.match(r"func schema_(\w+?)\(ref", line):
            current = match[1]
        elif match := re.match(r'\t{5}"([^"]+)": \{', line):
            field = match[1]
        elif match := re.search(r"Enum:\s+\[\]interface\{\}\{(.*)\}", line):
            found[current, field] = re.findall(r'"([^"]*)"', match[1])
    return found


def kubernetes(folder):
    folder = pathlib.Path(folder)
    module = max(folder.glob("kubernetes@v*"), key=lambda path: [int(part) for part in re.findall(r"\d+", path.name)])
    published, values = {}, enums(module)
    specs = {}
    for group in KINDS:
        specs[group] = json.loads((module / f"api/openapi-spec/v3/{group}_openapi.json").read_text())
        published.update(specs[group]["components"]["schemas"])
    names, order, kinds = {}, [], []

    def name_of(reference):
        definition = reference.rsplit("/", 1)[1]
        if definition in LEAVES:
            return LEAVES[definition]
        if definition not in names:
            short = definition.rsplit(".", 1)[1]
            if short in names.values():
                short = "".join(part.capitalize() for part in definition.split(".")[-3:-1]) + short
            names[definition] = short
            order.append(definition)
        return names[definition]

    writer = Writer(name_of)
    for group, wanted in KINDS.items():
        for kind in wanted.split():
            for definition, schema in specs[group]["components"]["schemas"].items():
                is_it = [gvk for gvk in schema.get("x-kubernetes-group-version-kind", []) if gvk["kind"] == kind]
                if len(is_it) == 1 and definition.endswith(f".{kind}"):
                    gvk = is_it[0]
                    version = f"{gvk['group']}/{gvk['version']}".lstrip("/")
                    if version.replace("/", "__") not in group:
                        continue
                    listed = [p for p, ops in specs[group]["paths"].items() for op in ops.values() if isinstance(op, dict)
                              and op.get("x-kubernetes-action") == "post" and op.get("x-kubernetes-group-version-kind", {}).get("kind") == kind]
                    scope = "namespaced" if any(SCOPES.search(p) for p in listed) else "cluster"
                    kinds.append(f"kind {version} {kind} {scope} {name_of('/' + definition)}")
    must(len(kinds) == sum(len(each.split()) for each in KINDS.values()), "kinds", kinds)
    for definition in order:
        schema, short = json.loads(json.dumps(published[definition])), names[definition]
        fields = schema.get("properties", {})
        if "x-kubernetes-group-version-kind" in schema and "status" in fields:
            fields["status"] = {}
        for name, field in fields.items():
            function = re.sub(r"^io_", "", definition.replace(".", "_").replace("-", "")).replace("k8s_", "k8sio_", 1)
            allowed = values.get((function, name))
            if allowed and name not in TOO_LONG:
                target = field["items"] if field.get("type") == "array" else field
                target["enum"] = allowed
            field.update(ON_TOP.get((short, name), {}))
            if (short, name) in REQUIRED and name not in schema.get("required", []):
                schema.setdefault("required", []).append(name)
                field.pop("default", None)
        writer.type(short, schema)
    shaped = {tuple(kind.split()[1:3]) for kind in kinds}
    others = sorted(other for other in set(other_kinds(module)) if other[:2] not in shaped)
    writer.put(0, "")
    writer.lines += ["type Other object open", "  apiVersion string", "  kind string", "  metadata ObjectMeta"]
    writer.put(0, "")
    writer.lines += kinds
    writer.lines += [f"kind {version} {kind} {scope} Other" for version, kind, scope in others]
    writer.save("kubernetes/kinds.txt")
    gone(folder)


def other_kinds(module):
    """Version, kind and scope of all that can be made in a stable version, but for questions, which have no name."""
    for path in module.glob("api/openapi-spec/v3/*v[0-9]_openapi.json"):
        for place, operations in json.loads(path.read_text())["paths"].items():
            posted = operations.get("post", {})
            gvk = posted.get("x-kubernetes-group-version-kind")
            is_part = re.search(r"\{name\}", place)
            if gvk and posted.get("x-kubernetes-action") == "post" and not is_part and not gvk["kind"].endswith("Review"):
                yield (f"{gvk['group']}/{gvk['version']}".lstrip("/"), gvk["kind"],
                       "namespaced" if SCOPES.search(place) else "cluster")


def gone(folder):
    """Versions that are no longer served, or will not be, with the release that did it and what to write instead."""
    rows = set()
    for name in ("api", "apiextensions-apiserver"):
        # Older ones too: what is gone for long is gone from the newest.
        for path in sorted(folder.glob(f"{name}@*/**/zz_generated.prerelease-lifecycle.go")):
            text = path.read_text()
            group = re.search(r"^//\s*\+groupName=(.*)|GroupName = \"(.*)\"", (path.parent / "register.go").read_text(), re.M)
            group = next(each for each in group.groups() if each is not None)
            removed = dict(re.findall(r"func \(in \*(\w+)\) APILifecycleRemoved\(\).*\{\n\treturn (\d+, \d+)", text))
            instead = re.findall(r"func \(in \*(\w+)\) APILifecycleReplacement\(\).*\{\n\treturn .*Group: \"(.*?)\", Version: \"(.*?)\", Kind: \"(.*?)\"", text)
            instead = {kind: (f"{g}/{v}".lstrip("/"), k) for kind, g, v, k in instead}
            for kind, release in removed.items():
                if not kind.endswith("List") and kind not in ("Scale", "DeploymentRollback"):
                    version, other = instead.get(kind, ("", ""))
                    other = other.removesuffix("List")
                    rows.add((f"{group}/{path.parent.name}".lstrip("/"), kind, release.replace(", ", "."), version, other))
    lines = ["version\tkind\tremoved\tnow\tkind_now", *("\t".join(row) for row in sorted(rows))]
    (CATALOG / "kubernetes/gone.tsv").write_text("\n".join(lines) + "\n", encoding="utf-8")


# kustomize -----------------------------------------------------------------------------------------------------------------

GO = {"string": "string", "bool": "boolean", "int": "integer", "int64": "integer"}


def kustomize(folder):
    text = "".join(path.read_text() for path in sorted((pathlib.Path(folder) / "types").glob("*.go")) if "_test" not in path.name)
    text += "".join(path.read_text() for path in sorted((pathlib.Path(folder) / "resource").glob("*.go")) if "_test" not in path.name)
    structs = {}
    for name, body in re.findall(r"^type (\w+) struct \{\n(.*?)^\}", text, re.M | re.S):
        structs[name] = re.findall(r"^\t(?:(\w+)\s+)?([\w.\[\]*{}]+)\s+`json:\"([^\"]*)\"", body, re.M)
    # Of the module kyaml, resid/gvk.go and resid/resid.go.
    structs["Gvk"] = [(name.title(), "string", name) for name in ("group", "version", "kind")]
    structs["ResId"] = [("Gvk", "Gvk", ",inline"), ("Name", "string", "name"), ("Namespace", "string", "namespace")]
    aliases = dict(re.findall(r"^type (\w+) (string|int|\[\]string)$", text, re.M))
    order = []

    def words(go):
        go = go.lstrip("*")
        if go.startswith("[]"):
            return "list of " + words(go[2:])
        if go.startswith("map[string]"):
            return "map of " + words(go[len("map[string]"):])
        go = aliases.get(go, go)
        if go.startswith("[]"):
            return words(go)
        if go in GO:
            return GO[go]
        if go in structs:
            if go not in order:
                order.append(go)
            return go
        return "any"

    def fields(name):
        for own, go, tag in structs[name]:
            key, *flags = tag.split(",")
            if "inline" in flags or (not own and not key):
                target = go.lstrip("*").split(".")[-1]
                if target in structs:
                    yield from fields(target)
            elif key and key != "-":
                yield key, words(go)

    writer, done = Writer(), 0
    order.append("Kustomization")
    while done < len(order):
        name = order[done]
        writer.put(0, "")
        writer.put(0, f"type {name} object strict")
        if name == "Kustomization":
            writer.put(1, "apiVersion string enum kustomize.config.k8s.io/v1beta1,kustomize.config.k8s.io/v1,kustomize.config.k8s.io/v1alpha1")
            writer.put(1, "kind string enum Kustomization,Component")
        for key, schema in dict(fields(name)).items():
            if key not in ("apiVersion", "kind") or name != "Kustomization":
                writer.put(1, f"{key} {schema}")
        done += 1
    writer.save("kubernetes/kustomization.txt")


# prometheus-operator -------------------------------------------------------------------------------------------------------

MONITORS = ["servicemonitors", "podmonitors", "probes", "prometheusrules", "prometheuses", "alertmanagers"]


def prometheus_operator(folder):
    import yaml

    writer, kinds = Writer(), []
    counts, names = {}, {}

    def key(schema):
        return json.dumps(strip(schema))

    def strip(value):
        if isinstance(value, list):
            return [strip(each) for each in value]
        if not isinstance(value, dict):
            return value
        return {k: ({n: strip(f) for n, f in v.items()} if k == "properties" else strip(v))
                for k, v in value.items() if k not in SILENT - {"default"}}

    def visit(schema, path, act):
        for name, field in schema.get("properties", {}).items():
            visit(field, path + [name], act)
        for inner in ("items", "additionalProperties"):
            if isinstance(schema.get(inner), dict):
                visit(schema[inner], path, act)
        if len(schema.get("properties", {})) > 0:
            act(schema, path)

    found, order = [], []
    for name in MONITORS:
        text = (pathlib.Path(folder) / f"monitoring.coreos.com_{name}.yaml").read_text()
        found.append(yaml.load(text, getattr(yaml, "CSafeLoader", yaml.SafeLoader)))

    def count(schema, path):
        counts[key(schema)] = counts.get(key(schema), 0) + 1
        if counts[key(schema)] == 1:
            order.append((schema, path))

    for crd in found:
        version, = crd["spec"]["versions"]
        schema = version["schema"]["openAPIV3Schema"]
        schema["properties"].pop("status", None)
        schema["properties"]["metadata"] = {}
        visit(schema, [crd["spec"]["names"]["kind"]], count)
    shared = Writer.words

    class Sharing(Writer):
        top = None

        def words(self, schema, path):
            name = names.get(key(schema)) if schema.get("properties") else None
            return name if name and schema is not self.top else shared(self, schema, path)

        def below(self, depth, schema, path):
            if not (names.get(key(schema)) and schema is not self.top):
                super().below(depth, schema, path)

    writer = Sharing()
    for schema, path in order:
        if counts[key(schema)] < 2:
            continue
        parts = [part[:1].upper() + re.sub(r"\W", "", part[1:]) for part in path]
        options = ["".join(parts[start:]) for start in reversed(range(len(parts)))]
        names[key(schema)] = next(name for name in [*options, *(f"{options[0]}{n}" for n in range(2, 999))] if name not in names.values())
        writer.top = schema
        writer.type(names[key(schema)], schema)
    for crd in found:
        names_of, version = crd["spec"]["names"], crd["spec"]["versions"][0]
        kind = names_of["kind"]
        writer.top = version["schema"]["openAPIV3Schema"]
        writer.type(kind if kind not in names.values() else kind + "Object", writer.top)
        kinds.append(f"kind {crd['spec']['group']}/{version['name']} {kind} {crd['spec']['scope'].lower()} {kind}")
    writer.put(0, "")
    writer.lines += kinds
    writer.save("prometheus-operator/kinds.txt")


# compose -------------------------------------------------------------------------------------------------------------------


def compose(file):
    schema = json.loads(pathlib.Path(file).read_text())
    names = {name: "".join(part.capitalize() for part in name.split("_")) for name in schema["definitions"]}
    writer = Writer(lambda reference: names[reference.rsplit("/", 1)[1]])
    for name, definition in schema.pop("definitions").items():
        writer.type(names[name], definition)
    writer.type("Project", schema)
    writer.save("compose/project.txt")


if __name__ == "__main__":
    verbs = {"kubernetes": kubernetes, "kustomize": kustomize, "prometheus-operator": prometheus_operator, "compose": compose}
    if len(sys.argv) != 3 or sys.argv[1] not in verbs:
        sys.exit(__doc__)
    verbs[sys.argv[1]](sys.argv[2])
