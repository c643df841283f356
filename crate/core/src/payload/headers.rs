//! Headers: where the request came from, cookies, and what vendors put beside them.
//!
//! Decides which headers are worth asking a browser for and what each tells. Refuses to know anything of the body.

use crate::finding::Category;
use crate::intake::HeaderList;

use super::page::{Parts, Told, related_hosts};
use super::trail::Trail;
use super::walk::Walk;
use super::{Party, consent, shape};

/// Headers that tell what they always tell: name, category, code, sentence.
const TELLING: [(&str, &str, Category, &str, &str); 16] = [
    (
        "authorization",
        "header/authorization",
        Category::Credential,
        "authorization",
        "The header carries a credential.",
    ),
    (
        "device-memory",
        "header/device-memory",
        Category::DeviceProfile,
        "client_hint",
        "A client hint describes the device.",
    ),
    ("dpr", "header/dpr", Category::DeviceProfile, "client_hint", "A client hint describes the screen."),
    (
        "sec-browsing-topics",
        "header/sec-browsing-topics",
        Category::PageContent,
        "topics",
        "The browser names topics of the pages that were visited.",
    ),
    (
        "sec-ch-ua-arch",
        "header/sec-ch-ua-arch",
        Category::DeviceProfile,
        "client_hint",
        "A client hint describes the device.",
    ),
    (
        "sec-ch-ua-bitness",
        "header/sec-ch-ua-bitness",
        Category::DeviceProfile,
        "client_hint",
        "A client hint describes the device.",
    ),
    (
        "sec-ch-ua-full-version-list",
        "header/sec-ch-ua-full-version-list",
        Category::DeviceProfile,
        "client_hint",
        "A client hint gives the browser's full version.",
    ),
    (
        "sec-ch-ua-model",
        "header/sec-ch-ua-model",
        Category::DeviceProfile,
        "client_hint",
        "A client hint names the device's model.",
    ),
    (
        "sec-ch-ua-platform-version",
        "header/sec-ch-ua-platform-version",
        Category::DeviceProfile,
        "client_hint",
        "A client hint gives the system's version.",
    ),
    (
        "viewport-width",
        "header/viewport-width",
        Category::DeviceProfile,
        "client_hint",
        "A client hint describes the window.",
    ),
    (
        "x-chrome-uma-reportinginfo",
        "header/x-chrome-uma-reportinginfo",
        Category::Diagnostics,
        "uma_header",
        "The browser reports usage statistics.",
    ),
    (
        "x-client-data",
        "header/x-client-data",
        Category::DeviceProfile,
        "variations",
        "The browser sends which experiments it takes part in.",
    ),
    (
        "x-debug-id",
        "header/x-debug-id",
        Category::PersistentId,
        "telemetry_header",
        "The browser's telemetry carries a tag.",
    ),
    (
        "x-requested-with",
        "header/x-requested-with",
        Category::DeviceProfile,
        "app_name",
        "The header names the app.",
    ),
    (
        "x-telemetry-agent",
        "header/x-telemetry-agent",
        Category::DeviceProfile,
        "telemetry_header",
        "The browser's telemetry names its version.",
    ),
    (
        "x-umeng-sdk",
        "header/x-umeng-sdk",
        Category::DeviceProfile,
        "sdk_header",
        "A vendor's header describes the app and the device.",
    ),
];

/// The names, in lower case, of the request headers that examinations make use of.
#[must_use]
pub fn wanted_headers() -> &'static [&'static str] {
    &[
        "authorization",
        "content-encoding",
        "content-length",
        "content-type",
        "cookie",
        "device-memory",
        "dpr",
        "referer",
        "sec-browsing-topics",
        "sec-ch-ua-arch",
        "sec-ch-ua-bitness",
        "sec-ch-ua-full-version-list",
        "sec-ch-ua-model",
        "sec-ch-ua-platform-version",
        "viewport-width",
        "x-chrome-uma-reportinginfo",
        "x-client-data",
        "x-debug-id",
        "x-requested-with",
        "x-telemetry-agent",
        "x-umeng-sdk",
    ]
}

impl Walk<'_> {
    /// Judges the headers of a request to somebody else than the site.
    pub(super) fn headers(&mut self, headers: &HeaderList) {
        if self.context.party == Party::First {
            return;
        }
        for header in headers.iter() {
            let value = header.reveal();
            if value.is_empty() || !self.budget.value(value.len()) {
                continue;
            }
            match header.name {
                "referer" => self.referer(value),
                "cookie" => self.cookies(value),
                // Scripts say so themselves, on every request: the name of an app is what tells.
                "x-requested-with" if !value.contains('.') => {}
                name => {
                    if let Ok(at) = TELLING.binary_search_by(|(known, ..)| (*known).cmp(name)) {
                        let (_, place, category, code, why) = TELLING[at];
                        if value != "\"\"" && value != "();p=P0000000000000000000000000000000" {
                            self.found(category, value, &Trail::start(place), &[], code, why);
                        }
                    }
                }
            }
        }
    }

    /// `Referer`: the page's address when its path goes along, else its host.
    fn referer(&mut self, value: &str) {
        let Some(parts) = Parts::read(value) else { return };
        // Frames and scripts of the recipient's own name themselves.
        if related_hosts(parts.host, self.context.recipient_host) {
            return;
        }
        let trail = Trail::start("header/referer");
        let told = self.pages.told_by_address(&parts);
        // Another party's frame or style sheet is no page that anybody visited.
        if told.is_none() && self.pages.page().is_some() {
            return;
        }
        let whole = matches!(told, Some(Told::Address { .. })) || parts.has_path() && !parts.is_asset();
        if whole {
            self.found(
                Category::PageUrl,
                value,
                &trail,
                &[],
                "referer",
                "The Referer header holds the address of the page.",
            );
            self.inside(value, true, &trail);
        } else {
            let why = "The Referer header holds the host of the page.";
            self.found(Category::PageHost, parts.host, &trail, &[], "referer_host", why);
        }
    }

    /// Cookies: what the recipient set before and now gets back.
    fn cookies(&mut self, value: &str) {
        let place = Trail::start("header/cookie");
        for pair in value.split(';') {
            let Some((name, value)) = pair.split_once('=') else { continue };
            let (name, value) = (name.trim(), value.trim().trim_matches('"'));
            if !self.budget.value(value.len()) {
                return;
            }
            if shape::is_blank(value) {
                continue;
            }
            let trail = place.key(name);
            let (category, code, why) = cookie(name, value);
            match category {
                Some(category) => self.found(category, value, &trail, &[], code, why),
                // What is no identifier may still wrap one, or an address.
                None => self.text(&String::from_utf8_lossy(&super::codec::percent(value, false)), &trail),
            }
        }
    }
}

/// What one cookie is, by its name and its value's form.
fn cookie(name: &str, value: &str) -> (Option<Category>, &'static str, &'static str) {
    let folded = name.to_ascii_lowercase();
    let named = |names: &[&str]| names.iter().any(|known| folded == *known);
    if named(&[
        "euconsent-v2",
        "euconsent",
        "optanonconsent",
        "optanonalertboxclosed",
        "cookieconsent",
        "socs",
        "consent",
        "usprivacy",
    ]) || consent::is_consent(value)
    {
        return (Some(Category::Consent), "cookie_consent", "The cookie keeps a consent.");
    }
    // Sign-ins of the largest networks, by the names that their own documentation gives.
    if named(&[
        "sid",
        "hsid",
        "ssid",
        "apisid",
        "sapisid",
        "__secure-1psid",
        "__secure-3psid",
        "__secure-3papisid",
        "xs",
        "auth_token",
        "li_at",
        "sessionid",
    ]) && value.len() >= 8
        || ["token", "auth", "jwt"].iter().any(|part| folded.contains(part)) && value.len() >= 16
    {
        return (Some(Category::Credential), "cookie_credential", "The cookie signs somebody in.");
    }
    if named(&["c_user", "dwidstr", "twid"]) {
        return (Some(Category::AccountId), "cookie_account", "The cookie names an account.");
    }
    if (folded.contains("sess") || named(&["phpsessid", "jsessionid", "asp.net_sessionid", "cfid"]))
        && value.len() >= 8
    {
        return (Some(Category::SessionId), "cookie_session", "The cookie names a session.");
    }
    if shape::is_random(value) || shape::is_hash(value) {
        return (
            Some(Category::PersistentId),
            "cookie_id",
            "The cookie holds an identifier that the recipient knows again.",
        );
    }
    (None, "", "")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_telling_header_is_asked_for() {
        assert!(TELLING.is_sorted_by(|one, other| one.0 < other.0));
        assert!(wanted_headers().is_sorted());
        for (name, place, ..) in TELLING {
            assert!(wanted_headers().contains(&name), "{name}");
            assert_eq!(place, format!("header/{name}"));
        }
        for name in ["cookie", "referer", "content-type", "content-encoding"] {
            assert!(wanted_headers().contains(&name));
        }
    }

    #[test]
    fn cookies_by_name_and_form() {
        assert_eq!(cookie("IDE", "AHWqTUmLr2bYvG6cQ4xZ").0, Some(Category::PersistentId));
        assert_eq!(cookie("PHPSESSID", "0f9c2d1e3b4a").0, Some(Category::SessionId));
        assert_eq!(cookie("c_user", "100001234567890").0, Some(Category::AccountId));
        assert_eq!(cookie("SID", "g.a000abcdefgh").0, Some(Category::Credential));
        assert_eq!(cookie("lang", "en").0, None);
    }
}
