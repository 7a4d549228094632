"""One JVM of Kafka or ZooKeeper with the agent in it, and the ports that such JVMs listen on."""

import os
import pathlib
import random
import socket
import subprocess
import time
import urllib.request

START_SECONDS = 180
PORTS = (12_000, 32_000)

# What a node may listen on beside its metrics: more than any needs.
LISTENER_PORTS = 4

JVM = ["-Xms128m", "-Xmx384m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Djava.net.preferIPv4Stack=true"]

# Who may speak below a warning: those who tell that a node has started.
SPEAKERS = ["kafka.server.KafkaServer", "kafka.server.KafkaRaftServer"]

LOG4J = """\
log4j.rootLogger=WARN, out
%slog4j.appender.out=org.apache.log4j.ConsoleAppender
log4j.appender.out.layout=org.apache.log4j.PatternLayout
log4j.appender.out.layout.ConversionPattern=[%%d] %%p %%m (%%c)%%n
"""


def logging(folder):
    """Options of Java for the loggers of Kafka before 4 and from 4 on."""
    path = folder / "log4j.properties"
    path.write_text(LOG4J % "".join(f"log4j.logger.{speaker}=INFO\n" for speaker in SPEAKERS))
    simple = [f"-Dorg.slf4j.simpleLogger.log.{speaker}=info" for speaker in SPEAKERS]
    return [f"-Dlog4j.configuration=file:{path}", "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn", *simple]


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
    """One JVM with the agent in it, of a member of the rendered cluster."""

    def __init__(self, member, folder, rules):
        self.member, self.name, self.folder, self.process = member, member.name, folder, None
        self.metrics_port, *self.ports = free_ports(1 + LISTENER_PORTS)
        self.rules = folder / f"{self.name}.yaml"
        self.rules.write_text(rules)
        self.settings = folder / f"{self.name}.properties"

    def put_settings(self, properties):
        self.settings.write_text("".join(f"{key}={value}\n" for key, value in properties.items()))

    def start(self, class_path, agent, main):
        said = f"-javaagent:{agent}=127.0.0.1:{self.metrics_port}:{self.rules}"
        self.command = ["java", *JVM, *logging(self.folder), said, "-cp", class_path, main, self.settings]
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
