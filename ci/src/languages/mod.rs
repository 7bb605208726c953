//! The one list of languages, in the order of the demo's table.

pub(crate) mod c;
pub(crate) mod go;
pub(crate) mod jvm;
pub(crate) mod node;
pub(crate) mod python;
pub(crate) mod ruby;
mod rust;
pub(crate) mod swift;
mod widget;

use anyhow::{Result, bail};

use crate::language::Language;

pub(crate) const ALL: &[&dyn Language] = &[
    &rust::Rust,
    &python::Python,
    &node::Node,
    &c::C,
    &go::Go,
    &jvm::Jvm,
    &ruby::Ruby,
    &swift::Swift,
    &widget::Widget,
];

pub(crate) fn named(name: &str) -> Result<&'static dyn Language> {
    match ALL.iter().find(|language| language.name() == name) {
        Some(language) => Ok(*language),
        None => {
            let names = ALL
                .iter()
                .map(|language| language.name())
                .collect::<Vec<_>>();
            bail!(
                "unknown language {name:?}; the languages are {}",
                names.join(", ")
            )
        }
    }
}
