//! The operator's own image and those that it hands out.

use super::super::{ImageMap, Operator, Variable, image};
use super::{Effect, Sink, What};
use crate::catalog::{EnvValue, ImageName, Release};

/// The program of the image.
const PROGRAM: &str = "cluster_operator_run.sh";

pub(super) fn check<'b>(operator: &Operator<'b>, release: &Release, add: Sink<'_, 'b>) {
    own(operator, add);
    let container = operator.container;
    let mut words = operator.command();
    let place = container.get("args").or(container.get("command")).unwrap_or(container);
    if operator.command().next().is_none() {
        add(What::NoProgram, Effect::Ends, place);
    } else if !words.any(runs) && operator.image.is_none_or(|image| image.is_of_strimzi()) {
        // An image that somebody built may have any entry of its own.
        add(What::OtherProgram, Effect::Ends, place);
    }
    for known in &release.operator.env {
        let variable = operator.variable(&known.name);
        match (&known.value, variable) {
            (EnvValue::KafkaImages, Some(variable)) => map(variable, release, add),
            (EnvValue::KafkaImages, None) if operator.lacks(&known.name) => {
                add(What::NoImageMap(known.name.clone()), Effect::Ends, container);
            }
            (EnvValue::Image(wanted), Some(variable)) => single(*wanted, variable, release, add),
            // Images of Kafka are taken from the map.
            (EnvValue::Image(wanted), None) if *wanted != ImageName::Kafka && operator.lacks(&known.name) => {
                add(What::ImageUnset(known.name.clone()), Effect::WrongImages, container);
            }
            _ => {}
        }
    }
}

/// Whether a word of a command, or a line that a shell is given, names the program.
fn runs(word: &str) -> bool {
    let names = |part: &str| part.rsplit('/').next() == Some(PROGRAM);
    word.split(|c: char| c.is_whitespace() || "\"'`;&|()<>".contains(c)).any(names)
}

fn own<'b>(operator: &Operator<'b>, add: Sink<'_, 'b>) {
    let Some(image) = operator.image else {
        return add(What::NoImage, Effect::Refused, operator.container.get("image").unwrap_or(operator.container));
    };
    // The project publishes no other image of an operator for clusters.
    let published = ["quay.io/strimzi", "docker.io/strimzi", "strimzi"].contains(&folder(image.repository));
    if published && image.name() != "operator" {
        add(What::OtherImage(image.repository), Effect::NoPod, image.at);
    } else if image.digest.is_none() && image.tag.is_none_or(|tag| tag == "latest") {
        add(What::FloatingImage, Effect::Later, image.at);
    }
}

fn folder(repository: &str) -> &str {
    repository.rsplit_once('/').map_or("", |(folder, _)| folder)
}

fn map<'b>(variable: &Variable<'b>, release: &Release, add: Sink<'_, 'b>) {
    let (Some(text), at, variable) = (variable.text(), variable.place(), variable.name) else { return };
    let map = ImageMap::of(text);
    if let Some(entry) = map.broken.first() {
        return add(What::MapBroken { variable, entry }, Effect::Ends, at);
    }
    let versions = &release.kafka_versions.versions;
    let lacks = versions.iter().filter(|known| map.get(&known.version).is_none());
    let lacks: Vec<String> = lacks.map(|known| known.version.clone()).collect();
    if !lacks.is_empty() {
        add(What::MapLacks { variable, versions: lacks }, Effect::Ends, at);
    }
    let others = map.entries.iter().map(|(version, _)| *version).filter(|version| release.kafka(version).is_none());
    let others: Vec<&str> = others.collect();
    if !others.is_empty() {
        add(What::MapHasOthers { variable, versions: others }, Effect::Ends, at);
    }
    for (number, (version, image)) in map.entries.iter().enumerate() {
        if map.entries.iter().skip(number + 1).any(|(other, _)| other == version) {
            add(What::MapTwice { variable, version }, Effect::Later, at);
        }
        if release.kafka(version).is_none() {
            continue;
        }
        let tag = image::tag_of(image);
        let kafka = tag.and_then(|tag| tag.split_once("-kafka-")).and_then(|(_, kafka)| image::version_of(kafka));
        if kafka.is_some_and(|kafka| kafka != *version) {
            add(What::ImageOfOtherKafka { variable, version, image }, Effect::WrongImages, at);
        } else if let Some(other) = other_release(image, release) {
            add(What::ImageOfOtherRelease { variable, image, release: other }, Effect::WrongImages, at);
        } else if image.is_empty() {
            add(What::MapBroken { variable, entry: version }, Effect::WrongImages, at);
        } else if let Some(official) = release.images.get(ImageName::Kafka, version)
            && goes_on(image, &official)
        {
            add(What::ImageNotPublished { variable, image, official }, Effect::WrongImages, at);
        }
    }
}

fn single<'b>(wanted: ImageName, variable: &Variable<'b>, release: &Release, add: Sink<'_, 'b>) {
    let (Some(text), at) = (variable.text(), variable.place()) else { return };
    if text.is_empty() {
        // Unlike other variables these are taken as they are.
        return add(What::ImageUnset(variable.name.to_owned()), Effect::WrongImages, at);
    }
    let Some(official) = release.images.get(wanted, release.default_kafka()) else { return };
    let last = |image: &str| Some(image.split(['@']).next()?.rsplit('/').next()?.split(':').next()?.to_owned());
    let (found, known) = (last(text), last(&official));
    let names = [
        ImageName::Operator,
        ImageName::Kafka,
        ImageName::Bridge,
        ImageName::Kaniko,
        ImageName::Maven,
        ImageName::Buildah,
    ];
    let mut programs = names.iter().filter_map(|name| last(&release.images.get(*name, "")?));
    if found != known && programs.any(|program| found.as_ref() == Some(&program)) {
        add(
            What::ImageOfOtherProgram { variable: variable.name, image: text, wanted: official },
            Effect::WrongImages,
            at,
        );
    } else if goes_on(text, &official) {
        add(What::ImageNotPublished { variable: variable.name, image: text, official }, Effect::WrongImages, at);
    } else if found == known && wanted != ImageName::Bridge {
        // The bridge has versions of its own, which may be chosen freely.
        if let Some(other) = other_release(text, release) {
            let variable = variable.name;
            add(What::ImageOfOtherRelease { variable, image: text, release: other }, Effect::WrongImages, at);
        }
    }
}

/// Whether an image is the official one with letters behind its tag. Behind a hyphen stand architectures and candidates.
fn goes_on(image: &str, official: &str) -> bool {
    image.strip_prefix(official).is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_alphabetic()))
}

/// The release that the tag of an image of Strimzi's names, if it is another one.
fn other_release<'b>(image: &'b str, release: &Release) -> Option<&'b str> {
    let tag = image::tag_of(image)?;
    let strimzi = image.split('/').any(|part| part.contains("strimzi"));
    image::version_of(tag).filter(|version| strimzi && *version != release.version)
}
