//! Blobs that are whole in memory, and the thread that writes them into segments.

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{Arc, mpsc},
};

use blake3::Hash;
use tokio::sync::oneshot;

use super::{
    disk::Disk,
    file::DataFile,
    record::{self, Kind, Record},
    segment::Segments,
    sync::{Dirty, Group, MOST_DIRTY, Target},
    tree::Tree,
};
use crate::{
    error::{Error, Result},
    files,
};

/// The longest blob that is stored from memory.
pub const MAX_BLOB: usize = 1 << 20;

/// Blobs on their way, laid out as they will be on disk.
#[derive(Debug)]
pub struct Put {
    bytes: Vec<u8>,
    lengths: Vec<usize>,
    /// Whether to wait for the disk.
    pub durable: bool,
}

/// Hears of the records. Dropped if a defect came between.
pub type Done = Box<dyn FnOnce(Result<Vec<Record>>) + Send>;

/// What the thread is asked to do.
pub enum Command {
    /// Write these.
    Put(Put, Done),
    /// End the segment.
    Seal(oneshot::Sender<()>),
    /// End the segment and the thread.
    Close,
}

impl Put {
    /// Copies blobs. `InvalidArgument` if one is longer than [`MAX_BLOB`].
    pub fn new(blobs: &[&[u8]], durable: bool) -> Result<Self> {
        if blobs.iter().any(|blob| blob.len() > MAX_BLOB) {
            return Err(Error::invalid_argument(format!(
                "a blob of more than {MAX_BLOB} bytes needs a file of its own"
            )));
        }
        let size = blobs.iter().map(|blob| size_in_memory(blob.len())).sum();
        let mut bytes = Vec::with_capacity(size);
        for blob in blobs {
            let end = bytes.len() + size_in_memory(blob.len());
            bytes.extend_from_slice(blob);
            bytes.resize(end, 0);
        }
        Ok(Self {
            bytes,
            lengths: blobs.iter().map(|blob| blob.len()).collect(),
            durable,
        })
    }
}

/// Fits, as blobs in memory do.
fn size_in_memory(length: usize) -> usize {
    record::size(length as u64) as usize
}

/// What the thread works with.
pub struct Writer {
    /// The disk.
    pub disk: Arc<Disk>,
    /// Where the records go.
    pub segments: Segments,
    /// Who waits for the disk.
    pub group: Group,
    /// What nobody waits for.
    pub dirty: Arc<Dirty>,
}

impl Writer {
    /// Does what is asked for until the store is closed or gone.
    pub fn serve(mut self, commands: &mpsc::Receiver<Command>) {
        while let Ok(command) = commands.recv() {
            match command {
                Command::Put(put, done) => {
                    let work = AssertUnwindSafe(|| self.put(put, done));
                    if catch_unwind(work).is_err() {
                        self.segments.seal();
                    }
                }
                Command::Seal(done) => {
                    self.segments.seal();
                    done.send(()).ok();
                }
                Command::Close => break,
            }
        }
        self.segments.seal();
    }

    fn put(&mut self, mut put: Put, done: Done) {
        let (records, files) = match self.write(&mut put) {
            Ok(written) => written,
            Err(error) => return done(Err(error)),
        };
        drop(put.bytes);
        if put.durable {
            let targets = files.into_iter().map(Target::Content).collect();
            self.group
                .wait(targets, |synced| done(synced.map(|()| records)));
        } else {
            let dirty = files.iter().map(|file| self.dirty.content(file)).max();
            done(Ok(records));
            if dirty.is_some_and(|dirty| dirty > MOST_DIRTY) {
                // Whoever waits for the disk is told of a failure, and so is everybody who comes later.
                self.dirty.sync(&self.disk).ok();
            }
        }
    }

    /// Writes all blobs: their records, and the segments that they are in.
    fn write(&mut self, put: &mut Put) -> Result<(Vec<Record>, Vec<Arc<DataFile>>)> {
        self.disk.sound()?;
        files::check_space(self.disk.dir(), put.bytes.len() as u64)?;
        let mut records = Vec::with_capacity(put.lengths.len());
        let mut files: Vec<Arc<DataFile>> = Vec::new();
        // Records that stand one behind the other are written at once: from here to `end` of the bytes.
        let (mut begin, mut end, mut at) = (0, 0, 0);
        for length in &put.lengths {
            let size = size_in_memory(*length);
            let place = self.segments.reserve(size as u64)?;
            let file = files.last().filter(|file| file.id == place.file.id);
            if file.is_none() {
                if let Some(file) = files.last() {
                    file.write(&put.bytes[begin..end], at)?;
                }
                (begin, at) = (end, place.offset);
                files.push(place.file.clone());
            }
            let bytes = &mut put.bytes[end..end + size];
            let record = Record {
                hash: complete(bytes, *length)?,
                length: *length as u64,
                file: place.file.id,
                offset: place.offset,
            };
            let trailer = size - record::TRAILER as usize;
            bytes[trailer..].copy_from_slice(&record.trailer(Kind::Whole));
            records.push(record);
            end += size;
        }
        if let Some(file) = files.last() {
            file.write(&put.bytes[begin..end], at)?;
        }
        Ok((records, files))
    }
}

/// Puts the outboard behind a blob. The hash of the blob.
fn complete(bytes: &mut [u8], length: usize) -> Result<Hash> {
    let (data, mut rest) = bytes.split_at_mut(length);
    let mut tree = Tree::default();
    let mut put = |parent: &super::tree::Parent| {
        let (place, behind) = std::mem::take(&mut rest).split_at_mut(parent.len());
        place.copy_from_slice(parent);
        rest = behind;
        Ok(())
    };
    tree.update(data, &mut put)?;
    tree.finish(&mut put)
}
