package org.vivavoce.web;

/** A length of speech: "0:57" to see, "57 seconds" to hear, "PT57S" for machines. */
public record Duration(String clock, String spoken, String iso) {}
