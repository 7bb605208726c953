/** A program that requires this library and none of its dependencies. */
module modular {
    requires notifizz.token;
}
