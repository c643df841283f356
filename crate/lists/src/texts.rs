//! The texts of rules as reports show them, packed: what a match finds anyway (a host, a pattern) is not written down again,
//! and what thousands of rules have around it stands once.
//!
//! Decides the templates. Nothing of this is read for a match.

use telltale_core::catalogue::layout::TEXTS_PER_START;

use crate::Table;
use crate::rule::Pattern;
use crate::write::Matched;

/// A template is one byte in front of each text.
const MOST_TEMPLATES: usize = 256;
/// So many of them, at most, leave a text's end to the rule.
const MOST_OWNING: usize = 32;

/// Packed texts.
pub(crate) struct Texts {
    pub(crate) starts: Vec<u32>,
    pub(crate) templates: Vec<u8>,
    pub(crate) bytes: Vec<u8>,
}

/// A list, what stands before what is found, what stands after.
type Template<'a> = (usize, &'a str, &'a str);

/// How a text is written down.
#[derive(Clone, Copy, Default)]
enum Form<'a> {
    /// By a template alone.
    Template(usize),
    /// By a template, and its end besides.
    Owning(usize, &'a str),
    /// As it stands.
    #[default]
    Whole,
}

impl Texts {
    /// Packs the texts of rules in the order of their numbers; a number without a rule has none.
    #[inline(never)]
    pub(crate) fn of(rules: &[Matched<'_>], order: &[Option<usize>], lists: usize) -> Self {
        let (cuts, cut_of) = Counted::of(rules);
        let made = cuts.most_used(MOST_TEMPLATES.saturating_sub(lists + MOST_OWNING));
        let mut is_made = vec![false; cuts.all.len()];
        made.iter().for_each(|&number| is_made[number] = true);
        let others = || cuts.all.iter().enumerate().filter(|(number, _)| !is_made[*number]);
        let mut heads = Counted::default();
        others().for_each(|(_, &((list, before, _), times))| {
            heads.count((list, before, ""), times);
        });
        let owning = heads.most_used(MOST_OWNING);

        let mut forms = vec![Form::Whole; cuts.all.len()];
        for (&number, at) in made.iter().zip(lists + owning.len()..) {
            forms[number] = Form::Template(at);
        }
        let owning_at: Table<Template<'_>, usize> =
            owning.iter().map(|&number| heads.all[number].0).zip(lists..).collect();
        for (number, &((list, before, after), _)) in others() {
            if let Some(at) = owning_at.get(&(list, before, "")) {
                forms[number] = Form::Owning(*at, after);
            }
        }

        // Every list needs the template of texts that are whole; then come those whose end is the rule's own.
        let mut templates = (owning.len() as u16).to_le_bytes().to_vec();
        let mut row = |(list, before, after): Template<'_>| {
            [list.to_string().as_str(), before, after].iter().for_each(|text| put(&mut templates, text));
        };
        (0..lists).for_each(|list| row((list, "", "")));
        owning.iter().for_each(|&number| row(heads.all[number].0));
        made.iter().for_each(|&number| row(cuts.all[number].0));

        let (starts, bytes) =
            packed(rules, order, |index| cut_of[index].map(|cut| forms[cut]).unwrap_or_default());
        Self { starts, templates, bytes }
    }
}

/// Texts one behind the other, and where every so many start.
#[inline(never)]
fn packed<'a>(
    rules: &[Matched<'a>],
    order: &[Option<usize>],
    form_of: impl Fn(usize) -> Form<'a>,
) -> (Vec<u32>, Vec<u8>) {
    let (mut starts, mut bytes) = (Vec::new(), Vec::new());
    for (place, index) in order.iter().enumerate() {
        if place % TEXTS_PER_START == 0 {
            starts.push(bytes.len() as u32);
        }
        let Some(index) = *index else {
            // Nobody asks for it: a text that is whole and empty.
            bytes.push(0);
            put(&mut bytes, "");
            continue;
        };
        let Matched { list, text, .. } = &rules[index];
        match form_of(index) {
            Form::Template(number) => bytes.push(number as u8),
            Form::Owning(number, end) => {
                bytes.push(number as u8);
                put(&mut bytes, end);
            }
            Form::Whole => {
                bytes.push(*list as u8);
                put(&mut bytes, text);
            }
        }
    }
    (starts, bytes)
}

/// Templates, numbered as they come, and how many texts have each.
#[derive(Default)]
struct Counted<'a> {
    all: Vec<(Template<'a>, usize)>,
    numbers: Table<Template<'a>, usize>,
}

impl<'a> Counted<'a> {
    /// The templates of rules, and the number of each rule's, if it has one.
    #[inline(never)]
    fn of(rules: &[Matched<'a>]) -> (Self, Vec<Option<usize>>) {
        let mut counted = Self::default();
        let numbers = rules.iter().map(|rule| Some(counted.count(cut(rule)?, 1))).collect();
        (counted, numbers)
    }

    /// Counts a template; returns its number.
    #[inline(never)]
    fn count(&mut self, template: Template<'a>, times: usize) -> usize {
        let number = *self.numbers.entry(template).or_insert(self.all.len());
        match self.all.get_mut(number) {
            Some((_, count)) => *count += times,
            None => self.all.push((template, times)),
        }
        number
    }

    /// The numbers of the templates that most texts have, by use.
    fn most_used(&self, room: usize) -> Vec<usize> {
        let mut chosen: Vec<usize> = (0..self.all.len()).collect();
        let use_of = |number: &usize| {
            let (template, count) = self.all[*number];
            (std::cmp::Reverse(count), template)
        };
        if room < chosen.len() {
            chosen.select_nth_unstable_by_key(room, use_of);
            chosen.truncate(room);
        }
        chosen.sort_unstable_by_key(use_of);
        chosen
    }
}

/// Cuts a rule's text around what a match finds of it; none if that does not stand in it as it is found.
#[inline(never)]
fn cut<'a>(matched: &Matched<'a>) -> Option<Template<'a>> {
    let text = matched.text;
    // Nearly always behind the marks of a rule; elsewhere where it stands first.
    let marks = text.bytes().take_while(|byte| matches!(byte, b'@' | b'|')).count();
    let find = |found: &str| if text[marks..].starts_with(found) { Some(marks) } else { text.find(found) };
    let (found, rest) = match &matched.rule.pattern {
        Pattern::Host { host, rest, .. } => (&**host, &**rest),
        Pattern::Loose { text, .. } => (&**text, ""),
        Pattern::Regex(source) => (*source, ""),
    };
    let at = find(found)?;
    Some((matched.list, &text[..at], text[at + found.len()..].strip_prefix(rest)?))
}

/// Adds a text with its length in front.
pub(crate) fn put(bytes: &mut Vec<u8>, text: &str) {
    // Longer ones are cut where a letter ends: they are for people.
    let len = (0..=text.len().min(usize::from(u16::MAX))).rev().find(|&len| text.is_char_boundary(len));
    let text = &text[..len.unwrap_or_default()];
    bytes.extend_from_slice(&(text.len() as u16).to_le_bytes());
    bytes.extend_from_slice(text.as_bytes());
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::line::{Line, filter};

    fn read(text: &str) -> Matched<'_> {
        let Line::Rule(rule) = filter(text) else { panic!("{text} is a rule") };
        Matched { rule, list: 0, text }
    }

    /// The text of one rule as it lies beside the others.
    fn alone(rules: &[Matched<'_>], index: usize) -> Vec<u8> {
        Texts::of(rules, &[Some(index)], 1).bytes
    }

    #[test]
    fn what_most_texts_have_is_a_template_and_the_others_keep_their_end() {
        // More ways to end than there are templates; one, which comes last in any order of texts, is there twice.
        let ends = || (0..MOST_TEMPLATES).map(|number| format!("$domain=d{number}.example"));
        let often = (0..2).map(|_| "$domain=z.example".to_owned());
        let lines: Vec<String> =
            (0..).zip(ends().chain(often)).map(|(host, end)| format!("||h{host}.example^{end}")).collect();
        let rules: Vec<Matched<'_>> = lines.iter().map(|line| read(line)).collect();
        assert_eq!(alone(&rules, MOST_TEMPLATES).len(), 1);

        let (last, end) = (0..).zip(ends()).max_by(|(_, a), (_, b)| a.cmp(b)).unwrap();
        let mut owning = vec![1];
        put(&mut owning, &format!("^{end}"));
        assert_eq!(alone(&rules, last), owning, "behind the template of the list");
    }
}
