//! The JSON Schema of the spec, made from the tables themselves, for editors and TOML checkers.

use super::Spec;
use schemars::generate::SchemaSettings;

/// The schema as JSON text, with a final newline.
pub fn json_schema() -> String {
    let schema = SchemaSettings::draft2020_12().into_generator().into_root_schema_for::<Spec>();
    let mut text = serde_json::to_string_pretty(&schema).unwrap_or_default();
    text.push('\n');
    text
}
