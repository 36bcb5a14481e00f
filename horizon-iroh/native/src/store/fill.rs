//! Records that are filled in any order, and trees that are kept, as whoever has the store uses them.

use std::{path::PathBuf, sync::Arc};

use blake3::Hash;
use bytes::Bytes;

use super::{
    Store, kept,
    proof::Outboard,
    record::{Kind, MAX_FILLED, Record},
    sparse::Sparse,
    tree::Parent,
};
use crate::{
    blocking::blocking,
    error::{Code, Error, Result},
    files,
};

/// A run of bytes: where it begins, and its length.
pub type Run = (u64, u64);

impl Store {
    /// Begins a record that is filled in any order, durably: a partial one of a blob, or an unrooted one under a name.
    /// `tree` is the record of a tree that was kept, which is copied.
    pub async fn begin(
        &self,
        kind: Kind,
        hash: Hash,
        length: u64,
        tree: Option<Record>,
    ) -> Result<Record> {
        if !matches!(kind, Kind::Partial | Kind::Unrooted) || length > MAX_FILLED {
            return Err(Error::invalid_argument("no such record is filled"));
        }
        let disk = self.engine()?.parts.disk.clone();
        blocking(move || {
            files::check_space(disk.dir(), 0)?;
            let source = tree.map(|tree| disk.read(tree.file)).transpose()?;
            let outboard = source.as_ref().map(|file| Outboard { file, offset: 0 });
            kept::make(&disk, |file| {
                let record = Record {
                    hash,
                    length,
                    file: file.id,
                    offset: 0,
                };
                Sparse::begin(file, &record, kind, outboard.as_ref())?;
                Ok(record)
            })
        })
        .await
    }

    /// Writes what came of a blob, each part compared with its hash: inner nodes by their places in the outboard, those
    /// above others before them, and then groups. `Damaged` if something is not of the blob. Blocks.
    pub fn write_parts(
        &self,
        record: Record,
        nodes: &[(u64, Parent)],
        groups: &[(u64, Bytes)],
    ) -> Result<()> {
        let disk = &self.engine()?.parts.disk;
        disk.sound()?;
        let length = groups.iter().map(|(_, data)| data.len() as u64).sum();
        files::check_space(disk.dir(), length)?;
        let sparse = self.sparse.get(disk, record, Kind::Partial)?;
        sparse.write_parts(nodes, groups)
    }

    /// Writes whole groups. Those of a partial record are compared with a tree that is there already: `Damaged` if one
    /// differs; those before it are written.
    pub async fn write_at(
        self: &Arc<Self>,
        record: Record,
        kind: Kind,
        offset: u64,
        data: Bytes,
    ) -> Result<()> {
        let length = data.len() as u64;
        self.sparse(record, kind, length, move |sparse| {
            sparse.write(offset, &data)
        })
        .await
    }

    /// Makes what was written durable, and notes that it is there. Done unasked every few MiB, and when the store closes.
    pub async fn flush(self: &Arc<Self>, record: Record, kind: Kind) -> Result<()> {
        self.sparse(record, kind, 0, Sparse::flush).await
    }

    /// What of a range is not there, in order. With `compare` what was written by an earlier process is compared first, if
    /// it was not yet; what is not what it was is given up.
    pub async fn missing(
        self: &Arc<Self>,
        record: Record,
        kind: Kind,
        (from, length): Run,
        compare: bool,
    ) -> Result<Vec<Run>> {
        let end = from
            .checked_add(length)
            .ok_or_else(|| Error::invalid_argument("there is no such range"))?;
        self.look(record, kind, move |sparse| {
            let missing = sparse.missing(from..end, compare)?;
            Ok(missing
                .into_iter()
                .map(|range| (range.start, range.end - range.start))
                .collect())
        })
        .await
    }

    /// Makes a whole record of one that is filled, in its place and durably: the record, which has the hash of what was
    /// unrooted. Done again, it answers the same. `Damaged` if not everything is there.
    pub async fn complete(self: &Arc<Self>, record: Record, kind: Kind) -> Result<Record> {
        self.sparse(record, kind, 0, Sparse::complete).await
    }

    /// Keeps the tree of a record in a file of its own, durably: the record of the tree. `Damaged` if it is not the tree
    /// of its hash.
    pub async fn keep_tree(&self, record: Record) -> Result<Record> {
        let disk = self.engine()?.parts.disk.clone();
        // It gives more room back than it takes.
        blocking(move || kept::keep(&disk, record)).await
    }

    /// Reads a file that is not the store's: the record of its tree, durably. `InvalidArgument` if it is no file.
    pub async fn tree_of(&self, path: PathBuf) -> Result<Record> {
        let disk = self.engine()?.parts.disk.clone();
        blocking(move || {
            files::check_space(disk.dir(), 0)?;
            kept::of_file(&disk, &path)
        })
        .await
    }

    /// Reads at most a MiB of a file that is not the store's, compared with its tree. `Damaged` if it is not what it was.
    pub async fn read_outside(
        &self,
        tree: Record,
        path: PathBuf,
        (from, length): Run,
    ) -> Result<Vec<u8>> {
        let end = from
            .checked_add(length)
            .ok_or_else(|| Error::invalid_argument("there is no such range"))?;
        let disk = self.disk.clone();
        blocking(move || kept::read(&disk, tree, &path, from..end)).await
    }

    /// Changes a record that is being filled; `length` bytes come to it.
    async fn sparse<T: Send + 'static>(
        self: &Arc<Self>,
        record: Record,
        kind: Kind,
        length: u64,
        work: impl FnOnce(&Sparse) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        let disk = self.engine()?.parts.disk.clone();
        self.look(record, kind, move |sparse| {
            disk.sound()?;
            files::check_space(disk.dir(), length)?;
            work(sparse)
        })
        .await
    }

    async fn look<T: Send + 'static>(
        self: &Arc<Self>,
        record: Record,
        kind: Kind,
        work: impl FnOnce(&Sparse) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        if !matches!(kind, Kind::Partial | Kind::Unrooted) {
            return Err(Error::new(
                Code::InvalidArgument,
                "only some records are filled",
            ));
        }
        let (disk, sparse) = (self.disk.clone(), self.sparse.clone());
        blocking(move || work(&*sparse.get(&disk, record, kind)?)).await
    }
}
