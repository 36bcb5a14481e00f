package io.horizonpush.node.events;

import io.horizonpush.iroh.store.ChangeNews.Subject;
import io.horizonpush.node.admin.EventKey;
import io.horizonpush.node.admin.EventValue;
import java.util.List;
import java.util.Map;

/** What there is in a node to be told of. Thread-safe; blocks its (virtual) thread. */
public interface EventSource {

  /** Every subject that there is, those first that others refer to. */
  List<Subject> subjects();

  /** The subjects of which nobody says that they changed. */
  List<Subject> lookedAt();

  /** How all is now that belongs to a subject; nothing if that is gone. */
  Map<EventKey, EventValue> read(Subject subject);
}
