//! Everything that is refused has its id and its place, and the rest is read all the same.

use super::with;
use crate::bundle::Bundle;
use crate::diag::{Complaints, Diagnostic, Severity, Sources};

/// `id at "what is written there" because "…"` for each fault, in order of places.
fn faults(text: &str) -> Vec<String> {
    with(&[text], |sources, _, faults| {
        let line = |fault: &Diagnostic| {
            let places = fault.span().into_iter().chain(fault.related.iter().map(|label| label.span));
            let shown: Vec<String> = places.map(|span| format!("{:?}", sources.text(span))).collect();
            format!("{} {}", fault.id.word(), shown.join(" "))
        };
        faults.iter().map(line).collect()
    })
}

#[test]
fn each_fault_has_its_id_and_its_place() {
    for (text, expected) in [
        ("a: b: c\n", &[r#"bundle/syntax ":""#] as &[_]),
        ("a: [1, 2\n", &[r#"bundle/syntax "[""#]),
        ("a:\n\t- b\n", &[r#"bundle/syntax "\t""#]),
        ("a: 1\n\0b: 2\n", &[r#"bundle/syntax "\0""#]),
        ("a: 1 # \u{7f}\n", &[r#"bundle/syntax "\u{7f}""#]),
        ("a: \u{85}\n", &[r#"bundle/line-break "\u{85}""#]),
        ("a: 1\nb: 2\na: 3\na: 4\n", &[r#"bundle/duplicate-key "a" "a""#, r#"bundle/duplicate-key "a" "a""#]),
        ("on: 1\n\"true\": 2\n", &[r#"bundle/duplicate-key "\"true\"" "on""#]),
        ("a: {b: 1, 'b': 2}\n", &[r#"bundle/duplicate-key "'b'" "b""#]),
        ("a: &x 1\nb: {<<: *x}\n", &[r#"bundle/merge-key "<<""#]),
        ("a: &x {b: *x}\n", &[r#"bundle/alias "*x""#]),
        ("a: *y\n", &[r#"bundle/alias "*y""#]),
        (
            "kind: !Ref b\nc: !!binary aGk=\nd: !!str e\nf: !!map {}\n",
            &[r#"bundle/tag "!Ref""#, r#"bundle/tag "!!binary""#],
        ),
        ("? [a]\n: b\n", &[r#"bundle/key "[a]""#]),
        ("{a: b}: c\n", &[r#"bundle/key "{a: b}""#]),
        ("~: a\n", &[r#"bundle/key "~""#]),
        ("- a\n- b\n", &[r#"bundle/not-a-mapping "- a""#]),
        ("- kind: A\n- kind: B\n", &[r#"bundle/not-a-mapping "- kind: A""#]),
        ("just text\nfolded\n", &[r#"bundle/not-a-mapping "just text""#]),
        (
            "kind: List\nitems:\n- text\n- kind: A\n- [x]\n",
            &[r#"bundle/not-a-mapping "text""#, r#"bundle/not-a-mapping "[x]""#],
        ),
        ("name: {{ .Values.name }}\n", &[r#"bundle/template "{{ .Values.name }}""#]),
        ("name: {{ include \"x\" . }}-y\n", &[r#"bundle/template "{{ include \"x\" . }}""#]),
        ("{{- if .Values.on }}\na: 1\n{{- end }}\n", &[r#"bundle/template "{{- if .Values.on }}""#]),
        (
            "a:\n  {{- toYaml .Values.a | nindent 2 }}\nb: 1\n",
            &[r#"bundle/template "{{- toYaml .Values.a | nindent 2 }}""#],
        ),
        ("{% for x in y %}\na: 1\n", &[r#"bundle/template "{% for x in y %}""#]),
    ] {
        assert_eq!(faults(text), expected, "{text:?}");
    }
}

#[test]
fn what_only_looks_like_a_fault_is_none() {
    for text in [
        "summary: Lag on {{ $labels.topic }}\n",
        "a: '{{ x }}'\nb: |\n  {{ x }}\n  &a *b !c <<: d\n",
        "a: '*x'\nb: \"<<\"\n'<<': 1\n",
        "a:\n  x: 1\nb:\n  x: 1\n",
        "a: x\u{a0}y # ü\n",
        "- {op: replace, path: /spec/replicas, value: 3}\n- op: remove\n  path: /spec/rack\n",
        "a: !Ref b\nc: !!binary aGk=\n",
        "a: &x 1\n",
        "a: &x {b: 1}\nb: *x\nc: {<<: *x}\nd: [*x, *x]\n",
        "- hosts: all\n  tasks: []\n",
    ] {
        assert_eq!(faults(text), [""; 0], "{text:?}");
    }
}

#[test]
fn a_broken_document_hides_no_other_and_faults_are_collected() {
    let text = "kind: A\n---\na: [\n---\nkind: B\nb: \"x\n---\nkind: C\nx: 1\nx: *y\n";
    with(&[text], |_, bundle, faults| {
        let kinds: Vec<_> =
            bundle.documents().map(|document| (document.kind().unwrap(), document.is_whole())).collect();
        assert_eq!(kinds, [("A", true), ("C", false)]);
        let ids: Vec<&str> = faults.iter().map(|fault| fault.id.word()).collect();
        assert_eq!(ids, ["bundle/syntax", "bundle/syntax", "bundle/duplicate-key", "bundle/alias"]);
    });
}

#[test]
fn what_kubectl_reads_otherwise_is_a_warning_and_no_more() {
    with(&["a: 1 # \u{2028}\n"], |_, bundle, faults| {
        assert_eq!(faults[0].severity, Severity::Warning);
        assert!(bundle.documents().next().unwrap().is_whole());
    });
}

#[test]
fn deep_nesting_is_a_fault_and_no_overflow() {
    for (deep, shown) in [
        ("[".repeat(100_000), "bundle/syntax"),
        (format!("a: {}", "{a: ".repeat(100_000)), "bundle/syntax"),
        ("- ".repeat(100_000), "bundle/syntax"),
        ((0..1000).map(|depth| " ".repeat(depth) + "a:\n").collect(), "bundle/syntax"),
    ] {
        assert!(faults(&deep).iter().any(|fault| fault.starts_with(shown)));
    }
    // The deepest that is read can also be walked and printed.
    let depth = 250;
    let deep = format!("a: {}{}", "[".repeat(depth), "]".repeat(depth));
    with(&[&deep], |_, bundle, faults| {
        assert_eq!(faults, []);
        let root = bundle.documents().next().unwrap().root();
        let innermost = root.walk().last().unwrap();
        assert_eq!(innermost.path().to_string(), format!("a{}", "[0]".repeat(depth - 1)));
        assert_eq!(root.to_json().to_string().len(), deep.len() + 3);
    });
}

#[test]
fn aliases_are_followed_and_told_of_where_they_are_ours() {
    let text = |group: &str| format!("apiVersion: {group}/v1\nkind: A\na: &a x\nb: *a\nc: *a\n");
    assert_eq!(faults(&text("kafka.strimzi.io")), [r#"bundle/alias-followed "*a""#]);
    assert!(faults(&text("example.org")).is_empty());
}

#[test]
fn aliases_that_stand_for_too_much_are_a_fault() {
    let more = |name: char, of: char| format!("{name}: &{name} [{}]\n", format!("*{of},").repeat(9));
    let bomb: Vec<String> = ('b'..='k').zip('a'..='j').map(|(name, of)| more(name, of)).collect();
    let bomb = bomb.concat();
    assert_eq!(faults(&format!("a: &a [x]\n{bomb}")), [r#"bundle/alias "*a""#]);
    let merge = |name: char, of: char| format!("{name}: &{name} {{<<: [{}]}}\n", format!("*{of},").repeat(9));
    let merges: Vec<String> = ('b'..='z').zip('a'..='y').map(|(name, of)| merge(name, of)).collect();
    let merges = merges.concat();
    assert_eq!(faults(&format!("a: &a {{x: y}}\n{merges}")), [r#"bundle/alias "*a""#]);
    let deep = "{a: ".repeat(200);
    let end = "}".repeat(200);
    let text = format!("a: &a {deep}1{end}\nb: &b {deep}*a{end}\n");
    assert_eq!(faults(&text), [r#"bundle/alias "*a""#]);
}

#[test]
fn the_text_of_a_file_that_ends_in_a_block_is_kubectls() {
    with(&["a: |\n  x"], |_, bundle, _| {
        assert_eq!(bundle.documents().next().unwrap().get("a").unwrap().text(), "x");
    });
}

#[test]
fn templates_are_told_once_a_file_and_once_a_chart() {
    let template = "kind: A\nname: {{ .Values.a }}\n---\nname: {{ .Values.b }}\n---\nx: [\n";
    let names = ["plain/a.yaml", "k8s/shop/Chart.yaml", "k8s/shop/templates/a.yaml", "k8s/shop/templates/x/b.yaml"];
    let mut sources = Sources::default();
    let ids: Vec<_> = names
        .iter()
        .map(|name| sources.add(*name, if name.ends_with("Chart.yaml") { "name: shop\n" } else { template }).unwrap())
        .collect();
    let mut complaints = Complaints::default();
    Bundle::read(&sources, ids, &mut complaints);
    let said: Vec<_> = complaints.into_sorted().into_iter().map(|it| (it.headline, it.notes.join(""))).collect();
    let shown: Vec<_> = said.iter().map(|(headline, note)| (headline.as_str(), note.as_str())).collect();
    assert_eq!(
        shown,
        [
            ("a template that nobody filled in", "this file has 2 of them"),
            ("not readable as YAML: unclosed bracket '['", ""),
            ("`k8s/shop` is a Helm chart that nobody filled in", "2 of its files have templates"),
        ]
    );
}
