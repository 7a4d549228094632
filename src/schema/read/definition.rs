//! The schemas of a CustomResourceDefinition that stands in the set, as the API server reads them.

use super::super::rule::Rule;
use super::super::shape::{Beyond, Distinct, Field, Id, Limits, More, Shape, Shapes, Text, Type, Types};
use crate::bundle::{Node, Scalar};

/// What stands below `openAPIV3Schema`. What is not as it must be there is left out: it is complained about elsewhere.
pub(in crate::schema) fn schema(shapes: &mut Shapes, node: Node<'_>) -> Id {
    let shape = read(shapes, node, Nesting::Outside);
    shapes.add(shape)
}

/// Whether a schema stands below `allOf`, `anyOf`, `oneOf` or `not`, where it only judges values and drops no fields.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Nesting {
    Outside,
    Inside,
}

fn read(shapes: &mut Shapes, node: Node<'_>, nesting: Nesting) -> Shape {
    let flag = |key: &str| node.get(key).is_some_and(|value| value.as_bool() == Some(true));
    let int_or_string = flag("x-kubernetes-int-or-string");
    let types: Types = if int_or_string {
        [Type::Integer, Type::Text].into_iter().collect()
    } else {
        node.get("type").and_then(Node::as_text).and_then(Type::named).into_iter().collect()
    };
    let mut shape = Shape {
        types,
        nullable: flag("nullable") || (types.is_any() && !int_or_string),
        allowed: node.get("enum").map(|list| list.items().map(Node::to_json).collect()).unwrap_or_default(),
        pattern: node.get("pattern").and_then(Node::as_text).map(|text| shapes.pattern(text.to_owned())),
        limits: limits(node),
        items: node.get("items").map(|items| id(shapes, items, nesting)),
        distinct: distinct(node),
        embedded: flag("x-kubernetes-embedded-resource"),
        default: node.get("default").map(Node::to_json).filter(|value| !value.is_null()),
        ..Shape::default()
    };
    fields(shapes, &mut shape, node, nesting);
    if flag("x-kubernetes-preserve-unknown-fields") || nesting == Nesting::Inside {
        shape.beyond = Beyond::Kept;
    }
    let more = more(shapes, node, int_or_string);
    if !(more.all_of.is_empty() && more.any_of.is_empty() && more.one_of.is_empty() && more.rules.is_empty())
        || more.not.is_some()
    {
        shape.more = Some(Box::new(more));
    }
    shape
}

fn id(shapes: &mut Shapes, node: Node<'_>, nesting: Nesting) -> Id {
    let shape = read(shapes, node, nesting);
    shapes.add(shape)
}

fn fields(shapes: &mut Shapes, shape: &mut Shape, node: Node<'_>, nesting: Nesting) {
    let required: Vec<&str> =
        node.get("required").map(|list| list.items().filter_map(Node::as_text).collect()).unwrap_or_default();
    for (key, value) in node.get("properties").map(Node::entries).into_iter().flatten() {
        let name = key.name().into_owned();
        let required = required.contains(&name.as_str());
        shape.fields.push(Field { required, name: name.into(), shape: id(shapes, value, nesting) });
    }
    // What is required without being described, as below `anyOf`.
    for name in required {
        if shape.field(name).is_none() {
            let name = Text::from(name.to_owned());
            shape.fields.push(Field { name, required: true, shape: Id::ANYTHING });
        }
    }
    shape.beyond = if shape.types.has(Type::Object) { Beyond::Dropped } else { Beyond::Kept };
    match node.get("additionalProperties") {
        Some(values) if values.as_bool() == Some(true) => shape.beyond = Beyond::Kept,
        Some(values) if values.as_bool().is_none() => shape.values = Some(id(shapes, values, nesting)),
        Some(_) | None => {}
    }
}

fn more(shapes: &mut Shapes, node: Node<'_>, int_or_string: bool) -> More {
    let mut list = |key: &str| -> Vec<Id> {
        let of = node.get(key).map(Node::items).into_iter().flatten();
        of.map(|one| id(shapes, one, Nesting::Inside)).collect()
    };
    let all_of = list("allOf");
    // Of a value that may be a number or text, this says only that again.
    let any_of = if int_or_string { Vec::new() } else { list("anyOf") };
    let one_of = list("oneOf");
    let not = node.get("not").map(|not| id(shapes, not, Nesting::Inside));
    let rules = node.get("x-kubernetes-validations").map(Node::items).into_iter().flatten().filter_map(|rule| {
        let text = |key: &str| rule.get(key).and_then(Node::as_text).map(|text| Text::from(text.to_owned()));
        Some(Rule::new(text("rule")?, text("message")))
    });
    More { all_of, any_of, one_of, not, rules: rules.collect() }
}

fn limits(node: Node<'_>) -> Limits {
    let number = |key: &str| match node.get(key)?.scalar()? {
        #[expect(clippy::cast_precision_loss, reason = "limits are doubles in a definition")]
        Scalar::Int(value) => Some(value as f64),
        Scalar::Float(value) => Some(value),
        _ => None,
    };
    let size = |key: &str| node.get(key)?.as_int().and_then(|value| u64::try_from(value).ok());
    let flag = |key: &str| node.get(key).is_some_and(|value| value.as_bool() == Some(true));
    Limits {
        min: number("minimum"),
        max: number("maximum"),
        above: flag("exclusiveMinimum"),
        below: flag("exclusiveMaximum"),
        multiple: number("multipleOf").filter(|of| *of > 0.0),
        length: (size("minLength"), size("maxLength")),
        items: (size("minItems"), size("maxItems")),
        keys: (size("minProperties"), size("maxProperties")),
    }
}

fn distinct(node: Node<'_>) -> Distinct {
    let keys = node.get("x-kubernetes-list-map-keys").map(Node::items).into_iter().flatten();
    match node.get("x-kubernetes-list-type").and_then(Node::as_text) {
        Some("set") => Distinct::Whole,
        Some("map") => Distinct::By(keys.filter_map(Node::as_text).map(|key| Text::from(key.to_owned())).collect()),
        _ => Distinct::No,
    }
}
