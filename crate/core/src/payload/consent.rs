//! Consent strings, by their form.
//!
//! Decides whether a value is one of the standards' strings: TCF, GPP, US privacy. Refuses to know what they allow.

/// Any of the known strings.
pub(super) fn is_consent(value: &str) -> bool {
    is_tcf(value) || is_gpp(value) || is_us_privacy(value)
}

/// IAB TCF: base64url that starts with version 2 and a creation time, segments joined by dots.
pub(super) fn is_tcf(value: &str) -> bool {
    // Version 2 is six bits: the letter C; what follows is a time in tenths of seconds, which starts with O to R from
    // 2019 to 2040.
    if !(36..=4096).contains(&value.len()) || !value.starts_with('C') {
        return false;
    }
    let core = value.split('.').next().unwrap_or_default();
    core.len() >= 36
        && matches!(core.as_bytes()[1], b'O'..=b'R')
        && value.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.'))
        // A name in capitals has no small letters or digits.
        && core.bytes().any(|byte| byte.is_ascii_lowercase())
}

/// Google's: `gcs` is a version and two or more answers, `gcd` a version and a letter for each purpose.
pub(super) fn is_google(value: &str) -> bool {
    let bytes = value.as_bytes();
    let gcs = (4..=6).contains(&bytes.len())
        && value.starts_with("G1")
        && bytes[2..].iter().all(|byte| matches!(byte, b'0' | b'1' | b'-'));
    let gcd = (9..=24).contains(&bytes.len())
        && matches!(bytes, [b'1', b'1'..=b'3', ..])
        && bytes[2..].iter().enumerate().all(|(at, byte)| match at % 2 {
            0 => byte.is_ascii_lowercase(),
            _ => byte.is_ascii_digit(),
        });
    gcs || gcd
}

/// IAB GPP: a header that starts with `DB`, sections joined by `~`.
fn is_gpp(value: &str) -> bool {
    value.starts_with("DB")
        && value.contains('~')
        && value.len() >= 10
        && value.len() <= 8192
        && !value.contains(' ')
}

/// IAB US privacy: a version and three answers, of which one at least is an answer.
fn is_us_privacy(value: &str) -> bool {
    let bytes = value.as_bytes();
    bytes.len() == 4
        && bytes[0] == b'1'
        && value != "1---"
        && bytes[1..].iter().all(|byte| matches!(byte, b'Y' | b'N' | b'y' | b'n' | b'-'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_standards_strings() {
        assert!(is_tcf(
            "CPokAsAPokAsABEACBENC7CgAP_AAH_AAAwIJNNf_X__b2_j-_5_f_t0eY1P9_7__-0zjhfdl-8N2f_X_L8X42M7vF36pq4KuR4Eu3LBIQdlHOHcTUmw6okVryPsbk2cr7NKJ7PEmnMbOydYGH9_n1_z-ZKY7___f_7z_v-v___3____7-3f3__5_3---_e_V_99zfn9_____9vP___9v-_9_3gAAAAA"
        ));
        assert!(is_us_privacy("1YNN"));
        assert!(is_gpp("DBABMA~CPXxRfAPXxRfAAfKABENB-CgAAAAAAAAAAYgAAAAAAAA"));
        for value in ["G100", "G11-", "13l3l3l2l1l1", "11t1t1t1t5"] {
            assert!(is_google(value), "{value}");
        }
        for value in ["G", "G2AB", "GA1.2", "13", "1234567890"] {
            assert!(!is_google(value), "{value}");
        }
        assert!(!is_consent("1234"));
        assert!(!is_consent("COMPLETE_REGISTRATION_FORM_OF_A_CUSTOMER"));
    }
}
