#!/usr/bin/env bash
# Writes catalog/kafka/<version>/{broker,topic}.tsv for each version named, from the jars of that Apache Kafka release.
#
#   tools/catalog/kafka-settings.sh 3.6.1 3.7.0
#
# Needs Maven and a JDK of 17 or later. The jars go into a temporary folder and are gone afterwards. A table that an older
# version in the catalogue has already becomes one line, "same-as<TAB>VERSION".
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
catalog=$(cd "$here/../../catalog/kafka" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

jars() { # VERSION: copies the release and what it needs at run time
    mkdir -p "$work/$1"
    cat > "$work/$1/pom.xml" <<POM
<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>local</groupId><artifactId>kafka-$1</artifactId><version>1</version><packaging>pom</packaging>
  <dependencies>
    <dependency><groupId>org.apache.kafka</groupId><artifactId>kafka_2.13</artifactId><version>$1</version></dependency>
  </dependencies>
</project>
POM
    mvn -q -B -f "$work/$1/pom.xml" org.apache.maven.plugins:maven-dependency-plugin:3.6.1:copy-dependencies \
        -DoutputDirectory="$work/$1/jars" -DincludeScope=runtime >&2
}

older() { # VERSION: the versions in the catalogue before it, oldest first
    { ls "$catalog"; echo "$1"; } | sort -uV | sed "/^${1//./\\.}\$/,\$d"
}

share() { # VERSION FILE: one line instead of a table that an older version has
    local version
    for version in $(older "$1"); do
        if cmp -s "$catalog/$version/$2" "$catalog/$1/$2"; then
            printf 'same-as\t%s\n' "$version" > "$catalog/$1/$2"
            return
        fi
    done
}

for version in "$@"; do
    jars "$version"
    java -XX:TieredStopAtLevel=1 -cp "$work/$version/jars/*" "$here/KafkaSettings.java" write "$catalog/$version"
    share "$version" broker.tsv
    share "$version" topic.tsv
    echo "$version: $(wc -l < "$catalog/$version/broker.tsv") lines for brokers, $(wc -l < "$catalog/$version/topic.tsv") for topics"
done
