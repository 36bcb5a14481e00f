//! Connections with other nodes, and frames on their streams. A handle of a connection or a stream that nobody wants has to be
//! closed. Addresses are texts, one a line; patience is in milliseconds.

use std::time::Duration;

use super::{array, slice, submit, text};
use crate::{
    completion::Reply,
    net::{Reach, addresses},
};

/// Binds the endpoint of the node as [`Reach::parse`] reads it, if it is not bound yet, and unless `listen` is 0 lets other
/// nodes in from now on: the addresses that it has.
///
/// # Safety
///
/// `reach` must point to `length` bytes.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn hz_net_bind(
    node: i64,
    reach: *const u8,
    length: u64,
    listen: i32,
    token: u64,
) -> i64 {
    submit(node, token, |node| {
        // SAFETY: the caller's promise.
        let reach = Reach::parse(unsafe { text(reach, length) }?)?;
        Ok(node.net.clone().bind(reach, listen != 0))
    })
}

/// Connects to a node at whichever of the addresses answers: the handle of the connection.
///
/// # Safety
///
/// `peer` must point to 32 bytes, `addresses` to `length`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn hz_net_connect(
    node: i64,
    peer: *const u8,
    addresses: *const u8,
    length: u64,
    patience: u64,
    token: u64,
) -> i64 {
    submit(node, token, |node| {
        // SAFETY: the caller's promise.
        let (peer, at) = unsafe { (array(peer)?, text(addresses, length)?) };
        let at = self::addresses(at)?;
        Ok(node.net.clone().connect(peer, at, millis(patience)))
    })
}

/// Waits for the next connection that another node makes: its handle, and 32 bytes of the other's id.
#[unsafe(no_mangle)]
pub extern "C" fn hz_net_accept(node: i64, token: u64) -> i64 {
    submit(node, token, |node| Ok(node.net.clone().accept()))
}

/// Ends every connection and gives the sockets back.
#[unsafe(no_mangle)]
pub extern "C" fn hz_net_close(node: i64, token: u64) -> i64 {
    submit(node, token, |node| {
        let net = node.net.clone();
        Ok(async move {
            net.close().await;
            Ok(Reply::done())
        })
    })
}

/// Begins a stream: its handle. The other node hears of it with the first frame.
#[unsafe(no_mangle)]
pub extern "C" fn hz_peer_open(node: i64, peer: i64, patience: u64, token: u64) -> i64 {
    submit(node, token, |node| {
        Ok(node.net.clone().open_stream(peer, millis(patience)))
    })
}

/// Waits for the next stream that the other node begins: its handle.
#[unsafe(no_mangle)]
pub extern "C" fn hz_peer_accept(node: i64, peer: i64, token: u64) -> i64 {
    submit(node, token, |node| Ok(node.net.clone().accept_stream(peer)))
}

/// How the other node is reached now: the round trip in microseconds and its address, empty where a relay is between.
#[unsafe(no_mangle)]
pub extern "C" fn hz_peer_path(node: i64, peer: i64, token: u64) -> i64 {
    submit(node, token, |node| Ok(node.net.clone().path(peer)))
}

/// Ends a connection with all its streams.
#[unsafe(no_mangle)]
pub extern "C" fn hz_peer_close(node: i64, peer: i64, token: u64) -> i64 {
    submit(node, token, |node| Ok(node.net.clone().close_peer(peer)))
}

/// Sends a frame; done as soon as the other node takes it. One that is not taken in time gives the stream up.
///
/// # Safety
///
/// `frame` must point to `length` bytes.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn hz_stream_send(
    node: i64,
    stream: i64,
    frame: *const u8,
    length: u64,
    patience: u64,
    token: u64,
) -> i64 {
    submit(node, token, |node| {
        // SAFETY: the caller's promise.
        let frame = unsafe { slice(frame, length) }?.to_vec();
        let stream = node.net.stream(stream)?;
        Ok(async move {
            let sent = stream.send(&frame, millis(patience)).await;
            sent.map(|()| Reply::done())
        })
    })
}

/// The next frame, of at most `longest` bytes: 1 and the frame, or 0 when the other node has finished.
#[unsafe(no_mangle)]
pub extern "C" fn hz_stream_receive(
    node: i64,
    stream: i64,
    longest: u32,
    patience: u64,
    token: u64,
) -> i64 {
    submit(node, token, |node| {
        let stream = node.net.stream(stream)?;
        Ok(async move {
            let received = stream.receive(longest as usize, millis(patience)).await?;
            Ok(match received {
                Some(frame) => Reply::number(1).with(frame),
                None => Reply::number(0),
            })
        })
    })
}

/// Says that nothing more will be sent.
#[unsafe(no_mangle)]
pub extern "C" fn hz_stream_finish(node: i64, stream: i64, token: u64) -> i64 {
    submit(node, token, |node| {
        let stream = node.net.stream(stream)?;
        Ok(async move { stream.finish().await.map(|()| Reply::done()) })
    })
}

/// Forgets a stream, and gives up what of it is not finished in either direction.
#[unsafe(no_mangle)]
pub extern "C" fn hz_stream_close(node: i64, stream: i64, token: u64) -> i64 {
    submit(node, token, |node| {
        Ok(node.net.clone().close_stream(stream))
    })
}

pub(super) fn millis(patience: u64) -> Duration {
    Duration::from_millis(patience)
}
