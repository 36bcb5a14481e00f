//! A blob that arrives in pieces and gets a file of its own.

use std::sync::{Arc, Mutex, OnceLock};

use bytes::Bytes;
use tokio::{
    sync::{mpsc, oneshot},
    task::JoinHandle,
};

use super::{
    disk::{Claim, locked},
    engine::Parts,
    file::DataFile,
    record::{self, Record},
    stream::RecordWriter,
    sync::{MOST_DIRTY, Target},
};
use crate::{
    blocking::blocking,
    error::{Error, Result},
    files,
};

/// Pieces that wait behind the one that is being written; a writer that is further ahead waits for room.
const WAITING: usize = 3;

/// A file that is being written, by one writer at a time. Dropping it gives the file up.
pub struct Writing {
    commands: Mutex<Option<mpsc::Sender<Command>>>,
    failure: Arc<OnceLock<Error>>,
    task: Mutex<Option<JoinHandle<()>>>,
}

enum Command {
    Piece(Bytes),
    Flush(oneshot::Sender<()>),
    Finish(bool, oneshot::Sender<Result<Record>>),
}

impl Writing {
    /// Begins a file; it is made with its first piece. Needs a runtime.
    pub fn begin(parts: Arc<Parts>) -> Arc<Self> {
        let (sender, receiver) = mpsc::channel(WAITING);
        let failure = Arc::new(OnceLock::new());
        let task = tokio::spawn(run(parts, receiver, failure.clone()));
        Arc::new(Self {
            commands: Mutex::new(Some(sender)),
            failure,
            task: Mutex::new(Some(task)),
        })
    }

    /// Hands on a piece if there is room for it; else gives it back.
    pub fn try_write(&self, piece: Bytes) -> Result<Option<Bytes>> {
        match self.sender()?.try_send(Command::Piece(piece)) {
            Err(mpsc::error::TrySendError::Full(Command::Piece(piece))) => Ok(Some(piece)),
            Err(_) => Err(self.why()),
            Ok(()) => Ok(None),
        }
    }

    /// Done when every piece so far is written.
    pub async fn flush(&self) -> Result<()> {
        let (done, wait) = oneshot::channel();
        let sent = self.sender()?.send(Command::Flush(done)).await;
        sent.map_err(|_| self.why())?;
        wait.await.map_err(|_| self.why())
    }

    /// Hands on a piece as soon as there is room for it.
    pub async fn write(&self, piece: Bytes) -> Result<()> {
        let sent = self.sender()?.send(Command::Piece(piece)).await;
        sent.map_err(|_| self.why())
    }

    /// Ends the blob: its record. If this fails, the file is removed.
    pub async fn finish(&self, durable: bool) -> Result<Record> {
        let (done, wait) = oneshot::channel();
        let sent = self.sender()?.send(Command::Finish(durable, done)).await;
        sent.map_err(|_| self.why())?;
        wait.await.map_err(|_| self.why())?
    }

    /// Gives the file up; done when it is removed.
    pub async fn abort(&self) {
        drop(locked(&self.commands).take());
        let task = locked(&self.task).take();
        if let Some(task) = task {
            // A task that was cut off has removed its file, too.
            task.await.ok();
        }
    }

    fn sender(&self) -> Result<mpsc::Sender<Command>> {
        let sender = locked(&self.commands).clone();
        sender.ok_or_else(|| Error::invalid_handle("file"))
    }

    fn why(&self) -> Error {
        self.failure.get().cloned().unwrap_or_else(Error::closed)
    }
}

async fn run(
    parts: Arc<Parts>,
    mut commands: mpsc::Receiver<Command>,
    failure: Arc<OnceLock<Error>>,
) {
    let mut file = None;
    while let Some(command) = commands.recv().await {
        match command {
            Command::Piece(piece) => {
                let parts = parts.clone();
                let written = blocking(move || write(&parts, file, &piece)).await;
                match written {
                    Ok(begun) => file = Some(begun),
                    Err(error) => {
                        // Whoever hands on the next piece, or ends the blob, is told.
                        failure.get_or_init(|| error);
                        return;
                    }
                }
            }
            // Nobody is there to be told if the caller was cut off.
            Command::Flush(done) => done.send(()).unwrap_or_default(),
            Command::Finish(durable, done) => {
                let finished = finish(&parts, file, durable).await;
                // Nobody is there to be told if the caller was cut off.
                done.send(finished).ok();
                return;
            }
        }
    }
    // Given up. Removing a long file takes its time.
    blocking(move || {
        drop(file);
        Ok(())
    })
    .await
    .ok();
}

fn write(parts: &Arc<Parts>, file: Option<OwnFile>, piece: &[u8]) -> Result<OwnFile> {
    parts.disk.sound()?;
    files::check_space(parts.disk.dir(), piece.len() as u64)?;
    let mut file = OwnFile::begun(parts, file)?;
    file.record.write(piece)?;
    Ok(file)
}

async fn finish(parts: &Arc<Parts>, file: Option<OwnFile>, durable: bool) -> Result<Record> {
    let written = {
        let parts = parts.clone();
        blocking(move || OwnFile::begun(&parts, file)?.end(durable)).await?
    };
    let (record, file) = written;
    let folder = record::folder(record.file);
    if !durable {
        parts.dirty.name(folder);
        if parts.dirty.content(&file.file) > MOST_DIRTY {
            let parts = parts.clone();
            tokio::task::spawn_blocking(move || parts.dirty.sync(&parts.disk));
        }
        file.keep();
        return Ok(record);
    }
    let (done, wait) = oneshot::channel();
    parts.names.wait(vec![Target::Names(folder)], |synced| {
        done.send(synced).ok();
    });
    wait.await.map_err(|_| Error::closed())??;
    file.keep();
    Ok(record)
}

/// A file with a record that is being written. Removed when it is dropped.
struct OwnFile {
    record: RecordWriter,
    file: Kept,
}

impl OwnFile {
    fn begun(parts: &Arc<Parts>, begun: Option<Self>) -> Result<Self> {
        if let Some(begun) = begun {
            return Ok(begun);
        }
        let (file, claim) = parts.disk.create()?;
        Ok(Self {
            record: RecordWriter::new(parts.disk.clone(), file.clone(), 0),
            file: Kept {
                file,
                keep: false,
                _claim: claim,
            },
        })
    }

    fn end(self, durable: bool) -> Result<(Record, Kept)> {
        let record = self.record.finish()?;
        if durable {
            self.file.file.sync()?;
        }
        Ok((record, self.file))
    }
}

/// A file that is removed when it is dropped, unless it is kept.
struct Kept {
    file: Arc<DataFile>,
    keep: bool,
    _claim: Claim,
}

impl Kept {
    fn keep(mut self) {
        self.keep = true;
    }
}

impl Drop for Kept {
    fn drop(&mut self) {
        if !self.keep {
            // What cannot be removed has no row, and goes when the store is opened the next time.
            self.file.remove().ok();
        }
    }
}
