#!/usr/bin/env bash
# Builds an agent of the JMX exporter that Maven Central does not have, from a clone of its repository, into the cache.
#
#     tests/real/agent.sh CLONE VERSION
#
# Needs git, mvn and a JDK. Strimzi's images take the released jar of the same tag. An agent is built with the version of
# prometheus-metrics that its tag names; of the exporter to OpenTelemetry, which nothing uses here, OTEL may name another.
set -euo pipefail
clone="$1" version="$2"
cache="${KAFKASMITH_REAL_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/kafkasmith-real}/jmx"
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
git -C "$clone" archive "$version" | tar x -C "$folder"
if [ -n "${OTEL:-}" ]; then
    sed -i "/prometheus-metrics-exporter-opentelemetry/{n;s|<version>.*</version>|<version>$OTEL</version>|}" "$folder/pom.xml"
fi
# The checks of the sources, and of Maven's own version, prove nothing about the jar.
mvn -q -B -Dstyle.color=never -f "$folder/pom.xml" -pl jmx_prometheus_javaagent -am -DskipTests -Denforcer.skip=true \
    -Dspotless.check.skip=true -Dspotless.apply.skip=true -Djacoco.skip=true -Dmaven.javadoc.skip=true package
mkdir -p "$cache"
cp "$folder/jmx_prometheus_javaagent/target/jmx_prometheus_javaagent-$version.jar" "$cache/"
echo "$cache/jmx_prometheus_javaagent-$version.jar"
