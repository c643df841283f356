//! `telltale-lists`: reads list packages and writes what the core opens.
//!
//! Decides where files lie. What is in them, the library decides.

use std::fmt::Display;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use telltale_lists::packages::{self, Manifest, Origin, PackageFile};
use telltale_lists::{
    Source, compile, compile_addresses, compile_companies, compile_suffixes, ranges_of_registrations, sha256,
    suffix_rules_of_trie,
};

const USAGE: &str = "usage: telltale-lists compile --output DIR [--node-modules DIR]
                              [--list FILE]… [--suffixes FILE] [--companies FILE]
                              (--registrations DIR | --addresses FILE)
       telltale-lists texts --output DIR --node-modules DIR

Writes trackers.bin, suffixes.bin, companies.bin, addresses.bin and sources.json into the output directory and prints what became
of every line. What is not given as a file is taken from the npm packages below --node-modules:
  lists      @adguard/dnr-rulesets
  suffixes   tldts (a FILE is the text of the public suffix list)
  companies  third-party-web (a FILE is its dist/entities-nostats.json)
The addresses are those of the crate iptocc, of which DIR is what Cargo unpacked, or of a FILE with first address, last address and country on each line: 192.0.2.0,192.0.2.255,DE

The second command writes what the packages hold as text for other engines: trackers.txt, a filter list, and suffixes.dat, the
public suffix list.
";

fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().skip(1).collect();
    if args.iter().any(|arg| arg == "--help" || arg == "-h") {
        return say(USAGE);
    }
    let said = match args.split_first() {
        Some((command, options)) if command == "compile" => Task::read(options).and_then(|task| task.run()),
        Some((command, options)) if command == "texts" => Task::read(options).and_then(|task| task.texts()),
        _ => Err(format!("the commands are \"compile\" and \"texts\"\n{USAGE}")),
    };
    match said {
        Ok(said) => say(&said),
        Err(sentence) => {
            // Nothing is left to be done when even this cannot be said.
            let _ = writeln!(std::io::stderr(), "telltale-lists: {sentence}");
            ExitCode::FAILURE
        }
    }
}

fn say(text: &str) -> ExitCode {
    match std::io::stdout().write_all(text.as_bytes()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(_) => ExitCode::FAILURE,
    }
}

#[derive(Default)]
struct Task {
    output: PathBuf,
    node_modules: Option<PathBuf>,
    lists: Vec<PathBuf>,
    suffixes: Option<PathBuf>,
    companies: Option<PathBuf>,
    registrations: Option<PathBuf>,
    addresses: Option<PathBuf>,
}

impl Task {
    fn read(options: &[String]) -> Result<Self, String> {
        let mut task = Self::default();
        let mut output = None;
        let mut args = options.iter();
        while let Some(flag) = args.next() {
            let mut value = || args.next().map(PathBuf::from).ok_or(format!("{flag} needs a value\n{USAGE}"));
            match flag.as_str() {
                "--output" => output = Some(value()?),
                "--node-modules" => task.node_modules = Some(value()?),
                "--list" => task.lists.push(value()?),
                "--suffixes" => task.suffixes = Some(value()?),
                "--companies" => task.companies = Some(value()?),
                "--registrations" => task.registrations = Some(value()?),
                "--addresses" => task.addresses = Some(value()?),
                other => return Err(format!("{other} is no option\n{USAGE}")),
            }
        }
        task.output = output.ok_or(format!("--output is missing\n{USAGE}"))?;
        Ok(task)
    }

    fn run(&self) -> Result<String, String> {
        let mut origins = Vec::new();
        let (trackers, census) = self.trackers(&mut origins)?;
        let suffixes = self.suffixes(&mut origins)?;
        let companies = self.companies(&mut origins)?;
        let addresses = self.addresses(&mut origins)?;
        let sources = serde_json::to_string_pretty(&origins).map_err(|why| why.to_string())? + "\n";
        self.write(&[
            ("trackers.bin", &trackers),
            ("suffixes.bin", &suffixes),
            ("companies.bin", &companies),
            ("addresses.bin", &addresses),
            ("sources.json", sources.as_bytes()),
        ])?;
        Ok(census)
    }

    /// What the packages hold, as text.
    fn texts(&self) -> Result<String, String> {
        let (_, trackers) = self.packed_trackers()?;
        let (_, _, _, suffixes) = self.packed_suffixes()?;
        self.write(&[("trackers.txt", trackers.as_bytes()), ("suffixes.dat", suffixes.as_bytes())])?;
        Ok(String::new())
    }

    fn write(&self, files: &[(&str, &[u8])]) -> Result<(), String> {
        fs::create_dir_all(&self.output).map_err(|why| at(&self.output, why))?;
        for (name, bytes) in files {
            let path = self.output.join(name);
            fs::write(&path, bytes).map_err(|why| at(&path, why))?;
        }
        Ok(())
    }

    fn packed_trackers(&self) -> Result<(Manifest, String), String> {
        let (manifest, path, json) = self.package(packages::TRACKERS)?;
        let text = packages::list_of_ruleset(&json).map_err(|why| at(&path, why))?;
        Ok((manifest, text))
    }

    /// The package's manifest, the path and text of its module, and the list in that.
    fn packed_suffixes(&self) -> Result<(Manifest, PathBuf, String, String), String> {
        let (manifest, path, module) = self.package(packages::SUFFIXES)?;
        let text = suffix_rules_of_trie(&module).map_err(|why| at(&path, why))?;
        Ok((manifest, path, module, text))
    }

    fn trackers(&self, origins: &mut Vec<Origin>) -> Result<(Vec<u8>, String), String> {
        let mut texts = Vec::new();
        if self.lists.is_empty() {
            let (manifest, text) = self.packed_trackers()?;
            texts.push((text, "AdGuard Tracking Protection".to_owned(), Some(manifest)));
        }
        for path in &self.lists {
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            texts.push((read(path)?, name, None));
        }
        let mut sources = Vec::new();
        for (text, name, manifest) in &texts {
            let mut source = Source::new(text, name);
            let origin = manifest.as_ref().map(|manifest| manifest.origin(packages::TRACKERS, name, b""));
            if let Some(origin) = &origin {
                source.licence.clone_from(&origin.licence);
            }
            origins.push(Origin::of_list(&source, origin.and_then(|origin| origin.package)));
            sources.push(source);
        }
        let compiled = compile(&sources).map_err(|why| why.to_string())?;
        Ok((compiled.blob, compiled.census.to_string()))
    }

    fn suffixes(&self, origins: &mut Vec<Origin>) -> Result<Vec<u8>, String> {
        const NAME: &str = "Public Suffix List";
        let (path, text) = match &self.suffixes {
            Some(path) => {
                let text = read(path)?;
                origins.push(given(NAME, "MPL-2.0", &text));
                (path.clone(), text)
            }
            None => {
                let (manifest, path, module, text) = self.packed_suffixes()?;
                origins.push(manifest.origin(packages::SUFFIXES, NAME, module.as_bytes()));
                (path, text)
            }
        };
        compile_suffixes(&text).map_err(|why| at(&path, why))
    }

    fn companies(&self, origins: &mut Vec<Origin>) -> Result<Vec<u8>, String> {
        let (path, json) = match &self.companies {
            Some(path) => {
                let json = read(path)?;
                origins.push(given("third-party-web", "", &json));
                (path.clone(), json)
            }
            None => {
                let (manifest, path, json) = self.package(packages::COMPANIES)?;
                origins.push(manifest.origin(packages::COMPANIES, "third-party-web", json.as_bytes()));
                (path, json)
            }
        };
        compile_companies(&json).map_err(|why| at(&path, why))
    }

    fn addresses(&self, origins: &mut Vec<Origin>) -> Result<Vec<u8>, String> {
        let (path, text, origin) = match (&self.addresses, &self.registrations) {
            (Some(path), _) => {
                let text = read(path)?;
                let origin = given(packages::REGISTRATIONS, "", &text);
                (path, text, origin)
            }
            (None, Some(root)) => {
                let manifest = root.join("Cargo.toml");
                let text = read(&manifest)?;
                let version =
                    packages::version_of_crate(&text).ok_or_else(|| at(&manifest, "it names no version"))?;
                let [v4, v6] = packages::REGISTRATION_FILES.map(|file| {
                    let path = root.join(file);
                    fs::read(&path).map_err(|why| at(&path, why))
                });
                let (v4, v6) = (v4?, v6?);
                let text = ranges_of_registrations(&v4, &v6).map_err(|why| at(root, why))?;
                (root, text, packages::origin_of_registrations(version, &v4, &v6))
            }
            (None, None) => return Err(format!("give --registrations or --addresses\n{USAGE}")),
        };
        let blob = compile_addresses(&text, &origin).map_err(|why| at(path, why))?;
        origins.push(origin);
        Ok(blob)
    }

    /// A package's manifest, and the path and text of a file in it.
    fn package(&self, file: PackageFile) -> Result<(Manifest, PathBuf, String), String> {
        let root = self.node_modules.as_ref().ok_or_else(|| {
            format!("give --node-modules, so that {} can be read from {}\n{USAGE}", file.path, file.package)
        })?;
        let root = root.join(file.package);
        let manifest = root.join("package.json");
        let installed = |sentence: String| format!("{sentence}; npm ci installs {}", file.package);
        let text = read(&manifest).map_err(installed)?;
        let package = Manifest::read(&text).map_err(|why| at(&manifest, why))?;
        let path = root.join(file.path);
        let text = read(&path).map_err(installed)?;
        Ok((package, path, text))
    }
}

fn given(name: &str, licence: &str, text: &str) -> Origin {
    Origin {
        name: name.to_owned(),
        version: String::new(),
        licence: licence.to_owned(),
        package: None,
        sha256: sha256(text.as_bytes()),
    }
}

fn read(path: &Path) -> Result<String, String> {
    let bytes = fs::read(path).map_err(|why| at(path, why))?;
    String::from_utf8(bytes)
        .map_err(|why| at(path, format!("not UTF-8 from byte {} on", why.utf8_error().valid_up_to())))
}

fn at(path: &Path, why: impl Display) -> String {
    format!("{}: {why}", path.display())
}
