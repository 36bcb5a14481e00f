package io.horizonpush.launcher;

import java.io.BufferedReader;
import java.io.File;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.lang.reflect.InvocationTargetException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * The entry point of the jar. Under a Java that is new enough it hands over to the node; under an
 * older one it looks for a newer one and continues with that.
 *
 * <p>Compiled for Java 8, so that the answer to an old Java is a node or one clear line, and not an
 * UnsupportedClassVersionError.
 */
public final class Launcher {

  private static final int NEEDED = 25;
  private static final String MAIN = "io.horizonpush.node.Main";

  /** Where Linux distributions put JDKs; the property is for machines that put them elsewhere. */
  private static final File JVM_FOLDER =
      new File(System.getProperty("horizon.jvm.folder", "/usr/lib/jvm"));

  private static final int PROBE_SECONDS = 10;

  private Launcher() {}

  public static void main(String[] args) throws Exception {
    if (feature(System.getProperty("java.specification.version")) >= NEEDED) {
      runHere(args);
      return;
    }
    File java = findJava();
    if (java == null) {
      System.err.println(
          "horizon-node needs Java "
              + NEEDED
              + " or newer, this is Java "
              + System.getProperty("java.version")
              + ": install a JDK "
              + NEEDED
              + ", or point JAVA_HOME to one.");
      System.exit(1);
    }
    runWith(java, args);
  }

  private static void runHere(String[] args) throws Exception {
    try {
      // By name: this class is compiled for a Java that cannot read that one.
      Class.forName(MAIN).getMethod("main", String[].class).invoke(null, (Object) args);
    } catch (InvocationTargetException e) {
      Throwable cause = e.getCause();
      if (cause instanceof Error) {
        throw (Error) cause;
      }
      throw (Exception) cause;
    }
  }

  private static void runWith(File java, String[] args)
      throws IOException, InterruptedException, URISyntaxException {
    File jar = new File(Launcher.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    List<String> command = new ArrayList<>(Arrays.asList(java.getPath(), "-cp", jar.getPath()));
    command.add("--enable-native-access=ALL-UNNAMED");
    command.add(Launcher.class.getName());
    command.addAll(Arrays.asList(args));
    final Process child = new ProcessBuilder(command).inheritIO().start();
    // A signal that would end this process ends the child instead; its code is then ours.
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                new Runnable() {
                  @Override
                  public void run() {
                    child.destroy();
                    Runtime.getRuntime().halt(waitFor(child));
                  }
                }));
    Runtime.getRuntime().halt(waitFor(child));
  }

  private static int waitFor(Process child) {
    while (true) {
      try {
        return child.waitFor();
      } catch (InterruptedException e) {
        // Only the child's end ends this process.
        continue;
      }
    }
  }

  private static File findJava() {
    for (File home : candidates()) {
      File java = new File(home, "bin/java");
      if (java.canExecute() && featureOf(home, java) >= NEEDED) {
        return java;
      }
    }
    return null;
  }

  private static Set<File> candidates() {
    Set<File> homes = new LinkedHashSet<>();
    String named = System.getenv("JAVA_HOME");
    if (named != null && !named.isEmpty()) {
      homes.add(new File(named));
    }
    String path = System.getenv("PATH");
    for (String folder : path == null ? new String[0] : path.split(File.pathSeparator)) {
      try {
        File java = new File(folder, "java");
        if (java.canExecute()) {
          homes.add(java.getCanonicalFile().getParentFile().getParentFile());
        }
      } catch (IOException e) {
        // A folder that cannot be looked into holds no Java for us.
        continue;
      }
    }
    File[] installed = JVM_FOLDER.listFiles();
    if (installed != null) {
      Arrays.sort(installed, Collections.reverseOrder());
      homes.addAll(Arrays.asList(installed));
    }
    return homes;
  }

  /** The version that a JDK says it has in its {@code release} file, else by asking it. */
  private static int featureOf(File home, File java) {
    Properties release = new Properties();
    try (InputStream in = new FileInputStream(new File(home, "release"))) {
      release.load(in);
      return feature(release.getProperty("JAVA_VERSION", "0").replace("\"", ""));
    } catch (IOException e) {
      return ask(java);
    }
  }

  private static int ask(File java) {
    try {
      Process process =
          new ProcessBuilder(java.getPath(), "-version").redirectErrorStream(true).start();
      try (BufferedReader out =
          new BufferedReader(
              new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
        String line = out.readLine();
        process.waitFor(PROBE_SECONDS, TimeUnit.SECONDS);
        String[] quoted = line == null ? new String[0] : line.split("\"");
        return quoted.length < 2 ? 0 : feature(quoted[1]);
      }
    } catch (IOException e) {
      return 0;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return 0;
    }
  }

  /** 8 of {@code 1.8}, 25 of {@code 25.0.3}, 0 of what is no version. */
  private static int feature(String version) {
    String[] parts = version.split("[^0-9]+");
    try {
      int first = Integer.parseInt(parts[0]);
      return first == 1 && parts.length > 1 ? Integer.parseInt(parts[1]) : first;
    } catch (NumberFormatException e) {
      return 0;
    }
  }
}
