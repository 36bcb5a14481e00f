//! Records of the content store that are filled in any order, and trees that are kept. `kind` is 3 for a partial record of
//! a blob, 4 for an unrooted one; a record has 56 bytes, as in [`super::store`].

use std::{ffi::OsStr, os::unix::ffi::OsStrExt, path::PathBuf};

use bytes::Bytes;

use super::{
    array, slice,
    store::{one_record, records},
    submit,
};
use crate::{
    completion::Reply,
    error::{Error, Result},
    store::{Record, record::Kind},
};

/// Begins a record that is filled in any order, durably: the record. `tree` is the file of a tree that was kept, which is
/// copied; 0 if there is none.
///
/// # Safety
///
/// `hash` must point to 32 bytes: those of the blob, or the name of what is unrooted.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn hz_store_begin(
    node: i64,
    kind: i32,
    hash: *const u8,
    length: u64,
    tree: u64,
    token: u64,
) -> i64 {
    submit(node, token, |node| {
        // SAFETY: the caller's promise.
        let hash = unsafe { array::<32>(hash) }?.into();
        let kind = kind_of(kind)?;
        let record = Record::checked(hash, length, 1)?;
        let tree = match tree {
            0 => None,
            file => Some(Record::checked(hash, length, file)?),
        };
        let store = node.store.clone();
        Ok(async move {
            let begun = store.begin(kind, record.hash, length, tree).await?;
            Ok(records(&[begun]))
        })
    })
}

/// Writes whole groups from an offset on. Those of a partial record are compared with its tree: `Damaged` if one differs.
///
/// # Safety
///
/// `record` must point to the 56 bytes of a record, `data` to `length` bytes.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn hz_store_fill(
    node: i64,
    kind: i32,
    record: *const u8,
    offset: u64,
    data: *const u8,
    length: u64,
    token: u64,
) -> i64 {
    submit(node, token, |node| {
        // SAFETY: the caller's promise.
        let (record, data) = unsafe { (one_record(record)?, slice(data, length)?) };
        let (kind, data) = (kind_of(kind)?, Bytes::copy_from_slice(data));
        let store = node.store.clone();
        Ok(async move {
            let written = store.write_at(record, kind, offset, data).await;
            written.map(|()| Reply::done())
        })
    })
}

/// Makes what was written durable, and notes that it is there.
///
/// # Safety
///
/// `record` must point to the 56 bytes of a record.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn hz_store_flush(
    node: i64,
    kind: i32,
    record: *const u8,
    token: u64,
) -> i64 {
    submit(node, token, |node| {
        // SAFETY: the caller's promise.
        let record = unsafe { one_record(record) }?;
        let (kind, store) = (kind_of(kind)?, node.store.clone());
        Ok(async move { store.flush(record, kind).await.map(|()| Reply::done()) })
    })
}

/// What of a range is not there: for each run where it begins and its length, 8 bytes each. Unless `compare` is 0, what
/// was not compared since the record was opened is, and is given up if it is not what it was.
///
/// # Safety
///
/// `record` must point to the 56 bytes of a record.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn hz_store_missing(
    node: i64,
    kind: i32,
    record: *const u8,
    from: u64,
    length: u64,
    compare: i32,
    token: u64,
) -> i64 {
    submit(node, token, |node| {
        // SAFETY: the caller's promise.
        let record = unsafe { one_record(record) }?;
        let (kind, store) = (kind_of(kind)?, node.store.clone());
        Ok(async move {
            let missing = store
                .missing(record, kind, (from, length), compare != 0)
                .await?;
            let numbers = missing.iter().flat_map(|(from, length)| [from, length]);
            Ok(Reply::bytes(
                numbers
                    .flat_map(|number| number.to_ne_bytes())
                    .collect::<Vec<_>>(),
            ))
        })
    })
}

/// Makes a whole record of one that is filled: the record. `Damaged` if not everything is there.
///
/// # Safety
///
/// `record` must point to the 56 bytes of a record.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn hz_store_complete(
    node: i64,
    kind: i32,
    record: *const u8,
    token: u64,
) -> i64 {
    submit(node, token, |node| {
        // SAFETY: the caller's promise.
        let record = unsafe { one_record(record) }?;
        let (kind, store) = (kind_of(kind)?, node.store.clone());
        Ok(async move { Ok(records(&[store.complete(record, kind).await?])) })
    })
}

/// Keeps the tree of a record: the record of the tree. `Damaged` if it is not the tree of its hash.
///
/// # Safety
///
/// `record` must point to the 56 bytes of a record.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn hz_store_keep_tree(node: i64, record: *const u8, token: u64) -> i64 {
    submit(node, token, |node| {
        // SAFETY: the caller's promise.
        let record = unsafe { one_record(record) }?;
        let store = node.store.clone();
        Ok(async move { Ok(records(&[store.keep_tree(record).await?])) })
    })
}

/// Reads a file that is not the store's: the record of its tree.
///
/// # Safety
///
/// `path` must point to `length` bytes.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn hz_store_tree_of(
    node: i64,
    path: *const u8,
    length: u64,
    token: u64,
) -> i64 {
    submit(node, token, |node| {
        // SAFETY: the caller's promise.
        let path = path_of(unsafe { slice(path, length) }?);
        let store = node.store.clone();
        Ok(async move { Ok(records(&[store.tree_of(path).await?])) })
    })
}

/// Reads at most a MiB of a file that is not the store's, compared with its tree: `Damaged` if it is not what it was.
///
/// # Safety
///
/// `tree` must point to the 56 bytes of the record of a tree, `path` to `path_length` bytes.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn hz_store_read_outside(
    node: i64,
    tree: *const u8,
    path: *const u8,
    path_length: u64,
    from: u64,
    length: u64,
    token: u64,
) -> i64 {
    submit(node, token, |node| {
        // SAFETY: the caller's promise.
        let (tree, path) = unsafe { (one_record(tree)?, path_of(slice(path, path_length)?)) };
        let store = node.store.clone();
        Ok(async move {
            let read = store.read_outside(tree, path, (from, length)).await?;
            Ok(Reply::bytes(read))
        })
    })
}

/// The part of a tree that has the uppermost levels above some bytes, which are those of an inner node: 64 bytes for each
/// node. `Damaged` if not all of it is here.
///
/// # Safety
///
/// `record` must point to the 56 bytes of a record.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn hz_store_part(
    node: i64,
    record: *const u8,
    from: u64,
    length: u64,
    token: u64,
) -> i64 {
    submit(node, token, |node| {
        // SAFETY: the caller's promise.
        let record = unsafe { one_record(record) }?;
        let store = node.store.clone();
        Ok(async move { Ok(Reply::bytes(store.part(record, (from, length)).await?)) })
    })
}

/// Takes such a part into a partial record, and compares it with the tree of another: 24 bytes for each run of bytes, where
/// it begins, its length, and 1 if the other one has it, or 0 for a subtree that differs and whose part is wanted. `Damaged`
/// if the part is not of the blob.
///
/// # Safety
///
/// `record` and `other` must point to the 56 bytes of a record, `part` to `part_length` bytes.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn hz_store_adopt(
    node: i64,
    record: *const u8,
    other: *const u8,
    from: u64,
    length: u64,
    part: *const u8,
    part_length: u64,
    token: u64,
) -> i64 {
    submit(node, token, |node| {
        // SAFETY: the caller's promise.
        let (record, other) = unsafe { (one_record(record)?, one_record(other)?) };
        // SAFETY: the caller's promise.
        let part = unsafe { slice(part, part_length) }?.to_vec();
        let store = node.store.clone();
        Ok(async move {
            let compared = store.adopt(record, other, (from, length), part).await?;
            let same = compared.same.iter().map(|run| (run, 1));
            let different = compared.different.iter().map(|run| (run, 0));
            let numbers = same
                .chain(different)
                .flat_map(|((from, length), same)| [*from, *length, same]);
            Ok(Reply::bytes(
                numbers.flat_map(u64::to_ne_bytes).collect::<Vec<_>>(),
            ))
        })
    })
}

fn kind_of(kind: i32) -> Result<Kind> {
    [Kind::Partial, Kind::Unrooted]
        .into_iter()
        .find(|each| *each as u64 == kind as u64)
        .ok_or_else(|| Error::invalid_argument("no such kind of record is filled"))
}

fn path_of(bytes: &[u8]) -> PathBuf {
    PathBuf::from(OsStr::from_bytes(bytes))
}
