//! Fetching blobs from peers, over one connection with each that is kept.

use std::{
    collections::HashMap,
    net::SocketAddr,
    ops::Range,
    sync::{Arc, Mutex},
    time::Duration,
};

use iroh::{EndpointId, endpoint::Connection};

use super::{BLOBS, dialling::Dialler};
use crate::{
    completion::Reply,
    error::Result,
    store::locked,
    wire::{
        fetch::{End, fetch},
        keep::Keep,
    },
};

/// The peers whose connections are kept.
const MOST_KEPT: usize = 64;

/// A connection that is kept for the next fetch, if there is one.
type Kept = Arc<tokio::sync::Mutex<Option<Connection>>>;

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

    /// A connection with a peer; whether it is a new one.
    async fn connection(&self, dialler: &Dialler, source: &Source) -> Result<(Connection, bool)> {
        let kept = self.kept(source.peer);
        let mut kept = kept.lock().await;
        if let Some(connection) = kept.as_ref().filter(|kept| kept.close_reason().is_none()) {
            return Ok((connection.clone(), false));
        }
        let dialling = dialler.connect(source.peer, &source.addresses, BLOBS, source.patience);
        let connection = dialling.await?;
        Ok((kept.insert(connection).clone(), true))
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
