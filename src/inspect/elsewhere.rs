//! Objects that somebody says are made elsewhere.

use crate::policy::glob::matches;

/// Objects that are made elsewhere: a kind, a namespace if they are in one, a name. In each `*` stands for anything.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Elsewhere {
    kind: String,
    namespace: Option<String>,
    name: String,
}

impl Elsewhere {
    /// Reads `Kind/namespace/name`, or `Kind/name`.
    pub fn read(text: &str) -> Option<Self> {
        let parts: Vec<&str> = text.split('/').map(str::trim).collect();
        let (kind, namespace, name) = match parts.as_slice() {
            [kind, name] => (*kind, None, *name),
            [kind, namespace, name] => (*kind, Some((*namespace).to_owned()), *name),
            _ => return None,
        };
        let is_whole = parts.iter().all(|part| !part.is_empty());
        is_whole.then(|| Elsewhere { kind: kind.to_owned(), namespace, name: name.to_owned() })
    }

    /// Whether it speaks of an object. One of which no namespace is known is in whichever is meant.
    pub(super) fn speaks_of(&self, kind: &str, namespace: Option<&str>, name: &str) -> bool {
        let own = self.namespace.as_deref().zip(namespace);
        matches(&self.kind, kind)
            && matches(&self.name, name)
            && own.is_none_or(|(pattern, namespace)| matches(pattern, namespace))
    }
}

#[cfg(test)]
mod tests {
    use super::Elsewhere;

    #[test]
    fn objects_are_told_by_kind_namespace_and_name() {
        let speaks =
            |text: &str, namespace| Elsewhere::read(text).unwrap().speaks_of("Secret", namespace, "registry-a");
        assert!(speaks("Secret/kafka/registry-*", Some("kafka")) && speaks("Secret/kafka/registry-*", None));
        assert!(speaks("*/registry-a", Some("kafka")));
        assert!(!speaks("Secret/kafka/registry-*", Some("other")) && !speaks("ConfigMap/registry-a", None));
        for wrong in ["Secret", "Secret/", "a/b/c/d", ""] {
            assert_eq!(Elsewhere::read(wrong), None, "{wrong}");
        }
    }
}
