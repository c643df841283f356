//! Which signs occur in a text: read once, so that what most texts have none of need not be looked for.
//!
//! Decides which signs are told apart. Refuses to know where they stand and what they mean.

/// The signs of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Signs(u8);

impl Signs {
    /// `#`.
    pub(crate) const HASH: Self = Self(1);
    /// `$`.
    pub(crate) const DOLLAR: Self = Self(2);
    /// `*`.
    pub(crate) const STAR: Self = Self(4);
    /// A capital letter of ASCII.
    pub(crate) const CAPITAL: Self = Self(8);
    /// Whatever is no visible character of ASCII.
    pub(crate) const ODD: Self = Self(16);

    /// The signs that occur in a text.
    #[inline(never)]
    pub(crate) fn of(text: &str) -> Self {
        Self(text.bytes().fold(0, |signs, byte| signs | OF_BYTES[usize::from(byte)]))
    }

    /// Whether some of these occur.
    #[inline]
    pub(crate) const fn some(self, these: Self) -> bool {
        self.0 & these.0 != 0
    }
}

const OF_BYTES: [u8; 256] = {
    let mut signs = [0; 256];
    let mut byte = 0;
    while byte < 256 {
        signs[byte] = match byte as u8 {
            b'#' => Signs::HASH.0,
            b'$' => Signs::DOLLAR.0,
            b'*' => Signs::STAR.0,
            b'A'..=b'Z' => Signs::CAPITAL.0,
            0..=b' ' | 0x7f.. => Signs::ODD.0,
            _ => 0,
        };
        byte += 1;
    }
    signs
};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_occurs_is_told_and_nothing_else() {
        let all = [Signs::HASH, Signs::DOLLAR, Signs::STAR, Signs::CAPITAL, Signs::ODD];
        for (text, occurring) in [
            ("||a.example^", &[][..]),
            ("a#b", &[Signs::HASH]),
            ("a$b", &[Signs::DOLLAR]),
            ("*", &[Signs::STAR]),
            ("@AZ[", &[Signs::CAPITAL]),
            ("~\u{7f}", &[Signs::ODD]),
            ("! ", &[Signs::ODD]),
            ("ä", &[Signs::ODD]),
            ("#$*Q\t", &all),
        ] {
            for sign in all {
                assert_eq!(Signs::of(text).some(sign), occurring.contains(&sign), "{sign:?} in {text:?}");
            }
        }
    }
}
