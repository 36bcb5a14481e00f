//! One open document: writing and reading its entries.

use std::{
    collections::HashMap,
    future::Future,
    sync::{Arc, Mutex, PoisonError},
    time::{SystemTime, UNIX_EPOCH},
};

use iroh_blobs::Hash;
use iroh_docs::{
    Author, ContentStatus, InsertError, NamespaceId, NamespaceSecret, Record, Replica, SignedEntry,
    store::{Query, SortBy, SortDirection, Store},
    sync::{MAX_TIMESTAMP_FUTURE_SHIFT, ValidationFailure},
};

use crate::{
    blob::durable::blocking,
    completion::Reply,
    doc::entry::{Entry, NewEntry},
    error::{Code, Error, Result},
    handles::{Kind, Slab},
};

/// An open document. Thread-safe: one user of the store at a time, others wait without blocking the runtime.
pub struct Doc {
    pub(super) id: NamespaceId,
    /// Nothing where the document is only read.
    secret: Option<NamespaceSecret>,
    author: Author,
    pub(super) state: Mutex<Option<State>>,
}

/// An iteration; it sees the document as it was when the iteration began.
type Scan = Box<dyn Iterator<Item = anyhow::Result<SignedEntry>> + Send>;

pub(super) struct State {
    scans: Slab<Arc<Mutex<Scan>>>,
    pub(super) store: Store,
    /// The time in microseconds since 1970.
    pub(super) now: fn() -> u64,
}

impl Doc {
    /// The document of an open store.
    pub(super) fn new(
        id: NamespaceId,
        secret: Option<NamespaceSecret>,
        author: Author,
        store: Store,
    ) -> Self {
        let state = State {
            scans: Slab::new(Kind::Scan),
            store,
            now: micros_now,
        };
        Self {
            id,
            secret,
            author,
            state: Mutex::new(Some(state)),
        }
    }

    /// Writes entries of the node's author: the number of those that have to wait, and for each its place in `entries`
    /// as 4 bytes.
    ///
    /// An entry takes the place of the one that this author wrote of its key, with the given time or, where that is not
    /// later, the one after the other's. It waits when that is more than 10 minutes ahead of now, which iroh-docs
    /// refuses on every node. One that is there already with this hash and no earlier time is left as it is.
    pub async fn insert(self: Arc<Self>, entries: Vec<NewEntry>) -> Result<Reply> {
        self.with(move |doc, state| state.insert(doc, &entries))
            .await
    }

    /// The entries of a key, by author: their number, and the entries.
    pub async fn get(self: Arc<Self>, key: Vec<u8>) -> Result<Reply> {
        self.with(move |doc, state| {
            let query = Query::key_exact(key).sort_by(SortBy::KeyAuthor, SortDirection::Asc);
            let found = state.store.get_many(doc.id, query.build());
            doc.read(found.map_err(|error| doc.failure("read", error.as_ref()))?)
        })
        .await
    }

    /// Begins an iteration over all entries, by key and then by author: its handle.
    pub async fn scan(self: Arc<Self>) -> Result<Reply> {
        self.with(|doc, state| {
            let query = Query::all().sort_by(SortBy::KeyAuthor, SortDirection::Asc);
            let found = state
                .store
                .get_many(doc.id, query.build())
                .map_err(|error| doc.failure("read", error.as_ref()))?;
            let scan: Scan = Box::new(found);
            let scan = state.scans.insert(Arc::new(Mutex::new(scan)));
            Ok(Reply::number(scan))
        })
        .await
    }

    /// Up to `limit` further entries of an iteration; none at its end.
    pub async fn scan_next(self: Arc<Self>, scan: i64, limit: usize) -> Result<Reply> {
        let page = self.clone().with(move |_, state| {
            let scan = state.scans.get(scan);
            scan.ok_or_else(|| Error::invalid_handle("iteration"))
        });
        let entries = page.await?;
        // The document is free for others while a page is read.
        blocking(move || {
            let mut entries = entries.lock().unwrap_or_else(PoisonError::into_inner);
            self.read(entries.by_ref().take(limit))
        })
        .await
    }

    /// Ends an iteration.
    pub async fn scan_close(self: Arc<Self>, scan: i64) -> Result<Reply> {
        self.with(move |_, state| {
            let scan = state.scans.remove(scan);
            scan.map(|_| Reply::done())
                .ok_or_else(|| Error::invalid_handle("iteration"))
        })
        .await
    }

    /// Makes everything that was written durable.
    pub async fn flush(self: Arc<Self>) -> Result<Reply> {
        self.with(|doc, state| {
            let flushed = state.store.flush();
            flushed.map_err(|error| doc.sync_failure(error.as_ref()))?;
            Ok(Reply::done())
        })
        .await
    }

    /// Flushes and closes the store.
    pub(super) fn close(&self) -> Result<()> {
        let state = self
            .state
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .take();
        let Some(mut state) = state else {
            return Ok(());
        };
        // Iterations hold the database open.
        state.scans.drain();
        let flushed = state.store.flush();
        flushed.map_err(|error| self.sync_failure(error.as_ref()))
    }

    /// The number of entries, and the entries.
    fn read(&self, entries: impl Iterator<Item = anyhow::Result<SignedEntry>>) -> Result<Reply> {
        let mut bytes = Vec::new();
        let mut count = 0;
        for entry in entries {
            let entry = entry.map_err(|error| self.failure("read", error.as_ref()))?;
            Entry::from(&entry).write(&mut bytes);
            count += 1;
        }
        Ok(Reply::number(count).with(bytes))
    }

    fn with<T: Send + 'static>(
        self: Arc<Self>,
        work: impl FnOnce(&Doc, &mut State) -> Result<T> + Send + 'static,
    ) -> impl Future<Output = Result<T>> + Send {
        blocking(move || {
            let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
            let state = state
                .as_mut()
                .ok_or_else(|| Error::invalid_handle("document"))?;
            work(&self, state)
        })
    }

    fn failure(&self, doing: &str, error: &(dyn std::error::Error + 'static)) -> Error {
        Error::library(format!("{doing} document {}", self.id), error)
    }

    fn sync_failure(&self, error: &(dyn std::error::Error + 'static)) -> Error {
        let error = self.failure("commit", error);
        match error.code {
            Code::DiskFull => error,
            _ => Error::new(Code::SyncFailed, error.message),
        }
    }
}

/// What to do with a new entry.
enum Plan {
    /// It is there.
    Keep,
    /// It is to be written with this time.
    Write(u64),
    /// Its time is too far ahead.
    Wait,
}

impl State {
    fn insert(&mut self, doc: &Doc, entries: &[NewEntry]) -> Result<Reply> {
        let secret = doc.secret.as_ref().ok_or_else(|| {
            let message = format!("document {} is only read here", doc.id);
            Error::new(Code::ReadOnly, message)
        })?;
        let plans = self.plan(doc, entries)?;
        let mut replica = self
            .store
            .open_replica(&doc.id)
            .map_err(|error| doc.failure("open", &error))?;
        let mut waiting = Vec::new();
        let mut count = 0;
        for (place, (entry, plan)) in entries.iter().zip(plans).enumerate() {
            let done = match plan {
                Plan::Keep => true,
                Plan::Write(time) => insert(&mut replica, doc, secret, entry, time)?,
                Plan::Wait => false,
            };
            if !done {
                waiting.extend_from_slice(&(place as u32).to_ne_bytes());
                count += 1;
            }
        }
        Ok(Reply::number(count).with(waiting))
    }

    fn plan(&mut self, doc: &Doc, entries: &[NewEntry]) -> Result<Vec<Plan>> {
        let author = doc.author.id();
        let latest_allowed = (self.now)().saturating_add(MAX_TIMESTAMP_FUTURE_SHIFT);
        // What this batch writes.
        let mut written: HashMap<&[u8], (u64, Hash)> = HashMap::new();
        let mut plans = Vec::with_capacity(entries.len());
        for entry in entries {
            let before = match written.get(entry.key.as_slice()) {
                Some(before) => Some(*before),
                None => self
                    .store
                    .get_exact(doc.id, author, &entry.key, true)
                    .map_err(|error| doc.failure("read", error.as_ref()))?
                    .map(|before| (before.timestamp(), before.content_hash())),
            };
            let plan = match before {
                Some((time, hash)) if time >= entry.time && hash == entry.hash => Plan::Keep,
                _ => {
                    let earliest = before.map_or(0, |(time, _)| time.saturating_add(1));
                    match entry.time.max(earliest) {
                        time if time > latest_allowed => Plan::Wait,
                        time => Plan::Write(time),
                    }
                }
            };
            if let Plan::Write(time) = plan {
                written.insert(&entry.key, (time, entry.hash));
            }
            plans.push(plan);
        }
        Ok(plans)
    }
}

/// Inserts an entry; false when its time is too far ahead of this machine's clock.
fn insert(
    replica: &mut Replica<'_>,
    doc: &Doc,
    secret: &NamespaceSecret,
    entry: &NewEntry,
    time: u64,
) -> Result<bool> {
    let record = Record::new(entry.hash, entry.length, time);
    let signed = SignedEntry::from_parts(secret, &doc.author, &entry.key, record);
    // The only insert that lets us choose the time. It also verifies both signatures, which costs more than all the
    // rest of an insert.
    let inserting =
        replica.insert_remote_entry(signed, *doc.author.id().as_bytes(), ContentStatus::Complete);
    // Nobody subscribes to the replica, so this never waits.
    match n0_future::future::block_on(inserting) {
        Ok(_) => Ok(true),
        // The clock was set back since the plan was made.
        Err(InsertError::Validation(ValidationFailure::TooFarInTheFuture)) => Ok(false),
        Err(InsertError::Store(error)) => Err(doc.failure("write", error.as_ref())),
        Err(error) => Err(doc.failure("write", &error)),
    }
}

pub(super) fn micros_now() -> u64 {
    let now = SystemTime::now().duration_since(UNIX_EPOCH);
    now.unwrap_or_default().as_micros() as u64
}
