//! Tables for people: columns under one another, and where a line would be too long, one column broken between words.

use super::Look;
use super::page::{style, wrapped};
use super::text::one_line;
use unicode_width::UnicodeWidthStr;

/// The least that is left of a column, however narrow the terminal.
const NARROWEST: usize = 12;
/// What stands between two columns.
const GAP: usize = 2;

/// A table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Table {
    /// What the columns are.
    pub heading: Vec<String>,
    /// The rows, each with as many cells.
    pub rows: Vec<Vec<String>>,
    /// The column that may be broken.
    pub breaks: usize,
}

impl Table {
    /// Its lines.
    pub(super) fn lines(&self, width: usize, look: &Look<'_>) -> Vec<String> {
        let widths = self.widths(width);
        let heading = self.row(&self.heading, &widths, look, "1");
        heading.into_iter().chain(self.rows.iter().flat_map(|row| self.row(row, &widths, look, ""))).collect()
    }

    fn widths(&self, width: usize) -> Vec<usize> {
        let all = || std::iter::once(&self.heading).chain(&self.rows);
        let widest = |at: usize| all().filter_map(|row| row.get(at)).map(|cell| one_line(cell).width()).max();
        let mut widths: Vec<usize> = (0..self.heading.len()).map(|at| widest(at).unwrap_or(0)).collect();
        let whole: usize = widths.iter().sum::<usize>() + GAP * widths.len().saturating_sub(1);
        if let Some(broken) = widths.get_mut(self.breaks) {
            *broken = broken.saturating_sub(whole.saturating_sub(width)).max(NARROWEST.min(*broken));
        }
        widths
    }

    fn row(&self, cells: &[String], widths: &[usize], look: &Look<'_>, code: &str) -> Vec<String> {
        let cells: Vec<Vec<String>> = cells
            .iter()
            .zip(widths)
            .enumerate()
            .map(|(at, (cell, width))| {
                let cell = one_line(cell);
                if at == self.breaks { wrapped(&cell, *width) } else { vec![cell] }
            })
            .collect();
        let height = cells.iter().map(Vec::len).max().unwrap_or(0);
        let line = |at: usize| {
            let parts = cells.iter().zip(widths).map(|(lines, width)| {
                let text = lines.get(at).map_or("", String::as_str);
                let rest = width.saturating_sub(text.width());
                let text = if code.is_empty() { text.to_owned() } else { style(look, code, text) };
                format!("{text}{:rest$}", "")
            });
            parts.collect::<Vec<_>>().join(&" ".repeat(GAP)).trim_end().to_owned()
        };
        (0..height).map(line).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(width: usize) -> String {
        let row = |cells: [&str; 3]| cells.map(str::to_owned).to_vec();
        let table = Table {
            heading: row(["a", "many", "z"]),
            rows: vec![row(["名前", "one two three four five", "end"]), row(["", "six", "x"])],
            breaks: 1,
        };
        table.lines(width, &Look::PLAIN).join("\n")
    }

    #[test]
    fn one_column_is_broken_where_the_line_ends() {
        let whole =
            "a     many                     z\n名前  one two three four five  end\n      six                      x";
        assert_eq!(table(100), whole);
        assert_eq!(table(34), whole);
        let broken = "a     many            z\n名前  one two three   end\n      four five\n      six             x";
        assert_eq!(table(25), broken);
        assert!(table(1).lines().all(|line| line.width() <= 4 + 2 + NARROWEST + 2 + 3), "{}", table(1));
    }
}
