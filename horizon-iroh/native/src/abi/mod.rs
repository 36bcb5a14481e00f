//! The exports, prefix `hz_`: one C function for each thing that Java can ask for.
//!
//! Every export submits work and returns: 0 if the end of the work will come out of [`completion::hz_poll`] under the
//! given token ([`node::hz_node_open`]: the handle of the node; [`store::hz_store_write`]: 1 if it has ended already and
//! nothing will come), else a negative [`Code`]. Token 0 submits work whose
//! end nobody wants to hear of. [`hz_abi_version`], [`store::hz_hash`], [`crc::hz_crc64_nvme`], [`doc::hz_doc_id`] and
//! those of [`md5`] and [`completion`] are done when they return. Arguments are read before an export returns; nothing keeps a
//! pointer. Nothing unwinds across an export. Numbers in byte strings are in native byte order.

pub mod blob;
pub mod completion;
pub mod crc;
pub mod doc;
pub mod fill;
pub mod md5;
pub mod net;
pub mod node;
pub mod store;

use std::{
    future::Future,
    panic::{AssertUnwindSafe, catch_unwind},
    sync::Arc,
};

use crate::{
    completion::{Reply, Ticket},
    error::{Code, Error, Result},
    node::Node,
};

/// What both sides of the ABI have to agree on.
pub const ABI_VERSION: u32 = 12;

/// The version of this ABI, [`ABI_VERSION`].
#[unsafe(no_mangle)]
pub extern "C" fn hz_abi_version() -> u32 {
    ABI_VERSION
}

/// Runs an export's body; the end of it as a number.
fn export(body: impl FnOnce() -> Result<i64>) -> i64 {
    match catch_unwind(AssertUnwindSafe(body)) {
        Ok(Ok(value)) => value,
        Ok(Err(error)) => error.code as i64,
        Err(_) => Code::Panic as i64,
    }
}

/// The body of an export that submits work: see [`crate::node::submit`].
fn submit<F, W>(node: i64, token: u64, prepare: F) -> i64
where
    F: FnOnce(&Arc<Node>) -> Result<W>,
    W: Future<Output = Result<Reply>> + Send + 'static,
{
    export(|| crate::node::submit(node, token, prepare))
}

/// The body of an export whose work may be done at once: see [`crate::node::submit_or_finish`].
fn submit_or_finish<F, W>(node: i64, token: u64, attempt: F) -> i64
where
    F: FnOnce(&Arc<Node>) -> Result<Option<W>>,
    W: Future<Output = Result<Reply>> + Send + 'static,
{
    export(|| crate::node::submit_or_finish(node, token, attempt))
}

/// The body of an export whose work ends itself: see [`crate::node::submit_with_ticket`].
fn submit_with_ticket<F, W>(node: i64, token: u64, prepare: F) -> i64
where
    F: FnOnce(&Arc<Node>) -> Result<W>,
    W: FnOnce(Ticket),
{
    export(|| crate::node::submit_with_ticket(node, token, prepare))
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

/// As many bytes of an argument as are asked for.
///
/// # Safety
///
/// As [`slice`], with so many bytes.
unsafe fn array<const N: usize>(address: *const u8) -> Result<[u8; N]> {
    // SAFETY: the caller's promise.
    let bytes = unsafe { slice(address, N as u64) }?;
    bytes
        .try_into()
        .map_err(|_| Error::invalid_argument(format!("{N} bytes expected")))
}

/// The text of an argument.
///
/// # Safety
///
/// As [`slice`].
unsafe fn text<'a>(address: *const u8, length: u64) -> Result<&'a str> {
    // SAFETY: the caller's promise.
    let bytes = unsafe { slice(address, length) }?;
    std::str::from_utf8(bytes).map_err(|_| Error::invalid_argument("a text is not UTF-8"))
}

/// Writes bytes to where an argument points.
///
/// # Safety
///
/// `address` must have room for so many bytes that nobody else uses meanwhile.
unsafe fn put<const N: usize>(address: *mut u8, bytes: &[u8; N]) -> Result<i64> {
    if address.is_null() {
        return Err(Error::invalid_argument(format!("no room for {N} bytes")));
    }
    // SAFETY: the caller's promise; null was refused.
    unsafe { address.cast::<[u8; N]>().write_unaligned(*bytes) };
    Ok(0)
}
