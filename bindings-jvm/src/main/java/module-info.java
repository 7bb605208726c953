/** Computes and verifies Notifizz hashed tokens, for Java and Kotlin. An unofficial, independent project. */
module notifizz.token {
    // Annotations for compilers. No program needs them to run.
    requires static org.jspecify;

    exports notifizz.token;
}
