//! The loop that asks a peer.

use std::{
    fmt::Display,
    future::{Future, pending},
    ops::Range,
    sync::Arc,
    time::Duration,
};

use bao_tree::{BaoTree, ChunkRanges, io::BaoContentItem};
use blake3::Hash;
use bytes::Bytes;
use iroh::endpoint::Connection;
use iroh_blobs::{
    get::fsm::{self, BlobContentNext, ConnectedNext, DecodeError},
    protocol::{ChunkRangesExt, GetRequest},
};
use tokio::{select, time::timeout};

use super::{BLOCK, chunks};
use crate::{
    blocking::blocking,
    error::Result,
    store::{
        record::{GROUP, MAX_FILLED, PARENT},
        tree::Parent,
    },
};

/// The bytes that are handed over at once.
const BATCH: usize = 256 * 1024;

/// Why a fetch ended that was stopped.
const STOPPED: &str = "nothing more was wanted";

/// Keeps what comes of a blob.
pub trait Sink: Send + Sync + 'static {
    /// Takes the next batch. Called on a thread that may block, one call after the other; an error ends the fetch.
    fn take(&self, batch: Batch) -> Result<()>;

    /// Hears that so many verified bytes came; the peer waits as long as this does.
    fn came(&self, _bytes: u64) -> impl Future<Output = ()> + Send {
        async {}
    }

    /// Waits until nothing more is wanted.
    fn stopped(&self) -> impl Future<Output = ()> + Send {
        pending()
    }
}

/// Verified parts of a blob, in the order in which they came.
#[derive(Debug, Default)]
pub struct Batch {
    /// Inner nodes, each with its offset in the outboard; those above a group are in the batch of the group or in an earlier
    /// one.
    pub parents: Vec<(u64, Parent)>,
    /// Groups, each with its index and all its bytes.
    pub groups: Vec<(u64, Bytes)>,
}

/// How a fetch ended. Whatever came before that is in the sink.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum End {
    /// Everything is there.
    All,
    /// The peer gave no more, for this reason.
    Short(String),
    /// The peer gave something else than the blob, or said that it has another length and did not prove it.
    Lie(String),
}

/// Fetches groups of a blob from a peer: `length` is the blob's, `patience` how long the first bytes, and each further group,
/// may take. Fails only if the sink does.
pub async fn fetch(
    connection: &Connection,
    (hash, length): (Hash, u64),
    groups: &[Range<u64>],
    patience: Duration,
    sink: &Arc<impl Sink>,
) -> Result<End> {
    let ranges = chunks(groups, length);
    if ranges.is_empty() {
        return Ok(End::All);
    }
    let request = GetRequest::blob_ranges(hash.into(), ranges);
    let start = fsm::start(connection.clone(), request, Default::default());
    let begun = select! {
        begun = timeout(patience, begin(start, length)) => begun.unwrap_or_else(|_| Err(slow())),
        () = sink.stopped() => Err(short(STOPPED)),
    };
    let mut content = match begun {
        Ok(content) => content,
        Err(End::Lie(why)) => return Ok(wrong_length(connection, hash, patience, why).await),
        Err(end) => return Ok(end),
    };
    loop {
        let mut batch = Batch::default();
        let mut size = 0;
        let rest = loop {
            // What is here already is taken, so that little comes twice.
            let next = select! {
                biased;
                next = timeout(patience, next(content)) => next.unwrap_or_else(|_| Err(slow())),
                () = sink.stopped() => Err(short(STOPPED)),
            };
            let item;
            (content, item) = match next {
                Ok(next) => next,
                Err(end) => break Err(end),
            };
            let leaf = matches!(item, BaoContentItem::Leaf(_));
            let bytes = batch.add(item, length);
            size += bytes;
            if leaf {
                sink.came(bytes as u64).await;
            }
            if size >= BATCH {
                break Ok(content);
            }
        };
        if size > 0 {
            let sink = sink.clone();
            blocking(move || sink.take(batch)).await?;
        }
        content = match rest {
            Ok(content) => content,
            Err(end) => return Ok(end),
        };
    }
}

impl Batch {
    /// Adds an item; the bytes that it has.
    fn add(&mut self, item: BaoContentItem, length: u64) -> usize {
        match item {
            BaoContentItem::Parent(parent) => {
                let place = BaoTree::new(length, BLOCK).post_order_offset(parent.node);
                let mut pair: Parent = [0; PARENT as usize];
                pair[..32].copy_from_slice(parent.pair.0.as_bytes());
                pair[32..].copy_from_slice(parent.pair.1.as_bytes());
                let place = place.map(|place| (place.value() * PARENT, pair));
                self.parents.extend(place);
                pair.len()
            }
            BaoContentItem::Leaf(leaf) => {
                let size = leaf.data.len();
                self.groups.push((leaf.offset / GROUP, leaf.data));
                size
            }
        }
    }
}

/// Asks a peer for the length of a blob, and for its last group, which proves it. `patience` is for both together.
pub async fn size(connection: &Connection, hash: Hash, patience: Duration) -> Result<u64, End> {
    let request = GetRequest::blob_ranges(hash.into(), ChunkRanges::last_chunk());
    let start = fsm::start(connection.clone(), request, Default::default());
    let asking = async {
        let (mut content, claimed) = header(start).await?;
        if claimed > MAX_FILLED {
            return Err(End::Lie(format!("{claimed} bytes are claimed")));
        }
        loop {
            content = match next(content).await {
                Ok((content, _)) => content,
                Err(End::All) => return Ok(claimed),
                Err(end) => return Err(end),
            };
        }
    };
    timeout(patience, asking)
        .await
        .unwrap_or_else(|_| Err(slow()))
}

/// What it means that a peer says that a blob has another length: it lies, unless it proves that. Then who told us the length does.
async fn wrong_length(connection: &Connection, hash: Hash, patience: Duration, why: String) -> End {
    match size(connection, hash, patience).await {
        Ok(length) => short(format!("the blob has {length} bytes: {why}")),
        Err(_) => End::Lie(why),
    }
}

/// Asks, and waits for the length that has to come.
async fn begin(start: fsm::AtInitial, length: u64) -> Result<fsm::AtBlobContent, End> {
    let (content, claimed) = header(start).await?;
    if claimed != length {
        let message = format!("{claimed} bytes are claimed where {length} are expected");
        return Err(End::Lie(message));
    }
    Ok(content)
}

/// Asks, and waits for the length that is claimed.
async fn header(start: fsm::AtInitial) -> Result<(fsm::AtBlobContent, u64), End> {
    let connected = start.next().await.map_err(short)?;
    let header = match connected.next().await.map_err(short)? {
        ConnectedNext::StartRoot(root) => root.next(),
        ConnectedNext::StartChild(_) | ConnectedNext::Closing(_) => {
            return Err(short("nothing was asked for"));
        }
    };
    header.next().await.map_err(short)
}

/// The next item, or the end.
async fn next(content: fsm::AtBlobContent) -> Result<(fsm::AtBlobContent, BaoContentItem), End> {
    match content.next().await {
        BlobContentNext::More((content, Ok(item))) => Ok((content, item)),
        BlobContentNext::Done(_) => Err(End::All),
        BlobContentNext::More((_, Err(error))) => Err(match error {
            DecodeError::ParentHashMismatch { .. } | DecodeError::LeafHashMismatch { .. } => {
                End::Lie(error.to_string())
            }
            error => short(error),
        }),
    }
}

fn short(error: impl Display) -> End {
    End::Short(format!("{error:#}"))
}

fn slow() -> End {
    short("the peer is too slow")
}
