package io.horizonpush.wasm.abi;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Predicate;

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
    Set<Grant> grants = new LinkedHashSet<>();
    texts.forEach(text -> Grant.parse(text).ifPresent(grants::add));
    return new Grants(grants);
  }

  static Grants requested(List<String> texts) {
    try {
      Set<Grant> grants = new LinkedHashSet<>();
      texts.forEach(text -> GrantText.parseRequested(text).ifPresent(grants::add));
      return new Grants(grants);
    } catch (RefusedPluginException e) {
      throw new RefusedPluginException("the manifest: grants: " + e.getMessage(), e);
    }
  }

  /** Those of what is asked for that are not among these, as an operator writes them. */
  public List<String> missing(Grants asked) {
    return asked.all.stream().filter(grant -> !isMet(grant)).map(Grant::text).sorted().toList();
  }

  private boolean isMet(Grant asked) {
    return asked instanceof Grant.Open(String name)
        ? any(grant -> grant.text().startsWith(name + "="))
        : all.contains(asked);
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

  private boolean any(Predicate<Grant> wanted) {
    return all.stream().anyMatch(wanted);
  }
}
