//! Fetching blobs from peers, over one connection with each that is kept.

use std::{
    collections::HashMap,
    net::SocketAddr,
    ops::Range,
    sync::{Arc, Mutex},
    time::Duration,
};

use blake3::Hash;
use iroh::{EndpointId, endpoint::Connection};
use tokio::time::{Instant, timeout_at};

use super::{BLOBS, dialling::Dialler};
use crate::{
    completion::Reply,
    error::{Error, Result},
    store::locked,
    wire::{
        fetch::{End, fetch, size},
        keep::Keep,
    },
};

/// The peers whose connections are kept.
const MOST_KEPT: usize = 64;

/// How long a peer that was not reached is not tried again at the same addresses.
const NOT_AGAIN: Duration = Duration::from_secs(2);

/// What became of the last connection with a peer; who makes one holds it.
type Kept = Arc<tokio::sync::Mutex<Last>>;

#[derive(Default)]
enum Last {
    #[default]
    None,
    /// It is kept for the next fetch.
    Made(Connection),
    /// It was not made.
    Failed(Failed),
}

struct Failed {
    at: Instant,
    addresses: Vec<SocketAddr>,
    error: Error,
}

/// The connections with those who have blobs. Thread-safe.
#[derive(Default)]
pub struct Fetcher {
    kept: Mutex<HashMap<EndpointId, Kept>>,
}

/// A node that may have a blob.
pub struct Source {
    /// Its id.
    pub peer: EndpointId,
    /// Where it may be reached.
    pub addresses: Vec<SocketAddr>,
    /// How long it may take to connect, until the first bytes come, and until each batch does.
    pub patience: Duration,
}

impl Fetcher {
    /// Fetches groups of a blob into a partial record: 0 if all came, 1 if the peer gave no more, 2 if it lied, and why.
    pub async fn fetch(
        &self,
        dialler: &Dialler,
        source: &Source,
        keep: Arc<Keep>,
        groups: &[Range<u64>],
    ) -> Result<Reply> {
        let blob = (keep.record.hash, keep.record.length);
        loop {
            let (connection, fresh) = self.connection(dialler, source).await?;
            let end = fetch(&connection, blob, groups, source.patience, &keep).await?;
            let (code, why) = match end {
                // It was kept for too long.
                End::Short(_) if !fresh && connection.close_reason().is_some() => continue,
                End::All => (0, String::new()),
                End::Short(why) => (1, why),
                End::Lie(why) => (2, why),
            };
            return Ok(Reply::number(code).with(why));
        }
    }

    /// Asks a peer for the length of a blob, which its last group proves: 0 and the length, 1 if the peer does not give that
    /// group, 2 if it gave something else, and why.
    pub async fn size(&self, dialler: &Dialler, source: &Source, hash: Hash) -> Result<Reply> {
        loop {
            let (connection, fresh) = self.connection(dialler, source).await?;
            let (code, why) = match size(&connection, hash, source.patience).await {
                Ok(size) => return Ok(Reply::numbers(0, size.cast_signed())),
                // It was kept for too long.
                Err(End::Short(_)) if !fresh && connection.close_reason().is_some() => continue,
                Err(End::All) => (1, String::new()),
                Err(End::Short(why)) => (1, why),
                Err(End::Lie(why)) => (2, why),
            };
            return Ok(Reply::number(code).with(why));
        }
    }

    /// A connection with a peer; whether it is a new one. Whoever waits for another's attempt shares its failure.
    async fn connection(&self, dialler: &Dialler, source: &Source) -> Result<(Connection, bool)> {
        let addresses = &source.addresses;
        let deadline = Instant::now() + source.patience;
        let kept = self.kept(source.peer);
        let kept = timeout_at(deadline, kept.lock()).await;
        let mut kept = kept.map_err(|_| dialler.unreachable(source.peer, addresses))?;
        match &*kept {
            Last::Made(connection) if connection.close_reason().is_none() => {
                return Ok((connection.clone(), false));
            }
            Last::Failed(last) if last.addresses == *addresses && last.at.elapsed() < NOT_AGAIN => {
                return Err(last.error.clone());
            }
            Last::None | Last::Made(_) | Last::Failed(_) => {}
        }
        let left = deadline.saturating_duration_since(Instant::now());
        let connected = dialler.connect(source.peer, addresses, BLOBS, left).await;
        *kept = match &connected {
            Ok(connection) => Last::Made(connection.clone()),
            Err(error) => Last::Failed(Failed {
                at: Instant::now(),
                addresses: addresses.clone(),
                error: error.clone(),
            }),
        };
        connected.map(|connection| (connection, true))
    }

    fn kept(&self, peer: EndpointId) -> Kept {
        let mut kept = locked(&self.kept);
        if kept.len() >= MOST_KEPT && !kept.contains_key(&peer) {
            // One that nobody is about to use; what goes on over it goes on.
            let unused = kept.iter().find(|(_, kept)| Arc::strong_count(kept) == 1);
            let unused = unused.map(|(peer, _)| *peer);
            unused.and_then(|peer| kept.remove(&peer));
        }
        kept.entry(peer).or_default().clone()
    }

    /// Forgets every connection.
    pub fn close(&self) {
        locked(&self.kept).clear();
    }
}
