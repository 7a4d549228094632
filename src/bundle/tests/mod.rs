//! What others rely on: documents, nodes, places, values, and that nothing is hidden or panics.

mod faults;
mod roundtrip;

use super::*;
use crate::diag::Diagnostic;
use serde_json::json;

/// Reads texts, each a source of its own, and hands over what came of it.
pub(super) fn with<T>(texts: &[&str], look: impl FnOnce(&Sources, &Bundle<'_>, Vec<Diagnostic>) -> T) -> T {
    let mut sources = Sources::default();
    let ids: Vec<_> =
        texts.iter().enumerate().map(|(n, &text)| sources.add(format!("{n}.yaml"), text).unwrap()).collect();
    let mut complaints = Complaints::default();
    let bundle = Bundle::read(&sources, ids, &mut complaints);
    look(&sources, &bundle, complaints.into_sorted())
}

/// Looks at the only document of a text that has no faults.
fn sound(text: &str, look: impl FnOnce(&Sources, Document<'_>)) {
    with(&[text], |sources, bundle, faults| {
        assert_eq!(faults, [], "{text:?}");
        assert_eq!(bundle.len(), 1, "{text:?}");
        look(sources, bundle.documents().next().unwrap());
    });
}

fn names(bundle: &Bundle<'_>) -> Vec<String> {
    bundle.documents().map(|document| document.to_string()).collect()
}

const KAFKA: &str = "# the cluster
apiVersion: kafka.strimzi.io/v1beta2
kind: Kafka
metadata: { name: hrms, namespace: kafka }
spec:
  kafka:
    replicas: 3
    listeners:
    - name: plain
      port: 9092
      tls: no
    - name: \"tls\"
      port: 9093
    config:
      min.insync.replicas: 2
      0: x
    rack:
  rules: |
    lowercase: true
      deeper

    last  
";

#[test]
fn a_document_knows_its_names_and_its_source() {
    sound(KAFKA, |sources, kafka| {
        assert_eq!(kafka.api_version(), Some("kafka.strimzi.io/v1beta2"));
        assert_eq!((kafka.kind(), kafka.namespace(), kafka.name()), (Some("Kafka"), Some("kafka"), Some("hrms")));
        assert_eq!(kafka.to_string(), "Kafka kafka/hrms");
        assert_eq!(kafka.source().name(), "0.yaml");
        assert_eq!(sources.text(kafka.span()), KAFKA);
        assert!(kafka.is_whole());
    });
}

#[test]
fn nodes_are_found_by_keys_numbers_and_pointers() {
    sound(KAFKA, |_, kafka| {
        assert_eq!(kafka.at(["spec", "kafka", "listeners", "1", "port"]).unwrap().as_int(), Some(9093));
        assert_eq!(kafka.root().pointer("/spec/kafka/listeners/0/name").unwrap().as_text(), Some("plain"));
        assert_eq!(kafka.root().pointer("").unwrap().kind(), Kind::Map);
        for missing in ["/spec/nothing", "/spec/kafka/listeners/2", "/spec/kafka/listeners/x", "/kind/x", "spec", "/"] {
            assert!(kafka.root().pointer(missing).is_none(), "{missing}");
        }
        let listeners = kafka.at(["spec", "kafka", "listeners"]).unwrap();
        assert_eq!(listeners.items().count(), 2);
        assert_eq!(listeners.entries().count(), 0);
        let keys: Vec<&str> = kafka.root().entries().map(|(key, _)| key.text()).collect();
        assert_eq!(keys, ["apiVersion", "kind", "metadata", "spec"]);
    });
}

#[test]
fn every_node_knows_its_place_and_its_way() {
    sound(KAFKA, |sources, kafka| {
        for (pointer, path, written) in [
            ("", "", KAFKA.strip_prefix("# the cluster\n").unwrap().trim_end()),
            ("/metadata", "metadata", "{ name: hrms, namespace: kafka }"),
            ("/spec/kafka/listeners/1", "spec.kafka.listeners[1]", "name: \"tls\"\n      port: 9093"),
            ("/spec/kafka/listeners/1/name", "spec.kafka.listeners[1].name", "\"tls\""),
            ("/spec/kafka/config/min.insync.replicas", "spec.kafka.config.\"min.insync.replicas\"", "2"),
            ("/spec/kafka/config/0", "spec.kafka.config.\"0\"", "x"),
            ("/spec/kafka/rack", "spec.kafka.rack", ""),
            ("/spec/rules", "spec.rules", "lowercase: true\n      deeper\n\n    last"),
        ] {
            let node = kafka.root().pointer(pointer).unwrap();
            assert_eq!(node.path().to_string(), path);
            assert_eq!(node.path().pointer(), pointer);
            assert_eq!(sources.text(node.span()), written);
            assert_eq!(node.written(), written);
            if node.kind() == Kind::Scalar && !node.span().is_empty() {
                assert_eq!(kafka.node_at(node.span()).unwrap().path().to_string(), path);
            }
        }
        let (key, rack) = kafka.at(["spec", "kafka"]).unwrap().entry("rack").unwrap();
        assert_eq!((key.path(), sources.text(key.span())), (rack.path(), "rack"));
        let place = kafka.source().position(rack.span().start());
        assert_eq!((place.line, place.column), (17, 10), "behind the colon");
    });
}

#[test]
fn a_place_in_a_text_is_a_place_in_the_source() {
    let text = "a: bare text\nb: 'quoted'\nc: \"esc\\taped\"\nd: |\n\n  one\n   two  \n\n  three  \ne: |2\n    x\nf: it\n   folds\ng: >-\n  so\n  too\n";
    for text in [text.to_owned(), text.replace('\n', "\r\n")] {
        sound(&text, |sources, document| {
            for (key, word, shown) in [
                ("a", "text", "text"),
                ("b", "uot", "uot"),
                ("c", "aped", "\"esc\\taped\""),
                ("d", "one", "one"),
                ("d", "two", "two"),
                ("d", "three", "three"),
                ("e", " x", " x"),
                ("e", "x\n", "x"),
                ("f", "it", "it\n   folds"),
                ("g", "too", "so\n  too"),
            ] {
                let node = document.get(key).unwrap();
                let at = node.text().find(word).unwrap();
                let span = node.span_of(at..at + word.len());
                assert_eq!(sources.text(span).replace('\r', ""), shown, "{key}: {word:?}");
            }
            let block = document.get("d").unwrap();
            assert_eq!(block.span_of(0..1), block.span(), "above what is written");
            assert_eq!(block.span_of(5..usize::MAX), block.span());
        });
    }
}

#[test]
fn scalars_are_typed_by_their_writing() {
    let text =
        "a: on\nb: 'on'\nc: 0755\nd: !!str 12\ne: |\n  12\nf:\ng: ~\nh: 2024-01-01\ni: .inf\non: 1\n0x10: 2\n1.50: 3\n";
    sound(text, |_, document| {
        let get = |key: &str| document.get(key).unwrap();
        assert_eq!(get("a").as_bool(), Some(true));
        assert_eq!(get("a").disputed(), Some(Scalar::Text("on")));
        assert_eq!((get("b").as_text(), get("b").disputed()), (Some("on"), None));
        assert_eq!((get("c").as_int(), get("c").disputed()), (Some(493), Some(Scalar::Int(755))));
        assert_eq!(get("d").as_text(), Some("12"));
        assert_eq!(get("e").as_text(), Some("12\n"));
        assert!(get("f").is_null() && get("g").is_null());
        assert_eq!((get("h").as_text(), get("h").disputed()), (Some("2024-01-01"), None));
        let json = json!({"a": true, "b": "on", "c": 493, "d": "12", "e": "12\n", "f": null, "g": null, "h": "2024-01-01",
            "i": ".inf", "true": 1, "16": 2, "1.50": 3});
        assert_eq!(document.root().to_json(), json);
        let order: Vec<String> = document.root().to_json().as_object().unwrap().keys().cloned().collect();
        assert_eq!(order.join(" "), "a b c d e f g h i true 16 1.50");
    });
}

#[test]
fn documents_come_in_order_from_all_sources() {
    let texts = [
        "a: 1\nkind: A\n---\nkind: B\n",
        "# nothing\n",
        "---\n---\n~\n...\nkind: C\n",
        "\u{feff}kind: D\r\n---\r\nkind: E",
    ];
    with(&texts, |_, bundle, faults| {
        assert_eq!(faults, []);
        assert_eq!(names(bundle), ["A", "B", "C", "D", "E"].map(|kind| format!("{kind} without a name")));
        let sources: Vec<&str> = bundle.documents().map(|document| document.source().name()).collect();
        assert_eq!(sources, ["0.yaml", "0.yaml", "2.yaml", "3.yaml", "3.yaml"]);
    });
}

#[test]
fn lists_are_unpacked() {
    let text = "apiVersion: v1\nkind: List\nitems:\n- kind: A\n  metadata: {name: a}\n- kind: List\n  items:\n  - kind: B\n    metadata:\n      name: b\n---\n\
                apiVersion: kafka.strimzi.io/v1\nkind: KafkaTopicList\nitems: [{metadata: {name: c}}]\n---\nkind: List\nitems: []\n---\n\
                kind: AllowList\nitems: all\n";
    with(&[text], |sources, bundle, faults| {
        assert_eq!(faults, []);
        assert_eq!(names(bundle), ["A a", "B b", "KafkaTopic c", "AllowList without a name"]);
        let topic = bundle.find("KafkaTopic", "c").unwrap();
        assert_eq!(topic.api_version(), Some("kafka.strimzi.io/v1"));
        assert_eq!(topic.written(), "{metadata: {name: c}}");
        let b = bundle.find("B", "b").unwrap();
        assert_eq!(sources.text(b.span()), "kind: B\n    metadata:\n      name: b");
        assert_eq!(b.at(["metadata", "name"]).unwrap().path().to_string(), "metadata.name");
        assert_eq!(b.api_version(), None, "nobody said one");
    });
}

#[test]
fn a_bundle_read_beside_another_is_what_it_would_be_alone() {
    let old = "kind: A\n---\nkind: B\nx: 1\nx: 2\n---\nkind: List\nitems:\n- kind: C\n- kind: D\n---\nkind: E\n---\nkind: F # \u{2028}\n";
    let new = "kind: List\nitems:\n- kind: C\n- kind: D\n---\nkind: B\nx: 1\nx: 2\n---\nkind: New\n---\nkind: A\n---\nkind: F # \u{2028}\n---\nkind: E\n---\nkind: E\n";
    // In the order of `new` the first text has no `---` line, so that the documents differ by it.
    for (old, new) in [(old, new), (new, old), (old, old), ("", new), (new, "")] {
        let mut sources = Sources::default();
        let ids = [sources.add("old", old).unwrap(), sources.add("new", new).unwrap()];
        let before = Bundle::read(&sources, [ids[0]], &mut Complaints::default());
        let (mut beside, mut alone) = (Complaints::default(), Complaints::default());
        let read_beside = before.read_beside(&sources, [ids[1]], &mut beside);
        let read_alone = Bundle::read(&sources, [ids[1]], &mut alone);
        let show = |bundle: &Bundle<'_>| {
            let line = |node: Node<'_>| format!("{:?} {:?}", node.span(), node.text());
            bundle.documents().flat_map(|document| document.root().walk()).map(line).collect::<Vec<_>>()
        };
        assert_eq!(show(&read_beside), show(&read_alone));
        assert_eq!(beside.into_sorted(), alone.into_sorted());
    }
}

#[test]
fn equal_documents_are_read_once() {
    let text = "kind: A\n---\nkind: B\n";
    let mut sources = Sources::default();
    let ids = [sources.add("old", text).unwrap(), sources.add("new", text).unwrap()];
    let old = Bundle::read(&sources, [ids[0]], &mut Complaints::default());
    let new = old.read_beside(&sources, [ids[1]], &mut Complaints::default());
    for (a, b) in old.documents().zip(new.documents()) {
        assert!(a.is_same_text(b) && std::ptr::eq(a.arena, b.arena));
        assert_eq!((a.source().name(), b.source().name()), ("old", "new"));
        assert_eq!(sources.text(b.get("kind").unwrap().span()), b.kind().unwrap());
    }
    let [a, b] = [0, 1].map(|at| old.documents().nth(at).unwrap());
    assert!(!a.is_same_text(b));
}

#[test]
fn two_threads_read_what_one_reads() {
    let document = |number| {
        format!("---\nkind: K{number}\nx: [{number}, 'it''s']\n{}", if number % 7 == 0 { "x: 1\n" } else { "" })
    };
    let text: String = (0..100).map(document).collect();
    let mut sources = Sources::default();
    let id = sources.add("all.yaml", text).unwrap();
    let chunks: Vec<_> = part::cut(sources.get(id).unwrap()).collect();
    let show = |parts: Vec<Part<'_>>| {
        let mut lines = Vec::new();
        for Part { entries, reader } in &parts {
            for entry in entries {
                let nodes = Document { entry, arena: &reader.arena }.root().walk();
                lines.extend(nodes.map(|node| format!("{:?} {:?}", node.span(), node.text())));
            }
        }
        let faults: Vec<Diagnostic> = parts.into_iter().flat_map(|part| part.reader.faults).collect();
        (lines, faults)
    };
    let one = show(part::read_all(&chunks));
    assert_eq!((one.0.len(), one.1.len()), (100 * 7 + 15 * 2, 15));
    for half in [0, 1, 1000, usize::MAX] {
        assert_eq!(show(part::read_in_two(&chunks, half)), one);
    }
}

#[test]
fn what_a_kustomization_names_as_a_patch_is_no_object() {
    let texts = [
        (
            "k8s/dev/kustomization.yaml",
            "resources: [../base]\npatches:\n- path: ../patches/a.yaml\n- patch: |\n    x\npatchesStrategicMerge: [b.yaml]\n",
        ),
        ("k8s/patches/a.yaml", "kind: Kafka\nmetadata: {name: a}\n"),
        ("k8s/dev/b.yaml", "kind: Kafka\nmetadata: {name: b}\n"),
        (
            "k8s/base/c.yaml",
            "kind: Kafka\nmetadata: {name: c}\n---\nkind: Kafka\nmetadata: {name: d}\n$patch: delete\n",
        ),
        (
            "k8s/base/flux.yaml",
            "apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nspec: {patches: [{path: c.yaml}]}\n",
        ),
    ];
    let mut sources = Sources::default();
    let ids: Vec<_> = texts.map(|(name, text)| sources.add(name, text).unwrap()).into_iter().collect();
    let bundle = Bundle::read(&sources, ids, &mut Complaints::default());
    let shown: Vec<_> = bundle.documents().map(|it| (it.name().unwrap_or("-"), it.is_patch(), it.is_whole())).collect();
    let patch = |name| (name, true, false);
    assert_eq!(shown, [("-", false, true), patch("a"), patch("b"), ("c", false, true), patch("d"), ("-", false, true)]);
    assert_eq!(bundle.of_kind("Kafka").filter_map(Document::name).collect::<Vec<_>>(), ["c"]);
}

#[test]
fn aliases_and_merge_keys_are_followed_as_kubectl_follows_them() {
    let text = "a: &b {p: 1, q: &q 'two'}\nb: *q\nc:\n  p: mine\n  <<: *b\nd:\n  <<: *b\n  p: mine\ne:\n  <<: [{p: first}, *b]\nf: [*b, &u x]\n\
                ? &k key\n: v\ng: {*k : w}\n";
    sound(text, |sources, document| {
        let both = json!({"p": 1, "q": "two"});
        let json = json!({"a": both, "b": "two", "c": both, "d": {"p": "mine", "q": "two"},
            "e": {"q": "two", "p": "first"}, "f": [both, "x"], "key": "v", "g": {"key": "w"}});
        assert_eq!(document.root().to_json(), json);
        let node = document.at(["f", "0", "q"]).unwrap();
        assert_eq!((node.path().to_string(), sources.text(node.span())), ("f[0].q".to_owned(), "'two'"));
    });
}
