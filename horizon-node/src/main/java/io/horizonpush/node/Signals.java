package io.horizonpush.node;

import java.lang.reflect.Proxy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Signals that do something else here than to end the process.
 *
 * <p>Java hears of signals by a class of the JDK alone that the compiler warns of without a way to
 * say that it is known, and so it is named at run time.
 */
public final class Signals {

  private static final Logger log = LoggerFactory.getLogger(Signals.class);

  private Signals() {}

  /**
   * Has something done at every such signal, in place of what was before; nothing on a system that
   * has none.
   *
   * @param name without {@code SIG}
   */
  public static void handle(String name, Runnable action) {
    try {
      Class<?> signal = Class.forName("sun.misc.Signal");
      Class<?> handler = Class.forName("sun.misc.SignalHandler");
      Object ours =
          Proxy.newProxyInstance(
              Signals.class.getClassLoader(),
              new Class<?>[] {handler},
              (proxy, method, arguments) -> {
                if (method.getDeclaringClass().equals(handler)) {
                  run(name, action);
                  return null;
                }
                return method.invoke(action, arguments);
              });
      signal
          .getMethod("handle", signal, handler)
          .invoke(null, signal.getConstructor(String.class).newInstance(name), ours);
    } catch (ReflectiveOperationException e) {
      log.debug("SIG{} is not heard", name, e);
    }
  }

  private static void run(String name, Runnable action) {
    try {
      action.run();
    } catch (RuntimeException e) {
      log.error("SIG{} could not be followed", name, e);
    }
  }
}
