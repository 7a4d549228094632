//! What files do, on a real disk.

use super::*;

fn place() -> (tempfile::TempDir, Files) {
    let folder = tempfile::tempdir().unwrap();
    let files = Files::at(folder.path());
    (folder, files)
}

#[test]
fn missing_unreadable_and_no_text_are_three_things() {
    let (folder, files) = place();
    std::fs::write(folder.path().join("latin.toml"), b"a = 1\nb = \"\xe9\"\n").unwrap();
    std::fs::create_dir(folder.path().join("sub")).unwrap();
    let why = |path: &str| files.read(Path::new(path)).unwrap_err();
    assert!(matches!(why("nope.toml").why, Why::Missing));
    assert!(matches!(why("latin.toml/below").why, Why::Missing));
    assert!(matches!(why("sub").why, Why::Folder));
    assert!(matches!(why("latin.toml").why, Why::NotText(2)));
    assert_eq!(Failure::from(why("nope.toml")).why.headline, "`nope.toml` is missing");
}

#[test]
#[cfg(unix)]
fn what_may_not_be_read_says_so() {
    use std::os::unix::fs::PermissionsExt;
    let (folder, files) = place();
    let path = folder.path().join("secret");
    std::fs::write(&path, "x").unwrap();
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o000)).unwrap();
    // The superuser may read everything.
    if std::fs::read(&path).is_err() {
        assert!(matches!(files.read(Path::new("secret")).unwrap_err().why, Why::Refused(_)));
    }
}

#[test]
fn writing_makes_folders_and_leaves_nothing_beside() {
    let (folder, files) = place();
    let path = Path::new("a/b/c.yaml");
    files.write(path, b"one").unwrap();
    files.write(path, b"two").unwrap();
    assert_eq!(files.read(path).unwrap(), "two");
    assert_eq!(files.list(Path::new("a/b")).unwrap(), [Entry { name: "c.yaml".into(), kind: Kind::File }]);
    assert!(matches!(files.write(Path::new("a"), b"x").unwrap_err().why, Why::Folder));
    files.remove(path).unwrap();
    assert!(matches!(files.remove(path).unwrap_err().why, Why::Missing));
    assert!(matches!(files.remove(Path::new("a")).unwrap_err().why, Why::Folder));
    drop(folder);
}

#[test]
#[cfg(unix)]
fn permissions_are_ordinary_and_kept() {
    use std::os::unix::fs::PermissionsExt;
    let (folder, files) = place();
    let mode = |name: &str| std::fs::metadata(folder.path().join(name)).unwrap().permissions().mode() & 0o777;
    std::fs::write(folder.path().join("ordinary"), "").unwrap();
    files.write(Path::new("new"), b"").unwrap();
    assert_eq!(mode("new"), mode("ordinary"));
    std::fs::set_permissions(folder.path().join("new"), std::fs::Permissions::from_mode(0o751)).unwrap();
    files.write(Path::new("new"), b"again").unwrap();
    assert_eq!(mode("new"), 0o751);
}

#[test]
#[cfg(unix)]
fn links_are_seen_and_not_followed() {
    let (folder, files) = place();
    std::fs::write(folder.path().join("target"), "kept").unwrap();
    std::os::unix::fs::symlink("target", folder.path().join("link")).unwrap();
    assert_eq!(files.kind(Path::new("link")).unwrap(), Some(Kind::Link));
    files.write(Path::new("link"), b"new").unwrap();
    assert_eq!(files.kind(Path::new("link")).unwrap(), Some(Kind::File));
    assert_eq!(files.read(Path::new("target")).unwrap(), "kept");
}

#[test]
fn paths_are_shown_from_where_the_process_was_started() {
    let (folder, mut files) = place();
    std::fs::create_dir_all(folder.path().join("services/kafka")).unwrap();
    files.go(Path::new("services")).unwrap();
    assert_eq!(files.shown(Path::new("kafka/x.toml")), "services/kafka/x.toml");
    assert_eq!(files.shown(Path::new("../y.toml")), "y.toml");
    assert_eq!(files.shown(Path::new("..")), ".");
    assert_eq!(files.shown(Path::new("../..")), "..");
    assert!(files.go(Path::new("nope")).is_err());
}

#[test]
fn creating_is_all_or_nothing_and_overwrites_nothing() {
    let (folder, files) = place();
    let path = |name: &str| PathBuf::from(name);
    files.create(&[(path("a"), b"one".as_slice()), (path("sub/b"), b"two")]).unwrap();
    assert_eq!(files.read(Path::new("sub/b")).unwrap(), "two");
    let names = || -> Vec<String> { files.list(Path::new(".")).unwrap().into_iter().map(|entry| entry.name).collect() };
    // The last is there already: what was created before it goes again, with its folder.
    let texts = [(path("new/c"), b"x".as_slice()), (path("d"), b"x"), (path("a"), b"x")];
    assert!(matches!(files.create(&texts).unwrap_err().why, Why::Refused(_)));
    assert_eq!(
        (names(), files.read(Path::new("a")).unwrap()),
        (vec!["a".to_owned(), "sub".to_owned()], "one".to_owned())
    );
    // A file where a folder is wanted.
    assert!(files.create(&[(path("e"), b"x".as_slice()), (path("a/f"), b"x")]).is_err());
    assert_eq!(names(), ["a", "sub"]);
    // A folder where a file is wanted.
    let over_a_folder = files.create(&[(path("e"), b"x".as_slice()), (path("sub"), b"x")]).unwrap_err();
    assert!(matches!(over_a_folder.why, Why::Folder));
    assert_eq!(names(), ["a", "sub"]);
    drop(folder);
}
