//! Runs the binary as a person does and looks at what comes out of it.

#![allow(dead_code, reason = "each test file uses its part")]
#![allow(clippy::expect_used, reason = "a test says what it expects in the shortest way")]

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use serde_json::Value;

/// What a run gave.
pub(crate) struct Run {
    pub(crate) status: i32,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl Run {
    fn of(output: Output) -> Self {
        Self {
            status: output.status.code().expect("no signal ended it"),
            out: String::from_utf8(output.stdout).expect("it writes UTF-8"),
            err: String::from_utf8(output.stderr).expect("it writes UTF-8"),
        }
    }

    /// The report, which must fit its schema.
    pub(crate) fn report(&self) -> Value {
        self.fitting("report.schema.json")
    }

    /// The JSON, which must fit a schema of `docs/`.
    pub(crate) fn fitting(&self, schema: &str) -> Value {
        assert!(!self.out.is_empty(), "{}", self.err);
        fitting(&self.out, schema)
    }

    /// The one sentence on standard error that names file, place and remedy.
    pub(crate) fn sentence(&self) -> &str {
        assert_eq!(self.err.lines().count(), 1, "one sentence, not {:?}", self.err);
        let sentence = self.err.trim_end();
        assert!(sentence.starts_with("telltale: ") && sentence.ends_with('.'), "{sentence}");
        assert!(sentence.contains("; "), "a remedy is missing: {sentence}");
        sentence
    }
}

/// A text as JSON, which must fit a schema of `docs/`.
pub(crate) fn fitting(text: &str, schema: &str) -> Value {
    let value: Value = serde_json::from_str(text).unwrap_or_else(|why| panic!("{why}: {text}"));
    let schema = std::fs::read_to_string(root().join("docs").join(schema)).unwrap();
    let schema = jsonschema::draft202012::new(&serde_json::from_str(&schema).unwrap()).unwrap();
    let faults: Vec<String> =
        schema.iter_errors(&value).map(|fault| format!("{}: {fault}", fault.instance_path())).collect();
    assert!(faults.is_empty(), "the output does not fit its schema: {faults:#?}");
    value
}

/// The root of the repository.
pub(crate) fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// The path of a capture.
pub(crate) fn capture(name: &str) -> String {
    root().join("tests/captures").join(name).to_str().expect("the path is text").to_owned()
}

fn command(args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_telltale"));
    command.args(args).env_remove("NO_COLOR");
    command
}

/// Runs `telltale` with arguments.
pub(crate) fn telltale(args: &[&str]) -> Run {
    Run::of(command(args).stdin(Stdio::null()).output().unwrap())
}

/// Runs `telltale` with arguments and bytes on standard input.
pub(crate) fn telltale_on(args: &[&str], input: &[u8]) -> Run {
    let mut child =
        command(args).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let mut stdin = child.stdin.take().unwrap();
    let input = input.to_vec();
    // On a thread of its own: the answer may fill its pipe before the question is through.
    let writer = std::thread::spawn(move || {
        // A run that stops early closes the pipe.
        _ = stdin.write_all(&input);
    });
    let run = Run::of(child.wait_with_output().unwrap());
    writer.join().unwrap();
    run
}

/// A folder for one test's files.
pub(crate) fn folder(name: &str) -> PathBuf {
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    std::fs::create_dir_all(&path).unwrap();
    path
}

/// Writes a file for one test and gives its path.
pub(crate) fn file(folder_name: &str, name: &str, bytes: &[u8]) -> String {
    let path = folder(folder_name).join(name);
    std::fs::write(&path, bytes).unwrap();
    path.to_str().expect("the path is text").to_owned()
}
