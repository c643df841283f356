//! The command line as people type it.
//!
//! Decides names, defaults and help. Refuses to do any of it.

use std::path::PathBuf;

use clap::builder::PossibleValue;
use clap::{Args, Parser, Subcommand, ValueEnum};
use clap_complete::Shell;
use telltale_core::finding::Category;
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
    /// Write what two sides show as a document that can be handed on, checked and repeated
    #[command(after_help = EVIDENCE_EXAMPLES)]
    Evidence(Evidence),
    /// Say of each request whether a tracker list hits it
    #[command(after_help = MATCH_EXAMPLES)]
    Match(Match),
    /// Compile tracker lists, and show what is in a compiled one
    #[command(subcommand)]
    Lists(Lists),
    /// Write what a shell needs to complete command lines
    #[command(after_help = COMPLETIONS_EXAMPLES)]
    Completions {
        /// The shell
        #[arg(value_enum, value_name = "SHELL")]
        shell: Shell,
    },
    /// Write the manual page of telltale, or of one command
    #[command(after_help = MAN_EXAMPLES)]
    Man {
        /// A command, such as report
        #[arg(value_name = "COMMAND")]
        command: Option<String>,
    },
}

const REPORT_EXAMPLES: &str = "\
Captures are HAR files, also gzipped (.har.gz), zlib-compressed (.zhar) or in a zip archive, recognised by content.
docs/capturing.md says how to make one.

Examples:
  telltale report news.har
  telltale report --mode private --format json incognito.har > report.json
  xz -dc big.har.xz | telltale report --mode normal -
  telltale report --format html news.har > report.html
  telltale report --fail-over 40 --fail-on contact site.har    (docs/ci.md: exit status 2 where it holds)";

const COMPARE_EXAMPLES: &str = "\
The two sides need not be windows: before and after a switch was set is a comparison, too.

Examples:
  telltale compare --normal normal.har --private incognito.har
  telltale compare --normal before.har --private after.har --format json
  telltale compare --normal a.har --private b.har --fail-on linked   (exit status 2 if they can be joined)";

const EVIDENCE_EXAMPLES: &str = "\
The document is telltale/evidence/1 (docs/evidence.md): values are shortened, equal values have equal hashes, each
finding says how to get to it, and a seal shows that nothing was changed. What nobody states is not in it.

Examples:
  telltale evidence --normal normal.har --private incognito.har --out evidence
  telltale evidence --normal normal.har --private incognito.har --format html > evidence.html
  telltale evidence --normal a.har --private b.har --about about.json --incident incident.json --label 'Mint 3.4.3'
  telltale evidence --normal a.har --private b.har --out evidence --raw-har requests.har   (holds values whole)";

const COMPLETIONS_EXAMPLES: &str = "\
Examples:
  telltale completions bash > ~/.local/share/bash-completion/completions/telltale
  telltale completions fish > ~/.config/fish/completions/telltale.fish";

const MAN_EXAMPLES: &str = "\
Examples:
  telltale man | man -l -
  telltale man report > telltale-report.1";

const SHOW_EXAMPLES: &str = "\
Examples:
  telltale lists show
  telltale lists show trackers.bin";

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
    /// Exit with status 2 when somebody other than the site was told this; may be given several times
    #[arg(long, value_enum, value_name = "CATEGORY", hide_possible_values = true)]
    pub(crate) fail_on: Vec<Told>,
    #[command(flatten)]
    pub(crate) judged: Judged,
    /// The key of the report's hashes, as 64 hexadecimal digits; random by default, so that reports cannot be joined
    #[arg(long, value_name = "HEX", value_parser = key)]
    pub(crate) key: Option<Key>,
}

#[derive(Debug, Args)]
pub(crate) struct Compare {
    /// Captures of the first side, or one saved recording: normal windows
    #[arg(long, required = true, num_args = 1.., value_name = "FILE")]
    pub(crate) normal: Vec<String>,
    /// Captures of the second side, or one saved recording: private windows
    #[arg(long, required = true, num_args = 1.., value_name = "FILE")]
    pub(crate) private: Vec<String>,
    /// What to write
    #[arg(long, value_enum, default_value_t = Format::Text, value_name = "FORMAT")]
    pub(crate) format: Format,
    /// Show the values that join the sides; without it they are hashed
    #[arg(long)]
    pub(crate) reveal: bool,
    /// Exit with status 2 when this holds (linked, undecided, new-recipient, or a category that was told on the second
    /// side); may be given several times
    #[arg(long, value_enum, value_name = "CONDITION", hide_possible_values = true)]
    pub(crate) fail_on: Vec<Condition>,
    #[command(flatten)]
    pub(crate) judged: Judged,
    /// The key of the hashes, as 64 hexadecimal digits; random by default, so that comparisons cannot be joined
    #[arg(long, value_name = "HEX", value_parser = key)]
    pub(crate) key: Option<Key>,
}

#[derive(Debug, Args)]
pub(crate) struct Evidence {
    /// Captures of the first side: normal windows
    #[arg(long, required = true, num_args = 1.., value_name = "FILE")]
    pub(crate) normal: Vec<String>,
    /// Captures of the second side: private windows
    #[arg(long, required = true, num_args = 1.., value_name = "FILE")]
    pub(crate) private: Vec<String>,
    /// What to write to standard output
    #[arg(long, value_enum, default_value_t = DocumentFormat::Json, value_name = "FORMAT")]
    pub(crate) format: DocumentFormat,
    /// Write evidence.json and evidence.html into this directory instead
    #[arg(long, value_name = "DIR", conflicts_with = "format")]
    pub(crate) out: Option<PathBuf>,
    /// What the document is called
    #[arg(long, value_name = "TEXT")]
    pub(crate) label: Option<String>,
    /// What was looked at, with which settings, in which steps, and what others say: JSON, see docs/evidence.md
    #[arg(long, value_name = "FILE")]
    pub(crate) about: Option<String>,
    /// The fields of a register's record of the incident: JSON, see docs/evidence.md
    #[arg(long, value_name = "FILE")]
    pub(crate) incident: Option<String>,
    /// Also write the requests themselves to FILE, with every address, cookie and body whole: give it only to whom you
    /// trust with all of that
    #[arg(long, value_name = "FILE")]
    pub(crate) raw_har: Option<PathBuf>,
    /// Show values and addresses whole; without it they are shortened and hashed
    #[arg(long)]
    pub(crate) reveal: bool,
    #[command(flatten)]
    pub(crate) judged: Judged,
    /// The key of the document's hashes, as 64 hexadecimal digits; random by default. Who has it can try values out
    #[arg(long, value_name = "HEX", value_parser = key)]
    pub(crate) key: Option<Key>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum DocumentFormat {
    /// For programs: telltale/evidence/1, see docs/evidence.schema.json
    Json,
    /// For people: one file without a script
    Html,
}

/// A category that was told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Told(pub(crate) Category);

impl Told {
    const ALL: [Self; 20] = {
        let mut all = [Self(Category::PageUrl); 20];
        let mut at = 0;
        while at < all.len() {
            all[at] = Self(Category::ALL[at]);
            at += 1;
        }
        all
    };
}

impl ValueEnum for Told {
    fn value_variants<'a>() -> &'a [Self] {
        &Self::ALL
    }

    fn to_possible_value(&self) -> Option<PossibleValue> {
        Some(PossibleValue::new(self.0.name()))
    }
}

/// What can be wrong with two sides.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Condition {
    /// The sides can be joined.
    Linked,
    /// Nobody can say whether they can.
    Undecided,
    /// A recipient heard on the second side only.
    NewRecipient,
    /// This was told on the second side.
    Told(Category),
}

impl Condition {
    const ALL: [Self; 23] = {
        let mut all = [Self::Linked; 23];
        (all[1], all[2]) = (Self::Undecided, Self::NewRecipient);
        let mut at = 0;
        while at < Told::ALL.len() {
            all[at + 3] = Self::Told(Told::ALL[at].0);
            at += 1;
        }
        all
    };
}

impl ValueEnum for Condition {
    fn value_variants<'a>() -> &'a [Self] {
        &Self::ALL
    }

    fn to_possible_value(&self) -> Option<PossibleValue> {
        match self {
            Self::Linked => Some(PossibleValue::new("linked")),
            Self::Undecided => Some(PossibleValue::new("undecided")),
            Self::NewRecipient => Some(PossibleValue::new("new-recipient")),
            Self::Told(category) => Told(*category).to_possible_value(),
        }
    }
}

/// What requests are judged by, besides what is built in.
#[derive(Debug, Args)]
pub(crate) struct Judged {
    /// Use this tracker list, as text or compiled, in place of the built-in ones
    #[arg(long, value_name = "FILE")]
    pub(crate) list: Option<String>,
    /// Try these beacons of your own before the built-in ones: JSON, see docs/adding-a-decoder.md; may be given several times
    #[arg(long, value_name = "FILE")]
    pub(crate) beacons: Vec<String>,
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
    #[command(after_help = SHOW_EXAMPLES)]
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
    /// For programs: see the schemas in docs/
    Json,
    /// For people: one file without a script
    Html,
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
