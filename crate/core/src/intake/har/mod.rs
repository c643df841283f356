//! Captures in the HTTP archive format.
//!
//! Decides what of such a capture is a request, with the quirks of each tool that writes the format. Refuses to know
//! where its parts stand in the file (`super::capture` does) and what the requests tell.

mod body;
mod clock;
mod entry;
mod log;
mod purpose;
#[cfg(test)]
mod tests;
mod wire;
pub mod write;

pub use clock::moment;
pub(super) use log::Log;

/// A tool that writes HAR, as far as its way of writing differs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Writer {
    Chromium,
    Firefox,
    Safari,
    Mitmproxy,
    HttpToolkit,
    Charles,
    Pcapdroid,
    Other,
}

impl Writer {
    fn of(creator: &str) -> Self {
        let creator = creator.to_ascii_lowercase();
        match creator.as_str() {
            "webinspector" => Self::Chromium,
            "firefox" => Self::Firefox,
            "webkit web inspector" => Self::Safari,
            _ if creator.contains("mitmproxy") => Self::Mitmproxy,
            _ if creator.contains("http toolkit") => Self::HttpToolkit,
            _ if creator.contains("charles") => Self::Charles,
            _ if creator.contains("pcapdroid") => Self::Pcapdroid,
            _ => Self::Other,
        }
    }

    /// Whether it sits inside a browser, and so sees pages but not the browser's own requests.
    fn is_browser(self) -> bool {
        matches!(self, Self::Chromium | Self::Firefox | Self::Safari)
    }
}
