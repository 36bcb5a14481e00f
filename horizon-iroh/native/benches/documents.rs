//! What documents take of memory and processor: `./cargo.sh bench --locked --bench documents`.

use std::{
    fs,
    path::Path,
    sync::Arc,
    time::{Duration, Instant},
};

use horizon_iroh::doc::{
    Docs,
    document::Doc,
    entry::NewEntry,
    signed::{Name, Signed},
};
use iroh_docs_blobs::Hash;

const ENTRIES: u64 = 200_000;
const BATCH: u64 = 1_000;
const DOCUMENTS: u64 = 50;
const FOLLOWED: u64 = 20_000;

#[tokio::main(worker_threads = 2)]
async fn main() {
    // Not in /tmp, which may be memory.
    let program = std::env::current_exe().unwrap();
    let dir = tempfile::tempdir_in(program.parent().unwrap()).unwrap();
    let docs = Docs::new(dir.path().join("docs"), &[1; 32]);
    let warm = create(&docs).await;
    fill(&docs, warm, 0..BATCH).await;
    close(&docs, &[warm]).await;
    let before = resident();
    let tell = |what: &str| println!("{what}: {:+} KiB", resident() - before);

    let created = docs.clone().create().await.unwrap();
    let (doc, id) = (created.a, created.bytes[..32].try_into().unwrap());
    let (begin, cpu) = (Instant::now(), cpu_time());
    fill(&docs, doc, 0..ENTRIES).await;
    let (took, cpu) = (begin.elapsed(), cpu_time() - cpu);
    println!(
        "{took:?}, {:.1} us CPU an entry",
        cpu.as_secs_f64() * 1e6 / ENTRIES as f64
    );
    tell("one document of 200,000 entries");
    read(&docs.get(doc).unwrap()).await;
    tell("read through");
    follow(&docs, doc, &id, &dir.path().join("followed")).await;
    close(&docs, &[doc]).await;
    tell("closed");

    let mut open = Vec::new();
    for n in 0..DOCUMENTS {
        let doc = create(&docs).await;
        let first = ENTRIES * (n + 1);
        fill(&docs, doc, first..first + ENTRIES / DOCUMENTS).await;
        read(&docs.get(doc).unwrap()).await;
        open.push(doc);
    }
    tell("50 documents of 4,000 entries each");
    close(&docs, &open).await;
    tell("closed");
}

async fn create(docs: &Arc<Docs>) -> i64 {
    docs.clone().create().await.unwrap().a
}

async fn fill(docs: &Docs, doc: i64, numbers: std::ops::Range<u64>) {
    let doc = docs.get(doc).unwrap();
    for first in numbers.step_by(BATCH as usize) {
        let batch = (first..first + BATCH).map(|number| NewEntry {
            key: key(number),
            hash: Hash::new(number.to_be_bytes()),
            length: 8,
        });
        doc.clone().insert(batch.collect()).await.unwrap();
        doc.clone().flush().await.unwrap();
    }
}

/// A key as nodes write them.
fn key(number: u64) -> Vec<u8> {
    format!("\x01{}\0", Hash::new(number.to_le_bytes())).into_bytes()
}

/// Takes entries as another node does that follows the document.
async fn follow(docs: &Docs, doc: i64, id: &[u8; 32], dir: &Path) {
    let doc = docs.get(doc).unwrap();
    let others = Docs::new(dir.to_path_buf(), &[2; 32]);
    let followed = others.clone().follow(*id).await.unwrap().a;
    let following = others.get(followed).unwrap();
    let (mut giving, mut taking) = (Duration::ZERO, Duration::ZERO);
    for first in (0..FOLLOWED).step_by(BATCH as usize) {
        let names = (first..first + BATCH).map(|number| Name {
            key: key(number),
            author: *docs.author().as_bytes(),
        });
        let begin = Instant::now();
        let given = doc.clone().signed(names.collect()).await.unwrap().bytes;
        giving += begin.elapsed();
        // Before each entry stands whether it is here.
        let entries = given.chunks(given.len() / BATCH as usize);
        let entries: Vec<_> = entries.flat_map(|entry| entry[1..].to_vec()).collect();
        let entries = Signed::read_all(&entries).unwrap();
        let begin = Instant::now();
        let taken = following.clone().take(entries).await.unwrap();
        following.clone().flush().await.unwrap();
        taking += begin.elapsed();
        assert!(taken.bytes.iter().all(|taken| *taken == 0));
    }
    let each = |time: Duration| time / FOLLOWED as u32;
    println!(
        "an entry is given in {:?}, taken in {:?}",
        each(giving),
        each(taking)
    );
    close(&others, &[followed]).await;
}

async fn read(doc: &Arc<Doc>) {
    let scan = doc.clone().scan().await.unwrap().a;
    while doc.clone().scan_next(scan, 1_000).await.unwrap().a > 0 {}
    doc.clone().scan_close(scan).await.unwrap();
}

async fn close(docs: &Docs, open: &[i64]) {
    for doc in open {
        docs.close(*doc).await.unwrap();
    }
}

/// In KiB.
fn resident() -> i64 {
    let status = fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find(|line| line.starts_with("VmRSS:"));
    let number = line.unwrap().split_whitespace().nth(1).unwrap();
    number.parse().unwrap()
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
