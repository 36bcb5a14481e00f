//! What peers may have, as Java says: its answers to the questions of the loop that serves blobs.

use std::{
    collections::HashSet,
    io,
    ops::Range,
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
    time::Duration,
};

use blake3::Hash;
use bytes::Bytes;
use iroh::EndpointId;
use tokio::{
    sync::{Semaphore, mpsc, oneshot},
    time::timeout,
};

use crate::{
    blocking::blocking,
    completion::Reply,
    error::{Error, Result},
    handles::{Kind, Slab},
    store::{Record, Store, locked, record::GROUP},
    wire::{Hold, Opened, Place, Present, Shelf},
};

/// The questions that are open at the same time; whoever has another waits.
const MOST_QUESTIONS: usize = 256;

/// How long an answer may take.
const PATIENCE: Duration = Duration::from_secs(30);

/// What is asked. The numbers are part of the ABI.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(i64)]
pub enum Topic {
    /// May a peer have every one of these blobs? 32 bytes of peer, and 32 of each hash.
    MayHave = 1,
    /// What is there of a blob for a peer? 32 bytes of peer, and 32 of the hash.
    Open = 2,
    /// Nobody reads any more what was the answer to this question: 8 bytes, how many bytes of the blob were sent.
    Released = 3,
    /// A blob could not be read as it should be: 32 bytes of hash, and why.
    Failed = 4,
}

struct Question {
    number: i64,
    topic: Topic,
    bytes: Vec<u8>,
}

/// Who waits for an answer.
type Waiting = oneshot::Sender<Answer>;

/// Its bytes, and what keeps a blob where they say that it is.
struct Answer {
    bytes: Vec<u8>,
    pin: Option<Pin>,
}

/// Asks Java. Thread-safe.
pub struct JavaShelf {
    store: Arc<Store>,
    /// Somebody answers.
    open: AtomicBool,
    room: Semaphore,
    waiting: Slab<Waiting>,
    asking: mpsc::UnboundedSender<Question>,
    asked: tokio::sync::Mutex<mpsc::UnboundedReceiver<Question>>,
    /// The peers that were last allowed something.
    welcome: Mutex<HashSet<EndpointId>>,
}

impl JavaShelf {
    /// Nobody answers yet.
    pub fn new(store: Arc<Store>) -> Arc<Self> {
        let (asking, asked) = mpsc::unbounded_channel();
        Arc::new(Self {
            store,
            open: AtomicBool::new(false),
            room: Semaphore::new(MOST_QUESTIONS),
            waiting: Slab::new(Kind::Question),
            asking,
            asked: tokio::sync::Mutex::new(asked),
            welcome: Mutex::default(),
        })
    }

    /// Whether somebody answers.
    pub fn is_open(&self) -> bool {
        self.open.load(Ordering::Relaxed)
    }

    /// Whether a peer was last allowed what it asked for.
    pub fn is_welcome(&self, peer: &EndpointId) -> bool {
        locked(&self.welcome).contains(peer)
    }

    /// Waits for the next question: its number, what is asked, and what about.
    pub async fn next(self: Arc<Self>) -> Result<Reply> {
        self.open.store(true, Ordering::Relaxed);
        let mut asked = self.asked.lock().await;
        loop {
            let question = asked.recv().await.ok_or_else(Error::closed)?;
            let asks = matches!(question.topic, Topic::MayHave | Topic::Open);
            // Nobody waits any more for an answer to some.
            if !asks || self.waiting.has(question.number) {
                let numbers = Reply::numbers(question.number, question.topic as i64);
                return Ok(numbers.with(question.bytes));
            }
        }
    }

    /// Answers a question. What has to stay for it is released later on, at once if nobody waits for it any more.
    pub fn answer(&self, number: i64, bytes: Vec<u8>, has_to_stay: bool) {
        let pin = has_to_stay.then(|| Pin {
            number,
            asking: self.asking.clone(),
            sent: AtomicU64::new(0),
        });
        if let Some(answer) = self.waiting.remove(number) {
            answer.send(Answer { bytes, pin }).ok();
        }
    }

    async fn ask(&self, topic: Topic, bytes: Vec<u8>) -> Result<Answer> {
        let _room = self.room.acquire().await.map_err(|_| Error::closed())?;
        let (waiting, answer) = oneshot::channel();
        let number = self.waiting.insert(waiting);
        let _asked = Asked {
            waiting: &self.waiting,
            number,
        };
        let question = Question {
            number,
            topic,
            bytes,
        };
        self.asking.send(question).map_err(|_| Error::closed())?;
        let answered = timeout(PATIENCE, answer).await;
        answered.ok().and_then(Result::ok).ok_or_else(Error::closed)
    }
}

/// A question that is forgotten once nobody waits for its answer.
struct Asked<'a> {
    waiting: &'a Slab<Waiting>,
    number: i64,
}

impl Drop for Asked<'_> {
    fn drop(&mut self) {
        self.waiting.remove(self.number);
    }
}

/// Says that an answer is not needed any more once it is dropped.
struct Pin {
    number: i64,
    asking: mpsc::UnboundedSender<Question>,
    sent: AtomicU64,
}

impl Hold for Option<Pin> {
    fn sent(&self, bytes: u64) {
        if let Some(pin) = self {
            pin.sent.fetch_add(bytes, Ordering::Relaxed);
        }
    }
}

impl Drop for Pin {
    fn drop(&mut self) {
        let released = Question {
            number: self.number,
            topic: Topic::Released,
            bytes: self.sent.load(Ordering::Relaxed).to_ne_bytes().to_vec(),
        };
        self.asking.send(released).ok();
    }
}

impl Shelf for Arc<JavaShelf> {
    async fn may_have(&self, peer: EndpointId, hashes: &[Hash]) -> bool {
        let hashes = hashes.iter().flat_map(|hash| *hash.as_bytes());
        let bytes = peer.as_bytes().iter().copied().chain(hashes);
        let answer = self.ask(Topic::MayHave, bytes.collect()).await;
        let allowed = answer.is_ok_and(|answer| answer.bytes == [1]);
        let mut welcome = locked(&self.welcome);
        match allowed {
            true => welcome.insert(peer),
            false => welcome.remove(&peer),
        };
        allowed
    }

    async fn open(&self, peer: EndpointId, hash: Hash) -> Result<Option<Opened>> {
        let bytes = [*peer.as_bytes(), *hash.as_bytes()].concat();
        let Answer { bytes, pin } = self.ask(Topic::Open, bytes).await?;
        let pin = Box::new(pin);
        match Shelved::read(&bytes)? {
            Shelved::Nothing => Ok(None),
            Shelved::Inline(data) => Ok(Some(Opened {
                hash,
                length: data.len() as u64,
                data: Place::Memory(data),
                tree: Place::Memory(Bytes::new()),
                present: None,
                pin,
            })),
            Shelved::Record(record, present) if record.hash == hash => {
                let store = self.store.clone();
                let file = blocking(move || store.open_file(record.file)).await?;
                Ok(Some(Opened::record(&record, &Arc::new(file), present, pin)))
            }
            Shelved::Record(..) => Err(Error::invalid_argument("that is another blob")),
        }
    }

    fn failed(&self, hash: Hash, why: &io::Error) {
        let question = Question {
            number: 0,
            topic: Topic::Failed,
            bytes: [hash.as_bytes().as_slice(), why.to_string().as_bytes()].concat(),
        };
        self.asking.send(question).ok();
    }
}

/// Where a blob is.
#[derive(Debug, PartialEq, Eq)]
enum Shelved {
    Nothing,
    /// In one group.
    Inline(Bytes),
    Record(Record, Present),
}

impl Shelved {
    /// Reads an answer: nothing; or 1 and the bytes of the blob; or 2 and a record, of which all is here; or 3, a record, and
    /// the groups that are, each run its first and the one behind its last as 8 bytes each.
    fn read(bytes: &[u8]) -> Result<Self> {
        let Some((kind, rest)) = bytes.split_first() else {
            return Ok(Self::Nothing);
        };
        let refused = || Error::invalid_argument("that is no place of a blob");
        match kind {
            1 if rest.len() as u64 <= GROUP => Ok(Self::Inline(Bytes::copy_from_slice(rest))),
            2 | 3 => {
                let (record, runs) = rest.split_at_checked(Record::BYTES).ok_or_else(refused)?;
                let record = Record::read_all(record)?.pop().ok_or_else(refused)?;
                let present = match kind {
                    2 if runs.is_empty() => None,
                    3 => Some(read_runs(runs)?),
                    _ => return Err(refused()),
                };
                Ok(Self::Record(record, present))
            }
            _ => Err(refused()),
        }
    }
}

/// Reads runs of groups: for each its first and the one behind its last, 8 bytes each, in ascending order.
pub fn read_runs(bytes: &[u8]) -> Result<Vec<Range<u64>>> {
    let refused = || Error::invalid_argument("these are no groups in ascending order");
    let (numbers, rest) = bytes.as_chunks::<8>();
    let numbers: Vec<_> = numbers
        .iter()
        .map(|bytes| u64::from_ne_bytes(*bytes))
        .collect();
    let (pairs, odd) = numbers.as_chunks::<2>();
    let ascending = numbers.is_sorted() && pairs.iter().all(|[from, to]| from < to);
    if !rest.is_empty() || !odd.is_empty() || !ascending {
        return Err(refused());
    }
    Ok(pairs.iter().map(|[from, to]| *from..*to).collect())
}
