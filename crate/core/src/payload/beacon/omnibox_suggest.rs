//! Suggestions while somebody types into the address bar or a search field.

use crate::finding::Category::*;
use crate::payload::beacon::{ANY, Beacon, Mark};
use crate::payload::names::Meaning::{Is, Nothing};

pub(super) const BEACON: Beacon = Beacon {
    name: "omnibox-suggest",
    source: "Chromium's and Firefox's default search engines",
    marks: &[
        Mark {
            hosts: &["google.com", "google.de", "google.co.uk", "google.fr"],
            path: "/complete/search",
            ..ANY
        },
        Mark {
            hosts: &["suggestqueries.google.com", "clients1.google.com"],
            path: "/complete/search",
            ..ANY
        },
        Mark { hosts: &["bing.com"], path: "/osjson.aspx", ..ANY },
        Mark { hosts: &["bing.com"], path: "/AS/Suggestions", ..ANY },
        Mark { hosts: &["duckduckgo.com"], path: "^/ac/", ..ANY },
        Mark { hosts: &["suggest.yandex.ru", "suggest.yandex.com", "suggest.yandex.net"], ..ANY },
        Mark { hosts: &["search.yahoo.com"], path: "/sugg/", ..ANY },
        Mark { hosts: &["search.brave.com"], path: "/api/suggest", ..ANY },
        Mark { hosts: &["ac.ecosia.org"], ..ANY },
        Mark { hosts: &["baidu.com"], path: "/sugrec", ..ANY },
        // Firefox asks its maker, too.
        Mark { hosts: &["merino.services.mozilla.com"], path: "/api/v1/suggest", ..ANY },
    ],
    fields: &[
        ("q", Is(SearchQuery)),
        ("query", Is(SearchQuery)),
        ("part", Is(SearchQuery)),
        ("command", Is(SearchQuery)),
        ("wd", Is(SearchQuery)),
        ("qry", Is(SearchQuery)),
        ("url", Is(PageUrl)),
        ("client", Nothing),
        ("gs_rn", Nothing),
        ("gs_ri", Nothing),
        ("cp", Nothing),
        ("psi", Nothing),
        ("xssi", Nothing),
        ("sugkey", Nothing),
        ("form", Nothing),
        ("cvid", Nothing),
    ],
};
