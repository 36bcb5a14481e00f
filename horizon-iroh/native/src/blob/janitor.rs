//! Removal of what abandoned imports leave behind.

use std::{
    collections::HashSet,
    fs,
    path::{Path, PathBuf},
    sync::Arc,
    time::{Duration, SystemTime},
};

use tokio::sync::Notify;

/// The store may hold a file by name alone between writing it and renaming it, for moments.
const MIN_AGE: Duration = Duration::from_secs(5);

/// Deletes temporary files that no import owns any more.
///
/// The store deletes nothing when an import fails or is given up. A file in use is open in this process, or was written
/// a moment ago.
#[derive(Clone)]
pub struct Janitor(Arc<Notify>);

impl Janitor {
    /// Starts the task; it sleeps until it is called, and ends with the runtime.
    pub fn start(directory: PathBuf) -> Self {
        let call = Arc::new(Notify::new());
        let called = call.clone();
        tokio::spawn(async move {
            loop {
                called.notified().await;
                tokio::time::sleep(MIN_AGE * 2).await;
                let directory = directory.clone();
                tokio::task::spawn_blocking(move || sweep(&directory, SystemTime::now()))
                    .await
                    .ok();
            }
        });
        Self(call)
    }

    /// Says that an import failed or was given up.
    pub fn call(&self) {
        self.0.notify_one();
    }
}

/// Deletes the files of a directory that are neither open in this process nor young. Their number.
fn sweep(directory: &Path, now: SystemTime) -> usize {
    let Some(open) = open_files() else {
        return 0;
    };
    let Ok(entries) = fs::read_dir(directory) else {
        return 0;
    };
    entries
        .flatten()
        .filter(|entry| {
            let modified = entry.metadata().and_then(|metadata| metadata.modified());
            let age = modified
                .ok()
                .and_then(|modified| now.duration_since(modified).ok());
            age.is_some_and(|age| age > MIN_AGE)
                && !open.contains(&entry.path())
                && fs::remove_file(entry.path()).is_ok()
        })
        .count()
}

/// Every file that this process has open; nothing where the system does not tell, and then the next start sweeps.
fn open_files() -> Option<HashSet<PathBuf>> {
    let descriptors = fs::read_dir("/proc/self/fd").ok()?;
    Some(
        descriptors
            .flatten()
            .filter_map(|descriptor| fs::read_link(descriptor.path()).ok())
            .collect(),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_old_files_that_nobody_has_open_are_removed() {
        let dir = tempfile::tempdir().unwrap();
        let root = dir.path().canonicalize().unwrap();
        fs::write(root.join("left.temp"), b"x").unwrap();
        let _used = fs::File::create(root.join("used.temp")).unwrap();
        assert_eq!(sweep(&root, SystemTime::now()), 0, "all are young");
        assert_eq!(sweep(&root, SystemTime::now() + MIN_AGE * 2), 1);
        assert!(root.join("used.temp").exists());
        assert!(!root.join("left.temp").exists());
    }
}
