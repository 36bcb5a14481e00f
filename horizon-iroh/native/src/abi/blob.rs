//! Blobs: adding, reading and pinning them.

use bytes::Bytes;
use iroh_blobs::Hash;

use super::{array, slice, submit, submit_or_finish};
use crate::{completion::Reply, error::Error};

/// Opens the blob store, or opens it again after it stopped.
#[unsafe(no_mangle)]
pub extern "C" fn hz_blobs_open(node: i64, token: u64) -> i64 {
    submit(node, token, |node| {
        let blobs = node.blobs.clone();
        Ok(async move { blobs.open().await })
    })
}

/// Begins to add a blob: the handle of the add.
#[unsafe(no_mangle)]
pub extern "C" fn hz_blob_add_open(node: i64, token: u64) -> i64 {
    submit(node, token, |node| {
        let blobs = node.blobs.clone();
        Ok(async move { Ok(Reply::number(blobs.adds.insert(blobs.start_add()?))) })
    })
}

/// Adds a piece, which is copied before this returns. Ends when there is room for the next; the caller waits for that.
///
/// # Safety
///
/// `piece` must point to `length` bytes.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn hz_blob_add_write(
    node: i64,
    add: i64,
    piece: *const u8,
    length: u64,
    token: u64,
) -> i64 {
    submit_or_finish(node, token, |node| {
        // SAFETY: the caller's promise.
        let piece = unsafe { slice(piece, length) }?;
        let add = node
            .blobs
            .adds
            .get(add)
            .ok_or_else(|| Error::invalid_handle("add"))?;
        if piece.is_empty() {
            return Ok(None);
        }
        node.blobs.check_space(piece.len())?;
        let left = add.try_write(Bytes::copy_from_slice(piece))?;
        Ok(left.map(|piece| async move { add.write(piece).await.map(|()| Reply::done()) }))
    })
}

/// Ends an add: the pin, the length, and 32 bytes of hash. If `durable` is not 0, a power cut loses nothing of the blob
/// once this has ended.
#[unsafe(no_mangle)]
pub extern "C" fn hz_blob_add_finish(node: i64, add: i64, durable: i32, token: u64) -> i64 {
    submit(node, token, |node| {
        let add = node
            .blobs
            .adds
            .remove(add)
            .ok_or_else(|| Error::invalid_handle("add"))?;
        let blobs = node.blobs.clone();
        Ok(async move { blobs.finish_add(add, durable != 0).await })
    })
}

/// Gives an add up.
#[unsafe(no_mangle)]
pub extern "C" fn hz_blob_add_abort(node: i64, add: i64, token: u64) -> i64 {
    submit(node, token, |node| {
        let add = node
            .blobs
            .adds
            .remove(add)
            .ok_or_else(|| Error::invalid_handle("add"))?;
        Ok(async move {
            drop(add);
            Ok(Reply::done())
        })
    })
}

/// Adds `count` blobs whose bytes stand one behind the other, with one wait for the disk. For each: 32 bytes of hash,
/// the pin and the length, 8 bytes each.
///
/// # Safety
///
/// `content` must point to `content_length` bytes, `lengths` to `count` numbers of 8 bytes.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn hz_blob_add_many(
    node: i64,
    content: *const u8,
    content_length: u64,
    lengths: *const u8,
    count: u64,
    durable: i32,
    token: u64,
) -> i64 {
    submit(node, token, |node| {
        // SAFETY: the caller's promise.
        let (content, lengths) = unsafe {
            (
                slice(content, content_length)?,
                slice(lengths, count.saturating_mul(8))?,
            )
        };
        let mut content = Bytes::copy_from_slice(content);
        let mut blobs = Vec::with_capacity(lengths.len() / 8);
        for length in lengths.as_chunks::<8>().0 {
            let length = u64::from_ne_bytes(*length) as usize;
            if length > content.len() {
                return Err(Error::invalid_argument("the lengths exceed the content"));
            }
            blobs.push(content.split_to(length));
        }
        let store = node.blobs.clone();
        Ok(async move { store.add_many(blobs, durable != 0).await })
    })
}

/// What is here of a blob: 0 nothing, 1 a part, 2 all of it; and its length.
///
/// # Safety
///
/// `hash` must point to 32 bytes.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn hz_blob_status(node: i64, hash: *const u8, token: u64) -> i64 {
    submit(node, token, |node| {
        // SAFETY: the caller's promise.
        let hash = Hash::from_bytes(unsafe { array(hash) }?);
        let blobs = node.blobs.clone();
        Ok(async move { blobs.status(hash).await })
    })
}

/// The length of a complete blob and the path of its file; no bytes when it lives in the database.
///
/// # Safety
///
/// `hash` must point to 32 bytes.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn hz_blob_path(node: i64, hash: *const u8, token: u64) -> i64 {
    submit(node, token, |node| {
        // SAFETY: the caller's promise.
        let hash = Hash::from_bytes(unsafe { array(hash) }?);
        let blobs = node.blobs.clone();
        Ok(async move { blobs.path(hash).await })
    })
}

/// A range of a blob, whole or partial.
///
/// # Safety
///
/// `hash` must point to 32 bytes.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn hz_blob_read(
    node: i64,
    hash: *const u8,
    offset: u64,
    length: u64,
    token: u64,
) -> i64 {
    submit(node, token, |node| {
        // SAFETY: the caller's promise.
        let hash = Hash::from_bytes(unsafe { array(hash) }?);
        let blobs = node.blobs.clone();
        Ok(async move { blobs.read(hash, offset, length).await })
    })
}

/// Pins a blob that is here whole: the pin, 0 if it is not, and the length.
///
/// # Safety
///
/// `hash` must point to 32 bytes.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn hz_blob_pin(node: i64, hash: *const u8, token: u64) -> i64 {
    submit(node, token, |node| {
        // SAFETY: the caller's promise.
        let hash = Hash::from_bytes(unsafe { array(hash) }?);
        let blobs = node.blobs.clone();
        Ok(async move { blobs.pin(hash).await })
    })
}

/// Releases a pin.
#[unsafe(no_mangle)]
pub extern "C" fn hz_pin_release(node: i64, pin: i64, token: u64) -> i64 {
    submit(node, token, |node| {
        if !node.blobs.pins.release(pin) {
            return Err(Error::invalid_handle("pin"));
        }
        Ok(async { Ok(Reply::done()) })
    })
}
