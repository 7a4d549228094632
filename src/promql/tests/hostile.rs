//! Nothing makes it panic, hang, or run out of stack.

use super::super::{Condition, LabelFlow, condition, needs, parse, parser, read, selectors};
use super::{Mutations, corpus};

/// Everything that walks over a tree.
fn use_all(text: &str) -> bool {
    let read = read(text);
    for fault in read.as_ref().err().into_iter().flatten() {
        assert!(text.get(fault.place.range()).is_some(), "{text:?}: {fault:?} points beside a character");
        assert!(!fault.headline.is_empty());
    }
    let Ok(expr) = read else { return false };
    let printed = expr.to_string();
    assert_eq!(super::round_trip::shape(&read_again(&printed)), super::round_trip::shape(&expr), "{text}");
    let _ = (needs(&expr), condition(&expr) == Condition::None, LabelFlow::of(&expr), selectors(&expr).len());
    true
}

fn read_again(printed: &str) -> super::super::Expr {
    read(printed).unwrap_or_else(|faults| panic!("{printed}: {faults:?}"))
}

#[test]
fn mutated_expressions_never_panic_and_valid_ones_print_as_they_read() {
    let all: Vec<&str> = corpus::VALID.iter().chain(corpus::INVALID).copied().collect();
    let mut mutations = Mutations(0x9e37_79b9_7f4a_7c15);
    let valid = (0..20_000).filter(|_| use_all(&mutations.next(&all))).count();
    // Enough of both kinds, or the mutations no longer try anything.
    assert!((1_000..15_000).contains(&valid), "{valid} of 20000 are valid");
}

/// Half the stack of a test's thread, in a build without optimisation.
fn on_a_small_stack(test: impl FnOnce() + Send + 'static) {
    std::thread::Builder::new().stack_size(1 << 20).spawn(test).unwrap().join().unwrap();
}

#[test]
fn deep_nesting_is_a_fault() {
    on_a_small_stack(|| {
        for (open, close) in
            [("(", ")"), ("-", ""), ("abs(", ")"), ("sum by (a) (", ")"), ("a ^ ", ""), ("a or (", ")")]
        {
            let nested = |levels: usize| format!("{}a{}", open.repeat(levels), close.repeat(levels));
            let deepest = parser::MAX_NESTING / 2 - 1;
            assert!(use_all(&nested(deepest)), "{open} {deepest} times");
            for levels in [parser::MAX_NESTING, 100_000] {
                let fault = parse(&nested(levels)).unwrap_err();
                assert!(fault.headline.contains("one within the other"), "{fault:?}");
            }
        }
        for inner in ["(".repeat(100_000), "-".repeat(100_000), "max_of(".repeat(100_000), "1^".repeat(100_000)] {
            assert!(parse(&format!("a[{inner}")).is_err());
            assert!(parse(&format!("a offset {inner}")).is_err());
        }
    });
}

#[test]
fn long_chains_are_read_up_to_a_limit() {
    on_a_small_stack(|| {
        let chain = |links: usize| format!("a{}", " or a{b=\"c\"}".repeat(links));
        assert!(use_all(&chain(parser::MAX_HEIGHT - 1)));
        let fault = parse(&chain(parser::MAX_HEIGHT)).unwrap_err();
        assert!(fault.headline.contains("one within the other"), "{fault:?}");
        assert!(parse(&chain(100_000)).is_err());
        assert!(parse(&format!("a[1{}]", "+1".repeat(100_000))).is_err());
        assert!(parse(&format!("a{}", "[5m:]".repeat(100_000))).is_err());
    });
}

#[test]
fn wide_lists_are_no_problem() {
    let topics: Vec<String> = (0..5_000).map(|n| format!("topic-{n}.events")).collect();
    let pattern = super::super::quote(&super::super::alternatives(&topics).unwrap());
    assert!(use_all(&format!("lag{{topic=~{pattern}}} > 5")));
    let arguments = ", \"source\"".repeat(5_000);
    assert!(use_all(&format!("label_join(a, \"b\", \"-\"{arguments})")));
}
