//! Reads the catalogue's files of shapes; their form is in `catalog/README.md`.

use super::super::rule::Rule;
use super::super::shape::{Beyond, Distinct, Field, Id, Limits, More, QUANTITY, Shape, Shapes, Type};
use serde_json::Value;
use std::collections::BTreeMap;
use std::iter::Peekable;
use std::vec;

/// A file that was read.
#[derive(Debug, Default)]
pub(in crate::schema) struct Group {
    /// Its shapes.
    pub(in crate::schema) shapes: Shapes,
    /// The types that have a name.
    pub(in crate::schema) types: BTreeMap<&'static str, Id>,
    /// The kinds, in the order of the file.
    pub(in crate::schema) kinds: Vec<Kind>,
}

/// A kind of objects.
#[derive(Debug, Clone, Copy)]
pub(in crate::schema) struct Kind {
    pub(in crate::schema) api_version: &'static str,
    pub(in crate::schema) name: &'static str,
    pub(in crate::schema) namespaced: bool,
    pub(in crate::schema) shape: Id,
}

/// What does not read ends up in the result: only a test ever sees one.
pub(in crate::schema) fn read(text: &'static str) -> Result<Group, String> {
    let said = text.lines().enumerate().filter(|(_, line)| !line.is_empty() && !line.starts_with('#'));
    let line = |(number, line): (usize, &'static str)| {
        let text = line.trim_start_matches(' ');
        Line { number: number + 1, depth: (line.len() - text.len()) / 2, text }
    };
    let lines: Vec<Line> = said.map(line).collect();
    let mut reader = Reader { lines: lines.into_iter().peekable(), group: Group::default(), number: 0 };
    reader.file().map_err(|what| format!("line {}: {what}", reader.number))?;
    Ok(reader.group)
}

struct Line {
    number: usize,
    depth: usize,
    text: &'static str,
}

struct Reader {
    lines: Peekable<vec::IntoIter<Line>>,
    group: Group,
    /// The line that was read last.
    number: usize,
}

type Read<T> = Result<T, String>;

impl Reader {
    fn file(&mut self) -> Read<()> {
        let mut defined = Vec::new();
        while let Some(line) = self.below(0) {
            match line.split_once(' ') {
                Some(("type", rest)) => {
                    let (name, words) = rest.split_once(' ').ok_or("a type without a shape")?;
                    let id = self.named(name);
                    let shape = self.shape(words, 1)?;
                    self.group.shapes.set(id, shape);
                    defined.push(name);
                }
                Some(("kind", rest)) => {
                    let words: Vec<&'static str> = rest.split(' ').collect();
                    let [api_version, kind, scope, name] = *words else { return Err("not a kind".to_owned()) };
                    let shape = self.named(name);
                    self.group.kinds.push(Kind { api_version, name: kind, namespaced: scope == "namespaced", shape });
                }
                _ => return Err(format!("neither a type nor a kind: {line}")),
            }
        }
        if let Some(line) = self.lines.next() {
            self.number = line.number;
            return Err(format!("unexpected: {}", line.text));
        }
        defined.sort_unstable();
        match self.group.types.keys().find(|name| defined.binary_search(name).is_err()) {
            Some(name) => Err(format!("{name} is no type of the file")),
            None => Ok(()),
        }
    }

    fn named(&mut self, name: &'static str) -> Id {
        let Group { shapes, types, .. } = &mut self.group;
        *types.entry(name).or_insert_with(|| shapes.reserve())
    }

    /// The next line, if it is of that depth.
    fn below(&mut self, depth: usize) -> Option<&'static str> {
        let line = self.lines.next_if(|line| line.depth == depth)?;
        self.number = line.number;
        Some(line.text)
    }

    fn id(&mut self, words: &'static str, depth: usize) -> Read<Id> {
        if words.starts_with(|c: char| c.is_ascii_uppercase()) && !words.contains(' ') {
            return Ok(self.named(words));
        }
        let shape = self.shape(words, depth)?;
        Ok(self.group.shapes.add(shape))
    }

    fn shape(&mut self, words: &'static str, depth: usize) -> Read<Shape> {
        let (first, rest) = words.split_once(' ').unwrap_or((words, ""));
        match first {
            "nullable" => Ok(Shape { nullable: true, ..self.shape(rest, depth)? }),
            "any" => Ok(Shape { nullable: true, ..Shape::default() }),
            "either" => self.either(rest, depth),
            "object" => self.object(rest, depth),
            "list" => self.list(rest, depth),
            "map" => self.map(rest, depth),
            "int-or-string" => self.scalar(&[Type::Integer, Type::Text], rest),
            "quantity" => {
                let pattern = Some(self.group.shapes.pattern(QUANTITY));
                Ok(Shape { pattern, ..self.scalar(&[Type::Number, Type::Text], rest)? })
            }
            "string" | "integer" | "number" | "boolean" | "null" => {
                self.scalar(&Type::named(first).into_iter().collect::<Vec<_>>(), rest)
            }
            name if name.starts_with(|c: char| c.is_ascii_uppercase()) && rest.is_empty() => {
                let all_of = vec![self.named(name)];
                Ok(Shape { more: Some(Box::new(More { all_of, ..More::default() })), ..Shape::default() })
            }
            _ => Err(format!("{words} is no shape")),
        }
    }

    fn either(&mut self, words: &'static str, depth: usize) -> Read<Shape> {
        let any_of: Vec<Id> = words.split(" | ").map(|one| self.id(one, depth)).collect::<Read<_>>()?;
        let nullable = words.split(" | ").any(|one| one == "null");
        Ok(Shape { nullable, more: Some(Box::new(More { any_of, ..More::default() })), ..Shape::default() })
    }

    fn list(&mut self, words: &'static str, depth: usize) -> Read<Shape> {
        let (facets, inner) = halves(words)?;
        let mut shape = Shape { items: Some(self.id(inner, depth)?), ..Shape::of([Type::List]) };
        let mut facets = facets.split_whitespace();
        while let Some(facet) = facets.next() {
            match facet {
                "unique" => shape.distinct = Distinct::Whole,
                "min-items" => shape.limits.items.0 = Some(number(facets.next())?),
                "max-items" => shape.limits.items.1 = Some(number(facets.next())?),
                _ => return Err(format!("a list cannot be {facet}")),
            }
        }
        Ok(shape)
    }

    fn map(&mut self, words: &'static str, depth: usize) -> Read<Shape> {
        let (facets, inner) = halves(words)?;
        let keys = match facets.split_once(' ') {
            Some(("keys", pattern)) => Some(self.group.shapes.pattern(pattern)),
            _ if facets.is_empty() => None,
            _ => return Err(format!("a map cannot have {facets}")),
        };
        Ok(Shape { keys, values: Some(self.id(inner, depth)?), ..Shape::of([Type::Object]) })
    }

    fn object(&mut self, flags: &str, depth: usize) -> Read<Shape> {
        let mut shape = Shape { beyond: Beyond::Dropped, ..Shape::of([Type::Object]) };
        for flag in flags.split_whitespace() {
            shape.beyond = match flag {
                "open" => Beyond::Kept,
                "strict" => Beyond::Refused,
                "extensible" => Beyond::Extensions,
                _ => return Err(format!("an object cannot be {flag}")),
            };
        }
        let mut rules = Vec::new();
        while let Some(line) = self.below(depth) {
            let (name, rest) = line.split_once(' ').ok_or("a field without a shape")?;
            if name == "rule:" {
                rules.push(Rule::new(rest, None));
                continue;
            }
            let bare = name.strip_suffix('!');
            let shape_of_field = self.id(rest, depth + 1)?;
            let name = bare.unwrap_or(name).into();
            shape.fields.push(Field { name, required: bare.is_some(), shape: shape_of_field });
        }
        if !rules.is_empty() {
            shape.more = Some(Box::new(More { rules, ..More::default() }));
        }
        Ok(shape)
    }

    fn scalar(&mut self, types: &[Type], words: &'static str) -> Read<Shape> {
        let mut shape = Shape::of(types.iter().copied());
        shape.nullable = types == [Type::Null];
        let mut rest = words;
        while let Some((facet, behind)) = rest.split_once(' ') {
            if facet == "pattern" {
                shape.pattern = Some(self.group.shapes.pattern(behind));
                break;
            }
            let (value, behind) = behind.split_once(' ').unwrap_or((behind, ""));
            facet_of(&mut shape, facet, value)?;
            rest = behind;
        }
        Ok(shape)
    }
}

/// What stands before `of`, and behind it.
fn halves(words: &'static str) -> Read<(&'static str, &'static str)> {
    match words.strip_prefix("of ") {
        Some(inner) => Ok(("", inner)),
        None => words.split_once(" of ").ok_or_else(|| format!("of what? {words}")),
    }
}

fn facet_of(shape: &mut Shape, facet: &str, value: &'static str) -> Read<()> {
    let Limits { min, max, length, .. } = &mut shape.limits;
    match facet {
        "min" => *min = Some(number(Some(value))?),
        "max" => *max = Some(number(Some(value))?),
        "min-length" => length.0 = Some(number(Some(value))?),
        "max-length" => length.1 = Some(number(Some(value))?),
        "enum" => {
            // An empty text is written as two quotes.
            let text = |word: &str| Value::String(if word == "\"\"" { String::new() } else { word.to_owned() });
            shape.allowed = value.split(',').map(text).collect();
        }
        _ => return Err(format!("a value cannot have {facet}")),
    }
    Ok(())
}

fn number<T: std::str::FromStr>(text: Option<&str>) -> Read<T> {
    let text = text.unwrap_or_default();
    text.parse().map_err(|_| format!("{text} is no number"))
}
