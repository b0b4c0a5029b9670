package org.vivavoce.auth;

import org.jspecify.annotations.Nullable;
import org.vivavoce.web.Desk;

/**
 * A link to hand over, shown this once.
 *
 * @param text for whom and how long it is good
 * @param trouble why it was not mailed, or null where there is no mail server
 */
public record LinkMadePage(
    Desk desk, String text, String url, @Nullable String trouble, String peopleHref) {}
