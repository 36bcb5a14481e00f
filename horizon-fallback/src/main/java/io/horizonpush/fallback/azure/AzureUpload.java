package io.horizonpush.fallback.azure;

import com.azure.core.util.BinaryData;
import com.azure.core.util.Context;
import com.azure.storage.blob.models.AccessTier;
import com.azure.storage.blob.models.Block;
import com.azure.storage.blob.models.BlockListType;
import com.azure.storage.blob.options.BlockBlobCommitBlockListOptions;
import com.azure.storage.blob.options.BlockBlobStageBlockOptions;
import io.horizonpush.fallback.origin.OriginCall;
import io.horizonpush.fallback.origin.OriginException;
import io.horizonpush.fallback.origin.OriginFault;
import io.horizonpush.fallback.origin.OriginObject;
import io.horizonpush.fallback.origin.OriginSource;
import io.horizonpush.fallback.origin.OriginUpload;
import io.horizonpush.fallback.origin.OriginWrite;
import io.horizonpush.fallback.origin.Secret;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Collectors;

/**
 * Blocks that are sent and not committed. They belong to the blob's name rather than to an upload:
 * the token begins their ids, so that two uploads do not mix.
 *
 * <p>Whoever writes the blob meanwhile drops them, and Azure tells that as nothing having been
 * sent. It knows no way to drop them alone: they go by themselves after a week.
 */
final class AzureUpload implements OriginUpload {

  private static final int MAX_BLOCKS = 50_000;
  private static final long MIB = 1 << 20;
  private static final long USUAL_BLOCK = 8 * MIB;
  private static final int TOKEN_BYTES = 8;

  private final AzureOrigin origin;
  private final OriginWrite write;
  private final Secret token;
  private final List<String> ids = new ArrayList<>();
  private long stored;

  AzureUpload(AzureOrigin origin, OriginWrite write, Secret token) {
    if (write.length() == 0) {
      throw new IllegalArgumentException("Nothing to upload in blocks");
    }
    this.origin = origin;
    this.write = write;
    this.token = token;
  }

  /** Begins one; Azure need not know. */
  static AzureUpload begin(AzureOrigin origin, OriginWrite write) {
    byte[] random = new byte[TOKEN_BYTES];
    ThreadLocalRandom.current().nextBytes(random);
    return new AzureUpload(origin, write, new Secret(HexFormat.of().formatHex(random)));
  }

  @Override
  public Secret token() {
    return token;
  }

  @Override
  public long stored() {
    return stored;
  }

  @Override
  public long pieceLength() {
    long least = (write.length() + MAX_BLOCKS - 1) / MAX_BLOCKS;
    return Math.max(USUAL_BLOCK, (least + MIB - 1) / MIB * MIB);
  }

  /** Takes over the blocks that are there, up to the first that is missing or has another size. */
  void find() {
    Map<String, Long> sizes = uncommitted();
    while (next() > 0) {
      Long size = sizes.get(id(ids.size()));
      if (size == null || size != next()) {
        return;
      }
      ids.add(id(ids.size()));
      stored += size;
    }
  }

  private Map<String, Long> uncommitted() {
    try {
      return origin.call(
          "GET blocks of " + write.key(),
          () ->
              origin
                  .blocks(write.key())
                  .listBlocks(BlockListType.UNCOMMITTED)
                  .getUncommittedBlocks()
                  .stream()
                  .collect(Collectors.toMap(Block::getName, Block::getSizeLong, (one, _) -> one)));
    } catch (OriginException e) {
      if (e.fault() instanceof OriginFault.Missing) {
        return Map.of();
      }
      throw e;
    }
  }

  @Override
  public void append(OriginSource source) {
    long length = next();
    if (length == 0) {
      throw new IllegalStateException("All of the upload is there");
    }
    String id = id(ids.size());
    OriginCall.Sending sending = new OriginCall.Sending();
    origin.call(
        "PUT block of " + write.key(),
        sending,
        () -> {
          try (InputStream bytes = sending.read(source, length)) {
            return origin
                .blocks(write.key())
                .stageBlockWithResponse(
                    new BlockBlobStageBlockOptions(id, BinaryData.fromStream(bytes, length)),
                    null,
                    Context.NONE);
          }
        });
    ids.add(id);
    stored += length;
  }

  @Override
  public String complete() {
    if (stored < write.length()) {
      throw new IllegalStateException("%d of %d bytes are there".formatted(stored, write.length()));
    }
    BlockBlobCommitBlockListOptions options =
        new BlockBlobCommitBlockListOptions(ids)
            .setHeaders(AzureObjects.headers(write.metadata()))
            .setMetadata(AzureNames.write(write.metadata().object()))
            .setTags(write.metadata().tags().values())
            .setRequestConditions(AzureObjects.condition(write.condition()));
    write.metadata().storageClass().map(AccessTier::fromString).ifPresent(options::setTier);
    return origin.call(
        "PUT " + write.key(),
        () ->
            OriginObject.tagOf(
                origin
                    .blocks(write.key())
                    .commitBlockListWithResponse(options, null, Context.NONE)
                    .getValue()
                    .getETag()));
  }

  @Override
  public void abort() {
    ids.clear();
    stored = 0;
  }

  private long next() {
    return Math.min(pieceLength(), write.length() - stored);
  }

  /** All ids of a blob have one length. */
  private String id(int number) {
    String plain = String.format(Locale.ROOT, "%s%08d", token.value(), number);
    return Base64.getEncoder().encodeToString(plain.getBytes(StandardCharsets.US_ASCII));
  }
}
