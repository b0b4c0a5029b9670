package org.vivavoce.admin;

/**
 * What is scheduled for an answer, or failed, beside how far it has come.
 *
 * @param text what and when, or why not
 * @param href where more is said of it
 * @param failing whether somebody should see to it
 */
public record ScheduleNote(String text, String href, boolean failing) {}
