/** Makes and verifies Notifizz hashed tokens, for Kotlin and Java. An unofficial, independent project. */
module notifizz.token {
    // Its types are part of what the classes show, and without "transitive" a program would have to name it.
    requires transitive kotlin.stdlib;
    requires com.sun.jna;

    exports notifizz.token;
    // JNA reads the generated structures by reflection.
    opens notifizz.token.internal to com.sun.jna;
}
