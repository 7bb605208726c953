use core::error::Error;
use std::path::Path;

use cbindgen::{Builder, Config, DocumentationStyle, Language, LineEndingStyle, Style};

const PREAMBLE: &str = include_str!("preamble.h");

/// The C header, in the order of the sources, the modules of `lib.rs` included.
pub(crate) fn header(source: &Path) -> Result<String, Box<dyn Error>> {
    let version = env!("CARGO_PKG_VERSION");
    let config = Config {
        language: Language::C,
        cpp_compat: true,
        header: Some(PREAMBLE.trim_end().into()),
        include_guard: Some("NOTIFIZZ_TOKEN_H".into()),
        no_includes: true,
        sys_includes: ["stdbool.h", "stddef.h", "stdint.h"]
            .map(Into::into)
            .to_vec(),
        after_includes: Some(format!(
            "\n/** The version of this header; notifizz_version() is that of the library. */\n\
             #define NOTIFIZZ_VERSION \"{version}\""
        )),
        documentation_style: DocumentationStyle::Doxy,
        style: Style::Both,
        usize_is_size_t: true,
        line_endings: LineEndingStyle::LF,
        line_length: 100,
        ..Config::default()
    };
    let mut header = Vec::new();
    Builder::new()
        .with_config(config)
        .with_src(source)
        .generate()?
        .write(&mut header);
    Ok(String::from_utf8(header)?)
}
