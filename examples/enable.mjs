// Turns on Salesforce sync for each customer whose id is on a line of standard input; prints name, status and revenue.
// Needs Node 16 or newer, and: npm install koffi
import { readFileSync } from 'node:fs';
import koffi from 'koffi';

const library = koffi.load(process.env.FUSEBILL_LIBRARY ?? 'libfusebill.so.0');
// A text that the caller owns: read, then freed by the library.
const Text = koffi.disposable('Text', 'str', library.func('void fusebill_string_free(void *text)'));
const Client = koffi.pointer('fusebill_client', koffi.opaque());
const clientNew = library.func('int fusebill_client_new(str key, str options, _Out_ fusebill_client *client, _Out_ Text *json)');
const enableSynch = library.func('int fusebill_enable_synch(fusebill_client client, int64_t id, void *cancel, _Out_ Text *json)');
const jsonGet = library.func('int fusebill_json_get(str json, str pointer, _Out_ Text *value)');
const clientFree = library.func('void fusebill_client_free(fusebill_client client)');

const field = (json, pointer) => {
  const value = [null];
  jsonGet(json, pointer, value);
  return value[0] ?? '';
};

const client = [null], json = [null];
let status = clientNew(null, null, client, json); // key: FUSEBILL_API_KEY
if (status !== 0) {
  console.error(field(json[0], '/message'));
  process.exit(status);
}
for (const line of readFileSync(0, 'utf8').split('\n').map((text) => text.trim()).filter(Boolean)) {
  if (!/^\d{1,18}$/.test(line)) {
    console.error(`not an id: ${line}`);
    status = 1;
    continue;
  }
  const code = enableSynch(client[0], BigInt(line), null, json);
  if (code === 0) {
    // Money is text with its scale: a JavaScript number would drop the zeros of 25.9800.
    const [name, synch, revenue] = ['/companyName', '/salesforceSynchStatus', '/monthlyRecurringRevenue'].map((at) => field(json[0], at));
    console.log(`${name}: ${synch}, ${revenue}`);
  } else {
    status = code;
    code === 3 ? console.log(`${line}: no such customer`) : console.error(field(json[0], '/message'));
  }
}
clientFree(client[0]);
process.exitCode = status;
