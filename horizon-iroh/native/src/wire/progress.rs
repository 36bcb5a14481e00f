//! How far a fetch is, and its early end.

use std::{
    sync::Mutex,
    time::{Duration, Instant},
};

use tokio::sync::Notify;

use crate::store::locked;

/// A fetch as others see it. Thread-safe.
pub struct Progress {
    state: Mutex<State>,
    stop: Notify,
}

struct State {
    came: u64,
    moved: Instant,
    /// We keep the peer waiting.
    held: bool,
}

impl Default for Progress {
    fn default() -> Self {
        Self {
            state: Mutex::new(State {
                came: 0,
                moved: Instant::now(),
                held: false,
            }),
            stop: Notify::new(),
        }
    }
}

impl Progress {
    /// Counts verified bytes that came; until the next they are kept waiting by us if `held`.
    pub fn add(&self, bytes: u64, held: bool) {
        let mut state = locked(&self.state);
        state.came += bytes;
        state.moved = Instant::now();
        state.held = held;
    }

    /// The verified bytes that came.
    pub fn came(&self) -> u64 {
        locked(&self.state).came
    }

    /// How long the peer has given nothing.
    pub fn idle(&self) -> Duration {
        let state = locked(&self.state);
        match state.held {
            true => Duration::ZERO,
            false => state.moved.elapsed(),
        }
    }

    /// Ends the fetch: what came is kept.
    pub fn stop(&self) {
        self.stop.notify_one();
    }

    /// Waits until it is to end.
    pub async fn stopped(&self) {
        self.stop.notified().await;
    }
}
