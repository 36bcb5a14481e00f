//! Parts of a tree, without the data below them: by these two blobs are compared that may have much in common.
//!
//! A *subtree* is named by the bytes below it. Its *part* has its uppermost levels, each inner node before those below it
//! and what is below its left child before what is below its right one.

use std::{ops::Range, slice, sync::Arc};

use blake3::hazmat::ChainingValue;

use super::{
    Store,
    fill::Run,
    proof::Outboard,
    record::{GROUP, Kind, PARENT, Record, groups},
    sparse::Sparse,
    tree::{Parent, parent_hash},
    verify::{children, damaged, left_groups},
};
use crate::{
    blocking::blocking,
    error::{Error, Result},
    files,
};

/// The levels of a part: at most 63 inner nodes, 4 KiB, for 1 MiB of data at the bottom of the tree.
const LEVELS: u32 = 6;

/// The bytes of a tree that are copied at once.
const PIECE: usize = 256 * 1024;

/// What a part tells of another blob.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Compared {
    /// Runs of bytes that the other blob has at the same place.
    pub same: Vec<Run>,
    /// The subtrees at the bottom of the part that differ, and have inner nodes of their own.
    pub different: Vec<Run>,
}

impl Store {
    /// The part of a subtree. `InvalidArgument` if there is none of these bytes, `Damaged` if not all of it is here.
    pub async fn part(&self, record: Record, of: Run) -> Result<Vec<u8>> {
        let disk = self.disk.clone();
        blocking(move || {
            let file = disk.read(record.file)?;
            let outboard = Outboard {
                file: &file,
                offset: record.tree_offset(),
            };
            let subtree = Subtree::of(&record, of)?;
            let mut part = Vec::new();
            let hash = outboard.expected(&record, subtree.top())?;
            read(&record, &outboard, &subtree, hash, LEVELS, &mut part)?;
            Ok(part)
        })
        .await
    }

    /// Takes the part of a subtree into a partial record, and compares it with the tree of another blob: what is below
    /// subtrees that both have comes from that one, all but the data. `Damaged` if the part is not of the blob.
    pub async fn adopt(
        self: &Arc<Self>,
        record: Record,
        other: Record,
        of: Run,
        part: Vec<u8>,
    ) -> Result<Compared> {
        let disk = self.engine()?.parts.disk.clone();
        let sparse = self.sparse.clone();
        blocking(move || {
            disk.sound()?;
            files::check_space(disk.dir(), 0)?;
            let file = disk.read(other.file)?;
            let adoption = Adoption {
                into: &*sparse.get(&disk, record, Kind::Partial)?,
                other,
                from: Outboard {
                    file: &file,
                    offset: other.tree_offset(),
                },
            };
            adoption.take(of, &part)
        })
        .await
    }
}

/// A node of a tree, and what lies under it.
struct Subtree {
    /// The first group.
    first: u64,
    groups: u64,
    /// The place in the outboard where its inner nodes begin; the last of them is the uppermost.
    base: u64,
}

impl Subtree {
    fn whole(total: u64) -> Self {
        Self {
            first: 0,
            groups: total,
            base: 0,
        }
    }

    fn of(record: &Record, (from, length): Run) -> Result<Self> {
        let end = from.checked_add(length);
        let found = end
            .filter(|end| from.is_multiple_of(GROUP) && *end <= record.length)
            .filter(|end| *end == record.length || end.is_multiple_of(GROUP))
            .and_then(|end| Self::find(groups(record.length), from / GROUP..groups(end)));
        found
            .filter(|found| found.groups > 1)
            .ok_or_else(|| Error::invalid_argument("these bytes are not those of an inner node"))
    }

    /// The one above some groups, if a node is above these and no others.
    fn find(total: u64, groups: Range<u64>) -> Option<Self> {
        let mut at = Self::whole(total);
        while at.first != groups.start || at.end() != groups.end {
            let (left, right) = at.children()?;
            at = if groups.start < right.first {
                left
            } else {
                right
            };
        }
        Some(at)
    }

    fn children(&self) -> Option<(Self, Self)> {
        let split = (self.groups > 1).then(|| left_groups(self.groups))?;
        let left = Self {
            first: self.first,
            groups: split,
            base: self.base,
        };
        let right = Self {
            first: self.first + split,
            groups: self.groups - split,
            base: self.base + split - 1,
        };
        Some((left, right))
    }

    fn end(&self) -> u64 {
        self.first + self.groups
    }

    /// The place of its uppermost inner node.
    fn top(&self) -> u64 {
        self.base + self.groups - 2
    }

    fn run(&self, record: &Record) -> Run {
        let from = self.first * GROUP;
        (from, record.length.min(self.end() * GROUP) - from)
    }

    fn is_root(&self, record: &Record) -> bool {
        self.groups == groups(record.length)
    }
}

/// Appends the part of a subtree that has this hash.
fn read(
    record: &Record,
    outboard: &Outboard<'_>,
    subtree: &Subtree,
    hash: ChainingValue,
    levels: u32,
    part: &mut Vec<u8>,
) -> Result<()> {
    let Some((left, right)) = subtree.children().filter(|_| levels > 0) else {
        return Ok(());
    };
    let node = outboard.parent(subtree.top())?;
    if parent_hash(&node, subtree.is_root(record)) != hash {
        return Err(damaged(record));
    }
    part.extend_from_slice(&node);
    let (left_hash, right_hash) = children(&node);
    read(record, outboard, &left, left_hash, levels - 1, part)?;
    read(record, outboard, &right, right_hash, levels - 1, part)
}

/// What is taken into a record, as far as another blob does not have it.
struct Adoption<'a> {
    into: &'a Sparse,
    other: Record,
    from: Outboard<'a>,
}

impl Adoption<'_> {
    fn take(&self, of: Run, part: &[u8]) -> Result<Compared> {
        let subtree = Subtree::of(&self.into.record, of)?;
        let (nodes, rest) = part.as_chunks::<{ PARENT as usize }>();
        let mut nodes = nodes.iter();
        let mut compared = Compared::default();
        self.node(&subtree, LEVELS, &mut nodes, &mut compared)?;
        match rest.is_empty() && nodes.next().is_none() {
            true => Ok(compared),
            false => Err(Error::invalid_argument("a part of a tree is too long")),
        }
    }

    fn node(
        &self,
        subtree: &Subtree,
        levels: u32,
        nodes: &mut slice::Iter<'_, Parent>,
        compared: &mut Compared,
    ) -> Result<()> {
        let Some((left, right)) = subtree.children() else {
            return Ok(()); // A group, and another one than the other blob's.
        };
        if levels == 0 {
            compared.different.push(subtree.run(&self.into.record));
            return Ok(());
        }
        let node = next(nodes)?;
        self.into.write_node(subtree.top(), node)?;
        let (left_hash, right_hash) = children(node);
        for (child, hash) in [(left, left_hash), (right, right_hash)] {
            match self.same(&child, hash)? {
                Some(there) => {
                    self.copy(&there, &child)?;
                    compared.same.push(child.run(&self.into.record));
                    skip(&child, levels - 1, nodes)?;
                }
                None => self.node(&child, levels - 1, nodes, compared)?,
            }
        }
        Ok(())
    }

    /// The subtree of the other blob in the same place, if it has this hash, and all that is below it belongs to it.
    fn same(&self, child: &Subtree, hash: ChainingValue) -> Result<Option<Subtree>> {
        let total = groups(self.other.length);
        let Some(there) = Subtree::find(total, child.first..child.end()) else {
            return Ok(None);
        };
        let same = match there.groups {
            1 => self.from.group(total, there.first)? == Some(hash),
            // As it would be below another node, if it is the root there.
            _ => parent_hash(&self.from.parent(there.top())?, false) == hash,
        };
        Ok((same && self.from.has(there.base, there.groups, hash)?).then_some(there))
    }

    fn copy(&self, from: &Subtree, to: &Subtree) -> Result<()> {
        let length = (from.groups - 1) * PARENT;
        let mut bytes = vec![0; PIECE.min(length as usize)];
        let mut at = 0;
        while at < length {
            let piece = &mut bytes[..PIECE.min((length - at) as usize)];
            self.from.read(piece, from.base + at / PARENT)?;
            self.into.write_nodes(to.base + at / PARENT, piece)?;
            at += piece.len() as u64;
        }
        Ok(())
    }
}

/// Passes over what a part has of a subtree.
fn skip(subtree: &Subtree, levels: u32, nodes: &mut slice::Iter<'_, Parent>) -> Result<()> {
    if let Some((left, right)) = subtree.children().filter(|_| levels > 0) {
        next(nodes)?;
        skip(&left, levels - 1, nodes)?;
        skip(&right, levels - 1, nodes)?;
    }
    Ok(())
}

fn next<'a>(nodes: &mut slice::Iter<'a, Parent>) -> Result<&'a Parent> {
    nodes
        .next()
        .ok_or_else(|| Error::invalid_argument("a part of a tree is too short"))
}
