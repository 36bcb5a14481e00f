use crate::error::{bytes, done, text, Result};
use crate::sys::http as sys;
use crate::Action;

const REQUEST: i32 = 0;
const ANSWER: i32 = 1;

/// A property by its number in the ABI, if there is one and it may be seen in this phase.
fn property(number: i32) -> Option<String> {
    text(|out, cap| unsafe { sys::property(number, out, cap) }).ok()
}

fn number(of: i32) -> Option<u64> {
    property(of)?.parse().ok()
}

fn header(side: i32, name: &str) -> Option<String> {
    text(|out, cap| unsafe { sys::header_get(side, name.as_ptr(), name.len(), out, cap) }).ok()
}

fn headers(side: i32) -> Vec<(String, String)> {
    let mut all = Vec::new();
    while let Ok(line) =
        text(|out, cap| unsafe { sys::header_at(side, all.len() as i32, out, cap) })
    {
        let (name, value) = line.split_once(": ").unwrap_or((&line, ""));
        all.push((name.to_owned(), value.to_owned()));
    }
    all
}

fn set_header(side: i32, name: &str, value: &str) -> Result<()> {
    done(unsafe { sys::header_set(side, name.as_ptr(), name.len(), value.as_ptr(), value.len()) })
}

fn remove_header(side: i32, name: &str) -> Result<()> {
    done(unsafe { sys::header_remove(side, name.as_ptr(), name.len()) })
}

/// Makes this the answer; further headers are set by [`Response::set_header`].
///
/// `status` is 200 to 599.
fn reply(status: u16, headers: &[(&str, &str)], body: &[u8]) -> Result<Action> {
    done(unsafe { sys::reply(i32::from(status), body.as_ptr(), body.len()) })?;
    for (name, value) in headers {
        set_header(ANSWER, name, value)?;
    }
    Ok(Action::Respond)
}

pub(crate) fn deny(code: &str, message: &str) -> Result<Action> {
    done(unsafe { sys::deny(code.as_ptr(), code.len(), message.as_ptr(), message.len()) })?;
    Ok(Action::Respond)
}

/// The request, as far as this phase may see and change it.
#[derive(Debug)]
pub struct Request(());

impl Request {
    pub(crate) fn new() -> Self {
        Request(())
    }

    /// `GET`, `PUT`, …
    pub fn method(&self) -> String {
        property(1).unwrap_or_default()
    }

    /// The path as it was sent, still encoded.
    pub fn path(&self) -> String {
        property(2).unwrap_or_default()
    }

    /// S3's name for what is asked, such as `GetObject`.
    pub fn operation(&self) -> String {
        property(3).unwrap_or_default()
    }

    /// The bucket; empty where the request is about none.
    pub fn bucket(&self) -> String {
        property(4).unwrap_or_default()
    }

    /// The object's key; empty where the request is about none.
    pub fn key(&self) -> String {
        property(5).unwrap_or_default()
    }

    /// The version asked for; behind the operation, the version of the answer.
    pub fn version(&self) -> Option<String> {
        property(6)
    }

    /// Who asks: an owner's id, or `anonymous`.
    pub fn who(&self) -> String {
        property(7).unwrap_or_default()
    }

    /// The request's id, which is in the answer, too.
    pub fn id(&self) -> String {
        property(8).unwrap_or_default()
    }

    /// The client's address.
    pub fn address(&self) -> String {
        property(9).unwrap_or_default()
    }

    /// Bytes of the body that the client sends, if it said so.
    pub fn length(&self) -> Option<u64> {
        number(10)
    }

    /// The name under which the plugin is installed.
    pub fn entry(&self) -> String {
        property(16).unwrap_or_default()
    }

    /// The range asked for, as it was sent.
    pub fn range(&self) -> Option<String> {
        property(17)
    }

    /// A parameter of the query, decoded.
    pub fn query(&self, name: &str) -> Option<String> {
        text(|out, cap| unsafe { sys::query(name.as_ptr(), name.len(), out, cap) }).ok()
    }

    /// A header; several of one name are joined by `, `.
    pub fn header(&self, name: &str) -> Option<String> {
        header(REQUEST, name)
    }

    /// All headers in their order.
    pub fn headers(&self) -> Vec<(String, String)> {
        headers(REQUEST)
    }

    /// Changes what is stored as metadata, or a condition.
    pub fn set_header(&mut self, name: &str, value: &str) -> Result<()> {
        set_header(REQUEST, name, value)
    }

    /// Removes a header that could be set.
    pub fn remove_header(&mut self, name: &str) -> Result<()> {
        remove_header(REQUEST, name)
    }

    /// Makes the request one about another bucket or key; an empty one stays.
    pub fn rewrite(&mut self, bucket: &str, key: &str) -> Result<()> {
        done(unsafe { sys::rewrite(bucket.as_ptr(), bucket.len(), key.as_ptr(), key.len()) })
    }

    /// Answers it: return what this gives. `status` is 200 to 599.
    pub fn reply(&mut self, status: u16, headers: &[(&str, &str)], body: &[u8]) -> Result<Action> {
        reply(status, headers, body)
    }

    /// Answers it with an error of S3, such as `AccessDenied`: return what this gives.
    pub fn deny(&mut self, code: &str, message: &str) -> Result<Action> {
        deny(code, message)
    }
}

/// The answer, as far as this phase may see and change it.
#[derive(Debug)]
pub struct Response(());

impl Response {
    pub(crate) fn new() -> Self {
        Response(())
    }

    /// The status of HTTP; 0 where there is no answer yet.
    pub fn status(&self) -> u16 {
        number(11)
            .and_then(|status| u16::try_from(status).ok())
            .unwrap_or(0)
    }

    /// Whether the operation did what was asked.
    pub fn is_success(&self) -> bool {
        matches!(self.status(), 200..=299)
    }

    /// The code of S3's error, if it is one.
    pub fn error_code(&self) -> Option<String> {
        property(12)
    }

    /// The ETag as the client would see it.
    pub fn etag(&self) -> Option<String> {
        property(13)
    }

    /// Bytes of the body, if they are known.
    pub fn length(&self) -> Option<u64> {
        number(14)
    }

    /// The content type of the object.
    pub fn content_type(&self) -> Option<String> {
        property(15)
    }

    /// A header; several of one name are joined by `, `.
    pub fn header(&self, name: &str) -> Option<String> {
        header(ANSWER, name)
    }

    /// All headers in their order.
    pub fn headers(&self) -> Vec<(String, String)> {
        headers(ANSWER)
    }

    /// Changes a header that does not frame, sign or identify.
    pub fn set_header(&mut self, name: &str, value: &str) -> Result<()> {
        set_header(ANSWER, name, value)
    }

    /// Removes a header that could be set.
    pub fn remove_header(&mut self, name: &str) -> Result<()> {
        remove_header(ANSWER, name)
    }

    /// Answers with something else: return what this gives. `status` is 200 to 599.
    pub fn reply(&mut self, status: u16, headers: &[(&str, &str)], body: &[u8]) -> Result<Action> {
        reply(status, headers, body)
    }

    /// Answers with an error of S3, such as `AccessDenied`: return what this gives.
    pub fn deny(&mut self, code: &str, message: &str) -> Result<Action> {
        deny(code, message)
    }
}

pub(crate) fn identify(name: &str) -> Result<()> {
    done(unsafe { sys::identify(name.as_ptr(), name.len()) })
}

pub(crate) fn emit(bytes: &[u8]) -> Result<()> {
    done(unsafe { sys::emit(bytes.as_ptr(), bytes.len()) })
}

pub(crate) fn cache_key(key: &[u8]) -> Result<()> {
    done(unsafe { sys::cache_key(key.as_ptr(), key.len()) })
}

pub(crate) fn cache_ttl(milliseconds: u64) -> Result<()> {
    done(unsafe { sys::cache_ttl(i64::try_from(milliseconds).unwrap_or(i64::MAX)) })
}

pub(crate) fn cache_tag(tag: &str) -> Result<()> {
    done(unsafe { sys::cache_tag(tag.as_ptr(), tag.len()) })
}

/// A variable of the request, which the plugins of its chain share.
pub mod vars {
    use super::{bytes, done, Result};
    use crate::error::optional;
    use crate::sys::sdk as sys;

    /// What a plugin of the chain has set.
    pub fn get(name: &str) -> Result<Option<Vec<u8>>> {
        optional(bytes(|out, cap| unsafe {
            sys::var_get(name.as_ptr(), name.len(), out, cap)
        }))
    }

    /// Sets one of 16, to at most 4 KiB.
    pub fn set(name: &str, value: &[u8]) -> Result<()> {
        done(unsafe { sys::var_set(name.as_ptr(), name.len(), value.as_ptr(), value.len()) })
    }
}
