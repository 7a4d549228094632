//! Schemas as YAML: a field without fields of its own takes one line, all others a line and what is below them.

use crate::catalog::crd::{Alternative, Number, Object, Schema, Text};
use crate::render::scalar::{Pen, Room};
use std::collections::BTreeMap;
use std::fmt::Display;

/// Lays schemas out, one after another.
#[derive(Debug, Default)]
pub(super) struct Layout {
    out: String,
    /// What stands on each line before its text.
    indent: usize,
    /// The same few hundred names come thousands of times, and to find out how each is written takes its time.
    written: BTreeMap<&'static str, String>,
}

impl Layout {
    /// The lines of a schema, the first at the left margin, without a newline at the end.
    pub(super) fn lines(&mut self, schema: &'static Schema) -> String {
        self.out.clear();
        self.indent = 0;
        self.block(schema);
        self.out.trim_end_matches('\n').to_owned()
    }

    /// A schema on lines of its own.
    fn block(&mut self, schema: &'static Schema) {
        match schema {
            Schema::List { least, items } => {
                self.line("type: array");
                if let Some(least) = least {
                    self.line(format_args!("minItems: {least}"));
                }
                self.entry("items", items);
            }
            Schema::Map(values) => {
                self.line("type: object");
                self.entry("additionalProperties", values);
            }
            Schema::Object(object) => self.object(object),
            Schema::Text(_) | Schema::Number(_) | Schema::Flag | Schema::NumberOrText { .. } => {
                self.start();
                self.flow(schema);
                self.out.push('\n');
            }
        }
    }

    fn object(&mut self, object: &'static Object) {
        let Object { open, fields, one_of, rules } = object;
        self.line("type: object");
        if *open {
            self.line(OPEN);
        }
        if !fields.is_empty() {
            self.line("properties:");
            self.indent += 2;
            for field in fields {
                self.entry(field.name, &field.schema);
            }
            self.indent -= 2;
        }
        if !one_of.is_empty() {
            self.line("oneOf:");
        }
        for one in one_of {
            self.alternative(one);
        }
        let required = fields.iter().filter(|field| field.required).map(|field| field.name);
        if fields.iter().any(|field| field.required) {
            self.start();
            self.out.push_str("required: ");
            self.list(required);
            self.out.push('\n');
        }
        if !rules.is_empty() {
            self.line("x-kubernetes-validations:");
        }
        for rule in rules {
            self.start();
            self.out.push_str("  - rule: ");
            Pen::write(&mut self.out, rule, Room::Line);
            self.out.push('\n');
        }
    }

    fn alternative(&mut self, one: &'static Alternative) {
        let Alternative { fields, required } = one;
        self.start();
        self.out.push_str("  - { properties: { ");
        for (number, field) in fields.iter().enumerate() {
            self.out.push_str(if number > 0 { ", " } else { "" });
            self.word(field);
            self.out.push_str(": {}");
        }
        self.out.push_str(" }");
        if let Some(required) = required {
            self.out.push_str(", required: ");
            self.list(required.iter().copied());
        }
        self.out.push_str(" }\n");
    }

    /// A key and what is below it, on one line where that is short.
    fn entry(&mut self, key: &'static str, schema: &'static Schema) {
        self.start();
        self.word(key);
        if is_flat(schema) {
            self.out.push_str(": { ");
            self.flow(schema);
            self.out.push_str(" }\n");
        } else {
            self.out.push_str(":\n");
            self.indent += 2;
            self.block(schema);
            self.indent -= 2;
        }
    }

    /// A flat schema on one line, without its braces.
    fn flow(&mut self, schema: &'static Schema) {
        match schema {
            Schema::Text(text) => self.text(text),
            Schema::Number(Number { whole, min, max }) => {
                self.out.push_str(if *whole { "type: integer" } else { "type: number" });
                self.limit("minimum", min.as_ref());
                self.limit("maximum", max.as_ref());
            }
            Schema::Flag => self.out.push_str("type: boolean"),
            Schema::NumberOrText { pattern } => {
                self.out.push_str("anyOf: [{ type: integer }, { type: string }], pattern: ");
                self.word(pattern);
                self.out.push_str(", x-kubernetes-int-or-string: true");
            }
            Schema::List { least, items } => {
                self.out.push_str("type: array");
                self.limit("minItems", least.as_ref());
                self.inner("items", items);
            }
            Schema::Map(values) => {
                self.out.push_str("type: object");
                self.inner("additionalProperties", values);
            }
            Schema::Object(object) => {
                self.out.push_str("type: object");
                if object.open {
                    self.out.push_str(", ");
                    self.out.push_str(OPEN);
                }
            }
        }
    }

    fn text(&mut self, text: &'static Text) {
        let Text { allowed, pattern, example } = text;
        self.out.push_str("type: string");
        if !allowed.is_empty() {
            self.out.push_str(", enum: ");
            self.list(allowed.iter().copied());
        }
        for (key, value) in [(", pattern: ", pattern), (", example: ", example)] {
            if let Some(value) = value {
                self.out.push_str(key);
                self.word(value);
            }
        }
    }

    fn inner(&mut self, key: &str, schema: &'static Schema) {
        self.out.extend([", ", key, ": { "]);
        self.flow(schema);
        self.out.push_str(" }");
    }

    fn limit(&mut self, key: &str, limit: Option<&impl Display>) {
        if let Some(limit) = limit {
            self.out.extend([", ", key, ": ", &limit.to_string()]);
        }
    }

    fn list(&mut self, words: impl Iterator<Item = &'static str>) {
        self.out.push('[');
        for (number, word) in words.enumerate() {
            self.out.push_str(if number > 0 { ", " } else { "" });
            self.word(word);
        }
        self.out.push(']');
    }

    /// A text as a scalar that is safe as a key and in brackets.
    fn word(&mut self, text: &'static str) {
        let written = self.written.entry(text).or_insert_with(|| {
            let mut out = String::new();
            Pen::write(&mut out, text, Room::Tight);
            out
        });
        self.out.push_str(written);
    }

    fn line(&mut self, text: impl Display) {
        self.start();
        self.out.push_str(&text.to_string());
        self.out.push('\n');
    }

    fn start(&mut self) {
        self.out.extend(std::iter::repeat_n(' ', self.indent));
    }
}

/// What keeps the API server from dropping fields that are not listed.
const OPEN: &str = "x-kubernetes-preserve-unknown-fields: true";

/// Whether there are no fields anywhere in it.
fn is_flat(schema: &Schema) -> bool {
    match schema {
        Schema::Text(_) | Schema::Number(_) | Schema::Flag | Schema::NumberOrText { .. } => true,
        Schema::List { items: inner, .. } | Schema::Map(inner) => is_flat(inner),
        Schema::Object(Object { open: _, fields, one_of, rules }) => {
            fields.is_empty() && one_of.is_empty() && rules.is_empty()
        }
    }
}
