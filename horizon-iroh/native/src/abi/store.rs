//! The content store.
//!
//! A record of a blob has 56 bytes: 32 of hash, and 8 each of length, file and offset.

use super::{export, put, slice, submit, submit_or_finish, submit_with_ticket};
use crate::{
    completion::{Reply, Ticket},
    error::{Error, Result},
    store::{Record, Source, put::Put},
};

/// The hash that bytes have as a blob, at once: writes 32 bytes to `out`. Takes about a millisecond for each MiB.
///
/// # Safety
///
/// `content` must point to `length` bytes, `out` to room for 32.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn hz_hash(content: *const u8, length: u64, out: *mut u8) -> i64 {
    export(|| {
        // SAFETY: the caller's promise.
        let hash = blake3::hash(unsafe { slice(content, length) }?);
        // SAFETY: the caller's promise.
        unsafe { put(out, hash.as_bytes()) }
    })
}

/// Opens the store. `first` is the id of the first file that it makes, `segment` the bytes of a segment.
#[unsafe(no_mangle)]
pub extern "C" fn hz_store_open(node: i64, first: u64, segment: u64, token: u64) -> i64 {
    submit(node, token, |node| {
        let store = node.store.clone();
        Ok(async move { store.open(first, segment).await.map(|()| Reply::done()) })
    })
}

/// Stores `count` blobs, each at most 1 MiB, with one wait for the disk; with none if `durable` is 0. Their records.
///
/// # Safety
///
/// `blobs` must point to an address and a length, 8 bytes each, for each of the blobs; those to the blobs.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn hz_store_put(
    node: i64,
    blobs: *const u8,
    count: u64,
    durable: i32,
    token: u64,
) -> i64 {
    submit_with_ticket(node, token, |node| {
        // SAFETY: the caller's promise.
        let places = unsafe { slice(blobs, count.saturating_mul(16)) }?;
        let blobs = places.as_chunks::<16>().0.iter().map(|place| {
            let (address, length) = place.split_at(8);
            // SAFETY: the caller's promise.
            unsafe { slice(number(address) as *const u8, number(length)) }
        });
        let put = Put::new(&blobs.collect::<Result<Vec<_>>>()?, durable != 0)?;
        let store = node.store.clone();
        Ok(move |ticket: Ticket| {
            store.put(
                put,
                Box::new(|stored| ticket.complete(stored.map(|stored| records(&stored)))),
            );
        })
    })
}

/// Makes everything durable that was stored without waiting for it.
#[unsafe(no_mangle)]
pub extern "C" fn hz_store_sync(node: i64, token: u64) -> i64 {
    submit(node, token, |node| {
        let store = node.store.clone();
        Ok(async move { store.sync().await.map(|()| Reply::done()) })
    })
}

/// Begins a file of its own for a blob: the handle of the writing.
#[unsafe(no_mangle)]
pub extern "C" fn hz_store_create(node: i64, token: u64) -> i64 {
    submit(node, token, |node| {
        let store = node.store.clone();
        Ok(async move { store.create().await.map(Reply::number) })
    })
}

/// Adds bytes, which are copied before this returns. Ends when there is room for more; the caller waits for that, unless it
/// is done at once. With no bytes it ends when all before are written.
///
/// # Safety
///
/// `piece` must point to `length` bytes.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn hz_store_write(
    node: i64,
    writing: i64,
    piece: *const u8,
    length: u64,
    token: u64,
) -> i64 {
    submit_or_finish(node, token, |node| {
        // SAFETY: the caller's promise.
        let piece = unsafe { slice(piece, length) }?;
        let writing = node.store.writings.get(writing).ok_or_else(unknown)?;
        let left = if piece.is_empty() {
            None
        } else {
            Some(writing.add(piece)?)
        };
        Ok(match left {
            Some(left) if left.is_empty() => None,
            left => Some(async move {
                match left {
                    Some(pieces) => writing.hand_on(pieces).await?,
                    None => writing.flush().await?,
                }
                Ok(Reply::done())
            }),
        })
    })
}

/// Ends a writing: the record. Unless `durable` is 0, a power cut loses nothing of the blob once this has ended. If it
/// fails, the file is removed.
#[unsafe(no_mangle)]
pub extern "C" fn hz_store_finish(node: i64, writing: i64, durable: i32, token: u64) -> i64 {
    submit(node, token, |node| {
        let writing = node.store.writings.remove(writing).ok_or_else(unknown)?;
        Ok(async move {
            let record = writing.finish(durable != 0).await?;
            Ok(records(&[record]))
        })
    })
}

/// Gives a writing up; ends when its file is removed.
#[unsafe(no_mangle)]
pub extern "C" fn hz_store_abort(node: i64, writing: i64, token: u64) -> i64 {
    submit(node, token, |node| {
        let writing = node.store.writings.remove(writing).ok_or_else(unknown)?;
        Ok(async move {
            writing.abort().await;
            Ok(Reply::done())
        })
    })
}

/// Compares the groups of 16 KiB that a range touches with the hash: `Damaged` if anything differs.
///
/// # Safety
///
/// `record` must point to the 56 bytes of a record.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn hz_store_verify(
    node: i64,
    record: *const u8,
    from: u64,
    length: u64,
    token: u64,
) -> i64 {
    // SAFETY: the caller's promise.
    unsafe { compare(node, record, from, length, Source::Any, token) }
}

/// The same as [`hz_store_verify`] with what the disk has now, whatever is in memory; at the end of a blob also what stands behind its tree.
///
/// # Safety
///
/// `record` must point to the 56 bytes of a record.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn hz_store_scrub(
    node: i64,
    record: *const u8,
    from: u64,
    length: u64,
    token: u64,
) -> i64 {
    // SAFETY: the caller's promise.
    unsafe { compare(node, record, from, length, Source::Disk, token) }
}

/// # Safety
///
/// `record` must point to the 56 bytes of a record.
unsafe fn compare(
    node: i64,
    record: *const u8,
    from: u64,
    length: u64,
    source: Source,
    token: u64,
) -> i64 {
    submit(node, token, |node| {
        // SAFETY: the caller's promise.
        let record = unsafe { one_record(record) }?;
        let store = node.store.clone();
        Ok(async move {
            store
                .verify(record, from, length, source)
                .await
                .map(|()| Reply::done())
        })
    })
}

/// Copies `count` records durably into a segment of copies: the records of the copies, each verified. One whose file is 0
/// stands for a record that is damaged or not there.
///
/// # Safety
///
/// `from` must point to `count` times the 56 bytes of a record.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn hz_store_copy(node: i64, from: *const u8, count: u64, token: u64) -> i64 {
    submit(node, token, |node| {
        // SAFETY: the caller's promise.
        let from = unsafe { slice(from, count.saturating_mul(Record::BYTES as u64)) }?;
        let from = Record::read_all(from)?;
        let store = node.store.clone();
        Ok(async move {
            let copies = store.copy(from).await?;
            let mut bytes = Vec::with_capacity(copies.len() * Record::BYTES);
            for copy in copies {
                match copy {
                    Some(copy) => copy.write(&mut bytes),
                    None => bytes.extend_from_slice(&[0; Record::BYTES]),
                }
            }
            Ok(Reply::bytes(bytes))
        })
    })
}

/// Ends the current segments, so that the next record begins a new one.
#[unsafe(no_mangle)]
pub extern "C" fn hz_store_seal(node: i64, token: u64) -> i64 {
    submit(node, token, |node| {
        let store = node.store.clone();
        Ok(async move { store.seal().await.map(|()| Reply::done()) })
    })
}

/// Unlinks `count` files; those that are not there are passed over, those that are being written refused.
///
/// # Safety
///
/// `files` must point to `count` numbers of 8 bytes.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn hz_store_remove(
    node: i64,
    files: *const u8,
    count: u64,
    token: u64,
) -> i64 {
    submit(node, token, |node| {
        // SAFETY: the caller's promise.
        let files = unsafe { slice(files, count.saturating_mul(8)) }?;
        let files: Vec<_> = files
            .as_chunks::<8>()
            .0
            .iter()
            .map(|id| number(id))
            .collect();
        let store = node.store.clone();
        Ok(async move { store.remove(files).await.map(|()| Reply::done()) })
    })
}

/// Cuts what lies behind `length` bytes off a file of an earlier process; one that is not there is passed over.
#[unsafe(no_mangle)]
pub extern "C" fn hz_store_cut(node: i64, file: u64, length: u64, token: u64) -> i64 {
    submit(node, token, |node| {
        let store = node.store.clone();
        Ok(async move { store.cut(file, length).await.map(|()| Reply::done()) })
    })
}

/// Every file that is there: for each its id, its length and what it takes on the disk, 8 bytes each.
#[unsafe(no_mangle)]
pub extern "C" fn hz_store_files(node: i64, token: u64) -> i64 {
    submit(node, token, |node| {
        let store = node.store.clone();
        Ok(async move {
            let files = store.files().await?;
            let mut bytes = Vec::with_capacity(files.len() * 24);
            for file in files {
                for number in [file.id, file.length, file.allocated] {
                    bytes.extend_from_slice(&number.to_ne_bytes());
                }
            }
            Ok(Reply::bytes(bytes))
        })
    })
}

/// A record of an argument.
///
/// # Safety
///
/// `record` must point to the 56 bytes of one.
pub(super) unsafe fn one_record(record: *const u8) -> Result<Record> {
    // SAFETY: the caller's promise.
    let records = Record::read_all(unsafe { slice(record, Record::BYTES as u64) }?)?;
    let first = records.first().copied();
    first.ok_or_else(|| Error::invalid_argument("no record"))
}

pub(super) fn records(records: &[Record]) -> Reply {
    let mut bytes = Vec::with_capacity(records.len() * Record::BYTES);
    records.iter().for_each(|record| record.write(&mut bytes));
    Reply::bytes(bytes)
}

fn number(bytes: &[u8]) -> u64 {
    bytes
        .first_chunk()
        .map_or(0, |bytes| u64::from_ne_bytes(*bytes))
}

fn unknown() -> Error {
    Error::invalid_handle("writing")
}
