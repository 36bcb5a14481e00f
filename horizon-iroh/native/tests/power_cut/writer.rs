//! The process that is killed: writes blobs and entries, and prints each that was acknowledged.

use std::{
    collections::HashMap,
    env,
    io::Write,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    sync::Arc,
    time::Duration,
};

use bytes::Bytes;
use horizon_iroh::{
    doc::{Docs, entry::NewEntry},
    error::Result,
    store::{
        Record, Store,
        put::Put,
        record::{self, GROUP, Kind},
    },
};
use iroh_docs_blobs::Hash;
use tokio::sync::{RwLock, oneshot};

use super::{Random, key, number, runtime};

const DIR: &str = "HORIZON_POWERCUT_WRITER";
const FIRST_FILE: &str = "HORIZON_POWERCUT_FIRST";
const WRITERS: u64 = 8;

/// So small that many are begun and ended.
const SEGMENT: u64 = 2 << 20;

/// Starts the process.
pub fn start(mount: &Path, seed: u64, first: u64) -> Child {
    Command::new(env::current_exe().unwrap())
        .args(["writer::writer", "--exact", "--nocapture"])
        .env(DIR, mount)
        .env(FIRST_FILE, first.to_string())
        .env("HORIZON_POWERCUT_SEED", seed.to_string())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap()
}

#[test]
fn writer() {
    let Some(dir) = env::var_os(DIR) else {
        return;
    };
    let dir = PathBuf::from(dir);
    let seed = number("HORIZON_POWERCUT_SEED").unwrap();
    runtime().block_on(async {
        let store = Store::new(dir.join("node/content"));
        store
            .open(number(FIRST_FILE).unwrap(), SEGMENT)
            .await
            .unwrap();
        let writer = Arc::new(Writer {
            store,
            docs: Docs::new(dir.join("docs"), &[3; 32]),
            stored: RwLock::default(),
        });
        let random = |n: u64| Random((seed ^ n.wrapping_mul(0x9e37_79b9_7f4a_7c15)) | 1);
        let mover = tokio::spawn({
            let (writer, random) = (writer.clone(), random(0));
            async move { writer.move_records(random).await }
        });
        let tasks = (1..WRITERS).map(|n| {
            let (writer, random) = (writer.clone(), random(n));
            tokio::spawn(async move {
                // From the cut on everything fails.
                match n {
                    1 => writer.write_entries(random).await.err(),
                    2 => writer.fill(random).await.err(),
                    _ => writer.write_blobs(random).await.err(),
                }
            })
        });
        n0_future::join_all(tasks).await;
        mover.abort();
    });
}

struct Writer {
    store: Arc<Store>,
    docs: Arc<Docs>,
    /// What was acknowledged, by file. Held for reading from before a blob is stored until it is in here.
    stored: RwLock<std::sync::Mutex<HashMap<u64, Vec<Record>>>>,
}

impl Writer {
    async fn write_blobs(&self, mut random: Random) -> Result<()> {
        loop {
            let stored = self.stored.read().await;
            let lengths = [0, 100, 9_000, 20_000, 120_000, 900_000];
            let length = lengths[(random.next() % 6) as usize];
            let blob = content(length, random.next());
            let records = match random.next() % 8 {
                0..3 => self.put(&[&blob], true).await?,
                3 => self.put(&[&blob[..length / 2], &blob, &blob], true).await?,
                4 => {
                    let records = self.put(&[&blob], false).await?;
                    self.store.sync().await?;
                    records
                }
                5 => vec![self.write(&blob, true).await?],
                6 => {
                    let record = self.write(&blob, false).await?;
                    self.store.sync().await?;
                    vec![record]
                }
                _ => {
                    self.write(&blob, false).await?;
                    Vec::new()
                }
            };
            for record in records {
                acknowledge(&record);
                let mut stored = stored.lock().unwrap();
                stored.entry(record.file).or_default().push(record);
            }
        }
    }

    async fn put(&self, blobs: &[&[u8]], durable: bool) -> Result<Vec<Record>> {
        let (done, wait) = oneshot::channel();
        let put = Put::new(blobs, durable)?;
        self.store
            .put(put, Box::new(|stored| done.send(stored).unwrap()));
        wait.await.unwrap()
    }

    async fn write(&self, blob: &[u8], durable: bool) -> Result<Record> {
        let handle = self.store.create().await?;
        let writing = self.store.writings.remove(handle).unwrap();
        for piece in blob.chunks(100_000) {
            writing.hand_on(writing.add(piece)?).await?;
        }
        if blob.len() == 9_000 {
            writing.abort().await;
            return Box::pin(self.write(&blob[1..], durable)).await;
        }
        writing.finish(durable).await
    }

    /// Copies what is in a file elsewhere and removes the file.
    async fn move_records(&self, mut random: Random) -> Result<()> {
        let mut sealed = Vec::new();
        loop {
            tokio::time::sleep(Duration::from_millis(20)).await;
            if sealed.is_empty() && random.next().is_multiple_of(4) {
                // With nobody between a record and its note, what is in a sealed file is all known.
                let stored = self.stored.write().await;
                self.store.seal().await?;
                sealed = stored.lock().unwrap().drain().collect();
            }
            let Some((file, records)) = sealed.pop() else {
                continue;
            };
            for copy in self.store.copy(records).await? {
                // From the cut on nothing is there.
                let Some(copy) = copy else { return Ok(()) };
                acknowledge(&copy);
            }
            tell(&format!("removing {file}"));
            self.store.remove(vec![file]).await?;
        }
    }

    /// Evicts blobs and fills them again, and fills what has no hash yet.
    async fn fill(&self, mut random: Random) -> Result<()> {
        loop {
            let blob = content(
                300_000 + (random.next() % 1_500_000) as usize,
                random.next(),
            );
            let own = self.write(&blob, true).await?;
            let tree = self.store.keep_tree(own).await?;
            let path = self.store.path(tree.file);
            tell(&format!(
                "tree {} {}",
                tree.file,
                Hash::new(std::fs::read(path).unwrap())
            ));
            self.store.remove(vec![own.file]).await?;
            for kind in [Kind::Partial, Kind::Unrooted] {
                let from = (kind == Kind::Partial).then_some(tree);
                let record = self.store.begin(kind, own.hash, own.length, from).await?;
                let tree_size = usize::try_from(record::tree_size(own.length)).unwrap();
                if kind == Kind::Partial {
                    let file = std::fs::read(self.store.path(record.file)).unwrap();
                    let tree = &file[record.length as usize..][..tree_size];
                    tell(&format!(
                        "begun {} {} {}",
                        record.file,
                        record.length,
                        Hash::new(tree)
                    ));
                }
                if kind == Kind::Partial && random.next().is_multiple_of(2) {
                    // The row names the new file by now.
                    tell(&format!("removing {}", tree.file));
                    self.store.remove(vec![tree.file]).await?;
                }
                if random.next().is_multiple_of(4) {
                    continue; // Nobody fills it.
                }
                self.fill_one(record, kind, &blob, random.next()).await?;
            }
        }
    }

    async fn fill_one(&self, record: Record, kind: Kind, blob: &[u8], random: u64) -> Result<()> {
        let Record {
            file, length, hash, ..
        } = record;
        for (nth, some) in blob.chunks(7 * GROUP as usize).enumerate() {
            let from = nth as u64 * 7 * GROUP;
            let data = Bytes::copy_from_slice(some);
            self.store.write_at(record, kind, from, data).await?;
            if (random >> nth).is_multiple_of(2) {
                self.store.flush(record, kind).await?;
                let end = from + some.len() as u64;
                tell(&format!(
                    "filled {} {file} {length} {hash} {end}",
                    kind as u64
                ));
            }
        }
        if random.is_multiple_of(3) {
            return Ok(()); // It stays as it is.
        }
        let whole = self.store.complete(record, kind).await?;
        acknowledge(&whole);
        Ok(())
    }

    async fn write_entries(&self, mut random: Random) -> Result<()> {
        let created = self.docs.clone().create().await?;
        let doc = self.docs.get(created.a)?;
        let id = Hash::from_bytes(*created.bytes.first_chunk().unwrap()).to_hex();
        for n in 0.. {
            let entry = NewEntry {
                key: key(n),
                hash: Hash::new(n.to_ne_bytes()),
                length: 1 + random.next() % 1_000,
            };
            let length = entry.length;
            doc.clone().insert(vec![entry]).await?;
            doc.clone().flush().await?;
            tell(&format!("entry {id} {n} {length}"));
        }
        Ok(())
    }
}

fn acknowledge(record: &Record) {
    let Record {
        hash,
        length,
        file,
        offset,
    } = record;
    tell(&format!("record {file} {offset} {length} {hash}"));
}

fn tell(what: &str) {
    let line = format!("\nack {what}\n");
    std::io::stdout().write_all(line.as_bytes()).unwrap();
}

fn content(length: usize, seed: u64) -> Vec<u8> {
    let mut random = Random(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ length as u64 | 1);
    let mut content = Vec::with_capacity(length + 8);
    while content.len() < length {
        content.extend_from_slice(&random.next().to_ne_bytes());
    }
    content.truncate(length);
    content
}
