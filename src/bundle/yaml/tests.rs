//! Holds the quick reader to the full one.

use super::arena::Arena;
use super::{cut, events, fast};
use crate::diag::Span;
use std::io::Write as _;
use std::path::Path;

/// What people and tools write, and what looks like it.
const TEXTS: &[&str] = &[
    "apiVersion: v1\nkind: Service\nmetadata:\n  name: a\n  labels: { strimzi.io/cluster: b, \"on\": 'it''s' }\nspec:\n  ports:\n  - port: 1\n    name: x\n  - port: 2\n",
    "# head\n---\n# more\nkind: List\nitems:\n  - a: 1\n    b:\n    - - x\n      - y\n    -\n    - k: v\n  # between\n  - c:\nlast: [1, [2, 'x y'], {a: b}]\n",
    "a: |\n  one\n   two\n\n  three\n\n\nb: |-\n  x: # not a comment\n# comment\nc: |\n    deep\n  # no man's land\n",
    "- a: |\n    text\n  b: 1\n- |\n  text\n- key:\n  - |-\n    x\n  -\n",
    "a: http://x:80/y#z # comment\nb: -1\nc: --flag=x\nd: .5\ne: a #b\nf: a#b\ng: (x) = [y]\nh: <<\ni: ~\nj: 'a: b'\n",
    "a: {{ .Values.x }}\n",
    "a:\n- b\n- c\nd:\n  - e\n  f: g\n",
    "a:\r\n  b: 1\r\n  c: |\r\n    x\r\n    y\r\nd: [a, b]\r\n",
    "summary: Größe — 5 °C\n\"ключ\": 'значение'\nb: 日本\n",
    "a: 1\na: 2\n",
    "on: 1\n1: 2\n",
    "a: b\n  c\nd: e: f\n",
    "a: x\n b: y\n",
    "a: \"x\\n\"\nb: \"\"\nc: ''\nd: []\ne: {}\n",
    "- - - a\n    - b\n  - c\n- d\n",
    "---\na: 1\n...\n",
    "a: [b, c]: d\n",
    "'a': 1\n\"b\":\n  'c': {'d': e, \"f\": g}\n",
    "a: |\n\n  x\nb: |+\n  y\n\nc: >-\n  z\n  w\n",
    "a: |\n  x",
    "a: {b: 1, c: 2, d: 3, e: 4, f: 5, g: 6, h: 7, i: 8, j: 9, k: 10, l: 11, m: 12, n_: 13, o_: 14, p: 15, q: 16, r: 17, s: 18, b: 19}\n",
    "a:   \n  - b   \n  -   c   # d\n  -   # e\n    f: g\n",
];

/// Every tree as text: kind, style, place, text, where its next sibling is.
fn show(arena: &Arena, document: &str) -> Vec<String> {
    let line = |number| {
        let cell = arena.cell(number);
        let text = arena.text(number, document);
        format!("{:?} {:?} {}..{} {text:?} then {}", cell.kind, cell.style, cell.start, cell.end, arena.after(number))
    };
    (0..arena.upcoming()).map(line).collect()
}

/// Whether the quick reader takes a document; panics if the full one would have said something else.
fn compare(document: &str) -> bool {
    let mut quick = Arena::default();
    if fast::read(document, &mut quick, &mut Vec::new()).is_none() {
        return false;
    }
    let (mut full, mut faults) = (Arena::default(), Vec::new());
    let place = Span::new(0, u32::try_from(document.len()).unwrap());
    let roots = events::read(document, place, &mut full, &mut faults);
    assert_eq!(faults, [], "the full reader refuses {document:?}");
    assert_eq!(roots, Some(vec![0]), "{document:?}");
    let (quick, full) = (show(&quick, document), show(&full, document));
    let difference = quick.iter().zip(&full).find(|(quick, full)| quick != full);
    assert_eq!(difference, None, "{document:?}");
    assert_eq!(quick.len(), full.len(), "{document:?}");
    true
}

#[expect(clippy::disallowed_methods, reason = "the one test that looks for real files")]
fn yaml_files(folder: &Path, found: &mut Vec<String>) {
    let Ok(entries) = std::fs::read_dir(folder) else { return };
    let mut paths: Vec<_> = entries.map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    for path in paths {
        if path.is_dir() {
            yaml_files(&path, found);
        } else if path.extension().is_some_and(|end| end == "yaml" || end == "yml") {
            found.extend(std::fs::read_to_string(path));
        }
    }
}

fn documents(texts: &[String]) -> Vec<&str> {
    texts.iter().flat_map(|text| cut(text).into_iter().map(|range| text.get(range).unwrap())).collect()
}

fn own_texts() -> Vec<String> {
    TEXTS.iter().map(|&text| text.to_owned()).collect()
}

/// Marsaglia's xorshift: the same numbers on every machine.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % limit as u64).unwrap()
    }
}

#[test]
fn quick_and_full_agree_on_what_people_write() {
    let texts = own_texts();
    let quick = documents(&texts).into_iter().filter(|document| compare(document)).count();
    assert!(quick >= 9, "only {quick} were read quickly: the comparison compares little");
}

#[test]
fn keys_that_are_too_long_are_left_to_the_full_reader() {
    assert!(compare(&format!("{}: 1\n", "k".repeat(900))));
    assert!(!compare(&format!("{}: 1\n", "k".repeat(1100))));
    assert!(!compare(&format!("a: {{\"{}\": 1}}\n", "k".repeat(1100))));
}

#[test]
fn quick_and_full_agree_on_real_files() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared");
    let mut texts = Vec::new();
    yaml_files(&folder, &mut texts);
    if texts.is_empty() {
        let _ = writeln!(std::io::stderr(), "not tested on real files: there are no YAML files in ../shared");
        return;
    }
    let documents = documents(&texts);
    let quick = documents.iter().filter(|document| compare(document)).count();
    assert!(quick * 2 > documents.len(), "only {quick} of {} were read quickly", documents.len());
}

#[test]
fn quick_and_full_agree_on_damaged_texts() {
    const TOKENS: &[&str] = &[
        " ", "  ", "\n", "\n\n", "\r\n", "\r", "\t", ":", ": ", "- ", "-", "- - ", "#", " #", "\"", "'", "''", "\\",
        "|", "|-", ">", "[", "]", "{", "}", ",", "&a", "*a", "!", "? ", "<<: ", "%", "@", "`", "---", "---\n", "...\n",
        "~", "null", "on", "é", "\u{85}", "\u{a0}", "\u{2028}", "\u{feff}", "\0", "x: y", "a", "=",
    ];
    let mut texts = own_texts();
    yaml_files(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/tools"), &mut texts);
    let small: Vec<&str> = documents(&texts).into_iter().filter(|document| document.len() < 1500).collect();
    let mut numbers = Numbers(0x9e37_79b9_7f4a_7c15);
    let mut quick = 0;
    for _ in 0..20_000 {
        let mut mutant = small[numbers.below(small.len())].to_owned();
        for _ in 0..=numbers.below(4) {
            let place = numbers.below(mutant.len() + 1);
            let place = (0..=place).rev().find(|&place| mutant.is_char_boundary(place)).unwrap();
            if numbers.below(3) == 0 && place < mutant.len() {
                mutant.remove(place);
            } else {
                mutant.insert_str(place, TOKENS[numbers.below(TOKENS.len())]);
            }
        }
        let whole = [mutant];
        quick += documents(&whole).into_iter().filter(|document| compare(document)).count();
    }
    assert!(quick > 2_000, "only {quick} mutants were read quickly: the comparison compares little");
}
