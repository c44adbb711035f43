// The C++ runner of tests/conformance/cases.json.
#include "../../../tests/abi/check.h"
#include <fusebill.hpp>

#include <chrono>
#include <fstream>
#include <iostream>
#include <sstream>

namespace {

using text = std::optional<std::string>;

std::string options_of(const std::string &test, const std::string &name) {
    const std::string options = fusebill::json_get(test, "/options").value_or("{}");
    if (fusebill::json_get(options, "/baseUrl")) {
        return options;
    }
    const std::string base = "{\"baseUrl\":\"" + std::string(from_environment("FUSEBILL_TEST_URL")) + "/case/" + name + "\"";
    return base + (options == "{}" ? "" : ",") + options.substr(1);
}

std::string key_of(const std::string &test) {
    std::string key = fusebill::json_get(test, "/key").value_or("{key}");
    if (const auto at = key.find("{key}"); at != std::string::npos) {
        key.replace(at, 5, from_environment("FUSEBILL_TEST_KEY"));
    }
    return key;
}

/* The id and the other arguments of a call as one object. */
std::string arguments_of(const std::string &test) {
    const std::string more = fusebill::json_get(test, "/arguments").value_or("{}");
    const text id = fusebill::json_get(test, "/id");
    if (!id) {
        return more;
    }
    return "{\"id\":" + *id + (more == "{}" ? "" : ",") + more.substr(1);
}

/* Every list of customers gives the ids of the table, and the sums. */
void run_list(const std::string &test) {
    const auto expected = [&](const std::string &pointer) { return fusebill::json_get(test, "/expect" + pointer); };
    const std::string name = *fusebill::json_get(test, "/name");
    const std::string url = std::string(from_environment("FUSEBILL_TEST_URL")) + "/case/" + name;
    const fusebill::client client(from_environment("FUSEBILL_TEST_KEY"), R"({"baseUrl":")" + url + R"("})");
    int seen = 0;
    fusebill_status status = FUSEBILL_OK;
    std::string json;
    const auto report_one = [&](const fusebill::customer &customer) {
        CHECK(expected("/ids/" + std::to_string(seen++)) == customer.get("/id"));
        return true;
    };
    try {
        json = client.list_customers(report_one, fusebill::json_get(test, "/list").value_or("")).json;
    } catch (const fusebill::error &error) {
        status = error.status();
        json = error.json();
    }
    CHECK(status == std::stoi(*expected("/code")));
    CHECK(!expected("/ids/" + std::to_string(seen)));
    for (int at = 0; const text pointer = expected("/fields/" + std::to_string(at) + "/0"); ++at) {
        CHECK(fusebill::json_get(json, *pointer) == expected("/fields/" + std::to_string(at) + "/1"));
    }
}

void run(const std::string &test) {
    const auto expected = [&](const std::string &pointer) { return fusebill::json_get(test, "/expect" + pointer); };
    const std::string name = *fusebill::json_get(test, "/name");
    fusebill_status status = FUSEBILL_OK;
    std::string json;
    const auto begin = std::chrono::steady_clock::now();
    try {
        const fusebill::client client(key_of(test), options_of(test, name));
        const text operation = fusebill::json_get(test, "/operation");
        json = operation ? client.call(*operation, arguments_of(test)).json()
                         : client.enable_synch(std::stoll(*fusebill::json_get(test, "/id"))).json();
    } catch (const fusebill::error &error) {
        status = error.status();
        json = error.json();
    }
    const auto took = std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - begin).count();
    const int before = failed;
    CHECK(status == std::stoi(*expected("/code")));
    for (int at = 0; const text pointer = expected("/fields/" + std::to_string(at) + "/0"); ++at) {
        CHECK(fusebill::json_get(json, *pointer) == expected("/fields/" + std::to_string(at) + "/1"));
    }
    for (int at = 0; const text pointer = expected("/contains/" + std::to_string(at) + "/0"); ++at) {
        const std::string part = *expected("/contains/" + std::to_string(at) + "/1");
        CHECK(fusebill::json_get(json, *pointer).value_or("").find(part) != std::string::npos);
    }
    CHECK(!expected("/raw") || expected("/raw") == json);
    CHECK(!expected("/atLeastMs") || took >= std::stod(*expected("/atLeastMs")));
    CHECK(!expected("/atMostMs") || took <= std::stod(*expected("/atMostMs")));
    if (failed > before) {
        std::cerr << "in " << name << ": " << json << '\n';
    }
}

void run_batch(const std::string &test) {
    const auto expected = [&](const std::string &pointer) { return fusebill::json_get(test, "/expect" + pointer); };
    const std::string name = *fusebill::json_get(test, "/name");
    std::vector<std::int64_t> ids;
    while (const text id = fusebill::json_get(test, "/ids/" + std::to_string(ids.size()))) {
        ids.push_back(std::stoll(*id));
    }
    const std::string url = std::string(from_environment("FUSEBILL_TEST_URL")) + "/case/" + name;
    const fusebill::client client(from_environment("FUSEBILL_TEST_KEY"), R"({"baseUrl":")" + url + R"("})");
    int seen = 0;
    const auto report_one = [&](const fusebill::outcome &outcome) {
        const std::string found = std::to_string(outcome.id) + ' ' + fusebill_status_name(outcome.code);
        CHECK(expected("/outcomes/" + std::to_string(seen++)) == found);
        return true;
    };
    fusebill::summary summary{};
    try {
        const std::string batch = *fusebill::json_get(test, "/batch");
        const std::string operation = fusebill::json_get(test, "/operation").value_or("EnableSynch");
        if (operation == "EnableSynch") {
            summary = client.enable_synch_batch(ids, report_one, batch);
        } else if (operation == "DisableSynch") {
            summary = client.disable_synch_batch(ids, report_one, batch);
        } else if (operation == "Resynch") {
            summary = client.resynch_batch(ids, report_one, batch);
        } else if (operation == "Latch") {
            fusebill::batch_options options;
            options.force_latch = fusebill::json_get(batch, "/forceLatch") == "true";
            std::vector<std::pair<std::int64_t, std::string>> pairs;
            for (const auto id : ids) {
                const std::string at = "/salesforceIds/" + std::to_string(pairs.size());
                pairs.emplace_back(id, fusebill::json_get(batch, at).value_or(""));
            }
            summary = client.latch_batch(pairs, report_one, options);
        } else {
            CHECK(expected("/status") == "1"); // an operation without a batch has no method
            return;
        }
    } catch (const fusebill::error &error) {
        summary.status = error.status();
        summary.json = error.json();
    }
    CHECK(summary.status == std::stoi(*expected("/status")));
    CHECK(!expected("/outcomes/" + std::to_string(seen)));
    for (int at = 0; const text pointer = expected("/summary/" + std::to_string(at) + "/0"); ++at) {
        CHECK(fusebill::json_get(summary.json, *pointer) == expected("/summary/" + std::to_string(at) + "/1"));
    }
}

} // namespace

int main(int count, char **arguments) {
    std::ifstream file(count > 1 ? arguments[1] : "");
    std::stringstream table;
    table << file.rdbuf();
    int cases = 0;
    while (const text test = fusebill::json_get(table.str(), "/cases/" + std::to_string(cases))) {
        run(*test);
        ++cases;
    }
    CHECK(cases >= 40);
    for (int at = 0; const text test = fusebill::json_get(table.str(), "/batches/" + std::to_string(at)); ++at, ++cases) {
        run_batch(*test);
    }
    for (int at = 0; const text test = fusebill::json_get(table.str(), "/lists/" + std::to_string(at)); ++at, ++cases) {
        run_list(*test);
    }
    std::cout << cases << " cases\n";
    return report();
}
