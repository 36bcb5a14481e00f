use std::collections::HashMap;

/// How many questions are counted at once.
const MOST: usize = 10_000;

/// Counts how often something is asked for within a window. Each instance of the plugin has its own, so what is asked
/// of several at once becomes hot a little later.
pub struct Counter {
    hits: u64,
    window: u64,
    begin: u64,
    counts: HashMap<[u8; 8], u64>,
}

impl Counter {
    /// `window` is in milliseconds.
    pub fn new(hits: u64, window: u64) -> Self {
        Counter {
            hits,
            window,
            begin: 0,
            counts: HashMap::new(),
        }
    }

    /// Counts once more, and says whether that is often enough.
    pub fn is_hot(&mut self, key: &[u8], now: u64) -> bool {
        // A client that asks for ever new keys makes no instance grow.
        if now.saturating_sub(self.begin) >= self.window
            || now < self.begin
            || self.counts.len() >= MOST
        {
            self.counts.clear();
            self.begin = now;
        }
        let mut short = [0; 8];
        short.iter_mut().zip(key).for_each(|(to, from)| *to = *from);
        let count = self.counts.entry(short).or_insert(0);
        *count += 1;
        *count >= self.hits
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn something_is_hot_when_it_is_asked_for_often_enough_in_one_window() {
        let mut counter = Counter::new(3, 1000);
        let mut ask = |key: &[u8], now| counter.is_hot(key, now);
        assert_eq!(
            [ask(b"a", 0), ask(b"a", 1), ask(b"b", 1), ask(b"a", 999)],
            [false, false, false, true]
        );
        assert!(!ask(b"a", 1000));
        assert!(!ask(b"a", 1999));
        assert!(!ask(b"a", 2000));
    }

    #[test]
    fn what_is_counted_stays_bounded() {
        let mut counter = Counter::new(2, 1000);
        for key in 0..3 * MOST as u64 {
            counter.is_hot(&key.to_le_bytes(), 0);
            assert!(counter.counts.len() <= MOST);
        }
    }

    #[test]
    fn a_clock_that_goes_back_begins_a_window() {
        let mut counter = Counter::new(2, 1000);
        assert!(!counter.is_hot(b"a", 5000));
        assert!(!counter.is_hot(b"a", 10));
        assert!(counter.is_hot(b"a", 11));
    }
}
