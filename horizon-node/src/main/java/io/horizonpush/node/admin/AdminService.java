package io.horizonpush.node.admin;

import io.horizonpush.fallback.origin.OriginException;
import io.horizonpush.iroh.net.PeerException;
import io.horizonpush.iroh.share.ShareException;
import io.horizonpush.iroh.transfer.TransferException;
import io.horizonpush.node.keys.KeyTransferException;
import io.horizonpush.node.origins.OriginRefusedException;
import io.horizonpush.s3.model.S3Exception;
import io.horizonpush.s3.pipeline.ConnectionLostException;
import io.horizonpush.s3.pipeline.Exchange;
import io.horizonpush.s3.request.RequestId;
import io.horizonpush.s3.store.ContentReader;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The path of a request to the admin API: the gate, the body, the route, the answer. Thread-safe;
 * each request runs on a virtual thread of its own.
 */
final class AdminService {

  private static final Logger log = LoggerFactory.getLogger(AdminService.class);

  private final AdminGate gate;
  private final AdminRoutes routes;

  AdminService(AdminGate gate, AdminRoutes routes) {
    this.gate = gate;
    this.routes = routes;
  }

  /** Answers a request, whatever happens. */
  void serve(Exchange exchange) {
    try {
      send(exchange, respond(exchange));
    } catch (ConnectionLostException e) {
      log.debug("{}", e.getMessage());
    } catch (Throwable e) {
      exchange.abort();
      if (e instanceof VirtualMachineError error) {
        throw error; // What the thread dies of may be more than this request's.
      }
      log.error("admin request broke off", e);
    }
  }

  private static void send(Exchange exchange, AdminResponse response) {
    try {
      exchange.send(response.toHttp(), RequestId.next(), _ -> response.ended().run());
    } catch (RuntimeException | Error e) {
      response.ended().run();
      throw e;
    }
  }

  private AdminResponse respond(Exchange exchange) {
    try {
      if (exchange.fault().isPresent()) {
        return error(exchange.fault().get());
      }
      AdminRequest request = AdminRequest.of(exchange.head());
      int port = exchange.client().connection().local().getPort();
      Optional<AdminResponse> refusal = gate.refusal(request, port);
      return refusal.isPresent() ? refusal.get() : answer(request, exchange.body());
    } catch (S3Exception e) {
      return error(e);
    }
  }

  private AdminResponse answer(AdminRequest request, ContentReader body) {
    int longest = routes.longest(request);
    Optional<String> text = read(body, longest);
    if (text.isEmpty()) {
      return AdminResponse.error(
          413, "TooLarge", "The body may have %d KiB.".formatted(longest >> 10));
    }
    try {
      return routes.answer(request.withBody(text.get()));
    } catch (S3Exception e) {
      return error(e);
    } catch (ShareException e) {
      return ShareErrors.response(e);
    } catch (KeyTransferException e) {
      return KeyTransferErrors.response(e);
    } catch (TransferException e) {
      return TransferErrors.response(e);
    } catch (OriginRefusedException e) {
      return OriginErrors.response(e);
    } catch (OriginException e) {
      return OriginErrors.response(e);
    } catch (PeerException e) {
      return AdminResponse.error(502, "NetworkFailed", String.valueOf(e.getMessage()));
    } catch (IllegalArgumentException e) {
      return AdminResponse.error(400, "BadRequest", String.valueOf(e.getMessage()));
    } catch (RuntimeException | StackOverflowError e) {
      log.error("admin request {} {} failed", request.method(), request.path(), e);
      return AdminResponse.error(500, "InternalError", "The node's log says what went wrong.");
    }
  }

  private static AdminResponse error(S3Exception e) {
    return AdminResponse.error(e.code().status(), e.code().code(), e.getMessage());
  }

  /** The whole body as text, unless it is too long. */
  private static Optional<String> read(ContentReader body, int longest) {
    ByteArrayOutputStream read = new ByteArrayOutputStream();
    for (Optional<ByteBuffer> next = body.next(); next.isPresent(); next = body.next()) {
      ByteBuffer piece = next.get();
      if (read.size() + piece.remaining() > longest) {
        return Optional.empty();
      }
      byte[] bytes = new byte[piece.remaining()];
      piece.get(bytes);
      read.writeBytes(bytes);
    }
    return Optional.of(read.toString(StandardCharsets.UTF_8));
  }
}
