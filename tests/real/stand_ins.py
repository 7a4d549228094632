"""Stand-ins for what cannot be had as a package: Kafka Exporter, Strimzi's operators, the kubelet.

Kafka Exporter's reads real offsets and members from the real brokers. The others serve numbers that a test sets. Names and
labels are those of `catalog/exporters/`, which come from the real ones' source and recordings; nothing else is served.
"""

import asyncio
import http.server
import threading
import time

import rendered as manifests
from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient

READ_SECONDS = 5


class Server:
    """Serves all of them, each at a path of its own; one that is away answers with an error."""

    def __init__(self):
        self.sources, self.away = {}, set()
        self.http = http.server.ThreadingHTTPServer(("127.0.0.1", 0), self.handler())
        self.address = f"127.0.0.1:{self.http.server_address[1]}"

    def __enter__(self):
        threading.Thread(target=self.http.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_):
        self.http.shutdown()
        self.http.server_close()

    def handler(self):
        server = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                name = self.path.strip("/")
                there = name in server.sources and name not in server.away
                body = server.sources[name]().encode() if there else b""
                self.send_response(200 if there else 503)
                self.send_header("Content-Type", "text/plain; version=0.0.4")
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_):
                pass

        return Handler


def exposition(table, rows):
    """(metric, labels, value) each in the text format; what the catalogue does not list is a mistake of the stand-in."""
    lines = []
    for metric, labels, value in rows:
        if table.get(metric) != set(labels):
            raise ValueError(f"{metric} with {sorted(labels)} is not what the catalogue lists: {table.get(metric)}")
        lines.append("%s{%s} %s\n" % (metric, ",".join(f'{k}="{v}"' for k, v in labels.items()), value))
    return "".join(lines)


class KafkaExporter:
    """Reads offsets, groups and members again and again; what cannot be read now is not served."""

    def __init__(self, brokers):
        self.brokers, self.table, self.rows = brokers, manifests.exported("kafka_exporter"), []

    def text(self):
        return exposition(self.table, self.rows)

    async def run(self, stop):
        while not stop.is_set():
            admin = AIOKafkaAdminClient(bootstrap_servers=self.brokers, request_timeout_ms=4000)
            consumer = AIOKafkaConsumer(bootstrap_servers=self.brokers, request_timeout_ms=4000)
            try:
                await asyncio.wait_for(asyncio.gather(admin.start(), consumer.start()), READ_SECONDS)
                while not stop.is_set():
                    self.rows = await asyncio.wait_for(self.read(admin, consumer), READ_SECONDS)
                    await asyncio.sleep(1)
            except Exception:
                self.rows = []
            finally:
                await asyncio.gather(admin.close(), consumer.stop(), return_exceptions=True)
            await asyncio.sleep(0.5)

    async def read(self, admin, consumer):
        topics = [topic for topic in await admin.describe_topics() if not topic["is_internal"]]
        led = [TopicPartition(t["topic"], p["partition"]) for t in topics for p in t["partitions"] if p["leader"] >= 0]
        ends = await consumer.end_offsets(led)
        rows = [
            ("kafka_topic_partition_current_offset", {"partition": at.partition, "topic": at.topic}, end)
            for at, end in ends.items()
        ]
        for group, _ in await admin.list_consumer_groups():
            rows += await self.read_group(admin, group, ends)
        return rows

    async def read_group(self, admin, group, ends):
        (answer,) = await admin.describe_consumer_groups([group])
        members = sum(len(described[5]) for described in answer.groups)
        rows = [("kafka_consumergroup_members", {"consumergroup": group}, members)]
        for at, position in (await admin.list_consumer_group_offsets(group)).items():
            if at in ends:
                labels = {"consumergroup": group, "partition": at.partition, "topic": at.topic}
                lag = ends[at] - position.offset if position.offset >= 0 else -1
                rows.append(("kafka_consumergroup_current_offset", labels, position.offset))
                rows.append(("kafka_consumergroup_lag", labels, lag))
        return rows


class Operators:
    """The cluster operator: whether the cluster is ready, and whether it still goes through its resources."""

    def __init__(self, rendered, speed):
        self.table = manifests.exported("cluster_operator")
        self.resource = {"kind": "Kafka", "name": rendered.cluster, "resource_namespace": rendered.namespace}
        self.tells_state = "resource-state-metric" in rendered.release()["capabilities"]
        self.every = 120 / speed
        self.ready, self.idle_since, self.began = True, None, time.monotonic()

    def text(self):
        until = self.idle_since or time.monotonic()
        labels = {"kind": "Kafka", "namespace": self.resource["resource_namespace"], "selector": ""}
        rounds = int((until - self.began) / self.every)
        state = self.resource | {"reason": "none" if self.ready else "broken"}
        rows = [("strimzi_resource_state", state, int(self.ready))] if self.tells_state else []
        rows.append(("strimzi_reconciliations_periodical_total", labels, rounds))
        return exposition(self.table, rows)

    def rest(self):
        self.idle_since = time.monotonic()

    def work(self):
        self.idle_since = None


class Kubelet:
    """Volumes, each so full, and getting fuller if told so."""

    SIZE = 10 * 2**30

    def __init__(self, rendered):
        self.table = manifests.exported("kubelet")
        self.namespace, self.fill = rendered.namespace, {claim: (0.2, 0.0) for claim in rendered.claims()}
        self.since = time.monotonic()

    def put(self, claim, share, growth=0.0):
        """From now on: the share that is used, and how much of the volume more each second."""
        self.fill[claim], self.since = (share, growth), time.monotonic()

    def text(self):
        rows = []
        for claim, (share, growth) in self.fill.items():
            used = min(1.0, share + growth * (time.monotonic() - self.since))
            labels = {"namespace": self.namespace, "persistentvolumeclaim": claim}
            rows.append(("kubelet_volume_stats_capacity_bytes", labels, self.SIZE))
            rows.append(("kubelet_volume_stats_available_bytes", labels, round(self.SIZE * (1 - used))))
        return exposition(self.table, rows)
