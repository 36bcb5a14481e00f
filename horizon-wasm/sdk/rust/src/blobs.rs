//! Bytes by their BLAKE3 hash: those that the request's bucket holds, and those that this plugin wrote.

use crate::error::{done, long, optional, size, Error, Result};
use crate::sys::blobs as sys;
use crate::Action;

/// What a blob is named by.
pub type Hash = [u8; 32];

/// A blob with its size in bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Blob {
    pub hash: Hash,
    pub size: u64,
}

/// The blob that the answer's object is, if it is kept as one.
pub fn object() -> Result<Option<Blob>> {
    let mut hash = [0; 32];
    let size = optional(long(unsafe { sys::object(hash.as_mut_ptr()) }))?;
    Ok(size.map(|size| Blob { hash, size }))
}

/// The size of a blob in bytes; none if neither the bucket nor this plugin holds it.
pub fn length(hash: &Hash) -> Result<Option<u64>> {
    optional(long(unsafe { sys::size(hash.as_ptr()) }))
}

/// Reads from an offset; fewer bytes than there is room for come only at the blob's end.
pub fn read(hash: &Hash, offset: u64, buffer: &mut [u8]) -> Result<usize> {
    let offset = i64::try_from(offset).map_err(|_| Error::Invalid)?;
    size(unsafe { sys::read(hash.as_ptr(), offset, buffer.as_mut_ptr(), buffer.len()) })
}

/// A blob that is being written.
#[derive(Debug)]
pub struct Writer(i32);

/// Begins a blob of this plugin's.
pub fn write() -> Result<Writer> {
    let handle = unsafe { sys::write_open() };
    done(handle)?;
    Ok(Writer(handle))
}

impl Writer {
    /// Writes the next bytes.
    pub fn write(&mut self, bytes: &[u8]) -> Result<()> {
        done(unsafe { sys::write(self.0, bytes.as_ptr(), bytes.len()) })
    }

    /// Ends it. What is not ended is dropped with the request.
    pub fn finish(self) -> Result<Blob> {
        let mut hash = [0; 32];
        let size = long(unsafe { sys::write_finish(self.0, hash.as_mut_ptr()) })?;
        Ok(Blob { hash, size })
    }
}

/// Makes a blob the answer's body: return what this gives.
pub fn respond(hash: &Hash) -> Result<Action> {
    done(unsafe { sys::respond(hash.as_ptr()) }).map(|()| Action::Respond)
}

/// Stores a blob instead of what the client sends, which is read and verified all the same. In `on_request` only.
pub fn replace_body(hash: &Hash) -> Result<()> {
    done(unsafe { sys::replace_body(hash.as_ptr()) })
}
