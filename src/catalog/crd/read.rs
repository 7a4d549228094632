//! Reads `crds.txt`; its form is in `catalog/README.md`.

use super::super::reading::{self, Malformed};
use super::{Alternative, Column, Definition, Field, Number, Object, Scale, Schema, Served, Text};
use std::collections::BTreeMap;
use std::iter::Peekable;
use std::sync::Arc;
use std::vec;

/// The definitions of a release, in the order in which it ships them.
pub(in crate::catalog) fn read(path: &str) -> Result<Vec<Definition>, Malformed> {
    let (path, text) = reading::original(path)?;
    parse(&path, text)
}

pub(super) fn parse(file: &str, text: &'static str) -> Result<Vec<Definition>, Malformed> {
    let mut reader = Reader { lines: lines(text).into_iter().peekable(), types: BTreeMap::new(), number: 0 };
    reader.file().map_err(|what| Malformed::new(file, format!("line {}: {what}", reader.number)))
}

/// A line that says something.
struct Line {
    number: usize,
    depth: usize,
    text: &'static str,
}

fn lines(text: &'static str) -> Vec<Line> {
    let said = text.lines().enumerate().filter(|(_, line)| !line.is_empty() && !line.starts_with('#'));
    let line = |(number, line): (usize, &'static str)| {
        let text = line.trim_start_matches(' ');
        Line { number: number + 1, depth: (line.len() - text.len()) / 2, text }
    };
    said.map(line).collect()
}

struct Reader {
    lines: Peekable<vec::IntoIter<Line>>,
    types: BTreeMap<&'static str, Arc<Schema>>,
    /// The line that was read last.
    number: usize,
}

type Read<T> = Result<T, String>;

impl Reader {
    fn file(&mut self) -> Read<Vec<Definition>> {
        let mut definitions = Vec::new();
        while let Some(line) = self.below(0) {
            match line.split_once(' ') {
                Some(("type", rest)) => {
                    let (name, words) = rest.split_once(' ').ok_or("a type without a schema")?;
                    let schema = self.schema(words, 1)?;
                    if !name.starts_with(|c: char| c.is_ascii_uppercase()) || self.types.insert(name, schema).is_some()
                    {
                        return Err(format!("{name} is no name for a type, or one that is taken"));
                    }
                }
                Some(("crd", kind)) => definitions.push(self.definition(kind)?),
                _ => return Err(format!("neither a type nor a definition: {line}")),
            }
        }
        match self.lines.next() {
            Some(line) => Err(format!("unexpected: {}", line.text)),
            None => Ok(definitions),
        }
    }

    /// The next line, if it is of that depth.
    fn below(&mut self, depth: usize) -> Option<&'static str> {
        let line = self.lines.next_if(|line| line.depth == depth)?;
        self.number = line.number;
        Some(line.text)
    }

    /// What follows a word that must begin the next line of that depth.
    fn after(&mut self, word: &str, depth: usize) -> Read<&'static str> {
        self.maybe_after(word, depth).ok_or_else(|| format!("`{word}` must follow"))
    }

    fn maybe_after(&mut self, word: &str, depth: usize) -> Option<&'static str> {
        let rest = |text: &'static str| text.strip_prefix(word)?.strip_prefix(' ');
        let line = self.lines.next_if(|line| line.depth == depth && rest(line.text).is_some())?;
        self.number = line.number;
        rest(line.text)
    }

    fn definition(&mut self, kind: &'static str) -> Read<Definition> {
        let group = self.after("group", 1)?;
        let [plural, singular, list] = exactly(self.after("names", 1)?)?;
        let short_names = self.after("short", 1)?.split(' ').collect();
        let categories = self.after("categories", 1)?.split(' ').collect();
        let labels = self.after("labels", 1)?.split(' ').map(|label| label.split_once('=').ok_or("a label without ="));
        let labels = labels.collect::<Result<_, _>>()?;
        let (scope, conversion) = (self.after("scope", 1)?, self.after("conversion", 1)?);
        let mut versions = Vec::new();
        while let Some(words) = self.maybe_after("version", 1) {
            versions.push(self.version(words)?);
        }
        Ok(Definition {
            group,
            kind,
            plural,
            singular,
            list,
            short_names,
            categories,
            labels,
            scope,
            conversion,
            versions,
        })
    }

    fn version(&mut self, words: &'static str) -> Read<Served> {
        let (name, flags) = words.split_once(' ').unwrap_or((words, ""));
        let (mut served, mut stored, mut deprecated) = (false, false, None);
        for flag in flags.split_terminator(' ') {
            match flag {
                "served" => served = true,
                "stored" => stored = true,
                "deprecated" => deprecated = Some(true),
                "not-deprecated" => deprecated = Some(false),
                _ => return Err(format!("a version cannot be {flag}")),
            }
        }
        let scale = self.maybe_after("scale", 2).map(scale).transpose()?;
        let mut columns = Vec::new();
        while let Some(words) = self.maybe_after("column", 2) {
            columns.push(column(words)?);
        }
        let words = self.after("schema", 2)?;
        let schema = self.schema(words, 3)?;
        Ok(Served { name, served, stored, deprecated, scale, columns, schema })
    }

    /// Reads a schema; the fields of an object stand on the lines below, at `depth`.
    fn schema(&mut self, words: &'static str, depth: usize) -> Read<Arc<Schema>> {
        let (shape, rest) = words.split_once(' ').unwrap_or((words, ""));
        let schema = match shape {
            "string" => Schema::Text(text(rest)?),
            "integer" => Schema::Number(number(true, rest)?),
            "number" => Schema::Number(number(false, rest)?),
            "boolean" if rest.is_empty() => Schema::Flag,
            "int-or-string" => Schema::NumberOrText { pattern: rest.strip_prefix("pattern ").ok_or("no pattern")? },
            "list" => self.list(rest, depth)?,
            "map" => Schema::Map(self.schema(rest.strip_prefix("of ").ok_or("a map of what?")?, depth)?),
            "object" => Schema::Object(self.object(rest, depth)?),
            _ => {
                let known = self.types.get(words).map(Arc::clone);
                return known.ok_or_else(|| format!("{words} is no schema, and no type that stands above"));
            }
        };
        Ok(Arc::new(schema))
    }

    fn list(&mut self, words: &'static str, depth: usize) -> Read<Schema> {
        let (least, words) = match words.strip_prefix("min-items ").and_then(|rest| rest.split_once(' ')) {
            Some((least, words)) => (Some(whole(least)?), words),
            None => (None, words),
        };
        let items = self.schema(words.strip_prefix("of ").ok_or("a list of what?")?, depth)?;
        Ok(Schema::List { least, items })
    }

    fn object(&mut self, flags: &str, depth: usize) -> Read<Object> {
        let mut object = Object::default();
        for flag in flags.split_terminator(' ') {
            match flag {
                "open" => object.open = true,
                _ => return Err(format!("an object cannot be {flag}")),
            }
        }
        while let Some(line) = self.below(depth) {
            let (name, rest) = line.split_once(' ').ok_or("a field without a schema")?;
            match name {
                "one-of:" => object.one_of = rest.split(" | ").map(alternative).collect(),
                "rule:" => object.rules.push(rest),
                _ => {
                    let schema = self.schema(rest, depth + 1)?;
                    let bare = name.strip_suffix('!');
                    object.fields.push(Field { name: bare.unwrap_or(name), required: bare.is_some(), schema });
                }
            }
        }
        Ok(object)
    }
}

fn exactly<const N: usize>(words: &'static str) -> Read<[&'static str; N]> {
    words.split(' ').collect::<Vec<_>>().try_into().map_err(|_| format!("not {N} words: {words}"))
}

fn whole<T: std::str::FromStr>(text: &str) -> Read<T> {
    text.parse().map_err(|_| format!("{text} is not a whole number"))
}

fn scale(words: &'static str) -> Read<Scale> {
    let mut paths = words.split(' ');
    match (paths.next(), paths.next(), paths.next(), paths.next()) {
        (Some(wanted), Some(found), selector, None) => Ok(Scale { wanted, found, selector }),
        _ => Err(format!("not the paths of a scale: {words}")),
    }
}

fn column(words: &'static str) -> Read<Column> {
    let (priority, words) = match words.strip_prefix("priority ").and_then(|rest| rest.split_once(' ')) {
        Some((priority, words)) => (Some(whole(priority)?), words),
        None => (None, words),
    };
    let mut parts = words.splitn(3, ' ');
    match (parts.next(), parts.next(), parts.next()) {
        (Some(kind), Some(path), Some(name)) => Ok(Column { name, kind, path, priority }),
        _ => Err(format!("not a column: {words}")),
    }
}

fn text(words: &'static str) -> Read<Text> {
    let none = Text::default();
    match words.split_once(' ') {
        None if words.is_empty() => Ok(none),
        Some(("enum", values)) => Ok(Text { allowed: values.split(',').collect(), ..none }),
        Some(("pattern", pattern)) => Ok(Text { pattern: Some(pattern), ..none }),
        Some(("example", example)) => Ok(Text { example: Some(example), ..none }),
        _ => Err(format!("a string cannot have {words}")),
    }
}

fn number(is_whole: bool, words: &str) -> Read<Number> {
    let mut number = Number { whole: is_whole, ..Number::default() };
    let mut words = words.split_terminator(' ');
    while let (Some(word), value) = (words.next(), words.next()) {
        let limit = match word {
            "min" => &mut number.min,
            "max" => &mut number.max,
            _ => return Err(format!("a number cannot have {word}")),
        };
        *limit = Some(whole(value.unwrap_or_default())?);
    }
    Ok(number)
}

/// `a! b`: two fields, of which `a` must be there. A `!` alone is a list of none that must be there.
fn alternative(words: &'static str) -> Alternative {
    let names = words.split(' ').map(|word| word.strip_suffix('!').unwrap_or(word));
    let required = words.split(' ').filter_map(|word| word.strip_suffix('!')).filter(|name| !name.is_empty());
    Alternative {
        fields: names.filter(|name| !name.is_empty()).collect(),
        required: words.contains('!').then(|| required.collect()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEAD: &str = "crd Thing\n  group g\n  names things thing ThingList\n  short t\n  categories c\n  labels a=b\n  \
                        scope Namespaced\n  conversion None\n";

    fn fault(text: String) -> String {
        parse("crds.txt", text.leak()).err().map(|fault| fault.to_string()).unwrap_or_default()
    }

    #[test]
    fn a_line_that_says_nothing_sensible_is_named() {
        let version = |rest: &str| format!("# made by hand\n\n{HEAD}  version v1 served\n{rest}");
        for (text, said) in [
            ("kind Thing\n".to_owned(), "line 1: neither a type nor a definition: kind Thing"),
            ("type thing object\n".to_owned(), "line 1: thing is no name for a type"),
            ("type A object\ntype A object\n".to_owned(), "line 2: A is no name for a type, or one that is taken"),
            ("crd Thing\n  short t\n".to_owned(), "line 1: `group` must follow"),
            (version("    schema Other\n"), "line 12: Other is no schema"),
            (version("    schema string min 3\n"), "line 12: a string cannot have min 3"),
            (version("    schema integer min x\n"), "line 12: x is not a whole number"),
            (version("    schema integer pattern x\n"), "line 12: a number cannot have pattern"),
            (version("    schema object closed\n"), "line 12: an object cannot be closed"),
            (version("    schema object\n      a\n"), "line 13: a field without a schema"),
            (version("    schema object\n      a list string\n"), "line 13: a list of what?"),
            (version("    schema object\n          a string\n"), "line 12: unexpected: a string"),
            (version("    column string\n"), "line 12: not a column: string"),
            (version("    scale .a\n"), "line 12: not the paths of a scale: .a"),
            (version("    schema boolean x\n").replace("served", "never"), "line 11: a version cannot be never"),
        ] {
            let fault = fault(text);
            assert!(fault.starts_with(&format!("catalog/crds.txt: {said}")), "{fault}");
        }
    }

    #[test]
    fn what_newer_releases_say_is_read() {
        let text = format!(
            "{HEAD}  version v1 served stored not-deprecated\n    scale .a .b\n    column priority 1 date .c Its age\n    \
             schema object\n  version v0 deprecated\n    scale .a .b .c\n    schema object open\n"
        );
        let definitions = parse("crds.txt", text.leak()).unwrap();
        let [new, old] = definitions[0].versions.as_slice() else { panic!("{definitions:?}") };
        assert_eq!((new.served, new.stored, new.deprecated), (true, true, Some(false)));
        assert_eq!((old.served, old.stored, old.deprecated), (false, false, Some(true)));
        let selector = |version: &Served| version.scale.as_ref().unwrap().selector;
        assert_eq!((selector(new), selector(old)), (None, Some(".c")));
        let column = &new.columns[0];
        assert_eq!((column.name, column.kind, column.path, column.priority), ("Its age", "date", ".c", Some(1)));
        assert_eq!(definitions[0].name(), "things.g");
    }
}
