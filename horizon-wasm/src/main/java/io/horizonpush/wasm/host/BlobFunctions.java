package io.horizonpush.wasm.host;

import io.horizonpush.s3.model.BlobHash;
import io.horizonpush.s3.model.Bucket;
import io.horizonpush.s3.model.ByteRange;
import io.horizonpush.s3.store.Content;
import io.horizonpush.s3.store.ContentReader;
import io.horizonpush.s3.store.PluginBlobs;
import io.horizonpush.s3.store.PluginBlobs.Reader;
import io.horizonpush.s3.store.PluginBlobs.Written;
import io.horizonpush.wasm.abi.Moment;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;

/** {@code horizonpush:blobs}: bytes by their hash. Confined to its instance. */
final class BlobFunctions {

  static final String NAME = "horizonpush:blobs";

  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final int LARGEST_PIECE = 1 << 20;

  private final Scope scope;
  private final PluginBlobs blobs;
  private final String name;

  private BlobFunctions(Scope scope) {
    this.scope = scope;
    this.blobs = scope.plugin().services().blobs();
    this.name = scope.plugin().manifest().about().name();
  }

  static HostModule of(Scope scope) {
    BlobFunctions blobs = new BlobFunctions(scope);
    return new HostModule(NAME, scope)
        .add("object", "i", "I", blobs::object)
        .add("size", "i", "I", blobs::size)
        .add("read", "iIii", "i", blobs::read)
        .add("write_open", "", "i", blobs::writeOpen)
        .add("write", "iii", "i", blobs::write)
        .add("write_finish", "ii", "I", blobs::writeFinish)
        .add("respond", "i", "i", blobs::respond)
        .add("replace_body", "i", "i", blobs::replaceBody);
  }

  /** Whose blobs the plugin may read now: what it names must be held by one of them. */
  private Reader reader() {
    boolean ofBucket = scope.plugin().grants().mayReadBlobs();
    boolean own = scope.plugin().grants().blobQuota().isPresent();
    if (!ofBucket && !own) {
      throw Errno.FORBIDDEN.error();
    }
    return new Reader(
        ofBucket
            ? scope.optionalView().flatMap(RequestView::bucket).map(Bucket::id)
            : Optional.empty(),
        own ? Optional.of(name) : Optional.empty());
  }

  private static BlobHash hash(GuestArguments arguments, int index) {
    arguments.requireRoom(index, BlobHash.LENGTH);
    return BlobHash.of(arguments.part(arguments.integer(index), BlobHash.LENGTH));
  }

  private long object(GuestArguments arguments) {
    arguments.requireRoom(0, BlobHash.LENGTH);
    scope.require(Moment.RESPONSE, Moment.RESPONSE_BODY, Moment.CACHE_STORE);
    if (!scope.plugin().grants().mayReadBlobs()) {
      throw Errno.FORBIDDEN.error();
    }
    RequestView.ObjectBlob object = scope.view().object().orElseThrow(Errno.NOT_FOUND::error);
    arguments.put(0, object.hash().bytes());
    return object.length();
  }

  private long size(GuestArguments arguments) {
    return length(hash(arguments, 0));
  }

  private long length(BlobHash hash) {
    Reader reader = reader();
    scope.countOperation();
    OptionalLong length = scope.await(PATIENCE, () -> blobs.length(reader, hash));
    return length.orElseThrow(Errno.NOT_FOUND::error);
  }

  private long read(GuestArguments arguments) {
    BlobHash hash = hash(arguments, 0);
    long offset = arguments.number(1);
    int capacity = arguments.capacity(2);
    Reader reader = reader();
    if (offset < 0) {
      throw Errno.INVALID.error();
    }
    scope.countOperation();
    byte[] bytes = scope.await(PATIENCE, () -> read(reader, hash, offset, capacity));
    arguments.memory().write(arguments.integer(2), bytes, 0, bytes.length);
    return bytes.length;
  }

  private byte[] read(Reader reader, BlobHash hash, long offset, int capacity) {
    long length = blobs.length(reader, hash).orElseThrow(Errno.NOT_FOUND::error);
    if (offset > length) {
      throw Errno.INVALID.error();
    }
    ByteBuffer read = ByteBuffer.allocate((int) Math.min(capacity, length - offset));
    try (Content content =
            blobs
                .open(reader, hash, new ByteRange(offset, read.remaining()))
                .orElseThrow(Errno.NOT_FOUND::error);
        ContentReader pieces = content.reader()) {
      for (Optional<ByteBuffer> piece = pieces.next(); piece.isPresent(); piece = pieces.next()) {
        read.put(piece.get());
      }
    }
    return read.array();
  }

  private long writeOpen(GuestArguments arguments) {
    long quota = scope.plugin().grants().blobQuota().orElseThrow(Errno.FORBIDDEN::error);
    scope.handles().requireRoom();
    scope.countOperation();
    Writing writing = new Writing();
    int handle = scope.handles().add(writing);
    try {
      writing.step(scope, PATIENCE, () -> writing.writer.keep(blobs.writer(name, quota)));
      return handle;
    } catch (RuntimeException | Error e) {
      scope.handles().remove(handle);
      writing.close();
      throw e;
    }
  }

  private long write(GuestArguments arguments) {
    Writing writing = scope.handles().get(arguments.integer(0), Writing.class);
    byte[] bytes = arguments.bytes(1, LARGEST_PIECE);
    writing.write(scope, bytes);
    return 0;
  }

  private long writeFinish(GuestArguments arguments) {
    Writing writing = scope.handles().get(arguments.integer(0), Writing.class);
    arguments.requireRoom(1, BlobHash.LENGTH);
    scope.handles().remove(arguments.integer(0));
    Written written = writing.finish(scope);
    arguments.put(1, written.hash().bytes());
    return written.length();
  }

  private long respond(GuestArguments arguments) {
    BlobHash hash = hash(arguments, 0);
    scope.require(
        Moment.CACHE_LOOKUP,
        Moment.REQUEST,
        Moment.REQUEST_BODY,
        Moment.RESPONSE,
        Moment.RESPONSE_BODY);
    length(hash);
    scope.answer().respond(hash);
    return 0;
  }

  private long replaceBody(GuestArguments arguments) {
    BlobHash hash = hash(arguments, 0);
    scope.require(Moment.REQUEST);
    length(hash);
    if (!scope.view().replaceBody(hash)) {
      throw Errno.INVALID.error();
    }
    return 0;
  }

  /** A blob that a plugin is writing. It is closed behind what is still being done with it. */
  private static final class Writing extends SteppedHandle {

    private final Pending<PluginBlobs.Writer> writer =
        new Pending<>(
            opened -> {
              synchronized (opened) {
                opened.close();
              }
            });

    private void write(Scope scope, byte[] bytes) {
      PluginBlobs.Writer opened = writer.get();
      step(
          scope,
          PATIENCE,
          () -> {
            synchronized (opened) {
              opened.write(ByteBuffer.wrap(bytes));
              return 0;
            }
          });
    }

    private Written finish(Scope scope) {
      PluginBlobs.Writer opened = writer.get();
      try {
        return step(
            scope,
            PATIENCE,
            () -> {
              synchronized (opened) {
                return opened.finish();
              }
            });
      } finally {
        close();
      }
    }

    @Override
    public void close() {
      writer.close();
    }
  }
}
