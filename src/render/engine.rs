//! Renders a template and settles what it wrote.

use super::fault::{Flaw, RenderFault};
use super::filters;
use super::marks::holds_mark;
use super::settle::{Dialect, Misfit, settle};
use super::source_map::SourceMap;
use super::templates::template;
use minijinja::syntax::SyntaxConfig;
use minijinja::value::Serde;
use minijinja::{AutoEscape, Environment, Error, ErrorKind, OutputSpanKind, UndefinedBehavior, Value};
use serde::Serialize;
use std::error::Error as _;
use std::io;

/// Renders the templates of the program. Each is read when it is first asked for.
#[derive(Debug)]
pub struct Engine {
    env: Environment<'static>,
}

/// A rendered text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rendered {
    /// The text: lines that end in LF, none of them in blanks.
    pub text: String,
    /// Which part of it comes from where.
    pub map: SourceMap,
}

impl Default for Engine {
    fn default() -> Self {
        Engine::new()
    }
}

impl Engine {
    /// An engine with the templates that the program carries.
    pub fn new() -> Self {
        Engine::of(template)
    }

    /// An engine with other templates, given by name and text.
    pub fn with(templates: &'static [(&'static str, &'static str)]) -> Self {
        Engine::of(|name| templates.iter().find(|(known, _)| *known == name).map(|(_, text)| *text))
    }

    fn of(template: impl Fn(&str) -> Option<&'static str> + Send + Sync + 'static) -> Self {
        let mut env = Environment::empty();
        // Only these are set, and none of the delimiters, so this cannot fail.
        let white_space =
            SyntaxConfig::builder().trim_blocks(true).lstrip_blocks(true).keep_trailing_newline(true).build();
        if let Ok(syntax) = white_space {
            env.set_syntax(syntax);
        }
        env.set_undefined_behavior(UndefinedBehavior::Strict);
        // Any escaping but none makes text that macros return count as laid out.
        env.set_auto_escape_callback(|_| AutoEscape::Custom("frames".into()));
        env.set_formatter(filters::write_value);
        env.add_test("defined", |value: &Value| !value.is_undefined());
        filters::add(&mut env);
        env.set_loader(move |name| Ok(template(name).map(str::to_owned)));
        Engine { env }
    }

    /// Renders a template, named by its path under `templates/` with its `.j2`, with the fields of `context` as its names.
    ///
    /// # Errors
    /// What is wrong with the template or the context: an error of the program, with the template and the line.
    pub fn render(&self, template: &str, context: &impl Serialize) -> Result<Rendered, RenderFault> {
        match inspect(context) {
            Ok(()) => self.render_with(template, || Value::from(Serde(context))),
            Err(flaw) => Err(RenderFault { template: template.to_owned(), line: None, text: String::new(), flaw }),
        }
    }

    /// The same with a context that is a value, and was inspected. It is made when it is wanted and gone when the text is
    /// settled, as each of the two may fill much memory; only for a fault it is made again.
    pub(super) fn render_with(&self, template: &str, context: impl Fn() -> Value) -> Result<Rendered, RenderFault> {
        let compiled = self.env.get_template(template).map_err(|error| of_template(template, &error))?;
        let raw = compiled.render(context()).map_err(|error| of_template(template, &error))?;
        match settle(&raw, Dialect::of(template)) {
            Ok((text, map)) => Ok(Rendered { text, map }),
            Err(misfit) => Err(self.located(template, context(), misfit)),
        }
    }

    /// The names that a template takes from its context, in order.
    #[cfg(test)]
    pub(super) fn names(&self, template: &str) -> Result<std::collections::BTreeSet<String>, RenderFault> {
        let compiled = self.env.get_template(template).map_err(|error| of_template(template, &error))?;
        Ok(compiled.undeclared_variables(false).into_iter().collect())
    }

    /// Finds the line of the template that wrote what does not fit, by rendering once more with an eye on that.
    fn located(&self, template: &str, context: Value, misfit: Misfit) -> RenderFault {
        let Misfit { flaw, at, text } = misfit;
        let spans = self.env.get_template(template).and_then(|compiled| compiled.render_with_spans(context));
        let (raw, spans) = spans.unwrap_or_default();
        let wrote =
            at.and_then(|at| spans.iter().find(|span| span.output_range().contains(&at)).map(|span| (at, span)));
        let Some((at, span)) = wrote else {
            return RenderFault { template: template.to_owned(), line: None, text, flaw };
        };
        // Within what the template wrote itself, the line is counted from where that begins.
        let before = raw.get(span.output_range().start..at).unwrap_or_default();
        let below = if span.kind() == OutputSpanKind::Raw { before.matches('\n').count() } else { 0 };
        RenderFault { template: span.name().to_owned(), line: Some(span.line() + below), text, flaw }
    }
}

/// The template language's complaint as a fault.
fn of_template(template: &str, error: &Error) -> RenderFault {
    let mut own = error.source();
    while let Some(source) = own.filter(|source| !source.is::<Flaw>()) {
        own = source.source();
    }
    let flaw = match own.and_then(|source| source.downcast_ref::<Flaw>()) {
        Some(flaw) => flaw.clone(),
        None if error.kind() == ErrorKind::TemplateNotFound && error.line().is_none() => Flaw::Unknown,
        None => match error.detail() {
            Some(detail) => Flaw::Template(format!("{}: {detail}", error.kind())),
            None => Flaw::Template(error.kind().to_string()),
        },
    };
    let name = error.name().unwrap_or(template).to_owned();
    RenderFault { template: name, line: error.line(), text: String::new(), flaw }
}

/// Refuses a context that cannot be serialised, or that holds characters which are kept for marks: a forged mark would
/// pass for one of ours. JSON is only the way to see all strings once, wherever they are.
fn inspect(context: &impl Serialize) -> Result<(), Flaw> {
    let mut look = Look { reserved: None };
    let written = serde_json::to_writer(&mut look, context);
    match (look.reserved, written) {
        (Some(text), _) => Err(Flaw::Reserved(text)),
        (None, Err(error)) => Err(Flaw::Context(error.to_string())),
        (None, Ok(())) => Ok(()),
    }
}

/// Takes text in only to look at it.
struct Look {
    /// The first piece with a reserved character in it, escaped.
    reserved: Option<String>,
}

impl io::Write for Look {
    fn write(&mut self, piece: &[u8]) -> io::Result<usize> {
        // JSON escapes none of these characters, and no piece ends within a character.
        if piece.contains(&0xEF) {
            let text = String::from_utf8_lossy(piece);
            if holds_mark(&text) {
                self.reserved.get_or_insert(text.escape_unicode().to_string());
            }
        }
        Ok(piece.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
