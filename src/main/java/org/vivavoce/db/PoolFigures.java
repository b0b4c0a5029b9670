package org.vivavoce.db;

/**
 * How busy a pool of connections is.
 *
 * @param active connections that somebody has
 * @param idle those that nobody has
 * @param waiting how many wait for one
 * @param most how many there may be
 */
public record PoolFigures(int active, int idle, int waiting, int most) {}
