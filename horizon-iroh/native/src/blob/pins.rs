//! Blobs that no collection may drop.

use std::{
    collections::{HashMap, HashSet},
    sync::{Mutex, MutexGuard, PoisonError},
};

use iroh_blobs::Hash;

use crate::handles::{Kind, Slab};

#[derive(Debug, Default)]
struct Counts {
    counts: HashMap<Hash, usize>,
    /// Collections under way; while there are any, a released pin still counts.
    collections: usize,
    released: Vec<Hash>,
}

/// Counted pins by hash. Thread-safe.
#[derive(Debug)]
pub struct Pins {
    handles: Slab<Hash>,
    counts: Mutex<Counts>,
}

impl Default for Pins {
    fn default() -> Self {
        Self {
            handles: Slab::new(Kind::Pin),
            counts: Mutex::default(),
        }
    }
}

impl Pins {
    /// Pins a blob; the handle of the pin.
    pub fn acquire(&self, hash: Hash) -> i64 {
        *self.lock().counts.entry(hash).or_default() += 1;
        self.handles.insert(hash)
    }

    /// Releases a pin; whether the handle named one.
    pub fn release(&self, pin: i64) -> bool {
        let Some(hash) = self.handles.remove(pin) else {
            return false;
        };
        let mut counts = self.lock();
        if counts.collections > 0 {
            counts.released.push(hash);
        } else {
            counts.decrement(hash);
        }
        true
    }

    /// From now on until [`Self::end_collection`], released pins still count.
    pub fn begin_collection(&self) {
        self.lock().collections += 1;
    }

    /// Ends what [`Self::begin_collection`] began.
    pub fn end_collection(&self) {
        let mut counts = self.lock();
        counts.collections -= 1;
        if counts.collections == 0 {
            for hash in std::mem::take(&mut counts.released) {
                counts.decrement(hash);
            }
        }
    }

    /// Adds every pinned hash to a set.
    pub fn add_to(&self, live: &mut HashSet<Hash>) {
        live.extend(self.lock().counts.keys());
    }

    fn lock(&self) -> MutexGuard<'_, Counts> {
        self.counts.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Counts {
    fn decrement(&mut self, hash: Hash) {
        if let Some(count) = self.counts.get_mut(&hash) {
            *count -= 1;
            if *count == 0 {
                self.counts.remove(&hash);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pinned(pins: &Pins) -> HashSet<Hash> {
        let mut live = HashSet::new();
        pins.add_to(&mut live);
        live
    }

    #[test]
    fn a_blob_is_pinned_until_its_last_pin_is_released() {
        let pins = Pins::default();
        let hash = Hash::new(b"x");
        let (first, second) = (pins.acquire(hash), pins.acquire(hash));
        assert!(pins.release(first));
        assert!(!pins.release(first), "a pin is released once");
        assert_eq!(pinned(&pins), [hash].into());
        assert!(pins.release(second));
        assert!(pinned(&pins).is_empty());
    }

    #[test]
    fn a_pin_released_during_a_collection_counts_until_its_end() {
        let pins = Pins::default();
        let hash = Hash::new(b"x");
        let pin = pins.acquire(hash);
        pins.begin_collection();
        pins.release(pin);
        assert_eq!(pinned(&pins), [hash].into());
        pins.end_collection();
        assert!(pinned(&pins).is_empty());
    }
}
