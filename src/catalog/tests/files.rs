//! The embedded list, the folder and the versions are the same, and everything reads.

use super::super::{files::FILES, reading};
use super::*;
use std::collections::BTreeSet;
use std::path::Path;

fn below(folder: &Path, found: &mut BTreeSet<String>) {
    #[expect(clippy::disallowed_methods, reason = "the test holds the list against the folder itself")]
    let entries = std::fs::read_dir(folder).unwrap();
    for entry in entries {
        let path = entry.unwrap().path();
        if path.is_dir() {
            below(&path, found);
        } else if path.extension().is_some_and(|end| end == "tsv" || end == "toml" || end == "txt") {
            let short = path.strip_prefix(Path::new(ROOT).join("catalog")).unwrap();
            found.insert(short.to_str().unwrap().replace('\\', "/"));
        }
    }
}

#[test]
fn the_list_is_the_folder() {
    let mut folder = BTreeSet::new();
    below(&Path::new(ROOT).join("catalog"), &mut folder);
    let list: Vec<&str> = FILES.iter().map(|(path, _)| *path).collect();
    assert!(list.is_sorted(), "run tools/catalog/files.sh");
    assert_eq!(list, folder.iter().map(String::as_str).collect::<Vec<_>>(), "run tools/catalog/files.sh");
}

#[test]
fn every_folder_is_a_version_with_all_its_files() {
    let mut wanted =
        BTreeSet::from(["families.toml", "images.toml", "libraries.toml", "permissions.toml"].map(str::to_owned));
    wanted.extend(Exporter::ALL.map(|exporter| exporter.file().to_owned()));
    wanted.extend(ShapeFile::ALL.map(|file| file.path().to_owned()));
    wanted.insert(shapes::GONE.to_owned());
    for version in releases() {
        wanted.extend(["crds.txt", "release.toml", "shipped.toml"].map(|name| format!("strimzi/{version}/{name}")));
    }
    for version in kafka_versions() {
        wanted.extend(["broker", "topic"].map(|name| format!("kafka/{version}/{name}.tsv")));
    }
    assert_eq!(wanted, FILES.iter().map(|(path, _)| (*path).to_owned()).collect());
}

#[test]
fn everything_reads() {
    for version in releases() {
        Release::read(version).unwrap_or_else(|error| panic!("{error}"));
        crd::read(&format!("strimzi/{version}/crds.txt")).unwrap_or_else(|error| panic!("{error}"));
    }
    for version in kafka_versions() {
        Settings::read(version).unwrap_or_else(|error| panic!("{error}"));
    }
    for exporter in Exporter::ALL {
        let metrics = exporter.read().unwrap_or_else(|error| panic!("{error}"));
        assert!(metrics.is_sorted_by(|one, next| one.name < next.name), "{exporter:?}");
    }
    Stacks::read().unwrap_or_else(|error| panic!("{error}"));
    Families::read().unwrap_or_else(|error| panic!("{error}"));
    Libraries::read().unwrap_or_else(|error| panic!("{error}"));
    Permission::read().unwrap_or_else(|error| panic!("{error}"));
}

#[test]
fn the_unknown_is_none() {
    assert!(release("0.39").is_none() && release("").is_none() && release("../0.39.0").is_none());
    let nearest = |version: &str| nearest_release(version).unwrap().version;
    let (oldest, newest) = (releases().first().unwrap(), releases().last().unwrap());
    assert_eq!(["0.39", "0.39.7", "0.45.1", "0.45"].map(nearest), ["0.39.0", "0.39.0", "0.45.1", "0.45.2"]);
    assert_eq!(["0.45.9-arm64", "0.99.0", "1.0.7"].map(nearest), ["0.45.2", "0.51.0", "1.0.1"]);
    assert!(["0", "0.9.0", "0.31.1", "0.38.0"].map(nearest).iter().all(|version| version == oldest));
    assert!(["", "latest", "77.1.0"].map(nearest).iter().all(|version| version == newest));
    assert!(settings("3.6").is_none() && settings("3.4.1").is_none());
    assert!(reading::text("kafka/3.6.1").is_err());
}
