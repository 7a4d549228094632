#!/usr/bin/env python3
"""Proves the rendered broker settings, topics and JMX rules on real brokers with ZooKeeper.

    tests/real/brokers.py [--out FOLDER] [--record FOLDER]

Kafka and the JMX exporter's agent are those of the rendered release. Needs java, keytool, mvn and python3 with venv; the
first run installs jars and Python packages into the folder named by KAFKASMITH_REAL_CACHE. The last line is
`N passed, N failed`; the exit code is 0 if nothing failed, 1 if something did.
"""

import argparse
import asyncio
import pathlib
import statistics
import sys
import tempfile
import time

# The modules beside this file leave no compiled copies in the repository.
sys.dont_write_bytecode = True
import kafka_stack  # noqa: E402
from checks import check, main, note  # noqa: E402

HERE = pathlib.Path(__file__).resolve().parent
LIMIT_SECONDS = 480


def arguments():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--out", type=pathlib.Path, default=HERE.parents[1] / "out", help="what was rendered")
    parser.add_argument("--record", type=pathlib.Path, help="keep the last scrapes in this folder")
    return parser.parse_args()


async def check_settings_and_topics(stack, topics):
    """The brokers run with the settings, and have the topics as they were asked for; returns the names they have."""
    import traffic

    async with traffic.Admin(stack.plain()) as admin:
        for index, broker in enumerate(stack.brokers):
            in_force = await admin.config("BROKER", str(index))
            check(f"{broker.name} runs with the {len(stack.settings)} settings", unlike(stack.settings, in_force))
        check(f"{len(topics)} topics are accepted", await admin.create(topics + [traffic.PROBE]))
        await asyncio.sleep(2)
        found = await admin.topics()
        for topic in topics:
            if topic["name"] not in found:
                check(f"topic {topic['name']} is as asked for", ["it is not there"])
                continue
            replicas, in_sync = found[topic["name"]]
            wanted = [topic["replicas"]] * topic["partitions"]
            problems = (
                [] if replicas == in_sync == wanted else [f"replicas {replicas}, in sync {in_sync}, asked for {wanted}"]
            )
            in_force = await admin.config("TOPIC", topic["name"])
            check(f"topic {topic['name']} is as asked for", problems + unlike(topic.get("config", {}), in_force))
        return [topic["name"] for topic in topics if topic["name"] in found]


def unlike(wanted, in_force):
    # The protocol version is told back with its patch level: 3.6 as 3.6-IV2.
    return [
        f"{key} is {in_force.get(key)} instead of {value}"
        for key, value in wanted.items()
        if in_force.get(key) != value
        and not (key == "inter.broker.protocol.version" and in_force.get(key, "").startswith(value + "-"))
    ]


async def make_traffic(stack, topics):
    """Records in every topic, a refused one, and a consumer over TLS: what makes the rarer series appear."""
    import traffic

    records = [(topic, b"%d" % i) for topic in topics for i in range(30)]
    await traffic.produce(stack.plain(), records + [("probe", b"%d" % i) for i in range(300)])
    check(
        "a record over the topic's limit is refused",
        [] if await traffic.produce_too_much(stack.plain()) else ["it was taken"],
    )
    got = await traffic.consume_over_tls(stack.tls(), 300)
    check("300 records are read over TLS", [] if got == 300 else [f"{got} came"])


def check_series(stack, rendered, scrape_brokers, scrape_zookeepers):
    """Exactly the expected names, labels and types; and what alerts need on every single broker."""
    import exposition

    for name, scrapes in (
        (f"broker-{rendered.version()}-jmx-{rendered.agent()}", scrape_brokers),
        (f"zookeeper-{stack.zookeeper_version}-jmx-{rendered.agent()}", scrape_zookeepers),
    ):
        path = HERE / "expected" / f"{name}.tsv"
        if not path.exists():
            check(f"series as in {name}.tsv", ["what these versions tell has not been recorded yet"])
            continue
        wanted = exposition.expected(path)
        if name.startswith("zookeeper") and len(stack.zookeepers) == 1:
            # A follower's own series cannot exist in an ensemble of one.
            wanted = {shape: (kind, "sometimes") for shape, (kind, _) in wanted.items()}
        check(
            f"series as in {name}.tsv ({len(wanted)} shapes)",
            exposition.differences(wanted, exposition.shapes(scrapes)),
        )
    everywhere = on_every_broker(rendered.agent())
    for broker, scrape in zip(stack.brokers, scrape_brokers):
        names = {sample.name for sample in scrape}
        check(
            f"{broker.name} has all that dashboards and alerts use",
            [f"missing: {name}" for name in everywhere if name not in names],
        )


def on_every_broker(agent):
    """The names that dashboards and alerts use, as this agent spells them."""
    lines = (HERE / "expected" / "on-every-broker.txt").read_text().splitlines()
    rows = [line.split("\t") for line in lines if not line.startswith("#")]
    return [row[0] if agent.startswith("0.") else row[-1] for row in rows]


async def check_values(stack, agent):
    """Numbers move: rules that are cached must not freeze what they export."""
    import exposition
    import traffic

    def total(name, **labels):
        scrapes = [exposition.samples(broker.scrape()) for broker in stack.brokers]
        return [
            sum(s.value for s in scrape if s.name == name and labels.items() <= s.labels.items()) for scrape in scrapes
        ]

    records = ("kafka_server_brokertopicmetrics_messagesin_total", {"topic": "probe"})
    before = sum(total(records[0], **records[1]))
    await traffic.produce(stack.plain(), [("probe", b"again")] * 100)
    grown = sum(total(records[0], **records[1])) - before
    check("100 records more are 100 more in messagesin_total", [] if grown == 100 else [f"{grown:g} more"])
    refused = sum(total("kafka_network_requestmetrics_errors_total", request="Produce", error="MESSAGE_TOO_LARGE"))
    check("the refused record is counted as MESSAGE_TOO_LARGE", [] if refused >= 1 else ["it is not"])
    controllers = total("kafka_controller_kafkacontroller_activecontrollercount")
    check("one broker is the active controller", [] if sorted(controllers) == [0, 0, 1] else [str(controllers)])
    shares = await idle_shares(stack, agent)
    check(
        "request handlers of idle brokers: rate of _count / 1e9 is near 1",
        [f"{s:.2f}" for s in shares if not 0.7 < s < 1.2],
    )
    note("idle shares " + ", ".join(f"{share:.3f}" for share in shares))


async def idle_shares(stack, agent):
    """What an alert on busy request handlers computes, for each broker."""
    import exposition

    def counts():
        (name,) = (name for name in on_every_broker(agent) if "requesthandleravgidlepercent_count" in name)
        return [
            (time.monotonic(), s.value)
            for broker in stack.brokers
            for s in exposition.samples(broker.scrape())
            if s.name == name
        ]

    before = counts()
    await asyncio.sleep(10)
    return [(b - a) / 1e9 / (until - since) for (since, a), (until, b) in zip(before, counts())]


def check_alerts(rendered, scrapes):
    """Every selector of every alert finds series, with the labels that are matched and those that must survive."""
    import wiring

    count, unfound = wiring.look(rendered, scrapes)
    check(
        f"what {len(rendered.alerts())} alerts look at is exported, under the labels that they ask for",
        [f"{one.alert}: {one.why}: {one.selector}" for one in unfound],
    )
    note("selectors by where their series are: " + ", ".join(f"{where} {n}" for where, n in sorted(count.items())))


def check_rules(kind, nodes, text):
    """Every rule is the first to fit something: none is shadowed, none is dead."""
    import exposition
    import yaml

    filters = yaml.safe_load(text)
    rules = filters.pop("rules")
    filters.pop("lowercaseOutputName")
    dumps = [exposition.samples(node.scrape_with(yaml.safe_dump(filters) + exposition.DUMP_RULE)) for node in nodes]
    use = exposition.rule_use(rules, dumps)
    check(
        f"each of the {len(rules)} {kind} rules is used",
        [
            f"rule {i + 1} ({rule['name']}): fits {could}, is first for {does}"
            for i, (rule, (does, could)) in enumerate(zip(rules, use))
            if not does
        ],
    )
    check(
        f"all {kind} rules are cached and none looks at a value",
        [r["name"] for r in rules if not (r.get("cache") and r["pattern"].endswith(": "))],
    )


def measure(node, rounds=12):
    """What a scrape costs when the JVM is warm."""
    import exposition

    for _ in range(rounds):
        node.scrape()
    texts, cpu = [], node.cpu_seconds()
    for _ in range(rounds):
        texts.append(node.scrape())
    cpu = (node.cpu_seconds() - cpu) / rounds
    took = [s.value for text in texts for s in exposition.samples(text) if s.name == "jmx_scrape_duration_seconds"]
    series = len(exposition.samples(texts[-1]))
    note(
        f"scrape of {node.name}: {statistics.median(took) * 1000:.0f} ms, {cpu * 1000:.0f} ms of CPU, "
        f"{series} series, {len(texts[-1]) // 1024} KiB"
    )


async def run(options):
    import exposition
    from rendered import Rendered

    rendered = Rendered(options.out)
    note(f"Kafka {rendered.version()}, JMX exporter agent {rendered.agent()}")
    check(
        "the settings leave to the operator what is the operator's",
        [k for k in rendered.settings() if k.startswith(kafka_stack.OWNED)],
    )
    with tempfile.TemporaryDirectory(prefix="kafkasmith-real-") as folder:
        began = time.monotonic()
        with kafka_stack.Stack(folder, rendered) as stack:
            check(f"{len(stack.zookeepers)} ZooKeeper and {len(stack.brokers)} brokers start", [])
            note(f"in {time.monotonic() - began:.1f} s")
            await make_traffic(stack, await check_settings_and_topics(stack, rendered.topics()))
            texts = {node.name: node.scrape() for node in stack.brokers + stack.zookeepers}
            scrapes = {name: exposition.samples(text) for name, text in texts.items()}
            if options.record:
                options.record.mkdir(parents=True, exist_ok=True)
                for name, text in texts.items():
                    (options.record / f"{name}.txt").write_text(text)
            of_nodes = [[scrapes[node.name] for node in nodes] for nodes in (stack.brokers, stack.zookeepers)]
            check_series(stack, rendered, *of_nodes)
            check(
                "the agents report no scrape error",
                [n for n, s in scrapes.items() if any(x.name == "jmx_scrape_error" and x.value for x in s)],
            )
            check_alerts(rendered, scrapes)
            await check_values(stack, rendered.agent())
            check_rules("broker", stack.brokers, rendered.jmx_rules("kafka"))
            check_rules("ZooKeeper", stack.zookeepers, rendered.jmx_rules("zookeeper"))
            measure(stack.brokers[0])
            measure(stack.zookeepers[0])


if __name__ == "__main__":
    sys.exit(main(__file__, run, arguments(), LIMIT_SECONDS))
