/*
 * The calls of the client.
 *
 * Written by scripts/generate from the description in crates/core; change it there.
 */
#ifndef FUSEBILL_HPP
#error "include <fusebill.hpp> instead"
#endif

namespace fusebill {

inline namespace FUSEBILL_MODE {

/** The vendor's calls, and their batches: what a client inherits. */
class calls : public detail::handle {
  public:
#if FUSEBILL_EXCEPTIONS
    /**
     * Turns on Salesforce sync for a customer, and waits for the response: POST
     * /v1/Salesforce/EnableSynch/{customerId}. Throws error. In Salesforce: the customer is sent there and kept in
     * sync. If the customer is not linked to an account, Salesforce may create one: a duplicate, if there is one
     * already, so Latch first. The customer's status may not be Enabled: check is_synch_enabled.
     */
    [[nodiscard]] fusebill::customer enable_synch(customer_id id, cancel_ref token = {}) const {
        return try_enable_synch(id, token).value();
    }

    /**
     * Turns off Salesforce sync for a customer, and waits for the response: POST
     * /v1/Salesforce/DisableSynch/{customerId}. Throws error. In Salesforce: the vendor's data is removed from the
     * linked account, which is no longer updated; no account is deleted, and the link stays. The vendor says so of the
     * button on its page, and not of this call. The vendor does not document the salesforce_synch_status of a disabled
     * customer: check is_synch_enabled.
     */
    [[nodiscard]] fusebill::customer disable_synch(customer_id id, cancel_ref token = {}) const {
        return try_disable_synch(id, token).value();
    }

    /**
     * Sends a customer to Salesforce again, and waits for the response: POST /v1/Salesforce/Resynch. Throws error. In
     * Salesforce: the customer's data is sent there again. What this does for a customer without an account is not
     * documented. The vendor does not document the response: it may be the customer, any other text, or empty.
     */
    // NOLINTNEXTLINE(modernize-use-nodiscard): there may be nothing in it
    result resynch(customer_id id, cancel_ref token = {}) const {
        return try_resynch(id, token).value();
    }

    /** The same as resynch, for the customer linked to this Salesforce account. */
    // NOLINTNEXTLINE(modernize-use-nodiscard): there may be nothing in it
    result resynch_salesforce(std::string_view salesforce_id, cancel_ref token = {}) const {
        return try_resynch_salesforce(salesforce_id, token).value();
    }

    /**
     * Links a customer to a Salesforce account, and waits for the response: POST /v1/Salesforce/Latch. Throws error. In
     * Salesforce: the customer is linked to this account, and none is created. There is no call to unlink them. The
     * vendor does not document the response: it may be the customer, any other text, or empty.
     */
    // NOLINTNEXTLINE(modernize-use-nodiscard): there may be nothing in it
    result latch(customer_id id, std::string_view salesforce_id, bool force = false, cancel_ref token = {}) const {
        return try_latch(id, salesforce_id, force, token).value();
    }

    /** Reads a customer, and waits for the response: GET /v1/customers/{customerId}. Throws error. */
    [[nodiscard]] fusebill::customer get_customer(customer_id id, cancel_ref token = {}) const {
        return try_get_customer(id, token).value();
    }

    /**
     * Turns on Salesforce sync for many customers, and calls on_outcome with each outcome, on this thread. Return true
     * to continue; on_outcome may be nullptr. ids: any range of integers; an id that appears twice is called once. It
     * is read only as calls are made. An exception from it, or from on_outcome, stops the batch cleanly and is
     * rethrown. token ends it at once, including the calls in flight, whose outcomes are then FUSEBILL_CANCELLED.
     * Throws error if the batch cannot start; an error that stops it later is in the summary. In Salesforce: the
     * customer is sent there and kept in sync. If the customer is not linked to an account, Salesforce may create one:
     * a duplicate, if there is one already, so Latch first.
     */
    template <typename Ids = std::initializer_list<std::int64_t>>
    summary enable_synch_batch(
        Ids &&ids, const std::function<bool(const outcome &)> &on_outcome,
        const options_or_json<batch_options> &options = {}, cancel_ref token = {}) const {
        return try_enable_synch_batch(std::forward<Ids>(ids), on_outcome, options, token).value();
    }

    /**
     * Turns off Salesforce sync for many customers, and calls on_outcome with each outcome, on this thread. Return true
     * to continue; on_outcome may be nullptr. ids: any range of integers; an id that appears twice is called once. It
     * is read only as calls are made. An exception from it, or from on_outcome, stops the batch cleanly and is
     * rethrown. token ends it at once, including the calls in flight, whose outcomes are then FUSEBILL_CANCELLED.
     * Throws error if the batch cannot start; an error that stops it later is in the summary. In Salesforce: the
     * vendor's data is removed from the linked account, which is no longer updated; no account is deleted, and the link
     * stays. The vendor says so of the button on its page, and not of this call.
     */
    template <typename Ids = std::initializer_list<std::int64_t>>
    summary disable_synch_batch(
        Ids &&ids, const std::function<bool(const outcome &)> &on_outcome,
        const options_or_json<batch_options> &options = {}, cancel_ref token = {}) const {
        return try_disable_synch_batch(std::forward<Ids>(ids), on_outcome, options, token).value();
    }

    /**
     * Sends many customers to Salesforce again, and calls on_outcome with each outcome, on this thread. Return true to
     * continue; on_outcome may be nullptr. ids: any range of integers; an id that appears twice is called once. It is
     * read only as calls are made. An exception from it, or from on_outcome, stops the batch cleanly and is rethrown.
     * token ends it at once, including the calls in flight, whose outcomes are then FUSEBILL_CANCELLED. Throws error if
     * the batch cannot start; an error that stops it later is in the summary. In Salesforce: the customer's data is
     * sent there again. What this does for a customer without an account is not documented.
     */
    template <typename Ids = std::initializer_list<std::int64_t>>
    summary resynch_batch(
        Ids &&ids, const std::function<bool(const outcome &)> &on_outcome,
        const options_or_json<batch_options> &options = {}, cancel_ref token = {}) const {
        return try_resynch_batch(std::forward<Ids>(ids), on_outcome, options, token).value();
    }

    /**
     * Links many customers to their accounts in Salesforce, and calls on_outcome with each outcome, on this thread.
     * Return true to continue; on_outcome may be nullptr. pairs: any range of pairs of an id and a Salesforce id; a
     * customer who appears twice ends the batch, and the option force_latch replaces other links. It is read only as
     * calls are made. An exception from it, or from on_outcome, stops the batch cleanly and is rethrown. token ends it
     * at once, including the calls in flight, whose outcomes are then FUSEBILL_CANCELLED. Throws error if the batch
     * cannot start; an error that stops it later is in the summary. In Salesforce: the customer is linked to this
     * account, and none is created. There is no call to unlink them.
     */
    template <typename Pairs = std::initializer_list<std::pair<std::int64_t, std::string_view>>>
    summary latch_batch(
        Pairs &&pairs, const std::function<bool(const outcome &)> &on_outcome,
        const options_or_json<batch_options> &options = {}, cancel_ref token = {}) const {
        return try_latch_batch(std::forward<Pairs>(pairs), on_outcome, options, token).value();
    }
#endif

    /** Like enable_synch, without throwing. */
    attempt<fusebill::customer> try_enable_synch(customer_id id, cancel_ref token = {}) const {
        char *raw = nullptr;
        const auto status = fusebill_enable_synch(get(), id.value(), token.handle(), &raw);
        return of<fusebill::customer>(status, raw);
    }

    /** Like disable_synch, without throwing. */
    attempt<fusebill::customer> try_disable_synch(customer_id id, cancel_ref token = {}) const {
        char *raw = nullptr;
        const auto status = fusebill_disable_synch(get(), id.value(), token.handle(), &raw);
        return of<fusebill::customer>(status, raw);
    }

    /** Like resynch, without throwing. */
    attempt<result> try_resynch(customer_id id, cancel_ref token = {}) const {
        char *raw = nullptr;
        const auto status = fusebill_resynch(get(), id.value(), token.handle(), &raw);
        return of<result>(status, raw);
    }

    /** Like resynch_salesforce, without throwing. */
    attempt<result> try_resynch_salesforce(std::string_view salesforce_id, cancel_ref token = {}) const {
        const std::string account(salesforce_id);
        if (detail::has_nul(account)) {
            return refused("salesforce_id");
        }
        char *raw = nullptr;
        const auto status = fusebill_resynch_salesforce(get(), account.c_str(), token.handle(), &raw);
        return of<result>(status, raw);
    }

    /** Like latch, without throwing. */
    attempt<result> try_latch(customer_id id, std::string_view salesforce_id, bool force = false, cancel_ref token = {}) const {
        const std::string account(salesforce_id);
        if (detail::has_nul(account)) {
            return refused("salesforce_id");
        }
        char *raw = nullptr;
        const auto status = fusebill_latch(get(), id.value(), account.c_str(), force ? 1 : 0, token.handle(), &raw);
        return of<result>(status, raw);
    }

    /** Like get_customer, without throwing. */
    attempt<fusebill::customer> try_get_customer(customer_id id, cancel_ref token = {}) const {
        char *raw = nullptr;
        const auto status = fusebill_get_customer(get(), id.value(), token.handle(), &raw);
        return of<fusebill::customer>(status, raw);
    }

    /** Like enable_synch_batch; throws only what the ids and on_outcome throw. */
    template <typename Ids = std::initializer_list<std::int64_t>>
    attempt<summary> try_enable_synch_batch(
        Ids &&ids, const std::function<bool(const outcome &)> &on_outcome,
        const options_or_json<batch_options> &options = {}, cancel_ref token = {}) const {
        return batch<false>("EnableSynch", ids, on_outcome, options, token);
    }

    /** Like disable_synch_batch; throws only what the ids and on_outcome throw. */
    template <typename Ids = std::initializer_list<std::int64_t>>
    attempt<summary> try_disable_synch_batch(
        Ids &&ids, const std::function<bool(const outcome &)> &on_outcome,
        const options_or_json<batch_options> &options = {}, cancel_ref token = {}) const {
        return batch<false>("DisableSynch", ids, on_outcome, options, token);
    }

    /** Like resynch_batch; throws only what the ids and on_outcome throw. */
    template <typename Ids = std::initializer_list<std::int64_t>>
    attempt<summary> try_resynch_batch(
        Ids &&ids, const std::function<bool(const outcome &)> &on_outcome,
        const options_or_json<batch_options> &options = {}, cancel_ref token = {}) const {
        return batch<false>("Resynch", ids, on_outcome, options, token);
    }

    /** Like latch_batch; throws only what the pairs and on_outcome throw. */
    template <typename Pairs = std::initializer_list<std::pair<std::int64_t, std::string_view>>>
    attempt<summary> try_latch_batch(
        Pairs &&pairs, const std::function<bool(const outcome &)> &on_outcome,
        const options_or_json<batch_options> &options = {}, cancel_ref token = {}) const {
        return batch<true>("Latch", pairs, on_outcome, options, token);
    }

  protected:
    using detail::handle::handle;
};

} // namespace FUSEBILL_MODE

} // namespace fusebill
