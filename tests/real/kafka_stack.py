"""Real ZooKeeper nodes and real Kafka brokers on 127.0.0.1, laid out as Strimzi lays them out.

Everything comes from Maven Central and PyPI into a cache folder; nothing of it belongs into the repository. Each
process is started here and ended here, by its own handle.
"""

import os
import pathlib
import random
import shutil
import socket
import subprocess
import sys
import time
import urllib.request

PYTHON_PACKAGES = ["aiokafka==0.14.0", "pyyaml==6.0.2"]
START_SECONDS = 180
STOP_SECONDS = 15
STARTED = "started (kafka.server.KafkaServer)"
PORTS = (12_000, 32_000)

# Listeners as Strimzi names them. Only TLS-9093 is encrypted here: the operator's certificates are not what is tested.
LISTENERS = ["CONTROLPLANE-9090", "REPLICATION-9091", "PLAIN-9092", "TLS-9093"]

# Set per broker below, as the operator does; a fragment of settings may not contain them.
OWNED = (
    "broker.id",
    "listener",
    "advertised.",
    "control.plane.",
    "inter.broker.listener.",
    "zookeeper.",
    "log.dir",
    "ssl.",
)

JVM = ["-Xms128m", "-Xmx384m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Djava.net.preferIPv4Stack=true"]

LOG4J = """\
log4j.rootLogger=WARN, out
log4j.logger.kafka.server.KafkaServer=INFO
log4j.appender.out=org.apache.log4j.ConsoleAppender
log4j.appender.out.layout=org.apache.log4j.PatternLayout
log4j.appender.out.layout.ConversionPattern=[%d] %p %m (%c)%n
"""

DEPENDENCY = """\
    <dependency>
      <groupId>org.apache.kafka</groupId><artifactId>%s</artifactId><version>%s</version>
    </dependency>
"""

POM = """\
<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>local</groupId><artifactId>kafka-runtime</artifactId><version>1</version><packaging>pom</packaging>
  <dependencies>
%s  </dependencies>
</project>
"""


def cache():
    """The folder for jars and Python packages: $KAFKASMITH_REAL_CACHE, else below the user's cache folder."""
    default = pathlib.Path(os.environ.get("XDG_CACHE_HOME", pathlib.Path.home() / ".cache")) / "kafkasmith-real"
    return pathlib.Path(os.environ.get("KAFKASMITH_REAL_CACHE", default)).resolve()


def python():
    """A Python with the packages that the checks need."""
    home = cache() / f"venv-{sys.version_info.major}.{sys.version_info.minor}"
    program = home / "bin" / "python"
    if not (home / "complete").exists():
        shutil.rmtree(home, ignore_errors=True)
        subprocess.run([sys.executable, "-m", "venv", home], check=True)
        subprocess.run([program, "-m", "pip", "install", "--quiet", *PYTHON_PACKAGES], check=True)
        (home / "complete").touch()
    return program


def jars(kafka_version, agent_version):
    """Kafka with ZooKeeper, and the JMX exporter's agent: (class path, agent, version of ZooKeeper)."""
    kafka = cache() / f"kafka-{kafka_version}"
    agent = cache() / "jmx" / f"jmx_prometheus_javaagent-{agent_version}.jar"
    plugin = "org.apache.maven.plugins:maven-dependency-plugin:3.6.1"
    if not (kafka / "complete").exists():
        kafka.mkdir(parents=True, exist_ok=True)
        parts = [DEPENDENCY % (name, kafka_version) for name in ("kafka_2.13", "kafka-tools")]
        (kafka / "pom.xml").write_text(POM % "".join(parts))
        subprocess.run(
            [
                "mvn",
                "-q",
                "-B",
                "-Dstyle.color=never",
                "-f",
                kafka / "pom.xml",
                f"{plugin}:copy-dependencies",
                f"-DoutputDirectory={kafka}",
                "-DincludeScope=runtime",
            ],
            check=True,
        )
        (kafka / "complete").touch()
    if not agent.exists():
        subprocess.run(
            [
                "mvn",
                "-q",
                "-B",
                "-Dstyle.color=never",
                f"{plugin}:copy",
                f"-DoutputDirectory={agent.parent}",
                f"-Dartifact=io.prometheus.jmx:jmx_prometheus_javaagent:{agent_version}",
            ],
            check=True,
        )
    (zookeeper,) = (jar.stem.removeprefix("zookeeper-") for jar in kafka.glob("zookeeper-[0-9]*.jar"))
    return ":".join(str(jar) for jar in sorted(kafka.glob("*.jar"))), agent, zookeeper


def free_ports(count):
    """Ports that nobody has now, from below those that the system gives to outgoing connections at any time.

    A node that is started again finds its ports still free, then. All are held until the last is known, so that none
    comes twice.
    """
    held, candidates = [], random.sample(range(*PORTS), PORTS[1] - PORTS[0])
    while len(held) < count:
        one = socket.socket()
        try:
            one.bind(("127.0.0.1", candidates.pop()))
            held.append(one)
        except OSError:
            one.close()
    ports = [one.getsockname()[1] for one in held]
    for one in held:
        one.close()
    return ports


class Node:
    """One JVM with the agent in it."""

    def __init__(self, name, folder, rules):
        self.name, self.folder, self.process = name, folder, None
        self.metrics_port, *self.ports = free_ports(1 + len(LISTENERS))
        self.rules = folder / f"{name}.yaml"
        self.rules.write_text(rules)

    def start(self, class_path, agent, main, properties):
        settings = self.folder / f"{self.name}.properties"
        settings.write_text("".join(f"{key}={value}\n" for key, value in properties.items()))
        self.command = [
            "java",
            *JVM,
            f"-Dlog4j.configuration=file:{self.folder / 'log4j.properties'}",
            f"-javaagent:{agent}=127.0.0.1:{self.metrics_port}:{self.rules}",
            "-cp",
            class_path,
            main,
            settings,
        ]
        self.start_again()

    def start_again(self):
        """Starts it as it was started first; its data and its ports are the same."""
        with open(self.log(), "w") as log:
            self.process = subprocess.Popen(self.command, stdout=log, stderr=subprocess.STDOUT)

    def kill(self):
        """Ends it as a lost machine would: it has no time for anything."""
        self.process.kill()
        self.process.wait()

    def log(self):
        return self.folder / f"{self.name}.log"

    def says(self, text):
        return text in self.log().read_text(errors="replace")

    def scrape(self):
        with urllib.request.urlopen(f"http://127.0.0.1:{self.metrics_port}/metrics", timeout=60) as answer:
            return answer.read().decode()

    def scrape_with(self, rules):
        """One scrape with other rules: the agent reads its file again when the file's time stamp has grown."""
        own = self.rules.read_text()
        try:
            self.put_rules(rules)
            return self.scrape()
        finally:
            self.put_rules(own)

    def put_rules(self, text):
        later = int(self.rules.stat().st_mtime) + 2
        self.rules.write_text(text)
        os.utime(self.rules, (later, later))

    def cpu_seconds(self):
        fields = pathlib.Path(f"/proc/{self.process.pid}/stat").read_text().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


class Stack:
    """The brokers and ZooKeeper nodes that are rendered; use it in a `with`, which always ends them."""

    def __init__(self, folder, rendered):
        self.folder, self.settings = pathlib.Path(folder), rendered.settings()
        self.class_path, self.agent, self.zookeeper_version = jars(rendered.version(), rendered.agent())
        self.brokers, self.zookeepers = [
            [Node(f"{part}-{i}", self.folder, rendered.jmx_rules(part)) for i in range(rendered.replicas(part))]
            for part in ("kafka", "zookeeper")
        ]

    def __enter__(self):
        try:
            self.start()
        except BaseException:
            self.stop()
            raise
        return self

    def __exit__(self, *_):
        self.stop()

    def plain(self):
        return [f"127.0.0.1:{broker.ports[LISTENERS.index('PLAIN-9092')]}" for broker in self.brokers]

    def tls(self):
        return [f"127.0.0.1:{broker.ports[LISTENERS.index('TLS-9093')]}" for broker in self.brokers]

    def start(self):
        class_path, agent = self.class_path, self.agent
        (self.folder / "log4j.properties").write_text(LOG4J)
        subprocess.run(
            [
                "keytool",
                "-genkeypair",
                "-alias",
                "broker",
                "-keyalg",
                "RSA",
                "-dname",
                "CN=localhost",
                "-validity",
                "2",
                "-storetype",
                "PKCS12",
                "-storepass",
                "changeit",
                "-keystore",
                self.folder / "keystore.p12",
            ],
            check=True,
            capture_output=True,
        )
        for index, node in enumerate(self.zookeepers):
            node.start(
                class_path, agent, "org.apache.zookeeper.server.quorum.QuorumPeerMain", self.zookeeper_properties(index)
            )
        for index, node in enumerate(self.brokers):
            node.start(class_path, agent, "kafka.Kafka", self.broker_properties(index))
        try:
            self.wait(self.brokers, STARTED)
        finally:
            # One that has ended is why a broker does not start, or goes unseen if the others do.
            self.wait(self.zookeepers, "")

    def zookeeper_properties(self, index):
        data = self.folder / f"zookeeper-{index}"
        data.mkdir()
        (data / "myid").write_text(str(index + 1))
        own = self.zookeepers[index]
        members = {
            f"server.{i + 1}": f"127.0.0.1:{node.ports[1]}:{node.ports[2]}" for i, node in enumerate(self.zookeepers)
        }
        # standaloneEnabled=false makes an ensemble even of one, whose MBeans have the names that the rules know.
        return {
            "dataDir": data,
            "clientPort": own.ports[0],
            "clientPortAddress": "127.0.0.1",
            "admin.enableServer": "false",
            "tickTime": 500,
            "initLimit": 20,
            "syncLimit": 10,
            "standaloneEnabled": "false",
            **members,
        }

    def broker_properties(self, index):
        own = dict(zip(LISTENERS, self.brokers[index].ports))
        addresses = ",".join(f"{name}://127.0.0.1:{port}" for name, port in own.items())
        store = f"listener.name.{LISTENERS[3].lower()}.ssl.keystore"
        return {
            **self.settings,
            "broker.id": index,
            "listeners": addresses,
            "advertised.listeners": addresses,
            "listener.security.protocol.map": ",".join(
                f"{name}:{'SSL' if name.startswith('TLS') else 'PLAINTEXT'}" for name in own
            ),
            "control.plane.listener.name": LISTENERS[0],
            "inter.broker.listener.name": LISTENERS[1],
            f"{store}.location": self.folder / "keystore.p12",
            f"{store}.password": "changeit",
            f"{store}.type": "PKCS12",
            "zookeeper.connect": ",".join(f"127.0.0.1:{node.ports[0]}" for node in self.zookeepers),
            "log.dirs": self.folder / f"kafka-{index}",
        }

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
        # Brokers first: one whose ZooKeeper is gone does not end on SIGTERM.
        for nodes in (self.brokers, self.zookeepers):
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
