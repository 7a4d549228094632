"""Real Kafka on 127.0.0.1, laid out as Strimzi lays it out: brokers with ZooKeeper nodes or with KRaft's controllers.

Which of them, and how many, is what was rendered. Each process is started here and ended here, by its own handle.
"""

import pathlib
import re
import subprocess
import time

import packages
from node import JVM, START_SECONDS, Node, logging

STOP_SECONDS = 15
STARTED = {False: "started (kafka.server.KafkaServer)", True: "Kafka Server started"}

# Listeners as Strimzi names them. Only TLS-9093 is encrypted here: the operator's certificates are not what is tested.
LISTENERS = ["CONTROLPLANE-9090", "REPLICATION-9091", "PLAIN-9092", "TLS-9093"]
CONTROL_PLANE = LISTENERS[0]

# Set per node below, as the operator does; a fragment of settings may not contain them.
OWNED = (
    "broker.id",
    "node.id",
    "process.roles",
    "listener",
    "advertised.",
    "control.plane.",
    "controller.listener.",
    "controller.quorum.voters",
    "inter.broker.listener.",
    "zookeeper.",
    "log.dir",
    "metadata.log.dir",
    "ssl.",
)

CLUSTER = "MkU3OEVBNTcwNTJENDM2Qg"
# Before this version a controller may not say where it is.
ADVERTISING_CONTROLLERS = [3, 9]


class Stack:
    """The nodes that are rendered; use it in a `with`, which always ends them."""

    def __init__(self, folder, rendered):
        self.folder, self.rendered, self.settings = pathlib.Path(folder), rendered, rendered.settings()
        self.kraft, self.started = rendered.kraft, STARTED[rendered.kraft]
        self.class_path, self.zookeeper_version = packages.kafka(rendered.version())
        self.agent, self.agent_version = packages.agent(rendered.agent())
        self.nodes = [Node(member, self.folder, rendered.jmx_rules(member.part)) for member in rendered.members()]
        self.brokers = [node for node in self.nodes if "broker" in node.member.roles]
        self.controllers = [node for node in self.nodes if "controller" in node.member.roles]
        self.zookeepers = [node for node in self.nodes if node.member.part == "zookeeper"]
        # Those who decide, and those of whom one says that it is the controller.
        self.quorum = self.controllers or self.zookeepers
        self.maybe_controllers = self.controllers or self.brokers

    def __enter__(self):
        try:
            self.start()
        except BaseException:
            self.stop()
            raise
        return self

    def __exit__(self, *_):
        self.stop()

    def title(self):
        """What runs, in words."""
        both = sum(node in self.brokers for node in self.controllers)
        combined = f", {both} of which are both" if both else ""
        others = f"{len(self.controllers)} controllers" if self.kraft else f"{len(self.zookeepers)} ZooKeeper"
        return f"{others} and {len(self.brokers)} brokers{combined}"

    def plain(self):
        return [f"127.0.0.1:{broker.ports[LISTENERS.index('PLAIN-9092')]}" for broker in self.brokers]

    def tls(self):
        return [f"127.0.0.1:{broker.ports[LISTENERS.index('TLS-9093')]}" for broker in self.brokers]

    def start(self):
        self.make_certificate()
        for node in self.zookeepers:
            node.put_settings(self.zookeeper_properties(node))
            node.start(self.class_path, self.agent, "org.apache.zookeeper.server.quorum.QuorumPeerMain")
        of_kafka = [node for node in self.nodes if node not in self.zookeepers]
        for node in of_kafka:
            node.put_settings(self.kraft_properties(node) if self.kraft else self.broker_properties(node))
        if self.kraft:
            self.format(of_kafka)
        for node in of_kafka:
            node.start(self.class_path, self.agent, "kafka.Kafka")
        try:
            self.wait(of_kafka, self.started)
        finally:
            # One that has ended is why a broker does not start, or goes unseen if the others do.
            self.wait(self.zookeepers, "")

    def make_certificate(self):
        asked = "-alias broker -keyalg RSA -dname CN=localhost -validity 2 -storetype PKCS12 -storepass changeit"
        command = ["keytool", "-genkeypair", *asked.split(), "-keystore", self.folder / "keystore.p12"]
        subprocess.run(command, check=True, capture_output=True)

    def format(self, nodes):
        """What Strimzi's images do before a node of KRaft starts: they write down the cluster and the metadata version."""
        tool = ["java", *JVM, *logging(self.folder), "-cp", self.class_path, "kafka.tools.StorageTool", "format"]
        asked = [f"-t={CLUSTER}", f"-r={self.rendered.metadata_version()}", "-g"]
        running = []
        try:
            for node in nodes:
                command = [*tool, *asked, f"-c={node.settings}"]
                running.append(subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True))
            for node, process in zip(nodes, running):
                said, _ = process.communicate(timeout=START_SECONDS)
                if process.returncode:
                    tail = "\n".join(said.splitlines()[-15:])
                    raise RuntimeError(f"the disks of {node.name} were not formatted:\n{tail}")
        finally:
            for process in running:
                process.kill()
                process.wait()

    def settings_of(self, controller):
        """Every setting of a controller as it is in force; clients cannot ask for it, Kafka's own tool can."""
        tool = ["java", *JVM, *logging(self.folder), "-cp", self.class_path, "kafka.admin.ConfigCommand"]
        whom = ["--bootstrap-controller", f"127.0.0.1:{controller.ports[0]}"]
        asked = ["--describe", "--all", "--entity-type", "brokers", "--entity-name", str(controller.member.id)]
        told = subprocess.run([*tool, *whom, *asked], capture_output=True, text=True, timeout=START_SECONDS, check=True)
        return dict(re.findall(r"^  (\S+?)=(.*?) sensitive=", told.stdout, re.MULTILINE))

    def zookeeper_properties(self, node):
        data = self.folder / node.name
        data.mkdir()
        (data / "myid").write_text(str(node.member.id + 1))
        members = {
            f"server.{one.member.id + 1}": f"127.0.0.1:{one.ports[1]}:{one.ports[2]}" for one in self.zookeepers
        }
        # standaloneEnabled=false makes an ensemble even of one, whose MBeans have the names that the rules know.
        return {
            "dataDir": data,
            "clientPort": node.ports[0],
            "clientPortAddress": "127.0.0.1",
            "admin.enableServer": "false",
            "tickTime": 500,
            "initLimit": 20,
            "syncLimit": 10,
            "standaloneEnabled": "false",
            **members,
        }

    def broker_properties(self, node):
        """Of a broker with ZooKeeper."""
        return {
            **self.settings,
            "broker.id": node.member.id,
            **self.listeners(node, LISTENERS),
            "control.plane.listener.name": CONTROL_PLANE,
            "zookeeper.connect": ",".join(f"127.0.0.1:{one.ports[0]}" for one in self.zookeepers),
        }

    def kraft_properties(self, node):
        """Of a node without ZooKeeper. Controllers get the settings of brokers, too, as from the operator."""
        roles = node.member.roles
        own = [name for name in LISTENERS if ("controller" if name == CONTROL_PLANE else "broker") in roles]
        voters = [f"{one.member.id}@127.0.0.1:{one.ports[0]}" for one in self.controllers]
        return {
            **self.settings,
            "node.id": node.member.id,
            "process.roles": ",".join(roles),
            "controller.listener.names": CONTROL_PLANE,
            "controller.quorum.voters": ",".join(voters),
            "metadata.log.dir": self.volumes(node)[0],
            **self.listeners(node, own),
        }

    def listeners(self, node, names):
        """Where a node listens and what it says of that, and where its data lies."""
        addresses = {name: f"{name}://127.0.0.1:{node.ports[LISTENERS.index(name)]}" for name in names}
        told = dict(addresses)
        if self.kraft and packages.numbers(self.rendered.version()) < ADVERTISING_CONTROLLERS:
            told.pop(CONTROL_PLANE, None)
        protocols = {name: "SSL" if name.startswith("TLS") else "PLAINTEXT" for name in [CONTROL_PLANE, *names]}
        properties = {
            "listeners": ",".join(addresses.values()),
            "listener.security.protocol.map": ",".join(f"{name}:{protocol}" for name, protocol in protocols.items()),
            "log.dirs": ",".join(map(str, self.volumes(node))),
        }
        if told:
            properties["advertised.listeners"] = ",".join(told.values())
        if "broker" in node.member.roles:
            store = f"listener.name.{LISTENERS[3].lower()}.ssl.keystore"
            properties |= {
                "inter.broker.listener.name": LISTENERS[1],
                f"{store}.location": self.folder / "keystore.p12",
                f"{store}.password": "changeit",
                f"{store}.type": "PKCS12",
            }
        return properties

    def volumes(self, node):
        """A folder for each volume, that with KRaft's metadata first."""
        suffixes = [f"-{volume}" if volume != "" else "" for volume in node.member.volumes]
        return [self.folder / f"{node.name}{suffix}" for suffix in suffixes]

    def wait(self, nodes, text):
        """Until each log holds the text; a node that ends or takes too long is an error with the end of its log."""
        deadline = time.monotonic() + START_SECONDS
        for node in nodes:
            while not node.says(text) and node.process.poll() is None and time.monotonic() < deadline:
                time.sleep(0.2)
            if not node.says(text) or node.process.poll() is not None:
                tail = "\n".join(node.log().read_text(errors="replace").splitlines()[-15:])
                raise RuntimeError(f"{node.name} did not start:\n{tail}")

    def stop(self):
        # Brokers first: one whose ZooKeeper or controllers are gone does not end on SIGTERM.
        for nodes in (self.brokers, [node for node in self.nodes if node not in self.brokers]):
            running = [node.process for node in nodes if node.process]
            for process in running:
                process.terminate()
            deadline = time.monotonic() + STOP_SECONDS
            for process in running:
                try:
                    process.wait(max(0.1, deadline - time.monotonic()))
                except subprocess.TimeoutExpired:
                    process.kill()
                    process.wait()
