package io.horizonpush.node.config;

import java.util.Set;
import java.util.regex.Pattern;

/**
 * The environment variables that begin as the node's do and set nothing of it: those of the tools
 * that build, test and measure it, and those that container platforms make of services' names.
 * Every other one is taken for a setting that is misspelt.
 */
final class OtherVariables {

  static final String PREFIX = "HORIZON_";

  /** The file that {@code --config} names as well. */
  static final String CONFIG = PREFIX + "CONFIG";

  /** Of the checkout's scripts and tests: without the prefix. */
  private static final Set<String> OF_TOOLS =
      Set.of(
          """
          ADMIN_URL ATTACKERS BACKUP_KILLS BENCH_NETNS BENCH_SUMMARY CACHE CARGO_LOCKED
          CARGO_TARGET_DIR CLIENTS_GO CLIENTS_JAVA CLIENTS_NODE CLIENTS_OUTPUT CLIENTS_S3FS
          CLIENTS_VENV CLOUD_FAULTS_MINUTES CLOUD_HISTORIES COLD_MIB CONFORMANCE_FILTER
          CONFORMANCE_OUTPUT CONFORMANCE_REGION COPY_ROWS
          CUT_TRANSFERS CUT_TRANSFERS_SEED DATA_DIRECTORY ENTRY_HISTORIES EPOCH_HISTORIES FAILED_WRITES FLIPPED_BITS FLIPPED_BITS_SEED GO HISTORIES
          HISTORIES_SEED JAR JDK KEYS KILL_ROUNDS MAVEN MODEL_OPERATIONS MODEL_SEED ORIGIN_KILLS
          PATIENCE_SECONDS POWERCUT POWERCUT_FIRST POWERCUT_MODE POWERCUT_ROUNDS POWERCUT_SEED POWERCUT_WRITER PROMISE_HISTORIES
          RUST S3_URL
          SHARING_HISTORIES SOAK_MINUTES SYNC_HISTORIES SYNC_RECORDS TEST_NET TEST_RELAY TOMBSTONES VENV VERSION
          """
              .strip()
              .split("\\s+"));

  /**
   * What Kubernetes tells every container of a service that is called {@code horizon} or {@code
   * horizon-…}, and Docker's links did: {@code HORIZON_SERVICE_HOST}, {@code
   * HORIZON_PORT_3000_TCP}.
   */
  private static final Pattern OF_SERVICES =
      Pattern.compile(
          "([A-Z0-9_]+_)?(SERVICE_HOST|SERVICE_PORT(_[A-Z0-9_]+)?"
              + "|PORT(_[0-9]+_(TCP|UDP|SCTP)(_(PROTO|PORT|ADDR))?)?)");

  private OtherVariables() {}

  /** Whether a variable with the prefix is one of them. */
  static boolean contains(String variable) {
    String name = variable.substring(PREFIX.length());
    return variable.equals(CONFIG)
        || OF_TOOLS.contains(name)
        || OF_SERVICES.matcher(name).matches();
  }
}
