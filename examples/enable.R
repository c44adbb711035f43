# Turns on Salesforce sync for each customer whose id is on a line of standard input; prints name, status and revenue.
# R calls C through a small C wrapper: R CMD SHLIB enable_r.c -lfusebill, then Rscript enable.R
dyn.load(Sys.getenv("FUSEBILL_R", "enable_r.so"))

field <- function(json, pointer) .Call("fb_field", json, pointer)

client <- .Call("fb_client") # key: FUSEBILL_API_KEY
if (client$status != 0) {
  message(field(client$json, "/message"))
  quit(status = client$status)
}
exit <- 0
for (line in trimws(readLines(file("stdin")))) {
  if (line == "") next
  if (!grepl("^[0-9]{1,18}$", line)) {
    message("not an id: ", line)
    exit <- 1
    next
  }
  made <- .Call("fb_enable_synch", client$handle, line)
  if (made$status == 0) {
    # Money is text with its scale: an R number would drop the zeros of 25.9800.
    values <- sapply(c("/companyName", "/salesforceSynchStatus", "/monthlyRecurringRevenue"), field, json = made$json)
    cat(sprintf("%s: %s, %s\n", values[1], values[2], values[3]))
  } else if (made$status == 3) {
    cat(line, ": no such customer\n", sep = "")
  } else {
    message(field(made$json, "/message"))
  }
  if (made$status != 0) exit <- made$status
}
quit(status = exit)
