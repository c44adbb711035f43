// A nightly job: nightly IDS RESULTS. Turns on Salesforce sync for each customer whose id is on a line of IDS, and records
// the results in RESULTS: run again, it continues where it stopped. Prints who failed and why.
#include <fusebill.hpp>

#include <fstream>
#include <iostream>
#include <iterator>

// The ids of a stream, read as calls are made.
struct id_list {
    std::istream &file;
    [[nodiscard]] auto begin() const { return std::istream_iterator<std::int64_t>(file); }
    [[nodiscard]] static auto end() { return std::istream_iterator<std::int64_t>(); }
};

int main(int count, char **arguments) {
    std::ifstream ids(count == 3 ? arguments[1] : "");
    if (!ids) {
        std::cerr << "usage: nightly IDS RESULTS\n";
        return 1;
    }
    try {
        const fusebill::client client; // key: FUSEBILL_API_KEY
        fusebill::batch_options options;
        options.results_file = arguments[2];
        options.resume = true;
        const auto report = [](const fusebill::outcome &outcome) {
            if (outcome.code != FUSEBILL_OK) {
                std::cout << outcome.id << ": " << outcome.message.value_or(fusebill_status_name(outcome.code)) << '\n';
            }
            return true;
        };
        const auto summary = client.enable_synch_batch(id_list{ids}, report, options);
        if (!ids.eof()) {
            std::cerr << "a line of IDS is not an id: those behind it were not read\n";
            return FUSEBILL_INVALID_ARGUMENT;
        }
        std::cout << "enabled: " << summary.done << " now, " << summary.skipped
                  << " before (status " << summary.status << ")\n";
        return summary.status;
    } catch (const fusebill::error &error) {
        std::cerr << error.what() << '\n'; // it could not start
        return error.status();
    }
}
