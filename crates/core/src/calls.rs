//! The vendor's calls as methods of the client, for one customer and for many. What a call is, is a row in `operation.rs`.

use std::ops::ControlFlow;

use crate::{
    answer::{Accepted, Response},
    batch::{BatchOptions, Outcome, Summary},
    cancel::{CancelToken, Stop},
    client::Client,
    customer_id::CustomerId,
    error::Result,
    operation::{Call, Operation},
    salesforce_id::SalesforceId,
};

/// The batches of ids: one for each call that a list may make, so that nobody makes another one by an option.
macro_rules! batches_of_ids {
    ($($(#[$doc:meta])* $name:ident => $operation:ident;)+) => {$(
        $(#[$doc])*
        ///
        /// # Errors
        /// Only if the batch cannot start: invalid options, or the results file.
        pub fn $name(
            &self,
            ids: impl IntoIterator<Item = Result<CustomerId>>,
            options: &BatchOptions,
            stop: &Stop,
            on_outcome: impl FnMut(&Outcome) -> ControlFlow<()>,
        ) -> Result<Summary> {
            let call = |id: Result<CustomerId>| options.call_for(Operation::$operation, id?, None);
            self.batch(Operation::$operation, ids.into_iter().map(call), options, stop, on_outcome, |_| {})
        }
    )+};
}

impl Client {
    /// Turns on Salesforce sync for a customer and waits for the response. Blocks at most for
    /// [`Options::timeout_ms`](crate::Options::timeout_ms); may be called from any thread.
    ///
    /// In Salesforce: the customer is sent there and kept in sync. If the customer is not linked to an account,
    /// Salesforce may create one: a duplicate, if there is one already, so Latch first.
    ///
    /// # Errors
    /// See [`ErrorKind`](crate::ErrorKind): [`Cancelled`](crate::ErrorKind::Cancelled) within 200 ms when `cancel` is cancelled; without one, pass `None`.
    /// [`Error::sent`](crate::Error::sent) says whether the request reached the server; repeating it is harmless.
    pub fn enable_synch<'a>(&self, id: CustomerId, cancel: impl Into<Option<&'a CancelToken>>) -> Result<Response> {
        self.call(&Call::enable_synch(id), cancel)?.into_response()
    }

    /// Turns off Salesforce sync for a customer. Check `salesforceSynchStatus` of the returned customer; the vendor does not
    /// document which value it has then.
    ///
    /// In Salesforce: the vendor's data is removed from the linked account, which is no longer updated; no account is
    /// deleted, and the link stays. The vendor says so of the button on its page, and not of this call.
    ///
    /// # Errors
    /// As for [`enable_synch`](Self::enable_synch).
    pub fn disable_synch<'a>(&self, id: CustomerId, cancel: impl Into<Option<&'a CancelToken>>) -> Result<Response> {
        self.call(&Call::disable_synch(id), cancel)?.into_response()
    }

    /// Sends a customer to Salesforce again.
    ///
    /// In Salesforce: the customer's data is sent there again. What this does for a customer without an account is not
    /// documented.
    ///
    /// # Errors
    /// As for [`enable_synch`](Self::enable_synch). Any 2xx is a success unless it is an error in the vendor's form or a web
    /// page, because the vendor does not document the response.
    pub fn resynch<'a>(&self, id: CustomerId, cancel: impl Into<Option<&'a CancelToken>>) -> Result<Accepted> {
        self.call(&Call::resynch(id), cancel)
    }

    /// The same, for the customer linked to this account in Salesforce.
    pub fn resynch_salesforce<'a>(
        &self,
        account: SalesforceId,
        cancel: impl Into<Option<&'a CancelToken>>,
    ) -> Result<Accepted> {
        self.call(&Call::resynch_salesforce(account), cancel)
    }

    /// Links a customer to an account in Salesforce. With `force`, replaces the account that the customer is
    /// linked to; without it, that is an error. There is no call to unlink them.
    ///
    /// In Salesforce: the customer is linked to this account, and none is created. There is no call to unlink them.
    ///
    /// # Errors
    /// As for [`resynch`](Self::resynch).
    pub fn latch<'a>(
        &self,
        id: CustomerId,
        account: SalesforceId,
        force: bool,
        cancel: impl Into<Option<&'a CancelToken>>,
    ) -> Result<Accepted> {
        self.call(&Call::latch(id, account, force), cancel)
    }

    /// Reads a customer.
    ///
    /// # Errors
    /// As for [`enable_synch`](Self::enable_synch).
    pub fn get_customer<'a>(&self, id: CustomerId, cancel: impl Into<Option<&'a CancelToken>>) -> Result<Response> {
        self.call(&Call::get_customer(id), cancel)?.into_response()
    }

    batches_of_ids! {
        /// Turns on Salesforce sync for every customer of `ids`, and calls `on_outcome` with each outcome, on this thread, in
        /// the order of completion. With a results file, an outcome is reported only after it is on disk.
        ///
        /// The batch ends when there are no more ids; when `on_outcome` breaks (calls in flight are awaited); when one of
        /// `stop` is cancelled; when an id is an error; or for one of the reasons in [`Summary::stopped`]. An id that appears
        /// twice is called once. Memory use does not grow with the number of ids, except for the set of ids seen: at most 8 KB
        /// per 65,536 consecutive ids.
        ///
        /// In Salesforce: the customer is sent there and kept in sync. If the customer is not linked to an account,
        /// Salesforce may create one: a duplicate, if there is one already, so Latch first.
        ///
        /// ```no_run
        /// # use fusebill::{BatchOptions, Client, CustomerId, Stop};
        /// # use std::{ops::ControlFlow, thread};
        /// # let client = Client::from_environment().build()?;
        /// let options = BatchOptions { results_file: Some("results.jsonl".into()), resume: true, ..Default::default() };
        /// let ids = [172677, 172678].map(CustomerId::new);
        /// let summary = client.enable_synch_batch(ids, &options, &Stop::default(), |outcome| {
        ///     println!("{} {}", outcome.id, outcome.name());
        ///     ControlFlow::Continue(())
        /// })?;
        /// assert!(summary.stopped.is_none(), "{summary:?}");
        /// # Ok::<(), fusebill::Error>(())
        /// ```
        enable_synch_batch => EnableSynch;
        /// Turns off Salesforce sync for every customer of `ids`; otherwise like
        /// [`enable_synch_batch`](Self::enable_synch_batch).
        ///
        /// In Salesforce: the vendor's data is removed from the linked account, which is no longer updated; no account is
        /// deleted, and the link stays. The vendor says so of the button on its page, and not of this call.
        disable_synch_batch => DisableSynch;
        /// Sends every customer of `ids` to Salesforce again; otherwise like
        /// [`enable_synch_batch`](Self::enable_synch_batch).
        ///
        /// In Salesforce: the customer's data is sent there again. What this does for a customer without an account is not
        /// documented.
        resynch_batch => Resynch;
    }

    /// Links every customer of `pairs` to its account in Salesforce; otherwise like
    /// [`enable_synch_batch`](Self::enable_synch_batch), but a customer who appears twice ends the batch.
    /// [`BatchOptions::force_latch`] replaces other links.
    ///
    /// In Salesforce: the customer is linked to this account, and none is created. There is no call to unlink them.
    ///
    /// # Errors
    /// Only if the batch cannot start: invalid options, or the results file.
    pub fn latch_batch(
        &self,
        pairs: impl IntoIterator<Item = Result<(CustomerId, SalesforceId)>>,
        options: &BatchOptions,
        stop: &Stop,
        on_outcome: impl FnMut(&Outcome) -> ControlFlow<()>,
    ) -> Result<Summary> {
        options.check_pairs()?;
        let call = |pair: Result<_>| pair.map(|(id, account)| Call::latch(id, account, options.force_latch));
        self.batch(Operation::Latch, pairs.into_iter().map(call), options, stop, on_outcome, |_| {})
    }
}
