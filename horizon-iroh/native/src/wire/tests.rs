//! The loops over real connections on loopback, with iroh-blobs as it is at the other end.

use std::{
    collections::{HashMap, HashSet},
    fs,
    path::PathBuf,
    sync::{
        Mutex,
        atomic::{AtomicU64, AtomicUsize, Ordering},
    },
    time::Duration,
};

use bao_tree::io::outboard::PostOrderMemOutboard;
use iroh::{
    Endpoint,
    endpoint::{Connection, VarInt, presets},
};
use iroh_blobs::protocol::{ALPN, Request};
use tempfile::TempDir;
use tokio::{sync::Semaphore, task::JoinHandle};

use super::{
    provider::{Limits, Provider},
    *,
};
use crate::store::{
    Store, locked, record,
    testing::{Random, content},
};

const MIB: u64 = 1 << 20;

/// Blobs in a real store, some of them forbidden.
pub struct TestShelf {
    dir: TempDir,
    store: Arc<Store>,
    blobs: Mutex<HashMap<Hash, (Record, Present)>>,
    pub forbidden: Mutex<HashSet<Hash>>,
    pub failed: Mutex<Vec<Hash>>,
    /// What is opened at the same time, now and at most.
    pub open: Arc<(AtomicUsize, AtomicUsize)>,
    /// The bytes that were sent of all that was opened.
    pub sent: Arc<AtomicU64>,
    /// Lets blobs be opened.
    pub gate: Semaphore,
}

impl TestShelf {
    pub async fn new() -> Arc<Self> {
        let dir = tempfile::tempdir().unwrap();
        let store = Store::new(dir.path().join("content"));
        store.open(1, 64 * MIB).await.unwrap();
        Arc::new(Self {
            dir,
            store,
            blobs: Mutex::default(),
            forbidden: Mutex::default(),
            failed: Mutex::default(),
            open: Arc::default(),
            sent: Arc::default(),
            gate: Semaphore::new(Semaphore::MAX_PERMITS),
        })
    }

    /// Stores a blob.
    pub async fn add(&self, blob: &[u8]) -> Hash {
        let handle = self.store.create().await.unwrap();
        let writing = self.store.writings.remove(handle).unwrap();
        for piece in blob.chunks(1 << 20) {
            writing.hand_on(writing.add(piece).unwrap()).await.unwrap();
        }
        let record = writing.finish(false).await.unwrap();
        locked(&self.blobs).insert(record.hash, (record, None));
        record.hash
    }

    /// Says that only some groups of a blob are here, and makes sure that the others are not.
    pub fn keep(&self, hash: Hash, present: &[Range<u64>]) {
        let record = locked(&self.blobs)[&hash].0;
        let mut options = fs::OpenOptions::new();
        let file = options.write(true).open(self.path(&record)).unwrap();
        for group in 0..groups(record.length) {
            if !present.iter().any(|range| range.contains(&group)) {
                let (begin, end) = (group * GROUP, record.length.min((group + 1) * GROUP));
                let nothing = vec![0; (end - begin) as usize];
                file.write_all_at(&nothing, record.offset + begin).unwrap();
            }
        }
        let partial = (record, Some(present.to_vec()));
        locked(&self.blobs).insert(hash, partial);
    }

    /// Flips a bit of a blob.
    pub fn rot(&self, hash: Hash, at: u64) {
        let record = locked(&self.blobs)[&hash].0;
        let mut options = fs::OpenOptions::new();
        options.read(true).write(true);
        let file = options.open(self.path(&record)).unwrap();
        let mut byte = [0];
        file.read_exact_at(&mut byte, record.offset + at).unwrap();
        file.write_all_at(&[byte[0] ^ 4], record.offset + at)
            .unwrap();
    }

    fn path(&self, record: &Record) -> PathBuf {
        let folder = record::folder_name(record::folder(record.file));
        let content = self.dir.path().join("content");
        content.join(folder).join(record::file_name(record.file))
    }
}

/// Counts what is opened, and what of it is sent.
struct Pin(Arc<(AtomicUsize, AtomicUsize)>, Arc<AtomicU64>);

impl Pin {
    fn new(open: &Arc<(AtomicUsize, AtomicUsize)>, sent: &Arc<AtomicU64>) -> Box<Self> {
        let now = open.0.fetch_add(1, Ordering::SeqCst) + 1;
        open.1.fetch_max(now, Ordering::SeqCst);
        Box::new(Self(open.clone(), sent.clone()))
    }
}

impl Hold for Pin {
    fn sent(&self, bytes: u64) {
        self.1.fetch_add(bytes, Ordering::SeqCst);
    }
}

impl Drop for Pin {
    fn drop(&mut self) {
        self.0.0.fetch_sub(1, Ordering::SeqCst);
    }
}

/// What needs not be held.
impl Hold for () {
    fn sent(&self, _bytes: u64) {}
}

impl Shelf for Arc<TestShelf> {
    async fn may_have(&self, _peer: EndpointId, hashes: &[Hash]) -> bool {
        let forbidden = locked(&self.forbidden);
        hashes.iter().all(|hash| !forbidden.contains(hash))
    }

    async fn open(&self, _peer: EndpointId, hash: Hash) -> Result<Option<Opened>> {
        let pin = Pin::new(&self.open, &self.sent);
        self.gate.acquire().await.unwrap().forget();
        let found = locked(&self.blobs).get(&hash).cloned();
        Ok(found.map(|(record, present)| {
            let file = Arc::new(File::open(self.path(&record)).unwrap());
            Opened::record(&record, &file, present, pin)
        }))
    }

    fn failed(&self, hash: Hash, _why: &io::Error) {
        locked(&self.failed).push(hash);
    }
}

pub async fn endpoint() -> Endpoint {
    let builder = Endpoint::builder(presets::Minimal).clear_ip_transports();
    let builder = builder.bind_addr("127.0.0.1:0").unwrap();
    builder.alpns(vec![ALPN.to_vec()]).bind().await.unwrap()
}

/// A provider that listens, and what stops it.
pub struct Serving {
    pub endpoint: Endpoint,
    accepting: JoinHandle<()>,
}

impl Serving {
    /// Answers every connection with `serve`.
    pub async fn with<F>(serve: impl Fn(Connection) -> F + Send + 'static) -> Self
    where
        F: Future<Output = ()> + Send + 'static,
    {
        let endpoint = endpoint().await;
        let listening = endpoint.clone();
        let accepting = tokio::spawn(async move {
            while let Some(incoming) = listening.accept().await {
                if let Ok(connection) = incoming.await {
                    tokio::spawn(serve(connection));
                }
            }
        });
        Self {
            endpoint,
            accepting,
        }
    }

    /// Our provider.
    pub async fn ours(shelf: &Arc<TestShelf>, limits: Limits) -> Self {
        let provider = Provider::new(shelf.clone(), limits, Default::default());
        Self::with(move |connection| provider.clone().serve(connection)).await
    }

    /// A connection of a peer.
    pub async fn dial(&self, from: &Endpoint) -> Connection {
        from.connect(self.endpoint.addr(), ALPN).await.unwrap()
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        self.accepting.abort();
    }
}

/// Sends bytes as a request: all that is answered, or the code with which it is refused.
pub async fn ask_raw(connection: &Connection, bytes: &[u8]) -> Result<Vec<u8>, VarInt> {
    let (mut send, mut recv) = connection.open_bi().await.unwrap();
    // The other side may refuse it before it has read everything.
    let written = send.write_all(bytes).await;
    written.and_then(|()| Ok(send.finish()?)).ok();
    match recv.read_to_end(1 << 30).await {
        Ok(answer) => Ok(answer),
        Err(iroh::endpoint::ReadToEndError::Read(iroh::endpoint::ReadError::Reset(code))) => {
            Err(code)
        }
        Err(error) => panic!("{error}"),
    }
}

/// Sends a request.
pub async fn ask(connection: &Connection, request: Request) -> Result<Vec<u8>, VarInt> {
    ask_raw(connection, &postcard::to_stdvec(&request).unwrap()).await
}

/// What stands in the outboard of a blob.
pub fn outboard(blob: &[u8]) -> PostOrderMemOutboard {
    PostOrderMemOutboard::create(blob, BLOCK)
}

mod encoding;
mod fetching;
mod hostile;
mod serving;
mod sharing;
