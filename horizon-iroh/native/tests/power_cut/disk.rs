//! A file system that can lose its power.

use std::{
    fs,
    io::{BufRead, BufReader},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
};

/// A mounted file system that can lose its power.
pub struct Disk {
    program: PathBuf,
    process: Child,
    control: PathBuf,
    /// Where it is seen.
    pub mount: PathBuf,
}

impl Disk {
    /// Mounts it.
    pub fn mount(program: PathBuf, dir: &Path, mode: &str, seed: u64) -> Self {
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

    /// Tells it what to do: its answer.
    pub fn send(&self, line: &str) -> String {
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
