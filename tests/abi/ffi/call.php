<?php
// PHP reads fusebill.ffi.h as installed, and calls the library.
$library = FFI::cdef(file_get_contents(getenv('FUSEBILL_HEADER')), getenv('FUSEBILL_LIBRARY'));
$client = $library->new('fusebill_client *');
$json = $library->new('char *');
$options = json_encode(['baseUrl' => getenv('FUSEBILL_TEST_URL')], JSON_UNESCAPED_SLASHES);
$status = $library->fusebill_client_new(getenv('FUSEBILL_TEST_KEY'), $options, FFI::addr($client), FFI::addr($json));
if ($status !== $library->FUSEBILL_OK) {
    fwrite(STDERR, FFI::string($json) . "\n");
    exit(1);
}
$status = $library->fusebill_enable_synch($client, 172677, null, FFI::addr($json));
$revenue = $library->new('char *');
$library->fusebill_json_get($json, '/monthlyRecurringRevenue', FFI::addr($revenue));
$ok = $status === $library->FUSEBILL_OK && FFI::string($revenue) === '25.9800';
$library->fusebill_string_free($revenue);
$library->fusebill_string_free($json);
$library->fusebill_client_free($client);
echo $ok ? "1 passed, 0 failed\n" : "0 passed, 1 failed\n";
exit($ok ? 0 : 1);
