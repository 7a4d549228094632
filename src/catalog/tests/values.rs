//! Values are judged as Kafka and the operator judge them.

use super::*;

/// Kafka 3.6.1 gave these verdicts; `catalog/README.md` says how they are asked for again.
#[test]
fn kafka_judges_the_same() {
    let mut wrong = Vec::new();
    let table = include_str!("verdicts.tsv");
    assert!(table.lines().count() > 500);
    for line in table.lines() {
        let cells: Vec<&str> = line.split('\t').collect();
        let [scope, key, value, verdict] = cells[..] else { panic!("{line}") };
        let find = if scope == "broker" { Settings::broker } else { Settings::topic };
        let setting = find(settings_361(), key).unwrap();
        let taken = setting.check(value.trim_matches('"')).is_ok();
        if taken != (verdict == "yes") {
            wrong.push(format!("{line}, we say {taken}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_refusal_says_what_is_allowed() {
    let broker = |key: &str, value: &str| settings_361().broker(key).unwrap().check(value).unwrap_err().to_string();
    let topic = |key: &str, value: &str| settings_361().topic(key).unwrap().check(value).unwrap_err().to_string();
    assert_eq!(broker("auto.create.topics.enable", "maybe"), "`maybe` is not a boolean; write `true` or `false`");
    assert_eq!(broker("num.partitions", "0"), "`0` is out of range; write a whole number of at least 1");
    assert_eq!(
        broker("num.partitions", "3000000000"),
        "`3000000000` is too large or too small; write a whole number from -2147483648 to 2147483647"
    );
    assert_eq!(broker("log.retention.ms", "7d"), "`7d` is not a whole number; write digits only, such as `1000`");
    assert_eq!(broker("log.cleaner.io.buffer.load.factor", "x"), "`x` is not a number; write a number, such as `0.5`");
    assert_eq!(topic("min.cleanable.dirty.ratio", "2"), "`2` is out of range; write a number from 0 to 1");
    assert_eq!(
        topic("cleanup.policy", "compact,remove"),
        "`remove` is not one of the values that it takes; write, between commas, any of `compact`, `delete`"
    );
    assert_eq!(
        topic("message.timestamp.type", "createtime"),
        "`createtime` is not one of the values that it takes; write one of `CreateTime`, `LogAppendTime`"
    );
    assert_eq!(
        broker("inter.broker.protocol.version", "3.7"),
        "`3.7` is no release of Kafka that this version knows; write a release such as `3.6`; the newest is `3.6-IV2`"
    );
}

#[test]
fn the_operator_is_stricter_than_kafka() {
    let broker = |key: &str| settings_361().broker(key).unwrap();
    for (key, value) in [("auto.create.topics.enable", "TRUE"), ("num.partitions", " 3 "), ("compression.type", "lz4 ")]
    {
        assert_eq!(broker(key).check(value), Ok(()));
        assert!(broker(key).check_for_operator(value).is_err(), "{key}");
    }
    let refusal = broker("auto.create.topics.enable").check_for_operator("False").unwrap_err();
    assert_eq!(refusal.allowed, "write `false`");
    assert_eq!(broker("num.partitions").check_for_operator("3"), Ok(()));
}

#[test]
fn forms_of_later_versions_are_judged_too() {
    use super::super::valid::Valid;
    let judge = |valid: &'static str, kind: Kind, value: &str| Valid::parse(valid).unwrap().check(kind, value).is_ok();
    assert!(judge("[1,...,9] or -1", Kind::Int, "-1") && judge("[1,...,9] or -1", Kind::Int, "9"));
    assert!(!judge("[1,...,9] or -1", Kind::Int, "0") && !judge("[1,...,9] or -1", Kind::Int, "10"));
    assert!(judge("[1,...] or -1", Kind::Int, "-1") && !judge("[1,...] or -1", Kind::Int, "0"));
    assert!(judge("[-131072,...,22]", Kind::Int, "-131072") && !judge("[-131072,...,22]", Kind::Int, "23"));
    assert!(judge("(case insensitive) [ES256, RS256]", Kind::String, "es256"));
    assert!(!judge("(case insensitive) [ES256, RS256]", Kind::String, "es25"));
    assert!(judge("[host]:[port],[host]:[port],...", Kind::List, "a:1,b:2"));
    assert!(!judge("[host]:[port],[host]:[port],...", Kind::List, "a:1,b"));
    for (valid, value, taken) in [
        ("distinct", "", true),
        ("distinct", "a,b", true),
        ("distinct", "a,a", false),
        ("distinct", "a,", false),
        ("distinct non-empty", "", false),
        ("distinct non-empty [broker, controller]", "controller,broker", true),
        ("distinct non-empty [broker, controller]", "broker,other", false),
        ("distinct [compact, delete]", "", true),
        ("distinct [compact, delete]", "compact,compact", false),
    ] {
        assert_eq!(judge(valid, Kind::List, value), taken, "{valid}: {value}");
    }
    for unknown in ["something new", "[1,...", "[1,2,...]", "at least 1"] {
        assert_eq!(Valid::parse(unknown), None, "{unknown}");
    }
}

#[test]
fn a_unit_is_that_of_the_ending() {
    let unit = |key: &str| settings_361().broker(key).unwrap().unit();
    assert_eq!(unit("log.retention.ms"), Some(Unit::Milliseconds));
    assert_eq!(unit("log.segment.bytes"), Some(Unit::Bytes));
    assert_eq!(unit("offsets.retention.minutes"), Some(Unit::Minutes));
    assert_eq!(unit("log.roll.hours"), Some(Unit::Hours));
    assert_eq!(unit("quota.window.size.seconds"), Some(Unit::Seconds));
    for key in ["num.partitions", "log.cleaner.io.max.bytes.per.second", "log.cleaner.io.buffer.size", "port"] {
        assert_eq!(settings_361().broker(key).and_then(Setting::unit), None, "{key}");
    }
}

#[test]
fn what_was_meant_is_found() {
    let broker = |key: &str| settings_361().nearest_broker(key);
    assert_eq!(broker("log.retention"), ["log.retention.ms", "log.retention.bytes", "log.retention.hours"]);
    assert_eq!(broker("num.partition")[0], "num.partitions");
    assert_eq!(broker("retention.ms")[0], "log.retention.ms");
    assert_eq!(settings_361().nearest_topic("log.segment.bytes")[0], "segment.bytes");
    assert_eq!(settings_361().nearest_topic("retension.ms")[0], "retention.ms");
    assert!(broker("colour").is_empty());
}
