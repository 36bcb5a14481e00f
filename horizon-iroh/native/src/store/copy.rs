//! Records that move to another segment.

use std::{collections::HashMap, fs::File, os::unix::fs::FileExt, sync::Arc};

use super::{
    disk::Disk,
    file::DataFile,
    record::{self, Record},
    segment::Segments,
    stream::RecordWriter,
};
use crate::error::{Code, Result};

/// The bytes that are read at once.
const PIECE: usize = 256 * 1024;

/// Copies records durably; nothing for one that is damaged or not there.
pub fn copy(
    disk: &Arc<Disk>,
    segments: &mut Segments,
    records: &[Record],
) -> Result<Vec<Option<Record>>> {
    let mut touched: HashMap<u64, Arc<DataFile>> = HashMap::new();
    let mut copies = Vec::with_capacity(records.len());
    let mut open: Option<(u64, File)> = None;
    for record in records {
        disk.sound()?;
        let source = match open.take().filter(|(file, _)| *file == record.file) {
            Some(source) => source,
            None => match disk.read(record.file) {
                Err(error) if error.code == Code::NotFound => {
                    copies.push(None);
                    continue;
                }
                source => (record.file, source?),
            },
        };
        let place = segments.reserve(record::size(record.length))?;
        touched.insert(place.file.id, place.file.clone());
        let writer = RecordWriter::new(disk.clone(), place.file, place.offset);
        copies.push(copy_one(writer, record, &source.1)?);
        open = Some(source);
    }
    for file in touched.values() {
        file.sync()?;
    }
    Ok(copies)
}

fn copy_one(mut writer: RecordWriter, record: &Record, source: &File) -> Result<Option<Record>> {
    let mut piece = vec![0; PIECE.min(record.length as usize)];
    let mut at = 0;
    while at < record.length {
        let piece = &mut piece[..PIECE.min((record.length - at) as usize)];
        // What cannot be read is as lost as what is not there.
        if source.read_exact_at(piece, record.offset + at).is_err() {
            return Ok(None);
        }
        writer.write(piece)?;
        at += piece.len() as u64;
    }
    let copy = writer.finish()?;
    Ok((copy.hash == record.hash).then_some(copy))
}
