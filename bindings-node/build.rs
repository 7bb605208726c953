//! Tells the linker that the host provides the Node-API symbols.

fn main() {
    napi_build::setup();
}
