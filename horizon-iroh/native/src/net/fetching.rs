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
use tokio::{
    select,
    time::{Instant, sleep_until, timeout_at},
};

use super::{BLOBS, dialling::Dialler};
use crate::{
    completion::Reply,
    error::{Error, Result},
    store::locked,
    wire::{
        fetch::{Batch, End, Sink, fetch, size},
        keep::Keep,
        progress::Progress,
        rate::Limiter,
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
    running: Running,
}

/// The fetches that go on, by their numbers.
type Running = Arc<Mutex<HashMap<u64, Arc<Progress>>>>;

/// A fetch that goes on until this is dropped.
pub struct GoingOn {
    number: u64,
    running: Running,
    /// How far it is.
    pub progress: Arc<Progress>,
}

impl Drop for GoingOn {
    fn drop(&mut self) {
        locked(&self.running).remove(&self.number);
    }
}

/// What a peer gives, on its way into a record.
pub struct Flow {
    /// Keeps it.
    pub keep: Keep,
    /// Who gives it.
    pub peer: EndpointId,
    /// How fast it may come.
    pub rate: Arc<Limiter>,
    /// How far it is.
    pub progress: Arc<Progress>,
}

impl Sink for Flow {
    fn take(&self, batch: Batch) -> Result<()> {
        self.keep.take(batch)
    }

    async fn came(&self, bytes: u64) {
        let until = self.rate.spend(&self.peer, bytes);
        self.progress.add(bytes, until.is_some());
        if let Some(until) = until {
            sleep_until(until).await;
            self.progress.add(0, false);
        }
    }

    async fn stopped(&self) {
        self.progress.stopped().await;
    }
}

/// A node that may have a blob.
pub struct Source {
    /// Its id.
    pub peer: EndpointId,
    /// Where it may be reached.
    pub addresses: Vec<SocketAddr>,
    /// How long it may take to connect, until the first bytes come, and until each group does.
    pub patience: Duration,
}

impl Fetcher {
    /// Begins a fetch under a number.
    pub fn begin(&self, number: u64) -> GoingOn {
        let progress = Arc::<Progress>::default();
        locked(&self.running).insert(number, progress.clone());
        GoingOn {
            number,
            running: self.running.clone(),
            progress,
        }
    }

    /// How far a fetch is that goes on.
    pub fn progress(&self, number: u64) -> Option<Arc<Progress>> {
        locked(&self.running).get(&number).cloned()
    }

    /// Fetches groups of a blob into a partial record: 0 if all came, 1 if the peer gave no more, 2 if it lied; how many bytes
    /// came, and why no more.
    pub async fn fetch(
        &self,
        dialler: &Dialler,
        source: &Source,
        flow: Arc<Flow>,
        groups: &[Range<u64>],
    ) -> Result<Reply> {
        let record = flow.keep.record;
        let blob = (record.hash, record.length);
        loop {
            let connected = select! {
                connected = self.connection(dialler, source) => Some(connected?),
                () = flow.stopped() => None,
            };
            let Some((connection, fresh)) = connected else {
                return Ok(
                    Reply::numbers(1, 0).with("it was stopped before there was a connection")
                );
            };
            let end = fetch(&connection, blob, groups, source.patience, &flow).await?;
            let came = flow.progress.came();
            let (code, why) = match end {
                // It was kept for too long.
                End::Short(_) if !fresh && came == 0 && connection.close_reason().is_some() => {
                    continue;
                }
                End::All => (0, String::new()),
                End::Short(why) => (1, why),
                End::Lie(why) => (2, why),
            };
            return Ok(Reply::numbers(code, came.cast_signed()).with(why));
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
