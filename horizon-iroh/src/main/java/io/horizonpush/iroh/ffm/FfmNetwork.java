package io.horizonpush.iroh.ffm;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** Connections over the foreign function and memory API. Thread-safe. */
final class FfmNetwork implements NativeNetwork {

  private final NetworkBindings bindings;
  private final Completions completions;
  private final long node;

  FfmNetwork(NetworkBindings bindings, Completions completions, long node) {
    this.bindings = bindings;
    this.completions = completions;
    this.node = node;
  }

  @Override
  public CompletableFuture<List<InetSocketAddress>> bind(Endpoint endpoint, boolean listen) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment text =
          FfmNode.outsideHeap(arena, lines(endpoint).getBytes(StandardCharsets.UTF_8));
      return completions.submit(
          token -> bindings.bind(node, text, listen ? 1 : 0, token),
          reply -> reply.text().lines().map(AddressText::parse).toList());
    }
  }

  private static String lines(Endpoint endpoint) {
    List<String> lines = new ArrayList<>();
    endpoint.bind().forEach(each -> lines.add("bind " + AddressText.of(each)));
    endpoint.advertise().forEach(each -> lines.add("advertise " + AddressText.of(each)));
    endpoint.relay().ifPresent(each -> lines.add("relay " + each));
    if (endpoint.lookup()) {
      lines.add("lookup");
    }
    if (endpoint.mdns()) {
      lines.add("mdns");
    }
    return String.join("\n", lines);
  }

  @Override
  public CompletableFuture<Long> connect(
      byte[] peer, List<InetSocketAddress> addresses, Duration patience) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment id = FfmNode.outsideHeap(arena, peer);
      MemorySegment text = AddressText.lines(arena, addresses);
      return completions.submit(
          token -> bindings.connect(node, id, text, patience.toMillis(), token),
          Reply::a,
          this::closeUnwanted);
    }
  }

  @Override
  public CompletableFuture<Arrival> accept() {
    return completions.submit(
        token -> bindings.accept(node, token),
        reply -> new Arrival(reply.a(), HexFormat.of().formatHex(reply.array())),
        unwanted -> closeUnwanted(unwanted.connection()));
  }

  private void closeUnwanted(long connection) {
    bindings.closePeer(node, connection, 0);
  }

  @Override
  public CompletableFuture<Void> close() {
    return completions.run(token -> bindings.close(node, token));
  }

  @Override
  public CompletableFuture<Long> openStream(long connection, Duration patience) {
    return completions.submit(
        token -> bindings.openStream(node, connection, patience.toMillis(), token),
        Reply::a,
        this::closeUnwantedStream);
  }

  @Override
  public CompletableFuture<Long> acceptStream(long connection) {
    return completions.submit(
        token -> bindings.acceptStream(node, connection, token),
        Reply::a,
        this::closeUnwantedStream);
  }

  private void closeUnwantedStream(long stream) {
    bindings.closeStream(node, stream, 0);
  }

  @Override
  public CompletableFuture<Way> way(long connection) {
    return completions.submit(
        token -> bindings.path(node, connection, token),
        reply ->
            new Way(
                reply.text().lines().findFirst().map(AddressText::parse),
                Duration.of(reply.a(), ChronoUnit.MICROS)));
  }

  @Override
  public CompletableFuture<Void> closeConnection(long connection) {
    return completions.run(token -> bindings.closePeer(node, connection, token));
  }

  @Override
  public CompletableFuture<Void> send(long stream, byte[] frame, Duration patience) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment bytes = FfmNode.outsideHeap(arena, frame);
      return completions.run(
          token -> bindings.send(node, stream, bytes, patience.toMillis(), token));
    }
  }

  @Override
  public CompletableFuture<Optional<byte[]>> receive(long stream, int longest, Duration patience) {
    return completions.submit(
        token -> bindings.receive(node, stream, longest, patience.toMillis(), token),
        reply -> reply.a() == 0 ? Optional.empty() : Optional.of(reply.array()));
  }

  @Override
  public CompletableFuture<Void> finish(long stream) {
    return completions.run(token -> bindings.finish(node, stream, token));
  }

  @Override
  public CompletableFuture<Void> closeStream(long stream) {
    return completions.run(token -> bindings.closeStream(node, stream, token));
  }
}
