package io.horizonpush.wasm.engine;

import java.time.Duration;

/** Why a call of a plugin came to nothing. After any of them its instance is of no use. */
public sealed interface GuestFailure {

  /** It trapped: an access out of bounds, a division by zero, {@code unreachable}. */
  record Trap(String message) implements GuestFailure {}

  /** Its calls went deeper than the stack. */
  record StackExhausted() implements GuestFailure {}

  /** The node's heap had no room for what it wanted. */
  record OutOfMemory() implements GuestFailure {}

  /** It was stopped, and nobody said why. */
  record Interrupted() implements GuestFailure {}

  /** It used more processor time than a call may. */
  record OverBudget(Duration budget) implements GuestFailure {}

  /** The time that was left for the request is over. */
  record TimedOut() implements GuestFailure {}

  /** Whoever waited for it does not wait any more. */
  record Cancelled() implements GuestFailure {}

  /** It was interrupted and did not stop: its thread was given up. */
  record Lost() implements GuestFailure {}

  /** No thread or instance became free for it in time. */
  record Busy(String message) implements GuestFailure {}

  /** It ended itself. */
  record Exited(int code) implements GuestFailure {}

  /** It called the host more often than one call may. */
  record HostFlood(int calls) implements GuestFailure {}

  /** It gave a result that the ABI does not know. */
  record BadResult(String message) implements GuestFailure {}

  /** It did not start: an instance could not be made, or said no. */
  record StartFailed(String message) implements GuestFailure {}

  /** The runtime failed in a way that no plugin should be able to cause. */
  record EngineFault(String message) implements GuestFailure {}

  /** What kind it is, as metrics and logs name it. */
  default String kind() {
    return switch (this) {
      case Trap _ -> "trap";
      case StackExhausted _ -> "stack-exhausted";
      case OutOfMemory _ -> "out-of-memory";
      case Interrupted _ -> "interrupted";
      case OverBudget _ -> "over-budget";
      case TimedOut _ -> "timed-out";
      case Cancelled _ -> "cancelled";
      case Lost _ -> "lost";
      case Busy _ -> "busy";
      case Exited _ -> "exited";
      case HostFlood _ -> "host-flood";
      case BadResult _ -> "bad-result";
      case StartFailed _ -> "start-failed";
      case EngineFault _ -> "engine-fault";
    };
  }

  /** One line for an operator. */
  default String text() {
    return switch (this) {
      case Trap(String message) -> "it trapped: " + message;
      case StackExhausted _ -> "its calls went deeper than the stack";
      case OutOfMemory _ -> "the node's heap had no room for what it wanted";
      case Interrupted _ -> "it was interrupted";
      case OverBudget(Duration budget) ->
          "it used more than %d ms of processor time in one call".formatted(budget.toMillis());
      case TimedOut _ -> "the time for its request was over";
      case Cancelled _ -> "nobody waits for it any more";
      case Lost _ -> "it did not stop when it was told to, and its thread was given up";
      case Busy(String message) -> message;
      case Exited(int code) -> "it ended itself with the code " + code;
      case HostFlood(int calls) ->
          "it called the node more than %d times in one call".formatted(calls);
      case BadResult(String message) -> message;
      case StartFailed(String message) -> "it did not start: " + message;
      case EngineFault(String message) -> "the runtime failed: " + message;
    };
  }
}
