use crate::error::{Error, Result};
use crate::http::{cache_key, cache_tag, cache_ttl, deny, identify};
use crate::{blobs, Body, Request, Response};

/// How a request goes on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Action {
    /// It goes on. In a body that the plugin writes, what was written stands for the chunk.
    Continue,
    /// The chunk goes on as it came, behind what was written.
    Pass,
    /// It goes on, and this plugin is not asked again about it.
    Skip,
    /// The answer is what `reply`, `deny` or [`blobs::respond`] said.
    Respond,
    /// The answer's head waits for a later chunk.
    Hold,
}

/// Who sent a request that nobody signed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Identity {
    /// This plugin does not know.
    Abstain,
    /// Who [`Identity::named`] said.
    Identified,
    /// Nobody who may come in.
    Deny,
}

impl Identity {
    /// A principal that the grant `auth.identity` lists.
    pub fn named(principal: &str) -> Result<Identity> {
        identify(principal).map(|()| Identity::Identified)
    }

    /// Nobody: the answer is this error of S3.
    pub fn denied(code: &str, message: &str) -> Result<Identity> {
        deny(code, message).map(|_| Identity::Deny)
    }
}

/// What a cache has for a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lookup {
    /// Nothing, and the answer is not kept either.
    Bypass,
    /// What is kept under the key of [`Lookup::by_key`].
    Lookup,
    /// The blob of [`Lookup::hit`].
    Hit,
}

impl Lookup {
    /// What is kept under a key of at most 1 KiB, which are this entry's own.
    pub fn by_key(key: &[u8]) -> Result<Lookup> {
        cache_key(key).map(|()| Lookup::Lookup)
    }

    /// This blob.
    pub fn hit(hash: &blobs::Hash) -> Result<Lookup> {
        blobs::respond(hash).map(|_| Lookup::Hit)
    }
}

/// Whether an answer is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Store {
    /// It is not.
    Bypass,
    /// It is, as [`Store::keep`] said.
    Store,
}

impl Store {
    /// For so long, or until one of its tags is invalidated; at most 16 tags of 256 bytes.
    pub fn keep(milliseconds: u64, tags: &[&str]) -> Result<Store> {
        cache_ttl(milliseconds)?;
        for tag in tags {
            cache_tag(tag)?;
        }
        Ok(Store::Store)
    }
}

/// Something that has happened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event {
    /// An entry of the plugins' space was set.
    EntrySet { bucket: String, key: String },
    /// An entry of the plugins' space was deleted.
    EntryDeleted { bucket: String, key: String },
    /// An object was written.
    ObjectCreated {
        bucket: String,
        key: String,
        version: String,
    },
    /// An object was removed.
    ObjectRemoved {
        bucket: String,
        key: String,
        version: String,
    },
}

impl Event {
    /// None of a kind that is not known here: those are for newer plugins.
    pub(crate) fn of(kind: i32, bytes: &[u8]) -> Result<Option<Event>> {
        let text = std::str::from_utf8(bytes).map_err(|_| Error::Invalid)?;
        let (bucket, rest) = text.split_once('\0').ok_or(Error::Invalid)?;
        let bucket = bucket.to_owned();
        let object = || {
            let (key, version) = rest.rsplit_once('\0').ok_or(Error::Invalid)?;
            Ok((key.to_owned(), version.to_owned()))
        };
        Ok(match kind {
            1 => Some(Event::EntrySet {
                bucket,
                key: rest.to_owned(),
            }),
            2 => Some(Event::EntryDeleted {
                bucket,
                key: rest.to_owned(),
            }),
            3 => {
                let (key, version) = object()?;
                Some(Event::ObjectCreated {
                    bucket,
                    key,
                    version,
                })
            }
            4 => {
                let (key, version) = object()?;
                Some(Event::ObjectRemoved {
                    bucket,
                    key,
                    version,
                })
            }
            _ => None,
        })
    }
}

/// What becomes of an event.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Delivery {
    /// It is dealt with.
    Done,
    /// It is to come again later.
    Again,
}

/// A plugin: one value for each instance. [`export!`](crate::export) says which of the phases it has; an error in
/// one is logged and is a failure of the plugin, with which the node deals as its operator chose.
///
/// An instance serves one request at a time and may serve another behind it: what belongs to a request is cleared
/// where the next one begins.
#[allow(unused_variables)]
pub trait Plugin: Sized {
    /// Starts an instance: settings are read here, and subscriptions made.
    fn init() -> Result<Self>;

    fn authorize(&mut self, request: &Request) -> Result<Identity> {
        Ok(Identity::Abstain)
    }

    fn cache_lookup(&mut self, request: &Request) -> Result<Lookup> {
        Ok(Lookup::Bypass)
    }

    fn cache_store(&mut self, request: &Request, response: &Response) -> Result<Store> {
        Ok(Store::Bypass)
    }

    fn on_request(&mut self, request: &mut Request) -> Result<Action> {
        Ok(Action::Continue)
    }

    /// A chunk of what the client sends. `end` comes with the last one, which may be empty.
    fn on_request_body(&mut self, chunk: &[u8], end: bool, out: &mut Body) -> Result<Action> {
        Ok(Action::Pass)
    }

    fn on_response(&mut self, request: &Request, response: &mut Response) -> Result<Action> {
        Ok(Action::Continue)
    }

    /// A chunk of what the client gets. `end` comes with the last one, which may be empty.
    fn on_response_body(&mut self, chunk: &[u8], end: bool, out: &mut Body) -> Result<Action> {
        Ok(Action::Pass)
    }

    /// The request is over.
    fn on_done(&mut self, request: &Request, response: &Response) {}

    fn on_event(&mut self, event: &Event) -> Result<Delivery> {
        Ok(Delivery::Done)
    }

    fn on_tick(&mut self) -> Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_event_is_taken_apart_and_one_that_is_not_known_is_passed_over() {
        let (bucket, key, version) = ("photos".to_owned(), "a/b".to_owned(), "null".to_owned());
        assert_eq!(
            Event::of(1, b"photos\0a/b"),
            Ok(Some(Event::EntrySet {
                bucket: bucket.clone(),
                key: key.clone()
            }))
        );
        assert_eq!(
            Event::of(4, b"photos\0a/b\0null"),
            Ok(Some(Event::ObjectRemoved {
                bucket,
                key,
                version
            }))
        );
        assert_eq!(Event::of(9, b"photos\0a/b"), Ok(None));
        assert_eq!(Event::of(3, b"photos\0a/b"), Err(Error::Invalid));
        assert_eq!(Event::of(1, b"photos"), Err(Error::Invalid));
    }
}
