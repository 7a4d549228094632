//! What a program prints in columns, as a reader will see it.

use super::super::parts::Text;
use serde::Serialize;

/// A cell, behind the blanks that bring it to its column.
#[derive(Debug, Serialize)]
pub(super) struct Cell<'m> {
    before: String,
    text: Text<'m>,
}

/// A line of cells.
pub(super) type Line<'m> = Vec<Cell<'m>>;

/// Rows with their cells under each other, three blanks behind the widest, as `kubectl` has it.
pub(super) fn columns(rows: Vec<Vec<Text<'_>>>) -> Vec<Line<'_>> {
    let count = rows.iter().map(Vec::len).max().unwrap_or(0);
    let width = |column: usize| rows.iter().filter_map(|row| row.get(column)).map(width).max().unwrap_or(0);
    let widths: Vec<usize> = (0..count).map(width).collect();
    rows.into_iter().map(|row| line(row, &widths)).collect()
}

fn line<'m>(row: Vec<Text<'m>>, widths: &[usize]) -> Line<'m> {
    let mut fill = 0;
    let cell = |(text, widest): (Text<'m>, &usize)| {
        let before = " ".repeat(fill);
        fill = widest - width(&text) + 3;
        Cell { before, text }
    };
    row.into_iter().zip(widths).map(cell).collect()
}

fn width(text: &Text<'_>) -> usize {
    text.value.chars().count()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diag::Span;
    use crate::model::Origin;
    use crate::render::Traced;

    #[test]
    fn cells_stand_under_each_other() {
        let row = |cells: [&'static str; 3]| {
            cells.map(|cell| Traced::new(cell.into(), Origin::written(Span::default()))).to_vec()
        };
        let lines = columns(vec![row(["NAME", "READY", "AGE"]), row(["a-long-name", "1/1", "5m"])]);
        let shown: Vec<String> = lines
            .iter()
            .map(|line| line.iter().fold(String::new(), |shown, cell| shown + &cell.before + &cell.text.value))
            .collect();
        assert_eq!(shown, ["NAME          READY   AGE", "a-long-name   1/1     5m"]);
    }
}
