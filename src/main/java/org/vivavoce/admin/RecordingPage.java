package org.vivavoce.admin;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.vivavoce.web.Desk;
import org.vivavoce.web.FormError;
import org.vivavoce.web.FormField;

/**
 * Where an answer is recorded.
 *
 * @param action where a file is sent in one piece
 * @param uploadsHref where it is sent piece by piece
 * @param account whose recordings the browser keeps
 * @param manuscript the id of the answer whose recording it is to be; empty for a new one
 * @param base the revision whose recording it replaces; 0 for a new answer
 * @param formId tells this form from others
 * @param title null where the answer has one
 * @param current the recording that would be replaced, or null
 * @param losesCaptions whether captions go with it
 * @param backHref where one comes from
 * @param longestMinutes that are recorded at once
 */
public record RecordingPage(
    Desk desk,
    String script,
    String action,
    String uploadsHref,
    long account,
    String manuscript,
    int base,
    String formId,
    @Nullable FormField title,
    FormField audio,
    @Nullable AudioLine current,
    boolean losesCaptions,
    String backHref,
    int longestMinutes,
    List<FormError> errors) {
  public RecordingPage {
    errors = List.copyOf(errors);
  }
}
