//! The custom resource definitions of a release: what each resource looks like, field by field, without prose.

mod read;

use std::sync::Arc;

pub(super) use read::read;

/// The definitions of a text, for tests.
#[cfg(test)]
pub(crate) fn of_text(text: &'static str) -> Vec<Definition> {
    read::parse("crds.txt", text).unwrap()
}

/// A CustomResourceDefinition.
#[derive(Debug)]
pub struct Definition {
    /// The API group, such as `kafka.strimzi.io`.
    pub group: &'static str,
    /// The kind, such as `KafkaTopic`.
    pub kind: &'static str,
    /// The kind's name in addresses, such as `kafkatopics`.
    pub plural: &'static str,
    /// Its name for one, such as `kafkatopic`.
    pub singular: &'static str,
    /// The kind of a list, such as `KafkaTopicList`.
    pub list: &'static str,
    /// What people may type instead, such as `kt`.
    pub short_names: Vec<&'static str>,
    /// The groups of kinds that it can be asked for with.
    pub categories: Vec<&'static str>,
    /// The labels of the definition.
    pub labels: Vec<(&'static str, &'static str)>,
    /// `Namespaced` or `Cluster`.
    pub scope: &'static str,
    /// How objects are converted between versions: `None` changes the version's name and nothing else.
    pub conversion: &'static str,
    /// Its versions, in the order of the definition.
    pub versions: Vec<Served>,
}

/// A version of a definition.
#[derive(Debug)]
pub struct Served {
    /// Its name, such as `v1beta2`.
    pub name: &'static str,
    /// Whether the API server answers to it.
    pub served: bool,
    /// Whether objects are stored in it.
    pub stored: bool,
    /// Whether who uses it is warned, where the definition says so.
    pub deprecated: Option<bool>,
    /// Where `kubectl scale` finds its numbers.
    pub scale: Option<Scale>,
    /// What `kubectl get` shows.
    pub columns: Vec<Column>,
    /// What an object looks like.
    pub schema: Arc<Schema>,
}

/// The paths of the scale subresource.
#[derive(Debug)]
pub struct Scale {
    /// Of the number that is wanted.
    pub wanted: &'static str,
    /// Of the number that there is.
    pub found: &'static str,
    /// Of the selector that counts pods.
    pub selector: Option<&'static str>,
}

/// A column of `kubectl get`.
#[derive(Debug)]
pub struct Column {
    /// Its heading.
    pub name: &'static str,
    /// The type of what it shows.
    pub kind: &'static str,
    /// The path of what it shows.
    pub path: &'static str,
    /// From 1 on it is shown with `-o wide` only.
    pub priority: Option<u32>,
}

/// What a value must be. Schemas that occur in several places are shared.
#[derive(Debug)]
pub enum Schema {
    /// A string.
    Text(Text),
    /// A number.
    Number(Number),
    /// `true` or `false`.
    Flag,
    /// A whole number or a string of this pattern: a quantity.
    NumberOrText {
        /// The pattern.
        pattern: &'static str,
    },
    /// A list.
    List {
        /// The least number of items.
        least: Option<u32>,
        /// What each item is.
        items: Arc<Schema>,
    },
    /// Values with keys of their own.
    Map(Arc<Schema>),
    /// Fields.
    Object(Object),
}

/// A string.
#[derive(Debug, Default)]
pub struct Text {
    /// The only values that are allowed; empty for any.
    pub allowed: Vec<&'static str>,
    /// The regular expression that the value must match.
    pub pattern: Option<&'static str>,
    /// A value to show.
    pub example: Option<&'static str>,
}

/// A number.
#[derive(Debug, Default)]
pub struct Number {
    /// Whether it is whole.
    pub whole: bool,
    /// The least value.
    pub min: Option<i64>,
    /// The greatest value.
    pub max: Option<i64>,
}

/// An object.
#[derive(Debug, Default)]
pub struct Object {
    /// Whether fields that are not listed are kept; else the API server drops them.
    pub open: bool,
    /// Its fields, in the order of the definition.
    pub fields: Vec<Field>,
    /// Exactly one of these must hold, if there are any.
    pub one_of: Vec<Alternative>,
    /// Rules in CEL, of which `self` is the object.
    pub rules: Vec<&'static str>,
}

/// A field of an object.
#[derive(Debug)]
pub struct Field {
    /// Its name.
    pub name: &'static str,
    /// Whether it must be there.
    pub required: bool,
    /// What it must be.
    pub schema: Arc<Schema>,
}

/// One of several ways to fill an object.
#[derive(Debug)]
pub struct Alternative {
    /// The fields that it speaks of.
    pub fields: Vec<&'static str>,
    /// Those of them that must be there, where the definition has a list of them, be it empty.
    pub required: Option<Vec<&'static str>>,
}

impl Definition {
    /// Its own name: `kafkas.kafka.strimzi.io`.
    pub fn name(&self) -> String {
        format!("{}.{}", self.plural, self.group)
    }

    /// One of its versions.
    pub fn version(&self, name: &str) -> Option<&Served> {
        self.versions.iter().find(|version| version.name == name)
    }
}

impl Schema {
    /// What stands at a path of fields, such as `spec`, `kafka`, `listeners`, `port`. Lists and maps are passed through.
    pub fn at<'p>(&self, path: impl IntoIterator<Item = &'p str>) -> Option<&Schema> {
        path.into_iter().try_fold(self, |schema, name| schema.field(name).map(|field| &*field.schema))
    }

    /// The names of its fields, also of the items of a list or the values of a map.
    pub fn fields(&self) -> Vec<&'static str> {
        match self {
            Schema::Object(object) => object.fields.iter().map(|field| field.name).collect(),
            Schema::List { items: inner, .. } | Schema::Map(inner) => inner.fields(),
            Schema::Text(_) | Schema::Number(_) | Schema::Flag | Schema::NumberOrText { .. } => Vec::new(),
        }
    }

    /// A field, also of the items of a list or the values of a map.
    pub fn field(&self, name: &str) -> Option<&Field> {
        match self {
            Schema::Object(object) => object.fields.iter().find(|field| field.name == name),
            Schema::List { items: inner, .. } | Schema::Map(inner) => inner.field(name),
            Schema::Text(_) | Schema::Number(_) | Schema::Flag | Schema::NumberOrText { .. } => None,
        }
    }
}
