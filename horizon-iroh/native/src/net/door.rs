//! Who is let in.

use std::{
    collections::{BTreeMap, HashMap},
    net::IpAddr,
    sync::{
        Arc, Mutex, Weak,
        atomic::{AtomicBool, Ordering},
    },
};

use iroh::{
    Endpoint,
    endpoint::{Connection, Incoming, IncomingAddr, QuicTransportConfig, ServerConfig},
};
use tokio::{
    sync::{OwnedSemaphorePermit, Semaphore, mpsc},
    time::timeout,
};

use super::{BLOBS, Limits, alpns, connection::Peer, shelf::JavaShelf};
use crate::{
    store::locked,
    wire::{provider::Provider, rate::Limiter},
};

/// The door of an endpoint. Thread-safe.
///
/// A forged call costs one handshake at most while fewer than half of those that may go on do; others have to repeat what was sent to
/// their address first, for which nothing is kept. Who is in stays, but for the oldest stranger when all places are taken.
pub struct Door {
    limits: Limits,
    config: Arc<ServerConfig>,
    open: AtomicBool,
    shelf: Arc<JavaShelf>,
    provider: Arc<Provider<Arc<JavaShelf>>>,
    handshakes: Arc<Semaphore>,
    callers: Callers,
    guests: Mutex<Guests>,
    arrived: mpsc::Sender<Arc<Peer>>,
    waiting: tokio::sync::Mutex<mpsc::Receiver<Arc<Peer>>>,
}

/// The handshakes that go on with addresses that showed that they are callers'.
type Callers = Arc<Mutex<HashMap<IpAddr, usize>>>;

/// A handshake that goes on; dropped, its place is free.
struct Handshake {
    _seat: OwnedSemaphorePermit,
    caller: Option<(IpAddr, Callers)>,
}

/// The connections that others made, by the order in which they came.
#[derive(Default)]
struct Guests {
    last: u64,
    inside: BTreeMap<u64, Weak<Peer>>,
}

impl Door {
    /// The door of an endpoint, which is shut at first.
    pub fn new(
        endpoint: &Endpoint,
        transport: QuicTransportConfig,
        limits: Limits,
        shelf: Arc<JavaShelf>,
        rate: Arc<Limiter>,
    ) -> Arc<Self> {
        let config = endpoint
            .create_server_config_builder(alpns())
            .set_transport_config(transport)
            .build();
        let (arrived, waiting) = mpsc::channel(limits.waiting);
        Arc::new(Self {
            limits,
            config: Arc::new(config),
            open: AtomicBool::new(false),
            provider: Provider::new(shelf.clone(), Default::default(), rate),
            shelf,
            handshakes: Arc::new(Semaphore::new(limits.handshakes)),
            callers: Callers::default(),
            guests: Mutex::default(),
            arrived,
            waiting: tokio::sync::Mutex::new(waiting),
        })
    }

    /// Watches it until the endpoint is closed.
    pub async fn watch(self: Arc<Self>, endpoint: Endpoint) {
        while let Some(incoming) = endpoint.accept().await {
            self.answer(incoming);
        }
    }

    /// Lets others in from now on.
    pub fn open(&self) {
        self.open.store(true, Ordering::Relaxed);
    }

    /// Waits for the next who comes in.
    pub async fn next(&self) -> Arc<Peer> {
        let mut waiting = self.waiting.lock().await;
        loop {
            match waiting.recv().await {
                // One that went away again is nobody.
                Some(peer) if peer.connection().close_reason().is_none() => return peer,
                Some(_) => {}
                // The sender is ours.
                None => std::future::pending().await,
            }
        }
    }

    fn answer(self: &Arc<Self>, incoming: Incoming) {
        if !self.open.load(Ordering::Relaxed) {
            return incoming.refuse();
        }
        let busy = self.handshakes.available_permits() <= self.limits.handshakes / 2;
        if busy && !incoming.remote_addr_validated() {
            incoming.retry().ok();
        } else if let Some(handshake) = self.handshake(&incoming) {
            tokio::spawn(self.clone().shake_hands(incoming, handshake));
        } else {
            incoming.refuse();
        }
    }

    /// A place for a handshake; nothing if all are taken, or too many of them with the caller.
    fn handshake(&self, incoming: &Incoming) -> Option<Handshake> {
        let seat = self.handshakes.clone().try_acquire_owned().ok()?;
        let caller = match incoming.remote_addr() {
            // One that anybody may have written there keeps nobody out.
            IncomingAddr::Ip(address) if incoming.remote_addr_validated() => Some(address.ip()),
            _ => None,
        };
        if let Some(caller) = caller {
            let mut callers = locked(&self.callers);
            let going_on = callers.entry(caller).or_default();
            if *going_on >= self.limits.handshakes_of_one {
                return None;
            }
            *going_on += 1;
        }
        Some(Handshake {
            _seat: seat,
            caller: caller.map(|caller| (caller, self.callers.clone())),
        })
    }

    async fn shake_hands(self: Arc<Self>, incoming: Incoming, handshake: Handshake) {
        let config = self.config.clone();
        let shaking = async move { incoming.accept_with(config).ok()?.await.ok() };
        let shaken = timeout(self.limits.handshake, shaking).await;
        drop(handshake);
        if let Ok(Some(connection)) = shaken {
            self.let_in(connection);
        }
    }

    fn let_in(self: &Arc<Self>, connection: Connection) {
        let gone = connection.weak_handle();
        let peer = Arc::new(Peer::new(
            connection,
            self.limits.guest_window,
            self.limits.window,
        ));
        let Some(number) = self.seat(&peer) else {
            return peer.turn_away();
        };
        let door = self.clone();
        tokio::spawn(async move {
            gone.closed().await;
            locked(&door.guests).inside.remove(&number);
        });
        if peer.connection().alpn() == BLOBS {
            tokio::spawn(self.clone().give_blobs(peer));
        } else if let Err(refused) = self.arrived.try_send(peer) {
            refused.into_inner().turn_away();
        }
    }

    async fn give_blobs(self: Arc<Self>, peer: Arc<Peer>) {
        match self.shelf.is_open() {
            true => self.provider.clone().serve(peer.connection().clone()).await,
            false => peer.turn_away(),
        }
    }

    /// Gives a guest a place: its number; nothing if all are taken by others that somebody listens to.
    fn seat(&self, peer: &Arc<Peer>) -> Option<u64> {
        let mut guests = locked(&self.guests);
        if guests.inside.len() >= self.limits.guests {
            let mut inside = guests.inside.iter();
            let oldest = inside.find_map(|(number, guest)| match guest.upgrade() {
                Some(guest) if !guest.is_stranger() || self.shelf.is_welcome(&guest.id()) => None,
                guest => Some((*number, guest)),
            });
            let (number, stranger) = oldest?;
            guests.inside.remove(&number);
            if let Some(stranger) = stranger {
                stranger.turn_away();
            }
        }
        guests.last += 1;
        let number = guests.last;
        guests.inside.insert(number, Arc::downgrade(peer));
        Some(number)
    }
}

impl Drop for Handshake {
    fn drop(&mut self) {
        if let Some((caller, callers)) = &self.caller {
            let mut callers = locked(callers);
            if let Some(going_on) = callers.get_mut(caller) {
                *going_on -= 1;
                if *going_on == 0 {
                    callers.remove(caller);
                }
            }
        }
    }
}
