//! What belongs to what: each operator with its operands in parentheses.

use super::super::{Expr, Kind, parse};

fn grouped(expr: &Expr) -> String {
    match &expr.kind {
        Kind::Binary(binary) => format!("({} {} {})", grouped(&binary.left), binary.op.text(), grouped(&binary.right)),
        Kind::Unary(unary) => format!("({}{})", if unary.negative { "-" } else { "+" }, grouped(&unary.of)),
        Kind::Paren(inner) => grouped(inner),
        _ => expr.to_string(),
    }
}

#[test]
fn operators_bind_as_in_prometheus() {
    let table = [
        ("a or b and c unless d or e", "((a or ((b and c) unless d)) or e)"),
        ("a == b + c * d ^ e", "(a == (b + (c * (d ^ e))))"),
        ("a - b - c", "((a - b) - c)"),
        ("a / b % c atan2 d", "(((a / b) % c) atan2 d)"),
        ("a ^ b ^ c", "(a ^ (b ^ c))"),
        ("a > b > c", "((a > b) > c)"),
        ("a and b == c", "(a and (b == c))"),
        ("-a ^ b", "(-(a ^ b))"),
        ("-a * b", "((-a) * b)"),
        ("-a % -b", "((-a) % (-b))"),
        ("a ^ -b * c", "((a ^ (-b)) * c)"),
        ("a ^ -b ^ c", "(a ^ (-(b ^ c)))"),
        ("- -a + b", "((-(-a)) + b)"),
        ("-a[5m:] offset 1m", "(-a[5m:] offset 1m)"),
    ];
    for (text, wanted) in table {
        assert_eq!(grouped(&parse(text).unwrap()), wanted, "{text}");
    }
}

/// Arithmetic behind an offset belongs to the expression, unless the offset begins with a parenthesis. That is how
/// Prometheus' grammar came out, and why `a offset (5m) + b` is refused.
#[test]
fn arithmetic_behind_an_offset() {
    let table = [
        ("a offset 5m - 1m", "(a offset 5m - 1m)"),
        ("a offset -5m ^ 2", "(a offset -5m ^ 2)"),
        ("a offset step() * 2", "(a offset step() * 2)"),
        ("a offset -(5m) + 1m", "(a offset -(5m) + 1m)"),
        ("a offset (5m) + 1m", "a offset (5m) + 1m"),
    ];
    for (text, wanted) in table {
        assert_eq!(grouped(&parse(text).unwrap()), wanted, "{text}");
    }
    assert!(parse("a offset (5m) + b").is_err());
    assert!(parse("a offset 5m + b").is_ok());
}
