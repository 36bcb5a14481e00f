package io.horizonpush.node.process;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;

/**
 * A program that is loaded into another Java and takes all of its heap when it is told to, by a
 * file: no client may be able to do that to a node.
 */
public final class MemoryHog {

  private static final String CLASS = MemoryHog.class.getName().replace('.', '/') + ".class";

  private MemoryHog() {}

  /** Called by Java before the program's own entry point. */
  public static void premain(String file) {
    Path sign = Path.of(file);
    Thread.ofPlatform().daemon().name("hog").start(() -> take(sign));
  }

  private static void take(Path sign) {
    try {
      while (!Files.exists(sign)) {
        Thread.sleep(20);
      }
    } catch (InterruptedException e) {
      return;
    }
    List<byte[]> taken = new ArrayList<>();
    for (int size = 1 << 20; size > 0; size /= 2) {
      try {
        while (true) {
          taken.add(new byte[size]);
        }
      } catch (OutOfMemoryError e) {
        // Smaller ones may still fit.
      }
    }
    while (true) {
      keep(taken);
    }
  }

  private static void keep(List<byte[]> taken) {
    synchronized (taken) {
      try {
        taken.wait();
      } catch (InterruptedException e) {
        // Nobody ends it.
      }
    }
  }

  /** The option of Java that loads it. */
  static String option(Path folder, Path sign) throws IOException {
    Path jar = folder.resolve("hog.jar");
    Manifest manifest = new Manifest();
    manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
    manifest.getMainAttributes().putValue("Premain-Class", MemoryHog.class.getName());
    try (OutputStream file = Files.newOutputStream(jar);
        JarOutputStream out = new JarOutputStream(file, manifest);
        var code = MemoryHog.class.getClassLoader().getResourceAsStream(CLASS)) {
      out.putNextEntry(new JarEntry(CLASS));
      code.transferTo(out);
    }
    return "-javaagent:" + jar + "=" + sign;
  }
}
