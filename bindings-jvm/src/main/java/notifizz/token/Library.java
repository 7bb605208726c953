package notifizz.token;

import java.io.IOException;
import java.io.InputStream;
import java.lang.ref.Cleaner;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The native library: the crate in {@code src/main/rust}. Its methods return the number of a failure
 * below zero, which {@link #check} throws.
 */
final class Library {
    // Not a constant, which javac would copy into the code of users.
    static final String VERSION = String.valueOf("0.1.0");

    // The failures that have no code, because no input causes them.
    static final int CLOSED = 100;
    private static final int PANIC = 101;
    private static final int OUT_OF_MEMORY = 102;

    private static final String NAME = "notifizz_token_jvm";
    private static final String PREFIX = "notifizz-token-";
    private static final String SYSTEM = System.getProperty("os.name");
    private static final String PROCESSOR = System.getProperty("os.arch");
    private static final String PLATFORM = platform(SYSTEM, PROCESSOR);

    /** What was tried last. */
    private static String path = NAME;

    // Kept, so that each use reports it: an exception here would be reported once, and be a
    // NoClassDefFoundError afterwards.
    private static final @Nullable Throwable FAILURE = load();

    private static final Cleaner CLEANER = Cleaner.create();

    private Library() {}

    /** Throws if the library could not be loaded. */
    static void require() {
        if (FAILURE == null) return;
        UnsatisfiedLinkError error = new UnsatisfiedLinkError(
            "notifizz-token cannot load its native library on " + SYSTEM + ", " + PROCESSOR + " (" + PLATFORM + "), from "
                + path + ": " + FAILURE.getMessage() + ". Name a folder from which it may be loaded in the property"
                + " notifizz.token.tmpdir, or the file of a library in notifizz.token.library.");
        error.initCause(FAILURE);
        throw error;
    }

    private static @Nullable Throwable load() {
        try {
            String chosen = System.getProperty("notifizz.token.library");
            if (chosen != null) {
                path = chosen;
                System.load(Path.of(chosen).toAbsolutePath().toString());
            } else if (!isInstalled()) {
                extract();
            }
            String[] version = {""};
            version(version);
            // The methods of another version may have other parameters.
            if (version[0].equals(VERSION)) return null;
            return new UnsatisfiedLinkError("its version is " + version[0] + ", not " + VERSION);
        } catch (IOException | RuntimeException | UnsatisfiedLinkError failure) {
            return failure;
        }
    }

    private static boolean isInstalled() {
        try {
            System.loadLibrary(NAME);
            return true;
        } catch (UnsatisfiedLinkError notInstalled) {
            return false;
        }
    }

    /**
     * Loads a copy of the library that is inside the jar. Its folder is private, or another user could
     * replace the copy before it is loaded.
     */
    private static void extract() throws IOException {
        String file = System.mapLibraryName(NAME);
        UnsatisfiedLinkError failure = new UnsatisfiedLinkError("the jar has no library for this platform");
        // A file that needs musl, if one file cannot serve musl and glibc.
        for (String platform : new String[] {PLATFORM, PLATFORM + "-musl"}) {
            path = "native/" + platform + "/" + file;
            try (InputStream library = Library.class.getResourceAsStream(path)) {
                if (library == null) continue;
                Path folder = createFolder();
                Path copy = folder.resolve(file);
                path = copy.toString();
                try {
                    Files.copy(library, copy);
                    System.load(path);
                    return;
                } catch (UnsatisfiedLinkError error) {
                    failure = error;
                } finally {
                    // The memory of a library that is loaded stays mapped.
                    delete(copy);
                    delete(folder);
                }
            }
        }
        throw failure;
    }

    /** Creates a folder with a random name, to which nobody else has access. */
    private static Path createFolder() throws IOException {
        String parent = System.getProperty("notifizz.token.tmpdir");
        if (parent == null) return Files.createTempDirectory(PREFIX);
        path = parent;
        return Files.createTempDirectory(Path.of(parent), PREFIX);
    }

    private static void delete(Path path) {
        try {
            Files.delete(path);
        } catch (IOException inUse) {
            // Windows deletes no library that is loaded.
        }
    }

    /** The name of a folder of libraries, such as {@code linux-x86_64}. */
    private static String platform(String system, String processor) {
        String os = system.toLowerCase(Locale.ROOT);
        if (os.startsWith("windows")) os = "windows";
        if (os.startsWith("mac")) os = "macos";
        return os + "-" + (processor.equals("amd64") ? "x86_64" : processor);
    }

    /** Returns what a native method answered, unless that is a failure. */
    static int check(int answer) {
        if (answer < 0) throw failure(-answer);
        return answer;
    }

    static RuntimeException failure(int number) {
        switch (number) {
            case CLOSED:
                return new IllegalStateException("this NotifizzClient or DispatchReceiver is closed");
            case PANIC:
                return new IllegalStateException("notifizz-token has a bug: its native library panicked");
            case OUT_OF_MEMORY:
                throw new OutOfMemoryError("the text is too large for the native memory that is left");
            default:
                String[] texts = {"", ""};
                describe(number, texts);
                return new NotifizzTokenException(texts[0], texts[1]);
        }
    }

    /** Creates a native client, and returns its address. */
    static long open(
        String @Nullable [] authSecretKeys, TokenScheme tokenScheme, String @Nullable [] webhookSigningSecrets) {
        require();
        long client = create(authSecretKeys, tokenScheme.ordinal(), webhookSigningSecrets);
        // No address is below zero and so close to it.
        if (client < 0 && client > -1000) throw failure((int) -client);
        return client;
    }

    /** Frees the native client at this address when its owner is garbage. */
    static void freeWith(Object owner, long client) {
        CLEANER.register(owner, new Free(client));
    }

    /** It does not refer to the owner, which would then never be garbage. */
    private static final class Free implements Runnable {
        private final long client;

        Free(long client) {
            this.client = client;
        }

        @Override
        public void run() {
            free(client);
        }
    }

    private static native long create(
        String @Nullable [] authSecretKeys, int tokenScheme, String @Nullable [] webhookSigningSecrets);

    private static native int free(long client);

    /** Fills in the code and the message, and returns the place of the scheme, or a higher number. */
    static native int diagnose(
        String token, String userId, String authSecretKey, int tokenScheme, @Nullable String sdkSecretKey,
        @Nullable String userEmail, String[] texts);

    /** Fills in the code and the message. */
    static native int diagnoseDispatch(String payload, String signature, String webhookSigningSecret, String[] texts);

    /** Fills in the code and the message of an error. */
    private static native int describe(int error, String[] texts);

    /** Returns the place of the scheme with that name. */
    static native int tokenScheme(String name);

    private static native int version(String[] texts);
}
