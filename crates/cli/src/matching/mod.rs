//! `fusebill match`: which accounts in Salesforce are customers already. Links are made by `latch`, before a customer is
//! enabled; otherwise the sync makes a second account.
//!
//! | module | subject |
//! | --- | --- |
//! | `key` | by what a customer and an account are the same |
//! | `sides` | the customers and the accounts, as they are read |
//! | `join` | one to one, or not at all |
//! | `groups` | who may belong together |

mod groups;
mod join;
mod key;
mod sides;

use std::{
    io::{self, Write},
    path::Path,
};

use fusebill::{Error, SOME_FAILED};
use indicatif::HumanCount;

use crate::{args, client, csv_failed, report, system};
use groups::Side;
use join::{Joined, Standing};
use key::Key;
use sides::Sides;

/// Returns the exit status.
pub(crate) fn run(args: &args::Match) -> Result<u8, Error> {
    let stdin = Path::new("-");
    if args.salesforce == stdin && args.customers.as_deref() == Some(stdin) {
        return Err(Error::invalid_argument("--salesforce - and --customers - cannot both read standard input"));
    }
    if let Some(unmatched) = args.unmatched.as_deref().filter(|path| path.exists()) {
        let message =
            format!("--unmatched {}: it already exists; choose another file, or delete it", unmatched.display());
        return Err(Error::io(message));
    }
    let mut sides = Sides::default();
    sides.read_accounts(&args.salesforce, args.delimiter)?;
    let is_whole = match &args.customers {
        Some(path) => sides.read_customers(path, args.delimiter).map(|()| true)?,
        None => {
            let (client, _sandbox) = client::create(&args.client, args.sandbox, None)?;
            sides.list_customers(&client)?
        }
    };
    let joined = Joined::of(&mut sides);
    write_matched(&sides, &joined)?;
    if let Some(path) = &args.unmatched {
        let written = system::create_private(path).map_err(csv::Error::from);
        let written = written.and_then(|file| write_unmatched(io::BufWriter::new(file), &sides, &joined));
        written.map_err(|error| Error::io(format!("{}: {error}", path.display())))?;
    }
    say_totals(&joined);
    if joined.ambiguous() > 0 && args.unmatched.is_none() {
        say!("--unmatched FILE lists what is ambiguous");
    }
    Ok(if is_whole && joined.ambiguous() == 0 { 0 } else { SOME_FAILED as u8 })
}

/// The list for `latch --from`, in the order of the customers.
fn write_matched(sides: &Sides, joined: &Joined) -> Result<(), Error> {
    let mut out = csv::Writer::from_writer(io::stdout().lock());
    let mut write = || -> Result<(), csv::Error> {
        out.write_record(["Fusebill ID", "Salesforce ID", "Matched By"])?;
        for (customer, standing) in sides.customers.iter().zip(&joined.customers) {
            if let Standing::Matched { other, by } = standing {
                let account = &sides.accounts[*other as usize];
                // Not the name alone: a company may be called Total, which is the end of other lists.
                let by = format!("by {}: {}", by.name(), account.name);
                out.write_record([customer.id.to_string().as_str(), account.id.as_str(), &report::cell(&by)])?;
            }
        }
        out.flush()?;
        Ok(())
    };
    write().map_err(csv_failed)
}

/// Customers and accounts that were not matched, each with the reason. Those with one number may belong together, among them
/// those that were matched, or are linked.
fn write_unmatched(file: impl Write, sides: &Sides, joined: &Joined) -> Result<(), csv::Error> {
    let mut out = csv::Writer::from_writer(file);
    out.write_record(["Fusebill ID", "Salesforce ID", "Account Name", "Why", "Group"])?;
    for (place, customer) in sides.customers.iter().enumerate() {
        let alone = "no account has its id, reference, e-mail or name";
        if let Some((why, group)) = joined.remark(Side::Customer, place, alone) {
            let linked = customer.linked.map(|id| String::from_utf8_lossy(&id).into_owned()).unwrap_or_default();
            out.write_record([&customer.id.to_string(), &linked, "", &why, &group])?;
        }
    }
    for (place, account) in sides.accounts.iter().enumerate() {
        if let Some((why, group)) = joined.remark(Side::Account, place, "it is not a customer's") {
            let name = report::cell(&account.name);
            out.write_record(["", account.id.as_str(), name.as_str(), why.as_str(), group.as_str()])?;
        }
    }
    out.flush()?;
    Ok(())
}

fn say_totals(joined: &Joined) {
    let row = |name: &str, count: u64, remark: &str| {
        let remark = if count > 0 { remark } else { "" };
        crate::show(&format!("{name:<19} {:>9}{remark}\n", HumanCount(count).to_string()));
    };
    row("already linked", joined.linked(), "");
    for key in Key::ALL {
        row(&format!("by {}", key.name()), joined.matched_by(key), "");
    }
    row("ambiguous", joined.ambiguous(), "   customers and accounts: see who they are before you link them");
    row("only in Fusebill", joined.alone(&joined.customers), "   enabled, each may become a new account");
    row("only in Salesforce", joined.alone(&joined.accounts), "");
}
