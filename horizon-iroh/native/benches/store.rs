//! How fast the content store is: `./cargo.sh bench --locked --bench store`.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use horizon_iroh::store::{Record, Store, put::Put};
use tokio::sync::oneshot;

const MIB: u64 = 1 << 20;
const TIME: Duration = Duration::from_secs(3);

#[tokio::main(worker_threads = 2)]
async fn main() {
    // Not in /tmp, which may be memory.
    let program = std::env::current_exe().unwrap();
    let dir = tempfile::tempdir_in(program.parent().unwrap()).unwrap();
    let store = Store::new(dir.path().join("content"));
    store.open(1, 256 * MIB).await.unwrap();
    for (writers, length) in [
        (1, 64 << 10),
        (16, 4 << 10),
        (16, 16 << 10),
        (16, 64 << 10),
        (16, 256 << 10),
        (16, 1 << 20),
    ] {
        measure(&store, writers, length, "segment").await;
    }
    for (writers, length) in [
        (16, 256 << 10),
        (1, 1 << 20),
        (16, 1 << 20),
        (16, 8 << 20),
        (1, 64 << 20),
        (2, 64 << 20),
    ] {
        measure(&store, writers, length, "own file").await;
    }
    store.close().await.unwrap();
}

async fn measure(store: &Arc<Store>, writers: u64, length: usize, place: &'static str) {
    let cpu = cpu_time();
    let begin = Instant::now();
    let tasks = (0..writers).map(|writer| {
        let store = store.clone();
        tokio::spawn(async move {
            let blob = vec![writer as u8; length];
            let mut slowest = Duration::ZERO;
            let mut stored = Vec::new();
            while begin.elapsed() < TIME {
                let before = Instant::now();
                stored.push(match place {
                    "segment" => put(&store, &blob).await,
                    _ => write(&store, &blob).await,
                });
                slowest = slowest.max(before.elapsed());
            }
            (stored, slowest)
        })
    });
    let (mut count, mut slowest) = (0, Duration::ZERO);
    let mut files = Vec::new();
    for task in n0_future::join_all(tasks).await {
        let (stored, slow) = task.unwrap();
        count += stored.len();
        slowest = slowest.max(slow);
        files.extend(stored.iter().map(|record| record.file));
    }
    let seconds = begin.elapsed().as_secs_f64();
    let cpu = (cpu_time() - cpu).as_secs_f64();
    println!(
        "{writers:2} writers of {:5} KiB, {place}: {:6.0} a second, {:5.0} MB/s, {:.3} ms CPU each, slowest {slowest:?}",
        length >> 10,
        count as f64 / seconds,
        (count * length) as f64 / seconds / 1e6,
        cpu * 1e3 / count as f64,
    );
    store.seal().await.unwrap();
    files.dedup();
    store.remove(files).await.unwrap();
}

async fn put(store: &Store, blob: &[u8]) -> Record {
    let (done, wait) = oneshot::channel();
    let put = Put::new(&[blob], true).unwrap();
    store.put(put, Box::new(|stored| done.send(stored).unwrap()));
    wait.await.unwrap().unwrap()[0]
}

async fn write(store: &Store, blob: &[u8]) -> Record {
    let handle = store.create().await.unwrap();
    let writing = store.writings.remove(handle).unwrap();
    for piece in blob.chunks(256 << 10) {
        writing.hand_on(writing.add(piece).unwrap()).await.unwrap();
    }
    writing.finish(true).await.unwrap()
}

fn cpu_time() -> Duration {
    let mut time = libc::timespec {
        tv_sec: 0,
        tv_nsec: 0,
    };
    // SAFETY: the call writes to `time`, which outlives it.
    unsafe { libc::clock_gettime(libc::CLOCK_PROCESS_CPUTIME_ID, &mut time) };
    Duration::new(time.tv_sec as u64, time.tv_nsec as u32)
}
