//! Grouped waits for the disk: many writers, one fsync of the directory, one commit of the database.

use std::{
    collections::HashSet,
    path::{Path, PathBuf},
};

use iroh_blobs::store::fs::FsStore;
use n0_future::time::Duration;
use tokio::sync::{mpsc, oneshot};

use crate::{
    error::{Code, Error, Result},
    files,
};

/// The most waiters that one round serves.
const ROUND: usize = 1024;

/// A commit that takes longer is taken for one that never ends.
const COMMIT_TIMEOUT: Duration = Duration::from_secs(60);

struct Flush {
    directory: bool,
    done: oneshot::Sender<Result<()>>,
}

/// Makes renamed files and the database durable: all that wait are served by one round.
#[derive(Clone)]
pub struct Flusher(mpsc::Sender<Flush>);

impl Flusher {
    /// Starts the task that serves the rounds; it ends with the last flusher.
    pub fn start(store: FsStore, directory: PathBuf) -> Self {
        let (sender, mut receiver) = mpsc::channel(ROUND);
        tokio::spawn(async move {
            let mut round: Vec<Flush> = Vec::new();
            while receiver.recv_many(&mut round, ROUND).await > 0 {
                let with_directory = round.iter().any(|flush| flush.directory);
                let result = flush(&store, &directory, with_directory).await;
                for waiter in round.drain(..) {
                    waiter.done.send(result.clone()).ok();
                }
            }
        });
        Self(sender)
    }

    /// Waits until everything that was stored before this call is durable.
    pub async fn flush(&self, directory: bool) -> Result<()> {
        let (done, wait) = oneshot::channel();
        let flush = Flush { directory, done };
        self.0.send(flush).await.map_err(|_| Error::closed())?;
        wait.await.map_err(|_| Error::closed())?
    }
}

async fn flush(store: &FsStore, directory: &Path, with_directory: bool) -> Result<()> {
    if with_directory {
        let directory = directory.to_path_buf();
        blocking(move || files::sync_dir(&directory)).await?;
    }
    let synced = tokio::time::timeout(COMMIT_TIMEOUT, store.sync_db()).await;
    match synced {
        Ok(Ok(())) => Ok(()),
        // The store keeps the cause of a failed commit to itself. When the disk is not full, it was an fsync or a
        // write that failed, and nobody knows what of the database is on disk.
        Ok(Err(error)) => {
            let full = files::check_space(directory, 0);
            let code = full.map_or_else(|full| full.code, |()| Code::SyncFailed);
            let message = Error::library("commit the blob store", &error).message;
            Err(Error::new(code, message))
        }
        Err(_) => Err(Error::new(
            Code::SyncFailed,
            "the blob store did not commit within a minute",
        )),
    }
}

struct Sync {
    length: u64,
    done: oneshot::Sender<Result<()>>,
}

/// Makes imports durable **before** the store renames them into place.
///
/// The store's rename may replace the file of an equal blob that is stored and acknowledged already; were the new file
/// not on disk by then, a power cut would lose the blob. The store does not tell which temporary file is whose, but an
/// import whose bytes are all written has a file of exactly its length: each round makes every such file durable, each
/// of them once.
#[derive(Clone)]
pub struct TempSync(mpsc::Sender<Sync>);

impl TempSync {
    /// Starts the task that serves the rounds; it ends with the last handle.
    pub fn start(directory: PathBuf) -> Self {
        let (sender, mut receiver) = mpsc::channel(ROUND);
        tokio::spawn(async move {
            let mut round: Vec<Sync> = Vec::new();
            let mut synced = HashSet::new();
            while receiver.recv_many(&mut round, ROUND).await > 0 {
                let wanted: HashSet<u64> = round.iter().map(|sync| sync.length).collect();
                let directory = directory.clone();
                let before = std::mem::take(&mut synced);
                let result = blocking(move || sync_files(&directory, &wanted, &before)).await;
                let result = result.map(|now| {
                    let lengths = now.iter().map(|file: &(PathBuf, u64)| file.1).collect();
                    synced = now;
                    lengths
                });
                for waiter in round.drain(..) {
                    let result = result.clone().and_then(|lengths: HashSet<u64>| {
                        lengths
                            .contains(&waiter.length)
                            .then_some(())
                            .ok_or_else(|| {
                                Error::new(Code::Io, "the temporary file of an import is gone")
                            })
                    });
                    waiter.done.send(result).ok();
                }
            }
        });
        Self(sender)
    }

    /// Waits until the import of this length is on disk.
    pub async fn sync(&self, length: u64) -> Result<()> {
        let (done, wait) = oneshot::channel();
        let sync = Sync { length, done };
        self.0.send(sync).await.map_err(|_| Error::closed())?;
        wait.await.map_err(|_| Error::closed())?
    }
}

/// Makes every file of a wanted length durable unless it is already. All files that are, with their lengths.
fn sync_files(
    directory: &Path,
    wanted: &HashSet<u64>,
    synced: &HashSet<(PathBuf, u64)>,
) -> Result<HashSet<(PathBuf, u64)>> {
    let failed = |error: &std::io::Error| Error::io("list unfinished imports", error);
    let mut durable = HashSet::new();
    let mut todo = Vec::new();
    for entry in directory.read_dir().map_err(|error| failed(&error))? {
        let path = entry.map_err(|error| failed(&error))?.path();
        // It may have been renamed into place since.
        let Ok(metadata) = path.metadata() else {
            continue;
        };
        let file = (path, metadata.len());
        if synced.contains(&file) {
            durable.insert(file);
        } else if wanted.contains(&file.1) {
            todo.push(file);
        }
    }
    // Side by side, so that the disk can order and merge them.
    let results: Vec<_> = std::thread::scope(|scope| {
        let running: Vec<_> = todo
            .into_iter()
            .map(|file| {
                scope.spawn(move || match files::sync_file(&file.0) {
                    Err(error) if error.code == Code::NotFound => Ok(None),
                    result => result.map(|()| Some(file)),
                })
            })
            .collect();
        running
            .into_iter()
            .map(|thread| {
                thread
                    .join()
                    .unwrap_or_else(|payload| Err(Error::panic(payload)))
            })
            .collect()
    });
    for result in results {
        durable.extend(result?);
    }
    Ok(durable)
}

/// Runs blocking work beside the runtime's own threads.
pub async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T> + Send + 'static,
) -> Result<T> {
    match tokio::task::spawn_blocking(work).await {
        Ok(result) => result,
        Err(error) if error.is_panic() => Err(Error::panic(error.into_panic())),
        Err(_) => Err(Error::closed()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn imports_are_found_by_their_length() {
        let dir = tempfile::tempdir().unwrap();
        std::fs::write(dir.path().join("a.temp"), [0; 100]).unwrap();
        std::fs::write(dir.path().join("b.temp"), [0; 200]).unwrap();
        let sync = TempSync::start(dir.path().to_path_buf());
        sync.sync(100).await.unwrap();
        sync.sync(100).await.unwrap();
        sync.sync(200).await.unwrap();
        assert_eq!(sync.sync(300).await.unwrap_err().code, Code::Io);
    }
}
