//! The loop that answers peers.

use std::{pin::pin, sync::Arc, time::Duration};

use bao_tree::ChunkRanges;
use blake3::Hash;
use bytes::Bytes;
use iroh::endpoint::{Connection, ReadToEndError, RecvStream, SendStream, VarInt};
use iroh_blobs::protocol::{
    ChunkRangesSeq, ERR_INTERNAL, ERR_LIMIT, ERR_PERMISSION, GetManyRequest, GetRequest, Request,
};
use tokio::{
    task::JoinSet,
    time::{Instant, timeout},
};

use super::{
    Opened, Shelf,
    encode::Encoding,
    rate::Limiter,
    turns::{Peers, Seat, Turn},
};
use crate::blocking::blocking;

/// The longest request: some 2,000 hashes.
const MAX_REQUEST: usize = 64 * 1024;

/// How long a window may take to be sent until the next one's turn begins.
const TURN: Duration = Duration::from_millis(20);

/// How long a peer is sent what it was allowed until it is asked about again.
const ASKED_AGAIN: Duration = Duration::from_secs(1);

/// What peers may take.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// The connections of a peer.
    pub connections: usize,
    /// The streams of a peer that are answered at the same time; others wait.
    pub streams: usize,
    /// The windows that are read and sent at the same time, of all peers. A stream takes the memory of one.
    pub turns: usize,
    /// How long a request, the next window, and the end of a stream may take.
    pub patience: Duration,
    /// How long a connection may be without a stream.
    pub idle: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            connections: 4,
            streams: 8,
            turns: 4,
            patience: Duration::from_secs(30),
            idle: Duration::from_secs(60),
        }
    }
}

/// Answers peers out of a shelf. Thread-safe.
pub struct Provider<S> {
    shelf: S,
    limits: Limits,
    rate: Arc<Limiter>,
    peers: Arc<Peers>,
}

impl<S: Shelf> Provider<S> {
    /// Nobody is connected yet.
    pub fn new(shelf: S, limits: Limits, rate: Arc<Limiter>) -> Arc<Self> {
        Arc::new(Self {
            shelf,
            limits,
            rate,
            peers: Peers::new(limits),
        })
    }

    /// Answers a connection until it ends or is idle.
    pub async fn serve(self: Arc<Self>, connection: Connection) {
        let Some(seat) = self.peers.seat(connection.remote_id()) else {
            return connection.close(ERR_LIMIT, b"too many connections");
        };
        let mut answering = JoinSet::new();
        while let Some(permit) = seat.stream().await {
            let (send, recv) = match timeout(self.limits.idle, connection.accept_bi()).await {
                Ok(Ok(stream)) => stream,
                Ok(Err(_)) => return,
                Err(_) => {
                    while answering.try_join_next().is_some() {}
                    if answering.is_empty() {
                        return connection.close(VarInt::from_u32(0), b"idle");
                    }
                    continue;
                }
            };
            while answering.try_join_next().is_some() {}
            let (provider, seat) = (self.clone(), seat.clone());
            answering.spawn(async move {
                provider.answer(&seat, send, recv).await;
                drop(permit);
            });
        }
    }

    async fn answer(&self, seat: &Arc<Seat>, mut send: SendStream, mut recv: RecvStream) {
        let answered = match self.request(&mut recv).await {
            Ok(named) => self.send(seat, &mut send, named).await,
            Err(code) => Err(code),
        };
        match answered {
            // Sooner, the peer might have more in flight than its streams allow.
            Ok(()) if send.finish().is_ok() => {
                timeout(self.limits.patience, send.stopped()).await.ok();
            }
            Ok(()) => {}
            Err(code) => {
                send.reset(code).ok();
                recv.stop(code).ok();
            }
        }
    }

    async fn request(&self, recv: &mut RecvStream) -> Result<Named, VarInt> {
        let read = timeout(self.limits.patience, recv.read_to_end(MAX_REQUEST));
        let bytes = match read.await {
            Ok(Ok(bytes)) => bytes,
            Ok(Err(ReadToEndError::TooLong)) | Err(_) => return Err(ERR_LIMIT),
            Ok(Err(ReadToEndError::Read(_))) => return Err(ERR_INTERNAL),
        };
        let read = Request::read_async(&mut Bytes::from(bytes)).await;
        Named::by(read.map_err(|_| ERR_INTERNAL)?.0)
    }

    async fn send(
        &self,
        seat: &Arc<Seat>,
        send: &mut SendStream,
        named: Named,
    ) -> Result<(), VarInt> {
        let peer = seat.peer();
        if !self.shelf.may_have(peer, &named.hashes).await {
            return Err(ERR_PERMISSION);
        }
        for (hash, ranges) in named.iter() {
            let opened = self.shelf.open(peer, *hash).await;
            // What is missing ends the stream behind what there is.
            let Some(blob) = opened.map_err(|_| ERR_INTERNAL)? else {
                return Ok(());
            };
            if !self.send_blob(seat, send, blob, ranges).await? {
                return Ok(());
            }
        }
        Ok(())
    }

    /// Sends what is wanted of a blob; whether nothing of it is missing. A peer that may not have it any more gets no more,
    /// however slowly it takes it.
    async fn send_blob(
        &self,
        seat: &Arc<Seat>,
        send: &mut SendStream,
        blob: Opened,
        ranges: &ChunkRanges,
    ) -> Result<bool, VarInt> {
        let hash = blob.hash;
        let mut asked = Instant::now();
        let mut bytes = blob.length.to_le_bytes().to_vec();
        let mut encoding = Encoding::new(blob, ranges.clone());
        loop {
            if asked.elapsed() >= ASKED_AGAIN {
                if !self.shelf.may_have(seat.peer(), &[hash]).await {
                    return Err(ERR_PERMISSION);
                }
                asked = Instant::now();
            }
            let turn = seat.turn().await.ok_or(ERR_INTERNAL)?;
            let read = blocking(move || {
                let window = encoding.next(bytes);
                Ok((encoding, window))
            });
            let (rest, window) = read.await.map_err(|_| ERR_INTERNAL)?;
            encoding = rest;
            let sent = window.bytes.len() as u64;
            self.write(send, window.bytes, turn).await?;
            encoding.sent(window.data);
            self.rate.pass(&seat.peer(), sent).await;
            if let Some(why) = window.failed {
                self.shelf.failed(hash, &why);
                return Ok(false);
            }
            if encoding.is_done() {
                return Ok(encoding.whole);
            }
            bytes = Vec::new();
        }
    }

    async fn write(&self, send: &mut SendStream, bytes: Vec<u8>, turn: Turn) -> Result<(), VarInt> {
        let writing = timeout(self.limits.patience, send.write_chunk(bytes.into()));
        let mut writing = pin!(writing);
        let written = match timeout(TURN, &mut writing).await {
            Ok(written) => written,
            Err(_) => {
                // A slow peer keeps nobody waiting.
                drop(turn);
                writing.await
            }
        };
        match written {
            Ok(written) => written.map_err(|_| ERR_INTERNAL),
            Err(_) => Err(ERR_LIMIT),
        }
    }
}

/// The blobs that a request names.
struct Named {
    hashes: Vec<Hash>,
    ranges: ChunkRangesSeq,
}

impl Named {
    /// Refuses what is not answered: pushes, questions for what is here, what nobody knows, and hash sequences, of which the
    /// hashes beyond the first are not in the request.
    fn by(request: Request) -> Result<Self, VarInt> {
        match request {
            Request::Get(GetRequest { hash, ranges }) if ranges.is_blob() => Ok(Self {
                hashes: vec![hash.into()],
                ranges,
            }),
            Request::GetMany(GetManyRequest { hashes, ranges }) => Ok(Self {
                hashes: hashes.into_iter().map(Hash::from).collect(),
                ranges,
            }),
            _ => Err(ERR_PERMISSION),
        }
    }

    fn iter(&self) -> impl Iterator<Item = (&Hash, &ChunkRanges)> {
        let ranges = self.ranges.iter_non_empty_infinite();
        ranges.map_while(|(place, ranges)| {
            let place = usize::try_from(place).ok()?;
            Some((self.hashes.get(place)?, ranges))
        })
    }
}
