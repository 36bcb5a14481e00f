//! Documents: one iroh document in one store file for each bucket.
//!
//! A document's store reaches nothing but that document, so a range that a peer chooses can reach nothing else either
//! (iroh-docs#117). Entries are only ever replaced: deletes of iroh-docs come back with the next synchronisation.

use std::{
    collections::HashMap,
    future::Future,
    path::{Path, PathBuf},
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use iroh::SecretKey;
use iroh_blobs::Hash;
use iroh_docs::{
    Author, AuthorId, Capability, ContentStatus, InsertError, NamespaceId, NamespaceSecret, Record,
    Replica, SignedEntry,
    store::{OpenError, Query, SortDirection, Store},
};

use crate::{
    blob::durable::blocking,
    completion::Reply,
    error::{Code, Error, Result},
    files,
    handles::{Kind, Slab},
};

/// iroh-docs refuses entries that are further ahead of the clock.
const MAX_AHEAD: Duration = Duration::from_secs(600);

/// How the name of a document's file ends while it is being made.
const UNFINISHED: &str = "new";

/// A key, the hash it maps to, and the length of what is hashed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Never empty, and no prefix of another key of its document: a new entry erases those it is a prefix of.
    pub key: Vec<u8>,
    /// The content's hash.
    pub hash: Hash,
    /// The content's length, at least 1.
    pub length: u64,
}

impl Entry {
    /// Reads entries: for each a length of 4 bytes, the key, 32 bytes of hash and 8 bytes of length, all native order.
    pub fn read_all(mut bytes: &[u8]) -> Result<Vec<Self>> {
        let mut entries = Vec::new();
        while !bytes.is_empty() {
            let (entry, rest) =
                Self::read(bytes).ok_or_else(|| Error::invalid_argument("cut off entry"))?;
            entries.push(entry);
            bytes = rest;
        }
        Ok(entries)
    }

    fn read(bytes: &[u8]) -> Option<(Self, &[u8])> {
        let (key_length, bytes) = bytes.split_first_chunk::<4>()?;
        let (key, bytes) = bytes.split_at_checked(u32::from_ne_bytes(*key_length) as usize)?;
        let (hash, bytes) = bytes.split_first_chunk::<32>()?;
        let (length, bytes) = bytes.split_first_chunk::<8>()?;
        let entry = Self {
            key: key.to_vec(),
            hash: Hash::from_bytes(*hash),
            length: u64::from_ne_bytes(*length),
        };
        Some((entry, bytes))
    }

    /// Writes the form that [`Self::read_all`] reads.
    pub fn write(&self, out: &mut Vec<u8>) {
        out.extend_from_slice(&(self.key.len() as u32).to_ne_bytes());
        out.extend_from_slice(&self.key);
        out.extend_from_slice(self.hash.as_bytes());
        out.extend_from_slice(&self.length.to_ne_bytes());
    }
}

impl From<&SignedEntry> for Entry {
    fn from(entry: &SignedEntry) -> Self {
        Self {
            key: entry.key().to_vec(),
            hash: entry.content_hash(),
            length: entry.content_len(),
        }
    }
}

/// The documents of a node. Thread-safe.
pub struct Docs {
    dir: PathBuf,
    author: Author,
    /// The open documents.
    pub open: Slab<Arc<Doc>>,
}

/// An open document. Thread-safe: one user of the store at a time, others wait without blocking the runtime.
pub struct Doc {
    id: NamespaceId,
    author: Author,
    state: Mutex<Option<State>>,
}

/// An iteration; it sees the document as it was when the iteration began.
type Scan = Box<dyn Iterator<Item = anyhow::Result<SignedEntry>> + Send>;

struct State {
    scans: Slab<Arc<Mutex<Scan>>>,
    store: Store,
    now: fn() -> u64,
}

impl Docs {
    /// The documents below a directory. The node's author key follows from its secret, so that there is nothing to lose.
    pub fn new(dir: PathBuf, secret: &[u8; 32]) -> Arc<Self> {
        let seed = Hash::new([b"horizonpush author key 1".as_slice(), secret].concat());
        Arc::new(Self {
            dir,
            author: Author::from_bytes(seed.as_bytes()),
            open: Slab::new(Kind::Doc),
        })
    }

    /// The node's author.
    pub fn author(&self) -> AuthorId {
        self.author.id()
    }

    /// Makes an empty document durably and opens it: its handle and id.
    pub async fn create(self: Arc<Self>) -> Result<Reply> {
        blocking(move || {
            files::create_dir(&self.dir)?;
            let secret = NamespaceSecret::from_bytes(&SecretKey::generate().to_bytes());
            let path = self.path(&secret.id());
            // Under another name, so that a power cut leaves either no document or a whole one.
            let unfinished = path.with_extension(UNFINISHED);
            let mut store = open_store(&unfinished)?;
            store
                .import_namespace(Capability::Write(secret.clone()))
                .and_then(|_| store.flush())
                .map_err(|error| Error::library("create a document", error.as_ref()))?;
            files::sync_file(&unfinished)?;
            std::fs::rename(&unfinished, &path)
                .map_err(|error| Error::io("name a document", &error))?;
            files::sync_dir(&self.dir)?;
            Ok(self.register(secret.id(), store))
        })
        .await
    }

    /// Removes what a crash left of documents that were being made.
    pub fn remove_unfinished(&self) -> Result<()> {
        for path in self.files()? {
            if path.extension().is_some_and(|end| end == UNFINISHED) {
                std::fs::remove_file(&path)
                    .map_err(|error| Error::io("remove an unfinished document", &error))?;
            }
        }
        Ok(())
    }

    /// The documents that are here: for each 32 bytes of id.
    pub async fn list(self: Arc<Self>) -> Result<Reply> {
        blocking(move || {
            let mut ids = Vec::new();
            for path in self.files()? {
                let name = path.file_stem().unwrap_or_default().to_string_lossy();
                if let Ok(id) = name.parse::<NamespaceId>()
                    && path == self.path(&id)
                {
                    ids.extend_from_slice(id.as_bytes());
                }
            }
            Ok(Reply::bytes(ids))
        })
        .await
    }

    /// Every file of the directory; none where it was not made yet.
    fn files(&self) -> Result<Vec<PathBuf>> {
        let failed = |error: std::io::Error| Error::io("list the documents", &error);
        match self.dir.read_dir() {
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(Vec::new()),
            Err(error) => Err(failed(error)),
            Ok(entries) => entries
                .map(|entry| entry.map(|entry| entry.path()).map_err(failed))
                .collect(),
        }
    }

    /// Opens a document that exists: its handle and id.
    pub async fn open(self: Arc<Self>, id: [u8; 32]) -> Result<Reply> {
        blocking(move || {
            let id = NamespaceId::from(&id);
            let path = self.path(&id);
            if !path.is_file() {
                return Err(Error::new(
                    Code::NotFound,
                    format!("there is no document {id}"),
                ));
            }
            let mut store = open_store(&path)?;
            match store.load_replica_info(&id) {
                Ok(_) => Ok(self.register(id, store)),
                Err(OpenError::NotFound) => Err(Error::new(
                    Code::NotFound,
                    format!("the store of document {id} holds no such document"),
                )),
                Err(OpenError::Other(error)) => Err(Error::library(
                    format!("open document {id}"),
                    error.as_ref(),
                )),
            }
        })
        .await
    }

    /// Closes a document: what was written is durable when this succeeds.
    pub async fn close(&self, handle: i64) -> Result<Reply> {
        let doc = self
            .open
            .remove(handle)
            .ok_or_else(|| Error::invalid_handle("document"))?;
        blocking(move || doc.close()).await?;
        Ok(Reply::done())
    }

    /// Removes a closed document. Succeeds when there is none.
    pub async fn delete(self: Arc<Self>, id: [u8; 32]) -> Result<Reply> {
        blocking(move || {
            let path = self.path(&NamespaceId::from(&id));
            match std::fs::remove_file(&path) {
                Ok(()) => files::sync_dir(&self.dir)?,
                Err(error) if error.kind() == std::io::ErrorKind::NotFound => {}
                Err(error) => return Err(Error::io("delete a document", &error)),
            }
            Ok(Reply::done())
        })
        .await
    }

    /// Closes every document.
    pub async fn close_all(&self) -> Result<()> {
        let docs = self.open.drain();
        blocking(move || docs.iter().map(|doc| doc.close()).fold(Ok(()), Result::and)).await
    }

    /// An open document.
    pub fn get(&self, handle: i64) -> Result<Arc<Doc>> {
        self.open
            .get(handle)
            .ok_or_else(|| Error::invalid_handle("document"))
    }

    fn register(&self, id: NamespaceId, store: Store) -> Reply {
        let doc = Doc {
            id,
            author: self.author.clone(),
            state: Mutex::new(Some(State {
                scans: Slab::new(Kind::Scan),
                store,
                now: micros_now,
            })),
        };
        Reply::number(self.open.insert(Arc::new(doc))).with(*id.as_bytes())
    }

    fn path(&self, id: &NamespaceId) -> PathBuf {
        self.dir.join(format!("{id}.redb"))
    }
}

impl Doc {
    /// Writes entries of the node's author, each replacing the one of its key, whatever the clock said then.
    pub async fn insert(self: Arc<Self>, entries: Vec<Entry>) -> Result<Reply> {
        self.with(move |doc, state| state.insert(doc, entries))
            .await
    }

    /// The newest entry of a key, by any author; a first number of 0 when there is none.
    pub async fn get(self: Arc<Self>, key: Vec<u8>) -> Result<Reply> {
        self.with(move |doc, state| {
            let query = Query::single_latest_per_key().key_exact(key).build();
            let entry = state
                .store
                .get_many(doc.id, query)
                .and_then(|mut found| found.next().transpose());
            let entry = entry.map_err(|error| doc.failure("read", error.as_ref()))?;
            let mut bytes = Vec::new();
            Ok(entry.map_or_else(Reply::done, |entry| {
                Entry::from(&entry).write(&mut bytes);
                Reply::number(1).with(bytes)
            }))
        })
        .await
    }

    /// Begins an iteration over every key's newest entry, by key: its handle.
    pub async fn scan(self: Arc<Self>) -> Result<Reply> {
        self.with(|doc, state| {
            let query = Query::single_latest_per_key()
                .sort_direction(SortDirection::Asc)
                .build();
            let found = state
                .store
                .get_many(doc.id, query)
                .map_err(|error| doc.failure("read", error.as_ref()))?;
            let scan: Scan = Box::new(found);
            Ok(Reply::number(
                state.scans.insert(Arc::new(Mutex::new(scan))),
            ))
        })
        .await
    }

    /// Up to `limit` further entries of an iteration; none at its end, which also closes it.
    pub async fn scan_next(self: Arc<Self>, scan: i64, limit: usize) -> Result<Reply> {
        let page = self.clone().with(move |_, state| {
            let scan = state.scans.get(scan);
            scan.ok_or_else(|| Error::invalid_handle("iteration"))
        });
        let entries = page.await?;
        // The document is free for others while a page is read.
        blocking(move || {
            let mut entries = entries.lock().unwrap_or_else(PoisonError::into_inner);
            let mut bytes = Vec::new();
            let mut count = 0;
            for entry in entries.by_ref().take(limit) {
                let entry = entry.map_err(|error| self.failure("read", error.as_ref()))?;
                Entry::from(&entry).write(&mut bytes);
                count += 1;
            }
            Ok(Reply::number(count).with(bytes))
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

    fn close(&self) -> Result<()> {
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

impl State {
    fn insert(&mut self, doc: &Doc, entries: Vec<Entry>) -> Result<Reply> {
        let author = doc.author.id();
        let mut newest = HashMap::new();
        let mut timed = Vec::with_capacity(entries.len());
        let now = (self.now)();
        for entry in entries {
            if entry.key.is_empty() || entry.length == 0 || entry.hash == Hash::EMPTY {
                return Err(Error::invalid_argument("an entry has a key and content"));
            }
            let before = match newest.get(&entry.key) {
                Some(time) => Some(*time),
                None => self
                    .store
                    .get_exact(doc.id, author, &entry.key, true)
                    .map_err(|error| doc.failure("read", error.as_ref()))?
                    .map(|existing| existing.timestamp()),
            };
            // The same author's later time wins: a clock that was set back must not make a write lose.
            let time = before.map_or(now, |before| now.max(before + 1));
            if time > now + MAX_AHEAD.as_micros() as u64 {
                return Err(Error::new(
                    Code::ClockBehind,
                    format!(
                        "the clock is {} s behind an entry of document {}",
                        (time - now) / 1_000_000,
                        doc.id
                    ),
                ));
            }
            newest.insert(entry.key.clone(), time);
            timed.push((entry, time));
        }
        let mut replica = self
            .store
            .open_replica(&doc.id)
            .map_err(|error| doc.failure("open", &error))?;
        let secret = replica
            .secret_key()
            .map_err(|_| {
                Error::new(
                    Code::ReadOnly,
                    format!("document {} is read-only here", doc.id),
                )
            })?
            .clone();
        for (entry, time) in timed {
            let is_only = newest.get(&entry.key) == Some(&time);
            if !(is_only && time == now && insert_now(&mut replica, doc, &entry)?) {
                insert(&mut replica, doc, &secret, entry, time)?;
            }
        }
        Ok(Reply::done())
    }
}

/// Inserts an entry with the time of this moment; false when an earlier one is ahead of that.
fn insert_now(replica: &mut Replica<'_>, doc: &Doc, entry: &Entry) -> Result<bool> {
    let inserting = replica.insert(&entry.key, &doc.author, entry.hash, entry.length);
    match n0_future::future::block_on(inserting) {
        Ok(_) => Ok(true),
        Err(InsertError::NewerEntryExists) => Ok(false),
        Err(InsertError::Store(error)) => Err(doc.failure("write", error.as_ref())),
        Err(error) => Err(doc.failure("write", &error)),
    }
}

fn insert(
    replica: &mut Replica<'_>,
    doc: &Doc,
    secret: &NamespaceSecret,
    entry: Entry,
    time: u64,
) -> Result<()> {
    let record = Record::new(entry.hash, entry.length, time);
    let signed = SignedEntry::from_parts(secret, &doc.author, &entry.key, record);
    // The only insert that lets us choose the time. It also verifies both signatures, which costs more than all the
    // rest of an insert.
    let inserting =
        replica.insert_remote_entry(signed, *doc.author.id().as_bytes(), ContentStatus::Complete);
    // Nobody subscribes to the replica, so this never waits.
    match n0_future::future::block_on(inserting) {
        Ok(_) => Ok(()),
        Err(InsertError::Store(error)) => Err(doc.failure("write", error.as_ref())),
        Err(error) => Err(doc.failure("write", &error)),
    }
}

fn open_store(path: &Path) -> Result<Store> {
    Store::persistent(path)
        .map_err(|error| Error::library(format!("open {}", path.display()), error.as_ref()))
}

fn micros_now() -> u64 {
    let now = SystemTime::now().duration_since(UNIX_EPOCH);
    now.unwrap_or_default().as_micros() as u64
}

#[cfg(test)]
mod tests;
