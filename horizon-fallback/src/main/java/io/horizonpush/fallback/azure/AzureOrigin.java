package io.horizonpush.fallback.azure;

import com.azure.core.http.HttpHeaderName;
import com.azure.core.http.rest.PagedResponse;
import com.azure.core.util.BinaryData;
import com.azure.core.util.Context;
import com.azure.storage.blob.BlobContainerAsyncClient;
import com.azure.storage.blob.BlobContainerClient;
import com.azure.storage.blob.models.AccessTier;
import com.azure.storage.blob.models.BlobDownloadAsyncResponse;
import com.azure.storage.blob.models.BlobItem;
import com.azure.storage.blob.models.BlobRange;
import com.azure.storage.blob.models.DeleteSnapshotsOptionType;
import com.azure.storage.blob.models.DownloadRetryOptions;
import com.azure.storage.blob.models.ListBlobsOptions;
import com.azure.storage.blob.options.BlockBlobSimpleUploadOptions;
import com.azure.storage.blob.specialized.BlockBlobClient;
import io.horizonpush.fallback.origin.Origin;
import io.horizonpush.fallback.origin.OriginBody;
import io.horizonpush.fallback.origin.OriginCall;
import io.horizonpush.fallback.origin.OriginDescription;
import io.horizonpush.fallback.origin.OriginException;
import io.horizonpush.fallback.origin.OriginFault;
import io.horizonpush.fallback.origin.OriginLimits;
import io.horizonpush.fallback.origin.OriginListing;
import io.horizonpush.fallback.origin.OriginObject;
import io.horizonpush.fallback.origin.OriginPage;
import io.horizonpush.fallback.origin.OriginSource;
import io.horizonpush.fallback.origin.OriginUpload;
import io.horizonpush.fallback.origin.OriginWrite;
import io.horizonpush.fallback.origin.RequestedRange;
import io.horizonpush.fallback.origin.Secret;
import io.horizonpush.s3.model.ByteRange;
import io.horizonpush.s3.model.Tags;
import java.io.InputStream;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;

/** An origin in Azure Blob Storage: block blobs of a container. */
final class AzureOrigin implements Origin {

  private final OriginDescription description;
  private final BlobContainerClient container;
  private final BlobContainerAsyncClient streams;
  private final OriginLimits limits;

  /**
   * @param streams the same container: its downloads can be pulled and broken off
   */
  AzureOrigin(
      OriginDescription description,
      BlobContainerClient container,
      BlobContainerAsyncClient streams,
      OriginLimits limits) {
    this.description = description;
    this.container = container;
    this.streams = streams;
    this.limits = limits;
  }

  @Override
  public OriginDescription description() {
    return description;
  }

  @Override
  public boolean describesWithBytes() {
    return true;
  }

  @Override
  public OriginObject head(String key) {
    return call(
        "HEAD " + key, () -> AzureObjects.read(key, container.getBlobClient(key).getProperties()));
  }

  @Override
  public Tags tags(String key) {
    return call(
        "GET tags " + key, () -> new Tags(new TreeMap<>(container.getBlobClient(key).getTags())));
  }

  @Override
  public OriginBody open(String key, Optional<ByteRange> range, Optional<String> pin) {
    String what = "GET " + key;
    RequestedRange requested = new RequestedRange(range);
    BlobRange bytes =
        range.map(asked -> new BlobRange(asked.offset(), asked.length())).orElse(new BlobRange(0));
    return OriginCall.of(
            what,
            () -> {
              try {
                BlobDownloadAsyncResponse answer =
                    streams
                        .getBlobAsyncClient(key)
                        .downloadStreamWithResponse(
                            bytes,
                            new DownloadRetryOptions().setMaxRetryRequests(0),
                            AzureObjects.condition(pin),
                            false)
                        .block();
                if (answer == null) {
                  throw OriginException.broken(what + ": the origin sent nothing");
                }
                return body(key, requested, pin, answer);
              } catch (RuntimeException e) {
                throw AzureFaults.of(what, e);
              }
            },
            OriginBody::close)
        .within(limits.call());
  }

  private OriginBody body(
      String key,
      RequestedRange requested,
      Optional<String> pin,
      BlobDownloadAsyncResponse answer) {
    BlobStream bytes = new BlobStream(answer.getValue(), limits.silence());
    try {
      String tag = OriginObject.tagOf(answer.getDeserializedHeaders().getETag());
      if (pin.isPresent() && !pin.get().equals(tag)) {
        throw new OriginException(
            new OriginFault.Changed(),
            "GET %s: the origin ignored the condition and sent another blob".formatted(key));
      }
      RequestedRange.Sent sent =
          requested.sent(
              answer.getStatusCode(),
              Optional.ofNullable(answer.getHeaders().getValue(HttpHeaderName.CONTENT_RANGE)),
              Optional.ofNullable(answer.getHeaders().getValue(HttpHeaderName.CONTENT_LENGTH))
                  .filter(length -> length.matches("\\d{1,18}"))
                  .map(Long::parseLong)
                  .orElse(-1L));
      return new OriginBody(
          AzureObjects.read(
              key, sent.size(), requested.header().isEmpty(), answer.getDeserializedHeaders()),
          sent.bytes(),
          bytes,
          bytes::close);
    } catch (RuntimeException e) {
      bytes.close();
      throw e;
    }
  }

  @Override
  public OriginPage list(OriginListing listing) {
    ListBlobsOptions options =
        new ListBlobsOptions().setPrefix(listing.prefix()).setMaxResultsPerPage(listing.limit());
    return call("LIST " + listing.prefix(), () -> page(pages(listing, options)));
  }

  private Iterator<PagedResponse<BlobItem>> pages(OriginListing listing, ListBlobsOptions options) {
    String marker = listing.marker().orElse(null);
    return listing.delimiter().isPresent()
        ? container
            .listBlobsByHierarchy(listing.delimiter().get(), options, null)
            .iterableByPage(marker, listing.limit())
            .iterator()
        : container.listBlobs(options, marker, null).iterableByPage(listing.limit()).iterator();
  }

  private static OriginPage page(Iterator<PagedResponse<BlobItem>> pages) {
    if (!pages.hasNext()) {
      return new OriginPage(List.of(), List.of(), Optional.empty());
    }
    PagedResponse<BlobItem> page = pages.next();
    return new OriginPage(
        page.getValue().stream()
            .filter(item -> !Boolean.TRUE.equals(item.isPrefix()))
            .map(AzureOrigin::entry)
            .toList(),
        page.getValue().stream()
            .filter(item -> Boolean.TRUE.equals(item.isPrefix()))
            .map(BlobItem::getName)
            .toList(),
        Optional.ofNullable(page.getContinuationToken()).filter(token -> !token.isEmpty()));
  }

  private static OriginPage.Entry entry(BlobItem item) {
    return new OriginPage.Entry(
        item.getName(),
        OriginObject.tagOf(item.getProperties().getETag()),
        item.getProperties().getContentLength(),
        AzureObjects.instant(item.getProperties().getLastModified()));
  }

  @Override
  public String put(OriginWrite write, OriginSource source) {
    OriginCall.Sending sending = new OriginCall.Sending();
    return call(
        "PUT " + write.key(),
        sending,
        () -> {
          try (InputStream bytes = sending.read(source, write.length())) {
            BlockBlobSimpleUploadOptions options =
                new BlockBlobSimpleUploadOptions(BinaryData.fromStream(bytes, write.length()))
                    .setHeaders(AzureObjects.headers(write.metadata()))
                    .setMetadata(AzureNames.write(write.metadata().object()))
                    .setTags(write.metadata().tags().values())
                    .setRequestConditions(AzureObjects.condition(write.condition()));
            write.metadata().storageClass().map(AccessTier::fromString).ifPresent(options::setTier);
            return OriginObject.tagOf(
                blocks(write.key())
                    .uploadWithResponse(options, null, Context.NONE)
                    .getValue()
                    .getETag());
          }
        });
  }

  @Override
  public OriginUpload begin(OriginWrite write) {
    return AzureUpload.begin(this, write);
  }

  @Override
  public OriginUpload resume(OriginWrite write, Secret token) {
    AzureUpload upload = new AzureUpload(this, write, token);
    upload.find();
    return upload;
  }

  @Override
  public void delete(String key, Optional<String> tag) {
    try {
      call(
          "DELETE " + key,
          () ->
              container
                  .getBlobClient(key)
                  .deleteWithResponse(
                      DeleteSnapshotsOptionType.INCLUDE,
                      AzureObjects.condition(tag),
                      null,
                      Context.NONE));
    } catch (OriginException e) {
      if (!(e.fault() instanceof OriginFault.Missing)) {
        throw e;
      }
    }
  }

  BlockBlobClient blocks(String key) {
    return container.getBlobClient(key).getBlockBlobClient();
  }

  /** A call without a body. */
  <T> T call(String what, Callable<T> call) {
    return translated(what, call).within(limits.call());
  }

  /** A call that sends a body. */
  <T> T call(String what, OriginCall.Sending sending, Callable<T> call) {
    return translated(what, call).whileMoving(limits.silence(), sending);
  }

  private static <T> OriginCall<T> translated(String what, Callable<T> call) {
    return OriginCall.of(
        what,
        () -> {
          try {
            return call.call();
          } catch (RuntimeException e) {
            throw AzureFaults.of(what, e);
          }
        });
  }
}
