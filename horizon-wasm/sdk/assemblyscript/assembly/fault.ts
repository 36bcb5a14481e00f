/** Why the host did not do what it was asked for. Nothing has happened then. */
export class Fault {
  /** The latest one of this instance. */
  static last: i32 = 0;

  static readonly NotFound: i32 = -1;
  static readonly Forbidden: i32 = -2;
  static readonly WrongPhase: i32 = -3;
  static readonly Invalid: i32 = -4;
  static readonly TooLarge: i32 = -5;
  static readonly BadHandle: i32 = -6;
  static readonly Budget: i32 = -7;
  static readonly Unavailable: i32 = -8;
  static readonly TimedOut: i32 = -9;
  static readonly Conflict: i32 = -10;
  static readonly Failed: i32 = -11;

  /** The name of a fault in the ABI. */
  static nameOf(fault: i32): string {
    switch (fault) {
      case -1: return "NOT_FOUND";
      case -2: return "FORBIDDEN";
      case -3: return "WRONG_PHASE";
      case -4: return "INVALID";
      case -5: return "TOO_LARGE";
      case -6: return "BAD_HANDLE";
      case -7: return "BUDGET";
      case -8: return "UNAVAILABLE";
      case -9: return "TIMED_OUT";
      case -10: return "CONFLICT";
      default: return "ERROR";
    }
  }
}
