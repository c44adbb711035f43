//! `report --html`: one self-contained page for people.

use std::path::Path;

use fusebill::Error;
use indicatif::HumanCount;
use serde_json::json;

use super::{chart, tally::Tally, visible};
use crate::batch::word_of_done;

const PAGE: &str = include_str!("page.html");

pub(super) fn render(path: &Path, tally: &mut Tally, not_tried: Option<u64>) -> Result<String, Error> {
    let mut rows = Vec::new();
    tally.each_failure(|failure| rows.push(json!([failure.id, visible(&failure.name), visible(&failure.message)])))?;
    let total = tally.done() + tally.failures();
    let mut totals = vec![
        ("customers", total),
        (word_of_done(tally.operation), tally.done()),
        ("failed", tally.failures()),
        ("can be retried", tally.worth_repeating()),
    ];
    totals.extend(not_tried.map(|count| ("not tried", count)));
    if tally.damaged.lines > 0 {
        totals.push(("damaged lines", tally.damaged.lines));
    }
    let cards: String = totals
        .iter()
        .map(|(name, count)| format!("<div><dt>{name}</dt><dd>{}</dd></div>", HumanCount(*count)))
        .collect();
    let most = tally.failed().map(|(_, count)| count).max().unwrap_or(1);
    let kinds: String = tally
        .failed()
        .map(|(name, count)| {
            let share = count as f64 / most as f64 * 100.0;
            let name = escaped(name);
            format!(
                "<tr><th scope=row>{name}<td class=n>{}<td class=bar><i style=\"width:{share:.1}%\"></i>",
                HumanCount(count)
            )
        })
        .collect();
    let span = match (&tally.from, &tally.to) {
        (Some(from), Some(to)) => format!("{} to {}", escaped(from), escaped(to)),
        _ => "no outcomes yet".into(),
    };
    // Inside a script element, only `<` could end it.
    let rows = serde_json::Value::from(rows).to_string().replace('<', "\\u003c");
    Ok(PAGE
        .replace("{{operation}}", tally.operation.name())
        .replace("{{host}}", &escaped(&tally.host))
        .replace("{{span}}", &span)
        .replace("{{totals}}", &cards)
        .replace("{{kinds}}", if kinds.is_empty() { "<tr><td>none" } else { &kinds })
        .replace("{{chart}}", &chart::draw(path, tally.from.as_deref(), tally.to.as_deref())?)
        .replace("{{style}}", fusebill_sandbox::STYLE)
        .replace("{{rows}}", &rows))
}

/// Text, escaped for HTML.
fn escaped(text: &str) -> String {
    let mut out = String::new();
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            // A placeholder of the page must not be injected by a file.
            '{' => out.push_str("&#123;"),
            c if c.is_control() => out.extend(c.escape_default()),
            c => out.push(c),
        }
    }
    out
}
