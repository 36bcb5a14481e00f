//! A record that is filled in any order.
//!
//! A group is there once its bytes were compared with the hash, or, where that is not known, with nothing; then its CRC32C
//! is kept. What was noted by an earlier process is compared when it is asked for first: a note that is lost or wrong costs
//! work and nothing else. So notes follow what is written closely, for a process that is killed, whichever of the two the disk
//! has first; what is written is synced more seldom, for a power cut.

use std::{
    collections::BTreeMap,
    ops::Range,
    os::unix::fs::{FileExt, MetadataExt},
    sync::{Arc, Mutex, MutexGuard},
};

use bytes::Bytes;
use crc_fast::{CrcAlgorithm, checksum};

use super::{
    bits::Bits,
    disk::{Disk, locked},
    file::DataFile,
    notes::{self, Noted, Page},
    proof::{self, Outboard},
    record::{self, GROUP, Kind, PARENT, Record, TRAILER, groups},
    tree::Parent,
    verify::damaged,
};
use crate::error::{Error, Result};

/// What is written is noted whenever it is as much as this, and made durable before whenever it is as much as that; in
/// tests much less.
const NOTED: u64 = if cfg!(test) { 64 << 10 } else { 1 << 20 };
const SYNCED: u64 = if cfg!(test) { 1 << 20 } else { 16 << 20 };

/// A record that is being filled. Thread-safe: one after the other.
pub struct Sparse {
    /// As it was begun.
    pub(super) record: Record,
    /// As it was begun.
    pub(super) kind: Kind,
    pub(super) file: Arc<DataFile>,
    pub(super) state: Mutex<State>,
}

/// What is known of a record.
pub(super) struct State {
    /// The groups that are there.
    pub(super) present: Bits,
    /// Those of them that were written or compared since the record was opened.
    pub(super) sound: Bits,
    /// The pages of notes that are to be written.
    pub(super) dirty: BTreeMap<u64, Page>,
    /// Bytes that were written and not noted, and not synced.
    unnoted: u64,
    unsynced: u64,
    /// What the record has become, once all of it is there.
    pub(super) whole: Option<Record>,
}

impl Sparse {
    /// Writes a record without data to a new file, durably but for the file's name: a few blocks, however long it is said to
    /// be. `tree` has its outboard, if there is one.
    pub fn begin(
        file: &DataFile,
        record: &Record,
        kind: Kind,
        tree: Option<&Outboard<'_>>,
    ) -> Result<()> {
        let pages = notes::pages(kind, record.length);
        file.truncate(notes::offset(record, pages))?;
        if let Some(tree) = tree {
            tree.copy(record, file, record.tree_offset())?;
        }
        file.write(&record.trailer(kind), trailer_offset(record))?;
        file.sync()
    }

    /// Opens a record that was begun, by any process. `NotFound` if its file is not there.
    pub(super) fn open(disk: &Arc<Disk>, record: Record, kind: Kind) -> Result<Self> {
        let file = disk.reopen(record.file)?;
        let sparse = Self {
            record,
            kind,
            file,
            state: Mutex::new(State::none(kind)),
        };
        sparse.load();
        Ok(sparse)
    }

    fn load(&self) {
        let mut state = locked(&self.state);
        let all = groups(self.record.length);
        if let Some(whole) = self.found_whole() {
            state.whole = Some(whole);
            state.present = Bits::all(notes::words(self.kind));
            return;
        }
        let on_page = notes::groups(self.kind);
        for number in 0..notes::pages(self.kind, self.record.length) {
            match Page::read(self.file.reader(), &self.record, number) {
                Noted::Some(page) => state.present.put(number, page.bits(self.kind)),
                Noted::Nothing => {}
                Noted::Lost => {
                    let lost = number * on_page..all.min((number + 1) * on_page);
                    self.look(&mut state, number, lost);
                }
            }
        }
    }

    /// Looks for groups of which nothing is noted. Without a tree nothing can tell what they are.
    fn look(&self, state: &mut State, page: u64, lost: Range<u64>) {
        if self.kind == Kind::Partial {
            state.dirty.insert(page, Page::blank());
            for index in lost
                .filter(|index| self.compare(state, *index))
                .collect::<Vec<_>>()
            {
                state.present.set(index..index + 1);
                state.sound.set(index..index + 1);
            }
        }
    }

    /// The record that an earlier process made of this one, if it came to write that down.
    fn found_whole(&self) -> Option<Record> {
        let (mut trailer, at) = ([0; TRAILER as usize], trailer_offset(&self.record));
        self.file.reader().read_exact_at(&mut trailer, at).ok()?;
        let found = Record::of_trailer(self.record.file, at + TRAILER, &trailer);
        let (_, whole) = found.filter(|(kind, _)| *kind == Kind::Whole)?;
        let same = whole.length == self.record.length
            && (self.kind == Kind::Unrooted || whole.hash == self.record.hash);
        same.then_some(whole)
    }

    /// Writes an inner node by its place in the outboard; those above it came before. `Damaged` if it is not one of the
    /// blob.
    pub fn write_node(&self, position: u64, node: &Parent) -> Result<()> {
        let _state = locked(&self.state);
        proof::node(&self.record, &self.outboard(), position, node)?;
        let offset = self.record.tree_offset() + position * PARENT;
        self.file.write(node, offset)
    }

    /// Writes inner nodes that were compared with the hash of the blob, from a place in the outboard on.
    pub(super) fn write_nodes(&self, position: u64, nodes: &[u8]) -> Result<()> {
        let _state = locked(&self.state);
        self.file
            .write(nodes, self.record.tree_offset() + position * PARENT)
    }

    /// Writes whole groups from an offset on. `Damaged` if one of them is not what the tree says, or if the inner nodes
    /// that would tell are not there; those before it are written.
    pub fn write(&self, offset: u64, data: &[u8]) -> Result<()> {
        let mut state = locked(&self.state);
        let whole = offset.is_multiple_of(GROUP)
            && offset.checked_add(data.len() as u64).is_some_and(|end| {
                end == self.record.length || end < self.record.length && end.is_multiple_of(GROUP)
            });
        if !whole {
            return Err(Error::invalid_argument(
                "these are no whole groups of this record",
            ));
        }
        let first = offset / GROUP;
        let groups = first..first + data.len().div_ceil(GROUP as usize) as u64;
        for run in state.present.gaps(groups) {
            let from = ((run.start - first) * GROUP) as usize;
            let to = data.len().min(((run.end - first) * GROUP) as usize);
            self.put_proven(&mut state, run.start, &data[from..to])?;
        }
        self.settle(state)
    }

    /// Writes what came of a blob: inner nodes by their places in the outboard, those above others before them or written
    /// before, and groups by their indices. `Damaged` if something is not of the blob; nothing is written then.
    pub(super) fn write_parts(
        &self,
        nodes: &[(u64, Parent)],
        groups: &[(u64, Bytes)],
    ) -> Result<()> {
        // Others write meanwhile.
        proof::parts(&self.record, &self.outboard(), nodes, groups)?;
        let mut state = locked(&self.state);
        let mut nodes: Vec<_> = nodes.iter().collect();
        nodes.sort_unstable_by_key(|(position, _)| *position);
        for run in nodes.chunk_by(|(one, _), (next, _)| one + 1 == *next) {
            let bytes: Vec<u8> = run.iter().flat_map(|(_, node)| *node).collect();
            let offset = self.record.tree_offset() + run[0].0 * PARENT;
            self.file.write(&bytes, offset)?;
        }
        for (index, data) in groups {
            if !state.present.has(*index) {
                self.put(&mut state, *index, data)?;
            }
        }
        self.settle(state)
    }

    /// Lets go of the record, and makes what was written durable if it is much, while others write on.
    fn settle(&self, mut state: MutexGuard<'_, State>) -> Result<()> {
        let much = state.unsynced >= SYNCED;
        if much {
            state.unsynced = 0;
        }
        drop(state);
        match much {
            true => self.file.sync(),
            false => Ok(()),
        }
    }

    /// Writes groups that follow each other, as far as they are what the tree says.
    fn put_proven(&self, state: &mut State, index: u64, data: &[u8]) -> Result<()> {
        if self.kind != Kind::Partial {
            return self.put(state, index, data);
        }
        for (at, group) in data.chunks(GROUP as usize).enumerate() {
            let compared = proof::group(&self.record, &self.outboard(), index + at as u64, group);
            if compared.is_err() {
                if at > 0 {
                    self.put(state, index, &data[..at * GROUP as usize])?;
                }
                return compared;
            }
        }
        self.put(state, index, data)
    }

    /// Writes groups that follow each other, with one call.
    fn put(&self, state: &mut State, index: u64, data: &[u8]) -> Result<()> {
        if state.whole.is_some() {
            self.become_partial(state)?;
            state.whole = None;
        }
        self.file.write(data, self.record.offset + index * GROUP)?;
        let end = index + data.len().div_ceil(GROUP as usize) as u64;
        state.present.set(index..end);
        state.sound.set(index..end);
        for (index, group) in (index..).zip(data.chunks(GROUP as usize)) {
            let page = self.dirty_page(state, index);
            if self.kind == Kind::Unrooted {
                page.set_crc((index % notes::groups(self.kind)) as usize, crc32c(group));
            }
        }
        state.unnoted += data.len() as u64;
        state.unsynced += data.len() as u64;
        match state.unnoted >= NOTED {
            true => self.note(state),
            false => Ok(()),
        }
    }

    /// What was whole has lost groups: its notes are gone, and its end says what is not so. One with a second name is left as
    /// it is: a backup has it.
    fn become_partial(&self, state: &mut State) -> Result<()> {
        let metadata = self.file.reader().metadata();
        if !metadata.is_ok_and(|metadata| metadata.nlink() == 1) {
            return Err(damaged(&self.record));
        }
        for number in 0..notes::pages(self.kind, self.record.length) {
            state.dirty.insert(number, Page::blank());
        }
        self.file.write(
            &self.record.trailer(self.kind),
            trailer_offset(&self.record),
        )
    }

    pub(super) fn dirty_page<'a>(&self, state: &'a mut State, index: u64) -> &'a mut Page {
        let number = index / notes::groups(self.kind);
        state
            .dirty
            .entry(number)
            .or_insert_with(|| self.page(number))
    }

    /// A page as it is on the disk. That of a partial record is made of the bits alone.
    pub(super) fn page(&self, number: u64) -> Page {
        match self.kind {
            Kind::Unrooted => match Page::read(self.file.reader(), &self.record, number) {
                Noted::Some(page) => page,
                Noted::Nothing | Noted::Lost => Page::blank(),
            },
            Kind::Whole | Kind::Tree | Kind::Partial => Page::blank(),
        }
    }

    /// Makes durable what was written, and then the notes of it.
    pub fn flush(&self) -> Result<()> {
        let mut state = locked(&self.state);
        if !state.dirty.is_empty() {
            self.sync(&mut state)?;
            self.note(&mut state)?;
        }
        drop(state);
        self.file.sync()
    }

    fn sync(&self, state: &mut State) -> Result<()> {
        self.file.sync()?;
        state.unsynced = 0;
        Ok(())
    }

    /// Notes what was written: that becomes durable with what is written next, or with time.
    fn note(&self, state: &mut State) -> Result<()> {
        while let Some(mut entry) = state.dirty.first_entry() {
            let number = *entry.key();
            let bits = state.present.page(number);
            let bytes = entry.get_mut().sealed(&self.record, number, &bits);
            self.file
                .write(bytes, notes::offset(&self.record, number))?;
            entry.remove();
        }
        state.unnoted = 0;
        Ok(())
    }

    /// Whether everything that is there is noted.
    pub(super) fn is_noted(&self) -> bool {
        locked(&self.state).dirty.is_empty()
    }

    /// What the bits of its groups take of the memory.
    #[cfg(test)]
    pub(super) fn bytes_of_bits(&self) -> usize {
        let state = locked(&self.state);
        state.present.bytes() + state.sound.bytes()
    }

    pub(super) fn outboard(&self) -> Outboard<'_> {
        Outboard {
            file: self.file.reader(),
            offset: self.record.tree_offset(),
        }
    }

    pub(super) fn length_of(&self, index: u64) -> Result<u64> {
        match index < groups(self.record.length) {
            true => Ok(GROUP.min(self.record.length - index * GROUP)),
            false => Err(Error::invalid_argument("there is no such group")),
        }
    }
}

impl State {
    fn none(kind: Kind) -> Self {
        Self {
            present: Bits::none(notes::words(kind)),
            sound: Bits::none(notes::words(kind)),
            dirty: BTreeMap::new(),
            unnoted: 0,
            unsynced: 0,
            whole: None,
        }
    }
}

/// Where in the file the trailer begins.
pub(super) fn trailer_offset(record: &Record) -> u64 {
    record.offset + record::size(record.length) - TRAILER
}

/// CRC-32C, also called iSCSI's.
pub(super) fn crc32c(data: &[u8]) -> u32 {
    checksum(CrcAlgorithm::Crc32Iscsi, data) as u32
}
