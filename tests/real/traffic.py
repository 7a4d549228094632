"""Topics, records and mistakes, made with aiokafka, the clients' own library."""

import asyncio
import ssl

from aiokafka import AIOKafkaConsumer, AIOKafkaProducer
from aiokafka.admin import AIOKafkaAdminClient, NewTopic
from aiokafka.admin.config_resource import ConfigResource, ConfigResourceType
from aiokafka.errors import MessageSizeTooLargeError

# For the checks' own records; small enough a limit that a mistake is easy to make.
PROBE = {"name": "probe", "partitions": 3, "replicas": 3, "config": {"max.message.bytes": "2000"}}


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

    async def topics(self):
        """Partitions, replicas of each and in-sync replicas of each, by topic."""
        found = await self.client.describe_topics()
        return {
            t["topic"]: ([len(p["replicas"]) for p in t["partitions"]], [len(p["isr"]) for p in t["partitions"]])
            for t in found
        }

    async def config(self, kind, name):
        """Every setting of a broker or topic as it is in force."""
        resource = ConfigResource(ConfigResourceType[kind], name)
        answers = await self.client.describe_configs([resource])
        return {entry[0]: entry[1] for answer in answers for found in answer.resources for entry in found[4]}


async def produce(brokers, records):
    """Sends records, (topic, value) each, acknowledged by all in-sync replicas."""
    producer = AIOKafkaProducer(bootstrap_servers=brokers, acks="all", enable_idempotence=True)
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
