//! Faults on demand, as written on the command line: `503@12,reset%5,delay=2000@13`.

use std::str::FromStr;

use crate::{
    list::Traps,
    operations::{CUSTOMERS, OPERATIONS},
    reply::Step,
    wire::Then,
};

/// A list of faults, each for one id (`@ID`) or for a share of all requests (`%PERCENT`); with the name of a call in front
/// (`DisableSynch:503@12`), for its requests only.
///
/// | word | what happens |
/// | --- | --- |
/// | `400` … `599` | that status, in the documented error form |
/// | `delay=MS` | the response is delayed by this time |
/// | `reset` | the connection is reset before the response |
/// | `reset-headers`, `reset-body` | … within the head, within the body |
/// | `truncate` | the body ends too early |
/// | `garbage` | bytes that are not HTTP |
/// | `oversize` | a body of 2 MiB |
/// | `bomb` | 64 MiB of spaces, compressed |
/// | `drip` | one byte every 100 ms |
/// | `html` | 200 with a page instead of a customer |
/// | `close` | the connection is closed after the response, unannounced |
///
/// For the list of customers, `Customers:` and a word alone: `page-size=N` (no page is larger), `repeat` (the page's number
/// is ignored), `endless`, `no-headers`, `shift` (each page starts one customer too early), `wrong-index` (`X-MaxPageIndex`
/// is 0), and for its filter by ids `ids-ignored`, `ids-refused`, `ids-wrong` (each customer's neighbor is sent).
///
/// `sync-fails@ID`: the customer is never synced to Salesforce, and stays Enabled and unlinked.
#[derive(Clone, Debug, Default)]
pub struct Faults {
    faults: Vec<Fault>,
    traps: Traps,
    unsyncable: Vec<i64>,
}

#[derive(Clone, Debug)]
struct Fault {
    /// The call that it is for; any call if there is no name.
    operation: Option<String>,
    whom: Whom,
    step: Step,
}

#[derive(Clone, Debug)]
enum Whom {
    Id(String),
    Percent(f64),
}

impl Faults {
    /// What the list of customers does wrong.
    pub(crate) fn traps(&self) -> Traps {
        self.traps
    }

    /// Who is never synced to Salesforce.
    pub(crate) fn unsyncable(&self) -> &[i64] {
        &self.unsyncable
    }

    /// What happens to a request for `id`, if anything.
    pub(crate) fn step(&self, operation: &str, id: &str) -> Option<&Step> {
        let hit = |whom: &Whom| match whom {
            Whom::Id(faulty) => faulty == id,
            Whom::Percent(percent) => fastrand::f64() * 100.0 < *percent,
        };
        let is_for = |fault: &&Fault| fault.operation.as_ref().is_none_or(|name| name == operation);
        self.faults.iter().filter(is_for).find(|fault| hit(&fault.whom)).map(|fault| &fault.step)
    }
}

impl FromStr for Faults {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let mut all = Self::default();
        for text in text.split(',').filter(|fault| !fault.is_empty()) {
            let (operation, rest) = match text.split_once(':') {
                Some((name, rest)) => (Some(name), rest),
                None => (None, text),
            };
            let is_known = |name: &str| name == CUSTOMERS || OPERATIONS.iter().any(|operation| operation.name == name);
            match operation {
                None if let Some(id) = rest.strip_prefix("sync-fails@") => {
                    all.unsyncable.push(id.parse().map_err(|_| format!("{text}: {id} is not a customer id"))?);
                }
                Some(name) if !is_known(name) => return Err(format!("{text}: {name} is not a call")),
                Some(CUSTOMERS) if !rest.contains(['@', '%']) => all.traps = all.traps.with(rest)?,
                _ => {
                    let (whom, step) = fault(rest)?;
                    all.faults.push(Fault { operation: operation.map(Into::into), whom, step });
                }
            }
        }
        Ok(all)
    }
}

fn fault(text: &str) -> Result<(Whom, Step), String> {
    let at = text.find(['@', '%']).ok_or_else(|| format!("{text}: @ID or %PERCENT is missing"))?;
    let (what, whom) = text.split_at(at);
    let whom = match whom.split_at(1) {
        ("@", id) if id.parse::<i64>().is_ok() => Whom::Id(id.to_owned()),
        ("@", id) => return Err(format!("{text}: {id} is not a customer id")),
        (_, percent) => {
            let number = percent.parse().ok().filter(|number| (0.0..=100.0).contains(number));
            Whom::Percent(number.ok_or_else(|| format!("{text}: {percent} is not a percentage"))?)
        }
    };
    Ok((whom, step(what)?))
}

fn step(what: &str) -> Result<Step, String> {
    let step = Step::default();
    Ok(match what {
        "reset" => Step { cut_after: Some(0), then: Then::Reset, ..step },
        "reset-headers" => Step { cut_after: Some(20), then: Then::Reset, ..step },
        "reset-body" => Step { cut_body_after: Some(100), then: Then::Reset, ..step },
        "truncate" => Step { cut_body_after: Some(100), ..step },
        "garbage" => Step { raw: Some("\u{16}\u{3}this is no HTTP\r\n\r\n".into()), ..step },
        "oversize" => Step { pad_to: 2 << 20, ..step },
        "bomb" => Step { pad_to: 64 << 20, gzip: true, ..step },
        "drip" => Step { drip_bytes: 1, drip_ms: 100, ..step },
        "html" => Step {
            body: Some("<html><title>Sign in</title></html>".into()),
            headers: [("content-type".to_owned(), "text/html".to_owned())].into(),
            ..step
        },
        "close" => Step { close_unannounced: true, ..step },
        _ => match (what.parse(), what.strip_prefix("delay=").map(str::parse)) {
            (Ok(status @ 400..=599), _) => Step { status: Some(status), ..step },
            (_, Some(Ok(delay_ms))) => Step { delay_ms, ..step },
            _ => return Err(format!("{what}: no such fault")),
        },
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn faults_are_read_and_strangers_refused() {
        let faults: Faults = "503@12,DisableSynch:delay=5@13,reset%0,Customers:repeat".parse().unwrap();
        assert_eq!(faults.step("EnableSynch", "12").unwrap().status, Some(503));
        assert_eq!(faults.step("DisableSynch", "13").unwrap().delay_ms, 5);
        assert!(faults.step("EnableSynch", "13").is_none() && faults.step("EnableSynch", "14").is_none());
        let always: Faults = "drip%100".parse().unwrap();
        assert_eq!(always.step("EnableSynch", "14").unwrap().drip_bytes, 1);
        for wrong in [
            "503",
            "reset@",
            "nonsense@1",
            "200@1",
            "reset%x",
            "reset%-1",
            "reset%100.1",
            "reset%NaN",
            "delay=@1",
            "Unlatch:503@1",
            "Customers:x",
            "Resynch:repeat",
            "sync-fails@x",
            "sync-fails%5",
            "Latch:sync-fails@1",
        ] {
            assert!(wrong.parse::<Faults>().is_err(), "{wrong}");
        }
    }
}
