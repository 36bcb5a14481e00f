use crate::error::Result;
use crate::http::emit;

/// How many bytes are gathered before the host is called.
const GATHERED: usize = 16 * 1024;

/// How many bytes the host takes at a time.
const LARGEST: usize = 1024 * 1024;

/// The body that a plugin writes. What is written in one call takes the place of the chunk.
#[derive(Debug, Default)]
pub struct Body {
    gathered: Vec<u8>,
}

impl Body {
    /// Writes the next bytes, any number of times; 4 MiB in one call of the plugin.
    pub fn write(&mut self, bytes: &[u8]) -> Result<()> {
        if self.gathered.len() + bytes.len() > GATHERED {
            self.flush()?;
        }
        if bytes.len() >= GATHERED {
            return bytes.chunks(LARGEST).try_for_each(emit);
        }
        self.gathered.extend_from_slice(bytes);
        Ok(())
    }

    pub(crate) fn flush(&mut self) -> Result<()> {
        if self.gathered.is_empty() {
            return Ok(());
        }
        let result = emit(&self.gathered);
        self.gathered.clear();
        result
    }

    /// Forgets what a call left that failed.
    pub(crate) fn clear(&mut self) {
        self.gathered.clear();
    }
}
