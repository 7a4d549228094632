//! The name of an image, taken apart.

use crate::bundle::Node;

/// The image of a container.
#[derive(Debug, Clone, Copy)]
pub struct Image<'b> {
    /// Without tag and digest: `quay.io/strimzi/operator`.
    pub repository: &'b str,
    /// What stands behind the colon.
    pub tag: Option<&'b str>,
    /// What stands behind the `@`.
    pub digest: Option<&'b str>,
    /// Where it is written.
    pub at: Node<'b>,
}

impl<'b> Image<'b> {
    /// Takes the name of an image apart.
    pub fn of(at: Node<'b>) -> Option<Self> {
        let text = at.as_text().filter(|text| !text.is_empty())?;
        let (name, digest) = text.split_once('@').map_or((text, None), |(name, digest)| (name, Some(digest)));
        let tag = tag_of(text);
        let repository = tag.and_then(|tag| name.strip_suffix(tag)?.strip_suffix(':')).unwrap_or(name);
        Some(Image { repository, tag, digest, at })
    }

    /// The last part of the repository: `operator`.
    pub fn name(&self) -> &'b str {
        self.repository.rsplit('/').next().unwrap_or_default()
    }

    /// Whether it is an operator of Strimzi's, by its name, whatever registry or mirror it comes from.
    pub fn is_of_strimzi(&self) -> bool {
        let of_strimzi = self.repository.split('/').any(|part| part.contains("strimzi"));
        of_strimzi
            && (matches!(self.name(), "operator" | "cluster-operator")
                || self.name().starts_with("strimzi-cluster-operator")
                || self.name() == "strimzi-operator")
    }

    /// The release's version that the tag names.
    pub fn version(&self) -> Option<&'b str> {
        version_of(self.tag?)
    }
}

/// The tag in the name of an image. The colon of a registry's port is not one.
pub(super) fn tag_of(image: &str) -> Option<&str> {
    let name = image.split('@').next().unwrap_or_default();
    let last = name.rsplit('/').next().unwrap_or_default();
    last.split_once(':').map(|(_, tag)| tag).filter(|tag| !tag.is_empty())
}

/// The version at the start of a tag: three numbers, and then nothing or another word.
pub(super) fn version_of(tag: &str) -> Option<&str> {
    let tag = tag.strip_prefix('v').unwrap_or(tag);
    let end = tag.find(|char: char| !char.is_ascii_digit() && char != '.').unwrap_or(tag.len());
    let (version, rest) = tag.split_at_checked(end)?;
    let parts: Vec<&str> = version.split('.').collect();
    let whole = parts.len() == 3 && parts.iter().all(|part| !part.is_empty());
    (whole && (rest.is_empty() || rest.starts_with(['-', '_', '+']))).then_some(version)
}
