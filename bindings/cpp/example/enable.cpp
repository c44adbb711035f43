// Turns on the sync of each customer named on the command line.
#include <fusebill.hpp>

#include <iostream>
#include <string>

int main(int count, char **arguments) {
    int status = 0;
    try {
        const fusebill::client client; // key: FUSEBILL_API_KEY
        for (int at = 1; at < count; ++at) {
            try {
                const auto customer = client.enable_synch(std::stoll(arguments[at]));
                std::cout << customer.get("/companyName").value_or("(no company)") << ": "
                          << customer.get("/salesforceSynchStatus").value_or("(no status)") << ", "
                          << customer.get("/monthlyRecurringRevenue").value_or("(no revenue)") << ' '
                          << customer.get("/currency").value_or("") << '\n';
            } catch (const fusebill::error &error) {
                if (error.status() != FUSEBILL_NOT_FOUND) {
                    throw;
                }
                std::cerr << arguments[at] << ": " << error.what() << '\n';
                status = error.status();
            }
        }
    } catch (const std::exception &error) {
        std::cerr << error.what() << '\n';
        return 1;
    }
    return status;
}
