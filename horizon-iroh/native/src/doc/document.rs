//! One open document: writing and reading its entries.

use std::{
    collections::HashMap,
    future::Future,
    sync::{Arc, Mutex, PoisonError},
    time::{SystemTime, UNIX_EPOCH},
};

use iroh_docs::{
    Author, AuthorId, InsertError, NamespaceId, NamespaceSecret, Record, Replica, SignedEntry,
    store::{Query, SortBy, SortDirection, Store},
    sync::{InsertOrigin, MAX_TIMESTAMP_FUTURE_SHIFT, ValidationFailure},
};

use crate::{
    blocking::blocking,
    completion::Reply,
    doc::{
        entry::{Entry, NewEntry},
        signed::{Name, Signed, Taken},
        verified::{Verified, verify},
    },
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
    /// An entry takes the place of the one that this author wrote of its key, with the time of now or, where the clock
    /// went back behind the other's, the one after it. It waits when that is more than 10 minutes ahead of now, which
    /// iroh-docs refuses on every node. One that is there already with this hash is left as it is. Of several of a key,
    /// only the last counts.
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

    /// The entries of names, as they were signed: for each 1 and the entry, or 0.
    pub async fn signed(self: Arc<Self>, names: Vec<Name>) -> Result<Reply> {
        self.with(move |doc, state| {
            let mut bytes = Vec::new();
            for name in names {
                match state.found(doc, &name)? {
                    Some(entry) => {
                        bytes.push(1);
                        Signed::of(&entry)?.write(&mut bytes);
                    }
                    None => bytes.push(0),
                }
            }
            Ok(Reply::bytes(bytes))
        })
        .await
    }

    /// Takes entries that others signed, each in place of its author's earlier one: for each a byte that says what became of
    /// it, see [`Taken`].
    pub async fn take(self: Arc<Self>, entries: Vec<Signed>) -> Result<Reply> {
        let news = self
            .clone()
            .with(move |doc, state| state.news(doc, entries));
        // Signatures cost more than all the rest; others use the document meanwhile.
        let verified = verify(self.id, news.await?).await?;
        self.with(move |doc, state| {
            let taken = state.take(doc, verified)?;
            let taken: Vec<_> = taken.into_iter().map(|taken| taken as u8).collect();
            Ok(Reply::bytes(taken))
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
    /// It is there, or a later one of its batch takes its place.
    Skip,
    /// It is to be written now: where the clock goes back before that, with this time, the one after the entry that it
    /// replaces.
    Now(u64),
    /// It is to be written with this time, since the clock went back.
    At(u64),
    /// The entry that it replaces is too far ahead.
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
                Plan::Skip => true,
                Plan::Now(next) => {
                    insert_now(&mut replica, doc, entry)?
                        || insert_at(&mut replica, doc, secret, entry, next)?
                }
                Plan::At(time) => insert_at(&mut replica, doc, secret, entry, time)?,
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
        let now = (self.now)();
        let places = entries.iter().enumerate();
        let last: HashMap<&[u8], usize> = places
            .clone()
            .map(|(place, entry)| (entry.key.as_slice(), place))
            .collect();
        places
            .map(|(place, entry)| match last[entry.key.as_slice()] {
                last if last > place => Ok(Plan::Skip),
                _ => self.plan_one(doc, entry, now),
            })
            .collect()
    }

    fn found(&mut self, doc: &Doc, name: &Name) -> Result<Option<SignedEntry>> {
        let author = AuthorId::from(&name.author);
        let found = self.store.get_exact(doc.id, author, &name.key, false);
        found.map_err(|error| doc.failure("read", error.as_ref()))
    }

    /// Those of entries that are not here; nothing for each of the others, at whose signatures nobody need look.
    fn news(&mut self, doc: &Doc, entries: Vec<Signed>) -> Result<Vec<Option<Signed>>> {
        let each = entries.into_iter();
        each.map(|entry| Ok((!self.knows(doc, &entry)?).then_some(entry)))
            .collect()
    }

    fn take(&mut self, doc: &Doc, entries: Vec<Verified>) -> Result<Vec<Taken>> {
        let mut replica = self
            .store
            .open_replica(&doc.id)
            .map_err(|error| doc.failure("open", &error))?;
        let each = entries.into_iter();
        each.map(|entry| match entry {
            Verified::Known => Ok(Taken::Known),
            Verified::Forged => Ok(Taken::Forged),
            Verified::Genuine(entry) => take_one(&mut replica, doc, *entry),
        })
        .collect()
    }

    /// Whether an entry is not later than its author's that is here.
    fn knows(&mut self, doc: &Doc, entry: &Signed) -> Result<bool> {
        let found = self.found(doc, &entry.name)?;
        let later = |found: SignedEntry| {
            (found.timestamp(), found.content_hash()) >= (entry.time, entry.hash)
        };
        Ok(found.is_some_and(later))
    }

    fn plan_one(&mut self, doc: &Doc, entry: &NewEntry, now: u64) -> Result<Plan> {
        let before = self
            .store
            .get_exact(doc.id, doc.author.id(), &entry.key, true)
            .map_err(|error| doc.failure("read", error.as_ref()))?;
        let Some(before) = before else {
            return Ok(Plan::Now(0));
        };
        let next = before.timestamp().saturating_add(1);
        Ok(if before.content_hash() == entry.hash {
            Plan::Skip
        } else if next <= now {
            Plan::Now(next)
        } else if next <= now.saturating_add(MAX_TIMESTAMP_FUTURE_SHIFT) {
            Plan::At(next)
        } else {
            Plan::Wait
        })
    }
}

/// Inserts an entry with the time of this moment; false when that is not later than the one that it replaces.
fn insert_now(replica: &mut Replica<'_>, doc: &Doc, entry: &NewEntry) -> Result<bool> {
    let inserting = replica.insert(&entry.key, &doc.author, entry.hash, entry.length);
    // Nobody subscribes to the replica, so this never waits.
    match n0_future::future::block_on(inserting) {
        Ok(_) => Ok(true),
        // The clock was set back since the plan was made.
        Err(InsertError::NewerEntryExists) => Ok(false),
        Err(error) => Err(write_failure(doc, error)),
    }
}

/// Inserts an entry with a time; false when that is too far ahead of this machine's clock.
pub(super) fn insert_at(
    replica: &mut Replica<'_>,
    doc: &Doc,
    secret: &NamespaceSecret,
    entry: &NewEntry,
    time: u64,
) -> Result<bool> {
    let record = Record::new(entry.hash, entry.length, time);
    let signed = SignedEntry::from_parts(secret, &doc.author, &entry.key, record);
    match insert_signed(replica, signed) {
        Ok(_) => Ok(true),
        // The clock was set back since the plan was made.
        Err(InsertError::Validation(ValidationFailure::TooFarInTheFuture)) => Ok(false),
        Err(error) => Err(write_failure(doc, error)),
    }
}

/// Takes an entry whose signatures were verified.
fn take_one(replica: &mut Replica<'_>, doc: &Doc, entry: SignedEntry) -> Result<Taken> {
    match insert_signed(replica, entry) {
        Ok(_) => Ok(Taken::Taken),
        Err(InsertError::NewerEntryExists) => Ok(Taken::Known),
        Err(InsertError::EntryIsEmpty) => Ok(Taken::Forged),
        Err(InsertError::Validation(failure)) => Ok(match failure {
            ValidationFailure::TooFarInTheFuture => Taken::Early,
            ValidationFailure::InvalidNamespace
            | ValidationFailure::BadSignature
            | ValidationFailure::InvalidEmptyEntry => Taken::Forged,
        }),
        Err(error) => Err(write_failure(doc, error)),
    }
}

/// Inserts an entry that is known to be signed as it should be: for iroh-docs a local one, whose signatures it does not verify.
/// The number of those that it replaces.
pub(super) fn insert_signed(
    replica: &mut Replica<'_>,
    entry: SignedEntry,
) -> Result<usize, InsertError> {
    // Nobody subscribes to the replica, so this never waits.
    n0_future::future::block_on(replica.insert_entry(entry, InsertOrigin::Local))
}

fn write_failure(doc: &Doc, error: InsertError) -> Error {
    match error {
        InsertError::Store(error) => doc.failure("write", error.as_ref()),
        error => doc.failure("write", &error),
    }
}

pub(super) fn micros_now() -> u64 {
    let now = SystemTime::now().duration_since(UNIX_EPOCH);
    now.unwrap_or_default().as_micros() as u64
}
