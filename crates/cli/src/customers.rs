//! `fusebill customers`: the account's customers as a list, as totals, or one by one.

use std::{
    io::{self, Write},
    time::{Duration, Instant},
};

use fusebill::{
    Call, CancelToken, Customer, Customers, CustomersOptions, CustomersSummary, Error, SOME_FAILED, SynchStatus, json,
};
use indicatif::HumanCount;

use crate::{
    args::{self, CustomersOutput, Synch},
    calls, client, output_failed, print,
};

/// Returns the exit status.
pub(crate) fn run(args: &args::Customers) -> Result<u8, Error> {
    let calls: Vec<Call> =
        args.ids.iter().map(|id| Ok(Call::get_customer(id.parse()?))).collect::<Result<_, Error>>()?;
    let what = match (calls.is_empty(), args.summary) {
        (false, _) => "customers given as arguments are printed as text or json",
        (true, true) => "the summary is printed as text or json",
        (true, false) => "the list is printed as csv or jsonl",
    };
    let is_list = calls.is_empty() && !args.summary;
    let is_json = args.output == CustomersOutput::Json;
    if args.output != CustomersOutput::Text && is_list == is_json {
        return Err(Error::invalid_argument(format!("--output: {what}")));
    }
    let (client, _sandbox) = client::create(&args.client, args.sandbox, None)?;
    if !calls.is_empty() {
        return calls::each(&client, calls, |call, result| match result {
            Ok(answer) => print(format!("{}\n", answer.text().trim_end()).as_bytes()),
            Err(error) => Ok(calls::failed(call, &error, is_json)),
        });
    }
    let mut options = CustomersOptions::default();
    options.synch_status = match args.synch_status {
        Synch::All => SynchStatus::All,
        Synch::Enabled => SynchStatus::Enabled,
        Synch::NotEnabled => SynchStatus::NotEnabled,
    };
    options.not_linked = args.not_linked;
    options.status.clone_from(&args.status);
    let mut list = client.list_customers(&options, &CancelToken::new())?.on_wait(|wait| say!("{wait}"));
    match args.summary {
        true => sum(&mut list, is_json)?,
        false => write(&mut reported(&mut list), args.output == CustomersOutput::Jsonl)?,
    }
    let summary = list.summary();
    warn_unless_whole(&summary);
    Ok(if summary.is_whole() { 0 } else { SOME_FAILED as u8 })
}

/// The customers of a list; prints how many were received every ten seconds.
pub(crate) fn reported(list: &mut Customers) -> impl Iterator<Item = Result<Customer, Error>> {
    let mut last = Instant::now();
    std::iter::from_fn(move || {
        let next = list.next();
        if last.elapsed() >= Duration::from_secs(10) {
            last = Instant::now();
            let CustomersSummary { received, count, .. } = list.summary();
            let of = count.map(|count| format!(" of {}", HumanCount(count))).unwrap_or_default();
            say!("{}{of} customers listed", HumanCount(received));
        }
        next
    })
}

/// Warns if the server reported more customers than were received.
pub(crate) fn warn_unless_whole(summary: &CustomersSummary) {
    if let Some(count) = summary.count.filter(|_| !summary.is_whole()) {
        say!(
            "only {} of {} customers were received: the list changed while it was read, or the server left some out",
            HumanCount(summary.received),
            HumanCount(count)
        );
    }
}

type List<'a> = &'a mut dyn Iterator<Item = Result<Customer, Error>>;

fn write(list: List<'_>, is_json: bool) -> Result<(), Error> {
    let mut out = io::BufWriter::new(io::stdout().lock());
    if !is_json {
        writeln!(out, "Fusebill ID,salesforceSynchStatus,salesforceId,status,reference").map_err(output_failed)?;
    }
    for customer in list {
        let customer = customer?;
        let line = if is_json { json::compact(customer.raw()) } else { csv(&customer)? };
        writeln!(out, "{line}").map_err(output_failed)?;
    }
    out.flush().map_err(output_failed)
}

fn csv(customer: &Customer) -> Result<String, Error> {
    let text = |pointer| customer.get(pointer).ok().and_then(json::Lookup::value).unwrap_or_default();
    let cells = [
        customer.id().to_string(),
        text("/salesforceSynchStatus").into_owned(),
        text("/salesforceId").into_owned(),
        text("/status").into_owned(),
        text("/reference").into_owned(),
    ];
    let mut writer = csv::WriterBuilder::new().terminator(csv::Terminator::Any(b'\n')).from_writer(Vec::new());
    writer
        .write_record(cells.iter().map(|cell| crate::report::cell(cell)))
        .map_err(|e| Error::internal(e.to_string()))?;
    let line = writer.into_inner().map_err(|error| Error::internal(error.to_string()))?;
    Ok(String::from_utf8_lossy(&line).trim_end().to_owned())
}

/// Counts the listed customers.
fn sum(list: &mut Customers, is_json: bool) -> Result<(), Error> {
    let [mut all, mut enabled, mut linked] = [0_u64; 3];
    for customer in reported(list) {
        let customer = customer?;
        all += 1;
        enabled += u64::from(customer.is_synch_enabled());
        linked += u64::from(customer.is_linked());
    }
    let rows = [
        ("customers", all),
        ("enabled", enabled),
        ("notEnabled", all - enabled),
        ("linked", linked),
        ("notLinked", all - linked),
    ];
    let text = match is_json {
        true => {
            let members: Vec<String> = rows.iter().map(|(name, count)| format!("\"{name}\":{count}")).collect();
            format!("{{{},\"whole\":{}}}\n", members.join(","), list.summary().is_whole())
        }
        false => rows
            .iter()
            .map(|(name, count)| {
                let name = name.replace("notE", "not e").replace("notL", "not l");
                format!("{name:<18} {:>10}\n", HumanCount(*count).to_string())
            })
            .collect(),
    };
    print(text.as_bytes()).map(drop)
}
