package notifizz.token;

import static notifizz.token.Library.check;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** The keys of a client or a receiver, in native memory that is freed when this object is garbage. */
final class Keys implements AutoCloseable {
    private final long address;

    private volatile boolean closed;

    /** Copies the keys: of each kind the first signs, and any verifies. A receiver has no auth secret keys. */
    @SuppressWarnings("this-escape") // The cleaner does not use the object.
    Keys(String @Nullable [] authSecretKeys, TokenScheme tokenScheme, String @Nullable [] webhookSigningSecrets) {
        address = Library.open(authSecretKeys, tokenScheme, webhookSigningSecrets);
        Library.freeWith(this, address);
    }

    /** Returns what the native methods need, if they may still be called. */
    long address() {
        if (closed) throw Library.failure(Library.CLOSED);
        return address;
    }

    /** Wipes the keys, after the calls that run. */
    @Override
    public void close() {
        closed = true;
        // The memory is freed later, because another thread may be about to use its address.
        wipe(address);
    }

    /** Returns the payload of a webhook's body. */
    String receiveDispatch(byte[] body, double nowMs, double toleranceMs) {
        byte[][] payload = {{}};
        check(receiveDispatch(address(), body, nowMs, toleranceMs, payload));
        return new String(payload[0], StandardCharsets.UTF_8);
    }

    // They are instance methods, so that this object is not garbage, and its memory not freed, while one of
    // them runs.

    native int keyFingerprints(long address, byte[] fingerprints);

    native int generateHashedToken(long address, byte[] userId, byte[] token);

    native int verifyHashedToken(long address, byte[] userId, byte[] token);

    native int generateSubscribeToken(long address, byte[] subscriberId, byte[] resourceId, byte[] token);

    native int verifySubscribeToken(long address, byte[] subscriberId, byte[] resourceId, byte[] token);

    native int signDispatchPayload(long address, byte[] payload, byte[] signature);

    native int verifyDispatchSignature(long address, byte[] payload, byte[] signature);

    native int widgetToken(long address, byte[] userId, byte[] userEmail, @Nullable String apiKey, byte[] token);

    /** Puts the payload into the array in place of its only element. */
    private native int receiveDispatch(long address, byte[] body, double nowMs, double toleranceMs, byte[][] payload);

    private native int wipe(long address);
}
