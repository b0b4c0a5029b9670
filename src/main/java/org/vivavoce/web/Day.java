package org.vivavoce.web;

/**
 * A date as {@code <time>} prints it: {@code iso} for machines ("2024-08-31"), {@code text} for
 * people ("31 August 2024").
 */
public record Day(String iso, String text) {}
