//! Types, limits and patterns of single values.

use super::super::shape::{Limits, Shape, Type, Types};
use super::super::violation::{Size, Violation};
use super::{Check, Reader};
use crate::bundle::{Kind, Node, Scalar, Step, Style};
use crate::units::nearest;
use serde_json::Value;

impl<'b> Check<'_, 'b> {
    /// The scalar as its reader takes it.
    fn scalar_of(&self, node: Node<'b>) -> Option<Scalar<'b>> {
        match self.reader {
            Reader::Compose => node.disputed().or_else(|| node.scalar()),
            Reader::Custom | Reader::BuiltIn | Reader::Kustomize => node.scalar(),
        }
    }

    pub(super) fn type_of(&self, node: Node<'b>) -> Type {
        match (node.kind(), self.scalar_of(node)) {
            (Kind::Map, _) => Type::Object,
            (Kind::Seq, _) => Type::List,
            (Kind::Scalar, Some(Scalar::Null) | None) => Type::Null,
            (Kind::Scalar, Some(Scalar::Bool(_))) => Type::Boolean,
            (Kind::Scalar, Some(Scalar::Int(_))) => Type::Integer,
            (Kind::Scalar, Some(Scalar::Float(_))) => Type::Number,
            (Kind::Scalar, Some(Scalar::Text(_))) => Type::Text,
        }
    }

    /// Whether a value is known only when Compose has put in its variables, or takes away what another file says.
    pub(super) fn is_left_open(&self, node: Node<'b>) -> bool {
        self.reader == Reader::Compose
            && ((node.kind() == Kind::Scalar && has_variable(node.text())) || (node.is_null() && is_reset(node)))
    }

    pub(super) fn wrong_type(&mut self, node: Node<'b>, expected: Types, found: Type) {
        let read_otherwise = matches!(found, Type::Boolean | Type::Integer | Type::Number);
        let quote = read_otherwise && expected.has(Type::Text) && node.style() == Style::Plain;
        self.report(node, Violation::WrongType { expected, found, quote });
    }

    pub(super) fn scalar(&mut self, node: Node<'b>, shape: &Shape) {
        match self.scalar_of(node) {
            Some(Scalar::Text(text)) => {
                let (least, most) = shape.limits.length;
                if (least, most) != (None, None) {
                    self.size(node, Size::Characters, text.chars().count(), least, most);
                }
                if let Some(pattern) = shape.pattern.as_ref().filter(|pattern| pattern.matches(text) == Some(false)) {
                    self.report(node, Violation::Pattern { pattern: pattern.text().to_owned() });
                }
            }
            #[expect(clippy::cast_precision_loss, reason = "the API server compares doubles too")]
            Some(Scalar::Int(value)) => self.number(node, value as f64, &shape.limits),
            Some(Scalar::Float(value)) => self.number(node, value, &shape.limits),
            Some(Scalar::Null | Scalar::Bool(_)) | None => {}
        }
    }

    fn number(&mut self, node: Node<'b>, value: f64, limits: &Limits) {
        if let Some(min) = limits.min.filter(|min| value < *min || (limits.above && value <= *min)) {
            self.report(node, Violation::TooSmall { min, above: limits.above });
        }
        if let Some(max) = limits.max.filter(|max| value > *max || (limits.below && value >= *max)) {
            self.report(node, Violation::TooLarge { max, below: limits.below });
        }
        if let Some(of) = limits.multiple.filter(|of| ((value / of) - (value / of).round()).abs() > 1e-9) {
            self.report(node, Violation::NoMultiple { of });
        }
    }

    pub(super) fn size(&mut self, node: Node<'b>, what: Size, found: usize, least: Option<u64>, most: Option<u64>) {
        let found = found as u64;
        if let Some(least) = least.filter(|least| found < *least) {
            self.report(node, Violation::TooFew { what, least, found });
        }
        if let Some(most) = most.filter(|most| found > *most) {
            self.report(node, Violation::TooMany { what, most, found });
        }
    }

    pub(super) fn allowed(&mut self, node: Node<'b>, shape: &Shape) {
        if shape.allowed.is_empty() || shape.allowed.iter().any(|value| self.is(node, value)) {
            return;
        }
        if self.reader == Reader::BuiltIn && node.as_text() == Some("") && is_filled_in(node) {
            return;
        }
        let allowed: Vec<String> = shape.allowed.iter().map(shown).collect();
        let near = nearest(node.text(), allowed.iter().map(String::as_str)).map(str::to_owned);
        self.report(node, Violation::NotAllowed { nearest: near, allowed });
    }

    fn is(&self, node: Node<'b>, value: &Value) -> bool {
        match (self.scalar_of(node), value) {
            (Some(Scalar::Text(text)), Value::String(value)) => text == value,
            (Some(Scalar::Text(_)), _) => false,
            (Some(Scalar::Bool(one)), value) => value.as_bool() == Some(one),
            _ => node.to_json() == *value,
        }
    }
}

/// Where Kubernetes writes its default over an empty text, as if nothing stood there.
///
/// Source: `SetDefaults_…` in pkg/apis/core/v1/defaults.go and pkg/apis/apps/v1/defaults.go of Kubernetes; each was tried with an API
/// server.
fn is_filled_in(node: Node<'_>) -> bool {
    let path = node.path();
    let keys = path.steps().iter().filter_map(|step| if let Step::Key(key) = step { Some(&**key) } else { None });
    let keys: Vec<&str> = keys.collect();
    match keys.as_slice() {
        [.., "imagePullPolicy" | "terminationMessagePolicy" | "dnsPolicy" | "sessionAffinity"]
        | [.., "httpGet", "scheme"]
        | [.., "ports", "protocol"]
        | ["spec", "type"] => true,
        [.., holder, "restartPolicy"] => !holder.ends_with("ontainers"),
        _ => false,
    }
}

fn shown(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

/// Whether Compose's own tag stands before a value: `!reset null`.
fn is_reset(node: Node<'_>) -> bool {
    let source = node.document().source();
    let before = source.text().get(..source.range(node.span()).start);
    before.is_some_and(|before| before.trim_end().ends_with("!reset"))
}

/// Whether a text has a variable of compose: `$NAME` or `${…}`, and not `$$`.
fn has_variable(text: &str) -> bool {
    let mut rest = text;
    while let Some((_, behind)) = rest.split_once('$') {
        let Some(next) = behind.chars().next() else { return false };
        if next == '{' || next == '_' || next.is_ascii_alphabetic() {
            return true;
        }
        rest = behind.strip_prefix('$').unwrap_or(behind);
    }
    false
}

#[cfg(test)]
mod tests {
    use super::has_variable;

    #[test]
    fn a_dollar_alone_or_twice_is_no_variable() {
        for (text, is) in [
            ("${A:-x}", true),
            ("a$A", true),
            ("$$A", false),
            ("$$$A", true),
            ("5$", false),
            ("$1", false),
            ("a", false),
        ] {
            assert_eq!(has_variable(text), is, "{text}");
        }
    }
}
