//! What a template and its context promise each other, for the tests of the artefacts: every name that the template uses
//! is a field, every field is used, and the template decides nothing.

mod tidy;

use super::filters::mark;
use super::{Engine, RenderFault};
use minijinja::Value;
use minijinja::value::{Enumerator, Object, ObjectRepr, Serde, ValueKind};
use serde::Serialize;
use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, PoisonError};

/// What is there on one side only: top-level names that the template uses and the context lacks, then fields of the
/// context that the template does not use. Both empty is a kept promise.
pub(crate) fn one_sided_names(
    engine: &Engine,
    template: &str,
    context: &impl Serialize,
) -> Result<(Vec<String>, Vec<String>), RenderFault> {
    let used = engine.names(template)?;
    let context = Value::from(Serde(context));
    let given: BTreeSet<String> = context.try_iter().into_iter().flatten().map(|name| name.to_string()).collect();
    Ok((used.difference(&given).cloned().collect(), given.difference(&used).cloned().collect()))
}

/// Watches which fields of a context, at any depth, the cases of a template read. A field that no case reads is dead, or
/// its case is missing.
///
/// Fields are named by path, with `[]` for the items of a list: `topics[].config[].human`. What is in a map with keys
/// made of data is read by looping over it; its keys count as fields, so contexts have lists of pairs instead.
#[derive(Debug, Default)]
pub(crate) struct Coverage {
    fields: BTreeSet<String>,
    read: Arc<Mutex<BTreeSet<String>>>,
}

impl Coverage {
    /// Renders one case.
    pub(crate) fn case(
        &mut self,
        engine: &Engine,
        template: &str,
        context: &impl Serialize,
    ) -> Result<(), RenderFault> {
        let context = Value::from(Serde(context));
        list_fields(&mut self.fields, "", &context);
        let watched = watch(context, String::new(), &self.read);
        engine.render_with(template, || watched.clone()).map(|_| ())
    }

    /// The fields that no case read.
    pub(crate) fn unread(&self) -> Vec<String> {
        let read = self.read.lock().unwrap_or_else(PoisonError::into_inner);
        self.fields.difference(&read).cloned().collect()
    }
}

fn list_fields(fields: &mut BTreeSet<String>, path: &str, value: &Value) {
    match value.kind() {
        ValueKind::Map => {
            for key in value.try_iter().into_iter().flatten() {
                let path = field(path, &key.to_string());
                list_fields(fields, &path, &value.get_item(&key).unwrap_or_default());
                fields.insert(path);
            }
        }
        ValueKind::Seq => {
            for item in value.try_iter().into_iter().flatten() {
                list_fields(fields, &format!("{path}[]"), &item);
            }
        }
        _ => {}
    }
}

fn field(path: &str, name: &str) -> String {
    if path.is_empty() { name.to_owned() } else { format!("{path}.{name}") }
}

/// A map or a list that notes what is asked of it.
#[derive(Debug)]
struct Watched {
    value: Value,
    path: String,
    read: Arc<Mutex<BTreeSet<String>>>,
}

fn watch(value: Value, path: String, read: &Arc<Mutex<BTreeSet<String>>>) -> Value {
    match value.kind() {
        ValueKind::Map | ValueKind::Seq if mark(&value).is_none() => {
            Value::from_object(Watched { value, path, read: Arc::clone(read) })
        }
        _ => value,
    }
}

impl Object for Watched {
    fn repr(self: &Arc<Self>) -> ObjectRepr {
        if self.value.kind() == ValueKind::Seq { ObjectRepr::Seq } else { ObjectRepr::Map }
    }

    fn get_value(self: &Arc<Self>, key: &Value) -> Option<Value> {
        let value = self.value.get_item(key).ok().filter(|value| !value.is_undefined())?;
        let path = match self.repr() {
            ObjectRepr::Seq => format!("{}[]", self.path),
            _ => field(&self.path, &key.to_string()),
        };
        self.read.lock().unwrap_or_else(PoisonError::into_inner).insert(path.clone());
        Some(watch(value, path, &self.read))
    }

    fn enumerate(self: &Arc<Self>) -> Enumerator {
        match self.repr() {
            ObjectRepr::Seq => Enumerator::Seq(self.value.len().unwrap_or_default()),
            _ => Enumerator::Values(self.value.try_iter().into_iter().flatten().collect()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::Traced;
    use super::super::tests::traced;
    use super::*;

    const TEMPLATES: &[(&str, &str)] = &[(
        "a.yaml.j2",
        "a: {{ name }}\n{% for topic in topics %}\n{% set size = topic.size %}\n- {{ topic.name }}\n\
         {% if size %}\n- {{ size.bytes }}\n{% endif %}\n{% endfor %}\n",
    )];

    #[derive(Serialize)]
    struct Context {
        name: Traced<&'static str>,
        topics: Vec<Topic>,
        unused: u32,
    }

    #[derive(Serialize)]
    struct Topic {
        name: Traced<&'static str>,
        purpose: Traced<&'static str>,
        size: Option<Size>,
    }

    #[derive(Serialize)]
    struct Size {
        bytes: Traced<u64>,
        human: &'static str,
    }

    #[derive(Serialize)]
    struct Less {
        name: u32,
    }

    fn context(size: Option<Size>) -> Context {
        let topic = Topic { name: traced("t", 2), purpose: traced("p", 3), size };
        Context { name: traced("n", 1), topics: vec![topic], unused: 1 }
    }

    #[test]
    fn names_are_compared_in_both_directions() {
        let engine = Engine::with(TEMPLATES);
        let sides = one_sided_names(&engine, "a.yaml.j2", &context(None)).unwrap();
        assert_eq!(sides, (vec![], vec!["unused".to_owned()]));
        let sides = one_sided_names(&engine, "a.yaml.j2", &Less { name: 1 }).unwrap();
        assert_eq!(sides, (vec!["topics".to_owned()], vec![]));
    }

    #[test]
    fn fields_that_no_case_reads_are_found() {
        let engine = Engine::with(TEMPLATES);
        let mut coverage = Coverage::default();
        coverage.case(&engine, "a.yaml.j2", &context(None)).unwrap();
        assert_eq!(coverage.unread(), ["topics[].purpose", "unused"]);
        coverage.case(&engine, "a.yaml.j2", &context(Some(Size { bytes: traced(5, 4), human: "5" }))).unwrap();
        assert_eq!(coverage.unread(), ["topics[].purpose", "topics[].size.human", "unused"]);
    }
}
