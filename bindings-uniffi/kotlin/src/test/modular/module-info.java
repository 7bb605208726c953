/** A program that names this library and nothing that the library needs. */
module modular {
    requires notifizz.token;
}
