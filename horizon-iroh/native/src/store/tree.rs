//! The BLAKE3 tree of a blob whose bytes come one after the other.

use blake3::{
    Hash, Hasher,
    hazmat::{ChainingValue, HasherExt, Mode, merge_subtrees_non_root, merge_subtrees_root},
};

use super::record::{GROUP, PARENT};
use crate::error::Result;

/// An inner node: the hashes of its children.
pub type Parent = [u8; PARENT as usize];

const GROUP_BYTES: usize = GROUP as usize;

/// Computes hash and outboard in one pass. The inner nodes are handed out in post-order as soon as they are known; what is
/// kept is a part of a group, and one hash for each level of the tree.
#[derive(Debug, Default)]
pub struct Tree {
    /// The bytes behind the last whole group. A first group stays until more comes: alone, it is the root.
    partial: Vec<u8>,
    groups: u64,
    /// The roots of the whole subtrees so far, from the left.
    stack: Vec<ChainingValue>,
}

impl Tree {
    /// Takes the next bytes; fastest in whole groups. Fails only if `parents` does.
    pub fn update(
        &mut self,
        mut bytes: &[u8],
        parents: &mut impl FnMut(&Parent) -> Result<()>,
    ) -> Result<()> {
        while !bytes.is_empty() {
            if self.partial.len() == GROUP_BYTES {
                self.push_partial(parents)?;
            }
            let whole = self.partial.is_empty() && bytes.len() >= GROUP_BYTES;
            if whole && (self.groups > 0 || bytes.len() > GROUP_BYTES) {
                let (group, rest) = bytes.split_at(GROUP_BYTES);
                self.push(group, parents)?;
                bytes = rest;
            } else {
                let room = GROUP_BYTES - self.partial.len();
                let (taken, rest) = bytes.split_at(room.min(bytes.len()));
                self.partial.extend_from_slice(taken);
                bytes = rest;
            }
        }
        Ok(())
    }

    /// The hash of all bytes. Fails only if `parents` does.
    pub fn finish(mut self, parents: &mut impl FnMut(&Parent) -> Result<()>) -> Result<Hash> {
        if self.groups == 0 {
            return Ok(blake3::hash(&self.partial));
        }
        if !self.partial.is_empty() {
            self.push_partial(parents)?;
        }
        // There are two groups at least, as a first one is pushed only when more comes.
        let mut right = self.stack.pop().unwrap_or_default();
        while let Some(left) = self.stack.pop() {
            parents(&parent(&left, &right))?;
            if self.stack.is_empty() {
                return Ok(merge_subtrees_root(&left, &right, Mode::Hash));
            }
            right = merge_subtrees_non_root(&left, &right, Mode::Hash);
        }
        Ok(Hash::from_bytes(right))
    }

    fn push_partial(&mut self, parents: &mut impl FnMut(&Parent) -> Result<()>) -> Result<()> {
        let group = std::mem::take(&mut self.partial);
        self.push(&group, parents)?;
        self.partial = group;
        self.partial.clear();
        Ok(())
    }

    fn push(
        &mut self,
        group: &[u8],
        parents: &mut impl FnMut(&Parent) -> Result<()>,
    ) -> Result<()> {
        // A subtree that is whole is merged only now: had nothing come behind it, it might have been the root.
        while self.stack.len() > self.groups.count_ones() as usize {
            if let (Some(right), Some(left)) = (self.stack.pop(), self.stack.pop()) {
                parents(&parent(&left, &right))?;
                self.stack
                    .push(merge_subtrees_non_root(&left, &right, Mode::Hash));
            }
        }
        self.stack.push(group_hash(self.groups, group));
        self.groups += 1;
        Ok(())
    }
}

/// The hash of a group that is not the only one of its blob.
pub fn group_hash(index: u64, bytes: &[u8]) -> ChainingValue {
    // A new one each time: a hasher that is reset keeps its offset.
    let mut hasher = Hasher::new();
    hasher.set_input_offset(index * GROUP).update(bytes);
    hasher.finalize_non_root()
}

/// The hash of an inner node.
pub fn parent_hash(parent: &Parent, root: bool) -> ChainingValue {
    let (mut left, mut right) = ([0; 32], [0; 32]);
    left.copy_from_slice(&parent[..32]);
    right.copy_from_slice(&parent[32..]);
    if root {
        *merge_subtrees_root(&left, &right, Mode::Hash).as_bytes()
    } else {
        merge_subtrees_non_root(&left, &right, Mode::Hash)
    }
}

fn parent(left: &ChainingValue, right: &ChainingValue) -> Parent {
    let mut parent = [0; PARENT as usize];
    parent[..32].copy_from_slice(left);
    parent[32..].copy_from_slice(right);
    parent
}

#[cfg(test)]
mod tests {
    use bao_tree::{BlockSize, io::outboard::PostOrderMemOutboard};

    use super::*;
    use crate::store::{
        record::tree_size,
        testing::{Random, content},
    };

    /// Blocks of 16 chunks of 1 KiB.
    const BLOCK: BlockSize = BlockSize::from_chunk_log(4);

    fn tree(pieces: impl Iterator<Item = impl AsRef<[u8]>>) -> (Hash, Vec<u8>) {
        let (mut tree, mut outboard) = (Tree::default(), Vec::new());
        let mut keep = |parent: &Parent| {
            outboard.extend_from_slice(parent);
            Ok(())
        };
        for piece in pieces {
            tree.update(piece.as_ref(), &mut keep).unwrap();
        }
        let hash = tree.finish(&mut keep).unwrap();
        (hash, outboard)
    }

    #[test]
    fn hash_and_outboard_are_those_of_bao_tree() {
        let mut random = Random::of_now();
        let group = GROUP_BYTES;
        let mut lengths = vec![0, 1, 1024, 1025];
        for groups in [1, 2, 3, 4, 5, 7, 8, 9, 64] {
            lengths.extend([groups * group - 1, groups * group, groups * group + 1]);
        }
        lengths.extend((0..200).map(|_| random.below(3 << 20) as usize));
        for length in lengths {
            let bytes = content(length, random.next());
            let expected = PostOrderMemOutboard::create(&bytes, BLOCK);
            for piece in [1 + random.below(40_000) as usize, group, 4 * group, 7_777] {
                let (hash, outboard) = tree(bytes.chunks(piece));
                assert_eq!(hash, expected.root, "{length} in pieces of {piece}");
                assert!(outboard == expected.data, "{length} in pieces of {piece}");
            }
            assert_eq!(expected.data.len() as u64, tree_size(length as u64));
            assert_eq!(blake3::hash(&bytes), expected.root);
        }
    }

    #[test]
    fn an_inner_node_hashes_to_what_its_parent_says() {
        let (hash, outboard) = tree(content(4 * GROUP_BYTES, 1).chunks(GROUP_BYTES));
        let nodes: Vec<&Parent> = outboard.as_chunks().0.iter().collect();
        assert_eq!(parent_hash(nodes[2], true), *hash.as_bytes());
        assert_eq!(parent_hash(nodes[0], false), nodes[2][..32]);
        assert_eq!(parent_hash(nodes[1], false), nodes[2][32..]);
    }
}
