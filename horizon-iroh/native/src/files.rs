//! What the libraries below leave to their caller: durable directories, and room on the disk.

use std::{
    ffi::CString,
    fs::{self, File},
    io,
    os::unix::ffi::OsStrExt,
    path::Path,
};

use crate::error::{Code, Error, Result};

/// Makes the entries of a directory durable.
pub fn sync_dir(path: &Path) -> Result<()> {
    sync_path(path, "directory")
}

/// Makes the content of a file durable.
pub fn sync_file(path: &Path) -> Result<()> {
    sync_path(path, "file")
}

fn sync_path(path: &Path, what: &str) -> Result<()> {
    let doing = || format!("sync {what} {}", path.display());
    let file = File::open(path).map_err(|error| Error::io(doing(), &error))?;
    file.sync_all()
        .map_err(|error| Error::sync(doing(), &error))
}

/// Makes a directory, if need be with its parents, durably.
pub fn create_dir(path: &Path) -> Result<()> {
    if path.is_dir() {
        return Ok(());
    }
    let parent = path
        .parent()
        .filter(|parent| !parent.as_os_str().is_empty());
    if let Some(parent) = parent {
        create_dir(parent)?;
    }
    match fs::create_dir(path) {
        Err(error) if error.kind() != io::ErrorKind::AlreadyExists => {
            return Err(Error::io(format!("create {}", path.display()), &error));
        }
        _ => {}
    }
    parent.map_or(Ok(()), sync_dir)
}

/// Free and total bytes of the file system that a path lies on.
pub fn space(path: &Path) -> io::Result<(u64, u64)> {
    let path = CString::new(path.as_os_str().as_bytes())?;
    let mut stats = std::mem::MaybeUninit::<libc::statvfs>::uninit();
    // SAFETY: `path` is a NUL-terminated string and `stats` has room for what the call writes; it is read only after
    // the call said that it did.
    let stats = unsafe {
        if libc::statvfs(path.as_ptr(), stats.as_mut_ptr()) != 0 {
            return Err(io::Error::last_os_error());
        }
        stats.assume_init()
    };
    let block = stats.f_frsize;
    Ok((stats.f_bavail * block, stats.f_blocks * block))
}

/// Refuses a write that would eat into the reserve.
///
/// The metadata databases stop for good when a commit of theirs meets a full disk; bodies are refused while there is
/// still room for such a commit.
pub fn check_space(path: &Path, wanted: u64) -> Result<()> {
    let (free, total) = space(path).map_err(|error| Error::io("ask for free space", &error))?;
    if free < reserve(total).saturating_add(wanted) {
        return Err(Error::new(
            Code::DiskFull,
            format!(
                "the disk is full: {free} bytes are free, {} are kept in reserve",
                reserve(total)
            ),
        ));
    }
    Ok(())
}

/// 2 % of the file system, at least 4 MiB and at most 64 MiB.
fn reserve(total: u64) -> u64 {
    (total / 50).clamp(4 << 20, 64 << 20)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn directories_are_made_with_their_parents() {
        let dir = tempfile::tempdir().unwrap();
        let deep = dir.path().join("a/b/c");
        create_dir(&deep).unwrap();
        create_dir(&deep).unwrap();
        assert!(deep.is_dir());
    }

    #[test]
    fn a_write_that_cannot_fit_is_refused() {
        let dir = tempfile::tempdir().unwrap();
        assert!(check_space(dir.path(), 0).is_ok());
        let error = check_space(dir.path(), u64::MAX).unwrap_err();
        assert_eq!(error.code, Code::DiskFull);
    }
}
