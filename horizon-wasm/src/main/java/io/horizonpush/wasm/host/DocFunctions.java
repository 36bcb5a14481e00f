package io.horizonpush.wasm.host;

import io.horizonpush.s3.model.Bucket;
import io.horizonpush.s3.model.BucketName;
import io.horizonpush.s3.model.S3Exception;
import io.horizonpush.s3.store.PluginDocs;
import io.horizonpush.s3.store.PluginDocs.Authors;
import io.horizonpush.s3.store.PluginDocs.Entry;
import io.horizonpush.s3.store.PluginDocs.Listed;
import io.horizonpush.s3.store.PluginDocs.Space;
import io.horizonpush.wasm.abi.Grants;
import io.horizonpush.wasm.abi.Moment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;

/** {@code horizonpush:docs}: entries that travel with a bucket. Confined to its instance. */
final class DocFunctions {

  static final String NAME = "horizonpush:docs";

  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final int LONGEST_BUCKET = 63;
  private static final int HEAD = 40;
  private static final int LISTED = 2 + HEAD + 4;
  private static final int MOST_SUBSCRIPTIONS = 64;

  private final Scope scope;
  private final PluginDocs docs;
  private final Grants grants;
  private final String plugin;

  private DocFunctions(Scope scope) {
    this.scope = scope;
    this.docs = scope.plugin().services().docs();
    this.grants = scope.plugin().grants();
    this.plugin = scope.plugin().manifest().about().name();
  }

  static HostModule of(Scope scope) {
    DocFunctions docs = new DocFunctions(scope);
    return new HostModule(NAME, scope)
        .add("get", "iiiiii", "i", docs::get)
        .add("set", "iiiiii", "i", docs::set)
        .add("delete", "iiii", "i", docs::delete)
        .add("list", "iiiiiiii", "i", docs::list)
        .add("subscribe", "iiii", "i", docs::subscribe);
  }

  /** The bucket that is named, or the request's. */
  private BucketName bucket(GuestArguments arguments) {
    String name = arguments.text(0, LONGEST_BUCKET);
    if (name.isEmpty()) {
      return scope
          .optionalView()
          .flatMap(RequestView::bucket)
          .map(Bucket::name)
          .orElseThrow(Errno.NOT_FOUND::error);
    }
    try {
      return new BucketName(name);
    } catch (S3Exception e) {
      throw Errno.INVALID.error();
    }
  }

  private static String key(GuestArguments arguments) {
    String key = arguments.text(2, PluginDocs.MAX_KEY);
    if (!PluginDocs.isKey(key)) {
      throw Errno.INVALID.error();
    }
    return key;
  }

  private void require(boolean granted) {
    if (!granted) {
      throw Errno.FORBIDDEN.error();
    }
    scope.countOperation();
  }

  /** Finds where entries are, on the thread that waits for the node. */
  private Callable<Space> space(BucketName bucket) {
    Optional<Bucket> own = scope.optionalView().flatMap(RequestView::bucket);
    if (own.isPresent() && own.get().name().equals(bucket)) {
      Space known = new Space(own.get().id(), plugin);
      return () -> known;
    }
    return () -> new Space(docs.bucket(bucket).orElseThrow(Errno.NOT_FOUND::error), plugin);
  }

  private Authors authors() {
    return grants.docsOfMembers() ? Authors.MEMBERS : Authors.SELF;
  }

  private long get(GuestArguments arguments) {
    arguments.requireBuffer(4);
    BucketName bucket = bucket(arguments);
    String key = key(arguments);
    require(grants.mayReadDocs(bucket.value(), key));
    Callable<Space> space = space(bucket);
    Optional<Entry> found = scope.await(PATIENCE, () -> docs.find(space.call(), key, authors()));
    Entry entry = found.orElseThrow(Errno.NOT_FOUND::error);
    ByteBuffer value = entry.value().duplicate();
    ByteBuffer result =
        ByteBuffer.allocate(HEAD + value.remaining()).order(ByteOrder.LITTLE_ENDIAN);
    result.put(entry.author().bytes()).putLong(entry.clock()).put(value);
    return arguments.give(4, result.array());
  }

  private long set(GuestArguments arguments) {
    BucketName bucket = bucket(arguments);
    String key = key(arguments);
    ByteBuffer value = ByteBuffer.wrap(arguments.bytes(4, PluginDocs.MAX_VALUE));
    require(grants.mayWriteDocs(bucket.value(), key));
    Callable<Space> space = space(bucket);
    scope.await(
        PATIENCE,
        () -> {
          docs.set(space.call(), key, value);
          return 0;
        });
    return 0;
  }

  private long delete(GuestArguments arguments) {
    BucketName bucket = bucket(arguments);
    String key = key(arguments);
    require(grants.mayWriteDocs(bucket.value(), key));
    Callable<Space> space = space(bucket);
    boolean deleted = scope.await(PATIENCE, () -> docs.delete(space.call(), key));
    if (!deleted) {
      throw Errno.NOT_FOUND.error();
    }
    return 0;
  }

  private long list(GuestArguments arguments) {
    int capacity = arguments.capacity(6);
    BucketName bucket = bucket(arguments);
    String prefix = arguments.text(2, PluginDocs.MAX_KEY);
    String after = arguments.text(4, PluginDocs.MAX_KEY);
    require(grants.mayReadDocs(bucket.value(), prefix));
    int most = Math.max(1, capacity / (LISTED + 1));
    Callable<Space> space = space(bucket);
    List<Listed> found =
        scope.await(PATIENCE, () -> docs.list(space.call(), prefix, after, most, authors()));
    return arguments.give(6, fitting(found, capacity));
  }

  /** As many whole keys as fit, and one at least: then the guest asks again with room for it. */
  private static byte[] fitting(List<Listed> found, int capacity) {
    List<byte[]> rows = new ArrayList<>();
    int end = 0;
    int size = 0;
    int sizeAtEnd = 0;
    for (int i = 0; i < found.size(); i++) {
      rows.add(row(found.get(i)));
      size += rows.getLast().length;
      boolean lastOfKey =
          i + 1 == found.size() || !found.get(i + 1).key().equals(found.get(i).key());
      if (lastOfKey) {
        if (size > capacity && end > 0) {
          break;
        }
        end = i + 1;
        sizeAtEnd = size;
      }
    }
    ByteBuffer result = ByteBuffer.allocate(sizeAtEnd);
    rows.subList(0, end).forEach(result::put);
    return result.array();
  }

  private static byte[] row(Listed listed) {
    byte[] key = listed.key().getBytes(StandardCharsets.UTF_8);
    return ByteBuffer.allocate(LISTED + key.length)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putShort((short) key.length)
        .put(key)
        .put(listed.author().bytes())
        .putLong(listed.clock())
        .putInt(listed.length())
        .array();
  }

  private long subscribe(GuestArguments arguments) {
    String bucket = arguments.text(0, LONGEST_BUCKET);
    String prefix = arguments.text(2, PluginDocs.MAX_KEY);
    scope.require(Moment.INIT);
    if (bucket.isEmpty()) {
      throw Errno.INVALID.error();
    }
    if (!grants.mayReadDocs(bucket, prefix)) {
      throw Errno.FORBIDDEN.error();
    }
    if (scope.subscriptions().size() == MOST_SUBSCRIPTIONS) {
      throw Errno.BUDGET.error();
    }
    scope.subscriptions().add(new Scope.Subscription(bucket, prefix));
    return 0;
  }
}
