package io.horizonpush.s3.filter;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ChainTest extends FilterContract {

  /** A chain inside a chain is a filter like any other. */
  @Override
  protected Filter filter() {
    return (request, next) ->
        Chain.of(
                List.of((each, rest) -> rest.proceed(each), (each, rest) -> rest.proceed(each)),
                next)
            .proceed(request);
  }

  @Test
  void withoutFilters_isTheOperation() {
    assertThat(
            Chain.of(List.of(), request -> TestingRequests.answer(204))
                .proceed(TestingRequests.any())
                .status())
        .isEqualTo(204);
  }

  @Test
  void filters_seeRequestsInOrderAndAnswersInReverse() {
    List<String> seen = new ArrayList<>();

    Chain.of(List.of(noting("a", seen), noting("b", seen)), request -> TestingRequests.answer(200))
        .proceed(TestingRequests.any());

    assertThat(seen).containsExactly("a asks", "b asks", "b answers", "a answers");
  }

  @Test
  void aFilterThatAnswersByItself_endsTheChain() {
    Chain chain =
        Chain.of(
            List.of((request, next) -> TestingRequests.answer(403)),
            request -> {
              throw new AssertionError("the operation must not run");
            });

    assertThat(chain.proceed(TestingRequests.any()).status()).isEqualTo(403);
  }

  private static Filter noting(String name, List<String> seen) {
    return (request, next) -> {
      seen.add(name + " asks");
      S3Response answer = next.proceed(request);
      seen.add(name + " answers");
      return answer;
    };
  }
}
