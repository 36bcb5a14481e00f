//! Files that many records share.

use std::sync::Arc;

use super::{
    disk::{Claim, Disk},
    file::DataFile,
    record::{self, PAGE},
};
use crate::{
    error::{Error, Result},
    files,
};

/// A segment takes at most this part of what is free.
const PART_OF_FREE: u64 = 16;

/// Where a record goes.
pub struct Place {
    /// The segment.
    pub file: Arc<DataFile>,
    /// Where in it the record begins.
    pub offset: u64,
}

/// A row of segments of which the last takes records. One user at a time.
pub struct Segments {
    disk: Arc<Disk>,
    length: u64,
    current: Option<Segment>,
}

struct Segment {
    file: Arc<DataFile>,
    next: u64,
    length: u64,
    _claim: Claim,
}

impl Segments {
    /// A row of segments of `length` bytes each; none is made yet.
    pub fn new(disk: Arc<Disk>, length: u64) -> Self {
        Self {
            disk,
            length,
            current: None,
        }
    }

    /// Takes `size` bytes, a multiple of a page, of the current segment, or of a new one if they do not fit. What is taken
    /// is never given to anybody else, even if nothing gets written there.
    pub fn reserve(&mut self, size: u64) -> Result<Place> {
        let fits = |segment: &&mut Segment| segment.length - segment.next >= size;
        if self.current.as_mut().filter(fits).is_none() {
            self.seal();
            self.current = Some(self.begin(size)?);
        }
        let segment = self.current.as_mut().ok_or_else(Error::closed)?;
        let place = Place {
            file: segment.file.clone(),
            offset: segment.next,
        };
        segment.next += size;
        Ok(place)
    }

    /// Ends the current segment; the next record begins a new one.
    pub fn seal(&mut self) {
        if let Some(segment) = self.current.take() {
            // A tail that stays takes room and nothing else; it is cut when the store is opened the next time.
            segment.file.truncate(segment.next).ok();
        }
    }

    fn begin(&self, size: u64) -> Result<Segment> {
        let (free, _) = files::space(self.disk.dir())
            .map_err(|error| Error::io("ask for free space", &error))?;
        let length = self.length.min(free / PART_OF_FREE).max(size);
        let length = length.next_multiple_of(PAGE);
        let (file, claim) = self.disk.create()?;
        let ready = file
            .allocate(length)
            .and_then(|()| self.disk.sync_folder(record::folder(file.id)));
        if let Err(error) = ready {
            file.remove().ok();
            return Err(error);
        }
        Ok(Segment {
            file,
            next: 0,
            length,
            _claim: claim,
        })
    }
}

impl Drop for Segments {
    fn drop(&mut self) {
        self.seal();
    }
}
