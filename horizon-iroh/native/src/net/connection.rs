//! One connection with another node.

use std::{
    net::SocketAddr,
    sync::{
        Mutex,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use iroh::{
    EndpointId, TransportAddr,
    endpoint::{Connection, RecvStream, SendStream, VarInt},
};

use super::failure;
use crate::{error::Result, store::locked};

/// The two directions of a stream.
pub type Pair = (SendStream, RecvStream);

/// Nobody needs the connection any more.
const DONE: VarInt = VarInt::from_u32(0);

/// There are too many connections.
const BUSY: VarInt = VarInt::from_u32(1);

/// A connection with another node. Thread-safe.
///
/// What the other end may send that nobody reads grows with what is read: it is little for a stranger that nobody listens to,
/// and enough for a long way to one that has much to say.
pub struct Peer {
    connection: Connection,
    credit: Mutex<Credit>,
    /// Nobody has read so much of it that its window grew.
    stranger: AtomicBool,
}

struct Credit {
    window: u32,
    most: u32,
    /// The bytes that were read since the window grew.
    read: u64,
}

impl Peer {
    /// A connection whose window is `window` bytes now, and `most` in the end.
    pub fn new(connection: Connection, window: u32, most: u32) -> Self {
        Self {
            connection,
            credit: Mutex::new(Credit {
                window,
                most,
                read: 0,
            }),
            stranger: AtomicBool::new(window < most),
        }
    }

    /// Who is at the other end.
    pub fn id(&self) -> EndpointId {
        self.connection.remote_id()
    }

    /// The connection of iroh.
    pub fn connection(&self) -> &Connection {
        &self.connection
    }

    /// Begins a stream, once the other end takes another.
    pub async fn open(&self) -> Result<Pair> {
        let opened = self.connection.open_bi().await;
        opened.map_err(|error| failure::lost(&error))
    }

    /// Waits for a stream of the other end.
    pub async fn accept(&self) -> Result<Pair> {
        let accepted = self.connection.accept_bi().await;
        accepted.map_err(|error| failure::lost(&error))
    }

    /// The other end's address, if no relay is between, and the time to there and back.
    pub fn path(&self) -> Result<(Option<SocketAddr>, Duration)> {
        if let Some(error) = self.connection.close_reason() {
            return Err(failure::lost(&error));
        }
        let paths = self.connection.paths();
        let chosen = paths.iter().find(|path| path.is_selected());
        let Some(path) = chosen.or_else(|| paths.iter().next()) else {
            return Ok((None, Duration::ZERO));
        };
        let address = match path.remote_addr() {
            TransportAddr::Ip(address) => Some(*address),
            _ => None,
        };
        Ok((address, path.rtt()))
    }

    /// Hears that bytes were read.
    pub fn read(&self, bytes: usize) {
        let mut credit = locked(&self.credit);
        credit.read += bytes as u64;
        if credit.window < credit.most && credit.read >= 2 * u64::from(credit.window) {
            credit.window = credit.window.saturating_mul(2).min(credit.most);
            credit.read = 0;
            self.stranger.store(false, Ordering::Relaxed);
            self.connection
                .set_receive_window(VarInt::from_u32(credit.window));
        }
    }

    /// Whether nobody has read much of it.
    pub fn is_stranger(&self) -> bool {
        self.stranger.load(Ordering::Relaxed)
    }

    /// Ends it.
    pub fn close(&self) {
        self.connection.close(DONE, b"done");
    }

    /// Ends it because there are too many.
    pub fn turn_away(&self) {
        self.connection.close(BUSY, b"too many connections");
    }
}
