//! Documents and their entries.

use super::{array, export, put, slice, submit};
use crate::{
    completion::Reply,
    doc::{
        self,
        entry::NewEntry,
        signed::{Name, Signed},
    },
    error::Error,
};

/// The id of the author that writes this node's entries: 32 bytes.
#[unsafe(no_mangle)]
pub extern "C" fn hz_author_id(node: i64, token: u64) -> i64 {
    submit(node, token, |node| {
        let id = *node.docs.author().as_bytes();
        Ok(async move { Ok(Reply::bytes(id)) })
    })
}

/// Makes a document durably and opens it: its handle, and 32 bytes each of id and secret.
#[unsafe(no_mangle)]
pub extern "C" fn hz_doc_create(node: i64, token: u64) -> i64 {
    submit(node, token, |node| Ok(node.docs.clone().create()))
}

/// The documents that are here: for each 32 bytes of id.
#[unsafe(no_mangle)]
pub extern "C" fn hz_doc_list(node: i64, token: u64) -> i64 {
    submit(node, token, |node| Ok(node.docs.clone().list()))
}

/// Opens a document: its handle. One whose file is missing is made of its secret, durably and empty; where `secret` is
/// null it is not found.
///
/// # Safety
///
/// `id` must point to 32 bytes, and so must `secret` where it is not null.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn hz_doc_open(
    node: i64,
    id: *const u8,
    secret: *const u8,
    token: u64,
) -> i64 {
    submit(node, token, |node| {
        // SAFETY: the caller's promise.
        let id = unsafe { array(id) }?;
        let secret = match secret.is_null() {
            true => None,
            // SAFETY: the caller's promise.
            false => Some(unsafe { array(secret) }?),
        };
        Ok(node.docs.clone().open(id, secret))
    })
}

/// Opens a document that others write: its handle. One whose file is missing is made, durably and empty, and can only be
/// read here.
///
/// # Safety
///
/// `id` must point to 32 bytes.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn hz_doc_follow(node: i64, id: *const u8, token: u64) -> i64 {
    submit(node, token, |node| {
        // SAFETY: the caller's promise.
        let id = unsafe { array(id) }?;
        Ok(node.docs.clone().follow(id))
    })
}

/// The id of the document that a secret makes, at once: writes 32 bytes to `out`.
///
/// # Safety
///
/// `secret` must point to 32 bytes, `out` to room for 32.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn hz_doc_id(secret: *const u8, out: *mut u8) -> i64 {
    export(|| {
        // SAFETY: the caller's promise.
        let id = doc::id_of(&unsafe { array(secret) }?);
        // SAFETY: the caller's promise.
        unsafe { put(out, &id) }
    })
}

/// Writes entries: for each a length of 4 bytes, the key, 32 bytes of hash and 8 bytes of content length. The number of
/// those that have to wait, and for each its place in the list as 4 bytes.
///
/// # Safety
///
/// `entries` must point to `length` bytes.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn hz_doc_insert(
    node: i64,
    doc: i64,
    entries: *const u8,
    length: u64,
    token: u64,
) -> i64 {
    submit(node, token, |node| {
        // SAFETY: the caller's promise.
        let entries = NewEntry::read_all(unsafe { slice(entries, length) }?)?;
        Ok(node.docs.get(doc)?.insert(entries))
    })
}

/// The entries of a key, by author: their number, and for each a length of 4 bytes, the key, 32 bytes of author, 32 bytes
/// of hash and 8 bytes of content length.
///
/// # Safety
///
/// `key` must point to `length` bytes.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn hz_doc_get(
    node: i64,
    doc: i64,
    key: *const u8,
    length: u64,
    token: u64,
) -> i64 {
    submit(node, token, |node| {
        // SAFETY: the caller's promise.
        let key = unsafe { slice(key, length) }?.to_vec();
        Ok(node.docs.get(doc)?.get(key))
    })
}

/// Entries as they were signed: `names` has for each a length of 4 bytes, the key and 32 bytes of author. For each, in their
/// order, a byte 0 if it is not here, or 1 and the name again, 32 bytes of hash, 8 of content length, 8 of time and 64 each of
/// the signatures of document and author.
///
/// # Safety
///
/// `names` must point to `length` bytes.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn hz_doc_signed(
    node: i64,
    doc: i64,
    names: *const u8,
    length: u64,
    token: u64,
) -> i64 {
    submit(node, token, |node| {
        // SAFETY: the caller's promise.
        let names = Name::read_all(unsafe { slice(names, length) }?)?;
        Ok(node.docs.get(doc)?.signed(names))
    })
}

/// Takes entries that others signed, written as those of [`hz_doc_signed`] without the bytes between them: for each, in their
/// order, a byte: 0 it is in the document now, 1 it was, or a later one of its author, 2 it is too far ahead, 3 it is forged.
///
/// # Safety
///
/// `entries` must point to `length` bytes.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn hz_doc_take(
    node: i64,
    doc: i64,
    entries: *const u8,
    length: u64,
    token: u64,
) -> i64 {
    submit(node, token, |node| {
        // SAFETY: the caller's promise.
        let entries = Signed::read_all(unsafe { slice(entries, length) }?)?;
        Ok(node.docs.get(doc)?.take(entries))
    })
}

/// Begins an iteration over every author's entry of every key, by key and then by author: its handle.
#[unsafe(no_mangle)]
pub extern "C" fn hz_doc_scan_open(node: i64, doc: i64, token: u64) -> i64 {
    submit(node, token, |node| Ok(node.docs.get(doc)?.scan()))
}

/// The next entries of an iteration, at most `limit`: their number, and the entries as in [`hz_doc_get`].
#[unsafe(no_mangle)]
pub extern "C" fn hz_doc_scan_next(node: i64, doc: i64, scan: i64, limit: u32, token: u64) -> i64 {
    submit(node, token, |node| {
        Ok(node.docs.get(doc)?.scan_next(scan, limit as usize))
    })
}

/// Ends an iteration.
#[unsafe(no_mangle)]
pub extern "C" fn hz_doc_scan_close(node: i64, doc: i64, scan: i64, token: u64) -> i64 {
    submit(node, token, |node| Ok(node.docs.get(doc)?.scan_close(scan)))
}

/// Makes everything written to a document durable.
#[unsafe(no_mangle)]
pub extern "C" fn hz_doc_flush(node: i64, doc: i64, token: u64) -> i64 {
    submit(node, token, |node| Ok(node.docs.get(doc)?.flush()))
}

/// Flushes and closes a document.
#[unsafe(no_mangle)]
pub extern "C" fn hz_doc_close(node: i64, doc: i64, token: u64) -> i64 {
    submit(node, token, |node| {
        let docs = node.docs.clone();
        Ok(async move { docs.close(doc).await })
    })
}

/// Leaves of a closed document the entries whose keys begin with a byte.
///
/// # Safety
///
/// `id` must point to 32 bytes.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn hz_doc_keep(node: i64, id: *const u8, tag: u32, token: u64) -> i64 {
    submit(node, token, |node| {
        // SAFETY: the caller's promise.
        let id = unsafe { array(id) }?;
        let tag = u8::try_from(tag).map_err(|_| Error::invalid_argument("no key begins so"))?;
        Ok(node.docs.clone().keep(id, tag))
    })
}

/// Removes a closed document with its store.
///
/// # Safety
///
/// `id` must point to 32 bytes.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn hz_doc_delete(node: i64, id: *const u8, token: u64) -> i64 {
    submit(node, token, |node| {
        // SAFETY: the caller's promise.
        let id = unsafe { array(id) }?;
        Ok(node.docs.clone().delete(id))
    })
}
