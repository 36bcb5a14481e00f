package io.horizonpush.wasm.chain;

import io.horizonpush.s3.store.PluginDocs;
import io.horizonpush.wasm.abi.PluginEvent;
import java.util.Optional;
import java.util.Set;

/** What changes in the plugins' space of all buckets. Thread-safe. */
public final class DocEventSource implements EventSource {

  private final PluginDocs docs;

  public DocEventSource(PluginDocs docs) {
    this.docs = docs;
  }

  @Override
  public String name() {
    return "docs";
  }

  /** Every change is in the log, whoever wants to hear of it. */
  @Override
  public void follow(Set<String> buckets) {}

  @Override
  public long latest() {
    return docs.latest();
  }

  @Override
  public Batch read(long after, int most) {
    PluginDocs.Changes changes = docs.changes(after, most);
    return new Batch(
        changes.changes().stream().map(DocEventSource::event).toList(), changes.next());
  }

  @Override
  public void heard(long through) {
    docs.heard(through);
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
