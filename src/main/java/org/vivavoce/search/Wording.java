package org.vivavoce.search;

import java.util.List;

/**
 * One way to say what is looked for.
 *
 * @param weight 1 for the words that were typed, less for what only means about the same
 */
record Wording(double weight, List<String> words) {}
