//! What was acknowledged is there after a power cut.
//!
//! Runs over a file system that forgets on command everything that was not synced: the program that
//! `HORIZON_POWERCUT` names, which needs FUSE. Without it the test says that it is skipped. `HORIZON_POWERCUT_MODE`
//! (strict, torn, ext4) and `HORIZON_POWERCUT_ROUNDS` choose how, `HORIZON_POWERCUT_SEED` repeats a run.

mod disk;
mod writer;

use std::{
    collections::{BTreeMap, HashMap},
    env,
    io::{BufRead, BufReader},
    path::Path,
    sync::Arc,
    time::{SystemTime, UNIX_EPOCH},
};

use horizon_iroh::{
    doc::Docs,
    store::{
        Record, Source, Store,
        record::{self, Kind},
    },
};
use iroh_docs_blobs::Hash;

use self::disk::Disk;

/// What has to be there: records by file and offset, and lengths of entries by document and number.
#[derive(Default)]
struct Acknowledged {
    records: BTreeMap<(u64, u64), Record>,
    /// Trees that were kept: the hashes of their files.
    trees: BTreeMap<u64, Hash>,
    /// Trees in what is being filled: the lengths of the blobs, and the hashes of the trees.
    begun: BTreeMap<u64, (u64, Hash)>,
    /// What is being filled: how, and up to where it is there.
    filled: BTreeMap<u64, (Kind, Record, u64)>,
    entries: HashMap<(String, u64), u64>,
    /// The highest id of a file that was ever told of.
    last_file: u64,
    count: u64,
}

impl Acknowledged {
    fn line(&mut self, line: &str) {
        let words: Vec<_> = line.split(' ').collect();
        match words[..] {
            ["ack", "record", file, offset, length, hash] => {
                let (file, offset) = (file.parse().unwrap(), offset.parse().unwrap());
                let record = Record {
                    hash: hash.parse().unwrap(),
                    length: length.parse().unwrap(),
                    file,
                    offset,
                };
                self.filled.remove(&file);
                self.begun.remove(&file);
                self.records.insert((file, offset), record);
                self.last_file = self.last_file.max(file);
                self.count += 1;
            }
            ["ack", "tree", file, hash] => {
                let file = file.parse().unwrap();
                self.trees.insert(file, hash.parse().unwrap());
                self.last_file = self.last_file.max(file);
                self.count += 1;
            }
            ["ack", "begun", file, length, hash] => {
                let file = file.parse().unwrap();
                let begun = (length.parse().unwrap(), hash.parse().unwrap());
                self.begun.insert(file, begun);
                self.last_file = self.last_file.max(file);
                self.count += 1;
            }
            ["ack", "filled", kind, file, length, hash, end] => {
                let record = Record {
                    hash: hash.parse().unwrap(),
                    length: length.parse().unwrap(),
                    file: file.parse().unwrap(),
                    offset: 0,
                };
                let kind = match kind {
                    "3" => Kind::Partial,
                    _ => Kind::Unrooted,
                };
                let filled = (kind, record, end.parse().unwrap());
                self.filled.insert(record.file, filled);
                self.last_file = self.last_file.max(record.file);
                self.count += 1;
            }
            // It may be gone from now on.
            ["ack", "removing", file] => self.forget(file.parse().unwrap()),
            ["ack", "entry", id, n, length] => {
                let entry = (id.to_owned(), n.parse().unwrap());
                self.entries.insert(entry, length.parse().unwrap());
                self.count += 1;
            }
            // The last line may be cut off.
            _ => {}
        }
    }

    fn forget(&mut self, file: u64) {
        self.records.retain(|(of, _), _| *of != file);
        self.trees.remove(&file);
        self.filled.remove(&file);
        self.begun.remove(&file);
    }

    fn names(&self, file: u64) -> bool {
        self.trees.contains_key(&file)
            || self.filled.contains_key(&file)
            || self.begun.contains_key(&file)
    }

    /// Where the last record of a file ends; nothing if nothing is in it.
    fn end(&self, file: u64) -> Option<u64> {
        let (_, last) = self.records.range((file, 0)..(file + 1, 0)).next_back()?;
        Some(last.offset + record::size(last.length))
    }
}

#[test]
fn what_was_acknowledged_is_there_after_a_power_cut() {
    cut(|_, _| {});
}

/// A failed fsync leaves behind what is to be read and never gets to the disk.
#[test]
fn what_was_acknowledged_is_there_after_a_failure_and_a_power_cut() {
    cut(|disk, random| {
        let nth = 1 + random.next() % 40;
        disk.send(&match random.next() % 4 {
            0 => format!("fail fsync {nth}"),
            1 => format!("fail dirfsync {}", 1 + nth / 4),
            2 => format!("fail write {nth} EIO"),
            _ => format!("fail write {nth} ENOSPC"),
        });
    });
}

/// Cuts the power under writers, again and again, `prepare` having prepared the disk each time.
fn cut(prepare: impl Fn(&Disk, &mut Random)) {
    let Some(program) = env::var_os("HORIZON_POWERCUT") else {
        println!("skipped: HORIZON_POWERCUT is not set");
        return;
    };
    let mode = env::var("HORIZON_POWERCUT_MODE").unwrap_or_else(|_| "strict".to_owned());
    let rounds = number("HORIZON_POWERCUT_ROUNDS").unwrap_or(5);
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap();
    let seed = number("HORIZON_POWERCUT_SEED").unwrap_or(now.as_secs());
    println!("{rounds} rounds, mode {mode}, seed {seed}");
    let mut random = Random(seed | 1);
    let dir = tempfile::tempdir().unwrap();
    let disk = Disk::mount(program.into(), dir.path(), &mode, seed);
    let mut acknowledged = Acknowledged::default();
    for round in 0..rounds {
        // Soon before the end of a folder, so that another is made.
        let first = (acknowledged.last_file + 1_100).next_multiple_of(4096) - random.next() % 40;
        prepare(&disk, &mut random);
        let mut writer = writer::start(&disk.mount, random.next(), first.max(1));
        let mut output = BufReader::new(writer.stdout.take().unwrap())
            .lines()
            .map_while(Result::ok)
            .filter(|line| line.starts_with("ack "));
        let enough = 20 + (random.next() % 1_000) as usize;
        let mut lines: Vec<_> = output.by_ref().take(enough).collect();
        disk.send("cut");
        writer.kill().unwrap();
        writer.wait().unwrap();
        lines.extend(output);
        println!(
            "round {round}: {} lines, {}",
            lines.len(),
            disk.send("stats")
        );
        lines.iter().for_each(|line| acknowledged.line(line));
        disk.send("clear");
        disk.send("restore");
        runtime().block_on(check(&disk.mount, &mut acknowledged));
    }
    assert!(acknowledged.count > rounds, "hardly anything was written");
    println!("{} acknowledged, none lost", acknowledged.count);
}

/// Looks for everything that was acknowledged, and tidies up as a node does when it starts.
async fn check(dir: &Path, acknowledged: &mut Acknowledged) {
    let store = Store::new(dir.join("node/content"));
    for record in acknowledged.records.values() {
        let verified = store.verify(*record, 0, record.length, Source::Disk).await;
        verified.unwrap_or_else(|error| panic!("{record:?}: {error}"));
    }
    check_filled(&store, acknowledged).await;
    for file in store.files().await.unwrap() {
        acknowledged.last_file = acknowledged.last_file.max(file.id);
        match acknowledged.end(file.id) {
            Some(end) => store.cut(file.id, end).await.unwrap(),
            None if acknowledged.names(file.id) => {}
            None => store.remove(vec![file.id]).await.unwrap(),
        }
    }
    // Not more than can be looked at in a moment.
    while acknowledged.records.len() > 1_000 {
        let (file, _) = *acknowledged.records.keys().next().unwrap();
        acknowledged.forget(file);
        store.remove(vec![file]).await.unwrap();
    }
    let filled = |of: &Acknowledged| of.trees.len() + of.filled.len() + of.begun.len();
    while filled(acknowledged) > 200 {
        let trees = acknowledged.trees.keys().take(20);
        let oldest: Vec<_> = trees
            .chain(acknowledged.filled.keys().take(20))
            .chain(acknowledged.begun.keys().take(20))
            .copied()
            .collect();
        oldest.iter().for_each(|file| acknowledged.forget(*file));
        store.remove(oldest).await.unwrap();
    }
    for record in acknowledged.records.values() {
        store
            .verify(*record, 0, record.length, Source::Disk)
            .await
            .unwrap();
    }
    let docs = Docs::new(dir.join("docs"), &[3; 32]);
    let mut open = HashMap::new();
    for ((id, n), length) in &acknowledged.entries {
        let handle = match open.get(id) {
            Some(handle) => *handle,
            None => {
                let bytes: Hash = id.parse().unwrap();
                let opened = docs.clone().open(*bytes.as_bytes(), None).await;
                let handle = opened.unwrap_or_else(|error| panic!("{id}: {error}")).a;
                open.insert(id, handle);
                handle
            }
        };
        let found = docs.get(handle).unwrap().get(key(*n)).await.unwrap();
        // An entry ends with its length.
        let read = found.bytes.last_chunk();
        let read = read.map(|bytes| u64::from_ne_bytes(*bytes));
        assert_eq!(read, Some(*length), "{id} {n}");
    }
    docs.close_all().await.unwrap();
}

/// Looks for the trees that were kept and the groups that were filled.
async fn check_filled(store: &Arc<Store>, acknowledged: &Acknowledged) {
    for (file, hash) in &acknowledged.trees {
        let bytes =
            std::fs::read(store.path(*file)).unwrap_or_else(|error| panic!("tree {file}: {error}"));
        assert_eq!(Hash::new(bytes), *hash, "tree {file}");
    }
    for (file, (length, hash)) in &acknowledged.begun {
        let bytes = std::fs::read(store.path(*file)).unwrap_or_default();
        let tree_size = record::tree_size(*length) as usize;
        let tree = bytes.get(*length as usize..*length as usize + tree_size);
        assert_eq!(tree.map(Hash::new), Some(*hash), "the tree in {file}");
    }
    for (kind, record, end) in acknowledged.filled.values() {
        let missing = store.missing(*record, *kind, (0, *end), true).await;
        let missing = missing.unwrap_or_else(|error| panic!("{kind:?} {record:?}: {error}"));
        assert!(
            missing.is_empty(),
            "{kind:?} {record:?} up to {end}: {missing:?}"
        );
    }
}

fn key(n: u64) -> Vec<u8> {
    format!("\x01key {n}\0").into_bytes()
}

fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .unwrap()
}

fn number(name: &str) -> Option<u64> {
    env::var(name).ok().map(|value| value.parse().expect(name))
}

struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }
}
