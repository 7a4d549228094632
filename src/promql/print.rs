//! Expressions as text: one canonical form, which reads back as the same tree.

use super::length::{Length, LengthKind};
use super::literal::print_duration;
use super::text::quote;
use super::tree::{Aggregation, At, Binary, Expr, Kind, Matcher, Name, Number, Selector, Shift};
use std::fmt::{self, Display, Formatter};

impl Display for Expr {
    fn fmt(&self, out: &mut Formatter<'_>) -> fmt::Result {
        match &self.kind {
            Kind::Number(number) => number.fmt(out),
            Kind::Text(text) => out.write_str(&quote(text)),
            Kind::Selector(selector) => selector.fmt(out),
            Kind::Subquery(subquery) => {
                write!(out, "{}[{}:", subquery.of, subquery.range)?;
                if let Some(step) = &subquery.step {
                    step.fmt(out)?;
                }
                write!(out, "]{}", subquery.shift)
            }
            Kind::Unary(unary) => write!(out, "{}{}", if unary.negative { "-" } else { "+" }, unary.of),
            Kind::Binary(binary) => binary.fmt(out),
            Kind::Aggregation(aggregation) => aggregation.fmt(out),
            Kind::Call(call) => {
                write!(out, "{}(", call.name.text)?;
                listed(out, &call.args)?;
                out.write_str(")")
            }
            Kind::Paren(inner) => write!(out, "({inner})"),
        }
    }
}

impl Display for Number {
    fn fmt(&self, out: &mut Formatter<'_>) -> fmt::Result {
        let value = self.value;
        if self.duration {
            #[expect(clippy::cast_possible_truncation, reason = "it was read from whole nanoseconds")]
            return out.write_str(&print_duration((value * 1e9).round() as i64));
        }
        let tiny = value != 0.0 && value.abs() < 1e-6;
        match value {
            _ if value.is_nan() => out.write_str("NaN"),
            _ if value.is_infinite() => out.write_str(if value > 0.0 { "Inf" } else { "-Inf" }),
            _ if tiny || value.abs() >= 1e21 => write!(out, "{value:e}"),
            _ => write!(out, "{value}"),
        }
    }
}

impl Display for Selector {
    fn fmt(&self, out: &mut Formatter<'_>) -> fmt::Result {
        if let Some(name) = &self.name {
            out.write_str(&name.text)?;
        }
        if self.name.is_none() || !self.matchers.is_empty() {
            out.write_str("{")?;
            for (index, matcher) in self.matchers.iter().enumerate() {
                write!(out, "{}{matcher}", if index > 0 { "," } else { "" })?;
            }
            out.write_str("}")?;
        }
        if let Some(range) = &self.range {
            write!(out, "[{range}]")?;
        }
        if let Some(extension) = self.extension {
            out.write_str(if extension.smoothed { " smoothed" } else { " anchored" })?;
        }
        self.shift.fmt(out)
    }
}

impl Display for Matcher {
    fn fmt(&self, out: &mut Formatter<'_>) -> fmt::Result {
        label(out, &self.label.text, false)?;
        write!(out, "{}{}", self.op.text(), quote(&self.value.text))
    }
}

impl Display for Shift {
    fn fmt(&self, out: &mut Formatter<'_>) -> fmt::Result {
        match self.at {
            #[expect(clippy::cast_precision_loss, reason = "this is how it was read")]
            Some((At::Time(millis), _)) => write!(out, " @ {:.3}", millis as f64 / 1e3)?,
            Some((At::Start, _)) => out.write_str(" @ start()")?,
            Some((At::End, _)) => out.write_str(" @ end()")?,
            None => {}
        }
        match &self.offset {
            Some(offset) => write!(out, " offset {offset}"),
            None => Ok(()),
        }
    }
}

impl Display for Binary {
    fn fmt(&self, out: &mut Formatter<'_>) -> fmt::Result {
        write!(out, "{} {}", self.left, self.op.text())?;
        if self.returns_bool.is_some() {
            out.write_str(" bool")?;
        }
        if let Some(matching) = &self.matching {
            out.write_str(if matching.on { " on " } else { " ignoring " })?;
            labels(out, &matching.labels)?;
            if let Some(group) = &matching.group {
                out.write_str(if group.left { " group_left " } else { " group_right " })?;
                labels(out, &group.include)?;
            }
        }
        if let Some(fill) = &self.fill {
            match (fill.left, fill.right) {
                (Some(left), Some(right)) if left == right => write!(out, " fill ({left})")?,
                (left, right) => {
                    for (word, value) in [("fill_left", left), ("fill_right", right)] {
                        if let Some(value) = value {
                            write!(out, " {word} ({value})")?;
                        }
                    }
                }
            }
        }
        write!(out, " {}", self.right)
    }
}

impl Display for Aggregation {
    fn fmt(&self, out: &mut Formatter<'_>) -> fmt::Result {
        out.write_str(self.op.text())?;
        if let Some(grouping) = &self.grouping {
            out.write_str(if grouping.without { " without " } else { " by " })?;
            labels(out, &grouping.labels)?;
            out.write_str(" ")?;
        }
        out.write_str("(")?;
        if let Some(param) = &self.param {
            write!(out, "{param}, ")?;
        }
        write!(out, "{})", self.of)
    }
}

impl Display for Length {
    fn fmt(&self, out: &mut Formatter<'_>) -> fmt::Result {
        match &self.kind {
            #[expect(clippy::cast_precision_loss, reason = "this is how it was read")]
            LengthKind::Fixed { nanos, number: true } => write!(out, "{}", *nanos as f64 / 1e9),
            LengthKind::Fixed { nanos, number: false } => out.write_str(&print_duration(*nanos)),
            LengthKind::Step => out.write_str("step()"),
            LengthKind::Range => out.write_str("range()"),
            LengthKind::Extreme { max, of } => {
                write!(out, "{}({}, {})", if *max { "max_of" } else { "min_of" }, of.0, of.1)
            }
            LengthKind::Signed { negative, of } => write!(out, "{}{of}", if *negative { "-" } else { "+" }),
            LengthKind::Binary { op, of } => write!(out, "{} {} {}", of.0, op.text(), of.1),
            LengthKind::Paren(inner) => write!(out, "({inner})"),
        }
    }
}

fn listed<T: Display>(out: &mut Formatter<'_>, items: &[T]) -> fmt::Result {
    for (index, item) in items.iter().enumerate() {
        write!(out, "{}{item}", if index > 0 { ", " } else { "" })?;
    }
    Ok(())
}

fn labels(out: &mut Formatter<'_>, names: &[Name]) -> fmt::Result {
    out.write_str("(")?;
    for (index, name) in names.iter().enumerate() {
        out.write_str(if index > 0 { ", " } else { "" })?;
        label(out, &name.text, true)?;
    }
    out.write_str(")")
}

/// A label's name, in quotes where it would not be read otherwise.
fn label(out: &mut Formatter<'_>, name: &str, in_list: bool) -> fmt::Result {
    let fits = |c: char| c.is_ascii_alphanumeric() || c == '_';
    let plain = !name.is_empty() && !name.starts_with(|c: char| c.is_ascii_digit()) && name.chars().all(fits);
    let reserved = in_list && super::operator::Keyword::of(name).is_some_and(|word| !word.names_a_label());
    if plain && !reserved { out.write_str(name) } else { out.write_str(&quote(name)) }
}
