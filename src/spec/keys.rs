//! Which key of a spec stands at a place, as people write it: `topic.audit-dlq.replicas`.

use crate::diag::{Source, Span};
use std::ops::Range;
use toml::de::{DeTable, DeValue};

/// The keys of a text with their places. Meant for messages: it reads the text anew.
#[derive(Debug, Default)]
pub struct Keys {
    base: u32,
    /// What a key and its value take of the text, and the way to it; an outer one before those within it.
    list: Vec<(Range<usize>, String)>,
}

impl Keys {
    /// Those of a spec.
    pub fn of(source: &Source) -> Self {
        let (tree, _) = DeTable::parse_recoverable(source.text());
        let mut list = Vec::new();
        collect(tree.get_ref(), "", &mut list);
        Keys { base: source.span().start(), list }
    }

    /// The key at a place: the innermost whose value, header or name it is in.
    pub fn at(&self, place: Span) -> Option<&str> {
        let local = |position: u32| position.saturating_sub(self.base) as usize;
        let (from, to) = (local(place.start()), local(place.end()));
        let holds = |(range, _): &&(Range<usize>, String)| range.start <= from && to <= range.end;
        let smallest = self.list.iter().filter(holds).min_by_key(|(range, _)| range.len());
        smallest.map(|(_, path)| path.as_str())
    }
}

fn collect(table: &DeTable<'_>, above: &str, list: &mut Vec<(Range<usize>, String)>) {
    for (key, value) in table {
        let name = key.get_ref().as_ref();
        let path = if above.is_empty() { quoted(name) } else { format!("{above}.{}", quoted(name)) };
        list.push((key.span(), path.clone()));
        visit(value.get_ref(), value.span(), path, list);
    }
}

fn visit(value: &DeValue<'_>, span: Range<usize>, path: String, list: &mut Vec<(Range<usize>, String)>) {
    match value {
        DeValue::Table(inner) => collect(inner, &path, list),
        DeValue::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                visit(item.get_ref(), item.span(), format!("{path}[{index}]"), list);
            }
        }
        _ => {}
    }
    list.push((span, path));
}

/// A key as TOML writes it: bare where it may be, else in quotes.
fn quoted(key: &str) -> String {
    let bare = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
    if !key.is_empty() && key.chars().all(bare) { key.to_owned() } else { format!("{key:?}") }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diag::Sources;

    #[test]
    fn the_innermost_key_answers() {
        let text = "[topic.a]\nreplicas = 3\nconfig.\"x.y\" = \"7d\"\n[[waiver]]\nrule = 'z'\n[cluster]\nbrokers = { heap = \"1Gi\" }\n";
        let mut sources = Sources::default();
        let id = sources.add("kafka.toml", text).unwrap();
        let source = sources.get(id).unwrap();
        let keys = Keys::of(source);
        let at = |word: &str| {
            let start = text.find(word).unwrap();
            keys.at(source.at(start..start + word.len())).map(str::to_owned)
        };
        assert_eq!(at("3").as_deref(), Some("topic.a.replicas"));
        assert_eq!(at("\"7d\"").as_deref(), Some("topic.a.config.\"x.y\""));
        assert_eq!(at("'z'").as_deref(), Some("waiver[0].rule"));
        assert_eq!(at("\"1Gi\"").as_deref(), Some("cluster.brokers.heap"));
        assert_eq!(at("[topic.a]").as_deref(), Some("topic.a"));
    }
}
