//! Generation-checked handles: numbers that name things without being pointers.

use std::sync::{Mutex, MutexGuard, PoisonError};

/// What a handle names; part of the handle, so that one kind is never taken for another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub enum Kind {
    /// A node.
    Node = 1,
    /// A buffer that Java has to release.
    Buffer = 2,
    /// A file of the content store that is being written.
    Writing = 3,
    /// An open document.
    Doc = 4,
    /// An iteration over a document.
    Scan = 5,
    /// A connection with another node.
    Peer = 6,
    /// A stream of a connection.
    Stream = 7,
    /// A question that Java has to answer.
    Question = 8,
}

/// A slot is retired when its generations are used up.
const MAX_GENERATION: u32 = 0x00ff_ffff;

#[derive(Debug)]
struct Slot<T> {
    generation: u32,
    value: Option<T>,
}

#[derive(Debug)]
struct Slots<T> {
    slots: Vec<Slot<T>>,
    free: Vec<u32>,
}

/// A table of things that are named by handles. A handle is `kind << 56 | generation << 32 | index`, always positive.
///
/// Thread-safe; the lock is held for a look-up only.
#[derive(Debug)]
pub struct Slab<T> {
    kind: Kind,
    slots: Mutex<Slots<T>>,
}

impl<T> Slab<T> {
    /// An empty table.
    pub const fn new(kind: Kind) -> Self {
        Self {
            kind,
            slots: Mutex::new(Slots {
                slots: Vec::new(),
                free: Vec::new(),
            }),
        }
    }

    /// Puts a thing into the table and gives it a name.
    pub fn insert(&self, value: T) -> i64 {
        let mut slots = self.lock();
        let index = slots.free.pop().unwrap_or_else(|| {
            slots.slots.push(Slot {
                generation: 0,
                value: None,
            });
            (slots.slots.len() - 1) as u32
        });
        let slot = &mut slots.slots[index as usize];
        slot.generation += 1;
        slot.value = Some(value);
        ((self.kind as i64) << 56) | (i64::from(slot.generation) << 32) | i64::from(index)
    }

    /// Takes a thing out of the table; nothing if the handle names nothing.
    pub fn remove(&self, handle: i64) -> Option<T> {
        let index = self.index(handle)?;
        let mut slots = self.lock();
        let value = Self::slot(&mut slots, handle, index)?.value.take()?;
        if slots.slots[index].generation < MAX_GENERATION {
            slots.free.push(index as u32);
        }
        Some(value)
    }

    /// Takes everything out of the table.
    pub fn drain(&self) -> Vec<T> {
        self.remove_all(|_| true)
    }

    /// Takes everything out of the table that is like this.
    pub fn remove_all(&self, mut like: impl FnMut(&T) -> bool) -> Vec<T> {
        let mut slots = self.lock();
        let mut values = Vec::new();
        for index in 0..slots.slots.len() {
            if let Some(value) = slots.slots[index].value.take_if(|value| like(value)) {
                values.push(value);
                if slots.slots[index].generation < MAX_GENERATION {
                    slots.free.push(index as u32);
                }
            }
        }
        values
    }

    /// Whether a handle names something.
    pub fn has(&self, handle: i64) -> bool {
        let Some(index) = self.index(handle) else {
            return false;
        };
        Self::slot(&mut self.lock(), handle, index).is_some_and(|slot| slot.value.is_some())
    }

    /// The number of things in the table.
    pub fn len(&self) -> usize {
        let slots = self.lock();
        slots
            .slots
            .iter()
            .filter(|slot| slot.value.is_some())
            .count()
    }

    /// Whether the table is empty.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    fn index(&self, handle: i64) -> Option<usize> {
        (handle >> 56 == self.kind as i64).then_some((handle & 0xffff_ffff) as usize)
    }

    fn slot(slots: &mut Slots<T>, handle: i64, index: usize) -> Option<&mut Slot<T>> {
        let generation = ((handle >> 32) & i64::from(MAX_GENERATION)) as u32;
        slots
            .slots
            .get_mut(index)
            .filter(|slot| slot.generation == generation)
    }

    fn lock(&self) -> MutexGuard<'_, Slots<T>> {
        // Nothing that can panic runs under the lock, so a poisoned one still guards a sound table.
        self.slots.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<T: Clone> Slab<T> {
    /// A copy of the thing a handle names; nothing if it names nothing.
    pub fn get(&self, handle: i64) -> Option<T> {
        let index = self.index(handle)?;
        Self::slot(&mut self.lock(), handle, index)?.value.clone()
    }

    /// Copies of all things in the table.
    pub fn values(&self) -> Vec<T> {
        let slots = self.lock();
        let values = slots.slots.iter().filter_map(|slot| slot.value.clone());
        values.collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_removed_handle_names_nothing_even_when_its_slot_is_used_again() {
        let slab = Slab::new(Kind::Writing);
        let first = slab.insert("first");
        assert_eq!(slab.remove(first), Some("first"));
        let second = slab.insert("second");
        assert_eq!(
            first & 0xffff_ffff,
            second & 0xffff_ffff,
            "the slot is reused"
        );
        assert_eq!(slab.get(first), None);
        assert_eq!(slab.remove(first), None);
        assert_eq!(slab.get(second), Some("second"));
        assert_eq!((slab.has(first), slab.has(second)), (false, true));
    }

    #[test]
    fn an_unknown_handle_names_nothing() {
        let slab = Slab::new(Kind::Writing);
        slab.insert(1);
        for handle in [
            0,
            -1,
            1,
            i64::MAX,
            i64::MIN,
            (Kind::Writing as i64) << 56 | 77,
        ] {
            assert_eq!(slab.get(handle), None, "{handle}");
            assert_eq!(slab.remove(handle), None, "{handle}");
        }
    }

    #[test]
    fn a_handle_of_another_kind_names_nothing() {
        let adds = Slab::new(Kind::Writing);
        let docs = Slab::new(Kind::Doc);
        let doc = docs.insert("doc");
        adds.insert("add");
        assert_eq!(adds.get(doc), None);
    }

    #[test]
    fn a_slot_retires_when_its_generations_are_used_up() {
        let slab = Slab::new(Kind::Buffer);
        let handle = slab.insert(0);
        slab.lock().slots[0].generation = MAX_GENERATION;
        let last = handle & !(i64::from(MAX_GENERATION) << 32) | (i64::from(MAX_GENERATION) << 32);
        assert_eq!(slab.remove(last), Some(0));
        assert_ne!(slab.insert(1) & 0xffff_ffff, 0, "another slot");
    }

    #[test]
    fn draining_empties_the_table() {
        let slab = Slab::new(Kind::Scan);
        let handles: Vec<_> = (0..10).map(|n| slab.insert(n)).collect();
        slab.remove(handles[3]);
        assert_eq!(slab.drain().len(), 9);
        assert!(slab.is_empty());
        assert_eq!(slab.get(handles[0]), None);
    }

    #[test]
    fn what_is_alike_goes_together_and_the_others_stay() {
        let slab = Slab::new(Kind::Stream);
        let handles: Vec<_> = (0..10).map(|n| slab.insert(n)).collect();
        assert_eq!(slab.remove_all(|n| n % 2 == 0), [0, 2, 4, 6, 8]);
        assert_eq!(slab.len(), 5);
        assert_eq!(
            (slab.get(handles[2]), slab.get(handles[3])),
            (None, Some(3))
        );
    }
}
