//! The custom resource definitions of each release.

use super::crd::{Definition, Schema};
use super::*;

fn definition(kind: &str) -> &'static Definition {
    definitions("0.39.0").unwrap().iter().find(|definition| definition.kind == kind).unwrap()
}

#[test]
fn definitions_are_those_that_the_release_ships() {
    for version in releases() {
        let shipped = &release(version).unwrap().resources;
        let defined = definitions(version).unwrap();
        assert_eq!(shipped.len(), defined.len(), "{version}");
        for (shipped, defined) in shipped.iter().zip(defined) {
            assert_eq!((&*shipped.kind, &*shipped.group), (defined.kind, defined.group), "{version}");
            assert_eq!(shipped.plural, defined.plural, "{version}");
            let served = defined.versions.iter().filter(|version| version.served).map(|version| version.name);
            assert_eq!(shipped.served, served.collect::<Vec<_>>(), "{version} {}", defined.kind);
            let stored: Vec<_> = defined.versions.iter().filter(|version| version.stored).collect();
            assert_eq!(stored.len(), 1, "{version} {}", defined.kind);
            assert_eq!(stored[0].name, shipped.stored, "{version} {}", defined.kind);
            let scales = defined.versions.iter().any(|version| version.scale.is_some());
            assert_eq!(scales, shipped.scale, "{version} {}", defined.kind);
        }
    }
}

#[test]
fn a_field_is_found_by_its_path() {
    let kafka = definition("Kafka");
    let schema = &kafka.version("v1beta2").unwrap().schema;
    let port = schema.at(["spec", "kafka", "listeners", "port"]).unwrap();
    assert!(matches!(port, Schema::Number(port) if port.whole && port.min == Some(9092) && port.max.is_none()));
    let kind = schema.at(["spec", "kafka", "listeners", "type"]).unwrap();
    assert!(matches!(kind, Schema::Text(kind) if kind.allowed.contains(&"nodeport") && kind.pattern.is_none()));
    assert!(schema.field("spec").is_some_and(|spec| !spec.required));
    assert!(schema.at(["spec"]).unwrap().field("kafka").unwrap().required);
    assert!(schema.at(["spec", "kafka", "rack", "topologyKey"]).is_some());
    assert!(schema.at(["spec", "kafka", "rack", "topologyKey", "x"]).is_none());
    assert!(schema.at(["spec", "kafka", "rak"]).is_none());
    assert!(kafka.version("v1").is_none());
    assert_eq!(definition("KafkaTopic").short_names, ["kt"]);
}
