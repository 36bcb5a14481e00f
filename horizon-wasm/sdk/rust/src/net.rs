//! HTTP to the hosts that the grant `net` lists.

use crate::error::{done, optional, size, text, Error, Result};
use crate::sys::net as sys;

/// An answer whose head has come.
#[derive(Debug)]
pub struct Answer(i32);

/// Sends a request and waits for the head of its answer. No redirect is followed.
pub fn request(method: &str, url: &str, headers: &[(&str, &str)], body: &[u8]) -> Result<Answer> {
    let head = head(method, url, headers)?;
    let handle = unsafe { sys::request(head.as_ptr(), head.len(), body.as_ptr(), body.len()) };
    done(handle)?;
    Ok(Answer(handle))
}

impl Answer {
    pub fn status(&self) -> Result<u16> {
        u16::try_from(size(unsafe { sys::status(self.0) })?).map_err(|_| Error::Failed)
    }

    pub fn header(&self, name: &str) -> Result<Option<String>> {
        optional(text(|out, cap| unsafe {
            sys::header(self.0, name.as_ptr(), name.len(), out, cap)
        }))
    }

    /// Reads on; 0 at the end of the body, or where there is no room.
    pub fn read(&mut self, buffer: &mut [u8]) -> Result<usize> {
        size(unsafe { sys::read(self.0, buffer.as_mut_ptr(), buffer.len()) })
    }

    /// Reads the body to its end, which must come within so many bytes.
    pub fn body(&mut self, most: usize) -> Result<Vec<u8>> {
        let mut all = Vec::new();
        let mut buffer = vec![0; 8 * 1024];
        loop {
            let length = self.read(&mut buffer)?;
            if length == 0 {
                return Ok(all);
            }
            if all.len() + length > most {
                return Err(Error::TooLarge);
            }
            all.extend_from_slice(&buffer[..length]);
        }
    }
}

/// Nothing in a header may begin another one.
fn head(method: &str, url: &str, headers: &[(&str, &str)]) -> Result<String> {
    let mut head = format!("{} {}\n", method, url);
    for (name, value) in headers {
        head.push_str(&format!("{}: {}\n", name, value));
    }
    if head.contains('\r') || head.matches('\n').count() != headers.len() + 1 {
        return Err(Error::Invalid);
    }
    Ok(head)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_head_is_a_line_for_the_request_and_one_for_each_header() {
        assert_eq!(
            head("POST", "https://example.com/", &[("a", "1"), ("b", "2")]),
            Ok("POST https://example.com/\na: 1\nb: 2\n".to_owned())
        );
    }

    #[test]
    fn what_would_begin_another_header_is_refused() {
        assert_eq!(
            head("GET", "https://example.com/", &[("a", "1\nb: 2")]),
            Err(Error::Invalid)
        );
        assert_eq!(
            head("GET", "https://example.com/\rx", &[]),
            Err(Error::Invalid)
        );
    }
}
