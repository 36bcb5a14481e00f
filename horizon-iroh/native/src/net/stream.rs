//! Frames on a stream: each its length as 4 bytes, the highest first, and so many bytes.

use std::{future::Future, sync::Arc, time::Duration};

use bytes::Bytes;
use iroh::endpoint::{ReadError, RecvStream, SendStream, VarInt, WriteError};
use tokio::{
    sync::{Mutex, watch},
    time,
};

use super::{connection::Peer, failure};
use crate::error::{Code, Error, Result};

/// The longest frame that is ever sent.
pub const LONGEST_FRAME: usize = 1 << 20;

const HEAD: usize = 4;

/// Whoever gives a stream up says nothing else.
const GIVEN_UP: VarInt = VarInt::from_u32(0);

/// A stream of frames in both directions. Thread-safe: one sends after the other, and one receives after the other.
pub struct Stream {
    peer: Arc<Peer>,
    sending: Mutex<Sending>,
    receiving: Mutex<Receiving>,
    given_up: watch::Sender<bool>,
}

struct Sending {
    send: SendStream,
    finished: bool,
}

struct Receiving {
    recv: RecvStream,
    /// The length of the frame that comes, once it is known.
    length: Option<usize>,
    /// What of the frame, or of its length, is here. It grows as bytes come, whatever length was announced.
    begun: Vec<u8>,
    ended: bool,
}

impl Stream {
    /// A stream of a connection.
    pub fn new(peer: Arc<Peer>, send: SendStream, recv: RecvStream) -> Self {
        Self {
            peer,
            sending: Mutex::new(Sending {
                send,
                finished: false,
            }),
            receiving: Mutex::new(Receiving {
                recv,
                length: None,
                begun: Vec::new(),
                ended: false,
            }),
            given_up: watch::Sender::new(false),
        }
    }

    /// Whether it is one of a connection's.
    pub fn is_of(&self, peer: &Arc<Peer>) -> bool {
        Arc::ptr_eq(&self.peer, peer)
    }

    /// Sends a frame, as soon as the other end takes it. One that is not taken in time gives the stream up, since nobody could
    /// tell how much of it was sent.
    pub async fn send(&self, frame: &[u8], patience: Duration) -> Result<()> {
        if frame.len() > LONGEST_FRAME {
            return Err(Error::invalid_argument("a frame is too long to be sent"));
        }
        let mut bytes = Vec::with_capacity(HEAD + frame.len());
        bytes.extend_from_slice(&(frame.len() as u32).to_be_bytes());
        bytes.extend_from_slice(frame);
        let sending = async {
            let mut sending = self.sending.lock().await;
            let written = sending.send.write_chunk(Bytes::from(bytes)).await;
            written.map_err(not_written)
        };
        match time::timeout(patience, self.unless_given_up(sending)).await {
            Ok(sent) => sent,
            Err(_) => {
                self.give_up().await;
                Err(failure::timeout("the other node takes nothing"))
            }
        }
    }

    /// The next frame, of at most `longest` bytes; nothing at the end. What came of a frame in vain is kept for the next call.
    pub async fn receive(&self, longest: usize, patience: Duration) -> Result<Option<Vec<u8>>> {
        let receiving = async {
            let mut receiving = self.receiving.lock().await;
            receiving.next(longest.min(LONGEST_FRAME), &self.peer).await
        };
        let received = time::timeout(patience, self.unless_given_up(receiving)).await;
        let received =
            received.unwrap_or_else(|_| Err(failure::timeout("the other node sends nothing")));
        if let Err(error) = &received
            && error.code == Code::TooLong
        {
            self.give_up().await;
        }
        received
    }

    /// Says that nothing more will be sent.
    pub async fn finish(&self) -> Result<()> {
        let finishing = async {
            let mut sending = self.sending.lock().await;
            sending.finished = true;
            let finished = sending.send.finish();
            finished.map_err(|_| failure::closed("the stream is closed"))
        };
        self.unless_given_up(finishing).await
    }

    /// Gives up what is not finished, in both directions; what waits for it ends.
    pub async fn give_up(&self) {
        self.given_up.send_replace(true);
        let mut sending = self.sending.lock().await;
        if !sending.finished {
            sending.finished = true;
            sending.send.reset(GIVEN_UP).ok();
        }
        drop(sending);
        let mut receiving = self.receiving.lock().await;
        if !receiving.ended {
            receiving.ended = true;
            receiving.begun = Vec::new();
            receiving.recv.stop(GIVEN_UP).ok();
        }
    }

    async fn unless_given_up<T>(&self, work: impl Future<Output = Result<T>>) -> Result<T> {
        let mut given_up = self.given_up.subscribe();
        tokio::select! {
            biased;
            _ = given_up.wait_for(|given_up| *given_up) => {
                Err(failure::closed("the stream was given up"))
            }
            end = work => end,
        }
    }
}

impl Receiving {
    /// The next frame. Nothing is lost when this is dropped before its end.
    async fn next(&mut self, longest: usize, peer: &Peer) -> Result<Option<Vec<u8>>> {
        loop {
            let wanted = self.length.unwrap_or(HEAD);
            if self.begun.len() < wanted {
                let chunk = self.recv.read_chunk(wanted - self.begun.len()).await;
                match chunk.map_err(not_read)? {
                    Some(chunk) => {
                        peer.read(chunk.len());
                        self.begun.extend_from_slice(&chunk);
                    }
                    None => return self.end(),
                }
            } else if self.length.take().is_some() {
                return Ok(Some(std::mem::take(&mut self.begun)));
            } else {
                self.length = Some(self.announced(longest)?);
                self.begun.clear();
            }
        }
    }

    fn announced(&self, longest: usize) -> Result<usize> {
        let mut head = [0; HEAD];
        head.copy_from_slice(&self.begun);
        let length = u32::from_be_bytes(head) as usize;
        if length > longest {
            let message = format!("a frame of {length} bytes comes where {longest} are the most");
            return Err(failure::too_long(message));
        }
        Ok(length)
    }

    fn end(&mut self) -> Result<Option<Vec<u8>>> {
        self.ended = true;
        match self.length.is_none() && self.begun.is_empty() {
            true => Ok(None),
            false => Err(failure::too_long("the stream ends within a frame")),
        }
    }
}

fn not_written(error: WriteError) -> Error {
    match error {
        WriteError::ConnectionLost(error) => failure::lost(&error),
        WriteError::Stopped(_) => failure::closed("the other node gave the stream up"),
        WriteError::ClosedStream | WriteError::ZeroRttRejected => {
            failure::closed("the stream is closed")
        }
    }
}

fn not_read(error: ReadError) -> Error {
    match error {
        ReadError::ConnectionLost(error) => failure::lost(&error),
        ReadError::Reset(_) => failure::closed("the other node gave the stream up"),
        ReadError::ClosedStream | ReadError::ZeroRttRejected => {
            failure::closed("the stream is closed")
        }
    }
}
