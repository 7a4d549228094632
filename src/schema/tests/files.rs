//! The catalogue's files of shapes read, and all that is in them can be used.

use crate::catalog::{self, ShapeFile};
use crate::schema::kinds::Home;
use crate::schema::read::{catalogue, text};
use crate::schema::rule::Rule;
use crate::schema::shape::{Shapes, Type};

#[test]
fn every_file_reads_and_every_pattern_compiles() {
    for file in ShapeFile::ALL {
        let group = text::read(file.text()).unwrap_or_else(|fault| panic!("{file:?}: {fault}"));
        assert!(group.shapes.all().count() > 20, "{file:?}");
        for shape in group.shapes.all() {
            for pattern in shape.pattern.iter().chain(&shape.keys) {
                assert!(pattern.matches("").is_some(), "{file:?}: {}", pattern.text());
            }
            assert!(shape.rules().iter().all(Rule::is_known), "{file:?}: {:?}", shape.rules());
        }
    }
    assert!(Home::Kubernetes.named("ObjectMeta").is_some() && Home::Compose.named("Project").is_some());
    assert!(Home::Kustomization.named("Kustomization").is_some());
}

#[test]
fn every_pattern_and_rule_of_every_release_can_be_run() {
    let mut rules = 0;
    for release in catalog::releases() {
        let (mut shapes, mut reader) = (Shapes::default(), catalogue::Reader::default());
        for version in catalog::definitions(release).unwrap().iter().flat_map(|one| &one.versions) {
            let root = reader.shape(&mut shapes, &version.schema);
            assert!(shapes.get(root).types.has(Type::Object));
        }
        for shape in shapes.all() {
            assert!(shape.pattern.iter().all(|pattern| pattern.matches("").is_some()), "{release}");
            rules += shape.rules().len();
            assert!(shape.rules().iter().all(Rule::is_known), "{release}: {:?}", shape.rules());
        }
    }
    assert!(rules > 20, "{rules}");
}

#[test]
fn a_line_that_says_nothing_sensible_is_named() {
    for (text, said) in [
        ("types A object\n", "line 1: neither a type nor a kind"),
        ("type A objekt\n", "line 1: objekt is no shape"),
        ("type A object\n  a B\n", "line 2: B is no type of the file"),
        ("type A object\n  a string min x\n", "line 2: x is no number"),
        ("type A object\n  a string size 3\n", "line 2: a value cannot have size"),
        ("type A object closed\n", "line 1: an object cannot be closed"),
        ("type A list string\n", "line 1: of what? string"),
        ("type A object\n      a string\n", "line 2: unexpected: a string"),
        ("kind v1 A cluster\n", "line 1: not a kind"),
    ] {
        let fault = text::read(text).unwrap_err();
        assert!(fault.starts_with(said), "{fault}");
    }
}
