//! The addresses that makers of browsers have for their browsers, and what each is for.
//!
//! Decides maker and purpose out of a table of facts, each with its source, and how what was told reads beside them
//! (`reading`). Refuses to weigh them: an address that is for updates may be told a history, and then a finding says so.

mod reading;

use std::collections::HashMap;
use std::sync::LazyLock;

use serde::{Deserialize, Serialize};

pub use reading::Reading;

/// Host, path, whether hosts below it count, maker, purpose, source; sorted by host and path.
const TABLE: &str = include_str!("endpoints.tsv");

/// What an address of a browser's maker is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Purpose {
    /// Signing in, and the services of an account.
    Accounts,
    /// Advertisements.
    Ads,
    /// Whether the network lets anybody through.
    CaptivePortal,
    /// Certificates and what is known of them.
    Certificate,
    /// Settings, experiments and lists that the maker sends.
    Config,
    /// Reports of crashes.
    Crash,
    /// Names of hosts.
    Dns,
    /// Extensions and their updates.
    Extensions,
    /// Where the browser is.
    Location,
    /// The new tab.
    NewTab,
    /// News.
    News,
    /// Anything else.
    Other,
    /// Messages that sites send.
    Push,
    /// Dangerous addresses and downloads.
    SafeBrowsing,
    /// Searching.
    Search,
    /// What is suggested while somebody types.
    Suggestions,
    /// Synchronisation.
    Sync,
    /// How the browser is used and how it fares.
    Telemetry,
    /// The time.
    Time,
    /// Translation.
    Translate,
    /// The browser's own updates.
    Update,
}

impl Purpose {
    /// All of them, in the order of their names.
    pub const ALL: [Self; 21] = [
        Self::Accounts,
        Self::Ads,
        Self::CaptivePortal,
        Self::Certificate,
        Self::Config,
        Self::Crash,
        Self::Dns,
        Self::Extensions,
        Self::Location,
        Self::NewTab,
        Self::News,
        Self::Other,
        Self::Push,
        Self::SafeBrowsing,
        Self::Search,
        Self::Suggestions,
        Self::Sync,
        Self::Telemetry,
        Self::Time,
        Self::Translate,
        Self::Update,
    ];

    /// Its name in the table and in reports.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Accounts => "accounts",
            Self::Ads => "ads",
            Self::CaptivePortal => "captive_portal",
            Self::Certificate => "certificate",
            Self::Config => "config",
            Self::Crash => "crash",
            Self::Dns => "dns",
            Self::Extensions => "extensions",
            Self::Location => "location",
            Self::NewTab => "new_tab",
            Self::News => "news",
            Self::Other => "other",
            Self::Push => "push",
            Self::SafeBrowsing => "safe_browsing",
            Self::Search => "search",
            Self::Suggestions => "suggestions",
            Self::Sync => "sync",
            Self::Telemetry => "telemetry",
            Self::Time => "time",
            Self::Translate => "translate",
            Self::Update => "update",
        }
    }

    fn of(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|purpose| purpose.name() == name)
    }
}

/// An address of a browser's maker.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Endpoint {
    /// Who runs it.
    pub vendor: &'static str,
    /// What for.
    pub purpose: Purpose,
    /// Where that is known from.
    pub source: &'static str,
}

#[derive(Debug, Clone, Copy)]
struct Row {
    host: &'static str,
    path: &'static str,
    below: bool,
    endpoint: Endpoint,
}

fn rows() -> impl Iterator<Item = Row> {
    TABLE.lines().filter(|line| !line.starts_with('#')).filter_map(|line| {
        let mut fields = line.split('\t');
        let mut next = || fields.next();
        let (host, path, below) = (next()?, next()?, next()? == "*");
        let (vendor, purpose, source) = (next()?, Purpose::of(next()?)?, next()?);
        Some(Row { host, path, below, endpoint: Endpoint { vendor, purpose, source } })
    })
}

/// The rows of each host. Read once: a glance at the table for every request would cost more than the rest of judging.
static BY_HOST: LazyLock<HashMap<&'static str, Vec<Row>>> = LazyLock::new(|| {
    let mut by_host: HashMap<&str, Vec<Row>> = HashMap::new();
    rows().for_each(|row| by_host.entry(row.host).or_default().push(row));
    by_host
});

/// Whose endpoint a host and path are: the row that says most about the host, then about the path.
#[must_use]
pub fn endpoint(host: &str, path: &str) -> Option<Endpoint> {
    let host = host.strip_suffix('.').unwrap_or(host);
    let labels = host.match_indices('.').map(|(at, _)| &host[at + 1..]);
    std::iter::once(host).chain(labels).find_map(|name| {
        let meets = |row: &&Row| (row.below || name.len() == host.len()) && path.starts_with(row.path);
        let row = BY_HOST.get(name)?.iter().filter(meets).max_by_key(|row| row.path.len())?;
        Some(row.endpoint)
    })
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use url::Url;

    use super::{Purpose, TABLE, endpoint, rows};

    #[test]
    fn the_table_is_whole_sorted_and_each_row_says_where_it_is_from() {
        let lines: Vec<&str> = TABLE.lines().filter(|line| !line.starts_with('#')).collect();
        assert_eq!(rows().count(), lines.len(), "a row has a purpose that nobody knows, or a field too few");
        assert!(lines.len() >= 120);
        let keys: Vec<_> = rows().map(|row| (row.host, row.path)).collect();
        assert!(keys.windows(2).all(|pair| pair[0] < pair[1]), "sorted, and no row twice");
        for line in &lines {
            assert_eq!(line.split('\t').count(), 6, "{line}");
            assert!(line.split('\t').all(|field| !field.is_empty() && field.trim() == field), "{line}");
        }
        for row in rows() {
            let url = Url::parse(&format!("https://{}{}", row.host, row.path)).unwrap();
            assert_eq!((url.host_str(), url.path()), (Some(row.host), row.path));
        }
        let vendors: BTreeSet<_> = rows().map(|row| row.endpoint.vendor).collect();
        let wanted = [
            "Brave",
            "DuckDuckGo",
            "Google",
            "Huawei",
            "Microsoft",
            "Mozilla",
            "Opera",
            "Samsung",
            "Tencent",
            "UC",
            "Vivaldi",
            "Xiaomi",
            "Yandex",
        ];
        assert!(vendors.into_iter().eq(wanted));
    }

    #[test]
    fn purposes_are_sorted_by_the_names_that_reports_give_them() {
        let names = Purpose::ALL.map(Purpose::name);
        assert!(names.is_sorted() && Purpose::ALL.is_sorted());
        assert_eq!(serde_json::to_value(Purpose::ALL).unwrap(), serde_json::json!(names));
    }

    #[test]
    fn the_same_host_may_serve_several_purposes() {
        let purpose = |host, path| endpoint(host, path).map(|endpoint| endpoint.purpose);
        assert_eq!(purpose("clients2.google.com", "/time/1/current"), Some(Purpose::Time));
        assert_eq!(purpose("clients2.google.com", "/service/update2/crx"), Some(Purpose::Extensions));
        assert_eq!(purpose("clients2.google.com", "/else"), None);
        assert_eq!(purpose("merino.services.mozilla.com", "/api/v1/suggest"), Some(Purpose::Suggestions));
        assert_eq!(purpose("merino.services.mozilla.com", "/api/v1/weather"), Some(Purpose::NewTab));
    }

    #[test]
    fn hosts_below_count_only_where_the_table_says_so() {
        let vendor = |host| endpoint(host, "/").map(|endpoint| endpoint.vendor);
        assert_eq!(vendor("de.phish-report.mozilla.com"), Some("Mozilla"));
        assert_eq!(vendor("x.aus5.mozilla.org"), None);
        assert_eq!(vendor("notphish-report.mozilla.com"), None);
    }
}
