"""Writes down what nodes tell: scrapes, the shapes of their series, and their MBeans, as the tables of this folder have them."""

import re

import exposition

# All that Kafka registers, whether a rule reads it or not.
ALL_BEANS = 'includeObjectNames: ["kafka.*:*"]\n'

# What is this machine's or this run's own, and what stands for it.
MADE_UP = [
    (re.compile(r'(?<=logDirectory=)"\S+?"'), '"/var/lib/kafka/data"'),
    (re.compile(r"(?<=brokerHost=)[^,]+"), "kafka-1"),
    (re.compile(r"(?<=brokerPort=)\d+"), "9091"),
]

# Keys whose values are different things of one kind, and no part of a shape. Everything else, such as `name`, is.
SHAPE = ("type", "name")


def series(folder, name, scrapes):
    """Shapes of series, as in `expected/`, all of them `always`: which are not, other recordings say."""
    rows = [
        "\t".join([shape[0], ",".join(shape[1]), *sorted(kinds), "always"])
        for shape, kinds in sorted(exposition.shapes(scrapes).items())
    ]
    (folder / f"{name}.tsv").write_text("\n".join(["name\tlabels\ttype\tseen", *rows]) + "\n")


def mbeans(folder, name, nodes):
    """MBeans as in `recorded/`: one for each domain, type, name and set of keys, with all attributes that any of them has."""
    found = {}
    for node in nodes:
        dump = exposition.samples(node.scrape_with(ALL_BEANS + exposition.DUMP_RULE))
        for one in exposition.attributes(dump):
            keys = [part.partition("=")[::2] for part in re.findall(r'[^=, ][^=]*=(?:"[^"]*"|[^,]*)', one.keys)]
            shape = (one.domain, *(key if key not in SHAPE else f"{key}={value}" for key, value in keys))
            bean, told = found.setdefault(shape, (f"{one.domain}:" + one.keys.replace(", ", ","), {}))
            if not one.path and one.name != "EventType":
                told.setdefault(one.name, None if one.number else one.value)
    rows = []
    for bean, told in sorted(found.values()):
        if not any(word is None for word in told.values()):
            continue
        for pattern, instead in MADE_UP:
            bean = pattern.sub(instead, bean)
        words = [one if word is None else f"{one}={word}" for one, word in sorted(told.items()) if plain(word)]
        rows.append(f"{bean}\t{','.join(words)}")
    (folder / f"{name}-mbeans.tsv").write_text("\n".join(["mbean\tattributes", *rows]) + "\n")


def plain(word):
    """A number, or a word such as `leader`; other texts become no series by any rule."""
    return word is None or re.fullmatch(r"[a-z]+(-[a-z]+)*", word)
