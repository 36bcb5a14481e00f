//! Who may send when: each peer has few connections and streams, and all peers take turns.

use std::{
    collections::{HashMap, VecDeque},
    sync::{Arc, Mutex},
};

use iroh::EndpointId;
use tokio::sync::{OwnedSemaphorePermit, Semaphore, oneshot};

use super::provider::Limits;
use crate::store::locked;

/// The peers that are connected. Thread-safe; the lock is never held while anything waits.
pub struct Peers {
    limits: Limits,
    state: Mutex<State>,
}

struct State {
    free: usize,
    /// The number of turns so far.
    clock: u64,
    peers: HashMap<EndpointId, Peer>,
}

struct Peer {
    connections: usize,
    streams: Arc<Semaphore>,
    /// The turns it has.
    turns: usize,
    /// When it had its last one.
    last: u64,
    waiting: VecDeque<(Arc<Seat>, oneshot::Sender<Turn>)>,
}

impl Peers {
    /// None yet.
    pub fn new(limits: Limits) -> Arc<Self> {
        let state = State {
            free: limits.turns,
            clock: 0,
            peers: HashMap::new(),
        };
        Arc::new(Self {
            limits,
            state: Mutex::new(state),
        })
    }

    /// A seat for a connection; nothing if the peer has enough of them.
    pub fn seat(self: &Arc<Self>, id: EndpointId) -> Option<Arc<Seat>> {
        let mut state = locked(&self.state);
        let peer = state.peers.entry(id).or_insert_with(|| Peer {
            connections: 0,
            streams: Arc::new(Semaphore::new(self.limits.streams)),
            turns: 0,
            last: 0,
            waiting: VecDeque::new(),
        });
        if peer.connections == self.limits.connections {
            return None;
        }
        peer.connections += 1;
        Some(Arc::new(Seat {
            peers: self.clone(),
            id,
            streams: peer.streams.clone(),
        }))
    }

    /// Gives the turns that are free to those who wait.
    fn give(&self) {
        while let Some((seat, waiting)) = self.next() {
            // One who does not wait any more gives it back.
            waiting.send(Turn { seat }).ok();
        }
    }

    /// Takes a turn for the peer that has the fewest, and of several for the one that had none for the longest time.
    fn next(&self) -> Option<(Arc<Seat>, oneshot::Sender<Turn>)> {
        let mut state = locked(&self.state);
        let State { free, clock, peers } = &mut *state;
        *free = free.checked_sub(1)?;
        let waiting = peers.values_mut().filter(|peer| !peer.waiting.is_empty());
        let Some(peer) = waiting.min_by_key(|peer| (peer.turns, peer.last)) else {
            *free += 1;
            return None;
        };
        *clock += 1;
        peer.last = *clock;
        peer.turns += 1;
        peer.waiting.pop_front()
    }
}

/// A connection of a peer. What runs for it holds it.
pub struct Seat {
    peers: Arc<Peers>,
    id: EndpointId,
    streams: Arc<Semaphore>,
}

impl Seat {
    /// Whose connection it is.
    pub fn peer(&self) -> EndpointId {
        self.id
    }

    /// Waits until the peer may have another stream.
    pub async fn stream(&self) -> Option<OwnedSemaphorePermit> {
        self.streams.clone().acquire_owned().await.ok()
    }

    /// Waits until it is the peer's turn.
    pub async fn turn(self: &Arc<Self>) -> Option<Turn> {
        let (sender, turn) = oneshot::channel();
        if let Some(peer) = locked(&self.peers.state).peers.get_mut(&self.id) {
            peer.waiting.push_back((self.clone(), sender));
        }
        self.peers.give();
        turn.await.ok()
    }
}

impl Drop for Seat {
    fn drop(&mut self) {
        let mut state = locked(&self.peers.state);
        if let Some(peer) = state.peers.get_mut(&self.id) {
            peer.connections -= 1;
            if peer.connections == 0 {
                state.peers.remove(&self.id);
            }
        }
    }
}

/// Leave to read and send a window. Dropped, it is the next one's.
pub struct Turn {
    seat: Arc<Seat>,
}

impl Drop for Turn {
    fn drop(&mut self) {
        let peers = &self.seat.peers;
        {
            let mut state = locked(&peers.state);
            state.free += 1;
            if let Some(peer) = state.peers.get_mut(&self.seat.id) {
                peer.turns -= 1;
            }
        }
        peers.give();
    }
}

#[cfg(test)]
mod tests {
    use iroh::SecretKey;

    use super::*;

    fn peers(turns: usize) -> Arc<Peers> {
        Peers::new(Limits {
            turns,
            ..Limits::default()
        })
    }

    fn id() -> EndpointId {
        SecretKey::generate().public()
    }

    #[tokio::test]
    async fn a_peer_with_one_stream_has_its_turn_among_those_of_many() {
        let peers = peers(2);
        let (greedy, modest) = (peers.seat(id()).unwrap(), peers.seat(id()).unwrap());
        let given = Arc::new(Mutex::new(Vec::new()));
        let streams = [&greedy; 16].into_iter().chain([&modest]);
        let tasks = streams.map(|seat| {
            let (seat, given) = (seat.clone(), given.clone());
            tokio::spawn(async move {
                for _ in 0..100 {
                    let turn = seat.turn().await.unwrap();
                    locked(&given).push(seat.id);
                    tokio::task::yield_now().await;
                    drop(turn);
                }
            })
        });
        n0_future::join_all(tasks).await;
        let given = locked(&given);
        assert_eq!(given.len(), 1_700);
        // First come, first served, it would have its 100 turns after 1,700. One that asks again only when its turn is over
        // misses the one that is given meanwhile.
        let last = given.iter().rposition(|id| *id == modest.id).unwrap();
        assert!(last < 450, "the modest one had its 100 turns after {last}");
        let state = locked(&peers.state);
        assert_eq!(state.free, 2);
    }

    #[tokio::test]
    async fn a_turn_that_nobody_waits_for_any_more_is_the_next_ones() {
        let peers = peers(1);
        let seat = peers.seat(id()).unwrap();
        let turn = seat.turn().await.unwrap();
        let gone = tokio::spawn({
            let seat = seat.clone();
            async move { seat.turn().await.is_some() }
        });
        let next = tokio::spawn({
            let seat = seat.clone();
            async move { seat.turn().await.is_some() }
        });
        while locked(&peers.state).peers[&seat.id].waiting.len() < 2 {
            tokio::task::yield_now().await;
        }
        gone.abort();
        assert!(gone.await.unwrap_err().is_cancelled());
        drop(turn);
        assert!(next.await.unwrap());
        assert_eq!(locked(&peers.state).free, 1);
    }

    #[test]
    fn a_peer_has_few_connections_and_is_forgotten_with_the_last() {
        let peers = peers(1);
        let (one, other) = (id(), id());
        let most = Limits::default().connections;
        let seats: Vec<_> = (0..most).map(|_| peers.seat(one).unwrap()).collect();
        assert!(peers.seat(one).is_none());
        assert!(peers.seat(other).is_some());
        drop(seats);
        assert!(locked(&peers.state).peers.is_empty());
    }
}
