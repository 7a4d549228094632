//! Quantities of Kubernetes, and the memory and processors that a container asks for.

use super::known::Known;
use crate::bundle::{Node, Scalar};
use crate::units::{Bytes, Cpu};

/// What a container asks for and may take.
#[derive(Debug, Clone, Copy, Default)]
pub struct Resources<'b> {
    /// Memory that is kept free for it.
    pub memory_request: Option<Known<'b, Bytes>>,
    /// Memory above which it is killed.
    pub memory_limit: Option<Known<'b, Bytes>>,
    /// Processors that are kept free for it.
    pub cpu_request: Option<Known<'b, Cpu>>,
    /// Processors that it may use.
    pub cpu_limit: Option<Known<'b, Cpu>>,
}

impl<'b> Resources<'b> {
    /// Those of a map with `requests` and `limits`. A request that is not written is the limit, as Kubernetes sets it.
    pub fn of(map: Option<Node<'b>>) -> Self {
        let at = |part: &str, what: &str| map.and_then(|map| map.at([part, what]));
        let memory_limit = at("limits", "memory").and_then(bytes);
        let cpu_limit = at("limits", "cpu").and_then(cpu);
        Resources {
            memory_request: at("requests", "memory")
                .and_then(bytes)
                .or_else(|| memory_limit.map(|limit| Known::derived(limit.value, limit.node()))),
            memory_limit,
            cpu_request: at("requests", "cpu")
                .and_then(cpu)
                .or_else(|| cpu_limit.map(|limit| Known::derived(limit.value, limit.node()))),
            cpu_limit,
        }
    }
}

/// A quantity of bytes: `10Gi`, `100G`, `1e9`, `1048576`, rounded up to whole ones.
pub fn bytes(node: Node<'_>) -> Option<Known<'_, Bytes>> {
    let text = quantity_text(node)?;
    Some(Known::written(Bytes(thousandths(&text)?.div_ceil(1000)), node))
}

/// A quantity of processors: `2`, `500m`, `0.5`.
pub fn cpu(node: Node<'_>) -> Option<Known<'_, Cpu>> {
    let text = quantity_text(node)?;
    Some(Known::written(Cpu(thousandths(&text)?), node))
}

fn quantity_text(node: Node<'_>) -> Option<String> {
    match node.scalar()? {
        Scalar::Text(text) => Some(text.to_owned()),
        Scalar::Int(value) => Some(value.to_string()),
        Scalar::Float(value) => Some(value.to_string()),
        Scalar::Null | Scalar::Bool(_) => None,
    }
}

/// The suffixes of `resource.Quantity` with how many thousandths each stands for.
const SUFFIXES: [(&str, u128); 14] = [
    ("Ki", 1000 << 10),
    ("Mi", 1000 << 20),
    ("Gi", 1000 << 30),
    ("Ti", 1000 << 40),
    ("Pi", 1000 << 50),
    ("Ei", 1000 << 60),
    ("k", 1_000_000),
    ("M", 1_000_000_000),
    ("G", 1_000_000_000_000),
    ("T", 1_000_000_000_000_000),
    ("P", 1_000_000_000_000_000_000),
    ("E", 1_000_000_000_000_000_000_000),
    ("m", 1),
    ("", 1000),
];

/// A quantity of Kubernetes in thousandths; nothing for what is none, is negative, or cannot be counted.
pub fn thousandths(text: &str) -> Option<u64> {
    let number_ends = text.find(|c: char| !c.is_ascii_digit() && c != '.' && c != '+').unwrap_or(text.len());
    let (number, suffix) = text.split_at_checked(number_ends)?;
    let (scale, exponent) = match SUFFIXES.iter().find(|(known, _)| *known == suffix) {
        Some((_, scale)) => (*scale, 0),
        // A decimal exponent: `1e9`, `12E3`.
        None => (1000, suffix.strip_prefix(['e', 'E'])?.parse::<u32>().ok().filter(|exponent| *exponent <= 18)?),
    };
    let number = number.strip_prefix('+').unwrap_or(number);
    let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
    if (whole.is_empty() && fraction.is_empty())
        || fraction.len() > 18
        || number.contains('+')
        || fraction.contains('.')
    {
        return None;
    }
    let digits = |text: &str| if text.is_empty() { Some(0) } else { text.parse::<u128>().ok() };
    let ten = |power: u32| 10_u128.checked_pow(power);
    let scale = scale.checked_mul(ten(exponent)?)?;
    let whole = digits(whole)?.checked_mul(scale)?;
    let below = ten(u32::try_from(fraction.len()).ok()?)?;
    let part = digits(fraction)?.checked_mul(scale)?.div_ceil(below);
    u64::try_from(whole.checked_add(part)?).ok()
}

#[cfg(test)]
mod tests {
    use super::thousandths;

    #[test]
    fn quantities_are_read_as_kubernetes_reads_them() {
        for (text, expected) in [
            ("2", Some(2000)),
            ("500m", Some(500)),
            ("0.5", Some(500)),
            (".5", Some(500)),
            ("1.5Gi", Some((3 << 29) * 1000)),
            ("10Gi", Some((10 << 30) * 1000)),
            ("100G", Some(100_000_000_000_000)),
            ("1e3", Some(1_000_000)),
            ("1E", Some(1_000_000_000_000_000_000_000_u128)),
            ("+1", Some(1000)),
            ("0.0001", Some(1)),
            ("10gb", None),
            ("10 Gi", None),
            ("1.2.3", None),
            ("", None),
            ("Gi", None),
            ("-1", None),
        ] {
            let expected = expected.and_then(|number: u128| u64::try_from(number).ok());
            assert_eq!(thousandths(text), expected, "{text:?}");
        }
    }
}
