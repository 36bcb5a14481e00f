//! What of a record that is being filled is there and as it was; and its end, when everything is.

use std::{ops::Range, os::unix::fs::FileExt};

use super::{
    disk::locked,
    notes, proof,
    record::{self, GROUP, Kind, Record, groups},
    sparse::{Sparse, State, crc32c, trailer_offset},
    tree::{Parent, Tree},
    verify::{Source, damaged, verify},
};
use crate::error::{Error, Result};

/// The bytes of an outboard that are written at once.
const TREE_PIECE: usize = 64 * 1024;

impl Sparse {
    /// The bytes of a range that are not there, as ranges in order. With `compare` also those that are not what they were:
    /// they are given up.
    pub fn missing(&self, range: Range<u64>, compare: bool) -> Result<Vec<Range<u64>>> {
        if range.start > range.end || range.end > self.record.length {
            return Err(Error::invalid_argument("the range does not lie inside"));
        }
        let mut state = locked(&self.state);
        let touched = range.start / GROUP..match range.is_empty() {
            true => range.start / GROUP,
            false => groups(range.end),
        };
        if compare {
            self.compare_all(&mut state, touched.clone());
        }
        let gaps = state.present.gaps(touched);
        let missing = gaps
            .into_iter()
            .map(|gap| range.start.max(gap.start * GROUP)..range.end.min(gap.end * GROUP));
        Ok(missing.collect())
    }

    /// Compares the groups that were not since the record was opened; gives up those that are not what they were.
    fn compare_all(&self, state: &mut State, touched: Range<u64>) {
        let present = state.present.runs(touched).into_iter();
        let unsure: Vec<_> = present.flat_map(|run| state.sound.gaps(run)).collect();
        for range in unsure {
            let tree = (self.kind == Kind::Partial)
                .then_some(self.record)
                .or(state.whole);
            if tree.is_some_and(|record| {
                verify(&record, self.file.reader(), range.clone(), Source::Any).is_ok()
            }) {
                state.sound.set(range);
            } else {
                range.for_each(|index| self.compare_or_give_up(state, index));
            }
        }
    }

    fn compare_or_give_up(&self, state: &mut State, index: u64) {
        if self.compare(state, index) {
            state.sound.set(index..index + 1);
        } else {
            state.present.clear(index..index + 1);
            self.dirty_page(state, index);
        }
    }

    /// Whether a group is what it was. What cannot be read is not.
    pub(super) fn compare(&self, state: &State, index: u64) -> bool {
        let Ok(data) = self.read(index) else {
            return false;
        };
        match (self.kind, state.whole) {
            (Kind::Unrooted, None) => crc32c(&data) == self.crc(state, index),
            (_, whole) => {
                let record = whole.unwrap_or(self.record);
                proof::group(&record, &self.outboard(), index, &data).is_ok()
            }
        }
    }

    fn read(&self, index: u64) -> Result<Vec<u8>> {
        let mut data = vec![0; self.length_of(index)? as usize];
        let at = self.record.offset + index * GROUP;
        self.file
            .reader()
            .read_exact_at(&mut data, at)
            .map_err(|error| Error::io("read what was filled", &error))?;
        Ok(data)
    }

    /// What is noted of a group of an unrooted record.
    fn crc(&self, state: &State, index: u64) -> u32 {
        let on_page = notes::groups(self.kind);
        let nth = (index % on_page) as usize;
        match state.dirty.get(&(index / on_page)) {
            Some(page) => page.crc(nth),
            None => self.page(index / on_page).crc(nth),
        }
    }

    /// Makes a whole record of this one, durably: the record. `Damaged` if not everything is there.
    pub fn complete(&self) -> Result<Record> {
        let mut state = locked(&self.state);
        let all = groups(self.record.length);
        let whole = match (self.kind, state.whole) {
            (Kind::Unrooted, None) => {
                self.require_all(&state)?;
                self.root(&mut state)?
            }
            (_, whole) => {
                self.compare_all(&mut state, 0..all);
                self.require_all(&state)?;
                let whole = whole.unwrap_or(self.record);
                verify(&whole, self.file.reader(), 0..0, Source::Any)?; // Of an empty one, the hash.
                whole
            }
        };
        self.file.sync()?;
        self.file
            .write(&whole.trailer(Kind::Whole), trailer_offset(&whole))?;
        self.file.sync()?;
        state.whole = Some(whole);
        state.dirty.clear();
        // A tail that stays takes room and nothing else; it is cut at the next start.
        self.file.truncate(record::size(whole.length)).ok();
        Ok(whole)
    }

    fn require_all(&self, state: &State) -> Result<()> {
        match state.present.gaps(0..groups(self.record.length)).is_empty() {
            true => Ok(()),
            false => Err(damaged(&self.record)),
        }
    }

    /// Computes the hash of all groups, each compared once more, and writes the outboard.
    fn root(&self, state: &mut State) -> Result<Record> {
        let mut tree = Tree::default();
        let (mut nodes, mut at) = (Vec::with_capacity(TREE_PIECE), self.record.tree_offset());
        let mut keep = |parent: &Parent| {
            nodes.extend_from_slice(parent);
            if nodes.len() >= TREE_PIECE {
                self.file.write(&nodes, at)?;
                at += nodes.len() as u64;
                nodes.clear();
            }
            Ok(())
        };
        let mut sound = true;
        for index in 0..groups(self.record.length) {
            let group = self.read(index)?;
            if crc32c(&group) == self.crc(state, index) {
                tree.update(&group, &mut keep)?;
            } else {
                state.present.clear(index..index + 1);
                self.dirty_page(state, index);
                sound = false;
            }
        }
        if !sound {
            return Err(damaged(&self.record));
        }
        let hash = tree.finish(&mut keep)?;
        self.file.write(&nodes, at)?;
        Ok(Record {
            hash,
            ..self.record
        })
    }
}
