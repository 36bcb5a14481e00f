package io.horizonpush.node;

import java.lang.reflect.Proxy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * SIGHUP, which says to look again at what others may have changed. Without this it would end the
 * process.
 *
 * <p>Java hears of signals by a class of the JDK alone that the compiler warns of without a way to
 * say that it is known, and so it is named at run time.
 */
final class Hangup {

  private static final Logger log = LoggerFactory.getLogger(Hangup.class);

  private Hangup() {}

  /** Has something done at every such signal; nothing on a system that has none. */
  static void handle(Runnable action) {
    try {
      Class<?> signal = Class.forName("sun.misc.Signal");
      Class<?> handler = Class.forName("sun.misc.SignalHandler");
      Object ours =
          Proxy.newProxyInstance(
              Hangup.class.getClassLoader(),
              new Class<?>[] {handler},
              (proxy, method, arguments) -> {
                if (method.getDeclaringClass().equals(handler)) {
                  run(action);
                  return null;
                }
                return method.invoke(action, arguments);
              });
      signal
          .getMethod("handle", signal, handler)
          .invoke(null, signal.getConstructor(String.class).newInstance("HUP"), ours);
    } catch (ReflectiveOperationException e) {
      log.debug("SIGHUP is not heard", e);
    }
  }

  private static void run(Runnable action) {
    try {
      log.info("SIGHUP: looking again at log files and certificates");
      action.run();
    } catch (RuntimeException e) {
      log.error("SIGHUP could not be followed", e);
    }
  }
}
