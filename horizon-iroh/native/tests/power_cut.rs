//! What was acknowledged is there after a power cut.
//!
//! Runs over a file system that forgets on command everything that was not synced: the program that
//! `HORIZON_POWERCUT` names, which needs FUSE. Without it the test says that it is skipped. `HORIZON_POWERCUT_MODE`
//! (strict, torn, ext4) and `HORIZON_POWERCUT_ROUNDS` choose how, `HORIZON_POWERCUT_SEED` repeats a run.

use std::{
    collections::HashMap,
    env, fs,
    io::{BufRead, BufReader, Write},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    sync::Arc,
    time::{SystemTime, UNIX_EPOCH},
};

use bytes::Bytes;
use horizon_iroh::{
    blob::Blobs,
    doc::{Docs, entry::NewEntry},
};
use iroh_blobs::Hash;

const WRITER_DIR: &str = "HORIZON_POWERCUT_WRITER";
const WRITERS: u64 = 8;

#[test]
fn what_was_acknowledged_is_there_after_a_power_cut() {
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
    let mut acknowledged = HashMap::new();
    for round in 0..rounds {
        let mut writer = start_writer(&disk.mount, random.next());
        let mut output = BufReader::new(writer.stdout.take().unwrap())
            .lines()
            .map_while(Result::ok)
            .filter(|line| line.starts_with("ack "));
        let enough = 20 + (random.next() % 200) as usize;
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
        for line in lines {
            if let Some(("ack", rest)) = line.split_once(' ')
                && let Some((name, length)) = rest.rsplit_once(' ')
            {
                acknowledged.insert(name.to_owned(), length.parse::<u64>().unwrap());
            }
        }
        disk.send("restore");
        check(&disk.mount, &acknowledged);
    }
    assert!(
        acknowledged.len() as u64 > rounds,
        "hardly anything was written"
    );
    println!("{} acknowledged, none lost", acknowledged.len());
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
        let blobs = Blobs::new(dir.join("blobs"));
        blobs.open().await.unwrap();
        let docs = Docs::new(dir.join("docs"), &[3; 32]);
        let tasks = (0..WRITERS).map(|writer| {
            let random = Random((seed ^ writer.wrapping_mul(0x9e37_79b9_7f4a_7c15)) | 1);
            tokio::spawn(write(blobs.clone(), docs.clone(), random))
        });
        n0_future::join_all(tasks).await;
    });
}

async fn write(blobs: Arc<Blobs>, docs: Arc<Docs>, mut random: Random) {
    let created = docs.clone().create().await.unwrap();
    let doc = docs.get(created.a).unwrap();
    let id = Hash::from_bytes(*created.bytes.first_chunk().unwrap()).to_hex();
    for n in 0.. {
        let length = [100, 9_000, 20_000, 300_000, 5_000_000][(random.next() % 5) as usize];
        // Few different contents, so that many a blob is stored again while it is there.
        let content = content(length, random.next() % 20);
        let add = blobs.start_add().unwrap();
        for piece in content.chunks(100_000) {
            add.write(Bytes::copy_from_slice(piece)).await.unwrap();
        }
        // From the cut on everything fails.
        let Ok(stored) = blobs.finish_add(add, true).await else {
            return;
        };
        let hash = Hash::from_bytes(stored.bytes.try_into().unwrap());
        acknowledge(&format!("blob {}", hash.to_hex()), length as u64);
        let key = format!("\x01key {n}\0").into_bytes();
        let entry = NewEntry {
            key,
            hash,
            length: length as u64,
        };
        if doc.clone().insert(vec![entry]).await.is_err() || doc.clone().flush().await.is_err() {
            return;
        }
        acknowledge(&format!("entry {id} {n}"), length as u64);
    }
}

fn acknowledge(name: &str, length: u64) {
    let line = format!("\nack {name} {length}\n");
    std::io::stdout().write_all(line.as_bytes()).unwrap();
}

/// Opens what is left and looks for everything that was acknowledged.
fn check(dir: &Path, acknowledged: &HashMap<String, u64>) {
    runtime().block_on(async {
        let blobs = Blobs::new(dir.join("blobs"));
        blobs.open().await.unwrap();
        let docs = Docs::new(dir.join("docs"), &[3; 32]);
        let mut open = HashMap::new();
        for (name, length) in acknowledged {
            let words: Vec<_> = name.split(' ').collect();
            match words[..] {
                ["blob", hash] => {
                    let hash: Hash = hash.parse().unwrap();
                    let read = blobs.read(hash, 0, *length).await;
                    let read = read.unwrap_or_else(|error| panic!("{name} of {length}: {error}"));
                    assert_eq!(
                        Hash::new(&read.bytes),
                        hash,
                        "{name} of {length} is damaged"
                    );
                }
                ["entry", id, n] => {
                    let handle = match open.get(id) {
                        Some(handle) => *handle,
                        None => {
                            let bytes: Hash = id.parse().unwrap();
                            let opened = docs.clone().open(*bytes.as_bytes(), None).await;
                            let handle = opened.unwrap_or_else(|error| panic!("{name}: {error}")).a;
                            open.insert(id.to_owned(), handle);
                            handle
                        }
                    };
                    let key = format!("\x01key {n}\0").into_bytes();
                    let found = docs.get(handle).unwrap().get(key).await.unwrap();
                    // An entry ends with its length.
                    let read = found.bytes.last_chunk();
                    let read = read.map(|bytes| u64::from_ne_bytes(*bytes));
                    assert_eq!(read, Some(*length), "{name}");
                }
                _ => panic!("not an acknowledgement: {name}"),
            }
        }
        docs.close_all().await.unwrap();
        blobs.close().await.unwrap();
    });
}

fn start_writer(mount: &Path, seed: u64) -> Child {
    Command::new(env::current_exe().unwrap())
        .args(["writer", "--exact", "--nocapture"])
        .env(WRITER_DIR, mount)
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
