//! Schemas, one against the other.

use super::written::Written;
use super::{Compare, Effect};
use crate::bundle::{Kind, Node, Scalar};
use crate::catalog::crd::{Alternative, Number, Object, Schema, Text};
use std::collections::BTreeSet;

impl<'b> Compare<'b> {
    pub(super) fn root(&mut self, official: &'static Schema, node: Node<'b>) {
        self.schema(official, node, true);
    }

    fn schema(&mut self, official: &'static Schema, node: Node<'b>, root: bool) {
        let written = Written::of(node);
        if !self.same_type(official, &written, node) {
            return;
        }
        for limit in &written.limits {
            self.put(*limit, "has a limit more", Effect::Refused);
        }
        for wider in &written.widens {
            self.put(*wider, "takes nothing, or fills it in", Effect::Taken);
        }
        match official {
            Schema::Text(text) => self.text(text, &written, node),
            Schema::Number(number) => self.number(number, &written, node),
            Schema::Flag => {}
            Schema::NumberOrText { pattern } => self.pattern(Some(*pattern), &written, node),
            Schema::List { least, items } => {
                self.limit((written.least, node), least.map(i64::from), true);
                match written.items {
                    Some(inner) => self.within("[]", |compare| compare.schema(items, inner, false)),
                    None => self.put(node, "has no items", Effect::Refused),
                }
            }
            Schema::Map(values) => match written.values {
                Some(inner) if inner.kind() == Kind::Map => {
                    self.within(".*", |compare| compare.schema(values, inner, false));
                }
                Some(inner) if inner.as_bool() == Some(true) => self.put(inner, "takes anything", Effect::Taken),
                Some(_) | None if written.open => self.put(node, "takes anything", Effect::Taken),
                Some(_) | None => self.put(node, "", Effect::Dropped),
            },
            Schema::Object(object) => self.object(object, &written, node, root),
        }
        self.rules(official, &written, node);
    }

    fn within(&mut self, step: &str, go: impl FnOnce(&mut Self)) {
        self.path.push(step.to_owned());
        go(self);
        self.path.pop();
    }

    fn field(&mut self, name: &str, go: impl FnOnce(&mut Self)) {
        let dot = if self.path.len() > 1 { "." } else { "" };
        self.within(&format!("{dot}{name}"), go);
    }

    /// Whether the type is the same, so that the rest can be compared.
    fn same_type(&mut self, official: &Schema, written: &Written<'b>, node: Node<'b>) -> bool {
        let wanted = match official {
            Schema::Text(_) => "string",
            Schema::Number(number) if number.whole => "integer",
            Schema::Number(_) => "number",
            Schema::Flag => "boolean",
            Schema::List { .. } => "array",
            Schema::Map(_) | Schema::Object(_) => "object",
            Schema::NumberOrText { .. } => "",
        };
        let effect = match (written.kind, written.int_or_string) {
            (Some(kind), false) if kind == wanted => return true,
            (_, true) if wanted.is_empty() => return true,
            (None, false) if written.open => Effect::Taken,
            (None, true) if matches!(wanted, "string" | "integer") => Effect::Taken,
            (Some("number"), false) if wanted == "integer" => Effect::Taken,
            _ => Effect::Refused,
        };
        self.put(node.get("type").unwrap_or(node), "has another type", effect);
        false
    }

    fn object(&mut self, official: &'static Object, written: &Written<'b>, node: Node<'b>, root: bool) {
        let fields: Vec<(Node<'b>, Node<'b>)> = written.fields.map(Node::entries).into_iter().flatten().collect();
        match (official.open, written.open) {
            (true, false) => self.put(node, "loses fields that are not listed", Effect::Dropped),
            (false, true) => self.put(node, "keeps any field", Effect::Taken),
            _ => {}
        }
        let required: BTreeSet<&str> =
            written.required.map(Node::items).into_iter().flatten().filter_map(Node::as_text).collect();
        let of_all = |name: &str| root && matches!(name, "apiVersion" | "kind" | "metadata");
        for field in official.fields.iter().filter(|field| !of_all(field.name)) {
            let found = fields.iter().find(|(key, _)| key.text() == field.name);
            self.field(field.name, |compare| match found {
                Some((_, value)) => compare.schema(&field.schema, *value, false),
                None if written.open => {}
                None => compare.put(written.fields.unwrap_or(node), "", Effect::Dropped),
            });
            if field.required && !required.contains(field.name) {
                self.field(field.name, |compare| {
                    compare.put(written.required.unwrap_or(node), "may be left out", Effect::Taken);
                });
            }
        }
        let known = |name: &str| official.fields.iter().any(|field| field.name == name);
        for (key, _) in fields.iter().filter(|(key, _)| !known(key.text()) && !of_all(key.text())) {
            self.field(key.text(), |compare| compare.put(*key, "is there too", Effect::Taken));
        }
        for name in required {
            if !official.fields.iter().any(|field| field.name == name && field.required) && !of_all(name) {
                self.field(name, |compare| {
                    compare.put(written.required.unwrap_or(node), "must be there", Effect::Refused);
                });
            }
        }
        self.one_of(official, written, node);
    }

    fn one_of(&mut self, official: &'static Object, written: &Written<'b>, node: Node<'b>) {
        let found: Vec<Node<'b>> = written.one_of.map(Node::items).into_iter().flatten().collect();
        let same = found.len() == official.one_of.len()
            && official.one_of.iter().zip(&found).all(|(one, node)| is_alternative(one, *node));
        if !same {
            let effect = if found.is_empty() { Effect::Taken } else { Effect::Refused };
            self.put(written.one_of.unwrap_or(node), "has other alternatives", effect);
        }
    }

    fn rules(&mut self, official: &'static Schema, written: &Written<'b>, node: Node<'b>) {
        let wanted = if let Schema::Object(object) = official { object.rules.as_slice() } else { &[] };
        let found: Vec<(Node<'b>, &str)> = written
            .rules
            .map(Node::items)
            .into_iter()
            .flatten()
            .filter_map(|rule| rule.get("rule"))
            .map(|rule| (rule, rule.text().trim()))
            .collect();
        for rule in wanted {
            if !found.iter().any(|(_, text)| text == &rule.trim()) {
                self.put(written.rules.unwrap_or(node), "lacks a rule", Effect::Taken);
            }
        }
        for (rule, text) in found {
            if !wanted.iter().any(|wanted| wanted.trim() == text) {
                self.put(rule, "has a rule more", Effect::Refused);
            }
        }
    }

    fn text(&mut self, official: &Text, written: &Written<'b>, node: Node<'b>) {
        let found: BTreeSet<&str> = written.allowed.map(Node::items).into_iter().flatten().map(Node::text).collect();
        let wanted: BTreeSet<&str> = official.allowed.iter().copied().collect();
        let place = written.allowed.unwrap_or(node);
        if wanted.is_empty() && !found.is_empty() || wanted.iter().any(|one| !found.is_empty() && !found.contains(one))
        {
            self.put(place, "takes fewer values", Effect::Refused);
        } else if found.len() > wanted.len() || (found.is_empty() && !wanted.is_empty()) {
            self.put(place, "takes more values", Effect::Taken);
        }
        self.pattern(official.pattern, written, node);
    }

    fn pattern(&mut self, official: Option<&str>, written: &Written<'b>, node: Node<'b>) {
        match (official, written.pattern) {
            (Some(wanted), Some(found)) if found.text() == wanted => {}
            (None, None) => {}
            (Some(_), None) => self.put(node, "takes any form", Effect::Taken),
            (_, Some(found)) => self.put(found, "takes another form", Effect::Refused),
        }
    }

    fn number(&mut self, official: &Number, written: &Written<'b>, node: Node<'b>) {
        self.limit((written.min, node), official.min, true);
        self.limit((written.max, node), official.max, false);
        if let Some(allowed) = written.allowed {
            self.put(allowed, "takes fewer values", Effect::Refused);
        }
    }

    /// A limit below which, or above which, nothing is taken.
    fn limit(&mut self, (found, node): (Option<Node<'b>>, Node<'b>), official: Option<i64>, least: bool) {
        #[expect(clippy::cast_possible_truncation, reason = "limits are small")]
        let number = |node: Node<'b>| match node.scalar() {
            Some(Scalar::Int(value)) => Some(value),
            Some(Scalar::Float(value)) => Some(value as i64),
            _ => None,
        };
        let effect = match (found.and_then(number), official) {
            (None, None) => return,
            (Some(found), Some(wanted)) if found == wanted => return,
            (Some(found), Some(wanted)) if (found < wanted) == least => Effect::Taken,
            (Some(_), _) => Effect::Refused,
            (None, Some(_)) => Effect::Taken,
        };
        self.put(found.unwrap_or(node), "has another limit", effect);
    }
}

fn is_alternative(official: &Alternative, node: Node<'_>) -> bool {
    let names = |key: &str| -> BTreeSet<String> {
        let Some(node) = node.get(key) else { return BTreeSet::new() };
        let keys = node.entries().map(|(key, _)| key.text().to_owned());
        keys.chain(node.items().map(|item| item.text().to_owned())).collect()
    };
    let set = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<BTreeSet<_>>();
    names("properties") == set(&official.fields)
        && names("required") == set(official.required.as_deref().unwrap_or_default())
}
