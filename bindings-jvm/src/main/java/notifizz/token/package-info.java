/**
 * Computes and verifies Notifizz hashed tokens, subscribe tokens and dispatch signatures. An unofficial,
 * independent project.
 *
 * <p>The class to begin with is {@link notifizz.token.NotifizzClient}.
 */
@NullMarked
package notifizz.token;

import org.jspecify.annotations.NullMarked;
