//! From the text of an expression to a program.
//!
//! Decides the syntax. Refuses to run anything.

use super::{Literal, RegexError, Set, Step};

/// No program is longer: `{1000}` of a long group would be.
const MOST_STEPS: usize = 4096;
/// As much of a match's end is known beforehand.
const LONGEST_ENDING: usize = 64;
/// Groups in groups.
const DEEPEST: usize = 64;
/// The largest count in braces.
const LARGEST_COUNT: u32 = 1000;

#[derive(Debug, Clone)]
enum Node {
    Set(Set),
    Start,
    End,
    Edge(bool),
    Ahead(bool, Box<Node>),
    Sequence(Vec<Node>),
    Either(Vec<Node>),
    Repeat(Box<Node>, u32, Option<u32>),
}

/// The program of an expression, and what every match of it ends with.
pub(super) fn compile(source: &str, match_case: bool) -> Result<(Vec<Step>, Vec<Set>), RegexError> {
    let node = parse(source, !match_case)?;
    let mut program = Vec::new();
    emit(&node, &mut program)?;
    push(&mut program, Step::Found)?;
    let mut ending = Vec::new();
    if let Node::Sequence(nodes) = &node
        && let Some((Node::End, before)) = nodes.split_last()
    {
        before.iter().rev().all(|node| collect_ending(node, &mut ending));
    }
    Ok((program, ending))
}

pub(super) fn literals(source: &str) -> Result<Vec<Literal>, RegexError> {
    let mut runs = vec![String::new()];
    let node = parse(source, false)?;
    collect(&node, &mut runs);
    let anchored = matches!(&node, Node::Sequence(nodes) if matches!(nodes.first(), Some(Node::Start)));
    let mut literals: Vec<Literal> =
        (0..).zip(runs).map(|(place, text)| Literal { text, at_start: anchored && place == 0 }).collect();
    literals.retain(|literal| !literal.text.is_empty());
    Ok(literals)
}

/// Adds the characters that a node surely ends with, the last one first; false where something else may stand before them.
fn collect_ending(node: &Node, ending: &mut Vec<Set>) -> bool {
    match node {
        Node::Set(set) => ending.push(set.clone()),
        Node::Sequence(nodes) => return nodes.iter().rev().all(|node| collect_ending(node, ending)),
        Node::Repeat(node, least, most) => {
            return (0..*least).all(|_| ending.len() < LONGEST_ENDING && collect_ending(node, ending))
                && *most == Some(*least);
        }
        Node::Start | Node::End | Node::Edge(_) | Node::Ahead(..) | Node::Either(_) => return false,
    }
    ending.len() < LONGEST_ENDING
}

/// Adds what a node surely holds to the last run; opens a new run where something else may stand.
fn collect(node: &Node, runs: &mut Vec<String>) {
    match node {
        Node::Set(set) => match (set.single(), runs.last_mut()) {
            (Some(byte), Some(run)) => run.push(byte.to_ascii_lowercase() as char),
            _ => runs.push(String::new()),
        },
        Node::Sequence(nodes) => nodes.iter().for_each(|node| collect(node, runs)),
        Node::Repeat(node, least, most) => {
            for _ in 0..(*least).min(16) {
                collect(node, runs);
            }
            if *least > 16 || *most != Some(*least) {
                runs.push(String::new());
            }
        }
        Node::Either(_) => runs.push(String::new()),
        Node::Start | Node::End | Node::Edge(_) | Node::Ahead(..) => {}
    }
}

impl Set {
    fn of(character: char) -> Self {
        let mut set = Self::default();
        set.add(character, character);
        set
    }

    fn add(&mut self, from: char, to: char) {
        for byte in (from as u32)..=(to as u32).min(127) {
            self.ascii |= 1 << byte;
        }
        if to as u32 > 127 {
            self.ranges.push((from.max('\u{80}'), to));
        }
    }

    fn join(&mut self, other: &Self) {
        self.ascii |= other.ascii;
        self.others |= other.others;
    }

    fn complement(mut self) -> Self {
        self.ascii = !self.ascii;
        self.others = !self.others;
        self
    }

    fn single(&self) -> Option<u8> {
        let folded = if self.ascii.count_ones() == 1 { self.ascii.trailing_zeros() } else { return None };
        (self.ranges.is_empty() && !self.others).then_some(folded as u8)
    }

    /// The set with the other form of each of its letters, if `fold` asks for it.
    fn folded(mut self, fold: bool) -> Self {
        const UPPER: u128 = ((1 << 26) - 1) << b'A';
        if fold {
            self.ascii |= (self.ascii & UPPER) << 32 | (self.ascii & (UPPER << 32)) >> 32;
        }
        self
    }

    pub(super) fn holds(&self, character: char) -> bool {
        let code = character as u32;
        if code < 128 {
            return self.ascii >> code & 1 == 1;
        }
        self.ranges.iter().any(|&(from, to)| from <= character && character <= to) != self.others
    }
}

fn push(program: &mut Vec<Step>, step: Step) -> Result<usize, RegexError> {
    if program.len() >= MOST_STEPS {
        return Err(RegexError::TooLarge);
    }
    program.push(step);
    Ok(program.len() - 1)
}

fn emit(node: &Node, program: &mut Vec<Step>) -> Result<(), RegexError> {
    match node {
        Node::Set(set) => {
            push(program, Step::Set(set.clone()))?;
        }
        Node::Start => {
            push(program, Step::Start)?;
        }
        Node::End => {
            push(program, Step::End)?;
        }
        Node::Edge(wanted) => {
            push(program, Step::Edge(*wanted))?;
        }
        Node::Ahead(wanted, body) => {
            let ahead = push(program, Step::Ahead { wanted: *wanted, next: 0 })?;
            emit(body, program)?;
            push(program, Step::Found)?;
            program[ahead] = Step::Ahead { wanted: *wanted, next: program.len() };
        }
        Node::Sequence(nodes) => {
            for node in nodes {
                emit(node, program)?;
            }
        }
        Node::Either(nodes) => {
            let mut jumps = Vec::new();
            for (index, node) in nodes.iter().enumerate() {
                if index + 1 == nodes.len() {
                    emit(node, program)?;
                } else {
                    let split = push(program, Step::Split(0, 0))?;
                    emit(node, program)?;
                    jumps.push(push(program, Step::Jump(0))?);
                    program[split] = Step::Split(split + 1, program.len());
                }
            }
            for jump in jumps {
                program[jump] = Step::Jump(program.len());
            }
        }
        Node::Repeat(body, least, most) => {
            for _ in 0..*least {
                emit(body, program)?;
            }
            match most {
                None => {
                    let split = push(program, Step::Split(0, 0))?;
                    emit(body, program)?;
                    push(program, Step::Jump(split))?;
                    program[split] = Step::Split(split + 1, program.len());
                }
                Some(most) => {
                    let mut splits = Vec::new();
                    for _ in *least..*most {
                        splits.push(push(program, Step::Split(0, 0))?);
                        emit(body, program)?;
                    }
                    for split in splits {
                        program[split] = Step::Split(split + 1, program.len());
                    }
                }
            }
        }
    }
    Ok(())
}

fn parse(source: &str, fold: bool) -> Result<Node, RegexError> {
    let mut parser = Parser { rest: source, depth: 0, fold };
    let node = parser.either()?;
    if parser.rest.is_empty() { Ok(node) } else { Err(RegexError::Syntax) }
}

struct Parser<'a> {
    rest: &'a str,
    depth: usize,
    /// A letter stands for both of its forms.
    fold: bool,
}

impl Parser<'_> {
    fn peek(&self) -> Option<char> {
        self.rest.chars().next()
    }

    fn next(&mut self) -> Option<char> {
        let character = self.peek()?;
        self.rest = &self.rest[character.len_utf8()..];
        Some(character)
    }

    fn eat(&mut self, text: &str) -> bool {
        match self.rest.strip_prefix(text) {
            Some(rest) => {
                self.rest = rest;
                true
            }
            None => false,
        }
    }

    fn either(&mut self) -> Result<Node, RegexError> {
        self.depth += 1;
        if self.depth > DEEPEST {
            return Err(RegexError::TooLarge);
        }
        let mut ways = vec![self.sequence()?];
        while self.eat("|") {
            ways.push(self.sequence()?);
        }
        self.depth -= 1;
        Ok(if ways.len() == 1 { ways.remove(0) } else { Node::Either(ways) })
    }

    fn sequence(&mut self) -> Result<Node, RegexError> {
        let mut nodes = Vec::new();
        while let Some(character) = self.peek() {
            if character == '|' || character == ')' {
                break;
            }
            let atom = self.atom()?;
            nodes.push(self.repeated(atom)?);
        }
        Ok(if nodes.len() == 1 { nodes.remove(0) } else { Node::Sequence(nodes) })
    }

    // A function of its own, as is what follows it: a loop that holds both is so much code that a browser takes it for one that
    // runs long, and sets out to make better code of it.
    #[inline(never)]
    fn atom(&mut self) -> Result<Node, RegexError> {
        Ok(match self.next().ok_or(RegexError::Syntax)? {
            '^' => Node::Start,
            '$' => Node::End,
            '.' => {
                let mut ends = Set::default();
                for end in ['\n', '\r', '\u{2028}', '\u{2029}'] {
                    ends.add(end, end);
                }
                Node::Set(ends.complement())
            }
            '(' => self.group()?,
            '[' => Node::Set(self.class()?),
            '*' | '+' | '?' => return Err(RegexError::Syntax),
            '\\' => self.escape()?,
            other => Node::Set(Set::of(other).folded(self.fold)),
        })
    }

    fn group(&mut self) -> Result<Node, RegexError> {
        let ahead = if self.eat("?=") {
            Some(true)
        } else if self.eat("?!") {
            Some(false)
        } else {
            if self.rest.starts_with("?<=") || self.rest.starts_with("?<!") {
                return Err(RegexError::Unsupported);
            }
            if self.eat("?<") {
                let name = self.rest.find('>').ok_or(RegexError::Syntax)?;
                self.rest = &self.rest[name + 1..];
            } else if !self.eat("?:") && self.rest.starts_with('?') {
                return Err(RegexError::Unsupported);
            }
            None
        };
        let body = self.either()?;
        if !self.eat(")") {
            return Err(RegexError::Syntax);
        }
        Ok(match ahead {
            Some(wanted) => Node::Ahead(wanted, Box::new(body)),
            None => body,
        })
    }

    #[inline(never)]
    fn repeated(&mut self, atom: Node) -> Result<Node, RegexError> {
        let (least, most) = if self.eat("*") {
            (0, None)
        } else if self.eat("+") {
            (1, None)
        } else if self.eat("?") {
            (0, Some(1))
        } else if let Some((least, most)) = self.counts() {
            let end = self.rest.find('}').ok_or(RegexError::Syntax)?;
            self.rest = &self.rest[end + 1..];
            (least, most)
        } else {
            // Braces that count nothing are braces, and are read as what comes next.
            return Ok(atom);
        };
        if least > LARGEST_COUNT || most.is_some_and(|most| most > LARGEST_COUNT) {
            return Err(RegexError::TooLarge);
        }
        if most.is_some_and(|most| most < least) {
            return Err(RegexError::Syntax);
        }
        self.eat("?");
        if matches!(self.peek(), Some('*' | '+' | '?')) {
            return Err(RegexError::Syntax);
        }
        Ok(Node::Repeat(Box::new(atom), least, most))
    }

    /// The counts of `{2}`, `{2,}` or `{2,5}` that stand next, without taking them.
    fn counts(&self) -> Option<(u32, Option<u32>)> {
        let inside = self.rest.strip_prefix('{')?.split_once('}')?.0;
        let number = |text: &str| {
            (!text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit()))
                .then(|| text.parse::<u32>().unwrap_or(u32::MAX))
        };
        match inside.split_once(',') {
            None => number(inside).map(|count| (count, Some(count))),
            Some((least, "")) => number(least).map(|least| (least, None)),
            Some((least, most)) => Some((number(least)?, Some(number(most)?))),
        }
    }

    fn escape(&mut self) -> Result<Node, RegexError> {
        Ok(match self.peek().ok_or(RegexError::Syntax)? {
            'b' => {
                self.next();
                Node::Edge(true)
            }
            'B' => {
                self.next();
                Node::Edge(false)
            }
            '1'..='9' | 'k' | 'p' | 'P' => return Err(RegexError::Unsupported),
            _ => Node::Set(self.escaped()?.folded(self.fold)),
        })
    }

    /// What an escape stands for, inside a class or out of it.
    fn escaped(&mut self) -> Result<Set, RegexError> {
        let character = self.next().ok_or(RegexError::Syntax)?;
        let shorthand = |ranges: &[(char, char)]| {
            let mut set = Set::default();
            ranges.iter().for_each(|&(from, to)| set.add(from, to));
            set
        };
        let kind = match character.to_ascii_lowercase() {
            'd' => shorthand(&[('0', '9')]),
            'w' => shorthand(&[('0', '9'), ('a', 'z'), ('A', 'Z'), ('_', '_')]),
            's' => shorthand(&[('\t', '\r'), (' ', ' '), ('\u{a0}', '\u{a0}'), ('\u{feff}', '\u{feff}')]),
            _ => {
                return Ok(Set::of(match character {
                    't' => '\t',
                    'n' => '\n',
                    'r' => '\r',
                    'f' => '\u{c}',
                    'v' => '\u{b}',
                    '0' => '\0',
                    'x' => self.code(2)?,
                    'u' => self.code(4)?,
                    'c' | 'p' | 'P' | 'k' => return Err(RegexError::Unsupported),
                    '1'..='9' => return Err(RegexError::Unsupported),
                    other => other,
                }));
            }
        };
        Ok(if character.is_ascii_uppercase() { kind.complement() } else { kind })
    }

    fn code(&mut self, digits: usize) -> Result<char, RegexError> {
        let text = self.rest.get(..digits).ok_or(RegexError::Syntax)?;
        let code = u32::from_str_radix(text, 16).map_err(|_| RegexError::Syntax)?;
        self.rest = &self.rest[digits..];
        char::from_u32(code).ok_or(RegexError::Unsupported)
    }

    fn class(&mut self) -> Result<Set, RegexError> {
        let negated = self.eat("^");
        let mut set = Set::default();
        loop {
            if self.eat("]") {
                break;
            }
            let (from, low) = self.member()?;
            let Some(low) = low else {
                set.join(&from);
                continue;
            };
            if self.rest.starts_with('-') && !self.rest.starts_with("-]") {
                self.next();
                match self.member()? {
                    (_, Some(high)) if low <= high => set.add(low, high),
                    (_, Some(_)) => return Err(RegexError::Syntax),
                    (kind, None) => {
                        set.add(low, low);
                        set.add('-', '-');
                        set.join(&kind);
                    }
                }
            } else {
                set.add(low, low);
            }
        }
        // Folding comes first: without case, what is not `A` is not `a` either.
        let set = set.folded(self.fold);
        Ok(if negated { set.complement() } else { set })
    }

    /// One member of a class, and its character if it is a single one.
    fn member(&mut self) -> Result<(Set, Option<char>), RegexError> {
        match self.next().ok_or(RegexError::Syntax)? {
            '\\' if self.eat("b") => Ok((Set::default(), Some('\u{8}'))),
            '\\' if self.eat("-") => Ok((Set::default(), Some('-'))),
            '\\' => {
                let set = self.escaped()?;
                let single = match (set.single(), set.ranges.as_slice()) {
                    (Some(byte), _) => Some(char::from(byte)),
                    (None, [(from, to)]) if from == to && set.ascii == 0 => Some(*from),
                    _ => None,
                };
                Ok((set, single))
            }
            other => Ok((Set::default(), Some(other))),
        }
    }
}
