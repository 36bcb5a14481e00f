//! A small C ABI over iroh, iroh-blobs and iroh-docs.
//!
//! Every export but [`hz_poll`], [`hz_release`], [`hz_abi_version`], [`hz_hash`] and [`hz_doc_id`] submits work and returns: 0 if the end of the
//! work will come out of [`hz_poll`] under the given token, else a negative [`error::Code`]. Token 0 submits work whose
//! end nobody wants to hear of. Arguments are read before an export returns; nothing keeps a pointer. Nothing unwinds
//! across an export. Numbers in byte strings are in native byte order.

#![deny(missing_docs, unsafe_op_in_unsafe_fn)]

pub mod blob;
pub mod buffer;
pub mod completion;
pub mod doc;
pub mod error;
mod files;
pub mod handles;
pub mod node;

use std::{
    ffi::OsString,
    mem::MaybeUninit,
    os::unix::ffi::OsStringExt,
    panic::{AssertUnwindSafe, catch_unwind},
    time::Duration,
};

use bytes::Bytes;
use iroh_blobs::Hash;

use crate::{
    completion::{Completion, Reply},
    doc::entry::NewEntry,
    error::{Code, Error, Result},
    node::{Config, Node, submit, submit_or_finish},
};

/// What both sides of the ABI have to agree on.
pub const ABI_VERSION: u32 = 2;

/// Runs an export's body; the end of it as a number.
fn export(body: impl FnOnce() -> Result<i64>) -> i64 {
    match catch_unwind(AssertUnwindSafe(body)) {
        Ok(Ok(value)) => value,
        Ok(Err(error)) => error.code as i64,
        Err(_) => Code::Panic as i64,
    }
}

/// The bytes of an argument.
///
/// # Safety
///
/// `address` must point to `length` bytes that nobody writes during the borrow.
unsafe fn slice<'a>(address: *const u8, length: u64) -> Result<&'a [u8]> {
    if length == 0 {
        return Ok(&[]);
    }
    let length = usize::try_from(length)
        .ok()
        .filter(|length| *length <= isize::MAX as usize)
        .ok_or_else(|| Error::invalid_argument("a buffer is too long"))?;
    if address.is_null() {
        return Err(Error::invalid_argument("a buffer is null"));
    }
    // SAFETY: the caller's promise; null and impossible lengths were refused.
    Ok(unsafe { std::slice::from_raw_parts(address, length) })
}

/// 32 bytes of an argument.
///
/// # Safety
///
/// As [`slice`], with 32 bytes.
unsafe fn array(address: *const u8) -> Result<[u8; 32]> {
    // SAFETY: the caller's promise.
    let bytes = unsafe { slice(address, 32) }?;
    bytes
        .try_into()
        .map_err(|_| Error::invalid_argument("32 bytes expected"))
}

/// Writes 32 bytes to where an argument points.
///
/// # Safety
///
/// `address` must have room for 32 bytes that nobody else uses meanwhile.
unsafe fn put(address: *mut u8, bytes: &[u8; 32]) -> Result<i64> {
    if address.is_null() {
        return Err(Error::invalid_argument("no room for 32 bytes"));
    }
    // SAFETY: the caller's promise; null was refused.
    unsafe { address.cast::<[u8; 32]>().write_unaligned(*bytes) };
    Ok(0)
}

/// The version of this ABI, [`ABI_VERSION`].
#[unsafe(no_mangle)]
pub extern "C" fn hz_abi_version() -> u32 {
    ABI_VERSION
}

/// Takes up to `capacity` ends of work, waiting for the first at most `timeout_millis`: their number.
///
/// `Closed` once the node is closed and every end has been taken; from then on the handle is unknown.
///
/// # Safety
///
/// `out` must have room for `capacity` completions.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn hz_poll(
    node: i64,
    out: *mut Completion,
    capacity: u32,
    timeout_millis: u32,
) -> i64 {
    export(|| {
        if out.is_null() || !out.is_aligned() {
            return Err(Error::invalid_argument("no room for completions"));
        }
        // SAFETY: the caller's promise; the memory need not be initialised.
        let out = unsafe {
            std::slice::from_raw_parts_mut(out.cast::<MaybeUninit<Completion>>(), capacity as usize)
        };
        let queue = node::queue(node)?;
        let taken = queue.poll(out, Duration::from_millis(u64::from(timeout_millis)));
        if taken.is_err() {
            node::forget(node);
        }
        taken.map(|count| count as i64)
    })
}

/// Gives a completion's bytes back.
#[unsafe(no_mangle)]
pub extern "C" fn hz_release(owner: i64) -> i64 {
    export(|| buffer::release(owner).map(|()| 0))
}

/// Opens a node over a data directory and binds its endpoint: the handle of the node at once, the endpoint's id as the
/// end of the work. `secret` has 32 bytes; `bind` is a list of socket addresses separated by commas, empty for every
/// address. A node whose endpoint cannot be bound has to be closed all the same.
///
/// # Safety
///
/// The pointers must point to as many bytes as said.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn hz_node_open(
    data_dir: *const u8,
    data_dir_length: u64,
    secret: *const u8,
    bind: *const u8,
    bind_length: u64,
    token: u64,
) -> i64 {
    export(|| {
        // SAFETY: the caller's promise.
        let (data_dir, secret, bind) = unsafe {
            (
                slice(data_dir, data_dir_length)?,
                array(secret)?,
                slice(bind, bind_length)?,
            )
        };
        let bind = std::str::from_utf8(bind)
            .map_err(|_| Error::invalid_argument("the bind address is not UTF-8"))?;
        let bind = bind
            .split(',')
            .filter(|address| !address.is_empty())
            .map(|address| address.parse())
            .collect::<std::result::Result<_, _>>()
            .map_err(|_| Error::invalid_argument("a bind address is no socket address"))?;
        let data_dir = OsString::from_vec(data_dir.to_vec()).into();
        Node::open(
            Config {
                data_dir,
                secret,
                bind,
            },
            token,
        )
    })
}

/// Closes a node cleanly. All work under way ends, this last.
#[unsafe(no_mangle)]
pub extern "C" fn hz_node_close(node: i64, token: u64) -> i64 {
    export(|| node::close(node, token))
}

/// The endpoint's id: 32 bytes.
#[unsafe(no_mangle)]
pub extern "C" fn hz_endpoint_id(node: i64, token: u64) -> i64 {
    export(|| {
        submit(node, token, |node| {
            let id = *node.endpoint()?.id().as_bytes();
            Ok(async move { Ok(Reply::bytes(id)) })
        })
    })
}

/// The socket addresses that the endpoint is bound to, separated by commas.
#[unsafe(no_mangle)]
pub extern "C" fn hz_endpoint_addresses(node: i64, token: u64) -> i64 {
    export(|| {
        submit(node, token, |node| {
            let sockets = node.endpoint()?.bound_sockets();
            let text: Vec<_> = sockets.iter().map(ToString::to_string).collect();
            Ok(async move { Ok(Reply::bytes(text.join(","))) })
        })
    })
}

/// Opens the blob store, or opens it again after it stopped.
#[unsafe(no_mangle)]
pub extern "C" fn hz_blobs_open(node: i64, token: u64) -> i64 {
    export(|| {
        submit(node, token, |node| {
            let blobs = node.blobs.clone();
            Ok(async move { blobs.open().await })
        })
    })
}

/// The hash that bytes have as a blob, at once: writes 32 bytes to `out`. Takes about a millisecond for each MiB.
///
/// # Safety
///
/// `content` must point to `length` bytes, `out` to room for 32.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn hz_hash(content: *const u8, length: u64, out: *mut u8) -> i64 {
    export(|| {
        // SAFETY: the caller's promise.
        let hash = Hash::new(unsafe { slice(content, length) }?);
        // SAFETY: the caller's promise.
        unsafe { put(out, hash.as_bytes()) }
    })
}

/// Begins to add a blob: the handle of the add.
#[unsafe(no_mangle)]
pub extern "C" fn hz_blob_add_open(node: i64, token: u64) -> i64 {
    export(|| {
        submit(node, token, |node| {
            let blobs = node.blobs.clone();
            Ok(async move { Ok(Reply::number(blobs.adds.insert(blobs.start_add()?))) })
        })
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
    export(|| {
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
    })
}

/// Ends an add: the pin, the length, and 32 bytes of hash. If `durable` is not 0, a power cut loses nothing of the blob
/// once this has ended.
#[unsafe(no_mangle)]
pub extern "C" fn hz_blob_add_finish(node: i64, add: i64, durable: i32, token: u64) -> i64 {
    export(|| {
        submit(node, token, |node| {
            let add = node
                .blobs
                .adds
                .remove(add)
                .ok_or_else(|| Error::invalid_handle("add"))?;
            let blobs = node.blobs.clone();
            Ok(async move { blobs.finish_add(add, durable != 0).await })
        })
    })
}

/// Gives an add up.
#[unsafe(no_mangle)]
pub extern "C" fn hz_blob_add_abort(node: i64, add: i64, token: u64) -> i64 {
    export(|| {
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
    export(|| {
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
    })
}

/// What is here of a blob: 0 nothing, 1 a part, 2 all of it; and its length.
///
/// # Safety
///
/// `hash` must point to 32 bytes.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn hz_blob_status(node: i64, hash: *const u8, token: u64) -> i64 {
    export(|| {
        submit(node, token, |node| {
            // SAFETY: the caller's promise.
            let hash = Hash::from_bytes(unsafe { array(hash) }?);
            let blobs = node.blobs.clone();
            Ok(async move { blobs.status(hash).await })
        })
    })
}

/// The length of a complete blob and the path of its file; no bytes when it lives in the database.
///
/// # Safety
///
/// `hash` must point to 32 bytes.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn hz_blob_path(node: i64, hash: *const u8, token: u64) -> i64 {
    export(|| {
        submit(node, token, |node| {
            // SAFETY: the caller's promise.
            let hash = Hash::from_bytes(unsafe { array(hash) }?);
            let blobs = node.blobs.clone();
            Ok(async move { blobs.path(hash).await })
        })
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
    export(|| {
        submit(node, token, |node| {
            // SAFETY: the caller's promise.
            let hash = Hash::from_bytes(unsafe { array(hash) }?);
            let blobs = node.blobs.clone();
            Ok(async move { blobs.read(hash, offset, length).await })
        })
    })
}

/// Pins a blob that is here whole: the pin, 0 if it is not, and the length.
///
/// # Safety
///
/// `hash` must point to 32 bytes.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn hz_blob_pin(node: i64, hash: *const u8, token: u64) -> i64 {
    export(|| {
        submit(node, token, |node| {
            // SAFETY: the caller's promise.
            let hash = Hash::from_bytes(unsafe { array(hash) }?);
            let blobs = node.blobs.clone();
            Ok(async move { blobs.pin(hash).await })
        })
    })
}

/// Releases a pin.
#[unsafe(no_mangle)]
pub extern "C" fn hz_pin_release(node: i64, pin: i64, token: u64) -> i64 {
    export(|| {
        submit(node, token, |node| {
            if !node.blobs.pins.release(pin) {
                return Err(Error::invalid_handle("pin"));
            }
            Ok(async { Ok(Reply::done()) })
        })
    })
}

/// Begins a collection: its handle. What is added or released from now on is kept until its end.
#[unsafe(no_mangle)]
pub extern "C" fn hz_gc_open(node: i64, token: u64) -> i64 {
    export(|| {
        submit(node, token, |node| {
            let blobs = node.blobs.clone();
            Ok(async move { blobs.begin_collection().map(Reply::number) })
        })
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
    export(|| {
        submit(node, token, |node| {
            // SAFETY: the caller's promise.
            let hashes = unsafe { slice(hashes, count.saturating_mul(32)) }?;
            let hashes = hashes.as_chunks::<32>().0;
            let collection = node.blobs.collections.get(collection);
            let collection = collection.ok_or_else(|| Error::invalid_handle("collection"))?;
            let mut collection = collection
                .lock()
                .unwrap_or_else(std::sync::PoisonError::into_inner);
            collection.keep(hashes.iter().map(|hash| Hash::from_bytes(*hash)));
            Ok(async { Ok(Reply::done()) })
        })
    })
}

/// Runs a collection: the number of blobs dropped, and 32 bytes for each.
#[unsafe(no_mangle)]
pub extern "C" fn hz_gc_run(node: i64, collection: i64, token: u64) -> i64 {
    export(|| {
        submit(node, token, |node| {
            let blobs = node.blobs.clone();
            Ok(async move { blobs.run_collection(collection).await })
        })
    })
}

/// Forgets a collection.
#[unsafe(no_mangle)]
pub extern "C" fn hz_gc_abort(node: i64, collection: i64, token: u64) -> i64 {
    export(|| {
        submit(node, token, |node| {
            if !node.blobs.abandon_collection(collection) {
                return Err(Error::invalid_handle("collection"));
            }
            Ok(async { Ok(Reply::done()) })
        })
    })
}

/// The id of the author that writes this node's entries: 32 bytes.
#[unsafe(no_mangle)]
pub extern "C" fn hz_author_id(node: i64, token: u64) -> i64 {
    export(|| {
        submit(node, token, |node| {
            let id = *node.docs.author().as_bytes();
            Ok(async move { Ok(Reply::bytes(id)) })
        })
    })
}

/// Makes a document durably and opens it: its handle, and 32 bytes each of id and secret.
#[unsafe(no_mangle)]
pub extern "C" fn hz_doc_create(node: i64, token: u64) -> i64 {
    export(|| submit(node, token, |node| Ok(node.docs.clone().create())))
}

/// The documents that are here: for each 32 bytes of id.
#[unsafe(no_mangle)]
pub extern "C" fn hz_doc_list(node: i64, token: u64) -> i64 {
    export(|| submit(node, token, |node| Ok(node.docs.clone().list())))
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
    export(|| {
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

/// Writes entries: for each a length of 4 bytes, the key, 32 bytes of hash, 8 bytes of content length and 8 bytes of time
/// in microseconds since 1970. The number of those that have to wait, and for each its place in the list as 4 bytes.
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
    export(|| {
        submit(node, token, |node| {
            // SAFETY: the caller's promise.
            let entries = NewEntry::read_all(unsafe { slice(entries, length) }?)?;
            Ok(node.docs.get(doc)?.insert(entries))
        })
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
    export(|| {
        submit(node, token, |node| {
            // SAFETY: the caller's promise.
            let key = unsafe { slice(key, length) }?.to_vec();
            Ok(node.docs.get(doc)?.get(key))
        })
    })
}

/// Begins an iteration over every author's entry of every key, by key and then by author: its handle.
#[unsafe(no_mangle)]
pub extern "C" fn hz_doc_scan_open(node: i64, doc: i64, token: u64) -> i64 {
    export(|| submit(node, token, |node| Ok(node.docs.get(doc)?.scan())))
}

/// The next entries of an iteration, at most `limit`: their number, and the entries as in [`hz_doc_get`].
#[unsafe(no_mangle)]
pub extern "C" fn hz_doc_scan_next(node: i64, doc: i64, scan: i64, limit: u32, token: u64) -> i64 {
    export(|| {
        submit(node, token, |node| {
            Ok(node.docs.get(doc)?.scan_next(scan, limit as usize))
        })
    })
}

/// Ends an iteration.
#[unsafe(no_mangle)]
pub extern "C" fn hz_doc_scan_close(node: i64, doc: i64, scan: i64, token: u64) -> i64 {
    export(|| submit(node, token, |node| Ok(node.docs.get(doc)?.scan_close(scan))))
}

/// Makes everything written to a document durable.
#[unsafe(no_mangle)]
pub extern "C" fn hz_doc_flush(node: i64, doc: i64, token: u64) -> i64 {
    export(|| submit(node, token, |node| Ok(node.docs.get(doc)?.flush())))
}

/// Flushes and closes a document.
#[unsafe(no_mangle)]
pub extern "C" fn hz_doc_close(node: i64, doc: i64, token: u64) -> i64 {
    export(|| {
        submit(node, token, |node| {
            let docs = node.docs.clone();
            Ok(async move { docs.close(doc).await })
        })
    })
}

/// Removes a closed document with its store.
///
/// # Safety
///
/// `id` must point to 32 bytes.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn hz_doc_delete(node: i64, id: *const u8, token: u64) -> i64 {
    export(|| {
        submit(node, token, |node| {
            // SAFETY: the caller's promise.
            let id = unsafe { array(id) }?;
            Ok(node.docs.clone().delete(id))
        })
    })
}
