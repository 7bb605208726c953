//! Where things are, and shells with the right environment.

use std::env;
use std::ffi::OsString;
use std::fs::{self, File};
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, bail};
use fd_lock::RwLock;
use xshell::{Shell, cmd};

/// The checkout and what every command needs to know of it. Nothing is written outside `target/`
/// and `dist/`.
#[derive(Debug, Clone)]
pub(crate) struct Context {
    /// The checkout.
    pub(crate) root: PathBuf,
    /// `target/ci`: what is built or installed for the checks.
    pub(crate) build: PathBuf,
    /// `dist`: what is released.
    pub(crate) dist: PathBuf,
    /// The version of the workspace.
    pub(crate) version: String,
    /// Also what takes long.
    pub(crate) deep: bool,
    /// Also what only a release needs, such as wheels for free-threaded Python.
    pub(crate) release: bool,
    /// Only the suites on the packages that are in `dist` already.
    pub(crate) packed: bool,
}

impl Context {
    pub(crate) fn new() -> Result<Self> {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"))
            .parent()
            .context("ci/ is not in a checkout")?
            .to_path_buf();
        Ok(Self {
            build: root.join("target/ci"),
            dist: root.join("dist"),
            version: env!("CARGO_PKG_VERSION").to_owned(),
            deep: false,
            release: false,
            packed: false,
            root,
        })
    }

    /// Creates the folders that everything is written to.
    pub(crate) fn create_folders(&self) -> Result<()> {
        fs::create_dir_all(&self.build)?;
        Ok(fs::create_dir_all(&self.dist)?)
    }

    /// For the checks.
    pub(crate) fn with(&self, deep: bool, packed: bool) -> Self {
        Self {
            deep,
            packed,
            ..self.clone()
        }
    }

    /// A path below the checkout.
    pub(crate) fn path(&self, relative: &str) -> PathBuf {
        self.root.join(relative)
    }

    /// A shell in a folder of the checkout ("" is the checkout itself).
    pub(crate) fn shell(&self, folder: &str) -> Result<Shell> {
        let shell = Shell::new()?;
        shell.change_dir(self.root.join(folder));
        for (name, value) in [
            ("PIP_DISABLE_PIP_VERSION_CHECK", "1"),
            ("PYTHONDONTWRITEBYTECODE", "1"),
            ("npm_config_fund", "false"),
            ("npm_config_audit", "false"),
            ("npm_config_update_notifier", "false"),
        ] {
            shell.set_var(name, value);
        }
        if self.deep {
            shell.set_var("NOTIFIZZ_DEEP", "1");
        }
        Ok(shell)
    }

    /// A shell for what is released: no path of this machine gets into it, so that two checkouts
    /// build the same bytes. The encoded form takes checkouts whose path has a blank.
    pub(crate) fn release_shell(&self, folder: &str) -> Result<Shell> {
        let shell = self.shell(folder)?;
        shell.set_var("CARGO_ENCODED_RUSTFLAGS", self.release_flags());
        Ok(shell)
    }

    /// For `CARGO_ENCODED_RUSTFLAGS`.
    pub(crate) fn release_flags(&self) -> OsString {
        let mut flags = OsString::from("--remap-path-prefix=");
        flags.push(&self.root);
        flags.push("=/notifizz-token\u{1f}--remap-path-prefix=");
        flags.push(cargo_home());
        flags.push("=/cargo");
        flags
    }

    /// The Python that runs helpers: `$PYTHON`, else python3, else python.
    pub(crate) fn python(&self) -> Result<PathBuf> {
        python().context("python3 is missing: install Python 3.10 or later")
    }

    /// A shell with the pinned tools of ci/requirements.txt in front of its PATH. They are installed
    /// below target/ci when they are first needed, and again when the list changes.
    pub(crate) fn tools_shell(&self, folder: &str) -> Result<Shell> {
        let venv = self.venv(
            "tools",
            &["--requirement", "ci/requirements.txt"],
            &["ci/requirements.txt"],
        )?;
        let shell = self.shell(folder)?;
        prepend_path(&shell, &venv.join(SCRIPTS))?;
        Ok(shell)
    }

    /// As `tools_shell`, for what is released.
    pub(crate) fn release_tools_shell(&self, folder: &str) -> Result<Shell> {
        let shell = self.tools_shell(folder)?;
        shell.set_var("CARGO_ENCODED_RUSTFLAGS", self.release_flags());
        Ok(shell)
    }

    /// The folder of a virtual environment `target/ci/NAME` made by `pip install ARGUMENTS`, kept
    /// until the arguments, the Python or one of the `inputs` (files) change.
    pub(crate) fn venv(&self, name: &str, arguments: &[&str], inputs: &[&str]) -> Result<PathBuf> {
        // Two steps that run side by side may want it at the same time.
        let mut lock = self.lock(&name.replace('/', "-"))?;
        let _only_one = lock.write()?;
        let python = self.python()?;
        let folder = self.build.join(name);
        let shell = self.shell("")?;
        let mut stamp = format!(
            "{}\n{}\n",
            cmd!(shell, "{python} --version").quiet().read()?,
            arguments.join(" ")
        );
        for input in inputs {
            stamp += &fs::read_to_string(self.path(input)).with_context(|| (*input).to_owned())?;
        }
        let stamp_file = folder.join("stamp");
        if fs::read_to_string(&stamp_file).is_ok_and(|kept| kept == stamp) {
            return Ok(folder);
        }
        remove(&folder)?;
        cmd!(shell, "{python} -m venv {folder}").run()?;
        let pip = folder.join(SCRIPTS).join("python");
        cmd!(shell, "{pip} -m pip install --quiet {arguments...}").run()?;
        fs::write(&stamp_file, stamp)?;
        Ok(folder)
    }

    /// The program of a virtual environment.
    pub(crate) fn venv_python(&self, name: &str) -> PathBuf {
        self.build.join(name).join(SCRIPTS).join("python")
    }

    /// A lock for what only one process may use at a time, such as a folder of downloads.
    pub(crate) fn lock(&self, name: &str) -> Result<RwLock<File>> {
        Ok(RwLock::new(File::create(
            self.build.join(name).with_extension("lock"),
        )?))
    }

    /// An empty folder below target/ci.
    pub(crate) fn empty_folder(&self, name: &str) -> Result<PathBuf> {
        let folder = self.build.join(name);
        remove(&folder)?;
        fs::create_dir_all(&folder)?;
        Ok(folder)
    }

    /// The files in dist/ whose name begins and ends like this, newest name last.
    pub(crate) fn artefacts(&self, start: &str, end: &str) -> Result<Vec<PathBuf>> {
        let mut files = Vec::new();
        for entry in fs::read_dir(&self.dist)? {
            let path = entry?.path();
            let name = path
                .file_name()
                .and_then(|name| name.to_str())
                .unwrap_or_default();
            if name.starts_with(start) && name.ends_with(end) {
                files.push(path);
            }
        }
        files.sort();
        Ok(files)
    }

    /// The only file in dist/ whose name begins and ends like this.
    pub(crate) fn artefact(&self, start: &str, end: &str) -> Result<PathBuf> {
        let mut files = self.artefacts(start, end)?;
        match (files.pop(), files.is_empty()) {
            (Some(file), true) => Ok(file),
            (None, _) => bail!("dist/ has no {start}*{end}; run `cargo ci package`"),
            (Some(_), false) => bail!("dist/ has more than one {start}*{end}"),
        }
    }
}

/// The folder of programs in a virtual environment.
pub(crate) const SCRIPTS: &str = if cfg!(windows) { "Scripts" } else { "bin" };

/// The path of a program, if there is one. The variable, if set, names another program.
pub(crate) fn find(program: &str, variable: &str) -> Option<PathBuf> {
    match env::var_os(variable) {
        Some(value) if !value.is_empty() => which::which(value).ok(),
        _ => which::which(program).ok(),
    }
}

fn python() -> Option<PathBuf> {
    find("python3", "PYTHON").or_else(|| which::which("python").ok())
}

/// What every language needs.
pub(crate) const CARGO: (&str, &str, &str) = ("cargo", "CARGO", "Rust 1.88 or later (rustup)");

/// What links C.
pub(crate) const CC: (&str, &str, &str) = ("cc", "CC", "a C compiler (build-essential)");

/// What to install if a program is not there: the first of `(program, variable, what)` that is missing.
pub(crate) fn missing(programs: &[(&str, &str, &str)]) -> Option<String> {
    programs
        .iter()
        .find(|(program, variable, _)| find(program, variable).is_none())
        .map(|(program, _, what)| format!("{program} is missing: install {what}"))
}

/// What to install if there is no nightly toolchain of Rust, which has the sanitizers.
pub(crate) fn missing_nightly() -> Option<String> {
    let version = std::process::Command::new("cargo")
        .args(["+nightly", "--version"])
        .output();
    match version {
        Ok(output) if output.status.success() => None,
        _ => Some("a nightly toolchain is missing: rustup toolchain install nightly".to_owned()),
    }
}

/// What to install if there is no Python that can make virtual environments.
pub(crate) fn missing_python() -> Option<String> {
    let Some(python) = python() else {
        return Some(
            "python3 is missing: install python3 3.10 or later and python3-venv".to_owned(),
        );
    };
    let code = "import sys, ensurepip, venv; sys.exit(sys.version_info < (3, 10))";
    let usable = std::process::Command::new(python)
        .args(["-c", code])
        .output();
    match usable {
        Ok(output) if output.status.success() => None,
        _ => Some("Python is too old or has no venv module: install python3 3.10 or later and python3-venv".to_owned()),
    }
}

/// Puts a folder in front of the PATH of a shell.
pub(crate) fn prepend_path(shell: &Shell, folder: &Path) -> Result<()> {
    let path = shell.var_os("PATH").unwrap_or_default();
    let folders = core::iter::once(folder.to_path_buf()).chain(env::split_paths(&path));
    shell.set_var("PATH", env::join_paths(folders)?);
    Ok(())
}

/// Removes a file or a folder with all that is in it; it need not be there.
pub(crate) fn remove(path: &Path) -> Result<()> {
    match fs::symlink_metadata(path) {
        Err(_) => Ok(()),
        Ok(metadata) if metadata.is_dir() => {
            fs::remove_dir_all(path).with_context(|| path.display().to_string())
        }
        Ok(_) => fs::remove_file(path).with_context(|| path.display().to_string()),
    }
}

/// Copies a folder with all that is in it, but for names in `except`.
pub(crate) fn copy_folder(from: &Path, to: &Path, except: &[&str]) -> Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from).with_context(|| from.display().to_string())? {
        let entry = entry?;
        if except.iter().any(|name| entry.file_name() == *name) {
            continue;
        }
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy_folder(&entry.path(), &target, except)?;
        } else {
            fs::copy(entry.path(), target)?;
        }
    }
    Ok(())
}

/// The files below a folder.
pub(crate) fn files(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            files.extend(self::files(&path)?);
        } else {
            files.push(path);
        }
    }
    Ok(files)
}

fn cargo_home() -> PathBuf {
    env::var_os("CARGO_HOME")
        .map(PathBuf::from)
        .or_else(|| env::home_dir().map(|home| home.join(".cargo")))
        .unwrap_or_default()
}
