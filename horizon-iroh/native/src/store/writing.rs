//! A blob that arrives in pieces and gets a file of its own.

use std::{
    collections::VecDeque,
    sync::{Arc, Mutex, OnceLock},
};

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

/// Bytes are written so many at a time, however they come: each write costs, and the page cache is faster with long ones.
const PIECE: usize = 128 * 1024;

/// Pieces that wait behind the one that is being written; a writer that is further ahead waits for room.
const WAITING: usize = 1;

/// A file that is being written, by one writer at a time. Dropping it gives the file up.
pub struct Writing {
    /// What is not a whole piece yet.
    gathered: Mutex<Vec<u8>>,
    commands: Mutex<Option<mpsc::Sender<Command>>>,
    failure: Arc<OnceLock<Error>>,
    task: Mutex<Option<JoinHandle<()>>>,
}

enum Command {
    Piece(Vec<u8>),
    Flush(oneshot::Sender<()>),
    /// The last piece, and whether to wait for the disk.
    Finish(Vec<u8>, bool, oneshot::Sender<Result<Record>>),
}

/// Pieces for which there was no room, in their order.
pub type Pieces = VecDeque<Vec<u8>>;

impl Writing {
    /// Begins a file; it is made with its first piece. Needs a runtime.
    pub fn begin(parts: Arc<Parts>) -> Arc<Self> {
        let (sender, receiver) = mpsc::channel(WAITING);
        let failure = Arc::new(OnceLock::new());
        let task = tokio::spawn(run(parts, receiver, failure.clone()));
        Arc::new(Self {
            gathered: Mutex::default(),
            commands: Mutex::new(Some(sender)),
            failure,
            task: Mutex::new(Some(task)),
        })
    }

    /// Adds bytes. The pieces that these made whole and for which there is no room are to be handed on before anything else.
    pub fn add(&self, bytes: &[u8]) -> Result<Pieces> {
        let sender = self.sender()?;
        if sender.is_closed() {
            return Err(self.why());
        }
        let mut left = self.gather(bytes);
        while let Some(piece) = left.pop_front() {
            match sender.try_send(Command::Piece(piece)) {
                Err(mpsc::error::TrySendError::Full(Command::Piece(piece))) => {
                    left.push_front(piece);
                    break;
                }
                Err(_) => return Err(self.why()),
                Ok(()) => {}
            }
        }
        Ok(left)
    }

    fn gather(&self, mut bytes: &[u8]) -> Pieces {
        let mut gathered = locked(&self.gathered);
        let mut whole = Pieces::new();
        while !bytes.is_empty() {
            if gathered.capacity() == 0 && gathered.len() + bytes.len() >= PIECE / 4 {
                gathered.reserve_exact(PIECE);
            }
            let (taken, rest) = bytes.split_at(bytes.len().min(PIECE - gathered.len()));
            gathered.extend_from_slice(taken);
            bytes = rest;
            if gathered.len() == PIECE {
                whole.push_back(std::mem::take(&mut *gathered));
            }
        }
        whole
    }

    fn gathered(&self) -> Vec<u8> {
        std::mem::take(&mut *locked(&self.gathered))
    }

    /// Hands on pieces as soon as there is room for them.
    pub async fn hand_on(&self, pieces: Pieces) -> Result<()> {
        for piece in pieces {
            self.send(Command::Piece(piece)).await?;
        }
        Ok(())
    }

    /// Done when all bytes so far are written.
    pub async fn flush(&self) -> Result<()> {
        let gathered = self.gathered();
        if !gathered.is_empty() {
            self.send(Command::Piece(gathered)).await?;
        }
        let (done, wait) = oneshot::channel();
        self.send(Command::Flush(done)).await?;
        wait.await.map_err(|_| self.why())
    }

    /// Ends the blob: its record. If this fails, the file is removed.
    pub async fn finish(&self, durable: bool) -> Result<Record> {
        let (done, wait) = oneshot::channel();
        self.send(Command::Finish(self.gathered(), durable, done))
            .await?;
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

    async fn send(&self, command: Command) -> Result<()> {
        let sent = self.sender()?.send(command).await;
        sent.map_err(|_| self.why())
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
            Command::Finish(last, durable, done) => {
                let finished = finish(&parts, file, last, durable).await;
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

async fn finish(
    parts: &Arc<Parts>,
    file: Option<OwnFile>,
    last: Vec<u8>,
    durable: bool,
) -> Result<Record> {
    let written = {
        let parts = parts.clone();
        blocking(move || write(&parts, file, &last)?.end(durable)).await?
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
