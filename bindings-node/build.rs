//! Lets the linker leave the Node-API symbols to the host.

fn main() {
    napi_build::setup();
}
