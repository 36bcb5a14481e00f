package io.horizonpush.node.peers;

import io.horizonpush.iroh.ffm.SocketDiagnostics;
import io.horizonpush.s3.auth.LocalPeers;
import io.horizonpush.s3.request.ClientConnection;
import java.io.IOException;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Which programs of this machine need not sign, as far as the system tells whose they are. */
public sealed interface PeerTrust extends LocalPeers, AutoCloseable {

  /** What the system makes possible. */
  static PeerTrust ofSystem() {
    if (!System.getProperty("os.name", "").equals("Linux")) {
      return new Everybody();
    }
    Logger log = LoggerFactory.getLogger(PeerTrust.class);
    try {
      NodeUsers users = NodeUsers.ofProcess();
      Optional<SocketDiagnostics> sockets = SocketDiagnostics.open();
      if (sockets.isPresent()) {
        return new Users(sockets.get(), users);
      }
    } catch (IOException e) {
      log.debug("/proc does not say whose this process is", e);
    }
    log.warn(
        "unsigned requests count as anybody's: this system does not say whose a connection is"
            + " (sock_diag is not to be had)");
    return new Nobody();
  }

  /** Who they are, for people; nothing if there are none. */
  Optional<String> summary();

  @Override
  void close();

  /** Those of the node's users. */
  record Users(SocketDiagnostics sockets, NodeUsers users) implements PeerTrust {

    @Override
    public boolean areTrusted(ClientConnection connection) {
      return sockets.owner(connection.remote(), connection.local()).stream()
          .anyMatch(users::contains);
    }

    @Override
    public Optional<String> summary() {
      return Optional.of("those of " + users);
    }

    @Override
    public void close() {
      sockets.close();
    }
  }

  /** All of them, on a system that does not say whose a connection is. */
  record Everybody() implements PeerTrust {

    @Override
    public boolean areTrusted(ClientConnection connection) {
      return true;
    }

    @Override
    public Optional<String> summary() {
      return Optional.of(
          "those of every user of this machine: this system does not say whose a connection is");
    }

    @Override
    public void close() {}
  }

  /** None of them. */
  record Nobody() implements PeerTrust {

    @Override
    public boolean areTrusted(ClientConnection connection) {
      return false;
    }

    @Override
    public Optional<String> summary() {
      return Optional.empty();
    }

    @Override
    public void close() {}
  }
}
