package org.vivavoce.web;

/**
 * A moment of an answer's recording, and the way to it.
 *
 * @param before what stands before the time: {@code at}, or {@code at about}
 * @param clock the time, for example {@code 1:23}
 * @param label what the link does, for whoever hears it alone
 */
public record Heard(String href, String before, String clock, String label) {}
