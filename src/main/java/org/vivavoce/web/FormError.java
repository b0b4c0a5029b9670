package org.vivavoce.web;

/**
 * What is wrong with one field of a form, and what to do.
 *
 * @param field the id of its input, to which the summary at the top links
 */
public record FormError(String field, String text) {}
