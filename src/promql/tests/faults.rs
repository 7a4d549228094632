//! Where faults point, and what they say.

use super::super::{check_alert, parse, read};

/// All faults of a text: what stands at the place, the headline, the help.
#[track_caller]
fn faults(text: &str) -> Vec<(&str, String, String)> {
    let faults = read(text).err().unwrap_or_default();
    let shown = |fault: super::super::Fault| {
        (text.get(fault.place.range()).unwrap(), fault.headline, fault.help.unwrap_or_default())
    };
    faults.into_iter().map(shown).collect()
}

#[track_caller]
fn one(text: &str, place: &str, headline: &str, help: &str) {
    let found = faults(text);
    assert_eq!(found, [(place, headline.to_owned(), help.to_owned())], "{text}");
}

#[test]
fn types_that_do_not_fit() {
    one("rate(lag)", "lag", "an instant vector in `rate`, where a range vector belongs", "give it a range: `lag[5m]`");
    one(
        "rate(sum(lag))",
        "sum(lag)",
        "an instant vector in `rate`, where a range vector belongs",
        "give the selector within a range, or write a subquery: `(sum(lag))[5m:]`",
    );
    one(
        "sum(lag[5m])",
        "lag[5m]",
        "a range vector in `sum`, where an instant vector belongs",
        "fold the range, for instance `rate(lag[5m])` or `max_over_time(lag[5m])`, or leave it out",
    );
    one("up and 1", "1", "a scalar beside `and`, where an instant vector belongs", "make a series of it: `vector(1)`");
    one(
        "1 > 2",
        ">",
        "two scalars are compared, and there is no series to let through",
        "write `> bool` to get 0 or 1",
    );
    one("a + bool b", "bool", "`bool` behind `+`, which does not compare", "leave it out");
    one("topk('3', a)", "'3'", "a text as the parameter of `topk`, where a scalar belongs", "");
    one(
        "vector(up)",
        "up",
        "an instant vector in `vector`, where a scalar belongs",
        "take the value of a single series: `scalar(up)`",
    );
    one(
        "count_values(version, a)",
        "version",
        "an instant vector as the parameter of `count_values`, where a text belongs",
        "write it in quotes: `\"version\"`",
    );
}

#[test]
fn names_that_do_not_exist() {
    one("increse(a[5m])", "increse", "there is no function `increse`", "did you mean `increase`?");
    one("smu(a)", "smu", "there is no function `smu`", "did you mean `sum`?");
    one("Rate(a[5m])", "Rate", "there is no function `Rate`", "did you mean `rate`?");
    one("frobnicate(a)", "frobnicate", "there is no function `frobnicate`", "");
    one("a unles b", "unles", "`unles` stands where an operator or the end should", "did you mean `unless`?");
}

#[test]
fn arguments_that_are_missing_or_too_many() {
    one(
        "clamp(a, 0)",
        "clamp(a, 0)",
        "`clamp` takes 3 arguments, not 2",
        "it takes an instant vector, a scalar, a scalar",
    );
    one(
        "round(a, 1, 2)",
        "round(a, 1, 2)",
        "`round` takes at most 2 arguments, not 3",
        "it takes an instant vector, a scalar",
    );
    one("time(1)", "time(1)", "`time` takes 0 arguments, not 1", "leave the arguments out");
    one("topk(a)", "topk(a)", "`topk` takes 2 arguments, not 1", "write `topk(5, …)`");
    one("rate(a[5m],)", ",", "a comma behind the last argument", "leave it out");
}

#[test]
fn selectors_that_are_not_right() {
    let chooses = "name the metric, or match a label with something that is not empty";
    one("sum({})", "{}", "a selector that every series passes", chooses);
    one(r#"{a=~".*"}"#, r#"{a=~".*"}"#, "a selector that every series passes", chooses);
    one("a{b=c}", "c", "`c` stands where a text in quotes should", "write it in quotes: `\"c\"`");
    one(
        "a{b==\"c\"}",
        "==",
        "`==` stands where `=`, `!=`, `=~` or `!~` should",
        "labels are compared with a single `=`",
    );
    one(
        r#"a{b=~"x("}"#,
        r#""x(""#,
        "this is not a regular expression",
        "the syntax is RE2's, without look-around and backreferences",
    );
    one(
        r#"a{__name__="b"}"#,
        r#"__name__="b""#,
        "the metric's name is given twice: it is `a` already",
        "leave one of the two out; a label's value needs its label: `label=\"…\"`",
    );
    one("a{b=\"c\"", "{", "`{` is never closed", "write `,` or `}` where it ends");
}

#[test]
fn ranges_and_offsets_out_of_place() {
    one(
        "sum(a)[5m]",
        "[5m]",
        "only a plain selector can have a range",
        "write a subquery, with a colon: `sum(a)[5m:]`",
    );
    one(
        "a offset 1h[5m]",
        "[5m]",
        "the range stands behind `offset` or `@`",
        "write the range first: `up[5m] offset 1h`",
    );
    one(
        "sum(a) offset 1h",
        "sum(a)",
        "`offset` behind something that is no selector",
        "write it directly behind the selector: `sum(up offset 5m)`",
    );
    one("a offset 1h offset 2h", "offset 2h", "a second `offset`", "leave one of the two out");
    one("a[5m1h]", "5m1h", "the units of `5m1h` are out of order", "write each unit once, greatest first: `1h30m`");
    one("a[0s]", "0s", "a range that is not longer than nothing", "write a length of time: `5m`");
    one(
        "a[1.5h]",
        "1.5h",
        "`1.5h` is not a duration: it has a fraction",
        "write whole numbers with units: `1h30m`, `500ms`",
    );
    one(
        "a[$interval]",
        "$",
        "`$` has no meaning in PromQL",
        "PromQL has no variables: write the value, for instance `[5m]`",
    );
}

#[test]
fn matching_that_makes_no_sense() {
    one(
        "a / group_left (b) c",
        "group_left",
        "`group_left` without `on` or `ignoring`",
        "say which labels belong together: `on (topic) group_left (…)`",
    );
    one(
        "a / on (x) group_left (y, x) b",
        "x",
        "`x` stands in `on` and in the group modifier",
        "leave it out here: both sides carry it",
    );
    one("a / on (x) 5", "on (x)", "`on` beside a scalar, which has no labels", "leave it out");
    one(
        "a and on (x) group_left () b",
        "group_left ()",
        "a group modifier behind `and`, which matches many with many",
        "leave it out",
    );
}

#[test]
fn words_of_other_languages() {
    one("a && b", "&&", "`&&` has no meaning in PromQL", "write `and`");
    one("a = 1", "=", "`=` stands where an operator or the end should", "write `==` to compare");
    one("a[5m", "[", "`[` is never closed", "write `:` or `]` where it ends");
    one(
        "sum lag",
        "lag",
        "`lag` stands where an operator or the end should",
        "put what is aggregated into parentheses: `sum(…)`",
    );
    one("(1 + 2", "(", "`(` is never closed", "write `)` where it ends");
    one("1 +", "", "the expression ends where an expression should stand", "");
    one(
        r#""\d+""#,
        r"\d",
        "`\\d` is not an escape",
        "write a backslash as two: `\\\\`, or put the text between backquotes, where none is needed",
    );
}

#[test]
fn every_fault_of_one_stage_is_told() {
    let found = faults("rate(a) + sum(b[5m]) > on (x) 1 and increse(c[5m])");
    let places: Vec<&str> = found.iter().map(|(place, ..)| *place).collect();
    assert_eq!(places, ["a", "b[5m]", "on (x)", "increse"]);
    let found = faults("sum(a)[5m] + (b offset 1h)[5m]");
    assert_eq!(found.iter().map(|(place, ..)| *place).collect::<Vec<_>>(), ["[5m]", "[5m]"]);
}

#[test]
fn a_rule_gives_a_vector_or_a_scalar() {
    let refused =
        |text: &str| check_alert(&parse(text).unwrap()).into_iter().map(|fault| fault.headline).collect::<Vec<_>>();
    assert_eq!(refused("a[5m]"), ["a rule needs an instant vector or a scalar, and this is a range vector"]);
    assert_eq!(refused("'a'"), ["a rule needs an instant vector or a scalar, and this is a text"]);
    assert_eq!(refused("a > 1"), Vec::<String>::new());
    assert_eq!(refused("1 > bool 1"), Vec::<String>::new());
}
