enum {
    FUSEBILL_VERSION_MAJOR = 0,
    FUSEBILL_VERSION_MINOR = 1,
    FUSEBILL_VERSION_PATCH = 0,
    FUSEBILL_ABI_VERSION = 0,
    FUSEBILL_OK = 0,
    FUSEBILL_INVALID_ARGUMENT = 1,
    FUSEBILL_UNAUTHORIZED = 2,
    FUSEBILL_NOT_FOUND = 3,
    FUSEBILL_REJECTED = 4,
    FUSEBILL_RATE_LIMITED = 5,
    FUSEBILL_SERVER = 6,
    FUSEBILL_TIMEOUT = 7,
    FUSEBILL_CONNECTION = 8,
    FUSEBILL_TLS = 9,
    FUSEBILL_BAD_RESPONSE = 10,
    FUSEBILL_CANCELLED = 11,
    FUSEBILL_IO = 12,
    FUSEBILL_INTERNAL = 13,
    FUSEBILL_NOT_ENABLED = 14,
    FUSEBILL_NOT_DISABLED = 17,
    FUSEBILL_SOME_FAILED = 20,
    FUSEBILL_JSON_OK = 0,
    FUSEBILL_JSON_NULL = 1,
    FUSEBILL_JSON_MISSING = 2,
    FUSEBILL_JSON_INVALID = 3,
    FUSEBILL_LOG_OFF = 0,
    FUSEBILL_LOG_ERROR = 1,
    FUSEBILL_LOG_WARN = 2,
    FUSEBILL_LOG_INFO = 3,
    FUSEBILL_LOG_DEBUG = 4,
    FUSEBILL_LOG_TRACE = 5
};
typedef struct fusebill_cancel fusebill_cancel;
typedef struct fusebill_client fusebill_client;
typedef int32_t fusebill_status;
typedef int32_t (*fusebill_customer_fn)(void *user_data,
                                        int64_t customer_id,
                                        const char *customer_json);
typedef int32_t (*fusebill_outcome_fn)(void *user_data,
                                       int64_t customer_id,
                                       fusebill_status code,
                                       const char *outcome_json);
typedef int32_t (*fusebill_next_fn)(void *user_data,
                                    int64_t *out_id,
                                    const char **out_salesforce_id);
typedef int32_t fusebill_json_status;
typedef int32_t fusebill_log_level;
typedef void (*fusebill_log_fn)(void *user_data,
                                fusebill_log_level level,
                                const char *line);
const char *fusebill_status_name(fusebill_status status);
fusebill_status fusebill_client_new(const char *api_key,
                                    const char *options_json,
                                    fusebill_client **out_client,
                                    char **out_json);
fusebill_status fusebill_client_with(const fusebill_client *client,
                                     const char *options_json,
                                     fusebill_client **out_client,
                                     char **out_json);
void fusebill_client_free(fusebill_client *client);
void fusebill_client_cancel(const fusebill_client *client);
fusebill_status fusebill_client_quota(const fusebill_client *client,
                                      char **out_json);
fusebill_status fusebill_client_check(const fusebill_client *client,
                                      const char *results_file,
                                      const fusebill_cancel *cancel,
                                      char **out_json);
void fusebill_cancel_free(fusebill_cancel *cancel);
fusebill_cancel *fusebill_cancel_new(void);
void fusebill_cancel_request(const fusebill_cancel *cancel);
fusebill_status fusebill_enable_synch(const fusebill_client *client,
                                      int64_t customer_id,
                                      const fusebill_cancel *cancel,
                                      char **out_json);
fusebill_status fusebill_disable_synch(const fusebill_client *client,
                                       int64_t customer_id,
                                       const fusebill_cancel *cancel,
                                       char **out_json);
fusebill_status fusebill_resynch(const fusebill_client *client,
                                 int64_t customer_id,
                                 const fusebill_cancel *cancel,
                                 char **out_json);
fusebill_status fusebill_resynch_salesforce(const fusebill_client *client,
                                            const char *salesforce_id,
                                            const fusebill_cancel *cancel,
                                            char **out_json);
fusebill_status fusebill_latch(const fusebill_client *client,
                               int64_t customer_id,
                               const char *salesforce_id,
                               int32_t force,
                               const fusebill_cancel *cancel,
                               char **out_json);
fusebill_status fusebill_get_customer(const fusebill_client *client,
                                      int64_t customer_id,
                                      const fusebill_cancel *cancel,
                                      char **out_json);
fusebill_status fusebill_call(const fusebill_client *client,
                              const char *operation,
                              const char *arguments_json,
                              const fusebill_cancel *cancel,
                              char **out_json);
fusebill_status fusebill_list_customers(const fusebill_client *client,
                                        const char *options_json,
                                        fusebill_customer_fn on_customer,
                                        void *user_data,
                                        const fusebill_cancel *cancel,
                                        char **out_json);
fusebill_status fusebill_batch(const fusebill_client *client,
                               const char *operation,
                               const int64_t *ids,
                               size_t count,
                               const char *options_json,
                               fusebill_outcome_fn on_outcome,
                               void *user_data,
                               const fusebill_cancel *cancel,
                               char **out_json);
fusebill_status fusebill_batch_from(const fusebill_client *client,
                                    const char *operation,
                                    fusebill_next_fn next_customer,
                                    const char *options_json,
                                    fusebill_outcome_fn on_outcome,
                                    void *user_data,
                                    const fusebill_cancel *cancel,
                                    char **out_json);
fusebill_json_status fusebill_json_get(const char *json,
                                       const char *pointer,
                                       char **out_value);
fusebill_json_status fusebill_json_members(const char *json,
                                           const char *pointer,
                                           char **out_members);
fusebill_json_status fusebill_json_time(const char *json,
                                        const char *pointer,
                                        int64_t *out_seconds,
                                        int32_t *out_nanoseconds);
int32_t fusebill_is_synch_enabled(const char *customer_json);
void fusebill_string_free(char *string);
size_t fusebill_string_length(const char *string);
fusebill_status fusebill_set_logger(fusebill_log_fn log,
                                    void *user_data,
                                    fusebill_log_level max_level);
const char *fusebill_version(void);
uint32_t fusebill_abi_version(void);
