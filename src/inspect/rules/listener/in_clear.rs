//! Do credentials cross the network in clear text?

use crate::bundle::Node;
use crate::inspect::{Check, Example, Level, Offence, Out, Rule, World};
use crate::inventory::{Cluster, Listener};

const TOKEN: Offence =
    Offence::error("listener/credentials-in-clear", "whoever listens on the network can use the clients' credentials")
        .in_development(Level::Warning)
        .security()
        .why(
            "Tokens of OAuth and passwords of the mechanism `PLAIN` are sent as they are. Without TLS one packet is \
             enough to be that client.",
        )
        .write("`tls: true`")
        .source("RFC 7628, RFC 4616; strimzi, `KafkaListenerAuthenticationOAuth`");

const SCRAM: Offence = Offence::warning(
    "listener/scram-in-clear",
    "passwords are not sent, but records are readable and guesses can be tried",
)
.in_development(Level::Info)
.security()
.why(
    "SCRAM proves a password without sending it; without TLS whoever listens sees all records, can try guesses \
     against the exchange at leisure, and can take over the connection once it is proven.",
)
.write("`tls: true`")
.source("RFC 5802, section 9; apache/kafka, docs of SASL/SCRAM");

pub(super) const RULE: Rule = Rule {
    offences: &[&TOKEN, &SCRAM],
    check: Check::Listener(check),
    examples: &[
        Example::new(
            "a password, a token, a proof",
            "# strimzi: 0.45.2
apiVersion: kafka.strimzi.io/v1beta2
kind: Kafka
metadata: { name: shop }
spec:
  kafka:
    replicas: 3
    listeners:
      - name: scram
        port: 9092
        type: internal
        tls: false # <- listener/scram-in-clear
        authentication: { type: scram-sha-512 }
      - name: token
        port: 9095
        type: internal
        tls: false # <- listener/credentials-in-clear
        authentication: { type: oauth }
      - name: password
        port: 9096
        type: internal
        tls: false # <- listener/credentials-in-clear
        authentication:
          type: custom
          sasl: true
          listenerConfig: { sasl.enabled.mechanisms: PLAIN }
",
        ),
        Example::new(
            "encrypted, or nothing to steal",
            "apiVersion: kafka.strimzi.io/v1beta2
kind: Kafka
metadata: { name: shop }
spec:
  kafka:
    replicas: 3
    listeners:
      - { name: plain, port: 9092, type: internal, tls: false }
      - { name: scram, port: 9093, type: internal, tls: true, authentication: { type: scram-sha-512 } }
",
        ),
    ],
};

fn check(_: &World<'_>, cluster: &Cluster<'_>, listener: &Listener<'_>, out: &mut Out) {
    let (Some(tls), Some(authentication)) = (listener.tls.filter(|tls| !tls.value), listener.authentication) else {
        return;
    };
    let mechanisms = listener.node.at(["authentication", "listenerConfig", "sasl.enabled.mechanisms"]);
    let mechanisms = mechanisms.and_then(Node::as_text).unwrap_or_default().to_ascii_uppercase();
    let sends = |word: &str| mechanisms.split(',').any(|mechanism| mechanism.trim() == word);
    let what = match authentication.value {
        "oauth" => "tokens",
        "custom" if sends("OAUTHBEARER") => "tokens",
        "custom" if sends("PLAIN") => "passwords",
        "scram-sha-512" => {
            // From outside it is said to be in clear anyhow.
            if listener.is_internal() {
                let headline = format!(
                    "records of listener `{}` can be read, and passwords guessed from what is seen",
                    listener.name
                );
                out.raise(&SCRAM, tls, headline)
                    .label("not encrypted")
                    .because(authentication, "clients prove a password")
                    .help("write `tls: true`; clients then need the cluster's certificate")
                    .unsafe_fix("true");
            }
            return;
        }
        _ => return,
    };
    let headline =
        format!("whoever listens takes the clients' {what} from listener `{}` of `{}`", listener.name, cluster.name);
    out.raise(&TOKEN, tls, headline)
        .label(format!("{what} in clear text"))
        .because(authentication, "clients send them as they are")
        .help("write `tls: true`; clients then need the cluster's certificate")
        .unsafe_fix("true");
}
