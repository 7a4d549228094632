//! Tests of the language as a whole: what is accepted and refused, where faults point, and that nothing makes it panic.

mod corpus;
mod domain;
mod faults;
mod grouping;
mod hostile;
mod round_trip;
mod second_opinion;

/// Small seeded changes to texts, always the same ones.
struct Mutations(u64);

impl Mutations {
    fn below(&mut self, bound: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 >> 33).unwrap() % bound.max(1)
    }

    fn pick<'t>(&mut self, texts: &[&'t str]) -> &'t str {
        texts[self.below(texts.len())]
    }

    /// One of the texts, changed in one to three places.
    fn next(&mut self, texts: &[&str]) -> String {
        let mut chars: Vec<char> = self.pick(texts).chars().collect();
        for _ in 0..=self.below(3) {
            let at = self.below(chars.len() + 1);
            match self.below(6) {
                0 if at < chars.len() => drop(chars.remove(at)),
                1 => {
                    let end = (at + 1 + self.below(6)).min(chars.len());
                    chars.drain(at..end);
                }
                2 => {
                    let other: Vec<char> = self.pick(texts).chars().collect();
                    let start = self.below(other.len());
                    let end = (start + 1 + self.below(12)).min(other.len());
                    chars.splice(at..at, other[start..end].iter().copied());
                }
                _ => {
                    let word = self.pick(corpus::WORDS);
                    chars.splice(at..at, word.chars());
                }
            }
        }
        chars.into_iter().collect()
    }
}
