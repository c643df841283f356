//! The public suffix list as npm's `tldts` carries it: a trie in flat arrays, in a JavaScript module.
//!
//! Decides how to read exactly that file back into rules. No npm package carries the text of the list as fresh as
//! this; `docs/adr/list-sources.md` compares them. Everything is checked, because the shape is nobody's promise.

use std::fmt;

/// Why the module was not read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TrieError {
    /// A constant is not there, or not of the form that it had.
    Constant(&'static str),
    /// The arrays do not fit each other.
    Shape,
}

impl fmt::Display for TrieError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Constant(name) => {
                write!(
                    f,
                    "{name} is missing in this module of tldts; pin the version that package.json names"
                )
            }
            Self::Shape => f.write_str("the arrays in this module of tldts do not fit each other"),
        }
    }
}

impl std::error::Error for TrieError {}

/// Names have no more labels.
const DEEPEST: usize = 10;

struct Trie<'a> {
    flags: Vec<usize>,
    starts: Vec<usize>,
    children: Vec<usize>,
    labels: Vec<&'a str>,
}

/// Reads `dist/es6/src/data/trie.js` of `tldts` into the text of a public suffix list.
///
/// # Errors
/// When it is not such a module.
pub fn suffix_rules_of_trie(module: &str) -> Result<String, TrieError> {
    let lengths = numbers(module, "edgeLength")?;
    let text = constant(module, "labelText")?.strip_prefix('"').and_then(|text| text.split('"').next());
    let mut rest = text.ok_or(TrieError::Constant("labelText"))?;
    let mut labels = Vec::with_capacity(lengths.len());
    for len in lengths {
        // Lengths count UTF-16 units; no label of the list leaves the first plane.
        let bytes = rest.char_indices().nth(len).map_or(rest.len(), |(at, _)| at);
        let (label, after) = rest.split_at(bytes);
        labels.push(label);
        rest = after;
    }
    let trie = Trie {
        flags: numbers(module, "nodeFlags")?,
        starts: numbers(module, "edgeStart")?,
        children: numbers(module, "edgeChild")?,
        labels,
    };
    if !rest.is_empty()
        || trie.starts.len() != trie.flags.len() + 1
        || trie.children.len() != trie.labels.len()
    {
        return Err(TrieError::Shape);
    }
    let root = |name| {
        constant(module, name)?
            .split(';')
            .next()
            .and_then(|text| text.trim().parse().ok())
            .ok_or(TrieError::Constant(name))
    };
    let mut sections = [Vec::new(), Vec::new()];
    trie.walk(root("rulesRoot")?, "", "", 0, &mut sections)?;
    trie.walk(root("exceptionsRoot")?, "", "!", 0, &mut sections)?;
    let [icann, private] = sections.map(|mut rules| {
        rules.sort_unstable();
        rules.join("\n")
    });
    Ok(format!(
        "// ===BEGIN ICANN DOMAINS===\n{icann}\n// ===END ICANN DOMAINS===\n\
         // ===BEGIN PRIVATE DOMAINS===\n{private}\n// ===END PRIVATE DOMAINS===\n"
    ))
}

impl Trie<'_> {
    fn walk(
        &self,
        node: usize,
        name: &str,
        mark: &str,
        depth: usize,
        sections: &mut [Vec<String>; 2],
    ) -> Result<(), TrieError> {
        match self.flags.get(node) {
            Some(0) => {}
            Some(section @ (1 | 2)) if !name.is_empty() => {
                sections[section - 1].push(format!("{mark}{name}"))
            }
            _ => return Err(TrieError::Shape),
        }
        if depth > DEEPEST {
            return Err(TrieError::Shape);
        }
        let edges = self.starts.get(node).zip(self.starts.get(node + 1)).ok_or(TrieError::Shape)?;
        for edge in *edges.0..*edges.1 {
            let (label, child) =
                self.labels.get(edge).zip(self.children.get(edge)).ok_or(TrieError::Shape)?;
            let below = if name.is_empty() { (*label).to_owned() } else { format!("{label}.{name}") };
            self.walk(*child, &below, mark, depth + 1, sections)?;
        }
        Ok(())
    }
}

/// What stands behind `export const NAME =`.
fn constant<'a>(module: &'a str, name: &'static str) -> Result<&'a str, TrieError> {
    let start = format!("export const {name} = ");
    let at = module.find(&start).ok_or(TrieError::Constant(name))?;
    Ok(&module[at + start.len()..])
}

/// The numbers of `new Uint16Array([…])`.
fn numbers(module: &str, name: &'static str) -> Result<Vec<usize>, TrieError> {
    let (head, rest) = constant(module, name)?.split_once("([").ok_or(TrieError::Constant(name))?;
    if !head.contains("Array") || head.contains(';') {
        return Err(TrieError::Constant(name));
    }
    let inside = rest.split(']').next().unwrap_or_default();
    inside.split(',').map(|text| text.trim().parse().map_err(|_| TrieError::Constant(name))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const MODULE: &str = r#"
export const nodeFlags = new Uint8Array([1, 0, 2, 0, 0]);
export const edgeStart = new Uint16Array([0, 0, 2, 2, 4, 5]);
export const edgeLength = new Uint8Array([1, 2, 3, 2, 2]);
export const edgeChild = new Uint16Array([0, 2, 0, 1, 0]);
export const labelText = "*яbcomuktv";
export const rulesRoot = 3;
export const exceptionsRoot = 4;
"#;

    #[test]
    fn rules_come_back() {
        let text = suffix_rules_of_trie(MODULE).unwrap();
        let rules: Vec<_> = text.lines().filter(|line| !line.starts_with("// ===END")).collect();
        assert_eq!(
            rules,
            ["// ===BEGIN ICANN DOMAINS===", "!tv", "*.uk", "com", "// ===BEGIN PRIVATE DOMAINS===", "яb.uk"]
        );
    }

    #[test]
    fn another_shape_is_refused() {
        let without = MODULE.replace("labelText", "labels");
        assert_eq!(suffix_rules_of_trie(&without), Err(TrieError::Constant("labelText")));
        for (from, to) in
            [("[0, 2, 0, 1, 0]", "[0, 2, 0, 1]"), ("[0, 2, 0, 1, 0]", "[0, 2, 0, 9, 0]"), ("uktv", "uktvx")]
        {
            assert_eq!(
                suffix_rules_of_trie(&MODULE.replace(from, to)),
                Err(TrieError::Shape),
                "{from} to {to}"
            );
        }
        let circle = MODULE.replace("[0, 2, 0, 1, 0]", "[1, 2, 0, 1, 0]");
        assert_eq!(suffix_rules_of_trie(&circle), Err(TrieError::Shape));
    }
}
