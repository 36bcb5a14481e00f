//! How many bytes a second go one way: all together, and to or from each peer.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex},
    time::Duration,
};

use iroh::EndpointId;
use tokio::time::{Instant, sleep_until};

use crate::store::locked;

/// How far ahead of its rate one may be that was idle.
const BURST: Duration = Duration::from_millis(100);

/// The peers that are told apart before those are forgotten that owe nothing.
const MOST_PEERS: usize = 256;

/// Bytes a second; nothing for as many as there are.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Rate {
    /// Of all peers together.
    pub total: Option<u64>,
    /// Of each of them.
    pub each: Option<u64>,
}

/// The limits of one direction. Thread-safe; no lock is held while anything waits.
#[derive(Default)]
pub struct Limiter(Mutex<State>);

#[derive(Default)]
struct State {
    rate: Rate,
    total: Paid,
    peers: HashMap<EndpointId, Paid>,
}

/// Until when what went is paid for.
#[derive(Default, Clone, Copy)]
struct Paid(Option<Instant>);

impl Paid {
    /// Counts bytes that go now: when they are in order.
    fn spend(&mut self, bytes: u64, rate: Option<u64>, now: Instant) -> Instant {
        let Some(rate) = rate.filter(|rate| *rate > 0) else {
            self.0 = None;
            return now;
        };
        let earliest = now.checked_sub(BURST).unwrap_or(now);
        let from = self.0.map_or(earliest, |paid| paid.max(earliest));
        let paid = from + Duration::from_secs_f64(bytes as f64 / rate as f64);
        self.0 = Some(paid);
        paid
    }
}

impl Limiter {
    /// Limits what goes from now on.
    pub fn set(&self, rate: Rate) {
        let mut state = locked(&self.0);
        if state.rate != rate {
            *state = State {
                rate,
                ..State::default()
            };
        }
    }

    /// Counts bytes that go to a peer, or come from it: whether there is a limit, and until when the next ones have to wait.
    pub fn spend(&self, peer: &EndpointId, bytes: u64) -> Option<Instant> {
        let mut state = locked(&self.0);
        let rate = state.rate;
        if rate == Rate::default() {
            return None;
        }
        let now = Instant::now();
        let total = state.total.spend(bytes, rate.total, now);
        if rate.each.is_none() {
            return Some(total);
        }
        if state.peers.len() >= MOST_PEERS && !state.peers.contains_key(peer) {
            let owes = |paid: &Paid| paid.0.is_some_and(|until| until > now);
            state.peers.retain(|_, paid| owes(paid));
        }
        let paid = state.peers.entry(*peer).or_default();
        Some(total.max(paid.spend(bytes, rate.each, now)))
    }

    /// Counts bytes, and waits until the next ones are in order.
    pub async fn pass(&self, peer: &EndpointId, bytes: u64) {
        if let Some(until) = self.spend(peer, bytes) {
            sleep_until(until).await;
        }
    }
}

/// The limits of both directions.
#[derive(Default)]
pub struct Limiters {
    /// To peers.
    pub up: Arc<Limiter>,
    /// From peers.
    pub down: Arc<Limiter>,
}

#[cfg(test)]
mod tests {
    use iroh::SecretKey;

    use super::*;

    const MIB: u64 = 1 << 20;

    fn id() -> EndpointId {
        SecretKey::generate().public()
    }

    async fn time(limiter: &Limiter, peers: &[EndpointId], pieces: u32) -> Duration {
        let begun = Instant::now();
        for _ in 0..pieces {
            for peer in peers {
                limiter.pass(peer, MIB / 16).await;
            }
        }
        begun.elapsed()
    }

    #[tokio::test(start_paused = true)]
    async fn the_limit_of_all_and_that_of_each_hold_together() {
        let (one, other) = (id(), id());
        let limiter = Limiter::default();
        assert!(time(&limiter, &[one], 1_000).await.is_zero());

        limiter.set(Rate {
            total: Some(MIB),
            each: None,
        });
        let alone = time(&limiter, &[one], 160).await;
        assert!((9_800..=10_100).contains(&alone.as_millis()), "{alone:?}");
        let both = time(&limiter, &[one, other], 80).await;
        assert!((9_800..=10_100).contains(&both.as_millis()), "{both:?}");

        limiter.set(Rate {
            total: Some(8 * MIB),
            each: Some(MIB),
        });
        let (one, other) = ([one], [other]);
        let (first, second) = tokio::join!(time(&limiter, &one, 160), time(&limiter, &other, 160));
        for each in [first, second] {
            assert!((9_800..=10_100).contains(&each.as_millis()), "{each:?}");
        }
        limiter.set(Rate::default());
        assert!(
            time(&limiter, &[one, other].concat(), 1_000)
                .await
                .is_zero()
        );
    }

    #[tokio::test]
    async fn peers_that_owe_nothing_are_forgotten() {
        let limiter = Limiter::default();
        limiter.set(Rate {
            total: None,
            each: Some(1 << 40),
        });
        for _ in 0..4 * MOST_PEERS {
            limiter.pass(&id(), 1).await;
        }
        assert!(locked(&limiter.0).peers.len() <= MOST_PEERS);
    }
}
