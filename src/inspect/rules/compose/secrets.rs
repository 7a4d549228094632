//! Is a secret written where everybody can read it?

use crate::bundle::Node;
use crate::inspect::{Check, Example, Offence, Out, Rule, World};
use crate::inventory::compose::{Service, Stack, is_known};

const PASSWORD: Offence = Offence::info("compose/password-in-clear", "a password stands in the file")
    .why(
        "Whoever can read the repository has it, also after it was changed there. That is fine for one that \
         opens nothing but this stack.",
    )
    .write("`${NAME}` with the value in a file `.env` outside of the repository; or `secrets`")
    .security()
    .source("Compose Specification, `secrets` and interpolation");

pub(super) const RULE: Rule = Rule {
    offences: &[&PASSWORD],
    check: Check::Service(check),
    examples: &[
        Example::new(
            "written out",
            "services:
  page:
    image: kafbat/kafka-ui:v1.5.0
    environment:
      SPRING_SECURITY_USER_PASSWORD: hunter2 # <- compose/password-in-clear
      KAFKA_CLUSTERS_0_PROPERTIES_SASL_JAAS_CONFIG: 'x required username=\"a\" password=\"b\";' # <- compose/password-in-clear
",
        ),
        Example::new(
            "from outside, from a file",
            "services:
  page:
    image: kafbat/kafka-ui:v1.5.0
    environment:
      SPRING_SECURITY_USER_PASSWORD: ${PASSWORD}
      OTHER_PASSWORD: ${OTHER:-}
      POSTGRES_PASSWORD_FILE: /run/secrets/postgres
      EMPTY_PASSWORD: ''
",
        ),
    ],
};

fn check(_: &World<'_>, _: &Stack<'_>, service: &Service<'_>, out: &mut Out) {
    let mut seen: Vec<Node<'_>> = Vec::new();
    for variable in &service.env.variables {
        let Some(value) = variable.value.as_deref().filter(|value| !value.is_empty()) else { continue };
        let name = variable.name.to_uppercase();
        let named =
            ["PASSWORD", "PASSWD", "SECRET_KEY", "ACCESS_TOKEN", "API_KEY"].iter().any(|word| name.ends_with(word));
        let inside = value.contains("password=\"") || value.contains("password='");
        // What comes from outside, or is the name of a file, is no secret.
        let written = is_known(value) && !variable.node.text().contains("${") && !value.starts_with('/');
        if (named || inside) && written && !seen.iter().any(|node| node.span() == variable.node.span()) {
            seen.push(variable.node);
            out.raise(&PASSWORD, variable.node, format!("the password in `{}` stands in the file", variable.name))
                .help("write `${NAME}`, and its value into `.env` outside of the repository");
        }
    }
}
