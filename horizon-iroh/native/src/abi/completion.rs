//! Where work ends: the queue of ends, and the bytes that they lend.

use std::{mem::MaybeUninit, time::Duration};

use super::export;
use crate::{buffer, completion::Completion, error::Error, node};

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
