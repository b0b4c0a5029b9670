package org.vivavoce.auth;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Clock;
import java.util.Map;
import org.jdbi.v3.core.Handle;

/** Writes down who did what to accounts. */
final class AuditLog {
  private static final ObjectMapper JSON = new ObjectMapper();
  private final Clock clock;

  AuditLog(Clock clock) {
    this.clock = clock;
  }

  /**
   * Belongs to the transaction of what it tells of.
   *
   * @param action for example {@code account.invite}
   * @param detail names and values; no secrets
   */
  void write(Handle handle, String actor, String action, Map<String, ?> detail) {
    try {
      handle
          .createUpdate(
              """
              insert into audit_entry (happened_at, actor, action, detail)
              values (:now, :actor, :action, :detail::jsonb)
              """)
          .bind("now", clock.instant())
          .bind("actor", actor)
          .bind("action", action)
          .bind("detail", JSON.writeValueAsString(detail))
          .execute();
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("names and values can always be written down", e);
    }
  }
}
