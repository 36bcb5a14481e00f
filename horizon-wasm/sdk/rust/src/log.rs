//! Lines in the plugin's log: at most 4 KiB each and 256 KiB a second; what is over is counted and dropped.

use crate::sys::sdk as sys;

pub fn error(line: &str) {
    log(1, line);
}

pub fn warn(line: &str) {
    log(2, line);
}

pub fn info(line: &str) {
    log(3, line);
}

pub fn debug(line: &str) {
    log(4, line);
}

fn log(level: i32, line: &str) {
    unsafe { sys::log(level, line.as_ptr(), line.len()) }
}
