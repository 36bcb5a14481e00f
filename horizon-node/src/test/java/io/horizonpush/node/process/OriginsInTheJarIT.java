package io.horizonpush.node.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.horizonpush.fallback.Origins;
import io.horizonpush.fallback.origin.Origin;
import io.horizonpush.fallback.origin.OriginConnection;
import io.horizonpush.fallback.origin.OriginCredentials;
import io.horizonpush.fallback.origin.OriginDescription;
import io.horizonpush.fallback.origin.OriginException;
import io.horizonpush.fallback.origin.OriginLimits;
import io.horizonpush.fallback.origin.OriginType;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Every cloud's client is in the jar, with all that it needs. */
class OriginsInTheJarIT {

  @ParameterizedTest
  @EnumSource
  void anOrigin_isSpokenToFromTheJarAlone(OriginType type) throws Exception {
    URL jar = Path.of(System.getProperty("horizon.jar")).toUri().toURL();
    URL here = OriginsInTheJarIT.class.getProtectionDomain().getCodeSource().getLocation();
    try (URLClassLoader loader =
        new URLClassLoader(new URL[] {jar, here}, ClassLoader.getPlatformClassLoader())) {

      Object fault =
          loader
              .loadClass(Asking.class.getName())
              .getMethod("fault", String.class)
              .invoke(null, type.toString());

      assertThat(fault).isEqualTo("Unavailable");
    }
  }

  /** Loaded from beside the jar. */
  public static final class Asking {

    private Asking() {}

    /** What an origin fails with that nobody serves. */
    public static String fault(String typeName) {
      OriginType type = OriginType.named(typeName);
      OriginDescription.Input input =
          OriginDescription.Input.of(type, "bucket")
              .withEndpoint("http://127.0.0.1:1")
              .withReadOnly(true);
      OriginDescription description =
          OriginDescription.of(
              type == OriginType.AWS_S3
                  ? input.withRegion("us-east-1").withPathStyle(true)
                  : input);
      try (Origins origins = new Origins(OriginLimits.USUAL)) {
        Origin origin =
            origins.open(
                new OriginConnection(description, new OriginCredentials.Anonymous(), true));
        origin.head("key");
        return "none";
      } catch (OriginException e) {
        return e.fault().getClass().getSimpleName();
      }
    }
  }
}
