//! What a template must not do, and whether the fault says what and where.

use super::{render, traced};
use crate::render::{Engine, Flaw, Traced};
use serde::Serialize;

#[derive(Serialize)]
struct Context {
    x: Traced<&'static str>,
    n: Traced<u32>,
    list: Vec<Traced<&'static str>>,
    none: Option<Traced<u32>>,
    inner: Traced<Option<u32>>,
    nan: f64,
}

fn context() -> Context {
    Context {
        x: traced("a b: c", 1),
        n: traced(3, 2),
        list: vec![traced("a", 3), traced("b", 4)],
        none: None,
        inner: traced(None, 5),
        nan: f64::NAN,
    }
}

fn flaw(name: &'static str, template: &str) -> Option<Flaw> {
    render(name, template, &context()).err().map(|fault| fault.flaw)
}

#[test]
fn parts_of_scalars_are_refused() {
    let templates = [
        "a: pre-{{ x }}\n",
        "a: {{ x }}-post\n",
        "a: {{ x }} post\n",
        "a: {{ x }}{{ x }}\n",
        "a: {{ x }} {{ x }}\n",
        "a:{{ x }}\n",
        "a{{ x }}\n",
        "-{{ x }}\n",
        "{{ x }}:{{ x }}\n",
        "a: {{ x }}#no comment\n",
        "a: b: {{ x }}: c\n",
        "a: !!str {{ x }}\n",
        "a: [b {{ x }}]\n",
        "a: [{{ x }} b]\n",
        "a: b [ {{ x }} ]\n",
        "a: {{ x }},\n",
        "a: {{ x }}: b\n",
        "? {{ x }}\n",
        "--- {{ x }}\n",
        "a: {{ \"pre\" ~ x }}.{{ x }}\n",
        "a: {{ x | flow }}{{ x }}\n",
        "a: {{ list | flow }}b{{ x }}\n",
    ];
    for template in templates {
        assert_eq!(flaw("a.yaml.j2", template), Some(Flaw::NotWhole), "{template}");
    }
    for template in ["a: \"pre-{{ x }}\"\n", "a: '{{ x }}'\n", "a: [\"{{ x }}\"]\n"] {
        assert_eq!(flaw("a.yaml.j2", template), Some(Flaw::Quoted), "{template}");
    }
    for template in ["a: b\n  {{ x }}\n", "{{ x }}\n", "a:\n  {{ x }}\n", "a: |\n  {{ x }}\n"] {
        assert_eq!(flaw("a.yaml.j2", template), Some(Flaw::Alone), "{template}");
    }
    assert_eq!(flaw("a.yaml.j2", "a: [\n  {{ x }},\n]\n"), Some(Flaw::NotWhole));
}

#[test]
fn comments_take_only_what_was_made_for_them() {
    assert_eq!(flaw("a.yaml.j2", "# {{ x }}\n"), Some(Flaw::InComment));
    assert_eq!(flaw("a.yaml.j2", "a: {{ n }} # {{ n }}\n"), Some(Flaw::InComment));
    assert_eq!(flaw("a.yaml.j2", "a: {{ x | comment }}\n"), Some(Flaw::NotInComment));
    assert_eq!(flaw("a.yaml.j2", "a: '# {{ x | comment }}'\n"), Some(Flaw::NotInComment));
    assert_eq!(flaw("a.md.j2", "{{ x | comment }}\n"), Some(Flaw::NotInComment));
    assert_eq!(flaw("a.md.j2", "<!-- {{ x }} -->\n"), Some(Flaw::InComment));
}

#[test]
fn what_is_no_scalar_is_refused() {
    let cases = [
        ("a: {{ list }}\n", Flaw::NotScalar("sequence".into())),
        ("a: {{ {'k': x} }}\n", Flaw::NotScalar("map".into())),
        ("a: {{ none }}\n", Flaw::Nothing),
        ("a: {{ inner }}\n", Flaw::Nothing),
        ("a: {{ \"b\" ~ inner }}\n", Flaw::Nothing),
        ("a: {{ nan }}\n", Flaw::Nothing),
        ("a: {{ nan | tojson }}\n", Flaw::Nothing),
        ("a: {{ none | comment }}\n", Flaw::Nothing),
        ("a: {{ (x ~ 'b')[2:] }}\n", Flaw::Torn),
        ("{% set z %}{{ x }}{% endset %}a: {{ z | comment }}\n", Flaw::LaidOut),
    ];
    for (template, expected) in cases {
        assert_eq!(flaw("a.yaml.j2", template), Some(expected), "{template}");
    }
    // A plain text joined to one that is laid out is laid out before it is joined.
    assert_eq!(flaw("a.yaml.j2", "{% set z %}{{ x }}{% endset %}a: {{ 'b' ~ z }}\n"), Some(Flaw::NotWhole));
}

#[test]
fn other_files_take_only_what_is_chosen() {
    assert_eq!(flaw("a.dot.j2", "<text>{{ x }}</text>\n"), Some(Flaw::WrongFile("")));
    assert_eq!(flaw("a.dot.j2", "<text>{{ x | verbatim }}</text>\n"), None);
    assert_eq!(flaw("a.yaml.j2", "a: {{ x | verbatim }}\n"), Some(Flaw::WrongFile("verbatim")));
    assert_eq!(flaw("a.yaml.j2", "a: {{ x | code }}\n"), Some(Flaw::WrongFile("code")));
    assert_eq!(flaw("a.md.j2", "{{ x | verbatim }}\n"), Some(Flaw::WrongFile("verbatim")));
}

#[test]
fn untidy_texts_are_refused() {
    let cases = [
        ("a: 1", Flaw::NoNewline),
        ("a: 1\n\n", Flaw::EmptyLines),
        ("\na: 1\n", Flaw::EmptyLines),
        ("a: 1\n\n\nb: 2\n", Flaw::EmptyLines),
        ("a: 1\n{% if n %}\n\n{% endif %}\n\nb: 2\n", Flaw::EmptyLines),
        ("a: 1 \nb: 2\n", Flaw::TrailingBlanks),
        ("a: 1\t\n", Flaw::TrailingBlanks),
        ("a: 1\r\n", Flaw::CarriageReturn),
        ("a: \u{FDD0}\n", Flaw::Torn),
    ];
    for (template, expected) in cases {
        assert_eq!(flaw("a.yaml.j2", template), Some(expected), "{template:?}");
    }
    assert_eq!(flaw("a.yaml.j2", "a: 1\n\nb: 2\n"), None);
}

#[test]
fn a_fault_names_template_and_line() {
    const TEMPLATES: &[(&str, &str)] = &[
        ("good.yaml.j2", "{% from \"shared/macros.yaml.j2\" import name %}\nkind: A\n{{ name(x) }}\n"),
        ("calls.yaml.j2", "a: 1\n{% import \"shared/macros.yaml.j2\" as m %}\nb: 2\nc: pre-{{ m.value(x) }}\n"),
        ("late.yaml.j2", "a: 1\n{% for one in list %}\n- {{ one }}\n# {{ one }}\n{% endfor %}\n"),
        ("blanks.yaml.j2", "a: 1\nb: 2\n{% if n %}\nc: 3 \n{% endif %}\n"),
        ("below.yaml.j2", "a: {{ n }}\nb: 2\nc: 3 \n"),
        ("unknown.yaml.j2", "a: 1\nb: {{ nowhere }}\n"),
        ("filter.yaml.j2", "a: 1\n\nb: {{ x | trim }}\n"),
        ("syntax.yaml.j2", "a: 1\nb: {{ x\n"),
        ("list.yaml.j2", "a: 1\nb: {{ list }}\n"),
        ("macro.yaml.j2", "{% import \"shared/macros.yaml.j2\" as m %}\nb: {{ m.value(list) }}\n"),
        ("absent.yaml.j2", "a: 1\n{% include \"no.yaml.j2\" %}\n"),
        (
            "shared/macros.yaml.j2",
            "{% macro name(x) %}\nname: {{ x }}{% endmacro %}\n{% macro value(x) %}{{ x }}{% endmacro %}\n",
        ),
    ];
    let engine = Engine::with(TEMPLATES);
    assert_eq!(engine.render("good.yaml.j2", &context()).unwrap().text, "kind: A\nname: \"a b: c\"\n");
    let cases = [
        ("calls.yaml.j2", "calls.yaml.j2", Some(4), "c: pre-"),
        ("late.yaml.j2", "late.yaml.j2", Some(4), "# "),
        ("blanks.yaml.j2", "blanks.yaml.j2", Some(4), "c: 3"),
        ("below.yaml.j2", "below.yaml.j2", Some(3), "c: 3"),
        ("unknown.yaml.j2", "unknown.yaml.j2", Some(2), ""),
        ("filter.yaml.j2", "filter.yaml.j2", Some(3), ""),
        ("syntax.yaml.j2", "syntax.yaml.j2", Some(2), ""),
        ("list.yaml.j2", "list.yaml.j2", Some(2), ""),
        ("macro.yaml.j2", "shared/macros.yaml.j2", Some(3), ""),
        ("absent.yaml.j2", "absent.yaml.j2", Some(2), ""),
        ("nowhere.yaml.j2", "nowhere.yaml.j2", None, ""),
    ];
    for (name, template, line, text) in cases {
        let fault = engine.render(name, &context()).unwrap_err();
        assert_eq!(
            (fault.template.as_str(), fault.line, fault.text.as_str()),
            (template, line, text),
            "{name}: {fault}"
        );
    }
    let fault = engine.render("late.yaml.j2", &context()).unwrap_err();
    assert_eq!(
        fault.to_string(),
        "template late.yaml.j2, line 4: the value stands in a comment, after `# `; write `| comment`"
    );
    assert_eq!(engine.render("nowhere.yaml.j2", &context()).unwrap_err().flaw, Flaw::Unknown);
}

#[test]
fn a_context_that_cannot_be_serialised_is_a_fault() {
    struct Broken;
    impl Serialize for Broken {
        fn serialize<S: serde::Serializer>(&self, _: S) -> Result<S::Ok, S::Error> {
            Err(serde::ser::Error::custom("no way"))
        }
    }
    #[derive(Serialize)]
    struct Holder {
        deep: Vec<Broken>,
    }
    let fault = render("a.yaml.j2", "a: 1\n", &Holder { deep: vec![Broken] }).unwrap_err();
    assert!(matches!(&fault.flaw, Flaw::Context(words) if words.contains("no way")), "{fault}");
}
