//! What a peer sends, kept in a record that is filled.

use std::sync::Arc;

use super::fetch::{Batch, Sink};
use crate::{
    error::Result,
    store::{Record, Store, record::PARENT},
};

/// A partial record that a fetch fills. Each part is compared with the root once more before it is kept.
pub struct Keep {
    /// The store that has it.
    pub store: Arc<Store>,
    /// The record as it was begun.
    pub record: Record,
}

impl Sink for Keep {
    fn take(&self, batch: Batch) -> Result<()> {
        let nodes = batch.parents.iter();
        let nodes: Vec<_> = nodes
            .map(|(offset, node)| (offset / PARENT, *node))
            .collect();
        self.store.write_parts(self.record, &nodes, &batch.groups)
    }
}
