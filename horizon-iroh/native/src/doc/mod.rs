//! Documents: one iroh document in one store file for each bucket.
//!
//! A document's store reaches nothing but that document, so a range that a peer chooses can reach nothing else either
//! (iroh-docs#117). Entries are only ever replaced: deletes of iroh-docs come back with the next synchronisation.

pub mod document;
pub mod entry;
pub mod signed;
mod verified;

use std::{
    path::{Path, PathBuf},
    sync::{Arc, Mutex, PoisonError},
};

use iroh::SecretKey;
use iroh_docs::{
    Author, AuthorId, Capability, NamespaceId, NamespaceSecret,
    store::{OpenError, Query, Store},
};
use iroh_docs_blobs::Hash;

use crate::{
    blocking::blocking,
    completion::Reply,
    doc::document::Doc,
    error::{Code, Error, Result},
    files,
    handles::{Kind, Slab},
};

/// How the name of a document's file ends while it is being made.
const UNFINISHED: &str = "new";

/// The documents of a node. Thread-safe.
pub struct Docs {
    dir: PathBuf,
    author: Author,
    /// Held while a document's file is made.
    making: Mutex<()>,
    /// The open documents.
    pub open: Slab<Arc<Doc>>,
}

impl Docs {
    /// The documents below a directory. The node's author key follows from its secret, so that there is nothing to lose.
    pub fn new(dir: PathBuf, secret: &[u8; 32]) -> Arc<Self> {
        let seed = Hash::new([b"horizonpush author key 1".as_slice(), secret].concat());
        Arc::new(Self {
            dir,
            author: Author::from_bytes(seed.as_bytes()),
            making: Mutex::new(()),
            open: Slab::new(Kind::Doc),
        })
    }

    /// The node's author.
    pub fn author(&self) -> AuthorId {
        self.author.id()
    }

    /// Makes an empty document durably and opens it: its handle, and 32 bytes each of id and secret.
    pub async fn create(self: Arc<Self>) -> Result<Reply> {
        blocking(move || {
            let secret = NamespaceSecret::from_bytes(&SecretKey::generate().to_bytes());
            let store = self.make(Capability::Write(secret.clone()))?;
            let id_and_secret = [*secret.id().as_bytes(), secret.to_bytes()].concat();
            let handle = self.register(secret.id(), Some(secret), store);
            Ok(Reply::number(handle).with(id_and_secret))
        })
        .await
    }

    /// Opens a document: its handle. One whose file is missing is made of its secret, empty; without a secret it is not
    /// found.
    pub async fn open(self: Arc<Self>, id: [u8; 32], secret: Option<[u8; 32]>) -> Result<Reply> {
        blocking(move || {
            let id = NamespaceId::from(&id);
            let secret = secret.map(|secret| NamespaceSecret::from_bytes(&secret));
            if secret.as_ref().is_some_and(|secret| secret.id() != id) {
                let message = format!("the secret is that of another document than {id}");
                return Err(Error::invalid_argument(message));
            }
            let path = self.path(&id);
            let mut store = match &secret {
                Some(secret) if !path.is_file() => self.make(Capability::Write(secret.clone()))?,
                _ => open_store(&path, &id)?,
            };
            let held = held_secret(&mut store, &id)?;
            if let (Some(secret), None) = (&secret, &held) {
                // It was only read here before.
                import(&mut store, Capability::Write(secret.clone()))?;
            }
            Ok(Reply::number(self.register(id, secret.or(held), store)))
        })
        .await
    }

    /// Opens a document that others write: its handle. One whose file is missing is made, empty and to be read only.
    pub async fn follow(self: Arc<Self>, id: [u8; 32]) -> Result<Reply> {
        blocking(move || {
            let id = NamespaceId::from(&id);
            let mut store = self.make(Capability::Read(id))?;
            let held = held_secret(&mut store, &id)?;
            Ok(Reply::number(self.register(id, held, store)))
        })
        .await
    }

    /// Makes the file of a document, or opens the one that is there.
    fn make(&self, capability: Capability) -> Result<Store> {
        let id = capability.id();
        let path = self.path(&id);
        let _making = self.making.lock().unwrap_or_else(PoisonError::into_inner);
        if path.is_file() {
            return open_store(&path, &id);
        }
        self.write_anew(capability, |_| Ok(()))
    }

    /// Writes the file of a document in place of the one that is there, if one is.
    fn write_anew(
        &self,
        capability: Capability,
        fill: impl FnOnce(&mut Store) -> Result<()>,
    ) -> Result<Store> {
        let path = self.path(&capability.id());
        files::create_dir(&self.dir)?;
        // Under another name, so that a power cut leaves what was there before or a whole one.
        let unfinished = path.with_extension(UNFINISHED);
        remove_if_there(&unfinished, "remove an unfinished document")?;
        let mut store = Store::persistent(&unfinished)
            .map_err(|error| Error::library("create a document", error.as_ref()))?;
        import(&mut store, capability)?;
        fill(&mut store)?;
        files::sync_file(&unfinished)?;
        std::fs::rename(&unfinished, &path)
            .map_err(|error| Error::io("name a document", &error))?;
        files::sync_dir(&self.dir)?;
        Ok(store)
    }

    /// Removes what a crash left of documents that were being made.
    pub fn remove_unfinished(&self) -> Result<()> {
        // What is being made at this moment is no leftover.
        let _making = self.making.lock().unwrap_or_else(PoisonError::into_inner);
        for path in self.files()? {
            if path.extension().is_some_and(|end| end == UNFINISHED) {
                remove_if_there(&path, "remove an unfinished document")?;
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

    /// Closes a document: what was written is durable when this succeeds.
    pub async fn close(&self, handle: i64) -> Result<Reply> {
        let doc = self
            .open
            .remove(handle)
            .ok_or_else(|| Error::invalid_handle("document"))?;
        blocking(move || {
            let closed = doc.close();
            drop(doc);
            give_back();
            closed
        })
        .await?;
        Ok(Reply::done())
    }

    /// Removes a closed document. Succeeds when there is none.
    pub async fn delete(self: Arc<Self>, id: [u8; 32]) -> Result<Reply> {
        blocking(move || {
            let path = self.path(&NamespaceId::from(&id));
            if remove_if_there(&path, "delete a document")? {
                files::sync_dir(&self.dir)?;
            }
            Ok(Reply::done())
        })
        .await
    }

    /// Leaves of a closed document the entries whose keys begin with a byte, durably, and gives back the room of the
    /// others. Succeeds when there is none.
    pub async fn keep(self: Arc<Self>, id: [u8; 32], tag: u8) -> Result<Reply> {
        blocking(move || {
            let id = NamespaceId::from(&id);
            let path = self.path(&id);
            let _making = self.making.lock().unwrap_or_else(PoisonError::into_inner);
            if !path.is_file() {
                return Ok(Reply::done());
            }
            let mut from = open_store(&path, &id)?;
            let capability = match held_secret(&mut from, &id)? {
                Some(secret) => Capability::Write(secret),
                None => Capability::Read(id),
            };
            self.write_anew(capability, |to| copy(&mut from, to, &id, tag))?;
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

    fn register(&self, id: NamespaceId, secret: Option<NamespaceSecret>, store: Store) -> i64 {
        let doc = Doc::new(id, secret, self.author.clone(), store);
        self.open.insert(Arc::new(doc))
    }

    fn path(&self, id: &NamespaceId) -> PathBuf {
        self.dir.join(format!("{id}.redb"))
    }
}

/// Gives the memory of what was closed back to the system, which glibc does not by itself: pages of a cache lie between others.
fn give_back() {
    #[cfg(all(target_os = "linux", target_env = "gnu"))]
    // SAFETY: nothing that is in use is touched.
    unsafe {
        libc::malloc_trim(0);
    }
}

/// The id of the document that a secret makes.
pub fn id_of(secret: &[u8; 32]) -> [u8; 32] {
    *NamespaceSecret::from_bytes(secret).id().as_bytes()
}

fn open_store(path: &Path, id: &NamespaceId) -> Result<Store> {
    if !path.is_file() {
        let message = format!("there is no document {id}");
        return Err(Error::new(Code::NotFound, message));
    }
    Store::persistent(path)
        .map_err(|error| Error::library(format!("open {}", path.display()), error.as_ref()))
}

/// The secret that a document's store holds; nothing in one that is only read.
fn held_secret(store: &mut Store, id: &NamespaceId) -> Result<Option<NamespaceSecret>> {
    match store.open_replica(id) {
        Ok(replica) => Ok(replica.secret_key().ok().cloned()),
        Err(OpenError::NotFound) => Err(Error::new(
            Code::NotFound,
            format!("the store of document {id} holds no such document"),
        )),
        Err(OpenError::Other(error)) => {
            let doing = format!("open document {id}");
            Err(Error::library(doing, error.as_ref()))
        }
    }
}

/// Gives a store a document with the right to write it or to read it, durably.
fn import(store: &mut Store, capability: Capability) -> Result<()> {
    store
        .import_namespace(capability)
        .and_then(|_| store.flush())
        .map_err(|error| Error::library("create a document", error.as_ref()))
}

/// Copies the entries of a document whose keys begin with a byte, as they were signed, into a store that has none.
fn copy(from: &mut Store, to: &mut Store, id: &NamespaceId, tag: u8) -> Result<()> {
    let failed = |error: &(dyn std::error::Error + 'static)| {
        Error::library(format!("copy document {id}"), error)
    };
    let query = Query::key_prefix([tag]);
    let entries = from
        .get_many(*id, query.build())
        .map_err(|error| failed(error.as_ref()))?;
    let mut replica = to.open_replica(id).map_err(|error| failed(&error))?;
    for entry in entries {
        let entry = entry.map_err(|error| failed(error.as_ref()))?;
        document::insert_signed(&mut replica, entry).map_err(|error| failed(&error))?;
    }
    drop(replica);
    to.flush().map_err(|error| failed(error.as_ref()))
}

/// Removes a file; tells whether there was one.
fn remove_if_there(path: &Path, doing: &str) -> Result<bool> {
    match std::fs::remove_file(path) {
        Ok(()) => Ok(true),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(false),
        Err(error) => Err(Error::io(doing, &error)),
    }
}

#[cfg(test)]
mod tests;
