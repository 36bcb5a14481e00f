//! Collections of blobs that nothing needs.

use std::sync::PoisonError;

use iroh_blobs::Hash;

use super::{slice, submit};
use crate::{completion::Reply, error::Error};

/// Begins a collection: its handle. What is added or released from now on is kept until its end.
#[unsafe(no_mangle)]
pub extern "C" fn hz_gc_open(node: i64, token: u64) -> i64 {
    submit(node, token, |node| {
        let blobs = node.blobs.clone();
        Ok(async move { blobs.begin_collection().map(Reply::number) })
    })
}

/// Tells a collection hashes that it keeps, 32 bytes each.
///
/// # Safety
///
/// `hashes` must point to `count` times 32 bytes.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn hz_gc_keep(
    node: i64,
    collection: i64,
    hashes: *const u8,
    count: u64,
    token: u64,
) -> i64 {
    submit(node, token, |node| {
        // SAFETY: the caller's promise.
        let hashes = unsafe { slice(hashes, count.saturating_mul(32)) }?;
        let hashes = hashes.as_chunks::<32>().0;
        let collection = node.blobs.collections.get(collection);
        let collection = collection.ok_or_else(|| Error::invalid_handle("collection"))?;
        let mut collection = collection.lock().unwrap_or_else(PoisonError::into_inner);
        collection.keep(hashes.iter().map(|hash| Hash::from_bytes(*hash)));
        Ok(async { Ok(Reply::done()) })
    })
}

/// Runs a collection: the number of blobs dropped, and 32 bytes for each.
#[unsafe(no_mangle)]
pub extern "C" fn hz_gc_run(node: i64, collection: i64, token: u64) -> i64 {
    submit(node, token, |node| {
        let blobs = node.blobs.clone();
        Ok(async move { blobs.run_collection(collection).await })
    })
}

/// Forgets a collection.
#[unsafe(no_mangle)]
pub extern "C" fn hz_gc_abort(node: i64, collection: i64, token: u64) -> i64 {
    submit(node, token, |node| {
        if !node.blobs.abandon_collection(collection) {
            return Err(Error::invalid_handle("collection"));
        }
        Ok(async { Ok(Reply::done()) })
    })
}
