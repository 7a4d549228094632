"""What the programs beside this file install: Kafka with ZooKeeper, the JMX exporter's agent, Python packages.

Everything comes from Maven Central and PyPI into a cache folder; nothing of it belongs into the repository.
"""

import os
import pathlib
import shutil
import subprocess
import sys

PYTHON_PACKAGES = ["aiokafka==0.14.0", "pyyaml==6.0.2"]
PLUGIN = "org.apache.maven.plugins:maven-dependency-plugin:3.6.1"

# Kafka from 4 on brings no logger of its own.
LOGGER = ("org.slf4j", "slf4j-simple", "1.7.36")

# Maven Central has no later agent. `agent.sh` builds others from the exporter's repository.
LAST_AGENT = "1.0.1"

DEPENDENCY = """\
    <dependency>
      <groupId>%s</groupId><artifactId>%s</artifactId><version>%s</version>
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


def numbers(version):
    """`3.9.2` as numbers that compare."""
    return [int(part) for part in version.split(".")]


def maven(*arguments, check=True):
    return subprocess.run(["mvn", "-q", "-B", "-Dstyle.color=never", *arguments], check=check, capture_output=not check)


def kafka(version):
    """Kafka's jars: (class path, version of the ZooKeeper among them or nothing)."""
    home = cache() / f"kafka-{version}"
    if not (home / "complete").exists():
        home.mkdir(parents=True, exist_ok=True)
        parts = [("org.apache.kafka", name, version) for name in ("kafka_2.13", "kafka-tools")]
        parts += [LOGGER] if numbers(version) >= [4] else []
        (home / "pom.xml").write_text(POM % "".join(DEPENDENCY % part for part in parts))
        into = f"-DoutputDirectory={home}"
        maven("-f", home / "pom.xml", f"{PLUGIN}:copy-dependencies", into, "-DincludeScope=runtime")
        (home / "complete").touch()
    zookeeper = [jar.stem.removeprefix("zookeeper-") for jar in home.glob("zookeeper-[0-9]*.jar")]
    return ":".join(str(jar) for jar in sorted(home.glob("*.jar"))), next(iter(zookeeper), None)


def agent(version):
    """The JMX exporter's agent, or the last that Maven Central has where the wanted one was not built: (jar, version)."""

    def jar(of):
        return cache() / "jmx" / f"jmx_prometheus_javaagent-{of}.jar"

    for one in (version, LAST_AGENT):
        artifact = f"-Dartifact=io.prometheus.jmx:jmx_prometheus_javaagent:{one}"
        if not jar(one).exists():
            maven(f"{PLUGIN}:copy", f"-DoutputDirectory={jar(one).parent}", artifact, check=False)
        if jar(one).exists():
            return jar(one), one
    raise SystemExit(f"neither the agent {version} nor {LAST_AGENT} can be had from Maven Central")
