//! What became of a request: whether it left at all, and whether the address that the browser names is its recipient's.
//!
//! Decides it from the browser's own names of errors, for requests that the browser said it would send, and from what it
//! says of a proxy. Refuses to know which request it was.

/// Whether an error means that not one byte of the request reached its recipient. Errors that may come after the
/// request was written (a reset connection, a refused answer, an abort) are not among them: it may have been heard.
///
/// Chromium: `net/base/net_error_list.h`. Firefox: `xpcom/base/ErrorList.py` and NSS.
#[must_use]
pub fn never_left(error: &str) -> bool {
    const CHROMIUM: [&str; 17] = [
        "ERR_BLOCKED_BY_CLIENT",
        "ERR_BLOCKED_BY_ADMINISTRATOR",
        "ERR_BLOCKED_BY_CSP",
        "ERR_NAME_NOT_RESOLVED",
        "ERR_NAME_RESOLUTION_FAILED",
        "ERR_DNS_",
        "ERR_CONNECTION_REFUSED",
        "ERR_CONNECTION_FAILED",
        "ERR_CONNECTION_TIMED_OUT",
        "ERR_INTERNET_DISCONNECTED",
        "ERR_NETWORK_ACCESS_DENIED",
        "ERR_ADDRESS_",
        "ERR_CERT_",
        "ERR_SSL_",
        "ERR_PROXY_",
        "ERR_TUNNEL_",
        "ERR_UNSAFE_PORT",
    ];
    const FIREFOX: [&str; 14] = [
        "NS_ERROR_TRACKING_URI",
        "NS_ERROR_FINGERPRINTING_URI",
        "NS_ERROR_CRYPTOMINING_URI",
        "NS_ERROR_SOCIALTRACKING_URI",
        "NS_ERROR_EMAILTRACKING_URI",
        "NS_ERROR_BLOCKED_BY_POLICY",
        "NS_ERROR_UNKNOWN_HOST",
        "NS_ERROR_UNKNOWN_PROXY_HOST",
        "NS_ERROR_CONNECTION_REFUSED",
        "NS_ERROR_PROXY_CONNECTION_REFUSED",
        "NS_ERROR_OFFLINE",
        "NS_ERROR_PORT_ACCESS_NOT_ALLOWED",
        "SSL_ERROR_",
        "SEC_ERROR_",
    ];
    let name = error.strip_prefix("net::").unwrap_or(error);
    CHROMIUM.iter().chain(&FIREFOX).any(|known| name.starts_with(known))
}

/// The address that answered, as the browser names it: behind a proxy it is the proxy's, and the recipient's is not known.
#[must_use]
pub fn recipient_address(ip: Option<&str>, proxied: bool) -> Option<&str> {
    ip.filter(|_| !proxied)
}

#[cfg(test)]
mod tests {
    use super::{never_left, recipient_address};

    #[test]
    fn a_proxy_is_not_the_recipient() {
        assert_eq!(recipient_address(Some("192.0.2.1"), false), Some("192.0.2.1"));
        assert_eq!(recipient_address(Some("192.0.2.1"), true), None);
        assert_eq!(recipient_address(None, false), None);
    }

    #[test]
    fn an_error_before_the_first_byte_means_that_nothing_left() {
        assert!(never_left("net::ERR_NAME_NOT_RESOLVED"));
        assert!(never_left("net::ERR_CERT_AUTHORITY_INVALID"));
        assert!(never_left("NS_ERROR_TRACKING_URI"));
    }

    #[test]
    fn an_error_that_may_follow_the_request_does_not() {
        for error in ["net::ERR_ABORTED", "net::ERR_CONNECTION_RESET", "net::ERR_EMPTY_RESPONSE"] {
            assert!(!never_left(error), "{error}");
        }
        assert!(!never_left("NS_BINDING_ABORTED"));
        assert!(!never_left(""));
    }
}
