//! Blobs in iroh's file store, with the durability that the store leaves to its caller.

mod add;
mod batch;
pub(crate) mod durable;
mod gc;
mod janitor;
mod pins;
mod read;

use std::{
    path::{Path, PathBuf},
    sync::{
        Arc, Mutex, OnceLock, PoisonError, RwLock,
        atomic::{AtomicBool, Ordering},
    },
};

use iroh_blobs::{
    Hash,
    api::blobs::BlobStatus,
    store::fs::{
        FsStore,
        options::{Options, PathOptions},
    },
};
use n0_future::{StreamExt, time::Duration};
use tokio::sync::Semaphore;

pub use self::{add::Add, gc::Collection, pins::Pins};
use self::{
    durable::{Flusher, TempSync},
    gc::Collector,
    janitor::Janitor,
    read::Readers,
};
use crate::{
    completion::Reply,
    error::{Code, Error, Result},
    files,
    handles::{Kind, Slab},
};

/// Blobs up to this length live in the metadata database.
pub const INLINE_LIMIT: u64 = 16 * 1024;

/// Every import ends with a command in its hash's inbox of 32; with these and the readers the inbox never overflows,
/// even when all of them are about one hash.
const FINISHING: usize = 20;

/// How long a store that stopped may take to end.
const SHUTDOWN_TIMEOUT: Duration = Duration::from_secs(5);

/// The blobs of a node. Thread-safe. Pins outlive a store that stopped and is opened again.
pub struct Blobs {
    dir: PathBuf,
    store: RwLock<Option<Arc<OpenStore>>>,
    opening: tokio::sync::Mutex<()>,
    closed: AtomicBool,
    /// Blobs that no collection drops.
    pub pins: Pins,
    /// Adds in progress.
    pub adds: Slab<Arc<Add>>,
    /// Collections that are being prepared.
    pub collections: Slab<Arc<Mutex<Collection>>>,
    /// Held for reading while a blob becomes part of the store and is pinned, for writing while a collection drops
    /// blobs: so a collection sees every blob either pinned or not yet there.
    gate: tokio::sync::RwLock<()>,
    finishing: Semaphore,
    readers: Readers,
}

/// iroh's store while it is open, with what makes it durable.
struct OpenStore {
    store: FsStore,
    paths: PathOptions,
    flusher: Flusher,
    temp_sync: TempSync,
    collector: Collector,
    janitor: Janitor,
    /// Why the store stopped, once it has: what everybody is told until it is opened again.
    stopped: OnceLock<Error>,
}

impl Blobs {
    /// The blobs below a directory; no store is opened yet.
    pub fn new(dir: PathBuf) -> Arc<Self> {
        Arc::new(Self {
            dir,
            store: RwLock::new(None),
            opening: tokio::sync::Mutex::new(()),
            closed: AtomicBool::new(false),
            pins: Pins::default(),
            adds: Slab::new(Kind::Add),
            collections: Slab::new(Kind::Collection),
            gate: tokio::sync::RwLock::new(()),
            finishing: Semaphore::new(FINISHING),
            readers: Readers::default(),
        })
    }

    /// Opens the store; after it stopped, opens it again. Does nothing while it is open and sound.
    ///
    /// Never again once the disk failed to keep the database: what was lost is still to be read from memory, and opening
    /// would write, durably, that it is there.
    pub async fn open(&self) -> Result<Reply> {
        let _one_at_a_time = self.opening.lock().await;
        if self.closed.load(Ordering::Acquire) {
            return Err(Error::closed());
        }
        if let Some(open) = &*self.slot()
            && let Some(why) = open.stopped.get()
            && why.code == Code::SyncFailed
        {
            return Err(why.clone());
        }
        let old = self.slot().take_if(|open| open.has_stopped());
        if let Some(old) = old {
            // Only this gives the database's lock back, if its actor still runs.
            tokio::time::timeout(SHUTDOWN_TIMEOUT, old.store.shutdown())
                .await
                .ok();
        } else if self.slot().is_some() {
            return Ok(Reply::done());
        }
        let dir = self.dir.clone();
        tokio::task::spawn_blocking(move || prepare_dirs(&dir))
            .await
            .map_err(|error| Error::library("prepare the blob store", &error))??;
        let open = OpenStore::load(&self.dir).await?;
        // redb creates its file without making the directory entry durable.
        files::sync_dir(&self.dir)?;
        *self.slot() = Some(Arc::new(open));
        Ok(Reply::done())
    }

    /// Closes the store cleanly; what was answered before is on disk.
    pub async fn close(&self) -> Result<()> {
        self.closed.store(true, Ordering::Release);
        let _one_at_a_time = self.opening.lock().await;
        self.adds.drain();
        let Some(open) = self.slot().take() else {
            return Ok(());
        };
        // A commit that comes too late was not failed by the disk.
        open.stop(Error::closed());
        open.store
            .shutdown()
            .await
            .map_err(|error| Error::library("close the blob store", &error))
    }

    /// What is here of a blob: 0 nothing, 1 a part, 2 all of it, and then its length.
    pub async fn status(&self, hash: Hash) -> Result<Reply> {
        let open = self.open_store()?;
        Ok(match open.status(hash).await? {
            BlobStatus::NotFound => Reply::numbers(0, 0),
            BlobStatus::Partial { size } => Reply::numbers(1, size.unwrap_or(0) as i64),
            BlobStatus::Complete { size } => Reply::numbers(2, size as i64),
        })
    }

    /// The path of the file of a complete blob; no bytes when it lives in the database.
    pub async fn path(&self, hash: Hash) -> Result<Reply> {
        let open = self.open_store()?;
        let BlobStatus::Complete { size } = open.status(hash).await? else {
            return Err(not_here(hash));
        };
        let path = open.paths.data_path(&hash);
        let path = if size > INLINE_LIMIT {
            path.into_os_string().into_encoded_bytes()
        } else {
            Vec::new()
        };
        Ok(Reply::numbers(0, size as i64).with(path))
    }

    /// Pins a blob that is here whole: the pin and the length. A pin of 0 says that it is not.
    pub async fn pin(&self, hash: Hash) -> Result<Reply> {
        let open = self.open_store()?;
        let _no_collection = self.gate.read().await;
        Ok(match open.status(hash).await? {
            BlobStatus::Complete { size } => Reply::numbers(self.pins.acquire(hash), size as i64),
            _ => Reply::numbers(0, 0),
        })
    }

    async fn finishing(&self) -> Result<tokio::sync::SemaphorePermit<'_>> {
        self.finishing.acquire().await.map_err(|_| Error::closed())
    }

    async fn flush(&self, open: &OpenStore, directory: bool) -> Result<()> {
        let flushed = open.flusher.flush(directory).await;
        flushed.map_err(|error| open.stop(error))
    }

    fn open_store(&self) -> Result<Arc<OpenStore>> {
        let slot = self.store.read().unwrap_or_else(PoisonError::into_inner);
        let open = slot
            .as_ref()
            .ok_or_else(|| Error::new(Code::NotOpen, "the blob store is not open yet"))?;
        match open.stopped.get() {
            Some(why) => Err(why.clone()),
            None => Ok(open.clone()),
        }
    }

    fn slot(&self) -> std::sync::RwLockWriteGuard<'_, Option<Arc<OpenStore>>> {
        self.store.write().unwrap_or_else(PoisonError::into_inner)
    }
}

impl OpenStore {
    async fn load(dir: &Path) -> Result<Self> {
        let (collector, gc) = Collector::new();
        let mut options = Options::new(dir);
        options.gc = Some(gc);
        let paths = options.path.clone();
        let store = FsStore::load_with_opts(dir.join("blobs.db"), options)
            .await
            .map_err(|error| Error::library("open the blob store", &error))?;
        Ok(Self {
            flusher: Flusher::start(store.clone(), paths.data_path.clone()),
            temp_sync: TempSync::start(paths.temp_path.clone()),
            janitor: Janitor::start(paths.temp_path.clone()),
            collector,
            store,
            paths,
            stopped: OnceLock::new(),
        })
    }

    /// What the database says, checked against the file: a power cut may leave an entry whose file never became
    /// durable, because nobody was told that it was stored.
    async fn status(&self, hash: Hash) -> Result<BlobStatus> {
        if hash == Hash::EMPTY {
            return Ok(BlobStatus::Complete { size: 0 });
        }
        let status = self
            .store
            .blobs()
            .status(hash)
            .await
            .map_err(|error| self.failure("ask for a blob", &error))?;
        Ok(match status {
            BlobStatus::Complete { size } if size > INLINE_LIMIT => {
                let file = std::fs::metadata(self.paths.data_path(&hash));
                if file.is_ok_and(|file| file.len() == size) {
                    status
                } else {
                    BlobStatus::NotFound
                }
            }
            status => status,
        })
    }

    /// Every blob the database knows, whole or in part.
    async fn list(&self) -> Result<Vec<Hash>> {
        let mut hashes = Vec::new();
        let mut stream = self
            .store
            .blobs()
            .list()
            .stream()
            .await
            .map_err(|error| self.failure("list the blobs", &error))?;
        while let Some(hash) = stream.next().await {
            hashes.push(hash.map_err(|error| self.failure("list the blobs", &error))?);
        }
        Ok(hashes)
    }

    /// An error of the store. One without a cause of its own means that the database's actor is gone.
    fn failure(&self, doing: &str, error: &(dyn std::error::Error + 'static)) -> Error {
        let error = Error::library(doing, error);
        match error.code {
            Code::Internal => self.died(error.message),
            _ => error,
        }
    }

    /// Takes note that the database ended by itself; the error for whoever saw it.
    ///
    /// The database commits in the background, too, and keeps the cause of a failed commit to itself. When the disk is
    /// not full, it was an fsync or a write that failed, and nobody knows what of the database is on disk.
    fn died(&self, message: String) -> Error {
        let full = files::check_space(&self.paths.data_path, 0);
        let code = full.map_or_else(|full| full.code, |()| Code::SyncFailed);
        self.stop(Error::new(code, message))
    }

    /// Takes the store out of use; the error for whoever saw what happened first.
    fn stop(&self, error: Error) -> Error {
        let lasting = match error.code {
            // There may be room again by the time that others come.
            Code::DiskFull => Error::new(Code::Stopped, error.message.clone()),
            _ => error.clone(),
        };
        match self.stopped.set(lasting) {
            Ok(()) => error,
            Err(_) => self.stopped.get().cloned().unwrap_or(error),
        }
    }

    fn has_stopped(&self) -> bool {
        self.stopped.get().is_some()
    }
}

fn not_here(hash: Hash) -> Error {
    Error::new(
        Code::NotFound,
        format!("blob {} is not here whole", hash.to_hex()),
    )
}

/// Makes the directories that the store would make without telling the disk, and forgets unfinished imports.
fn prepare_dirs(dir: &Path) -> Result<()> {
    files::create_dir(&dir.join("data"))?;
    files::create_dir(&dir.join("temp"))?;
    files::clear_dir(&dir.join("temp"))
}

#[cfg(test)]
mod tests;
