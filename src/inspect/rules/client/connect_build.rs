//! Can the image of a Kafka Connect be built?

use crate::bundle::Node;
use crate::inspect::{Check, Example, Offence, Out, Rule, World};
use crate::inventory::Connect;

const REFUSED: Offence = Offence::error(
    "client/build-refused",
    "the operator refuses what a Kafka Connect is built of",
)
.why(
    "Plugins need names of their own, each artifact what says where it is, and the image that is built another name \
         than the one that it is built from. Otherwise the resource is not ready, and nothing is built.",
)
.write("names of their own, a `url` (of Maven `group`, `artifact`, `version`), and another `output.image`")
.source("strimzi 0.39.0 and 1.2.0, `KafkaConnectBuild.fromCrd`, `validateBuildConfiguration`, `KafkaConnectDockerfile`")
.not_waivable();

const CHECKSUM: Offence = Offence::error("client/build-checksum", "a checksum is none, so the build ends")
    .why("What is downloaded is held against it with `sha512sum --check`, which takes 128 hexadecimal digits and nothing else.")
    .write("the output of `sha512sum FILE`, its first word")
    .source("strimzi, `KafkaConnectDockerfile`; coreutils, `sha512sum`")
    .not_waivable();

const OTHER_TYPE: Offence = Offence::warning(
    "client/artifact-of-another-type",
    "an artifact is an archive of another type than it says",
)
.why(
    "`tgz` and `zip` are unpacked; `jar` and `other` are put where plugins are as they are. An archive that is not \
     unpacked is no plugin, and one of the other type ends the build.",
)
.write("the `type` of the file behind the URL")
.source("strimzi, `KafkaConnectDockerfile.addTgzArtifact`, `addZipArtifact`, `addUnmodifiedArtifact`");

pub(super) const RULE: Rule = Rule {
    offences: &[&REFUSED, &CHECKSUM, &OTHER_TYPE],
    check: Check::Whole(check),
    examples: &[
        Example::new(
            "a name twice, no address, a short checksum, an archive that is not unpacked",
            "apiVersion: kafka.strimzi.io/v1beta2
kind: KafkaConnect
metadata: { name: connect }
spec:
  replicas: 1
  bootstrapServers: shop-kafka-bootstrap:9092
  image: example.org/connect:1
  build:
    output:
      type: docker
      image: example.org/connect:1 # <- client/build-refused
    plugins:
      - name: one
        artifacts:
          - type: jar
            url: https://example.org/one.tar.gz # <- client/artifact-of-another-type
          - type: zip
            url: https://example.org/two.zip
            sha512sum: abcd # <- client/build-checksum
      - name: one # <- client/build-refused
        artifacts:
          - type: tgz # <- client/build-refused
          - type: maven # <- client/build-refused
            group: org.example
            artifact: three
",
        ),
        Example::new(
            "as it should be",
            "apiVersion: kafka.strimzi.io/v1beta2
kind: KafkaConnect
metadata: { name: connect }
spec:
  replicas: 1
  bootstrapServers: shop-kafka-bootstrap:9092
  image: example.org/base:1
  build:
    output: { type: docker, image: \"example.org/connect:1\" }
    plugins:
      - name: one
        artifacts:
          - { type: jar, url: \"https://example.org/one.jar\" }
          - { type: tgz, url: \"https://example.org/one.tar.gz?raw=true\" }
          - { type: maven, group: org.example, artifact: three, version: \"1.0\" }
      - name: two
        artifacts:
          - { type: other, url: \"https://example.org/two.so\", fileName: two.so }
          - { type: zip, url: \"${URL}\" }
",
        ),
    ],
};

fn check(world: &World<'_>, out: &mut Out) {
    for connect in world.inventory.connects.iter().filter(|connect| !world.is_patch(connect.document)) {
        let Some(build) = connect.spec.get("build") else { continue };
        images(connect, build, out);
        let mut names: Vec<Node<'_>> = Vec::new();
        for plugin in build.get("plugins").into_iter().flat_map(Node::items) {
            if let Some(name) = plugin.get("name") {
                if let Some(first) = names.iter().find(|first| first.text() == name.text()) {
                    let headline = format!(
                        "the operator refuses Kafka Connect `{}`: two plugins are `{}`",
                        connect.name,
                        name.text()
                    );
                    out.raise(&REFUSED, name, headline)
                        .label("taken already")
                        .because(*first, "the first")
                        .help("give it another name, or put its artifacts into the first");
                }
                names.push(name);
            }
            for artifact in plugin.get("artifacts").into_iter().flat_map(Node::items) {
                of_artifact(connect, artifact, out);
            }
        }
    }
}

fn images(connect: &Connect<'_>, build: Node<'_>, out: &mut Out) {
    let (Some(built), Some(base)) = (build.at(["output", "image"]), connect.spec.get("image")) else { return };
    if built.as_text().is_some() && built.as_text() == base.as_text() {
        let headline =
            format!("the operator refuses Kafka Connect `{}`: it would be built from its own image", connect.name);
        out.raise(&REFUSED, built, headline)
            .label("what is built")
            .because(base, "what it is built from")
            .help("leave `spec.image` out, or give `output.image` another tag");
    }
}

fn of_artifact(connect: &Connect<'_>, artifact: Node<'_>, out: &mut Out) {
    let Some(kind) = artifact.get("type") else { return };
    let wanted: &[&str] = match kind.text() {
        "maven" => &["group", "artifact", "version"],
        "jar" | "other" | "tgz" | "zip" => &["url"],
        _ => return,
    };
    let is_there = |key: &&&str| artifact.get(key).is_some_and(|node| !node.text().is_empty() && !node.is_null());
    if let Some(lacks) = wanted.iter().find(|key| !is_there(key)) {
        let headline = format!(
            "the operator refuses Kafka Connect `{}`: an artifact of type `{}` has no `{lacks}`",
            connect.name,
            kind.text()
        );
        out.raise(&REFUSED, kind, headline).label(format!("without `{lacks}`")).help(format!("write `{lacks}`"));
        return;
    }
    let sum = artifact.get("sha512sum").filter(|sum| !sum.is_null() && !sum.text().contains(['$', '{']));
    if let Some(sum) = sum.filter(|sum| sum.text().len() != 128 || !sum.text().chars().all(|c| c.is_ascii_hexdigit())) {
        let headline = format!("the build of Kafka Connect `{}` ends: that is no SHA-512", connect.name);
        out.raise(&CHECKSUM, sum, headline)
            .label(format!("{} characters, and not 128 hexadecimal digits", sum.text().len()))
            .help("write the first word of what `sha512sum` says of the file");
    }
    let Some(url) = artifact.get("url").filter(|_| wanted == ["url"]) else { return };
    let Some(is) = archive(url.text()).filter(|is| *is != kind.text()) else { return };
    // A name of one's own may well be that of an archive.
    if kind.text() == "other" {
        return;
    }
    let then = match kind.text() {
        "jar" => "it is not unpacked, and is no plugin",
        _ => "unpacking it fails",
    };
    out.raise(
        &OTHER_TYPE,
        url,
        format!("an artifact of Kafka Connect `{}` is no `{}`: {then}", connect.name, kind.text()),
    )
    .label(format!("the end of a `{is}`"))
    .because(kind, "its type")
    .help(format!("write `type: {is}`"));
}

/// What the file behind a URL is, by its name.
fn archive(url: &str) -> Option<&'static str> {
    let path = url.split(['?', '#']).next()?.to_ascii_lowercase();
    let ends = [(".tar.gz", "tgz"), (".tgz", "tgz"), (".zip", "zip"), (".jar", "jar")];
    ends.iter().find(|(end, _)| path.ends_with(end)).map(|(_, kind)| *kind)
}
