package io.horizonpush.wasm.abi;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * What a plugin may do, or asks for. Immutable.
 *
 * <p>Each question is answered from the grants alone; what an operator did not grant is not there.
 */
public record Grants(Set<Grant> all) {

  /** None. */
  public static final Grants NONE = new Grants(Set.of());

  public Grants {
    all = Set.copyOf(all);
  }

  /**
   * The grants that are written so.
   *
   * @throws RefusedPluginException that names the one that is wrong
   */
  public static Grants of(List<String> texts) {
    return of(texts, Grant::parse);
  }

  private static Grants of(List<String> texts, Function<String, Optional<Grant>> parser) {
    Set<Grant> grants = new LinkedHashSet<>();
    texts.forEach(text -> parser.apply(text).ifPresent(grants::add));
    return new Grants(grants);
  }

  static Grants requested(List<String> texts) {
    try {
      return of(texts, Grant::requested);
    } catch (RefusedPluginException e) {
      throw new RefusedPluginException("the manifest: grants: " + e.getMessage(), e);
    }
  }

  /** Those of what is asked for that are not among these, as an operator writes them. */
  public List<String> missing(Grants asked) {
    return asked.all.stream().filter(grant -> !covers(grant)).map(Grant::text).sorted().toList();
  }

  /**
   * Whether something that is asked for is here: itself, or any of the kind that it leaves open.
   */
  private boolean covers(Grant asked) {
    return asked instanceof Grant.Chosen(String kind)
        ? any(grant -> grant.kind().equals(kind))
        : all.contains(asked);
  }

  /** Those of these that were not asked for, as an operator writes them. */
  public List<String> beside(Grants asked) {
    return all.stream()
        .filter(grant -> !asked.all.contains(grant) && !asked.leavesOpen(grant))
        .map(Grant::text)
        .sorted()
        .toList();
  }

  /** Who chooses the hosts says as well whether they may stand in private networks. */
  private boolean leavesOpen(Grant grant) {
    String kind = grant instanceof Grant.NetPrivate ? "net" : grant.kind();
    return all.contains(new Grant.Chosen(kind));
  }

  /** Whether a grant as it is written leaves its value open. */
  public static boolean takesValue(String text) {
    return GrantText.takesValue(text);
  }

  /** All of them as they are written, in one order. */
  public List<String> texts() {
    return all.stream().map(Grant::text).sorted().toList();
  }

  /** These without those whose value an operator is to choose, which lets nobody do anything. */
  public Grants withValues() {
    return new Grants(
        all.stream()
            .filter(grant -> !(grant instanceof Grant.Chosen))
            .collect(Collectors.toUnmodifiableSet()));
  }

  /** These and others. */
  public Grants and(Grants others) {
    Set<Grant> both = new LinkedHashSet<>(all);
    both.addAll(others.all);
    return new Grants(both);
  }

  /** These without others. */
  public Grants without(Grants others) {
    return new Grants(
        all.stream()
            .filter(grant -> !others.all.contains(grant))
            .collect(Collectors.toUnmodifiableSet()));
  }

  public boolean credentials() {
    return all.contains(new Grant.HttpCredentials());
  }

  public boolean rewrite() {
    return all.contains(new Grant.HttpRewrite());
  }

  public boolean mayIdentify(String principal) {
    return all.contains(new Grant.AuthIdentity(principal));
  }

  /** Whether a server may be spoken to; its host in lower case. */
  public boolean mayReach(boolean tls, String host, int port) {
    return all.contains(new Grant.Net(tls, host, port));
  }

  public boolean privateAddresses() {
    return all.contains(new Grant.NetPrivate());
  }

  /** Whether entries may be read whose keys begin so, or one entry. */
  public boolean mayReadDocs(String bucket, String keyOrPrefix) {
    return any(
        grant -> grant instanceof Grant.DocsRead(var place) && place.covers(bucket, keyOrPrefix));
  }

  public boolean mayWriteDocs(String bucket, String key) {
    return any(grant -> grant instanceof Grant.DocsWrite(var place) && place.covers(bucket, key));
  }

  /** Whether entries of other members are seen. */
  public boolean docsOfMembers() {
    return all.contains(new Grant.DocsOfMembers());
  }

  public boolean mayReadBlobs() {
    return all.contains(new Grant.BlobsRead());
  }

  /** How many bytes it may keep in blobs of its own; nothing if it may keep none. */
  public OptionalLong blobQuota() {
    return all.stream()
        .filter(Grant.BlobsWrite.class::isInstance)
        .mapToLong(grant -> ((Grant.BlobsWrite) grant).quota())
        .max();
  }

  public boolean mayHearOfObjects(String bucket) {
    return any(grant -> grant instanceof Grant.Events(String in) && Grant.isIn(in, bucket));
  }

  /** In which buckets a plugin hears of objects: names, or {@code *} for every bucket. */
  public Set<String> bucketsHeardOf() {
    return all.stream()
        .filter(Grant.Events.class::isInstance)
        .map(grant -> ((Grant.Events) grant).bucket())
        .collect(Collectors.toUnmodifiableSet());
  }

  private boolean any(Predicate<Grant> wanted) {
    return all.stream().anyMatch(wanted);
  }
}
