//! The content store: blobs as records in files. It knows neither who uses a blob nor where it is: whoever stores one is
//! told its [`Record`] and keeps it.
//!
//! [`record`] has the format. A small blob goes into the current segment ([`put`]), a large one, which comes in pieces,
//! into a file of its own ([`writing`]). Files are made under their final names and never renamed; a record is answered
//! when its bytes, the name of its file, and the name of that file's folder are durable. Nothing is appended to a file of
//! an earlier process, but for those that are filled in any order ([`fill`], [`sparse`]). Of a blob whose bytes go, or
//! are in a file that is not the store's, the tree can be kept ([`kept`]). Parts of trees tell what two blobs have in common
//! ([`part`]).

mod bits;
mod compare;
mod copy;
mod disk;
mod engine;
mod file;
pub mod fill;
mod kept;
mod listing;
mod notes;
mod open;
pub mod part;
mod proof;
pub mod put;
pub mod record;
mod segment;
mod sparse;
mod stream;
mod sync;
pub mod tree;
mod verify;
pub mod writing;

use std::{
    fs::File,
    path::PathBuf,
    sync::{Arc, PoisonError, RwLock, RwLockWriteGuard, mpsc},
};

use tokio::sync::{Semaphore, oneshot};

pub(crate) use self::disk::locked;
use self::{
    disk::Disk,
    engine::Engine,
    open::SparseFiles,
    put::{Command, Put},
};
pub use self::{listing::Listed, record::Record, verify::Source, writing::Writing};
use crate::{
    blocking::blocking,
    error::{Code, Error, Result},
    files,
    handles::{Kind, Slab},
};

/// Groups that are verified before others get their turn: 4 MiB.
const VERIFIED_AT_ONCE: u64 = 256;

/// Verifications that run side by side.
const VERIFIERS: usize = 8;

/// The content store of a node. Thread-safe.
pub struct Store {
    disk: Arc<Disk>,
    state: RwLock<State>,
    opening: tokio::sync::Mutex<()>,
    verifying: Semaphore,
    sparse: Arc<SparseFiles>,
    /// Files that are being written.
    pub writings: Slab<Arc<Writing>>,
}

enum State {
    New,
    Open(Arc<Engine>),
    Closed,
}

impl Store {
    /// The store in a folder; nothing is touched before it is opened.
    pub fn new(dir: PathBuf) -> Arc<Self> {
        Arc::new(Self {
            disk: Disk::new(dir),
            state: RwLock::new(State::New),
            opening: tokio::sync::Mutex::new(()),
            verifying: Semaphore::new(VERIFIERS),
            sparse: Arc::default(),
            writings: Slab::new(Kind::Writing),
        })
    }

    /// Opens the store, so that blobs can be stored. Does nothing if it was opened with the same arguments.
    ///
    /// `first` is the id of the first file that it makes, higher than any that was ever used; `segment` the bytes of a
    /// segment, less when the disk has little room.
    pub async fn open(&self, first: u64, segment: u64) -> Result<()> {
        let _one_at_a_time = self.opening.lock().await;
        record::check_id(first)?;
        match &*self.state() {
            State::Open(engine) if engine.arguments == (first, segment) => return Ok(()),
            State::Open(_) => return Err(Error::invalid_argument("the store is open already")),
            State::Closed => return Err(Error::closed()),
            State::New => {}
        }
        let disk = self.disk.clone();
        let engine = blocking(move || {
            disk.open(first)?;
            Engine::start(disk, first, segment)
        })
        .await?;
        *self.state() = State::Open(Arc::new(engine));
        Ok(())
    }

    /// Stores blobs in the current segment. `done` is called on any thread, with their records.
    pub fn put(&self, put: Put, done: put::Done) {
        let engine = match self.engine() {
            Ok(engine) => engine,
            Err(error) => return done(Err(error)),
        };
        if let Err(mpsc::SendError(Command::Put(_, done))) =
            engine.puts.send(Command::Put(put, done))
        {
            done(Err(Error::closed()));
        }
    }

    /// Makes everything durable that was stored without waiting for it.
    pub async fn sync(&self) -> Result<()> {
        let parts = self.engine()?.parts.clone();
        blocking(move || parts.dirty.sync(&parts.disk)).await
    }

    /// Begins a file of its own for a blob: the handle among [`Store::writings`].
    pub async fn create(&self) -> Result<i64> {
        let parts = self.engine()?.parts.clone();
        parts.disk.sound()?;
        files::check_space(parts.disk.dir(), 0)?;
        Ok(self.writings.insert(Writing::begin(parts)))
    }

    /// Compares the groups that a range touches, and what is above them, with the hash. `NotFound` if the file is not
    /// there, `Damaged` if anything differs, `Io` if the disk cannot read it.
    pub async fn verify(
        &self,
        record: Record,
        from: u64,
        length: u64,
        source: Source,
    ) -> Result<()> {
        let mut rest = verify::touched(&record, from, length)?;
        let mut file = None;
        loop {
            let end = rest.end.min(rest.start + VERIFIED_AT_ONCE);
            let piece = rest.start..end;
            let turn = self
                .verifying
                .acquire()
                .await
                .map_err(|_| Error::closed())?;
            let disk = self.disk.clone();
            let opened = blocking(move || {
                let opened = match file {
                    Some(opened) => opened,
                    None => disk.read(record.file)?,
                };
                verify::verify(&record, &opened, piece, source).map(|()| opened)
            })
            .await?;
            drop(turn);
            if end == rest.end {
                return Ok(());
            }
            file = Some(opened);
            rest.start = end;
        }
    }

    /// Copies records into a segment of copies, durably, each verified; nothing for one that is damaged or not there.
    pub async fn copy(&self, records: Vec<Record>) -> Result<Vec<Option<Record>>> {
        let engine = self.engine()?;
        let (disk, copies) = (engine.parts.disk.clone(), engine.copies.clone());
        blocking(move || copy::copy(&disk, &mut locked(&copies), &records)).await
    }

    /// Ends the current segments: what was put before this call is in them, whatever comes later is not.
    pub async fn seal(&self) -> Result<()> {
        let engine = self.engine()?;
        let (done, wait) = oneshot::channel();
        let sent = engine.puts.send(Command::Seal(done));
        sent.map_err(|_| Error::closed())?;
        let copies = engine.copies.clone();
        blocking(move || {
            locked(&copies).seal();
            Ok(())
        })
        .await?;
        wait.await.map_err(|_| Error::closed())
    }

    /// Unlinks files; those that are not there are passed over, and those that are being written refused.
    pub async fn remove(&self, files: Vec<u64>) -> Result<()> {
        self.sparse.forget(&files);
        let disk = self.disk.clone();
        blocking(move || listing::remove(&disk, &files)).await
    }

    /// Cuts the tail off a file of an earlier process; one that is not there is passed over.
    pub async fn cut(&self, file: u64, length: u64) -> Result<()> {
        let disk = self.disk.clone();
        blocking(move || listing::cut(&disk, file, length)).await
    }

    /// The path of a file.
    pub fn path(&self, file: u64) -> PathBuf {
        self.disk.path(file)
    }

    /// Opens a file to read it. `NotFound` if it is not there. Blocks.
    pub fn open_file(&self, file: u64) -> Result<File> {
        self.disk.read(file)
    }

    /// Every file that is there.
    pub async fn files(&self) -> Result<Vec<Listed>> {
        let disk = self.disk.clone();
        blocking(move || listing::files(&disk)).await
    }

    /// Closes the store: what was stored is durable then, what was being written is removed.
    pub async fn close(&self) -> Result<()> {
        let _one_at_a_time = self.opening.lock().await;
        let before = std::mem::replace(&mut *self.state(), State::Closed);
        for writing in self.writings.drain() {
            writing.abort().await;
        }
        let State::Open(engine) = before else {
            return Ok(());
        };
        let sparse = self.sparse.clone();
        blocking(move || {
            sparse.note();
            engine.close()
        })
        .await
    }

    fn engine(&self) -> Result<Arc<Engine>> {
        match &*self.state.read().unwrap_or_else(PoisonError::into_inner) {
            State::Open(engine) => Ok(engine.clone()),
            State::New => Err(Error::new(
                Code::NotOpen,
                "the content store is not open yet",
            )),
            State::Closed => Err(Error::closed()),
        }
    }

    fn state(&self) -> RwLockWriteGuard<'_, State> {
        self.state.write().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
pub(crate) mod testing;
#[cfg(test)]
mod tests;
