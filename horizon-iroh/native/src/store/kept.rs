//! Trees without their data: of blobs whose bytes went and may come back, and of files that are not the store's.

use std::{
    fs::{File, OpenOptions},
    io::{self, Read},
    ops::Range,
    os::unix::fs::{FileExt, OpenOptionsExt},
    path::Path,
    sync::Arc,
};

use super::{
    disk::Disk,
    file::DataFile,
    proof::{self, Outboard},
    record::{self, GROUP, Kind, Record, TRAILER, groups, tree_size},
    tree::{Parent, Tree},
    verify::damaged,
};
use crate::error::{Error, Result};

/// The bytes of a file or a tree that are read at once.
const PIECE: usize = 256 * 1024;

/// The most that is read of somebody's file at once.
pub const MAX_READ: u64 = 1 << 20;

/// Makes a file and its name durable, and removes it if that fails.
pub fn make(disk: &Arc<Disk>, write: impl FnOnce(&DataFile) -> Result<Record>) -> Result<Record> {
    let (file, _claim) = disk.create()?;
    let written = write(&file).and_then(|record| {
        disk.sync_folder(record::folder(record.file))?;
        Ok(record)
    });
    if written.is_err() {
        // What cannot be removed has no row, and goes when the store is opened the next time.
        file.remove().ok();
    }
    written
}

/// Keeps the tree of a record that has one: the record of the tree. `Damaged` if it is not the tree of its hash.
pub fn keep(disk: &Arc<Disk>, from: Record) -> Result<Record> {
    let source = disk.read(from.file)?;
    let outboard = Outboard {
        file: &source,
        offset: from.tree_offset(),
    };
    make(disk, |file| {
        let record = Record {
            file: file.id,
            offset: 0,
            ..from
        };
        outboard.copy(&record, file, 0)?;
        end(file, &record)?;
        Ok(record)
    })
}

/// Reads somebody's file and makes a tree of it: the record of the tree. `NotFound` if it is not there,
/// `InvalidArgument` if it is no file.
pub fn of_file(disk: &Arc<Disk>, path: &Path) -> Result<Record> {
    let mut source = open(path)?;
    make(disk, |file| {
        let (mut tree, mut length, mut at) = (Tree::default(), 0, 0);
        let mut nodes = Vec::with_capacity(PIECE);
        let mut keep = |parent: &Parent| {
            nodes.extend_from_slice(parent);
            if nodes.len() >= PIECE {
                file.write(&nodes, at)?;
                at += nodes.len() as u64;
                nodes.clear();
            }
            Ok(())
        };
        let mut piece = vec![0; PIECE];
        loop {
            let read = fill(&mut source, &mut piece)
                .map_err(|error| Error::io(format!("read {}", path.display()), &error))?;
            tree.update(&piece[..read], &mut keep)?;
            length += read as u64;
            if read < piece.len() {
                break;
            }
        }
        let hash = tree.finish(&mut keep)?;
        file.write(&nodes, at)?;
        let record = Record {
            hash,
            length,
            file: file.id,
            offset: 0,
        };
        end(file, &record)?;
        Ok(record)
    })
}

/// Reads a range of somebody's file, every byte compared with its tree after it was read. `Damaged` if it is not what it
/// was, `NotFound` if it or the tree is not there.
pub fn read(disk: &Arc<Disk>, tree: Record, path: &Path, range: Range<u64>) -> Result<Vec<u8>> {
    if range.start > range.end || range.end > tree.length || range.end - range.start > MAX_READ {
        return Err(Error::invalid_argument("no such range is read at once"));
    }
    let (source, kept) = (open(path)?, disk.read(tree.file)?);
    let outboard = Outboard {
        file: &kept,
        offset: tree.offset,
    };
    let (begin, end) = (
        range.start / GROUP * GROUP,
        tree.length.min(groups(range.end) * GROUP),
    );
    let mut data = vec![0; (end - begin) as usize];
    source
        .read_exact_at(&mut data, begin)
        .map_err(|error| match error.kind() {
            io::ErrorKind::UnexpectedEof => damaged(&tree),
            _ => Error::io(format!("read {}", path.display()), &error),
        })?;
    for (index, group) in (begin / GROUP..).zip(data.chunks(GROUP as usize)) {
        proof::group(&tree, &outboard, index, group)?;
    }
    data.truncate((range.end - begin) as usize);
    data.drain(..(range.start - begin) as usize);
    Ok(data)
}

/// A pipe would keep whoever opens it waiting.
fn open(path: &Path) -> Result<File> {
    let mut options = OpenOptions::new();
    options.read(true).custom_flags(libc::O_NONBLOCK);
    let failed = |error: io::Error| Error::io(format!("open {}", path.display()), &error);
    let file = options.open(path).map_err(failed)?;
    match file.metadata().map_err(failed)?.is_file() {
        true => Ok(file),
        false => Err(Error::invalid_argument(format!(
            "{} is no file",
            path.display()
        ))),
    }
}

/// Reads until the buffer is full or the file ends.
fn fill(file: &mut File, piece: &mut [u8]) -> io::Result<usize> {
    let mut filled = 0;
    while filled < piece.len() {
        match file.read(&mut piece[filled..]) {
            Ok(0) => break,
            Ok(read) => filled += read,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(filled)
}

fn end(file: &DataFile, record: &Record) -> Result<()> {
    let size = Kind::Tree.size(record.length);
    file.write(&record.trailer(Kind::Tree), size - TRAILER)?;
    file.sync()
}

impl Outboard<'_> {
    /// Copies the outboard of a record, and compares the copy with its hash.
    pub fn copy(&self, record: &Record, to: &DataFile, at: u64) -> Result<()> {
        let size = tree_size(record.length);
        let mut copied = 0;
        let mut piece = vec![0; PIECE.min(size as usize)];
        while copied < size {
            let piece = &mut piece[..PIECE.min((size - copied) as usize)];
            match self.file.read_exact_at(piece, self.offset + copied) {
                Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => {
                    return Err(damaged(record));
                }
                read => read.map_err(|error| Error::io("read a tree", &error))?,
            }
            to.write(piece, at + copied)?;
            copied += piece.len() as u64;
        }
        let copy = Outboard {
            file: to.reader(),
            offset: at,
        };
        proof::tree(record, &copy)
    }
}
