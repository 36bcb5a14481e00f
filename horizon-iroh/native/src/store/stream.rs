//! A record whose bytes come one after the other.

use std::{fs::File, os::unix::fs::FileExt, sync::Arc};

use super::{
    disk::{Disk, Op},
    file::DataFile,
    record::{self, Kind, PARENT, Record, TRAILER},
    tree::{Parent, Tree},
};
use crate::error::{Error, Result};

/// What is kept in memory of an outboard: that of 64 MiB; in tests that of 256 KiB.
const KEPT: usize = if cfg!(test) { 1024 } else { 256 * 1024 };

/// The disk begins with a record whenever this much more of it is written.
const AHEAD: u64 = 4 << 20;

/// Writes a record at a place in a file. Its outboard, which has to stand behind the data, waits in memory, and where it is
/// long, in a nameless file.
pub struct RecordWriter {
    file: Arc<DataFile>,
    offset: u64,
    length: u64,
    /// The bytes that the disk was told to begin with.
    begun: u64,
    tree: Tree,
    outboard: Outboard,
}

impl RecordWriter {
    /// Begins a record.
    pub fn new(disk: Arc<Disk>, file: Arc<DataFile>, offset: u64) -> Self {
        Self {
            outboard: Outboard::new(disk, file.id),
            file,
            offset,
            length: 0,
            begun: 0,
            tree: Tree::default(),
        }
    }

    /// Writes the next bytes of the data.
    pub fn write(&mut self, bytes: &[u8]) -> Result<()> {
        let outboard = &mut self.outboard;
        self.tree
            .update(bytes, &mut |parent| outboard.push(parent))?;
        self.file.write(bytes, self.offset + self.length)?;
        self.length += bytes.len() as u64;
        let ahead = self.length - self.begun;
        if ahead >= AHEAD {
            self.file.begin_sync(self.offset + self.begun, ahead);
            self.begun = self.length;
        }
        Ok(())
    }

    /// Writes outboard and trailer: the record. Nothing is durable yet.
    pub fn finish(self) -> Result<Record> {
        let Self {
            file,
            offset,
            length,
            tree,
            mut outboard,
            ..
        } = self;
        let hash = tree.finish(&mut |parent| outboard.push(parent))?;
        let record = Record {
            hash,
            length,
            file: file.id,
            offset,
        };
        let end = offset + record::size(length);
        let mut at = record.tree_offset();
        let mut tail = outboard.finish(|bytes| {
            file.write(bytes, at)?;
            at += bytes.len() as u64;
            Ok(())
        })?;
        tail.resize((end - at - TRAILER) as usize, 0);
        tail.extend_from_slice(&record.trailer(Kind::Whole));
        file.write(&tail, at)?;
        Ok(record)
    }
}

/// An outboard that is not longer in memory than [`KEPT`].
struct Outboard {
    disk: Arc<Disk>,
    name: u64,
    kept: Vec<u8>,
    spilled: Option<(File, u64)>,
}

impl Outboard {
    fn new(disk: Arc<Disk>, name: u64) -> Self {
        Self {
            disk,
            name,
            kept: Vec::new(),
            spilled: None,
        }
    }

    fn push(&mut self, parent: &Parent) -> Result<()> {
        if self.kept.len() + PARENT as usize > KEPT {
            self.spill()?;
        }
        self.kept.extend_from_slice(parent);
        Ok(())
    }

    fn spill(&mut self) -> Result<()> {
        let failed = |error: &std::io::Error| Error::io("write a spilled tree", error);
        let (file, length) = match &mut self.spilled {
            Some(spilled) => spilled,
            none => none.insert((self.disk.spill(self.name)?, 0)),
        };
        self.disk
            .attempt(Op::Write, || file.write_all_at(&self.kept, *length))
            .map_err(|error| failed(&error))?;
        *length += self.kept.len() as u64;
        self.kept.clear();
        Ok(())
    }

    /// Hands out what was spilled, in pieces: the rest.
    fn finish(mut self, mut write: impl FnMut(&[u8]) -> Result<()>) -> Result<Vec<u8>> {
        let Some((file, length)) = self.spilled.take() else {
            return Ok(self.kept);
        };
        let mut piece = vec![0; KEPT];
        let mut at = 0;
        while at < length {
            let next = KEPT.min((length - at) as usize);
            let piece = &mut piece[..next];
            file.read_exact_at(piece, at)
                .map_err(|error| Error::io("read a spilled tree", &error))?;
            write(piece)?;
            at += next as u64;
        }
        Ok(self.kept)
    }
}
