//! Listeners, who comes in by which, and what each may do there.

use super::{MINIMAL, complaints_of, model_of};
use crate::model::{Authentication, Model};

/// One complaint about what is added to the smallest spec: where, what, and what to write instead.
#[track_caller]
fn one(addition: &str, said: &str) {
    let complaints = complaints_of(addition);
    assert!(complaints.len() == 1 && complaints[0].contains(said), "{addition}: {complaints:#?}");
}

fn model(text: &str) -> Model {
    let (model, complaints, _) = model_of(text);
    model.unwrap_or_else(|| panic!("{complaints:?}"))
}

/// A listener of that type, encrypted, with more keys.
fn listener(kind: &str, keys: &str) -> String {
    format!("[cluster.listener.x]\nport = 9094\ntls = true\ntype = \"{kind}\"\n{keys}\n")
}

#[test]
fn each_type_takes_its_own_keys_only() {
    let hosts = "host = \"k.example.org\"\nbroker_hosts = \"k-{nodeId}.example.org\"\n";
    let keys = [
        ("host = \"k.example.org\"", "route ingress"),
        ("broker_hosts = \"k-{nodeId}.example.org\"", "route ingress"),
        ("gateways = [{ name = \"g\" }]", ""),
        ("node_port = 32100", "nodeport loadbalancer"),
        ("broker_node_ports = [1, 2, 3]", "nodeport loadbalancer"),
        ("source_ranges = [\"192.0.2.0/24\"]", "loadbalancer"),
        ("traffic_policy = \"local\"", "nodeport loadbalancer"),
        ("class = \"nginx\"", "ingress loadbalancer"),
        ("annotations = { a = \"b\" }", "nodeport loadbalancer route ingress cluster-ip"),
    ];
    for kind in ["internal", "cluster-ip", "nodeport", "loadbalancer", "route", "ingress"] {
        for (key, types) in keys {
            let name = key.split(' ').next().unwrap();
            let rest =
                if kind == "ingress" && !name.ends_with("host") && !name.ends_with("hosts") { hosts } else { "" };
            let rest = match (kind, name) {
                ("ingress", "host") => "broker_hosts = \"k-{nodeId}.example.org\"\n",
                ("ingress", "broker_hosts") => "host = \"k.example.org\"\n",
                _ => rest,
            };
            let addition = listener(kind, &format!("{rest}{key}"));
            if types.split(' ').any(|known| known == kind) {
                assert_eq!(complaints_of(&addition), Vec::<String>::new(), "{addition}");
            } else {
                one(&addition, &format!("a listener of type `{kind}` has no `{name}`"));
            }
        }
    }
    one(&listener("internal", "class = \"x\""), "write a `type` that has it: `ingress`, `loadbalancer`");
    // Releases before 1.1 have no gateways, so no type is advised.
    one(&listener("route", "gateways = [{ name = \"g\" }]"), "| leave it out");
}

#[test]
fn what_the_operator_would_refuse_of_a_listener_is_said_at_its_place() {
    let hosts = "host = \"k.example.org\"\nbroker_hosts = \"k-{nodeId}.example.org\"";
    for (addition, said) in [
        (
            listener("ingress", "broker_hosts = \"k-{nodeId}.example.org\""),
            "missing-key at [cluster.listener.x]: `host` is missing",
        ),
        (listener("ingress", "host = \"k.example.org\""), "`broker_hosts` is missing"),
        (
            listener("ingress", hosts).replace("true", "false"),
            "at false: a listener of type `ingress` must be encrypted",
        ),
        (listener("route", "").replace("true", "false"), "a listener of type `route` must be encrypted"),
        (listener("route", "host = \"k_1\""), "at \"k_1\": \"k_1\" is no host"),
        (listener("route", "broker_hosts = \"{nodeId}-{nodePodName}.example.org\""), "is no host | use a name"),
        (listener("route", "broker_hosts = \"k.example.org\""), "all 3 brokers have the same host"),
        (listener("nodeport", "broker_node_ports = [32101, 32102]"), "at 32101: 2 ports are written for 3 brokers"),
        (listener("nodeport", "node_port = 0"), "0 is no port"),
        (listener("nodeport", "node_port = 1\nbroker_node_ports = [2, 1, 3]"), "port 1 of the nodes is taken twice"),
        (listener("loadbalancer", "source_ranges = [\"192.0.2.1\"]"), "\"192.0.2.1\" is no network"),
        (listener("loadbalancer", "class = \"a b\""), "\"a b\" is no name for a class"),
        (listener("loadbalancer", "annotations = { \"a b\" = \"c\" }"), "\"a b\" is no name for an annotation"),
        (listener("internal", "authentication = {}"), "`sasl` is missing"),
        (
            listener("internal", "authentication = { sasl = true, config = { \"SSL.keystore.location\" = \"x\" } }"),
            "`SSL.keystore.location` belongs to the operator",
        ),
        (
            listener("internal", "authentication = \"tls\"").replace("tls = true", "tls = false"),
            "cannot show a certificate",
        ),
    ] {
        one(&addition, said);
    }
    let route = complaints_of(&listener("tlsroute", ""));
    let said = "unsupported-version at \"tlsroute\": Strimzi 0.39.0 has no listener of type `tlsroute` | write one that it has: \
                `internal`, `route`, `loadbalancer`, `nodeport`, `ingress`, `cluster-ip`";
    assert!(route.len() == 4 && route.iter().any(|one| one.contains(said)), "{route:#?}");
    // All of them at once.
    let all =
        complaints_of(&listener("internal", "host = \"?\"\nclass = \"?\"\nsource_ranges = [\"?\"]\nnode_port = 0"));
    assert_eq!(all.len(), 8, "{all:#?}");
}

#[test]
fn authorization_that_means_nothing_is_refused() {
    let tls = "[cluster.listener.tls]\nport = 9093\ntls = true\nauthentication = \"tls\"\n";
    let with = |keys: &str| format!("{tls}[cluster.authorization]\n{keys}\n");
    for (addition, said) in [
        ("[cluster.authorization]\ntype = \"simple\"\n".to_owned(), "no listener asks who a client is"),
        (with("type = \"custom\""), "`class` is missing"),
        (with("type = \"simple\"\nclass = \"x\""), "at \"x\": authorization of type `simple` has no `class`"),
        (with("type = \"simple\"\nacls = true"), "authorization of type `simple` has no `acls`"),
        (with("super_users = [\"a\"]"), "without authorization there are no super users"),
        (with("type = \"simple\"\nsuper_users = [\"User:a\"]"), "| write \"a\": `User:` is put before it"),
        (with("type = \"simple\"\nsuper_users = [\"a;User:b\"]"), "\"a;User:b\" is no name for a user"),
        (with("[cluster.entity_operator]\nusers = false\n[client.a]"), "at false: nobody would make the credentials"),
        (with("type = \"simple\"\n[client.a]\nlistener = \"plain\""), "at \"plain\": client `a` could do nothing"),
        (with("[client.a]\nlistener = \"tsl\""), "listener `tsl` is not declared | did you mean `tls`?"),
        ("[client.a]\nquotas = { request_percentage = 5 }\n".to_owned(), "quotas hold for users, and listener `plain`"),
        (with("[client.a]\nquotas = { request_percentage = 0 }"), "a quota of nothing stops the client"),
        (
            with("[client.a]\nquotas = { producer_byte_rate = \"2Gi\" }"),
            "2147483648 is more than the operator can read",
        ),
        (with("[client.a]\ntransactional_ids = [\" \"]"), "a transactional id without a name"),
        (
            with("type = \"simple\"\n[client.a]\nlistener = \"tls\"\ntransactional_ids = [\"*\"]"),
            "at \"*\": `*` stands for every name",
        ),
        (with(&format!("[client.{}]", "a".repeat(65))), "is too long for who comes by certificate"),
        (with("[client.orders-clients-ca]"), "\"orders-clients-ca\" is what the operator calls a Secret of its own"),
        (format!("[client.{}]\n", "a".repeat(243)), "is too long for a client's name | use at most 242 characters"),
    ] {
        one(&addition, said);
    }
}

#[test]
fn rights_are_listed_where_everybody_is_told_apart() {
    let of = |listeners: &str, more: &str| {
        let plain = "[cluster.listener.plain]\nport = 9092\ntls = false\n";
        let text = MINIMAL.replace(plain, listeners);
        let model = model(&format!("{text}{more}"));
        (model.cluster.authorization.is_on(), model.users.iter().map(|user| user.rights.is_some()).collect::<Vec<_>>())
    };
    let tls = "[cluster.listener.tls]\nport = 9093\ntls = true\nauthentication = \"tls\"\n";
    let scram = "[cluster.listener.scram]\nport = 9094\ntls = true\nauthentication = \"scram-sha-512\"\n";
    let own = "[cluster.listener.own]\nport = 9095\ntls = true\nauthentication = { sasl = true }\n";
    let open = "[cluster.listener.plain]\nport = 9092\ntls = false\n";
    let client = "[client.a]\n";
    assert_eq!(of(tls, client), (true, vec![true, true]));
    assert_eq!(of(&format!("{tls}{scram}"), client), (true, vec![true, true]));
    assert_eq!(of(&format!("{tls}{open}"), client), (false, vec![false]));
    assert_eq!(of(&format!("{own}{tls}"), client), (false, vec![false]));
    assert_eq!(of(tls, &format!("{client}[cluster.authorization]\ntype = \"none\"\n")), (false, vec![false, false]));
    let simple = "[cluster.authorization]\ntype = \"simple\"\n";
    // With rights on, tools come by the listener that asks; and who shows something of its own has a user for its rights.
    assert_eq!(of(&format!("{tls}{open}"), &format!("{client}{simple}")), (true, vec![true, true]));
    assert_eq!(of(own, &format!("{client}{simple}")), (true, vec![true]));
    let custom = "[cluster.authorization]\ntype = \"custom\"\nclass = \"x.Y\"\n";
    assert_eq!(of(tls, &format!("{client}{custom}")), (true, vec![false, false]));
    assert_eq!(of(tls, &format!("{client}{custom}acls = true\n")), (true, vec![true, true]));
    assert_eq!(of(open, client), (false, vec![]));
}

/// What each user may do, a line each: `name: resource name operations`.
fn rights(model: &Model) -> Vec<String> {
    let lines = model.users.iter().flat_map(|user| {
        user.rights.iter().flatten().map(move |right| {
            let operations: Vec<&str> = right.operations.iter().map(|operation| operation.word()).collect();
            let name = right.name.as_ref().map_or("-", |name| &name.value);
            format!("{}: {} {name} {}", user.principal(), right.resource.word(), operations.join("+"))
        })
    });
    lines.collect()
}

#[test]
fn a_client_may_do_what_it_does_and_no_more() {
    let text = MINIMAL.replace("port = 9092\ntls = false", "port = 9092\ntls = true\nauthentication = \"tls\"");
    let topics = "[topic_defaults]\npartitions = 1\nreplicas = 3\n[topic.a]\n[topic.b]\nname = \"B_1\"\n[topic.dlq]\n";
    let of = |client: &str| {
        let all = rights(&model(&format!("{text}{topics}[client.x]\n{client}\n")));
        let own = all.into_iter().filter_map(|line| line.strip_prefix("CN=x: ").map(str::to_owned));
        own.collect::<Vec<_>>()
    };
    for (client, expected) in [
        ("", vec![]),
        ("produces = [\"a\", \"a\"]", vec!["topic a Write+Describe"]),
        // By the name in Kafka, not by that of the table.
        ("produces = [\"b\"]", vec!["topic B_1 Write+Describe"]),
        ("consumes = [{ topic = \"a\", group = \"g\" }]", vec!["topic a Read+Describe", "group g Read"]),
        (
            "consumes = [{ topic = \"a\", group = \"g\", dead_letters = \"dlq\" }]",
            vec!["topic a Read+Describe", "topic dlq Write+Describe", "group g Read"],
        ),
        (
            "produces = [\"a\"]\nconsumes = [{ topic = \"a\", group = \"g\" }, { topic = \"b\", group = \"g\" }]",
            vec!["topic a Read+Write+Describe", "topic B_1 Read+Describe", "group g Read"],
        ),
        (
            "produces = [\"a\"]\ntransactional_ids = [\"x-0\", \"x-1\"]",
            vec!["topic a Write+Describe", "transactionalId x-0 Write+Describe", "transactionalId x-1 Write+Describe"],
        ),
        ("acks = \"0\"\nproduces = [\"a\"]", vec!["topic a Write+Describe"]),
    ] {
        assert_eq!(of(client), expected, "{client}");
    }
}

#[test]
fn people_have_a_user_for_their_tools_whose_name_nobody_else_has() {
    let text =
        MINIMAL.replace("port = 9092\ntls = false", "port = 9092\ntls = true\nauthentication = \"scram-sha-512\"");
    let model = model(&format!("{text}[client.operations]\n[client.operations-2]\n"));
    let user = model.user_for_people().unwrap();
    assert_eq!((user.name.value.as_str(), user.principal().as_str()), ("operations-3", "operations-3"));
    let of_people = rights(&model).into_iter().filter(|line| line.starts_with("operations-3: "));
    let expected = ["topic * All", "group * All", "transactionalId * All", "cluster - All"];
    assert_eq!(of_people.collect::<Vec<_>>(), expected.map(|right| format!("operations-3: {right}")));
    assert!(model_of(MINIMAL).0.unwrap().users.is_empty());
}

/// The listener of a client in namespace `hrms`, and who may reach that listener.
fn way_in(listeners: &str, client: &str) -> (String, Vec<String>) {
    let text = MINIMAL.replace("[cluster.listener.plain]\nport = 9092\ntls = false\n", listeners);
    let model = model(&format!("{text}[client.x]\nnamespace = \"hrms\"\n{client}\n"));
    let listener = model.listener_of(&model.clients[0]).unwrap();
    let peers = listener.allow_from.iter().map(|peer| peer.namespace.value.clone()).collect();
    (listener.name.value.clone(), peers)
}

#[test]
fn a_client_has_its_listener_and_its_namespace_is_let_in() {
    let plain = "[cluster.listener.plain]\nport = 9092\ntls = false\n";
    let tls = "[cluster.listener.tls]\nport = 9093\ntls = true\n";
    let asks = "[cluster.listener.asks]\nport = 9094\ntls = true\nauthentication = \"scram-sha-512\"\n";
    let other = "allow_from = [{ namespace = \"other\" }]\n";
    let pods = "allow_from = [{ namespace = \"hrms\", pods = { a = \"b\" } }]\n";
    let out = "[cluster.listener.out]\nport = 9095\ntls = true\ntype = \"nodeport\"\nauthentication = \"tls\"\n";
    for (listeners, client, name, peers) in [
        (format!("{tls}{plain}"), "", "plain", vec![]),
        (format!("{plain}{other}{tls}"), "", "tls", vec![]),
        (format!("{plain}{other}"), "", "plain", vec!["other", "kafka", "hrms"]),
        (format!("{plain}{pods}"), "", "plain", vec!["hrms", "kafka"]),
        (format!("{plain}{asks}{other}"), "", "asks", vec!["other", "kafka", "hrms"]),
        (format!("{asks}{other}{plain}{out}"), "", "asks", vec!["other", "kafka", "hrms"]),
        (format!("{out}{asks}"), "", "asks", vec![]),
        (format!("{asks}{plain}{other}"), "listener = \"plain\"", "plain", vec!["other", "kafka", "hrms"]),
    ] {
        let peers: Vec<String> = peers.into_iter().map(str::to_owned).collect();
        assert_eq!(way_in(&listeners, client), (name.to_owned(), peers), "{listeners}{client}");
    }
}

#[test]
fn a_trust_store_of_ones_own_is_for_releases_that_leave_it_alone() {
    let of = |release: &str, key: &str| {
        let text = MINIMAL.split("[cluster.zookeeper]").next().unwrap().replace("0.39.0", release);
        let own = format!("{{ sasl = false, config = {{ \"{key}\" = \"x\" }} }}");
        let listener = format!("[cluster.listener.own]\nport = 9092\ntls = true\nauthentication = {own}\n");
        let (_, complaints, _) = model_of(&format!("{text}{listener}"));
        complaints.into_iter().filter(|one| one.headline.contains("belongs to the operator")).count()
    };
    assert_eq!(of("0.45.2", "ssl.truststore.location"), 1);
    assert_eq!(of("1.2.0", "ssl.truststore.location"), 0);
    assert_eq!(of("1.2.0", "ssl.keystore.location"), 1);
}

#[test]
fn the_mechanism_of_a_way_of_ones_own_is_known_if_there_is_one() {
    let mechanism = |config: &str| {
        let own = format!("tls = true\nauthentication = {{ sasl = true, config = {{ {config} }} }}");
        let model = model(&MINIMAL.replace("tls = false", &own));
        let listener = &model.cluster.listeners[0];
        assert_eq!(listener.authentication.as_ref().unwrap().value, Authentication::Custom);
        listener.custom.as_ref().unwrap().mechanism().map(|mechanism| mechanism.value)
    };
    assert_eq!(mechanism("\"sasl.enabled.mechanisms\" = \"OAUTHBEARER\""), Some("OAUTHBEARER".to_owned()));
    assert_eq!(mechanism("\"sasl.enabled.mechanisms\" = [\"PLAIN\", \"OAUTHBEARER\"]"), None);
    assert_eq!(mechanism(""), None);
}
