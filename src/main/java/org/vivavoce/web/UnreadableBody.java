package org.vivavoce.web;

import io.javalin.http.Context;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.UnsupportedCharsetException;
import java.util.OptionalInt;
import java.util.regex.Pattern;
import org.eclipse.jetty.http.HttpException;
import org.eclipse.jetty.http.MultiPartFormData;

/**
 * Why a form could not be read. The server tells of each fault as of a failure of its own, and of
 * what is too much or too many by its words alone.
 */
final class UnreadableBody {
  private static final int BAD_REQUEST = 400;
  private static final int TOO_LARGE = 413;
  private static final int UNSUPPORTED_TYPE = 415;
  private static final Pattern TOO_MUCH =
      Pattern.compile("max .*exceeded|larger than max|too many keys");

  private UnreadableBody() {}

  /**
   * Has the server forget what it could not read. It looks for the parts of a form once more when
   * all is answered, fails once more, and then has nothing left to tell it of but the log.
   */
  static void forget(Context context) {
    context.req().removeAttribute(MultiPartFormData.class.getName());
  }

  /**
   * @return the status that says so to whoever sent it; empty where the failure is of another kind
   */
  static OptionalInt statusOf(Throwable failure) {
    boolean ofHttp = false;
    for (Throwable each = failure; each != null; each = each.getCause()) {
      if (each instanceof IllegalCharsetNameException
          || each instanceof UnsupportedCharsetException) {
        // As the Content-Type names it, of whatever kind the request is.
        return OptionalInt.of(UNSUPPORTED_TYPE);
      }
      ofHttp |= each instanceof HttpException http && http.getCode() == BAD_REQUEST;
      if (ofHttp
          && each instanceof IllegalStateException
          && TOO_MUCH.matcher(String.valueOf(each.getMessage())).find()) {
        return OptionalInt.of(TOO_LARGE);
      }
    }
    return ofHttp ? OptionalInt.of(BAD_REQUEST) : OptionalInt.empty();
  }
}
