//! Definitions that stand in the set: they win over the catalogue's, and must be such as an API server takes.

use super::{said, says};

const DEFINITION: &str = "\
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: { name: kafkatopics.kafka.strimzi.io }
spec:
  group: kafka.strimzi.io
  scope: Namespaced
  names: { kind: KafkaTopic, plural: kafkatopics }
  versions:
    - name: v1
      served: true
      storage: true
      schema:
        openAPIV3Schema:
          type: object
          properties:
            spec:
              type: object
              required: [partitions]
              properties:
                partitions: { type: integer, minimum: 5, multipleOf: 5, default: 5 }
                size: { x-kubernetes-int-or-string: true }
                names: { type: array, x-kubernetes-list-type: set, items: { type: string, maxLength: 3 } }
                pairs:
                  type: array
                  x-kubernetes-list-type: map
                  x-kubernetes-list-map-keys: [key]
                  items: { type: object, properties: { key: { type: string }, value: { type: string, nullable: true } } }
                either:
                  type: object
                  properties: { a: { type: string }, b: { type: string } }
                  anyOf: [{ required: [a] }, { required: [b] }]
                never: { type: string, not: { enum: [x] } }
                free: { type: object, x-kubernetes-preserve-unknown-fields: true, properties: { a: { type: string } } }
                texts: { type: object, additionalProperties: { type: string }, maxProperties: 2 }
              x-kubernetes-validations:
                - { rule: self.partitions < 100, message: too many }
                - { rule: self.partitions >= oldSelf.partitions }
                - { rule: '!has(self.never) || isURL(self.never)' }
";

fn topic(spec: &str) -> String {
    format!(
        "{DEFINITION}---\napiVersion: kafka.strimzi.io/v1\nkind: KafkaTopic\nmetadata: {{ name: a }}\nspec: {spec}\n"
    )
}

#[test]
fn those_of_the_set_win() {
    let topic = |spec: &str, expected: &[&str]| says("1.2.0", &topic(spec), expected);
    topic("{ size: 1, free: { b: 2 }, texts: { a: b } }", &[]);
    topic("{ replicas: 1 }", &["spec.replicas: dropped, known 0.39.0 to 1.2.0"]);
    topic(
        "{ partitions: 3 }",
        &["spec.partitions: TooSmall { min: 5.0, above: false }", "spec.partitions: NoMultiple { of: 5.0 }"],
    );
    topic("{ partitions: 100 }", &["spec: rule"]);
    topic("{ partitions: , size: true }", &["spec.size: Boolean for Text|Integer, quote"]);
    topic(
        "{ names: [a, b, a, abcd] }",
        &["spec.names[2]: Twice { by: [] }", "spec.names[3]: TooMany { what: Characters, most: 3, found: 4 }"],
    );
    topic(
        "{ pairs: [{ key: a }, { key: b, value: }, { key: a, value: c }] }",
        &["spec.pairs[2]: Twice { by: [\"key\"] }"],
    );
    topic("{ either: {} }", &["spec.either: NoneOf { ways: [[\"a\"], [\"b\"]] }"]);
    topic("{ either: { a: x, b: z } }", &[]);
    topic("{ never: x }", &["spec.never: Forbidden"]);
    topic("{ free: { a: 1 } }", &["spec.free.a: Integer for Text, quote"]);
    topic("{ texts: { a: b, c: d, e: f } }", &["spec.texts: TooMany { what: Keys, most: 2, found: 3 }"]);
    topic("{ texts: { on: yes } }", &["spec.texts.true: Boolean for Text, quote"]);
}

#[test]
fn versions_are_those_of_the_definition_in_the_set() {
    let text = topic("{}").replace("strimzi.io/v1\nkind: KafkaTopic", "strimzi.io/v1beta2\nkind: KafkaTopic");
    says("0.49.1", &text, &["apiVersion: NotServed { served: [\"v1\"], releases: None }"]);
    let old = topic("{}").replace("served: true", "served: true\n      deprecated: true");
    says("1.2.0", &old, &["apiVersion: Deprecated { instead: None }"]);
}

#[test]
fn a_definition_must_be_such_as_an_api_server_takes() {
    says("1.2.0", DEFINITION, &[]);
    for (old, new, expected) in [
        (
            "kafkatopics.kafka.strimzi.io }",
            "kafkatopic.kafka.strimzi.io }",
            "metadata.name: Definition(Name(\"kafkatopics.kafka.strimzi.io\"))",
        ),
        ("storage: true", "storage: false", "spec.versions: Definition(Stored { found: 0 })"),
        ("served: true", "served: false", "spec.versions: Definition(NothingServed)"),
        ("scope: Namespaced", "scope: Namespace", "spec.scope: not allowed, near Some(\"Namespaced\")"),
        (
            "{ type: array, x-kubernetes-list-type: set, items: { type: string, maxLength: 3 } }",
            "{ type: array }",
            "spec.versions[0].schema.openAPIV3Schema.properties.spec.properties.names: Definition(NoItems)",
        ),
        (
            "texts: { type: object, additionalProperties: { type: string }",
            "texts: { type: object, properties: {}, additionalProperties: { type: string }",
            "spec.versions[0].schema.openAPIV3Schema.properties.spec.properties.texts.additionalProperties: Definition(BothKindsOfFields)",
        ),
        (
            "{ type: integer, minimum: 5",
            "{ minimum: 5",
            "spec.versions[0].schema.openAPIV3Schema.properties.spec.properties.partitions: Definition(NoType)",
        ),
        (
            "anyOf: [{ required: [a] }",
            "anyOf: [{ type: object, required: [a] }",
            "spec.versions[0].schema.openAPIV3Schema.properties.spec.properties.either.anyOf[0].type: Definition(NestedKeyword)",
        ),
        (
            "type: string, not:",
            "type: string, pattern: '(a', not:",
            "spec.versions[0].schema.openAPIV3Schema.properties.spec.properties.never.pattern: Definition(BadPattern)",
        ),
        (
            "isURL(self.never)'",
            "isURL(self.never'",
            "spec.versions[0].schema.openAPIV3Schema.properties.spec.x-kubernetes-validations[2].rule: Definition(BadRule)",
        ),
        (
            "          type: object\n          properties:",
            "          type: array\n          items: { type: string }\n          properties:",
            "spec.versions[0].schema.openAPIV3Schema.type: Definition(RootNotObject)",
        ),
        ("plural: kafkatopics }", "plurals: kafkatopics }", "spec.names: missing plural"),
    ] {
        assert!(DEFINITION.contains(old), "{old}");
        let text = DEFINITION.replace(old, new);
        let said = said("1.2.0", &text);
        assert!(said.contains(&expected.to_owned()), "{new}: {said:?}");
    }
    let twice = DEFINITION.replace("  versions:\n", "  versions:\n    - { name: v1, served: false, storage: true }\n");
    let expected = [
        "spec.versions: Definition(Stored { found: 2 })",
        "spec.versions[0]: Definition(NoSchema)",
        "spec.versions[1].name: Definition(VersionTwice)",
    ];
    says("1.2.0", &twice, &expected);
}

#[test]
fn rules_at_the_root_always_see_the_name() {
    let root = "        openAPIV3Schema:\n          type: object\n";
    for (schema, name, expected) in [
        ("", "metadata: { name: foo }", &[][..]),
        ("          properties: { metadata: { type: object } }\n", "metadata: { name: foo }", &[]),
        ("", "metadata: { generateName: foo- }", &["metadata.generateName: Metadata(GeneratedName)"]),
        ("", "metadata: { name: much-too-long }", &[": rule"]),
    ] {
        let definition = format!(
            "apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nmetadata: {{ name: things.example.org }}\nspec:\n  \
             group: example.org\n  scope: Namespaced\n  names: {{ kind: Thing, plural: things, singular: thing, listKind: ThingList }}\n  \
             versions:\n    - name: v1\n      served: true\n      storage: true\n      schema:\n{root}          \
             x-kubernetes-validations: [{{ rule: 'self.metadata.name.size() <= 9' }}]\n{schema}---\n\
             apiVersion: example.org/v1\nkind: Thing\n{name}\n"
        );
        says("1.2.0", &definition, expected);
    }
}

#[test]
fn of_a_status_only_unknown_fields_are_refused() {
    let text = "apiVersion: kafka.strimzi.io/v1\nkind: KafkaTopic\nmetadata: { name: a, labels: { strimzi.io/cluster: b } }\nspec: {}\n\
                status: { conditions: [{ type: 5 }], observedGeneration: a, unknown: b }\n";
    says("1.2.0", text, &["status.unknown: dropped"]);
}
