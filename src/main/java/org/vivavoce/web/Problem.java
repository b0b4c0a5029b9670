package org.vivavoce.web;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import java.util.Map;
import java.util.TreeMap;

/** Failures for programs: {@code application/problem+json} (RFC 9457). */
public final class Problem {
  private static final ObjectMapper JSON = new ObjectMapper();

  private Problem() {}

  /** Whether it is a program that asks. */
  static boolean isFor(Context context) {
    return RequestGuard.isOpenData(context.path());
  }

  /**
   * @param detail what was wrong, as a sentence
   * @param more members that say more
   */
  public static void respond(Context context, int status, String detail, Map<String, String> more) {
    ObjectNode problem = JSON.createObjectNode();
    problem.put("type", "about:blank");
    problem.put("title", HttpStatus.forStatus(status).getMessage());
    problem.put("status", status);
    problem.put("detail", detail);
    new TreeMap<>(more).forEach(problem::put);
    if (status >= 500) {
      problem.put("requestId", Requests.id(context));
    }
    ErrorPages.shown(context);
    HttpCache.noStore(context);
    context.status(status).contentType("application/problem+json").result(problem.toString());
  }
}
