package org.vivavoce.auth;

import org.jspecify.annotations.Nullable;
import org.vivavoce.web.ClientAddress;

/**
 * From where somebody tries to get in.
 *
 * @param address as {@link ClientAddress} has it
 * @param device the token by which {@link KnownDevices} may know it, as it was sent
 */
record Browser(String address, @Nullable String device) {}
