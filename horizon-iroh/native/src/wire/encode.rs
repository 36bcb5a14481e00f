//! What goes over the wire of a blob, window by window.

use std::{convert::Infallible, io};

use bao_tree::{
    BaoTree, ChunkNum, ChunkRanges, TreeNode,
    io::{
        mixed::{EncodedItem, ReadBytesAt, Sender, traverse_ranges_validated},
        sync::Outboard,
    },
};
use bytes::Bytes;

use super::{BLOCK, Opened, Place, chunks};
use crate::store::record::PARENT;

/// The chunks that are read at once: 256 KiB.
pub const WINDOW: u64 = 256;

/// What a window takes of the memory: its chunks, and the inner nodes above their groups.
const ROOM: usize = (WINDOW * 1024 + WINDOW / 16 * PARENT) as usize + 4096;

/// The rest of what a peer asked for of a blob.
pub struct Encoding {
    blob: Opened,
    /// Ends where the first group is missing.
    wanted: ChunkRanges,
    /// What was asked for below this was read.
    at: ChunkNum,
    /// Whether nothing is missing.
    pub whole: bool,
}

impl Encoding {
    /// All that was asked for of a blob, up to the first group that is not here.
    pub fn new(blob: Opened, mut wanted: ChunkRanges) -> Self {
        let mut whole = true;
        if let Some(present) = &blob.present {
            let missing = &wanted - &chunks(present, blob.length);
            if let Some(first) = missing.boundaries().first() {
                wanted &= ChunkRanges::from(..*first);
                whole = false;
            }
        }
        Self {
            blob,
            wanted,
            at: ChunkNum(0),
            whole,
        }
    }

    /// The length of the blob, which goes ahead of it.
    pub fn length(&self) -> u64 {
        self.blob.length
    }

    /// Notes that so many bytes of the data were sent.
    pub fn sent(&self, bytes: u64) {
        self.blob.pin.sent(bytes);
    }

    /// Whether everything was read.
    pub fn is_done(&self) -> bool {
        (&self.wanted & &ChunkRanges::from(self.at..)).is_empty()
    }

    /// The next window, behind what goes ahead of it. Blocks.
    ///
    /// A window is read and verified from the root down, like a request of its own; inner nodes that an earlier window sent
    /// are left out, so that all windows together are the answer to the whole request.
    pub fn next(&mut self, mut ahead: Vec<u8>) -> Window {
        ahead.reserve(ROOM);
        let mut window = Window {
            bytes: ahead,
            data: 0,
            failed: None,
        };
        let rest = &self.wanted & &ChunkRanges::from(self.at..);
        let Some(next) = rest.boundaries().first() else {
            return window;
        };
        let last = ChunkNum::chunks(self.blob.length).0.saturating_sub(1);
        // A range that begins behind the end means the last chunk.
        let begin = next.0.min(last) / WINDOW * WINDOW;
        let end = begin + WINDOW;
        let chunks = match end > last {
            true => ChunkRanges::from(ChunkNum(begin)..),
            false => ChunkRanges::from(ChunkNum(begin)..ChunkNum(end)),
        };
        let before = &self.wanted & &ChunkRanges::from(..ChunkNum(begin));
        let mut collect = Collect {
            sent: before.boundaries().last().map(|end| end.0 - 1),
            window: &mut window,
        };
        let wanted = &self.wanted & &chunks;
        let (data, tree) = (Data(&self.blob.data), Tree(&self.blob));
        let traversal = traverse_ranges_validated(data, tree, &wanted, &mut collect);
        // Only the collector could wait, and it does not.
        let Ok(()) = n0_future::future::block_on(traversal);
        if end > last {
            self.wanted = ChunkRanges::empty();
        }
        self.at = ChunkNum(end);
        window
    }
}

/// A part of what is sent.
pub struct Window {
    /// At most [`WINDOW`] chunks and the inner nodes above them, verified.
    pub bytes: Vec<u8>,
    /// How many of these bytes are of the data.
    pub data: u64,
    /// Why there is nothing behind these bytes: what was to come is damaged, or could not be read.
    pub failed: Option<io::Error>,
}

struct Collect<'a> {
    /// The last chunk that an earlier window sent.
    sent: Option<u64>,
    window: &'a mut Window,
}

impl Collect<'_> {
    fn is_sent(&self, node: TreeNode) -> bool {
        // Inside of groups, whose chunks never lie in two windows, nodes have no number.
        let above_groups = node.level() >= u32::from(BLOCK.chunk_log());
        above_groups
            && self
                .sent
                .is_some_and(|sent| node.chunk_range().start.0 <= sent)
    }
}

impl Sender for Collect<'_> {
    type Error = Infallible;

    async fn send(&mut self, item: EncodedItem) -> Result<(), Infallible> {
        match item {
            EncodedItem::Size(_) | EncodedItem::Done => {}
            EncodedItem::Parent(parent) if self.is_sent(parent.node) => {}
            EncodedItem::Parent(parent) => {
                self.window
                    .bytes
                    .extend_from_slice(parent.pair.0.as_bytes());
                self.window
                    .bytes
                    .extend_from_slice(parent.pair.1.as_bytes());
            }
            EncodedItem::Leaf(leaf) => {
                self.window.bytes.extend_from_slice(&leaf.data);
                self.window.data += leaf.data.len() as u64;
            }
            EncodedItem::Error(error) => self.window.failed = Some(error.into()),
        }
        Ok(())
    }
}

struct Data<'a>(&'a Place);

impl ReadBytesAt for Data<'_> {
    fn read_bytes_at(&self, offset: u64, size: usize) -> io::Result<Bytes> {
        let mut bytes = vec![0; size];
        self.0.read(&mut bytes, offset)?;
        Ok(bytes.into())
    }
}

struct Tree<'a>(&'a Opened);

impl Outboard for Tree<'_> {
    fn root(&self) -> blake3::Hash {
        self.0.hash
    }

    fn tree(&self) -> BaoTree {
        BaoTree::new(self.0.length, BLOCK)
    }

    fn load(&self, node: TreeNode) -> io::Result<Option<(blake3::Hash, blake3::Hash)>> {
        let Some(place) = self.tree().post_order_offset(node) else {
            return Ok(None);
        };
        let mut pair = [[0; 32]; 2];
        let bytes = pair.as_flattened_mut();
        self.0.tree.read(bytes, place.value() * PARENT)?;
        Ok(Some((pair[0].into(), pair[1].into())))
    }
}
