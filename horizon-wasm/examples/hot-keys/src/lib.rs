//! Keeps the answers to what is asked for again and again, until it changes.

mod counter;
mod question;

use counter::Counter;
use horizon_sdk::hash::{self, Algorithm, Form};
use horizon_sdk::{
    cache, config, export, metric, node, Action, Delivery, Event, Lookup, Plugin, Request,
    Response, Result, Store,
};
use question::Question;

struct HotKeys {
    counter: Counter,
    ttl: u64,
    largest: u64,
    /// What the answers to the running request depend on.
    tag: String,
}

impl Plugin for HotKeys {
    fn init() -> Result<Self> {
        let setting = |name: &str, otherwise: u64| {
            config::number(name)
                .and_then(|number| u64::try_from(number).ok())
                .unwrap_or(otherwise)
        };
        Ok(HotKeys {
            counter: Counter::new(setting("hits", 3), 1000 * setting("window", 60)),
            ttl: 1000 * setting("ttl", 30),
            largest: setting("largest", 1024 * 1024),
            tag: String::new(),
        })
    }

    fn cache_lookup(&mut self, request: &Request) -> Result<Lookup> {
        let (operation, bucket, key) = (request.operation(), request.bucket(), request.key());
        let question = Question::of(
            &operation,
            &bucket,
            &key,
            request.range().is_some(),
            |name| request.query(name),
        );
        // What a client says beside the question, and what it may see, makes the answer its own.
        let own = question::OWN_HEADERS
            .iter()
            .any(|name| request.header(name).is_some());
        let text = match question {
            Some(question) if !own => question.text(&request.who()),
            _ => return Ok(Lookup::Bypass),
        };
        let cache_key = hash::digest(Algorithm::Sha256, text.as_bytes())?;
        if !self.counter.is_hot(&cache_key, node::time()) {
            return Ok(Lookup::Bypass);
        }
        self.tag = tag(&bucket, &key)?;
        Lookup::by_key(&cache_key)
    }

    fn cache_store(&mut self, _: &Request, response: &Response) -> Result<Store> {
        let short = response
            .length()
            .map_or(false, |length| length <= self.largest);
        if response.status() != 200 || !short {
            return Ok(Store::Bypass);
        }
        metric::add("kept", 1.0)?;
        Store::keep(self.ttl, &[&self.tag])
    }

    /// A client that has written reads what it wrote.
    fn on_response(&mut self, request: &Request, _: &mut Response) -> Result<Action> {
        let (operation, bucket, key) = (request.operation(), request.bucket(), request.key());
        match operation.as_str() {
            "GetObject" | "ListObjects" | "ListObjectsV2" => {}
            // Which keys it was about stands in its body.
            "DeleteObjects" => cache::invalidate_all()?,
            // Whatever became of it: one that failed may have happened.
            _ => forget(&bucket, &key)?,
        }
        Ok(Action::Skip)
    }

    /// And what other members write, folders and origins bring, or goes by itself.
    fn on_event(&mut self, event: &Event) -> Result<Delivery> {
        match event {
            Event::ObjectCreated { bucket, key, .. } | Event::ObjectRemoved { bucket, key, .. } => {
                forget(bucket, key)?;
            }
            Event::EntrySet { .. } | Event::EntryDeleted { .. } => {}
        }
        Ok(Delivery::Done)
    }
}

/// Forgets what is kept of an object, and the listings of its bucket.
fn forget(bucket: &str, key: &str) -> Result<()> {
    cache::invalidate(&tag(bucket, key)?)?;
    cache::invalidate(&tag(bucket, "")?)
}

/// A tag for an object, or without a key for the listings of a bucket: a key may be longer than a tag.
fn tag(bucket: &str, key: &str) -> Result<String> {
    let name = format!("{}/{}", bucket, key);
    hash::encode(
        Form::Hex,
        &hash::digest(Algorithm::Sha256, name.as_bytes())?,
    )
}

export!(HotKeys: cache_lookup, cache_store, on_response, on_event);
