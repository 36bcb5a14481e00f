//! Garbage collection on demand.
//!
//! The store collects in a task of its own that asks for the live hashes before each run. That task is made to wait
//! until a run is wanted; the run ends when it asks again.

use std::{
    collections::HashSet,
    sync::{Arc, PoisonError},
};

use iroh_blobs::{
    Hash,
    api::blobs::BlobStatus,
    store::{GcConfig, ProtectOutcome, fs::FsStore},
};
use n0_future::time::{Duration, Instant};
use tokio::sync::{mpsc, oneshot};

use super::Blobs;
use crate::{
    completion::Reply,
    error::{Code, Error, Result},
};

/// How often a run is looked after.
const CHECK_INTERVAL: Duration = Duration::from_secs(1);

/// A run that takes longer failed without a word.
const RUN_LIMIT: Duration = Duration::from_secs(1800);

/// The hashes that a collection keeps, as they come in.
#[derive(Debug, Default)]
pub struct Collection {
    live: HashSet<Hash>,
}

impl Collection {
    /// Adds hashes that are live.
    pub fn keep(&mut self, hashes: impl IntoIterator<Item = Hash>) {
        self.live.extend(hashes);
    }
}

struct Run {
    live: HashSet<Hash>,
    done: oneshot::Sender<()>,
}

/// Starts runs of the store's collection and waits for their ends.
pub struct Collector(mpsc::Sender<Run>);

impl Collector {
    /// A collector, and what the store has to be opened with.
    pub fn new() -> (Self, GcConfig) {
        let (sender, receiver) = mpsc::channel::<Run>(1);
        // One task calls back, never twice at once; the lock is for the compiler.
        let state = Arc::new(tokio::sync::Mutex::new((
            receiver,
            None::<oneshot::Sender<()>>,
        )));
        let config = GcConfig {
            interval: Duration::from_millis(1),
            add_protected: Some(Arc::new(move |live| {
                let state = state.clone();
                Box::pin(async move {
                    let (runs, running) = &mut *state.lock().await;
                    if let Some(done) = running.take() {
                        done.send(()).ok();
                    }
                    match runs.recv().await {
                        Some(run) => {
                            *live = run.live;
                            *running = Some(run.done);
                            ProtectOutcome::Continue
                        }
                        // The store is closing.
                        None => std::future::pending().await,
                    }
                })
            })),
        };
        (Self(sender), config)
    }

    async fn run(&self, store: &FsStore, live: HashSet<Hash>) -> Result<()> {
        let ended = || Error::new(Code::Stopped, "the blob store's collection failed");
        let (done, mut wait) = oneshot::channel();
        let run = Run { live, done };
        self.0.send(run).await.map_err(|_| ended())?;
        let deadline = Instant::now() + RUN_LIMIT;
        // The store ends its task silently when a run fails, as it does when the disk is full.
        loop {
            match tokio::time::timeout(CHECK_INTERVAL, &mut wait).await {
                Ok(end) => return end.map_err(|_| ended()),
                Err(_) if store.sync_db().await.is_err() || Instant::now() > deadline => {
                    return Err(ended());
                }
                Err(_) => {}
            }
        }
    }
}

impl Blobs {
    /// Begins a collection: from now on every blob that is added or released is kept until its end.
    pub fn begin_collection(&self) -> Result<i64> {
        self.open_store()?;
        self.pins.begin_collection();
        Ok(self.collections.insert(Arc::default()))
    }

    /// Forgets a collection that was begun; whether there was one.
    pub fn abandon_collection(&self, handle: i64) -> bool {
        let known = self.collections.remove(handle).is_some();
        if known {
            self.pins.end_collection();
        }
        known
    }

    /// Drops every blob that the collection does not keep and that is not pinned: their number and hashes.
    pub async fn run_collection(&self, handle: i64) -> Result<Reply> {
        let collection = self
            .collections
            .remove(handle)
            .ok_or_else(|| Error::invalid_handle("collection"))?;
        let live = std::mem::take(
            &mut collection
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .live,
        );
        let result = self.collect(live).await;
        self.pins.end_collection();
        let dropped = result?;
        let mut bytes = Vec::with_capacity(dropped.len() * 32);
        for hash in &dropped {
            bytes.extend_from_slice(hash.as_bytes());
        }
        Ok(Reply::number(dropped.len() as i64).with(bytes))
    }

    async fn collect(&self, mut live: HashSet<Hash>) -> Result<Vec<Hash>> {
        let open = self.open_store()?;
        self.pins.add_to(&mut live);
        let mut dead = open.list().await?;
        dead.retain(|hash| !live.contains(hash));
        if dead.is_empty() {
            return Ok(dead);
        }
        // Nothing becomes part of the store from here on: an import whose rename came before the store's delete and
        // whose row came after it would lose its file.
        let _no_imports = self.gate.write().await;
        self.pins.add_to(&mut live);
        if let Err(error) = open.collector.run(&open.store, live).await {
            // The store ends its task also when no more than a file could not be deleted.
            return Err(match open.store.sync_db().await {
                Ok(()) => open.stop(error),
                Err(_) => open.died(error.message),
            });
        }
        let mut dropped = Vec::with_capacity(dead.len());
        for hash in dead {
            if matches!(open.status(hash).await?, BlobStatus::NotFound) {
                dropped.push(hash);
            }
        }
        Ok(dropped)
    }
}
