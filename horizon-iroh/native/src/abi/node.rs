//! A node and its endpoint.

use std::{ffi::OsString, os::unix::ffi::OsStringExt};

use super::{array, export, slice, submit};
use crate::{
    completion::Reply,
    error::Error,
    node::{self, Config, Node},
};

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
    submit(node, token, |node| {
        let id = *node.endpoint()?.id().as_bytes();
        Ok(async move { Ok(Reply::bytes(id)) })
    })
}

/// The socket addresses that the endpoint is bound to, separated by commas.
#[unsafe(no_mangle)]
pub extern "C" fn hz_endpoint_addresses(node: i64, token: u64) -> i64 {
    submit(node, token, |node| {
        let sockets = node.endpoint()?.bound_sockets();
        let text: Vec<_> = sockets.iter().map(ToString::to_string).collect();
        Ok(async move { Ok(Reply::bytes(text.join(","))) })
    })
}
