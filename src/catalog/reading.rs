//! How the embedded files are found, and what is said of one that does not read.

use super::files::FILES;
use super::version::Version;
use std::fmt;

/// A file of the catalogue does not say what it should. Only a test ever sees one: what is embedded was tested.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Malformed {
    /// Its path below `catalog/`.
    pub(super) file: String,
    /// What is wrong.
    pub(super) what: String,
}

impl Malformed {
    pub(super) fn new(file: &str, what: impl fmt::Display) -> Self {
        Malformed { file: file.to_owned(), what: what.to_string() }
    }
}

impl fmt::Display for Malformed {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "catalog/{}: {}", self.file, self.what)
    }
}

impl std::error::Error for Malformed {}

/// The text of an embedded file, by its path below `catalog/`.
pub(super) fn text(path: &str) -> Result<&'static str, Malformed> {
    let at = FILES.binary_search_by(|(known, _)| (*known).cmp(path));
    at.ok().and_then(|at| FILES.get(at)).map(|(_, text)| *text).ok_or_else(|| Malformed::new(path, "not embedded"))
}

/// A TOML file as the type that describes it.
pub(super) fn toml<T: serde::de::DeserializeOwned>(path: &str) -> Result<T, Malformed> {
    toml::from_str(text(path)?).map_err(|error| Malformed::new(path, error))
}

/// The rows of a table after its heading, cut into exactly `N` cells. A table of one line `same-as<TAB>VERSION` has the
/// rows of the same file of that version.
pub(super) fn rows<const N: usize>(path: &str, heading: [&str; N]) -> Result<Vec<[&'static str; N]>, Malformed> {
    let (path, table) = original(path)?;
    let mut lines = table.lines().enumerate();
    let cells = |at: usize, line: &'static str| -> Result<[&'static str; N], Malformed> {
        let cells: Vec<&str> = line.split('\t').collect();
        cells.try_into().map_err(|_| Malformed::new(&path, format!("line {} has not {N} cells", at + 1)))
    };
    match lines.next() {
        Some((at, line)) if cells(at, line)? == heading => lines.map(|(at, line)| cells(at, line)).collect(),
        _ => Err(Malformed::new(&path, format!("the heading is not {}", heading.join(" ")))),
    }
}

/// The table that a path leads to, and the path at which it really stands.
pub(super) fn original(path: &str) -> Result<(String, &'static str), Malformed> {
    let table = text(path)?;
    let Some(version) = table.strip_prefix("same-as\t").map(str::trim_end) else {
        return Ok((path.to_owned(), table));
    };
    let mut parts: Vec<&str> = path.split('/').collect();
    match parts.get_mut(1) {
        Some(folder) => *folder = version,
        None => return Err(Malformed::new(path, "same-as outside a version's folder")),
    }
    let other = parts.join("/");
    match text(&other)? {
        table if table.starts_with("same-as") => Err(Malformed::new(path, format!("{other} has no table itself"))),
        table => Ok((other, table)),
    }
}

/// The versions that have a folder below `folder`, oldest first. A name that is no version is left out, which a test sees.
pub(super) fn versions(folder: &str) -> Vec<&'static str> {
    in_order(FILES.iter().filter_map(|(path, _)| path.strip_prefix(folder)?.strip_prefix('/')?.split('/').next()))
}

fn in_order(names: impl Iterator<Item = &'static str>) -> Vec<&'static str> {
    let mut found: Vec<(Version, &'static str)> =
        names.filter_map(|name| Version::parse(name).map(|version| (version, name))).collect();
    found.sort();
    found.dedup();
    found.into_iter().map(|(_, name)| name).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_stand_in_the_order_of_their_numbers() {
        let names = ["0.39.0", "0.39.0", "0.45.10", "0.45.2", "0.9.0", "1.0.0", "notes"];
        assert_eq!(in_order(names.into_iter()), ["0.9.0", "0.39.0", "0.45.2", "0.45.10", "1.0.0"]);
    }
}
