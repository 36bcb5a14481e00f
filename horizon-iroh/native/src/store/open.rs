//! The records that are being filled, as far as they are open.

use std::{
    collections::HashMap,
    sync::{
        Arc, Mutex,
        atomic::{AtomicU64, Ordering},
    },
};

use super::{
    disk::{Disk, locked},
    record::{Kind, Record},
    sparse::Sparse,
};
use crate::error::{Error, Result};

/// Records that stay open while nobody uses them; in tests few.
const OPEN: usize = if cfg!(test) { 3 } else { 64 };

/// The records that are open: the ones used last stay so for whoever comes next. Thread-safe.
#[derive(Default)]
pub struct SparseFiles {
    open: Mutex<HashMap<u64, Arc<Slot>>>,
    clock: AtomicU64,
}

#[derive(Default)]
struct Slot {
    sparse: Mutex<Option<Arc<Sparse>>>,
    used: AtomicU64,
}

/// A record in somebody's hands: never opened twice at once, since each would know only of its own.
pub struct Held {
    sparse: Arc<Sparse>,
    _slot: Arc<Slot>,
}

impl std::ops::Deref for Held {
    type Target = Sparse;

    fn deref(&self) -> &Sparse {
        &self.sparse
    }
}

impl SparseFiles {
    /// A record that was begun, opened if it is not. `InvalidArgument` if it is open as another.
    pub fn get(&self, disk: &Arc<Disk>, record: Record, kind: Kind) -> Result<Held> {
        let slot = self.slot(record.file);
        let mut sparse = locked(&slot.sparse);
        let found = match &*sparse {
            Some(found) => found.clone(),
            None => {
                let opened = Arc::new(Sparse::open(disk, record, kind)?);
                sparse.insert(opened).clone()
            }
        };
        drop(sparse);
        if (found.record, found.kind) != (record, kind) {
            return Err(Error::invalid_argument("the file has another record"));
        }
        Ok(Held {
            sparse: found,
            _slot: slot,
        })
    }

    fn slot(&self, file: u64) -> Arc<Slot> {
        let mut open = locked(&self.open);
        let slot = open.entry(file).or_default().clone();
        slot.used.store(
            self.clock.fetch_add(1, Ordering::Relaxed),
            Ordering::Relaxed,
        );
        let unused = (open.len() > OPEN).then(|| Self::unused(&open)).flatten();
        drop(open);
        if let Some((file, unused)) = unused {
            self.let_go(file, unused);
        }
        slot
    }

    /// Of the records that nobody uses, the one that was used the longest time ago.
    fn unused(open: &HashMap<u64, Arc<Slot>>) -> Option<(u64, Arc<Slot>)> {
        open.iter()
            .filter(|(_, slot)| Arc::strong_count(slot) == 1)
            .min_by_key(|(_, slot)| slot.used.load(Ordering::Relaxed))
            .map(|(file, slot)| (*file, slot.clone()))
    }

    /// Closes a record once what it has is noted, unless somebody uses it again, or came and went meanwhile and left what
    /// is not noted. Nobody else waits for the disk that long, and nobody can open it anew before.
    fn let_go(&self, file: u64, unused: Arc<Slot>) {
        let noted = unused.note();
        let mut open = locked(&self.open);
        let same = open
            .get(&file)
            .is_some_and(|slot| Arc::ptr_eq(slot, &unused));
        if same && Arc::strong_count(&unused) == 2 && (noted.is_err() || unused.is_noted()) {
            open.remove(&file);
        }
    }

    /// Lets go of files that are about to be removed.
    pub fn forget(&self, files: &[u64]) {
        let mut open = locked(&self.open);
        files.iter().for_each(|file| drop(open.remove(file)));
    }

    /// Notes what is there of all of them.
    pub fn note(&self) {
        let open: Vec<_> = locked(&self.open).values().cloned().collect();
        for slot in open {
            // Of an fsync that failed everybody who writes is told.
            slot.note().ok();
        }
    }
}

impl Slot {
    /// Notes what is there. What cannot be noted is fetched once more.
    fn note(&self) -> Result<()> {
        match &*locked(&self.sparse) {
            Some(sparse) => sparse.flush(),
            None => Ok(()),
        }
    }

    fn is_noted(&self) -> bool {
        locked(&self.sparse)
            .as_ref()
            .is_none_or(|sparse| sparse.is_noted())
    }
}
