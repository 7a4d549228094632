//! Places as SARIF has them: addresses relative to the root of the repository, regions counted from 1.

use crate::diag::{Diagnostic, Generated, Span, Subject};
use crate::report::text::from_root;
use crate::report::{Look, Report};
use serde_json::{Value, json};
use std::fmt::Write;

/// Makes places of a report.
pub(super) struct Places<'a> {
    /// The report.
    pub(super) report: &'a Report,
    /// Where its reader stands.
    pub(super) look: &'a Look<'a>,
}

impl Places<'_> {
    /// Where a finding is; the first line of the spec if it is nowhere.
    pub(super) fn of(&self, finding: &Diagnostic) -> Value {
        match &finding.subject {
            Subject::Place(label) => self.at(label.span),
            Subject::File(path) => self.top(path),
            Subject::Nothing => self.top(self.report.anchor()),
        }
    }

    /// A place in a text; the first line of the spec if it is in none.
    pub(super) fn at(&self, span: Span) -> Value {
        self.inside(span).unwrap_or_else(|| self.top(self.report.anchor()))
    }

    /// A place in a text, if it is in one.
    pub(super) fn inside(&self, span: Span) -> Option<Value> {
        let (artifact, region) = self.parts(span)?;
        Some(json!({"artifactLocation": artifact, "region": region}))
    }

    /// The file of a place, and the place in it.
    pub(super) fn parts(&self, span: Span) -> Option<(Value, Value)> {
        let source = self.report.sources.of(span)?;
        let (start, end) = (source.position(span.start()), source.position(span.end()));
        let region = json!({
            "startLine": start.line, "startColumn": start.column, "endLine": end.line, "endColumn": end.column,
        });
        Some((self.artifact(source.name()), region))
    }

    /// A place in a rendered file.
    pub(super) fn generated(&self, Generated { path, span }: &Generated) -> Value {
        self.inside(*span).unwrap_or_else(|| self.top(path))
    }

    /// The first line of a file.
    fn top(&self, name: &str) -> Value {
        json!({"artifactLocation": self.artifact(name), "region": {"startLine": 1}})
    }

    fn artifact(&self, name: &str) -> Value {
        let uri = self.uri(name);
        // An absolute one has no base.
        if uri.starts_with('/') {
            json!({"uri": format!("file://{uri}")})
        } else {
            json!({"uri": uri, "uriBaseId": "%SRCROOT%"})
        }
    }

    /// A file's name from the root of the repository.
    pub(super) fn shown(&self, name: &str) -> String {
        from_root(self.report, self.look, name)
    }

    /// The same as a relative address: what has a meaning in addresses is encoded.
    pub(super) fn uri(&self, name: &str) -> String {
        encoded(&self.shown(name))
    }
}

fn encoded(path: &str) -> String {
    let mut out = String::with_capacity(path.len());
    for byte in path.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~/".contains(&byte) {
            out.push(char::from(byte));
        } else {
            // Writing into a `String` cannot fail.
            let _ = write!(out, "%{byte:02X}");
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::encoded;

    #[test]
    fn addresses_hold_nothing_that_has_a_meaning() {
        assert_eq!(encoded("a b/ü:%#?.toml"), "a%20b/%C3%BC%3A%25%23%3F.toml");
        assert_eq!(encoded("<stdin>"), "%3Cstdin%3E");
        assert_eq!(encoded("../x_~-.y"), "../x_~-.y");
    }
}
