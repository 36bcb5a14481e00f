//! Connections with other nodes: an endpoint of iroh, bound once somebody needs one.
//!
//! Who calls is unknown before the end of the handshake, and a stranger for long after it. Both cost little: [`door`] bounds how
//! many there are, [`connection`] what each may send that nobody reads.

mod connection;
mod dialling;
mod door;
mod failure;
mod fetching;
mod mdns;
mod reach;
mod shelf;
mod stream;

use std::{future::Future, net::SocketAddr, ops::Range, sync::Arc, time::Duration};

use blake3::Hash;
use iroh::{
    Endpoint, EndpointId, SecretKey,
    endpoint::{IdleTimeout, PortmapperConfig, QuicTransportConfig, VarInt, presets},
};
use tokio::{
    sync::Mutex,
    task::JoinHandle,
    time::{Instant, sleep, timeout},
};

use crate::{
    completion::Reply,
    error::{Code, Error, Result},
    handles::{Kind, Slab},
    store::{Record, Store},
    wire::{
        keep::Keep,
        rate::{Limiters, Rate},
    },
};
use connection::Peer;
use dialling::Dialler;
use door::Door;
pub use fetching::Source;
use fetching::{Fetcher, Flow};
pub use reach::{Reach, addresses};
use shelf::JavaShelf;
pub use shelf::{Topic, read_runs};
use stream::Stream;

/// The protocol between nodes.
pub const ALPN: &[u8] = b"/horizonpush/1";

/// The protocol of iroh-blobs.
const BLOBS: &[u8] = iroh_blobs::protocol::ALPN;

/// How long connections have to say goodbye.
const GOODBYE: Duration = Duration::from_secs(3);

/// How long the sockets of an endpoint that was closed may take to be free again.
const RELEASE: Duration = Duration::from_secs(2);

/// What others may cost.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// The handshakes that go on at the same time. From half of them on a caller has to show that it gets what is sent to its
    /// address.
    pub handshakes: usize,
    /// Those of them that go on with one address that showed that.
    pub handshakes_of_one: usize,
    /// How long a handshake may take.
    pub handshake: Duration,
    /// The connections that others made, looked at or not.
    pub guests: usize,
    /// Those of them that nobody has looked at yet.
    pub waiting: usize,
    /// The streams of a connection that the other end began.
    pub streams: u32,
    /// The bytes of a stream that nobody has read.
    pub stream_window: u32,
    /// The bytes of a connection that nobody has read, at most.
    pub window: u32,
    /// The same of a connection that another made, until so much of it was read.
    pub guest_window: u32,
    /// How long a connection stays without a sign of life from the other end.
    pub idle: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            handshakes: 64,
            handshakes_of_one: 16,
            handshake: Duration::from_secs(5),
            guests: 256,
            waiting: 64,
            streams: 64,
            stream_window: 1 << 20,
            window: 4 << 20,
            guest_window: 128 << 10,
            idle: Duration::from_secs(12),
        }
    }
}

impl Limits {
    /// How a connection is to behave of which so many bytes may lie unread.
    fn transport(&self, window: u32) -> Result<QuicTransportConfig> {
        let idle = IdleTimeout::try_from(self.idle);
        let idle = idle.map_err(|_| Error::invalid_argument("a limit is too long"))?;
        Ok(QuicTransportConfig::builder()
            .max_concurrent_bidi_streams(VarInt::from_u32(self.streams))
            .max_concurrent_uni_streams(VarInt::from_u32(0))
            .datagram_receive_buffer_size(None)
            .stream_receive_window(VarInt::from_u32(self.stream_window))
            .receive_window(VarInt::from_u32(window))
            .send_window(u64::from(self.window))
            .max_idle_timeout(Some(idle))
            .default_path_max_idle_timeout(self.idle)
            .keep_alive_interval(self.idle / 3)
            .default_path_keep_alive_interval(self.idle / 3)
            .build())
    }
}

/// The network of a node. Thread-safe.
pub struct Net {
    secret: SecretKey,
    limits: Limits,
    bound: Mutex<Option<Bound>>,
    peers: Slab<Arc<Peer>>,
    streams: Slab<Arc<Stream>>,
    store: Arc<Store>,
    shelf: Arc<JavaShelf>,
    fetcher: Fetcher,
    limiters: Limiters,
}

/// An endpoint and who watches its door.
struct Bound {
    dialler: Dialler,
    door: Arc<Door>,
    watching: JoinHandle<()>,
}

impl Net {
    /// Nothing is bound yet. The store has the blobs of the node.
    pub fn new(secret: SecretKey, store: &Arc<Store>, limits: Limits) -> Arc<Self> {
        Arc::new(Self {
            secret,
            limits,
            bound: Mutex::new(None),
            peers: Slab::new(Kind::Peer),
            streams: Slab::new(Kind::Stream),
            store: store.clone(),
            shelf: JavaShelf::new(store.clone()),
            fetcher: Fetcher::default(),
            limiters: Limiters::default(),
        })
    }

    /// Binds the endpoint, unless it is bound; lets others in from now on with `listen`. The addresses that it has, one a line.
    pub async fn bind(self: Arc<Self>, reach: Reach, listen: bool) -> Result<Reply> {
        let mut bound = self.bound.lock().await;
        let bound = match &mut *bound {
            Some(bound) => bound,
            none => none.insert(self.make(reach).await?),
        };
        if listen {
            bound.door.open();
        }
        Ok(Reply::bytes(text(&bound.dialler.endpoint.bound_sockets())))
    }

    async fn make(&self, reach: Reach) -> Result<Bound> {
        let deadline = Instant::now() + RELEASE;
        let endpoint = loop {
            let builder = Endpoint::builder(presets::Minimal)
                .secret_key(self.secret.clone())
                .alpns(alpns())
                .transport_config(self.limits.transport(self.limits.window)?)
                .portmapper_config(PortmapperConfig::Disabled);
            match reach.apply(builder)?.bind().await {
                Ok(endpoint) => break endpoint,
                // Sockets of an endpoint that was closed go with the last who has it.
                Err(error) if failure::is_in_use(&error) && Instant::now() < deadline => {
                    sleep(RELEASE / 20).await;
                }
                Err(error) => {
                    let addresses = text(&reach.bind).replace('\n', " and ");
                    return Err(Error::library(format!("bind UDP {addresses}"), &error));
                }
            }
        };
        let guests = self.limits.transport(self.limits.guest_window)?;
        let door = Door::new(
            &endpoint,
            guests,
            self.limits,
            self.shelf.clone(),
            self.limiters.up.clone(),
        );
        let watching = tokio::spawn(door.clone().watch(endpoint.clone()));
        let reach = Arc::new(reach);
        Ok(Bound {
            dialler: Dialler { endpoint, reach },
            door,
            watching,
        })
    }

    async fn bound(&self) -> Result<(Dialler, Arc<Door>)> {
        let bound = self.bound.lock().await;
        let bound = bound.as_ref();
        let bound = bound.map(|bound| (bound.dialler.clone(), bound.door.clone()));
        bound.ok_or_else(|| Error::new(Code::NotOpen, "the network is not bound"))
    }

    /// Connects to a node at whichever of the addresses answers, or however else it is found: the connection's handle.
    pub async fn connect(
        self: Arc<Self>,
        peer: [u8; 32],
        addresses: Vec<SocketAddr>,
        patience: Duration,
    ) -> Result<Reply> {
        let id = EndpointId::from_bytes(&peer)
            .map_err(|_| Error::invalid_argument("that is no id of a node"))?;
        let (dialler, _) = self.bound().await?;
        let connection = dialler.connect(id, &addresses, ALPN, patience).await?;
        let peer = Peer::new(connection, self.limits.window, self.limits.window);
        Ok(Reply::number(self.peers.insert(Arc::new(peer))))
    }

    /// Waits for the next connection that another makes: its handle, and 32 bytes of the other's id.
    pub async fn accept(self: Arc<Self>) -> Result<Reply> {
        let (dialler, door) = self.bound().await?;
        let peer = tokio::select! {
            peer = door.next() => peer,
            () = dialler.endpoint.closed() => return Err(Error::closed().context("the network")),
        };
        let id = *peer.id().as_bytes();
        Ok(Reply::number(self.peers.insert(peer)).with(id))
    }

    /// Begins a stream: its handle. The other end hears of it with the first frame.
    pub async fn open_stream(self: Arc<Self>, peer: i64, patience: Duration) -> Result<Reply> {
        let opening = self.peer(peer)?;
        let stream = timeout(patience, opening.open()).await;
        let stream =
            stream.map_err(|_| failure::timeout("the other node takes no more streams"))?;
        self.keep(opening, stream?)
    }

    /// Waits for the next stream that the other end begins: its handle.
    pub async fn accept_stream(self: Arc<Self>, peer: i64) -> Result<Reply> {
        let accepting = self.peer(peer)?;
        let stream = accepting.accept().await?;
        self.keep(accepting, stream)
    }

    fn keep(&self, peer: Arc<Peer>, (send, recv): connection::Pair) -> Result<Reply> {
        let stream = Stream::new(peer, send, recv);
        Ok(Reply::number(self.streams.insert(Arc::new(stream))))
    }

    /// The way to the other end: the round trip in microseconds and the address, which is empty where a relay is between them.
    pub async fn path(self: Arc<Self>, peer: i64) -> Result<Reply> {
        let (address, round_trip) = self.peer(peer)?.path()?;
        let address = address.map(|address| address.to_string());
        Ok(Reply::number(round_trip.as_micros() as i64).with(address.unwrap_or_default()))
    }

    /// Ends a connection with all its streams.
    pub async fn close_peer(self: Arc<Self>, peer: i64) -> Result<Reply> {
        let closing = self.peers.remove(peer);
        let closing = closing.ok_or_else(|| Error::invalid_handle("connection"))?;
        closing.close();
        self.streams.remove_all(|stream| stream.is_of(&closing));
        Ok(Reply::done())
    }

    /// A stream.
    pub fn stream(&self, stream: i64) -> Result<Arc<Stream>> {
        let stream = self.streams.get(stream);
        stream.ok_or_else(|| Error::invalid_handle("stream"))
    }

    /// Forgets a stream, and gives up what of it is not finished.
    pub async fn close_stream(self: Arc<Self>, stream: i64) -> Result<Reply> {
        let stream = self.streams.remove(stream);
        let stream = stream.ok_or_else(|| Error::invalid_handle("stream"))?;
        stream.give_up().await;
        Ok(Reply::done())
    }

    fn peer(&self, peer: i64) -> Result<Arc<Peer>> {
        let peer = self.peers.get(peer);
        peer.ok_or_else(|| Error::invalid_handle("connection"))
    }

    /// What peers may have of this node.
    pub fn shelf(&self) -> Arc<JavaShelf> {
        self.shelf.clone()
    }

    /// Asks a peer for the length of a blob: 0 and the length, 1 if the peer does not prove it, 2 if it gave something else,
    /// and why.
    pub async fn size(&self, source: Source, hash: Hash) -> Result<Reply> {
        let (dialler, _) = self.bound().await?;
        self.fetcher.size(&dialler, &source, hash).await
    }

    /// Fetches groups of a blob from a peer into a partial record: 0 if all came, 1 if the peer gave no more, 2 if it gave
    /// something else; how many bytes came, and why no more. Meanwhile `number` says how far it is, and stops it.
    pub fn fetch(
        self: Arc<Self>,
        number: u64,
        source: Source,
        record: Record,
        groups: Vec<Range<u64>>,
    ) -> impl Future<Output = Result<Reply>> {
        let going_on = self.fetcher.begin(number);
        async move {
            let (dialler, _) = self.bound().await?;
            let flow = Arc::new(Flow {
                keep: Keep {
                    store: self.store.clone(),
                    record,
                },
                peer: source.peer,
                rate: self.limiters.down.clone(),
                progress: going_on.progress.clone(),
            });
            let fetched = self.fetcher.fetch(&dialler, &source, flow, &groups).await;
            drop(going_on);
            fetched
        }
    }

    /// How far a fetch is: the bytes that came, and for how many milliseconds the peer has given nothing; nothing of one that
    /// is over.
    pub fn progress(&self, number: u64) -> Reply {
        match self.fetcher.progress(number) {
            Some(progress) => Reply::numbers(
                progress.came().cast_signed(),
                progress.idle().as_millis() as i64,
            ),
            None => Reply::numbers(0, 0),
        }
    }

    /// Ends a fetch, unless it is over.
    pub fn stop(&self, number: u64) {
        if let Some(progress) = self.fetcher.progress(number) {
            progress.stop();
        }
    }

    /// Limits what goes to peers and what comes from them.
    pub fn limit(&self, up: Rate, down: Rate) {
        self.limiters.up.set(up);
        self.limiters.down.set(down);
    }

    /// Ends every connection and gives the sockets back.
    pub async fn close(&self) {
        let bound = self.bound.lock().await.take();
        self.streams.drain();
        for peer in self.peers.drain() {
            peer.close();
        }
        self.fetcher.close();
        if let Some(bound) = bound {
            // Whoever does not answer hears nothing of it.
            timeout(GOODBYE, bound.dialler.endpoint.close()).await.ok();
            // It has the sockets, too.
            bound.watching.abort();
            bound.watching.await.ok();
        }
    }
}

/// What is spoken here.
fn alpns() -> Vec<Vec<u8>> {
    vec![ALPN.to_vec(), BLOBS.to_vec()]
}

fn text(addresses: &[SocketAddr]) -> String {
    let addresses: Vec<_> = addresses.iter().map(SocketAddr::to_string).collect();
    addresses.join("\n")
}

#[cfg(test)]
mod tests;
