//! `fusebill match`: what is one to one, and what is left to a person.

mod job;

use std::{fs, process::Stdio};

use fusebill_sandbox::Sandbox;
use job::{Job, peak_of, said, status};

const ACCOUNTS: &str = "Account ID,Account Name,Email,FB.Id,FB.Customer Id\n";
const CUSTOMERS: &str = "Stax Bill ID,Customer ID,Company Name,Primary Email,Salesforce ID\n";

/// The account with this number.
fn account(number: u32) -> String {
    format!("0014200{number:08}AAA")
}

struct Matched {
    code: i32,
    /// `ID account key`, for each that matched.
    pairs: Vec<String>,
    /// The rows of the other file.
    left: String,
    said: String,
}

fn matched(customers: &str, accounts: &str) -> Matched {
    let job = Job::new(0, |sandbox| sandbox);
    let accounts = (0..20)
        .fold(accounts.to_owned(), |text, number| text.replace(&format!("A{number},"), &(account(number) + ",")));
    let customers = (0..20).fold(customers.to_owned(), |text, number| {
        text.replace(&format!(",A{number}\n"), &format!(",{}\n", account(number)))
    });
    job.write("customers.csv", format!("{CUSTOMERS}{customers}"));
    job.write("accounts.csv", format!("{ACCOUNTS}{accounts}"));
    let args = ["match", "--salesforce", "accounts.csv", "--customers", "customers.csv", "--unmatched", "left.csv"];
    let output = job.command(&args).output().unwrap();
    assert_eq!(job.sandbox.requests(), 0, "it needs no API");
    let out = String::from_utf8(output.stdout.clone()).unwrap();
    let pair = |line: &str| {
        let cells: Vec<&str> = line.splitn(3, ',').collect();
        let account: u32 = cells[1].get(7..15)?.parse().ok()?;
        Some(format!("{} A{account} {}", cells[0], cells[2].trim_matches('"').split(':').next()?))
    };
    // What it prints is a list for latch.
    if out.lines().count() > 1 {
        job.write("matched.csv", &out);
        let latch = job.command(&["latch", "--from", "matched.csv", "--dry-run"]).output().unwrap();
        assert_eq!(status(&latch), 0, "{out}{}", said(&latch));
    }
    Matched {
        code: status(&output),
        pairs: out.lines().skip(1).filter_map(pair).collect(),
        left: fs::read_to_string(job.path("left.csv")).unwrap_or_default(),
        said: said(&output),
    }
}

#[test]
fn the_first_key_that_is_shared_decides_if_it_is_one_to_one() {
    for (what, customers, accounts, pairs, ambiguous) in [
        ("by id", "1,,,,\n", "A1,x,,1,\n", "1 A1 by FB.Id", 0),
        ("by reference", "1,R-1,,,\n", "A1,x,,,R-1\n", "1 A1 by reference", 0),
        ("a reference has a case", "1,r-1,,,\n", "A1,x,,,R-1\n", "", 0),
        ("by address, without its case", "1,,,Ann@X.example,\n", "A1,x,ann@x.EXAMPLE,,\n", "1 A1 by e-mail", 0),
        ("one address of several", "1,,,a@x.example; b@x.example,\n", "A1,x,b@x.example,,\n", "1 A1 by e-mail", 0),
        ("no address", "1,,,none,\n", "A1,x,none,,\n", "", 0),
        ("by name", "1,,Stolen  Bikes ,,\n", "A1,stolen BIKES,,,\n", "1 A1 by company name", 0),
        ("a suffix is not guessed", "1,,Stolen Bikes,,\n", "A1,Stolen Bikes Ltd,,,\n", "", 0),
        ("an empty name matches nothing", "1,,,,\n2,,,,\n", "A1,,,,\nA2,,,,\n", "", 0),
        (
            "the id before the name",
            "1,,Acme,,\n2,,Zeta,,\n",
            "A1,Zeta,,1,\nA2,Acme,,2,\n",
            "1 A1 by FB.Id|2 A2 by FB.Id",
            0,
        ),
        ("two customers of a name", "1,,Acme,,\n2,,acme,,\n", "A1,Acme,,,\n", "", 3),
        ("two accounts of a name", "1,,Acme,,\n", "A1,Acme,,,\nA2,ACME,,,\n", "", 3),
        ("two accounts of an id", "1,,Acme,,\n", "A1,Acme,,1,\nA2,x,,1,\n", "", 3),
        (
            "two accounts of an address, of which one has the name",
            "1,,Acme,a@x.example,\n",
            "A1,Acme,a@x.example,,\nA2,x,a@x.example,,\n",
            "",
            3,
        ),
        ("another by the same name", "1,,Acme,,\n2,,Acme,,\n", "A1,Acme,,1,\nA2,Acme,,,\n", "1 A1 by FB.Id", 2),
        ("the id of one and the reference of another", "1,R1,,,\n2,R2,,,\n", "A1,x,,1,R2\n", "", 3),
        ("capitals of another length", "1,,Straße,,\n", "A1,STRASSE,,,\n", "1 A1 by company name", 0),
        ("rows of one name", "1,,Bikes,,\n", "A1,Bikes,,,\nA1,BIKES ,a@x.example,,\n", "1 A1 by company name", 0),
        ("its id is another's", "1,,Acme,,\n", "A1,Acme,,9,\n", "", 2),
        ("its reference is another's", "1,R-1,Acme,,\n", "A1,Acme,,,R-2\n", "", 2),
        ("one has no reference", "1,,Acme,,\n", "A1,Acme,,,R-2\n", "1 A1 by company name", 0),
        ("addresses may differ", "1,,Acme,a@x.example,\n", "A1,Acme,b@x.example,,\n", "1 A1 by company name", 0),
        ("it is linked", "1,,Acme,,A1\n", "A1,Acme,,,\n", "", 0),
        ("it is linked to one that the report lacks", "1,,Acme,,A9\n", "A1,Acme,,,\n", "", 1),
        ("its account is linked to another", "1,,Acme,,\n2,,Zeta,,A1\n", "A1,Acme,,,\n", "", 1),
        (
            "rows of one account",
            "1,,,b@x.example,\n",
            "A1,Acme,a@x.example,,\nA1,Acme,b@x.example,,\n",
            "1 A1 by e-mail",
            0,
        ),
        ("rows that differ", "1,,Acme,,\n", "A1,Acme,,1,\nA1,Acme,,2,\n", "", 2),
        ("a formula", "1,,=1+1,,\n", "A1,=1+1,,,\n", "1 A1 by company name", 0),
        ("a total", "1,,Total,,\n", "A1,Total,,,\n", "1 A1 by company name", 0),
        ("a name over two lines", "1,,\"Stolen\nBikes\",,\n", "A1,Stolen Bikes,,,\n", "1 A1 by company name", 0),
    ] {
        let found = matched(customers, accounts);
        assert_eq!(found.pairs.join("|"), pairs, "{what}: {}", found.said);
        assert_eq!(found.left.matches("ambiguous: ").count(), ambiguous, "{what}: {}{}", found.left, found.said);
        assert_eq!(found.code, if ambiguous > 0 { 20 } else { 0 }, "{what}: {}", found.said);
    }
}

#[test]
fn nobody_is_lost_and_the_reasons_are_given() {
    let found = matched("1,,Acme,,\n2,,Zeta,,\n3,,Yota,,\n4,,Xi,,A9\n", "A1,Acme,,,\nA2,zeta,,7,\nA5,Somebody,,,\n");
    assert_eq!(found.pairs, ["1 A1 by company name"]);
    for row in [
        "2,,,\"ambiguous: the same company name, but the account's FB.Id is another customer's\",1",
        "3,,,\"no account has its id, reference, e-mail or name\",",
        &format!(",{},zeta,\"ambiguous: the same company name", account(2)),
        &format!(",{},Somebody,it is not a customer's,", account(5)),
    ] {
        assert!(found.left.contains(row), "{row}\n{}", found.left);
    }
    assert_eq!(found.left.lines().count(), 5, "{}", found.left);
    for row in [
        "already linked              1",
        "by company name             1",
        "ambiguous                   2",
        "only in Fusebill            1",
        "only in Salesforce          1",
    ] {
        assert!(found.said.contains(row), "{}", found.said);
    }
}

#[test]
fn those_who_may_belong_together_have_one_number() {
    let group = |left: &str, begin: &str| {
        let line = left.lines().find(|line| line.starts_with(begin)).unwrap_or_else(|| panic!("{begin}: {left}"));
        line.rsplit(',').next().unwrap().to_owned()
    };
    // Two rows of one account name two customers.
    let found = matched("1,,Bikes,,\n2,,Bikes,,\n", "A1,Bikes,,1,\nA1,Bikes,,2,\n");
    let groups: Vec<String> = ["1,", "2,", ","].iter().map(|begin| group(&found.left, begin)).collect();
    assert!(groups.iter().all(|one| *one == groups[0] && !one.is_empty()), "{}", found.left);
    // Whose account is another's: both are there.
    let found = matched("1,R1,,,\n2,,Acme,,\n3,,Acme,,A7\n", "A1,Acme,,1,\nA7,x,,,\n");
    assert_eq!(found.pairs, ["1 A1 by FB.Id"]);
    let left = &found.left;
    assert!(left.contains(&format!(",{},Acme,matched by FB.Id,", account(1))), "{left}");
    assert!(left.contains(&format!("3,{},,linked already,", &account(7)[..15])), "{left}");
    assert_eq!(group(left, "2,"), group(left, "3,"));
}

#[test]
fn files_are_read_by_the_contract_of_lists() {
    let job = Job::new(0, |sandbox| sandbox);
    job.write("good.csv", format!("{CUSTOMERS}1,,Acme,,\n"));
    let id = account(1);
    let contact = "003410000000001";
    let run = |customers: &[u8], accounts: &[u8]| {
        job.write("customers.csv", customers);
        job.write("accounts.csv", accounts);
        let args = ["match", "--salesforce", "accounts.csv", "--customers", "customers.csv"];
        job.command(&args).output().unwrap()
    };
    let good = fs::read(job.path("good.csv")).unwrap();
    let utf16: Vec<u8> = format!("\u{feff}Account ID\tAccount Name\r\n{id}\tAcme\r\n")
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    for accounts in [
        format!("Account ID;Account Name\n{id};acme\n").into_bytes(),
        format!("\u{feff}\"Account Name\",\"Account ID\"\r\n\"ACME\",\"{}\"\r\n", &id[..15]).into_bytes(),
        utf16,
    ] {
        let output = run(&good, &accounts);
        assert_eq!(status(&output), 0, "{}", said(&output));
        assert!(String::from_utf8_lossy(&output.stdout).contains("1,0014200"), "{}", said(&output));
    }
    for (accounts, words) in [
        (format!("Id,Account Name\n{id},Acme\n"), "no column has the id of a Salesforce account (Account ID)"),
        (format!("Account ID\n{id}\n"), "no column has the name of the account"),
        (
            format!("Account ID,Salesforce ID,Account Name\n{id},{id},x\n"),
            "may both have the id of a Salesforce account",
        ),
        ("Account ID,Account Name\nx,Acme\n".into(), "not an account's id"),
        (format!("Account ID,Account Name,FB.Id\n{id},Acme,1.5\n"), "FB.Id: not a customer id"),
        (format!("Account ID,Account Name\n{id},Acme,more\n"), "3 fields instead of 2"),
        (format!("Account ID,Account Name\n{id},Acme\n\n\"Copyright (c) salesforce.com\"\n"), "1 field instead of 2"),
        (String::new(), "it is empty"),
        ("\n\n".into(), "it is empty"),
        ("Account ID,Account Name\n".into(), "it has a header and no rows"),
        (format!("Account ID,Account Name,FB.Id\n{id},Acme,1\n{id},Acme,20000"), "the last line has no end"),
        (format!("Account ID,Account Name\n{contact},Acme\n"), "those begin with 001"),
    ] {
        let output = run(&good, accounts.as_bytes());
        assert_eq!(status(&output), 1, "{accounts}: {}", said(&output));
        assert!(said(&output).contains(words), "{accounts}: {}", said(&output));
        assert!(output.stdout.is_empty(), "{}", String::from_utf8_lossy(&output.stdout));
    }
    let accounts = format!("Account ID,Account Name\n{id},M\u{fc}ller\n");
    for (customers, words) in [
        (&b"Customer ID,Company Name\n1,Acme\n"[..], "no column has the API's id"),
        (b"Stax Bill ID,Company Name\n1,M\xfcller\n", "a value is not UTF-8"),
        (b"Stax Bill ID,Company Name\n1,a\n1,b\n", "customer 1 has two rows"),
        (b"Stax Bill ID,Company Name\n1.0,a\n", "not a customer id"),
        (b"Stax Bill ID,Company Name,Salesforce ID\n1,a,no\n", "not a Salesforce id"),
    ] {
        let output = run(customers, accounts.as_bytes());
        assert_eq!(status(&output), 1, "{}", said(&output));
        assert!(said(&output).contains(words), "{words}: {}", said(&output));
    }
    let over = job
        .command(&["match", "--salesforce", "good.csv", "--customers", "good.csv", "--unmatched", "./good.csv"])
        .output()
        .unwrap();
    assert_eq!((status(&over), said(&over).contains("already exists")), (12, true), "{}", said(&over));
    assert_eq!(fs::read(job.path("good.csv")).unwrap(), good);
    let report = job.command(&["report", "missing.jsonl", "--html", "good.csv"]).output().unwrap();
    assert_ne!(status(&report), 0);
    assert_eq!(fs::read(job.path("good.csv")).unwrap(), good);
}

#[test]
fn the_accounts_customers_are_listed_and_a_list_that_is_not_whole_is_said() {
    let accounts = format!("{ACCOUNTS}{},Bikes of 200002,,,\n", account(1));
    for (faults, code) in [("", 0), ("Customers:page-size=7", 0), ("Customers:page-size=7,Customers:repeat", 20)] {
        let job = Job::new(50, |sandbox| sandbox.salesforce_accounts(0).faults(faults.parse().unwrap()));
        job.write("accounts.csv", &accounts);
        let output = job.command(&["match", "--salesforce", "accounts.csv"]).output().unwrap();
        assert_eq!(status(&output), code, "{faults}: {}", said(&output));
        assert!(String::from_utf8_lossy(&output.stdout).contains("200002,"), "{}", said(&output));
    }
}

#[test]
fn a_hundred_thousand_on_each_side_need_little_memory() {
    let job = Job { folder: tempfile::TempDir::new().unwrap(), sandbox: Sandbox::builder().start().unwrap() };
    let count = 100_000;
    let rows = (0..count).map(|at| format!("{},R-{at},Company {at},owner{at}@company{at}.example,\n", at + 1));
    job.write("customers.csv", CUSTOMERS.to_owned() + &rows.collect::<String>());
    let rows = (0..count).map(|at| format!("{},company {at},,,R-{at}\n", account(at)));
    job.write("accounts.csv", ACCOUNTS.to_owned() + &rows.collect::<String>());
    let args = ["match", "--salesforce", "accounts.csv", "--customers", "customers.csv"];
    let mut child = job.command(&args).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
    let peak = peak_of(&mut child);
    println!("peak RSS: {peak} KB for 100,000 customers and 100,000 accounts");
    assert!(child.wait().unwrap().success() && peak < 100 * 1024, "{peak} KB");
}
