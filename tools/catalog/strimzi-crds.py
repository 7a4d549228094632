#!/usr/bin/env python3
"""Writes catalog/strimzi/<release>/crds.txt: what the custom resources of a Strimzi release look like.

    tools/catalog/strimzi-crds.py [--into FOLDER] CLONE 0.39.0 [0.40.0 ...]

CLONE is a git clone of the project (bare or not) that has the tags. Needs git, Python 3.9 and PyYAML. The form of the
files is in catalog/README.md. Prose is left out: descriptions, and the sentences of deprecations and CEL rules. A key
that the form has no word for ends the program with its place, so that nothing else is lost.
"""

import argparse
import collections
import json
import pathlib
import re
import subprocess

import yaml

INSTALL = "packaging/install/cluster-operator/"
STRIMZI = pathlib.Path(__file__).resolve().parents[2] / "catalog" / "strimzi"
LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
HEAD = "# Written by tools/catalog/strimzi-crds.py: not to be edited."

QUANTITY = [{"type": "integer"}, {"type": "string"}]
KEYS = {
    "string": {"enum", "pattern", "example"},
    "integer": {"minimum", "maximum"},
    "number": {"minimum", "maximum"},
    "boolean": set(),
    "array": {"items", "minItems"},
    "object": {
        "properties",
        "required",
        "additionalProperties",
        "oneOf",
        "x-kubernetes-preserve-unknown-fields",
        "x-kubernetes-validations",
    },
}


class Inexpressible(Exception):
    """The form has no word for something."""


def must(condition, path, what):
    if not condition:
        raise Inexpressible(f"{'.'.join(path)}: {what}")


def only(mapping, keys, path):
    must(not set(mapping) - set(keys), path, f"unknown keys in {mapping}")


def line(text, path):
    """A text that is the rest of a line."""
    must(text and text == text.strip() and text.isprintable(), path, f"{text!r} does not fit on a line")
    return text


def word(text, path):
    must(re.fullmatch(r"[^\s,!|]+", text), path, f"{text!r} is not a word")
    return text


def number(value, path):
    must(isinstance(value, int) and not isinstance(value, bool), path, f"{value!r} is not a whole number")
    return str(value)


def bare(schema):
    """A schema without its prose."""
    out = {key: value for key, value in schema.items() if key != "description"}
    if "properties" in out:
        out["properties"] = {name: bare(field) for name, field in out["properties"].items()}
    for key in ("items", "additionalProperties"):
        if isinstance(out.get(key), dict):
            out[key] = bare(out[key])
    if "x-kubernetes-validations" in out:
        rules = out["x-kubernetes-validations"]
        out["x-kubernetes-validations"] = [{k: v for k, v in rule.items() if k != "message"} for rule in rules]
    return out


def children(schema):
    yield from schema.get("properties", {}).items()
    for key in ("items", "additionalProperties"):
        if key in schema:
            yield None, schema[key]


class Types:
    """The schemas that occur more than once: each gets a name and is written down once."""

    def __init__(self):
        self.counts = collections.Counter()
        self.paths = {}
        self.names = {}
        self.order = []

    @staticmethod
    def key(schema):
        # Whoever reads the files must not see the order of fields change, so it counts.
        return json.dumps(schema)

    def count(self, schema, path):
        key = self.key(schema)
        self.counts[key] += 1
        if self.counts[key] > 1:
            return
        self.paths[key] = path
        for name, child in children(schema):
            self.count(child, path + [name] if name else path)
        # Behind its parts, so that a reader knows each name before it is used.
        self.order.append((key, schema))

    def choose(self):
        for key, schema in self.order:
            if self.counts[key] > 1 and ("properties" in schema or "pattern" in schema):
                self.names[key] = self.free_name(self.paths[key])

    def free_name(self, path):
        """The last part of the path where it was met first, with as many of the parts before it as make it unique."""
        parts = [re.sub(r"[^A-Za-z0-9]", "", part) for part in path]
        parts = [part[:1].upper() + part[1:] for part in parts]
        taken = set(self.names.values())
        for start in reversed(range(len(parts))):
            name = "".join(parts[start:])
            if name not in taken:
                return name
        return next(name for name in (f"{parts[-1]}{n}" for n in range(2, 10000)) if name not in taken)

    def name(self, schema):
        return self.names.get(self.key(schema))


class Writer:
    def __init__(self, types):
        self.types = types
        self.lines = []

    def put(self, depth, text):
        self.lines.append("  " * depth + text)

    def schema(self, depth, before, schema, path, own_name=False):
        """Writes what stands before a schema, the schema, and below them the fields of an object."""
        found = [] if own_name else [self.types.name(schema)]
        if any(found):
            return self.put(depth, before + found[0])
        if "x-kubernetes-int-or-string" in schema:
            only(schema, ["anyOf", "pattern", "x-kubernetes-int-or-string"], path)
            must(schema["anyOf"] == QUANTITY and schema["x-kubernetes-int-or-string"] is True, path, "not as expected")
            return self.put(depth, f"{before}int-or-string pattern {line(schema['pattern'], path)}")
        kind = schema.get("type")
        must(kind in KEYS, path, f"unknown type {kind}")
        only(schema, KEYS[kind] | {"type"}, path)
        if kind == "array":
            least = f"min-items {number(schema['minItems'], path)} " if "minItems" in schema else ""
            return self.schema(depth, f"{before}list {least}of ", schema["items"], path)
        if "additionalProperties" in schema:
            only(schema, ["type", "additionalProperties"], path)
            return self.schema(depth, f"{before}map of ", schema["additionalProperties"], path)
        if kind != "object":
            return self.put(depth, before + " ".join([kind, *facets(schema, path)]))
        self.object(depth, before, schema, path)

    def object(self, depth, before, schema, path):
        opened = schema.get("x-kubernetes-preserve-unknown-fields")
        must(opened in (None, True), path, "preserve-unknown-fields is no flag")
        fields, required = schema.get("properties", {}), schema.get("required", [])
        words = ["object", *(["open"] if opened else [])]
        self.put(depth, before + " ".join(words))
        must(required or "required" not in schema, path, "nothing is required")
        must(required == [name for name in fields if name in required], path, "required is in another order")
        for name, field in fields.items():
            must(not name.endswith(":"), path, f"{name} would be read as something else")
            mark = "!" if name in required else ""
            self.schema(depth + 1, f"{word(name, path)}{mark} ", field, path + [name])
        if "oneOf" in schema:
            alternatives = " | ".join(alternative(one, path) for one in schema["oneOf"])
            self.put(depth + 1, f"one-of: {alternatives}")
        for rule in schema.get("x-kubernetes-validations", []):
            only(rule, ["rule"], path)
            self.put(depth + 1, f"rule: {line(rule['rule'], path)}")


def facets(schema, path):
    if "enum" in schema:
        must("pattern" not in schema and "example" not in schema, path, "too much at once")
        yield "enum " + ",".join(word(value, path) for value in schema["enum"])
    for key, name in (("minimum", "min"), ("maximum", "max")):
        if key in schema:
            yield f"{name} {number(schema[key], path)}"
    if "pattern" in schema:
        must("example" not in schema, path, "too much at once")
        yield "pattern " + line(schema["pattern"], path)
    if "example" in schema:
        yield "example " + line(schema["example"], path)


def alternative(one, path):
    """Fields of which `!` marks those that must be there; a `!` alone is an empty list of required fields."""
    only(one, ["properties", "required"], path)
    must(one["properties"] and not any(one["properties"].values()), path, "an alternative that says more")
    required = one.get("required")
    must(set(required or []) <= set(one["properties"]), path, "an alternative requires what it does not name")
    marked = [word(name, path) + ("!" if name in (required or []) else "") for name in one["properties"]]
    return " ".join(marked + (["!"] if required == [] else []))


def definition(crd, writer):
    only(crd, ["apiVersion", "kind", "metadata", "spec"], [])
    metadata, spec = crd["metadata"], crd["spec"]
    names, path = spec["names"], [spec["names"]["kind"]]
    only(metadata, ["name", "labels"], path)
    only(spec, ["group", "names", "scope", "conversion", "versions"], path)
    only(names, ["kind", "listKind", "singular", "plural", "shortNames", "categories"], path)
    only(spec["conversion"], ["strategy"], path)
    must(metadata["name"] == f"{names['plural']}.{spec['group']}", path, "an odd name")
    writer.put(0, "")
    writer.put(0, f"crd {word(names['kind'], path)}")
    writer.put(1, f"group {word(spec['group'], path)}")
    writer.put(1, "names " + " ".join(word(names[key], path) for key in ("plural", "singular", "listKind")))
    writer.put(1, "short " + " ".join(word(name, path) for name in names["shortNames"]))
    writer.put(1, "categories " + " ".join(word(name, path) for name in names["categories"]))
    writer.put(1, "labels " + " ".join(word(f"{key}={value}", path) for key, value in metadata["labels"].items()))
    writer.put(1, f"scope {word(spec['scope'], path)}")
    writer.put(1, f"conversion {word(spec['conversion']['strategy'], path)}")
    for version in spec["versions"]:
        served(version, writer, path + [version["name"]])


def served(version, writer, path):
    flags = {"served": "served", "storage": "stored"}
    rest = ["name", "deprecationWarning", "subresources", "additionalPrinterColumns", "schema"]
    only(version, [*flags, "deprecated", *rest], path)
    only(version["schema"], ["openAPIV3Schema"], path)
    words = [word(version["name"], path), *(name for key, name in flags.items() if version[key])]
    if "deprecated" in version:
        words.append("deprecated" if version["deprecated"] else "not-deprecated")
    writer.put(1, "version " + " ".join(words))
    subresources = version["subresources"]
    only(subresources, ["status", "scale"], path)
    must(subresources["status"] == {}, path, "no status subresource")
    if "scale" in subresources:
        scale = subresources["scale"]
        paths = ("specReplicasPath", "statusReplicasPath", "labelSelectorPath")
        only(scale, paths, path)
        writer.put(2, "scale " + " ".join(word(scale[key], path) for key in paths if key in scale))
    for column in version["additionalPrinterColumns"]:
        only(column, ["name", "description", "jsonPath", "type", "priority"], path)
        priority = f"priority {number(column['priority'], path)} " if "priority" in column else ""
        words = f"{priority}{word(column['type'], path)} {word(column['jsonPath'], path)} {line(column['name'], path)}"
        writer.put(2, f"column {words}")
    writer.schema(2, "schema ", bare(version["schema"]["openAPIV3Schema"]), path)


def released(clone, tag):
    """The CRDs of a tag, in the order of their files."""
    git = lambda *args: subprocess.run(["git", "-C", clone, *args], check=True, capture_output=True, text=True).stdout
    paths = git("ls-tree", "-r", "--name-only", tag, INSTALL).splitlines()
    return [yaml.load(git("show", f"{tag}:{path}"), LOADER) for path in sorted(paths) if "-Crd-" in path]


def text(crds):
    types = Types()
    for crd in crds:
        for version in crd["spec"]["versions"]:
            types.count(bare(version["schema"]["openAPIV3Schema"]), [crd["spec"]["names"]["kind"]])
    types.choose()
    writer = Writer(types)
    writer.put(0, HEAD)
    for key, schema in types.order:
        if key in types.names:
            writer.put(0, "")
            writer.schema(0, f"type {types.names[key]} ", schema, types.paths[key], own_name=True)
    for crd in crds:
        definition(crd, writer)
    return "\n".join(writer.lines) + "\n"


def by_number(folder):
    return [int(part) for part in folder.name.split(".")]


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--into", type=pathlib.Path, default=STRIMZI, help="instead of catalog/strimzi")
    parser.add_argument("clone")
    parser.add_argument("tags", nargs="+")
    args = parser.parse_args()
    for tag in args.tags:
        folder = args.into / tag
        folder.mkdir(parents=True, exist_ok=True)
        found = text(released(args.clone, tag))
        older = [other for other in args.into.iterdir() if by_number(other) < by_number(folder)]
        same = [other for other in older if (other / "crds.txt").is_file() and (other / "crds.txt").read_text() == found]
        body = f"same-as\t{min(same, key=by_number).name}\n" if same else found
        (folder / "crds.txt").write_text(body, encoding="utf-8")


if __name__ == "__main__":
    main()
