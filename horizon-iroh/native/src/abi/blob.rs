//! Blobs from and to other nodes: the questions of those who ask for them, and fetching.

use blake3::Hash;
use iroh::EndpointId;

use super::{array, net::millis, slice, store::one_record, submit, text};
use crate::{
    completion::Reply,
    error::{Error, Result},
    net::{Source, addresses, read_runs},
    wire::rate::Rate,
};

/// Waits for the next question of who asks for blobs: its number, its kind and what it is about, see [`crate::net::Topic`].
/// Until this is called for the first time nobody gets any.
#[unsafe(no_mangle)]
pub extern "C" fn hz_shelf_ask(node: i64, token: u64) -> i64 {
    submit(node, token, |node| Ok(node.net.shelf().next()))
}

/// Answers a question: whether a peer may have blobs, by a byte 1; or what is there of one, by nothing, by a byte 1 and its
/// bytes if it has one group at most, by a byte 2 and a record, or by a byte 3, a record and runs of the groups that are here,
/// for each its first and the one behind its last. Unless `stays` is 0, a question of kind 3 says when the answer is not needed
/// any more.
///
/// # Safety
///
/// `answer` must point to `length` bytes.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn hz_shelf_answer(
    node: i64,
    question: i64,
    answer: *const u8,
    length: u64,
    stays: i32,
    token: u64,
) -> i64 {
    submit(node, token, |node| {
        // SAFETY: the caller's promise.
        let answer = unsafe { slice(answer, length) }?.to_vec();
        node.net.shelf().answer(question, answer, stays != 0);
        Ok(async { Ok(Reply::done()) })
    })
}

/// Fetches groups of a blob from a peer into a partial record, given as runs as in [`hz_shelf_answer`]: 0 if all came, 1 if the
/// peer gave no more, 2 if it gave something else; how many bytes came, and why no more. What came is kept in any case.
/// `number`, which no other fetch may have meanwhile, is for [`hz_blob_progress`] and [`hz_blob_stop`].
///
/// # Safety
///
/// `peer` must point to 32 bytes, `addresses` to `addresses_length`, `record` to the 56 of a record, `groups` to
/// `groups_length`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn hz_blob_fetch(
    node: i64,
    number: u64,
    peer: *const u8,
    addresses: *const u8,
    addresses_length: u64,
    record: *const u8,
    groups: *const u8,
    groups_length: u64,
    patience: u64,
    token: u64,
) -> i64 {
    submit(node, token, |node| {
        // SAFETY: the caller's promise.
        let (peer, at) = unsafe { (array(peer)?, text(addresses, addresses_length)?) };
        // SAFETY: the caller's promise.
        let (record, groups) = unsafe { (one_record(record)?, slice(groups, groups_length)?) };
        let groups = read_runs(groups)?;
        let source = source(&peer, at, patience)?;
        Ok(node.net.clone().fetch(number, source, record, groups))
    })
}

/// How far a fetch is: the verified bytes that came, and for how many milliseconds the peer has given nothing, both 0 once it is
/// over.
#[unsafe(no_mangle)]
pub extern "C" fn hz_blob_progress(node: i64, number: u64, token: u64) -> i64 {
    submit(node, token, |node| {
        let progress = node.net.progress(number);
        Ok(async { Ok(progress) })
    })
}

/// Ends a fetch early, unless it is over: it ends as if the peer gave no more.
#[unsafe(no_mangle)]
pub extern "C" fn hz_blob_stop(node: i64, number: u64, token: u64) -> i64 {
    submit(node, token, |node| {
        node.net.stop(number);
        Ok(async { Ok(Reply::done()) })
    })
}

/// Limits how many bytes of blobs a second go to peers, `up`, and come from them, `down`: of all together, and of each. 0 is no
/// limit.
#[unsafe(no_mangle)]
pub extern "C" fn hz_blob_limit(
    node: i64,
    up: u64,
    up_each: u64,
    down: u64,
    down_each: u64,
    token: u64,
) -> i64 {
    submit(node, token, |node| {
        node.net.limit(rate(up, up_each), rate(down, down_each));
        Ok(async { Ok(Reply::done()) })
    })
}

fn rate(total: u64, each: u64) -> Rate {
    let limit = |rate| (rate > 0).then_some(rate);
    Rate {
        total: limit(total),
        each: limit(each),
    }
}

/// Asks a peer for the length of a blob, which its last group proves: 0 and the length, 1 if the peer does not give that group,
/// 2 if it gave something else, and why.
///
/// # Safety
///
/// `peer` and `hash` must point to 32 bytes each, `addresses` to `addresses_length`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn hz_blob_size(
    node: i64,
    peer: *const u8,
    addresses: *const u8,
    addresses_length: u64,
    hash: *const u8,
    patience: u64,
    token: u64,
) -> i64 {
    submit(node, token, |node| {
        // SAFETY: the caller's promise.
        let (peer, at) = unsafe { (array(peer)?, text(addresses, addresses_length)?) };
        // SAFETY: the caller's promise.
        let hash = Hash::from_bytes(unsafe { array(hash)? });
        let source = source(&peer, at, patience)?;
        let net = node.net.clone();
        Ok(async move { net.size(source, hash).await })
    })
}

fn source(peer: &[u8; 32], at: &str, patience: u64) -> Result<Source> {
    let addresses = addresses(at)?;
    let peer = EndpointId::from_bytes(peer)
        .map_err(|_| Error::invalid_argument("that is no id of a node"))?;
    Ok(Source {
        peer,
        addresses,
        patience: millis(patience),
    })
}
