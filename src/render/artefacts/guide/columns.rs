//! What a program prints in columns, as a reader will see it.

/// Rows with their cells under each other, two or more blanks between them as `kubectl` has it; no row ends in blanks.
pub(super) fn columns(rows: &[Vec<String>]) -> String {
    let count = rows.iter().map(Vec::len).max().unwrap_or(0);
    let width = |column: usize| {
        rows.iter().filter_map(|row| row.get(column)).map(|cell| cell.chars().count()).max().unwrap_or(0)
    };
    let widths: Vec<usize> = (0..count).map(width).collect();
    let mut text = String::new();
    for row in rows {
        let line = row.iter().zip(&widths).fold(String::new(), |line, (cell, width)| {
            let fill = width.saturating_sub(cell.chars().count());
            line + cell + &" ".repeat(fill + 3)
        });
        text.push_str(line.trim_end());
        text.push('\n');
    }
    text
}

/// Cells as a row.
pub(super) fn row<const N: usize>(cells: [&str; N]) -> Vec<String> {
    cells.map(str::to_owned).to_vec()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_stand_under_each_other() {
        let text = columns(&[row(["NAME", "READY"]), row(["a-long-name", "1/1"]), row(["b", ""])]);
        assert_eq!(text, "NAME          READY\na-long-name   1/1\nb\n");
    }
}
