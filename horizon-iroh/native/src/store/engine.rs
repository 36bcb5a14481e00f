//! What runs while a store is open.

use std::{
    sync::{Arc, Mutex, mpsc},
    thread::{self, JoinHandle},
};

use super::{
    disk::{Disk, locked},
    put::{Command, Writer},
    segment::Segments,
    sync::{Dirty, Group},
};
use crate::error::{Error, Result};

/// What those who write share.
pub struct Parts {
    /// The disk.
    pub disk: Arc<Disk>,
    /// What nobody waits for.
    pub dirty: Arc<Dirty>,
    /// Makes the names of files durable.
    pub names: Group,
}

/// An open store: its threads, and the way to them.
pub struct Engine {
    /// What the store was opened with: the first id, and the length of a segment.
    pub arguments: (u64, u64),
    /// What those who write share.
    pub parts: Arc<Parts>,
    /// To the thread that writes small blobs.
    pub puts: mpsc::Sender<Command>,
    contents: Group,
    /// Where copies go.
    pub copies: Arc<Mutex<Segments>>,
    threads: Mutex<Vec<JoinHandle<()>>>,
}

impl Engine {
    /// Starts the threads of a store.
    pub fn start(disk: Arc<Disk>, first: u64, segment: u64) -> Result<Self> {
        let (contents, syncing) = Group::start("horizon-sync", disk.clone())?;
        let (names, naming) = Group::start("horizon-names", disk.clone())?;
        let dirty = Arc::new(Dirty::default());
        let (puts, commands) = mpsc::channel();
        let writer = Writer {
            disk: disk.clone(),
            segments: Segments::new(disk.clone(), segment),
            group: contents.clone(),
            dirty: dirty.clone(),
        };
        let writing = thread::Builder::new()
            .name("horizon-put".to_owned())
            .spawn(move || writer.serve(&commands))
            .map_err(|error| Error::io("start a thread", &error))?;
        Ok(Self {
            arguments: (first, segment),
            copies: Arc::new(Mutex::new(Segments::new(disk.clone(), segment))),
            parts: Arc::new(Parts { disk, dirty, names }),
            puts,
            contents,
            threads: Mutex::new(vec![writing, syncing, naming]),
        })
    }

    /// Ends the threads, each when it has done what it was asked to.
    pub fn close(&self) -> Result<()> {
        self.puts.send(Command::Close).ok();
        let mut threads = std::mem::take(&mut *locked(&self.threads)).into_iter();
        // The one that writes hands on to the others.
        threads.by_ref().take(1).for_each(join);
        self.contents.end();
        self.parts.names.end();
        threads.for_each(join);
        locked(&self.copies).seal();
        // Of an fsync that failed before this everybody knows.
        match self.parts.disk.sound() {
            Ok(()) => self.parts.dirty.sync(&self.parts.disk),
            Err(_) => Ok(()),
        }
    }
}

fn join(thread: JoinHandle<()>) {
    // Its panics are caught where they happen.
    thread.join().ok();
}
