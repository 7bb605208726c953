package notifizz.token;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Checks arguments, and encodes them for native code. */
final class Text {
    /** Longer text may have a UTF-8 form that fits into no array. */
    private static final int LONGEST = Integer.MAX_VALUE / 3;

    /** The number of characters of a token, and of bytes. */
    static final int TOKEN_LENGTH = 64;

    static final byte[] EMPTY = {};

    private Text() {}

    /** Returns a secret. One that is missing is an empty one, which native code rejects. */
    static String secret(@Nullable String secret, String name) {
        return require(secret == null ? "" : secret, name);
    }

    /** Returns a copy of a list of secrets. */
    static String[] secrets(List<String> secrets, String name) {
        if (secrets == null) throw missing(name);
        String[] copy = secrets.toArray(new String[0]);
        for (int i = 0; i < copy.length; i++) copy[i] = secret(copy[i], "each of " + name);
        return copy;
    }

    /** Returns the text, which Java code can leave out although it is not nullable. */
    static String require(@Nullable String text, String name) {
        if (text == null) throw missing(name);
        if (text.length() > LONGEST) {
            throw new IllegalArgumentException(name + " is too long: it has more than " + LONGEST + " characters.");
        }
        return text;
    }

    /** Returns the text of an ID. A missing one is empty, and never the text {@code null}. */
    static String id(@Nullable Object id) {
        if (id == null) return "";
        if (id instanceof CharSequence || id instanceof UUID || id instanceof Long || id instanceof Integer
            || id instanceof Short || id instanceof BigInteger) {
            return id.toString();
        }
        throw new IllegalArgumentException("the ID of a user is of " + id.getClass() + ": return text, an integer or a UUID");
    }

    static NullPointerException missing(String name) {
        String hint = "";
        if (name.equals("userId") || name.equals("subscriberId")) hint = " Is the user logged in, and saved?";
        if (name.equals("userEmail")) hint = " Does the user have an e-mail address?";
        return new NullPointerException(name + " is missing: it is null." + hint);
    }

    /**
     * Returns the UTF-8 form of text. If there is none, because the text is ill-formed Unicode or too
     * long for an array, these are bytes that native code rejects.
     */
    static byte[] utf8(String text) {
        return hasUtf8(text) ? text.getBytes(StandardCharsets.UTF_8) : new byte[] {-1};
    }

    /** Whether the text has no lone surrogate, which the JDK would encode as a question mark. */
    private static boolean hasUtf8(String text) {
        int length = text.length();
        for (int i = 0; i < length; i++) {
            char unit = text.charAt(i);
            if (Character.isSurrogate(unit)) {
                i++;
                if (i == length || !Character.isSurrogatePair(unit, text.charAt(i))) return false;
            }
        }
        return length <= LONGEST;
    }
}
