//! What is mounted into a service, and where.

use super::layers::Layers;
use super::text::{interpolate, is_known};
use crate::bundle::{Kind, Node};

/// Something mounted.
#[derive(Debug, Clone)]
pub struct Mount<'b> {
    /// What.
    pub source: Source,
    /// The folder or file in the container.
    pub target: String,
    /// Where it stands.
    pub node: Node<'b>,
}

/// What is mounted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Source {
    /// A volume with a name.
    Named(String),
    /// A path of the host.
    Bind(String),
    /// A volume without a name, which `down` and a new container leave behind.
    Anonymous,
    /// Memory.
    Memory,
    /// Something that only the surroundings know.
    Unknown,
}

impl<'b> Mount<'b> {
    /// All that is mounted into a service.
    pub(super) fn all(body: &Layers<'b>) -> Vec<Self> {
        let mounts = body.items("volumes").filter_map(Mount::of);
        let memory = body.all("tmpfs").flat_map(|node| {
            let items: Vec<Node<'b>> = if node.kind() == Kind::Seq { node.items().collect() } else { vec![node] };
            items.into_iter().map(|node| {
                let target = interpolate(node.text()).split(':').next().unwrap_or_default().to_owned();
                Mount { source: Source::Memory, target, node }
            })
        });
        mounts.chain(memory).collect()
    }

    fn of(node: Node<'b>) -> Option<Self> {
        if node.kind() == Kind::Map {
            let fields = node.merged();
            let field = |name: &str| {
                fields.iter().find(|(key, _)| key.text() == name).map(|(_, value)| interpolate(value.text()))
            };
            let source = match (field("type").as_deref(), field("source").or_else(|| field("src"))) {
                (Some("bind"), Some(path)) => Source::Bind(path),
                (Some("tmpfs"), _) => Source::Memory,
                (Some("volume"), None) => Source::Anonymous,
                (Some("volume"), Some(name)) => source(&name),
                _ => Source::Unknown,
            };
            let target = field("target").or_else(|| field("dst")).or_else(|| field("destination"))?;
            return Some(Mount { source, target: tidy(&target), node });
        }
        let text = interpolate(node.text());
        // `C:\data:/data`: the colon of a drive cuts nothing.
        let drive = text.get(1..3).is_some_and(|part| part == ":\\" || part == ":/")
            && text.starts_with(|first: char| first.is_ascii_alphabetic());
        let from = if drive { 2 } else { 0 };
        let Some((_, rest)) = text.get(from..)?.split_once(':') else {
            return Some(Mount { source: Source::Anonymous, target: tidy(&text), node });
        };
        let before = text.get(..text.len() - rest.len() - 1)?;
        let target = rest.split(':').next().unwrap_or(rest);
        Some(Mount {
            source: if drive { Source::Bind(before.to_owned()) } else { source(before) },
            target: tidy(target),
            node,
        })
    }
}

fn source(text: &str) -> Source {
    match text.chars().next() {
        _ if !is_known(text) => Source::Unknown,
        None => Source::Anonymous,
        Some('.' | '/' | '~' | '\\') => Source::Bind(text.to_owned()),
        Some(_) if text.contains('/') => Source::Bind(text.to_owned()),
        Some(_) => Source::Named(text.to_owned()),
    }
}

fn tidy(path: &str) -> String {
    let short = path.trim_end_matches('/');
    if short.is_empty() { path.to_owned() } else { short.to_owned() }
}

/// Whether a path is a folder or in it.
pub fn is_within(path: &str, folder: &str) -> bool {
    path == folder || folder == "/" || path.strip_prefix(folder).is_some_and(|rest| rest.starts_with('/'))
}
