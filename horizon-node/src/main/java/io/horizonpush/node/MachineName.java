package io.horizonpush.node;

import io.horizonpush.iroh.share.Contact;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The name of the machine, as people know it. Stateless. */
final class MachineName {

  /** Where Linux has it: to ask Java means to ask a name server, which may take its time. */
  private static final Path LINUX = Path.of("/proc/sys/kernel/hostname");

  private MachineName() {}

  /** The name; empty if it has none that can be shown to others. */
  static String get() {
    try {
      String name =
          Files.exists(LINUX)
              ? Files.readString(LINUX).strip()
              : InetAddress.getLocalHost().getHostName();
      return new Contact(name, List.of()).name();
    } catch (IOException | IllegalArgumentException e) {
      return "";
    }
  }
}
