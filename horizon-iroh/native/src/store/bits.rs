//! A bit for each group of a record, page by page as they are noted: a page that nobody touched takes no memory.

use std::{collections::BTreeMap, ops::Range};

const WORD: u64 = 64;

/// Bits by number, in pages of so many words, the lowest bit of a word first.
pub struct Bits {
    words: usize,
    /// What the bits of a page are that is not there.
    rest: bool,
    pages: BTreeMap<u64, Box<[u64]>>,
}

impl Bits {
    /// None of them is set.
    pub fn none(words: usize) -> Self {
        Self::filled(words, false)
    }

    /// All of them are set.
    pub fn all(words: usize) -> Self {
        Self::filled(words, true)
    }

    fn filled(words: usize, rest: bool) -> Self {
        Self {
            words,
            rest,
            pages: BTreeMap::new(),
        }
    }

    /// Whether a bit is set.
    pub fn has(&self, index: u64) -> bool {
        let (page, bit) = self.place(index);
        self.pages.get(&page).map_or(self.rest, |words| {
            words[(bit / WORD) as usize] & 1 << (bit % WORD) != 0
        })
    }

    /// Sets bits.
    pub fn set(&mut self, range: Range<u64>) {
        range.for_each(|index| *self.word(index) |= 1 << (self.place(index).1 % WORD));
    }

    /// Clears bits.
    pub fn clear(&mut self, range: Range<u64>) {
        range.for_each(|index| *self.word(index) &= !(1 << (self.place(index).1 % WORD)));
    }

    /// The words of a page.
    pub fn page(&self, number: u64) -> Vec<u64> {
        let found = self.pages.get(&number);
        let words = found.cloned();
        let words = words.unwrap_or_else(|| blank(self.rest, self.words));
        words.into_vec()
    }

    /// Sets the words of a page that nobody touched.
    pub fn put(&mut self, number: u64, words: impl Iterator<Item = u64>) {
        let page: Box<[u64]> = words.take(self.words).collect();
        if page != blank(self.rest, self.words) {
            self.pages.insert(number, page);
        }
    }

    /// The runs of a range that are not set, in order.
    pub fn gaps(&self, range: Range<u64>) -> Vec<Range<u64>> {
        self.stretches(range, false)
    }

    /// The runs of a range that are set, in order.
    pub fn runs(&self, range: Range<u64>) -> Vec<Range<u64>> {
        self.stretches(range, true)
    }

    fn stretches(&self, range: Range<u64>, wanted: bool) -> Vec<Range<u64>> {
        let mut found: Vec<Range<u64>> = Vec::new();
        let mut at = range.start;
        while at < range.end {
            let (page, bit) = self.place(at);
            // All of a page, a word or a bit at once, whichever is alike.
            let (set, alike) = match self.pages.get(&page) {
                None => (self.rest, self.words as u64 * WORD - bit),
                Some(words) => match words[(bit / WORD) as usize] {
                    0 => (false, WORD - bit % WORD),
                    u64::MAX => (true, WORD - bit % WORD),
                    word => (word & 1 << (bit % WORD) != 0, 1),
                },
            };
            let end = range.end.min(at + alike);
            match found.last_mut() {
                Some(last) if set == wanted && last.end == at => last.end = end,
                _ if set == wanted => found.push(at..end),
                _ => {}
            }
            at = end;
        }
        found
    }

    /// What they take of the memory.
    #[cfg(test)]
    pub fn bytes(&self) -> usize {
        self.pages.len() * self.words * 8
    }

    /// The page of a bit, and its place on it.
    fn place(&self, index: u64) -> (u64, u64) {
        let on_page = self.words as u64 * WORD;
        (index / on_page, index % on_page)
    }

    fn word(&mut self, index: u64) -> &mut u64 {
        let (page, bit) = self.place(index);
        let (rest, words) = (self.rest, self.words);
        let page = self.pages.entry(page).or_insert_with(|| blank(rest, words));
        &mut page[(bit / WORD) as usize]
    }
}

fn blank(set: bool, words: usize) -> Box<[u64]> {
    vec![if set { u64::MAX } else { 0 }; words].into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bits_are_what_was_set_and_what_nobody_touched() {
        for (mut bits, rest) in [(Bits::none(2), false), (Bits::all(2), true)] {
            assert_eq!(bits.has(1 << 40), rest);
            bits.set(100..300);
            bits.clear(140..150);
            bits.clear(299..301);
            let set = |index: u64| match index {
                100..140 | 150..299 => true,
                140..150 | 299..301 => false,
                _ => rest,
            };
            assert!((0..1000).all(|index| bits.has(index) == set(index)));
            for range in [0..1000, 0..0, 145..148, 99..101, 290..700] {
                let missing: Vec<_> = bits.gaps(range.clone()).into_iter().flatten().collect();
                let (there, expected): (Vec<_>, Vec<_>) =
                    range.clone().partition(|index| set(*index));
                assert_eq!(missing, expected);
                assert!(bits.runs(range).into_iter().flatten().eq(there));
            }
        }
    }

    #[test]
    fn the_gaps_of_what_nobody_touched_are_found_at_once() {
        let mut bits = Bits::none(511);
        bits.set(7..8);
        assert_eq!(bits.gaps(0..1 << 28), [0..7, 8..1 << 28]);
        assert!(Bits::all(511).gaps(0..1 << 28).is_empty());
    }
}
