//! Expressions that are refused, each at its place, and expressions that are asked of a topic.

use super::functions::{self, Takes};
use super::*;
use crate::policy::view::{Amount, Lasting, Topic, View};
use proptest::prelude::*;

fn read(text: &str) -> Result<Condition, Vec<Fault>> {
    Language::new().read(text, Noun::of("topic").unwrap())
}

/// Each fault as what it points at, its headline and its help.
fn faults(text: &str) -> Vec<String> {
    let faults = read(text).err().unwrap_or_default();
    faults
        .iter()
        .map(|fault| {
            format!(
                "{} | {} | {}",
                text.get(fault.place.clone()).unwrap(),
                fault.headline,
                fault.help.as_deref().unwrap_or("-")
            )
        })
        .collect()
}

fn topic() -> Topic {
    Topic {
        name: "orders.v1".into(),
        labels: [("team".to_owned(), "shop".to_owned())].into(),
        partitions: Some(6),
        retention: Some(Lasting::FOREVER),
        max_bytes: Some(Amount(1 << 30)),
        cleanup: "delete".into(),
        consumers: vec!["a".into(), "b".into()],
        ..Topic::default()
    }
}

fn ask(text: &str, topic: &Topic) -> Result<bool, Failure> {
    let language = Language::new();
    let condition = language.read(text, topic.noun()).unwrap_or_else(|faults| panic!("{text}: {faults:?}"));
    let fields: Vec<&str> = condition.asked().collect();
    condition.holds(&Scope::of(topic, &fields), &language)
}

#[test]
fn what_holds_and_what_does_not() {
    for (text, expected) in [
        ("topic.partitions >= 3 && topic.partitions % 2 == 0", true),
        ("topic.name.matches('^[a-z]+\\\\.v[0-9]+$') && topic.consumers.all(c, c.matches('^[a-z]$'))", true),
        ("matches(topic.name, 'x')", false),
        ("topic.name.matches(topic.cleanup)", false),
        ("topic.retention >= duration('720h') && topic.retention > duration('52w')", true),
        ("topic.retention == duration('unlimited')", true),
        ("topic.retention <= duration('30d')", false),
        ("duration('1d') + duration('1h30m') == duration('25h30m') && duration('90m').getHours() == 1", true),
        ("duration('-1h') < duration('0s') && duration(duration('1s')) - duration('1s') == duration('0s')", true),
        ("topic.max_bytes == byte_size('1Gi') && topic.max_bytes < byte_size('unlimited')", true),
        ("has(topic.max_bytes) && !has(topic.replicas)", true),
        ("has(topic.replicas) && topic.replicas > 1", false),
        ("'team' in topic.labels && topic.labels['team'] in ['shop', 'pay'] && topic.labels.team == 'shop'", true),
        ("has(topic.labels.owner)", false),
        ("topic.consumers.exists(c, c.startsWith('b')) && topic.consumers.map(c, c + '!') == ['a!', 'b!']", true),
        ("topic.consumers.exists_one(c, c == 'a') && size(topic.consumers.filter(c, c != 'a')) == 1", true),
        ("topic.labels.all(k, k == 'team')", true),
        ("topic.purpose == '' ? topic.partitions == 6 : false", true),
        ("int(topic.partitions) == 6 && string(topic.partitions) == '6' && type(topic.name) == string", true),
        ("topic.partitions > 5.5 && double(topic.partitions) / 4.0 == 1.5", true),
        ("topic.dead_letter_for.endsWith('x') || topic.dead_letter_for.contains('')", true),
    ] {
        assert_eq!(ask(text, &topic()), Ok(expected), "{text}");
    }
}

#[test]
fn what_cannot_be_said_is_no_answer() {
    for (text, why) in [
        ("topic.replicas >= 3", "`topic.replicas` has no value"),
        ("topic.labels['owner'] == 'x'", "there is no key `owner`"),
        ("topic.partitions / (topic.partitions - 6) > 1", "something is divided by 0"),
        ("topic.consumers[2] == 'c'", "the list has no such item"),
        ("topic.max_bytes * 9223372036854775807 > 1", "a number grows beyond 64 bits"),
        ("duration(topic.name) > duration('1s')", "`duration`: \"orders.v1\" is none: write a duration such as \"7d\""),
    ] {
        assert_eq!(ask(text, &topic()).map_err(|failure| failure.why), Err(why.to_owned()), "{text}");
    }
}

#[test]
fn what_could_never_work_is_said_at_its_place() {
    for (text, expected) in [
        ("topic.replcas >= 3", "replcas | a topic has no field `replcas` | did you mean `topic.replicas`?"),
        ("topik.replicas >= 3", "topik | there is no variable `topik` | did you mean `topic`?"),
        ("replicas >= 3", "replicas | there is no variable `replicas` | write `topic.replicas`"),
        (
            "client.library != ''",
            "client | there is no variable `client` | a rule for each topic sees that topic alone, as `topic`; for a client, write `each = \"client\"`",
        ),
        (
            "topic.replicas >= '3'",
            "topic.replicas >= '3' | `>=` does not take an int and a string | write `3`, without quotes",
        ),
        (
            "topic.retention >= 30",
            "topic.retention >= 30 | `>=` does not take a duration and an int | write a time, such as `duration('30d')`",
        ),
        (
            "topic.retention > '30d'",
            "topic.retention > '30d' | `>` does not take a duration and a string | write `duration('30d')`",
        ),
        (
            "topic.max_bytes <= '1Gi'",
            "topic.max_bytes <= '1Gi' | `<=` does not take an int and a string | write `byte_size('1Gi')`",
        ),
        ("topic.name == 3", "topic.name == 3 | `==` does not take a string and an int | write `'3'`"),
        (
            "topic.replicas == null",
            "topic.replicas == null | `==` does not take an int and `null` | ask with `has(…)` whether there is a value",
        ),
        (
            "topic.replicas",
            "topic.replicas | must be true or false, and is an int | compare it with something, so that it is true or false",
        ),
        (
            "topic.name && true",
            "topic.name | must be true or false, and is a string | compare it with something, so that it is true or false",
        ),
        ("topic.name.startWith('a')", "startWith | there is no function `startWith` | did you mean `startsWith`?"),
        (
            "topic.name.startsWith(3)",
            "startsWith | `startsWith` does not take a string and an int | it is called as `.startsWith(a string)` on a string",
        ),
        ("topic.cleanup == 'compcat'", "'compcat' | `topic.cleanup` is never `compcat` | did you mean `'compact'`?"),
        (
            "!(topic.cleanup in ['delete', 'compakt'])",
            "'compakt' | `topic.cleanup` is never `compakt` | did you mean `'compact'`?",
        ),
        (
            "has(topic.purpose)",
            "topic.purpose | `topic.purpose` always has a value, so `has` is always true | write `topic.purpose != ''`",
        ),
        (
            "topic.retention > duration('7x')",
            "'7x' | \"7x\" is no duration | write \"7d\", or another of: ms, s, m, h, d, w",
        ),
        ("topic.name.matches('(')", "'(' | \"(\" is no pattern | write a regular expression as RE2 reads it"),
        ("topic.consumers.all(c, c > 3)", "c > 3 | `>` does not take a string and an int | write `'3'`"),
        ("topic.partitions.all(c, true)", "topic.partitions | there is nothing to go through in an int | -"),
        ("topic.partitions + 1.5 > 3.0", "topic.partitions + 1.5 | `+` does not take an int and a double | -"),
        (
            "topic['name'] == ''",
            "topic['name' | `[…]` does not take a string from a whole topic | fields are asked for with a dot",
        ),
        ("topic.name.size == 3", "size | a string has no fields | -"),
        ("3 in topic.consumers", "3 in topic.consumers | `in` does not take an int and a list, each item a string | -"),
        (
            "size(topic.labels.map(k, k)) == 1",
            "topic.labels.map( | the keys of a map have no order, so a list of them differs from run to run | ask with `all`, `exists` or `exists_one`",
        ),
        ("topic.name == Topic{}", "{ | there is no type `Topic` to make a value of | compare field by field"),
        ("'äöü😀' != topic.nme", "nme | a topic has no field `nme` | did you mean `topic.name`?"),
    ] {
        assert_eq!(faults(text), [expected], "{text}");
    }
    assert_eq!(faults("topic.a > 1 && topic.b > 1").len(), 2, "every mistake in one run");
}

#[test]
fn what_is_no_cel_is_said_in_our_words() {
    for (text, expected) in [
        ("topic.replicas >", " | the expression ends too early | write the rest of it"),
        ("topic.replicas = 3", "= | `=` is no sign of CEL | write `==` to compare"),
        ("topic.replicas > 1 and true", "and | `and` cannot stand here | write `&&`"),
        ("not topic.replicas", "topic | `topic` cannot stand here | write `!` for `not`"),
        ("topic.name == 'x", "'x | this string does not end | close it with the quote that it begins with"),
        (
            "topic.name == '\\q'",
            "'\\q' | this string has an escape that CEL does not know | write `\\\\` for a backslash",
        ),
        (
            "'ü' == topic.name ]",
            "] | `]` cannot stand here | expressions are CEL: `topic.replicas >= 3 && topic.cleanup == 'delete'`",
        ),
        (
            "if topic.replicas > 1",
            "if | CEL keeps the word `if` for itself | a variable is the thing that the rule is asked of, such as `topic`",
        ),
        ("topic.?name == ''", ". | optional values are not spoken here | ask with `has(…)` whether there is a value"),
        ("has(topic)", "topic | `has` asks for a field | write `has(topic.max_bytes)`"),
        ("topic.replicas > 99999999999999999999", "99999999999999999999 | this number does not fit in 64 bits | -"),
        ("", " | there is no expression | write an expression that is true or false, such as `topic.replicas >= 3`"),
    ] {
        assert_eq!(faults(text), [expected], "{text}");
    }
}

#[test]
fn texts_that_are_too_deep_are_refused_before_they_are_read() {
    for text in [
        format!("{}1{}", "(".repeat(100_000), ")".repeat(100_000)),
        format!("{}1{} == 1", "[".repeat(25), "]".repeat(25)),
        vec!["1"; 5_000].join("+"),
        "!".repeat(5_000),
        format!("topic{}", ".a".repeat(4_000)),
        "- ".repeat(4_000),
        "true ? true : ".repeat(301) + "true",
        "topic.consumers.all(x, ".repeat(30),
    ] {
        let faults = read(&text).unwrap_err();
        assert_eq!(faults.len(), 1, "{faults:?}");
    }
    for text in [
        format!("{}topic.replicas > 1{}", "(".repeat(24), ")".repeat(24)),
        vec!["topic.replicas"; 140].join(" > 1 || ") + " > 1",
        format!("topic.name in [{}]", vec!["'a name'"; 500].join(", ")),
        format!("topic.partitions > {}", vec!["1"; 290].join("+")),
    ] {
        assert!(read(&text).is_ok() || text.contains("||"), "{text}");
    }
}

#[test]
fn every_function_of_the_list_runs() {
    for function in functions::every() {
        let argument = |takes: &Takes| match takes {
            Takes::Any | Takes::Int => "1",
            Takes::Bool => "true",
            Takes::Uint => "1u",
            Takes::Double => "1.0",
            Takes::Text => match function.name {
                "bool" => "'true'",
                "duration" => "'1s'",
                "byte_size" => "'1Gi'",
                _ => "'1'",
            },
            Takes::Bytes => "b'1'",
            Takes::Time => "duration('1s')",
            Takes::List => "[1]",
            Takes::Map => "{1: 1}",
        };
        let mut arguments = function.takes.iter().map(argument);
        let target = if function.member { format!("{}.", arguments.next().unwrap()) } else { String::new() };
        let call = format!("{target}{}({})", function.name, arguments.collect::<Vec<_>>().join(", "));
        let text = format!("{call} == {call} || topic.name == 'x'");
        assert_eq!(ask(&text, &topic()), Ok(true), "{text}");
    }
}

#[test]
fn a_rule_knows_what_it_asks_for() {
    let condition = read("topic.partitions > 1 && topic.name != '' && topic.partitions < 9").unwrap();
    assert_eq!(condition.asked().collect::<Vec<_>>(), ["name", "partitions"]);
    assert!(condition.looks());
    assert!(!read("1 < 2").unwrap().looks());
}

proptest! {
    #[test]
    fn no_text_makes_it_panic(text in "[-a-z0-9'\"(){}.,<>=!&|?: +\\[\\]\\\\ü😀]{0,40}") {
        if let Ok(condition) = read(&text) {
            let fields: Vec<&str> = condition.asked().collect();
            let topic = topic();
            let _ = condition.holds(&Scope::of(&topic, &fields), &Language::new());
        }
    }

    #[test]
    fn pieces_of_expressions_never_panic(pieces in proptest::collection::vec(prop::sample::select(vec![
        "topic", ".name", ".labels", ".partitions", ".retention", "['a']", "[0]", "(", ")", "==", "<", "+", "-", "*", "/", "%", "&&", "||", "!",
        "?", ":", "in", "1", "1u", "2.5", "'a'", "b'a'", "null", "true", ".all(x, x)", ".map(x, x)", "has(", "size(", "duration('1d')", "[", "]", "{", "}", ",",
        "-9223372036854775808", "9223372036854775807", "dyn(", "type(", "int(", ".exists_one(c, c", "r'\\'", "'''", "//",
    ]), 0..12)) {
        let text = pieces.join(" ").replace(" .", ".");
        match read(&text) {
            Ok(condition) => {
                let fields: Vec<&str> = condition.asked().collect();
                let topic = topic();
                let _ = condition.holds(&Scope::of(&topic, &fields), &Language::new());
            }
            Err(faults) => {
                for fault in faults {
                    prop_assert!(text.get(fault.place.clone()).is_some(), "{:?} in {:?}", fault, text);
                }
            }
        }
    }
}
