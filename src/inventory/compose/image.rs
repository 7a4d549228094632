//! The name of an image, in its parts, and what is known of it.

use super::text::{HOLE, Text, is_known};
use crate::bundle::Node;
use crate::catalog::{self, Family};

/// An image and where it is named.
#[derive(Debug, Clone)]
pub struct Image<'b> {
    /// All of its name.
    pub text: String,
    /// Without registry, tag and digest: `confluentinc/cp-kafka`.
    pub name: String,
    /// The tag, if one is given and known.
    pub tag: Option<String>,
    /// Whether there is a tag, known or not.
    pub tagged: bool,
    /// Whether it is named by its digest.
    pub pinned: bool,
    /// What family it is of.
    pub family: Option<&'static Family>,
    /// The Kafka in it: the newest of its line that the catalogue knows.
    pub kafka: Option<&'static str>,
    /// Where it is named.
    pub node: Node<'b>,
}

impl<'b> Image<'b> {
    pub(super) fn of(text: &Text<'b>) -> Self {
        let (rest, digest) = match text.value.split_once('@') {
            Some((rest, digest)) => (rest, Some(digest)),
            None => (text.value.as_str(), None),
        };
        let last = rest.rsplit('/').next().unwrap_or(rest);
        let tag = last.split_once(':').map(|(_, tag)| tag);
        let path =
            tag.map_or(rest, |tag| rest.strip_suffix(tag).and_then(|rest| rest.strip_suffix(':')).unwrap_or(rest));
        let name = without_registry(path).to_owned();
        let family = catalog::families().and_then(|families| families.of(&name));
        let known = tag.filter(|tag| is_known(tag)).map(str::to_owned);
        let kafka = match (family, &known) {
            (Some(family), Some(tag)) => catalog::families().and_then(|families| families.kafka(family, tag)),
            _ => None,
        };
        Image {
            text: text.value.clone(),
            name,
            tag: known,
            // All of it may come from outside.
            tagged: tag.is_some() || path.ends_with(HOLE),
            pinned: digest.is_some(),
            family,
            kafka,
            node: text.node,
        }
    }
}

/// A first part with a dot or a port, or `localhost`, is a registry.
fn without_registry(path: &str) -> &str {
    match path.split_once('/') {
        Some((first, rest)) if first.contains(['.', ':']) || first == "localhost" => rest,
        _ => path,
    }
}
