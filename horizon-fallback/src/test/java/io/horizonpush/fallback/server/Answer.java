package io.horizonpush.fallback.server;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/** An object as {@link FaultyOrigin} sends it, with or without a fault. */
final class Answer {

  private static final Pattern RANGE = Pattern.compile("bytes=(\\d+)-(\\d+)");

  private static final Duration TRICKLE = Duration.ofMillis(20);

  private final FaultyOrigin origin;
  private final Socket socket;
  private final FaultyOrigin.Request request;
  private final @Nullable Fault fault;

  Answer(FaultyOrigin origin, Socket socket, FaultyOrigin.Request request, @Nullable Fault fault) {
    this.origin = origin;
    this.socket = socket;
    this.request = request;
    this.fault = fault;
  }

  /** Sends it, and says whether the connection is still good. */
  boolean send(byte[] bytes, int version) throws IOException, InterruptedException {
    if (request.target().startsWith("/storage/v1/") && !request.target().contains("alt=media")) {
      return sendDescription(bytes, version);
    }
    Matcher asked =
        RANGE.matcher(request.header("x-ms-range").or(() -> request.header("range")).orElse(""));
    boolean isRange = asked.matches() != fault instanceof Fault.WrongRange;
    long from = asked.matches() ? Long.parseLong(asked.group(1)) : 0;
    long to = asked.matches() ? Long.parseLong(asked.group(2)) + 1 : bytes.length;
    if (!isRange) {
      from = 0;
      to = bytes.length;
    } else if (!asked.matches()) {
      to = bytes.length / 2;
    }
    OutputStream out = socket.getOutputStream();
    long length = to - from + (fault instanceof Fault.WrongLength wrong ? wrong.more() : 0);
    String head = head(isRange, from, to, length, bytes.length, version);
    out.write((head + (isRange ? "" : checksum(bytes)) + "\r\n").getBytes(ISO_8859_1));
    out.flush();
    if (request.method().equals("HEAD")) {
      return true;
    }
    return body(out, bytes, from, to);
  }

  private boolean body(OutputStream out, byte[] bytes, long from, long to)
      throws IOException, InterruptedException {
    switch (fault) {
      case Fault.Cut cut -> {
        origin.send(out, bytes, from, Math.min(to, from + cut.after()));
        return false;
      }
      case Fault.Reset reset -> {
        origin.send(out, bytes, from, Math.min(to, from + reset.after()));
        socket.setSoLinger(true, 0);
        return false;
      }
      case Fault.Held held -> {
        long middle = Math.min(to, from + held.after());
        origin.send(out, bytes, from, middle);
        held.go().await();
        origin.send(out, bytes, middle, to);
        return true;
      }
      case Fault.Flipped flipped -> {
        byte[] wrong = bytes.clone();
        wrong[(int) flipped.at()] ^= 1;
        origin.send(out, wrong, from, to);
        return true;
      }
      case Fault.Stall stall -> {
        origin.send(out, bytes, from, Math.min(to, from + stall.after()));
        origin.awaitEnd();
        return false;
      }
      case Fault.Trickle trickle -> {
        for (long at = from; at < to && !origin.isEnded(TRICKLE); at++) {
          origin.send(out, bytes, at, at + 1);
        }
        return false;
      }
      case Fault.WrongLength wrong -> {
        origin.send(out, bytes, from, to);
        return false;
      }
      case null, default -> {
        origin.send(out, bytes, from, to);
        return true;
      }
    }
  }

  private static String head(
      boolean isRange, long from, long to, long length, long size, int version) {
    StringBuilder head = new StringBuilder();
    head.append(isRange ? "HTTP/1.1 206 Partial Content\r\n" : "HTTP/1.1 200 OK\r\n");
    if (isRange) {
      head.append("Content-Range: bytes %d-%d/%d\r\n".formatted(from, to - 1, size));
    }
    head.append("Content-Length: " + length + "\r\n");
    head.append("Content-Type: application/octet-stream\r\n");
    head.append("Last-Modified: Thu, 01 Jan 2026 00:00:00 GMT\r\n");
    head.append("ETag: \"" + version + "\"\r\n");
    head.append("x-goog-generation: " + version + "\r\n");
    head.append("x-ms-blob-type: BlockBlob\r\nx-ms-version: 2025-01-05\r\n");
    return head.toString();
  }

  /** What S3 says of a whole object that was stored with a checksum. */
  private static String checksum(byte[] bytes) {
    CRC32C crc = new CRC32C();
    crc.update(bytes);
    byte[] value = ByteBuffer.allocate(Integer.BYTES).putInt((int) crc.getValue()).array();
    return "x-amz-checksum-crc32c: %s\r\nx-amz-checksum-type: FULL_OBJECT\r\n"
        .formatted(Base64.getEncoder().encodeToString(value));
  }

  /** The description of an object in Google's JSON. */
  private boolean sendDescription(byte[] bytes, int version) throws IOException {
    byte[] json =
        """
        {"name": "key", "generation": "%d", "size": "%d", "updated": "2026-01-01T00:00:00Z"}"""
            .formatted(version, bytes.length)
            .getBytes(UTF_8);
    OutputStream out = socket.getOutputStream();
    out.write(
        "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n"
            .formatted(json.length)
            .getBytes(ISO_8859_1));
    out.write(json);
    out.flush();
    return true;
  }
}
