//! Bytes that Java reads where they are and releases when it has.

use crate::{
    error::{Error, Result},
    handles::{Kind, Slab},
};

static BUFFERS: Slab<Box<[u8]>> = Slab::new(Kind::Buffer);

/// The address, length and owner of a buffer, as Java sees it. All zero when there are no bytes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Lent {
    /// The address of the first byte.
    pub address: u64,
    /// The number of bytes.
    pub length: u64,
    /// What [`release`] wants.
    pub owner: i64,
}

/// Keeps bytes at one address until they are released.
pub fn lend(bytes: Vec<u8>) -> Lent {
    if bytes.is_empty() {
        return Lent::default();
    }
    // A boxed slice does not move when the table that holds the box grows.
    let bytes = bytes.into_boxed_slice();
    let (address, length) = (bytes.as_ptr() as u64, bytes.len() as u64);
    Lent {
        address,
        length,
        owner: BUFFERS.insert(bytes),
    }
}

/// Gives a buffer back. A second release of one owner is an error, not a double free.
pub fn release(owner: i64) -> Result<()> {
    BUFFERS
        .remove(owner)
        .map(drop)
        .ok_or_else(|| Error::invalid_handle("buffer"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::Code;

    #[test]
    fn a_buffer_is_released_once() {
        let lent = lend(vec![1, 2, 3]);
        assert_eq!(lent.length, 3);
        assert!(release(lent.owner).is_ok());
        assert_eq!(release(lent.owner).unwrap_err().code, Code::InvalidHandle);
    }

    #[test]
    fn no_bytes_need_no_release() {
        assert_eq!(lend(Vec::new()), Lent::default());
    }
}
