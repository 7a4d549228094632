"""Topics, records and mistakes, made with aiokafka, the clients' own library."""

import asyncio
import random
import ssl

from aiokafka import AIOKafkaConsumer, AIOKafkaProducer
from aiokafka.admin import AIOKafkaAdminClient, NewTopic
from aiokafka.admin.config_resource import ConfigResource, ConfigResourceType
from aiokafka.errors import KafkaError, MessageSizeTooLargeError, NodeNotReadyError

# For the checks' own records; small enough a limit that a mistake is easy to make.
PROBE = {"name": "probe", "partitions": 3, "replicas": 3, "config": {"max.message.bytes": "2000"}}

START_SECONDS = 30
STOP_SECONDS = 20


class Admin:
    """An admin client for a `with`."""

    def __init__(self, brokers):
        self.brokers = brokers

    async def __aenter__(self):
        self.client = AIOKafkaAdminClient(bootstrap_servers=self.brokers)
        await self.client.start()
        return self

    async def __aexit__(self, *_):
        await self.client.close()

    async def create(self, topics):
        """Creates topics; returns what was refused."""
        wanted = [
            NewTopic(t["name"], t["partitions"], t["replicas"], topic_configs=t.get("config", {})) for t in topics
        ]
        answer = await self.client.create_topics(wanted)
        return [f"{name}: error {code}, {message}" for name, code, message in answer.topic_errors if code]

    async def place(self, name, brokers, in_sync):
        """Creates a topic of one partition with copies on these brokers, of which so many must be in sync to write."""
        settings = {"min.insync.replicas": str(in_sync)}
        topic = NewTopic(name, -1, -1, replica_assignments={0: brokers}, topic_configs=settings)
        answer = await self.client.create_topics([topic])
        refused = [f"{name}: error {code}, {message}" for name, code, message in answer.topic_errors if code]
        if refused:
            raise RuntimeError("; ".join(refused))

    async def topics(self):
        """Partitions, replicas of each and in-sync replicas of each, by topic."""
        found = await self.client.describe_topics()
        return {
            t["topic"]: ([len(p["replicas"]) for p in t["partitions"]], [len(p["isr"]) for p in t["partitions"]])
            for t in found
        }

    async def holders(self, topic, partition):
        """The brokers that hold copies of a partition."""
        (found,) = await self.client.describe_topics([topic])
        return next(p["replicas"] for p in found["partitions"] if p["partition"] == partition)

    async def create_again(self, topic):
        """Deletes a topic and creates it anew, empty."""
        await self.client.delete_topics([topic["name"]])
        for _ in range(30):
            await asyncio.sleep(1)
            if not await self.create([topic]):
                return
        raise RuntimeError(f"{topic['name']} is not deleted within 30 s")

    async def config(self, kind, name):
        """Every setting of a broker or topic as it is in force."""
        resource = ConfigResource(ConfigResourceType[kind], name)
        for tries_left in reversed(range(START_SECONDS)):
            try:
                answers = await self.client.describe_configs([resource])
                break
            except NodeNotReadyError:
                # A broker of KRaft says that it has started before the others tell clients of it.
                if not tries_left:
                    raise
                await asyncio.sleep(1)
        return {entry[0]: entry[1] for answer in answers for found in answer.resources for entry in found[4]}


async def produce(brokers, records):
    """Sends records, (topic, value) each, acknowledged by all in-sync replicas."""
    producer = AIOKafkaProducer(bootstrap_servers=brokers, acks="all")
    await producer.start()
    try:
        await asyncio.gather(*[await producer.send(topic, value) for topic, value in records])
    finally:
        await producer.stop()


async def produce_too_much(brokers):
    """Sends a record that the topic refuses; true if the broker said so."""
    producer = AIOKafkaProducer(bootstrap_servers=brokers, acks="all", max_request_size=1_000_000)
    await producer.start()
    try:
        await producer.send_and_wait(PROBE["name"], b"x" * 100_000)
        return False
    except MessageSizeTooLargeError:
        return True
    finally:
        await producer.stop()


async def consume_over_tls(brokers, count):
    """Reads records of the probe topic through the TLS listener and commits; returns how many came."""
    # The certificate is made for the run and proves nothing, so nothing is asked of it.
    trust = ssl.create_default_context()
    trust.check_hostname, trust.verify_mode = False, ssl.CERT_NONE
    consumer = AIOKafkaConsumer(
        PROBE["name"],
        bootstrap_servers=brokers,
        security_protocol="SSL",
        ssl_context=trust,
        group_id="probe-group",
        auto_offset_reset="earliest",
        enable_auto_commit=False,
    )
    await consumer.start()
    try:
        got = 0
        while got < count:
            batches = await consumer.getmany(timeout_ms=10_000)
            if not batches:
                break
            got += sum(len(records) for records in batches.values())
        await consumer.commit()
        return got
    finally:
        await consumer.stop()


class Going:
    """Tasks that go on until they are told to stop. They look themselves: aiokafka may swallow a cancellation."""

    def __init__(self):
        self.tasks = {}

    def start(self, name, work):
        """Calls the work again and again, in the background."""
        stop = asyncio.Event()
        self.tasks[name] = stop, asyncio.create_task(self.repeat(work, stop))

    async def repeat(self, work, stop):
        while not stop.is_set():
            try:
                await work(stop)
            except (KafkaError, OSError):
                # Nobody leads, coordinates or answers now; try again.
                await asyncio.sleep(1)

    async def stop(self, *names):
        """Stops those of these names, or all; one that does not end in time is left to the end of the run."""
        stopped = [self.tasks.pop(name) for name in names or list(self.tasks)]
        for stop, _ in stopped:
            stop.set()
        if stopped:
            await asyncio.wait([task for _, task in stopped], timeout=STOP_SECONDS)


def reader(brokers, topics, group):
    """A member of a consumer group, which reads topics and commits."""

    async def read(stop):
        consumer = AIOKafkaConsumer(
            *topics,
            bootstrap_servers=brokers,
            group_id=group,
            auto_offset_reset="earliest",
            auto_commit_interval_ms=1000,
        )
        await consumer.start()
        try:
            while not stop.is_set():
                await consumer.getmany(timeout_ms=500, max_records=10_000)
        finally:
            await consumer.stop()

    return read


def never_learning(brokers):
    """A producer that sends again and again what the topic refuses."""

    async def send(_):
        await produce_too_much(brokers)
        await asyncio.sleep(0.5)

    return send


async def fill(brokers, topic, count, size):
    """So many records of so many bytes, in the first partition."""
    producer = AIOKafkaProducer(bootstrap_servers=brokers, acks="all", max_request_size=2 * size, max_batch_size=2 * size)
    await producer.start()
    try:
        for _ in range(count):
            await producer.send_and_wait(topic, b"x" * size, partition=0)
    finally:
        await producer.stop()


class Burden:
    """Makes one broker busy: a single request thread, and large batches that the broker must compress itself."""

    TOPIC, THREADS = "burden", 8

    def __init__(self, brokers, broker):
        self.brokers, self.broker, self.going = brokers, broker, Going()

    async def begin(self):
        async with Admin(self.brokers) as admin:
            assigned = {0: [self.broker]}
            settings = {"compression.type": "gzip", "min.insync.replicas": "1"}
            topic = NewTopic(self.TOPIC, -1, -1, replica_assignments=assigned, topic_configs=settings)
            await admin.client.create_topics([topic])
            await self.threads(admin, [4, 2, 1])
        for number in range(4):
            self.going.start(number, self.send)

    async def end(self):
        await self.going.stop()
        async with Admin(self.brokers) as admin:
            await self.threads(admin, [2, 4, self.THREADS])
            await admin.client.delete_topics([self.TOPIC])

    async def threads(self, admin, steps):
        # A broker halves or doubles the number of its threads at most.
        for count in steps:
            resource = ConfigResource(ConfigResourceType.BROKER, str(self.broker), {"num.io.threads": str(count)})
            await admin.client.alter_configs([resource])
            await asyncio.sleep(1)

    async def send(self, stop):
        # Letters of few kinds: slow to compress, and yet smaller then.
        record = bytes(random.choices(b"0123456789abcdef", k=900_000))
        producer = AIOKafkaProducer(bootstrap_servers=self.brokers, acks=1, max_batch_size=2_000_000)
        await producer.start()
        try:
            while not stop.is_set():
                await producer.send_and_wait(self.TOPIC, record, partition=0)
        finally:
            await producer.stop()
