package io.horizonpush.fallback.gcp;

import com.google.api.client.http.EmptyContent;
import com.google.api.client.http.GenericUrl;
import com.google.api.client.http.HttpContent;
import com.google.api.client.http.HttpRequest;
import com.google.api.client.http.HttpResponse;
import com.google.api.client.http.HttpResponseException;
import com.google.api.client.http.InputStreamContent;
import com.google.api.client.http.json.JsonHttpContent;
import com.google.api.services.storage.Storage;
import com.google.api.services.storage.model.StorageObject;
import io.horizonpush.fallback.origin.OriginCall;
import io.horizonpush.fallback.origin.OriginException;
import io.horizonpush.fallback.origin.OriginFault;
import io.horizonpush.fallback.origin.OriginSource;
import io.horizonpush.fallback.origin.OriginUpload;
import io.horizonpush.fallback.origin.OriginWrite;
import io.horizonpush.fallback.origin.Secret;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A resumable session. Its token is the session's URL, which lets whoever has it write this object.
 *
 * <p>Google makes the object with the last byte: its condition is decided there.
 *
 * @see <a href="https://cloud.google.com/storage/docs/performing-resumable-uploads">Google:
 *     resumable uploads</a>
 */
final class GoogleUpload implements OriginUpload {

  /** A multiple of 256 KiB, as every piece but the last has to be. */
  private static final long PIECE = 8 << 20;

  private static final int INCOMPLETE = 308;

  /** How Google says that it dropped a session: Client Closed Request. */
  private static final int CANCELLED = 499;

  private static final Pattern STORED = Pattern.compile("bytes=0-(\\d{1,18})");

  private final GoogleOrigin origin;
  private final OriginWrite write;
  private final Secret session;
  private long stored;
  private Optional<String> generation = Optional.empty();

  GoogleUpload(GoogleOrigin origin, OriginWrite write, Secret session) {
    if (write.length() == 0) {
      throw new IllegalArgumentException("Nothing to upload in pieces");
    }
    this.origin = origin;
    this.write = write;
    this.session = session;
  }

  /** Begins a session. */
  static Secret begin(
      Storage storage,
      String bucket,
      StorageObject object,
      OriginWrite write,
      Optional<Long> expected)
      throws IOException {
    GenericUrl url =
        new GenericUrl(storage.getRootUrl() + "upload/" + storage.getServicePath() + "b/");
    url.getPathParts().set(url.getPathParts().size() - 1, bucket);
    url.getPathParts().add("o");
    url.set("uploadType", "resumable");
    url.set("name", write.key());
    expected.ifPresent(number -> url.set("ifGenerationMatch", number));
    HttpRequest request =
        storage
            .getRequestFactory()
            .buildPostRequest(url, new JsonHttpContent(storage.getJsonFactory(), object));
    request
        .getHeaders()
        .set("X-Upload-Content-Type", type(write))
        .set("X-Upload-Content-Length", write.length());
    HttpResponse answer = request.execute();
    try {
      String location = answer.getHeaders().getLocation();
      if (location == null) {
        throw OriginException.broken("the origin began an upload and did not say where");
      }
      return new Secret(location);
    } finally {
      answer.disconnect();
    }
  }

  private static String type(OriginWrite write) {
    return write.metadata().header("content-type").orElse(GoogleOrigin.BYTES);
  }

  @Override
  public Secret token() {
    return session;
  }

  @Override
  public long stored() {
    return stored;
  }

  @Override
  public long pieceLength() {
    return PIECE;
  }

  /** Asks how much of it is there. */
  void find() {
    origin.call(
        "PUT status of " + write.key(),
        () -> send(new EmptyContent(), "bytes */" + write.length()));
  }

  @Override
  public void append(OriginSource source) {
    long length = Math.min(PIECE, write.length() - stored);
    if (length == 0) {
      throw new IllegalStateException("All of the upload is there");
    }
    String what = "PUT piece of " + write.key();
    String range = "bytes %d-%d/%d".formatted(stored, stored + length - 1, write.length());
    OriginCall.Sending sending = new OriginCall.Sending();
    OriginCall.of(
            what,
            () -> {
              try (InputStream bytes = sending.read(source, length)) {
                InputStreamContent content = new InputStreamContent(type(write), bytes);
                content.setLength(length);
                return send(content, range);
              } catch (IOException | RuntimeException e) {
                throw GoogleFaults.of(what, e);
              }
            })
        .whileMoving(origin.limits().silence(), sending);
  }

  /** Sends what may be nothing, and notes how much is there then. */
  private long send(HttpContent content, String range) throws IOException {
    HttpRequest request =
        origin
            .storage()
            .getRequestFactory()
            .buildPutRequest(new GenericUrl(session.value()), content);
    request.getHeaders().setContentRange(range);
    request.setThrowExceptionOnExecuteError(false);
    request.setParser(origin.storage().getObjectParser());
    HttpResponse answer = request.execute();
    try {
      if (answer.getStatusCode() == INCOMPLETE) {
        stored = incomplete(answer);
      } else if (answer.isSuccessStatusCode()) {
        generation =
            Optional.of(String.valueOf(answer.parseAs(StorageObject.class).getGeneration()));
        stored = write.length();
      } else {
        throw new HttpResponseException(answer);
      }
      return stored;
    } finally {
      answer.disconnect();
    }
  }

  /** How much is there: the header is missing where that is nothing. */
  private static long incomplete(HttpResponse answer) {
    Matcher range = STORED.matcher(Optional.ofNullable(answer.getHeaders().getRange()).orElse(""));
    return range.matches() ? Long.parseLong(range.group(1)) + 1 : 0;
  }

  @Override
  public String complete() {
    return generation.orElseThrow(
        () ->
            new IllegalStateException(
                "%d of %d bytes are there".formatted(stored, write.length())));
  }

  @Override
  public void abort() {
    try {
      origin.call(
          "DELETE upload of " + write.key(),
          () -> {
            HttpRequest request =
                origin
                    .storage()
                    .getRequestFactory()
                    .buildDeleteRequest(new GenericUrl(session.value()));
            request.setThrowExceptionOnExecuteError(false);
            HttpResponse answer = request.execute();
            try {
              if (!answer.isSuccessStatusCode() && answer.getStatusCode() != CANCELLED) {
                throw new HttpResponseException(answer);
              }
              return answer.getStatusCode();
            } finally {
              answer.disconnect();
            }
          });
    } catch (OriginException e) {
      if (!(e.fault() instanceof OriginFault.Missing)) {
        throw e;
      }
    }
  }
}
