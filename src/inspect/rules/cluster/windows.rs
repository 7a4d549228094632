//! Can the operator read when it may restart pods for new certificates?

use crate::bundle::Node;
use crate::inspect::{Check, Example, Offence, Out, Rule, World};
use crate::inventory::Cluster;
use crate::units::counted;

const MALFORMED: Offence = Offence::error(
    "cluster/window-not-understood",
    "a maintenance window is not a time that the operator understands",
)
.why(
    "The operator only logs it, and looks at none that stands behind it. Without a window certificates are not renewed in \
         time, and when they expire clients and brokers cannot talk any more.",
)
.write("a Quartz expression of six fields, seconds first: `* * 0-1 ? * SUN,MON *`")
.source("strimzi, `Util.isMaintenanceTimeWindowsSatisfied`; Quartz, `CronExpression`");

pub(super) const RULE: Rule = Rule {
    offences: &[&MALFORMED],
    check: Check::Cluster(check),
    examples: &[
        Example::new(
            "five fields, as of cron, and too many days",
            "# strimzi: 0.45.2
apiVersion: kafka.strimzi.io/v1beta2
kind: Kafka
metadata:
  name: shop
spec:
  kafka:
    replicas: 3
  maintenanceTimeWindows:
    - '0 2 * * *' # <- cluster/window-not-understood
    - '* * 2 * * MON' # <- cluster/window-not-understood
    - '* * 25 ? * MON' # <- cluster/window-not-understood
",
        ),
        Example::new(
            "windows of Quartz",
            "# strimzi: 0.45.2
apiVersion: kafka.strimzi.io/v1beta2
kind: Kafka
metadata:
  name: shop
spec:
  kafka:
    replicas: 3
  maintenanceTimeWindows:
    - '* * 0-1 ? * SUN,MON,TUE,WED,THU *'
    - '* * 8-10 * * ?'
    - '0 0/30 22 L * ?'
    - '* * 1 ? JAN-MAR 6#3'
",
        ),
    ],
};

fn check(_: &World<'_>, cluster: &Cluster<'_>, out: &mut Out) {
    let windows = cluster.document.at(["spec", "maintenanceTimeWindows"]);
    for window in windows.into_iter().flat_map(Node::items) {
        let Some(fault) = window.as_text().and_then(fault) else { continue };
        let headline =
            format!("certificates of cluster `{}` are not renewed in this window, nor in one behind it", cluster.name);
        out.raise(&MALFORMED, window, headline).label(fault).help(
            "write six fields: seconds, minutes, hours, day of month, month, day of week; one of the two days is `?`",
        );
    }
}

/// The fields: what each is called, its range, and the names that may stand for numbers.
const FIELDS: [(&str, u32, u32, &[&str]); 7] = [
    ("seconds", 0, 59, &[]),
    ("minutes", 0, 59, &[]),
    ("hours", 0, 23, &[]),
    ("days of the month", 1, 31, &[]),
    ("months", 1, 12, &["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"]),
    ("days of the week", 1, 7, &["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"]),
    ("years", 1970, 2199, &[]),
];

/// What is wrong with an expression; nothing for what is fine, or too odd to be judged.
fn fault(text: &str) -> Option<String> {
    let fields: Vec<&str> = text.split_ascii_whitespace().collect();
    if fields.len() < 6 {
        return Some(format!("{}, and six are needed, seconds first", counted(fields.len(), "field", "fields")));
    }
    if let [_, _, _, month_day, _, week_day, ..] = fields.as_slice() {
        if *month_day == "?" && *week_day == "?" {
            return Some("`?` for both days".to_owned());
        }
        // A star for a day means every one, which only `?` for the other one leaves to it.
        if *month_day != "?" && *week_day != "?" {
            return Some("one of day of month and day of week must be `?`".to_owned());
        }
    }
    FIELDS.iter().zip(fields).find_map(|((what, low, high, names), field)| {
        let odd = |part: &str| !known(part, *low, *high, names);
        let numbers = field.split([',', '-', '/', '#']).filter(|part| !part.is_empty());
        numbers.into_iter().find(|part| odd(part)).map(|part| format!("`{part}` is not among {what}, {low} to {high}"))
    })
}

fn known(part: &str, low: u32, high: u32, names: &[&str]) -> bool {
    if matches!(part, "*" | "?") {
        return true;
    }
    if let Ok(number) = part.parse::<u32>() {
        // A step, `0/30`, may be any number that is not larger.
        return (low.min(1)..=high).contains(&number) || number == 0 && low == 0;
    }
    // Last days, weekdays near a date: `L`, `5L`, `15W`.
    let marks = part.trim_start_matches(|c: char| c.is_ascii_digit());
    let upper = part.to_ascii_uppercase();
    matches!(marks, "L" | "W" | "LW") || names.iter().any(|name| upper == *name || upper == format!("{name}L"))
}
