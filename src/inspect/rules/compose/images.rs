//! Is each image there, kept up, and the same tomorrow?

use crate::catalog;
use crate::inspect::{Check, Example, Offence, Out, Rule, World};
use crate::inventory::compose::{Service, Stack};

const UNPINNED: Offence = Offence::warning("compose/image-unpinned", "an image is taken without a version")
    .why(
        "`latest` is what each host pulled last: two developers run different versions, and a new major \
         version comes overnight.",
    )
    .write("a tag with a version, or a digest")
    .source("Docker docs, image tags");

const UNMAINTAINED: Offence = Offence::warning("compose/image-unmaintained", "nobody maintains an image any more")
    .why("Its faults stay, and it does not learn the next Kafka.")
    .write("the image that took its place")
    .source("the repositories of the images, as in `catalog/families.toml`");

const NEVER: Offence = Offence::error("compose/image-missing", "an image is of a version that never existed")
    .why(
        "It cannot be pulled: since the Kafka without ZooKeeper there are no new images of ZooKeeper, and Apache Kafka's own \
         images begin with 3.7.0, native ones with 3.8.0.",
    )
    .write("a version that there is an image of; without ZooKeeper, KRaft")
    .source("confluentinc/kafka-images v8.0.0, which has no zookeeper folder; apache/kafka 3.6.2, which has no docker folder");

const ODD: Offence = Offence::warning("compose/image-tag-odd", "a tag is a version with letters stuck to it")
    .why("None of these images has tags like that: the pull fails, and the service is not created.")
    .write("the version, such as `7.6.1`; what comes behind it begins with `-` or `.`")
    .source("the tags that confluentinc, apache, bitnami and the projects of the pages publish");

pub(super) const RULE: Rule = Rule {
    offences: &[&UNPINNED, &UNMAINTAINED, &NEVER, &ODD],
    check: Check::Service(check),
    examples: &[
        Example::new(
            "images that change, that nobody maintains, that never were",
            "services:
  one: { image: apache/kafka } # <- compose/image-unpinned
  two: { image: 'apache/kafka:latest' } # <- compose/image-unpinned
  three: { image: 'wurstmeister/kafka:2.13-2.8.1' } # <- compose/image-unmaintained
  four: { image: 'confluentinc/cp-zookeeper:8.0.0' } # <- compose/image-missing
  five: { image: 'confluentinc/cp-kafka:7.6.1x' } # <- compose/image-tag-odd
  six: { image: 'kafbat/kafka-ui:v1.5.0O' } # <- compose/image-tag-odd
  seven: { image: 'apache/kafka:3.6.1' } # <- compose/image-missing
",
        ),
        Example::new(
            "a version, a digest, a version from outside, and one that is built",
            "services:
  one: { image: 'apache/kafka:4.1.1' }
  two: { image: 'apache/kafka@sha256:0000000000000000000000000000000000000000000000000000000000000000' }
  three: { image: 'apache/kafka:${TAG}' }
  four: { image: '${IMAGE}' }
  five: { image: mine, build: . }
  six: { image: 'confluentinc/cp-kafka:7.6.1-1-ubi8' }
  seven: { image: 'confluentinc/cp-kafka:7.6.1.arm64' }
  eight: { image: 'confluentinc/cp-kafka:7.6.x-latest' }
  nine: { image: 'apache/kafka:4.2.0-rc1' }
  ten: { image: 'example.org/apache/kafka:4.1.1b7' }
  eleven: { image: 'zookeeper:3.9' }
",
        ),
    ],
};

fn check(_: &World<'_>, _: &Stack<'_>, service: &Service<'_>, out: &mut Out) {
    let Some(image) = service.image.as_ref().filter(|_| service.build.is_none()) else { return };
    if !image.pinned && (!image.tagged || image.tag.as_deref() == Some("latest")) {
        out.raise(
            &UNPINNED,
            image.node,
            format!("which version `{}` runs depends on when it was pulled", service.name),
        )
        .help("write a tag with a version");
    }
    let Some(family) = image.family else { return };
    if let Some(instead) = &family.unmaintained {
        out.raise(&UNMAINTAINED, image.node, format!("nobody maintains the image of `{}` any more", service.name))
            .help(format!("use `{instead}`"));
    }
    let published = image.text.starts_with(&image.name);
    if let Some((tag, version)) = image.tag.as_deref().filter(|_| published && !image.pinned).and_then(stuck) {
        out.raise(&ODD, image.node, format!("`{}` can hardly be pulled: `{tag}` is no version", service.name))
            .help(format!("write `{version}`"));
    }
    too_old(service, out);
    let gone = |tag: &String| catalog::families().is_some_and(|families| families.is_zookeeper_gone(family, tag));
    if image.tag.as_ref().is_some_and(gone) {
        out.raise(
            &NEVER,
            image.node,
            format!("`{}` cannot be pulled: that version has no image of ZooKeeper", service.name),
        )
        .help("run Kafka in KRaft, without ZooKeeper; or take both images of the last version with one");
    }
}

fn too_old(service: &Service<'_>, out: &mut Out) -> Option<()> {
    let image = service.image.as_ref()?;
    let since = image.family?.is_before_first(image.tag.as_deref()?)?;
    out.raise(&NEVER, image.node, format!("`{}` cannot be pulled: the first of these images is {since}", service.name))
        .help(format!("write {since} or a newer version"));
    Some(())
}

/// A tag that is a version with a letter right behind it, and the version.
fn stuck(tag: &str) -> Option<(&str, &str)> {
    let digits = tag.strip_prefix('v').unwrap_or(tag);
    let end = digits.find(|char: char| !char.is_ascii_digit() && char != '.')?;
    let (version, rest) = digits.split_at_checked(end)?;
    let whole = version.contains('.') && version.ends_with(|char: char| char.is_ascii_digit());
    let version = tag.strip_suffix(rest)?;
    (whole && rest.starts_with(|char: char| char.is_ascii_alphabetic())).then_some((tag, version))
}
