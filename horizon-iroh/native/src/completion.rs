//! The queue that carries the ends of all submitted work to the one thread that polls.

use std::{
    collections::VecDeque,
    sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};

use crate::{
    buffer,
    error::{Error, Result},
};

/// What work that succeeded has to say: two numbers and some bytes.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Reply {
    /// A number, often a handle.
    pub a: i64,
    /// Another number, often a length.
    pub b: i64,
    /// Bytes.
    pub bytes: Vec<u8>,
}

impl Reply {
    /// Done, with nothing to say.
    pub fn done() -> Self {
        Self::default()
    }

    /// One number.
    pub fn number(a: i64) -> Self {
        Self::numbers(a, 0)
    }

    /// Two numbers.
    pub fn numbers(a: i64, b: i64) -> Self {
        Self {
            a,
            b,
            bytes: Vec::new(),
        }
    }

    /// Bytes.
    pub fn bytes(bytes: impl Into<Vec<u8>>) -> Self {
        Self::default().with(bytes)
    }

    /// These numbers and bytes.
    pub fn with(mut self, bytes: impl Into<Vec<u8>>) -> Self {
        self.bytes = bytes.into();
        self
    }
}

/// One end of work as it crosses the ABI: 56 bytes, native byte order.
#[derive(Debug, Clone, Copy)]
#[repr(C)]
pub struct Completion {
    /// What the submitter called the work.
    pub token: u64,
    /// 0, or a [`crate::error::Code`].
    pub code: i32,
    /// Keeps the layout free of gaps.
    pub reserved: i32,
    /// [`Reply::a`].
    pub a: i64,
    /// [`Reply::b`].
    pub b: i64,
    /// The address of the bytes, or of the UTF-8 message of an error.
    pub address: u64,
    /// Their number.
    pub length: u64,
    /// What releases them; 0 when there are none.
    pub owner: i64,
}

impl Completion {
    fn new(token: u64, result: Result<Reply>) -> Self {
        let (code, a, b, bytes) = match result {
            Ok(reply) => (0, reply.a, reply.b, reply.bytes),
            Err(error) => (error.code as i32, 0, 0, error.message.into_bytes()),
        };
        let lent = buffer::lend(bytes);
        Self {
            token,
            code,
            reserved: 0,
            a,
            b,
            address: lent.address,
            length: lent.length,
            owner: lent.owner,
        }
    }
}

#[derive(Debug, Default)]
struct State {
    ends: VecDeque<(u64, Result<Reply>)>,
    outstanding: usize,
    closed: bool,
}

/// A queue of ends of work. Thread-safe; one thread polls.
#[derive(Debug, Default)]
pub struct Queue {
    state: Mutex<State>,
    wake: Condvar,
}

impl Queue {
    /// Announces a piece of work. Its end comes when the ticket is completed or dropped.
    pub fn ticket(self: &Arc<Self>, token: u64) -> Ticket {
        self.lock().outstanding += 1;
        Ticket {
            queue: self.clone(),
            token,
            open: true,
        }
    }

    /// Says that no further work will be announced by a caller that is told so.
    pub fn close(&self) {
        self.lock().closed = true;
        self.wake.notify_all();
    }

    /// Takes up to `out.len()` ends, waiting for the first at most `timeout`. The number taken; an error once the
    /// queue is closed and everything announced has been taken.
    pub fn poll(
        &self,
        out: &mut [std::mem::MaybeUninit<Completion>],
        timeout: Duration,
    ) -> Result<usize> {
        let deadline = Instant::now() + timeout;
        let mut state = self.lock();
        while state.ends.is_empty() {
            if state.closed && state.outstanding == 0 {
                return Err(Error::closed());
            }
            let now = Instant::now();
            if now >= deadline {
                return Ok(0);
            }
            state = self
                .wake
                .wait_timeout(state, deadline - now)
                .unwrap_or_else(PoisonError::into_inner)
                .0;
        }
        let count = out.len().min(state.ends.len());
        let ends: Vec<_> = state.ends.drain(..count).collect();
        drop(state);
        for (slot, (token, result)) in out.iter_mut().zip(ends) {
            slot.write(Completion::new(token, result));
        }
        Ok(count)
    }

    fn end(&self, token: u64, result: Result<Reply>) {
        let mut state = self.lock();
        state.outstanding -= 1;
        // Work under token 0 is work nobody waits for.
        if token != 0 {
            state.ends.push_back((token, result));
        }
        drop(state);
        self.wake.notify_one();
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The right and the duty to end one piece of work: dropping it ends the work as closed.
#[derive(Debug)]
pub struct Ticket {
    queue: Arc<Queue>,
    token: u64,
    open: bool,
}

impl Ticket {
    /// Ends the work.
    pub fn complete(mut self, result: Result<Reply>) {
        self.open = false;
        self.queue.end(self.token, result);
    }
}

impl Drop for Ticket {
    fn drop(&mut self) {
        if self.open {
            self.queue.end(self.token, Err(Error::closed()));
        }
    }
}

#[cfg(test)]
mod tests {
    use std::{mem::MaybeUninit, thread};

    use super::*;
    use crate::error::Code;

    fn poll(queue: &Queue, timeout: Duration) -> Result<Vec<Completion>> {
        let mut out = [const { MaybeUninit::uninit() }; 8];
        let count = queue.poll(&mut out, timeout)?;
        // The first `count` were written by `poll`.
        Ok(out[..count]
            .iter()
            .map(|end| unsafe { end.assume_init() })
            .collect())
    }

    #[test]
    fn ends_come_in_order_and_in_batches() {
        let queue = Arc::new(Queue::default());
        for token in 1..=10 {
            queue
                .ticket(token)
                .complete(Ok(Reply::number(token as i64 * 2)));
        }
        let first = poll(&queue, Duration::ZERO).unwrap();
        assert_eq!(first.len(), 8);
        assert_eq!((first[3].token, first[3].a, first[3].code), (4, 8, 0));
        assert_eq!(poll(&queue, Duration::ZERO).unwrap().len(), 2);
        assert_eq!(poll(&queue, Duration::ZERO).unwrap().len(), 0);
    }

    #[test]
    fn a_dropped_ticket_ends_as_closed() {
        let queue = Arc::new(Queue::default());
        drop(queue.ticket(7));
        let ends = poll(&queue, Duration::ZERO).unwrap();
        assert_eq!(ends[0].code, Code::Closed as i32);
        assert!(ends[0].length > 0, "there is a message");
        buffer::release(ends[0].owner).unwrap();
    }

    #[test]
    fn closing_wakes_the_poller_when_the_last_work_has_ended() {
        let queue = Arc::new(Queue::default());
        let ticket = queue.ticket(1);
        let poller = thread::spawn({
            let queue = queue.clone();
            move || {
                let mut tokens = Vec::new();
                while let Ok(ends) = poll(&queue, Duration::from_secs(60)) {
                    tokens.extend(ends.iter().map(|end| end.token));
                }
                tokens
            }
        });
        queue.close();
        ticket.complete(Ok(Reply::done()));
        assert_eq!(poller.join().unwrap(), [1]);
    }

    #[test]
    fn work_under_token_0_is_not_reported() {
        let queue = Arc::new(Queue::default());
        queue.ticket(0).complete(Ok(Reply::done()));
        assert!(poll(&queue, Duration::ZERO).unwrap().is_empty());
    }
}
