//! A schema of a definition as it is written, its keywords found in one go.

use crate::bundle::Node;

#[derive(Debug, Default)]
pub(super) struct Written<'b> {
    pub(super) kind: Option<&'b str>,
    pub(super) open: bool,
    pub(super) int_or_string: bool,
    pub(super) fields: Option<Node<'b>>,
    pub(super) items: Option<Node<'b>>,
    pub(super) values: Option<Node<'b>>,
    pub(super) required: Option<Node<'b>>,
    pub(super) allowed: Option<Node<'b>>,
    pub(super) pattern: Option<Node<'b>>,
    pub(super) min: Option<Node<'b>>,
    pub(super) max: Option<Node<'b>>,
    pub(super) least: Option<Node<'b>>,
    pub(super) one_of: Option<Node<'b>>,
    pub(super) any_of: Option<Node<'b>>,
    pub(super) rules: Option<Node<'b>>,
    /// What limits values in a way that no definition of Strimzi does.
    pub(super) limits: Vec<Node<'b>>,
    /// What makes values wider, or fills them in.
    pub(super) widens: Vec<Node<'b>>,
}

impl<'b> Written<'b> {
    pub(super) fn of(node: Node<'b>) -> Self {
        let mut all = Written::default();
        for (key, value) in node.entries() {
            match key.text() {
                "type" => all.kind = value.as_text(),
                "x-kubernetes-preserve-unknown-fields" => all.open = value.as_bool() == Some(true),
                "x-kubernetes-int-or-string" => all.int_or_string = value.as_bool() == Some(true),
                "properties" => all.fields = Some(value),
                "items" => all.items = Some(value),
                "additionalProperties" => all.values = Some(value),
                "required" => all.required = Some(value),
                "enum" => all.allowed = Some(value),
                "pattern" => all.pattern = Some(value),
                "minimum" => all.min = Some(value),
                "maximum" => all.max = Some(value),
                "minItems" => all.least = Some(value),
                "oneOf" => all.one_of = Some(value),
                "anyOf" => all.any_of = Some(value),
                "x-kubernetes-validations" => all.rules = Some(value),
                "allOf"
                | "not"
                | "minLength"
                | "maxLength"
                | "exclusiveMinimum"
                | "exclusiveMaximum"
                | "multipleOf"
                | "maxItems"
                | "uniqueItems"
                | "minProperties"
                | "maxProperties"
                | "format"
                | "x-kubernetes-list-type" => {
                    all.limits.push(value);
                }
                "nullable" | "default" => all.widens.push(value),
                // Prose, examples, and how patches are merged.
                _ => {}
            }
        }
        all
    }
}
