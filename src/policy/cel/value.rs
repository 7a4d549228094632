//! The values that CEL meets in rules and that the crate does not have: durations, patterns, the things that rules are asked of.

use crate::policy::view::{Lasting, Shown, View};
use crate::units::{Bytes, Duration, Human};
use cel::ExecutionError;
use cel::common::traits::{Adder, Comparer, Indexer, Subtractor};
use cel::common::types::{CelBool, CelInt, CelList, CelMap, CelString, Type};
use cel::common::value::{CowVal, StaticVal, Val};
use regex::Regex;
use std::any::Any;
use std::cmp::Ordering;
use std::collections::HashMap;
use std::sync::Arc;

/// CEL's type of durations.
static TIME: Type = Type::new_unspecified_type("duration");
/// The type of patterns, which no expression can name.
static PATTERN: Type = Type::new_unspecified_type("@pattern");
/// The type of things that rules are asked of.
static VIEW: Type = Type::new_unspecified_type("@view");

/// How long something lasts.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Time(pub(super) Lasting);

/// A pattern that was read before anything runs.
#[derive(Debug, Clone)]
pub(super) struct Pattern(pub(super) Arc<Regex>);

/// A thing that rules are asked of, with those of its fields that rules ask for.
#[derive(Debug)]
pub(super) struct Viewing<'v> {
    fields: Vec<(&'static str, Option<Box<dyn Val + 'v>>)>,
}

impl<'v> Viewing<'v> {
    pub(super) fn of(view: &'v dyn View, fields: &[&'static str]) -> Self {
        Viewing { fields: fields.iter().map(|name| (*name, view.get(name).map(value))).collect() }
    }
}

/// A field's value as CEL has it.
fn value(shown: Shown<'_>) -> Box<dyn Val + '_> {
    let text = |text| -> Box<dyn Val + '_> { Box::new(CelString::from(text)) };
    match shown {
        Shown::Truth(truth) => Box::new(CelBool::from(truth)),
        Shown::Whole(number) => Box::new(CelInt::from(number)),
        Shown::Time(lasting) => Box::new(Time(lasting)),
        Shown::Text(word) => text(word),
        Shown::Texts(words) => {
            Box::new(CelList::from(words.iter().map(|word| text(word.as_str())).collect::<Vec<_>>()))
        }
        Shown::Map(map) => {
            let entries = map.iter().map(|(key, word)| (key.as_str().into(), text(word.as_str())));
            Box::new(CelMap::from(entries.collect::<HashMap<_, _>>()))
        }
    }
}

impl Val for Viewing<'_> {
    fn get_type(&self) -> &Type {
        &VIEW
    }

    fn cel_type() -> &'static Type {
        &VIEW
    }

    fn as_indexer<'b, 'w>(&'b self) -> Option<&'b (dyn Indexer + 'w)>
    where
        Self: 'w,
    {
        Some(self)
    }

    fn clone_as_boxed<'w>(&self) -> Box<dyn Val + 'w>
    where
        Self: 'w,
    {
        Box::new(Viewing { fields: self.fields.clone() })
    }
}

impl Indexer for Viewing<'_> {
    fn get<'b, 'w>(&'b self, name: &dyn Val) -> Result<CowVal<'b, 'w>, ExecutionError>
    where
        Self: 'w,
    {
        let name = name.downcast_ref::<CelString<'_>>().map_or("", |name| name.inner());
        let field = self.fields.iter().find(|(field, _)| *field == name).and_then(|(_, value)| value.as_ref());
        field.map(|value| CowVal::Borrowed(value.as_ref())).ok_or_else(|| missing(name))
    }

    fn steal<'w>(self: Box<Self>, name: &dyn Val) -> Result<Box<dyn Val + 'w>, ExecutionError>
    where
        Self: 'w,
    {
        Ok(self.get(name)?.into_owned())
    }
}

fn missing(name: &str) -> ExecutionError {
    ExecutionError::NoSuchKey(Arc::new(name.to_owned()))
}

impl Val for Time {
    fn get_type(&self) -> &Type {
        &TIME
    }

    fn cel_type() -> &'static Type {
        &TIME
    }

    fn as_adder<'b, 'v>(&'b self) -> Option<&'b (dyn Adder + 'v)>
    where
        Self: 'v,
    {
        Some(self)
    }

    fn as_subtractor<'b, 'v>(&'b self) -> Option<&'b (dyn Subtractor + 'v)>
    where
        Self: 'v,
    {
        Some(self)
    }

    fn as_comparer(&self) -> Option<&dyn Comparer> {
        Some(self)
    }

    fn equals(&self, other: &dyn Val) -> bool {
        other.downcast_ref::<Time>() == Some(self)
    }

    fn clone_as_boxed<'v>(&self) -> Box<dyn Val + 'v> {
        Box::new(*self)
    }

    fn as_any(&self) -> Option<&dyn Any> {
        Some(self)
    }
}

impl StaticVal for Time {}

impl Time {
    /// The sum or difference with another time; what lasts for ever does so whatever is added or taken away.
    fn with(self, other: &dyn Val, sum: fn(i64, i64) -> Option<i64>) -> Result<Time, ExecutionError> {
        let Some(other) = other.downcast_ref::<Time>() else {
            return Err(ExecutionError::no_such_overload("+", vec!["duration".to_owned()]));
        };
        if self.0 == Lasting::FOREVER || other.0 == Lasting::FOREVER {
            return Ok(Time(Lasting::FOREVER));
        }
        let millis = sum(self.0.0, other.0.0).ok_or_else(|| failed("duration", "the sum is too long"))?;
        Ok(Time(Lasting(millis)))
    }
}

impl Adder for Time {
    fn add<'b, 'v>(&'b self, other: &(dyn Val + 'v)) -> Result<CowVal<'b, 'v>, ExecutionError>
    where
        Self: 'v,
    {
        self.with(other, i64::checked_add).map(CowVal::owned)
    }
}

impl Subtractor for Time {
    fn sub<'b, 'v>(&'b self, other: &(dyn Val + 'v)) -> Result<CowVal<'b, 'v>, ExecutionError>
    where
        Self: 'v,
    {
        self.with(other, i64::checked_sub).map(CowVal::owned)
    }
}

impl Comparer for Time {
    fn compare(&self, other: &dyn Val) -> Result<Ordering, ExecutionError> {
        match other.downcast_ref::<Time>() {
            Some(other) => Ok(self.0.cmp(&other.0)),
            None => Err(ExecutionError::no_such_overload("<", vec!["duration".to_owned()])),
        }
    }
}

impl Val for Pattern {
    fn get_type(&self) -> &Type {
        &PATTERN
    }

    fn cel_type() -> &'static Type {
        &PATTERN
    }

    fn clone_as_boxed<'v>(&self) -> Box<dyn Val + 'v> {
        Box::new(self.clone())
    }

    fn as_any(&self) -> Option<&dyn Any> {
        Some(self)
    }
}

impl StaticVal for Pattern {}

/// What went wrong in a function.
fn failed(function: &str, why: &str) -> ExecutionError {
    ExecutionError::FunctionError { function: function.to_owned(), message: why.to_owned() }
}

/// The time that a text of `duration()` says: CEL's form, with days and weeks as well, or `unlimited`.
pub(super) fn read_time(text: &str) -> Result<Lasting, String> {
    if text == "unlimited" {
        return Ok(Lasting::FOREVER);
    }
    let (negative, amount) = text.strip_prefix('-').map_or((false, text), |amount| (true, amount));
    let Lasting(millis) = Duration::read(amount).map_err(|misread| misread.help)?.into();
    Ok(Lasting(if negative { -millis } else { millis }))
}

/// The bytes that a text of `byte_size()` says: `1Gi`, or `unlimited`.
pub(super) fn read_size(text: &str) -> Result<i64, String> {
    if text == "unlimited" {
        return Ok(i64::MAX);
    }
    let bytes = Bytes::read(text).map_err(|misread| misread.help)?;
    i64::try_from(bytes.0).map_err(|_| "write a smaller size".to_owned())
}

/// The functions that the crate calls.
pub(super) mod calls {
    use super::{Pattern, Time, failed, read_size, read_time};
    use cel::ExecutionError;
    use cel::common::types::{CelBool, CelInt, CelString};

    pub(in crate::policy::cel) fn duration(text: &CelString<'_>) -> Result<Time, ExecutionError> {
        let text = text.inner();
        read_time(text).map(Time).map_err(|help| failed("duration", &format!("{text:?} is none: {help}")))
    }

    pub(in crate::policy::cel) fn same(time: &Time) -> Time {
        *time
    }

    pub(in crate::policy::cel) fn byte_size(text: &CelString<'_>) -> Result<CelInt, ExecutionError> {
        let text = text.inner();
        read_size(text).map(CelInt::from).map_err(|help| failed("byte_size", &format!("{text:?} is none: {help}")))
    }

    pub(in crate::policy::cel) fn get_hours(time: &Time) -> CelInt {
        CelInt::from(time.0.0 / 3_600_000)
    }

    pub(in crate::policy::cel) fn get_minutes(time: &Time) -> CelInt {
        CelInt::from(time.0.0 / 60_000)
    }

    pub(in crate::policy::cel) fn get_seconds(time: &Time) -> CelInt {
        CelInt::from(time.0.0 / 1_000)
    }

    pub(in crate::policy::cel) fn get_milliseconds(time: &Time) -> CelInt {
        CelInt::from(time.0.0)
    }

    pub(in crate::policy::cel) fn fits(text: &CelString<'_>, pattern: &Pattern) -> CelBool {
        CelBool::from(pattern.0.is_match(text.inner()))
    }
}
