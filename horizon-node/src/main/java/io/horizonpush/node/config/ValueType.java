package io.horizonpush.node.config;

import io.horizonpush.iroh.disk.DiskFloor;
import io.horizonpush.iroh.net.Discovery;
import io.horizonpush.iroh.net.Relay;
import io.horizonpush.iroh.share.Addresses;
import io.horizonpush.iroh.share.Contact;
import io.horizonpush.s3.request.IpBlock;
import io.horizonpush.s3.request.TrustedProxies;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The type of a setting: how its text becomes a value.
 *
 * @param allowed what a text must look like, for people
 * @param parser throws {@link IllegalArgumentException} for anything else
 */
record ValueType<T>(String allowed, Function<String, T> parser) {

  static final ValueType<HostPort> ADDRESS =
      new ValueType<>("HOST:PORT, such as 127.0.0.1:3000 or [::1]:3000", HostPort::parse);

  static final ValueType<Boolean> BOOLEAN =
      new ValueType<>(
          "true or false",
          text ->
              switch (text) {
                case "true" -> true;
                case "false" -> false;
                default -> throw new IllegalArgumentException(text);
              });

  /** YAML reads a bare on as true, so both words are taken. */
  static final ValueType<Boolean> SWITCH =
      new ValueType<>(
          "on or off",
          text ->
              switch (text) {
                case "on", "true" -> true;
                case "off", "false" -> false;
                default -> throw new IllegalArgumentException(text);
              });

  static final ValueType<Path> PATH = new ValueType<>("a path", ValueType::path);

  /** A path, or none. */
  static final ValueType<Optional<Path>> OPTIONAL_PATH =
      new ValueType<>(
          "a path, or nothing",
          text -> text.isEmpty() ? Optional.empty() : Optional.of(path(text)));

  static final ValueType<AccessLog> ACCESS_LOG =
      new ValueType<>(
          "off, stdout or a path",
          text ->
              switch (text) {
                case "off" -> new AccessLog.Off();
                case "stdout" -> new AccessLog.Stdout();
                default -> new AccessLog.File(path(text));
              });

  static final ValueType<DiskFloor.Rule> DISK_FLOOR =
      new ValueType<>(
          "a part of the file system from 1% to 50%, or a size such as 256MiB or 10GiB",
          text -> {
            if (text.matches("[1-9]%|[1-4][0-9]%|50%")) {
              return new DiskFloor.Rule.Percent(
                  Integer.parseInt(text.substring(0, text.length() - 1)));
            }
            return new DiskFloor.Rule.Size(ByteSize.parse(text).bytes());
          });

  static final ValueType<String> TEXT = matching("[!-~]+", "printable ASCII without spaces");

  static final ValueType<String> OPTIONAL_ACCESS_KEY =
      matching("|[A-Za-z0-9_-]{3,128}", "3 to 128 of A-Z a-z 0-9 _ -");

  static final ValueType<Secret> OPTIONAL_SECRET_KEY =
      new ValueType<>(
          "at least 16 printable ASCII characters without spaces",
          text -> {
            if (!text.matches("|[!-~]{16,128}")) {
              throw new IllegalArgumentException("not a secret key");
            }
            return new Secret(text);
          });

  static final ValueType<List<String>> DOMAINS =
      new ValueType<>(
          "a list of host names",
          text -> {
            List<String> names = list(text);
            names.forEach(ValueType::checkDomain);
            return names;
          });

  static final ValueType<List<String>> PUBLISHERS =
      new ValueType<>(
          "a list of Ed25519 keys of 64 hexadecimal digits, or nothing",
          text -> {
            List<String> keys = list(text);
            if (!keys.stream().allMatch(key -> key.matches("[0-9a-f]{64}"))) {
              throw new IllegalArgumentException(text);
            }
            return keys;
          });

  static final ValueType<TrustedProxies> PROXIES =
      new ValueType<>(
          "a list of IP addresses and CIDR blocks, such as 127.0.0.1,10.0.0.0/8",
          text ->
              new TrustedProxies(
                  list(text).stream()
                      .map(
                          each ->
                              IpBlock.parse(each)
                                  .orElseThrow(() -> new IllegalArgumentException(each)))
                      .toList()));

  static final ValueType<String> NODE_NAME =
      new ValueType<>(
          "at most 64 characters, all of which can be shown",
          text -> new Contact(text, List.of()).name());

  static final ValueType<List<HostPort>> ADVERTISED =
      new ValueType<>(
          "at most 4 of HOST:PORT, such as 192.0.2.1:4433,[2001:db8::1]:4433, or nothing",
          text -> {
            List<HostPort> all = list(text).stream().map(HostPort::parse).toList();
            if (all.size() > Addresses.MOST || all.stream().anyMatch(each -> each.port() == 0)) {
              throw new IllegalArgumentException(text);
            }
            return all;
          });

  /** YAML reads a bare off as false, so both words are taken. */
  static final ValueType<Relay> RELAY =
      new ValueType<>(
          "off, default for those of the makers of iroh, or a URL such as https://relay.example",
          text ->
              switch (text) {
                case "off", "false" -> new Relay.Off();
                case "default" -> new Relay.Public();
                default -> new Relay.At(URI.create(text));
              });

  static final ValueType<List<RateHours>> RATE_HOURS =
      new ValueType<>(
          "a list of FROM-TO with up, down, up-per-peer or down-per-peer, such as 08:00-18:00 up=2MiB"
              + " down=10MiB,18:00-08:00 up=off, or nothing",
          text -> list(text).stream().map(RateHours::parse).toList());

  static final ValueType<Set<Discovery>> DISCOVERY =
      new ValueType<>(
          "a list of " + EnumWords.list(Discovery.class) + ", or nothing",
          text ->
              list(text).stream()
                  .map(word -> EnumWords.parse(Discovery.class, word))
                  .collect(Collectors.toUnmodifiableSet()));

  static ValueType<Integer> integer(int min, int max) {
    return between(
        "a whole number from " + min + " to " + max, text -> Integer.valueOf(text), min, max);
  }

  static ValueType<Duration> duration(Duration min, Duration max) {
    return between(
        "a duration such as 500ms, 30s, 5m, 12h or 7d, from %s to %s"
            .formatted(DurationText.of(min), DurationText.of(max)),
        DurationText::parse,
        min,
        max);
  }

  static ValueType<ByteSize> size(ByteSize min, ByteSize max) {
    return between(
        "a size such as 512B, 64KiB, 400MiB or 2GiB, from %s to %s".formatted(min, max),
        ByteSize::parse,
        min,
        max);
  }

  /** A size, or none. */
  static ValueType<Optional<ByteSize>> optionalSize(ByteSize min, ByteSize max) {
    ValueType<ByteSize> size = size(min, max);
    return new ValueType<>(
        size.allowed() + ", or nothing",
        text -> text.isEmpty() ? Optional.empty() : Optional.of(size.parser().apply(text)));
  }

  private static <T extends Comparable<T>> ValueType<T> between(
      String allowed, Function<String, T> parser, T min, T max) {
    return new ValueType<>(
        allowed,
        text -> {
          T value = parser.apply(text);
          if (value.compareTo(min) < 0 || value.compareTo(max) > 0) {
            throw new IllegalArgumentException(text);
          }
          return value;
        });
  }

  static <E extends Enum<E>> ValueType<E> oneOf(Class<E> type) {
    return new ValueType<>(EnumWords.list(type), text -> EnumWords.parse(type, text));
  }

  private static ValueType<String> matching(String pattern, String allowed) {
    return new ValueType<>(
        allowed,
        text -> {
          if (!text.matches(pattern)) {
            throw new IllegalArgumentException(text);
          }
          return text;
        });
  }

  private static List<String> list(String text) {
    return Arrays.stream(text.split(",", -1))
        .map(String::strip)
        .filter(item -> !item.isEmpty())
        .toList();
  }

  private static void checkDomain(String name) {
    if (!name.matches("[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?")) {
      throw new IllegalArgumentException(name);
    }
  }

  private static Path path(String text) {
    if (text.isBlank()) {
      throw new IllegalArgumentException("an empty path");
    }
    return Path.of(text);
  }
}
