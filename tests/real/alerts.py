#!/usr/bin/env python3
"""Proves the rendered alerts: a real Prometheus scrapes real brokers, things go wrong, and the right alerts fire.

    tests/real/alerts.py [--out FOLDER] [--speed N] [--only NAME,...] [--rules-only]

Each rule of `hrms-kafka.toml`, or of what `kraft_spec.py` makes of it, must be silent while all is well, fire when its trouble
is there, with nothing else firing beside it, and be silent again when it is over. Time runs N times as fast: scrapes, ranges,
`for` and Prometheus' memory of a series are all shortened alike; Kafka's own times are not. What Kafka Exporter, the operators
and the kubelet would expose comes from stand-ins (`stand_ins.py`), and every target is scraped by a second monitor as well
after a while.

Needs what `brokers.py` needs, and the Debian package `prometheus`. `--rules-only` asks promtool alone. The last line is
`N passed, N failed`; the exit code is 0 if nothing failed, 1 if something did.
"""

import argparse
import asyncio
import pathlib
import sys
import tempfile
import time

# The modules beside this file leave no compiled copies in the repository.
sys.dont_write_bytecode = True
import kafka_stack  # noqa: E402
from checks import check, main, note  # noqa: E402

HERE = pathlib.Path(__file__).resolve().parent
LIMIT_SECONDS = 1500
QUIET_SECONDS = 240
QUIET_MINUTES = 8
START_AGAIN_SECONDS = 120
KUBELET = ["kubelet"]


def arguments():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--out", type=pathlib.Path, default=HERE.parents[1] / "out", help="what was rendered")
    parser.add_argument("--speed", type=int, default=15, help="how many times as fast time runs (15)")
    parser.add_argument("--only", type=lambda names: names.split(","), help="names of the troubles to make, by comma")
    parser.add_argument("--rules-only", action="store_true", help="ask promtool and nothing else")
    return parser.parse_args()


def name_of(alert):
    return f"{alert['labels']['alertname']}/{alert['labels']['severity']}"


class Watch:
    """Looks at Prometheus' alerts all the time and remembers when each became what."""

    def __init__(self, prometheus):
        self.prometheus, self.now, self.changes, self.texts, self.unwell = prometheus, {}, [], {}, set()

    async def run(self, stop):
        while not stop.is_set():
            states = {}
            for alert in await asyncio.to_thread(self.prometheus.alerts):
                name = name_of(alert)
                states[name] = max(alert["state"], states.get(name, ""), key=["", "pending", "firing"].index)
                if alert["state"] == "firing":
                    self.texts.setdefault(name, []).append(alert["annotations"])
            for name in states.keys() | self.now.keys():
                if states.get(name) != self.now.get(name):
                    self.changes.append((time.monotonic(), name, states.get(name, "over")))
            self.now = states
            self.unwell.update(await asyncio.to_thread(self.prometheus.unwell))
            await asyncio.sleep(0.5)

    def firing(self):
        return {name for name, state in self.now.items() if state == "firing"}

    def fired_since(self, began):
        return {name for at, name, state in self.changes if state == "firing" and at >= began} | self.firing()

    async def until(self, reached, seconds):
        deadline = time.monotonic() + seconds
        while not reached() and time.monotonic() < deadline:
            await asyncio.sleep(0.2)
        return reached()

    def bad_texts(self):
        """Texts that Prometheus could not fill in."""
        marks = ("<error", "<no value>", "%!")
        texts = [(name, text) for name, all_ in self.texts.items() for one in all_ for text in one.values()]
        return sorted({f"{name}: {text}" for name, text in texts if any(mark in text for mark in marks)})


class Scene:
    """All that troubles are made with."""

    def __init__(self, rendered, stack, prometheus, server, speed):
        import stand_ins
        import traffic

        self.rendered, self.stack, self.prometheus, self.server = rendered, stack, prometheus, server
        self.watched_twice, self.gone, self.going = False, set(), traffic.Going()
        self.exporter = stand_ins.KafkaExporter(stack.plain())
        self.operators = stand_ins.Operators(rendered, speed)
        self.kubelet = stand_ins.Kubelet(rendered)
        server.sources = {
            "kafka-exporter": self.exporter.text,
            "strimzi-cluster-operator": self.operators.text,
            "topic-operator": str,
            "user-operator": str,
            "kubelet": self.kubelet.text,
        }

    def put_targets(self):
        """What monitors find now: as rendered, and, if somebody else looks as well, all of it under other labels."""
        import wiring

        own, others = [], []
        nodes = {node.name: node for node in self.stack.nodes}
        for target in self.rendered.targets():
            port, node = target.port, nodes.get(wiring.node_of(target))
            if node and node.name in self.gone:
                continue
            stand_in = "kafka-exporter" if port.container.endswith("kafka-exporter") else port.container
            where = (f"127.0.0.1:{node.metrics_port}", "/metrics") if node else (self.server.address, f"/{stand_in}")
            own.append((*where, target.labels))
            theirs = {key.replace(".", "_").replace("/", "_"): value for key, value in port.pod_labels.items()}
            theirs |= {key: target.labels[key] for key in ("namespace", "pod", "container")}
            others.append((*where, theirs | {"job": "monitoring/all-pods", "endpoint": port.name}))
        self.prometheus.put_targets("targets-own", own)
        self.prometheus.put_targets("targets-others", others if self.watched_twice else [])
        self.prometheus.put_targets("kubelet-own", [(self.server.address, f"/{name}", {}) for name in KUBELET])

    def groups(self):
        """The consumer groups that alerts ask for by name."""
        import promql

        asked = [s for alert in self.rendered.alerts() for s in promql.selectors(alert["expr"])]
        return sorted({value for s in asked for label, op, value in s.matchers if (label, op) == ("consumergroup", "=")})

    def answering(self):
        return len(self.prometheus.query("up == 1"))

    def silent(self, seconds):
        """Pods that Prometheus did not reach at some time: those that were ended, or all if the machine is too busy."""
        found = self.prometheus.query(f"min_over_time(up[{max(1, round(seconds))}s]) == 0")
        return sorted({labels.get("pod", labels["job"]) for labels, _ in found})

    def active_controller(self):
        """The broker, or the controller of KRaft, that says now that it is the one."""
        said = self.prometheus.query("kafka_controller_kafkacontroller_activecontrollercount == 1")
        return next(node for node in self.stack.nodes if node.member.pod == said[0][0]["pod"])

    async def start_again(self, nodes):
        """Starts nodes again and again, as the kubelet does: a broker ends if its session before is not over yet."""
        deadline = time.monotonic() + START_AGAIN_SECONDS
        for node in nodes:
            node.start_again()
        for node in [node for node in nodes if node not in self.stack.zookeepers]:
            while not await self.started(node, deadline):
                note(f"{node.name} ended and is started once more")
                await asyncio.sleep(5)
                node.start_again()
        self.gone.clear()
        self.put_targets()

    async def started(self, node, deadline):
        """Waits for a node of Kafka; false if it ended, an error if there is no time for another."""
        try:
            await asyncio.to_thread(self.stack.wait, [node], self.stack.started)
            return True
        except RuntimeError:
            if time.monotonic() > deadline:
                raise
            return False

    def start_reader(self, group):
        import traffic

        topics = [topic["name"] for topic in self.rendered.topics()]
        self.going.start(group, traffic.reader(self.stack.plain(), topics, group))


async def prepare(scene):
    """Topics, some records in them, and consumers that have read them."""
    import traffic

    topics = scene.rendered.topics()
    async with traffic.Admin(scene.stack.plain()) as admin:
        check("the topics are accepted", await admin.create(topics + [traffic.PROBE]))
    await asyncio.sleep(2)
    await traffic.produce(scene.stack.plain(), [(topic["name"], b"%d" % i) for topic in topics for i in range(30)])
    for group in scene.groups():
        scene.start_reader(group)
    scene.put_targets()


async def make(scene, watch, trouble, rules):
    """One trouble from beginning to end."""
    began = time.monotonic()
    expected = trouble.fires & rules
    over = await trouble.begin(scene)
    await watch.until(lambda: expected <= watch.fired_since(began), trouble.seconds)
    missing = [f"{name} is {watch.now.get(name, 'silent')}" for name in sorted(expected - watch.fired_since(began))]
    check(f"{trouble.name}: fires {', '.join(sorted(expected)) or 'nothing'}", missing)
    for at, name, state in watch.changes:
        if at >= began and state != "over":
            text = watch.texts[name][-1]["summary"] if state == "firing" else ""
            note(f"+{at - began:5.1f} s  {state:7} {name} {text}")
    ended = time.monotonic()
    if over:
        await over()
    await watch.until(lambda: not watch.now, QUIET_SECONDS)
    check(f"{trouble.name}: over, and all is silent", [f"{name} is {state}" for name, state in watch.now.items()])
    note(f"after {time.monotonic() - ended:.0f} s")
    stray = watch.fired_since(began) - expected - trouble.may
    check(f"{trouble.name}: nothing else has fired", sorted(stray))
    if stray:
        note(f"at some time without an answer: {', '.join(scene.silent(time.monotonic() - began))}")


async def drill(scene, watch, options):
    import troubles

    rules = {f"{rule['alert']}/{rule['labels']['severity']}" for rule in scene.rendered.alerts()}
    all_ = troubles.all_of(scene.rendered)
    known = set().union(*[one.fires for one in all_])
    check("there is a trouble for each rule, and a rule for each trouble", sorted(rules ^ known))
    chosen = [one for one in all_ if not options.only or one.name in options.only]
    unknown = sorted(set(options.only or []) - {one.name for one in chosen})
    if unknown:
        there = ", ".join(one.name for one in all_)
        raise SystemExit(f"no trouble is called {', '.join(unknown)}; there are: {there}")
    targets = len(scene.rendered.targets()) + len(KUBELET)
    await watch.until(lambda: scene.answering() == targets and not watch.now, QUIET_SECONDS)
    problems = [f"{name} is {state}" for name, state in watch.now.items()]
    problems += [] if scene.answering() == targets else [f"{scene.answering()} answer"]
    check(f"all {targets} targets answer, and nothing fires", problems)
    began = time.monotonic()
    await asyncio.sleep(QUIET_MINUTES * 60 / options.speed)
    check(f"nothing fires in {QUIET_MINUTES} minutes of Prometheus' time", sorted(watch.fired_since(began)))
    for trouble in chosen:
        await make(scene, watch, trouble, rules)
    check("Prometheus fills in all texts", watch.bad_texts())
    check("Prometheus evaluates all rules without an error", sorted(watch.unwell))
    if not options.only:
        fired = {name for _, name, state in watch.changes if state == "firing"}
        check(f"each of the {len(rules)} rules has fired", sorted(rules - fired))
        check_selectors(scene)


def check_selectors(scene):
    """Each selector has found series, and these have the labels by which is grouped."""
    import promql

    problems, count = [], 0
    for alert in scene.rendered.alerts():
        for selector in promql.selectors(alert["expr"]):
            count += 1
            found = scene.prometheus.seen(selector.text)
            lacking = sorted({label for labels in found for label in selector.kept - labels.keys()})
            if not found or lacking:
                why = f"no label {', '.join(lacking)}" if found else "no series"
                problems.append(f"{alert['alert']}: {why}: {selector.text}")
    check(f"each of the {count} selectors found series in Prometheus", problems)


async def run(options):
    import prometheus
    import stand_ins
    from rendered import Rendered

    rendered = Rendered(options.out)
    with tempfile.TemporaryDirectory(prefix="kafkasmith-real-") as folder:
        note(f"Prometheus {prometheus.version()}")
        problems = prometheus.check_rules(rendered.groups(), folder)
        check(f"promtool takes the {len(rendered.alerts())} rules as they are", problems)
        if options.rules_only:
            return
        interval = rendered.interval()
        with kafka_stack.Stack(folder, rendered) as stack, stand_ins.Server() as server:
            check(f"{stack.title()} start", [])
            with prometheus.Prometheus(folder, rendered.groups(), interval, options.speed) as server_of_rules:
                scene = Scene(rendered, stack, server_of_rules, server, options.speed)
                watch = Watch(server_of_rules)
                scene.going.start("exporter", scene.exporter.run)
                scene.going.start("watch", watch.run)
                try:
                    await prepare(scene)
                    await drill(scene, watch, options)
                finally:
                    await scene.going.stop()


if __name__ == "__main__":
    sys.exit(main(__file__, run, arguments(), LIMIT_SECONDS))
