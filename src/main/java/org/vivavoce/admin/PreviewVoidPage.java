package org.vivavoce.admin;

import org.vivavoce.web.Desk;

/** A link to a preview that shows nothing; it does not tell why. */
public record PreviewVoidPage(Desk desk) {}
