//! Whether a blob is still what it was.

use std::{fs::File, io, ops::Range, os::unix::fs::FileExt};

use blake3::hazmat::ChainingValue;

use super::{
    record::{self, GROUP, Kind, PARENT, Record, TRAILER, groups},
    tree::{Parent, group_hash, parent_hash},
};
use crate::error::{Code, Error, Result};

/// Groups that are read at once.
const BLOCK: u64 = 16;

/// Where the bytes come from that are compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Source {
    /// From memory, if the system has them there.
    Any,
    /// From the disk, which is asked again. At the end of the blob what stands behind the tree is compared, too.
    Disk,
}

/// The groups that a range of a blob touches. `InvalidArgument` if it does not lie inside.
pub fn touched(record: &Record, from: u64, length: u64) -> Result<Range<u64>> {
    let end = from
        .checked_add(length)
        .filter(|end| *end <= record.length)
        .ok_or_else(|| Error::invalid_argument("the range does not lie inside the blob"))?;
    Ok(from / GROUP..if length == 0 {
        from / GROUP
    } else {
        groups(end)
    })
}

/// Compares groups of a blob, and the inner nodes above them, with its hash, from the root down. `Damaged` if anything
/// differs or is not there. Takes a quarter of a MiB of memory.
pub fn verify(record: &Record, file: &File, wanted: Range<u64>, source: Source) -> Result<()> {
    let total = groups(record.length);
    if source == Source::Disk {
        forget(record, file, &wanted);
        if wanted.end == total {
            frame(record, file)?;
        }
    }
    let whole = Node {
        first: 0,
        groups: total,
        outboard: record.tree_offset(),
        hash: *record.hash.as_bytes(),
        root: true,
    };
    if total == 0 {
        return match blake3::hash(&[]) == record.hash {
            true => Ok(()),
            false => Err(damaged(record)),
        };
    }
    let mut check = Check {
        record,
        file,
        wanted,
        data: Vec::new(),
    };
    check.node(whole)
}

/// A node of the tree and what lies under it.
struct Node {
    /// The first group.
    first: u64,
    groups: u64,
    /// Where in the file the inner nodes begin; the last of them is this one.
    outboard: u64,
    hash: ChainingValue,
    root: bool,
}

struct Check<'a> {
    record: &'a Record,
    file: &'a File,
    wanted: Range<u64>,
    data: Vec<u8>,
}

impl Check<'_> {
    fn node(&mut self, node: Node) -> Result<()> {
        let end = node.first + node.groups;
        if end <= self.wanted.start || node.first >= self.wanted.end {
            return Ok(());
        }
        let inside = self.wanted.start <= node.first && end <= self.wanted.end;
        if node.groups == 1 || (inside && node.groups <= BLOCK) {
            return self.block(&node);
        }
        let mut parent: Parent = [0; PARENT as usize];
        self.read(&mut parent, node.outboard + (node.groups - 2) * PARENT)?;
        if parent_hash(&parent, node.root) != node.hash {
            return Err(damaged(self.record));
        }
        let (left, right) = children(&parent);
        let split = left_groups(node.groups);
        self.node(Node {
            first: node.first,
            groups: split,
            outboard: node.outboard,
            hash: left,
            root: false,
        })?;
        self.node(Node {
            first: node.first + split,
            groups: node.groups - split,
            outboard: node.outboard + (split - 1) * PARENT,
            hash: right,
            root: false,
        })
    }

    /// Reads all that lies under a node at once.
    fn block(&mut self, node: &Node) -> Result<()> {
        let begin = node.first * GROUP;
        let end = self.record.length.min(begin + node.groups * GROUP);
        let mut data = std::mem::take(&mut self.data);
        data.resize((end - begin) as usize, 0);
        self.read(&mut data, self.record.offset + begin)?;
        let mut outboard = vec![0; ((node.groups - 1) * PARENT) as usize];
        self.read(&mut outboard, node.outboard)?;
        let hash = if node.root && node.groups == 1 {
            Some(*blake3::hash(&data).as_bytes())
        } else {
            subtree(node.first, &data, &outboard, node.root)
        };
        self.data = data;
        match hash == Some(node.hash) {
            true => Ok(()),
            false => Err(damaged(self.record)),
        }
    }

    fn read(&self, bytes: &mut [u8], offset: u64) -> Result<()> {
        read(self.record, self.file, bytes, offset)
    }
}

/// Lets the system drop what it has in memory of groups, and of what stands behind them all.
#[cfg(target_os = "linux")]
fn forget(record: &Record, file: &File, wanted: &Range<u64>) {
    use std::os::fd::AsRawFd;

    let tree = (
        record.tree_offset(),
        record.offset + record::size(record.length),
    );
    let data = (
        record.offset + wanted.start * GROUP,
        tree.0.min(record.offset + wanted.end * GROUP),
    );
    for (begin, end) in [data, tree] {
        if let (Ok(begin), Ok(length)) = (begin.try_into(), (end - begin).try_into()) {
            // SAFETY: the descriptor is open as long as `file` is borrowed. It is advice: what is kept is compared as it is.
            unsafe {
                libc::posix_fadvise(file.as_raw_fd(), begin, length, libc::POSIX_FADV_DONTNEED)
            };
        }
    }
}

#[cfg(not(target_os = "linux"))]
fn forget(_record: &Record, _file: &File, _wanted: &Range<u64>) {}

/// Compares what stands behind the tree with what has to be there.
fn frame(record: &Record, file: &File) -> Result<()> {
    let begin = record.tree_offset() + record::tree_size(record.length);
    let end = record.offset + record::size(record.length);
    let mut bytes = vec![0; (end - begin) as usize];
    read(record, file, &mut bytes, begin)?;
    let (zeros, trailer) = bytes.split_at(bytes.len() - TRAILER as usize);
    match zeros.iter().all(|byte| *byte == 0) && trailer == record.trailer(Kind::Whole) {
        true => Ok(()),
        false => Err(damaged(record)),
    }
}

fn read(record: &Record, file: &File, bytes: &mut [u8], offset: u64) -> Result<()> {
    match file.read_exact_at(bytes, offset) {
        Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => Err(damaged(record)),
        read => read.map_err(|error| {
            let doing = format!("read file {} at {offset}", record.file);
            Error::io(doing, &error)
        }),
    }
}

/// The hash of a node from the data under it; nothing if an inner node is not what it has to be.
fn subtree(first: u64, data: &[u8], outboard: &[u8], root: bool) -> Option<ChainingValue> {
    let groups = groups(data.len() as u64);
    if groups == 1 {
        return Some(group_hash(first, data));
    }
    let split = left_groups(groups);
    let (left, right) = data.split_at((split * GROUP) as usize);
    let (inner, parent) = outboard.split_last_chunk::<{ PARENT as usize }>()?;
    let (below_left, below_right) = inner.split_at(((split - 1) * PARENT) as usize);
    let hashes = (
        subtree(first, left, below_left, false)?,
        subtree(first + split, right, below_right, false)?,
    );
    (hashes == children(parent)).then(|| parent_hash(parent, root))
}

/// The groups under the left child of a node over several.
pub(super) fn left_groups(groups: u64) -> u64 {
    1 << (groups - 1).ilog2()
}

pub(super) fn children(parent: &Parent) -> (ChainingValue, ChainingValue) {
    let (mut left, mut right) = ([0; 32], [0; 32]);
    left.copy_from_slice(&parent[..32]);
    right.copy_from_slice(&parent[32..]);
    (left, right)
}

pub(super) fn damaged(record: &Record) -> Error {
    Error::new(
        Code::Damaged,
        format!(
            "blob {} is damaged in file {} at {}",
            record.hash.to_hex(),
            record.file,
            record.offset
        ),
    )
}
