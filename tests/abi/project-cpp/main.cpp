// A user's program, built against an installed libfusebill.
#include <cstdlib>
#include <fusebill.hpp>
#include <iostream>
#include <string>

int main() {
    const fusebill::client client(std::getenv("FUSEBILL_TEST_KEY"),
                                  "{\"baseUrl\":\"" + std::string(std::getenv("FUSEBILL_TEST_URL")) + "\"}");
    std::cout << client.enable_synch(172677).get("/monthlyRecurringRevenue").value_or("none") << '\n';
}
