//! A node.

use std::{ffi::OsString, os::unix::ffi::OsStringExt};

use super::{array, export, slice};
use crate::node::{self, Config, Node};

/// Opens a node over a data directory: the handle of the node at once, its id, 32 bytes, as the end of the work.
/// `secret` has 32 bytes. A node whose opening failed has to be closed all the same.
///
/// # Safety
///
/// The pointers must point to as many bytes as said.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn hz_node_open(
    data_dir: *const u8,
    data_dir_length: u64,
    secret: *const u8,
    token: u64,
) -> i64 {
    export(|| {
        // SAFETY: the caller's promise.
        let (data_dir, secret) = unsafe { (slice(data_dir, data_dir_length)?, array(secret)?) };
        let data_dir = OsString::from_vec(data_dir.to_vec()).into();
        Node::open(Config { data_dir, secret }, token)
    })
}

/// Closes a node cleanly. All work under way ends, this last.
#[unsafe(no_mangle)]
pub extern "C" fn hz_node_close(node: i64, token: u64) -> i64 {
    export(|| node::close(node, token))
}
