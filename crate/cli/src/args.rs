//! The command line as people type it.
//!
//! Decides names, defaults and help. Refuses to do any of it.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};
use telltale_core::intake::Mode;

/// Reads captures of what a browser sent and says what left, to whom, and in which mode.
///
/// Nothing is ever sent anywhere: Telltale reads files and writes to standard output.
#[derive(Debug, Parser)]
#[command(name = "telltale", version, max_term_width = 100, arg_required_else_help = true, after_help = EXIT_STATUS)]
pub(crate) struct Telltale {
    #[command(subcommand)]
    pub(crate) command: Command,
}

const EXIT_STATUS: &str = "\
Exit status:
  0  done
  1  the input or the way it was asked for is wrong; one sentence on standard error says what to do
  2  a condition given with --fail-… held";

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Say what the requests of captures told, and whom
    #[command(after_help = REPORT_EXAMPLES)]
    Report(Report),
    /// Say whether two sides, such as normal and private windows, can be joined, and by what
    #[command(after_help = COMPARE_EXAMPLES)]
    Compare(Compare),
    /// Say of each request whether a tracker list hits it
    #[command(after_help = MATCH_EXAMPLES)]
    Match(Match),
    /// Compile tracker lists, and show what is in a compiled one
    #[command(subcommand)]
    Lists(Lists),
}

const REPORT_EXAMPLES: &str = "\
Captures are HAR files, also gzipped (.har.gz) or zlib-compressed (.zhar), recognised by content.
docs/capturing.md says how to make one.

Examples:
  telltale report news.har
  telltale report --mode private --format json incognito.har > report.json
  xz -dc big.har.xz | telltale report --mode normal -
  telltale report --fail-over 40 site.har     (for continuous integration: exit status 2 above 40)";

const COMPARE_EXAMPLES: &str = "\
The two sides need not be windows: before and after a switch was set is a comparison, too.

Examples:
  telltale compare --normal normal.har --private incognito.har
  telltale compare --normal before.har --private after.har --format json
  telltale compare --normal a.har --private b.har --fail-on linked   (exit status 2 if they can be joined)";

const MATCH_EXAMPLES: &str = "\
Each line of standard input is a JSON list: [\"url\", \"document url\", \"type\"], with the resource types of the
WebExtension API. Each line of standard output is 1 (a rule blocks it and no exception frees it) or 0.

Example:
  echo '[\"https://www.google-analytics.com/collect\",\"https://news.example/\",\"ping\"]' | telltale match";

#[derive(Debug, Args)]
pub(crate) struct Report {
    /// Captures to read; - is standard input
    #[arg(required = true, value_name = "FILE")]
    pub(crate) files: Vec<String>,
    /// The kind of window that the captures were made in; a capture does not say it
    #[arg(long, value_enum, value_name = "MODE")]
    pub(crate) mode: Option<GivenMode>,
    /// What to write
    #[arg(long, value_enum, default_value_t = Format::Text, value_name = "FORMAT")]
    pub(crate) format: Format,
    /// Show values and addresses whole; without it they are shortened and hashed
    #[arg(long)]
    pub(crate) reveal: bool,
    /// Exit with status 2 when the exposure is above SCORE (0 to 100)
    #[arg(long, value_name = "SCORE", value_parser = clap::value_parser!(u8).range(0..=100))]
    pub(crate) fail_over: Option<u8>,
    /// Use this tracker list, as text or compiled, in place of the built-in ones
    #[arg(long, value_name = "FILE")]
    pub(crate) list: Option<String>,
    /// The key of the report's hashes, as 64 hexadecimal digits; random by default, so that reports cannot be joined
    #[arg(long, value_name = "HEX", value_parser = key)]
    pub(crate) key: Option<Key>,
}

#[derive(Debug, Args)]
pub(crate) struct Compare {
    /// Captures of the first side: normal windows
    #[arg(long, required = true, num_args = 1.., value_name = "FILE")]
    pub(crate) normal: Vec<String>,
    /// Captures of the second side: private windows
    #[arg(long, required = true, num_args = 1.., value_name = "FILE")]
    pub(crate) private: Vec<String>,
    /// What to write
    #[arg(long, value_enum, default_value_t = Format::Text, value_name = "FORMAT")]
    pub(crate) format: Format,
    /// Show the values that join the sides; without it they are hashed
    #[arg(long)]
    pub(crate) reveal: bool,
    /// Exit with status 2 when this holds; may be given several times
    #[arg(long, value_enum, value_name = "CONDITION")]
    pub(crate) fail_on: Vec<Condition>,
    /// Use this tracker list, as text or compiled, in place of the built-in ones
    #[arg(long, value_name = "FILE")]
    pub(crate) list: Option<String>,
    /// The key of the hashes, as 64 hexadecimal digits; random by default, so that comparisons cannot be joined
    #[arg(long, value_name = "HEX", value_parser = key)]
    pub(crate) key: Option<Key>,
}

/// What can be wrong with two sides.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Condition {
    /// The sides can be joined
    Linked,
    /// Nobody can say whether they can
    Undecided,
    /// A recipient heard on the second side only
    NewRecipient,
}

#[derive(Debug, Args)]
pub(crate) struct Match {
    /// Use this tracker list, as text or compiled, in place of the built-in ones
    #[arg(long, value_name = "FILE")]
    pub(crate) list: Option<String>,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Lists {
    /// Compile the texts of tracker lists (filter lists and hosts files) into one file
    #[command(after_help = "Example:\n  telltale lists compile easyprivacy.txt my-rules.txt -o trackers.bin")]
    Compile {
        /// Lists to read
        #[arg(required = true, value_name = "FILE")]
        files: Vec<String>,
        /// Where to write
        #[arg(short, long, value_name = "OUT")]
        output: PathBuf,
    },
    /// Show names, versions, licences and checksums of the lists in a file, or of the built-in ones
    Show {
        /// A tracker list, as text or compiled
        #[arg(value_name = "FILE")]
        file: Option<String>,
    },
}

/// The kinds of window that a person can name.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub(crate) enum GivenMode {
    /// An ordinary window
    Normal,
    /// A private (incognito) window
    Private,
}

impl GivenMode {
    /// What the core calls it; nothing said is unknown.
    pub(crate) fn of(given: Option<Self>) -> Mode {
        match given {
            Some(Self::Normal) => Mode::Normal,
            Some(Self::Private) => Mode::Private,
            None => Mode::Unknown,
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// For people
    Text,
    /// For programs: telltale/report/1, see docs/report.schema.json
    Json,
}

/// The key of a report's hashes. Debug output does not show it.
#[derive(Clone, Copy)]
pub(crate) struct Key(pub(crate) [u8; 32]);

impl std::fmt::Debug for Key {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Key")
    }
}

fn key(text: &str) -> Result<Key, String> {
    let digits: Option<Vec<u32>> = text.chars().map(|digit| digit.to_digit(16)).collect();
    let bytes = digits.filter(|digits| digits.len() == 64).and_then(|digits| {
        let bytes: Vec<u8> = digits.chunks(2).map(|pair| (pair[0] * 16 + pair[1]) as u8).collect();
        bytes.try_into().ok()
    });
    bytes.map(Key).ok_or_else(|| "a key is 64 hexadecimal digits".to_owned())
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    #[test]
    fn the_command_line_is_consistent() {
        super::Telltale::command().debug_assert();
    }
}
