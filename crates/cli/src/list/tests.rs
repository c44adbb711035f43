//! The contract of lists, row by row. tests/lists.rs shows it where a user sees it.

use proptest::prelude::*;

use super::*;

/// What a list is read as: the ids and the bad rows as `line N: why`, or why it is refused.
fn read_with(content: impl AsRef<[u8]>, choice: Choice<'_>) -> Result<(Vec<i64>, Vec<String>), String> {
    let message = |error: Error| error.message().to_owned();
    let content = io::Cursor::new(content.as_ref().to_vec());
    let source = source::decoded(content, "list", "enable-synch").map_err(message)?;
    let (mut list, mut verdict) = (List::default(), Verdict::default());
    list.read(source, "list", choice, &mut verdict).map_err(message)?;
    match verdict.shape {
        0 => Ok((list.ids.iter().map(|id| id.get()).collect(), verdict.said)),
        _ => Err(verdict.said.join("\n")),
    }
}

fn read(content: impl AsRef<[u8]>) -> Result<(Vec<i64>, Vec<String>), String> {
    read_with(content, (&ListArgs::default(), None))
}

fn column(name: &str) -> ListArgs {
    ListArgs { column: Some(name.into()), ..ListArgs::default() }
}

#[track_caller]
fn assert_reads(content: impl AsRef<[u8]>, ids: &[i64]) {
    let shown = String::from_utf8_lossy(content.as_ref()).into_owned();
    assert_eq!(read(content), Ok((ids.to_vec(), Vec::new())), "{shown}");
}

#[track_caller]
fn assert_bad_rows(content: impl AsRef<[u8]>, ids: &[i64], bad: &[&str]) {
    let shown = String::from_utf8_lossy(content.as_ref()).into_owned();
    let (found, said) = read(content).unwrap_or_else(|why| panic!("{shown}: {why}"));
    assert_eq!((&found[..], said.len()), (ids, bad.len()), "{shown}: {said:?}");
    for (found, words) in said.iter().zip(bad) {
        assert!(words.split(" … ").all(|part| found.contains(part)), "{shown}: {found} lacks {words}");
    }
}

#[track_caller]
fn assert_refused(content: impl AsRef<[u8]>, words: &[&str]) {
    let shown = String::from_utf8_lossy(content.as_ref()).into_owned();
    let why = read(content).expect_err(&shown);
    assert!(words.iter().all(|word| why.contains(word)), "{shown}: {why}");
}

#[test]
fn bare_ids_have_at_most_one_header_with_a_known_name() {
    for header in ["", "id\n", "ID\n", "customerId\n", "Stax Bill ID\n", "\"Fusebill ID\"\n", "FB.Id\n", "\n\nid\n"] {
        assert_reads(format!("{header}172677\n5\n"), &[172_677, 5]);
    }
    assert_reads("5", &[5]);
    assert_reads("", &[]);
    assert_reads("id\n", &[]);
    assert_reads("1,\n2,\n", &[1, 2]);
    assert_reads("id,\n1,\n2,\n", &[1, 2]);
    let names = "Customer ID;Customer  ID;\"Customer\nID\";Customer\u{a0}ID;CustomerID;Customer ID:;customer_id;CUSTOMERID;\
                 Customer Number;Ref;Phone;Amount;Salesforce;Invoice ID;customers;anything";
    for header in names.split(';') {
        assert_refused(format!("{header}\n5\n"), &["not a known name", "--column"]);
        assert_eq!(
            read_with(format!("{header}\n5\n"), (&column(header.trim_matches('"')), None)),
            Ok((vec![5], vec![]))
        );
    }
    let disguised = "'172677;=\"172677\";\u{200b}172677;\u{661}\u{662};172677.0;0172677;-5;172677 Acme;ID: 172677;FB-172677;\
                     0014100000JJ3wtAAD";
    for first in disguised.split(';') {
        assert!(read(format!("{first}\n7\n")).is_err(), "{first}");
    }
    assert_refused("1|Acme\n2|B\n", &["--delimiter"]);
}

#[test]
fn a_table_has_one_column_with_the_vendors_name_or_the_one_of_the_option() {
    for (header, at) in [
        ("Stax Bill ID,Customer ID", 0),
        ("Customer ID,Stax Bill ID", 1),
        ("Fusebill ID,Reference", 0),
        ("Id,FB.Id", 1),
        ("FB.Customer Id,FB.Id,Id", 1),
        ("Name,fusebillId", 1),
        ("name,STAX  BILL_ID: ", 1),
        ("\u{feff}Stax Bill ID,name", 0),
        ("\"Fusebill\nID\";name", 0),
    ] {
        let delimiter = if header.contains(';') { ";" } else { "," };
        let mut cells = ["901", "902", "903"];
        cells[at] = "7";
        let row = cells[..header.split(delimiter).count()].join(delimiter);
        assert_reads(format!("{header}\n{row}\n"), &[7]);
    }
    for header in
        ["id,name", "customerId,name", "Customer ID,name", "Ref,Account Number", "id,email,fusebill_customer_id"]
    {
        let row = vec!["1"; header.split(',').count()].join(",");
        assert_refused(format!("{header}\n{row}\n"), &["the columns are", "--column"]);
    }
    assert_refused(
        "id,email,fusebill_customer_id\n1,a@b.c,900001\n",
        &["--column id or --column fusebill_customer_id"],
    );
    assert_refused("Customer ID,Name\n1,A\n", &["the merchant's own reference", "--column"]);
    assert_refused("Fusebill ID,Stax Bill ID\n1,2\n", &["\"Fusebill ID\"", "\"Stax Bill ID\"", "--column"]);
    assert_refused("FB.Id,fb_id\n1,2\n", &["--column"]);
    assert_eq!(read_with("Customer ID,Name\n1,A\n", (&column("customer  id"), None)), Ok((vec![1], vec![])));
    assert!(read_with("a,A,b\n1,2,3\n", (&column("a"), None)).unwrap_err().contains("several columns"));
    assert!(read_with("a,b\n1,2\n", (&column("c"), None)).unwrap_err().contains("\"a\", \"b\""));
    assert_refused("172677,Acme\n5,Beta\n", &["add a header line"]);
}

#[test]
fn a_table_is_rectangular() {
    for (text, words) in [
        ("Fusebill ID,name\n1,a\n172,677,\n", "line 3: 3 fields instead of 2"),
        ("Fusebill ID,\n172,677\n", "line 2: a value in a column without a name"),
        ("a,Fusebill ID,b,c\n900001,1,x\n900002,2,x\n", "line 1: 4 fields in the header, but at most 3 in a row"),
        ("Fusebill ID\n172,677\n", "line 2: 2 fields instead of 1"),
        ("1\n172,677\n", "line 2: 2 fields instead of 1"),
        ("Fusebill ID,name\n1,Acme, Inc.\n", "line 2: 3 fields"),
        ("Fusebill ID,name\n1\n", "line 2: 1 field instead of 2"),
        ("Fusebill ID,name\n1,a\nTotal: 1\n", "line 3: 1 field instead of 2"),
        ("Fusebill ID,a,b\n1,x,y\n2,Main\n17 Street,z\n", "line 4: this line and those before"),
        ("Fusebill ID,a,b,\n1,x,y,\n2,Main\n17,z,\n", "line 4: this line and those before"),
        ("Fusebill ID,a\r\n1,Main\r17,x\r\n", "line 2: the line ends with CR, the first one with CR LF"),
        ("Fusebill ID,a\r\n1,Main\n17,x\r\n", "line 2: the line ends with LF"),
        ("1\n2\r\n", "line 2: the line ends with CR LF, the first one with LF"),
        ("1\n\r\n2\n", "line 2: the line ends"),
        ("Fusebill ID,a\n1,\"x\n2,y\n", "the quote opened on line 2 is never closed"),
        ("Fusebill ID,a\n1,\"x\" y\n", "line 2: there is text after a closing quote"),
        ("Fusebill ID,a\n1,5\" pipe\n", "line 2: there is a quote inside a value"),
        ("Fusebill ID,a\n1,\"Acme\n2,Beta\n3,Gamma\"\n4,D\n", "line 2: a quoted value spans lines that are rows"),
        ("Fusebill ID,\"a\n1,A\n2,B\"\n5,x\n", "spans lines that are rows"),
        ("1\n\"2\n3\"\n", "line 2: a quoted value spans"),
        ("Fusebill ID,a\n1,x\nFusebill ID,a\n2,y\n", "line 3: a second header"),
        ("Fusebill ID,Customer ID\n1,x\nCustomer ID,Fusebill ID\n901,2\n", "line 3: a second header"),
        ("Fusebill ID,a\n1,x\nb,FB.Id\n901,2\n", "line 3: a second header"),
        ("id\n1\nid\n2\n", "line 3: a second header"),
        ("900001\n900002\n9000", "line 3: the last line has no end"),
        ("name,Fusebill ID\na,900001\nb,900002\nc,9", "line 4: the last line has no end"),
    ] {
        assert_refused(text, &[words]);
    }
    for (text, ids) in [
        ("Fusebill ID,a,b,c\n1,x,y,z\n2,x\n3,\n4,x,y,z\n", &[1, 2, 3, 4][..]),
        ("Fusebill ID,a,\n1,x,\n2,y,\n", &[1, 2]),
        ("Fusebill ID,a\n1,\"2 Main Street\n12345 Town\"\n4,D\n", &[1, 4]),
        ("Fusebill ID,a\r\n1,\"Main\nStreet\"\r\n4,D\r\n", &[1, 4]),
        ("Fusebill ID,state\n1,ID\n4,D\n", &[1, 4]),
        ("Fusebill ID,a\n1,\"say \"\"hi\"\"\"\n4, \"x\" \n", &[1, 4]),
        ("900001\n900002\n900003", &[900_001, 900_002, 900_003]),
        ("9\n900002\n90", &[9, 900_002, 90]),
        ("Fusebill ID,a\r1,x\r2,y\r", &[1, 2]),
        ("1\n\n  \n2\n\n", &[1, 2]),
    ] {
        assert_reads(text, ids);
    }
}

#[test]
fn cells_that_are_not_ids_are_bad_rows() {
    assert_bad_rows(
        "Fusebill ID,n\n001,a\n123456789012345678,b\n172677.0,c\n\"172,677\",d\n,e\n,,\nFB 172677,\n7,g\n"
            .replace(",,\n", ",\n"),
        &[7],
        &["2: … leading zeros", "3: … Salesforce", "4: … as text", "5: … as text", "6: … empty", "7: … empty", "8: "],
    );
    assert_bad_rows(
        "Name,Stax Bill ID\na,900001\nTotal,2\nGrand total:,2\nSubtotal (2),2\nTotal Fina,5\n",
        &[900_001, 5],
        &["3: a total", "4: a total", "5: a total"],
    );
    assert_bad_rows("Name,Count,Stax Bill ID\nSubtotal,Count,2\n", &[], &["2: a total"]);
    assert_bad_rows("id\n1\nTotal: 1\n2\n", &[1, 2], &["3: "]);
    assert_bad_rows(b"Fusebill ID,name\n\xff1,x\n2,M\xfcller\n", &[2], &["2: … UTF-8"]);
}

#[test]
fn a_list_for_latch_names_each_customer_once_with_the_account_that_is_wanted() {
    let how = ListArgs::default();
    let choice = (&how, Some(None));
    let (old, new) = ("0014100000JJ3wtAAD", "001000000000001AAA");
    let import = "Stax Bill ID,SalesforceID,TargetSalesforceID\n";
    let (ids, bad) = read_with(format!("{import}1,{old},{new}\n2,{old},clear\n3,{old},\n"), choice).unwrap();
    assert_eq!((ids, bad.len()), (vec![1], 2), "{bad:?}");
    assert!(bad[0].contains("the API cannot unlink; use the vendor's import") && bad[1].contains("empty"), "{bad:?}");
    let twice = read_with(format!("Stax Bill ID,Account ID\n1,{old}\n2,{new}\n1,{new}\n"), choice).unwrap_err();
    assert!(twice.contains("line 4: customer 1 is on line 2, too"), "{twice}");
    let none = read_with("Stax Bill ID,Id\n1,2\n", choice).unwrap_err();
    assert!(none.contains("--salesforce-column"), "{none}");
}

/// A table as a program writes it: the id in one of its columns, its other cells texts and numbers.
fn tables() -> impl Strategy<Value = (Vec<i64>, usize, String)> {
    let cell = prop_oneof!["[A-Za-z ]{0,6}", "[1-9][0-9]{0,5}", "\"[a-z,]{1,5}\"", "\"[a-z]{1,3}\n[a-z]{1,3}\""];
    (1usize..5, 0usize..4, prop::collection::vec((100_000i64..999_999, prop::collection::vec(cell, 4)), 1..6)).prop_map(
        |(width, at, rows)| {
            let at = at % width;
            let line = |id: &str, cells: &[String]| {
                let mut cells: Vec<&str> = cells[..width].iter().map(String::as_str).collect();
                cells[at] = id;
                cells.join(",") + "\n"
            };
            let header = line("Fusebill ID", &["a".into(), "b".into(), "c".into(), "d".into()]);
            let text = rows.iter().map(|(id, cells)| line(&id.to_string(), cells)).collect::<String>();
            (rows.into_iter().map(|(id, _)| id).collect(), at, header + &text)
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn the_ids_called_are_cells_of_the_column((ids, _, text) in tables()) {
        if let Ok((called, _)) = read(&text) {
            prop_assert!(called.iter().all(|id| ids.contains(id)), "{text}: {called:?}");
        }
    }

    #[test]
    fn a_change_of_the_shape_changes_no_other_id(
        (ids, _, text) in tables(), at in any::<prop::sample::Index>(), kind in 0..3, what in "[,\"\n]",
    ) {
        let bytes = text.as_bytes();
        let at = at.index(bytes.len());
        let is_shape = matches!(bytes[at], b',' | b'"' | b'\n');
        let mut changed = text.clone();
        match kind {
            0 if is_shape => drop(changed.remove(at)),
            1 if is_shape => changed.insert(at, char::from(bytes[at])),
            _ => changed.insert_str(at, &what),
        }
        // The rows that the change touches: the one it is in, and the next one, which a removed line end joins to it.
        let line_of = |id: &i64| text[..text.find(&id.to_string()).unwrap()].matches('\n').count();
        let touched = text[..at].matches('\n').count();
        let is_touched = |id: &i64| (touched..=touched + 1).contains(&line_of(id));
        if let Ok((called, bad)) = read(&changed) && bad.is_empty() {
            let others: Vec<i64> = ids.iter().copied().filter(|id| !is_touched(id)).collect();
            let called_others: Vec<i64> = called.iter().copied().filter(|id| others.contains(id)).collect();
            prop_assert_eq!(&called_others, &others, "{}", changed);
            let strangers = called.iter().filter(|id| !ids.contains(id)).count();
            prop_assert!(strangers <= 2, "{}: {:?}", changed, called);
        }
    }
}
