//! What was acknowledged is there after a power cut.
//!
//! Runs over a file system that forgets on command everything that was not synced: the program that
//! `HORIZON_POWERCUT` names, which needs FUSE. Without it the test says that it is skipped. `HORIZON_POWERCUT_MODE`
//! (strict, torn, ext4) and `HORIZON_POWERCUT_ROUNDS` choose how, `HORIZON_POWERCUT_SEED` repeats a run.

use std::{
    collections::{BTreeMap, HashMap},
    env, fs,
    io::{BufRead, BufReader, Write},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    sync::Arc,
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use bytes::Bytes;
use horizon_iroh::{
    doc::{Docs, entry::NewEntry},
    error::Result,
    store::{Record, Store, put::Put, record},
};
use iroh_blobs::Hash;
use tokio::sync::{RwLock, oneshot};

const WRITER_DIR: &str = "HORIZON_POWERCUT_WRITER";
const FIRST_FILE: &str = "HORIZON_POWERCUT_FIRST";
const WRITERS: u64 = 8;

/// So small that many are begun and ended.
const SEGMENT: u64 = 2 << 20;

/// What has to be there: records by file and offset, and lengths of entries by document and number.
#[derive(Default)]
struct Acknowledged {
    records: BTreeMap<(u64, u64), Record>,
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
                self.records.insert((file, offset), record);
                self.last_file = self.last_file.max(file);
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
        let mut writer = start_writer(&disk.mount, random.next(), first.max(1));
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
        let verified = store.verify(*record, 0, record.length).await;
        verified.unwrap_or_else(|error| panic!("{record:?}: {error}"));
    }
    for file in store.files().await.unwrap() {
        acknowledged.last_file = acknowledged.last_file.max(file.id);
        match acknowledged.end(file.id) {
            Some(end) => store.cut(file.id, end).await.unwrap(),
            None => store.remove(vec![file.id]).await.unwrap(),
        }
    }
    // Not more than can be looked at in a moment.
    while acknowledged.records.len() > 1_000 {
        let (file, _) = *acknowledged.records.keys().next().unwrap();
        acknowledged.forget(file);
        store.remove(vec![file]).await.unwrap();
    }
    for record in acknowledged.records.values() {
        store.verify(*record, 0, record.length).await.unwrap();
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

/// The process that is killed: writes blobs and entries and prints each that was acknowledged.
#[test]
fn writer() {
    let Some(dir) = env::var_os(WRITER_DIR) else {
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
            writing.write(Bytes::copy_from_slice(piece)).await?;
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

fn key(n: u64) -> Vec<u8> {
    format!("\x01key {n}\0").into_bytes()
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

fn start_writer(mount: &Path, seed: u64, first: u64) -> Child {
    Command::new(env::current_exe().unwrap())
        .args(["writer", "--exact", "--nocapture"])
        .env(WRITER_DIR, mount)
        .env(FIRST_FILE, first.to_string())
        .env("HORIZON_POWERCUT_SEED", seed.to_string())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap()
}

/// A mounted file system that can lose its power.
struct Disk {
    program: PathBuf,
    process: Child,
    control: PathBuf,
    mount: PathBuf,
}

impl Disk {
    fn mount(program: PathBuf, dir: &Path, mode: &str, seed: u64) -> Self {
        let (backing, mount, control) =
            (dir.join("backing"), dir.join("mount"), dir.join("control"));
        fs::create_dir(&backing).unwrap();
        fs::create_dir(&mount).unwrap();
        let mut command = Command::new(&program);
        match mode {
            "torn" => command.arg("-torn"),
            mode => command.args(["-mode", mode]),
        };
        let mut process = command
            .args(["-seed", &seed.to_string(), "-ctl"])
            .args([&control, &backing, &mount])
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(process.stdout.take().unwrap())
            .read_line(&mut line)
            .unwrap();
        assert_eq!(line.trim(), "ready");
        Self {
            program,
            process,
            control,
            mount,
        }
    }

    fn send(&self, line: &str) -> String {
        let output = Command::new(&self.program)
            .arg("-send")
            .arg(&self.control)
            .arg(line)
            .output()
            .unwrap();
        let answer = String::from_utf8(output.stdout).unwrap().trim().to_owned();
        assert!(!answer.starts_with("error"), "{line}: {answer}");
        answer
    }
}

impl Drop for Disk {
    fn drop(&mut self) {
        // Lazily, since a check that failed leaves files open.
        let mut unmount = Command::new("umount");
        unmount.arg("--lazy").arg(&self.mount).status().ok();
        self.process.kill().ok();
        self.process.wait().ok();
    }
}

fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .unwrap()
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
