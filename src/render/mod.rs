//! Templates and the values placed into them: texts of which every value still leads back to its line in the spec.
//!
//! A template's context is an ordinary `#[derive(Serialize)]` struct whose values are [`Traced`]. The [`Engine`] renders
//! the template with marks around every value, then *settles* the result in one pass: marks out, source map in, each
//! value written so that no reader can take it for anything else. What is shape stands in the template, what is data
//! comes through a value, and a value can never become shape.
//!
//! | in a template | means |
//! | --- | --- |
//! | `key: {{ x }}`, `- {{ x }}`, `{{ x }}: 1`, `[{{ x }}]`, `{ k: {{ x }} }` | the value is a whole scalar; the engine quotes it |
//! | `{{ "pre-" ~ x }}`, `{{ "%s of %s" \| format(a, b) }}`, `{{ xs \| join(", ") }}` | one value of several, with all their origins |
//! | `# {{ x \| comment }}` | text in a comment, one line of it |
//! | `--topic={{ x \| word }}` | part of a script in a block scalar, or of a link; all but letters, digits and `._-/:@+=%` is refused |
//! | `{{ xs \| flow }}` | a list or a map as `[a, b]` or `{ k: v }` |
//! | `{{ x \| tojson }}` | the JSON text of anything, as one string |
//! | `{{ x \| or_null }}` | the value, or `null` if there is none |
//! | `{{ x \| prose }}` | Markdown: text of our own, in which backticks stand around names |
//! | `{{ x \| code }}`, `{{ x \| fenced("sh") }}` | Markdown: a code span, a code block |
//! | `{{ x \| block }}` | a tree that the program itself laid out, on lines of its own |
//! | `{% filter deeper %}…{% endfilter %}` | what is laid out there, one level deeper |
//! | `{{ x \| verbatim }}` | as it is, only in files that are neither YAML nor Markdown |

mod artefact;
mod artefacts;
mod block;
#[cfg(test)]
pub(crate) mod contract;
mod engine;
mod fault;
mod filters;
pub mod jmx;
mod line;
pub(crate) mod markdown;
mod marks;
mod page;
mod patch;
mod scalar;
mod set;
mod settle;
mod source_map;
mod templates;
#[cfg(test)]
mod tests;
mod traced;
mod xml;

pub use artefact::{Artefact, Description, Platform};
pub use artefacts::{ARTEFACTS, svg};
pub use engine::{Engine, Rendered};
pub use fault::{Flaw, RenderFault};
pub use set::{Fault, Set, one, rehearsal, render, set};
pub use source_map::{Insert, SourceMap};
pub use templates::templates;
pub use traced::Traced;
