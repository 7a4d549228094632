//! How a spec's text is laid out. Keys, values, comments and their order are the author's; blanks and line breaks are ours:
//!
//! * one empty line above each table, none below its header, never two;
//! * `=` of the keys that stand together (no empty line between them) under one another;
//! * comments behind values under one another, at [`ASIDE`] where the values leave room;
//! * arrays on one line if they fit on it, else an item a line; one whose author goes to a new line behind `[` stays so;
//! * double quotes, unless they would need escapes.
//!
//! The result laid out again is itself, and says what the text said: that is proved at each run, and held by the tests.

mod rows;
mod values;

use super::text::{Line, Text, columns, said};
use rows::Rows;

/// The column of comments behind values and headers, from 0.
pub const ASIDE: usize = 35;
/// How many columns a line may have before an array in it is broken.
pub const WIDTH: usize = 120;

/// Lays a text out. Nothing if it is no TOML, or if this program would change what it says, which would be its own mistake.
pub fn format(text: &str) -> Option<String> {
    let before = said(text)?;
    let read = Text::read(text)?;
    let mut rows = Rows::default();
    lines(&tidy(&read.lines), 0, &mut rows);
    let mut laid_out = rows.write(line_end(text));
    if read.mark {
        laid_out.insert(0, '\u{FEFF}');
    }
    (said(&laid_out)? == before).then_some(laid_out)
}

/// The line end that most lines of a text have.
fn line_end(text: &str) -> &'static str {
    let (all, windows) = (text.matches('\n').count(), text.matches("\r\n").count());
    if windows > all - windows { "\r\n" } else { "\n" }
}

/// A line as it is to be, or an empty one.
type Lines<'l, 't> = Vec<Option<&'l Line<'t>>>;

/// The lines with empty ones where they belong.
fn tidy<'l, 't>(lines: &'l [Line<'t>]) -> Lines<'l, 't> {
    let mut tidied: Lines<'l, 't> = Vec::new();
    for (at, line) in lines.iter().enumerate() {
        match line {
            Line::Blank => {
                let doubled = matches!(tidied.last(), None | Some(None));
                let rest = lines.get(at..).unwrap_or_default();
                let between_header_and_key = below_header(&tidied) && has_item(rest);
                if !doubled && !between_header_and_key {
                    tidied.push(None);
                }
            }
            Line::Header { .. } => {
                let above = tidied.len() - tidied.iter().rev().take_while(|line| belongs_to_next(**line)).count();
                if !matches!(above.checked_sub(1).and_then(|last| tidied.get(last)), None | Some(None)) {
                    tidied.insert(above, None);
                }
                tidied.push(Some(line));
            }
            Line::Comment(_) | Line::Item { .. } => tidied.push(Some(line)),
        }
    }
    while tidied.pop_if(|line| line.is_none()).is_some() {}
    tidied
}

/// A comment without an empty line below it speaks of what is below it.
fn belongs_to_next(line: Option<&Line<'_>>) -> bool {
    matches!(line, Some(Line::Comment(comment)) if !comment.goes_on)
}

/// Whether the last line is a header, with the comments that go on behind it.
fn below_header(lines: &Lines<'_, '_>) -> bool {
    let mut above =
        lines.iter().rev().skip_while(|line| matches!(line, Some(Line::Comment(comment)) if comment.goes_on));
    matches!(above.next(), Some(Some(Line::Header { .. })))
}

/// Whether a key comes before the next header.
fn has_item(lines: &[Line<'_>]) -> bool {
    let mut lines = lines.iter().filter(|line| !matches!(line, Line::Blank | Line::Comment(_)));
    matches!(lines.next(), Some(Line::Item { .. }))
}

/// Lays lines out, run by run: what stands between two empty lines or headers.
fn lines<'t>(lines: &Lines<'_, 't>, indent: usize, rows: &mut Rows<'t>) {
    let in_run = |line: Option<&Line<'_>>| matches!(line, Some(Line::Item { .. } | Line::Comment(_)));
    for run in lines.chunk_by(|above, below| in_run(*above) && in_run(*below)) {
        let items =
            run.iter().flatten().filter_map(|line| if let Line::Item { path, .. } = line { Some(path) } else { None });
        let widest = items.map(|path| columns(&values::path(path))).max().unwrap_or(0);
        for line in run {
            one(line.as_deref(), indent, widest, rows);
        }
    }
}

fn one<'t>(line: Option<&Line<'t>>, indent: usize, widest: usize, rows: &mut Rows<'t>) {
    match line {
        None | Some(Line::Blank) => rows.blank(),
        Some(Line::Comment(comment)) => rows.comment(*comment, indent),
        Some(Line::Header { array, path, comment }) => {
            let path = values::path(path);
            rows.header(if *array { format!("[[{path}]]") } else { format!("[{path}]") });
            rows.aside(*comment);
        }
        Some(Line::Item { path, value, comment }) => {
            rows.open(indent);
            let in_list = indent > 0;
            if !path.is_empty() {
                let path = values::path(path);
                let rest = widest - columns(&path).min(widest);
                rows.push(&format!("{path}{:rest$} = ", ""));
            }
            values::value(value, indent, usize::from(in_list), rows);
            if in_list {
                rows.push(",");
            }
            rows.aside(*comment);
        }
    }
}
