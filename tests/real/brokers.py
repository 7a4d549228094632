#!/usr/bin/env python3
"""Proves the rendered broker settings, topics and JMX rules on real brokers, with ZooKeeper or with KRaft's controllers.

    tests/real/brokers.py [--out FOLDER] [--record FOLDER]

Kafka and the JMX exporter's agent are those of the rendered release, or, if that agent was not built (`agent.sh`), the last
one that Maven Central has. Needs java, keytool, mvn and python3 with venv; the
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
ELECTION_SECONDS = 60


def arguments():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--out", type=pathlib.Path, default=HERE.parents[1] / "out", help="what was rendered")
    parser.add_argument("--record", type=pathlib.Path, help="write into this folder what the nodes tell")
    return parser.parse_args()


async def check_settings_and_topics(stack, topics):
    """The brokers run with the settings, and have the topics as they were asked for; returns the names they have."""
    import traffic

    async with traffic.Admin(stack.plain()) as admin:
        for broker in stack.brokers:
            in_force = await admin.config("BROKER", str(broker.member.id))
            check(f"{broker.name} runs with the {len(stack.settings)} settings", unlike(stack.settings, in_force))
        for controller in (node for node in stack.controllers if node not in stack.brokers):
            in_force = stack.settings_of(controller)
            check(f"{controller.name} runs with the {len(stack.settings)} settings", unlike(stack.settings, in_force))
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


def kinds(stack):
    """The nodes that tell the same, by the names of the tables in `expected/`."""
    kafka, agent = stack.rendered.version(), stack.agent_version
    if not stack.kraft:
        return {
            f"broker-{kafka}-jmx-{agent}": stack.brokers,
            f"zookeeper-{stack.zookeeper_version}-jmx-{agent}": stack.zookeepers,
        }
    found = {}
    for node in stack.nodes:
        kind = node.member.roles[0] if len(node.member.roles) == 1 else "combined"
        found.setdefault(f"{kind}-{kafka}-kraft-jmx-{agent}", []).append(node)
    return found


def check_series(stack, scrapes):
    """Exactly the expected names, labels and types; and what dashboards and alerts need on every single node."""
    import exposition

    for name, nodes in kinds(stack).items():
        path = HERE / "expected" / f"{name}.tsv"
        if not path.exists():
            check(f"series as in {name}.tsv", ["what these versions tell has not been recorded yet"])
            continue
        wanted = exposition.expected(path)
        if nodes == stack.zookeepers and len(nodes) == 1:
            # A follower's own series cannot exist in an ensemble of one.
            wanted = {shape: (kind, "sometimes") for shape, (kind, _) in wanted.items()}
        check(
            f"series as in {name}.tsv ({len(wanted)} shapes)",
            exposition.differences(wanted, exposition.shapes([scrapes[node.name] for node in nodes])),
        )
    for node in stack.nodes:
        if node not in stack.zookeepers:
            names = {sample.name for sample in scrapes[node.name]}
            missing = [f"missing: {name}" for name in on_every_node(stack, node) if name not in names]
            check(f"{node.name} has all that dashboards and alerts use", missing)


def on_every_node(stack, node):
    """The names that dashboards and alerts use of such a node, as this agent spells them."""
    lines = (HERE / "expected" / "on-every-node.tsv").read_text().splitlines()
    rows = [line.split("\t") for line in lines if not line.startswith("#")][1:]
    does = set(node.member.roles) if stack.kraft else {"zookeeper"}
    old = stack.agent_version.startswith("0.")
    return [name if old or not new else new for name, new, on in rows if does & set(on.split(","))]


async def check_values(stack, rendered):
    """Numbers move: rules that are cached must not freeze what they export."""
    import exposition
    import traffic

    def total(name, nodes=stack.brokers, **labels):
        scrapes = [exposition.samples(node.scrape()) for node in nodes]
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
    active = total("kafka_controller_kafkacontroller_activecontrollercount", stack.maybe_controllers)
    check("one node is the active controller", [] if sorted(active) == [0] * (len(active) - 1) + [1] else [str(active)])
    if stack.kraft:
        check("each node tells which part it takes in the quorum", parts_wrong(stack))
    shares = await idle_shares(stack, rendered)
    check(
        "request handlers of idle brokers: what the alert makes of the rate of _count / 1e9 is near 1",
        [f"{s:.2f}" for s in shares if not 0.7 < s < 1.2],
    )
    note("idle shares " + ", ".join(f"{share:.3f}" for share in shares))


def parts(nodes):
    """The part that each node takes in the quorum, by its own words: a label and a value for each series."""
    import exposition

    told = {}
    for node in nodes:
        found = [s for s in exposition.samples(node.scrape()) if s.name == "kafka_server_raftmetrics_current_state"]
        told[node.name] = [(sample.labels.get("current_state"), sample.value) for sample in found]
    return told


async def check_election(stack):
    """The active controller is killed, another leads and says so: what is told of a part is never an old word."""
    (active,) = (node for node in stack.controllers if parts([node])[node.name] == [("leader", 1.0)])
    left = [node for node in stack.controllers if node is not active]
    wanted = sorted([[("follower", 1.0)]] * (len(left) - 1) + [[("leader", 1.0)]])
    active.kill()
    deadline = time.monotonic() + ELECTION_SECONDS
    while sorted(parts(left).values()) != wanted and time.monotonic() < deadline:
        await asyncio.sleep(0.5)
    told = parts(left)
    check("another controller leads when the active one is killed", [str(told)] if sorted(told.values()) != wanted else [])


def parts_wrong(stack):
    """One controller leads, the others follow, brokers observe."""
    told = parts(stack.nodes)
    wanted = [[("follower", 1.0)]] * (len(stack.controllers) - 1) + [[("leader", 1.0)]]
    problems = [] if sorted(told[node.name] for node in stack.controllers) == sorted(wanted) else [str(told)]
    observers = [node for node in stack.brokers if node not in stack.controllers]
    return problems + [str(told[node.name]) for node in observers if told[node.name] != [("observer", 1.0)]]


async def idle_shares(stack, rendered):
    """What the alert on busy request handlers computes, for each broker."""
    import exposition
    import promql

    exprs = [rule["expr"] for rule in rendered.alerts() if "requesthandleravgidlepercent" in rule["expr"]]
    asked = {selector.metric for expr in exprs for selector in promql.selectors(expr)}
    # Of a node that is a controller, too, an older Kafka adds the controller's share; the alert takes it away.
    added = {broker.name: broker in stack.controllers and "- 1" in exprs[0] for broker in stack.brokers}

    def counts():
        return [
            (time.monotonic(), s.value, added[broker.name])
            for broker in stack.brokers
            for s in exposition.samples(broker.scrape())
            if s.name in asked
        ]

    before = counts()
    await asyncio.sleep(10)
    return [(b - a) / 1e9 / (until - since) - extra for (since, a, extra), (until, b, _) in zip(before, counts())]


def check_alerts(rendered, scrapes):
    """Every selector of every alert finds series, with the labels that are matched and those that must survive."""
    import wiring

    count, unfound = wiring.look(rendered, scrapes)
    check(
        f"what {len(rendered.alerts())} alerts look at is exported, under the labels that they ask for",
        [f"{one.alert}: {one.why}: {one.selector}" for one in unfound],
    )
    note("selectors by where their series are: " + ", ".join(f"{where} {n}" for where, n in sorted(count.items())))


def check_rules(kind, nodes, text, expected_words=()):
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
    # A rule that makes a label of a word must see it, so it cannot be cached; all others can, and must not.
    wrong = [r["name"] for r in rules if bool(r.get("cache")) == ("value" in r) or r["pattern"].endswith(": ") == ("value" in r)]
    check(f"all {kind} rules are cached, and none but those for words looks at a value", wrong)
    words = [rule["name"] for rule in rules if "value" in rule]
    check(f"{kind} rules for words: {', '.join(words) or 'none'}", set(words) ^ set(expected_words))


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
            check(f"{stack.title()} start", [])
            note(f"in {time.monotonic() - began:.1f} s")
            if stack.agent_version != rendered.agent():
                note(f"WITH ANOTHER AGENT: {stack.agent_version}, since {rendered.agent()} was not built (agent.sh)")
            await make_traffic(stack, await check_settings_and_topics(stack, rendered.topics()))
            texts = {node.name: node.scrape() for node in stack.nodes}
            scrapes = {name: exposition.samples(text) for name, text in texts.items()}
            if options.record:
                keep(options.record, stack, texts, scrapes)
            check_series(stack, scrapes)
            check(
                "the agents report no scrape error",
                [n for n, s in scrapes.items() if any(x.name == "jmx_scrape_error" and x.value for x in s)],
            )
            check_alerts(rendered, scrapes)
            await check_values(stack, rendered)
            of_kafka = [node for node in stack.nodes if node not in stack.zookeepers]
            words = ["kafka_server_raftmetrics_current_state"] if stack.kraft else []
            check_rules("Kafka", of_kafka, rendered.jmx_rules("kafka"), words)
            if stack.zookeepers:
                check_rules("ZooKeeper", stack.zookeepers, rendered.jmx_rules("zookeeper"))
            for node in dict.fromkeys([stack.brokers[0], stack.quorum[0]]):
                measure(node)
            if len(stack.controllers) > 2:
                await check_election(stack)


def keep(folder, stack, texts, scrapes):
    """What the nodes tell now: the texts, and the tables that can be made of them."""
    import record

    folder.mkdir(parents=True, exist_ok=True)
    for name, text in texts.items():
        (folder / f"{name}.txt").write_text(text)
    for name, nodes in kinds(stack).items():
        record.series(folder, name, [scrapes[node.name] for node in nodes])
        if nodes != stack.zookeepers:
            record.mbeans(folder, name.partition("-jmx-")[0], nodes)


if __name__ == "__main__":
    sys.exit(main(__file__, run, arguments(), LIMIT_SECONDS))
