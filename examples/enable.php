<?php
// Turns on Salesforce sync for each customer whose id is on a line of standard input; prints name, status and revenue.
// Needs PHP 7.4 or newer with FFI (ffi.enable=1).
declare(strict_types=1);

const FUSEBILL_OK = 0;
const FUSEBILL_NOT_FOUND = 3;

$fusebill = FFI::cdef('
    typedef struct fusebill_client fusebill_client;
    int32_t fusebill_client_new(const char *key, const char *options, fusebill_client **client, char **json);
    void fusebill_client_free(fusebill_client *client);
    int32_t fusebill_enable_synch(const fusebill_client *client, int64_t id, const void *cancel, char **json);
    int32_t fusebill_json_get(const char *json, const char *pointer, char **value);
    void fusebill_string_free(char *text);
', 'libfusebill.so.0');

/** One field of a JSON text; empty if it is null or missing. */
function field(FFI $fusebill, FFI\CData $json, string $pointer): string
{
    $value = $fusebill->new('char *');
    $found = $fusebill->fusebill_json_get($json, $pointer, FFI::addr($value)) === FUSEBILL_OK;
    $text = $found ? FFI::string($value) : '';
    $fusebill->fusebill_string_free($value);
    return $text;
}

$client = $fusebill->new('fusebill_client *');
$json = $fusebill->new('char *');
$status = $fusebill->fusebill_client_new(null, null, FFI::addr($client), FFI::addr($json)); // key: FUSEBILL_API_KEY
if ($status !== FUSEBILL_OK) {
    fwrite(STDERR, field($fusebill, $json, '/message') . "\n");
    exit($status);
}
$exit = 0;
while (($line = fgets(STDIN)) !== false) {
    if (trim($line) === '') {
        continue;
    }
    if (!preg_match('/^\s*\d{1,18}\s*$/', $line)) {
        fwrite(STDERR, 'not an id: ' . $line);
        $exit = 1;
        continue;
    }
    $status = $fusebill->fusebill_enable_synch($client, (int) $line, null, FFI::addr($json));
    if ($status === FUSEBILL_OK) {
        printf(
            "%s: %s, %s\n",
            field($fusebill, $json, '/companyName'),
            field($fusebill, $json, '/salesforceSynchStatus'),
            field($fusebill, $json, '/monthlyRecurringRevenue')
        );
    } elseif ($status === FUSEBILL_NOT_FOUND) {
        printf("%s: no such customer\n", trim($line));
    } else {
        fwrite(STDERR, field($fusebill, $json, '/message') . "\n");
    }
    $exit = $status ?: $exit;
    $fusebill->fusebill_string_free($json);
}
$fusebill->fusebill_client_free($client);
exit($exit);
