//! Tells the linker how large the stack is. The default, a megabyte, would be the size of each instance.

fn main() {
    println!("cargo:rustc-link-arg-cdylib=-zstack-size=32768");
}
