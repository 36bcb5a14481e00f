//! A node: one runtime, one completion queue, an identity, a content store, documents and a network. It binds no socket before
//! somebody needs one.

use std::{
    future::Future,
    panic::{AssertUnwindSafe, catch_unwind},
    path::PathBuf,
    sync::{Arc, Mutex, PoisonError},
    thread,
    time::Duration,
};

use iroh::{EndpointId, SecretKey};
use n0_future::FutureExt;
use tokio::runtime::{Handle, Runtime};

use crate::{
    completion::{Queue, Reply, Ticket},
    doc::Docs,
    error::{Error, Result},
    files,
    handles::{Kind, Slab},
    net::{Limits, Net},
    store::Store,
};

static NODES: Slab<Arc<Cell>> = Slab::new(Kind::Node);

/// Longer than any clean close takes; what still runs then is cut off.
const CLOSE_TIMEOUT: Duration = Duration::from_secs(30);

/// How a node is made.
#[derive(Debug)]
pub struct Config {
    /// Holds `content/` and `docs/`.
    pub data_dir: PathBuf,
    /// The node's secret key.
    pub secret: [u8; 32],
}

/// What a node handle names: the queue outlives the node, so that every submitted piece of work can report its end.
struct Cell {
    queue: Arc<Queue>,
    open: Mutex<Option<(Runtime, Arc<Node>)>>,
}

/// An open node. Thread-safe.
pub struct Node {
    queue: Arc<Queue>,
    runtime: Handle,
    id: EndpointId,
    /// The content store.
    pub store: Arc<Store>,
    /// The documents.
    pub docs: Arc<Docs>,
    /// Connections with other nodes.
    pub net: Arc<Net>,
}

impl Node {
    /// Makes a node and starts to prepare its directories, which completes `token` with its id. The handle of the node.
    pub fn open(config: Config, token: u64) -> Result<i64> {
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(2)
            .thread_name("horizon-iroh")
            .enable_all()
            .build()
            .map_err(|error| Error::io("start the runtime", &error))?;
        let queue = Arc::new(Queue::default());
        let secret = SecretKey::from_bytes(&config.secret);
        let store = Store::new(config.data_dir.join("content"));
        let node = Arc::new(Node {
            queue: queue.clone(),
            runtime: runtime.handle().clone(),
            id: secret.public(),
            docs: Docs::new(config.data_dir.join("docs"), &config.secret),
            net: Net::new(secret, &store, Limits::default()),
            store,
        });
        node.spawn(token, node.clone().prepare(config.data_dir));
        let open = Mutex::new(Some((runtime, node)));
        Ok(NODES.insert(Arc::new(Cell { queue, open })))
    }

    async fn prepare(self: Arc<Self>, data_dir: PathBuf) -> Result<Reply> {
        files::create_dir(&data_dir)?;
        self.docs.remove_unfinished()?;
        Ok(Reply::bytes(*self.id().as_bytes()))
    }

    /// The id that peers dial and know the node by. It follows from the secret alone.
    pub fn id(&self) -> EndpointId {
        self.id
    }

    /// Runs work on the node's runtime; its end goes to the queue, also when it panics or is cut off.
    pub fn spawn(&self, token: u64, work: impl Future<Output = Result<Reply>> + Send + 'static) {
        let ticket = self.queue.ticket(token);
        self.runtime.spawn(async move {
            let end = AssertUnwindSafe(work).catch_unwind().await;
            ticket.complete(end.unwrap_or_else(|payload| Err(Error::panic(payload))));
        });
    }

    async fn shutdown(&self) -> Result<()> {
        self.net.close().await;
        let docs = self.docs.close_all().await;
        let store = self.store.close().await;
        docs.and(store)
    }
}

/// Submits work to a node: `prepare` reads the arguments while they are valid and returns the work to be done.
///
/// Errors and panics of either end the work with an error; only a handle that names no open node is reported to the
/// caller directly, since then there is no queue to report to.
pub fn submit<F, W>(node: i64, token: u64, prepare: F) -> Result<i64>
where
    F: FnOnce(&Arc<Node>) -> Result<W>,
    W: Future<Output = Result<Reply>> + Send + 'static,
{
    let node = find(node)?;
    match catch_unwind(AssertUnwindSafe(|| prepare(&node))) {
        Ok(Ok(work)) => node.spawn(token, work),
        Ok(Err(error)) => node.queue.ticket(token).complete(Err(error)),
        Err(payload) => node
            .queue
            .ticket(token)
            .complete(Err(Error::panic(payload))),
    }
    Ok(0)
}

/// What [`submit_or_finish`] returns where the work has ended already; its token is not used then.
const DONE: i64 = 1;

/// Submits work that may be done at once: `attempt` returns the rest of the work if there is any.
pub fn submit_or_finish<F, W>(node: i64, token: u64, attempt: F) -> Result<i64>
where
    F: FnOnce(&Arc<Node>) -> Result<Option<W>>,
    W: Future<Output = Result<Reply>> + Send + 'static,
{
    let node = find(node)?;
    match catch_unwind(AssertUnwindSafe(|| attempt(&node))) {
        Ok(Ok(Some(rest))) => node.spawn(token, rest),
        Ok(Ok(None)) => return Ok(DONE),
        Ok(Err(error)) => node.queue.ticket(token).complete(Err(error)),
        Err(payload) => node
            .queue
            .ticket(token)
            .complete(Err(Error::panic(payload))),
    }
    Ok(0)
}

/// Submits work that other threads than the runtime's do: it gets the ticket that ends it.
pub fn submit_with_ticket<F, W>(node: i64, token: u64, prepare: F) -> Result<i64>
where
    F: FnOnce(&Arc<Node>) -> Result<W>,
    W: FnOnce(Ticket),
{
    let node = find(node)?;
    let ticket = node.queue.ticket(token);
    match catch_unwind(AssertUnwindSafe(|| prepare(&node))) {
        Ok(Ok(work)) => work(ticket),
        Ok(Err(error)) => ticket.complete(Err(error)),
        Err(payload) => ticket.complete(Err(Error::panic(payload))),
    }
    Ok(0)
}

fn find(node: i64) -> Result<Arc<Node>> {
    let cell = NODES
        .get(node)
        .ok_or_else(|| Error::invalid_handle("node"))?;
    let open = cell.open.lock().unwrap_or_else(PoisonError::into_inner);
    open.as_ref()
        .map(|(_, node)| node.clone())
        .ok_or_else(Error::closed)
}

/// The queue of a node, open or closing.
pub fn queue(node: i64) -> Result<Arc<Queue>> {
    let cell = NODES
        .get(node)
        .ok_or_else(|| Error::invalid_handle("node"))?;
    Ok(cell.queue.clone())
}

/// Forgets a node whose queue said that it is closed.
pub fn forget(node: i64) {
    NODES.remove(node);
}

/// Closes a node: no work is accepted any more, the stores are closed cleanly, what still runs is cut off, and then
/// `token` completes as the last.
pub fn close(node: i64, token: u64) -> Result<i64> {
    let cell = NODES
        .get(node)
        .ok_or_else(|| Error::invalid_handle("node"))?;
    let taken = cell
        .open
        .lock()
        .unwrap_or_else(PoisonError::into_inner)
        .take();
    let (runtime, node) = taken.ok_or_else(Error::closed)?;
    let ticket = cell.queue.ticket(token);
    let queue = cell.queue.clone();
    // A runtime must not be dropped from one of its own threads, and closing must not block the caller.
    let closing = thread::Builder::new().name("horizon-close".to_owned());
    let spawned = closing.spawn(move || {
        let end = catch_unwind(AssertUnwindSafe(|| {
            runtime.block_on(async {
                tokio::time::timeout(CLOSE_TIMEOUT, node.shutdown())
                    .await
                    .unwrap_or_else(|_| Err(Error::closed().context("closing took too long")))
            })
        }));
        runtime.shutdown_timeout(Duration::from_secs(5));
        let end = end.unwrap_or_else(|payload| Err(Error::panic(payload)));
        ticket.complete(end.map(|()| Reply::done()));
        queue.close();
    });
    spawned.map_err(|error| Error::io("start the closing thread", &error))?;
    Ok(0)
}

#[cfg(test)]
pub(crate) mod tests {
    use std::mem::MaybeUninit;

    use super::*;
    use crate::{buffer, completion::Completion, error::Code};

    /// Opens a node in a directory and waits until it is ready.
    pub(crate) fn open(dir: &std::path::Path) -> i64 {
        let config = Config {
            data_dir: dir.to_path_buf(),
            secret: [7; 32],
        };
        let node = Node::open(config, 1).unwrap();
        let end = next(node);
        assert_eq!((end.0, end.1), (1, 0), "{end:?}");
        node
    }

    /// The next end: token, code, bytes.
    pub(crate) fn next(node: i64) -> (u64, i32, Vec<u8>) {
        let mut out = [MaybeUninit::<Completion>::uninit()];
        let count = queue(node)
            .unwrap()
            .poll(&mut out, Duration::from_secs(60))
            .unwrap();
        assert_eq!(count, 1, "nothing ended within a minute");
        // SAFETY: `poll` wrote one; its address and length are those of a lent buffer until it is released.
        let end = unsafe { out[0].assume_init() };
        let bytes = if end.owner == 0 {
            Vec::new()
        } else {
            unsafe { std::slice::from_raw_parts(end.address as *const u8, end.length as usize) }
                .to_vec()
        };
        if end.owner != 0 {
            buffer::release(end.owner).unwrap();
        }
        (end.token, end.code, bytes)
    }

    fn close_and_drain(node: i64) -> Vec<(u64, i32)> {
        close(node, u64::MAX).unwrap();
        let mut ends = Vec::new();
        let mut out = [const { MaybeUninit::<Completion>::uninit() }; 64];
        while let Ok(count) = queue(node).unwrap().poll(&mut out, Duration::from_secs(60)) {
            for end in &out[..count] {
                // SAFETY: `poll` wrote the first `count`.
                let end = unsafe { end.assume_init() };
                if end.owner != 0 {
                    buffer::release(end.owner).unwrap();
                }
                ends.push((end.token, end.code));
            }
        }
        forget(node);
        ends
    }

    #[test]
    fn a_panic_in_work_ends_it_as_a_panic() {
        let dir = tempfile::tempdir().unwrap();
        let node = open(dir.path());
        submit(node, 2, |_| Ok(async { panic!("in the work") })).unwrap();
        let (token, code, message) = next(node);
        assert_eq!((token, code), (2, Code::Panic as i32));
        assert!(String::from_utf8(message).unwrap().contains("in the work"));
        close_and_drain(node);
    }

    #[test]
    fn a_panic_while_work_is_prepared_ends_it_as_a_panic() {
        let dir = tempfile::tempdir().unwrap();
        let node = open(dir.path());
        type Never = std::future::Pending<Result<Reply>>;
        submit(node, 2, |_| -> Result<Never> {
            panic!("{}", "while preparing")
        })
        .unwrap();
        let (token, code, message) = next(node);
        assert_eq!((token, code), (2, Code::Panic as i32));
        assert!(
            String::from_utf8(message)
                .unwrap()
                .contains("while preparing")
        );
        submit(node, 3, |_| Ok(async { Ok(Reply::done()) })).unwrap();
        assert_eq!(next(node).1, 0, "the node goes on");
        close_and_drain(node);
    }

    #[test]
    fn closing_ends_everything_that_was_submitted() {
        let dir = tempfile::tempdir().unwrap();
        let node = open(dir.path());
        for token in 10..110 {
            submit(node, token, |_| Ok(std::future::pending())).unwrap();
        }
        let mut ends = close_and_drain(node);
        assert_eq!(ends.pop(), Some((u64::MAX, 0)), "the close ends last");
        assert_eq!(ends.len(), 100);
        assert!(ends.iter().all(|end| end.1 == Code::Closed as i32));
        assert_eq!(
            submit(node, 1, |_| Ok(std::future::pending()))
                .unwrap_err()
                .code,
            Code::InvalidHandle
        );
    }

    #[test]
    fn a_closed_node_is_opened_again_with_the_same_id() {
        let dir = tempfile::tempdir().unwrap();
        let ids: Vec<_> = (0..2)
            .map(|_| {
                let node = open(dir.path());
                let id = find(node).unwrap().id();
                close_and_drain(node);
                id
            })
            .collect();
        assert_eq!(ids[0], ids[1]);
    }
}
