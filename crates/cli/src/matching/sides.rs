//! The customers and the accounts, as they are read: for each only what is written out, and the digests of its keys.

use std::{collections::HashMap, path::Path};

use fusebill::{CancelToken, Client, Customer as Full, CustomerId, CustomersOptions, Error, SalesforceId, json};
use roaring::RoaringTreemap;

use super::key::{Digests, Key};
use crate::{
    args::Delimiter,
    customers,
    list::{self, MERCHANTS, Record, SALESFORCE, Table, VENDORS},
};

const ACCOUNT_NAMES: [&str; 2] = ["account name", "accountname"];
const COMPANY_NAMES: [&str; 3] = ["company name", "companyname", "company"];
const EMAILS: [&str; 12] = [
    "email",
    "e mail",
    "email address",
    "primary email",
    "primaryemail",
    "secondary email",
    "secondaryemail",
    "billing email",
    "account email",
    "contact email",
    "work email",
    "person account email",
];

/// How the ids of accounts begin; those of contacts begin with 003.
const ACCOUNTS: &str = "001";

/// The first 15 characters, which both forms of an account's id have in common.
type Short = [u8; 15];

pub(super) struct Customer {
    pub(super) id: i64,
    pub(super) linked: Option<Short>,
    pub(super) reference: Option<u128>,
}

pub(super) struct Account {
    pub(super) id: SalesforceId,
    pub(super) name: Box<str>,
    pub(super) fb_id: Option<i64>,
    pub(super) reference: Option<u128>,
    /// Whether its rows say different things.
    pub(super) is_torn: bool,
}

/// For each key, the digests with the places of those who have them.
pub(super) type Index = [Vec<(u128, u32)>; Key::ALL.len()];

#[derive(Default)]
pub(super) struct Sides {
    pub(super) customers: Vec<Customer>,
    pub(super) accounts: Vec<Account>,
    pub(super) of_customers: Index,
    pub(super) of_accounts: Index,
    /// Where the account with this id is.
    pub(super) places: HashMap<Short, u32>,
    digests: Digests,
    seen: RoaringTreemap,
}

/// What is known of a customer, from wherever it comes.
struct Known<'a> {
    id: CustomerId,
    salesforce_id: &'a str,
    reference: &'a str,
    company: &'a str,
    emails: Vec<&'a str>,
}

fn short(id: &str) -> Option<Short> {
    id.trim().as_bytes().get(..15)?.try_into().ok()
}

/// The text of a cell. One that cannot be read must not be the same as another that cannot.
fn text(row: &Record, column: Option<usize>) -> Result<&str, String> {
    let cell = column.map_or(&[][..], |column| row.field(column));
    std::str::from_utf8(cell).map_err(|_| "a value is not UTF-8: save the file as UTF-8".into())
}

fn texts<'a>(row: &'a Record, columns: &[usize]) -> Result<Vec<&'a str>, String> {
    columns.iter().map(|column| text(row, Some(*column))).collect()
}

fn say_columns(path: &Path, table: &Table, used: [Option<usize>; 4], emails: &[usize]) {
    let names: Vec<String> = used.iter().flatten().chain(emails).map(|column| table.shown(*column)).collect();
    say!("{}: the columns {}", path.display(), names.join(", "));
}

impl Sides {
    /// Reads a report of Salesforce. An account may have several rows, for example one for each contact.
    pub(super) fn read_accounts(&mut self, path: &Path, delimiter: Option<Delimiter>) -> Result<(), Error> {
        let choose = |table: &Table| {
            let id = table.needed_column("id of a Salesforce account (Account ID)", &SALESFORCE)?;
            let name = table.needed_column("name of the account (Account Name)", &ACCOUNT_NAMES)?;
            let fb_id = table.column_named("FB.Id", &VENDORS)?;
            let reference = table.column_named("FB.Customer Id", &MERCHANTS)?;
            let emails = table.columns_named(&EMAILS);
            say_columns(path, table, [Some(id), Some(name), fb_id, reference], &emails);
            Ok((id, (id, name, fb_id, reference, emails)))
        };
        list::read_table(path, delimiter, choose, |(id, name, fb_id, reference, emails), row| {
            let id = SalesforceId::parse(text(row, Some(*id))?).map_err(|why| format!("not an account's id: {why}"))?;
            if !id.as_str().starts_with(ACCOUNTS) {
                return Err(format!("not an account's id: those begin with {ACCOUNTS}"));
            }
            let fb_id = match text(row, *fb_id)? {
                "" => None,
                digits => {
                    Some(CustomerId::parse(digits).map_err(|why| format!("FB.Id: not a customer id: {why}"))?.get())
                }
            };
            let (name, reference) = (text(row, Some(*name))?, text(row, *reference)?);
            self.add_account(id, name, fb_id, reference, &texts(row, emails)?);
            Ok(())
        })
    }

    fn add_account(&mut self, id: SalesforceId, name: &str, fb_id: Option<i64>, reference: &str, emails: &[&str]) {
        let reference = self.digests.of_reference(reference);
        let next = self.accounts.len() as u32;
        let place = short(id.as_str()).map_or(next, |short| *self.places.entry(short).or_insert(next));
        if place == next {
            self.accounts.push(Account { id, name: name.into(), fb_id, reference, is_torn: false });
        } else {
            let account = &mut self.accounts[place as usize];
            let is_same_name = Key::Name.texts(&account.name) == Key::Name.texts(name);
            account.is_torn |= !is_same_name || (account.fb_id, account.reference) != (fb_id, reference);
        }
        let fb_id = fb_id.map(|id| id.to_string()).unwrap_or_default();
        let index = &mut self.of_accounts;
        note(index, &self.digests, Key::FbId, &fb_id, place);
        index[Key::Reference as usize].extend(reference.map(|digest| (digest, place)));
        emails.iter().for_each(|email| note(index, &self.digests, Key::Email, email, place));
        note(index, &self.digests, Key::Name, name, place);
    }

    /// Reads the customers from a report of the vendor, or a list that was made from it.
    pub(super) fn read_customers(&mut self, path: &Path, delimiter: Option<Delimiter>) -> Result<(), Error> {
        let references: Vec<&str> = MERCHANTS.into_iter().chain(["reference"]).collect();
        let choose = |table: &Table| {
            let id = table.needed_column("API's id (Stax Bill ID, Fusebill ID)", &VENDORS)?;
            let reference = table.column_named("reference", &references)?;
            let company = table.column_named("company name", &COMPANY_NAMES)?;
            let salesforce = table.column_named("Salesforce id", &SALESFORCE)?;
            let emails = table.columns_named(&EMAILS);
            say_columns(path, table, [Some(id), reference, company, salesforce], &emails);
            Ok((id, (id, reference, company, salesforce, emails)))
        };
        list::read_table(path, delimiter, choose, |(id, reference, company, salesforce, emails), row| {
            let known = Known {
                id: CustomerId::parse(text(row, Some(*id))?).map_err(|why| format!("not a customer id: {why}"))?,
                salesforce_id: text(row, *salesforce)?,
                reference: text(row, *reference)?,
                company: text(row, *company)?,
                emails: texts(row, emails)?,
            };
            if !known.salesforce_id.is_empty() {
                SalesforceId::parse(known.salesforce_id).map_err(|why| format!("not a Salesforce id: {why}"))?;
            }
            match self.add_customer(&known) {
                true => Ok(()),
                false => Err(format!("customer {} has two rows", known.id)),
            }
        })
    }

    /// Lists the account's customers; returns whether they are all.
    pub(super) fn list_customers(&mut self, client: &Client) -> Result<bool, Error> {
        let list = client.list_customers(&CustomersOptions::default(), &CancelToken::new())?;
        let mut list = list.on_wait(|wait| say!("{wait}"));
        for customer in customers::reported(&mut list) {
            let customer = customer?;
            let value = |pointer| value_of(&customer, pointer);
            let (reference, company) = (value("/reference"), value("/companyName"));
            let (primary, secondary) = (value("/primaryEmail"), value("/secondaryEmail"));
            self.add_customer(&Known {
                id: customer.id(),
                salesforce_id: &value("/salesforceId"),
                reference: &reference,
                company: &company,
                emails: vec![&primary, &secondary],
            });
        }
        let summary = list.summary();
        customers::warn_unless_whole(&summary);
        Ok(summary.is_whole())
    }

    /// Returns whether the customer is new.
    fn add_customer(&mut self, known: &Known<'_>) -> bool {
        let id = known.id.get();
        if !self.seen.insert(id as u64) {
            return false;
        }
        let place = self.customers.len() as u32;
        let (index, digests) = (&mut self.of_customers, &self.digests);
        note(index, digests, Key::FbId, &id.to_string(), place);
        let reference = digests.of_reference(known.reference);
        index[Key::Reference as usize].extend(reference.map(|digest| (digest, place)));
        known.emails.iter().for_each(|email| note(index, digests, Key::Email, email, place));
        note(index, digests, Key::Name, known.company, place);
        self.customers.push(Customer { id, linked: short(known.salesforce_id), reference });
        true
    }
}

fn note(index: &mut Index, digests: &Digests, key: Key, field: &str, place: u32) {
    index[key as usize].extend(key.texts(field).iter().map(|text| (digests.of(text), place)));
}

fn value_of(customer: &Full, pointer: &str) -> String {
    customer.get(pointer).ok().and_then(json::Lookup::value).unwrap_or_default().into_owned()
}
