//! The store's way to the disk: every call that can fail, and what follows from a failure.

use std::{
    collections::HashSet,
    fmt,
    fs::{self, File, OpenOptions},
    io,
    path::{Path, PathBuf},
    sync::{
        Arc, Mutex, MutexGuard, OnceLock, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
};

use super::{file::DataFile, record};
use crate::{
    error::{Code, Error, Result},
    files,
};

/// How the name of a spill begins.
const SPILL: &str = "spill-";

/// What can fail.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Op {
    /// Making a file.
    Create,
    /// Opening a file or a folder to read it or to make it durable.
    Open,
    /// Making a folder.
    CreateFolder,
    /// Writing to a file.
    Write,
    /// Taking room on the disk before it is written.
    Allocate,
    /// fdatasync of a file.
    Sync,
    /// fsync of a folder.
    SyncFolder,
    /// Cutting a file.
    Truncate,
}

/// The folder of a store. Thread-safe.
///
/// An fsync that failed poisons it for good: what was written since the last one may be lost, and the kernel tells only
/// once. From then on nothing is written any more; what is there is still read.
pub struct Disk {
    dir: PathBuf,
    poison: OnceLock<Error>,
    first: AtomicU64,
    next: AtomicU64,
    /// Folders whose own names are durable.
    folders: Mutex<HashSet<u64>>,
    /// Held while a folder is made durable, so that each failure is seen by all who are affected.
    naming: Mutex<()>,
    /// Files that are being written.
    claimed: Mutex<HashSet<u64>>,
    /// Failures to come.
    #[cfg(test)]
    pub faults: super::testing::Faults,
}

impl Disk {
    /// The store in `dir`; nothing is touched yet.
    pub fn new(dir: PathBuf) -> Arc<Self> {
        Arc::new(Self {
            dir,
            poison: OnceLock::new(),
            first: AtomicU64::new(0),
            next: AtomicU64::new(0),
            folders: Mutex::default(),
            naming: Mutex::default(),
            claimed: Mutex::default(),
            #[cfg(test)]
            faults: Default::default(),
        })
    }

    /// Makes the store's folder durably, and hands out ids from `first` on.
    pub fn open(&self, first: u64) -> Result<()> {
        self.sound()?;
        files::create_dir(&self.dir)?;
        // A process before this one may have made it and died before it was durable.
        self.sync_dir(self.dir.parent().unwrap_or(Path::new("/")))?;
        self.clear_spills()
            .map_err(|error| Error::io("clear the content store", &error))?;
        self.first.store(first, Ordering::Release);
        self.next.store(first, Ordering::Release);
        Ok(())
    }

    /// The store's folder.
    pub fn dir(&self) -> &Path {
        &self.dir
    }

    /// The first id of this process; 0 if the store was not opened.
    pub fn first(&self) -> u64 {
        self.first.load(Ordering::Acquire)
    }

    /// `SyncFailed` once an fsync has failed.
    pub fn sound(&self) -> Result<()> {
        self.poison.get().map_or(Ok(()), |why| Err(why.clone()))
    }

    /// The path of a file.
    pub fn path(&self, file: u64) -> PathBuf {
        self.folder_path(record::folder(file))
            .join(record::file_name(file))
    }

    /// The path of a folder.
    pub fn folder_path(&self, folder: u64) -> PathBuf {
        self.dir.join(record::folder_name(folder))
    }

    /// Makes a file; its name is durable once its folder is.
    pub fn create(self: &Arc<Self>) -> Result<(Arc<DataFile>, Claim)> {
        loop {
            self.sound()?;
            let id = self.next.fetch_add(1, Ordering::AcqRel);
            record::check_id(id)?;
            self.prepare(record::folder(id))?;
            let claim = Claim::new(self, id);
            let path = self.path(id);
            let mut options = OpenOptions::new();
            options.read(true).write(true).create_new(true);
            match self.attempt(Op::Create, || options.open(&path)) {
                Ok(file) => return Ok((DataFile::new(self, id, file), claim)),
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
                Err(error) => {
                    return Err(Error::io(format!("create {}", path.display()), &error));
                }
            }
        }
    }

    /// Opens a file to read it. `NotFound` if it is not there.
    pub fn read(&self, file: u64) -> Result<File> {
        let path = self.path(file);
        self.attempt(Op::Open, || File::open(&path))
            .map_err(|error| Error::io(format!("open {}", path.display()), &error))
    }

    /// Opens a file to go on writing it. `NotFound` if it is not there.
    pub fn reopen(self: &Arc<Self>, file: u64) -> Result<Arc<DataFile>> {
        self.sound()?;
        let path = self.path(file);
        let mut options = OpenOptions::new();
        options.read(true).write(true);
        self.attempt(Op::Open, || options.open(&path))
            .map(|opened| DataFile::new(self, file, opened))
            .map_err(|error| Error::io(format!("open {}", path.display()), &error))
    }

    /// Makes a file that has no name any more, for what is needed only while `file` is written.
    pub fn spill(&self, file: u64) -> Result<File> {
        let path = self.dir.join(format!("{SPILL}{}", record::file_name(file)));
        let mut options = OpenOptions::new();
        options.read(true).write(true).create_new(true);
        let failed = |error: &io::Error| Error::io(format!("create {}", path.display()), error);
        let spill = self
            .attempt(Op::Create, || options.open(&path))
            .map_err(|error| failed(&error))?;
        fs::remove_file(&path).map_err(|error| failed(&error))?;
        Ok(spill)
    }

    /// Makes the names in a folder durable.
    pub fn sync_folder(&self, folder: u64) -> Result<()> {
        self.sync_dir(&self.folder_path(folder))
    }

    /// Whether a file is being written.
    pub fn is_claimed(&self, file: u64) -> bool {
        locked(&self.claimed).contains(&file)
    }

    /// Does what can fail, unless a test makes it fail.
    pub fn attempt<T>(
        &self,
        #[cfg_attr(not(test), expect(unused_variables))] op: Op,
        work: impl FnOnce() -> io::Result<T>,
    ) -> io::Result<T> {
        #[cfg(test)]
        self.faults.check(op)?;
        work()
    }

    /// Removes what a process left that died between making a spill and taking its name.
    fn clear_spills(&self) -> io::Result<()> {
        for entry in fs::read_dir(&self.dir)? {
            let entry = entry?;
            if entry
                .file_name()
                .as_encoded_bytes()
                .starts_with(SPILL.as_bytes())
            {
                fs::remove_file(entry.path())?;
            }
        }
        Ok(())
    }

    fn prepare(&self, folder: u64) -> Result<()> {
        let mut folders = locked(&self.folders);
        if folders.contains(&folder) {
            return Ok(());
        }
        let path = self.folder_path(folder);
        match self.attempt(Op::CreateFolder, || fs::create_dir(&path)) {
            Err(error) if error.kind() != io::ErrorKind::AlreadyExists => {
                return Err(Error::io(format!("create {}", path.display()), &error));
            }
            _ => {}
        }
        // Also when it was there: who made it may have died before this.
        self.sync_dir(&self.dir)?;
        folders.insert(folder);
        Ok(())
    }

    fn sync_dir(&self, path: &Path) -> Result<()> {
        let _one_at_a_time = locked(&self.naming);
        self.sound()?;
        let doing = || format!("sync folder {}", path.display());
        let folder = self
            .attempt(Op::Open, || File::open(path))
            .map_err(|error| Error::io(doing(), &error))?;
        self.attempt(Op::SyncFolder, || folder.sync_all())
            .map_err(|error| self.failed(doing(), &error))
    }

    /// Takes note of an fsync that failed. Also on a full disk: what was to be written is gone.
    pub(super) fn failed(&self, doing: impl fmt::Display, error: &io::Error) -> Error {
        let error = Error::new(Code::SyncFailed, format!("{doing}: {error}"));
        self.poison.get_or_init(|| error).clone()
    }
}

/// Keeps a file that is being written from being removed or cut.
pub struct Claim {
    disk: Arc<Disk>,
    file: u64,
}

impl Claim {
    fn new(disk: &Arc<Disk>, file: u64) -> Self {
        locked(&disk.claimed).insert(file);
        Self {
            disk: disk.clone(),
            file,
        }
    }
}

impl Drop for Claim {
    fn drop(&mut self) {
        locked(&self.disk.claimed).remove(&self.file);
    }
}

/// Locks what stays sound when its holder panics.
pub fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
