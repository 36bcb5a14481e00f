//! A blob that arrives in pieces.

use std::sync::{
    Arc, Mutex, PoisonError,
    atomic::{AtomicU64, Ordering},
};

use bytes::Bytes;
use iroh_blobs::{
    Hash,
    api::{TempTag, blobs::AddProgressItem},
};
use n0_future::{StreamExt, stream};
use tokio::{
    sync::{mpsc, oneshot, watch},
    task::AbortHandle,
};

use super::{Blobs, INLINE_LIMIT, OpenStore, durable::blocking};
use crate::{
    completion::Reply,
    error::{Code, Error, Result},
    files,
};

/// Pieces that may wait for the disk; a writer that is further ahead waits for room.
const AHEAD: usize = 4;

type Imported = Result<TempTag, std::io::Error>;

/// An import in progress. One writer at a time. Dropping it gives the import up.
pub struct Add {
    open: Arc<OpenStore>,
    pieces: Mutex<Option<mpsc::Sender<Bytes>>>,
    length: AtomicU64,
    /// Bytes that the store has written to its temporary file.
    written: watch::Receiver<u64>,
    imported: Mutex<Option<oneshot::Receiver<Imported>>>,
    import: AbortHandle,
}

impl Blobs {
    /// Begins an import.
    pub fn start_add(&self) -> Result<Arc<Add>> {
        let open = self.open_store()?;
        files::check_space(&self.dir, 0)?;
        let (pieces, mut receiver) = mpsc::channel::<Bytes>(AHEAD);
        let (written_sender, written) = watch::channel(0);
        let (imported_sender, imported) = oneshot::channel();
        let store = open.store.clone();
        let import = tokio::spawn(async move {
            let pieces = stream::poll_fn(move |context| {
                receiver.poll_recv(context).map(|piece| piece.map(Ok))
            });
            let mut progress = store.blobs().add_stream(pieces).await.stream().await;
            let mut imported = Err(std::io::ErrorKind::UnexpectedEof.into());
            while let Some(item) = progress.next().await {
                match item {
                    AddProgressItem::CopyProgress(bytes) => {
                        written_sender.send_replace(bytes);
                    }
                    AddProgressItem::Done(tag) => imported = Ok(tag),
                    AddProgressItem::Error(error) => {
                        imported = Err(error);
                        // The store would wait for further pieces before it ends.
                        break;
                    }
                    _ => {}
                }
            }
            imported_sender.send(imported).ok();
        });
        Ok(Arc::new(Add {
            open,
            pieces: Mutex::new(Some(pieces)),
            length: AtomicU64::new(0),
            written,
            imported: Mutex::new(Some(imported)),
            import: import.abort_handle(),
        }))
    }

    /// Ends an import: the pin, the length and the hash of the blob, which is durable if that is asked for.
    pub async fn finish_add(&self, add: Arc<Add>, durable: bool) -> Result<Reply> {
        let (pin, hash, length) = self.store_add(&add, durable).await?;
        if durable && let Err(error) = self.flush(&add.open, length > INLINE_LIMIT).await {
            self.pins.release(pin);
            return Err(error);
        }
        Ok(Reply::numbers(pin, length as i64).with(*hash.as_bytes()))
    }

    /// Makes an import a pinned blob; all but its directory entry and its database row is durable.
    pub(super) async fn store_add(&self, add: &Add, durable: bool) -> Result<(i64, Hash, u64)> {
        let open = &add.open;
        let length = add.length.load(Ordering::Acquire);
        let on_file = length > INLINE_LIMIT;
        if durable && on_file {
            add.wait_until_written(length).await?;
            open.temp_sync.sync(length).await?;
        }
        let _room = self.finishing().await?;
        let _no_collection = self.gate.read().await;
        let tag = add.end().await?;
        let hash = tag.hash();
        if on_file {
            let (data, outboard) = (open.paths.data_path(&hash), open.paths.outboard_path(&hash));
            blocking(move || {
                let stored = data
                    .metadata()
                    .map_err(|error| Error::io("look at a stored blob", &error))?;
                if stored.len() != length {
                    return Err(Error::new(Code::Io, "a stored blob has the wrong length"));
                }
                match durable.then(|| files::sync_file(&outboard)) {
                    // Small outboards live in the database.
                    Some(Err(error)) if error.code != Code::NotFound => Err(error),
                    _ => Ok(()),
                }
            })
            .await?;
        }
        Ok((self.pins.acquire(hash), hash, length))
    }

    /// Checks that a piece fits on the disk, behind all that is still on its way there.
    pub fn check_space(&self, piece: usize) -> Result<()> {
        let adds = self.adds.values();
        let coming: u64 = adds.iter().map(|add| add.unwritten()).sum();
        files::check_space(&self.dir, coming + piece as u64)
    }
}

impl Add {
    /// Hands on a piece if there is room for it; else gives it back.
    pub fn try_write(&self, piece: Bytes) -> Result<Option<Bytes>> {
        let length = piece.len() as u64;
        match self.sender()?.try_send(piece) {
            Ok(()) => {
                self.length.fetch_add(length, Ordering::AcqRel);
                Ok(None)
            }
            Err(mpsc::error::TrySendError::Full(piece)) => Ok(Some(piece)),
            // What went wrong is known to the import.
            Err(mpsc::error::TrySendError::Closed(piece)) => Ok(Some(piece)),
        }
    }

    /// Hands on a piece as soon as there is room for it.
    pub async fn write(&self, piece: Bytes) -> Result<()> {
        let length = piece.len() as u64;
        let sender = self.sender()?;
        if sender.send(piece).await.is_err() {
            return Err(self.failure().await);
        }
        self.length.fetch_add(length, Ordering::AcqRel);
        Ok(())
    }

    /// Waits until the store has written everything to its temporary file.
    async fn wait_until_written(&self, length: u64) -> Result<()> {
        // The store reports the bytes written with each piece behind the one that made it open a file; an empty piece
        // makes it report the last of them.
        if self.sender()?.send(Bytes::new()).await.is_err() {
            return Err(self.failure().await);
        }
        let mut written = self.written.clone();
        if written.wait_for(|bytes| *bytes >= length).await.is_err() {
            return Err(self.failure().await);
        }
        Ok(())
    }

    fn unwritten(&self) -> u64 {
        let length = self.length.load(Ordering::Acquire);
        length.saturating_sub(*self.written.borrow())
    }

    async fn end(&self) -> Result<TempTag> {
        drop(
            self.pieces
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .take(),
        );
        match self.imported().await {
            Some(Ok(tag)) => Ok(tag),
            Some(Err(error)) => Err(self.import_error(&error)),
            None => Err(Error::closed()),
        }
    }

    async fn failure(&self) -> Error {
        match self.imported().await {
            Some(Err(error)) => self.import_error(&error),
            _ => Error::closed(),
        }
    }

    fn import_error(&self, error: &std::io::Error) -> Error {
        self.open.janitor.call();
        self.open.failure("store a blob", error)
    }

    async fn imported(&self) -> Option<Imported> {
        let imported = self
            .imported
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .take();
        imported?.await.ok()
    }

    fn sender(&self) -> Result<mpsc::Sender<Bytes>> {
        let sender = self
            .pieces
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone();
        sender.ok_or_else(|| Error::invalid_handle("add"))
    }
}

impl Drop for Add {
    fn drop(&mut self) {
        if !self.import.is_finished() {
            // Ending the pieces would make a blob of what came so far; this makes the store give the import up.
            self.import.abort();
            self.open.janitor.call();
        }
    }
}
