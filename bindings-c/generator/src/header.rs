use core::error::Error;
use std::path::Path;

use cbindgen::{
    Builder, Config, DocumentationStyle, ExportConfig, Language, LineEndingStyle, Style,
};

const HOST_FUNCTIONS: [&str; 1] = ["notifizz_host_client_init"];

const PREAMBLE: &str = include_str!("preamble.h");

/// The C header, in the order of the sources, the modules of `lib.rs` included.
pub(crate) fn header() -> Result<String, Box<dyn Error>> {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("../src/lib.rs");
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
        // Of the feature `host`, which the C library is built without.
        export: ExportConfig {
            exclude: HOST_FUNCTIONS.map(Into::into).to_vec(),
            ..ExportConfig::default()
        },
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
    // cbindgen leaves an empty line where it took out one that is meant for itself.
    Ok(String::from_utf8(header)?.replace("\n *\n */", "\n */"))
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    const HEADER: &str = include_str!("../../include/notifizz_token.h");

    #[test]
    fn the_committed_header_is_current() {
        let generated = super::header().unwrap();
        assert!(
            generated == HEADER,
            "run cargo run -p notifizz-token-c-generator header bindings-c/include/notifizz_token.h"
        );
    }

    /// The parameters and the result of a function that its comment does not document.
    fn undocumented(comment: &str, prototype: &str) -> Vec<String> {
        let (start, parameters) = prototype.split_once('(').unwrap();
        let mut undocumented = Vec::new();
        for parameter in parameters.split(',').filter(|text| *text != "void") {
            let name = parameter.split('[').next().unwrap_or_default();
            let name = name.rsplit([' ', '*']).next().unwrap_or_default();
            if !comment.contains(&format!("@param {name} ")) {
                undocumented.push(name.to_owned());
            }
        }
        if !start.starts_with("void ") && !comment.contains("@return ") {
            undocumented.push("@return".to_owned());
        }
        undocumented
    }

    /// Every function of the header with its comment.
    fn functions(header: &str) -> Vec<(&str, String)> {
        let (_, header) = header.split_once("extern \"C\" {").unwrap();
        let mut functions = Vec::new();
        for part in header.split("/**").skip(1) {
            let (comment, rest) = part.split_once("*/").unwrap();
            let (prototype, _) = rest.split_once(')').unwrap();
            let words: Vec<_> = prototype.split_whitespace().collect();
            functions.push((comment, words.join(" ")));
        }
        functions
    }

    #[test]
    fn every_parameter_and_result_is_documented() {
        let functions = functions(HEADER);
        // Each prototype ends with `);`, and nothing else does.
        assert_eq!(functions.len(), HEADER.matches(");\n").count());
        assert!(functions.len() >= 25, "{} functions", functions.len());
        for (comment, prototype) in functions {
            assert_eq!(
                undocumented(comment, &prototype),
                Vec::<String>::new(),
                "{prototype}"
            );
        }
    }
}
