package org.vivavoce.auth;

import org.vivavoce.web.Desk;

/**
 * A link that was used, is too old, or never was one.
 *
 * @param text what to do
 */
public record LinkVoidPage(Desk desk, String text) {}
