//! The names in paths.

use std::ffi::OsString;
use std::path::{Component, Path};

/// The way from one absolute folder to a path, with `/`. By names alone: links are not looked at.
pub(in crate::cli) fn relative(from: &Path, to: &Path) -> String {
    let (from, to) = (plain(from), plain(to));
    let shared = from.iter().zip(&to).take_while(|(a, b)| a == b).count();
    let up = std::iter::repeat_n("..".to_owned(), from.len() - shared);
    let down = to.iter().skip(shared).map(|part| part.to_string_lossy().into_owned());
    let parts: Vec<String> = up.chain(down).collect();
    if parts.is_empty() { ".".to_owned() } else { parts.join("/") }
}

/// The names in a path, `.` and `..` worked out.
fn plain(path: &Path) -> Vec<OsString> {
    let mut parts = Vec::new();
    for component in path.components() {
        match component {
            Component::Prefix(_) | Component::Normal(_) => parts.push(component.as_os_str().to_owned()),
            Component::RootDir | Component::CurDir => {}
            Component::ParentDir => drop(parts.pop()),
        }
    }
    parts
}
