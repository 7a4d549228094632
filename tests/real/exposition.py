"""Series in the Prometheus text format, what is expected of them, and which JMX rule made them."""

import collections
import re

SAMPLE = re.compile(r"^([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\{(.*)\})? (\S+)")
LABEL = re.compile(r'(\w+)="((?:[^"\\]|\\.)*)"')

# Every attribute of every MBean as one series, so that the lines the agent builds can be had back. The value is a label, so
# that words come along.
DUMP_RULE = r"""
rules:
  - pattern: '^(.*?)<(.*)><(.*)>([^:]+): (.*)$'
    name: attribute
    value: 1
    labels: {domain: "$1", keys: "$2", path: "$3", attribute: "$4", value: "$5"}
"""

DUMP_LABELS = ("domain", "keys", "path", "attribute", "value")

# One attribute as the agent sees it; `number` tells whether it becomes a series without a rule's `value`.
Attribute = collections.namedtuple("Attribute", "domain keys path name value number")

Sample = collections.namedtuple("Sample", "name labels value type")


def samples(text):
    """All samples of one scrape. A sample without a TYPE line of its own is untyped, as Prometheus sees it."""
    types, found = {}, []
    for line in text.splitlines():
        if line.startswith("# TYPE "):
            _, _, name, kind = line.split()
            types[name] = kind
            if kind == "summary":
                types.update({f"{name}_count": kind, f"{name}_sum": kind})
        elif line and not line.startswith("#"):
            name, labels, value = SAMPLE.match(line).groups()
            found.append((name, dict(LABEL.findall(labels or "")), float(value)))
    return [Sample(name, labels, value, types.get(name, "untyped")) for name, labels, value in found]


def shapes(scrapes):
    """Name and label names of all series, with their types."""
    found = collections.defaultdict(set)
    for scrape in scrapes:
        for sample in scrape:
            found[sample.name, tuple(sorted(sample.labels))].add(sample.type)
    return found


def expected(path):
    """Rows of name, labels, type, seen: `always`, or `sometimes` when it takes luck or an unusual event."""
    rows = {}
    for line in path.read_text().splitlines():
        if line and not line.startswith(("#", "name\t")):
            name, labels, kind, seen = line.split("\t")
            rows[name, tuple(sorted(filter(None, labels.split(","))))] = kind, seen
    return rows


def differences(wanted, found):
    """What is missing, what is there unasked, and what has another type, one line each."""

    def written(shape):
        return shape[0] + "{" + ",".join(shape[1]) + "}"

    lines = [
        f"missing: {written(shape)}" for shape, (_, seen) in wanted.items() if seen == "always" and shape not in found
    ]
    lines += [f"not expected: {written(shape)} {sorted(found[shape])}" for shape in found if shape not in wanted]
    lines += [
        f"type of {written(shape)}: {sorted(found[shape])} instead of {kind}"
        for shape, (kind, _) in wanted.items()
        if shape in found and found[shape] != {kind}
    ]
    return sorted(lines)


def attributes(dump):
    """What a scrape with DUMP_RULE holds."""
    found = []
    for sample in dump:
        if sample.name == "attribute":
            cells = [unescaped(sample.labels.get(label, "")) for label in DUMP_LABELS]
            found.append(Attribute(*cells, is_number(cells[-1])))
    return found


def is_number(value):
    try:
        float(value)
    except ValueError:
        return value in ("true", "false")
    return True


def rule_use(rules, dumps):
    """How many series each rule makes when the first match wins, and how many attributes it fits."""
    # The agent finds a pattern anywhere in the line, after as much as possible.
    patterns = [re.compile(f"^.*(?:{rule['pattern']}).*$") for rule in rules]
    first, any_ = [0] * len(patterns), [0] * len(patterns)
    for one in (attribute for dump in dumps for attribute in attributes(dump)):
        line = f"{one.domain}<{one.keys}><{one.path}>{one.name}: {one.value}"
        hits = [index for index, pattern in enumerate(patterns) if pattern.match(line)]
        for index in hits:
            any_[index] += 1
        if hits and (one.number or "value" in rules[hits[0]]):
            first[hits[0]] += 1
    return list(zip(first, any_))


def unescaped(value):
    """A label's value without the escapes of the text format."""
    return value.replace('\\"', '"').replace("\\\\", "\\")
