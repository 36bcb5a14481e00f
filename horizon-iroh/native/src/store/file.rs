//! A file that this process writes.

use std::{
    fs::{self, File},
    io,
    os::unix::fs::FileExt,
    sync::{Arc, Mutex},
};

use super::disk::{Disk, Op, locked};
use crate::error::{Error, Result};

/// A file that this process writes.
pub struct DataFile {
    /// Its id.
    pub id: u64,
    file: File,
    disk: Arc<Disk>,
    /// Held during fdatasync: of two at the same time only one would be told that it failed.
    syncing: Mutex<()>,
}

impl DataFile {
    /// The file with this id.
    pub(super) fn new(disk: &Arc<Disk>, id: u64, file: File) -> Arc<Self> {
        Arc::new(Self {
            id,
            file,
            disk: disk.clone(),
            syncing: Mutex::new(()),
        })
    }

    /// Writes all bytes at an offset.
    pub fn write(&self, bytes: &[u8], offset: u64) -> Result<()> {
        self.disk
            .attempt(Op::Write, || self.file.write_all_at(bytes, offset))
            .map_err(|error| self.error("write", &error))
    }

    /// To read it.
    pub fn reader(&self) -> &File {
        &self.file
    }

    /// Tells the disk to begin with `length` bytes, or with all behind `offset` if that is 0, so that [`DataFile::sync`]
    /// finds less to do. Promises nothing.
    pub fn begin_sync(&self, offset: u64, length: u64) {
        begin_sync(&self.file, offset, length);
    }

    /// Makes the content durable.
    pub fn sync(&self) -> Result<()> {
        let _one_at_a_time = locked(&self.syncing);
        self.disk.sound()?;
        self.disk
            .attempt(Op::Sync, || self.file.sync_data())
            .map_err(|error| {
                let path = self.disk.path(self.id);
                self.disk.failed(format!("sync {}", path.display()), &error)
            })
    }

    /// Takes room for `length` bytes, which is then also the file's length. Does nothing where the file system cannot.
    pub fn allocate(&self, length: u64) -> Result<()> {
        let allocated = self
            .disk
            .attempt(Op::Allocate, || allocate(&self.file, length));
        match allocated {
            Err(error) if !cannot_allocate(&error) => Err(self.error("allocate", &error)),
            _ => Ok(()),
        }
    }

    /// Cuts the file.
    pub fn truncate(&self, length: u64) -> Result<()> {
        self.disk
            .attempt(Op::Truncate, || self.file.set_len(length))
            .map_err(|error| self.error("cut", &error))
    }

    /// Removes the file's name; a file that is gone already is none the worse.
    pub fn remove(&self) -> Result<()> {
        match fs::remove_file(self.disk.path(self.id)) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => {
                Err(self.error("remove", &error))
            }
            _ => Ok(()),
        }
    }

    fn error(&self, doing: &str, error: &io::Error) -> Error {
        Error::io(
            format!("{doing} {}", self.disk.path(self.id).display()),
            error,
        )
    }
}

#[cfg(target_os = "linux")]
fn allocate(file: &File, length: u64) -> io::Result<()> {
    use std::os::fd::AsRawFd;

    let length = libc::off_t::try_from(length).map_err(io::Error::other)?;
    loop {
        // SAFETY: the descriptor is open as long as `file` is borrowed.
        if unsafe { libc::fallocate(file.as_raw_fd(), 0, 0, length) } == 0 {
            return Ok(());
        }
        let error = io::Error::last_os_error();
        if error.kind() != io::ErrorKind::Interrupted {
            return Err(error);
        }
    }
}

#[cfg(target_os = "linux")]
fn begin_sync(file: &File, offset: u64, length: u64) {
    use std::os::fd::AsRawFd;

    let range = (
        libc::off64_t::try_from(offset),
        libc::off64_t::try_from(length),
    );
    if let (Ok(offset), Ok(length)) = range {
        // SAFETY: the descriptor is open as long as `file` is borrowed. Whatever fails is told by the fdatasync to come.
        unsafe {
            libc::sync_file_range(
                file.as_raw_fd(),
                offset,
                length,
                libc::SYNC_FILE_RANGE_WRITE,
            )
        };
    }
}

#[cfg(not(target_os = "linux"))]
fn begin_sync(_file: &File, _offset: u64, _length: u64) {}

#[cfg(not(target_os = "linux"))]
fn allocate(_file: &File, _length: u64) -> io::Result<()> {
    Err(io::ErrorKind::Unsupported.into())
}

fn cannot_allocate(error: &io::Error) -> bool {
    error.kind() == io::ErrorKind::Unsupported
        || matches!(
            error.raw_os_error(),
            Some(libc::EOPNOTSUPP | libc::ENOSYS | libc::EINVAL)
        )
}
