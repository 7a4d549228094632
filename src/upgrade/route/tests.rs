//! Ways between all releases, held against the facts one by one.

use super::*;
use std::collections::{BTreeSet, VecDeque};

fn release(version: &str) -> &'static Release {
    catalog::release(version).unwrap()
}

fn standing(release: &'static Release, kafka: &str, mode: Mode) -> Standing {
    Standing { kafka: release.kafka(kafka).unwrap(), mode }
}

fn way(from: &str, kafka: &str, mode: Mode, to: &str) -> Result<Vec<Stop>, NoWay> {
    let from = release(from);
    route(from, standing(from, kafka, mode), release(to))
}

/// `0.42.0 3.7.1`, with `kraft` where the cluster is moved.
fn shown(stops: &[Stop]) -> Vec<String> {
    let moved = |stop: &Stop| if stop.arrives.mode == stop.leaves.mode { "" } else { " kraft" };
    stops.iter().map(|stop| format!("{} {}{}", stop.release.version, stop.leaves.kafka.version, moved(stop))).collect()
}

fn all() -> Vec<&'static Release> {
    catalog::releases().iter().map(|version| release(version)).collect()
}

#[test]
fn the_way_from_the_oldest_to_the_newest() {
    let stops = way("0.39.0", "3.6.1", Mode::ZooKeeper, "1.2.0").unwrap();
    let expected = [
        "0.39.0 3.6.1",
        "0.42.0 3.7.1",
        "0.44.0 3.8.0",
        "0.45.2 3.9.1 kraft",
        "0.47.0 4.0.0",
        "0.50.1 4.1.1",
        "1.0.1 4.2.0",
        "1.2.0 4.3.1",
    ];
    assert_eq!(shown(&stops), expected);
}

#[test]
fn a_patch_that_nobody_later_knows_is_left_and_not_taken() {
    let from = |kafka: &str| shown(&way("0.45.2", kafka, Mode::Kraft, "0.48.0").unwrap());
    assert_eq!(from("3.9.2"), ["0.45.2 3.9.1", "0.47.0 4.0.0", "0.48.0 4.1.0"]);
    let to = |to: &str| shown(&way("0.44.0", "3.8.0", Mode::ZooKeeper, to).unwrap()).pop().unwrap();
    assert_eq!([to("0.45.2"), to("0.45.1"), to("0.45.0")], ["0.45.2 3.9.1", "0.45.1 3.9.1", "0.45.0 3.9.0"]);
    // Who is there already is not sent back.
    assert_eq!(shown(&way("0.45.2", "3.9.2", Mode::ZooKeeper, "0.45.2").unwrap()), ["0.45.2 3.9.2"]);
    let ends: Vec<String> = all()
        .iter()
        .flat_map(|release| {
            let dead = release.kafka_versions.versions.iter().filter(|kafka| is_dead_end(release, kafka));
            dead.map(|kafka| format!("{} {}", release.version, kafka.version)).collect::<Vec<_>>()
        })
        .collect();
    let patches = ["0.45.2 3.9.2", "1.0.1 4.1.2"];
    assert!(patches.iter().all(|patch| ends.iter().any(|end| end == patch)), "{ends:?}");
}

#[test]
fn what_need_not_change_on_the_way_stays() {
    let stops = way("0.42.0", "3.7.0", Mode::ZooKeeper, "0.45.0").unwrap();
    assert_eq!(shown(&stops), ["0.42.0 3.7.0", "0.44.0 3.8.0", "0.45.0 3.9.0"]);
}

#[test]
fn a_preview_cannot_be_left() {
    let no_way = way("0.39.0", "3.6.1", Mode::Kraft, "0.40.0").unwrap_err();
    assert!(no_way.furthest.is_none());
}

/// Whether every step of a way is one that the facts allow; judged anew, without what the search uses.
fn broken(stops: &[Stop]) -> Option<String> {
    for stop in stops {
        let Stop { release, arrives, leaves } = stop;
        for standing in [arrives, leaves] {
            release.kafka(&standing.kafka.version)?;
            let runs = match standing.mode {
                Mode::ZooKeeper => release.components.iter().any(|it| it.kind_of_component == "zookeeper"),
                Mode::Kraft => release.version != "0.39.0",
            };
            if !runs {
                return Some(format!("{} does not run {standing:?}", release.version));
            }
        }
        if !release.knows(&arrives.kafka.version) {
            return Some(format!("{} has not heard of {}", release.version, arrives.kafka.version));
        }
        if arrives.mode != leaves.mode {
            let old = ["3.5.", "3.6."];
            let is_old = |kafka: &str| old.iter().any(|line| kafka.starts_with(line));
            if arrives.mode == Mode::Kraft || (is_old(&arrives.kafka.version) && is_old(&leaves.kafka.version)) {
                return Some(format!("{} cannot move {arrives:?}", release.version));
            }
        }
    }
    for pair in stops.windows(2) {
        let served = |stop: &Stop| -> BTreeSet<String> {
            stop.release.resource("Kafka").unwrap().served.iter().cloned().collect()
        };
        if pair[0].leaves != pair[1].arrives || served(&pair[0]).is_disjoint(&served(&pair[1])) {
            return Some(format!("{} does not lead to {}", pair[0].release.version, pair[1].release.version));
        }
    }
    None
}

/// The least number of stops, by trying everything step by step.
fn least(from: &'static Release, start: Standing, to: &'static Release) -> Option<usize> {
    let all = all();
    let place = |release: &Release| all.iter().position(|known| known.version == release.version).unwrap();
    let mut open = VecDeque::from([(place(from), start, 0)]);
    let mut seen = BTreeSet::new();
    while let Some((at, standing, stops)) = open.pop_front() {
        if !seen.insert((at, standing.kafka.version.clone(), standing.mode == Mode::Kraft)) {
            continue;
        }
        if at == place(to) {
            return Some(stops);
        }
        let release = all[at];
        let own = &release.kafka_versions.versions;
        let now = own.iter().position(|kafka| kafka.version == standing.kafka.version).unwrap();
        // What costs no stop is looked at before what costs one.
        for (index, kafka) in own.iter().enumerate() {
            let same = kafka.metadata == standing.kafka.metadata && kafka.protocol == standing.kafka.protocol;
            if index >= now || same {
                open.push_front((at, Standing { kafka, mode: standing.mode }, stops));
            }
        }
        if standing.mode == Mode::ZooKeeper && release.migrates(&standing.kafka.version) {
            open.push_front((at, Standing { mode: Mode::Kraft, ..standing }, stops));
        }
        for (next, following) in all.iter().enumerate().take(place(to) + 1).skip(at + 1) {
            let stop = |release, standing| Stop { release, arrives: standing, leaves: standing };
            if let Some(kafka) = following.kafka(&standing.kafka.version) {
                let arrives = Standing { kafka, mode: standing.mode };
                if broken(&[stop(release, standing), stop(following, arrives)]).is_none() {
                    open.push_back((next, arrives, stops + 1));
                }
            }
        }
    }
    None
}

#[test]
fn every_way_is_allowed_and_the_shortest_and_none_is_missing() {
    let (all, mut ways) = (all(), 0);
    for (at, from) in all.iter().enumerate() {
        for to in &all[at..] {
            for kafka in &from.kafka_versions.versions {
                for mode in [Mode::ZooKeeper, Mode::Kraft] {
                    let start = Standing { kafka, mode };
                    let case = format!("{} {} {mode:?} to {}", from.version, kafka.version, to.version);
                    let possible = runs(from, mode).then(|| least(from, start, to)).flatten();
                    match (route(from, start, to), possible) {
                        (Ok(stops), Some(fewest)) => {
                            assert_eq!(broken(&stops), None, "{case}: {:?}", shown(&stops));
                            assert_eq!(stops.len() - 1, fewest, "{case}: {:?}", shown(&stops));
                            assert_eq!(stops[0].arrives, start, "{case}");
                            ways += 1;
                        }
                        (Err(_), None) => {}
                        (Ok(stops), None) => assert!(!runs(from, mode), "{case}: {:?}", shown(&stops)),
                        (Err(_), Some(_)) => panic!("{case}: a way was not found"),
                    }
                }
            }
        }
    }
    assert!(ways > 1_000, "only {ways} ways");
}

#[test]
fn a_way_to_a_release_without_zookeeper_moves_the_cluster_once_and_late() {
    for from in all().into_iter().filter(|release| runs(release, Mode::ZooKeeper)) {
        let start = Standing { kafka: from.kafka(from.default_kafka()).unwrap(), mode: Mode::ZooKeeper };
        let stops = route(from, start, release("1.2.0")).unwrap();
        let moved: Vec<usize> =
            (0..stops.len()).filter(|at| stops[*at].arrives.mode != stops[*at].leaves.mode).collect();
        assert_eq!(moved.len(), 1, "{}", from.version);
        // The operator after it has no ZooKeeper.
        assert!(!runs(stops[moved[0] + 1].release, Mode::ZooKeeper), "{}", from.version);
    }
}
