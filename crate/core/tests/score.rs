//! The laws of the score, and that the tables in `docs/scoring.md` are the tables in the code.

use proptest::prelude::*;
use telltale_core::finding::{Category, Finding, Linkability, Opening, Reason, Secret};
use telltale_core::intake::Mode;
use telltale_core::request::Party;
use telltale_core::score::{self, Circumstances, GRADES, Grade, PartCode, exposure, score, score_recipient};

fn finding(category: Category) -> Finding {
    Finding {
        category,
        at: Opening::at("query/x"),
        value: Secret::new("value"),
        linkability: Linkability::None,
        flags: Vec::new(),
        reason: Reason { code: "test".into(), text: "A test says so.".into() },
    }
}

fn findings(categories: &[Category]) -> Vec<Finding> {
    categories.iter().copied().map(finding).collect()
}

fn any_categories() -> impl Strategy<Value = Vec<Category>> {
    prop::collection::vec(prop::sample::select(&Category::ALL[..]), 0..40)
}

fn any_circumstances() -> impl Strategy<Value = Circumstances> {
    (
        prop::sample::select(vec![Mode::Normal, Mode::Private, Mode::Unknown]),
        prop::sample::select(vec![Party::First, Party::Third, Party::Browser, Party::Unknown]),
        any::<bool>(),
    )
        .prop_map(|(mode, party, listed)| Circumstances { mode, party, listed })
}

#[test]
fn who_is_told_nothing_and_is_on_no_list_scores_nothing() {
    for mode in [Mode::Normal, Mode::Private, Mode::Unknown] {
        let clean = score(&[], Circumstances { mode, party: Party::Third, listed: false });
        assert_eq!(clean, score::Score::default());
    }
    assert_eq!(exposure([]), 0);
    assert_eq!(exposure([0, 0, 0]), 0);
    assert_eq!(Grade::of(0), Grade::A);
}

#[test]
fn what_a_site_is_told_about_itself_is_not_weighed() {
    let told = findings(&[Category::PageUrl, Category::PersistentId]);
    let own = Circumstances { mode: Mode::Private, party: Party::First, listed: true };
    assert_eq!(score(&told, own).points, 0);
}

#[test]
fn the_example_of_the_documentation_holds() {
    let told = findings(&[Category::PageUrl, Category::PersistentId]);
    let private = Circumstances { mode: Mode::Private, party: Party::Third, listed: true };
    let sum = score(&told, private);
    let parts: Vec<(&str, u8)> = sum.parts.iter().map(|part| (part.code.name(), part.points)).collect();
    assert_eq!(
        parts,
        [("page_url", 25), ("persistent_id", 15), ("joined", 15), ("private", 10), ("listed", 2)]
    );
    assert_eq!(sum.points, 67);
    assert_eq!(exposure([67, 10, 2]), 71);
}

#[test]
fn the_tables_of_the_documentation_are_those_of_the_code() {
    // How wide a column of the page is drawn says nothing.
    let words = |line: &str| line.split_whitespace().collect::<Vec<_>>().join(" ");
    let page: String =
        include_str!("../../../docs/scoring.md").lines().map(|line| words(line) + "\n").collect();
    for (category, points) in score::POINTS {
        let row = format!("| `{}` | {points} |", category.name());
        assert!(page.contains(&row), "docs/scoring.md lacks the row {row}");
    }
    for (code, points) in [
        (PartCode::Joined, score::JOINED),
        (PartCode::Private, score::PRIVATE),
        (PartCode::Listed, score::LISTED),
    ] {
        let row = format!("| `{}` | {points} |", code.name());
        assert!(page.contains(&row), "docs/scoring.md lacks the row {row}");
    }
    for (index, (grade, from)) in GRADES.iter().enumerate() {
        let to = GRADES.get(index + 1).map_or(score::MOST, |(_, next)| next - 1);
        let range = if *from == to { from.to_string() } else { format!("{from}–{to}") };
        let row = format!("| {} | {range} |", grade.letter());
        assert!(page.contains(&row), "docs/scoring.md lacks the row {row}");
    }
    assert!(page.contains(&format!("{} points for each further", score::FURTHER_RECIPIENT)));
}

proptest! {
    #[test]
    fn the_parts_sum_to_the_whole(told in any_categories(), at in any_circumstances()) {
        let sum = score(&findings(&told), at);
        prop_assert_eq!(u32::from(sum.points), sum.parts.iter().map(|part| u32::from(part.points)).sum::<u32>());
        prop_assert!(sum.points <= score::MOST);
    }

    #[test]
    fn each_point_names_the_finding_or_is_the_rule_that_earned_it(told in any_categories(), at in any_circumstances()) {
        for part in score(&findings(&told), at).parts {
            match (part.code, part.finding) {
                (PartCode::Listed, finding) => prop_assert_eq!(finding, None),
                (PartCode::Told(category), Some(index)) => prop_assert_eq!(told.get(index), Some(&category)),
                (_, finding) => prop_assert!(finding.is_some_and(|index| index < told.len())),
            }
        }
    }

    #[test]
    fn one_more_finding_never_lowers_a_score(
        told in any_categories(), more in prop::sample::select(&Category::ALL[..]), at in any_circumstances()
    ) {
        let mut further = told.clone();
        further.push(more);
        prop_assert!(score(&findings(&further), at).points >= score(&findings(&told), at).points);
    }

    #[test]
    fn order_does_not_matter(told in any_categories().prop_shuffle(), at in any_circumstances()) {
        let mut sorted = told.clone();
        sorted.sort();
        let codes = |told: &[Category]| -> Vec<(PartCode, u8)> {
            score(&findings(told), at).parts.iter().map(|part| (part.code, part.points)).collect()
        };
        prop_assert_eq!(codes(&told), codes(&sorted));
    }

    #[test]
    fn what_is_unknown_adds_nothing(told in any_categories(), at in any_circumstances()) {
        let known: Vec<Category> = told.iter().copied().filter(|c| *c != Category::Opaque).collect();
        prop_assert_eq!(score(&findings(&told), at).points, score(&findings(&known), at).points);
        let normal = Circumstances { mode: Mode::Normal, ..at };
        let unknown = Circumstances { mode: Mode::Unknown, ..at };
        prop_assert_eq!(score(&findings(&told), unknown), score(&findings(&told), normal));
    }

    #[test]
    fn a_private_window_never_scores_lower(told in any_categories(), at in any_circumstances()) {
        let normal = score(&findings(&told), Circumstances { mode: Mode::Normal, ..at });
        let private = score(&findings(&told), Circumstances { mode: Mode::Private, ..at });
        prop_assert!(private.points >= normal.points);
    }

    #[test]
    fn a_recipient_scores_as_if_all_had_come_in_one_request(told in any_categories(), at in any_circumstances()) {
        prop_assert_eq!(score_recipient(|category| told.contains(&category), at), score(&findings(&told), at).points);
    }

    #[test]
    fn one_more_recipient_never_lowers_an_exposure(
        scores in prop::collection::vec(0..=100_u8, 0..50), more in 0..=100_u8
    ) {
        let further = scores.iter().copied().chain([more]);
        prop_assert!(exposure(further) >= exposure(scores.iter().copied()));
        let mut reversed = scores.clone();
        reversed.reverse();
        prop_assert_eq!(exposure(reversed), exposure(scores));
    }
}
