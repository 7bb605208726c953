/** Computes and verifies Notifizz hashed tokens, for Kotlin and Java. An unofficial, independent project. */
module notifizz.token {
    // Public signatures have its types; without "transitive" every program would have to require it.
    requires transitive kotlin.stdlib;
    requires com.sun.jna;

    exports notifizz.token;
    // JNA reads the generated structures by reflection.
    opens notifizz.token.internal to com.sun.jna;
}
