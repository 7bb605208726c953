/**
 * Computes and verifies Notifizz hashed tokens, subscribe tokens and dispatch signatures. An unofficial,
 * independent project.
 *
 * <p>The class to begin with is {@link notifizz.token.NotifizzClient}; a service that only receives webhooks needs
 * {@link notifizz.token.DispatchReceiver}.
 */
@NullMarked
package notifizz.token;

import org.jspecify.annotations.NullMarked;
