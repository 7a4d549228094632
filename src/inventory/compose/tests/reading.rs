//! Files as people write them: anchors, merge keys, overrides, extended services, both writings of everything.

use super::*;

const ANCHORED: &str = r#"
version: '3.8'
x-kafka: &kafka
  image: confluentinc/cp-kafka:${TAG:-7.6.1}
  restart: unless-stopped
x-env: &env
  KAFKA_ZOOKEEPER_CONNECT: zookeeper:2181
  KAFKA_LISTENER_SECURITY_PROTOCOL_MAP: IN:PLAINTEXT,OUT:PLAINTEXT
  KAFKA_INTER_BROKER_LISTENER_NAME: IN
services:
  zookeeper:
    image: confluentinc/cp-zookeeper:7.6.1
    environment: [ZOOKEEPER_CLIENT_PORT=2181, "ZOOKEEPER_TICK_TIME=2000"]
  kafka1:
    <<: *kafka
    depends_on: [zookeeper]
    ports:
      - 9092:9092
    environment:
      <<: [*env]
      KAFKA_BROKER_ID: 1
      KAFKA_ADVERTISED_LISTENERS: IN://kafka1:19092,OUT://localhost:9092
  kafka2:
    <<: *kafka
    ports: ["9093:9093"]
    environment:
      <<: *env
      KAFKA_BROKER_ID: 2
      KAFKA_ADVERTISED_LISTENERS: IN://kafka2:19092,OUT://localhost:9093
  kafka3:
    <<: *kafka
    ports:
      - { target: 9094, published: "9094" }
    environment:
      <<: *env
      KAFKA_BROKER_ID: 3
      KAFKA_ADVERTISED_LISTENERS: IN://kafka3:19092,OUT://localhost:9094
"#;

#[test]
fn anchors_and_merge_keys_are_followed() {
    with_stacks(&[("compose.yaml", ANCHORED)], |stacks, faults| {
        assert_eq!(faults, [""; 0]);
        let [stack] = stacks else { panic!("{} stacks", stacks.len()) };
        assert_eq!(stack.services.len(), 4);
        assert_eq!(stack.brokers.len(), 3);
        let kafka = &stack.brokers[1];
        assert!(kafka.kafka.unwrap().starts_with("3.6."));
        assert_eq!(kafka.mode, Mode::ZooKeeper);
        assert_eq!(kafka.node_id.unwrap().0, 2);
        let set = kafka.set("inter.broker.listener.name").unwrap();
        assert_eq!(
            (set.value.as_str(), set.node.path().to_string()),
            ("IN", "x-env.KAFKA_INTER_BROKER_LISTENER_NAME".to_owned())
        );
        let ports: Vec<_> = kafka
            .listeners
            .iter()
            .map(|listener| (listener.name.as_str(), listener.host.as_str(), listener.port))
            .collect();
        assert_eq!(ports, [("IN", "0.0.0.0", Some(19092)), ("OUT", "0.0.0.0", Some(9093))]);
        assert_eq!(stack.services[3].ports[0].leads_to(9094), Some(Some(9094)));
    });
}

#[test]
fn a_merged_map_gives_way_to_what_is_written() {
    let text = "services:\n  a:\n    image: x:1\n    environment:\n      A: own\n      <<: [*one, *two]\nx-one: &one {A: 1, B: 1}\n";
    let text =
        format!("x-two: &two {{B: 2, C: 2}}\nx-uno: &one {{A: 1, B: 1}}\n{}", text.split("x-one").next().unwrap());
    with_stacks(&[("compose.yaml", &text)], |stacks, faults| {
        assert_eq!(faults, [""; 0]);
        let env = &stacks[0].services[0].env;
        let values: Vec<_> = ["A", "B", "C"].iter().map(|name| env.value(name).unwrap()).collect();
        assert_eq!(values, ["own", "1", "2"]);
    });
}

#[test]
fn what_compose_refuses_too_is_still_a_fault() {
    let start = |text: &str| with_stacks(&[("compose.yaml", text)], |_, faults| faults);
    assert!(start("services:\n  a: *nobody\n")[0].starts_with("bundle/alias"));
    assert!(start("services:\n  a: &a\n    image: x:1\n    environment: *a\n")[0].starts_with("bundle/alias"));
    assert!(start("services:\n  a:\n    <<: text\n")[0].starts_with("bundle/merge-key"));
    // An object of Kubernetes with services is none for Compose.
    assert_eq!(start("kind: X\nservices: {b: !reset []}\n").len(), 1);
    assert_eq!(start("services:\n  a:\n    ports: !reset []\n").len(), 0);
}

#[test]
fn few_aliases_for_very_much_take_no_time() {
    let mut text = "x-a0: &a0 {k: v}\n".to_owned();
    for at in 1..200 {
        let before = at - 1;
        let line = format!("x-a{at}: &a{at} {{<<: [*a{before}, *a{before}, *a{before}], k{at}: *a{before}}}\n");
        text.push_str(&line);
    }
    text += "services:\n";
    for at in 0..400 {
        let line = format!("  s{at}: {{image: 'x:1', environment: *a199, <<: *a199}}\n");
        text.push_str(&line);
    }
    with_stacks(&[("compose.yaml", &text)], |stacks, faults| {
        assert_eq!(faults, [""; 0]);
        assert!(stacks[0].crowded, "{} services were read", stacks[0].services.len());
    });
}

#[test]
fn an_override_lies_on_its_base_and_others_stand_alone() {
    let base = "services:\n  kafka: {image: 'apache/kafka:4.1.1', ports: ['9092:9092'], environment: {KAFKA_A: x, KAFKA_B: y}}\n";
    let over = "services:\n  kafka: {image: 'apache/kafka:4.0.0', ports: ['9093:9093'], environment: [KAFKA_B=z]}\n";
    let files = [
        ("a/docker-compose.yml", base),
        ("a/docker-compose.override.yml", over),
        ("a/other.yml", base),
        ("b/compose.override.yaml", over),
    ];
    with_stacks(&files, |stacks, _| {
        assert_eq!(stacks.len(), 3);
        let kafka = &stacks[0].services[0];
        assert_eq!(kafka.image.as_ref().unwrap().text, "apache/kafka:4.0.0");
        assert_eq!(kafka.ports.len(), 2);
        assert_eq!((kafka.env.value("KAFKA_A"), kafka.env.value("KAFKA_B")), (Some("x"), Some("z")));
        assert_eq!(stacks[1].neighbours, ["kafka", "kafka"]);
        assert_eq!(stacks[2].neighbours, [""; 0]);
    });
}

#[test]
fn services_extend_others() {
    let base = "services:\n  base: {image: 'confluentinc/cp-kafka:7.6.1', environment: {A: 1}}\n";
    let text = "services:\n  one: {extends: {file: ./base.yml, service: base}, environment: {B: 2}}\n  two: {extends: {file: gone.yml, service: base}}\n  three: {extends: one}\n  four: {extends: four}\n";
    with_stacks(&[("x/compose.yml", text), ("x/base.yml", base)], |stacks, _| {
        let [one, two, three, four] = stacks[0].services.as_slice() else { panic!() };
        assert_eq!((one.env.value("A"), one.env.value("B"), one.partly), (Some("1"), Some("2"), false));
        assert_eq!(three.image.as_ref().unwrap().tag.as_deref(), Some("7.6.1"));
        assert!(two.partly && four.partly && !three.partly);
    });
}

#[test]
fn images_ports_and_volumes_are_taken_apart() {
    let text = "services:\n  a:\n    image: reg.example.org:5000/mirror/confluentinc/cp-kafka:7.6.1@sha256:00\n    ports: ['127.0.0.1:9000-9001:9000-9001/udp', 80, '${P}:1', ':x']\n    volumes: ['C:\\d:/e', '~/x:/y:ro', 'vol:/z/', /only]\n";
    with_stacks(&[("compose.yml", text)], |stacks, _| {
        let service = &stacks[0].services[0];
        let image = service.image.as_ref().unwrap();
        assert_eq!(
            (image.name.as_str(), image.tag.as_deref(), image.pinned),
            ("mirror/confluentinc/cp-kafka", Some("7.6.1"), true)
        );
        assert_eq!(image.family.unwrap().name, "confluent");
        let [range, alone, hole, odd] = service.ports.as_slice() else { panic!() };
        assert_eq!(
            (range.address.as_deref(), range.host.clone(), range.udp),
            (Some("127.0.0.1"), Some(9000..=9001), true)
        );
        assert_eq!((alone.host.clone(), alone.container.clone(), alone.known), (None, Some(80..=80), true));
        assert!(!hole.known && !hole.odd && odd.odd);
        let mounts: Vec<_> = service.mounts.iter().map(|mount| (mount.source.clone(), mount.target.as_str())).collect();
        assert_eq!(
            mounts,
            [
                (Source::Bind("C:\\d".to_owned()), "/e"),
                (Source::Bind("~/x".to_owned()), "/y"),
                (Source::Named("vol".to_owned()), "/z"),
                (Source::Anonymous, "/only")
            ]
        );
    });
}

#[test]
fn topics_that_are_created_are_known() {
    with_stacks(&[("compose.yml", SAMPLE)], |stacks, _| {
        let topics: Vec<_> = stacks[0]
            .topics
            .iter()
            .map(|topic| (topic.name.as_deref().unwrap(), topic.partitions, topic.settings.len()))
            .collect();
        assert_eq!(
            topics,
            [
                ("notification-queue", Some(3), 6),
                ("audit-queue", Some(5), 6),
                ("notification-dlq", Some(1), 6),
                ("audit-dlq", Some(1), 6)
            ]
        );
    });
    let text = "services:\n  init:\n    image: confluentinc/cp-kafka:7.6.1\n    command: \"bash -c 'cub kafka-ready -b kafka:9092 1 30 && kafka-topics --create --topic a.b --partitions 3 --replication-factor 2 --config x=y --bootstrap-server kafka:9092'\"\n  w: {image: 'wurstmeister/kafka:2', environment: {KAFKA_CREATE_TOPICS: 'x:1:1,y:2:3:compact', KAFKA_ZOOKEEPER_CONNECT: 'z:2181'}}\n";
    with_stacks(&[("compose.yml", text)], |stacks, _| {
        let topics: Vec<_> = stacks[0]
            .topics
            .iter()
            .map(|topic| (topic.name.as_deref().unwrap(), topic.partitions, topic.factor, topic.settings.len()))
            .collect();
        assert_eq!(topics, [("a.b", Some(3), Some(2), 1), ("x", Some(1), Some(1), 0), ("y", Some(2), Some(3), 0)]);
        assert_eq!(stacks[0].brokers.len(), 1, "who only creates topics is no broker");
    });
}
