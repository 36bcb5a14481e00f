package io.horizonpush.fallback.aws;

import io.horizonpush.fallback.origin.OriginCall;
import io.horizonpush.fallback.origin.OriginSource;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import software.amazon.awssdk.core.sync.RequestBody;

/**
 * A body as the SDK takes one: it may ask for the bytes more than once, first for a checksum and
 * then to send them.
 */
final class S3RequestBody implements AutoCloseable {

  private static final String TYPE = "application/octet-stream";

  private final OriginSource source;
  private final long length;
  private final OriginCall.Sending sending;
  private final List<InputStream> opened = new ArrayList<>();

  S3RequestBody(OriginSource source, long length, OriginCall.Sending sending) {
    this.source = source;
    this.length = length;
    this.sending = sending;
  }

  RequestBody toRequestBody() {
    return RequestBody.fromContentProvider(this::open, length, TYPE);
  }

  private InputStream open() {
    try {
      InputStream bytes = sending.read(source, length);
      opened.add(bytes);
      return bytes;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    for (InputStream bytes : opened) {
      try {
        bytes.close();
      } catch (IOException e) {
        // It was read from: what it had is sent, or the call failed already.
      }
    }
  }
}
