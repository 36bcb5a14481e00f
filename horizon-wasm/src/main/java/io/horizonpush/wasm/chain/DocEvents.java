package io.horizonpush.wasm.chain;

import io.horizonpush.s3.store.PluginDocs;
import io.horizonpush.wasm.abi.PluginEvent;
import java.util.Optional;

/** What changes in the plugins' space of all buckets. Thread-safe. */
public final class DocEvents implements EventSource {

  private final PluginDocs docs;

  public DocEvents(PluginDocs docs) {
    this.docs = docs;
  }

  @Override
  public String name() {
    return "docs";
  }

  @Override
  public Batch read(long after, int most) {
    PluginDocs.Changes changes = docs.changes(after, most);
    return new Batch(changes.changes().stream().map(DocEvents::event).toList(), changes.next());
  }

  private static Happened event(PluginDocs.Change change) {
    PluginEvent event =
        change.deleted()
            ? new PluginEvent.EntryDeleted(change.name(), change.key())
            : new PluginEvent.EntrySet(change.name(), change.key());
    return new Happened(
        event, Optional.of(new Written(change.plugin(), change.key(), change.author())));
  }
}
