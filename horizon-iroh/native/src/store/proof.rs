//! Groups and inner nodes of a tree, compared with its root without all that lies beside them.

use std::{collections::HashMap, fs::File, os::unix::fs::FileExt};

use blake3::hazmat::ChainingValue;
use bytes::Bytes;

use super::{
    record::{GROUP, PARENT, Record, groups, tree_size},
    tree::{Parent, group_hash, parent_hash},
    verify::{children, damaged, left_groups},
};
use crate::error::{Error, Result};

/// The groups whose inner nodes are read at once: a quarter of a MiB of them.
const AT_ONCE: u64 = 4096;

/// An outboard in a file.
pub struct Outboard<'a> {
    /// The file.
    pub file: &'a File,
    /// Where in it the outboard begins.
    pub offset: u64,
}

impl Outboard<'_> {
    /// The inner node at a position.
    pub(super) fn parent(&self, position: u64) -> Result<Parent> {
        let mut parent: Parent = [0; PARENT as usize];
        self.read(&mut parent, position)?;
        Ok(parent)
    }

    /// Reads the inner nodes from a position on.
    pub(super) fn read(&self, bytes: &mut [u8], position: u64) -> Result<()> {
        self.file
            .read_exact_at(bytes, self.offset + position * PARENT)
            .map_err(|error| Error::io("read a tree", &error))
    }

    /// What the hash of an inner node has to be. `Damaged` if those above it do not tell.
    pub(super) fn expected(&self, record: &Record, position: u64) -> Result<ChainingValue> {
        expected(record, self, &path_to(groups(record.length), position))
    }

    /// What the node above a group says that its hash is; nothing of an only one.
    pub(super) fn group(&self, total: u64, index: u64) -> Result<Option<ChainingValue>> {
        let path = path(total, index);
        let above = path.last().map(|step| (step, self.parent(step.position)));
        above
            .map(|(step, parent)| Ok(step.child(&parent?)))
            .transpose()
    }

    /// Whether the inner nodes of a subtree, which begin at `base`, belong to its hash.
    pub(super) fn has(&self, base: u64, groups: u64, hash: ChainingValue) -> Result<bool> {
        below(self, base, groups, hash, false)
    }
}

/// An inner node above a group.
struct Step {
    /// Its place in the outboard, in nodes.
    position: u64,
    /// Whether the group lies under its right child.
    right: bool,
}

impl Step {
    /// The hash of the child on the way.
    fn child(&self, parent: &Parent) -> ChainingValue {
        let (left, right) = children(parent);
        if self.right { right } else { left }
    }
}

/// The inner nodes above a group, from the root down.
fn path(total: u64, index: u64) -> Vec<Step> {
    let (mut first, mut groups, mut base) = (0, total, 0);
    let mut path = Vec::new();
    while groups > 1 {
        let split = left_groups(groups);
        let right = index - first >= split;
        path.push(Step {
            position: base + groups - 2,
            right,
        });
        if right {
            first += split;
            base += split - 1;
            groups -= split;
        } else {
            groups = split;
        }
    }
    path
}

/// The inner nodes above one, from the root down.
fn path_to(total: u64, position: u64) -> Vec<Step> {
    let (mut groups, mut base) = (total, 0);
    let mut path = Vec::new();
    while groups > 1 && base + groups - 2 != position {
        let split = left_groups(groups);
        let right = position >= base + split - 1;
        path.push(Step {
            position: base + groups - 2,
            right,
        });
        if right {
            base += split - 1;
            groups -= split;
        } else {
            groups = split;
        }
    }
    path
}

/// What the hash of whatever is below a path has to be. `Damaged` if a node on it is not what it has to be.
fn expected(record: &Record, outboard: &Outboard<'_>, path: &[Step]) -> Result<ChainingValue> {
    let mut expected = *record.hash.as_bytes();
    for (depth, step) in path.iter().enumerate() {
        let parent = outboard.parent(step.position)?;
        if parent_hash(&parent, depth == 0) != expected {
            return Err(damaged(record));
        }
        expected = step.child(&parent);
    }
    Ok(expected)
}

/// Compares an inner node, which those above it came before, with the hash of its blob. `Damaged` if it differs.
pub fn node(record: &Record, outboard: &Outboard<'_>, position: u64, node: &Parent) -> Result<()> {
    let total = groups(record.length);
    if position >= total.saturating_sub(1) {
        return Err(Error::invalid_argument("there is no such inner node"));
    }
    let path = path_to(total, position);
    let expected = expected(record, outboard, &path)?;
    match parent_hash(node, path.is_empty()) == expected {
        true => Ok(()),
        false => Err(damaged(record)),
    }
}

/// Compares a group, which the inner nodes above it came before, with the hash of its blob. `Damaged` if it differs.
pub fn group(record: &Record, outboard: &Outboard<'_>, index: u64, data: &[u8]) -> Result<()> {
    let total = groups(record.length);
    let expected = expected(record, outboard, &path(total, index))?;
    let hash = match total {
        1 => *blake3::hash(data).as_bytes(),
        _ => group_hash(index, data),
    };
    match hash == expected {
        true => Ok(()),
        false => Err(damaged(record)),
    }
}

/// Compares inner nodes, each behind those above it, and then groups with the hash of their blob: each with the node above it,
/// which was compared before, here or when it was written. `Damaged` if one differs.
pub fn parts(
    record: &Record,
    outboard: &Outboard<'_>,
    nodes: &[(u64, Parent)],
    data: &[(u64, Bytes)],
) -> Result<()> {
    let total = groups(record.length);
    let mut compared = HashMap::with_capacity(nodes.len());
    let expected = |compared: &HashMap<u64, &Parent>, above: Option<Step>| match above {
        None => Ok(*record.hash.as_bytes()),
        Some(step) => match compared.get(&step.position) {
            Some(parent) => Ok(step.child(parent)),
            None => outboard
                .parent(step.position)
                .map(|parent| step.child(&parent)),
        },
    };
    for (position, node) in nodes {
        if *position >= total.saturating_sub(1) {
            return Err(Error::invalid_argument("there is no such inner node"));
        }
        let above = path_to(total, *position).pop();
        let is_root = above.is_none();
        if parent_hash(node, is_root) != expected(&compared, above)? {
            return Err(damaged(record));
        }
        compared.insert(*position, node);
    }
    for (index, data) in data {
        let length = |index| GROUP.min(record.length - index * GROUP);
        if *index >= total || data.len() as u64 != length(*index) {
            return Err(Error::invalid_argument("there is no such group"));
        }
        let hash = match total {
            1 => *blake3::hash(data).as_bytes(),
            _ => group_hash(*index, data),
        };
        if hash != expected(&compared, path(total, *index).pop())? {
            return Err(damaged(record));
        }
    }
    Ok(())
}

/// Compares all inner nodes with the hash of their blob. `Damaged` if anything differs.
pub fn tree(record: &Record, outboard: &Outboard<'_>) -> Result<()> {
    match below(
        outboard,
        0,
        groups(record.length),
        *record.hash.as_bytes(),
        true,
    )? {
        true => Ok(()),
        false => Err(damaged(record)),
    }
}

/// Whether the nodes of a subtree, which begin at `base`, belong to its hash.
fn below(
    outboard: &Outboard<'_>,
    base: u64,
    groups: u64,
    hash: ChainingValue,
    root: bool,
) -> Result<bool> {
    if groups <= AT_ONCE {
        let mut bytes = vec![0; tree_bytes(groups)];
        outboard.read(&mut bytes, base)?;
        return Ok(in_memory(bytes.as_chunks().0, groups, hash, root));
    }
    let parent = outboard.parent(base + groups - 2)?;
    let (left, right) = children(&parent);
    let split = left_groups(groups);
    Ok(parent_hash(&parent, root) == hash
        && below(outboard, base, split, left, false)?
        && below(outboard, base + split - 1, groups - split, right, false)?)
}

fn in_memory(nodes: &[Parent], groups: u64, hash: ChainingValue, root: bool) -> bool {
    let Some((parent, nodes)) = nodes.split_last() else {
        return true; // A group, whose data is elsewhere.
    };
    let (left, right) = children(parent);
    let split = left_groups(groups);
    let (below_left, below_right) = nodes.split_at(split as usize - 1);
    parent_hash(parent, root) == hash
        && in_memory(below_left, split, left, false)
        && in_memory(below_right, groups - split, right, false)
}

fn tree_bytes(groups: u64) -> usize {
    tree_size(groups * GROUP) as usize
}
