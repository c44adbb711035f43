//! `report --html`: one self-contained page for people.

use std::{collections::BTreeMap, fmt::Write};

use fusebill::Error;
use indicatif::HumanCount;
use serde_json::json;

use super::{tally::Tally, visible};
use crate::batch::word_of_done;

const PAGE: &str = include_str!("page.html");

/// The chart has at most this many bars.
const BARS: usize = 120;

pub(super) fn render(tally: &mut Tally, not_tried: Option<u64>) -> Result<String, Error> {
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
        .replace("{{chart}}", &chart(&tally.minutes))
        .replace("{{rows}}", &rows))
}

/// Bars of the calls per minute; several minutes share a bar when there are many.
fn chart(minutes: &BTreeMap<String, u64>) -> String {
    const WIDTH: f64 = 720.0;
    const HEIGHT: f64 = 160.0;
    let number = |minute: &str| {
        let (day, time) = minute.split_once('T')?;
        let mut date = day.split('-').map(|part| part.parse::<i64>().unwrap_or(0));
        let (year, month, day) = (date.next()?, date.next()?, date.next()?);
        // Days since an epoch, in the civil calendar.
        let (year, month) = if month <= 2 { (year - 1, month + 9) } else { (year, month - 3) };
        let days =
            365 * year + year.div_euclid(4) - year.div_euclid(100) + year.div_euclid(400) + (153 * month + 2) / 5 + day;
        let (hour, minute) = time.split_once(':')?;
        Some(days * 1440 + hour.parse::<i64>().ok()? * 60 + minute.parse::<i64>().ok()?)
    };
    let counted: Vec<(i64, u64)> =
        minutes.iter().filter_map(|(minute, count)| Some((number(minute)?, *count))).collect();
    let (Some((first, _)), Some((last, _))) = (counted.first(), counted.last()) else {
        return "<p>No outcomes yet.</p>".into();
    };
    let span = (last - first + 1) as usize;
    let per_bar = span.div_ceil(BARS);
    let mut bars = vec![0.0; span.div_ceil(per_bar)];
    for (minute, count) in &counted {
        bars[(minute - first) as usize / per_bar] += *count as f64 / per_bar as f64;
    }
    let most = bars.iter().copied().fold(1.0, f64::max);
    let width = WIDTH / bars.len() as f64;
    let begin = minutes.keys().next().map_or("", String::as_str).replace('T', " ");
    let end = minutes.keys().next_back().map_or("", String::as_str).replace('T', " ");
    let mut svg = format!(
        "<svg viewBox=\"0 0 {WIDTH} {}\" role=img aria-label=\"calls per minute over time, at most {most:.0}\">",
        HEIGHT + 24.0
    );
    for (at, bar) in bars.iter().enumerate() {
        let (x, height) = (at as f64 * width, bar / most * (HEIGHT - 16.0));
        let (y, gap) = (HEIGHT - height, width.min(20.0) * 0.15);
        let (bar_width, title) = (width - gap, format!("{bar:.0} per minute"));
        // Writing to memory does not fail.
        let _ = write!(
            svg,
            "<rect x=\"{x:.1}\" y=\"{y:.1}\" width=\"{bar_width:.1}\" height=\"{height:.1}\"><title>{title}</title></rect>"
        );
    }
    let _ = write!(
        svg,
        "<path d=\"M0 {HEIGHT}H{WIDTH}\"/><text y=10>{most:.0} per minute</text><text y=\"{0}\">{1}</text>\
         <text x=\"{WIDTH}\" y=\"{0}\" text-anchor=end>{2} UTC</text></svg>",
        HEIGHT + 18.0,
        escaped(&begin),
        escaped(&end)
    );
    svg
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
