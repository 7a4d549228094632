//! An attribute of a bean, and the line that the agent makes of it.

use super::replace::snake_case;

/// One attribute of one bean.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attribute {
    /// The domain: `kafka.server`.
    pub domain: String,
    /// The keys in the order of the bean's name, values as written there, quotes included.
    pub keys: Vec<(String, String)>,
    /// The composite attributes around this one, outermost first; empty for most.
    pub path: Vec<String>,
    /// The attribute: `Value`.
    pub name: String,
    /// Its value.
    pub value: Value,
}

/// What an attribute holds, as Java prints it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value {
    /// A number or a truth value, which becomes 1 or 0.
    Number(String),
    /// A text, which gives no series unless the rule has a `value` of its own.
    Text(String),
}

impl Attribute {
    /// Takes a bean's name, `domain:key=value,key=value`, apart. None if it is not one.
    ///
    /// A quoted value may contain commas. The value is unknown and taken as 0.
    pub fn of(object_name: &str, attribute: &str) -> Option<Self> {
        let (domain, mut rest) = object_name.split_once(':')?;
        let mut keys = Vec::new();
        while !rest.is_empty() {
            let (key, value) = rest.split_once('=')?;
            let (value, next) = if let Some(quoted) = value.strip_prefix('"') {
                let end = closing_quote(quoted)?;
                (format!("\"{}\"", quoted.get(..end)?), quoted.get(end + 1..)?.strip_prefix(',').unwrap_or_default())
            } else {
                let (value, next) = value.split_once(',').unwrap_or((value, ""));
                (value.to_owned(), next)
            };
            keys.push((key.to_owned(), value));
            rest = next;
        }
        let value = Value::Number("0.0".to_owned());
        Some(Attribute { domain: domain.to_owned(), keys, path: Vec::new(), name: attribute.to_owned(), value })
    }

    /// What patterns are tried on. A cached rule sees a stand-in for the value.
    pub(super) fn line(&self, cached: bool, snake: bool) -> String {
        let keys: Vec<String> = self.keys.iter().map(|(key, value)| format!("{key}={value}")).collect();
        let value = match &self.value {
            _ if cached => "<cache>",
            Value::Number(text) | Value::Text(text) => text,
        };
        format!("{}<{}><{}>{}: {value}", self.domain, keys.join(", "), self.path.join(", "), self.exported(snake))
    }

    /// The attribute's name as a rule sees it.
    pub(super) fn exported(&self, snake: bool) -> String {
        if snake { snake_case(&self.name) } else { self.name.clone() }
    }
}

/// Where a quoted value ends; a backslash takes the next character along.
fn closing_quote(text: &str) -> Option<usize> {
    let mut escaped = false;
    text.char_indices().find_map(|(at, character)| {
        let ends = character == '"' && !escaped;
        escaped = character == '\\' && !escaped;
        ends.then_some(at)
    })
}

#[cfg(test)]
mod tests {
    use super::Attribute;

    #[test]
    fn a_name_becomes_the_agents_line() {
        let size = Attribute::of("kafka.log:type=Log,name=Size,topic=a,partition=0", "Value").unwrap();
        assert_eq!(size.line(false, false), "kafka.log<type=Log, name=Size, topic=a, partition=0><>Value: 0.0");
        assert_eq!(size.line(true, true), "kafka.log<type=Log, name=Size, topic=a, partition=0><>value: <cache>");
    }

    #[test]
    fn a_quoted_value_keeps_commas_and_quotes() {
        let offline = Attribute::of(r#"d:name=x,dir="/a,b\"c",id=1"#, "Value").unwrap();
        assert_eq!(offline.keys[1], ("dir".to_owned(), r#""/a,b\"c""#.to_owned()));
        assert_eq!(offline.keys[2], ("id".to_owned(), "1".to_owned()));
    }

    #[test]
    fn what_is_no_name_is_none() {
        assert_eq!(Attribute::of("no colon", "Value"), None);
        assert_eq!(Attribute::of("d:novalue", "Value"), None);
        assert_eq!(Attribute::of("d:k=\"open", "Value"), None);
    }
}
