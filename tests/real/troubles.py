"""What goes wrong in the drill of `alerts.py`: each trouble, the alerts that it must fire, and how it ends."""

import asyncio
import dataclasses
import typing

import traffic

BROKERS = {"KafkaBrokerDown/critical", "KafkaUnderReplicatedPartitions/warning"}
# Nobody can be read from for as long as brokers elect somebody who keeps the groups.
READERS = {"KafkaConsumerGone/warning"}
UNSERVED = {"KafkaUnderMinIsr/critical", "KafkaOfflinePartitions/critical"}
CLIENTS = {
    "KafkaConsumerLagHigh/critical",
    "KafkaConsumerGone/warning",
    "KafkaProducerErrors/warning",
    "KafkaDeadLetters/warning",
    "AuditBacklog/warning",
}
OPERATORS = {
    "StrimziOperatorDown/warning",
    "StrimziEntityOperatorDown/warning",
    "KafkaDiskUsage/warning",
    "KafkaDiskFullSoon/critical",
}


@dataclasses.dataclass
class Trouble:
    """`begin` makes it and returns what ends it; `may` fire besides what must."""

    name: str
    fires: set
    begin: typing.Callable
    may: set = dataclasses.field(default_factory=set)
    seconds: int = 150


async def somebody_else_scrapes(scene):
    scene.watched_twice = True
    scene.put_targets()
    # As long as an alert of two minutes would need, and some more.
    await asyncio.sleep(20)


async def broker_is_killed(scene):
    active = scene.active_controller()
    broker = next(one for one in scene.stack.brokers if one is not active)
    broker.kill()

    async def over():
        await scene.start_again([broker])

    return over


async def two_pods_are_gone(scene):
    """Both brokers that hold a dead letter queue, and with them what Prometheus scrapes."""
    queue = next(topic for topic in scene.rendered.topics() if topic["replicas"] == 2)
    async with traffic.Admin(scene.stack.plain()) as admin:
        holders = await admin.holders(queue["name"], 0)
    brokers = [broker for broker in scene.stack.brokers if broker.member.id in holders]
    for broker in brokers:
        broker.kill()
        scene.gone.add(broker.name)
    scene.put_targets()

    async def over():
        await scene.start_again(brokers)

    return over


async def pod_of_lonely_topics_is_gone(scene):
    """The broker that holds the only copy of one topic, and a copy of another that is written to with two only."""
    active = scene.active_controller()
    broker, other = [one for one in scene.stack.brokers if one is not active][:2]
    ids = [broker.member.id, other.member.id]
    async with traffic.Admin(scene.stack.plain()) as admin:
        await admin.place("lonely", ids[:1], 1)
        await admin.place("strict", ids, 2)
    # As long as it takes until the topics are seen.
    await asyncio.sleep(5)
    broker.kill()

    async def over():
        await scene.start_again([broker])
        async with traffic.Admin(scene.stack.plain()) as admin:
            await admin.client.delete_topics(["lonely", "strict"])

    return over


async def zookeepers_are_killed(scene):
    """Two ZooKeepers of three, and then the controller, which nobody can replace."""
    active, lost = scene.active_controller(), scene.stack.zookeepers[:2]
    for node in [*lost, active]:
        node.kill()

    async def over():
        await scene.start_again([*lost, active])

    return over


async def active_controller_is_killed(scene):
    """The one of KRaft's controllers that the others follow; they elect another within seconds."""
    active = scene.active_controller()
    active.kill()

    async def over():
        await scene.start_again([active])

    return over


async def controllers_are_killed(scene):
    """Two of three of KRaft's controllers; what is left can decide nothing, and nobody says that it is the controller."""
    active = scene.active_controller()
    lost = [active, next(one for one in scene.stack.controllers if one is not active)]
    for node in lost:
        node.kill()

    async def over():
        await scene.start_again(lost)

    return over


async def clients_go_wrong(scene):
    """A group stops, much is written that it should read, and a producer sends what is too large."""
    group = next(group for group in scene.groups() if "audit" in group)
    await scene.going.stop(group)
    await traffic.produce(scene.stack.plain(), [("audit-queue", b"%d" % i) for i in range(20_200)])
    await traffic.produce(scene.stack.plain(), [("audit-dlq", b"one letter")])
    scene.going.start("mistakes", traffic.never_learning(scene.stack.plain()))

    async def over():
        await scene.going.stop("mistakes")
        scene.start_reader(group)

    return over


async def operators_and_volumes(scene):
    """All of it from stand-ins: the operator idles, its cluster is not ready; a volume is full, and one of another kind will be."""
    full, *_, filling = scene.rendered.claims()
    scene.operators.rest()
    scene.operators.ready = False
    scene.server.away.add("topic-operator")
    scene.kubelet.put(full, 0.9)
    scene.kubelet.put(filling, 0.65, growth=0.0002)

    async def over():
        scene.operators.work()
        scene.operators.ready = True
        scene.server.away.clear()
        for claim in (full, filling):
            scene.kubelet.put(claim, 0.2)

    return over


async def exporters_are_away(scene):
    """Kafka Exporter and the operator do not answer. What only Kafka Exporter tells must not fire for that."""
    scene.server.away |= {"kafka-exporter", "strimzi-cluster-operator"}

    async def over():
        scene.server.away.clear()

    return over


async def broker_is_busy(scene):
    burden = traffic.Burden(scene.stack.plain(), scene.stack.brokers[1].member.id)
    await burden.begin()
    return burden.end


async def queue_is_nearly_full(scene):
    """126 MB in a partition that may hold 134."""
    queue = next(topic for topic in scene.rendered.topics() if topic["name"] == "notification-dlq")
    await traffic.fill(scene.stack.plain(), queue["name"], 140, 900_000)

    async def over():
        async with traffic.Admin(scene.stack.plain()) as admin:
            await admin.create_again(queue)

    return over


def all_of(rendered):
    """The troubles for what was rendered, and what they fire there."""
    quorum = "KafkaQuorumAtRisk" if rendered.kraft else "KafkaZooKeeperQuorumAtRisk"
    weakened, lost = {f"{quorum}/warning"}, {f"{quorum}/warning", f"{quorum}/critical", "KafkaControllerCount/critical"}
    # Where brokers are controllers, too, a broker less is a controller less.
    combined = any(len(member.roles) > 1 for member in rendered.members())
    brokers = BROKERS | (weakened if combined else set())
    unreadable = READERS | BROKERS | UNSERVED
    if not rendered.kraft:
        of_quorum = [Trouble("quorum-lost", lost | {"KafkaBrokerDown/critical"}, zookeepers_are_killed, unreadable)]
    elif combined:
        of_quorum = [
            Trouble("lonely-topics", brokers | UNSERVED, pod_of_lonely_topics_is_gone, READERS),
            Trouble("controller-killed", brokers, active_controller_is_killed, READERS),
            Trouble("quorum-lost", lost | {"KafkaBrokerDown/critical"}, controllers_are_killed, unreadable),
        ]
    else:
        of_quorum = [
            Trouble("controller-killed", weakened, active_controller_is_killed),
            Trouble("quorum-lost", lost, controllers_are_killed),
        ]
    # With ZooKeeper the controller may be among them, and another is chosen when its session has ended, after 18 s as ever. Where
    # brokers are controllers, too, the quorum goes with them, and nobody counts what has no leader or too few copies.
    gone, may = BROKERS | UNSERVED, READERS
    if combined:
        gone, may = lost | {"KafkaBrokerDown/critical"}, unreadable
    elif not rendered.kraft:
        may = READERS | {"KafkaControllerCount/critical"}
    not_ready = {"KafkaClusterNotReady/warning"} if "resource-state-metric" in rendered.release()["capabilities"] else set()
    return [
        Trouble("broker-killed", brokers, broker_is_killed, READERS),
        Trouble("scraped-twice", set(), somebody_else_scrapes),
        Trouble("clients", CLIENTS, clients_go_wrong),
        Trouble("operators-and-volumes", OPERATORS | not_ready, operators_and_volumes, seconds=240),
        Trouble("exporters-away", {"KafkaExporterDown/warning", "StrimziOperatorDown/warning"}, exporters_are_away),
        Trouble("busy", {"KafkaRequestSaturation/warning"}, broker_is_busy, READERS, seconds=240),
        Trouble(
            "queue-full", {"KafkaRecordsCutSoon/warning", "KafkaDeadLetters/warning"}, queue_is_nearly_full, seconds=240
        ),
        Trouble("broker-killed-scraped-twice", brokers, broker_is_killed, READERS),
        Trouble("two-pods-gone", gone, two_pods_are_gone, may),
        *of_quorum,
    ]
