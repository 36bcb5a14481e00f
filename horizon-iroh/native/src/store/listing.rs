//! The files that are there, and their end.

use std::{
    collections::BTreeSet,
    fs::{self, OpenOptions},
    io,
    os::unix::fs::MetadataExt,
    path::Path,
};

use super::{disk::Disk, record};
use crate::error::{Code, Error, Result};

/// The unit in which the disk says what a file takes.
const BLOCK: u64 = 512;

/// A file that is there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Listed {
    /// Its id.
    pub id: u64,
    /// In bytes.
    pub length: u64,
    /// What it takes on the disk, in bytes.
    pub allocated: u64,
}

/// Every file of the store, in no order. What is not the store's is passed over.
pub fn files(disk: &Disk) -> Result<Vec<Listed>> {
    let failed = |error: io::Error| Error::io("list the content store", &error);
    let mut listed = Vec::new();
    let folders = match fs::read_dir(disk.dir()) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(listed),
        folders => folders.map_err(failed)?,
    };
    for folder in folders {
        let folder = folder.map_err(failed)?;
        if folder.file_type().map_err(failed)?.is_dir() {
            list(&folder.path(), &mut listed).map_err(failed)?;
        }
    }
    Ok(listed)
}

fn list(folder: &Path, listed: &mut Vec<Listed>) -> io::Result<()> {
    let name = folder.file_name().unwrap_or_default().to_string_lossy();
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let Some(id) = record::id_of(&name, &entry.file_name().to_string_lossy()) else {
            continue;
        };
        match entry.metadata() {
            // Removed since.
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            metadata => {
                let metadata = metadata?;
                listed.push(Listed {
                    id,
                    length: metadata.len(),
                    allocated: metadata.blocks() * BLOCK,
                });
            }
        }
    }
    Ok(())
}

/// Unlinks files; those that are not there are passed over. One that is being written is `InvalidArgument`. What fails
/// does not keep the others.
pub fn remove(disk: &Disk, files: &[u64]) -> Result<()> {
    let mut result = Ok(());
    let mut folders = BTreeSet::new();
    for file in files {
        result = result.and(remove_one(disk, *file));
        folders.insert(record::folder(*file));
    }
    // Nothing is made any more in the folders of earlier processes.
    for folder in folders.range(..record::folder(disk.first())) {
        // Fails as long as there is anything in it.
        fs::remove_dir(disk.folder_path(*folder)).ok();
    }
    result
}

fn remove_one(disk: &Disk, file: u64) -> Result<()> {
    unclaimed(disk, file)?;
    let path = disk.path(file);
    match fs::remove_file(&path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => {
            Err(Error::io(format!("remove {}", path.display()), &error))
        }
        _ => Ok(()),
    }
}

/// Cuts what lies behind `length` bytes off a file; one that is not there is passed over. `InvalidArgument` if it is being
/// written. One that has another name is left as it is: a backup may need what nobody needs here.
pub fn cut(disk: &Disk, file: u64, length: u64) -> Result<()> {
    unclaimed(disk, file)?;
    let path = disk.path(file);
    let cut = || {
        let opened = match OpenOptions::new().write(true).open(&path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
            opened => opened?,
        };
        let found = opened.metadata()?;
        if found.nlink() == 1 && found.len() > length {
            opened.set_len(length)?;
        }
        Ok(())
    };
    cut().map_err(|error: io::Error| Error::io(format!("cut {}", path.display()), &error))
}

fn unclaimed(disk: &Disk, file: u64) -> Result<()> {
    record::check_id(file)?;
    match disk.is_claimed(file) {
        true => Err(Error::new(
            Code::InvalidArgument,
            format!("file {file} is being written"),
        )),
        false => Ok(()),
    }
}
