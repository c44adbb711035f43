//! The chart of a report: how many outcomes came when, in some sixty bars.

use std::{
    fmt::Write,
    path::Path,
    time::{Duration, UNIX_EPOCH},
};

use fusebill::{Error, ResultsFile};
use humantime::{format_duration, format_rfc3339_millis, parse_rfc3339};
use indicatif::HumanCount;

/// What a bar may stand for, in milliseconds: times that a person reads. After the last one, it is doubled.
const STEPS: [u64; 25] = [
    10,
    20,
    50,
    100,
    200,
    500,
    1_000,
    2_000,
    5_000,
    10_000,
    15_000,
    30_000,
    60_000,
    120_000,
    300_000,
    600_000,
    900_000,
    1_800_000,
    3_600_000,
    7_200_000,
    10_800_000,
    21_600_000,
    43_200_000,
    86_400_000,
    172_800_000,
];
/// There are fewer bars than this, and usually more than half as many.
const BARS: u64 = 80;

const WIDTH: f64 = 720.0;
const HEIGHT: f64 = 160.0;

/// The bars of a results file whose first and last outcome came at these times, RFC 3339.
pub(super) fn draw(path: &Path, from: Option<&str>, to: Option<&str>) -> Result<String, Error> {
    let (Some(from), Some(to)) = (from.and_then(milliseconds), to.and_then(milliseconds)) else {
        return Ok("<p>No outcomes yet.</p>".into());
    };
    let step = step_of(to.saturating_sub(from));
    let begin = from / step * step;
    let mut bars = vec![0_u64; ((to.max(from) - begin) / step + 1) as usize];
    ResultsFile::open(path)?.each(|recorded, _| {
        // A file that another process continues may have later ones.
        let place = recorded.at.as_deref().and_then(milliseconds).and_then(|at| at.checked_sub(begin));
        if let Some(bar) = place.and_then(|place| bars.get_mut((place / step) as usize)) {
            *bar += 1;
        }
    })?;
    Ok(svg(&bars, begin, step))
}

fn milliseconds(time: &str) -> Option<u64> {
    let time = parse_rfc3339(time).ok()?.duration_since(UNIX_EPOCH).ok()?;
    u64::try_from(time.as_millis()).ok()
}

/// What a bar stands for if the whole is so long.
fn step_of(span: u64) -> u64 {
    let [.., longest] = STEPS;
    let fits = |step: &u64| span / step < BARS;
    let doubled = || std::iter::successors(Some(longest), |step| step.checked_mul(2));
    STEPS.into_iter().chain(doubled()).find(fits).unwrap_or(u64::MAX)
}

fn svg(bars: &[u64], begin: u64, step: u64) -> String {
    let most = bars.iter().copied().max().unwrap_or(0).max(1);
    let each = format_duration(Duration::from_millis(step));
    let mut svg = format!(
        "<p>One bar is {each}. Times are UTC.</p><svg viewBox=\"0 0 {WIDTH} {}\" role=img aria-label=\"outcomes over time, at \
         most {most} in {each}\">",
        HEIGHT + 24.0
    );
    let width = WIDTH / bars.len() as f64;
    let gap = width.min(20.0) * 0.15;
    for (at, count) in bars.iter().enumerate() {
        let (x, height) = (at as f64 * width, *count as f64 / most as f64 * (HEIGHT - 16.0));
        let (y, bar_width) = (HEIGHT - height, width - gap);
        let time = clock(begin + at as u64 * step, step);
        // Writing to memory does not fail.
        let _ = write!(
            svg,
            "<rect x=\"{x:.1}\" y=\"{y:.1}\" width=\"{bar_width:.1}\" height=\"{height:.1}\"><title>{time}: {}</title></rect>",
            HumanCount(*count)
        );
    }
    let _ = write!(svg, "<path d=\"M0 {HEIGHT}H{WIDTH}\"/><text y=10>{} in {each}</text>", HumanCount(most));
    let last = bars.len() - 1;
    let mut places = vec![(0, "start"), (last / 2, "middle"), (last, "end")];
    places.dedup_by_key(|place| place.0);
    for (at, anchor) in places {
        let x = at as f64 / last.max(1) as f64 * WIDTH;
        let time = clock(begin + at as u64 * step, step);
        let _ = write!(svg, "<text x=\"{x:.1}\" y=\"{}\" text-anchor={anchor}>{time}</text>", HEIGHT + 18.0);
    }
    svg + "</svg>"
}

/// `2026-01-31 12:00:00`, as exact as the bars are.
fn clock(at: u64, step: u64) -> String {
    let text = format_rfc3339_millis(UNIX_EPOCH + Duration::from_millis(at)).to_string();
    let length = match step {
        60_000.. => "2026-01-31T12:00",
        1_000.. => "2026-01-31T12:00:00",
        _ => "2026-01-31T12:00:00.00",
    }
    .len();
    text[..length].replace('T', " ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_are_some_sixty_bars_whatever_the_time() {
        for span in (0..60).map(|power| 1_500_u64 << power).take_while(|span| *span < 1 << 50) {
            let bars = span / step_of(span) + 1;
            assert!((30..=80).contains(&bars), "{span} ms: {bars} bars");
        }
        assert_eq!((step_of(0), step_of(2_000), step_of(3_600_000)), (10, 50, 60_000));
    }

    #[test]
    fn times_are_as_exact_as_the_bars() {
        let at = milliseconds("2026-01-31T12:00:05.120Z").unwrap();
        assert_eq!(clock(at, 50), "2026-01-31 12:00:05.12");
        assert_eq!(clock(at, 5_000), "2026-01-31 12:00:05");
        assert_eq!(clock(at, 60_000), "2026-01-31 12:00");
    }

    #[test]
    fn the_labels_are_apart() {
        let svg = svg(&[1, 0, 5], 0, 10);
        assert!(svg.contains("5 in 10ms") && svg.matches("<text").count() == 4, "{svg}");
        assert_eq!(super::svg(&[3], 0, 10).matches("<text").count(), 2);
    }
}
