//! Ranges of blobs, whole or partial.

use std::{
    collections::HashMap,
    fs::File,
    io,
    os::unix::fs::FileExt,
    sync::{Arc, Mutex, PoisonError, Weak},
};

use iroh_blobs::{
    Hash,
    api::{blobs::BlobStatus, proto::ExportRangesItem},
};
use n0_future::{StreamExt, time::Duration};
use tokio::sync::Semaphore;

use super::{Blobs, INLINE_LIMIT, OpenStore, durable::blocking, not_here};
use crate::{
    completion::Reply,
    error::{Code, Error, Result},
};

/// A hash's inbox holds 32 commands; the rest of it is for imports.
const READERS_PER_BLOB: usize = 8;

/// The most bytes of one read.
const MAX_READ: u64 = 16 << 20;

/// Keeps the readers of any one blob few enough for the store.
#[derive(Debug, Default)]
pub struct Readers(Mutex<HashMap<Hash, Weak<Semaphore>>>);

impl Readers {
    fn of(&self, hash: Hash) -> Arc<Semaphore> {
        let mut readers = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(semaphore) = readers.get(&hash).and_then(Weak::upgrade) {
            return semaphore;
        }
        if readers.len() > 1024 {
            readers.retain(|_, semaphore| semaphore.strong_count() > 0);
        }
        let semaphore = Arc::new(Semaphore::new(READERS_PER_BLOB));
        readers.insert(hash, Arc::downgrade(&semaphore));
        semaphore
    }
}

impl Blobs {
    /// A range of a blob. `NotFound` when not all of it is here; `InvalidArgument` when it does not lie inside.
    pub async fn read(&self, hash: Hash, offset: u64, length: u64) -> Result<Reply> {
        let end = offset
            .checked_add(length)
            .filter(|_| length <= MAX_READ)
            .ok_or_else(|| {
                Error::invalid_argument(format!("cannot read {length} bytes at once"))
            })?;
        let open = self.open_store()?;
        match open.status(hash).await? {
            BlobStatus::NotFound => return Err(not_here(hash)),
            BlobStatus::Complete { size } if end > size => {
                return Err(Error::invalid_argument(format!(
                    "blob {} ends at {size}",
                    hash.to_hex()
                )));
            }
            BlobStatus::Complete { size } if size > INLINE_LIMIT => {
                let path = open.paths.data_path(&hash);
                return blocking(move || {
                    let mut bytes = vec![0; length as usize];
                    File::open(&path)
                        .and_then(|file| file.read_exact_at(&mut bytes, offset))
                        .map_err(|error| Error::io("read a blob", &error))?;
                    Ok(Reply::bytes(bytes))
                })
                .await;
            }
            _ => {}
        }
        if length == 0 {
            return Ok(Reply::done());
        }
        let readers = self.readers.of(hash);
        let _turn = readers.acquire().await.map_err(|_| Error::closed())?;
        open.export(hash, offset, end).await
    }
}

impl OpenStore {
    async fn export(&self, hash: Hash, offset: u64, end: u64) -> Result<Reply> {
        for attempt in 1..=100 {
            match self.export_once(hash, offset, end).await {
                Err(error) if error.kind() == io::ErrorKind::ResourceBusy => {
                    tokio::time::sleep(Duration::from_millis(attempt.min(20))).await;
                }
                Err(error) => {
                    let code = match error.kind() {
                        // The store has no code of its own for a range that it does not have.
                        io::ErrorKind::NotFound | io::ErrorKind::Other => Code::NotFound,
                        _ => Error::io("", &error).code,
                    };
                    return Err(Error::new(
                        code,
                        format!("read blob {}: {error}", hash.to_hex()),
                    ));
                }
                Ok(bytes) if bytes.len() as u64 == end - offset => return Ok(Reply::bytes(bytes)),
                Ok(_) => return Err(not_here(hash)),
            }
        }
        Err(Error::new(Code::Io, "the blob stayed busy"))
    }

    async fn export_once(&self, hash: Hash, offset: u64, end: u64) -> io::Result<Vec<u8>> {
        let mut bytes = Vec::with_capacity((end - offset) as usize);
        let mut items = Box::pin(self.store.blobs().export_ranges(hash, offset..end).stream());
        while let Some(item) = items.next().await {
            match item {
                ExportRangesItem::Size(_) => {}
                ExportRangesItem::Data(leaf) => bytes.extend_from_slice(&leaf.data),
                ExportRangesItem::Error(iroh_blobs::api::Error::Io(error)) => return Err(error),
            }
        }
        Ok(bytes)
    }
}
