package io.horizonpush.iroh.cache;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** Requests for objects, one behind the other. Lengths are in KiB. */
record Trace(String name, List<Request> requests) {

  /** A request for an object of a length that it always has. */
  record Request(int object, long length) {}

  /** Objects by Zipf's law, of lengths from 1 KiB to 64 MiB, most of them short. */
  static Trace zipf(int objects, int requests, double skew, long seed) {
    return new Trace("zipf", zipfRequests(objects, requests, skew, seed));
  }

  private static List<Request> zipfRequests(int objects, int requests, double skew, long seed) {
    Random random = new Random(seed);
    double[] sums = new double[objects];
    double sum = 0;
    for (int i = 0; i < objects; i++) {
      sum += 1 / Math.pow(i + 1, skew);
      sums[i] = sum;
    }
    List<Request> made = new ArrayList<>();
    for (int i = 0; i < requests; i++) {
      int place = Arrays.binarySearch(sums, random.nextDouble() * sum);
      int object = Math.min(objects - 1, place < 0 ? -place - 1 : place);
      made.add(new Request(object, length(object)));
    }
    return made;
  }

  /**
   * The same, amid which now and then every object of another bucket is read once: a backup, a
   * sync.
   */
  static Trace zipfWithScans(int objects, int requests, double skew, int scanned, long seed) {
    List<Request> zipf = zipfRequests(objects, requests, skew, seed);
    List<Request> made = new ArrayList<>();
    int every = requests / 4;
    for (int i = 0; i < requests; i++) {
      made.add(zipf.get(i));
      if (i % every == every / 2) {
        for (int each = 0; each < scanned; each++) {
          made.add(new Request(objects + each, length(objects + each)));
        }
      }
    }
    return new Trace("zipf and scans", made);
  }

  /** The bytes of all its objects. */
  long bytes() {
    return requests.stream().distinct().mapToLong(Request::length).sum();
  }

  /** Log-normal about 64 KiB, which depends on the object alone. */
  private static long length(int object) {
    double normal = new Random(object * 0x9E3779B97F4A7C15L).nextGaussian();
    return Math.max(1, Math.min(64 << 10, (long) Math.exp(Math.log(64) + 1.5 * normal)));
  }
}
