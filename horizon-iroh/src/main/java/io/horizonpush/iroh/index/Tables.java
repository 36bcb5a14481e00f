package io.horizonpush.iroh.index;

import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/**
 * The tables of the index as one session sees them: inside a mutation to read and write, elsewhere
 * to read only.
 *
 * <p>Confined to the thread that the session belongs to, and valid only while it does.
 */
public final class Tables {

  private final Session session;
  private final WriterTable writers;
  private final BucketTable buckets;
  private final DocumentTable documents;
  private final EpochTable epochs;
  private final NextEntryTable nextEntries;
  private final SettingTable settings;
  private final SharingTable sharing;
  private final InlineBodyTable bodies;
  private final VersionTable versions;
  private final VersionScan scan;
  private final DamageTable damage;
  private final ScrubTable scrub;
  private final ExternalTable externals;
  private final UnrootedTable unrooted;
  private final BlobTable blobs;
  private final FetchTable fetches;
  private final EarlierTable earlier;
  private final BlobUseTable uses;
  private final UploadTable uploads;
  private final PluginEntryTable pluginEntries;
  private final PluginBlobTable pluginBlobs;
  private final LogTable log;
  private final EntryTable entries;
  private final PositionTable positions;
  private final HomeDutyTable homeDuties;
  private final DecisionTable decisions;
  private final AskedTable asked;
  private final MirrorTable mirrors;
  private final RelianceTable reliances;
  private final PromiseTable promises;
  private final CacheTable cached;
  private final PinTable pins;
  private final TransferTable transfers;
  private final BackfillTable backfills;
  private final OriginTable origins;
  private final KnownOriginTable knownOrigins;
  private final OriginGrantTable originGrants;
  private final PluginTable plugins;
  private final PluginShareTable pluginShares;
  private final PluginPositionTable pluginPositions;
  private final OriginTaskTable originTasks;
  private final ImportTable imports;
  private final AwaitedUploadTable awaitedUploads;
  private final KeyRecords records;
  private final KeyTable keys;
  private final IdentityTable identity;
  private final FreePages freePages;
  private final FreshPlaces fresh;
  private final Sequence sequence;
  private long storedSequence;

  /**
   * @param wall the clock of what is stored
   */
  Tables(Session session, InstantSource wall, FreshPlaces fresh) {
    this.session = session;
    this.fresh = fresh;
    writers = new WriterTable(session);
    buckets = new BucketTable(session);
    documents = new DocumentTable(session);
    epochs = new EpochTable(session);
    nextEntries = new NextEntryTable(session, writers);
    settings = new SettingTable(session, writers);
    sharing = new SharingTable(session);
    bodies = new InlineBodyTable(session);
    versions = new VersionTable(session, writers, bodies);
    scan = new VersionScan(session);
    damage = new DamageTable(session);
    scrub = new ScrubTable(session);
    externals = new ExternalTable(session);
    unrooted = new UnrootedTable(session);
    blobs = new BlobTable(session, fresh, damage, externals, unrooted);
    fetches = new FetchTable(session, blobs);
    earlier = new EarlierTable(session);
    uses = new BlobUseTable(session, blobs, earlier);
    uploads = new UploadTable(session, uses);
    sequence = new Sequence(session);
    pluginEntries = new PluginEntryTable(session, writers, sequence);
    pluginBlobs = new PluginBlobTable(session, uses);
    log = new LogTable(session, sequence);
    entries = new EntryTable(session, writers, sequence);
    positions = new PositionTable(session);
    homeDuties = new HomeDutyTable(session);
    decisions = new DecisionTable(session);
    asked = new AskedTable(session, uses);
    mirrors = new MirrorTable(session);
    reliances = new RelianceTable(session);
    promises = new PromiseTable(session, blobs, uses, damage, reliances);
    cached = new CacheTable(session);
    pins = new PinTable(session);
    transfers = new TransferTable(session);
    backfills = new BackfillTable(session);
    origins = new OriginTable(session);
    knownOrigins = new KnownOriginTable(session);
    originGrants = new OriginGrantTable(session);
    pluginPositions = new PluginPositionTable(session);
    plugins = new PluginTable(session, pluginPositions);
    pluginShares = new PluginShareTable(session);
    originTasks = new OriginTaskTable(session);
    imports = new ImportTable(session);
    awaitedUploads = new AwaitedUploadTable(session);
    records =
        new KeyRecords(
            versions,
            uses,
            entries,
            origins,
            originTasks,
            settings,
            log,
            new KeyRowUpdate(versions, bodies, wall));
    keys = new KeyTable(session);
    identity = new IdentityTable(session);
    freePages = new FreePages(session);
    storedSequence = sequence.last();
  }

  Session session() {
    return session;
  }

  /** What of the file nothing uses. */
  public FreePages freePages() {
    return freePages;
  }

  /** The random id of this installation, as 32 hexadecimal digits. */
  public String installation() {
    return identity.get().installation();
  }

  public BucketTable buckets() {
    return buckets;
  }

  public DocumentTable documents() {
    return documents;
  }

  /** The documents that buckets go to. */
  public EpochTable epochs() {
    return epochs;
  }

  /** What those documents show. */
  public NextEntryTable nextEntries() {
    return nextEntries;
  }

  public SettingTable settings() {
    return settings;
  }

  /** The buckets that other nodes have too. */
  public SharingTable sharing() {
    return sharing;
  }

  /** The rows of versions, to be read; {@link #records} changes them. */
  public VersionTable versions() {
    return versions;
  }

  /** The bytes of small bodies, to be checked. */
  public InlineBodyTable bodies() {
    return bodies;
  }

  /** The keys and versions in their order. */
  public VersionScan scan() {
    return scan;
  }

  /** The versions of keys, with all that changes when they do. */
  public KeyRecords records() {
    return records;
  }

  public BlobTable blobs() {
    return blobs;
  }

  /** The buckets through which parts of blobs came. */
  public FetchTable fetches() {
    return fetches;
  }

  /** The groups of blobs that are damaged. */
  public DamageTable damage() {
    return damage;
  }

  /** How far the scrubber is. */
  public ScrubTable scrub() {
    return scrub;
  }

  /** The users' files that are blobs. */
  public ExternalTable externals() {
    return externals;
  }

  /** The bodies that are kept before anybody knows their hash. */
  public UnrootedTable unrooted() {
    return unrooted;
  }

  public BlobUseTable uses() {
    return uses;
  }

  /** The blobs that were in the place of such as are to come, to be read. */
  public EarlierTable earlier() {
    return earlier;
  }

  public UploadTable uploads() {
    return uploads;
  }

  /** What plugins keep in buckets. */
  public PluginEntryTable pluginEntries() {
    return pluginEntries;
  }

  /** The blobs that plugins keep. */
  public PluginBlobTable pluginBlobs() {
    return pluginBlobs;
  }

  public LogTable log() {
    return log;
  }

  public EntryTable entries() {
    return entries;
  }

  /** How far this node has followed the entries of others. */
  public PositionTable positions() {
    return positions;
  }

  /** What this node is to do as the home of buckets. */
  public HomeDutyTable homeDuties() {
    return homeDuties;
  }

  /** What this node decided as the home of buckets. */
  public DecisionTable decisions() {
    return decisions;
  }

  /** What this node asked the homes of buckets. */
  public AskedTable asked() {
    return asked;
  }

  /** The buckets of which this node fetches all bytes. */
  public MirrorTable mirrors() {
    return mirrors;
  }

  /** What this node promised others to keep. */
  public PromiseTable promises() {
    return promises;
  }

  /** What others promised this node to keep. */
  public RelianceTable reliances() {
    return reliances;
  }

  /** The objects whose bytes are to be here always. */
  public PinTable pins() {
    return pins;
  }

  /** Bytes on their way from other nodes, and what is known of those that came. */
  public TransferTable transfers() {
    return transfers;
  }

  /** How many bytes of blobs are here. */
  public CacheUsage cacheUsage() {
    return new CacheUsage(session);
  }

  /** When blobs were last read. */
  public CacheTable cached() {
    return cached;
  }

  /** The buckets whose documents are made of all that they have. */
  public BackfillTable backfills() {
    return backfills;
  }

  public OriginTable origins() {
    return origins;
  }

  /** The origins that this node was given access to. */
  public KnownOriginTable knownOrigins() {
    return knownOrigins;
  }

  /** The plugins that are installed on this node. */
  public PluginTable plugins() {
    return plugins;
  }

  /** How far they have heard of what happened. */
  public PluginPositionTable pluginPositions() {
    return pluginPositions;
  }

  /** The tickets by which other nodes may have them. */
  public PluginShareTable pluginShares() {
    return pluginShares;
  }

  /** Which buckets this node uses origins for. */
  public OriginGrantTable originGrants() {
    return originGrants;
  }

  /** What is to be done at origins. */
  public OriginTaskTable originTasks() {
    return originTasks;
  }

  /** What buckets take over of what their origins had before. */
  public ImportTable imports() {
    return imports;
  }

  /** What other members are to bring to origins. */
  public AwaitedUploadTable awaitedUploads() {
    return awaitedUploads;
  }

  public KeyTable keys() {
    return keys;
  }

  /** What tells this index from others. */
  public IdentityTable identity() {
    return identity;
  }

  /** The latest time that the clock of locks has confirmed; nothing before the first. */
  public Optional<Instant> confirmed() {
    return session
        .first("SELECT confirmed FROM installation", row -> Instant.ofEpochMilli(row.number(1)))
        .filter(time -> !time.equals(Instant.EPOCH));
  }

  /** Notes the latest time that the clock of locks has confirmed. */
  public void confirm(Instant time) {
    session.update("UPDATE installation SET confirmed = ?", time.toEpochMilli());
  }

  /** What SQLite finds wrong with the file; empty when nothing. */
  public List<String> integrityFindings() {
    return session.all("PRAGMA integrity_check", row -> row.text(1)).stream()
        .filter(line -> !line.equals("ok"))
        .toList();
  }

  /** Stores what is handed out from memory; to be called before each commit. */
  void storeHandedOut() {
    if (sequence.last() != storedSequence) {
      session.update("UPDATE installation SET sequence = ?", sequence.last());
    }
  }

  /** Notes that what was handed out since is stored. */
  void committed() {
    storedSequence = sequence.last();
    fresh.committed();
  }

  /** Forgets what was read of rows that are undone; sequences that were handed out leave a gap. */
  void undoneInPart() {
    writers.undone();
    buckets.undone();
    settings.undone();
    uploads.undone();
    fresh.undone();
  }

  /** Takes back what was handed out from memory: the whole transaction is undone. */
  void undone() {
    undoneInPart();
    sequence.undone(storedSequence);
    entries.undone();
  }
}
