package io.horizonpush.iroh.store;

import io.horizonpush.iroh.index.BucketTable.BucketRow;
import io.horizonpush.iroh.index.DocumentTable.DocumentRow;
import io.horizonpush.iroh.index.Index;
import io.horizonpush.iroh.index.LogTable.Reader;
import io.horizonpush.iroh.index.SecretBox;
import io.horizonpush.iroh.index.Tables;
import io.horizonpush.iroh.net.NodeId;
import io.horizonpush.iroh.replica.DocumentCapability;
import io.horizonpush.iroh.replica.DocumentSecret;
import io.horizonpush.iroh.share.Addresses;
import io.horizonpush.iroh.share.DocumentSource.Capabilities;
import io.horizonpush.iroh.share.ShareException;
import io.horizonpush.iroh.share.ShareId;
import io.horizonpush.iroh.share.ShareStore;
import io.horizonpush.iroh.share.SharedBucket;
import io.horizonpush.iroh.share.Shares;
import io.horizonpush.s3.model.BucketId;
import io.horizonpush.s3.model.BucketName;
import io.horizonpush.s3.model.DocumentMode;
import io.horizonpush.s3.model.Durability;
import io.horizonpush.s3.model.S3Exception;
import io.horizonpush.s3.store.BucketStore.Options;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * What the index says of shared buckets. What is said about members is a setting like others, and
 * reaches the document and other nodes as those do. Thread-safe; blocks its (virtual) thread.
 */
final class ShareBook implements ShareStore {

  private final Index index;
  private final Buckets buckets;
  private final BucketSweep sweep;
  private final Sharing sharing;
  private final SecretBox box;

  /** Who asks for every entry of another node does not ask the index each time. */
  private final ConcurrentMap<BucketId, Found> found = new ConcurrentHashMap<>();

  /** Nor does who asks for a peer's buckets. */
  private volatile All all = All.UNKNOWN;

  /**
   * @param box encrypts the secrets of documents
   */
  ShareBook(Index index, Buckets buckets, BucketSweep sweep, Sharing sharing, SecretBox box) {
    this.index = index;
    this.buckets = buckets;
    this.sweep = sweep;
    this.sharing = sharing;
    this.box = box;
  }

  @Override
  public List<SharedBucket> all() {
    All known = all;
    if (known.at() == sharing.changes()) {
      return known.buckets();
    }
    long before = sharing.changes();
    List<SharedBucket> read =
        index.read(
            tables ->
                tables.buckets().all().stream()
                    .flatMap(row -> shared(tables, row).stream())
                    .toList());
    all = new All(before, read);
    return read;
  }

  /** What was found of all buckets when so many changes had been. */
  private record All(long at, List<SharedBucket> buckets) {

    static final All UNKNOWN = new All(-1, List.of());
  }

  @Override
  public Optional<SharedBucket> find(BucketId bucket) {
    Found known = found.get(bucket);
    if (known != null && known.at() == sharing.changes()) {
      return known.bucket();
    }
    long before = sharing.changes();
    Optional<SharedBucket> read =
        index.read(tables -> tables.buckets().find(bucket).flatMap(row -> shared(tables, row)));
    if (read.isPresent()) {
      found.put(bucket, new Found(before, read));
    } else {
      found.remove(bucket);
    }
    return read;
  }

  /** What was found of a bucket when so many changes had been. */
  private record Found(long at, Optional<SharedBucket> bucket) {}

  private Optional<SharedBucket> shared(Tables tables, BucketRow row) {
    return tables
        .sharing()
        .founder(row.id())
        .map(
            founder ->
                new SharedBucket(
                    row.uid(),
                    row.name(),
                    row.createdAt(),
                    founder,
                    sharing.membership(tables, row, founder),
                    hints(tables.sharing().hints(row.id()))));
  }

  private static Map<NodeId, List<InetSocketAddress>> hints(Map<String, String> texts) {
    Map<NodeId, List<InetSocketAddress>> hints = new HashMap<>();
    texts.forEach(
        (node, lines) -> hints.put(new NodeId(node), lines.lines().map(Addresses::parse).toList()));
    return hints;
  }

  @Override
  public BucketId require(BucketName name) {
    return named(name).orElseThrow(() -> S3Exception.noSuchBucket(name));
  }

  @Override
  public Optional<BucketId> named(BucketName name) {
    return index.read(tables -> tables.buckets().find(name)).map(BucketRow::uid);
  }

  @Override
  public Set<NodeId> admitted(BucketId bucket, ShareId share) {
    return index.read(
        tables ->
            tables
                .buckets()
                .find(bucket)
                .map(row -> ShareDraft.admitted(tables, row, share))
                .orElse(Set.of()));
  }

  @Override
  public <T> T change(BucketId bucket, Function<Draft, T> change) {
    BucketRow known = buckets.require(bucket);
    if (known.document() == DocumentMode.ON_SHARE) {
      // Who is admitted needs the document.
      buckets.setOptions(bucket, new Options(known.durability(), DocumentMode.EAGER));
    }
    buckets.backlog().awaitRoom(known.id());
    try {
      Changed<T> changed =
          index.write(
              Durability.STRICT,
              tables -> {
                BucketRow row = tables.buckets().require(bucket);
                ShareDraft draft = new ShareDraft(tables, row, sharing, index.wall().instant());
                T result = change.apply(draft);
                return new Changed<>(result, draft.logged());
              });
      buckets.backlog().added(known.id(), changed.logged());
      return changed.result();
    } finally {
      buckets.forget(known);
    }
  }

  private record Changed<T>(T result, int logged) {}

  @Override
  public SharedBucket join(Joining joining) {
    // A bucket that was left a moment ago may still have its document.
    index.read(tables -> tables.buckets().doomed()).forEach(sweep::run);
    BucketRow joined =
        index.write(
            Durability.STRICT,
            tables -> {
              Optional<BucketRow> here = tables.buckets().find(joining.bucket());
              BucketRow row =
                  here.isPresent() ? known(tables, here.get(), joining) : begin(tables, joining);
              keep(tables, row, joining.documents().first());
              keepCurrent(tables, row, joining.documents());
              joining
                  .hints()
                  .forEach(
                      (node, addresses) ->
                          tables.sharing().hint(row.id(), node.hex(), lines(addresses)));
              return row;
            });
    buckets.forget(joined);
    return find(joined.uid()).orElseThrow(S3Exception::noSuchBucket);
  }

  @Override
  public void met(NodeId node, List<InetSocketAddress> addresses) {
    List<BucketId> news =
        all().stream()
            .filter(bucket -> bucket.membership().find(node).isPresent())
            .filter(bucket -> !bucket.addresses(node).containsAll(addresses))
            .map(SharedBucket::id)
            .toList();
    if (!news.isEmpty()) {
      // If it is lost, the node is met again.
      index
          .write(
              Durability.RELAXED,
              tables -> {
                List<BucketRow> rows =
                    news.stream().flatMap(id -> tables.buckets().find(id).stream()).toList();
                rows.forEach(row -> tables.sharing().hint(row.id(), node.hex(), lines(addresses)));
                return rows;
              })
          .forEach(buckets::forget);
    }
  }

  private static String lines(List<InetSocketAddress> addresses) {
    return addresses.stream().map(Addresses::text).collect(Collectors.joining("\n"));
  }

  private static BucketRow known(Tables tables, BucketRow row, Joining joining) {
    if (!tables.sharing().founder(row.id()).equals(Optional.of(joining.origin().founder()))) {
      throw new ShareException(
          ShareException.Reason.CONFLICT,
          "This node has the bucket with another founder: the ticket is not one of it.");
    }
    return row;
  }

  private static BucketRow begin(Tables tables, Joining joining) {
    if (tables.buckets().find(joining.name()).isPresent()) {
      throw Shares.nameTaken(joining.name());
    }
    BucketRow row =
        tables
            .buckets()
            .insert(
                new BucketRow(
                    0,
                    joining.bucket(),
                    joining.name(),
                    joining.owner(),
                    joining.origin().createdAt(),
                    Durability.STRICT,
                    DocumentMode.EAGER));
    tables.sharing().share(row.id(), joining.origin().founder());
    tables.sharing().admit(row.id(), joining.mode().text());
    tables.log().follow(Reader.PUBLISHER, row.id());
    tables.log().begin(row.id());
    return row;
  }

  /** Notes the document of a bucket that was joined, and what of it was not known before. */
  private void keep(Tables tables, BucketRow row, DocumentCapability document) {
    List<DocumentRow> known = new ArrayList<>(tables.documents().of(row.id()));
    known.removeIf(each -> each.epoch() != document.epoch());
    Optional<String> secret = document.secret().map(each -> seal(document, each));
    DocumentRow wanted = new DocumentRow(row.id(), document.epoch(), document.id(), secret);
    if (known.isEmpty()) {
      tables.documents().insert(wanted);
    } else if (!Objects.equals(known.getFirst().replica(), document.id())) {
      throw new ShareException(
          ShareException.Reason.CONFLICT,
          "This node has another document of the bucket than the member that answered.");
    } else if (known.getFirst().secret().isEmpty()) {
      secret.ifPresent(each -> tables.documents().unlock(wanted, each));
    }
  }

  /**
   * Notes the document of the epoch. Where this node is in another one, it goes by what owners say:
   * it is to come from there with what it has.
   */
  private void keepCurrent(Tables tables, BucketRow row, Capabilities documents) {
    DocumentCapability current = documents.current();
    if (current.id().equals(documents.first().id())) {
      return;
    }
    Optional<DocumentRow> known = tables.documents().current(row.id());
    Optional<String> secret = current.secret().map(each -> seal(current, each));
    DocumentRow wanted = new DocumentRow(row.id(), current.epoch(), current.id(), secret, false);
    if (known.filter(each -> each.replica().equals(current.id())).isPresent()) {
      keep(tables, row, current);
    } else if (known.filter(each -> each.epoch() > 0).isEmpty()
        && tables.entries().count(row.id()) == 0) {
      tables.documents().insert(wanted);
    }
  }

  private String seal(DocumentCapability document, DocumentSecret secret) {
    return box.seal(DocumentRow.secretName(document.id()), secret.bytes());
  }

  @Override
  public void leave(BucketId bucket) {
    buckets.remove(bucket);
  }
}
