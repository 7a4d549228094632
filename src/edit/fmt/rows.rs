//! The rows of a text while it is laid out, and the columns of the comments behind them.

use super::ASIDE;
use crate::edit::text::{Comment, columns};

/// What stands between a row and its comment at least.
const GAP: usize = 3;
/// A row that ends behind this column does not push the comments of others aside.
const FAR: usize = 72;

/// The rows so far.
#[derive(Default)]
pub(super) struct Rows<'t> {
    rows: Vec<Row<'t>>,
}

struct Row<'t> {
    kind: Kind,
    text: String,
    comment: Option<&'t str>,
}

#[derive(PartialEq, Eq, Clone, Copy)]
enum Kind {
    Blank,
    /// A table's header, and the rows in which the comment behind it goes on.
    Header,
    Ordinary,
}

impl<'t> Rows<'t> {
    /// An empty row.
    pub(super) fn blank(&mut self) {
        self.row(Kind::Blank, String::new());
    }

    /// The header of a table.
    pub(super) fn header(&mut self, text: String) {
        self.row(Kind::Header, text);
    }

    /// A new row, to be filled.
    pub(super) fn open(&mut self, indent: usize) {
        self.row(Kind::Ordinary, " ".repeat(indent));
    }

    /// A row of its own for a comment.
    pub(super) fn comment(&mut self, comment: Comment<'t>, indent: usize) {
        let above = self.rows.last().filter(|row| comment.goes_on && row.comment.is_some()).map(|row| row.kind);
        match above {
            Some(kind) => self.rows.push(Row { kind, text: String::new(), comment: Some(comment.text) }),
            None => self.row(Kind::Ordinary, format!("{:indent$}{}", "", comment.text)),
        }
    }

    fn row(&mut self, kind: Kind, text: String) {
        self.rows.push(Row { kind, text, comment: None });
    }

    /// Goes on with the last row.
    pub(super) fn push(&mut self, text: &str) {
        if let Some(row) = self.rows.last_mut() {
            row.text.push_str(text);
        }
    }

    /// Puts a comment behind the last row.
    pub(super) fn aside(&mut self, comment: Option<Comment<'t>>) {
        if let (Some(row), Some(comment)) = (self.rows.last_mut(), comment) {
            row.comment = Some(comment.text);
        }
    }

    /// How many columns the last row has.
    pub(super) fn columns(&self) -> usize {
        self.rows.last().map_or(0, |row| columns(&row.text))
    }

    /// The text.
    pub(super) fn write(&self, line_end: &str) -> String {
        let mut text = String::new();
        for block in self.rows.chunk_by(|above, below| above.kind == below.kind) {
            let ends = block.iter().filter(|row| row.comment.is_some()).map(|row| columns(&row.text));
            let aside = ends.filter(|end| *end <= FAR).map(|end| end + GAP).fold(ASIDE, usize::max);
            let mut last = aside;
            for row in block {
                text.push_str(&row.text);
                if let Some(comment) = row.comment {
                    let end = columns(&row.text);
                    if end > 0 {
                        last = aside.max(end + GAP);
                    }
                    text.extend(std::iter::repeat_n(' ', last.saturating_sub(end)));
                    text.push_str(comment);
                }
                text.push_str(line_end);
            }
        }
        text
    }
}
