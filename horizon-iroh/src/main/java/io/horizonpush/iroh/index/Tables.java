package io.horizonpush.iroh.index;

/**
 * The tables of the index as one session sees them: inside a mutation to read and write, elsewhere
 * to read only.
 *
 * <p>Confined to the thread that the session belongs to, and valid only while it does.
 */
public final class Tables {

  private final Session session;
  private final Hlc clock;
  private final BucketTable buckets;
  private final SettingTable settings;
  private final ObjectTable objects;
  private final BlobTable blobs;
  private final UploadTable uploads;
  private final OutboxTable outbox;
  private final PublishedTable published;
  private final KeyTable keys;

  Tables(Session session, Hlc clock) {
    this.session = session;
    this.clock = clock;
    buckets = new BucketTable(session);
    blobs = new BlobTable(session);
    outbox = new OutboxTable(session);
    settings = new SettingTable(session, outbox);
    keys = new KeyTable(session);
    objects = new ObjectTable(session, blobs, outbox);
    uploads = new UploadTable(session, blobs);
    published = new PublishedTable(session, blobs);
  }

  Session session() {
    return session;
  }

  /**
   * The clock of all writes; ticks belong into mutations, so that its state is stored with them.
   */
  public Hlc clock() {
    return clock;
  }

  public BucketTable buckets() {
    return buckets;
  }

  public SettingTable settings() {
    return settings;
  }

  public ObjectTable objects() {
    return objects;
  }

  public BlobTable blobs() {
    return blobs;
  }

  public UploadTable uploads() {
    return uploads;
  }

  public OutboxTable outbox() {
    return outbox;
  }

  public PublishedTable published() {
    return published;
  }

  public KeyTable keys() {
    return keys;
  }

  /** What SQLite finds wrong with the file; empty when nothing. */
  public java.util.List<String> integrityFindings() {
    return session.all("PRAGMA integrity_check", row -> row.text(1)).stream()
        .filter(line -> !line.equals("ok"))
        .toList();
  }
}
