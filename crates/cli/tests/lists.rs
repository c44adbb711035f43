//! The contract of lists (docs/batch.md), as a user sees it: what the server was asked for is the witness of what was called.

mod job;

use std::{fs, io::Write, process::Stdio, time::Duration};

use job::{Job, said, status};
use serde_json::Value;

/// What a list does: exit status, number of requests, what was said.
fn list(content: impl AsRef<[u8]>, args: &[&str]) -> (i32, u64, String) {
    let job = Job::new(10, |sandbox| sandbox);
    job.write("list", content);
    let output = job.command(&["enable-synch", "--from", "list"]).args(args).output().unwrap();
    (status(&output), job.sandbox.requests(), said(&output))
}

#[test]
fn lists_come_in_three_forms() {
    for (content, args) in [
        (&b"200001\n200002\n"[..], &[][..]),
        (b"200001\r\n200002", &[]),
        (b"\xef\xbb\xbf200001\n200002\n", &[]),
        (b"customerId\n200001\n\n200002\n200001\n", &[]),
        (b"\xef\xbb\xbfFusebill ID,name\n200001,a\n200002,b\n", &[]),
        (b"name,Stax Bill ID\n\"a,\nb\",200001\n\"say \"\"hi\"\"\",\"200002\"\n", &[]),
        (b"id,name\n200001,a\n200002,b\n", &["--column", "ID"]),
        (b"no|number\nx|200001\ny| 200002 \n", &["--column", "Number", "--delimiter", "|"]),
        (b"200001\n200002\n200003\n", &["--limit", "2"]),
    ] {
        let (status, requests, said) = list(content, args);
        assert_eq!((status, requests), (0, 2), "{}: {said}", String::from_utf8_lossy(content));
        let dry = [args, &["--dry-run"]].concat();
        assert_eq!((list(content, &dry).0, list(content, &dry).1), (0, 1), "the two are read as a set");
    }
}

#[test]
fn anything_else_is_refused_as_a_whole_by_the_run_and_by_its_dry_run() {
    for (content, args, words) in [
        ("Name,Stax Bill ID\nA,200001\nTotal,2\n", &[][..], "line 3: a total is not a customer"),
        ("Name,Count,Stax Bill ID\nA,1,200001\nSubtotal,Count,2\n", &[], "line 3: a total"),
        ("id,email,fusebill_customer_id\n1,a@b.c,200001\n", &[], "--column fusebill_customer_id"),
        ("Customer  ID\n200001\n", &[], "the merchant's own reference"),
        ("\"Customer\nID\"\n200001\n", &[], "the merchant's own reference"),
        ("Customer\u{a0}ID\n200001\n", &[], "--column"),
        ("CustomerID\n200001\n", &[], "the merchant's own reference"),
        ("Customer ID:\n200001\n", &[], "the merchant's own reference"),
        ("Customer Number\n200001\n", &[], "--column"),
        ("Ref\n200001\n", &[], "--column Ref"),
        ("Phone\n200001\n", &[], "--column"),
        ("Amount\n200001\n", &[], "--column"),
        ("Salesforce\n200001\n", &[], "--column"),
        ("id,name\n172,677,\n", &["--column", "id"], "line 2: 3 fields instead of 2"),
        ("Fusebill ID,a,b\r\n200001,Main\r17,x,y\r\n", &[], "line 2: the line ends with CR"),
        ("Fusebill ID,a,b\n200001,Main\n17 Street,x\n", &[], "line 3: this line and those before"),
        (
            "Fusebill ID,a,b,c,d,e\n200002,b,12 High\n17,q\n18,z,zz\n1,a,b,c,d,e\n",
            &[],
            "line 4: this line and those before",
        ),
        ("Name,Fusebill ID\na,200001\nGesamtergebnis,1\n", &[], "line 3: a total"),
        ("200001\n200002\n2000", &[], "the list was cut off"),
        ("Fusebill ID,Ref\n200001,1\nRef,Fusebill ID\n2,200002\n", &[], "line 3: a second header"),
        ("Customers\nFusebill ID,Ref\n200001,1\n", &[], "the header is on line 2"),
        ("Customers,,\n\nname,Fusebill ID,b\nx,200001,y\n", &[], "the header is on line 3"),
        ("200001,Acme\n5,Beta\n", &["--column", "200001"], "add a header line"),
        ("200001\n200002\n", &["--column", "200001"], "add a header line"),
        ("Fusebill ID,name\n200001,a\n,b\n,\n", &[], "line 3: the id is empty"),
        ("Fusebill ID,name\n200001,a\nFB 172677,\n", &[], "line 3: not a customer id"),
        ("Fusebill ID,name\n172 677,a\n", &[], "format the column as text"),
        ("Fusebill ID,name\n172'677,a\n", &[], "format the column as text"),
        ("Fusebill ID,name\n172\u{202f}677,a\n", &[], "format the column as text"),
        ("Fusebill ID|name\n200001|a\n", &[], "--delimiter"),
        ("", &[], "contains no ids"),
        ("id\n", &[], "contains no ids"),
        ("200001\n", &["--limit", "0"], "--limit 0"),
    ] {
        for more in [&[][..], &["--dry-run"]] {
            let (status, requests, said) = list(content, &[args, more].concat());
            assert_eq!((status, requests), (1, 0), "{content}: {said}");
            assert!(said.contains(words), "{content}: {said}");
        }
    }
}

#[test]
fn bad_rows_are_left_out_on_demand_and_a_broken_shape_never_is() {
    let bad = "Fusebill ID,name\n200001,a\nabc,b\n,c\n200002,d\nTotal,2\n";
    let (code, requests, said) = list(bad, &[]);
    assert_eq!((code, requests, said.contains("--skip-bad-rows")), (1, 0, true), "{said}");
    for (more, expected) in [(&[][..], 2), (&["--dry-run"], 1)] {
        let (code, requests, said) = list(bad, &[&["--skip-bad-rows"], more].concat());
        assert_eq!((code, requests), (20, expected), "{said}");
        assert!(["line 3: ", "line 4: ", "line 6: "].iter().all(|line| said.contains(line)), "{said}");
    }
    let (code, requests, _) = list("Fusebill ID,name\n200001,a\nx,b,c\n", &["--skip-bad-rows"]);
    assert_eq!((code, requests), (1, 0));
    let many = format!("Fusebill ID,name\n{}", "x,y\n".repeat(30));
    let (_, _, said) = list(many, &[]);
    assert_eq!((said.matches("line ").count(), said.contains("and 10 more")), (20, true), "{said}");
}

#[test]
fn what_is_called_is_what_was_judged_whatever_becomes_of_the_file() {
    for stream in [false, true] {
        let job = Job::new(300, |sandbox| sandbox.latency(Duration::from_millis(10)));
        let mut command = job.command(&["enable-synch", "--results", "results.jsonl", "--from"]);
        let mut child = match stream {
            true => {
                let mut child = command.arg("-").stdin(Stdio::piped()).spawn().unwrap();
                child.stdin.take().unwrap().write_all(&fs::read(job.path("ids.csv")).unwrap()).unwrap();
                child
            }
            false => command.arg("ids.csv").spawn().unwrap(),
        };
        job.wait_for_requests(5);
        job.write("ids.csv", "3000000\n3000001\n");
        assert!(child.wait().unwrap().success());
        assert_eq!(job.enabled().len(), 300);
        assert!(job.enabled().keys().all(|id| (200_001..=200_300).contains(id)));
    }
}

#[test]
fn contents_are_not_printed_only_positions_and_kinds() {
    let (_, _, said) = list("Fusebill ID,name\nJohn Doe <john@example.com>,x\n", &[]);
    assert!(!said.contains("John") && said.contains("line 2: not a customer id"), "{said}");
    let (_, _, said) = list("john@example.com,Main Street 5\n200001,x\n", &[]);
    assert!(!said.contains("john") && !said.contains("Street"), "{said}");
}

#[test]
fn a_latch_list_takes_the_target_and_each_customer_once() {
    let job = Job::new(3, |sandbox| sandbox);
    let (old, new) = ("001000000000001AAA", "001000000000002AAA");
    let import = |rows: &str| format!("Stax Bill ID,Reference,SalesforceID,TargetSalesforceID\n{rows}");
    let run = |content: String, args: &[&str]| {
        job.write("list", content);
        job.command(&["latch", "--force", "--from", "list"]).args(args).output().unwrap()
    };
    let clear = run(import(&format!("200001,r,{old},clear\n")), &[]);
    assert_eq!((status(&clear), said(&clear).contains("the API cannot unlink; use the vendor's import")), (1, true));
    for args in [&[][..], &["--dry-run"], &["--skip-bad-rows"]] {
        let twice = run(import(&format!("200001,r,,{new}\n200002,r,,{new}\n200001,r,,{old}\n")), args);
        assert_eq!(status(&twice), 1, "{}", said(&twice));
        assert!(said(&twice).contains("line 4: customer 200001 is on line 2, too"), "{}", said(&twice));
    }
    assert_eq!(job.sandbox.requests(), 0);
    let linked = run(import(&format!("200001,r,{old},{new}\n")), &["--results", "latched.jsonl"]);
    assert_eq!(status(&linked), 0, "{}", said(&linked));
    let customer = job.command(&["customers", "200001"]).output().unwrap();
    assert!(String::from_utf8_lossy(&customer.stdout).contains(new), "not the old account");
    // Another account for the same customer is not done before.
    let before = job.sandbox.requests();
    let other = run(import(&format!("200001,r,{new},{old}\n")), &["--results", "latched.jsonl", "--resume"]);
    assert_eq!((status(&other), job.sandbox.requests()), (0, before + 1), "{}", said(&other));
    let again = run(import(&format!("200001,r,{new},{old}\n")), &["--results", "latched.jsonl", "--resume"]);
    assert_eq!((status(&again), job.sandbox.requests()), (0, before + 1), "{}", said(&again));
}

#[test]
fn every_hint_names_the_command_that_was_given() {
    for (bytes, tool) in [
        (&b"\x1f\x8b\x08\0"[..], "zcat"),
        (b"BZh91AY&SY", "bzcat"),
        (b"\xfd7zXZ\0", "xzcat"),
        (b"\x28\xb5\x2f\xfd", "zstdcat"),
    ] {
        for command in ["enable-synch", "disable-synch", "resynch", "latch"] {
            let job = Job::new(1, |sandbox| sandbox);
            job.write("list", bytes);
            let output = job.command(&[command, "--from", "list"]).output().unwrap();
            let hint = format!("{tool} FILE | fusebill {command} --from -");
            assert!(said(&output).contains(&hint), "{}", said(&output));
        }
    }
}

#[test]
fn encodings_and_delimiters_are_found_out() {
    let utf16 = |big: bool| {
        let units = std::iter::once(0xfeff).chain("Fusebill ID;näme\r\n200001;a\r\n".encode_utf16());
        units.flat_map(|unit| if big { unit.to_be_bytes() } else { unit.to_le_bytes() }).collect::<Vec<u8>>()
    };
    for content in [
        utf16(true),
        utf16(false),
        "Fusebill ID;name;x\n200001;a,b;c\n".into(),
        "Fusebill ID\tname\n200001\ta\n".into(),
        "sep=;\nFusebill ID;name\n200001;a\n".into(),
        "sep=\t\nFusebill ID\tname\n200001\tb\n".into(),
        "\u{feff}sep=,\r\nFusebill ID,name\r\n200001,a;b\r\n".into(),
        "\"a;b\",Fusebill ID\nx,200001\n".into(),
        "\"Fusebill\nID\";name\n200001;x\n".into(),
    ] {
        let shown = String::from_utf8_lossy(&content).into_owned();
        let (code, requests, said) = list(content, &[]);
        assert_eq!((code, requests), (0, 1), "{shown}: {said}");
    }
}

#[test]
fn other_formats_are_named() {
    for (bytes, words) in [
        (&b"PK\x03\x04...."[..], "xlsx"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "xls"),
        (b"%PDF-1.7", "PDF"),
        (b"i\0d\0\n\x001\0", "UTF-16"),
        (b"[{\"id\":1}]", "JSON"),
        (b"{\"id\":1}\n", "JSON"),
        (b"<html>", "web page"),
        (b"\xff\xfe\0\0i\0\0\0", "UTF-32"),
        (b"\0\0\xfe\xff\0\0\0i", "UTF-32"),
        (b"{\\rtf1 id}", "RTF"),
    ] {
        let (code, requests, said) = list(bytes, &[]);
        assert_eq!((code, requests, said.contains(words)), (1, 0, true), "{words}: {said}");
    }
}

#[test]
fn a_trial_of_ten_a_day_reaches_everybody() {
    let job = Job::new(25, |sandbox| sandbox.faults("409@200003".parse().unwrap()));
    for (calls, code) in [(10, 20), (10, 20), (5, 20), (0, 20)] {
        let before = job.sandbox.requests();
        let output = job.run(&["--limit", "10", "--resume"]);
        assert_eq!((job.sandbox.requests() - before, status(&output)), (calls, code), "{}", said(&output));
    }
    assert_eq!(job.enabled().len(), 24);
}

#[test]
fn the_report_reads_the_list_as_the_run_did() {
    let job = Job::new(3, |sandbox| sandbox);
    job.write("list", "a|number\nx|200001\ny|200002\nz|oops\n");
    let options = ["--from", "list", "--column", "number", "--delimiter", "|"];
    let run = |more: &[&str]| {
        let base = ["enable-synch", "--results", "r.jsonl"];
        job.command(&[&base[..], &options, more].concat()).output().unwrap()
    };
    let report = |more: &[&str]| {
        job.command(&[&["report", "r.jsonl", "--output", "json"][..], &options, more].concat()).output().unwrap()
    };
    assert_eq!(status(&run(&["--skip-bad-rows", "--limit", "1"])), 20);
    let output = report(&["--skip-bad-rows"]);
    let json: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!((status(&output), &json["notTried"]), (20, &1.into()), "{}", said(&output));
    assert_eq!(status(&report(&[])), 1, "as the run refuses it");
    assert_eq!(status(&run(&["--skip-bad-rows", "--resume"])), 20);
    let output = report(&["--skip-bad-rows"]);
    let json: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!((status(&output), &json["notTried"]), (20, &0.into()), "the bad row: {}", said(&output));
}
