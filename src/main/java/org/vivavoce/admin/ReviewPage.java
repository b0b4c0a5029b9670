package org.vivavoce.admin;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.vivavoce.content.Source;
import org.vivavoce.web.Desk;
import org.vivavoce.web.FormError;
import org.vivavoce.web.Link;

/**
 * An answer as those read it who are to judge it.
 *
 * @param captions as they are shown while the recording is heard, one below the other
 * @param fields all that readers and listeners will be told
 * @param changes what has changed since the version that is named
 * @param since that version, in words; or null where there is none to compare with
 * @param summary of the errors, with links to where each can be mended
 * @param feedback what readers said of it, in numbers, and where it stands; null where they said
 *     nothing
 * @param voices where it is decided what stands beside it; null where it is not public
 * @param nets its red flags, advice on it, and the links by which others see it
 * @param schedule null where there is nothing to say of it
 */
public record ReviewPage(
    Desk desk,
    String lang,
    List<String> captions,
    List<Field> fields,
    @Nullable AudioLine audio,
    @Nullable AudioLine audioBefore,
    @Nullable String since,
    List<FieldChange> changes,
    List<FormError> errors,
    List<Link> summary,
    Workflow workflow,
    @Nullable Link feedback,
    @Nullable Link voices,
    SafetyNets nets,
    @Nullable SchedulePanel schedule) {
  public ReviewPage {
    captions = List.copyOf(captions);
    fields = List.copyOf(fields);
    changes = List.copyOf(changes);
    errors = List.copyOf(errors);
    summary = List.copyOf(summary);
  }

  /**
   * A part of the answer.
   *
   * @param id the same as in the form
   * @param sources in their order; of none but the answer's sources there are any
   */
  public record Field(String id, String name, List<String> paragraphs, List<Source> sources) {
    public Field {
      paragraphs = List.copyOf(paragraphs);
      sources = List.copyOf(sources);
    }
  }
}
