//! A node as the JSON that the API server receives.

use super::{Kind, Node, Scalar};
use serde_json::{Map, Number, Value};

impl Node<'_> {
    /// The JSON of this node and all that is in it, keys in the order in which they are written. `.inf` and `.nan`, which JSON cannot
    /// hold and no API server takes, become text. Nesting is limited by the reader, so this cannot run out of stack.
    pub fn to_json(self) -> Value {
        match self.scalar() {
            Some(Scalar::Null) => Value::Null,
            Some(Scalar::Bool(value)) => Value::Bool(value),
            Some(Scalar::Int(value)) => Value::Number(value.into()),
            Some(Scalar::Float(value)) => {
                Number::from_f64(value).map_or_else(|| Value::String(self.text().to_owned()), Value::Number)
            }
            Some(Scalar::Text(text)) => Value::String(text.to_owned()),
            None if self.kind() == Kind::Seq => self.items().map(Node::to_json).collect(),
            None => {
                let entry = |(key, value): (Node<'_>, Node<'_>)| (key.name().into_owned(), value.to_json());
                Value::Object(self.entries().map(entry).collect::<Map<_, _>>())
            }
        }
    }
}
