package io.horizonpush.node.plugins;

import io.horizonpush.s3.filter.Filter;
import io.horizonpush.s3.filter.FilteredRequest;
import io.horizonpush.s3.filter.Identifier;
import io.horizonpush.s3.filter.Next;
import io.horizonpush.s3.filter.Outcome;
import io.horizonpush.s3.filter.UnsignedRequest;
import io.horizonpush.s3.model.Owner;
import java.util.Set;

/**
 * Where requests meet plugins: it lets all of them pass until the first plugin is there, so that a
 * node without any pays nothing. Thread-safe.
 */
public final class PluginGate implements Filter, Identifier {

  private volatile Filter filter = (request, next) -> next.proceed(request);
  private volatile Identifier identifier = Identifier.NONE;

  /** Has requests pass plugins from now on. */
  void open(Filter plugins, Identifier senders) {
    identifier = senders;
    filter = plugins;
  }

  @Override
  public Outcome apply(FilteredRequest request, Next next) {
    return filter.apply(request, next);
  }

  @Override
  public Set<Owner> owners() {
    return identifier.owners();
  }

  @Override
  public Verdict identify(UnsignedRequest request) {
    return identifier.identify(request);
  }
}
