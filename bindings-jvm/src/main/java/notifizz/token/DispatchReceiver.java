package notifizz.token;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Receives dispatch webhooks, in a service that has no auth secret key. A {@link NotifizzClient} with a
 * webhook signing secret is one, too.
 *
 * <p>A receiver is immutable and safe to share between threads: build one and share it. What is derived
 * from the secret is in native memory and is wiped by {@link #close()}, or when the receiver is
 * garbage-collected; {@link #toString()} shows nothing of it.
 */
public sealed class DispatchReceiver implements AutoCloseable permits NotifizzClient {
    private static final System.Logger LOGGER = System.getLogger("notifizz.token");
    private static final Duration FIVE_MINUTES = Duration.ofMinutes(5);

    final Keys keys;

    DispatchReceiver(Keys keys) {
        this.keys = keys;
    }

    /**
     * Creates a receiver.
     *
     * @param webhookSigningSecret the webhook signing secret, exactly as it is: no whitespace and no
     *     invisible character at either end, no quotes around it
     * @throws NotifizzTokenException {@code missing_webhook_signing_secret} for an empty one (also for
     *     {@code null}, as when an environment variable is not set),
     *     {@code webhook_signing_secret_whitespace}, {@code webhook_signing_secret_invisible_character}
     *     or {@code webhook_signing_secret_quoted}
     * @throws UnsatisfiedLinkError if the native library cannot be loaded; it says what to do
     */
    public DispatchReceiver(@Nullable String webhookSigningSecret) {
        this(open(Text.secret(webhookSigningSecret, "webhookSigningSecret")));
    }

    /**
     * Creates a receiver that accepts what is signed with any of these secrets, while one is replaced.
     *
     * @param webhookSigningSecrets the webhook signing secrets. The rules for one hold for each
     * @throws NotifizzTokenException as for one secret; {@code missing_webhook_signing_secret} also if
     *     there is none
     */
    public DispatchReceiver(List<String> webhookSigningSecrets) {
        this(open(Text.secrets(webhookSigningSecrets, "webhookSigningSecrets")));
    }

    private static Keys open(String... webhookSigningSecrets) {
        return new Keys(null, TokenScheme.HMAC_SHA256, webhookSigningSecrets);
    }

    /**
     * Returns the event of a dispatch webhook that Notifizz signed in the last five minutes.
     *
     * @param body the body as it arrived, before anything parses or decodes it; {@code null} is no body
     * @return the text of the payload, as for {@link #receiveDispatch(byte[], Duration, Clock)}
     * @throws NotifizzTokenException as {@link #receiveDispatch(byte[], Duration, Clock)}
     */
    public String receiveDispatch(byte @Nullable [] body) {
        return receiveDispatch(body, FIVE_MINUTES, Clock.systemUTC());
    }

    /**
     * Returns the event of a dispatch webhook that Notifizz signed in the last five minutes.
     *
     * @param body the body as it arrived, decoded as UTF-8; {@code null} is no body
     * @return the text of the payload, as for {@link #receiveDispatch(byte[], Duration, Clock)}
     * @throws NotifizzTokenException as {@link #receiveDispatch(byte[], Duration, Clock)}
     */
    public String receiveDispatch(@Nullable String body) {
        return receiveDispatch(body, FIVE_MINUTES, Clock.systemUTC());
    }

    /**
     * Returns the event of a dispatch webhook, after the signature and then the timestamp are verified.
     * The same webhook may arrive twice within the tolerance.
     *
     * @param body the body as it arrived, before anything parses or decodes it; {@code null} is no body
     * @param tolerance how far the timestamp may be from the clock, before or after
     * @param clock the clock
     * @return the text of the payload, which is a JSON object with a {@code timestamp}, for the JSON
     *     library of your choice
     * @throws NotifizzTokenException {@code dispatch_body_malformed}, {@code dispatch_signature_mismatch},
     *     {@code dispatch_timestamp_missing} or {@code dispatch_timestamp_out_of_tolerance}, and nothing
     *     else, whatever was sent: log it, and answer all four alike, with 400. On a client without a
     *     webhook signing secret {@code missing_webhook_signing_secret}
     * @throws IllegalStateException if this receiver is closed
     */
    public String receiveDispatch(byte @Nullable [] body, Duration tolerance, Clock clock) {
        if (tolerance == null) throw Text.missing("tolerance");
        if (clock == null) throw Text.missing("clock");
        double toleranceMs = tolerance.getSeconds() * 1e3 + tolerance.getNano() / 1e6;
        return keys.receiveDispatch(body == null ? Text.EMPTY : body, clock.millis(), toleranceMs);
    }

    /**
     * Returns the event of a dispatch webhook, after the signature and then the timestamp are verified.
     *
     * @param body the body as it arrived, decoded as UTF-8; {@code null} is no body
     * @param tolerance how far the timestamp may be from the clock, before or after
     * @param clock the clock
     * @return the text of the payload, as for {@link #receiveDispatch(byte[], Duration, Clock)}
     * @throws NotifizzTokenException as {@link #receiveDispatch(byte[], Duration, Clock)}
     */
    public String receiveDispatch(@Nullable String body, Duration tolerance, Clock clock) {
        return receiveDispatch(body == null ? null : Text.utf8(body), tolerance, clock);
    }

    /**
     * Receives a webhook and returns the HTTP status to answer with, without a body: 204 after the handler
     * was called with the event, or 400. The {@linkplain System#getLogger logger} {@code notifizz.token} says
     * why a webhook was rejected; the sender need not know how far a forgery came.
     *
     * @param body the body as it arrived, before anything parses or decodes it; {@code null} is no body
     * @param handler takes the text of the payload. What it throws is thrown to you
     * @return 204 or 400
     * @throws NotifizzTokenException {@code missing_webhook_signing_secret} on a client that has none
     * @throws IllegalStateException if this receiver is closed
     */
    public int answerDispatch(byte @Nullable [] body, Consumer<String> handler) {
        String event;
        try {
            event = receiveDispatch(body);
        } catch (NotifizzTokenException error) {
            if (!error.getCode().startsWith("dispatch_")) throw error;
            LOGGER.log(System.Logger.Level.WARNING, "a webhook was rejected: {0}: {1}", error.getCode(), error.getMessage());
            return 400;
        }
        handler.accept(event);
        return 204;
    }

    /**
     * Wipes the keys, after the calls that run. Closing twice is allowed. All other functions, including
     * those that verify, then throw {@link IllegalStateException}.
     */
    @Override
    public void close() {
        keys.close();
    }

    @Override
    public String toString() {
        return "DispatchReceiver";
    }
}
