//! Waits for the disk that many share.

use std::{
    collections::{HashMap, HashSet},
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{Arc, Mutex, mpsc},
    thread::{self, JoinHandle},
};

use super::{
    disk::{Disk, locked},
    file::DataFile,
};
use crate::error::{Error, Result};

/// Files that wait for nobody are kept open; when there are more of them than this, they are made durable unasked.
pub const MOST_DIRTY: usize = 64;

/// What is to become durable.
pub enum Target {
    /// What was written to a file.
    Content(Arc<DataFile>),
    /// The names in a folder.
    Names(u64),
}

/// Hears of the end. Dropped if a defect came between.
type Done = Box<dyn FnOnce(Result<()>) + Send>;

enum Message {
    Wait(Vec<Target>, Done),
    End,
}

/// A thread that makes durable what it is told to. All that come while it waits for the disk are served by its next round;
/// who comes alone waits for nobody. Thread-safe.
#[derive(Clone)]
pub struct Group(mpsc::Sender<Message>);

impl Group {
    /// Starts the thread; it ends with [`Group::end`] or with the last copy of the group.
    pub fn start(name: &str, disk: Arc<Disk>) -> Result<(Self, JoinHandle<()>)> {
        let (sender, receiver) = mpsc::channel();
        let thread = thread::Builder::new()
            .name(name.to_owned())
            .spawn(move || serve(&disk, &receiver))
            .map_err(|error| Error::io("start a thread", &error))?;
        Ok((Self(sender), thread))
    }

    /// Calls `done`, on any thread, when all targets are durable as they are now, or when one of them failed.
    pub fn wait(&self, targets: Vec<Target>, done: impl FnOnce(Result<()>) + Send + 'static) {
        let message = Message::Wait(targets, Box::new(done));
        if let Err(mpsc::SendError(Message::Wait(_, done))) = self.0.send(message) {
            done(Err(Error::closed()));
        }
    }

    /// Ends the thread once it has served all that came before.
    pub fn end(&self) {
        // Nobody is there to be told if it has ended already.
        self.0.send(Message::End).ok();
    }
}

fn serve(disk: &Disk, receiver: &mpsc::Receiver<Message>) {
    let mut ended = false;
    while !ended && let Ok(first) = receiver.recv() {
        let mut round = Vec::new();
        for message in std::iter::once(first).chain(receiver.try_iter()) {
            match message {
                Message::Wait(targets, done) => round.push((targets, done)),
                Message::End => ended = true,
            }
        }
        // A defect that shows in one round must not end the others.
        catch_unwind(AssertUnwindSafe(|| serve_round(disk, round))).ok();
    }
}

fn serve_round(disk: &Disk, round: Vec<(Vec<Target>, Done)>) {
    let mut contents: HashMap<u64, Result<()>> = HashMap::new();
    let mut names: HashMap<u64, Result<()>> = HashMap::new();
    for (targets, done) in round {
        let mut result = Ok(());
        for target in targets {
            let synced = match target {
                Target::Content(file) => contents.entry(file.id).or_insert_with(|| file.sync()),
                Target::Names(folder) => names
                    .entry(folder)
                    .or_insert_with(|| disk.sync_folder(folder)),
            };
            result = result.and(synced.clone());
        }
        done(result);
    }
}

/// What was written and waits for nobody to make it durable. Thread-safe.
#[derive(Default)]
pub struct Dirty {
    waiting: Mutex<Waiting>,
    /// Held while the disk is waited for, so that nobody is told of an end that is still to come.
    syncing: Mutex<()>,
}

#[derive(Default)]
struct Waiting {
    contents: HashMap<u64, Arc<DataFile>>,
    names: HashSet<u64>,
}

impl Dirty {
    /// Takes note of what was written to a file. The number of files that wait.
    pub fn content(&self, file: &Arc<DataFile>) -> usize {
        let mut waiting = locked(&self.waiting);
        waiting.contents.insert(file.id, file.clone());
        waiting.contents.len()
    }

    /// Takes note of a name.
    pub fn name(&self, folder: u64) {
        locked(&self.waiting).names.insert(folder);
    }

    /// Makes all of it durable. What failed waits on.
    pub fn sync(&self, disk: &Disk) -> Result<()> {
        let _one_at_a_time = locked(&self.syncing);
        disk.sound()?;
        let taken = std::mem::take(&mut *locked(&self.waiting));
        // All of them first, so that the disk can order and merge what it has to do.
        for file in taken.contents.values() {
            file.begin_sync(0, 0);
        }
        let contents = taken.contents.values().map(|file| file.sync());
        let names = taken.names.iter().map(|folder| disk.sync_folder(*folder));
        let result = contents.chain(names).collect::<Result<()>>();
        if result.is_err() {
            let mut waiting = locked(&self.waiting);
            waiting.contents.extend(taken.contents);
            waiting.names.extend(taken.names);
        }
        result
    }
}
