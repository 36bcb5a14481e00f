package io.horizonpush.fallback.gcp;

import com.google.api.client.http.HttpHeaders;
import com.google.api.client.http.HttpResponse;
import com.google.api.client.http.InputStreamContent;
import com.google.api.services.storage.Storage;
import com.google.api.services.storage.model.Objects;
import com.google.api.services.storage.model.StorageObject;
import io.horizonpush.fallback.origin.Origin;
import io.horizonpush.fallback.origin.OriginBody;
import io.horizonpush.fallback.origin.OriginCall;
import io.horizonpush.fallback.origin.OriginCondition;
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
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;

/**
 * An origin in Google Cloud Storage. Its tags are generations.
 *
 * <p>A bucket that is not there is answered as an object that is not. Where no object is asked for,
 * it can only be the bucket.
 */
final class GoogleOrigin implements Origin {

  static final String BYTES = "application/octet-stream";

  private final OriginDescription description;
  private final Storage storage;
  private final OriginLimits limits;

  GoogleOrigin(OriginDescription description, Storage storage, OriginLimits limits) {
    this.description = description;
    this.storage = storage;
    this.limits = limits;
  }

  @Override
  public OriginDescription description() {
    return description;
  }

  /** Bytes come without the metadata of their object. */
  @Override
  public boolean describesWithBytes() {
    return false;
  }

  @Override
  public OriginObject head(String key) {
    return call(
        "HEAD " + key, () -> GoogleObjects.read(storage.objects().get(bucket(), key).execute()));
  }

  @Override
  public Tags tags(String key) {
    throw GoogleObjects.noTags();
  }

  @Override
  public OriginBody open(String key, Optional<ByteRange> range, Optional<String> pin) {
    String what = "GET " + key;
    RequestedRange requested = new RequestedRange(range);
    Optional<Long> generation = pin.map(GoogleObjects::generation);
    return OriginCall.of(
            what,
            () -> {
              HttpResponse answer = download(what, key, requested, generation);
              try {
                return body(key, requested, pin, answer);
              } catch (RuntimeException | IOException e) {
                abort(answer);
                throw GoogleFaults.of(what, e);
              }
            },
            OriginBody::close)
        .within(limits.call());
  }

  private HttpResponse download(
      String what, String key, RequestedRange requested, Optional<Long> generation) {
    try {
      Storage.Objects.Get get = storage.objects().get(bucket(), key);
      generation.ifPresent(get::setIfGenerationMatch);
      // As it is stored: what was stored packed is not unpacked, there or here.
      get.setReturnRawInputStream(true);
      get.getRequestHeaders().setAcceptEncoding("gzip");
      requested.header().ifPresent(get.getRequestHeaders()::setRange);
      return get.executeMedia();
    } catch (IOException | RuntimeException e) {
      throw GoogleFaults.of(what, e);
    }
  }

  private static OriginBody body(
      String key, RequestedRange requested, Optional<String> pin, HttpResponse answer)
      throws IOException {
    HttpHeaders head = answer.getHeaders();
    String generation =
        Optional.ofNullable(head.getFirstHeaderStringValue("x-goog-generation")).orElse("");
    if (pin.isPresent() && !pin.get().equals(generation)) {
      throw new OriginException(
          new OriginFault.Changed(),
          "GET %s: the origin ignored the condition and sent another generation".formatted(key));
    }
    RequestedRange.Sent sent =
        requested.sent(
            answer.getStatusCode(),
            Optional.ofNullable(head.getContentRange()),
            head.getContentLength() == null ? -1 : head.getContentLength());
    InputStream bytes = answer.getContent();
    return new OriginBody(
        GoogleObjects.read(key, generation, sent.size(), head),
        sent.bytes(),
        bytes == null ? InputStream.nullInputStream() : bytes,
        () -> abort(answer));
  }

  private static void abort(HttpResponse answer) {
    try {
      answer.disconnect();
    } catch (IOException e) {
      // It is gone all the same.
    }
  }

  @Override
  public OriginPage list(OriginListing listing) {
    return inBucket(
        "LIST " + listing.prefix(),
        () -> {
          Storage.Objects.List list =
              storage
                  .objects()
                  .list(bucket())
                  .setPrefix(listing.prefix())
                  .setMaxResults((long) listing.limit())
                  .setFields("items(name,generation,size,updated),prefixes,nextPageToken");
          listing.delimiter().ifPresent(list::setDelimiter);
          listing.after().ifPresent(list::setStartOffset);
          listing.marker().ifPresent(list::setPageToken);
          return page(list.execute());
        });
  }

  private static OriginPage page(Objects answer) {
    return new OriginPage(
        Optional.ofNullable(answer.getItems()).orElse(List.of()).stream()
            .map(GoogleOrigin::entry)
            .toList(),
        Optional.ofNullable(answer.getPrefixes()).orElse(List.of()),
        Optional.ofNullable(answer.getNextPageToken()).filter(token -> !token.isEmpty()));
  }

  private static OriginPage.Entry entry(StorageObject object) {
    return new OriginPage.Entry(
        object.getName(),
        String.valueOf(object.getGeneration()),
        GoogleObjects.size(object),
        GoogleObjects.modified(object));
  }

  @Override
  public String put(OriginWrite write, OriginSource source) {
    String what = "PUT " + write.key();
    StorageObject object = GoogleObjects.written(write);
    Optional<Long> generation = expected(write.condition());
    OriginCall.Sending sending = new OriginCall.Sending();
    return OriginCall.of(
            what,
            () -> {
              try (InputStream bytes = sending.read(source, write.length())) {
                InputStreamContent content =
                    new InputStreamContent(
                        write.metadata().header("content-type").orElse(BYTES), bytes);
                content.setLength(write.length());
                Storage.Objects.Insert insert = storage.objects().insert(bucket(), object, content);
                insert.setDisableGZipContent(true);
                insert.getMediaHttpUploader().setDirectUploadEnabled(true);
                generation.ifPresent(insert::setIfGenerationMatch);
                return String.valueOf(insert.execute().getGeneration());
              } catch (IOException | RuntimeException e) {
                throw ofBucket(GoogleFaults.of(what, e));
              }
            })
        .whileMoving(limits.silence(), sending);
  }

  @Override
  public OriginUpload begin(OriginWrite write) {
    StorageObject object = GoogleObjects.written(write);
    Optional<Long> generation = expected(write.condition());
    Secret session =
        inBucket(
            "POST " + write.key(),
            () -> GoogleUpload.begin(storage, bucket(), object, write, generation));
    return new GoogleUpload(this, write, session);
  }

  @Override
  public OriginUpload resume(OriginWrite write, Secret token) {
    GoogleUpload upload = new GoogleUpload(this, write, token);
    upload.find();
    return upload;
  }

  @Override
  public void delete(String key, Optional<String> tag) {
    Optional<Long> generation = tag.map(GoogleObjects::generation);
    try {
      call(
          "DELETE " + key,
          () -> {
            Storage.Objects.Delete delete = storage.objects().delete(bucket(), key);
            generation.ifPresent(delete::setIfGenerationMatch);
            delete.execute();
            return key;
          });
    } catch (OriginException e) {
      if (!(e.fault() instanceof OriginFault.Missing)) {
        throw e;
      }
    }
  }

  /** The generation that has to be there; 0 for none. */
  private static Optional<Long> expected(OriginCondition condition) {
    return switch (condition) {
      case OriginCondition.Any any -> Optional.empty();
      case OriginCondition.Absent absent -> Optional.of(0L);
      case OriginCondition.Matches matches -> Optional.of(GoogleObjects.generation(matches.tag()));
    };
  }

  /** A call that names no object which could be missing. */
  private <T> T inBucket(String what, Request<T> request) {
    try {
      return call(what, request);
    } catch (OriginException e) {
      throw ofBucket(e);
    }
  }

  private OriginException ofBucket(OriginException failure) {
    return failure.fault() instanceof OriginFault.Missing
        ? OriginException.misconfigured(
            "there is no bucket %s in Google Cloud Storage: check its name".formatted(bucket()))
        : failure;
  }

  /** What Google's client does. */
  @FunctionalInterface
  interface Request<T> {
    T send() throws IOException;
  }

  /** A call without a body. */
  <T> T call(String what, Request<T> request) {
    return OriginCall.of(
            what,
            () -> {
              try {
                return request.send();
              } catch (IOException | RuntimeException e) {
                throw GoogleFaults.of(what, e);
              }
            })
        .within(limits.call());
  }

  Storage storage() {
    return storage;
  }

  OriginLimits limits() {
    return limits;
  }

  private String bucket() {
    return description.place().bucket();
  }
}
