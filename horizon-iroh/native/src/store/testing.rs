//! What the store's tests share.

use std::{
    io,
    sync::Mutex,
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use super::disk::{Op, locked};

/// Failures to come.
#[derive(Default)]
pub struct Faults(Mutex<Vec<Fault>>);

struct Fault {
    op: Op,
    /// The number of calls that still succeed.
    after: u64,
    /// The number of calls that fail then.
    times: u64,
    error: i32,
}

impl Faults {
    /// Makes `times` calls fail, after `after` that succeed.
    pub fn add(&self, op: Op, after: u64, times: u64, error: i32) {
        locked(&self.0).push(Fault {
            op,
            after,
            times,
            error,
        });
    }

    /// Lets everything succeed again. Whether all failures came.
    pub fn clear(&self) -> bool {
        locked(&self.0).drain(..).all(|fault| fault.times == 0)
    }

    /// Fails if it is time.
    pub fn check(&self, op: Op) -> io::Result<()> {
        for fault in locked(&self.0).iter_mut().filter(|fault| fault.op == op) {
            if fault.after > 0 {
                fault.after -= 1;
            } else if fault.times > 0 {
                fault.times -= 1;
                return Err(io::Error::from_raw_os_error(fault.error));
            }
        }
        Ok(())
    }
}

/// Waits for something that has to come.
pub async fn eventually(condition: impl AsyncFn() -> bool) {
    for _ in 0..6_000 {
        if condition().await {
            return;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    panic!("not within a minute");
}

/// Numbers that look random, alike for a seed.
pub struct Random(u64);

impl Random {
    /// From a seed.
    pub fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1)
    }

    /// From the time, which is printed.
    pub fn of_now() -> Self {
        let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap();
        println!("seed {}", now.as_millis());
        Self::new(now.as_millis() as u64)
    }

    /// The next number.
    pub fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    /// The next number, less than `end`.
    pub fn below(&mut self, end: u64) -> u64 {
        self.next() % end
    }
}

/// Bytes that differ for every length and seed.
pub fn content(length: usize, seed: u64) -> Vec<u8> {
    let mut random = Random::new(seed ^ (length as u64) << 32);
    let mut content = Vec::with_capacity(length + 8);
    while content.len() < length {
        content.extend_from_slice(&random.next().to_ne_bytes());
    }
    content.truncate(length);
    content
}
