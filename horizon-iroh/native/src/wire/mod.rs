//! Blobs on iroh-blobs' wire protocol: [`provider`] answers peers, [`fetch`] asks them.
//!
//! The loops are ours, since those of iroh-blobs ask only whether a peer may have the blob that a request begins with, and go
//! on to whatever hashes that blob holds; types, encoding and decoding are iroh-blobs' and bao-tree's.

pub mod encode;
pub mod fetch;
pub mod keep;
pub mod progress;
pub mod provider;
pub mod rate;
mod turns;

use std::{fs::File, future::Future, io, ops::Range, os::unix::fs::FileExt, sync::Arc};

use bao_tree::{BlockSize, ChunkNum, ChunkRanges};
use blake3::Hash;
use bytes::Bytes;
use iroh::EndpointId;

use crate::{
    error::Result,
    store::{
        Record,
        record::{GROUP, groups},
    },
};

/// The leaves of the tree on the wire are those of the store: groups of 16 chunks of 1 KiB.
const BLOCK: BlockSize = BlockSize::from_chunk_log(4);

const CHUNKS_PER_GROUP: u64 = GROUP / 1024;

/// The groups of a blob that are here, in ascending order, with the inner nodes above them; nothing if all are.
pub type Present = Option<Vec<Range<u64>>>;

/// Decides what peers may have, and has it.
pub trait Shelf: Send + Sync + 'static {
    /// Whether a peer may have every one of these blobs, here or not.
    fn may_have(&self, peer: EndpointId, hashes: &[Hash]) -> impl Future<Output = bool> + Send;

    /// Opens a blob for a peer; nothing if it is not here, or if the peer may not have it any more.
    fn open(
        &self,
        peer: EndpointId,
        hash: Hash,
    ) -> impl Future<Output = Result<Option<Opened>>> + Send;

    /// Hears that a blob could not be read as it should be: what was to be sent of it was not.
    fn failed(&self, hash: Hash, why: &io::Error);
}

/// A blob that is ready to be read.
pub struct Opened {
    /// BLAKE3 of the data.
    pub hash: Hash,
    /// Of the data in bytes.
    pub length: u64,
    /// The data.
    pub data: Place,
    /// The outboard, in the order of a record's.
    pub tree: Place,
    /// What is here of it.
    pub present: Present,
    /// Keeps the bytes where they are until this is dropped.
    pub pin: Box<dyn Hold>,
}

/// What keeps bytes where they are until it is dropped.
pub trait Hold: Send + Sync {
    /// Hears that so many bytes of the data were sent.
    fn sent(&self, bytes: u64);
}

impl Opened {
    /// A record in a file.
    pub fn record(record: &Record, file: &Arc<File>, present: Present, pin: Box<dyn Hold>) -> Self {
        Self {
            hash: record.hash,
            length: record.length,
            data: Place::File(file.clone(), record.offset),
            tree: Place::File(file.clone(), record.tree_offset()),
            present,
            pin,
        }
    }
}

/// Where bytes are.
pub enum Place {
    /// In a file, from an offset on.
    File(Arc<File>, u64),
    /// In memory.
    Memory(Bytes),
}

impl Place {
    fn read(&self, bytes: &mut [u8], offset: u64) -> io::Result<()> {
        match self {
            Place::File(file, begin) => file.read_exact_at(bytes, begin + offset),
            Place::Memory(all) => {
                let there = usize::try_from(offset)
                    .ok()
                    .and_then(|from| all.get(from..));
                match there.and_then(|there| there.get(..bytes.len())) {
                    Some(there) => bytes.copy_from_slice(there),
                    None => return Err(io::ErrorKind::UnexpectedEof.into()),
                }
                Ok(())
            }
        }
    }
}

/// The chunks of groups of a blob; those of its last group have no end, as they have on the wire.
fn chunks(of: &[Range<u64>], length: u64) -> ChunkRanges {
    let mut chunks = ChunkRanges::empty();
    for range in of.iter().filter(|range| !range.is_empty()) {
        let begin = ChunkNum(range.start * CHUNKS_PER_GROUP);
        chunks |= match range.end < groups(length) {
            true => ChunkRanges::from(begin..ChunkNum(range.end * CHUNKS_PER_GROUP)),
            false => ChunkRanges::from(begin..),
        };
    }
    chunks
}

#[cfg(test)]
mod tests;
