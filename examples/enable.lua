-- Turns on Salesforce sync for each customer whose id is on a line of standard input; prints name, status and revenue.
-- Needs LuaJIT, and fusebill.ffi.h, the header for parsers without a preprocessor.
local ffi = require("ffi")
ffi.cdef(assert(io.open(os.getenv("FUSEBILL_HEADER") or "/usr/include/fusebill.ffi.h")):read("*a"))
local fusebill = ffi.load(os.getenv("FUSEBILL_LIBRARY") or "libfusebill.so.0")

-- Copies a text of the library to a Lua string, and frees it.
local function take(text)
  local taken = text[0] ~= nil and ffi.string(text[0]) or ""
  fusebill.fusebill_string_free(text[0])
  return taken
end

local function field(json, pointer)
  local value = ffi.new("char *[1]")
  fusebill.fusebill_json_get(json, pointer, value)
  return take(value)
end

local client, json = ffi.new("fusebill_client *[1]"), ffi.new("char *[1]")
local exit = fusebill.fusebill_client_new(nil, nil, client, json) -- key: FUSEBILL_API_KEY
if exit ~= fusebill.FUSEBILL_OK then
  io.stderr:write(field(take(json), "/message"), "\n")
  os.exit(exit)
end
for line in io.lines() do
  local digits = line:match("^%s*(%d+)%s*$")
  if line:match("%S") and (not digits or #digits > 18) then
    io.stderr:write("not an id: ", line, "\n")
    exit = 1
  elseif digits then
    -- loadstring keeps all 64 bits of an id; tonumber would keep 53.
    local status = fusebill.fusebill_enable_synch(client[0], loadstring("return " .. digits .. "LL")(), nil, json)
    local text = take(json)
    if status == fusebill.FUSEBILL_OK then
      print(("%s: %s, %s"):format(field(text, "/companyName"), field(text, "/salesforceSynchStatus"),
        field(text, "/monthlyRecurringRevenue")))
    elseif status == fusebill.FUSEBILL_NOT_FOUND then
      print(digits .. ": no such customer")
    else
      io.stderr:write(field(text, "/message"), "\n")
    end
    exit = status ~= 0 and status or exit
  end
end
fusebill.fusebill_client_free(client[0])
os.exit(exit)
